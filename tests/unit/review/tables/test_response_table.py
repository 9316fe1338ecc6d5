"""The response of many patients at once is that of each alone."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from tests.unit.review.tables.coding import BASE, coded
from tests.unit.review.tables.courses import some
from tests.unit.review.visits import BASELINE, BETTER, on, patient, without

import myosotis
from myosotis import InputError, Patient, read_patient
from myosotis.review import response_table
from myosotis.review.tables import response as module

EXAMPLES = Path(__file__).parents[4] / "examples"
FILES = sorted([*EXAMPLES.glob("*.yaml"), *EXAMPLES.glob("*/*.yaml")])


def answers(*patients: Patient) -> dict[str, list[dict[str, Any]]]:
    """The rows of each patient, as `expected` gives them."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in response_table(coded(patients), knowledge=BASE).iter_rows(named=True):
        refused = row["total_low"] is None
        assert refused == bool(row["refused"])
        found[row["patient"]].append(
            {
                "visits": (
                    written(row["baseline"], row["baseline_latest"]),
                    written(row["on"], row["on_latest"]),
                ),
                "months": (row["months_low"], row["months_high"]),
                "population": row["population"],
                "total": None if refused else (row["total_low"], row["total_high"]),
                "verdict": row["verdict"],
                "flags": dict.fromkeys(row["flags"], True)
                | dict.fromkeys(row["flags_possible"], False),
                "others": {
                    name.removeprefix("response."): verdict
                    for name, verdict in row.items()
                    if name.startswith("response.") and verdict is not None
                },
            }
        )
    return found


def written(first: date, last: date) -> str:
    return first.isoformat() if first == last else first.isoformat()[:7]


def expected(one: Patient) -> list[dict[str, Any]]:
    """What `myosotis.response` says of the patient; nothing where it has too few visits."""
    try:
        found = myosotis.response(one, knowledge=BASE)
    except InputError:
        return []
    return [
        {
            "visits": (found.visits[each.baseline].on, found.visits[each.followup].on),
            "months": (each.months.low, each.months.high),
            "population": found.population.value,
            "total": None if each.total is None else (each.total.low, each.total.high),
            "verdict": list(each.score.verdict),
            "flags": {flag.id: flag.certain for flag in each.flags},
            "others": {other.id: list(other.verdict) for other in each.others},
        }
        for each in found.comparisons
    ]


def test_every_example_has_the_response_of_its_own_page() -> None:
    patients = [read_patient(file) for file in FILES if "evidence" not in file.parts]
    found = answers(*patients)
    assert {one.id: found[one.id] for one in patients} == {
        one.id: expected(one) for one in patients
    }
    assert sum(map(len, found.values())) > 5


@pytest.mark.parametrize("seed", range(3))
def test_made_up_courses_have_the_response_of_each_alone(seed: int) -> None:
    patients = some(Random(100 + seed), 30)
    found = answers(*patients)
    for one in patients:
        assert found[one.id] == expected(one)


HARD = {
    "the gain is exactly at the end of a band": (
        {**BASELINE, "ck": {"value": "1000 U/L", "uln": "170 U/L"}},
        {**BETTER, "ck": {"value": "872.5 U/L", "uln": "170 U/L"}},
    ),
    "the end of the range is not included": (
        {**BASELINE, "ck": "10 xULN"},
        {**BETTER, "ck": "< 9.25 xULN"},
    ),
    "the end of the range is included": (
        {**BASELINE, "ck": "10 xULN"},
        {**BETTER, "ck": "at most 9.25 xULN"},
    ),
    "no limit": ({**BASELINE, "ck": "1000 U/L"}, {**BETTER, "ck": "788 U/L"}),
    "a word": ({**BASELINE, "ck": "raised"}, {**BETTER, "ck": "normal"}),
    "many figures": (
        {**BASELINE, "physician_global_activity": "6.2499999999 cm"},
        {"physician_global_activity": "5.7499999999 cm", "ck": "1 xULN"},
    ),
    "more than nothing": (
        {**BASELINE, "extramuscular_global_activity": "> 0 cm"},
        {**BETTER, "extramuscular_global_activity": "0 cm", "haq_di": "> 0"},
    ),
    "far beyond any laboratory": ({**BASELINE, "ck": "18000 xULN"}, without(BETTER, "ck")),
    "other scales": (BASELINE, {**BETTER, "mmt8": "62/80"}),
    "another test": (BASELINE, {**without(BETTER, "mmt8"), "mmt26": "240/260"}),
    "two scales at one visit": (BASELINE, {**BETTER, "mmt8": ["64/80", "140/150"]}),
    "a scale with a share": ({**BASELINE, "mmt8": "61.3/80"}, {**BETTER, "mmt8": "> 65.3/80"}),
    "a child's measures": (
        {"cmas": 20, "das_total": 12, "chq_phs": 30, "chaq": 2},
        {"cmas": 40, "das_total": 5, "chq_phs": 40, "chaq": 1},
    ),
}


