"""The published cases: what was known before the decisive result must never mislead."""

from __future__ import annotations

import json
from typing import Any

import pytest

from myosotis import Review, read_patient, review
from myosotis.patient import Snapshot
from tests.acceptance.published import CASES, EXPECTATIONS, Case, read_cases

ALL = read_cases()
MIMICS = [case for case in ALL if case.is_mimic]
TREATED = [case for case in ALL if case.expected["truth"]["truly_refractory"] != "unknown"]

each_case = pytest.mark.parametrize("case", ALL, ids=lambda case: case.id)
each_mimic = pytest.mark.parametrize("case", MIMICS, ids=lambda case: case.id)

VERDICTS = {
    "resistance": {"refractory", "inadequately_treated", "not_refractory", "cannot_tell"},
    "organ": {"active", "damage", "mixed", "neither", "cannot_tell"},
    "diagnosis": {"secure", "other_iim", "not_iim", "unsettled"},
    "strategy": {"open", "blocked", "urgent_only"},
}
STANDS = {"secure", "other_iim"}
AFTER_REVEAL = {
    "stands": STANDS,
    "refuted": {"not_iim"},
    "doubted": {"not_iim", "unsettled"},
    "not_refuted": {*STANDS, "unsettled"},
}


def reviewed(record: dict[str, Any]) -> dict[str, Any]:
    return review(read_patient(record)).to_dict()


# -- the files ------------------------------------------------------------------------------------


def test_there_are_35_cases_each_with_its_expectation() -> None:
    assert len(ALL) == 35
    assert {path.name for path in CASES.glob("*.yaml")} == {
        path.name for path in EXPECTATIONS.glob("*.yaml")
    }


@each_case
def test_a_case_is_named_as_its_file_and_names_its_source(case: Case) -> None:
    patient = read_patient(CASES / f"{case.id}.yaml")
    assert patient.id == case.id == case.expected["case"]
    assert patient.source
    assert patient.title
    assert patient.note


@each_case
def test_a_case_does_not_hold_its_own_answer(case: Case) -> None:
    course = Snapshot.of(read_patient(case.known_before())).course
    for fact in read_patient({"id": "reveal", "history": case.expected["reveal"]}).facts:
        known = course.get(fact.finding)
        assert known is None or known.value != fact.value, fact.finding


# -- every review ---------------------------------------------------------------------------------


@each_case
def test_verdicts_are_words_of_the_approach(case: Case) -> None:
    got = reviewed(case.known_before())
    assert got["resistance"]["verdict"] in VERDICTS["resistance"]
    assert got["diagnosis"]["verdict"] in VERDICTS["diagnosis"]
    assert got["strategy"]["verdict"] in VERDICTS["strategy"]
    for organ in got["activity"]["organs"].values():
        assert organ["verdict"] in VERDICTS["organ"]
        assert set(organ["possible"]) <= VERDICTS["organ"] - {"cannot_tell"}


@each_case
def test_a_verdict_is_among_the_possible_ones(case: Case) -> None:
    got = reviewed(case.known_before())
    assert got["diagnosis"]["verdict"] in got["diagnosis"]["possible"]
    for organ in got["activity"]["organs"].values():
        if organ["verdict"] == "cannot_tell":
            assert len(organ["possible"]) > 1
        else:
            assert organ["possible"] == [organ["verdict"]]


@each_case
def test_what_is_determined_says_why(case: Case) -> None:
    got = reviewed(case.known_before())
    if got["resistance"]["verdict"] != "cannot_tell":
        assert got["resistance"]["because"]
    for treatment in got["resistance"]["treatments"]:
        assert treatment["because"] or treatment["verdict"] == "unknown", treatment["name"]
    for cause in got["resistance"]["removable_causes"]:
        assert cause["because"] or cause["verdict"] == "ask", cause["id"]
    for name, organ in got["activity"]["organs"].items():
        assert organ["because"] or organ["verdict"] == "cannot_tell", name
    if got["diagnosis"]["verdict"] != "unsettled":
        assert got["diagnosis"]["because"]
    for name, criteria in got["diagnosis"]["criteria"].items():
        assert criteria["because"] or len(criteria["verdict"]) > 1, name
    for urgent in got["urgent"]:
        assert urgent["because"], urgent["id"]
    assert got["strategy"]["blocked_by"] or got["strategy"]["verdict"] == "open"


@each_case
def test_what_is_open_says_what_is_missing(case: Case) -> None:
    got = reviewed(case.known_before())
    if got["diagnosis"]["verdict"] == "unsettled":
        assert got["diagnosis"]["missing"]
        assert got["next_tests"]
    for name, organ in got["activity"]["organs"].items():
        assert organ["missing"] or organ["verdict"] != "cannot_tell", name
    for criteria in got["diagnosis"]["criteria"].values():
        assert criteria["missing"] or len(criteria["verdict"]) == 1


@each_case
def test_every_fact_and_source_that_is_named_is_there(case: Case) -> None:
    got = reviewed(case.known_before())
    for reason in _reasons(got):
        assert reason["fact"] is None or reason["fact"] in got["facts"]
        assert set(reason["sources"]) <= set(got["sources"])


