"""Question 2 and the differential: where they disagree, nothing is settled."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.review.differential.made_up import patient

from myosotis import review
from myosotis.review.beginning import begin
from myosotis.review.diagnosis import _disagrees, review_diagnosis
from myosotis.review.differential.model import DifferentialBody, Leads, SetLine

SKIN = {
    "heliotrope_rash": "yes", "gottron_papules": "yes", "proximal_weakness": "yes",
    "ck": "15 xULN", "age_at_onset": 50, "biopsy_perifascicular_atrophy": "yes",
    "anti_mi2": {"value": "yes", "method": "immunoprecipitation"},
}  # fmt: skip


def body(leads: Leads, *labels: str) -> DifferentialBody:
    first = SetLine(place=1, disorders=labels, labels=labels, parted_by=())
    lists: dict[str, Any] = dict.fromkeys(
        ("disorders", "left_out", "unexplained", "gates", "actions", "unused", "notes"), ()
    )
    return DifferentialBody(
        question="?", statement=".", usable=9, leads=leads, sets=(first,), **lists
    )


@pytest.mark.parametrize("verdict", ["secure", "other_iim"])
def test_what_would_stand_is_doubted_where_others_lead(verdict: Any) -> None:
    one, two = body("other", "a dystrophy"), body("other", "a dystrophy", "a toxin")
    assert (
        _disagrees(verdict, one) == "The differential disagrees: a dystrophy explains more of it."
    )
    assert _disagrees(verdict, two) == (
        "The differential disagrees: a dystrophy and a toxin explain more of it."
    )


@pytest.mark.parametrize("leads", ["iim", "both", "cannot_tell"])
def test_who_leads_otherwise_casts_no_doubt(leads: Leads) -> None:
    assert _disagrees("secure", body(leads, "any")) is None


@pytest.mark.parametrize("verdict", ["not_iim", "unsettled"])
def test_where_nothing_would_stand_there_is_nothing_to_doubt(verdict: Any) -> None:
    assert _disagrees(verdict, body("other", "any")) is None


def test_where_both_agree_the_diagnosis_stands() -> None:
    found = review(patient(SKIN, sex="female"))
    assert found.differential.leads == "iim"
    assert (found.diagnosis.verdict, found.diagnosis.differential) == ("secure", None)


def test_a_disagreement_unsettles_and_is_shown() -> None:
    begun = begin(patient(SKIN, sex="female"), None, None)
    agreed, against = (
        review_diagnosis(begun.view, begun.serology, body(leads, "a dystrophy"))
        for leads in ("iim", "other")
    )
    assert agreed.verdict == "secure"
    assert "unsettled" in agreed.possible
    assert (against.verdict, against.differential) == (
        "unsettled",
        "The differential disagrees: a dystrophy explains more of it.",
    )
    assert str(against.differential) in against.statement
    # No fact of the rules would settle it: by them it is settled.
    assert against.missing == ()


def test_findings_of_both_leave_both_in_front() -> None:
    # The biopsy and the antibodies speak for one; the family, the face, the shoulder blades, the
    # asymmetry and the fat without response to treatment speak for another.
    against = {
        "family_history_muscle_disease": "yes", "scapular_winging": "yes",
        "facial_weakness": "yes", "asymmetric_weakness": "yes", "mri_muscle_fat": "yes",
        "biopsy_dystrophic_change": "yes", "ankle_dorsiflexor_weakness": "yes",
        "symptom_duration": "120 mo", "no_response_to_immunosuppression": "yes",
        "mri_muscle_edema": "no", "pathogenic_genotype": "d4z4_contraction",
    }  # fmt: skip
    found = review(patient({**SKIN, **against}, sex="male"))
    assert found.diagnosis.verdict == "unsettled"
    assert found.differential.leads == "both"
