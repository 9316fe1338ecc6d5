"""The values of all rows: each distinct combination is read once, plain numbers all together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from myosotis.cohort.tables.encoding import combine, encode
from myosotis.cohort.tables.reading import PARTS, CodedValue, Reader, Said

COLUMNS = {
    "finding": np.uint16,
    "low": np.float64,
    "high": np.float64,
    "mask": np.uint64,
    "method": np.uint16,
    "strength": np.uint16,
}


@dataclass(frozen=True)
class Values:
    """One value for each entry; ``row`` is its row in the frame, and stands twice for a list.

    ``wrong`` holds the rows of the frame that are not read, with a place in ``reasons`` each.
    ``said`` is what each row says as a number: rows of equal number say the same in the same words.
    """

    row: NDArray[np.int64]
    columns: dict[str, NDArray[np.generic]]
    wrong: NDArray[np.int64]
    reason: NDArray[np.int64]
    reasons: list[tuple[str, str]]
    said: NDArray[np.int64]

    @property
    def in_order(self) -> bool:
        """Whether every row of the frame has one value, in the order of the rows."""
        return len(self.row) == len(self.said) and not len(self.wrong)


def read_values(frame: pl.DataFrame, reader: Reader) -> Values:
    """The values of the rows of canonical observations."""
    encoded = [encode(frame[part]) for part in PARTS]
    said, combinations = combine(encoded)
    read = [reader.read(combination) for combination in combinations]
    return _spread(said, read)


def _spread(said: NDArray[np.int64], read: list[Said]) -> Values:
    """The values of combinations at the rows that hold them."""
    rows, places = np.arange(len(said)), said
    count = np.array([len(one.values) for one in read], np.int64)
    flat = [value for one in read for value in one.values]
    start = np.cumsum(count) - count
    reasons = [("", ""), *((one.field, one.why) for one in read if one.why)]
    reason_of = np.cumsum(count == 0) * (count == 0)
    wrong = np.flatnonzero(count[places] == 0) if len(read) else rows[:0]
    reason = reason_of[places[wrong]]
    entries, at = [rows], [start[places]]
    if len(wrong):
        keep = count[places] > 0
        entries, at = [rows[keep]], [start[places[keep]]]
    for further in range(1, int(count.max(initial=0))):
        more = np.flatnonzero(count[places] > further)
        entries.append(more)
        at.append(start[places[more]] + further)
    row, place = np.concatenate(entries), np.concatenate(at)
    return Values(row, _columns(flat, place), wrong, reason, reasons, said)


def _columns(flat: list[CodedValue], place: NDArray[np.int64]) -> dict[str, NDArray[np.generic]]:
    return {
        name: np.array([getattr(value, name) for value in flat], kind)[place]
        for name, kind in COLUMNS.items()
    }
