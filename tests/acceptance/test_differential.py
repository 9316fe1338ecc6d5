"""The differential on the published cases, and what must hold whatever its figures are.

The figures are in benchmarks/differential/results.md. 35 cases leave about 16 points of doubt on
any share: a floor is there to catch what broke, not to be tuned to.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from differential import phenopackets
from differential.answers import engine
from differential.comparison import Answered, Figures, figures
from differential.published import Case, read_cases

from myosotis import Differential, differential_diagnosis, read_patient, review
from myosotis.knowledge import load
from tests.acceptance import published

CASES = read_cases(load())
URGENT = [case for case in CASES if case.urgent]
MIMICS = [case for case in published.read_cases() if case.is_mimic]
HEREDITARY = {one.id for one in load().disorders.values() if one.group == "inherited" and one.gene}
EXPOSED = sorted(one.id for one in load().disorders.values() if one.exposure and not one.part_of)

NECROTISING: dict[str, Any] = {
    "id": "necrotising",
    "sex": "female",
    "age": 50,
    "age_at_onset": 49,
    "presented": "2020-06-01",
    "history": [
        {
            "on": "2020-06-01",
            "symptom_duration": "8 months",
            "proximal_weakness": True,
            "neck_flexor_weakness": True,
            "statin_exposure": False,
            "rash": False,
            "ck": "30 xULN",
            "biopsy": {"necrosis": True, "inflammation": False, "mhc_class_1": True},
            "myositis_specific_antibody": False,
            "anti_hmgcr": False,
            "anti_srp": False,
            "anti_mitochondrial_m2": False,
        }
    ],
}
LIMB_GIRDLE: dict[str, Any] = {
    "id": "limb-girdle",
    "sex": "male",
    "age": 31,
    "age_at_onset": 18,
    "presented": "2020-06-01",
    "history": [
        {
            "on": "2020-06-01",
            "symptom_duration": "156 months",
            "proximal_weakness": True,
            "calf_atrophy": True,
            "scapular_winging": True,
            "dysphagia": False,
            "rash": False,
            "family_history_muscle_disease": True,
            "ck": "25 xULN",
            "biopsy": {"dystrophic_change": True, "necrosis": True},
        }
    ],
}


def differential(record: dict[str, Any]) -> Differential:
    return differential_diagnosis(read_patient(record))


def offered(body: Any) -> list[str]:
    return [action.id for action in body.actions]


# -- the published cases before the decisive result -----------------------------------------------


@cache
def measured() -> Figures:
    return figures([Answered(case, engine(case.patient)) for case in CASES])


def test_every_published_case_has_its_answer() -> None:
    assert len(CASES) == 35
    assert {case.id for case in CASES} == {case.id for case in published.read_cases()}


def test_the_right_disorder_is_first_in_18_cases() -> None:
    assert measured().first is not None
    assert measured().first.n >= 18


def test_it_is_among_the_first_three_in_28() -> None:
    assert measured().first_3 is not None
    assert measured().first_3.n >= 28


def test_the_decisive_test_is_among_the_first_three_in_28() -> None:
    assert measured().next_test is not None
    assert measured().next_test.n >= 28


def test_inflammatory_or_not_is_better_than_chance() -> None:
    assert measured().loss is not None
    assert measured().loss < 0.5


def test_what_leads_is_said_wrongly_in_no_case() -> None:
    assert measured().wrongly.n == 0


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_nothing_is_confirmed_before_the_decisive_result(case: Case) -> None:
    body = differential_diagnosis(case.patient).differential
    assert not [line.id for line in body.disorders if line.status == "confirmed"]


# -- what must never happen -----------------------------------------------------------------------


@pytest.mark.parametrize("case", MIMICS, ids=lambda case: case.id)
@pytest.mark.parametrize(
    "record", ["known_before", "undated_as_current", "revealed", "afterwards", "adequately_treated"]
)
def test_no_mimic_ends_with_an_open_strategy(case: published.Case, record: str) -> None:
    assert review(read_patient(getattr(case, record)())).strategy.verdict != "open"


@pytest.mark.parametrize("case", URGENT, ids=lambda case: case.id)
def test_no_urgent_immune_case_ends_without_its_urgent_branch(case: Case) -> None:
    got = review(case.patient)
    assert got.strategy.verdict == "urgent_only"
    assert case.urgent in {line.organ for line in got.urgent}


@pytest.mark.slow
def test_no_hereditary_patient_is_a_certain_inflammatory_myopathy() -> None:
    seen = phenopackets.reviewed()
    assert len(seen) == 270
    assert [one.id for one in seen if one.verdict in ("secure", "other_iim")] == []
    assert [one.id for one in seen if one.leading == "iim"] == []


# -- both directions ------------------------------------------------------------------------------


def test_antibodies_are_asked_for_before_a_dystrophy_is_accepted() -> None:
    body = differential(LIMB_GIRDLE).differential
    assert set(body.sets[0].disorders) & HEREDITARY
    tests = offered(body)
    assert tests.index("antibodies") < tests.index("genes")
    assert review(read_patient(LIMB_GIRDLE)).diagnosis.verdict == "unsettled"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_in_no_case_do_genes_go_before_antibodies_that_are_not_done(case: Case) -> None:
    body = differential_diagnosis(case.patient).differential
    tests = offered(body)
    if set(body.sets[0].disorders) & HEREDITARY:
        known = {"anti_hmgcr", "anti_srp"} <= set(review(case.patient).facts)
        assert known or "antibodies" in tests
    if {"antibodies", "genes"} <= set(tests):
        assert tests.index("antibodies") < tests.index("genes")


def test_genes_are_asked_for_before_seronegative_necrotising_myopathy_is_accepted() -> None:
    body = differential(NECROTISING).differential
    assert "seronegative_necrotising_myopathy" in body.sets[0].disorders
    assert "genes" in offered(body)
    assert review(read_patient(NECROTISING)).diagnosis.verdict == "unsettled"


# -- what is not known ----------------------------------------------------------------------------


def test_a_patient_without_facts_leads_nowhere() -> None:
    body = differential({"id": "nobody"}).differential
    assert body.leads == "cannot_tell"
    assert body.usable == 0
    assert {line.log_ratio for line in body.disorders} == {0.0}
    assert {gate.verdict for gate in body.gates} == {"ask"}
    assert offered(body)[0] == "cheap"


@pytest.mark.parametrize("disorder", EXPOSED)
def test_an_exposure_that_is_not_known_is_asked_for(disorder: str) -> None:
    body = differential({"id": "nobody", "sex": "female", "age": 60}).differential
    (line,) = [one for one in body.left_out if one.id == disorder]
    assert line.status == "ask"
    assert line.place is None
    assert disorder not in {one.id for one in body.disorders}


@pytest.mark.parametrize(("known", "status"), [(True, "ranked"), (False, "not_exposed")])
def test_an_exposure_that_is_known_ranks_or_leaves_out(known: bool, status: str) -> None:
    (case,) = [one for one in published.read_cases() if one.id == "pc-a01"]
    record = case.known_before()
    for entry in record["history"]:
        if "colchicine_exposure" in entry:
            entry["colchicine_exposure"] = known
    body = differential(record).differential
    lines = {one.id: one for one in (*body.disorders, *body.left_out)}
    assert lines["colchicine_myopathy"].status == status
