"""The exact number behind a float: 788 U/L over a limit of 170 is 394/85, not 4.635294117647059.

A column holds the float next to a number. What was written as a decimal is the shortest decimal
of that float. What was divided by a limit of normal is, of the fractions with that float, the one
with the least denominator, as long as its numerator times its denominator stays below 2**50: any
value beside any limit that a laboratory writes does. (So a quotient that was itself written out
to sixteen figures is taken for the quotient.) A bound that is not included is the next float
inside it, see `coded`.
"""

from __future__ import annotations

from fractions import Fraction
from math import inf, nextafter
from sys import float_info

import numpy as np
import numpy.typing as npt

from myosotis.logic.values import Interval, Number

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

MILLION = 1_000_000
"""The evaluator of tables counts in millionths, see `building`."""

_TERMS = 30
"""No continued fraction with so small numbers is longer."""
_LARGE = 2**50
_SHORT = 15
"""So many figures of a decimal survive in a float, and no more in general."""


def short_number(number: float, *, divided: bool) -> Fraction | None:
    """The number that a person can have written with this float; None where there is none.

    ``divided``: it may be a quotient, else it is a decimal.
    """
    if not divided:
        figures = repr(number).partition("e")[0].replace(".", "").strip("-0")
        # The float next to zero has one figure, and nobody wrote it.
        beside_zero = 0 < abs(number) < float_info.min
        return None if beside_zero or len(figures) > _SHORT else Fraction(repr(number))
    exact = rest = Fraction(number)
    before, found = (0, 1), (1, 0)
    # The convergents of its continued fraction, and the first of them that has this float.
    for _ in range(_TERMS):
        whole = rest.numerator // rest.denominator
        before, found = found, (whole * found[0] + before[0], whole * found[1] + before[1])
        if abs(found[0]) * found[1] >= _LARGE:
            break
        if float(Fraction(*found)) == number:
            return Fraction(*found)
        rest = 1 / (rest - whole)
    return exact if exact.denominator == 1 else None


def interval_behind(low: float, high: float, *, divided: bool) -> Interval:
    """The interval whose ends these are; an end beside the float of a short number is open."""
    if low == high:
        exact = short_number(low, divided=divided)
        exact = Fraction(repr(low)) if exact is None else exact
        return Interval(exact, exact)
    (first, low_open), (last, high_open) = _end(low, -inf, divided), _end(high, inf, divided)
    return Interval(first, last, low_open, high_open)


def _end(end: float, outward: float, divided: bool) -> tuple[Number, bool]:
    if abs(end) == inf:
        return end, False
    here = short_number(end, divided=divided)
    if here is not None:
        return here, False
    beside = short_number(nextafter(end, outward), divided=divided)
    return (Fraction(repr(end)), False) if beside is None else (beside, True)


def floats_of(value: Interval) -> tuple[float, float]:
    """The ends as a column holds them."""
    low, high = float(value.low), float(value.high)
    return (
        nextafter(low, inf) if value.low_open and low != -inf else low,
        nextafter(high, -inf) if value.high_open and high != inf else high,
    )


def fractions_behind(numbers: Floats) -> tuple[Floats, Floats]:
    """`short_number` of many quotients not below zero: numerators and denominators, 0 for none."""
    tops, bottoms = np.zeros_like(numbers), np.zeros_like(numbers)
    places = np.flatnonzero(np.isfinite(numbers))
    rest = number = numbers[places]
    before = np.zeros_like(number), np.ones_like(number)
    found = np.ones_like(number), np.zeros_like(number)
    for _ in range(_TERMS):
        if not places.size:
            break
        whole = np.floor(rest)
        top, bottom = (whole * now + then for now, then in zip(found, before, strict=True))
        short = top * bottom < _LARGE
        near = short & (top / bottom == number)
        tops[places[near]], bottoms[places[near]] = top[near], bottom[near]
        rest = rest - whole
        # What is left of less than that makes the next fraction too long.
        on = ~near & short & (rest * _LARGE >= 1)
        places, number, rest = places[on], number[on], 1 / rest[on]
        before, found = (found[0][on], found[1][on]), (top[on], bottom[on])
    return tops, bottoms


def in_millionths(numbers: Floats) -> Floats:
    """The nearest whole number of millionths, as a float beside which nothing is nearer."""
    return np.round(numbers * MILLION) / MILLION
