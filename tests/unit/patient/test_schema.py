from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from myosotis.knowledge import KnowledgeBase
from myosotis.patient import patient_schema, read_patient


@pytest.fixture(scope="module")
def validator(knowledge: KnowledgeBase) -> Draft202012Validator:
    return Draft202012Validator(patient_schema(knowledge))


GOOD: list[dict[str, Any]] = [
    {"id": "p"},
    {"id": 3, "sex": "woman", "age": "30s", "born": "1980-05", "weight": "70 kg"},
    {"id": "p", "history": [{"on": 2019, "ck": "5 xULN", "haq_di": 1.5}]},
    {"id": "p", "history": [{"on": "unknown", "ck": ["5 xULN", {"value": 6, "unit": "xULN"}]}]},
    {"id": "p", "history": [{"on": "2019", "ck": {"low": 3, "high": 4, "unit": "xULN"}}]},
    {"id": "p", "history": [{"on": "2019", "ck": "500 U/L", "uln": 170}]},
    {"id": "p", "history": [{"on": "2019", "ck": "500 U/L", "uln": {"ck": "170 U/L"}}]},
    {"id": "p", "history": [{"on": "2019", "biopsy": {"necrosis": True, "site": "thigh"}}]},
    {"id": "p", "history": [{"on": "2019", "antibodies": {"jo1": "no", "anti_mi2": "yes"}}]},
    {"id": "p", "history": [{"on": "2019", "course": "acute or subacute", "rash": "not done"}]},
    {"id": "p", "treatments": [{"therapy": "prednisolone", "dose": "high", "from": "2019-04"}]},
    {"id": "p", "treatments": [{"therapy": "rituximab", "to": "ongoing", "courses": 2}]},
    {"id": "p", "treatments": [{"therapy": "azathioprine", "response": "no", "adherence": "yes"}]},
]  # fmt: skip

WRONG: list[dict[str, Any]] = [
    {},
    {"id": "../p"},
    {"id": "p", "tittle": "x"},
    {"id": "p", "sex": "other"},
    {"id": "p", "born": "spring"},
    {"id": "p", "history": {"on": 2019}},
    {"id": "p", "history": [{"ck": "5 xULN"}]},
    {"id": "p", "history": [{"on": 2019, "gotron_papules": True}]},
    {"id": "p", "history": [{"on": 2019, "rash": "perhaps"}]},
    {"id": "p", "history": [{"on": 2019, "rash": [True, False]}]},
    {"id": "p", "history": [{"on": 2019, "biopsy": {"necrosys": True}}]},
    {"id": "p", "history": [{"on": 2019, "ck": {"value": "5 xULN", "sight": "arm"}}]},
    {"id": "p", "history": [{"on": 2019, "ck": {"unit": "xULN"}}]},
    {"id": "p", "treatments": [{"dose": "5 mg/day"}]},
    {"id": "p", "treatments": [{"therapy": "azathioprin"}]},
    {"id": "p", "treatments": [{"therapy": "azathioprine", "form": "2019"}]},
    {"id": "p", "treatments": [{"therapy": "azathioprine", "courses": 0}]},
]


def test_the_schema_is_itself_valid(knowledge: KnowledgeBase) -> None:
    Draft202012Validator.check_schema(patient_schema(knowledge))


@pytest.mark.parametrize("data", GOOD)
def test_what_is_read_is_valid(
    validator: Draft202012Validator, knowledge: KnowledgeBase, data: dict[str, Any]
) -> None:
    assert [error.message for error in validator.iter_errors(data)] == []
    read_patient(data, knowledge)


@pytest.mark.parametrize("data", WRONG)
def test_a_wrong_key_or_shape_is_not(
    validator: Draft202012Validator, knowledge: KnowledgeBase, data: dict[str, Any]
) -> None:
    assert not validator.is_valid(data)
    with pytest.raises(Exception, match=r"."):
        read_patient(data, knowledge)
