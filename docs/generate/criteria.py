"""The page of one criteria set, with its worked examples."""

from __future__ import annotations

from collections.abc import Iterator

from layout import DATA, basis, code, table
from worked_examples import Examples

from myosotis.knowledge.schema import CriteriaSet, PointTable


def criteria_set(criteria: CriteriaSet, examples: Examples | None) -> Iterator[str]:
    """One criteria set."""
    yield criteria.about
    yield ""
    file = f"[{criteria.id}.yaml]({DATA}/criteria/{criteria.id}.yaml)"
    yield f"Basis: {basis(criteria)}. File: {file}."
    yield ""
    if not criteria.enabled:
        yield f"**Switched off**: it affects no verdict. {criteria.incomplete or ''}"
        yield ""
    if criteria.applies:
        assumed = f" Where that is not recorded, it is assumed: {criteria.applies_label}"
        yield f"Applies where {code(criteria.applies)}.{assumed if criteria.applies_label else ''}"
        yield ""
    if criteria.let:
        yield "## Terms"
        yield ""
        rows = [[code(let.name), let.label or "", code(let.is_)] for let in criteria.let]
        yield from table(["name", "meaning", "is"], rows)
    for points in criteria.points:
        yield from _points(points)
    if criteria.values:
        yield "## Values"
        yield ""
        rows = [[code(name), code(text)] for name, text in criteria.values.items()]
        yield from table(["name", "is"], rows)
    for name, cases in {"verdict": criteria.verdict, **criteria.outcomes}.items():
        yield f"## {name.replace('_', ' ').capitalize()}"
        yield ""
        yield "The first that holds."
        yield ""
        rows = [[c.label or c.is_, code(c.is_), code(c.if_) or "otherwise"] for c in cases]
        yield from table(["outcome", "id", "where"], rows)
    if criteria.flags or criteria.notes:
        yield "## What a reader must know"
        yield ""
        rows = [[flag.text, code(flag.if_), basis(flag)] for flag in criteria.flags]
        yield from table(["note", "where", "basis"], rows)
        yield from (f"- {note}" for note in criteria.notes)
        yield from [""] if criteria.notes else []
    if examples:
        yield from _examples(criteria, examples)


def _examples(criteria: CriteriaSet, examples: Examples) -> Iterator[str]:
    yield "## Worked examples"
    yield ""
    file = f"[{criteria.id}.yaml](../../tests/spec/{criteria.id}.yaml)"
    yield "Each line is a test, run by the evaluator for one patient and by the one for tables. A"
    yield f"finding that is not named is {examples.unnamed}."
    if examples.given:
        yield f"Recorded in all of them: {examples.given}."
    yield f"To add one, copy a block of {file}."
    yield ""
    rows = [[example.name, example.facts, example.expected] for example in examples.examples]
    yield from table(["example", "recorded", "result"], rows)


def _points(points: PointTable) -> Iterator[str]:
    yield f"## Points: {points.name.replace('_', ' ')}"
    yield ""
    columns = list(points.columns) or ["points"]
    for name, condition in points.columns.items():
        yield f"- column *{name.replace('_', ' ')}*: where {code(condition)}"
    if points.columns:
        yield ""
    rows = []
    for row in points.rows:
        if row.points is not None:
            rows.append([row.label, code(row.if_), *(_number(p) for p in row.points)])
        for band in row.bands:
            upper = f" and below {band.below}" if band.below is not None else ""
            where = f"{code(row.of)} from {band.from_}{upper}"
            rows.append([row.label, where, *(_number(p) for p in band.points)])
    yield from table(["item", "where", *(c.replace("_", " ") for c in columns)], rows)


def _number(points: object) -> str:
    return "-" if points is None else str(points)
