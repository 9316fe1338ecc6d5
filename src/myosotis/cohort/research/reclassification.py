"""Reclassification: the recorded diagnosis against criteria, and criteria against each other."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import polars as pl

from myosotis.cohort.research.agreement import Agreement, agreement
from myosotis.cohort.research.cohort import Cohort, starting
from myosotis.cohort.research.naming import (
    UNDECIDED,
    criteria_label,
    entity_label,
    joined,
    verdict_label,
    verdict_order,
)
from myosotis.cohort.research.saying import LABEL, NO, OUTSIDE, YES, said, ways
from myosotis.knowledge import KnowledgeBase

CLASSES = (YES, NO, UNDECIDED)
NO_LABEL, OTHER_LABEL, ALSO = "no diagnosis recorded", "another diagnosis", "does not apply"


@dataclass(frozen=True)
class Pair:
    """Two ways to classify, and how far they agree on an entity.

    ``counts`` are patients of whom both speak: the first way in the rows, the second in the
    columns, each yes, no, cannot tell. ``three`` keeps those undecided as a class of their own,
    ``two`` leaves out patients whom either way leaves undecided.
    """

    entity: str
    entity_label: str
    first: str
    first_label: str
    second: str
    second_label: str
    counts: tuple[tuple[int, ...], ...]
    three: Agreement
    two: Agreement


def pairs(cohort: Cohort, base: KnowledgeBase) -> list[Pair]:
    """Every two ways that speak of the same entity, entity by entity; nobody in common, no pair."""
    found = []
    for entity in base.diagnosis.entities:
        names = ways(cohort, base, entity.id)
        answers = {name: said(cohort, base, name, entity.id) for name in names}
        for first, second in combinations(names, 2):
            counts = _table(answers[first], answers[second])
            if any(map(sum, counts)):
                found.append(_pair(base, entity.id, first, second, counts))
    return found


def _pair(
    base: KnowledgeBase, entity: str, first: str, second: str, counts: tuple[tuple[int, ...], ...]
) -> Pair:
    return Pair(
        entity=entity,
        entity_label=entity_label(base, entity),
        first=first,
        first_label=way_label(base, first),
        second=second,
        second_label=way_label(base, second),
        counts=counts,
        three=agreement(counts),
        two=agreement([row[:2] for row in counts[:2]]),
    )


def way_label(base: KnowledgeBase, way: str) -> str:
    """The name of a way to classify."""
    return "recorded diagnosis" if way == LABEL else criteria_label(base, way)


def _table(first: pl.Series, second: pl.Series) -> tuple[tuple[int, ...], ...]:
    both = pl.DataFrame({"first": first, "second": second}).drop_nulls()
    counted = {(a, b): n for a, b, n in both.group_by("first", "second").len().iter_rows()}
    return tuple(tuple(int(counted.get((a, b), 0)) for b in CLASSES) for a in CLASSES)


@dataclass(frozen=True)
class Moves:
    """From recorded diagnosis (rows) to the verdict of one criteria set (columns), in patients."""

    criteria: str
    label: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


def moves(cohort: Cohort, base: KnowledgeBase, criteria: str) -> Moves | None:
    """The recorded diagnosis against a set's verdicts; None where the table has not both.

    Several labels of one patient are one row, such as "a + b". A verdict that is still open is the
    column "cannot tell"; a set that does not apply has a column of its own.
    """
    column = f"criteria.{criteria}"
    if LABEL not in cohort.review.columns or column not in cohort.review.columns:
        return None
    labels = {entity.id: entity_label(base, entity.id) for entity in base.diagnosis.entities}
    order = verdict_order(base, criteria)
    rows = cohort.review.select(
        pl.col(LABEL).cast(pl.List(pl.String)).list.sort().list.join("\n").alias("label"),
        pl.col(column).cast(pl.List(pl.String)).alias("verdict"),
    )
    counted: dict[tuple[str, str], int] = {}
    for label, verdict, number in rows.group_by("label", "verdict").len().iter_rows():
        row = _row(label, labels)
        place = _column(base, criteria, verdict)
        counted[row, place] = counted.get((row, place), 0) + int(number)
    totals: dict[str, int] = {}
    for (row, _), number in counted.items():
        totals[row] = totals.get(row, 0) + number
    names = sorted(totals, key=lambda row: (row in (NO_LABEL, OTHER_LABEL), -totals[row], row))
    wanted = [verdict_label(base, criteria, verdict) for verdict in order]
    columns = [*wanted, *(c for c in (ALSO, UNDECIDED) if any(c == at for _, at in counted))]
    return Moves(
        criteria=criteria,
        label=criteria_label(base, criteria),
        rows=tuple(names),
        columns=tuple(columns),
        counts=tuple(tuple(counted.get((row, at), 0) for at in columns) for row in names),
    )


def criteria_sets(cohort: Cohort) -> list[str]:
    """The criteria sets of the table."""
    return [name for name in starting(cohort.review, "criteria.") if "." not in name]


def _row(label: str | None, labels: dict[str, str]) -> str:
    if label is None:
        return NO_LABEL
    parts = [labels.get(part, part.replace("_", " ")) for part in label.split("\n") if part]
    return joined(parts) or OTHER_LABEL


def _column(base: KnowledgeBase, criteria: str, verdict: list[str] | None) -> str:
    if verdict is None or len(verdict) != 1:
        return UNDECIDED
    return ALSO if verdict[0] == OUTSIDE else verdict_label(base, criteria, verdict[0])