@each_case
def test_a_review_goes_through_json_unchanged(case: Case) -> None:
    got = reviewed(case.known_before())
    again = Review.from_dict(json.loads(json.dumps(got)))
    assert again.to_dict() == got


@each_case
def test_one_patient_is_reviewed_the_same_twice(case: Case) -> None:
    assert reviewed(case.known_before()) == reviewed(case.known_before())


# -- no mimic is escalated ------------------------------------------------------------------------


def assert_not_escalated(got: dict[str, Any]) -> None:
    strategy = got["strategy"]
    assert strategy["verdict"] != "open"
    assert got["diagnosis"]["verdict"] not in STANDS
    assert "diagnosis_stands" in {block["id"] for block in strategy["blocked_by"]}
    assert "available" not in {option["standing"] for option in strategy["options"]}
    if strategy["verdict"] == "urgent_only":
        assert got["urgent"]


@each_mimic
def test_a_mimic_is_not_escalated(case: Case) -> None:
    assert_not_escalated(reviewed(case.known_before()))


@each_mimic
def test_a_mimic_is_not_escalated_when_undated_facts_are_taken_as_current(case: Case) -> None:
    assert_not_escalated(reviewed(case.undated_as_current()))


@each_mimic
def test_a_mimic_is_not_escalated_after_the_decisive_result(case: Case) -> None:
    assert_not_escalated(reviewed(case.revealed()))
    assert_not_escalated(reviewed(case.afterwards()))


@each_mimic
def test_a_mimic_is_not_escalated_although_two_drugs_failed_at_full_dose(case: Case) -> None:
    assert_not_escalated(reviewed(case.adequately_treated()))


# -- the truth lies within the bounds -------------------------------------------------------------


@pytest.mark.parametrize("case", TREATED, ids=lambda case: case.id)
def test_refractory_or_not_agrees_with_the_source(case: Case) -> None:
    got = reviewed(case.known_before())["resistance"]
    if case.expected["truth"]["truly_refractory"]:
        assert got["verdict"] in ("refractory", "cannot_tell")
    else:
        assert got["verdict"] != "refractory"


@each_case
def test_no_treatment_without_dose_or_duration_has_failed(case: Case) -> None:
    got = reviewed(case.known_before())["resistance"]
    recorded = case.record.get("treatments", [])
    for treatment, line in zip(recorded, got["treatments"], strict=True):
        if line["counts_as"] != "none" and not {"dose", "duration"} <= treatment.keys():
            assert line["failed"] != "yes", line["name"]


@each_case
def test_the_state_of_muscle_agrees_with_the_source(case: Case) -> None:
    possible = set(reviewed(case.known_before())["activity"]["organs"]["muscle"]["possible"])
    truth = case.expected["truth"]["muscle_state"]
    allowed = {"not_inflammatory": {"damage", "neither"}, "unknown": possible}
    assert possible & allowed.get(truth, {truth})


@each_case
def test_an_inflammatory_myopathy_is_never_refuted(case: Case) -> None:
    if not case.is_mimic:
        for record in (case.known_before(), case.revealed(), case.afterwards()):
            assert reviewed(record)["diagnosis"]["verdict"] != "not_iim"


# -- the decisive result --------------------------------------------------------------------------


@each_case
def test_the_decisive_result_leads_to_the_right_verdict(case: Case) -> None:
    got = reviewed(case.revealed())["diagnosis"]["verdict"]
    assert got in AFTER_REVEAL[case.expected["after_reveal"]]


@pytest.mark.parametrize(
    "case", [case for case in ALL if case.expected["reveal"]], ids=lambda case: case.id
)
def test_the_decisive_result_moves_the_review(case: Case) -> None:
    before, after = reviewed(case.known_before()), reviewed(case.revealed())
    assert any(before[part] != after[part] for part in ("resistance", "diagnosis", "strategy"))


@each_case
def test_the_verdict_after_the_decisive_result_was_among_the_possible_ones(case: Case) -> None:
    possible = reviewed(case.known_before())["diagnosis"]["possible"]
    assert reviewed(case.revealed())["diagnosis"]["verdict"] in possible


@each_case
def test_the_verdict_after_a_new_doubt_was_among_the_possible_ones(case: Case) -> None:
    record = case.revealed()
    possible = reviewed(record)["diagnosis"]["possible"]
    on = record["history"][-1]["on"]
    record["history"].append({"on": on, "repetitive_stimulation_abnormal": True})
    assert reviewed(record)["diagnosis"]["verdict"] in possible


def _reasons(part: Any) -> list[dict[str, Any]]:
    """Every reason anywhere in a review."""
    if isinstance(part, dict):
        own = [part] if {"text", "fact", "rule", "sources"} == part.keys() else []
        return own + [reason for value in part.values() for reason in _reasons(value)]
    if isinstance(part, list):
        return [reason for value in part for reason in _reasons(value)]
    return []
