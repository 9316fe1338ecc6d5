"""The exact number behind a float: 788 U/L over a limit of 170 is 394/85, not 4.635294117647059.

A column holds the float next to a number. Of the fractions that lie so near, the one with the
least denominator is the number that was written, as long as its numerator times its denominator
stays below 2**50: any value beside any limit that a laboratory writes does. A bound that is not
included is the next float inside it, see `coded`.
"""

from __future__ import annotations

from fractions import Fraction
from math import inf, nextafter, ulp

import numpy as np
import numpy.typing as npt

from myosotis.logic.values import Interval, Number

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

MILLION = 1_000_000
"""The evaluator of tables counts in millionths, see `building`."""

_TERMS = 30
"""No continued fraction with so small numbers is longer."""


def fraction_behind(number: float) -> Fraction:
    """The number whose float this is, or the next float beside it."""
    exact, near = Fraction(number), Fraction(ulp(number)) * 3 / 2
    # The convergents of its continued fraction, and the first of them that lies near enough.
    rest, before, found = exact, (0, 1), (1, 0)
    for _ in range(_TERMS):
        whole = rest.numerator // rest.denominator
        before, found = found, (whole * found[0] + before[0], whole * found[1] + before[1])
        if abs(Fraction(*found) - exact) <= near:
            return Fraction(*found)
        rest = 1 / (rest - whole)
    return exact


def interval_behind(low: float, high: float) -> Interval:
    """The interval whose ends these are; an end beside the float of its number is open."""
    if low == high:
        exact = fraction_behind(low)
        return Interval(exact, exact)
    ends: list[Number] = [end if abs(end) == inf else fraction_behind(end) for end in (low, high)]
    low_open, high_open = low > float(ends[0]), high < float(ends[1])
    if ends[0] == ends[1]:
        # Two numbers so near to one another that neither is a short one: taken as they stand.
        return Interval(Fraction(low), Fraction(high))
    return Interval(ends[0], ends[1], low_open, high_open)


def floats_of(value: Interval) -> tuple[float, float]:
    """The ends as a column holds them."""
    low, high = float(value.low), float(value.high)
    return (
        nextafter(low, inf) if value.low_open and low != -inf else low,
        nextafter(high, -inf) if value.high_open and high != inf else high,
    )


def fractions_behind(numbers: Floats) -> tuple[Floats, Floats]:
    """`fraction_behind` of many numbers not below zero: numerators and denominators.

    A denominator is zero where no fraction of whole numbers below 2**50 lies near enough.
    """
    tops, bottoms = np.zeros_like(numbers), np.zeros_like(numbers)
    places = np.flatnonzero(np.isfinite(numbers))
    number = numbers[places]
    rest = number.copy()
    before = np.zeros_like(number), np.ones_like(number)
    found = np.ones_like(number), np.zeros_like(number)
    for _ in range(_TERMS):
        if not places.size:
            break
        whole = np.floor(rest)
        top, bottom = (whole * now + then for now, then in zip(found, before, strict=True))
        near = np.abs(top / bottom - number) <= np.spacing(number)
        tops[places[near]], bottoms[places[near]] = top[near], bottom[near]
        on = ~near & (top * bottom < 2.0**50)
        places, number = places[on], number[on]
        before = found[0][on], found[1][on]
        found = top[on], bottom[on]
        with np.errstate(divide="ignore"):
            rest = 1 / (rest[on] - whole[on])
        on = np.isfinite(rest)
        if not on.all():
            places, number, rest = places[on], number[on], rest[on]
            before, found = (before[0][on], before[1][on]), (found[0][on], found[1][on])
    return tops, bottoms


def in_millionths(numbers: Floats) -> Floats:
    """The nearest whole number of millionths, as a float beside which nothing is nearer."""
    return np.round(numbers * MILLION) / MILLION
