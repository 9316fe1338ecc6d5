"""What a set reads: the names to write, what they are, and what they can be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from layout import code, table, values_of

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import CriteriaSet, Finding

Named = tuple[str, Finding, bool]
"""A name, what it is, and whether it is an item of the set's own."""


def inputs(base: KnowledgeBase, criteria: CriteriaSet) -> Iterator[str]:
    """The section of the inputs."""
    yield "## What is read"
    yield ""
    once = [_named(base, criteria, name, name) for name in criteria.inputs]
    if criteria.visits:
        at = [_named(base, criteria, *pair) for pair in criteria.at_each_visit.items()]
        names = " and ".join(f"`{visit}.`" for visit in criteria.visits)
        yield f"At each of two visits; a name is written behind {names}:"
        yield f"`{criteria.visits[0]}.{at[0][0]}`, `{criteria.visits[-1]}.{at[0][0]}`."
        yield ""
        yield from _table(base, at)
        yield from _visit_notes(criteria)
        if once:
            yield "Not tied to a visit:"
            yield ""
    yield from _table(base, once)
    yield "What is not named is unknown, and the answer then says what it can still be. A number"
    yield "outside its range, or between its steps, is refused."
    yield ""


def _named(base: KnowledgeBase, criteria: CriteriaSet, name: str, what: str) -> Named:
    own = criteria.own.get(what)
    return name, own or base.find_finding(what)[0], own is not None


def _table(base: KnowledgeBase, named: Iterable[Named]) -> Iterator[str]:
    yield from table(
        ["name", "what it is", "values", "other names"],
        [
            [
                code(name),
                _own(finding) if own else _linked(base, finding),
                values_of(finding),
                ", ".join(code(alias.name) for alias in finding.aliases) if own else "",
            ]
            for name, finding, own in named
        ],
    )


def _own(finding: Finding) -> str:
    note = f" {finding.note}" if finding.note else ""
    return f"{finding.label}: {finding.definition.rstrip('.')}.{note}"


def _linked(base: KnowledgeBase, finding: Finding) -> str:
    return f"[{finding.label}](findings-{base.domains[finding.id]}.md#{finding.id})"


def _visit_notes(criteria: CriteriaSet) -> Iterator[str]:
    notes = [
        f"- `{name}` may be written with its scale, as `120/150`: that gives `{scale}` too, and it "
        "must be the same at both visits."
        for name, scale in criteria.scales.items()
    ]
    limited = [name for name in criteria.at_each_visit if name.startswith("enzyme.")]
    if limited:
        notes.append(
            f"- A bare number of an enzyme is in the unit of the laboratory; `{limited[0]}.uln` is "
            "its upper limit of normal for both visits, "
            f"`{criteria.visits[0]}.{limited[0]}.uln` for one."
        )
    if criteria.elapsed:
        days = " and ".join(f"`{visit}.on`" for visit in criteria.visits)
        notes.append(f"- `{criteria.elapsed}` is worked out where the days {days} are given.")
    yield from notes
    yield from [""] if notes else []
