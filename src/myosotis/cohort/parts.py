"""Tables in parts that fit into memory: all rows of a patient are in one part.

Where the rows of each patient lie together in ascending order, a part is a range of patients, and
of a Parquet file only that range is read. Otherwise the tables are first dealt out into files, one
for each part. No table is ever held as a whole, nor is its column of patients.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import Any

import polars as pl

from myosotis.cohort.tables import Tables, collected

ROWS = 1_000_000
"""Observations of a part, about: what it takes in memory follows from it."""
_EACH = 40
"""What is answered of a patient takes as much room as so many observations."""
_NAMES = ("patients", "observations", "treatments")
_BLOCK = 1 << 20
_WHOLE = re.compile(r"^\s*(Parquet SCAN|DF \[)", re.MULTILINE)
"""The plan of a frame that is read where it lies."""


def count_parts(tables: Tables, rows: int = ROWS) -> int:
    """How many parts the tables make; at least one."""
    lengths = [_length(tables.frame(name), name) for name in _NAMES]
    return max(1, ceil(max(lengths[1], lengths[2], _EACH * lengths[0]) / rows))


def split(tables: Tables, count: int, scratch: Path) -> Iterator[Tables]:
    """The tables in ``count`` parts, or fewer where a patient has many rows; ``scratch`` is a
    directory for files on the way."""
    if count == 1:
        yield tables
        return
    frames = {name: _by_rows(tables.frame(name), scratch / name) for name in _NAMES}
    tables = Tables(**frames, unread=tables.unread, listed=tables.listed)
    ordered = [_Ordered.of(tables.frame(name), name) for name in _NAMES]
    in_order = [one for one in ordered if one is not None]
    if len(in_order) == len(ordered):
        yield from _ranges(tables, in_order, count)
    else:
        dealt = _dealt(tables, count, scratch)
        for number in range(count):
            yield dealt.only(pl.col("#part") == number)


def _length(frame: pl.LazyFrame, name: str) -> int:
    length: int = collected(frame.select(pl.len()), name, streaming=True).item()
    return length


def _by_rows(frame: pl.LazyFrame, place: Path) -> pl.LazyFrame:
    """A frame of which some rows are read without those before: what is in memory or in Parquet
    as it is, the rest from a file."""
    if _WHOLE.search(frame.explain()):
        return frame
    file = place.with_suffix(".parquet")
    frame.sink_parquet(file)
    return pl.scan_parquet(file)


@dataclass(frozen=True)
class _Ordered:
    """A table in which no patient stands before one with a lower name; ``firsts`` are the patients
    at every `_BLOCK` rows."""

    frame: pl.LazyFrame
    length: int
    firsts: list[Any]

    @classmethod
    def of(cls, frame: pl.LazyFrame, name: str) -> _Ordered | None:
        """None where the patients are in no order, or a row names none."""
        length, firsts, last = _length(frame, name), [], None
        for start in range(0, length, _BLOCK):
            patients = _patients(frame, start, _BLOCK)
            if patients.null_count() or not patients.is_sorted():
                return None
            if last is not None and patients[0] < last:
                return None
            last = patients[-1]
            firsts.append(patients[0])
        return cls(frame, length, firsts)

    def place(self, patient: Any) -> int:
        """The first row of a patient, or of the first one after."""
        block = bisect_left(self.firsts, patient) - 1
        if block < 0:
            return 0
        start = block * _BLOCK
        return start + int(_patients(self.frame, start, _BLOCK).search_sorted(patient, "left"))


def _patients(frame: pl.LazyFrame, start: int, length: int) -> pl.Series:
    return frame.select("patient").slice(start, length).collect()["patient"]


def _ranges(tables: Tables, ordered: Sequence[_Ordered], count: int) -> Iterator[Tables]:
    """At most ``count`` ranges of patients with about as many rows each of the longest table."""
    longest = max(ordered, key=lambda one: one.length)
    # Rounded up: what is left over would else be one more part, or many of few rows.
    every = max(1, ceil(longest.length / count))
    rows = range(every, longest.length, every)
    starts = sorted({_patients(longest.frame, row, 1)[0] for row in rows})
    edges = [[0, *map(one.place, starts), one.length] for one in ordered]
    for spans in zip(*map(pairwise, edges), strict=True):
        if any(end > start for start, end in spans):
            frames = {
                name: one.frame.slice(start, end - start)
                for name, one, (start, end) in zip(_NAMES, ordered, spans, strict=True)
            }
            yield Tables(**frames, unread=tables.unread, listed=tables.listed)


def _dealt(tables: Tables, count: int, scratch: Path) -> Tables:
    """The tables as files in which each row says its part; the rows of a part lie together."""
    frames = {}
    for name in _NAMES:
        part = (pl.col("patient").hash(0) % count).cast(pl.UInt32).alias("#part")
        target = scratch / name
        plan = pl.PartitionBy(target, key="#part")
        tables.frame(name).with_columns(part).sink_parquet(plan, mkdir=True)
        frames[name] = pl.scan_parquet(target / "**/*.parquet", hive_partitioning=True)
    return Tables(**frames, unread=tables.unread, listed=tables.listed)
