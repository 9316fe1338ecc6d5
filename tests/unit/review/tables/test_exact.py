"""The numbers behind floats."""

from __future__ import annotations

from fractions import Fraction
from math import inf, nextafter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from myosotis import Interval
from myosotis.review.tables.exact import (
    floats_of,
    fractions_behind,
    in_millionths,
    interval_behind,
    short_number,
)

TENTHS = st.integers(0, 10**7).map(lambda n: Fraction(n, 10))
LIMITS = st.integers(1, 10**4).map(lambda n: Fraction(n, 10))


@given(value=TENTHS, limit=LIMITS)
def test_any_value_beside_any_limit_is_found_again(value: Fraction, limit: Fraction) -> None:
    quotient = value / limit
    assert short_number(float(quotient), divided=True) == quotient
    ((top,), (bottom,)) = fractions_behind(np.array([float(quotient)]))
    assert Fraction(int(top), int(bottom)) == quotient


@given(
    ends=st.lists(TENTHS, min_size=2, max_size=2, unique=True).map(sorted),
    opened=st.tuples(st.booleans(), st.booleans()),
    limit=LIMITS,
    divided=st.booleans(),
)
def test_an_end_that_is_not_included_is_known_as_such(
    ends: list[Fraction], opened: tuple[bool, bool], limit: Fraction, divided: bool
) -> None:
    low, high = (end / limit if divided else end for end in ends)
    value = Interval(low, high, *opened)
    assert interval_behind(*floats_of(value), divided=divided) == value


@pytest.mark.parametrize("value", [Interval(), Interval(high=Fraction(5), high_open=True)])
def test_what_has_no_limit_keeps_none(value: Interval) -> None:
    assert interval_behind(*floats_of(value), divided=False) == value


def test_a_float_beside_a_short_number_has_no_fraction() -> None:
    tops, bottoms = fractions_behind(np.array([nextafter(1.0, inf), np.nan, inf, 0.0, 1.0]))
    assert bottoms.tolist() == [0, 0, 0, 1, 1]
    assert tops[4] == 1


def test_decimals_up_to_a_millionth_are_their_own_neighbours() -> None:
    numbers = np.array([6.2, 62.345678, nextafter(6.2, inf), 9.0000001])
    assert (numbers == in_millionths(numbers)).tolist() == [True, True, False, False]
