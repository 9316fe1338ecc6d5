"""The published cases and every example, as rows of tables: what is said of them stays the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from myosotis import cohort, read_patient
from myosotis.knowledge import lasting_once, load
from myosotis.patient import Patient
from tests.tables.comparing import ABOUT, differences, with_rows
from tests.tables.one import Slim, full, response, slim, snapshot

BASE = load()
FILES = sorted(path for path in Path("examples").rglob("*.yaml") if path.parent.name != "evidence")
SHIFTS = (0, -90, -400, 300)
"""Days from the last date of the record to the date of the review."""


@cache
def patients() -> tuple[Patient, ...]:
    return tuple(read_patient(path) for path in FILES)


def tables(some: Sequence[Patient]) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    found = cohort.tables_of(some)
    return found["patients"], found["observations"], found["treatments"]


def where(some: Iterable[Patient] = ()) -> dict[str, dict[str, str]]:
    """Of each patient the rows of the facts and treatments where all are in one table."""
    observed = treated = 0
    found: dict[str, dict[str, str]] = {}
    for patient in some or patients():
        own = found[patient.id] = {}
        seen: tuple[str, str] | None = None
        for treatment in patient.treatments:
            treated += 1
            own[treatment.id] = f"t{treated}"
        by_place = {one.where: own[one.id] for one in patient.treatments}
        for fact in patient.facts:
            given = next((row for at, row in by_place.items() if fact.where.startswith(at)), None)
            if fact.derived:
                own[fact.id] = given or "p"
                continue
            # The values of one list stand in one row.
            observed += (fact.field, fact.finding) != seen
            seen = fact.field, fact.finding
            own[fact.id] = f"o{observed}"
    return found


def last(patient: Patient) -> date:
    return patient.last_date.latest if patient.last_date.known else date(2020, 1, 1)


def rows(frame: pl.DataFrame) -> Iterator[dict[str, Any]]:
    yield from frame.iter_rows(named=True)


def test_there_are_the_published_cases() -> None:
    assert len(patients()) > 40
    assert sum(bool(patient.treatments) for patient in patients()) > 10


@pytest.mark.parametrize("shift", SHIFTS)
def test_all_together_are_told_what_each_is_told(shift: int) -> None:
    days = {patient.id: last(patient) + timedelta(days=shift) for patient in patients()}
    on = pl.DataFrame({"patient": list(days), "on": list(days.values())})
    found = cohort.review(*tables(patients()), on=on)
    assert found.rejects.is_empty()
    said = {row["patient"]: row for row in rows(found.table)}
    assert said.keys() == days.keys()
    for patient in patients():
        day = days[patient.id]
        wanted = with_rows(full(BASE, patient, day), where()[patient.id])
        assert said[patient.id]["on"] == day
        assert differences(said[patient.id], wanted) == [], patient.id


def test_without_a_date_the_last_in_the_record_counts() -> None:
    found = cohort.review(*tables(patients()))
    for patient, row in zip(sorted(patients(), key=by_id), rows(found.table), strict=True):
        wanted = with_rows(slim(BASE, patient, None), where()[patient.id])
        assert row["patient"] == patient.id
        assert row["on"] == (patient.last_date.latest if patient.last_date.known else None)
        assert differences(row, wanted) == [], patient.id


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_cohort_of_one_is_told_what_the_patient_is_told(path: Path) -> None:
    patient = read_patient(path)
    found = cohort.review(*tables([patient]), on=last(patient))
    (row,) = rows(found.table)
    wanted = with_rows(slim(BASE, patient, last(patient)), where([patient])[patient.id])
    assert differences(row, wanted) == []


@pytest.mark.parametrize("shift", SHIFTS)
def test_the_parts_with_a_verdict_say_what_the_whole_review_says(shift: int) -> None:
    for patient in patients():
        day = last(patient) + timedelta(days=shift)
        assert slim(BASE, patient, day) == full(BASE, patient, day), patient.id


@pytest.mark.parametrize("shift", [0, -400])
def test_antibodies_and_the_differential_are_those_of_each(shift: int) -> None:
    days = {patient.id: last(patient) + timedelta(days=shift) for patient in patients()}
    on = pl.DataFrame({"patient": list(days), "on": list(days.values())})
    antibodies = cohort.antibodies(*tables(patients()), on=on).table
    differential = cohort.differential(*tables(patients()), on=on).table
    for patient, one, other in zip(
        sorted(patients(), key=by_id), rows(antibodies), rows(differential), strict=True
    ):
        with lasting_once(BASE):
            parts = Slim(BASE, patient, days[patient.id])
            wanted = {**parts.antibodies(), "cancer_tier": parts.review()["cancer_tier"]}
            assert differences(one, wanted) == [], patient.id
            assert differences(other, parts.differential(ratios=True)) == [], patient.id


@pytest.mark.parametrize("shift", [0, -400])
def test_the_snapshot_is_that_of_each(shift: int) -> None:
    days = {patient.id: last(patient) + timedelta(days=shift) for patient in patients()}
    on = pl.DataFrame({"patient": list(days), "on": list(days.values())})
    found = cohort.snapshot(*tables(patients()), on=on).table
    for patient, row in zip(sorted(patients(), key=by_id), rows(found), strict=True):
        known = {n: v for n, v in row.items() if n not in ABOUT and v is not None}
        wanted = snapshot(BASE, patient, days[patient.id])
        assert known == {n: v for n, v in wanted.items() if v is not None}, patient.id


def test_the_response_is_that_of_each() -> None:
    found = cohort.response(*tables(patients())).table
    compared = 0
    for patient in patients():
        mine = list(rows(found.filter(pl.col("patient") == patient.id)))
        wanted = response(BASE, patient)
        assert len(mine) == len(wanted)
        compared += len(mine)
        for row, one in zip(mine, wanted, strict=True):
            for name, value in one.items():
                got = row[name]
                if name in ("baseline", "on"):
                    got = got.isoformat()[: len(value)]
                assert got == value, (patient.id, name)
    assert compared > 5


def by_id(patient: Patient) -> str:
    return patient.id
