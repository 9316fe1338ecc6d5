"""The index patient of Lundberg 2021 (doi:10.1002/art.41762), at two moments.

T0 is the first diagnosis; at T1 azathioprine and ciclosporin have been given and she is weaker.
Her second examination and final diagnosis are not known to this project. The branches at the end
say what a second examination would have to lead to, whichever way it turned out.
"""

from __future__ import annotations

from copy import deepcopy
from fractions import Fraction
from typing import Any

import pytest

from myosotis import evaluate, read_patient, review
from myosotis.knowledge import load
from myosotis.knowledge.reading import read_document
from tests.acceptance.published import ROOT

FILE = ROOT / "examples" / "index-patient.yaml"
T0 = "2019-03-31"

STATED = {
    "sex", "proximal_leg_weakness", "ck", "emg_myopathic", "mri_muscle_atrophy_gluteal",
    "biopsy_fibre_size_variation", "biopsy_internal_nuclei", "regular_exercise",
    "progressive_weakness", "hamstring_atrophy", "pregnancy_planning", "glucocorticoid_exposure",
}  # fmt: skip
OTHERWISE_NORMAL = {
    "biopsy_inflammation", "biopsy_necrosis", "biopsy_perifascicular_atrophy",
    "biopsy_rimmed_vacuoles",
}  # fmt: skip
ASSUMED = {
    "age_at_onset", "symmetric_proximal_leg_weakness", "leg_proximal_weaker_than_distal",
}  # fmt: skip


@pytest.fixture(scope="module")
def at_first_diagnosis() -> dict[str, Any]:
    return review(read_patient(FILE), T0).to_dict()


@pytest.fixture(scope="module")
def now() -> dict[str, Any]:
    return review(read_patient(FILE)).to_dict()


ADEQUATE = [
    {"therapy": "prednisolone", "dose": "60 mg/day", "from": "2019-04", "to": "2019-10",
     "response": "none", "adherence": "yes"},
    {"therapy": "azathioprine", "dose": "150 mg/day", "from": "2019-06", "to": "2020-06",
     "stopped": "inefficacy", "adherence": "yes"},
]  # fmt: skip


def reviewed(*entries: dict[str, Any], adequate: bool = False) -> dict[str, Any]:
    """The review after one more visit, with what it found."""
    record: dict[str, Any] = deepcopy(dict(read_document(FILE).data))
    record["history"] = [*record["history"], *({"on": "2020-10-01", **e} for e in entries)]
    if adequate:
        record["weight"] = "70 kg"
        not_given = [each for each in record["treatments"] if "not_given" in each]
        record["treatments"] = [*not_given, *ADEQUATE]
    return review(read_patient(record)).to_dict()


# -- the file -------------------------------------------------------------------------------------


def test_the_file_holds_what_the_source_says_and_three_marked_assumptions() -> None:
    facts = read_patient(FILE).facts
    assert {fact.finding for fact in facts} == STATED | OTHERWISE_NORMAL | ASSUMED
    for fact in facts:
        if fact.finding in ASSUMED:
            assert fact.note.startswith("assumed"), fact.finding
        if fact.finding in OTHERWISE_NORMAL:
            assert str(fact.value) == "no"
            assert fact.note == "reported as otherwise normal"


def test_no_dose_in_figures_no_end_and_no_response_is_invented() -> None:
    for treatment in read_patient(FILE).treatments:
        assert treatment.dose is None or not treatment.dose.stated
        assert treatment.stop is None or not treatment.stop.known
        assert treatment.response is None
        assert treatment.duration is None


def test_her_outcome_is_not_known_and_does_not_appear(now: dict[str, Any]) -> None:
    assert now["diagnosis"]["verdict"] == "unsettled"
    assert {"other_iim", "not_iim"} <= set(now["diagnosis"]["possible"])
    assert "not known" in FILE.read_text(encoding="utf-8")


# -- the criteria ---------------------------------------------------------------------------------


def what_is_not_stated_is_absent(id_: str, **stated: Any) -> dict[str, Any]:
    """Her facts for a criteria set, everything else taken as absent."""
    facts: dict[str, Any] = dict.fromkeys(load().criteria[id_].inputs, False)
    return facts | stated


