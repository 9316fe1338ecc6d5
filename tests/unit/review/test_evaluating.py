"""Facts as a person writes them for one set: visits, limits, scales, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from myosotis import InputError, Interval, Truth, evaluate

SCORE = "total_improvement_score"
BOTH: dict[str, Any] = {
    "population": "adult",
    "strength_max": 80,
    "baseline.physician_global_activity": 7,
    "baseline.patient_global_activity": 6,
    "baseline.strength": 60,
    "baseline.haq_di": 2,
    "baseline.extramuscular_global_activity": 5,
    "baseline.enzyme.ck": 1000,
    "baseline.enzyme.ck.uln": 200,
    "followup.physician_global_activity": 4,
    "followup.patient_global_activity": 5,
    "followup.strength": 66,
    "followup.haq_di": 1.5,
    "followup.extramuscular_global_activity": 2,
    "followup.enzyme.ck": 700,
    "followup.enzyme.ck.uln": 200,
}


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in BOTH.items() if name not in names}


def refusal(facts: dict[str, Any], set_: str = SCORE) -> str:
    with pytest.raises(InputError) as caught:
        evaluate(set_, facts)
    return str(caught.value)


def test_two_whole_visits_give_one_total() -> None:
    result = evaluate(SCORE, BOTH)
    assert result.values["total"] == Interval.exactly(55)
    assert result.verdict == {"moderate"}
    assert result.values["strength_points"] == Interval.exactly(10)


def test_a_limit_without_a_visit_is_that_of_both() -> None:
    shared = {**without("baseline.enzyme.ck.uln", "followup.enzyme.ck.uln"), "enzyme.ck.uln": 200}
    assert evaluate(SCORE, shared).values["total"] == Interval.exactly(55)


def test_another_laboratory_at_the_second_visit() -> None:
    # 700 of 350 is twice the limit: a fall of 3 of 15 multiples, 20 per cent.
    other = {**BOTH, "followup.enzyme.ck.uln": 350}
    assert evaluate(SCORE, other).values["enzyme_change"] == Interval.exactly(20)


def test_an_enzyme_without_its_limit_gives_bounds_and_says_so() -> None:
    result = evaluate(SCORE, without("followup.enzyme.ck.uln"))
    points = result.values["enzyme_points"]
    assert not points.known
    assert Fraction("2.5") in points
    assert result.flags["enzyme_within_bounds"] is Truth.YES


def test_a_scale_may_be_written_with_the_value() -> None:
    written = {
        **without("strength_max", "baseline.strength", "followup.strength"),
        "baseline.strength": "60/80",
        "followup.strength": "66/80",
    }
    assert evaluate(SCORE, written).values["total"] == Interval.exactly(55)


def test_a_scale_may_be_the_unit_of_the_value() -> None:
    written = {"value": 60, "unit": "/80"}
    result = evaluate(SCORE, {**without("strength_max"), "baseline.strength": written})
    assert result.values["total"] == Interval.exactly(55)


def test_an_enzyme_may_be_known_within_a_range() -> None:
    # A fall of 1.5 to 2.5 of 15 multiples is 10 to 16.7 per cent: 2.5 or 5 points.
    for written in ((1000, 1200), {"low": 1000, "high": 1200}):
        points = evaluate(SCORE, {**BOTH, "baseline.enzyme.ck": written}).values["enzyme_points"]
        assert points == Interval(Fraction("2.5"), Fraction(5))


def test_millimetres_are_read_as_such() -> None:
    lines = {
        "baseline.physician_global_activity": "70 mm",
        "followup.physician_global_activity": "40 mm",
    }
    assert evaluate(SCORE, {**BOTH, **lines}).values["total"] == Interval.exactly(55)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"baseline.strength": 155}, "cannot be judged without its scale"),
        (
            {"baseline.strength": "120/150", "followup.strength": "70/80"},
            "followup.strength: this is on a scale up to 80, the other value on one up to 150",
        ),
        ({"strength_max": 80, "baseline.strength": 100}, "above the greatest possible score of 80"),
        ({"haq_di": 1}, "haq_di: say at which visit: baseline.haq_di or followup.haq_di"),
        ({"pga": 1}, "say at which visit: baseline.pga or followup.pga"),
        ({"ck": 5}, "ck: say at which visit: baseline.enzyme.ck or followup.enzyme.ck"),
        ({"mmt8": 120}, "mmt8: Total improvement score does not read mmt8; it reads population"),
        ({"followup.haq_di": 1}, "nothing is recorded at baseline"),
        (
            {"baseline.on": "2020-05", "followup.on": "2020-01"},
            "followup.on: followup (2020-01) lies before baseline (2020-05)",
        ),
        ({"baseline.haqq_di": 1}, "did you mean 'baseline.haq_di'"),
        ({"baseline.haq_di": 4}, "'4' cannot be a value of haq_di, which lies between 0 and 3"),
        (
            {"baseline.enzyme.ck": 500, "baseline.enzyme.ck.uln": 0},
            "'0' cannot be an upper limit of normal",
        ),
        (
            {"baseline.pga": 3, "baseline.physician_global_activity": 4},
            "it says 4 of baseline.physician_global_activity, given as 3 before",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(facts: dict[str, Any], sentence: str) -> None:
    assert sentence in refusal(facts)


def test_a_set_for_children_refuses_an_adult() -> None:
    assert "this patient is an adult" in refusal({"population": "adult"}, "printo_inactive_2013")


def test_the_months_between_two_days_are_counted() -> None:
    days = {"baseline.on": "2020-01-01", "followup.on": "2020-07-01"}
    falls = {"baseline.fvc_percent": 80, "followup.fvc_percent": 70}
    dated = evaluate("progressive_ild_24_months", {**falls, **days})
    assert dated.verdict == {"progressive"}
    late = {**days, "followup.on": "2023-07-01"}
    assert "progressive" in evaluate("progressive_ild_24_months", falls).verdict
    assert evaluate("progressive_ild_24_months", {**falls, **late}).verdict != {"progressive"}
