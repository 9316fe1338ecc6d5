"""How a set comes to its answer: terms, points, values, verdict and further outcomes, in words."""

from __future__ import annotations

from collections.abc import Iterator

from layout import basis, capital, code, entities, table, words
from phrases import Phrases

from myosotis.knowledge.schema import Band, Case, CriteriaSet, PointRow, PointTable, Sourced
from myosotis.logic.wording import unit_words


def entry(criteria: CriteriaSet, phrases: Phrases) -> Iterator[str]:
    """To whom the set applies."""
    if not criteria.applies:
        return
    yield f"**Applies where** {phrases.of(criteria.applies)}."
    if criteria.applies_label:
        yield f"Where that is not recorded, it is assumed: {criteria.applies_label}"
    label = criteria.not_applicable_label or "another disease explains the findings better"
    yield f"Where it is certainly not so, the verdict is `not_applicable`: {label.rstrip('.')}."
    yield ""


def scoring(criteria: CriteriaSet, phrases: Phrases) -> Iterator[str]:
    """Every table of the set."""
    yield from _terms(criteria, phrases)
    for points in criteria.points:
        yield from _points(criteria, points, phrases)
    yield from _values(criteria, phrases)
    for name, cases in {"verdict": criteria.verdict, **criteria.outcomes}.items():
        yield from _cases(name, cases, phrases)


def _terms(criteria: CriteriaSet, phrases: Phrases) -> Iterator[str]:
    if not criteria.let:
        return
    yield "## Terms"
    yield ""
    yield "In *italics* wherever they are used below."
    yield ""
    yield from table(
        ["term", "is"],
        [[f"*{let.label or words(let.name)}*", phrases.of(let.is_)] for let in criteria.let],
    )


def _points(criteria: CriteriaSet, points: PointTable, phrases: Phrases) -> Iterator[str]:
    yield f"## Points: {words(points.name)}"
    yield ""
    yield "The sum of the rows; a number in no band gives none."
    if points.columns:
        yield "The first column that holds is used:"
        yield ""
        for name, condition in points.columns.items():
            yield f"- *{words(name)}*: {phrases.of(condition)}"
    yield ""
    rows = []
    own = any(row.source or row.checked for row in points.rows)
    for row in points.rows:
        label = row.label if row.definition is None else f"{row.label} ({row.definition})"
        if row.points is not None:
            rows.append([label, phrases.of(row.if_), *(_number(p) for p in row.points)])
            rows[-1] += [basis(row_fact(criteria, row))] if own else []
        for place, band in enumerate(row.bands):
            of = f"{phrases.of(row.of)}: " if place == 0 else ""
            first = label if place == 0 else ""
            rows.append([first, of + _range(band), *(_number(p) for p in band.points)])
            rows[-1] += [basis(row_fact(criteria, row)) if place == 0 else ""] if own else []
    columns = [words(name) for name in points.columns] or ["points"]
    yield from table(["item", "where", *columns, *(["basis"] if own else [])], rows)


def row_fact(criteria: CriteriaSet, row: PointRow) -> Sourced:
    """The source and the mark of a row: its own, else those of the set."""
    return Sourced(source=row.source or criteria.source, checked=row.checked or criteria.checked)


def _range(band: Band) -> str:
    """The numbers of a band in words."""
    upper = ""
    if band.below is not None:
        upper = f"below {band.below}"
    elif band.up_to is not None:
        upper = f"up to {band.up_to}"
    if band.from_ is not None:
        return f"{band.from_} to {upper}" if upper else f"{band.from_} or more"
    if band.above is not None:
        return f"above {band.above}, {upper}" if upper else f"above {band.above}"
    return upper or "any number"


def _number(points: object) -> str:
    return "-" if points is None else str(points)


def _values(criteria: CriteriaSet, phrases: Phrases) -> Iterator[str]:
    rows = []
    for points in criteria.points:
        rows += [[row.name, f"points of the row *{row.label}*"] for row in points.rows if row.name]
        rows.append([points.name, "sum of the points"])
    rows += [[name, phrases.of(text)] for name, text in criteria.values.items()]
    if rows:
        yield "## Values"
        yield ""
        yield from table(
            ["name", "what it is", "unit", "worked out as"],
            [
                [
                    code(name),
                    criteria.value_labels.get(name, words(name)),
                    unit_words(criteria.units.get(name)),
                    text,
                ]
                for name, text in rows
            ],
        )


def _cases(name: str, cases: tuple[Case, ...], phrases: Phrases) -> Iterator[str]:
    yield f"## {capital(words(name))}"
    yield ""
    if len(cases) == 1:
        yield f"{capital(cases[0].label or words(cases[0].is_))} ({code(cases[0].is_)})."
        yield ""
        return
    yield "The first that holds."
    yield ""
    says = any(case.means for case in cases)
    yield from table(
        ["answer", "id", "where", *(["affirms"] if says else [])],
        [
            [
                case.label or words(case.is_),
                code(case.is_),
                phrases.of(case.if_) or "otherwise",
                *([entities(phrases.program.base, case.means)] if says else []),
            ]
            for case in cases
        ],
    )