HERS: dict[str, Any] = {
    "age_at_onset": (18, 38),
    "symmetric_proximal_leg_weakness": True,
    "leg_proximal_weaker_than_distal": True,
    "muscle_enzymes_elevated": True,
}
ARMS = {"symmetric_proximal_arm_weakness": True}
NECK = {"neck_flexors_weaker_than_extensors": True}


@pytest.mark.parametrize(
    ("found", "biopsied", "score", "verdict"),
    [
        ({}, False, "4.3", "not"),
        ({}, True, "4.6", "not"),
        (ARMS, False, "5.0", "not"),
        (ARMS, True, "5.3", "not"),
        (NECK, False, "6.2", "probable"),
        (NECK, True, "6.2", "not"),
        (ARMS | NECK, False, "6.9", "probable"),
        (ARMS | NECK, True, "6.9", "probable"),
    ],
)
def test_eular_acr_score_when_what_is_not_stated_is_absent(
    found: dict[str, bool], biopsied: bool, score: str, verdict: str
) -> None:
    facts = what_is_not_stated_is_absent(
        "eular_acr_2017", **HERS, **found, muscle_biopsy_done=biopsied
    )
    got = evaluate("eular_acr_2017", facts)
    assert got.values["score"].low == got.values["score"].high == Fraction(score)
    assert set(got.verdict) == {verdict}


def test_eular_acr_with_the_unknown_left_unknown(now: dict[str, Any]) -> None:
    got = now["diagnosis"]["criteria"]["eular_acr_2017"]
    assert got["values"]["score"]["low"] == 4.6
    assert got["values"]["score"]["high"] > 8.7
    assert "not" in got["verdict"]
    assert len(got["verdict"]) > 1
    missing = {item["finding"] for item in got["missing"]}
    assert {"neck_flexors_weaker_than_extensors", "symmetric_proximal_arm_weakness"} <= missing


def test_bohan_and_peter_is_probable_polymyositis() -> None:
    facts = what_is_not_stated_is_absent(
        "bohan_peter_1975",
        symmetric_proximal_weakness=True,
        muscle_enzymes_elevated_any=True,
        emg_myopathic=True,
    )
    got = evaluate("bohan_peter_1975", facts)
    assert set(got.verdict) == {"probable"}


def test_bohan_and_peter_is_at_least_probable_with_the_unknown_left_unknown(
    at_first_diagnosis: dict[str, Any],
) -> None:
    got = at_first_diagnosis["diagnosis"]["criteria"]["bohan_peter_1975"]
    assert "probable" in got["verdict"]
    assert not {"possible", "not"} & set(got["verdict"])


def test_without_a_rash_her_biopsy_leaves_bohan_and_peter_at_probable() -> None:
    got = reviewed({"rash": False})["diagnosis"]["criteria"]["bohan_peter_1975"]
    assert got["verdict"] == ["probable"]
    assert got["outcomes"]["disease"] == ["PM"]


# -- T0: the first diagnosis ----------------------------------------------------------------------


def test_t0_the_diagnosis_is_not_established(at_first_diagnosis: dict[str, Any]) -> None:
    diagnosis = at_first_diagnosis["diagnosis"]
    assert diagnosis["verdict"] == "unsettled"
    assert diagnosis["label"] == "polymyositis"
    assert diagnosis["missing"]
    assert {"no_infiltrate", "selective_wasting"} <= {flag["id"] for flag in diagnosis["red_flags"]}


def test_t0_escalation_is_blocked(at_first_diagnosis: dict[str, Any]) -> None:
    assert at_first_diagnosis["strategy"]["verdict"] == "blocked"
    assert at_first_diagnosis["urgent"] == []


def test_t0_knows_nothing_of_what_came_later(at_first_diagnosis: dict[str, Any]) -> None:
    given = {
        line["therapy"]
        for line in at_first_diagnosis["resistance"]["treatments"]
        if line["verdict"] != "not_given"
    }
    assert given == set()
    standing = {o["therapy"]: o["standing"] for o in at_first_diagnosis["strategy"]["options"]}
    for therapy in ("glucocorticoid_oral", "azathioprine", "ciclosporin"):
        assert standing[therapy] not in ("failed", "in_use")
    assert at_first_diagnosis["resistance"]["verdict"] != "inadequately_treated"
    current = {f["finding"] for f in at_first_diagnosis["facts"].values() if f["status"] != "later"}
    assert not {"hamstring_atrophy", "progressive_weakness", "regular_exercise"} & current


