"""What a reader is told beside the result, what is refused, and what a measure is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from layout import basis, code, table
from phrases import Phrases

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import CriteriaSet, Difference, Measure, Refusal


def measures(base: KnowledgeBase, criteria: CriteriaSet) -> Iterator[str]:
    """What each measure of the set is, and the published amounts of change."""
    if not criteria.measure:
        return
    yield "## The measure"
    yield ""
    yield from table(
        ["value", "what it is", "range", "unit", "better is", "held by the finding"],
        [
            [
                code(each.value),
                criteria.value_labels.get(each.value, ""),
                f"{each.range[0]} to {each.range[1]}",
                each.unit or "",
                each.better,
                _held(base, each),
            ]
            for each in criteria.measure
        ],
    )
    rows = [
        [
            code(each.value),
            _amount(each, one),
            f"{one.meaning} ({code(one.id)})",
            one.population or "",
            basis(one),
        ]
        for each in criteria.measure
        for one in each.differences
    ]
    if not rows:
        yield "No published difference is recorded."
        yield ""
        return
    yield "Published differences:"
    yield ""
    yield from table(["value", "amount", "what it is", "in whom", "basis"], rows)


def _held(base: KnowledgeBase, measure: Measure) -> str:
    if not measure.finding:
        return ""
    domain = base.domains[measure.finding]
    return f"[{measure.finding}](findings-{domain}.md#{measure.finding})"


def _amount(measure: Measure, difference: Difference) -> str:
    if difference.relative:
        return f"{difference.amount} %, relative"
    unit = measure.unit or ""
    return f"{difference.amount} {unit.replace('/', 'of ')}".strip()


def flags(criteria: CriteriaSet, phrases: Phrases) -> Iterator[str]:
    """The sentences that stand beside a result."""
    if not criteria.flags:
        return
    yield "## Said beside the result"
    yield ""
    rows = [
        [flag.text, code(flag.id), phrases.of(flag.if_), basis(flag)] for flag in criteria.flags
    ]
    yield from table(["sentence", "id", "where", "basis"], rows)


def refusals(criteria: CriteriaSet, phrases: Phrases) -> Iterator[str]:
    """The input that is refused, with the sentence that is said."""
    if not criteria.refuse:
        return
    yield "## What is refused"
    yield ""
    yield "The program says the sentence and gives no result (exit code 2)."
    yield ""
    yield from table(
        ["sentence", "where"],
        [
            [f'<a id="{refused(each.id)}"></a>{_sentence(each, phrases)}', phrases.of(each.if_)]
            for each in criteria.refuse
        ],
    )


def refused(name: str) -> str:
    """The place of a refusal on its page."""
    return f"refused-{name}"


def _sentence(refusal: Refusal, phrases: Phrases) -> str:
    return re.sub(r"\{(.+?)\}", lambda found: f"[{phrases.of(found[1])}]", refusal.text)


def notes(criteria: CriteriaSet) -> Iterator[str]:
    """What a reader must know."""
    if not criteria.notes:
        return
    yield "## What a reader must know"
    yield ""
    yield from (f"- {note}" for note in criteria.notes)
    yield ""
