"""Facts as sets of possible values: what they allow together, and how they are told."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import inf

import pytest

from myosotis.logic.values import (
    Choice,
    Interval,
    Truth,
    Value,
    is_unknown,
    join,
    meet,
    plain,
    value_to_dict,
    within,
)
from myosotis.logic.wording import value_words

COURSE = frozenset({"slow", "fast", "relapsing"})


def number(
    low: float | str, high: float | str, low_open: bool = False, high_open: bool = False
) -> Interval:
    ends = [end if end in (inf, -inf) else Fraction(end) for end in (low, high)]
    return Interval(ends[0], ends[1], low_open, high_open)  # type: ignore[arg-type]


def course(*labels: str) -> Choice:
    return Choice.among(COURSE, labels or None)


OVER_1 = number(1, inf, low_open=True)
UP_TO_1 = number(-inf, 1)

# -- values that cannot be ------------------------------------------------------------------------


def test_certain_but_not_possible_is_refused() -> None:
    with pytest.raises(ValueError, match="certainly yes but not possibly yes"):
        Truth.of(low=True, high=False)


@pytest.mark.parametrize(
    ("low", "high", "low_open", "high_open"),
    [(2, 1, False, False), (1, 1, True, False), (1, 1, False, True)],
)
def test_an_interval_without_a_number_is_refused(
    low: int, high: int, low_open: bool, high_open: bool
) -> None:
    with pytest.raises(ValueError, match="no number lies from"):
        number(low, high, low_open, high_open)


@pytest.mark.parametrize("labels", [[], ["sudden"], ["slow", "sudden"]])
def test_a_choice_outside_its_domain_is_refused(labels: list[str]) -> None:
    with pytest.raises(ValueError, match="non-empty part of its domain"):
        Choice(frozenset(labels), COURSE)


# -- known, unknown, inside -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "known", "unknown"),
    [
        (Truth.YES, True, False), (Truth.NO, True, False), (Truth.UNKNOWN, False, True),
        (Interval.exactly("5.9"), True, False), (OVER_1, False, False), (Interval(), False, True),
        (course("slow"), True, False), (course("slow", "fast"), False, False),
        (course(), False, True),
    ],
)  # fmt: skip
def test_known_and_unknown(value: Value, known: bool, unknown: bool) -> None:
    assert (value.known, is_unknown(value)) == (known, unknown)


def test_an_open_end_is_outside() -> None:
    assert 1 not in OVER_1
    assert Fraction(1000001, 1000000) in OVER_1
    assert 1 in UP_TO_1


def test_a_decimal_is_exact() -> None:
    assert Interval.exactly(Decimal("1.3")).low == Interval.exactly("1.3").low == Fraction(13, 10)


# -- together -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (Truth.UNKNOWN, Truth.YES, Truth.YES),
        (Truth.NO, Truth.YES, None),
        (number(1, 5), number(3, 9), number(3, 5)),
        (number(1, 3), number(3, 9), number(3, 3)),
        (number(1, 3, high_open=True), number(3, 9), None),
        (number(1, 2), number(3, 9), None),
        (OVER_1, UP_TO_1, None),
        (OVER_1, number(1, 5), number(1, 5, low_open=True)),
        (number(1, 5, high_open=True), number(2, 5), number(2, 5, high_open=True)),
        (Interval(), OVER_1, OVER_1),
        (course("slow", "fast"), course("fast", "relapsing"), course("fast")),
        (course("slow"), course("fast"), None),
        (Truth.YES, course("fast"), None),
    ],
)  # fmt: skip
def test_meet(one: Value, other: Value, both: Value | None) -> None:
    assert meet(one, other) == both
    assert meet(other, one) == both


@pytest.mark.parametrize(
    ("one", "other", "span"),
    [
        (Truth.NO, Truth.YES, Truth.UNKNOWN),
        (Truth.YES, Truth.YES, Truth.YES),
        (number(1, 2), number(4, 5), number(1, 5)),
        (OVER_1, UP_TO_1, Interval()),
        (OVER_1, number(1, 2), number(1, inf)),
        (number(1, 2, high_open=True), number(2, 2), number(1, 2)),
        (course("slow"), course("fast"), course("slow", "fast")),
    ],
)  # fmt: skip
def test_join(one: Value, other: Value, span: Value) -> None:
    assert join(one, other) == span
    assert join(other, one) == span


def test_values_of_different_kinds_have_no_span() -> None:
    with pytest.raises(TypeError, match="different kinds"):
        join(Truth.YES, Interval())


@pytest.mark.parametrize(
    ("inner", "outer", "inside"),
    [
        (Truth.YES, Truth.UNKNOWN, True),
        (Truth.UNKNOWN, Truth.YES, False),
        (number(2, 3), number(1, 5), True),
        (number(1, 3), OVER_1, False),
        (course("slow"), course("slow", "fast"), True),
        (course(), course("slow"), False),
    ],
)
def test_within(inner: Value, outer: Value, inside: bool) -> None:
    assert within(inner, outer) is inside


# -- told -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Truth.YES, "yes"), (Truth.NO, "no"), (Truth.UNKNOWN, "unknown"),
        (Interval.exactly(5), "5"), (Interval.exactly("5.90"), "5.9"), (Interval(), "unknown"),
        (OVER_1, "over 1"), (number(1, inf), "at least 1"), (UP_TO_1, "at most 1"),
        (number(-inf, 1, high_open=True), "under 1"), (number("4.2", "9.6"), "4.2 to 9.6"),
        (course("fast"), "fast"), (course("slow", "fast"), "fast or slow"), (course(), "unknown"),
    ],
)  # fmt: skip
def test_a_value_as_text(value: Value, words: str) -> None:
    assert str(value) == words


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (Truth.UNKNOWN, None, "not known"), (Interval(), "xULN", "not known"),
        (Interval.exactly(5), "xULN", "5 × ULN"), (OVER_1, "xULN", "over 1 × ULN"),
        (number("4.2", "9.6"), "points", "4.2 to 9.6 points"),
        (Interval.exactly(72), "%[predicted]", "72 % predicted"),
        (Interval.exactly(Fraction(1000, 3)), "U/L", "333.3 U/L"),
        (Interval.exactly(2), "1", "2"), (course("slow"), None, "slow"),
    ],
)  # fmt: skip
def test_a_value_with_its_unit(value: Value, unit: str | None, words: str) -> None:
    assert value_words(value, unit) == words


@pytest.mark.parametrize(
    ("exact", "words"),
    [
        (Fraction(3), "3"), (Fraction(59, 10), "5.9"), (Fraction(1, 3), "0.3333"),
        (inf, "no limit"), (-inf, "no limit"), (Fraction(0), "0"),
    ],
)  # fmt: skip
def test_a_number_as_a_person_writes_it(exact: Fraction | float, words: str) -> None:
    assert plain(exact) == words


def test_values_as_plain_data() -> None:
    assert value_to_dict(Truth.YES) is True
    assert value_to_dict(Truth.UNKNOWN) == "unknown"
    assert value_to_dict(course("slow", "fast")) == ["fast", "slow"]
    assert value_to_dict(OVER_1) == {
        "low": 1.0, "high": None, "low_open": True, "high_open": False
    }  # fmt: skip
