"""A fact is the set of its possible values.

A boolean is a `Truth` (no, yes, or either), a number is an `Interval` with ends that may be
open or infinite, a category is a `Choice` among labels. Numbers are exact (`Fraction`);
only an infinite end is a float.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from math import inf
from typing import Any

Number = Fraction | float
"""A `Fraction`, or plus or minus infinity as a float."""


class Truth(Enum):
    """The possible values of a boolean. The value is a bit mask: 1 can be no, 2 can be yes."""

    NO = 1
    YES = 2
    UNKNOWN = 3

    @classmethod
    def of(cls, low: bool, high: bool) -> Truth:
        """From bounds: ``low`` certainly yes, ``high`` possibly yes."""
        if low and not high:
            raise ValueError("certainly yes but not possibly yes")
        return cls.YES if low else cls.UNKNOWN if high else cls.NO

    @property
    def low(self) -> bool:
        """Certainly yes."""
        return self is Truth.YES

    @property
    def high(self) -> bool:
        """Possibly yes."""
        return self is not Truth.NO

    @property
    def known(self) -> bool:
        """One value only."""
        return self is not Truth.UNKNOWN

    def __str__(self) -> str:
        return {1: "no", 2: "yes", 3: "unknown"}[self.value]


@dataclass(frozen=True, slots=True)
class Interval:
    """The possible values of a number: from ``low`` to ``high``; an open end is not included."""

    low: Number = -inf
    high: Number = inf
    low_open: bool = False
    high_open: bool = False

    def __post_init__(self) -> None:
        if self.low > self.high or (self.low == self.high and (self.low_open or self.high_open)):
            raise ValueError(f"no number lies from {self.low} to {self.high}")

    @classmethod
    def exactly(cls, value: int | str | Decimal | Fraction) -> Interval:
        """One known number."""
        number = Fraction(value)
        return cls(number, number)

    @property
    def known(self) -> bool:
        """One value only."""
        return self.low == self.high

    @property
    def unlimited(self) -> bool:
        """Nothing is known."""
        return self.low == -inf and self.high == inf

    def __contains__(self, number: Number) -> bool:
        above = self.low < number or (self.low == number and not self.low_open)
        below = number < self.high or (self.high == number and not self.high_open)
        return above and below

    def __str__(self) -> str:
        if self.known:
            return plain(self.low)
        if self.unlimited:
            return "unknown"
        if self.high == inf:
            return f"{'over' if self.low_open else 'at least'} {plain(self.low)}"
        if self.low == -inf:
            return f"{'under' if self.high_open else 'at most'} {plain(self.high)}"
        return f"{plain(self.low)} to {plain(self.high)}"


@dataclass(frozen=True, slots=True)
class Choice:
    """The labels that a category may still have, of all labels in ``domain``."""

    options: frozenset[str]
    domain: frozenset[str]

    def __post_init__(self) -> None:
        if not self.options or not self.options <= self.domain:
            raise ValueError("a choice is a non-empty part of its domain")

    @classmethod
    def among(cls, domain: Iterable[str], options: Iterable[str] | None = None) -> Choice:
        """``options`` of ``domain``; all of it when they are not given."""
        everything = frozenset(domain)
        return cls(everything if options is None else frozenset(options), everything)

    @property
    def known(self) -> bool:
        """One value only."""
        return len(self.options) == 1

    def __str__(self) -> str:
        return "unknown" if self.options == self.domain else " or ".join(sorted(self.options))


Value = Truth | Interval | Choice


def lean(number: Number) -> Number:
    """The same number as an int where it is whole: ints compare many times faster."""
    if isinstance(number, Fraction) and number.denominator == 1:
        return number.numerator
    return number


def is_unknown(value: Value) -> bool:
    """Whether nothing at all is known."""
    if isinstance(value, Truth):
        return value is Truth.UNKNOWN
    if isinstance(value, Interval):
        return value.unlimited
    return value.options == value.domain


def meet(one: Value, other: Value) -> Value | None:
    """What both allow, or None when they contradict each other (or are of different kinds)."""
    if isinstance(one, Truth) and isinstance(other, Truth):
        common = one.value & other.value
        return Truth(common) if common else None
    if isinstance(one, Choice) and isinstance(other, Choice):
        labels = one.options & other.options
        return Choice(labels, one.domain) if labels else None
    if isinstance(one, Interval) and isinstance(other, Interval):
        low, low_open = max((one.low, one.low_open), (other.low, other.low_open))
        high, high_closed = min((one.high, not one.high_open), (other.high, not other.high_open))
        if low > high or (low == high and (low_open or not high_closed)):
            return None
        return Interval(low, high, low_open, not high_closed)
    return None


def join(one: Value, other: Value) -> Value:
    """The smallest value that holds both; for numbers the interval that spans them."""
    if isinstance(one, Truth) and isinstance(other, Truth):
        return Truth(one.value | other.value)
    if isinstance(one, Choice) and isinstance(other, Choice):
        return Choice(one.options | other.options, one.domain | other.domain)
    if isinstance(one, Interval) and isinstance(other, Interval):
        low, low_open = min((one.low, one.low_open), (other.low, other.low_open))
        high, high_closed = max((one.high, not one.high_open), (other.high, not other.high_open))
        return Interval(low, high, low_open, not high_closed)
    raise TypeError("values of different kinds have no common span")


def within(inner: Value, outer: Value) -> bool:
    """Whether every possibility of ``inner`` is one of ``outer``."""
    return meet(inner, outer) == inner


def plain(number: Number, places: int = 4) -> str:
    """A number as a person writes it: exact where it is a short decimal, else rounded."""
    if number in (inf, -inf):
        return "no limit"
    exact = Fraction(number)
    if exact.denominator == 1:
        return str(exact.numerator)
    text = f"{float(exact):.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def value_to_dict(value: Value) -> Any:
    """Plain data: true/false/"unknown", {low, high, ...}, or a sorted list of labels."""
    if isinstance(value, Truth):
        return "unknown" if value is Truth.UNKNOWN else value is Truth.YES
    if isinstance(value, Choice):
        return sorted(value.options)
    return {
        "low": None if value.low == -inf else float(value.low),
        "high": None if value.high == inf else float(value.high),
        "low_open": value.low_open,
        "high_open": value.high_open,
    }
