"""When treatments were given, as it was known on their visits: times in columns.

What happened after a visit (an end, why, how it worked) was not known then; see `given_by`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from myosotis.logic import NO, YES, Truth
from myosotis.patient import ADHERENCE, FINE, NEVER, NO_LIMIT

Array = npt.NDArray[Any]
UNKNOWN = Truth.UNKNOWN.value


def values(rows: pl.DataFrame, name: str, otherwise: int | None = None) -> Array:
    """A column as an array; ``otherwise`` where it is null."""
    column = rows[name]
    return (column if otherwise is None else column.fill_null(otherwise)).to_numpy()


def choose(*cases: tuple[Array, Any], otherwise: Any) -> Array:
    """For each row the mask of the first case that holds."""
    found = otherwise
    for condition, mask in reversed(cases):
        found = np.where(condition, mask, found)
    return np.asarray(found, np.uint8)


@dataclass(frozen=True)
class Dates:
    """The dates of treatments as they were known on their visits; ``later``: it ended after it."""

    on: Array
    start_earliest: Array
    start_latest: Array
    stop_earliest: Array
    stop_latest: Array
    ends: Array
    end_known: Array
    going_on: Array
    over: Array
    taken: Array
    later: Array

    @classmethod
    def of(cls, rows: pl.DataFrame) -> Dates:
        on, stop = values(rows, "on"), values(rows, "stop_earliest", NEVER)
        later = on < stop
        ends = rows["stop_earliest"].is_not_null().to_numpy() & ~later
        ongoing = values(rows, "ongoing")
        return cls(
            on=on,
            start_earliest=values(rows, "start_earliest"),
            start_latest=values(rows, "start_latest"),
            stop_earliest=stop,
            stop_latest=values(rows, "stop_latest", NEVER),
            ends=ends,
            end_known=ends & (stop != NEVER),
            going_on=(ongoing == YES) | later,
            over=(ongoing == NO) & ~later,
            taken=values(rows, "given") & (values(rows, "adherence") != ADHERENCE.index("no")),
            later=later,
        )

    @property
    def start_known(self) -> Array:
        known: Array = self.start_earliest != NEVER
        return known

    def treated(self) -> Array:
        """`treated` of one patient."""
        perhaps = self.start_known & (self.start_latest > self.on)
        return choose((~self.taken, NO), (perhaps, UNKNOWN), otherwise=YES)

    def on_now(self, treated: Array) -> Array:
        """`on_treatment` of one patient."""
        ended = self.ends & ((self.stop_latest <= self.on) | ~self.end_known)
        stopped = (self.over & ~self.ends) | ended | (treated == NO)
        return choose((stopped, NO), (self.going_on, treated), otherwise=UNKNOWN)

    def time(self, rows: pl.DataFrame) -> tuple[Array, Array]:
        """`weeks_of_treatment` of one patient, in parts of a day."""
        first = np.where(self.end_known, self.stop_earliest, self.on)
        low = np.maximum(first.astype(np.int64) - self.start_latest, 0)
        last = np.where(self.end_known, self.stop_latest, self.on)
        high = np.maximum(last.astype(np.int64) - self.start_earliest, low)
        low[~self.end_known & ~self.going_on] = 0
        low *= FINE
        high = np.where(self.start_known, high * FINE, NO_LIMIT)
        stated = np.flatnonzero(rows["duration_low"].is_not_null().to_numpy())
        if len(stated):
            low[stated], high[stated] = _narrowed(rows[stated], low[stated], high[stated])
        return low, high

    def certain_stop(self) -> Array:
        """The last day on which it was certainly given."""
        still = np.where(self.going_on, self.on, self.start_latest)
        return np.where(self.end_known, self.stop_earliest, still)


def _narrowed(rows: pl.DataFrame, low: Array, high: Array) -> tuple[Array, Array]:
    """The time between the dates, as far as a stated duration allows it; else the duration."""
    least, most = values(rows, "duration_low"), values(rows, "duration_high", NO_LIMIT)
    open_ = values(rows, "duration_open")
    first, last = np.maximum(low, least), np.minimum(high, most)
    excluded = ((open_ & 1 > 0) & (least >= low)) | ((open_ & 2 > 0) & (most <= high))
    empty = (first > last) | ((first == last) & excluded)
    return np.where(empty, least, first), np.where(empty, most, last)
