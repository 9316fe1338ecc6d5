"""What each way to classify says of an entity: yes, no, or cannot tell; nothing where it is silent.

The ways are the recorded diagnosis and every criteria set of the table. What a verdict means stands
in the criteria files: a verdict affirms entities, leaves some open, and denies the others that its
set covers.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from myosotis.cohort.research.cohort import Cohort, starting
from myosotis.cohort.research.naming import UNDECIDED
from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Case

LABEL = "label"
"""The recorded diagnosis, among the ways to classify."""

YES, NO = "yes", "no"
OUTSIDE = "not_applicable"
"""The verdict of a set that does not apply to a patient."""


def ways(cohort: Cohort, base: KnowledgeBase, entity: str) -> list[str]:
    """The ways that can speak of an entity: the recorded diagnosis first, then criteria sets."""
    found = []
    if LABEL in cohort.review.columns and (entity in base.diagnosis.labels or whole(base, entity)):
        found.append(LABEL)
    for name in starting(cohort.review, "criteria."):
        criteria = base.criteria.get(name)
        if criteria and entity in criteria.covers and _speaks(criteria.verdict, entity):
            found.append(name)
    return found


def whole(base: KnowledgeBase, entity: str) -> bool:
    """Whether an entity is the whole group of diseases, which every known label belongs to."""
    return bool(base.diagnosis.entities) and entity == base.diagnosis.entities[0].id


def said(cohort: Cohort, base: KnowledgeBase, way: str, entity: str) -> pl.Series:
    """What a way says of an entity, for each patient of ``cohort.review`` in its order.

    Null where it is silent: no diagnosis is recorded, or the set does not apply. A recorded
    diagnosis that mentions no known label leaves the whole group open and denies its parts.
    """
    if way == LABEL:
        return cohort.review.select(_by_label(base, entity)).to_series()
    column = pl.col(f"criteria.{way}").cast(pl.List(pl.String))
    cases = base.criteria[way].verdict
    means = [case.is_ for case in cases if entity in case.means]
    never = [c.is_ for c in cases if entity not in c.means and entity not in c.leaves_open]
    applies = column.list.set_difference(pl.lit([OUTSIDE]))
    expression = (
        pl.when(column.is_null() | (column.list.len() == 0))
        .then(pl.lit(UNDECIDED))
        .when(applies.list.len() == 0)
        .then(None)
        .when(_only(applies, means))
        .then(pl.lit(YES))
        .when(_only(applies, never))
        .then(pl.lit(NO))
        .otherwise(pl.lit(UNDECIDED))
    )
    return cohort.review.select(expression.alias(way)).to_series()


def _only(verdicts: pl.Expr, wanted: Sequence[str]) -> pl.Expr:
    """Every verdict still possible is one of these."""
    if not wanted:
        return pl.lit(value=False)
    return verdicts.list.set_difference(pl.lit(list(wanted))).list.len() == 0


def _by_label(base: KnowledgeBase, entity: str) -> pl.Expr:
    labels = pl.col(LABEL).cast(pl.List(pl.String))
    if whole(base, entity):
        answer = pl.when(labels.list.len() > 0).then(pl.lit(YES)).otherwise(pl.lit(UNDECIDED))
    else:
        mentioned = labels.list.contains(entity)
        answer = pl.when(mentioned).then(pl.lit(YES)).otherwise(pl.lit(NO))
    return pl.when(labels.is_null()).then(None).otherwise(answer).alias(LABEL)


def _speaks(cases: Sequence[Case], entity: str) -> bool:
    return any(entity in (*case.means, *case.leaves_open) for case in cases)
