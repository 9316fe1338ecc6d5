"""The synthetic patients say that they are synthetic, are listed, and show what they are for."""

from __future__ import annotations

from pathlib import Path

import pytest

import myosotis

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
SYNTHETIC = [
    EXAMPLES / "response-course.yaml",
    *(
        path
        for name in ("antibodies", "strategy")
        for path in sorted((EXAMPLES / name).glob("*.yaml"))
    ),
]


def _patient(name: str) -> myosotis.Patient:
    return myosotis.read_patient(EXAMPLES / "antibodies" / f"{name}.yaml")


@pytest.mark.parametrize("path", SYNTHETIC, ids=lambda path: path.stem)
def test_a_synthetic_patient_says_so_wherever_it_is_read(path: Path) -> None:
    patient = myosotis.read_patient(path)
    assert path.read_text(encoding="utf-8").startswith("# A SYNTHETIC patient: nobody.")
    assert patient.id == path.stem
    assert "synthetic" in patient.title
    assert patient.source == "Synthetic; written for this project."
    assert patient.note.startswith("Synthetic.")
    listed = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert f"]({path.relative_to(EXAMPLES).as_posix()})" in listed


def test_two_methods_confirm_and_two_definitions_agree_on_progression() -> None:
    profile = myosotis.antibody_profile(_patient("mda5-falling-fvc")).profile
    result = next(one for one in profile.results if one.id == "anti_mda5")
    assert (result.verdict, result.confirmed) == ("positive", True)
    assert len(profile.lung.progression) == 2
    assert {line.verdict for line in profile.lung.progression} == {("progressive",)}


def test_a_negative_blot_leaves_the_higher_tier_open_until_the_reference_method_speaks() -> None:
    patient = _patient("tif1-negative-blot")
    tiers = [
        myosotis.cancer_risk(patient, on).cancer.tier for on in ("2021-06-30", "2022-10-17", None)
    ]
    assert tiers == [("moderate", "high"), ("high",), ("high",)]


def _strategy(name: str) -> myosotis.StrategyDocument:
    patient = myosotis.read_patient(EXAMPLES / "strategy" / f"{name}.yaml")
    return myosotis.treatment_strategy(patient)


def test_a_small_trial_is_made_good_and_a_plan_that_was_not_begun_is_said() -> None:
    found = _strategy("refractory-srp").strategy
    standings = {one.therapy: one.standing for one in found.options}
    assert found.verdict == "open"
    assert (standings["azathioprine"], standings["methotrexate"]) == ("optimise", "failed")
    assert [plan.verdict for plan in found.plans] == ["not_begun"]


def test_a_planned_pregnancy_and_a_lung_on_which_guidelines_are_divided() -> None:
    found = _strategy("lung-and-a-wish-for-a-child").strategy
    standings = {one.therapy: one.standing for one in found.options}
    assert standings["mycophenolate"] == standings["methotrexate"] == "contraindicated"
    lung = next(one for one in found.settings if one.id == "ild")
    assert lung.state == "treated"
    assert lung.divided


def test_what_cannot_wait_is_open_behind_a_closed_gate() -> None:
    found = _strategy("mda5-cannot-wait").strategy
    assert found.verdict == "urgent_only"
    assert "methotrexate" in {d.therapy for one in found.settings for d in one.divided}
    assert {one.standing for one in found.options} >= {"open_after_test", "waits"}


def test_two_weak_bands_establish_nothing() -> None:
    patient = _patient("two-weak-bands")
    profile = myosotis.antibody_profile(patient).profile
    assert profile.picture.verdict == "unlikely"
    assert {one.id for one in profile.results if one.verdict == "doubtful"} == {
        "anti_pl7", "anti_srp",
    }  # fmt: skip
    assert not [one for one in profile.results if one.verdict == "positive"]
    assert not [one for one in profile.subgroups if one.verdict in ("established", "supported")]
    assert myosotis.review(patient).diagnosis.verdict == "unsettled"


def test_a_negative_panel_does_not_exclude_what_it_did_not_hold() -> None:
    patient = _patient("hmgcr-found-late")
    early = myosotis.antibody_profile(patient, on="2020-12-31").profile
    assert "anti_hmgcr" in {line.id for line in early.untested}
    assert not [one for one in early.results if one.verdict == "positive"]
    late = myosotis.antibody_profile(patient).profile
    assert {one.id for one in late.subgroups if one.verdict == "established"} >= {
        "hmgcr_necrotising"
    }
