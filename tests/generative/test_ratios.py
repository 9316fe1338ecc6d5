"""A change in multiples of a laboratory's limit meets a cut-off exactly, in a table too.

The limits are as laboratories give them, and every value lies at a cut-off or one step beside it:
there a quotient in binary floats is as often wrong as right.
"""

from __future__ import annotations

from fractions import Fraction

import polars as pl
from hypothesis import given, note
from hypothesis import strategies as st

from myosotis.logic import table
from myosotis.logic.nodes import Add, Bands, Compare, Input, Node, Num, Ratio, Scale, Score, Total
from myosotis.logic.raw import environment
from myosotis.logic.scalar import compiled
from myosotis.logic.values import Interval, Value

FIRST, LAST = Input("first", "number", low=Fraction(0)), Input("last", "number", low=Fraction(0))
SCALE = Input("scale", "number", low=Fraction(1), high=Fraction(260))
CUTS = tuple((Fraction(limit), 1) for limit in (5, 15, 25, 40))
POINTS = tuple(map(Fraction, ("0", "2.5", "5", "7.5", "7.5")))
RANGES = [Fraction(15), Fraction(6), Fraction(3)]

limits = st.sampled_from([Fraction(n, 10) for n in (35, 33, 75, 1700, 1800, 1950, 2500, 3000)])
steps = st.sampled_from([Fraction(0), Fraction(1, 1000), Fraction(-1, 1000), Fraction(1)])


def points(change: Node) -> Score:
    return Score("points", Total((), (Bands(change, CUTS, POINTS),)))


def asked(node: Score, frame: pl.DataFrame) -> list[tuple[Fraction, Fraction]]:
    """Low and high of the points of every row."""
    sheet = table.Sheet(frozenset(frame.columns))
    low, high = sheet.decimals(node)
    rows = sheet.prepared(frame.lazy()).select(low=low, high=high).collect().rows()
    return [(Fraction(one), Fraction(other)) for one, other in rows]


@given(limits, limits, st.sampled_from(RANGES), st.sampled_from(CUTS), steps)
def test_points_for_a_fall_of_an_enzyme(
    first_limit: Fraction,
    last_limit: Fraction,
    span: Fraction,
    cut: tuple[Fraction, int],
    step: Fraction,
) -> None:
    before = 20 * first_limit
    after = (before / first_limit - cut[0] / 100 * span) * last_limit + step
    if (after * 1000).denominator != 1:
        return
    change = Scale(100 / span, Add((FIRST, Scale(Fraction(-1), LAST))))
    node = points(change)
    note(f"{before} of {first_limit}, then {after} of {last_limit}, range {span}")
    ratios: dict[str, Value] = {
        "first": Interval.exactly(before / first_limit),
        "last": Interval.exactly(after / last_limit),
    }
    (low, _), (high, _) = compiled(node)(environment(ratios))
    frame = pl.DataFrame(
        {
            "first": [float(before)], "first.uln": [float(first_limit)],
            "last": [float(after)], "last.uln": [float(last_limit)],
        }
    )  # fmt: skip
    assert asked(node, frame) == [(low, high)]
    assert low == high


@given(
    st.sampled_from([80, 150, 260, 52]),
    st.integers(0, 52),
    st.sampled_from([2, 10, 20, 30]),
    st.integers(-1, 1),
)
def test_points_for_a_gain_of_a_scale(maximum: int, before: int, cut: int, step: int) -> None:
    after = before + cut * maximum // 100 + step
    change = Scale(Fraction(100), Ratio(Add((LAST, Scale(Fraction(-1), FIRST))), SCALE))
    node = Score("points", Total((), (Bands(change, ((Fraction(cut), 1),), POINTS[:2]),)))
    exact = Fraction(2 if 100 * (after - before) > cut * maximum else 0) * Fraction(5, 4)
    frame = pl.DataFrame(
        {"first": [float(before)], "last": [float(after)], "scale": [float(maximum)]}
    )
    assert asked(node, frame) == [(exact, exact)]


@given(limits, limits, st.integers(0, 2000), st.integers(0, 2000))
def test_which_of_two_enzymes_is_the_more_abnormal(
    first_limit: Fraction, last_limit: Fraction, first: int, last: int
) -> None:
    node = Compare(">=", FIRST, LAST)
    frame = pl.DataFrame(
        {
            "first": [float(first)], "first.uln": [float(first_limit)],
            "last": [float(last)], "last.uln": [float(last_limit)],
        }
    )  # fmt: skip
    sheet = table.Sheet(frozenset(frame.columns))
    truth = sheet.possibility(node)
    low, high = sheet.prepared(frame.lazy()).select(low=truth.low, high=truth.high).collect().row(0)
    assert low == high == (first / first_limit >= last / last_limit)


def test_without_its_limit_a_value_may_be_any_multiple() -> None:
    node = points(Scale(Fraction(100, 15), Add((FIRST, Scale(Fraction(-1), LAST)))))
    frame = pl.DataFrame(
        {
            "first": [1000.0, 600.0, None], "first.uln": [None, 200.0, 200.0],
            "last": [100.0, 100.0, 100.0], "last.uln": [200.0, None, 200.0],
        }
    )  # fmt: skip
    bounds = asked(node, frame)
    assert bounds == [(0, Fraction("7.5")), (0, Fraction(5)), (0, Fraction("7.5"))]


def test_a_recorded_value_is_asked_of_the_row() -> None:
    recorded = Input("recorded:first", "boolean")
    exact = Input("exact:first", "boolean")
    frame = pl.DataFrame({"first": [5.0, 5.0, None], "first.uln": [2.0, None, 2.0]})
    sheet = table.Sheet(frozenset(frame.columns))
    columns = {"recorded": sheet.possibility(recorded).low, "exact": sheet.possibility(exact).low}
    rows = sheet.prepared(frame.lazy()).select(**columns).collect().rows()
    assert rows == [(True, True), (True, False), (False, False)]


def test_a_constant_is_compared_with_a_ratio() -> None:
    frame = pl.DataFrame({"first": [360.0, 361.0], "first.uln": [180.0, 180.0]})
    sheet = table.Sheet(frozenset(frame.columns))
    answers = {
        operator: sheet.possibility(Compare(operator, FIRST, Num(Fraction(2)))).low
        for operator in (">=", ">", "<=", "<", "==", "!=")
    }
    rows = sheet.prepared(frame.lazy()).select(**answers).collect().rows()
    assert rows == [
        (True, False, True, False, True, False),
        (True, True, False, False, False, True),
    ]
