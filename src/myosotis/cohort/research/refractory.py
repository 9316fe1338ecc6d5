"""Refractory disease: by the review's own verdict, and by each definition of others."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from myosotis.cohort.research.cohort import Cohort, starting
from myosotis.cohort.research.naming import definition_label
from myosotis.cohort.research.shares import Bounded
from myosotis.knowledge import KnowledgeBase

MET, NOT_MET, UNDECIDED = "met", "not_met", "cannot_tell"
REFRACTORY = "refractory"


@dataclass(frozen=True)
class Definition:
    """How many patients meet a definition; ``apart`` are those to whom it does not apply or of
    whom it does not ask, who stand outside the shares."""

    id: str
    label: str
    patients: Bounded
    apart: int


def truly_refractory(cohort: Cohort) -> Bounded:
    """The verdict of the review: refractory, certainly not, or still possible."""
    review = cohort.review
    yes = pl.col("resistance") == REFRACTORY
    left = (
        pl.col("resistance_possible").list.contains(REFRACTORY)
        if "resistance_possible" in review.columns
        else pl.col("resistance") == "cannot_tell"
    )
    undecided = ~yes & left.fill_null(value=True)
    row = review.select(yes.sum().alias("yes"), undecided.sum().alias("undecided")).row(0)
    return Bounded(int(row[0]), review.height - int(row[0]) - int(row[1]), int(row[1]))


def definitions(cohort: Cohort, base: KnowledgeBase) -> list[Definition]:
    """Every definition in the review table, in its order; an empty cell is an undecided one."""
    found = []
    for name in starting(cohort.review, "definition."):
        counts = dict(
            cohort.review.group_by(pl.col(f"definition.{name}").fill_null(UNDECIDED))
            .len()
            .iter_rows()
        )
        asked = Bounded(
            int(counts.pop(MET, 0)), int(counts.pop(NOT_MET, 0)), int(counts.pop(UNDECIDED, 0))
        )
        found.append(Definition(name, definition_label(base, name), asked, sum(counts.values())))
    return found
