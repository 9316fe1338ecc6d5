"""Results of antibodies as they are written: method, strength, cut-off."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from myosotis.errors import ConflictError, InputError, UnknownNameError
from myosotis.knowledge import KnowledgeBase
from myosotis.logic.values import Truth
from myosotis.patient import Patient, Snapshot

Read = Callable[[str], Patient]


@pytest.mark.parametrize(
    ("written", "value", "method", "strength"),
    [
        ("anti_jo1: yes", Truth.YES, "", ""),
        ("anti_jo1: no", Truth.NO, "", ""),
        ("anti_jo1: weak", Truth.YES, "", "weak"),
        ("anti_jo1: weak positive", Truth.YES, "", "weak"),
        ("anti_jo1: '++'", Truth.YES, "", "strong"),
        ("anti_jo1: '+'", Truth.YES, "", ""),
        ("anti_jo1: {value: '+', method: line blot}", Truth.YES, "line_blot", "weak"),
        ("anti_jo1: {strength: weak, method: blot}", Truth.YES, "line_blot", "weak"),
        ("anti_jo1: {value: positive, method: IP}", Truth.YES, "immunoprecipitation", ""),
        ("anti_jo1: {value: no, method: eia}", Truth.NO, "elisa", ""),
        ("anti_jo1: {value: not tested, method: eia}", Truth.UNKNOWN, "elisa", ""),
        (
            "anti_jo1: {value: yes, method: elisa, strength: 87 U/mL, cutoff: 20 U/mL}",
            Truth.YES,
            "elisa",
            "87 U/mL, cut-off 20 U/mL",
        ),
        ("antibodies: {method: line blot, jo1: strong}", Truth.YES, "line_blot", "strong"),
        ("antibodies: {method: line blot, jo1: no}", Truth.NO, "line_blot", ""),
        (
            "antibodies: {method: line blot, jo1: {value: yes, method: ip}}",
            Truth.YES,
            "immunoprecipitation",
            "",
        ),
    ],
)
def test_a_result_is_read(
    read: Read, written: str, value: Truth, method: str, strength: str
) -> None:
    (fact,) = read(f"history: [{{on: 2020, {written}}}]").facts
    assert (fact.value, fact.method, fact.strength) == (value, method, strength)


@pytest.mark.parametrize(
    ("written", "kind", "sentence"),
    [
        (
            "anti_jo1: {value: yes, method: westernblot}",
            UnknownNameError,
            "unknown method 'westernblot'; expected one of line blot, enzyme immunoassay, "
            "immunoprecipitation",
        ),
        (
            "anti_jo1: {method: line blot, strength: high}",
            InputError,
            "'high' is not a strength of line blot; expected weak, strong (+, ++)",
        ),
        (
            "anti_jo1: {method: line blot, strength: strng}",
            InputError,
            "'strng' is not a strength of line blot; expected weak, strong (+, ++), "
            "did you mean 'strong'?",
        ),
        (
            "anti_jo1: {method: line blot, strength: 87 U/mL}",
            InputError,
            "'87 U/mL' is not a strength of line blot; expected weak, strong (+, ++)",
        ),
        (
            "anti_jo1: {method: elisa, strength: extreme}",
            InputError,
            "'extreme' is not a strength of enzyme immunoassay; expected low, high or a number",
        ),
        (
            "anti_jo1: {method: ip, strength: strong}",
            InputError,
            "'strong' is not a strength of immunoprecipitation; it says positive or negative only",
        ),
        (
            "anti_jo1: {value: yes, strength: 87 U/mL}",
            InputError,
            "by which method is the strength '87 U/mL' of anti_jo1?",
        ),
        (
            "anti_jo1: {value: no, method: line blot, strength: weak}",
            ConflictError,
            "anti_jo1 is negative, and has the strength 'weak'; a negative result has none",
        ),
        (
            "anti_jo1: {value: yes, method: elisa, strength: 12 U/mL, cutoff: 20 U/mL}",
            ConflictError,
            "anti_jo1 is positive at 12 U/mL, below its cut-off of 20 U/mL",
        ),
        (
            "anti_jo1: {value: yes, cutoff: 20}",
            InputError,
            "a cut-off of anti_jo1 stands here without a strength",
        ),
        ("anti_jo1: medium rare", InputError, "'medium rare' is not a value of anti_jo1"),
        (
            "heliotrope_rash: {value: yes, method: line blot}",
            UnknownNameError,
            "unknown key 'method'",
        ),
        (
            "method: line blot, heliotrope_rash: yes",
            InputError,
            "a method stands here without an antibody tested by it",
        ),
    ],
)
def test_a_result_that_cannot_be_is_said(
    read: Read, written: str, kind: type[InputError], sentence: str
) -> None:
    with pytest.raises(kind) as raised:
        read(f"history: [{{on: 2020, {written}}}]")
    assert sentence in str(raised.value)
    assert "p.yaml, line 2" in str(raised.value)


def test_positive_and_negative_on_one_date_is_refused(read: Read) -> None:
    text = "history: [{on: 2020-03-01, anti_jo1: yes}, {on: 2020-03-01, anti_jo1: no}]"
    with pytest.raises(ConflictError, match=r"anti_jo1 has two values .* say which"):
        read(text)


def test_two_methods_may_disagree_on_one_date(read: Read, knowledge: KnowledgeBase) -> None:
    text = (
        "history: [{on: 2020-03-01, anti_jo1: {value: yes, method: line blot}}, "
        "{on: 2020-03-01, anti_jo1: {value: no, method: ip}}]"
    )
    patient = read(text)
    assert [fact.value for fact in patient.facts] == [Truth.YES, Truth.NO]
    assert not Snapshot.of(patient, None, knowledge).conflicts


def test_the_onset_gives_the_age_at_onset(read: Read) -> None:
    patient = read("born: 1960-05-01\nonset: 2001-04\ndiagnosed: 2002\n")
    (fact,) = (fact for fact in patient.facts if fact.finding == "age_at_onset")
    assert str(fact.value) == "40"


def test_a_diagnosis_before_the_first_symptom_is_refused(read: Read) -> None:
    with pytest.raises(InputError, match=r"the diagnosis .2000. lies before the first symptom"):
        read("onset: 2001-04\ndiagnosed: 2000\n")
