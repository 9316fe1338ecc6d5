"""The values of all rows with whose they are and when: the facts before they are checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from myosotis.cohort.tables.blocks import in_blocks
from myosotis.cohort.tables.dating import Dates
from myosotis.cohort.tables.encoding import Ints
from myosotis.cohort.tables.values import Values
from myosotis.patient import NEVER, SCHEMA

_UNTIL = ("until_earliest", "until_latest")
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
        left_out = self.out[self.row] if self.lists else self.out
        return np.logical_not(left_out)

    @property
    def dated(self) -> NDArray[np.bool_]:
        """Which have a date that is known at least to the year."""
        known: NDArray[np.bool_] = self["earliest"] > NEVER
        return known

    @property
    def counted_and_dated(self) -> Ints | None:
        """The places of those that have a date and are not left out; None where all are."""
        chosen = self.dated
        if self.out.any():
            chosen &= self.counted
        return None if chosen.all() else np.flatnonzero(chosen)

    def first_dates(self, people: int) -> tuple[pl.Series, pl.Series]:
        """The earliest date of each patient, as its first and last day; null where none has one."""
        who, earliest, latest = self.who, self["earliest"], self["latest"]
        chosen = self.counted_and_dated
        if chosen is not None:
            who, earliest, latest = who[chosen], earliest[chosen], latest[chosen]
        # The earliest begins first, and of these ends first: one number that sorts so.
        key = np.empty(len(who), np.int64)

        def fill(block: slice) -> None:
            begins = earliest[block].astype(np.int64)
            key[block] = (begins - NEVER) * _WIDTH + (latest[block] - begins)

        in_blocks(len(key), fill)
        days = np.full(people, -1, np.int64)
        patients, least = _least(who, key)
        days[patients] = least
        known = pl.when(pl.col("days") >= 0)
        begins = pl.col("days") // _WIDTH + NEVER
        found = pl.DataFrame({"days": days}).select(
            known.then(begins).cast(pl.Int32).alias("first"),
            known.then(begins + pl.col("days") % _WIDTH).cast(pl.Int32).alias("last"),
        )
        return found["first"], found["last"]

    def before(self, days: Ints) -> Ints:
        """The places of what was dated, and counts, before a day of its patient."""

        def early(block: slice) -> NDArray[np.bool_]:
            found: NDArray[np.bool_] = self["latest"][block] < days[self.who[block]]
            return found

        wrong = np.concatenate([self.out[:0], *in_blocks(len(self.who), early)])
        if wrong.any():
            wrong &= self.dated & self.counted
        return np.flatnonzero(wrong)

    def facts(self) -> pl.DataFrame:
        """What is not left out, as coded facts."""
        frame = self.frame.select("patient", "row")
        if self.lists:
            frame = frame[self.row]
        found = frame.with_columns(
            pl.Series(name, column) for name, column in self.columns.items() if name != "ended"
        )
        if "ended" in self.columns:
            said = pl.Series(self["ended"])
            found = found.with_columns(pl.when(said).then(name).alias(name) for name in _UNTIL)
        if self.out.any():
            found = found.filter(pl.Series(self.counted))
        missing = {"lasting": False, **dict.fromkeys(_UNTIL)}
        return found.select(
            "patient",
            *(
                (pl.col(name) if name in found.columns else pl.lit(missing[name]))
                .cast(kind)
                .alias(name)
                for name, kind in SCHEMA.items()
            ),
        )


def _least(who: Ints, key: Ints) -> tuple[Ints, Ints]:
    """The patients, and the least key of each."""
    if len(who) and (who[1:] >= who[:-1]).all():
        starts = np.flatnonzero(np.diff(who, prepend=-1))
        return who[starts], np.minimum.reduceat(key, starts)
    found = pl.DataFrame({"who": who, "key": key}).group_by("who").agg(pl.col("key").min())
    return found["who"].to_numpy(), found["key"].to_numpy()
