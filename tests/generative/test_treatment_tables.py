"""Treatments over tables against the code for one patient, on random and on published records."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from math import inf, nextafter
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from myosotis.knowledge.reading import Document, read_document
from myosotis.logic import Truth, Value
from myosotis.logic.values import Choice, Interval
from myosotis.patient import (
    PartialDate,
    Patient,
    Snapshot,
    on_treatment,
    read_patient,
    treated,
)
from myosotis.patient.coded import SCHEMA, Codes, day
from myosotis.patient.coded_treatments import code_treatments
from myosotis.patient.context import Context
from myosotis.patient.model import Treatment
from myosotis.patient.reasons import kinds_of
from myosotis.patient.treating import read_treatments
from myosotis.patient.treatment_codes import ADHERENCE, CodedTreatments, fine
from myosotis.review.beginning import begin
from myosotis.review.failures import facts_of, weeks_at_dose
from myosotis.review.resistance import review_resistance
from myosotis.review.tables.failures import AT_DOSE, BARRED, extras
from myosotis.review.tables.resistance import resistance_rows
from myosotis.review.tables.stories import VERDICTS
from myosotis.review.tables.treatments import at_visits, judge_rows, weeks
from myosotis.review.treatments import Judged, given_by, judge
from myosotis.review.view import View
from tests.generative.treatment_records import BASE, TODAY, random_record, table_of

AGAIN = " is recorded twice: "
ROOT = Path(__file__).parents[2]
COUNT = 400
ON = [f"{year}-{rest}" for year in (2018, 2019, 2020, 2021, 2023) for rest in ("03-31", "10-01")]


@dataclass(frozen=True)
class Cohort:
    """Records that can be read, as patients and as coded tables; visits at several dates."""

    records: list[dict[str, Any]]
    patients: list[Patient]
    coded: CodedTreatments
    facts: pl.DataFrame
    visits: pl.DataFrame
    on: list[tuple[int, PartialDate]]
    """Of each visit the patient's place and the date."""

    @classmethod
    def of(cls, records: list[dict[str, Any]], dates: int) -> Cohort:
        patients = [read_patient(record, BASE, TODAY) for record in records]
        coded, rejects, facts = code_treatments(table_of(records), BASE, TODAY)
        assert rejects.height == 0
        chosen = random.Random(7)
        on = [
            (place, PartialDate.of(PartialDate(*map(int, text.split("-"))).earliest))
            for place in range(len(patients))
            for text in chosen.sample(ON, dates)
        ]
        visits = pl.DataFrame(
            [
                (records[place]["id"], day(date.earliest), *_weight(patients[place]))
                for place, date in on
            ],
            {
                "patient": pl.String,
                "on": pl.Int32,
                "weight_low": pl.Float64,
                "weight_high": pl.Float64,
            },
            orient="row",
        )
        return cls(records, patients, coded, facts, visits, on)

    def views(self) -> Iterator[tuple[int, View, list[Judged]]]:
        for at, (place, date) in enumerate(self.on):
            patient = self.patients[place]
            snapshot = Snapshot.of(patient, date, BASE)
            known = tuple(t for row in patient.treatments if (t := given_by(row, date)))
            view = View.of(BASE, replace(patient, treatments=known), snapshot)
            yield at, view, [judge(view, treatment) for treatment in known]


def _weight(patient: Patient) -> tuple[float | None, float | None]:
    weight = patient.weight
    if weight is None:
        return None, None
    low, high = float(weight.low), float(weight.high)
    return (
        nextafter(low, inf) if weight.low_open else low,
        nextafter(high, -inf) if weight.high_open and high != inf else high,
    )


@cache
def made_up() -> Cohort:
    chosen = random.Random(20240630)
    readable = []
    while len(readable) < COUNT:
        record = random_record(chosen, len(readable))
        context = Context(Document({}, "table"), BASE, TODAY)
        read_treatments(context, record["treatments"])
        if not context.problems:
            readable.append(record)
    return Cohort.of(readable, 3)


@cache
def published() -> Cohort:
    records = []
    for path in sorted((ROOT / "examples").rglob("*.yaml")):
        record = read_document(path).data
        if isinstance(record, dict) and "treatments" in record:
            records.append(record)
    assert len(records) > 10
    return Cohort.of(records, 4)


cohorts = pytest.mark.parametrize("cohort", [made_up, published])


# -- reading -------------------------------------------------------------------------------------


