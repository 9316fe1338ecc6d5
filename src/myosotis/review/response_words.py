"""The sentences of a response: the conclusion, and the lines below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import InARow
from myosotis.logic import plain
from myosotis.review.response_model import (
    BestVisit,
    Bounds,
    PopulationLine,
    Repeated,
    ResponseSummary,
    VisitComparison,
)
from myosotis.review.visits import Visit


def summary(
    base: KnowledgeBase,
    visits: Sequence[Visit],
    comparisons: Sequence[VisitComparison],
    best: BestVisit | None,
    repeated: Sequence[Repeated],
    who: PopulationLine,
) -> ResponseSummary:
    """What a reader takes away in a minute."""
    lines = [
        *_missing(comparisons[-1]),
        *_best(visits, comparisons, best),
        *_worse(base, visits, comparisons),
        *(each.statement for each in repeated if each.verdict in ("yes", "cannot_tell")),
        who.statement,
    ]
    return ResponseSummary(
        conclusion=_conclusion(base, visits, comparisons[-1]), lines=tuple(lines)
    )


def _conclusion(base: KnowledgeBase, visits: Sequence[Visit], last: VisitComparison) -> str:
    on = visits[last.followup].on.words
    since = visits[last.baseline].on.words
    if last.total is None:
        return f"The visit of {on} cannot be scored: {last.score.refused}"
    criteria = base.criteria[base.course.score.instrument]
    top = plain(Fraction(base.course.score.range[1]))
    points = f"{total_words(last.total)} of {top} points"
    if len(last.score.verdict) == len(criteria.verdict):
        return f"The response from {since} to {on} cannot be told: {points}."
    return f"{_capital(last.score.text)} from {since} to {on}: {points}."


def total_words(total: Bounds) -> str:
    """A total as a person reads it: "42.5", "40 to 60"."""
    low, high = (plain(end) if end is not None else "no limit" for end in (total.low, total.high))
    return low if low == high else f"{low} to {high}"


def _missing(last: VisitComparison) -> Iterator[str]:
    sentences = [change.missing for change in last.measures if change.missing]
    if sentences and last.total is not None:
        yield f"The total is a range, because {'; '.join(sentences)}."
    elif last.total is not None and last.total.low != last.total.high:
        vague = [c.label for c in last.measures if c.points.low != c.points.high]
        yield f"The total is a range, because not exactly known: {', '.join(vague)}."


def _best(
    visits: Sequence[Visit], comparisons: Sequence[VisitComparison], best: BestVisit | None
) -> Iterator[str]:
    if best is None or len(comparisons) < 2 or best.comparison == len(comparisons) - 1:
        return
    found = comparisons[best.comparison]
    if found.total is None:
        return
    on = visits[found.followup].on.words
    open_ = "" if best.certain else "; another visit may be better, its range allows it"
    yield f"Best: {total_words(found.total)} on {on}, {found.score.text}{open_}."


def _worse(
    base: KnowledgeBase, visits: Sequence[Visit], comparisons: Sequence[VisitComparison]
) -> Iterator[str]:
    """Visits that are certainly worse than the one before, by the first verdict of the set."""
    for each in base.course.instruments:
        if not each.since_previous:
            continue
        criteria = base.criteria[each.instrument]
        first = criteria.verdict[0].is_
        found = [
            visits[comparison.followup].on.words
            for comparison in comparisons
            for verdict in comparison.since_previous
            if verdict.id == each.instrument and verdict.verdict == (first,)
        ]
        if found:
            label = criteria.verdict[0].label or first
            yield (
                f"Compared with the visit before, {label} ({criteria.short}): {', '.join(found)}."
            )


def repeated_statement(rule: InARow, verdict: str, visits: Sequence[Visit]) -> str:
    """Whether a verdict was found at several visits in a row, as a sentence."""
    places = " and ".join(visit.on.words for visit in visits)
    said = {
        "yes": f"found at {places}.",
        "no": f"not found at {rule.visits} visits in a row.",
        "cannot_tell": f"possible at {places}; what is missing there leaves it open.",
        "too_few_visits": f"needs {rule.visits} visits after the first.",
    }[verdict]
    return f"{rule.label}: {said}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
