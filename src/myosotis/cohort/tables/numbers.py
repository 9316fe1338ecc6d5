"""Plain numbers in a unit, all rows together: 788 U/L, or 788 beside a column of units.

A number is a decimal, and so is a factor: both are taken as whole numbers, so that the one
division at the end is rounded once, and a value at a cut-off is exactly at the cut-off. What is
not so simple (a range, a name with a meaning, a number that cannot be) is left to the reader of
single values, which also knows what to say of it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from math import inf, nan
from threading import Lock

import numpy as np
import polars as pl
from numpy.typing import NDArray

from myosotis.cohort.tables.encoding import Encoded, encode
from myosotis.errors import InputError, UnknownNameError
from myosotis.knowledge import KnowledgeBase
from myosotis.logic.values import Interval
from myosotis.patient import Codes, of_number, parse_amount, takes_limit, unit_code, unit_key

Floats = NDArray[np.float64]

_FINE = 10_000.0
"""Numbers are read as whole numbers of ten-thousandths."""

_WHOLE = 2.0**53
"""Up to here a float holds every whole number."""

_LARGEST_LIMIT, _LEAST, _LARGEST = 1e6, 1e-14, 1e15
_BLOCK = 65_536
"""Rows at a time: so many columns of a block stay in the cache of a processor."""

_AMOUNT = r"^\s*([-+]?\d+(?:\.\d+)?)(.*?)\s*$"
_DIGITS = 15


@dataclass(frozen=True)
class Plan:
    """How numbers of one name and unit become bounds of a finding; ``place`` is its code, ``unit`` that of
    the unit.

    ``low`` and ``high`` are the factors, one where it is exact. ``limited``: by the laboratory's
    limit, where there is one; ``takes_limit``: one may stand there.
    """

    place: int
    unit: int
    low: Fraction
    high: Fraction
    limited: bool
    takes_limit: bool
    least: float
    most: float

    @property
    def numbers(self) -> tuple[float, ...]:
        """As a row of the table of plans."""
        own = self.low == self.high == 1
        return (
            *(float(part) for part in (self.low.numerator, self.low.denominator * int(_FINE))),
            *(float(part) for part in (self.high.numerator, self.high.denominator * int(_FINE))),
            *(self.least, self.most, float(self.place), float(self.unit)),
            *(float(flag) for flag in (self.limited, self.takes_limit, own, self.low != self.high)),
        )


_NOTHING = (nan, 1.0, nan, 1.0, inf, -inf, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Numbers:
    """For each row whether it is ``read`` here, and then its finding and bounds."""

    read: NDArray[np.bool_]
    place: NDArray[np.uint16]
    unit: NDArray[np.uint16]
    low: Floats
    high: Floats


def read_numbers(
    frame: pl.DataFrame,
    names: Encoded,
    values: Encoded,
    units: Encoded,
    others: Sequence[Encoded],
    base: KnowledgeBase,
) -> Numbers:
    """The rows that are plain numbers; none of ``others`` may stand beside them."""
    known = _Known(base, names.items, _Texts.of(values.items, units.items))
    texts = known.texts
    number, limit = _floats(frame["number"]), _limits(frame["uln"])
    said = frame["uln"].is_not_null().to_numpy()
    height = frame.height
    found = Numbers(
        np.zeros(height, np.bool_),
        np.zeros(height, np.uint16),
        np.zeros(height, np.uint16),
        np.full(height, -inf),
        np.full(height, inf),
    )
    beside = [part.codes for part in others if len(part.items) > 1]

    def read(start: int) -> None:
        block = slice(start, start + _BLOCK)
        value = values.codes[block]
        x = np.where(value > 0, texts.number[value], number[block])
        free = ~np.isnan(x)
        for codes in beside:
            free &= codes[block] == 0
        rows = np.flatnonzero(free)
        units_of = texts.unit[texts.place[value[rows]], units.codes[block][rows]]
        plans = known.plans(names.codes[block][rows], units_of)
        _read_block(found, rows + start, x[rows], limit[block][rows], said[block][rows], plans)

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        # The loops of NumPy run side by side; a list, so that an error of one is raised here.
        list(pool.map(read, range(0, height, _BLOCK)))
    return found


def _read_block(
    found: Numbers,
    rows: NDArray[np.int64],
    x: Floats,
    limit: Floats,
    said: NDArray[np.bool_],
    plans: Floats,
) -> None:
    """Numbers ``x`` beside limits (``said`` whether there is one), each by its plan."""
    p_low, q_low, p_high, q_high, least, most, place, unit, limited, takes, own, wide = plans.T
    fine, fine_limit = np.rint(x * _FINE), np.rint(limit * _FINE)
    by_limit = said & (limited > 0)
    top = np.where(by_limit, fine, fine * p_low)
    low = np.where(own > 0, x, top / np.where(by_limit, fine_limit, q_low)) + 0.0
    other = fine * p_high
    high = np.where((wide > 0) & ~by_limit, other / q_high, low) + 0.0
    exact = (fine / _FINE == x) & (np.abs(top) < _WHOLE) & (np.abs(other) < _WHOLE)
    ok = exact | (own > 0)
    ok &= ~said | (
        (takes > 0) & (limit > 0) & (limit < _LARGEST_LIMIT) & (fine_limit / _FINE == limit)
    )
    ok &= (low >= least) & (high <= most) & ((limited == 0) | (x >= 0))
    ok &= (np.abs(x) < _LARGEST) & ((x == 0) | (np.abs(x) > _LEAST))
    rows = rows[ok]
    found.read[rows] = True
    found.place[rows] = place[ok].astype(np.uint16)
    found.unit[rows] = unit[ok].astype(np.uint16)
    found.low[rows] = low[ok]
    found.high[rows] = high[ok]


class _Known:
    """The plans of the pairs of a name and a unit, each made when it is first met."""

    def __init__(self, base: KnowledgeBase, names: list[str | None], texts: _Texts) -> None:
        self.base, self.names, self.texts = base, names, texts
        self.place = np.full((len(names), len(texts.units)), -1, np.int64)
        self.table: list[tuple[float, ...]] = [_NOTHING]
        self.lock = Lock()

    def plans(self, names: NDArray[np.int64], units: NDArray[np.int64]) -> Floats:
        """A row of numbers for each pair."""
        place = self.place[names, units]
        if (place < 0).any():
            with self.lock:
                pairs = names * len(self.texts.units) + units
                for pair in np.unique(pairs[place < 0]).tolist():
                    self._add(*divmod(pair, len(self.texts.units)))
            place = self.place[names, units]
        return np.array(self.table)[place]

    def _add(self, name: int, unit: int) -> None:
        plan = _plan(self.base, self.names[name], self.texts.units[unit])
        if plan is None:
            self.place[name, unit] = 0
        elif self.place[name, unit] < 0:
            self.table.append(plan.numbers)
            self.place[name, unit] = len(self.table) - 1


def _plan(base: KnowledgeBase, name: str | None, unit: str | None) -> Plan | None:
    if name is None or unit is None:
        return None
    try:
        finding, alias = base.find_finding(name)
    except UnknownNameError:
        return None
    found = of_number(finding, alias, unit)
    if found is None or finding.step is not None:
        return None
    low, high = Fraction(found.factor.low), Fraction(found.factor.high)
    if max(low.denominator, high.denominator) * _FINE >= _WHOLE:
        return None
    least, most = finding.range or (-inf, inf)
    return Plan(
        Codes.of(base).place[finding.id],
        unit_code(finding, unit or (alias.unit if alias else "") or ""),
        low,
        high,
        found.by_limit,
        takes_limit(finding),
        float(least),
        float(most),
    )


@dataclass(frozen=True)
class _Texts:
    """The values that are a number with or without a unit.

    ``number`` of each value (not a number where it is anything else); ``place`` of its unit;
    ``unit[place, code of the column of units]`` is a place in ``units``, where the first is None:
    two units that are not one.
    """

    number: Floats
    place: NDArray[np.int64]
    unit: NDArray[np.int64]
    units: list[str | None]

    @classmethod
    def of(cls, values: list[str | None], units: list[str | None]) -> _Texts:
        parts = pl.Series(values, dtype=pl.String).str.extract_groups(_AMOUNT).struct.unnest()
        digits, rest = parts.to_series(0), parts.to_series(1).to_list()
        whole = digits.str.replace_all(r"[-+.]", "").str.len_bytes() <= _DIGITS
        written: dict[str, int] = {"": 0}
        place = [written.setdefault(text or "", len(written)) for text in rest]
        spelled = [text.strip() if _is_unit(text) else None for text in written]
        known: dict[str | None, int] = {None: 0}
        unit = [
            [known.setdefault(_one_unit(text, column), len(known)) for column in units]
            for text in spelled
        ]
        number = pl.DataFrame({"n": digits.cast(pl.Float64)}).select(pl.when(whole).then("n"))
        return cls(
            number.to_series().fill_null(nan).to_numpy(),
            np.array(place, np.int64),
            np.array(unit, np.int64),
            list(known),
        )


def _is_unit(text: str) -> bool:
    """Whether what follows a number is its unit, and not another number or a remark on it."""
    try:
        return parse_amount(f"1{text}") == (Interval.exactly(1), text.strip())
    except InputError:
        return False


def _one_unit(written: str | None, column: str | None) -> str | None:
    """The unit of a text and that of the column beside it; None where they are two."""
    if not written or column is None:
        return column if written == "" and column is not None else written
    return written if unit_key(written) == unit_key(column) else None


def _floats(column: pl.Series) -> Floats:
    found: Floats = column.cast(pl.Float64).fill_null(nan).to_numpy()
    return found


def _limits(column: pl.Series) -> Floats:
    """Limits as numbers; what is written in another way is not a number here."""
    if column.dtype != pl.String:
        return _floats(column)
    texts = encode(column)
    plain = pl.Series(texts.items, dtype=pl.String).str.extract(r"^(\d{1,6}(?:\.\d{1,4})?)$")
    found: Floats = _floats(plain)[texts.codes]
    return found