def _decoded(cohort: Cohort, row: dict[str, Any]) -> dict[str, Any]:
    regimen = cohort.coded.book.regimens[row["regimen"]]
    story = cohort.coded.book.stories[row["story"]]
    assert story.given == row["given"]
    assert ADHERENCE[row["adherence"]] == story.adherence
    assert (story.stopped, story.response) == (row["stopped"], row["response"])
    assert story.counts_as == BASE.therapies[regimen.therapy].counts_as
    return {
        "therapy": tuple(BASE.therapies)[row["therapy"]],
        "name": regimen.name,
        "dose": replace(regimen.dose, text="") if regimen.dose else None,
        "start": (row["start_earliest"], row["start_latest"]),
        "stop": None
        if row["stop_earliest"] is None
        else (row["stop_earliest"], row["stop_latest"]),
        "ongoing": row["ongoing"],
        "stopped": row["stopped"],
        "response": row["response"],
        "adherence": story.adherence,
        "given": row["given"],
        "courses": row["courses"],
        "duration": (row["duration_low"], row["duration_high"], row["duration_open"]),
    }


def _coded(treatment: Treatment) -> dict[str, Any]:
    lasted = treatment.duration
    return {
        "therapy": treatment.therapy,
        "name": treatment.name,
        "dose": replace(treatment.dose, text="") if treatment.dose else None,
        "start": _days(treatment.start),
        "stop": _days(treatment.stop) if treatment.stop else None,
        "ongoing": treatment.ongoing.value,
        "stopped": _mask(BASE.resistance.reasons, treatment.stopped),
        "response": _mask(BASE.resistance.responses, treatment.response),
        "adherence": treatment.adherence,
        "given": treatment.given,
        "courses": treatment.courses,
        "duration": (None, None, 0) if lasted is None else (
            fine(lasted.low), None if lasted.high == inf else fine(lasted.high),
            int(lasted.low_open) + 2 * int(lasted.high_open),
        ),
    }  # fmt: skip


def _days(date: PartialDate) -> tuple[int, int]:
    return day(date.earliest), day(date.latest)


def _mask(kinds: dict[str, Any], word: str | None) -> int:
    of = kinds_of(kinds, word)
    return (word is not None) + sum(2 ** (i + 1) for i, kind in enumerate(kinds) if kind in of)


@cohorts
def test_coded_treatments_are_those_that_are_read(cohort: Any) -> None:
    cohort = cohort()
    found = defaultdict(list)
    for row in cohort.coded.frame.iter_rows(named=True):
        found[row["patient"]].append(_decoded(cohort, row))
    for patient in cohort.patients:
        assert found[patient.id] == [_coded(each) for each in patient.treatments]


@cohorts
def test_the_facts_that_follow_are_those_of_one_patient(cohort: Any) -> None:
    cohort = cohort()
    codes = Codes.of(BASE)
    assert dict(cohort.facts.schema) == {
        "patient": pl.String,
        **{n: k() for n, k in SCHEMA.items()},
    }
    found = defaultdict(list)
    for row in cohort.facts.iter_rows(named=True):
        assert (row["low"], row["high"], row["mask"]) == (None, None, Truth.YES.value)
        assert (row["site"], row["method"], row["strength"]) == (0, 0, 0)
        until = (
            None if row["until_earliest"] is None else (row["until_earliest"], row["until_latest"])
        )
        on = row["earliest"], row["latest"]
        found[row["patient"]].append((codes.findings[row["finding"]], on, until, row["lasting"]))
    for record, patient in zip(cohort.records, cohort.patients, strict=True):
        context = Context(Document({}, "table"), BASE, TODAY)
        read_treatments(context, record.get("treatments"))
        assert found[patient.id] == [
            (f.finding, _days(f.on), _days(f.until) if f.until else None, f.lasting)
            for f in context.facts
        ]


# -- judging -------------------------------------------------------------------------------------


def _judged(cohort: Cohort) -> tuple[pl.DataFrame, pl.DataFrame]:
    rows = at_visits(cohort.coded, cohort.visits)
    return rows, judge_rows(BASE, cohort.coded, rows, cohort.visits)


@cohorts
def test_judged_rows_are_judged_as_one_treatment_is(cohort: Any) -> None:
    cohort = cohort()
    _, judged = _judged(cohort)
    low, high = weeks(judged["fine_low"].to_numpy()), weeks(judged["fine_high"].to_numpy())
    table = judged.with_columns(weeks_low=low, weeks_high=high)
    found = defaultdict(list)
    for row in table.iter_rows(named=True):
        found[row["at"]].append(row)
    seen = set()
    for at, view, one_by_one in cohort.views():
        assert len(found[at]) == len(one_by_one)
        for row, one in zip(found[at], one_by_one, strict=True):
            assert _of_row(view, row) == _of_one(view, one), (one, row)
            seen.add(one.possible)
    assert len(seen) > 10


