"""The totals that give each verdict are read from the set itself."""

from __future__ import annotations

from fractions import Fraction

import pytest

from myosotis import knowledge
from myosotis.logic import Choice, Program, verdict_bands
from myosotis.review import rulebook

ENDS = (Fraction(0), Fraction(100))


@pytest.fixture(scope="module")
def score() -> Program:
    return rulebook(knowledge.load()).program("total_improvement_score")


def of(population: str) -> dict[str, Choice]:
    return {"population": Choice.among(["adult", "juvenile"], [population])}


@pytest.mark.parametrize(
    ("population", "cuts"), [("adult", (20, 40, 60)), ("juvenile", (30, 45, 70))]
)
def test_the_bands_of_each_population(
    score: Program, population: str, cuts: tuple[int, ...]
) -> None:
    bands = verdict_bands(score, "total", of(population), ENDS)
    assert [band.verdict for band in bands] == ["none", "minimal", "moderate", "major"]
    assert [band.span.low for band in bands] == [0, *cuts]
    assert [band.span.high for band in bands] == [*cuts, 100]
    # At the cut-off the better verdict holds.
    assert [band.span.low_open for band in bands] == [False] * 4
    assert [band.span.high_open for band in bands] == [True, True, True, False]


def test_what_the_total_does_not_decide_has_no_bands(score: Program) -> None:
    assert verdict_bands(score, "total", {}, ENDS) == ()


def test_only_what_lies_between_the_ends_is_a_band(score: Program) -> None:
    bands = verdict_bands(score, "total", of("adult"), (Fraction(0), Fraction(50)))
    assert [band.verdict for band in bands] == ["none", "minimal", "moderate"]