# -- T1: after azathioprine and ciclosporin -------------------------------------------------------


def test_t1_whether_it_is_refractory_cannot_be_told(now: dict[str, Any]) -> None:
    resistance = now["resistance"]
    assert resistance["verdict"] == "cannot_tell"
    verdicts = {line["therapy"]: line["verdict"] for line in resistance["treatments"]}
    assert verdicts["azathioprine"] == verdicts["ciclosporin"] == "unknown"
    assert verdicts["glucocorticoid_oral"] == "unknown"
    for definition in resistance["definitions"]:
        assert definition["verdict"] in ("cannot_tell", "not_applicable", "not_asked")


def test_t1_definitions_for_other_patients_do_not_apply(now: dict[str, Any]) -> None:
    verdicts = {each["id"]: each["verdict"] for each in now["resistance"]["definitions"]}
    assert verdicts["stir"] == verdicts["proderm"] == "not_applicable"
    assert verdicts["jdm_car_t"] == "not_applicable"
    assert verdicts["abatacept_p3"] == "not_asked"


def test_t1_methotrexate_never_failed(now: dict[str, Any]) -> None:
    (line,) = [t for t in now["resistance"]["treatments"] if t["therapy"] == "methotrexate"]
    assert line["verdict"] == "not_given"
    assert line["failed"] == "no"


def test_t1_removable_causes_are_to_be_asked_but_she_is_not_deconditioned(
    now: dict[str, Any],
) -> None:
    causes = {cause["id"]: cause["verdict"] for cause in now["resistance"]["removable_causes"]}
    assert causes["deconditioning"] == "excluded"
    for cause in ("non_adherence", "thyroid", "statin", "cancer"):
        assert causes[cause] == "ask"


def test_t1_muscle_cannot_be_told_and_leans_to_damage(now: dict[str, Any]) -> None:
    muscle = now["activity"]["organs"]["muscle"]
    assert muscle["verdict"] == "cannot_tell"
    assert muscle["damage"] == "yes"
    assert muscle["inflammation"] == "unknown"


def test_t1_nothing_is_known_of_the_other_organs(now: dict[str, Any]) -> None:
    others = {n: o for n, o in now["activity"]["organs"].items() if n != "muscle"}
    assert set(others) == {"skin", "lung", "joint", "gastrointestinal", "heart"}
    for organ in others.values():
        assert organ["verdict"] == "cannot_tell"
        assert not organ["data"]


def test_t1_the_diagnosis_is_unsettled_and_the_right_doubts_are_raised(now: dict[str, Any]) -> None:
    flags = now["diagnosis"]["red_flags"]
    suggested = {word for flag in flags for word in flag["suggests"]}
    assert {"hereditary", "necrotising myopathy"} <= suggested
    assert {"selective_wasting", "no_infiltrate"} <= {flag["id"] for flag in flags}


def test_t1_escalation_is_blocked_by_all_three_questions(now: dict[str, Any]) -> None:
    strategy = now["strategy"]
    assert strategy["verdict"] == "blocked"
    assert {block["question"] for block in strategy["blocked_by"]} == {
        "activity", "diagnosis", "resistance",
    }  # fmt: skip
    assert "available" not in {option["standing"] for option in strategy["options"]}


def test_t1_her_wish_for_a_child_bars_three_drugs(now: dict[str, Any]) -> None:
    standing = {option["therapy"]: option["standing"] for option in now["strategy"]["options"]}
    for therapy in ("methotrexate", "mycophenolate", "cyclophosphamide"):
        assert standing[therapy] == "contraindicated"


def test_t1_the_second_examination_is_listed(now: dict[str, Any]) -> None:
    assert {
        "mri_muscle",
        "myositis_antibody_panel",
        "anti_hmgcr_and_srp",
        "thyroid_function",
        "gaa_dried_blood_spot",
        "examination_distal_axial_face",
        "history_and_family_tree",
        "slide_review",
        "muscle_biopsy_repeat",
        "gene_panel",
        "repeat_expansion_tests",
    } <= {test["test"] for test in now["next_tests"]}


def test_t1_the_neck_flexors_are_worth_examining(now: dict[str, Any]) -> None:
    # The one bedside item that could still rescue the label.
    gain = {test["test"]: test["gain"] for test in now["next_tests"]}
    assert gain["examination_distal_axial_face"] > 0