def _of_row(view: View, row: dict[str, Any]) -> dict[str, Any]:
    bits = [verdict for i, verdict in enumerate(VERDICTS) if row["possible"] >> i & 1]
    return {
        "possible": set(bits), "failed": row["failed"], "intolerant": row["intolerant"],
        "barred": row["barred"], "dose": row["dose"], "time": row["time"],
        "low": row["weeks_low"], "high": row["weeks_high"],
        "on_now": row["on_now"], "treated": row["treated"],
    }  # fmt: skip


def _of_one(view: View, one: Judged) -> dict[str, Any]:
    on = view.snapshot.on
    return {
        "possible": set(one.possible), "failed": one.failed.value,
        "intolerant": one.intolerant.value, "barred": one.barred, "dose": one.dose.value,
        "time": one.time.value, "low": _float(one.weeks.low), "high": _float(one.weeks.high),
        "on_now": on_treatment(one.treatment, on).value,
        "treated": treated(one.treatment, on).value,
    }  # fmt: skip


def _float(number: Any) -> Any:
    """A number of weeks as a table holds it: rounded once, where its days are billionths."""
    if number == inf:
        return None
    exact = (Fraction(number) * 7 * 10**9).denominator == 1
    return float(number) if exact else pytest.approx(float(number), abs=1e-9)


# -- what they come to ---------------------------------------------------------------------------


@cohorts
def test_extras_are_those_of_the_view(cohort: Any) -> None:
    cohort = cohort()
    rows, judged = _judged(cohort)
    names = [f"{w}.{t}" for w in ("on_treatment", "treated") for t in BASE.therapies]
    table = extras(BASE, cohort.coded, rows, judged, cohort.visits, names)
    assert table["at"].to_list() == list(range(cohort.visits.height))
    for at, view, one_by_one in cohort.views():
        row = table.row(at, named=True)
        known: dict[str, Value] = {name: view.extra[name] for name in names}
        known |= facts_of(view, one_by_one)
        barred = facts_of(view, one_by_one, barred_counts=True)
        for name in ("glucocorticoid", "immunosuppressants"):
            known[f"{BARRED}{name}_failed_or_intolerant"] = barred[f"{name}_failed_or_intolerant"]
        for each in BASE.resistance.other_definitions:
            if each.glucocorticoid_dose:
                known[AT_DOSE + each.id] = weeks_at_dose(view, one_by_one, each.glucocorticoid_dose)
        found = {name: (row[f"{name}_low"], row[f"{name}_high"]) for name in known}
        assert found == {name: _ends(value) for name, value in known.items()}
        assert len(row) == 1 + 2 * len(known)


def _ends(value: Value) -> tuple[Any, Any]:
    if isinstance(value, Truth):
        return value.low, value.high
    assert isinstance(value, Interval)
    return (None if value.low == -inf else _float(value.low)), _float(value.high)


# -- resistance ----------------------------------------------------------------------------------


