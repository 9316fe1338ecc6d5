"""The response over visits: totals as bounds, nothing carried over, no scale converted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.unit.review.visits import BASELINE, BETTER, on, patient, without

from myosotis import Patient, Response, response
from myosotis.errors import ImpossibleValueError, InputError
from myosotis.review import response_schema
from myosotis.review.response_model import MeasureChange, VisitComparison

WORSE: dict[str, Any] = {
    "physician_global_activity": "9 cm",
    "patient_global_activity": "9 cm",
    "mmt8": "80/150",
    "haq_di": 2.5,
    "ck": {"value": "3000 U/L", "uln": "200 U/L"},
    "extramuscular_global_activity": "7 cm",
}


def between(before: dict[str, Any], after: dict[str, Any], **fields: Any) -> VisitComparison:
    """The only comparison of two visits three months apart."""
    who = patient(on("2020-01-10", before), on("2020-04-10", after), **fields)
    (comparison,) = response(who).comparisons
    return comparison


def total(comparison: VisitComparison) -> tuple[float | None, float | None]:
    assert comparison.total is not None
    return comparison.total.low, comparison.total.high


def change(comparison: VisitComparison, measure: str) -> MeasureChange:
    return next(each for each in comparison.measures if each.id == measure)


def others(comparison: VisitComparison) -> dict[str, tuple[str, ...]]:
    return {each.id: each.verdict for each in comparison.others}


# -- one pair -----------------------------------------------------------------------------------


def test_six_measures_at_both_visits_give_one_number() -> None:
    found = between(BASELINE, BETTER)
    assert total(found) == (72.5, 72.5)
    assert found.score.verdict == ("major",)
    assert found.missing == ()
    assert found.chosen["enzyme"] == "creatine kinase"
    assert [each.points.low for each in found.measures] == [17.5, 7.5, 20, 7.5, 7.5, 12.5]
    assert [each.most for each in found.measures] == [20, 10, 32.5, 10, 7.5, 20]
    assert change(found, "physician").change.low == 40
    assert (found.months.low, found.months.high) == (3, 3)


@pytest.mark.parametrize(
    ("measure", "finding", "most"),
    [
        ("physician", "physician_global_activity", 20),
        ("patient", "patient_global_activity", 10),
        ("function", "haq_di", 7.5),  # from 1.5, the fall can be 50 % of the range at most: 10
        ("enzyme", "ck", 7.5),
        ("extramuscular", "extramuscular_global_activity", 15),  # from 4, at most 40 %
    ],
)
def test_a_missing_measure_leaves_what_it_can_still_earn(
    measure: str, finding: str, most: float
) -> None:
    found = between(BASELINE, without(BETTER, finding))
    here = change(found, measure)
    assert here.followup is None
    assert here.missing is not None
    assert "is not recorded on 10 Apr 2020" in here.missing
    assert here.points.low == 0
    assert here.points.high is not None
    rest = 72.5 - {"physician": 17.5, "patient": 7.5, "function": 7.5, "enzyme": 7.5}.get(
        measure, 12.5
    )
    assert total(found) == (rest, rest + here.points.high)
    assert here.points.high == (10 if measure == "function" else most)
    assert found.missing == (here.label,)


def test_nothing_is_carried_over_from_another_visit() -> None:
    who = patient(
        on("2020-01-10"), on("2020-04-10", BETTER), on("2020-07-10", without(BETTER, "haq_di"))
    )
    first, second = response(who).comparisons
    assert total(first) == (72.5, 72.5)
    assert total(second) == (65, 75)


def test_a_measure_missing_at_the_first_visit_is_missing_throughout() -> None:
    who = patient(on("2020-01-10", without(BASELINE, "haq_di")), on("2020-04-10", BETTER))
    found = response(who)
    assert found.visits[0].missing == ("physical function",)
    assert "is not recorded on 10 Jan 2020" in (
        change(found.comparisons[0], "function").missing or ""
    )


def test_one_sided_strength_is_compared_on_its_own_scale() -> None:
    # 62 to 72 of 80 is 12.5 %: 20 points; the same values on 150 would be 116.25 to 135.
    found = between({**BASELINE, "mmt8": "62/80"}, {**BETTER, "mmt8": "72/80"})
    strength = change(found, "strength")
    assert strength.baseline is not None
    assert (strength.baseline.text, strength.baseline.scale) == ("62/80", 80)
    assert strength.change.low == strength.change.high == 12.5
    assert strength.points.low == 20


def test_strength_on_two_scales_is_not_compared() -> None:
    found = between({**BASELINE, "mmt8": "62/80"}, BETTER)
    strength = change(found, "strength")
    assert strength.missing == (
        "strength is on another scale at the two visits (62/80 on 10 Jan 2020, 140/150 on "
        "10 Apr 2020); it is not compared"
    )
    # From 62 of 80 at most 22.5 % can be gained.
    assert (strength.points.low, strength.points.high) == (0, 27.5)
    assert total(found) == (52.5, 80)


def test_of_two_tests_the_one_that_both_visits_have_is_compared() -> None:
    found = between(
        {**BASELINE, "mmt26": "200/260"}, {**without(BETTER, "mmt8"), "mmt26": "240/260"}
    )
    strength = change(found, "strength")
    assert strength.baseline is not None
    assert strength.baseline.text == "200/260"
    assert strength.missing is None


def test_an_enzyme_without_its_limit_gives_bounds() -> None:
    found = between({**BASELINE, "ck": "900 U/L"}, {**BETTER, "ck": "200 U/L"})
    enzyme = change(found, "enzyme")
    assert enzyme.missing is None
    assert (enzyme.points.low, enzyme.points.high) == (2.5, 7.5)
    assert total(found) == (67.5, 72.5)
    assert any(flag.id.startswith("enzyme") for flag in found.flags)


def test_the_most_abnormal_enzyme_is_followed() -> None:
    found = between({**BASELINE, "aldolase": "12 xULN"}, {**BETTER, "aldolase": "11 xULN"})
    assert found.chosen["enzyme"] == "aldolase"
    # One of six: 16.7 %.
    assert change(found, "enzyme").points.low == 5


def test_where_the_most_abnormal_enzyme_is_not_known_it_is_said() -> None:
    found = between(
        {**BASELINE, "ck": "900 U/L", "aldolase": "4 xULN"},
        {**BETTER, "ck": "150 U/L", "aldolase": "3 xULN"},
    )
    assert found.chosen["enzyme"] == "creatine kinase or aldolase"
    assert change(found, "enzyme").missing == (
        "muscle enzyme: it cannot be told which counts, creatine kinase or aldolase"
    )


def test_no_enzyme_at_the_first_visit() -> None:
    found = between(without(BASELINE, "ck"), BETTER)
    assert found.chosen["enzyme"] == ""
    assert change(found, "enzyme").missing == "creatine kinase is not recorded on 10 Jan 2020"


def test_another_questionnaire_is_not_compared() -> None:
    found = between(BASELINE, {**without(BETTER, "haq_di"), "chaq": 0.75})
    assert change(found, "function").missing == (
        "health assessment questionnaire disability index is not recorded on 10 Apr 2020"
    )


def test_the_questionnaire_that_the_score_reads_is_the_one_that_is_shown() -> None:
    both = ({**BASELINE, "chaq": 2.0}, {**BETTER, "chaq": 1.9})
    assert between(*both).chosen["function"].startswith("health assessment")
    child = between(*both, age_at_onset=9)
    assert child.chosen["function"] == "childhood health assessment questionnaire"
    shown = change(child, "function")
    assert shown.baseline is not None
    assert (shown.baseline.text, shown.points.low) == ("2", 0)


# -- whose cut-offs -----------------------------------------------------------------------------


def test_the_onset_decides_whose_cut_offs_apply() -> None:
    assert between(BASELINE, BETTER).score.verdict == ("major",)
    child = patient(
        on("2020-01-10"), on("2020-04-10", {**BETTER, "mmt8": "126/150"}), age_at_onset=9
    )
    found = response(child)
    assert found.population.value == "juvenile"
    assert found.comparisons[0].score.verdict == ("moderate",)  # 62.5, from 45, below 70
    assert "printo_improvement_2010" in others(found.comparisons[0])
    assert "proderm_deterioration" not in others(found.comparisons[0])


def unknown_onset() -> Patient:
    history = (on("2020-01-10"), on("2020-04-10", {**BETTER, "mmt8": "126/150"}))
    return patient(*history, age_at_onset="10 to 40")


def test_an_unknown_onset_counts_both() -> None:
    found = response(unknown_onset())
    assert found.population.value is None
    assert "age at the first symptom" in found.population.statement
    assert "--population adult or --population juvenile" in found.population.statement
    assert total(found.comparisons[0]) == (62.5, 62.5)
    assert found.comparisons[0].score.verdict == ("major", "moderate")
    assert found.comparisons[0].score.text == "moderate or major response"
    assert set(found.instruments["total_improvement_score"].bands) == {"adult", "juvenile"}


@pytest.mark.parametrize(("given", "verdict"), [("adult", "major"), ("juvenile", "moderate")])
def test_a_given_population_settles_it(given: str, verdict: str) -> None:
    found = response(unknown_onset(), population=given)
    assert found.population.given
    assert found.comparisons[0].score.verdict == (verdict,)
    assert set(found.instruments["total_improvement_score"].bands) == {given}


def test_the_childhood_scale_is_not_used_in_an_adult() -> None:
    before = {**without(BASELINE, "mmt8"), "cmas": 30}
    after = {**without(BETTER, "mmt8"), "cmas": 40}
    assert change(between(before, after), "strength").missing == (
        "strength was tested by childhood myositis assessment scale only (10 Jan 2020 or "
        "10 Apr 2020), which is not for adult patients"
    )
    child = between(before, after, age_at_onset=9)
    assert change(child, "strength").missing is None
    assert change(child, "strength").points.low == 20  # 10 of 52


def test_a_pair_that_the_score_refuses_is_said_and_has_no_total() -> None:
    before = {**without(BASELINE, "extramuscular_global_activity"), "das_total": 12}
    after = {**without(BETTER, "extramuscular_global_activity"), "das_total": 4}
    found = response(patient(on("2020-01-10", before), on("2020-04-10", after)))
    assert found.comparisons[0].total is None
    assert found.comparisons[0].score.refused is not None
    assert "cannot be scored" in found.summary.conclusion
    assert found.best is None
    with pytest.raises(InputError, match="PRINTO core set"):
        response(
            patient(on("2020-01-10", before), on("2020-04-10", after)), "2020-01-10", "2020-04-10"
        )


# -- the whole course ---------------------------------------------------------------------------


def course() -> Patient:
    return patient(
        on("2020-01-10"),
        on("2020-04-10", BETTER),
        on("2020-07-10", WORSE),
        on("2020-10-10", WORSE),
        on("2021-01-10", {**BETTER, "mmt8": "126/150"}),
    )


def test_each_later_visit_is_compared_with_the_first() -> None:
    found = response(course())
    assert [(each.baseline, each.followup) for each in found.comparisons] == [
        (0, 1), (0, 2), (0, 3), (0, 4),
    ]  # fmt: skip
    assert [total(each)[0] for each in found.comparisons] == [72.5, 0, 0, 62.5]
    assert found.best is not None
    assert (found.best.comparison, found.best.certain) == (0, True)
    assert found.last == 3
    assert (
        found.summary.conclusion
        == "Major response from 10 Jan 2020 to 10 Jan 2021: 62.5 of 100 points."
    )
    assert "Best: 72.5 on 10 Apr 2020, major response." in found.summary.lines


def test_a_worsening_is_also_looked_for_since_the_visit_before() -> None:
    found = response(course())
    since = [{v.id: v.verdict for v in each.since_previous} for each in found.comparisons]
    assert since == [
        {},
        {"imacs_worsening_2005": ("worse",)},
        {"imacs_worsening_2005": ("not_worse",)},
        {"imacs_worsening_2005": ("not_worse",)},
    ]
    assert any("10 Jul 2020" in line and "visit before" in line for line in found.summary.lines)


def test_a_deterioration_is_confirmed_at_two_visits_in_a_row() -> None:
    (found,) = response(course()).in_a_row
    assert (found.verdict, found.visits) == ("yes", (2, 3))
    assert found.statement == (
        "Confirmed deterioration (ProDERM): found at 10 Jul 2020 and 10 Oct 2020."
    )


@pytest.mark.parametrize(
    ("later", "verdict"),
    [
        ((WORSE,), "too_few_visits"),
        ((WORSE, BETTER), "no"),
        ((BETTER, WORSE), "no"),
        ((WORSE, BETTER, WORSE), "no"),
        ((WORSE, without(WORSE, "extramuscular_global_activity", "mmt8", "haq_di")), "cannot_tell"),
        ((BETTER, WORSE, WORSE), "yes"),
    ],
)
def test_in_a_row_means_next_to_each_other(later: tuple[dict[str, Any], ...], verdict: str) -> None:
    days = ("2020-04-10", "2020-07-10", "2020-10-10")
    who = patient(
        on("2020-01-10"), *(on(day, each) for day, each in zip(days, later, strict=False))
    )
    (found,) = response(who).in_a_row
    assert found.verdict == verdict


def test_a_range_that_reaches_higher_leaves_the_best_open() -> None:
    who = patient(
        on("2020-01-10"), on("2020-04-10", BETTER), on("2020-07-10", {"haq_di": 0.5}),
        on("2020-10-10", without(BETTER, "physician_global_activity")),
    )  # fmt: skip
    found = response(who)
    assert found.best is not None
    assert (found.best.comparison, found.best.certain) == (0, False)
    assert any("another visit may be better" in line for line in found.summary.lines)


def test_from_and_to_choose_the_visits_and_the_pair_in_full() -> None:
    found = response(course(), "2020-04", date(2020, 10, 10))
    assert [visit.text for visit in found.visits] == ["10 Apr 2020", "10 Jul 2020", "10 Oct 2020"]
    assert found.pair.comparison == 1
    assert set(found.pair.sets) == set(found.instruments)
    assert found.pair.sets["proderm_deterioration"]["verdict"] == ["worse"]


def test_the_day_of_the_review_hides_what_came_later() -> None:
    found = response(course(), on="2020-08-01")
    assert [visit.text for visit in found.visits][-1] == "10 Jul 2020"


def test_what_was_measured_is_given_as_it_was_recorded() -> None:
    found = response(course())
    (ck,) = found.visits[0].measures["enzyme"]
    assert (ck.text, ck.recorded, ck.facts) == ("10 × ULN", ("2000 U/L (ULN 200 U/L)",), ("f5",))


def test_it_is_plain_data_of_a_published_schema() -> None:
    import jsonschema

    data = response(course()).to_dict()
    assert data["schema"] == 1
    jsonschema.validate(data, response_schema())
    assert Response.model_validate(data) == response(course())
    cited = {id_ for line in data["instruments"].values() for id_ in line["sources"]}
    assert cited <= set(data["sources"])


# -- what is wrong ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "says"),
    [
        ("2021-01-10", "2020-01-10", "the baseline (10 Jan 2021) lies after the follow-up"),
        ("2020-07", "2020-04", "the baseline (Jul 2020) lies after the follow-up (Apr 2020)"),
        (
            "2020-05-01",
            None,
            "nothing was measured on 1 May 2020; the nearest visits are 10 Apr 2020 and 10 Jul",
        ),
        (None, "2019", "nothing was measured in 2019; the nearest visit is 10 Jan 2020"),
        ("2020", None, "2020 holds several visits (10 Jan 2020, 10 Apr 2020"),
        ("unknown", None, "a date is needed here"),
        ("soon", None, "'soon' is not a date"),
        (
            "2020-04-10",
            "2020-04-10",
            "the visit of 10 Apr 2020 would be compared with itself; the nearest others: "
            "10 Jan 2020 and 10 Jul 2020",
        ),
        ("2021-01-10", None, "would be compared with itself"),
    ],
)
def test_dates_that_cannot_be(start: str | None, end: str | None, says: str) -> None:
    with pytest.raises(InputError) as caught:
        response(course(), start, end)
    assert says in str(caught.value)


def test_a_follow_up_before_the_baseline_is_impossible() -> None:
    with pytest.raises(ImpossibleValueError):
        response(course(), "2020-07-10", "2020-04-10")


def test_no_visit_and_one_visit() -> None:
    with pytest.raises(InputError, match="no visit is recorded"):
        response(patient({"on": "2020-01-10", "heliotrope_rash": True}))
    with pytest.raises(InputError, match=r"measured at one visit only, 10 Jan 2020: .* a baseline"):
        response(patient(on("2020-01-10"), {"on": "2020-06-01", "ck": "3 xULN"}))


def test_two_visits_asked_for_by_name_need_one_scale() -> None:
    who = patient(on("2020-01-10", mmt8="62/80"), on("2020-04-10", BETTER))
    with pytest.raises(InputError) as caught:
        response(who, "2020-01-10", "2020-04-10")
    assert str(caught.value) == (
        "strength is on another scale at the two visits (62/80 on 10 Jan 2020, 140/150 on "
        "10 Apr 2020); both visits need one scale, since the same change can fall in different "
        "bands on different scales"
    )


def test_a_population_that_does_not_exist() -> None:
    with pytest.raises(InputError, match="expected adult or juvenile, not 'old'"):
        response(course(), population="old")
