"""How a positive result is read: every reason to doubt it, on each of its sides."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.review.antibodies.patients import (
    BASE,
    LIKELY,
    UNCERTAIN,
    UNLIKELY,
    blot,
    by,
    doubts,
    serology,
)

from myosotis.logic import Truth
from myosotis.review.antibodies.results import Result

EARLY, LATE = {"on": "2018-03-01"}, {"on": "2019-03-01"}
FITS, AGAINST = {"cytoplasmic_fluorescence": "yes"}, {"cytoplasmic_fluorescence": "no"}
"""The fluorescence that goes with an antisynthetase antibody, and its absence."""


def result(antibody: str, *history: dict[str, Any], **fields: Any) -> Result:
    found = serology(*history, **fields).of(antibody)
    assert found is not None
    return found


# -- strength and picture --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("picture", "strength", "expected"),
    [
        (LIKELY, "strong", []),
        (LIKELY, "moderate", []),
        (LIKELY, "weak", ["weak_unconfirmed"]),
        (LIKELY, "borderline", ["weak_unconfirmed"]),
        (UNCERTAIN, "strong", []),
        (UNCERTAIN, "moderate", []),
        (UNCERTAIN, "weak", ["weak_outside_myositis", "weak_unconfirmed"]),
        (UNCERTAIN, "+", ["weak_outside_myositis", "weak_unconfirmed"]),
        (UNCERTAIN, "(+)", ["weak_outside_myositis", "weak_unconfirmed"]),
        (UNCERTAIN, "++", []),
        (UNLIKELY, "strong", ["strong_outside_myositis"]),
        (UNLIKELY, "weak",
         ["weak_outside_myositis", "weak_unconfirmed", "strong_outside_myositis"]),
        # How strong it was is not recorded: it is neither weak nor strong.
        (LIKELY, "yes", []),
        (UNCERTAIN, "yes", []),
        (UNLIKELY, "yes", ["strong_outside_myositis"]),
    ],
)  # fmt: skip
def test_a_band_by_its_strength_and_what_else_is_recorded(
    picture: dict[str, Any], strength: str, expected: list[str]
) -> None:
    assert doubts("anti_jo1", {**picture, **blot(jo1=strength)}) == expected


def test_a_confirmed_dystrophy_is_no_picture_of_myositis_though_it_is_weak_and_inflamed() -> None:
    entry = {**LIKELY, **blot(jo1="strong"), "genetic_diagnosis_confirmed": "yes"}
    assert doubts("anti_jo1", entry) == ["strong_outside_myositis"]


@pytest.mark.parametrize("picture", [LIKELY, UNCERTAIN, UNLIKELY])
def test_a_reference_method_is_not_doubted_by_the_picture(picture: dict[str, Any]) -> None:
    entry = {**picture, "anti_jo1": by("immunoprecipitation", "yes")}
    assert doubts("anti_jo1", entry) == []
    assert result("anti_jo1", entry).confirmed


@pytest.mark.parametrize(
    ("strength", "weak"),
    [
        ("borderline", Truth.YES),
        ("low", Truth.YES),
        ("medium", Truth.NO),
        ("high", Truth.NO),
        ("87 U/mL", Truth.NO),
        ("yes", Truth.UNKNOWN),
    ],
)
def test_the_weak_words_of_a_method_that_measures(strength: str, weak: Truth) -> None:
    key = "value" if strength == "yes" else "strength"
    entry = {"anti_jo1": {key: strength, "method": "elisa"}}
    assert result("anti_jo1", entry).features["weak"] is weak


@pytest.mark.parametrize("method", ["immunoprecipitation", "immunodiffusion", "immunofluorescence"])
def test_a_method_without_a_scale_has_no_weak_result(method: str) -> None:
    assert result("anti_jo1", {"anti_jo1": by(method, "yes")}).features["weak"] is Truth.NO


def test_one_strong_result_is_not_weak_although_another_was() -> None:
    entries = {**LATE, **blot(jo1="weak")}, {**EARLY, **blot(jo1="strong")}
    assert doubts("anti_jo1", *entries) == []


def test_a_weak_band_that_is_recorded_as_such_counts_for_the_only_antibody() -> None:
    said = {"myositis_antibody_weak_band": "yes"}
    assert "weak_unconfirmed" in doubts("anti_jo1", {**said, **blot(jo1="yes")})
    assert "weak_unconfirmed" not in doubts("anti_jo1", {**said, **blot(jo1="strong")})
    both = {**said, **blot(jo1="yes", mi2="yes")}
    # Of which of two it was said is not known.
    assert "weak_unconfirmed" not in doubts("anti_jo1", both)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"anti_jo1": "yes"}, ["method_not_recorded"]),
        ({"anti_jo1": "strong"}, ["method_not_recorded"]),
        ({"anti_jo1": "weak"},
         ["weak_outside_myositis", "weak_unconfirmed", "method_not_recorded"]),
        ({**UNLIKELY, "anti_jo1": "strong"}, ["method_not_recorded"]),
    ],
)  # fmt: skip
def test_without_a_method_it_is_said_and_only_a_weak_signal_doubted(
    entry: dict[str, Any], expected: list[str]
) -> None:
    assert doubts("anti_jo1", entry) == expected


# -- fluorescence ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("picture", "pattern", "expected"),
    [
        (LIKELY, FITS, []),
        (LIKELY, AGAINST, ["weak_unconfirmed", "pattern_against"]),
        (LIKELY, {}, ["weak_unconfirmed"]),
        (UNCERTAIN, FITS, ["weak_outside_myositis"]),
        (UNCERTAIN, {}, ["weak_outside_myositis", "weak_unconfirmed"]),
    ],
)
def test_a_weak_band_with_a_fluorescence_that_fits_or_not(
    picture: dict[str, Any], pattern: dict[str, Any], expected: list[str]
) -> None:
    assert doubts("anti_jo1", {**picture, **pattern, **blot(jo1="weak")}) == expected


def test_a_fluorescence_that_does_not_fit_is_a_note_and_refutes_nothing() -> None:
    found = result("anti_jo1", {**AGAINST, **blot(jo1="strong")})
    assert [(d.id, d.effect) for d in found.doubts] == [("pattern_against", "note")]
    assert not found.doubtful


def test_a_fluorescence_does_not_speak_against_a_confirmed_result() -> None:
    assert doubts("anti_jo1", {**AGAINST, "anti_jo1": by("ip", "yes")}) == []


def test_a_pattern_that_says_nothing_when_it_is_missing_raises_no_note() -> None:
    assert BASE.antibodies["anti_tif1_gamma"].pattern.against is None  # type: ignore[union-attr]
    entry = {"ana": "no", "ana_nuclear_speckled": "no", **blot(tif1_gamma="strong")}
    assert doubts("anti_tif1_gamma", entry) == []


# -- a second method -------------------------------------------------------------------------


def test_two_methods_confirm_even_two_weak_signals() -> None:
    entry = {**UNLIKELY, **blot(jo1="weak")}
    found = result("anti_jo1", entry, {"anti_jo1": {"strength": "low", "method": "elisa"}})
    assert found.confirmed
    assert not found.doubts


def test_the_same_method_twice_is_one_signal() -> None:
    found = result("anti_jo1", {**EARLY, **blot(jo1="weak")}, {**LATE, **blot(jo1="weak")})
    assert not found.confirmed
    assert found.doubtful


def test_a_record_that_says_confirmed_is_believed_of_the_only_antibody() -> None:
    said = {"myositis_antibody_confirmed": "yes"}
    assert doubts("anti_jo1", {**said, **blot(jo1="weak")}) == []
    # Which of the two was confirmed is not said.
    assert doubts("anti_jo1", {**said, **blot(jo1="strong", mi2="strong")}) == ["two_specific"]


@pytest.mark.parametrize("day", ["2019-03-01", "2018-03-01"])
def test_another_method_on_the_same_date_or_later_refutes(day: str) -> None:
    entries = {**EARLY, **LIKELY, **blot(jo1="strong")}, {"on": day, "anti_jo1": by("ip", "no")}
    assert doubts("anti_jo1", *entries) == ["refuted"]


def test_another_method_that_was_earlier_does_not_refute() -> None:
    entries = {**LATE, **LIKELY, **blot(jo1="strong")}, {**EARLY, "anti_jo1": by("ip", "no")}
    assert doubts("anti_jo1", *entries) == []


def test_a_negative_result_that_may_be_later_refutes() -> None:
    entries = {**LATE, **LIKELY, **blot(jo1="strong")}, {"on": "2019", "anti_jo1": by("ip", "no")}
    assert doubts("anti_jo1", *entries) == ["refuted"]


def test_what_two_methods_found_is_not_refuted_by_a_third() -> None:
    found = result(
        "anti_jo1",
        {**EARLY, **blot(jo1="strong")},
        {**EARLY, "anti_jo1": by("elisa", "yes")},
        {**LATE, "anti_jo1": by("clia", "no")},
    )
    assert found.features["refuted"] is Truth.YES
    assert not found.doubtful


def test_the_same_method_negative_later_is_another_time_and_refutes_nothing() -> None:
    found = serology({**EARLY, **blot(jo1="strong")}, {**LATE, **blot(jo1="no")})
    (jo1,) = found.results
    assert jo1.features["refuted"] is Truth.NO
    assert not jo1.doubtful
    assert found.view.truth("ever.anti_jo1") is Truth.YES
    assert found.view.truth("anti_jo1") is Truth.NO


def test_by_which_method_it_was_negative_is_open_so_nothing_is_refuted() -> None:
    found = result("anti_jo1", {**EARLY, **blot(jo1="strong")}, {**LATE, "anti_jo1": "no"})
    assert found.features["refuted"] is Truth.UNKNOWN
    assert not found.doubtful


# -- two specific antibodies -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("jo1", "mi2", "doubted"),
    [
        ("strong", "strong", ["anti_jo1", "anti_mi2"]),
        ("yes", "yes", ["anti_jo1", "anti_mi2"]),
        ("strong", "weak", ["anti_mi2"]),
        ("weak", "strong", ["anti_jo1"]),
        ("weak", "weak", ["anti_jo1", "anti_mi2"]),
        # A strength that is not recorded may be the greater one.
        ("strong", "yes", ["anti_jo1", "anti_mi2"]),
        ("strong", "no", []),
    ],
)
def test_two_specific_antibodies(jo1: str, mi2: str, doubted: list[str]) -> None:
    found = serology({**LIKELY, **blot(jo1=jo1, mi2=mi2)}).results
    assert [r.antibody.id for r in found if r.doubtful] == doubted
    assert [r.antibody.id for r in found if "two_specific" in {d.id for d in r.doubts}] == doubted


def test_of_two_the_one_that_a_second_method_found_is_kept() -> None:
    entries = blot(jo1="strong", mi2="strong"), {"anti_mi2": by("ip", "yes")}
    assert doubts("anti_mi2", *entries) == []
    assert doubts("anti_jo1", *entries) == ["two_specific"]


def test_two_that_were_both_confirmed_are_both_kept() -> None:
    entry = {"antibodies": {"method": "ip", "jo1": "yes", "mi2": "yes"}}
    assert doubts("anti_jo1", entry) == doubts("anti_mi2", entry) == []


def test_a_group_and_its_member_are_not_two() -> None:
    found = serology(blot(jo1="strong", anti_synthetase_antibody="yes"))
    assert [r.doubtful for r in found.results] == [False, False]
    assert found.view.truth("ever.two_myositis_specific_antibodies") is not Truth.YES


def test_two_members_of_a_group_are_two() -> None:
    found = serology(blot(jo1="strong", pl7="strong"))
    assert [r.doubtful for r in found.results] == [True, True]
    assert found.view.truth("ever.two_myositis_specific_antibodies") is Truth.YES


def test_both_kinds_of_one_antibody_are_not_two() -> None:
    entry = blot(pm_scl_75="strong", pm_scl_100="strong")
    (pm_scl,) = serology(entry).results
    assert pm_scl.antibody.id == "anti_pm_scl"
    assert len(pm_scl.facts) == 2
    assert not pm_scl.doubts


def test_antibodies_that_go_together_raise_no_flag() -> None:
    entry = blot(jo1="strong", ro52="strong", ku="weak", la="weak", cn1a="yes", u1rnp="++")
    assert {r.antibody.id: r.doubts for r in serology(entry).results} == dict.fromkeys(
        ("anti_cn1a", "anti_jo1", "anti_ku", "anti_la", "anti_ro52", "anti_u1rnp"), ()
    )


@pytest.mark.parametrize("modifier", ["anti_ro52", "anti_ccar1", "anti_sp4"])
def test_a_modifier_beside_a_specific_antibody_raises_no_flag(modifier: str) -> None:
    found = serology({**LIKELY, **blot(tif1_gamma="strong", **{modifier: "strong"})})
    assert [r.doubts for r in found.results] == [(), ()]


# -- the sample ------------------------------------------------------------------------------


@pytest.mark.parametrize("antibody", ["jo1", "ku"])
def test_blood_taken_after_immunoglobulin_is_a_note(antibody: str) -> None:
    entry = {"antibodies_taken_after_immunoglobulin": "yes", **blot(**{antibody: "strong"})}
    (found,) = serology(entry).results
    assert [(d.id, d.effect) for d in found.doubts] == [("after_immunoglobulin", "note")]


# -- every rule ------------------------------------------------------------------------------


def test_every_reason_to_doubt_is_met_by_a_test_of_this_file() -> None:
    seen = {
        "weak_outside_myositis", "weak_unconfirmed", "strong_outside_myositis", "two_specific",
        "refuted", "pattern_against", "after_immunoglobulin", "method_not_recorded",
    }  # fmt: skip
    assert {doubt.id for doubt in BASE.serology.doubts} == seen


def test_a_negative_result_has_no_doubts() -> None:
    found = serology({**UNLIKELY, **AGAINST, **blot(jo1="no", mi2="strong")}).of("anti_jo1")
    assert found is not None
    assert found.doubts == ()
    assert not found.doubtful