def _columns(facts: dict[str, Value]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in facts.items():
        if isinstance(value, Choice):
            found |= {f"{name}={label}": label in value.options for label in value.domain}
        else:
            low, high = _bounds(value)
            found |= {f"{name}_low": low, f"{name}_high": high}
    return found


def _bounds(value: Value) -> tuple[Any, Any]:
    if isinstance(value, Truth):
        return value.low, value.high
    low = None if value.low == -inf else float(value.low)
    high = None if value.high == inf else float(value.high)
    low = nextafter(low, inf) if low is not None and value.low_open else low
    return low, nextafter(high, -inf) if high is not None and value.high_open else high


def _nothing(base_of: pl.DataFrame) -> pl.DataFrame:
    """The columns of a yes or no, or of a label, where nothing is known: it may be."""
    return base_of.with_columns(
        *(
            pl.col(n).fill_null(not n.endswith("_low"))
            for n, t in base_of.schema.items()
            if t == pl.Boolean
        )
    )


@cohorts
def test_resistance_is_that_of_the_review(cohort: Any) -> None:
    cohort = cohort()
    rows, judged = _judged(cohort)
    table = extras(BASE, cohort.coded, rows, judged, cohort.visits)
    expected, columns = [], []
    for at, view, one_by_one in cohort.views():
        if cohort is published():
            place, on = cohort.on[at]
            view = begin(cohort.patients[place], on, BASE).view
        whole = view.with_extra(**facts_of(view, one_by_one))
        now, course = whole.closed
        known = {**now.values, **{f"ever.{n}": v for n, v in course.values.items()}}
        known |= {n: v for n, v in view.extra.items() if n.startswith("labelled.")}
        columns.append(_columns(known))
        expected.append(_expected(whole, one_by_one))
    facts = _nothing(pl.DataFrame(columns, infer_schema_length=None))
    found = resistance_rows(BASE, judged, facts.hstack(table))
    for at, wanted in enumerate(expected):
        row = found.row(at, named=True)
        assert _row_ids(cohort, at, wanted) == row
    if cohort is made_up():
        assert found["resistance"].n_unique() == 4
        said = {name: set(found[name]) for name in found.columns if name.startswith("definition.")}
        assert set().union(*said.values()) == {
            "met", "not_met", "cannot_tell", "not_applicable", "not_asked",
        }  # fmt: skip
        assert sum({"met", "not_met", "cannot_tell"} <= each for each in said.values()) > 4


def _expected(view: View, judged: list[Judged]) -> dict[str, Any]:
    said = review_resistance(view, judged)
    return {
        "resistance": said.verdict,
        "resistance_possible": list(said.possible),
        "missing.resistance": [one.finding for one in said.missing],
        "failed": sorted({j.therapy.id for j in judged if j.failed is Truth.YES}),
        "intolerant": sorted({j.therapy.id for j in judged if j.intolerant is Truth.YES}),
        **{f"definition.{one.id}": one.verdict for one in said.definitions},
    }


def _row_ids(cohort: Cohort, at: int, wanted: dict[str, Any]) -> dict[str, Any]:
    """The same with the treatments by their rows in the table."""
    patient = cohort.patients[cohort.on[at][0]].id
    rows = cohort.coded.frame.filter(pl.col("patient") == patient)["row"].to_list()
    missing = []
    for one in wanted["missing.resistance"]:
        number, what = one.removeprefix("t").split(".")
        missing.append(f"t{rows[int(number) - 1]}.{what}")
    return {**wanted, "missing.resistance": missing}


# -- what cannot be read -------------------------------------------------------------------------


def test_rows_that_cannot_be_read_are_rejected_with_the_sentences_of_one_patient() -> None:
    chosen = random.Random(3)
    records = [random_record(chosen, number, bad=0.15) for number in range(COUNT)]
    table = table_of(records)
    coded, rejects, facts = code_treatments(table, BASE, TODAY)
    refused = set(rejects["row"])
    assert len(refused) > 50
    assert sorted([*refused, *coded.frame["row"]]) == table["row"].to_list()
    assert not refused & {-row for row in facts["row"]}
    assert set(rejects["table"]) == {"treatments"}
    found = defaultdict(list)
    for line in rejects.iter_rows(named=True):
        found[line["patient"]].append(line["why"])
        if line["field"]:
            said = table.row(line["row"] - 1, named=True)[line["field"]]
            assert line["value"] == (None if said is None else str(said))
    for record in records:
        context = Context(Document({}, "table"), BASE, TODAY)
        read_treatments(context, record["treatments"])
        wanted = {problem.sentence for _, problem in context.problems}
        # One that is repeated is compared with rows that can be read only.
        repeated = {why for why in wanted if AGAIN in why}
        assert {why for why in found[record["id"]] if AGAIN not in why} == wanted - repeated


def test_a_treatment_that_is_repeated_is_rejected_once_and_names_the_first() -> None:
    first, other = (
        {"patient": "a", "therapy": "ivig", "dose": dose, "from": "2019-04", "to": "2020"}
        for dose in ("2 g/kg", "1 g/kg")
    )
    undated = {"patient": "a", "therapy": "ivig", "stopped": "infection"}
    rows = [first, undated, other, undated, {**first, "dose": "2 G/KG"}, {**first, "patient": "b"}]
    table = pl.DataFrame([{"row": i + 1, **row} for i, row in enumerate(rows)])
    coded, rejects, _ = code_treatments(table, BASE, TODAY)
    assert coded.frame["row"].to_list() == [1, 2, 3, 4, 6]
    assert rejects.rows(named=True) == [
        {"table": "treatments", "row": 5, "patient": "a", "field": None, "value": None,
         "why": "ivig is recorded twice: here and at row 1"}
    ]  # fmt: skip
