"""The three tables as they are handed on, and what coding makes of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

PATIENTS, OBSERVATIONS, TREATMENTS = "patients", "observations", "treatments"
ASKED = "dates"
"""The table of the dates that are asked for, which is none of the three."""

REJECTS = {
    "table": pl.String,
    "row": pl.Int64,
    "patient": pl.String,
    "field": pl.String,
    "value": pl.String,
    "why": pl.String,
}
"""The columns of rejects and of notes."""


@dataclass(frozen=True)
class Tables:
    """Three lazy frames of canonical columns (`columns.KNOWN`), each with its ``row`` from 1.

    ``patient`` has one type in all three, Int64 or String. Text columns are String, dates are
    String or Date, ``number`` is Float64, ``uln`` is Float64 or String. A column that the table
    does not have is null. ``unread`` names the columns of a table that nobody reads; ``listed``
    says whether a table of patients was given, be it empty.
    """

    patients: pl.LazyFrame
    observations: pl.LazyFrame
    treatments: pl.LazyFrame
    unread: tuple[tuple[str, str], ...] = ()
    listed: bool = True

    def frame(self, name: str) -> pl.LazyFrame:
        """One of the tables by its name."""
        found: pl.LazyFrame = getattr(self, name)
        return found

    def only(self, wanted: pl.Expr) -> Tables:
        """The rows of some patients: those whose ``patient`` makes the expression true."""
        return self.each(lambda frame: frame.filter(wanted))

    def each(self, change: Callable[[pl.LazyFrame], pl.LazyFrame]) -> Tables:
        """All three tables with the same change."""
        frames = (change(one) for one in (self.patients, self.observations, self.treatments))
        patients, observations, treatments = frames
        return Tables(patients, observations, treatments, self.unread, self.listed)

    def part(self, number: int, of: int) -> Tables:
        """One of several parts; all rows of a patient are in the same part."""
        return self.only(pl.col("patient").hash(0) % of == number)


@dataclass(frozen=True)
class Coded:
    """What the patients and the observations of some patients say.

    ``facts``: ``patient`` and the columns of `myosotis.patient.coded`. ``low`` and ``high`` are
    infinite for what is no quantity, ``mask`` is 0 for a quantity. ``row`` is 0 for what follows
    from the table of patients. ``site`` is a place in ``sites``, plus one.

    ``patients``: one row for each patient of any table: ``patient``, ``sex``, ``birth_earliest``
    and ``birth_latest``, ``weight_low`` and ``weight_high`` (kg), ``diagnosis``,
    ``onset_earliest`` ... ``diagnosed_latest`` (days from 1970; null where not known), ``row``
    (null where the patient is in no table of patients).

    ``rejects``: one row for each row, or field of a patient, that is not read. ``notes``: rows
    that are read, with something to know of them, and what is counted once.
    """

    facts: pl.DataFrame
    patients: pl.DataFrame
    rejects: pl.DataFrame
    notes: pl.DataFrame
    sites: tuple[str, ...]
