"""Facts that are recorded twice, and facts of one date that contradict each other.

A patient file with such facts is refused. In a table what is recorded twice counts once, and
of two values that cannot both be true neither counts: the finding is not known on that date.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

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
    twice: dict[int, str] = {}
    against: dict[int, str] = {}
    for rows in _together(entries):
        _settle(entries, rows, twice, against, base)
    for listed, found in ((notes, twice), (rejects, against)):
        places = sorted(found)
        why = [found[row] for row in places]
        listed.add(np.array(places, np.int64), ["value"] * len(places), why)


def _together(entries: Entries) -> Iterator[list[int]]:
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
        return
    places = np.flatnonzero(pl.Series(keys).is_in(pl.Series(repeated).implode()).to_numpy())
    places = places if where is None else where[places]
    one, other = _parts(entries, places)
    groups = pl.DataFrame({"row": entries.row[places], "one": one, "other": other}).unique(
        maintain_order=True
    )
    for rows in groups.group_by("one", "other", maintain_order=True).agg("row")["row"].to_list():
        if len(rows) > 1:
            yield sorted(rows)


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
    name: str
    values: list[tuple[float, float, int]]
    method: int

    def same(self, other: _Said) -> bool:
        """Whether it says nothing else, under the same name."""
        return self.name == other.name and any(value in other.values for value in self.values)

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


def _settle(
    entries: Entries,
    rows: list[int],
    twice: dict[int, str],
    against: dict[int, str],
    base: KnowledgeBase,
) -> None:
    """Note the rows of one finding and date that stand twice, or against each other."""
    said = _read(entries, rows)
    # Of two that say the same, the one that says more stays, else the first.
    stay: list[_Said] = []
    for one in sorted(said, key=lambda one: (not one.method, one.row)):
        kept = next((o for o in stay if o.same(one) and not o.beside(one)), None)
        if kept:
            twice[one.row] = recorded_twice(one.name, _both(entries, kept, one))
        else:
            stay.append(one)
    finding = base.findings[Codes.of(base).findings[entries["finding"][rows[0]]]]
    for first, second in combinations(sorted(stay, key=lambda one: one.row), 2):
        if first.against(second) and not first.beside(second):
            why = two_values(base, finding, _both(entries, first, second))
            against.setdefault(first.row, why)
            against.setdefault(second.row, why)


def _read(entries: Entries, rows: list[int]) -> list[_Said]:
    height = entries.frame.height
    found = []
    for row in rows:
        places = [row]
        if entries.lists:
            places += (np.flatnonzero(entries.row[height:] == row) + height).tolist()
        values = [
            (float(entries["low"][i]), float(entries["high"][i]), int(entries["mask"][i]))
            for i in places
        ]
        name = normal_name(entries.frame["finding"][row])
        found.append(_Said(row, name, values, int(entries["method"][row])))
    return found


def _both(entries: Entries, first: _Said, second: _Said) -> str:
    frame = entries.frame
    texts = []
    for one in (first, second):
        fields = observation(frame.row(one.row, named=True))
        fields.pop("on", None)
        texts.append(as_recorded(fields))
    on = date_of(*(int(entries[name][first.row]) for name in ("earliest", "latest")))
    return both_recorded(on, texts[0], f"{OBSERVATIONS} row {frame['row'][first.row]}", texts[1])