# -- T2: whichever way the second examination turns out -------------------------------------------

QUIET_SCAN = {"mri": {"muscle_edema": False}}
OEDEMA = {"mri": {"muscle_edema": True, "site": "pelvis"}}
FAT = {"mri": {"muscle_edema": False, "muscle_fat": True, "muscle_fat_posterior_thigh": True}}
NO_ANTIBODY = {"antibodies": {"hmgcr": False, "srp": False}}
HMGCR = {"antibodies": {"hmgcr": True}, "myositis_antibody_confirmed": True}
NO_INFILTRATE = {"biopsy": {"inflammation": False, "necrosis": False}}
INFILTRATE = {
    "biopsy": {
        "endomysial_infiltrate": True,
        "granuloma": False,
        "mhc_class_1": True,
        "mhc_class_2": True,
    }
}


def test_t2_fat_without_oedema_and_a_pathogenic_genotype_is_hereditary() -> None:
    for adequate in (False, True):
        got = reviewed(
            FAT, NO_ANTIBODY, NO_INFILTRATE, {"genetic_diagnosis_confirmed": True},
            adequate=adequate,
        )  # fmt: skip
        assert got["diagnosis"]["verdict"] == "not_iim"
        assert got["strategy"]["verdict"] == "blocked"
        assert got["activity"]["organs"]["muscle"]["verdict"] == "damage"


@pytest.mark.parametrize("panel", ["negative", "uncertain_variant", "single_recessive_variant"])
def test_t2_the_same_with_genes_that_settle_nothing_is_held(panel: str) -> None:
    got = reviewed(FAT, NO_ANTIBODY, NO_INFILTRATE, {"genetic_panel": panel}, adequate=True)
    assert got["diagnosis"]["verdict"] == "unsettled"
    assert got["strategy"]["verdict"] == "blocked"


def test_t2_anti_hmgcr_makes_it_another_myositis_and_opens_after_adequate_treatment() -> None:
    entries = (OEDEMA, HMGCR, {"ck": "5 xULN"})
    got = reviewed(*entries)
    assert got["diagnosis"]["verdict"] == "other_iim"
    assert set(got["activity"]["organs"]["muscle"]["possible"]) <= {"active", "mixed"}
    assert got["strategy"]["verdict"] == "blocked"
    assert {block["question"] for block in got["strategy"]["blocked_by"]} == {"resistance"}

    treated = reviewed(*entries, adequate=True)
    assert treated["resistance"]["verdict"] == "refractory"
    assert treated["strategy"]["verdict"] == "open"
    standing = {option["therapy"]: option["standing"] for option in treated["strategy"]["options"]}
    assert standing["ivig"] in ("open", "open_after_test")
    for therapy in ("methotrexate", "mycophenolate", "cyclophosphamide"):
        assert standing[therapy] == "contraindicated"


def test_t2_an_infiltrate_without_antibody_is_active_but_genes_come_first() -> None:
    got = reviewed(OEDEMA, INFILTRATE, NO_ANTIBODY, {"ck": "5 xULN"}, adequate=True)
    assert set(got["activity"]["organs"]["muscle"]["possible"]) <= {"active", "mixed"}
    assert got["diagnosis"]["verdict"] == "unsettled"
    assert got["strategy"]["verdict"] == "blocked"
    assert "gene_panel" in {test["test"] for test in got["next_tests"]}


def test_t2_oedema_alone_tells_nothing() -> None:
    got = reviewed(OEDEMA, {"biopsy": {"nonspecific": True}}, NO_ANTIBODY, adequate=True)
    assert got["activity"]["organs"]["muscle"]["verdict"] == "cannot_tell"
    assert got["diagnosis"]["verdict"] == "unsettled"
    assert got["strategy"]["verdict"] == "blocked"


def test_t2_quiet_muscle_with_normal_ck_is_not_inflamed() -> None:
    got = reviewed(
        {"mri": {"muscle_edema": False, "muscle_fat": False, "muscle_atrophy": False}},
        {"ck": "normal", "new_weakness": False},
        adequate=True,
    )
    assert got["activity"]["organs"]["muscle"]["verdict"] == "neither"
    assert got["strategy"]["verdict"] == "blocked"
