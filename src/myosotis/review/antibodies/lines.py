"""Lines that several parts of the profile share: remarks, figures, flags, values of a set."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import ceil, floor, sqrt
from typing import Literal

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Figure, Group, Remark
from myosotis.knowledge.schema import Flag as FlagRule
from myosotis.logic import Evaluation, Interval, Truth, Value, evaluate_program, value_words
from myosotis.review.antibodies.model import FigureLine, RemarkLine
from myosotis.review.rulebook import rulebook
from myosotis.review.view import View

RATIOS = {
    "odds_ratio": "odds ratio",
    "hazard_ratio": "hazard ratio",
    "risk_ratio": "risk ratio",
    "incidence_ratio": "standardised incidence ratio",
    "diagnostic_odds_ratio": "diagnostic odds ratio",
}
_Z = 1.959963984540054


def remark_line(remark: Remark) -> RemarkLine:
    """A remark with its source."""
    return RemarkLine(id=remark.id, text=remark.text, sources=remark.source, checked=remark.checked)


def flag_lines(evaluation: Evaluation) -> tuple[RemarkLine, ...]:
    """The flags of a set that certainly or possibly apply."""
    flags: dict[str, FlagRule] = {flag.id: flag for flag, _ in evaluation.program.flags}
    return tuple(
        RemarkLine(
            id=id_,
            text=flags[id_].text if truth is Truth.YES else f"Possibly: {flags[id_].text}",
            sources=flags[id_].source,
            checked=flags[id_].checked,
        )
        for id_, truth in evaluation.flags.items()
    )


def value_lines(evaluation: Evaluation, nothing: Evaluation | None = None) -> dict[str, str]:
    """The named numbers of a set in words, by their labels; those that are wholly open are left:
    they are what they would be where nothing is known, or as in ``nothing``."""
    criteria = evaluation.program.criteria
    open_ = _open_numbers(evaluation.program.base, criteria.id)
    found: dict[str, str] = {}
    for name, label in criteria.value_labels.items():
        value = evaluation.numbers.get(name)
        if nothing is not None and value == nothing.numbers.get(name):
            continue
        if isinstance(value, Interval) and value != open_.get(name):
            found[label] = value_words(value, criteria.units.get(name))
    return found


@cache
def _open_numbers(base: KnowledgeBase, id_: str) -> Mapping[str, Value]:
    """The numbers of a set of which nothing is known, between the ends of its scales."""
    return evaluate_program(rulebook(base).program(id_), {}).numbers


def verdict_words(evaluation: Evaluation) -> str:
    """The verdicts still possible, in the words of the set."""
    labels = {case.is_: case.label or case.is_ for case in evaluation.program.criteria.verdict}
    refused = evaluation.program.criteria.not_applicable_label or "does not apply"
    return " or ".join(labels.get(v, refused) for v in evaluation.labels)


def unknown_inputs(view: View, evaluation: Evaluation) -> tuple[str, ...]:
    """The labels of what could still change a verdict; of what was recorded, why it is open."""
    return tuple(_unknown(view, evaluation, name) for name in evaluation.open_inputs)


def _unknown(view: View, evaluation: Evaluation, name: str) -> str:
    findings = evaluation.program.findings
    label = findings[name].label if name in findings else view.wording.label(name)
    # A tool may ask for what a finding records in another form.
    why = view.why_missing(view.base.lung.amounts.get(name, name))
    return label if why == "not recorded" else f"{label}, {why}"


# -- published figures -----------------------------------------------------------------------


def figure_line(figure: Figure, antibody: str | None, label: str, outcome: str) -> FigureLine:
    """A figure as it is read and drawn; see `FigureLine`."""
    low, middle, high = _share(figure) if figure.measure == "share" else (None, None, None)
    return FigureLine(
        id=figure.id,
        antibody=antibody,
        antibody_label=label,
        outcome=figure.outcome,
        what=figure.what or outcome,
        among=figure.among,
        text=_text(figure),
        against=_against(figure, figure.against) if figure.against else None,
        kind="share" if figure.measure == "share" else _kind(figure),
        middle=middle,
        low=low,
        high=high,
        people=figure.of,
        note=figure.note,
        sources=figure.source,
        checked=figure.checked,
    )


def _kind(figure: Figure) -> Literal["ratio", "amount"]:
    return "ratio" if figure.measure in RATIOS else "amount"


def _share(figure: Figure) -> tuple[float, float, float]:
    """The least, the middle and the greatest percentage."""
    if figure.percents:
        low, high = (float(one) for one in figure.percents)
        return low, (low + high) / 2, high
    if figure.of and figure.n is not None:
        low, high = wilson(figure.n, figure.n, figure.of)
        return low, 100 * figure.n / figure.of, high
    percent = figure.percent or Decimal(0)
    if not figure.of:
        return float(percent), float(percent), float(percent)
    low, high = wilson(*_counts(percent, figure.of), figure.of)
    return low, float(percent), high


def _counts(percent: Decimal, of: int) -> tuple[int, int]:
    """The least and the greatest count that is printed as this percentage of so many; the nearest
    where none is."""
    exponent = percent.as_tuple().exponent
    half = Fraction(Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)) / 2
    least = ceil((Fraction(percent) - half) * of / 100)
    most = floor((Fraction(percent) + half) * of / 100)
    if least > most:
        least = most = round(Fraction(percent) * of / 100)
    return max(least, 0), min(most, of)


def wilson(least: int, most: int, of: int) -> tuple[float, float]:
    """The 95 % interval by Wilson of a share in percent, over all counts from least to most."""

    def ends(n: int) -> tuple[float, float]:
        share, z2 = n / of, _Z * _Z
        centre = share + z2 / (2 * of)
        reach = _Z * sqrt(share * (1 - share) / of + z2 / (4 * of * of))
        return (
            100 * max(0.0, (centre - reach) / (1 + z2 / of)),
            100 * min(1.0, (centre + reach) / (1 + z2 / of)),
        )

    return ends(least)[0], ends(most)[1]


def _text(figure: Figure) -> str:
    if figure.measure == "share":
        return _share_text(figure.n, figure.of, figure.percent, figure.percents)
    value = f"{figure.value}" if figure.value is not None else ""
    unit = f" {figure.unit}" if figure.unit else ""
    between = figure.interval or figure.range
    ends = f"{between[0]} to {between[1]}" if between else ""
    if figure.measure == "amount":
        inside = f" ({ends})" if value and ends else ""
        return f"{value or ends}{unit}{inside}"
    inside = f" ({ends})" if ends else ""
    return f"{RATIOS[figure.measure]} {value}{inside}"


def _share_text(
    n: int | None,
    of: int | None,
    percent: Decimal | None,
    percents: tuple[Decimal, Decimal] | None = None,
) -> str:
    if percents:
        return f"{percents[0]} to {percents[1]} %"
    if n is not None and of:
        return f"{n} of {of} ({_percent(n, of) if percent is None else percent} %)"
    return f"{percent} % of {of}" if of else f"{percent} %"


def _percent(n: int, of: int) -> str:
    """A percentage without decimals; with one where it would read as none."""
    share = Decimal(100 * n) / of
    return f"{share:.1f}" if 0 < share < Decimal("0.95") else f"{share:.0f}"


def _against(figure: Figure, group: Group) -> str:
    if figure.measure == "share" and (group.percent is not None or group.n is not None):
        return f"{_share_text(group.n, group.of, group.percent)}, {group.among}"
    if group.value is not None:
        return f"{group.value} in {group.among}"
    return group.among
