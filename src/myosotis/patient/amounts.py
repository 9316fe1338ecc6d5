"""Amounts as people write them: "5", ">10000 U/L", "700 to 900 U/L", "at most 5 x ULN"."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from math import inf
from typing import Any

from myosotis.errors import ImpossibleValueError, InputError
from myosotis.logic.values import Interval, Number

MAX_DIGITS = 15

_NUMBER = r"[-+]?\d+(?:\.\d+)?"
_COMPARATORS = {
    ">": ">", "over": ">", "above": ">", "more than": ">", "greater than": ">",
    ">=": ">=", "≥": ">=", "at least": ">=", "not less than": ">=",
    "<": "<", "under": "<", "below": "<", "less than": "<",
    "<=": "<=", "≤": "<=", "at most": "<=", "up to": "<=", "not more than": "<=",
    "=": "=",
}  # fmt: skip
_COMPARED = re.compile(
    "(?P<sign>"
    + "|".join(re.escape(word) for word in sorted(_COMPARATORS, key=len, reverse=True))
    + rf")\s*(?P<number>{_NUMBER})(?P<unit>.*)$",
    re.IGNORECASE,
)
_RANGE = re.compile(
    rf"(?:(?:between|from)\s+)?(?P<low>{_NUMBER})(?P<first>[^\d]*?)\s*(?:-|–|—|\bto\b|\band\b)\s*"
    rf"(?P<high>\d+(?:\.\d+)?)(?P<unit>.*)$",
    re.IGNORECASE,
)
_PLAIN = re.compile(rf"(?P<number>{_NUMBER})(?P<unit>.*)$")
_VAGUE = re.compile(r"(?:about|around|approximately|approx\.?|circa|ca\.?|~|≈)\s*\d", re.IGNORECASE)
_COMMA = re.compile(r"\d,\d|\d\s(?!10[*^⁹⁶])\d|\d'\d")


def number(raw: Any, where: str = "") -> Fraction:
    """An exact number from an int, Decimal, float, Fraction or text.

    Raises InputError for what is not a number, or has more than 15 digits on either side.
    """
    if isinstance(raw, Fraction):
        return raw
    if isinstance(raw, int) and abs(raw) >= 10**MAX_DIGITS:
        # Also before it is made text: Python refuses to print a very long number.
        raise InputError(f"a number has at most {MAX_DIGITS} digits here", where)
    text = str(raw).strip()
    if isinstance(raw, Decimal | float):
        exact = Decimal(text)
        # Checked before the exact fraction is made: 1e999999999 would fill the memory.
        if not exact.is_finite() or abs(exact.adjusted()) > MAX_DIGITS:
            raise InputError(f"'{text}' is not a number that can be measured", where)
        return Fraction(exact)
    if isinstance(raw, bool) or not re.fullmatch(_NUMBER, text):
        raise InputError(f"'{text}' is not a number", where)
    if max(len(part) for part in text.lstrip("+-").split(".")) > MAX_DIGITS:
        raise InputError(f"a number has at most {MAX_DIGITS} digits here", where)
    return Fraction(text)


def is_number(raw: Any) -> bool:
    """Whether a plain value is a number and not a boolean."""
    return isinstance(raw, int | float | Decimal | Fraction) and not isinstance(raw, bool)


def starts_like_number(text: str) -> bool:
    """Whether a text is meant as an amount: it begins with a number or a comparison."""
    return bool(re.match(r"[-+.\d]", text) or _COMPARED.match(text) or _RANGE.match(text)) or bool(
        _VAGUE.match(text)
    )


def parse_amount(raw: Any, where: str = "") -> tuple[Interval, str]:
    """The numbers that a text allows, and what is written after them (the unit).

    An end that is not stated is infinite. Raises InputError when the text is not an amount,
    ImpossibleValueError when a range runs backwards.
    """
    if is_number(raw):
        exact = number(raw, where)
        return Interval(exact, exact), ""
    text = " ".join(str(raw).split())
    if _COMMA.search(text):
        raise InputError(
            f"'{text}': write a number without spaces or commas, with a point for decimals", where
        )
    if _VAGUE.match(text):
        raise InputError(
            f"'{text}' does not say how far it may be off; write a range such as '4 to 6'", where
        )
    if found := _COMPARED.match(text):
        return _compared(found["sign"], number(found["number"], where)), found["unit"].strip()
    if found := _RANGE.match(text):
        first, unit = found["first"].strip(), found["unit"].strip()
        if not (first and unit) or first == unit:
            low, high = number(found["low"], where), number(found["high"], where)
            if low > high:
                raise ImpossibleValueError(f"'{text}' runs from the higher to the lower", where)
            return Interval(low, high), unit or first
    if found := _PLAIN.match(text):
        exact = number(found["number"], where)
        return Interval(exact, exact), found["unit"].strip()
    raise InputError(f"'{text}' is not an amount; write a number with its unit", where)


def _compared(sign: str, limit: Fraction) -> Interval:
    kind = _COMPARATORS[sign.casefold()]
    if kind == "=":
        return Interval(limit, limit)
    if kind[0] == ">":
        return Interval(limit, inf, low_open=kind == ">")
    return Interval(-inf, limit, high_open=kind == "<")


def scaled(amount: Interval, factor: Interval) -> Interval:
    """``amount`` times ``factor``; neither may be negative."""
    low, low_open = _times((amount.low, amount.low_open), (factor.low, factor.low_open))
    high, high_open = _times((amount.high, amount.high_open), (factor.high, factor.high_open))
    return Interval(low, high, low_open, high_open)


def inverse(amount: Interval) -> Interval:
    """One over an amount above zero."""
    low = Fraction(0) if amount.high == inf else 1 / amount.high
    high = inf if amount.low == 0 else 1 / amount.low
    return Interval(
        low, high, amount.high_open or amount.high == inf, amount.low_open and high != inf
    )


def _times(one: tuple[Number, bool], other: tuple[Number, bool]) -> tuple[Number, bool]:
    for number_, is_open in (one, other):
        if number_ == 0 and not is_open:
            return Fraction(0), False
    if one[0] == 0 or other[0] == 0:
        return Fraction(0), True
    if inf in (one[0], other[0]):
        return inf, False
    return one[0] * other[0], one[1] or other[1]
