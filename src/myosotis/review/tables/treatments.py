"""One treatment on one date, judged for every row of a table: what `judge` says of it.

Dates and times are compared in columns of whole numbers. What the words of a treatment mean
beside its dose and its time is asked of the judge of one patient, once for each distinct story.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np
import polars as pl

from myosotis.knowledge import KnowledgeBase
from myosotis.logic import NO, YES
from myosotis.patient import FINE, NO_LIMIT, Codebook, CodedTreatments, fine
from myosotis.review.tables.doses import DoseTable, Weights
from myosotis.review.tables.stories import (
    DECIDED,
    WHETHER_EITHER,
    WHETHER_FAILED,
    WHETHER_INTOLERANT,
    tabulated,
)
from myosotis.review.tables.times import UNKNOWN, Array, Dates, choose, values

DOSE, DURATION, RESPONSE = 1, 2, 4
"""What can still be told of a treatment: the bits of ``asked``."""


def at_visits(coded: CodedTreatments, visits: pl.DataFrame) -> pl.DataFrame:
    """Each treatment of each visit's patient: ``at``, ``on`` and the columns of the treatment.

    ``visits`` has ``patient`` and ``on`` (days from 1970), one row for each patient and date;
    its place is ``at``. Rows are in the order of ``at``, then of ``row``.
    """
    rows = coded.frame if coded.frame["row"].is_sorted() else coded.frame.sort("row")
    seen = visits.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("at"), "patient", "on")
    joined = seen.join(rows, on="patient", how="inner", maintain_order="left_right")
    return joined.drop("patient")


def weights_of(visits: pl.DataFrame) -> Weights | None:
    """The body weights of visits; None where no column holds them."""
    if "weight_low" not in visits.columns:
        return None
    low = visits["weight_low"].cast(pl.Float64).fill_null(float("nan"))
    # A known least weight without a greatest has no limit.
    high = visits["weight_high"].cast(pl.Float64).fill_null(float("inf"))
    return Weights(low.to_numpy(), high.to_numpy())


def judge_rows(
    base: KnowledgeBase, coded: CodedTreatments, rows: pl.DataFrame, visits: pl.DataFrame
) -> pl.DataFrame:
    """Each treatment that had begun by its visit, with its verdicts.

    ``rows`` are those of `at_visits`. What happened after the visit was not known then. Gives

    | column | holds |
    |---|---|
    | `at`, `row`, `therapy`, `regimen`, `given`, `adherence` | as in the rows |
    | `possible` | bit i: the i-th of `VERDICTS` is possible |
    | `failed`, `intolerant`, `either` | of an adequate trial, of tolerance, of one of them: masks |
    | `barred` | given, and stopped for a contraindication |
    | `on_now`, `treated`, `dose`, `time` | being taken, taken so far, enough, long enough: masks |
    | `fine_low`, `fine_high` | the time on it in 1 / `FINE` of a day, at most `NO_LIMIT` |
    | `span_start`, `span_stop` | the days between which it was certainly given |
    | `asked` | what can still be told of it: `DOSE`, `DURATION`, `RESPONSE` |

    A mask is 1 no, 2 yes, 3 either.
    """
    # A start that is not known may lie before any day.
    rows = rows.filter(pl.col("on") >= pl.col("start_earliest"))
    therapies, stories = _therapies(base), tabulated(base, coded.book)
    at, therapy = values(rows, "at"), values(rows, "therapy")
    dates = Dates.of(rows)
    low, high = dates.time(rows)
    time = _long_enough(rows, therapies, therapy, low, high)
    dose = _doses(base, coded.book).rows(values(rows, "regimen"), at, weights_of(visits))
    treated = dates.treated()
    on_now = dates.on_now(treated)
    story = values(rows, "story").astype(np.int64) * 2 + dates.later
    possible = stories.verdicts[((story * 3 + (dose - 1)) * 3 + (time - 1)) * 3 + (on_now - 1)]
    asked = DOSE * (therapies.floored[therapy] & (dose == UNKNOWN))
    asked += DURATION * (therapies.timed[therapy] & (time == UNKNOWN))
    asked += RESPONSE * stories.silent[story]
    return rows.select("at", "row", "therapy", "regimen", "given", "adherence").with_columns(
        possible=possible,
        failed=WHETHER_FAILED[possible],
        intolerant=WHETHER_INTOLERANT[possible],
        either=WHETHER_EITHER[possible],
        barred=stories.barred[story],
        on_now=on_now,
        treated=treated,
        dose=dose,
        time=time,
        fine_low=low,
        fine_high=high,
        span_start=dates.start_latest,
        span_stop=dates.certain_stop(),
        asked=np.where(DECIDED[possible], 0, asked).astype(np.uint8),
    )


def weeks(fine: Array) -> pl.Series:
    """Times in parts of a day as weeks, rounded once; null where there is no limit."""
    found = pl.Series(fine / (7 * FINE))
    return found.set(pl.Series(fine >= NO_LIMIT), None)


@dataclass(frozen=True)
class _Therapies:
    """What counts of each therapy: the time it needs, the courses, whether it has a dose."""

    needed: Array
    timed: Array
    courses: Array
    floored: Array


@lru_cache(maxsize=4)
def _therapies(base: KnowledgeBase) -> _Therapies:
    every = list(base.therapies.values())
    needed = [fine(Fraction(each.duration.weeks)) if each.duration else -1 for each in every]
    return _Therapies(
        np.array(needed, np.int64),
        np.array([each.duration is not None for each in every], bool),
        np.array([each.courses or 0 for each in every], np.int32),
        np.array([bool(each.dose_floors) for each in every], bool),
    )


@lru_cache(maxsize=8)
def _doses(base: KnowledgeBase, book: Codebook) -> DoseTable:
    return DoseTable(base, book.regimens, lambda each: base.therapies[each.therapy].dose_floors)


def _long_enough(
    rows: pl.DataFrame, therapies: _Therapies, therapy: Array, low: Array, high: Array
) -> Array:
    needed = therapies.needed[therapy]
    fewer = values(rows, "courses", 10**4) < therapies.courses[therapy]
    return choose(
        (~therapies.timed[therapy], UNKNOWN),
        (fewer | (high < needed), NO),
        (low >= needed, YES),
        otherwise=UNKNOWN,
    )
