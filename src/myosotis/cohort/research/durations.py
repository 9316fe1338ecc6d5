"""Lengths of time between bounds: how long on a drug, how long until a response.

Dates are often known to a month only, and a response is seen at a visit, not on the day it came.
No day is guessed: every time is held as the shortest and the longest that it can be, and whatever
is worked out from times is worked out twice, from all the shortest and from all the longest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from myosotis.cohort.research.cohort import Cohort
from myosotis.cohort.research.courses import first_courses, given
from myosotis.cohort.research.dates import months, with_bounds
from myosotis.cohort.research.naming import therapy_label
from myosotis.knowledge import KnowledgeBase

TIMES = {
    "patient": pl.String,
    "group": pl.String,
    "shortest": pl.Float64,
    "shortest_event": pl.Boolean,
    "longest": pl.Float64,
    "longest_event": pl.Boolean,
}
"""The columns of times, in months. Without an event the time is censored at its end."""


@dataclass(frozen=True)
class Times:
    """Times of patients in groups; ``left_out`` says of how many there is none, and why.

    ``inexact`` counts those whose shortest and longest time differ.
    """

    what: str
    frame: pl.DataFrame
    left_out: dict[str, int] = field(default_factory=dict)

    @property
    def inexact(self) -> int:
        """How many times are not known exactly."""
        return self.frame.filter(
            (pl.col("shortest") != pl.col("longest"))
            | (pl.col("shortest_event") != pl.col("longest_event"))
        ).height


def last_known(cohort: Cohort) -> pl.DataFrame:
    """``patient`` and ``until``: the last day on which anything of a patient is known to be so.

    The day of the last review, or a later day of an observation, at the earliest that it can be.
    """
    days = [cohort.review.select("patient", pl.col("on").cast(pl.Date).alias("until"))]
    if cohort.observations is not None:
        seen = with_bounds(cohort.observations, "on", "on", "observations")
        days.append(seen.select("patient", pl.col("on_earliest").alias("until")))
    return pl.concat(days).group_by("patient").agg(pl.col("until").max())


def time_on_drug(cohort: Cohort, base: KnowledgeBase) -> Times:
    """The months of the first course of each therapy; a course that goes on is censored.

    A group is a therapy, so a patient may be in several. It is censored on the last day that is
    known of the patient. A course without a known start, or without an end and not said to go on,
    is left out and counted.
    """
    every = given(cohort, base)
    no_start = every.filter(pl.col("start_earliest").is_null())
    rows = first_courses(every).join(last_known(cohort), on="patient", how="inner")
    over = pl.col("ongoing")
    known = rows.filter(over | pl.col("end_latest").is_not_null())
    begun = known.filter(~over | (pl.col("start_latest") <= pl.col("until")))
    last_low = pl.when(over).then("until").otherwise("end_earliest")
    last_high = pl.when(over).then("until").otherwise("end_latest")
    frame = begun.select(
        "patient",
        pl.col("therapy").replace_strict(_labels(base, begun), default=None).alias("group"),
        months(pl.col("start_latest"), last_low).clip(0).alias("shortest"),
        (~over).alias("shortest_event"),
        months(pl.col("start_earliest"), last_high).clip(0).alias("longest"),
        (~over).alias("longest_event"),
    )
    left_out = {
        "the start is not known": no_start.height,
        "it is not known whether or when it ended": rows.height - known.height,
        "it begins after the last day that is known of the patient": known.height - begun.height,
    }
    return Times(
        "time on drug",
        frame.select(pl.col(name).cast(kind) for name, kind in TIMES.items()),
        {why: number for why, number in left_out.items() if number},
    )


def time_to_response(response: pl.DataFrame, levels: Sequence[str], groups: pl.DataFrame) -> Times:
    """The months from baseline to the first visit with a response of one of ``levels``.

    The shortest time is that of the first visit at which such a response is possible, the longest
    that of the first at which it is certain; without one the time is censored at the last visit.
    Where the table has ``baseline_latest`` and ``on_latest``, visits of which only the month is
    known are as near to and as far from the baseline as they can be.
    ``groups`` gives ``group`` for each ``patient``; who is in none is left out and counted.
    """
    verdict = pl.col("verdict").cast(pl.List(pl.String))
    wanted = pl.lit(list(levels))
    left = verdict.list.len().fill_null(0)
    possible = (left == 0) | (verdict.list.set_intersection(wanted).list.len() > 0)
    certain = (left > 0) & (verdict.list.set_difference(wanted).list.len() == 0)
    near = far = pl.col("months")
    if {"baseline_latest", "on_latest"} <= set(response.columns):
        near = months(pl.col("baseline_latest"), pl.col("on")).clip(0)
        far = months(pl.col("baseline"), pl.col("on_latest")).clip(0)
    visits = response.filter(pl.col("months").is_not_null()).with_columns(
        possible.fill_null(value=True).alias("possible"),
        certain.fill_null(value=False).alias("certain"),
        near.alias("near"),
        far.alias("far"),
    )
    of_patient = visits.group_by("patient").agg(
        pl.col("near").max().alias("last_near"),
        pl.col("far").max().alias("last_far"),
        pl.col("near").filter("possible").min().alias("first_possible"),
        pl.col("far").filter("certain").min().alias("first_certain"),
    )
    everybody = response.get_column("patient").n_unique()
    grouped = of_patient.join(groups, on="patient", how="inner")
    frame = grouped.select(
        "patient",
        "group",
        pl.coalesce("first_possible", "last_near").alias("shortest"),
        pl.col("first_possible").is_not_null().alias("shortest_event"),
        pl.coalesce("first_certain", "last_far").alias("longest"),
        pl.col("first_certain").is_not_null().alias("longest_event"),
    )
    left_out = {
        "no visit has a known distance from the baseline": everybody - of_patient.height,
        "it is not certain that the patient is in one of the groups": of_patient.height
        - grouped.get_column("patient").n_unique(),
    }
    return Times(
        "time to response",
        frame.select(pl.col(name).cast(kind) for name, kind in TIMES.items()),
        {why: number for why, number in left_out.items() if number},
    )


def _labels(base: KnowledgeBase, rows: pl.DataFrame) -> dict[str, str]:
    return {name: therapy_label(base, name) for name in rows.get_column("therapy").unique()}
