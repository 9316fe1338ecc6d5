"""Tables in parts that fit into memory: all rows of a patient are in one part.

Where the rows of each patient lie together in ascending order, a part is a range of patients, and
of a Parquet file only that range is read. Otherwise the tables are first dealt out into files, one
for each part.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import ceil
from pathlib import Path

import polars as pl

from myosotis.cohort.tables import Tables

ROWS = 2_000_000
"""Observations of a part, about: what it takes in memory follows from it."""
_NAMES = ("patients", "observations", "treatments")


def count_parts(tables: Tables, rows: int = ROWS) -> int:
    """How many parts the tables make; at least one."""
    lengths = [_length(tables.frame(name)) for name in _NAMES]
    # A patient without observations takes room too.
    return max(1, ceil(max(lengths[1], lengths[2], 8 * lengths[0]) / rows))


def split(tables: Tables, count: int, scratch: Path) -> Iterator[Tables]:
    """The tables in ``count`` parts, or fewer where a patient has many rows; ``scratch`` is a
    directory for files on the way."""
    if count == 1:
        yield tables
    elif all(_in_order(tables.frame(name)) for name in _NAMES):
        yield from _ranges(tables, count)
    else:
        dealt = _dealt(tables, count, scratch)
        for number in range(count):
            yield dealt.only(pl.col("#part") == number)


def _length(frame: pl.LazyFrame) -> int:
    length: int = frame.select(pl.len()).collect(engine="streaming").item()
    return length


def _in_order(frame: pl.LazyFrame) -> bool:
    """Whether no patient stands before one with a lower name."""
    patient = pl.col("patient")
    earlier = (patient < patient.shift()).any()
    named = patient.is_not_null().all()
    found = frame.select(earlier.alias("earlier"), named.alias("named")).collect()
    return not found["earlier"].item() and bool(found["named"].item())


def _ranges(tables: Tables, count: int) -> Iterator[Tables]:
    """At most ``count`` ranges of patients with about as many observations each."""
    largest = max(_NAMES, key=lambda name: _length(tables.frame(name)))
    patient = tables.frame(largest).select("patient")
    # Rounded up: what is left over would else be one more part, or many of few rows.
    every = max(1, ceil(_length(patient) / count))
    starts = patient.gather_every(every).collect(engine="streaming")["patient"]
    edges = [None, *starts[1:].unique().sort().to_list(), None]
    for low, high in pairwise(edges):
        inside = pl.lit(True)
        if low is not None:
            inside &= pl.col("patient") >= low
        if high is not None:
            inside &= pl.col("patient") < high
        yield tables.only(inside)


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
