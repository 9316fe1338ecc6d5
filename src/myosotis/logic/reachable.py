"""Sets of sums as bits of one integer: bit i stands for (i - offset) / scale.

``place`` is (scale, offset). Adding a number to every sum is one shift.
"""

from __future__ import annotations

from fractions import Fraction
from math import inf

from myosotis.logic.analysis import Span
from myosotis.logic.values import Number


def shifted(reachable: int, by: int) -> int:
    """The same sums with one number added to each."""
    return reachable << by if by >= 0 else reachable >> -by


def sum_span(reachable: int, place: tuple[int, int]) -> Span:
    """From the least to the greatest sum of a set."""
    scale, offset = place
    low = (reachable & -reachable).bit_length() - 1
    high = reachable.bit_length() - 1
    return (Fraction(low - offset, scale), 0), (Fraction(high - offset, scale), 1)


def window(cell: Span, place: tuple[int, int]) -> tuple[int, int | None]:
    """A cell as bits of a set of sums: the first bit inside, and the first beyond (or None)."""
    scale, offset = place
    (start, after), (end, included) = cell
    first = 0 if start == -inf else max(_position(start, scale, offset, bool(after)), 0)
    last = None if end == inf else max(_position(end, scale, offset, bool(included)), 0)
    return first, last


def inside(reachable: int, bits: tuple[int, int | None]) -> int:
    """The sums of a set that lie inside a window."""
    first, last = bits
    if last is not None:
        reachable &= (1 << last) - 1
    return reachable >> first << first


def _position(number: Number, scale: int, offset: int, after: bool) -> int:
    """The first bit at or above a number (``after``: above it)."""
    exact = Fraction(number) * scale + offset
    floor = exact.numerator // exact.denominator
    return floor + 1 if after or floor != exact else floor
