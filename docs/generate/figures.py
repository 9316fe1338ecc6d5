"""Published figures and remarks as the reference shows them: tables, lists, marks, sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from layout import basis, cite, table

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Figure, Remark, Sourced
from myosotis.review.antibodies.lines import RATIOS, figure_line

MARK = "† not yet checked in any source."
INTERVALS = (
    "The 95 % interval of a share is worked out from its count, or from every count that would "
    "print as its percentage (Wilson); that of a ratio is as printed."
)


def marked(text: str, fact: Sourced) -> str:
    """The text, with a dagger where it was not checked in any source."""
    return f"{text.strip()} †" if fact.checked == "no" else text.strip()


def figure_table(figures: Iterable[Figure], outcome: str) -> Iterator[str]:
    """Figures of one outcome: among whom, how many, compared with whom, and the basis."""
    rows = [_row(figure, outcome) for figure in figures]
    compared = any(row[3] for row in rows)
    head = ["among", "figure", "95 % interval", "compared with", "basis"]
    kept = [place for place in range(len(head)) if place != 3 or compared]
    yield from table([head[p] for p in kept], ([row[p] for p in kept] for row in rows))


def _row(figure: Figure, outcome: str) -> list[str]:
    line = figure_line(figure, None, "", outcome)
    among = f"{figure.among}: {figure.what}" if figure.what else figure.among
    note = f" {figure.note}" if figure.note else ""
    return [
        f"{among[:1].upper()}{among[1:]}.{note}",
        marked(_number(figure, line.text), figure),
        _interval(figure, line.low, line.high),
        line.against or "",
        basis(figure),
    ]


def _number(figure: Figure, text: str) -> str:
    """The figure in words, without the interval, which has a column of its own."""
    if figure.measure in RATIOS and figure.value is not None:
        return f"{RATIOS[figure.measure]} {figure.value}"
    return text


def _interval(figure: Figure, low: float | None, high: float | None) -> str:
    if figure.measure == "share":
        if figure.percents:
            return "range over groups"
        if low is None or high is None or not figure.of:
            return "size not stated"
        return f"{low:.0f} to {high:.0f} %"
    ends = figure.interval or (figure.range if figure.measure in RATIOS else None)
    return f"{ends[0]} to {ends[1]}" if ends else "" if figure.measure == "amount" else "not stated"


def remark_list(remarks: Iterable[Remark]) -> Iterator[str]:
    """Remarks as a list, each with its basis."""
    lines = [f"- {marked(' '.join(one.text.split()), one)} ({basis(one)})" for one in remarks]
    yield from lines
    yield from [""] if lines else []


def source_list(base: KnowledgeBase, facts: Iterable[Sourced]) -> Iterator[str]:
    """The section of the sources of these facts, each cited once."""
    used = dict.fromkeys(source for fact in facts for source in fact.source)
    yield "## Sources"
    yield ""
    for source in sorted(used):
        yield f"- [{source}](sources.md#{source}): {cite(base.sources[source])}"
    yield ""
