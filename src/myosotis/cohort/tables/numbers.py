"""Plain numbers in a unit, all rows together: 788 U/L, or 788 beside a column of units.

A number is a decimal, and so is a factor: both are taken as whole numbers, so that the one
division at the end is rounded once, and a value at a cut-off is exactly at the cut-off. What is
not so simple (a range, a name with a meaning, a number that cannot be) is left to the reader of
single values, which also knows what to say of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import inf, nan

import numpy as np
import polars as pl
from numpy.typing import NDArray

from myosotis.cohort.tables.blocks import BLOCK
from myosotis.cohort.tables.encoding import Encoded, Ints, encode
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
_AMOUNT = r"^\s*([-+]?\d+(?:\.\d+)?)(.*?)\s*$"
_DIGITS = 15


@dataclass(frozen=True)
class Plan:
    """How numbers of one name and unit become bounds of a finding.

    ``place`` is the code of the finding, ``unit`` that of the unit; ``low`` and ``high`` are the
    factors, one where it is exact. ``limited``: by the laboratory's limit, where there is one;
    ``takes_limit``: one may stand there.
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
    """Of some rows whether they are ``read`` here, and then their findings and bounds."""

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
    found: Numbers,
) -> None:
    """Find the rows that are plain numbers; none of ``others`` may stand beside them."""
    texts = _Texts.of(values.items, units.items)
    known = _Known(base, names.items, texts.units)
    number, limit = _floats(frame["number"]), _limits(frame["uln"])
    said = frame["uln"].is_not_null().to_numpy()
    beside = [part.codes for part in others if len(part.items) > 1]
    for start in range(0, frame.height, BLOCK):
        block = slice(start, start + BLOCK)
        value = values.codes[block]
        x = np.where(value > 0, texts.number[value], number[block])
        free = ~np.isnan(x)
        for codes in beside:
            free &= codes[block] == 0
        rows = np.flatnonzero(free)
        if not len(rows):
            continue
        units_of = texts.unit[texts.place[value[rows]], units.codes[block][rows]]
        plans = known.plans(names.codes[block][rows], units_of)
        _read_block(found, rows + start, x[rows], limit[block][rows], said[block][rows], plans)


def _read_block(
    found: Numbers,
    rows: Ints,
    x: Floats,
    limit: Floats,
    said: NDArray[np.bool_],
    plans: Sequence[Floats],
) -> None:
    """Numbers ``x`` beside limits (``said`` whether there is one), each by its plan."""
    p_low, q_low, p_high, q_high, least, most, place, unit, limited, takes, own, wide = plans
    fine, fine_limit = np.rint(x * _FINE), np.rint(limit * _FINE)
    by_limit = said & (limited > 0)
    top = np.where(by_limit, fine, fine * p_low)
    under = np.where(by_limit & (fine_limit > 0), fine_limit, q_low)
    low = np.where(own > 0, x, top / under) + 0.0
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

    def __init__(
        self, base: KnowledgeBase, names: list[str | None], units: list[str | None]
    ) -> None:
        self.base, self.names, self.units = base, names, units
        self.place = np.full((len(names), len(units)), -1, np.int64)
        self.table: list[tuple[float, ...]] = [_NOTHING]

    def plans(self, names: Ints, units: Ints) -> list[Floats]:
        """The columns of the table of plans, for each pair."""
        place = self.place[names, units]
        missing = place < 0
        if missing.any():
            for pair in np.unique(names[missing] * len(self.units) + units[missing]).tolist():
                self._add(*divmod(pair, len(self.units)))
            place = self.place[names, units]
        # Column by column: each is short, and what is taken of it lies together.
        return [np.array(column)[place] for column in zip(*self.table, strict=True)]

    def _add(self, name: int, unit: int) -> None:
        plan = _plan(self.base, self.names[name], self.units[unit])
        self.place[name, unit] = len(self.table) if plan else 0
        if plan:
            self.table.append(plan.numbers)


@lru_cache(maxsize=8192)
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
    place: Ints
    unit: Ints
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
