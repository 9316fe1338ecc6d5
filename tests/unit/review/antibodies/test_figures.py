"""Published figures as they are read and drawn: intervals, rounding, ranges, words."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import isqrt
from typing import Any

import pytest
from tests.unit.review.antibodies.patients import BASE

from myosotis.knowledge.schema import Figure
from myosotis.review.antibodies.lines import figure_line, wilson
from myosotis.review.antibodies.model import FigureLine

Z = Fraction("1.959963984540054")


def line(**fields: Any) -> FigureLine:
    plain = {"id": "a", "outcome": "ild", "among": "people", "source": "a", "checked": "no"}
    return figure_line(Figure.model_validate({**plain, **fields}), "anti_srp", "Anti-SRP", "lung")


def ends(n: int, of: int) -> tuple[Fraction, Fraction]:
    """Wilson's interval in percent as the two shares at which the score is exactly 1.96.

    They solve (p - s)² = z² s (1 - s) / n, a quadratic in s, here in whole numbers and an
    integer root: another way than the formula of the program.
    """
    scale = 10**12
    a, b, c = 1 + Z * Z / of, -(2 * Fraction(n, of) + Z * Z / of), Fraction(n, of) ** 2
    under = b * b - 4 * a * c
    root = Fraction(isqrt(int(under * scale * scale)), scale)
    return 100 * (-b - root) / (2 * a), 100 * (-b + root) / (2 * a)


# -- the interval ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "of", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 1998;17:857, table I, method 3: printed to four digits.
        (81, 263, "25.53", "36.62"),
        (15, 148, "6.24", "16.05"),
        (0, 20, "0.00", "16.11"),
        (1, 29, "0.61", "17.18"),
    ],
)
def test_intervals_that_were_printed(n: int, of: int, low: str, high: str) -> None:
    got = wilson(n, n, of)
    assert [f"{end:.2f}" for end in got] == [low, high]


def test_the_interval_is_where_the_score_is_exactly_1_96() -> None:
    for of in (1, 2, 5, 12, 17, 41, 70, 100, 627, 1637):
        for n in {0, 1, of // 3, of // 2, of - 1, of}:
            low, high = ends(n, of)
            got = wilson(n, n, of)
            assert got[0] == pytest.approx(float(max(low, Fraction(0))), abs=1e-6)
            assert got[1] == pytest.approx(float(min(high, Fraction(100))), abs=1e-6)
            assert 0 <= got[0] <= 100 * n / of + 1e-9 <= got[1] + 2e-9 <= 100 + 2e-9


def test_none_and_all_reach_the_ends_of_the_scale() -> None:
    assert wilson(0, 0, 30)[0] == 0
    assert wilson(30, 30, 30)[1] == 100


def test_the_interval_is_the_same_from_either_side() -> None:
    for n in range(18):
        low, high = wilson(n, n, 17)
        other = wilson(17 - n, 17 - n, 17)
        assert (low, high) == pytest.approx((100 - other[1], 100 - other[0]))


# -- a share ---------------------------------------------------------------------------------


def test_a_count_of_so_many() -> None:
    found = line(n=21, of=70)
    assert (found.text, found.kind, found.people) == ("21 of 70 (30 %)", "share", 70)
    assert found.middle == 30
    assert (found.low, found.high) == wilson(21, 21, 70)


def test_a_percentage_that_was_printed_beside_the_count_is_kept() -> None:
    assert line(n=12, of=17, percent="70.6").text == "12 of 17 (70.6 %)"
    assert line(n=12, of=17).text == "12 of 17 (71 %)"
    assert line(n=1, of=8).text == "1 of 8 (12 %)"


@pytest.mark.parametrize(
    ("percent", "of", "counts"),
    [
        # All counts that are printed as this percentage, worked out by hand.
        ("30", 70, (21, 21)),
        ("33", 70, (23, 23)),
        ("62", 56, (35, 35)),
        ("18.7", 1637, (306, 306)),
        ("19", 1637, (303, 319)),
        ("6.7", 238, (16, 16)),
        ("0", 200, (0, 1)),
        ("100", 200, (199, 200)),
        # No count of 7 is 50 %: the nearest even one stands for it.
        ("50", 7, (4, 4)),
    ],
)
def test_a_percentage_alone_covers_every_count_that_it_can_be(
    percent: str, of: int, counts: tuple[int, int]
) -> None:
    found = line(percent=percent, of=of)
    assert (found.low, found.high) == wilson(*counts, of)
    assert found.middle == float(percent)
    assert found.text == f"{percent} % of {of}"


@pytest.mark.parametrize("of", [7, 49, 56, 96, 238, 627])
def test_the_true_interval_lies_within_that_of_the_rounded_percentage(of: int) -> None:
    for n in range(of + 1):
        for digits in ("1", "0.1"):
            printed = (Decimal(100 * n) / of).quantize(Decimal(digits))
            found = line(percent=str(printed), of=of)
            low, high = wilson(n, n, of)
            assert found.low is not None
            assert found.high is not None
            assert found.low <= low
            assert high <= found.high


def test_a_percentage_of_nobody_knows_how_many_has_no_interval() -> None:
    found = line(percent="37")
    assert (found.low, found.middle, found.high, found.people) == (37, 37, 37, None)
    assert found.text == "37 %"


def test_a_range_over_cohorts_is_its_own_interval() -> None:
    found = line(percents=["2", "5.5"])
    assert (found.low, found.middle, found.high) == (2, 3.75, 5.5)
    assert found.text == "2 to 5.5 %"


def test_what_it_was_compared_with() -> None:
    found = line(percent="62", of=56, against={"among": "others", "percent": "35", "of": 179})
    assert found.against == "35 % of 179, others"
    found = line(n=3, of=20, against={"among": "others", "n": 0, "of": 30})
    assert found.against == "0 of 30 (0 %), others"
    assert line(n=3, of=20, against={"among": "others"}).against == "others"


# -- a ratio, an amount ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "text"),
    [
        ("odds_ratio", "odds ratio 8.14 (1.63 to 23.86)"),
        ("hazard_ratio", "hazard ratio 8.14 (1.63 to 23.86)"),
        ("risk_ratio", "risk ratio 8.14 (1.63 to 23.86)"),
        ("incidence_ratio", "standardised incidence ratio 8.14 (1.63 to 23.86)"),
        ("diagnostic_odds_ratio", "diagnostic odds ratio 8.14 (1.63 to 23.86)"),
    ],
)
def test_a_ratio_is_said_and_not_drawn(measure: str, text: str) -> None:
    found = line(measure=measure, value="8.14", interval=["1.63", "23.86"])
    assert (found.text, found.kind) == (text, "ratio")
    assert (found.low, found.middle, found.high) == (None, None, None)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"value": "5000", "unit": "U/L"}, "5000 U/L"),
        ({"range": ["194", "4073"], "unit": "U/L"}, "194 to 4073 U/L"),
        ({"value": "5000", "range": ["194", "9000"], "unit": "U/L"}, "5000 U/L (194 to 9000)"),
        ({"value": "0.852"}, "0.852"),
    ],
)
def test_an_amount(fields: dict[str, Any], text: str) -> None:
    found = line(measure="amount", **fields)
    assert (found.text, found.kind) == (text, "amount")


def test_a_ratio_it_was_compared_with() -> None:
    found = line(measure="odds_ratio", value="3", against={"among": "others", "value": "1.2"})
    assert found.against == "1.2 in others"


# -- every figure that is shipped ------------------------------------------------------------


def test_every_shipped_figure_has_words_and_a_share_an_interval_around_it() -> None:
    figures = [figure for antibody in BASE.antibodies.values() for figure in antibody.figures]
    figures += [figure for outcome in BASE.outcomes.outcomes for figure in outcome.figures]
    figures += [*BASE.cancer.figures]
    figures += [figure for doubt in BASE.serology.doubts for figure in doubt.figures]
    assert len(figures) > 300
    for figure in figures:
        found = figure_line(figure, None, "", "something")
        assert found.text
        assert "None" not in found.text
        assert found.what
        if figure.measure == "share":
            assert found.low is not None
            assert found.middle is not None
            assert found.high is not None
            assert 0 <= found.low <= found.middle + 1e-9 <= found.high + 2e-9 <= 100 + 2e-9
