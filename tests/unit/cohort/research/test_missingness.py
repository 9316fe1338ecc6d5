"""What is recorded at which visit."""

from __future__ import annotations

from typing import Any

import polars as pl
from tests.unit.cohort.research.small import BASE, made

from myosotis.cohort.research import recorded

ONE, OTHER = (f.id for f in list(BASE.findings.values())[:2])


def row(patient: str, finding: str, on: str | None, value: str | None = "yes") -> dict[str, Any]:
    return {"patient": patient, "finding": finding, "value": value, "on": on}


def shares(*rows: dict[str, Any], people: int = 2) -> dict[tuple[str, int], tuple[int, int]]:
    found = recorded(made(people, observations=list(rows)), BASE)
    return {
        (finding, visit): (count, of)
        for finding, visit, count, of in found.select(
            "finding", "visit", "recorded", "of"
        ).iter_rows()
    }


def test_days_close_to_each_other_are_one_visit_counted_from_the_first() -> None:
    days = BASE.course.visit.days
    assert days == 7
    found = shares(
        row("a", ONE, "2020-01-01"), row("a", OTHER, "2020-01-08"), row("a", ONE, "2020-01-09"),
        row("b", OTHER, "2020-05-05"),
    )  # fmt: skip
    assert found[ONE, 1] == (1, 2)
    assert found[OTHER, 1] == (2, 2)
    assert found[ONE, 2] == (1, 1)
    assert found[OTHER, 2] == (0, 1)


def test_unknown_and_not_done_are_not_recorded() -> None:
    found = shares(
        row("a", ONE, "2020-01-01", "unknown"), row("b", ONE, "2020-01-01", "not_done"),
        row("a", OTHER, "2020-01-01", None), row("b", OTHER, "2020-01-01", "no"),
    )  # fmt: skip
    assert found == {(OTHER, 1): (1, 2)}


def test_a_number_without_a_text_is_recorded() -> None:
    rows = [{"patient": "a", "finding": ONE, "value": None, "number": 2.5, "on": "2020-01-01"}]
    assert recorded(made(1, observations=rows), BASE).item(0, "recorded") == 1


def test_a_month_joins_the_one_visit_in_it_and_no_other() -> None:
    found = shares(
        row("a", ONE, "2020-01-10"), row("a", OTHER, "2020-01"),
        row("b", ONE, "2020-01-02"), row("b", ONE, "2020-01-25"), row("b", OTHER, "2020-01"),
    )  # fmt: skip
    assert found[OTHER, 1] == (1, 2)
    assert found[OTHER, 0] == (1, 2)


def test_a_year_and_no_date_make_no_visit() -> None:
    found = shares(row("a", ONE, "2020"), row("b", ONE, None), row("a", OTHER, "2020-03-03"))
    assert found[ONE, 0] == (2, 2)
    assert found[ONE, 1] == (0, 1)


def test_another_name_of_a_finding_is_the_finding() -> None:
    finding = next(f for f in BASE.findings.values() if f.aliases)
    found = shares(
        row("a", finding.aliases[0].name, "2020-01-01"), row("b", finding.id, "2020-01-01")
    )
    assert found == {(finding.id, 1): (2, 2)}


def test_without_observations_there_is_an_empty_frame() -> None:
    assert recorded(made(1), BASE).is_empty()
    assert isinstance(recorded(made(1), BASE), pl.DataFrame)
