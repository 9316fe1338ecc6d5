"""Ratios of whole numbers as Polars expressions: compared by cross-multiplication, never divided.

So a change of 3 points of 150 is exactly 2 %, in a table of a million rows too. Integers are as
wide as the products need.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd

import polars as pl

from myosotis.logic.folding import Bool, Whole, and_, not_, or_, where

End = tuple["pl.Expr | int", "pl.Expr | int"]
"""A numerator and a denominator; the denominator is above zero."""


@dataclass(frozen=True)
class Quotient:
    """Bounds of a ratio, each end ``factor`` times its numerator over its denominator.

    ``top`` and ``bottom`` bound the size of all numerators and of all denominators: they choose
    the width of the integers. ``factor`` is above zero.
    """

    low: End
    high: End
    factor: Fraction
    top: int
    bottom: int

    @classmethod
    def of(cls, number: Whole) -> Quotient:
        """A whole number as a ratio."""
        size = max(abs(number.least), abs(number.most))
        return cls((number.low, 1), (number.high, 1), Fraction(1, number.scale), size, 1)

    def columns(self) -> tuple[pl.Expr, pl.Expr]:
        """Both ends as floats, for a reader."""
        return _as_float(self.low, self.factor), _as_float(self.high, self.factor)


def divided(top: Whole, bottom: Whole) -> Quotient:
    """One whole number by another that is above zero."""
    return Quotient(
        (top.low, _divisor(top.low, bottom.high, bottom.low)),
        (top.high, _divisor(top.high, bottom.low, bottom.high)),
        Fraction(bottom.scale, top.scale),
        max(abs(top.least), abs(top.most)),
        bottom.most,
    )


def _divisor(top: pl.Expr | int, above: pl.Expr | int, below: pl.Expr | int) -> pl.Expr | int:
    """The divisor that takes a bound outwards: another one below zero than above it."""
    if above is below:
        return above
    return where(top >= 0, above, below)


def total(parts: list[Quotient]) -> Quotient:
    """The sum."""
    result, *others = parts
    for part in others:
        result = _plus(result, part)
    return result


def _plus(one: Quotient, other: Quotient) -> Quotient:
    factor = _common(one.factor, other.factor)
    mine, theirs = int(one.factor / factor), int(other.factor / factor)
    top = one.top * other.bottom * mine + other.top * one.bottom * theirs
    bottom = one.bottom * other.bottom

    def end(first: End, second: End) -> End:
        left = _product(_product(first[0], second[1], top), mine, top)
        right = _product(_product(second[0], first[1], top), theirs, top)
        return left + right, _product(first[1], second[1], bottom)

    return Quotient(end(one.low, other.low), end(one.high, other.high), factor, top, bottom)


def scaled(part: Quotient, factor: Fraction) -> Quotient:
    """A ratio times a constant."""
    if factor == 0:
        return Quotient((0, 1), (0, 1), Fraction(1), 0, 1)
    if factor > 0:
        return Quotient(part.low, part.high, part.factor * factor, part.top, part.bottom)
    turned = [(_product(top, -1, part.top), bottom) for top, bottom in (part.high, part.low)]
    return Quotient(turned[0], turned[1], part.factor * -factor, part.top, part.bottom)


def reaches(part: Quotient, limit: Fraction, *, beyond: bool) -> Bool:
    """Whether the ratio is at least ``limit`` (``beyond``: above it)."""
    left = part.factor.numerator * limit.denominator
    right = limit.numerator * part.factor.denominator
    shared = gcd(left, right)
    left, right = left // shared, right // shared
    size = max(part.top * left, part.bottom * abs(right))

    def holds(end: End) -> pl.Expr | bool:
        mine, limit_ = _product(end[0], left, size), _product(end[1], right, size)
        return mine > limit_ if beyond else mine >= limit_

    return Bool(holds(part.low), holds(part.high))


def against(part: Quotient, limit: Fraction, operator: str) -> Bool:
    """A ratio against a constant."""
    at_least = reaches(part, limit, beyond=False)
    above = reaches(part, limit, beyond=True)
    below, at_most = _not(at_least), _not(above)
    if operator in (">=", ">", "<=", "<"):
        return {">=": at_least, ">": above, "<=": at_most, "<": below}[operator]
    # Equal for certain only where both ends are.
    equal = Bool(and_(at_least.low, at_most.low), and_(at_least.high, at_most.high))
    return equal if operator == "==" else _not(equal)


def chosen(condition: Bool, then: Quotient, otherwise: Quotient) -> Quotient:
    """One ratio where the condition holds, else the other; the wider of both where it may."""
    then, otherwise = _alike(then, otherwise)
    not_less = _at_least(then, otherwise)
    lower = or_(condition.low, and_(condition.high, not_(not_less.low)))
    higher = or_(condition.low, and_(condition.high, not_less.high))
    return replace(
        then,
        low=_pick(lower, then.low, otherwise.low),
        high=_pick(higher, then.high, otherwise.high),
    )


def extreme(parts: list[Quotient], greatest: bool) -> Quotient:
    """The greatest or the least."""
    result, *others = parts
    for part in others:
        one, other = _alike(result, part)
        not_less = _at_least(one, other)
        low, high = (
            (not_less.low, not_less.high) if greatest else (not_(not_less.low), not_(not_less.high))
        )
        result = replace(
            one, low=_pick(low, one.low, other.low), high=_pick(high, one.high, other.high)
        )
    return result


def _alike(one: Quotient, other: Quotient) -> tuple[Quotient, Quotient]:
    """Both with one factor and in integers of one width."""
    factor = _common(one.factor, other.factor)
    mine, theirs = int(one.factor / factor), int(other.factor / factor)
    top = max(one.top * mine, other.top * theirs)
    bottom = max(one.bottom, other.bottom)

    def turned(part: Quotient, by: int) -> Quotient:
        ends = [(_product(e[0], by, top), _wide(e[1], bottom)) for e in (part.low, part.high)]
        return Quotient(ends[0], ends[1], factor, top, bottom)

    return turned(one, mine), turned(other, theirs)


def _at_least(one: Quotient, other: Quotient) -> Bool:
    """Whether the low end is not less than the other's low end, and the high than the high."""
    size = max(one.top * other.bottom, other.top * one.bottom)

    def holds(first: End, second: End) -> pl.Expr | bool:
        return _product(first[0], second[1], size) >= _product(second[0], first[1], size)

    return Bool(holds(one.low, other.low), holds(one.high, other.high))


