"""Texts as small whole numbers: what stands in millions of rows is read once for each text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

Ints = NDArray[np.int64]

_TABLE = 2**23
"""Up to so many combinations are counted in a table; more are sorted."""


@dataclass(frozen=True)
class Encoded:
    """A column as places in a list: ``items[codes[row]]``. Nothing is item 0, which is None."""

    codes: Ints
    items: list[Any]

    def at(self, rows: Ints) -> Encoded:
        """Some rows of the column."""
        if len(self.items) == 1 or len(rows) == len(self.codes):
            return Encoded(self.codes[: len(rows)], self.items)
        return Encoded(self.codes[rows], self.items)


def encode(column: pl.Series, key: Callable[[str], str] = str.strip) -> Encoded:
    """The distinct texts or numbers of a column; texts are one that have the same ``key``.

    What is empty, or not a number, is nothing.
    """
    if column.null_count() == len(column):
        return Encoded(np.zeros(len(column), np.int64), [None])
    if column.dtype.is_float():
        items = column.drop_nulls().unique().sort()
        place = items.search_sorted(column).to_numpy().astype(np.int64) + 1
        if column.null_count():
            place[column.is_null().to_numpy()] = 0
        return Encoded(place, [None, *items.to_list()])
    # Categories of their own: those that all columns share would never be forgotten.
    coded = column.cast(pl.Categorical(pl.Categories.random()))
    physical = coded.to_physical()
    different = coded.drop_nulls().unique()
    used = different.to_physical().to_numpy()
    nothing = int(used.max()) + 1
    places: dict[str, int] = {"": 0}
    new = np.zeros(nothing + 1, np.int64)
    new[used] = [places.setdefault(key(text), len(places)) for text in different.cast(pl.String)]
    if column.null_count():
        physical = physical.fill_null(nothing)
    return Encoded(new[physical.to_numpy()], [None, *list(places)[1:]])


def combine(parts: Sequence[Encoded]) -> tuple[Ints, list[tuple[Any, ...]]]:
    """The distinct combinations of several columns: which one a row holds, and what each is."""
    codes, size = np.zeros(len(parts[0].codes), np.int64), 1
    for part in parts:
        if len(part.items) > 1:
            # Counted first, so that their product stays small: few of the items may be in use.
            own, count = _distinct(part.codes, len(part.items))
            codes, size = _distinct(codes * count + own, size * count)
    row = np.zeros(size if len(codes) else 0, np.int64)
    # Any row of a combination will do to say what it is.
    row[codes] = np.arange(len(codes))
    columns = [[part.items[code] for code in part.codes[row].tolist()] for part in parts]
    return codes, list(zip(*columns, strict=True))


def numbered(column: pl.Series) -> tuple[Ints, pl.Series]:
    """The distinct values of a column without nulls, and which of them stands in each row."""
    run = column.rle_id()
    heads = column.filter(run != run.shift(1, fill_value=2**32 - 1))
    if len(heads) > len(column) // 4:
        return _numbered(column)
    # The rows of one patient mostly stand together: look up the first of each run.
    codes, values = _numbered(heads)
    return codes[run.to_numpy()], values


def _numbered(column: pl.Series) -> tuple[Ints, pl.Series]:
    if column.dtype.is_integer():
        found, codes = np.unique(column.to_numpy(), return_inverse=True)
        return codes.astype(np.int64, copy=False), pl.Series(column.name, found)
    coded = column.cast(pl.Categorical(pl.Categories.random()))
    different = coded.unique()
    physical = different.to_physical().to_numpy()
    new = np.empty(int(physical.max(initial=0)) + 1, np.int64)
    new[physical] = np.arange(len(different))
    return new[coded.to_physical().to_numpy()], different.cast(pl.String)


def _distinct(codes: Ints, size: int) -> tuple[Ints, int]:
    """Codes below ``size`` as codes without gaps, in the same order; and how many there are."""
    if size > _TABLE:
        found, places = np.unique(codes, return_inverse=True)
        return places.astype(np.int64, copy=False), len(found)
    there = np.zeros(size, np.bool_)
    there[codes] = True
    places = np.cumsum(there, dtype=np.int64) - 1
    return places[codes], int(there.sum())
