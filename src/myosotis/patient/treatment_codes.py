"""What the small integers in a table of treatments stand for.

One row for each treatment that could be read:

| column | holds |
|---|---|
| `patient`, `row` | whose it is, and its row in the table of treatments |
| `therapy` | the place in the therapies of the knowledge |
| `regimen` | the drug as written and its dose: the place in `Codebook.regimens` |
| `story` | whether it was given and taken, why it ended and how it worked: see `Story` |
| `given` | whether it was given at all |
| `start_earliest`, `start_latest` | days from 1970; not known: `NEVER` to `EVER` |
| `stop_earliest`, `stop_latest` | the same; null where no end is recorded |
| `ongoing` | 1 no, 2 yes, 3 not known |
| `stopped`, `response` | bit 0: a word is written; bit 1 + i: it is of the i-th kind |
| `adherence` | the place in `ADHERENCE` |
| `courses` | how many; null where none are recorded |
| `duration_low`, `duration_high` | as stated, in 1 / `FINE` of a day; null: not stated, no limit |
| `duration_open` | bit 0: the low end is not included; bit 1: the high end |
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import get_args

import polars as pl

from myosotis.logic.values import Interval, Number
from myosotis.patient.doses import Dose
from myosotis.patient.model import Adherence

ADHERENCE: tuple[Adherence, ...] = get_args(Adherence)

FINE = 2 * 10**9
"""A day has so many parts. Even numbers of them, billionths of a day, are exact; a time between
two of these is the odd number between, so that it compares with every other as it is."""

NO_LIMIT = 2**62
"""More parts of a day than any time has."""

SCHEMA: dict[str, type[pl.DataType]] = {
    "therapy": pl.UInt16,
    "regimen": pl.UInt32,
    "story": pl.UInt32,
    "given": pl.Boolean,
    "start_earliest": pl.Int32,
    "start_latest": pl.Int32,
    "stop_earliest": pl.Int32,
    "stop_latest": pl.Int32,
    "ongoing": pl.UInt8,
    "stopped": pl.UInt16,
    "response": pl.UInt16,
    "adherence": pl.UInt8,
    "courses": pl.Int16,
    "duration_low": pl.Int64,
    "duration_high": pl.Int64,
    "duration_open": pl.UInt8,
}
"""The columns beside ``patient`` and ``row``."""


@dataclass(frozen=True)
class Regimen:
    """A drug as written (in the form in which names are compared), and the dose."""

    therapy: str
    name: str
    dose: Dose | None


@dataclass(frozen=True)
class Story:
    """What is said of a treatment in words; ``stopped`` and ``response`` as in their columns."""

    given: bool
    adherence: Adherence
    counts_as: str
    stopped: int
    response: int


@dataclass(frozen=True, eq=False)
class Codebook:
    """What the codes of a regimen and of a story stand for: the places in these lists.

    Two are the same only where they are one object, so that what was worked out for one is kept.
    """

    regimens: tuple[Regimen, ...]
    stories: tuple[Story, ...]


@dataclass(frozen=True, eq=False)
class CodedTreatments:
    """Coded treatments. The rows of ``frame`` may be chosen and reordered; the codes stay."""

    frame: pl.DataFrame
    book: Codebook


def fine(weeks: Number) -> int:
    """A time in weeks as parts of a day."""
    if weeks == inf:
        return NO_LIMIT
    exact = Fraction(weeks) * 7 * FINE
    even = exact // 2 * 2
    return int(even) if exact == even else int(even) + 1


def fine_interval(weeks: Interval | None) -> tuple[int | None, int | None, int]:
    """A stated duration in the three columns that hold it."""
    if weeks is None:
        return None, None, 0
    high = None if weeks.high == inf else fine(weeks.high)
    return fine(weeks.low), high, int(weeks.low_open) + 2 * int(weeks.high_open)
