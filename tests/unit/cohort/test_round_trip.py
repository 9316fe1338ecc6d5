"""Published cases and examples as rows: they read back to the same facts and treatments."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from myosotis.cohort.tables import code, patient_of, tables_from, tables_of
from myosotis.cohort.tables.dating import span
from myosotis.cohort.tables.reading import coded_value
from myosotis.knowledge import load
from myosotis.patient import Fact, Patient, read_patient

CASES = sorted(Path("examples").rglob("*.yaml"))


def said(fact: Fact) -> tuple[object, ...]:
    until, lasting = fact.until, fact.lasting
    about = (fact.site, fact.by, fact.method, fact.strength, fact.derived)
    return (fact.finding, fact.value, fact.on, until, lasting, *about)


def coded(fact: Fact) -> tuple[object, ...]:
    value = coded_value(load(), fact)
    until = span(fact.until) if fact.until else (None, None)
    return (
        *(
            value.finding,
            value.low,
            value.high,
            value.mask,
            value.unit,
            value.method,
            value.strength,
        ),
        *(*span(fact.on), *until, fact.lasting),
    )


COLUMNS = [
    *("finding", "low", "high", "mask", "unit", "method", "strength"),
    *("earliest", "latest", "until_earliest", "until_latest", "lasting"),
]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_reads_back_from_its_rows(path: Path) -> None:
    patient = read_patient(path)
    tables = tables_from(**tables_of([patient]))
    back = patient_of(tables, patient.id)
    assert Counter(map(said, back.facts)) == Counter(map(said, patient.facts))
    assert bare(back) == bare(patient)
    for name in ("sex", "born", "age", "presented", "onset", "diagnosed", "weight", "diagnosis"):
        assert getattr(back, name) == getattr(patient, name)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_coded_facts_of_a_case_are_those_of_its_file(path: Path) -> None:
    patient = read_patient(path)
    found = code(tables_from(**tables_of([patient])))
    assert found.rejects.is_empty()
    assert found.notes.is_empty()
    of_treatments = [fact for fact in patient.facts if "treatments" in fact.field]
    expected = Counter(coded(fact) for fact in patient.facts if fact not in of_treatments)
    assert Counter(found.facts.select(COLUMNS).iter_rows()) == expected


def bare(patient: Patient) -> list[object]:
    return [replace(treatment, where="", id="") for treatment in patient.treatments]
