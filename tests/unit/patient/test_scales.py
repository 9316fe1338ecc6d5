"""A score stays on the scale on which it was written."""

from __future__ import annotations

from fractions import Fraction
from math import inf
from typing import Any

import pytest

from myosotis import knowledge, read_patient
from myosotis.logic import Interval
from myosotis.patient import Fact, on_scale

BASE = knowledge.load()


def fact(name: str, value: Any) -> Fact:
    return read_patient({"id": "p", "history": [{"on": "2020-01-01", name: value}]}).facts[0]


@pytest.mark.parametrize(
    ("name", "written", "score", "scale"),
    [
        ("mmt8", "62/80", Interval.exactly(62), 80),
        ("mmt8", "62 /80", Interval.exactly(62), 80),
        ("mmt8", {"value": 62, "unit": "/80"}, Interval.exactly(62), 80),
        ("mmt8", "149/150", Interval.exactly(149), 150),
        ("mmt8", "70.5/80", Interval.exactly("70.5"), 80),
        ("mmt8", "60 to 64 /80", Interval(Fraction(60), Fraction(64)), 80),
        ("mmt8", "over 70 /80", Interval(Fraction(70), inf, low_open=True), 80),
        ("mmt26", "200/260", Interval.exactly(200), 260),
        ("cmas", 40, Interval.exactly(40), 52),
    ],
)
def test_the_scale_is_the_one_that_was_written(
    name: str, written: Any, score: Interval, scale: int
) -> None:
    one = fact(name, written)
    assert on_scale(BASE.findings[name], one) == (score, scale)


def test_the_conversion_is_undone_exactly() -> None:
    one = fact("mmt8", "62/80")
    assert one.value == Interval.exactly("116.25")
    assert one.unit == "/80"


@pytest.mark.parametrize(("name", "value"), [("ck", "788 U/L"), ("heliotrope_rash", True)])
def test_what_has_no_scale(name: str, value: Any) -> None:
    assert on_scale(BASE.findings[name], fact(name, value)) is None


@pytest.mark.parametrize(
    ("name", "value", "unit"),
    [
        ("ck", "788 U/L", "U/L"),
        ("ck", "788 IU/L", "U/L"),
        ("ck", {"value": 788, "unit": "u/l"}, "U/L"),
        ("ck", "raised", "xULN"),
        ("physician_global_activity", "62 mm", "mm"),
        ("haq_di", 1.5, ""),
        ("heliotrope_rash", True, ""),
    ],
)
def test_a_fact_keeps_the_unit_in_which_it_was_written(name: str, value: Any, unit: str) -> None:
    assert fact(name, value).unit == unit
