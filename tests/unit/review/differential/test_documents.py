"""The differential as a document: plain data that its schema describes."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from tests.unit.review.differential.made_up import SHIPPED, patient

from myosotis import differential_diagnosis
from myosotis.errors import InputError
from myosotis.review.differential.model import Differential, differential_schema

SCHEMA = differential_schema()
FULL: dict[str, Any] = {
    "proximal_weakness": "yes", "ck": "30 xULN", "age_at_onset": 50, "statin_exposure": "yes",
    "anti_hmgcr": "yes", "mri_muscle_edema": "yes", "fasciculations": "yes",
}  # fmt: skip


@pytest.mark.parametrize("facts", [{}, FULL, {"rash": "yes"}])
@pytest.mark.parametrize("sex", ["female", "male", "unknown"])
def test_a_document_comes_back_from_json_as_it_was(facts: dict[str, Any], sex: str) -> None:
    document = differential_diagnosis(patient(facts, sex=sex))
    text = json.dumps(document.to_dict())
    jsonschema.validate(json.loads(text), SCHEMA)
    assert Differential.model_validate_json(text) == document


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["title"] == "Myosotis differential"


def test_it_names_the_patient_the_date_and_the_knowledge() -> None:
    document = differential_diagnosis(patient(FULL, sex="male"), "2020-03")
    assert document.on == "2020-03"
    assert SHIPPED.hash.startswith(document.knowledge.hash)
    assert document.to_dict()["schema"] == 1


def test_every_source_that_is_told_is_listed() -> None:
    document = differential_diagnosis(patient(FULL, sex="male"))
    body = document.differential
    lines = [each for one in body.disorders for each in (*one.for_, *one.against, *one.settled_by)]
    told = {source for each in (*lines, *body.gates, *body.actions) for source in each.sources}
    assert told <= set(document.sources)
    # Estimates are named as what they are.
    assert document.unchecked


def test_a_date_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="on: "):
        differential_diagnosis(patient(), "someday")
