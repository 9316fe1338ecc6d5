"""The lanes of a swimmer plot: of some patients, the treatments and the visits on one time axis."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from myosotis.cohort.research.cohort import Cohort
from myosotis.cohort.research.courses import given
from myosotis.cohort.research.dates import months
from myosotis.cohort.research.durations import last_known
from myosotis.cohort.research.naming import response_levels, therapy_label
from myosotis.knowledge import KnowledgeBase

MOST = 16
"""As many patients fit on one printed page."""


@dataclass(frozen=True)
class Lanes:
    """``courses``: patient, therapy, and in months from the baseline ``from_low``, ``from_high``,
    ``to_low``, ``to_high``, ``ongoing``. ``visits``: patient, months, ``level`` (the response that
    is certain, empty for none), ``open`` (more is possible). ``ends``: patient, ``until``.

    ``drawn`` are the patients in order; of ``of`` who could be drawn.
    """

    drawn: tuple[str, ...]
    of: int
    courses: pl.DataFrame
    visits: pl.DataFrame
    ends: pl.DataFrame


def lanes(cohort: Cohort, base: KnowledgeBase, most: int = MOST) -> Lanes | None:
    """Some of the patients who have visits and a dated treatment.

    No patient is picked for what happened: they are sorted by follow-up, and every so many-th from
    the shortest to the longest is drawn. Only treatments that count towards refractory disease are
    drawn. None where there is nobody to draw.
    """
    if cohort.response is None or cohort.treatments is None:
        return None
    counted = [t.id for t in base.therapies.values() if t.counts_as != "none"]
    starts = cohort.response.group_by("patient").agg(pl.col("baseline").min())
    every = (
        given(cohort, base)
        .filter(pl.col("therapy").is_in(counted))
        .drop_nulls("start_earliest")
        .join(starts, on="patient")
        .join(last_known(cohort), on="patient")
    )
    ends = every.select("patient", months(pl.col("baseline"), pl.col("until")).alias("until"))
    ends = ends.unique("patient").sort("until", "patient")
    if ends.is_empty():
        return None
    step = max(1, ends.height / most)
    chosen = ends[sorted({int(step * place) for place in range(min(most, ends.height))})]
    names = tuple(chosen.get_column("patient").to_list())
    zero = pl.col("baseline")
    end = pl.when("ongoing").then("until")
    courses = every.filter(pl.col("patient").is_in(names)).select(
        "patient",
        pl.col("therapy").replace_strict(
            {id_: therapy_label(base, id_) for id_ in counted}, default=None
        ),
        months(zero, pl.col("start_earliest")).alias("from_low"),
        months(zero, pl.col("start_latest")).alias("from_high"),
        months(zero, end.otherwise("end_earliest")).alias("to_low"),
        months(zero, end.otherwise("end_latest")).alias("to_high"),
        "ongoing",
        months(zero, pl.col("until")).alias("until"),
    )
    visits = cohort.response.filter(pl.col("patient").is_in(names)).select(
        "patient", "months", *_levels(base)
    )
    return Lanes(names, ends.height, courses, visits, chosen)


def _levels(base: KnowledgeBase) -> list[pl.Expr]:
    levels = response_levels(base)
    verdict = pl.col("verdict").cast(pl.List(pl.String))
    level = pl.lit("")
    for place, name in enumerate(levels):
        certain = (verdict.list.len() > 0) & (
            verdict.list.set_difference(pl.lit(levels[place:])).list.len() == 0
        )
        level = pl.when(certain).then(pl.lit(name)).otherwise(level)
    return [level.alias("level"), (verdict.list.len().fill_null(0) != 1).alias("open")]
