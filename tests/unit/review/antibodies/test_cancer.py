"""The cancer risk of a patient: whom it is for, until when, the tier, what it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from tests.unit.review.antibodies.patients import (
    BASE,
    UNCERTAIN,
    blot,
    by,
    due,
    patient,
    profile,
)

from myosotis import cancer_risk
from myosotis.review.antibodies.model import CancerRisk, DueLine

Record = dict[str, Any]

RASH = {"heliotrope_rash": "yes", "muscle_enzymes_elevated": "yes", "proximal_weakness": "yes"}
INCLUSION_BODY = {
    "finger_flexor_weakness": "yes", "biopsy_fibre_invasion": "yes",
    "biopsy_rimmed_vacuoles": "yes",
}  # fmt: skip
NO_OTHER_FACTOR: Record = {
    **dict.fromkeys(
        ("refractory_course", "dysphagia_moderate_or_severe", "cutaneous_necrosis"), "no"
    ),
    "antibodies": {
        "method": "immunoprecipitation",
        **dict.fromkeys(("tif1_gamma", "nxp2", "sae", "hmgcr", "mi2", "mda5"), "no"),
    },
}
WOMAN: Record = {"sex": "female", "age_at_onset": 30}
STANDARD = {**NO_OTHER_FACTOR, "systemic_sclerosis": "yes", "muscle_enzymes_elevated": "yes",
            "dermatomyositis_rash": "no", "connective_tissue_disease": "yes"}  # fmt: skip
FAILED = [
    {"therapy": "prednisolone", "dose": "60 mg/day", "from": "2018-04", "to": "2018-10",
     "response": "none", "adherence": "yes"},
    {"therapy": "methotrexate", "dose": "20 mg/week", "from": "2018-06", "to": "2019-06",
     "response": "none", "stopped": "inefficacy", "adherence": "yes"},
]  # fmt: skip


def risk(*history: Record, on: str | None = None, **fields: Any) -> CancerRisk:
    return profile(*history, on=on, **fields).cancer


def statuses(lines: Iterable[DueLine], timing: str) -> set[str]:
    return {line.status for line in lines if line.id.startswith(f"{timing}.")}


def why(found: CancerRisk, name: str) -> tuple[str, str]:
    (line,) = (line for line in found.factors if line.id == name)
    return line.verdict, line.why


# -- whom it is for --------------------------------------------------------------------------


@pytest.mark.parametrize(("age", "applies"), [(17, "no"), (18, "yes")])
def test_a_disease_that_began_in_childhood_is_exempt(age: int, applies: str) -> None:
    found = risk({**RASH, **blot(tif1_gamma="strong")}, age_at_onset=age)
    assert found.applies == applies
    assert [each.id for each in found.exempt] == (["juvenile_onset"] if applies == "no" else [])
    assert found.tier == (() if applies == "no" else ("high",))


@pytest.mark.parametrize(
    ("entry", "applies"),
    [(INCLUSION_BODY, "no"), ({"finger_flexor_weakness": "yes"}, "cannot_tell")],
)
def test_inclusion_body_myositis_is_exempt_once_it_is_established(
    entry: Record, applies: str
) -> None:
    found = risk(entry, age_at_onset=60)
    assert found.applies == applies
    assert bool(found.exempt) is (applies == "no")


def test_inclusion_body_myositis_beside_another_disease_is_exempt_and_has_no_tier() -> None:
    record = {**INCLUSION_BODY, "systemic_sclerosis": "yes", "muscle_enzymes_elevated": "yes"}
    found = risk(record, age_at_onset=60)
    assert (found.applies, found.tier, found.lowest) == ("no", (), None)


def test_where_nothing_is_asked_nothing_is_due_and_the_reason_is_said() -> None:
    found = risk(INCLUSION_BODY, age_at_onset=60)
    assert {line.status for line in found.due} == {"not_needed"}
    assert {line.when for line in found.due} == {"the guideline asks for no routine screening here"}
    assert {line.then for line in found.due} == {None}
    assert (found.missing, found.flags, found.conditional) == ((), (), ())
    assert found.statement == found.exempt[0].statement


def test_what_is_assumed_is_said_in_the_words_of_the_guideline() -> None:
    said = "It is assumed that the disease began at 18 or later and is not inclusion body myositis."
    # The age is known; that it is not inclusion body myositis is not.
    assert said in risk(UNCERTAIN, age_at_onset=50).statement
    assert said in risk(RASH).statement
    assert "assumed" not in risk(RASH, age_at_onset=50).statement


# -- until when ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "in_window", "words"),
    [
        ({"onset": "2017-01-01"}, "yes", "36 months since the first symptom (1 Jan 2017)"),
        ({"onset": "2016-12-01"}, "no", "37 months since the first symptom (1 Dec 2016)"),
        ({"onset": "2016"}, "unknown", "36 to 48 months since the first symptom (2016)"),
        ({"onset": "2015"}, "no", "48 to 60 months since the first symptom (2015)"),
        ({"onset": "2019-12-01"}, "yes", "1 month since the first symptom (1 Dec 2019)"),
        # Without the first symptom only that it is over can be known.
        ({}, "unknown", "first entry 1 Jan 2020, 0 months ago"),
        ({"diagnosed": "2017-01-01"}, "unknown", "first entry 1 Jan 2017, 36 months ago"),
        ({"diagnosed": "2016-12-01"}, "no", "first entry 1 Dec 2016, 37 months ago"),
        ({"presented": "2016-12-01"}, "no", "first entry 1 Dec 2016, 37 months ago"),
    ],
)
def test_the_time_for_which_the_guideline_was_made(
    fields: Record, in_window: str, words: str
) -> None:
    found = risk(RASH, born="1970", **fields)
    assert found.in_window == in_window
    assert found.window.endswith(words)


def test_after_that_time_nothing_is_due_any_more_and_the_tier_stays() -> None:
    found = risk(RASH, blot(tif1_gamma="strong"), onset="2010-01", born="1960")
    assert found.tier == ("high",)
    assert "More than 36 months have passed since the first symptom" in found.statement
    assert {line.status for line in found.due} == {"not_needed"}
    assert {line.when for line in found.due} == {"more than 36 months since the first symptom"}
    assert found.conditional == ()


def test_what_was_done_in_time_is_done_although_the_time_is_over() -> None:
    done = {"on": "2010-02-01", "cancer_screen_done": "yes"}
    found = risk(done, RASH, onset="2010-01", diagnosed="2010-02", age_at_onset=50)
    assert {line.status for line in found.due} == {"done"}


def test_without_a_date_the_time_is_open() -> None:
    found = risk({"on": "unknown", **RASH}, age_at_onset=50)
    assert (found.in_window, found.window) == ("unknown", "the date is not known")


# -- the tier --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "fields", "tiers"),
    [
        ({}, {}, ("standard", "moderate", "high")),
        (STANDARD, WOMAN, ("standard",)),
        (STANDARD, {"sex": "male", "age_at_onset": 30}, ("standard",)),
        (STANDARD, {"age_at_onset": 30}, ("standard",)),
        (STANDARD, {"sex": "female", "age_at_onset": 41}, ("moderate",)),
        ({**RASH, **NO_OTHER_FACTOR}, WOMAN, ("moderate",)),
        ({**RASH, **NO_OTHER_FACTOR}, {"sex": "female", "age_at_onset": 41}, ("high",)),
        ({**RASH, **NO_OTHER_FACTOR}, {"sex": "female"}, ("moderate", "high")),
        ({**RASH}, WOMAN, ("moderate", "high")),
        ({**RASH, **blot(tif1_gamma="strong")}, WOMAN, ("high",)),
    ],
)
def test_the_tier_is_the_set_of_those_still_possible(
    entry: Record, fields: Record, tiers: tuple[str, ...]
) -> None:
    found = risk(entry, **fields)
    assert found.tier == tiers
    assert found.lowest == tiers[0]
    assert bool(found.missing) is (len(tiers) > 1)


def test_the_sentence_of_the_tier() -> None:
    assert risk({**RASH, **NO_OTHER_FACTOR}, onset="2019", born="1980", sex="female").statement == (
        "The cancer tier is moderate."
    )
    assert "The cancer tier is at least moderate (moderate or high), since not all is known" in (
        risk({**RASH}, **WOMAN).statement
    )
    assert "The cancer tier cannot be told yet: standard, moderate or high." in risk({}).statement


def test_a_disease_that_treatment_did_not_hold_is_a_factor() -> None:
    record = {**RASH, **NO_OTHER_FACTOR, "refractory_course": "unknown"}
    without = risk(record, **WOMAN)
    assert without.tier == ("moderate", "high")
    with_it = risk(record, **WOMAN, treatments=FAILED, weight="70 kg")
    assert with_it.tier == ("high",)
    assert why(with_it, "high_refractory")[0] == "yes"


@pytest.mark.parametrize(
    ("entry", "subtypes"),
    [
        (RASH, "dermatomyositis"),
        # Weakness is not recorded, so it may be the amyopathic form.
        ({"heliotrope_rash": "yes", "muscle_enzymes_elevated": "yes"},
         "amyopathic dermatomyositis or dermatomyositis"),
        ({**RASH, **blot(jo1="strong")}, "antisynthetase syndrome or dermatomyositis"),
        ({"muscle_enzymes_elevated": "yes", **blot(srp="strong")}, "necrotising myopathy"),
        ({"muscle_enzymes_elevated": "yes"}, "not settled"),
    ],
)  # fmt: skip
def test_the_subtypes_that_the_patient_can_have(entry: Record, subtypes: str) -> None:
    assert why(risk(entry, **WOMAN), "high_dermatomyositis")[1] == f"subgroup: {subtypes}"


def test_an_established_amyopathic_form_is_not_dermatomyositis_as_well() -> None:
    record = {"heliotrope_rash": "yes", "skin_biopsy_interface_dermatitis": "yes",
              "skin_disease_duration": "8 months", "weakness": "no",
              "muscle_enzymes_elevated_any": "no"}  # fmt: skip
    found = risk(record, **WOMAN)
    assert why(found, "intermediate_amyopathic") == (
        "yes", "subgroup: amyopathic dermatomyositis"
    )  # fmt: skip
    assert why(found, "high_dermatomyositis")[0] == "no"


# -- why -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "verdict", "reason"),
    [
        ({}, "unknown", "not recorded"),
        (blot(tif1_gamma="strong"), "yes", "Anti-TIF1-gamma: yes (1 Jan 2020, current)"),
        (blot(tif1_gamma="weak"), "unknown",
         "doubtful: a weak signal where myositis is not likely"),
        (blot(tif1_gamma="no"), "unknown",
         "negative, by a method that misses it or is not recorded"),
        ({"anti_tif1_gamma": by("ip", "no")}, "no", "Anti-TIF1-gamma: no (1 Jan 2020, current)"),
        (blot(msa="no"), "unknown", "one of a group that was negative, which does not exclude it"),
        ({"msa": by("ip", "no")}, "no", "A myositis-specific antibody: no (1 Jan 2020, current)"),
        # Positive once is positive, whatever was found later.
        ({"anti_tif1_gamma": by("ip", "yes")}, "yes",
         "Anti-TIF1-gamma: yes (1 Jan 2020, current)"),
    ],
)  # fmt: skip
def test_a_factor_says_what_it_rests_on(entry: Record, verdict: str, reason: str) -> None:
    assert why(risk(entry, age_at_onset=30), "high_tif1_gamma") == (verdict, reason)


def test_a_factor_that_is_absent_or_present_has_a_reason_and_one_that_is_open_too() -> None:
    for entry, fields in (({}, {}), (RASH, WOMAN), (STANDARD, WOMAN)):
        for line in risk(entry, **fields).factors:
            assert line.why, line.id
            assert line.level in ("high", "intermediate", "low")


def test_what_is_missing_is_named_from_the_factors_that_can_change_the_tier() -> None:
    others = NO_OTHER_FACTOR["antibodies"] | {"tif1_gamma": "not tested"}
    record = {**RASH, **NO_OTHER_FACTOR, "antibodies": others}
    found = risk(record, blot(tif1_gamma="no"), **WOMAN)
    assert [missing.finding for missing in found.missing] == ["anti_tif1_gamma"]
    found = risk({**RASH, **NO_OTHER_FACTOR}, sex="female")
    assert [missing.finding for missing in found.missing] == ["age_at_onset"]


# -- whatever the tier -----------------------------------------------------------------------

SIGNS = ("weight_loss", "family_history_cancer", "smoking", "unexplained_fever", "night_sweats")


@pytest.mark.parametrize(
    ("record", "fields"),
    [
        (STANDARD, WOMAN),
        ({**RASH, **blot(tif1_gamma="strong")}, WOMAN),
        ({}, {}),
        (RASH, {"onset": "2010", "born": "1960"}),
    ],
    ids=["standard", "high", "unknown", "over"],
)
@pytest.mark.parametrize("sign", SIGNS)
def test_a_red_flag_stands_whatever_the_tier(record: Record, fields: Record, sign: str) -> None:
    found = risk({**record, sign: "yes"}, **fields)
    assert [flag.id for flag in found.red_flags] == [sign]
    assert len(found.red_flags_missing) == len(SIGNS) - 1


def test_a_red_flag_that_is_absent_is_neither_found_nor_missing() -> None:
    found = risk({**RASH, **dict.fromkeys(SIGNS, "no")}, **WOMAN)
    assert (found.red_flags, found.red_flags_missing) == ((), ())


# -- what is due -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "fields", "basic", "enhanced", "then"),
    [
        (STANDARD, WOMAN, "basic_at_start", None, False),
        ({**RASH, **NO_OTHER_FACTOR}, WOMAN, "basic_at_start", "due", False),
        ({**RASH}, WOMAN, "basic_at_start", "due", True),
        ({}, WOMAN, "basic_at_start", "if", True),
        ({**RASH, **blot(tif1_gamma="strong")}, WOMAN, "basic_yearly", "due", False),
    ],
    ids=["standard", "moderate", "moderate or high", "open", "high"],
)
def test_the_panels_of_a_tier(
    entry: Record, fields: Record, basic: str, enhanced: str | None, then: bool
) -> None:
    found = risk(entry, diagnosed="2020-01-01", **fields)
    assert statuses(found.due, basic) == {"due"}
    assert statuses(found.due, "enhanced_at_start") == ({enhanced} if enhanced else set())
    for line in found.due:
        if line.id.startswith("basic_"):
            assert (line.then is not None) is then
            assert line.id.startswith(f"{basic}.")


def test_the_basic_panel_of_the_high_tier_for_three_years() -> None:
    entry = {**RASH, **blot(tif1_gamma="strong"), "crp": {"value": "3 mg/L", "uln": "5 mg/L"}}
    crp = due(risk(entry, diagnosed="2020-01-01", **WOMAN).due, "crp")
    assert (crp.status, crp.on) == ("planned", "2021-01-01")
    assert [first for first, _ in crp.dates] == ["2022-01-01", "2023-01-01"]


def test_items_of_the_other_sex_are_not_asked_and_of_an_unknown_one_only_perhaps() -> None:
    for sex, female, male in (("female", {"due"}, set()), ("male", set(), {"due"}),
                              (None, {"if"}, {"if"})):  # fmt: skip
        fields: Record = {"sex": sex} if sex else {}
        found = risk({**RASH, **NO_OTHER_FACTOR}, age_at_onset=41, **fields)
        by_id = {line.id.partition(".")[2]: {line.status} for line in found.due}
        for name in ("mammography", "cervical_screening", "ca125", "ovarian_ultrasound"):
            assert by_id.get(name, set()) == female
        assert by_id.get("psa", set()) == male


def test_what_can_be_considered_in_the_high_tier_after_a_clean_screen() -> None:
    record = {**RASH, **blot(tif1_gamma="strong")}
    # Whether a cancer was found is not recorded.
    assert risk(record, **WOMAN).conditional == ()
    found = risk({**record, "malignancy": "no"}, **WOMAN)
    assert [each.id for each in found.conditional] == [
        "pet_ct_after_clean_screen",
        "upper_endoscopy_after_clean_screen",
        "lower_endoscopy_after_clean_screen",
    ]
    assert risk({**record, "malignancy": "yes"}, **WOMAN).conditional == ()


@pytest.mark.parametrize(
    ("entry", "age", "alone"),
    [
        ({"cutaneous_necrosis": "yes"}, 41, True),
        ({"cutaneous_necrosis": "yes"}, 40, False),
        ({"dysphagia_moderate_or_severe": "yes"}, 41, True),
        ({"refractory_course": "yes"}, 41, True),
        ({}, 41, False),
    ],
)
def test_tomography_alone_can_be_considered_with_one_more_feature(
    entry: Record, age: int, alone: bool
) -> None:
    found = risk({**RASH, **blot(tif1_gamma="strong"), **entry}, sex="male", age_at_onset=age)
    assert ("pet_ct_alone" in {each.id for each in found.conditional}) is alone


# -- what could not be read ------------------------------------------------------------------


def test_what_could_not_be_read_in_the_source_is_in_every_answer() -> None:
    for entry, fields in (({}, {}), (INCLUSION_BODY, {"age_at_onset": 60}), (RASH, WOMAN)):
        found = risk(entry, **fields)
        assert [line.id for line in found.not_read] == [one.id for one in BASE.cancer.not_read]
        assert found.not_read


def test_the_document_of_the_command_is_that_of_the_profile() -> None:
    person = patient({**RASH, **blot(tif1_gamma="strong")}, **WOMAN)
    report = cancer_risk(person)
    assert report.cancer == profile({**RASH, **blot(tif1_gamma="strong")}, **WOMAN).cancer
    assert set(report.cancer.sources) <= report.sources.keys()
