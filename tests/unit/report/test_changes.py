from __future__ import annotations

import pytest
from tests.unit.report import reviews

from myosotis.errors import InputError
from myosotis.report import changes_since


def test_nothing_changed() -> None:
    assert changes_since(reviews.blocked(), reviews.blocked()) == []


def test_a_verdict_an_organ_and_a_treatment_that_changed() -> None:
    old, new = reviews.blocked(), reviews.blocked()
    new["on"] = "2020-09-01"
    new["diagnosis"] |= {"verdict": "other_iim", "label": "another"}
    new["activity"]["organs"]["skin"] |= {"verdict": "active", "statement": "Erythema."}
    new["resistance"]["treatments"][0] |= {"to": "2020-05-01", "verdict": "inadequate_dose"}
    assert changes_since(old, new) == [
        "Is the diagnosis right? Was unsettled, is now another IIM. "
        + new["diagnosis"]["statement"],
        "Skin: was cannot tell, is now active. Erythema.",
        "Prednisolone: ended 1 May 2020.",
        "Prednisolone: was cannot tell, is now dose too low.",
    ]


def test_a_new_treatment_a_new_dose_and_an_option() -> None:
    old, new = reviews.opened(), reviews.opened()
    treatments = new["resistance"]["treatments"]
    treatments[0]["dose"] = "5 mg/day"
    treatments.append({**treatments[1], "label": "tacrolimus", "therapy": "tacrolimus"})
    new["strategy"]["options"][1]["standing"] = "in_use"
    assert changes_since(old, new) == [
        "Prednisolone: dose was 60 mg/day, then 10 mg/day, is now 5 mg/day.",
        "Tacrolimus: new on record, adequate, no response.",
        "Option tacrolimus: was open, is now in use, goes on.",
    ]


def test_facts_and_what_is_missing() -> None:
    old, new = reviews.blocked(), reviews.blocked()
    new["facts"]["f99"] = {**new["facts"]["f1"], "finding": "x", "label": "anti-X", "value": "no"}
    del new["facts"]["f2"]
    new["facts"]["f3"]["status"] = "too_old"
    new["diagnosis"]["missing"] = new["diagnosis"]["missing"][1:]
    assert changes_since(old, new) == [
        "New on record: anti-X: no (Mar 2019).",
        "No longer on record: proximal leg weakness: yes (Feb 2020).",
        "Now too old to speak for the present: EMG signs of myopathy.",
        "No longer missing: anti-HMGCR.",
    ]


def test_a_fact_after_the_day_of_the_earlier_review_is_new_in_the_later_one() -> None:
    old, new = reviews.blocked(), reviews.blocked()
    old["facts"]["f2"]["status"] = "later"
    assert changes_since(old, new) == ["New on record: proximal leg weakness: yes (Feb 2020)."]


def test_threats_that_came_and_went() -> None:
    old, new = reviews.opened(), reviews.opened()
    gone = new["urgent"].pop(0)
    old["urgent"][1]["verdict"] = "possible"
    assert changes_since(old, new) == [
        f"Urgent threat, now present: {new['urgent'][0]['statement']}",
        f"No longer an urgent threat: {gone['statement']}",
    ]
    assert changes_since(new, old)[0].startswith("New urgent threat: Respiratory")


def test_another_knowledge_base_is_named() -> None:
    old, new = reviews.blocked(), reviews.blocked()
    new["knowledge"] = {"version": "0.2.0", "hash": "ffff0000"}
    assert changes_since(old, new) == [
        "The knowledge base changed, from 0.1.0 (a41f2c9b) to 0.2.0 (ffff0000): "
        "the same facts may be read differently."
    ]


def test_another_patient_is_an_error() -> None:
    with pytest.raises(InputError, match="compare reviews of the same patient"):
        changes_since(reviews.blocked(), reviews.opened())


def test_the_older_review_goes_first() -> None:
    old = reviews.blocked()
    old["on"] = "2021-01-01"
    with pytest.raises(InputError, match="give the older review to --since"):
        changes_since(old, reviews.blocked())