@pytest.mark.parametrize("age", [40, 9, None], ids=["adult", "juvenile", "not known"])
@pytest.mark.parametrize("case", HARD)
def test_hard_pairs_have_the_response_of_one_patient(case: str, age: int | None) -> None:
    before, after = HARD[case]
    one = patient(on("2020-01-10", before), on("2020-04", after), age_at_onset=age)
    assert answers(one)["p"] == expected(one)
    assert len(expected(one)) == 1


def test_an_adult_with_a_childs_core_set_is_refused_and_has_no_total() -> None:
    both = {"das_total": 12, "mmt8": "120/150"}
    one = patient(on("2020-01-10", both), on("2020-04-10", both))
    (row,) = response_table(coded([one])).iter_rows(named=True)
    assert row["refused"] == ["printo_set_in_an_adult"]
    assert (row["total_low"], row["total_high"], row["verdict"]) == (None, None, [])
    assert answers(one)["p"] == expected(one)


def test_several_ages_at_onset_are_taken_over_the_course() -> None:
    visits = [on("2020-01-10"), on("2020-04-10", BETTER)]
    for ages in (["12 a", "30 a"], ["2 to 30 a", "19 to 40 a"], ["10 a", "11 a"]):
        history = [{"on": "2020-02-01", "age_at_onset": ages}, *visits]
        one = read_patient({"id": "p", "history": history})
        assert answers(one)["p"] == expected(one)


def test_of_a_test_on_two_scales_the_first_row_counts_in_whatever_order_the_facts_are() -> None:
    later = on("2020-04-10", without(BASELINE, "mmt8"), mmt26="200/260")
    one = patient(on("2020-01-10", mmt8=["61/80", "140/150"]), later)
    facts = coded([one])
    assert answers(one)["p"] == expected(one)
    assert response_table(facts.reverse()).equals(response_table(facts))


def test_rows_come_in_the_order_of_the_patients_and_others_are_left_out() -> None:
    history = [on("2020-01-10"), on("2020-04-10", BETTER)]
    patients = [read_patient({"id": name, "history": history}) for name in "abc"]
    asked = pl.DataFrame({"patient": ["c", "a"]})
    found = response_table(coded(patients), asked)
    assert found["patient"].to_list() == ["c", "a"]


def test_months_are_counted_from_the_middle_of_a_date() -> None:
    one = patient(on("2020-01-10"), on("2020-04", BETTER))
    (row,) = response_table(coded([one])).iter_rows(named=True)
    assert (row["months_low"], row["months_high"]) == (2, 3)
    assert row["months"] == pytest.approx(
        (date(2020, 4, 15) - date(2020, 1, 10)).days / 30.4375, 0.01
    )


def test_patients_are_not_divided_between_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    patients = some(Random(5), 40)
    whole = response_table(coded(patients))
    monkeypatch.setattr(module, "FACTS", len(coded(patients)) // 4)
    assert response_table(coded(patients)).equals(whole)
    assert whole.height > 20


def test_nobody_has_no_rows_but_all_columns() -> None:
    assert response_table(coded([])).columns == response_table(coded([patient(on("2020"))])).columns
