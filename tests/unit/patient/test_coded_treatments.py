"""Tables of treatments as they come: other types, gaps, spaces, dates of the frame."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from myosotis import knowledge
from myosotis.patient.coded import EVER, NEVER, day
from myosotis.patient.coded_treatments import code_treatments
from myosotis.patient.treatment_codes import FINE, fine

BASE = knowledge.load()
TODAY = date(2026, 1, 1)


def coded(**columns: Any) -> tuple[pl.DataFrame, list[tuple[Any, ...]]]:
    """The coded rows of one treatment, and of what is rejected the field, value and reason."""
    frame = pl.DataFrame({"patient": [7], "row": [1], "therapy": ["ivig"], **columns})
    found, rejects, _ = code_treatments(frame, BASE, TODAY)
    assert found.frame.height == (rejects.height == 0)
    return found.frame, rejects.select("field", "value", "why").rows()


@pytest.mark.parametrize("kind", [pl.Date, pl.Datetime])
def test_dates_may_be_dates_of_the_frame(kind: Any) -> None:
    on = pl.Series([datetime(2020, 2, 3)]).cast(kind)
    frame, _ = coded(**{"from": on, "to": pl.Series([None], dtype=kind)})
    row = frame.row(0, named=True)
    assert (row["start_earliest"], row["start_latest"]) == (day(date(2020, 2, 3)),) * 2
    assert (row["stop_earliest"], row["ongoing"]) == (None, 3)


@pytest.mark.parametrize(
    ("on", "why"), [(date(2030, 1, 1), "lies in the future"), (date(1700, 1, 1), "the year 1700")]
)
def test_a_date_of_the_frame_is_refused_as_its_text_is(on: date, why: str) -> None:
    _, as_date = coded(**{"from": [on]})
    _, as_text = coded(**{"from": [str(on)]})
    assert as_date == as_text
    assert as_date[0][:2] == ("from", str(on))
    assert why in as_date[0][2]


def test_whole_numbers_may_stand_as_floats_or_as_text() -> None:
    for courses in (3, 3.0, "3", " 3 "):
        assert coded(courses=[courses])[0]["courses"].to_list() == [3]
    for courses, shown in ((2.5, "2.5"), ("many", "many"), (0, "0"), (1000, "1000")):
        _, rejects = coded(courses=[courses])
        why = f"courses is a whole number from 1, not {shown}"
        assert rejects == [("courses", shown, why)]


def test_yes_and_no_may_be_booleans() -> None:
    frame, _ = coded(adherence=[False], response=[False])
    as_text, _ = coded(adherence=["no"], response=["no"])
    assert frame.equals(as_text)


def test_nothing_written_is_nothing_said() -> None:
    frame, _ = coded(**{"dose": ["  "], "from": [""], "stopped": [None], "note": ["as told"]})
    row = frame.row(0, named=True)
    assert (row["start_earliest"], row["start_latest"]) == (NEVER, EVER)
    # Neither an end nor a reason for one: whether it goes on is not known.
    assert (row["stopped"], row["ongoing"]) == (0, 3)


def test_a_row_without_a_therapy_is_refused() -> None:
    frame = pl.DataFrame({"patient": ["a"], "row": [4], "therapy": [None], "dose": ["1 mg"]})
    _, rejects, facts = code_treatments(frame, BASE, TODAY)
    why = "which treatment? write therapy: and its name"
    assert rejects.rows() == [("treatments", 4, "a", None, None, why)]
    assert facts.height == 0


def test_every_problem_of_a_row_is_said() -> None:
    _, rejects = coded(dose=["60"], stopped=["bored"], courses=[0])
    assert [field for field, _, _ in rejects] == ["dose", "stopped", "courses"]


def test_a_table_without_rows_gives_empty_tables() -> None:
    frame = pl.DataFrame(schema={"patient": pl.String, "row": pl.Int64, "therapy": pl.String})
    found, rejects, facts = code_treatments(frame, BASE, TODAY)
    assert (found.frame.height, rejects.height, facts.height) == (0, 0, 0)


def test_a_time_between_two_billionths_of_a_day_lies_between_their_numbers() -> None:
    from fractions import Fraction

    week = Fraction(1, 7)
    assert fine(week) == FINE
    assert fine(week * Fraction(3, 10**9)) == 6
    assert fine(week * Fraction(31, 10**10)) == 7
    assert fine(week * Fraction(39, 10**10)) == 7
