"""Bounds as Polars expressions, with constants folded while they are built.

What is the same in every row stays a Python value: a column that is fixed by a branch then
costs nothing, and a comparison that no row can change is answered at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from math import lcm
from typing import TypeAlias

import polars as pl

Integers: TypeAlias = type[pl.UInt8] | type[pl.Int16] | type[pl.Int64]


@dataclass(frozen=True)
class Bool:
    """Bounds of a boolean: certainly yes, possibly yes. A Python bool where it is constant."""

    low: pl.Expr | bool
    high: pl.Expr | bool


@dataclass(frozen=True)
class Whole:
    """Bounds of a number in whole multiples of 1 / scale.

    ``least`` and ``most`` are what holds in every row: they choose the width of the integers,
    and answer a comparison without looking at the columns where they can.
    """

    low: pl.Expr | int
    high: pl.Expr | int
    scale: int
    least: int
    most: int

    @classmethod
    def exactly(cls, value: int, scale: int) -> Whole:
        """A constant."""
        return cls(value, value, scale, value, value)


# -- numbers ----------------------------------------------------------------------------------


def summed(parts: list[Whole]) -> Whole:
    """The sum of parts of one scale, each step in integers as narrow as it allows.

    Added in fours, eights and so on by their places, so that sums that differ in a few parts
    have the other steps in common, and those are computed once.
    """
    if len(parts) == 1:
        return parts[0]
    half = 1 << ((len(parts) - 1).bit_length() - 1)
    one, other = summed(parts[:half]), summed(parts[half:])
    least, most = one.least + other.least, one.most + other.most
    ends = (least, most, one.least, one.most, other.least, other.most)
    one, other = (_in(integers_for(min(ends), max(ends)), each) for each in (one, other))
    return Whole(plus(one.low, other.low), plus(one.high, other.high), one.scale, least, most)


def _in(width: Integers, part: Whole) -> Whole:
    if integers_for(part.least, part.most) == width:
        return part
    return replace(part, low=_cast(part.low, width), high=_cast(part.high, width))


def at_one_scale(parts: list[Whole]) -> list[Whole]:
    """The same numbers in multiples of one scale."""
    scale = reduce(lcm, (part.scale for part in parts), 1)
    found = [multiplied(part, scale // part.scale) for part in parts]
    return [Whole(p.low, p.high, scale, p.least, p.most) for p in found]


def multiplied(part: Whole, factor: int) -> Whole:
    """Every bound times a constant; a negative one leaves low above high, the caller turns them."""
    if factor == 1:
        return part
    least, most = part.least * factor, part.most * factor
    within = (part.least, part.most, least, most, factor)
    ends = [widened(end, min(within), max(within)) * factor for end in (part.low, part.high)]
    return Whole(ends[0], ends[1], part.scale, least, most)


def exceeds(left: Whole, right: Whole) -> Bool:
    """Whether one number is greater than another."""
    if left.least > right.most:
        return Bool(True, True)
    if left.most <= right.least:
        return Bool(False, False)
    return Bool(_greater(left.low, right.high), _greater(left.high, right.low))


def equals(left: Whole, right: Whole) -> Bool:
    """Whether two numbers are equal."""
    if left.least > right.most or right.least > left.most:
        return Bool(False, False)
    if left.least == left.most == right.least == right.most:
        return Bool(True, True)
    apart = or_(_greater(left.low, right.high), _greater(right.low, left.high))
    known = and_(_equal(left.low, left.high), _equal(right.low, right.high))
    return Bool(and_(known, _equal(left.low, right.low)), not_(apart))


def integers_for(least: int, most: int) -> Integers:
    """Integers wide enough for a range: narrow ones are several times faster."""
    if least >= 0 and most < 2**8:
        return pl.UInt8
    return pl.Int16 if least >= -(2**15) and most < 2**15 else pl.Int64


def widened(value: pl.Expr | int, least: int, most: int) -> pl.Expr | int:
    """An integer expression in the width that its range needs."""
    return _cast(value, integers_for(least, most))


def _cast(value: pl.Expr | int, width: Integers) -> pl.Expr | int:
    return value if isinstance(value, int) else value.cast(width)


# -- single expressions -----------------------------------------------------------------------


def expression(value: pl.Expr | bool | int) -> pl.Expr:
    """The same as an expression where it is a constant."""
    return value if isinstance(value, pl.Expr) else pl.lit(value)


def constant(limit: Fraction | float) -> int | float:
    """A limit as columns are compared with it: a whole one leaves whole columns as they are."""
    return int(limit) if limit == int(limit) else float(limit)


def surely(truth: pl.Expr) -> pl.Expr:
    """Yes, where null is unknown. (Comparing the bits is faster than filling the nulls.)"""
    return truth.eq_missing(True)


def perhaps(truth: pl.Expr) -> pl.Expr:
    """Yes or unknown, which is null."""
    return truth.ne_missing(False)


def not_(part: pl.Expr | bool) -> pl.Expr | bool:
    """Not."""
    return not part if isinstance(part, bool) else ~part


def and_(one: pl.Expr | bool, other: pl.Expr | bool) -> pl.Expr | bool:
    """Both."""
    if isinstance(one, bool):
        return other if one else False
    if isinstance(other, bool):
        return one if other else False
    return one & other


def or_(one: pl.Expr | bool, other: pl.Expr | bool) -> pl.Expr | bool:
    """Either."""
    if isinstance(one, bool):
        return True if one else other
    if isinstance(other, bool):
        return True if other else one
    return one | other


def all_of(parts: Iterable[pl.Expr | bool]) -> pl.Expr | bool:
    """All."""
    result: pl.Expr | bool = True
    for part in parts:
        result = and_(result, part)
    return result


def any_of(parts: Iterable[pl.Expr | bool]) -> pl.Expr | bool:
    """Any."""
    result: pl.Expr | bool = False
    for part in parts:
        result = or_(result, part)
    return result


def at_least(one: pl.Expr | int, other: pl.Expr | int) -> pl.Expr | bool:
    """Whether one is not less than the other."""
    return one >= other


def _greater(one: pl.Expr | int, other: pl.Expr | int) -> pl.Expr | bool:
    return one > other


def _equal(one: pl.Expr | int, other: pl.Expr | int) -> pl.Expr | bool:
    return one == other


def plus(one: pl.Expr | int, other: pl.Expr | int) -> pl.Expr | int:
    """The sum."""
    if isinstance(one, int) and one == 0:
        return other
    return one if isinstance(other, int) and other == 0 else one + other


def where(
    condition: pl.Expr | bool, then: pl.Expr | int, otherwise: pl.Expr | int
) -> pl.Expr | int:
    """One where the condition holds, else the other."""
    if isinstance(condition, bool):
        return then if condition else otherwise
    if isinstance(then, int) and isinstance(otherwise, int) and then == otherwise:
        return then
    return pl.when(condition).then(expression(then)).otherwise(expression(otherwise))


def smallest(parts: list[pl.Expr | int]) -> pl.Expr | int:
    """The least, passing over nulls."""
    if all(isinstance(part, int) for part in parts):
        return min(part for part in parts if isinstance(part, int))
    return pl.min_horizontal([expression(part) for part in parts])


def largest(parts: list[pl.Expr | int]) -> pl.Expr | int:
    """The greatest, passing over nulls."""
    if all(isinstance(part, int) for part in parts):
        return max(part for part in parts if isinstance(part, int))
    return pl.max_horizontal([expression(part) for part in parts])
