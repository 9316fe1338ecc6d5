"""The values of all rows: plain numbers all together, of the rest each combination once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from myosotis.cohort.tables.encoding import Encoded, combine, encode
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
_BESIDE = ("comparator", "method", "strength", "cutoff")


@dataclass(frozen=True)
class Values:
    """One value for each row of the frame, and after these the further values of lists.

    ``row`` is the row of each value. ``wrong`` holds the rows that are not read (their values
    mean nothing), each with the field and the sentence at ``reason`` of ``reasons``.
    """

    row: NDArray[np.int64]
    columns: dict[str, NDArray[np.generic]]
    wrong: NDArray[np.int64]
    reason: NDArray[np.int64]
    reasons: list[tuple[str, str]]


def read_values(frame: pl.DataFrame, reader: Reader) -> Values:
    """The values of the rows of canonical observations."""
    texts = {name: encode(frame[name]) for name in PARTS if name not in ("number", "uln")}
    beside = [texts[name] for name in _BESIDE]
    names, values, units = (texts[name] for name in ("finding", "value", "unit"))
    numbers = read_numbers(frame, names, values, units, beside, reader.base)
    rest = np.flatnonzero(~numbers.read)
    parts = [_part(frame, texts, name, rest) for name in PARTS]
    said, combinations = combine(parts)
    return _together(numbers, rest, said, [reader.read(one) for one in combinations])


def _part(
    frame: pl.DataFrame, texts: dict[str, Encoded], name: str, rows: NDArray[np.int64]
) -> Encoded:
    every = len(rows) == frame.height
    if name in texts:
        return texts[name] if every else texts[name].at(rows)
    return encode(frame[name] if every else frame[name].gather(pl.Series(rows)))


def _together(
    numbers: Numbers, rest: NDArray[np.int64], said: NDArray[np.int64], read: Sequence[Said]
) -> Values:
    """The numbers, and what the combinations say at the rows of the rest."""
    height = len(numbers.read)
    columns: dict[str, NDArray[np.generic]] = {
        name: np.zeros(height, kind) for name, kind in COLUMNS.items()
    }
    columns |= {
        "finding": numbers.place, "low": numbers.low, "high": numbers.high, "unit": numbers.unit
    }  # fmt: skip
    count = np.array([len(one.values) for one in read], np.int64)
    start = np.cumsum(count) - count
    flat = {
        name: np.array([getattr(value, name) for one in read for value in one.values], kind)
        for name, kind in COLUMNS.items()
    }
    right = count[said] > 0
    every = bool(right.all())
    rows, first = (rest, start[said]) if every else (rest[right], start[said[right]])
    for name, values in flat.items():
        columns[name][rows] = values[first]
    row = [np.arange(height)]
    for further in range(1, int(count.max(initial=0))):
        more = np.flatnonzero(count[said] > further)
        row.append(rest[more])
        for name, values in flat.items():
            columns[name] = np.append(columns[name], values[start[said[more]] + further])
    reasons = [("", ""), *((one.field, one.why) for one in read if not one.values)]
    reason = np.cumsum(count == 0)
    wrong = np.flatnonzero(~right)
    return Values(np.concatenate(row), columns, rest[wrong], reason[said[wrong]], reasons)
