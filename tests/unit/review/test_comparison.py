"""All classification sets on one patient."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from tests.made_up_criteria import made_up

from myosotis import InputError, Review, compare_criteria, evaluate, read_patient, review
from myosotis.review import Comparison, comparison_schema


def compared(history: list[dict[str, Any]], on: str | None = None, **record: Any) -> Comparison:
    patient = read_patient({"id": "p", "sex": "female", "history": history, **record}, made_up())
    return compare_criteria(patient, on, made_up())


RASH = [{"on": "2020-01-01", "heliotrope_rash": True, "ck": "0.8 xULN", "age_at_onset": 48}]


def test_every_enabled_set_is_there_those_of_the_review_first() -> None:
    found = compared(RASH)
    assert [one["id"] for one in found.sets] == ["skin", "muscle", "biopsy", "children", "fingers"]
    assert [one["year"] for one in found.sets] == [2017, 1975, 2004, 1990, 2011]


def test_a_set_is_what_its_evaluation_is() -> None:
    (one, *_) = compared(RASH).sets
    facts = {"heliotrope_rash": True, "ck": 0.8, "age_at_onset": 48}
    expected = evaluate("skin", facts, made_up()).to_dict()
    assert {key: one[key] for key in expected} == expected


def test_a_set_that_is_switched_off_gives_its_reason_and_no_verdict() -> None:
    found = compared(RASH)
    assert [(out.id, out.why, out.reason) for out in found.left_out] == [
        ("unfinished", "switched_off", "The weights are not published.")
    ]
    assert "unfinished" not in {one["id"] for one in found.sets}


def test_a_set_that_refuses_the_facts_says_why_and_decides_nothing() -> None:
    found = compared([{"on": "2020-01-01", "age_at_onset": 1, "finger_flexor_weakness": True}])
    assert "fingers" not in {one["id"] for one in found.sets}
    refused = next(out for out in found.left_out if out.id == "fingers")
    assert (refused.why, refused.reason) == ("refused", "Nobody was so young (1).")


def test_a_record_says_nothing_of_an_input_that_is_a_sets_own() -> None:
    fingers = compared([{"on": "2020-01-01", "gottron_sign": True}]).sets[-1]
    assert fingers["id"] == "fingers"
    assert fingers["verdict"] == ["met", "not"]
    assert fingers["because"] == []


def test_a_set_that_does_not_apply_says_so() -> None:
    children = next(one for one in compared(RASH).sets if one["id"] == "children")
    assert children["verdict"] == ["not_applicable"]
    assert [reason["finding"] for reason in children["because"]] == ["age_at_onset"]


def test_the_course_counts_whenever_it_was_recorded() -> None:
    old = [{"on": "2001-05", "heliotrope_rash": True}, {"on": "2020-01-01", "ck": "2 xULN"}]
    assert compared(old).sets[0]["verdict"] == ["met"]


def test_what_came_later_is_not_seen() -> None:
    history = [{"on": "2019-01-01", "ck": "2 xULN"}, {"on": "2020-01-01", "heliotrope_rash": True}]
    assert compared(history).sets[0]["verdict"] == ["met"]
    earlier = compared(history, on="2019-06-01")
    assert earlier.sets[0]["verdict"] == ["met", "not"]
    assert earlier.on == "2019-06-01"
    with pytest.raises(InputError):
        compared(history, on="yesterday")


def test_the_contradiction_is_that_of_the_review() -> None:
    patient = read_patient({"id": "p", "history": RASH}, made_up())
    found = compare_criteria(patient, knowledge=made_up()).disagreement
    assert found is not None
    assert review(patient, knowledge=made_up()).diagnosis.disagreement == found


def test_a_review_with_or_without_a_contradiction_can_be_read_back() -> None:
    patient = read_patient({"id": "p", "history": RASH}, made_up())
    found = review(patient, knowledge=made_up())
    assert Review.from_dict(found.to_dict()) == found
    earlier = found.to_dict()
    del earlier["diagnosis"]["disagreement"]
    assert Review.from_dict(earlier).diagnosis.disagreement is None


def test_the_sets_of_the_contradiction_are_cited_on_the_review() -> None:
    patient = read_patient({"id": "p", "history": RASH}, made_up())
    found = review(patient, knowledge=made_up())
    assert found.diagnosis.disagreement is not None
    for one in found.diagnosis.disagreement.sets.values():
        assert set(one.sources) <= set(found.sources)


def test_an_unchecked_rule_in_the_contradiction_is_listed_as_unchecked() -> None:
    base = made_up()
    record = {"on": "2020-01-01", "heliotrope_rash": True, "biopsy_perifascicular_atrophy": False}
    found = review(read_patient({"id": "p", "history": [record]}, base), knowledge=base)
    assert found.diagnosis.disagreement is not None
    assert found.diagnosis.disagreement.sets["biopsy"].checked == "no"
    assert "The rule of the criteria Biopsy." in found.unchecked.statements


def test_facts_of_a_set_that_contradict_each_other_are_told() -> None:
    history = [
        {"on": "2020-02", "heliotrope_rash": True, "course": "acute"},
        {"on": "2020-02-14", "heliotrope_rash": False, "course": "chronic"},
    ]
    assert [conflict.finding for conflict in compared(history).conflicts] == ["heliotrope_rash"]


def test_as_plain_data_it_follows_its_schema() -> None:
    found = compared(RASH).to_dict()
    assert json.loads(json.dumps(found)) == found
    jsonschema.Draft202012Validator.check_schema(comparison_schema())
    jsonschema.validate(found, comparison_schema())
    assert found["schema"] == 1
    named = {id_ for one in found["sets"] for id_ in one["source"]}
    assert named <= found["sources"].keys()
