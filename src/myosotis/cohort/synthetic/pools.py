"""Texts as integers: a table of a registry has few different texts, and many rows."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from myosotis.cohort.synthetic.draws import Flags, Floats, Integers

Codes = NDArray[np.int32]
NONE = -1
"""The code of no text."""

_START, _END = date(1900, 1, 1), date(2070, 1, 1)
_FIRST = (_START - date(1970, 1, 1)).days


class Pool:
    """Texts by their number."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    def code(self, text: str) -> int:
        """The number of a text; of an empty one, none."""
        return self._codes.setdefault(text, len(self._codes)) if text else NONE

    def codes(self, texts: list[str]) -> Codes:
        """The numbers of several texts, in their order."""
        return np.array([self.code(text) for text in texts], dtype=np.int32)

    def numbers(self, values: Floats, decimals: int, form: str = "{}") -> Codes:
        """The codes of numbers as texts, in a form such as ``{}/150``."""
        scale = 10**decimals
        whole, place = np.unique(np.round(values * scale).astype(np.int64), return_inverse=True)
        texts = [form.format(f"{value / scale:.{decimals}f}") for value in whole.tolist()]
        return self.codes(texts)[place]

    def spans(self, low: Floats, high: Floats, decimals: int, form: str) -> Codes:
        """The codes of two numbers in one text, in a form such as ``{} to {} U/L``."""
        scale = 10**decimals
        ends = np.stack([np.round(end * scale).astype(np.int64) for end in (low, high)], axis=1)
        pairs, place = np.unique(ends, axis=0, return_inverse=True)
        texts = [form.format(*(f"{v / scale:.{decimals}f}" for v in pair)) for pair in pairs]
        return self.codes(texts)[place.ravel()]

    def series(self, codes: NDArray[np.integer]) -> pl.Series:
        """The texts of codes; null for none."""
        texts = pl.Series([None, *self._codes], dtype=pl.String)
        return texts.gather(pl.Series(codes.astype(np.int64) + 1))


def _calendar() -> tuple[pl.Series, dict[int, int]]:
    days = pl.date_range(_START, _END, "1d", eager=True, closed="left")
    months = pl.date_range(_START, _END, "1mo", eager=True, closed="left")
    years = [str(year) for year in range(_START.year, _END.year)]
    texts = pl.concat(
        [
            pl.Series([None], dtype=pl.String),
            days.dt.to_string("%Y-%m-%d"),
            months.dt.to_string("%Y-%m"),
            pl.Series(years),
        ]
    )
    return texts, {1: 1, 2: 1 + len(days), 3: 1 + len(days) + len(months)}


_TEXTS, _PLACES = _calendar()


def dates(
    day: Integers,
    monthly: Flags | None = None,
    yearly: Flags | None = None,
    unknown: Flags | None = None,
) -> Integers:
    """The codes of dates known to the day, or to the month or year only where said so."""
    codes = _PLACES[1] + day - _FIRST
    if monthly is not None and monthly.any():
        stamps = day[monthly].astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        codes[monthly] = _PLACES[2] + stamps - 12 * (_START.year - 1970)
    if yearly is not None and yearly.any():
        stamps = day[yearly].astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
        codes[yearly] = _PLACES[3] + stamps - (_START.year - 1970)
    if unknown is not None:
        codes[unknown] = 0
    return codes


def date_texts(codes: NDArray[np.integer]) -> pl.Series:
    """The texts of dates; null where the code is 0."""
    return _TEXTS.gather(pl.Series(codes.astype(np.int64)))
