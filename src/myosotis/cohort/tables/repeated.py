"""Facts that are recorded twice, and facts of one date that contradict each other.

A patient file with such facts is refused. In a table what is recorded twice counts once, and
of two values that cannot both be true neither counts: the finding is not known on that date.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from myosotis.cohort.tables.blocks import in_blocks
from myosotis.cohort.tables.cells import observation
from myosotis.cohort.tables.encoding import Ints
from myosotis.cohort.tables.entries import Entries
from myosotis.cohort.tables.model import OBSERVATIONS
from myosotis.cohort.tables.rejecting import Rejects
from myosotis.knowledge import KnowledgeBase, normal_name
from myosotis.patient import (
    NEVER,
    Codes,
    as_recorded,
    both_recorded,
    date_of,
    recorded_twice,
    two_values,
)

_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))
"""Odd numbers that spread their multiples over 64 bits."""


def leave_out_repeated(
    entries: Entries, rejects: Rejects, notes: Rejects, base: KnowledgeBase
) -> None:
    """Leave out the rows that say again what is said, and those that contradict each other."""
    groups = _together(entries)
    said = _read(entries, sorted({row for rows in groups for row in rows}))
    found = _Found(base)
    for rows in groups:
        found.settle([said[row] for row in rows])
    for listed, why in ((notes, found.twice), (rejects, found.against)):
        places = sorted(why)
        sentences = [why[row] for row in places]
        listed.add(np.array(places, np.int64), ["value"] * len(places), sentences)


def _together(entries: Entries) -> list[list[int]]:
    """The rows of one patient, finding, date and site, where there are several."""
    key = np.empty(len(entries.row), np.uint64)

    def fill(block: slice) -> None:
        one, other = _parts(entries, block)
        # One number for each combination, nearly: what meets by chance is parted again below.
        key[block] = (one * _MIX[0]) ^ (other * _MIX[1])

    in_blocks(len(key), fill)
    where = entries.counted_and_dated
    keys = key if where is None else key[where]
    ordered = np.sort(keys)
    repeated = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if not len(repeated):
        return []
    places = np.flatnonzero(pl.Series(keys).is_in(pl.Series(repeated).implode()).to_numpy())
    places = places if where is None else where[places]
    one, other = _parts(entries, places)
    groups = pl.DataFrame({"row": entries.row[places], "one": one, "other": other}).unique(
        maintain_order=True
    )
    several = groups.group_by("one", "other", maintain_order=True).agg(pl.col("row").sort())
    return several.filter(pl.col("row").list.len() > 1)["row"].to_list()


def _parts(entries: Entries, at: slice | Ints) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Patient and site in one number, finding and date in another."""
    first, last = entries["earliest"][at], entries["latest"][at]
    whose = entries.who[at].astype(np.uint64) << np.uint64(32)
    day = (first - np.int32(NEVER)).astype(np.uint64)
    width = (last - first).astype(np.uint64) << np.uint64(24)
    finding = entries["finding"][at].astype(np.uint64) << np.uint64(40)
    return whose | entries["site"][at].astype(np.uint64), finding | width | day


@dataclass(frozen=True)
class _Said:
    """What one row says, to be compared with another of the same finding and date."""

    row: int
    number: int
    cells: dict[str, Any]
    finding: int
    on: tuple[int, int]
    method: int
    values: list[tuple[float, float, int]]

    @property
    def name(self) -> str:
        """The finding as it was named."""
        return normal_name(self.cells["finding"])

    def same(self, other: _Said) -> bool:
        """Whether it says nothing else, under the same name."""
        return any(value in other.values for value in self.values) and self.name == other.name

    def against(self, other: _Said) -> bool:
        """Whether one of its values cannot be true beside one of the other's."""
        return any(
            low > high_ or low_ > high or (mask and not mask & mask_)
            for low, high, mask in self.values
            for low_, high_, mask_ in other.values
        )

    def beside(self, other: _Said) -> bool:
        """Whether both may stand: two methods may contradict each other."""
        return bool(self.method and other.method and self.method != other.method)

    def and_(self, other: _Said) -> str:
        """Both as they are written."""
        where = f"{OBSERVATIONS} row {self.number}"
        return both_recorded(date_of(*self.on), self.recorded, where, other.recorded)

    @property
    def recorded(self) -> str:
        """The value as it is written."""
        fields = observation(self.cells)
        fields.pop("on", None)
        return as_recorded(fields)


@dataclass
class _Found:
    """The rows that stand ``twice``, and those that stand ``against`` each other, with why."""

    base: KnowledgeBase
    twice: dict[int, str] = field(default_factory=dict)
    against: dict[int, str] = field(default_factory=dict)

    def settle(self, said: list[_Said]) -> None:
        """Compare the rows of one patient, finding, date and site."""
        stay: list[_Said] = []
        # Of two that say the same, the one that says more stays, else the first.
        for one in sorted(said, key=lambda one: (not one.method, one.row)):
            kept = next((o for o in stay if o.same(one) and not o.beside(one)), None)
            if kept:
                self.twice[one.row] = recorded_twice(one.name, kept.and_(one))
            else:
                stay.append(one)
        for first, second in combinations(sorted(stay, key=lambda one: one.row), 2):
            if first.against(second) and not first.beside(second):
                finding = self.base.findings[Codes.of(self.base).findings[first.finding]]
                why = two_values(self.base, finding, first.and_(second))
                self.against.setdefault(first.row, why)
                self.against.setdefault(second.row, why)


def _read(entries: Entries, rows: list[int]) -> dict[int, _Said]:
    """What some rows of the frame say."""
    places = np.array(rows, np.int64)
    columns = ("finding", "earliest", "latest", "method", "low", "high", "mask")
    numbers = zip(*(entries[name][places].tolist() for name in columns), strict=True)
    cells = entries.frame[rows].iter_rows(named=True)
    found = {}
    for row, said, (finding, first, last, method, *value) in zip(rows, cells, numbers, strict=True):
        values = [(value[0], value[1], value[2])]
        found[row] = _Said(row, said["row"], said, finding, (first, last), method, values)
    height = entries.frame.height
    wanted = np.flatnonzero(np.isin(entries.row[height:], places)) + height
    for place in wanted.tolist():
        low, high, mask = (entries[name][place].item() for name in ("low", "high", "mask"))
        found[int(entries.row[place])].values.append((low, high, mask))
    return found
