"""The causes that are looked for first: present, excluded, or to be asked."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.review.differential.made_up import SHIPPED, base, disorder, gate, seen, shipped

GATES = {one.id: one for one in SHIPPED.differential.gates}


def verdict(id_: str, facts: dict[str, Any], **fields: Any) -> str:
    return next(one.verdict for one in shipped(facts, **fields).gates if one.id == id_)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"fever": "yes"}, "present"),
        ({"fever": "no"}, "ask"),
        ({"fever": "no", "rash": "no"}, "excluded"),
        ({"fever": "unknown", "rash": "no"}, "ask"),
        ({}, "ask"),
    ],
)
def test_the_three_answers(facts: dict[str, Any], said: str) -> None:
    known = base(
        disorder("one"), gates=[gate("heat", "ever.fever", "not ever.fever and not ever.rash")]
    )
    (found,) = seen(known, facts).body.gates
    assert found.verdict == said
    # Only what decided it is a reason.
    assert bool(found.because) == (said != "ask")


def test_what_was_ever_present_is_not_excluded() -> None:
    known = base(disorder("one"), gates=[gate("heat", "ever.fever", "not ever.fever")])
    found = seen(known, {"fever": "yes"}, {"on": "2021-01-01", "fever": "no"}).body
    assert found.gates[0].verdict == "present"


@pytest.mark.parametrize("id_", GATES)
def test_every_gate_asks_where_nothing_is_known(id_: str) -> None:
    assert verdict(id_, {}) == "ask"
    assert GATES[id_].tests


@pytest.mark.parametrize(
    ("id_", "facts", "said"),
    [
        ("thyroid", {"thyroid_function": "hypothyroid"}, "present"),
        ("thyroid", {"thyroid_function": "normal"}, "excluded"),
        ("thyroid", {"tsh": "20 mU/L"}, "present"),
        # A low vitamin D and a low phosphate passed through, for only words were read.
        ("calcium_and_bone", {"vitamin_d": "10 nmol/L"}, "present"),
        ("calcium_and_bone", {"vitamin_d": "80 nmol/L"}, "ask"),
        ("calcium_and_bone", {"phosphate": "0.5 mmol/L"}, "present"),
        ("calcium_and_bone", {"hypercalcaemia": "no", "metabolic_bone_disease": "no"}, "excluded"),
        ("calcium_and_bone", {"hypercalcaemia": "no", "metabolic_bone_disease": "no",
                              "vitamin_d": "10 nmol/L"}, "present"),
        # A "no" that names no virus excludes none.
        ("viruses", {"viral_serology": "no"}, "ask"),
        ("viruses", {"hiv_infection": "yes"}, "present"),
        ("viruses", {"hiv_infection": "no"}, "ask"),
        ("viruses", {"hiv_infection": "no", "hepatitis_b": "no", "hepatitis_c": "no"}, "excluded"),
        # Who never had the drug need not be without cancer.
        ("checkpoint_inhibitor", {"checkpoint_inhibitor_exposure": "no"}, "excluded"),
        ("checkpoint_inhibitor", {"checkpoint_inhibitor_exposure": "yes"}, "present"),
        ("checkpoint_inhibitor", {"malignancy": "no"}, "ask"),
        # Any disease of the heart is one.
        ("heart", {"myocarditis": "yes"}, "present"),
        ("heart", {"heart_failure": "yes"}, "present"),
        ("heart", {"troponin_i": "3 xULN"}, "present"),
        ("heart", {"cardiac_involvement": "no"}, "excluded"),
        ("heart", {"myocarditis": "no"}, "ask"),
        ("breathing", {"orthopnea": "yes"}, "present"),
        ("drugs", {"statin_exposure": "yes"}, "present"),
        ("drugs", {"statin_exposure": "no"}, "ask"),
        ("drugs", {"myotoxic_exposure": "no"}, "excluded"),
        ("cancer", {"malignancy": "yes"}, "present"),
        ("potassium", {"hypokalaemia": "no"}, "excluded"),
    ],
)  # fmt: skip
def test_the_shipped_gates(id_: str, facts: dict[str, Any], said: str) -> None:
    assert verdict(id_, facts) == said


def test_a_man_is_not_pregnant() -> None:
    assert verdict("pregnancy", {}, sex="male") == "excluded"
    assert verdict("pregnancy", {}, sex="female") == "ask"
