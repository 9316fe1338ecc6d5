"""Cancer: the tier of the guideline as the set of those still possible, and what is due."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Literal

from myosotis.knowledge import KnowledgeBase
from myosotis.logic import NOT_APPLICABLE, Choice, Evaluation, Interval, Truth, Value
from myosotis.logic import evaluate_program as run
from myosotis.patient import PartialDate, months_between
from myosotis.review.antibodies.due import Schedule, Start, due_lines
from myosotis.review.antibodies.lines import figure_line, flag_lines, remark_line
from myosotis.review.antibodies.model import CancerRisk, FactorLine, FigureLine
from myosotis.review.antibodies.results import NOT_EXCLUDED, Serology
from myosotis.review.antibodies.subgroups import Verdict
from myosotis.review.parts import Known, Missing, Statement
from myosotis.review.rulebook import EVER, rulebook
from myosotis.review.view import View

_KNOWN: dict[Truth, Known] = {Truth.YES: "yes", Truth.NO: "no", Truth.UNKNOWN: "unknown"}


def tier_of(serology: Serology, subgroups: Mapping[str, Verdict], refractory: Truth
) -> Evaluation:  # fmt: skip
    """The tier of a patient: the set of the pathway on what is known over the course.

    A negative result that does not exclude its antibody counts as not known; ``refractory`` is the
    verdict on earlier treatment.
    """
    view = serology.cautious
    pathway = view.base.cancer
    program = rulebook(view.base).program(pathway.tier)
    facts: dict[str, Value] = {
        name: known.value for name, known in view.snapshot.course.items() if name not in program.own
    }
    subtype = program.inputs[pathway.subtype]
    facts[pathway.subtype] = Choice.among(subtype.labels, possible_subtypes(view.base, subgroups))
    if refractory is Truth.YES:
        facts[pathway.refractory] = Truth.YES
    return run(program, facts)


def known_tiers(evaluation: Evaluation) -> dict[str, Truth]:
    """The tiers as facts that a rule reads."""
    left = evaluation.labels
    found = {}
    for case in evaluation.program.criteria.verdict:
        possible = case.is_ in left
        certain = left == (case.is_,)
        found[f"tier.{case.is_}"] = (
            Truth.YES if certain else Truth.UNKNOWN if possible else Truth.NO
        )
    return found


def review_cancer(view: View, evaluation: Evaluation, serology: Serology) -> CancerRisk:
    """The cancer risk; the view knows the tiers."""
    base, pathway = view.base, view.base.cancer
    start = Start.of(view)
    exempt = view.holding(pathway.exempt)
    applies = "no" if exempt else _applies(evaluation)
    months, in_window = _window(view, pathway.window)
    closed = ""
    if applies == "no":
        closed = "the guideline asks for no routine screening here"
    elif in_window is Truth.NO:
        closed = f"more than {pathway.window} months since the first symptom"
    schedule = Schedule("cancer", pathway.panels, pathway.timings, pathway.before, start, closed)
    factors = _factors(view, evaluation, serology)
    tiers = () if applies == "no" else tuple(reversed(evaluation.labels))
    names = {case.is_: case.is_.replace("_", " ") for case in evaluation.program.criteria.verdict}
    flags = [r for r in pathway.red_flags if view.truth(r.if_) is Truth.UNKNOWN]
    return CancerRisk(
        question=pathway.question,
        guideline=pathway.guideline,
        applies=applies,
        exempt=exempt,
        tier=tiers,
        lowest=tiers[0] if tiers else None,
        statement=_statement(
            applies,
            tiers,
            names,
            in_window,
            pathway.window,
            exempt,
            evaluation.program.criteria.applies_label,
        )
        + _supposed(view, applies),
        counts={
            table.name: _count(evaluation, table.name)
            for table in evaluation.program.criteria.points
        },
        factors=factors,
        missing=() if applies == "no" else tuple(_missing(view, evaluation, factors)),
        in_window=_KNOWN[in_window],
        window=months,
        start=start.text,
        due=due_lines(view, schedule),
        conditional=() if closed else view.holding(pathway.conditional),
        red_flags=view.holding(pathway.red_flags),
        red_flags_missing=tuple(
            view.wording.label(name) for rule in flags for name in view.book.rule(rule.if_).inputs
        ),
        figures=_figures(base),
        flags=() if applies == "no" else flag_lines(evaluation),
        remarks=tuple(remark_line(one) for one in pathway.remarks),
        not_read=tuple(remark_line(one) for one in pathway.not_read),
        sources=evaluation.program.criteria.source,
        checked=evaluation.program.criteria.checked,
    )


def _supposed(view: View, applies: str) -> str:
    """The tier is that of a patient with myositis: say where the record does not establish one."""
    names = (f"subgroup.{subgroup.id}" for subgroup in view.base.subgroups.subgroups)
    established = any(view.extra.get(name) is Truth.YES for name in names)
    if established or applies == "no":
        return ""
    return " The tier supposes myositis, of which no subgroup is established here."


@cache
def _figures(base: KnowledgeBase) -> tuple[FigureLine, ...]:
    outcomes = {outcome.id: outcome.label for outcome in base.outcomes.outcomes}
    return tuple(
        figure_line(figure, None, "", outcomes[figure.outcome]) for figure in base.cancer.figures
    )


def possible_subtypes(base: KnowledgeBase, subgroups: Mapping[str, Verdict]) -> set[str]:
    """The subtypes of the guideline that the patient can have.

    Where subgroups are established, one of theirs; what is part of an established one and not
    excluded stays possible beside it.
    """
    named = base.cancer.subtypes
    established = {id_ for id_, verdict in subgroups.items() if verdict == "established"}
    possible = {id_ for id_, verdict in subgroups.items() if verdict != "excluded"}
    parts = {each.id: each.part_of for each in base.subgroups.subgroups}
    if established & named.keys():
        kept = {id_ for id_ in possible if id_ in established or parts[id_] in established}
        if any(parts[id_] in established for id_ in established & named.keys()):
            # An established part is what it is, not the whole.
            kept -= {parts[id_] for id_ in established & named.keys() if parts[id_]}
        return {named[id_] for id_ in kept if id_ in named}
    return {named[id_] for id_ in possible if id_ in named} | {base.cancer.other_subtype}


def _applies(evaluation: Evaluation) -> Literal["yes", "no", "cannot_tell"]:
    if evaluation.labels == (NOT_APPLICABLE,):
        return "no"
    return "cannot_tell" if evaluation.assumed else "yes"


def _window(view: View, months: int) -> tuple[str, Truth]:
    """Whether the patient is within the months after the first symptom."""
    patient, today = view.snapshot.patient, view.snapshot.on
    if not today.known:
        return "the date is not known", Truth.UNKNOWN
    if patient.onset.known:
        since = months_between(patient.onset, today)
        known = (
            Truth.YES if since.high <= months
            else Truth.NO if since.low > months
            else Truth.UNKNOWN
        )  # fmt: skip
        return f"{_count_months(since)} since the first symptom ({patient.onset.words})", known
    earliest = min((f.on for f in patient.facts if f.on.known), default=PartialDate())
    first = min(d for d in (patient.diagnosed, patient.presented, earliest, today) if d.known)
    since = months_between(first, today)
    known = Truth.NO if since.low > months else Truth.UNKNOWN
    ago = f"first entry {first.words}, {_count_months(since)} ago"
    return f"date of the first symptom not recorded; {ago}", known


def _count_months(since: Interval) -> str:
    return f"{since} month{'' if since.high == 1 else 's'}"


def _count(evaluation: Evaluation, name: str) -> str:
    value = evaluation.numbers.get(name)
    return str(value) if isinstance(value, Interval) else ""


def _factors(view: View, evaluation: Evaluation, serology: Serology) -> tuple[FactorLine, ...]:
    criteria = evaluation.program.criteria
    lines = []
    for table in criteria.points:
        for row in table.rows:
            value = evaluation.numbers.get(row.name or "")
            if not isinstance(value, Interval):
                continue
            verdict = Truth.YES if value.low > 0 else Truth.NO if value.high <= 0 else Truth.UNKNOWN
            lines.append(
                FactorLine(
                    id=row.name or "",
                    label=row.label,
                    level=table.name.removesuffix("_factors"),
                    verdict=_KNOWN[verdict],
                    why=_why(view, evaluation, serology, row.if_ or "", verdict),
                    checked=row.checked or criteria.checked,
                )
            )
    return tuple(lines)


def _why(view: View, evaluation: Evaluation, serology: Serology, text: str, verdict: Truth) -> str:
    """The facts that a factor reads, and what is open about them."""
    program = evaluation.program
    said = []
    for name in _reads(evaluation, text):
        result = serology.of(name)
        if name in program.own:
            value = evaluation.facts.get(name)
            said.append(f"subgroup: {_options(value)}")
        elif result is not None and result.not_excluded:
            said.append(NOT_EXCLUDED)
        elif name in view.snapshot.doubtful:
            said.append(view.why_missing(name))
        elif _in_group_only(view, serology, name):
            said.append("one of a group that was negative, which does not exclude it")
        elif f"{EVER}{name}" in view.facts:
            said.append(view.reason(f"{EVER}{name}").text)
        elif (
            program.findings[name].kind == "boolean"
            and view.truth(f"{EVER}{name}") is not Truth.UNKNOWN
        ):
            said += [reason.text for reason in view.because(f"{EVER}{name}")]
    if not said:
        return "not recorded" if verdict is Truth.UNKNOWN else ""
    return "; ".join(said)


def _in_group_only(view: View, serology: Serology, name: str) -> bool:
    """Whether an antibody is negative only through its group, which does not exclude it."""
    if name not in view.base.antibodies or serology.cautious is serology.view:
        return False
    text = f"{EVER}{name}"
    return view.truth(text) is Truth.NO and serology.cautious.truth(text) is Truth.UNKNOWN


def _options(value: Value | None) -> str:
    """The labels that are left, in words; too many say nothing."""
    if not isinstance(value, Choice) or len(value.options) > 3:
        return "not settled"
    return " or ".join(sorted(label.replace("_", " ") for label in value.options))


def _missing(view: View, evaluation: Evaluation, factors: tuple[FactorLine, ...]
) -> Iterable[Missing]:  # fmt: skip
    """What is open of the factors that can still change the tier."""
    if len(evaluation.labels) < 2:
        return
    rows = {row.name: row for table in evaluation.program.criteria.points for row in table.rows}
    unknown = {factor.id for factor in factors if factor.verdict == "unknown"}
    read = {
        name: factor
        for factor in factors
        if factor.id in unknown
        for name in _reads(evaluation, rows[factor.id].if_ or "")
    }
    for name in evaluation.open_inputs:
        if name not in read:
            continue
        finding = view.base.findings.get(name)
        yield Missing(
            finding=name,
            label=evaluation.program.findings[name].label,
            why=read[name].why,
            tests=finding.established_by if finding else (),
        )


def _reads(evaluation: Evaluation, text: str) -> list[str]:
    """The inputs of the set that a condition names."""
    words = set(re.findall(r"\w+", text))
    return [name for name in evaluation.program.inputs if name in words]


def _statement(
    applies: str,
    tiers: tuple[str, ...],
    names: Mapping[str, str],
    in_window: Truth,
    window: int,
    exempt: tuple[Statement, ...],
    assumed: str | None,
) -> str:
    if applies == "no":
        return exempt[0].statement if exempt else "The guideline does not cover this patient."
    words = [names[tier] for tier in tiers]
    listed = f"{', '.join(words[:-1])} or {words[-1]}" if words[1:] else words[0]
    if len(words) == 1:
        said = f"The cancer tier is {listed}."
    elif len(words) == len(names):
        said = f"The cancer tier cannot be told yet: {listed}."
    else:
        said = f"The cancer tier is at least {words[0]} ({listed}), since not all is known."
    if in_window is Truth.NO:
        said += (
            f" More than {window} months have passed since the first symptom: the guideline's "
            "routine was made for the time before."
        )
    elif in_window is Truth.UNKNOWN:
        said += " Whether the time for which the guideline was made is over cannot be told."
    if applies == "cannot_tell" and assumed:
        said += f" It is assumed that {assumed.rstrip('.')}."
    return said
