"""The values of all rows: plain numbers all together, of the rest each combination once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from myosotis.cohort.tables.blocks import in_blocks
from myosotis.cohort.tables.encoding import Encoded, Ints, combine, encode
from myosotis.cohort.tables.numbers import Numbers, read_numbers
from myosotis.cohort.tables.reading import PARTS, Reader, Said

COLUMNS = {
    "finding": np.uint16,
    "low": np.float64,
    "high": np.float64,
    "mask": np.uint64,
    "unit": np.uint16,
    "method": np.uint16,
    "strength": np.uint16,
}
Columns = dict[str, NDArray[Any]]

_SLICE = 2**19
"""Rows that are read at a time, by each of the processors."""

_BESIDE = ("comparator", "method", "strength", "cutoff")


@dataclass(frozen=True)
class Values:
    """One value for each row of the frame, and after these the further values of lists.

    ``row`` is the row of each value. ``wrong`` holds the rows that are not read (their values
    mean nothing), each with the field and the sentence at ``reason`` of ``reasons``.
    """

    row: Ints
    columns: Columns
    wrong: Ints
    reason: Ints
    reasons: list[tuple[str, str]]


def read_values(frame: pl.DataFrame, reader: Reader) -> Values:
    """The values of the rows of canonical observations."""
    height = frame.height
    columns: Columns = {name: np.zeros(height, kind) for name, kind in COLUMNS.items()}
    columns["low"].fill(-inf)
    columns["high"].fill(inf)

    def read(rows: slice) -> _Slice:
        part = {name: column[rows] for name, column in columns.items()}
        return _Slice.read(frame[rows], reader, part)

    slices = in_blocks(height, read, _SLICE)
    starts = range(0, height, _SLICE)
    rows = [np.arange(height)]
    wrong, reason = [rows[0][:0]], [rows[0][:0]]
    reasons: list[tuple[str, str]] = []
    for start, found in zip(starts, slices, strict=True):
        rows.append(found.listed + start)
        wrong.append(found.wrong + start)
        reason.append(found.reason + len(reasons))
        reasons += found.reasons
    more = {name: [one.more[name] for one in slices] for name in columns}
    if any(len(one.listed) for one in slices):
        columns = {name: np.concatenate([columns[name], *more[name]]) for name in columns}
    return Values(
        np.concatenate(rows), columns, np.concatenate(wrong), np.concatenate(reason), reasons
    )


@dataclass(frozen=True)
class _Slice:
    """What is found in some rows beside their first values.

    ``more`` are the further values of lists, of the rows ``listed``.
    """

    listed: Ints
    more: Columns
    wrong: Ints
    reason: Ints
    reasons: list[tuple[str, str]]

    @classmethod
    def read(cls, frame: pl.DataFrame, reader: Reader, columns: Columns) -> _Slice:
        """Read the values of a frame into its ``columns``."""
        texts = {name: encode(frame[name]) for name in PARTS if name not in ("number", "uln")}
        beside = [texts[name] for name in _BESIDE]
        names, values, units = (texts[name] for name in ("finding", "value", "unit"))
        done = np.zeros(frame.height, np.bool_)
        numbers = Numbers(done, *(columns[name] for name in ("finding", "unit", "low", "high")))
        read_numbers(frame, names, values, units, beside, reader.base, numbers)
        rest = np.flatnonzero(~done)
        said, combinations = combine([_part(frame, texts, name, rest) for name in PARTS])
        return cls.spread(rest, said, [reader.read(one) for one in combinations], columns)

    @classmethod
    def spread(cls, rows: Ints, said: Ints, read: Sequence[Said], columns: Columns) -> _Slice:
        """What combinations say, put into the rows that hold them: row ``rows[i]``, ``said[i]``."""
        count = np.array([len(one.values) for one in read], np.int64)
        start = np.cumsum(count) - count
        flat = {
            name: np.array([getattr(value, name) for one in read for value in one.values], kind)
            for name, kind in COLUMNS.items()
        }
        counts = count[said]
        right = counts > 0
        every = bool(right.all())
        there, first = (rows, start[said]) if every else (rows[right], start[said[right]])
        for name, values in flat.items():
            columns[name][there] = values[first]
        further = [np.flatnonzero(counts > n) for n in range(1, int(count.max(initial=0)))]
        places = [start[said[rows_]] + n for n, rows_ in enumerate(further, start=1)]
        listed = np.concatenate([rows[:0], *(rows[rows_] for rows_ in further)])
        place = np.concatenate([said[:0], *places])
        wrong = np.flatnonzero(~right)
        reasons = [(one.field, one.why) for one in read if not one.values]
        reason = (np.cumsum(count == 0) - 1)[said[wrong]]
        more = {name: values[place] for name, values in flat.items()}
        return cls(listed, more, rows[wrong], reason, reasons)


def _part(frame: pl.DataFrame, texts: dict[str, Encoded], name: str, rows: Ints) -> Encoded:
    if name in texts:
        return texts[name].at(rows)
    return encode(frame[name].gather(pl.Series(rows)))