def _pick(first: pl.Expr | bool, one: End, other: End) -> End:
    return where(first, one[0], other[0]), where(first, one[1], other[1])


def _common(one: Fraction, other: Fraction) -> Fraction:
    """The greatest number of which both are whole multiples."""
    return Fraction(
        gcd(one.numerator * other.denominator, other.numerator * one.denominator),
        one.denominator * other.denominator,
    )


def compared(one: Quotient, other: Quotient, operator: str) -> Bool:
    """One ratio against another."""
    return against(total([one, scaled(other, Fraction(-1))]), Fraction(0), operator)


def _not(truth: Bool) -> Bool:
    return Bool(not_(truth.high), not_(truth.low))


def _product(one: pl.Expr | int, other: pl.Expr | int, size: int) -> pl.Expr | int:
    if isinstance(one, int) and isinstance(other, int):
        return one * other
    if isinstance(other, int) and other == 1:
        return _wide(one, size)
    if isinstance(one, int) and one == 1:
        return _wide(other, size)
    return _wide(one, size) * _wide(other, size)


def _wide(value: pl.Expr | int, size: int) -> pl.Expr | int:
    width = pl.Int64 if size < 2**63 else pl.Int128
    return pl.lit(value, width) if isinstance(value, int) else value.cast(width)


def _as_float(end: End, factor: Fraction) -> pl.Expr:
    top, bottom = (
        pl.lit(float(part)) if isinstance(part, int) else part.cast(pl.Float64) for part in end
    )
    # One rounding more than a single division; exact numbers come from the other evaluator.
    return top * factor.numerator / (bottom * factor.denominator)
