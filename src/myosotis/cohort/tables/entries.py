"""The values of all rows with whose they are and when: the facts before they are checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from myosotis.cohort.tables.dating import Dates
from myosotis.cohort.tables.encoding import Ints
from myosotis.cohort.tables.values import Values
from myosotis.patient import NEVER, SCHEMA

_WIDTH = 512
"""More days than the longest date that is known has: a year."""


@dataclass(frozen=True)
class Entries:
    """Columns of one length: a value for each row of ``frame``, then further values of lists.

    ``row`` is the row in the frame, ``who`` the place of the patient among all. ``out`` says of
    each row of the frame whether it is left out; whoever finds a fault sets it.
    """

    frame: pl.DataFrame
    row: Ints
    who: Ints
    columns: dict[str, NDArray[Any]]
    out: NDArray[np.bool_]

    @classmethod
    def of(
        cls,
        frame: pl.DataFrame,
        values: Values,
        on: Dates,
        until: Dates,
        more: dict[str, NDArray[Any]],
        out: NDArray[np.bool_],
    ) -> Entries:
        """``more`` are columns of the rows: ``who`` and ``site``."""
        row = values.row
        of_rows = {"earliest": on.earliest, "latest": on.latest, **more}
        if until.said.any():
            of_rows |= {"until_earliest": until.earliest, "until_latest": until.latest}
            of_rows["ended"] = until.said
        if len(row) > frame.height:
            of_rows = {name: column[row] for name, column in of_rows.items()}
        return cls(frame, row, of_rows.pop("who"), {**values.columns, **of_rows}, out)

    def of_patients(self, places: Ints) -> Entries:
        """The same, where ``who`` is looked up among other patients."""
        return replace(self, who=places[self.who])

    def __getitem__(self, column: str) -> NDArray[Any]:
        return self.columns[column]

    @property
    def lists(self) -> bool:
        """Whether a row has several values."""
        return len(self.row) > self.frame.height

    @property
    def counted(self) -> NDArray[np.bool_]:
        """Which are not left out."""
        return ~(self.out[self.row] if self.lists else self.out)

    @property
    def dated(self) -> NDArray[np.bool_]:
        """Which have a date that is known at least to the year."""
        return np.greater(self["earliest"], NEVER)

    def first_dates(self, people: int) -> tuple[pl.Series, pl.Series]:
        """The earliest date of each patient, as its first and last day; null where none has one."""
        chosen = np.flatnonzero(self.counted & self.dated)
        earliest, latest = (self[name][chosen].astype(np.int64) for name in ("earliest", "latest"))
        # The earliest begins first, and of these ends first: one number that sorts so.
        key = (earliest - NEVER) * _WIDTH + latest - earliest
        first = (
            pl.DataFrame({"who": self.who[chosen], "key": key})
            .group_by("who")
            .agg(pl.col("key").min())
        )
        days = np.full(people, -1, np.int64)
        days[first["who"].to_numpy()] = first["key"].to_numpy()
        known = pl.when(pl.col("days") >= 0)
        begins = pl.col("days") // _WIDTH + NEVER
        found = pl.DataFrame({"days": days}).select(
            known.then(begins).cast(pl.Int32).alias("first"),
            known.then(begins + pl.col("days") % _WIDTH).cast(pl.Int32).alias("last"),
        )
        return found["first"], found["last"]

    def facts(self) -> pl.DataFrame:
        """What is not left out, as coded facts."""
        frame = self.frame
        if self.lists:
            frame = frame.select("patient", "row")[self.row]
        columns = {
            name: pl.Series(name, self.columns[name]) for name in SCHEMA if name in self.columns
        }
        found = pl.DataFrame([frame["patient"], *columns.values(), frame["row"]])
        said = pl.Series(self["ended"]) if "ended" in self.columns else None
        missing = {"lasting": pl.lit(False)}
        for name in ("until_earliest", "until_latest"):
            missing[name] = pl.lit(None) if said is None else pl.when(said).then(name)
        found = found.with_columns(**missing)
        if self.out.any():
            found = found.filter(pl.Series(self.counted))
        return found.select("patient", *(pl.col(name).cast(kind) for name, kind in SCHEMA.items()))
