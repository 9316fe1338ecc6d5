"""Texts as small whole numbers: what stands in millions of rows is read once for each text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

Ints = NDArray[np.int64]

_TABLE = 2**25
"""Up to so many combinations are counted in a table; more are sorted."""


@dataclass(frozen=True)
class Encoded:
    """A column as places in a list: ``items[codes[row]]``. Nothing is item 0, which is None."""

    codes: Ints
    items: list[Any]

    def map(self, function: Callable[[Any], Any]) -> list[Any]:
        """A function of every item, and None of nothing."""
        return [None, *(function(item) for item in self.items[1:])]


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
    different = coded.drop_nulls().unique()
    physical = different.to_physical().cast(pl.Int64).to_numpy()
    places: dict[str, int] = {"": 0}
    new = np.zeros(int(physical.max()) + 2, np.int64)
    new[physical + 1] = [
        places.setdefault(key(text), len(places)) for text in different.cast(pl.String).to_list()
    ]
    codes = new[(coded.to_physical().cast(pl.Int64) + 1).fill_null(0).to_numpy()]
    return Encoded(codes, [None, *list(places)[1:]])


def combine(parts: Sequence[Encoded]) -> tuple[Ints, list[tuple[Any, ...]]]:
    """The distinct combinations of several columns: which one a row holds, and what each is."""
    codes, first = parts[0].codes, len(parts[0].items)
    for part in parts[1:]:
        if len(part.items) > 1:
            codes, first = _distinct(codes * len(part.items) + part.codes, first * len(part.items))
    codes, count = _distinct(codes, first)
    row = np.empty(count, np.int64)
    # Any row of a combination will do to say what it is.
    row[codes] = np.arange(len(codes))
    columns = [[part.items[code] for code in part.codes[row].tolist()] for part in parts]
    return codes, list(zip(*columns, strict=True))


def _distinct(codes: Ints, size: int) -> tuple[Ints, int]:
    """Codes below ``size`` as codes without gaps, in the same order; and how many there are."""
    if size > _TABLE:
        found, places = np.unique(codes, return_inverse=True)
        return places.astype(np.int64, copy=False), len(found)
    there = np.zeros(size, np.bool_)
    there[codes] = True
    places = np.cumsum(there, dtype=np.int64) - 1
    return places[codes], int(places[-1]) + 1 if size else 0
