"""The table: which columns it takes, and that its integers are wide enough."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl
import pytest

from myosotis.logic import table
from myosotis.logic.nodes import (
    Add,
    Among,
    And,
    Bands,
    Compare,
    If,
    Input,
    Node,
    Not,
    Num,
    Or,
    Scale,
    Score,
    Total,
    comparison,
)

A, B = (Input(name, "boolean") for name in "ab")
X = Input("x", "number")
K = Input("k", "label", frozenset({"slow", "fast"}))


def num(value: str) -> Num:
    return Num(Fraction(value))


def possible(node: Node, data: dict[str, list[Any]], **types: Any) -> list[tuple[bool, bool]]:
    """(certainly, possibly) for each row."""
    frame = pl.DataFrame(data, schema_overrides=types)
    found = table.possibility(node, frozenset(frame.columns))
    ends = [pl.lit(end) if isinstance(end, bool) else end for end in (found.low, found.high)]
    rows = frame.with_columns(low=ends[0], high=ends[1]).select("low", "high").rows()
    return [(low, high) for low, high in rows]


def bounds(node: Node, data: dict[str, list[Any]], **types: Any) -> list[tuple[Fraction, Fraction]]:
    frame = pl.DataFrame(data, schema_overrides=types)
    low, high, scale = table.bounds(node, frozenset(frame.columns))
    rows = frame.with_columns(low=low, high=high).select("low", "high").rows()
    return [(Fraction(low, scale), Fraction(high, scale)) for low, high in rows]


# -- columns --------------------------------------------------------------------------------------


def test_a_boolean_is_a_pair_of_columns() -> None:
    data = {"a_low": [True, False, False], "a_high": [True, True, False]}
    assert possible(A, data) == [(True, True), (False, True), (False, False)]


def test_or_one_column_where_null_is_unknown() -> None:
    assert possible(A, {"a": [True, None, False]}) == [(True, True), (False, True), (False, False)]


def test_a_finding_without_columns_is_unknown() -> None:
    assert possible(Or((A, B)), {"a": [True, False]}) == [(True, True), (False, True)]
    assert possible(Compare(">=", X, num("1")), {"a": [True]}) == [(False, True)]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (5.0, 5.0, (True, True)), (1.0, 1.0, (True, True)), (0.5, 0.9, (False, False)),
        (0.5, 5.0, (False, True)), (None, 0.5, (False, False)), (5.0, None, (True, True)),
        (None, None, (False, True)),
    ],
)  # fmt: skip
def test_a_quantity_is_a_pair_where_null_is_no_limit(
    low: float | None, high: float | None, expected: tuple[bool, bool]
) -> None:
    data = {"x_low": [low], "x_high": [high]}
    found = possible(Compare(">=", X, num("1")), data, x_low=pl.Float64, x_high=pl.Float64)
    assert found == [expected]


@pytest.mark.parametrize("type_", [pl.Int16, pl.Float32, pl.Float64])
def test_a_quantity_may_be_of_any_number_type(type_: Any) -> None:
    bands = Bands(X, ((18, 0), (40, 0)), (Fraction(0), Fraction("1.3"), Fraction("2.1")))
    found = bounds(Total((), (bands,)), {"x": [17, 18, 40, None]}, x=type_)
    ends = [("0", "0"), ("1.3", "1.3"), ("2.1", "2.1"), ("0", "2.1")]
    assert found == [(Fraction(low), Fraction(high)) for low, high in ends]


def test_a_category_is_a_column_per_label() -> None:
    data = {"k=slow": [True, True, False], "k=fast": [False, True, True]}
    assert possible(Among(K, frozenset({"slow"})), data) == [
        (True, True), (False, True), (False, False),
    ]  # fmt: skip


# -- one unknown is one unknown -------------------------------------------------------------------


def test_a_switch_is_followed_by_itself() -> None:
    data = {"a": [None], "b": [True]}
    assert possible(Or((And((A, B)), And((Not(A), B)))), data) == [(True, True)]


def test_a_score_and_its_cut_off_are_switched_together() -> None:
    score = Score("s", If(A, Total(((B, Fraction("1.5")),)), Total(((B, Fraction("1.3")),))))
    reached = comparison(">=", score, If(A, num("1.5"), num("1.3")))
    assert possible(reached, {"a": [None], "b": [True]}) == [(True, True)]
    assert possible(reached, {"a": [None], "b": [None]}) == [(False, True)]


# -- whole numbers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "points", ["0.1", "25.4", "25.5", "25.6", "3276.7", "3276.8", "40000", "2000000"]
)
def test_points_beyond_8_or_16_bits_do_not_overflow(points: str) -> None:
    node = Total(((A, Fraction(points)), (B, Fraction("0.1"))))
    high = Fraction(points) + Fraction("0.1")
    assert bounds(node, {"a": [True, None], "b": [True, None]}) == [(high, high), (0, high)]


def test_sums_of_sums_do_not_overflow() -> None:
    one = Total(((A, Fraction(30_000)),))
    node = Add((one, one, Scale(Fraction(-3), one)))
    assert bounds(node, {"a": [True, False]}) == [(-30_000, -30_000), (0, 0)]
    assert bounds(Add((one, one)), {"a": [True]}) == [(60_000, 60_000)]
    assert bounds(Scale(Fraction(7, 10), one), {"a": [True]}) == [(21_000, 21_000)]


def test_many_small_points_do_not_overflow_together() -> None:
    names = [f"i{place}" for place in range(11)]
    node = Total(tuple((Input(name, "boolean"), Fraction(100)) for name in names))
    assert bounds(node, {name: [True, None] for name in names}) == [(1100, 1100), (0, 1100)]


def test_a_constant_below_zero_does_not_wrap_around() -> None:
    points = Total(((A, Fraction(3)),))
    data = {"a": [True, None, False]}
    assert bounds(Add((points, num("-5"))), data) == [(-2, -2), (-5, -2), (-5, -5)]
    assert bounds(Add((num("-5"), points, num("5"))), data) == [(3, 3), (0, 3), (0, 0)]
    twice = Scale(Fraction(-1), Scale(Fraction(-1), points))
    assert bounds(twice, data) == [
        (3, 3),
        (0, 3),
        (0, 0),
    ]


def test_bands_that_rise_from_below_zero() -> None:
    values = (Fraction(-20), Fraction(-10), Fraction(250))
    node = Total((), (Bands(X, ((1, 0), (2, 0)), values),))
    data = {"x_low": [0.0, 1.5, 2.0, None], "x_high": [0.5, 9.0, 2.0, None]}
    assert bounds(node, data) == [(-20, -20), (-10, 250), (250, 250), (-20, 250)]


def test_a_column_of_nothing_but_nulls_is_unknown() -> None:
    assert possible(Or((A, B)), {"a": [None, None], "b": [True, False]}) == [
        (True, True), (False, True),
    ]  # fmt: skip


def test_a_sheet_counts_as_a_single_question_does() -> None:
    data = {"a": [True, None, False], "b": [True, True, None]}
    frame = pl.DataFrame(data)
    sheet = table.Sheet(frozenset(data))
    node = Total(((A, Fraction(2)), (B, Fraction("0.5"))))
    low, high, scale = sheet.bounds(node)
    rows = sheet.prepared(frame.lazy()).select(low=low, high=high).collect().rows()
    assert [(Fraction(x, scale), Fraction(y, scale)) for x, y in rows] == bounds(node, data)


def test_negative_points_swap_the_ends() -> None:
    node = Total(((A, Fraction(-2)), (B, Fraction(5))))
    assert bounds(node, {"a": [None], "b": [None]}) == [(-2, 5)]


def test_bands_that_rise_and_fall() -> None:
    values = (Fraction(0), Fraction(4), Fraction(1))
    node = Total((), (Bands(X, ((1, 0), (2, 0)), values),))
    data = {"x_low": [0.0, 1.5, 0.0, None], "x_high": [1.5, 9.0, 0.5, None]}
    assert bounds(node, data) == [(0, 4), (1, 4), (0, 0), (0, 4)]


# -- constants cost nothing -----------------------------------------------------------------------


def test_a_comparison_that_no_row_can_change_is_a_constant() -> None:
    score = Score("s", Total(((A, Fraction(1)), (B, Fraction(2)))))
    found = table.possibility(Compare(">=", score, num("4")), frozenset({"a", "b"}))
    assert (found.low, found.high) == (False, False)
    found = table.possibility(Compare(">=", score, num("0")), frozenset({"a", "b"}))
    assert (found.low, found.high) == (True, True)
