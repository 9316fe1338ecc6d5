"""The dates that are asked for: of whom, in which form, and what is said where none is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from myosotis import cohort
from myosotis.cohort.asked import asked_of, dates_asked
from myosotis.errors import FileError, InputError
from myosotis.knowledge import load

OBSERVATIONS = pl.DataFrame(
    {
        "patient": [1, 1, 2, 3],
        "finding": ["anti_jo1", "ck", "ck", "anti_mi2"],
        "value": ["positive", "raised", "raised", "negative"],
        "on": ["2020-03", "2020", "2019", "2021-05-01"],
    }
)
ASKED = pl.DataFrame(
    {
        "patient": [1, 1, 2],
        "on": [date(2020, 2, 1), date(2021, 1, 1), date(2021, 1, 1)],
    }
)
NO_TABLE = "no table has this patient, so there is no answer for the date"
NOBODY = "whose is it? the row names no patient"


def in_text(frame: pl.DataFrame, written: str = "{}") -> pl.DataFrame:
    return frame.with_columns(patient=pl.format(written, "patient"))


def asked(*rows: tuple[Any, Any]) -> pl.DataFrame:
    return pl.DataFrame(rows, ["patient", "on"], orient="row", strict=False)


def told(found: cohort.Answered) -> list[tuple[Any, ...]]:
    """The notes on dates that were asked for."""
    notes: pl.DataFrame = found.notes
    assert notes.columns == ["table", "row", "patient", "field", "value", "why"]
    return notes.filter(table="on").drop("table").rows()


# -- whose -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("ask", [cohort.antibodies, cohort.review])
def test_numbers_in_text_are_the_patients_of_numbered_tables(
    ask: Callable[..., cohort.Answered],
) -> None:
    plain = ask(observations=OBSERVATIONS, on=ASKED)
    assert plain.table["patient"].to_list() == [1, 1, 2]
    assert plain.table["on"].to_list() == ASKED["on"].to_list()
    assert told(plain) == []
    for dates in (in_text(ASKED), in_text(ASKED, " {} "), ASKED.cast({"patient": pl.UInt8})):
        found = ask(observations=OBSERVATIONS, on=dates)
        assert_frame_equal(found.table, plain.table)
        assert told(found) == []


@pytest.mark.parametrize("ask", [cohort.antibodies, cohort.review])
def test_numbers_are_the_patients_of_tables_that_name_them_in_text(
    ask: Callable[..., cohort.Answered],
) -> None:
    observations = in_text(OBSERVATIONS)
    plain = ask(observations=observations, on=in_text(ASKED))
    assert plain.table["patient"].to_list() == ["1", "1", "2"]
    for dates in (ASKED, in_text(ASKED).cast({"patient": pl.Categorical})):
        found = ask(observations=observations, on=dates)
        assert_frame_equal(found.table, plain.table)
        assert told(found) == []


def test_a_patient_whom_no_table_has_is_noted_with_the_row() -> None:
    dates = asked(("9", "2021"), ("1", "2021"), ("A7", "2021"), (None, "2021"), ("", "2020"))
    found = cohort.antibodies(observations=OBSERVATIONS, on=dates)
    assert found.table["patient"].to_list() == [1]
    assert told(found) == [
        (1, "9", "patient", "9", NO_TABLE),
        (3, "A7", "patient", "A7", NO_TABLE),
        (4, None, "patient", None, NOBODY),
        (5, "", "patient", "", NOBODY),
    ]
    assert found.rejects.is_empty()


def test_text_is_compared_as_it_stands() -> None:
    observations = in_text(OBSERVATIONS, " {}")
    found = cohort.antibodies(observations=observations, on=asked((" 1", "2021"), ("1", "2021")))
    assert found.table["patient"].to_list() == [" 1"]
    assert told(found) == [(2, "1", "patient", "1", NO_TABLE)]


@pytest.mark.parametrize("table", ["patients", "observations", "treatments"])
def test_a_patient_of_any_one_table_has_an_answer(table: str) -> None:
    rows = {
        "patients": pl.DataFrame({"patient": [5], "sex": ["female"]}),
        "observations": OBSERVATIONS.head(1).with_columns(patient=pl.lit(5)),
        "treatments": pl.DataFrame({"patient": [5], "therapy": ["methotrexate"]}),
    }
    given = (rows[name] if name == table else None for name in rows)
    found = cohort.antibodies(*given, on=asked((5, "2021"), (6, "2021")))
    assert found.table["patient"].to_list() == [5]
    assert told(found) == [(2, "6", "patient", "6", NO_TABLE)]


def test_whoever_has_no_answer_stands_in_the_notes_that_are_written(tmp_path: Path) -> None:
    dates = asked((1, "2021"), (9, "2020"), (3, "2022"), (8, "2020"))
    tables = cohort.tables_from(None, OBSERVATIONS)
    # Several parts: none of them has the patient, who is noted once.
    work = cohort.Work(("antibodies",), tables, dates_asked(dates), tmp_path, {}, rows=1)
    cohort.write(work, load())
    assert pl.read_parquet(tmp_path / "antibodies.parquet")["patient"].to_list() == [1, 3]
    notes = pl.read_csv(tmp_path / "notes.csv", infer_schema=False).filter(table="on")
    assert notes.select("row", "patient", "why").rows() == [
        ("2", "9", NO_TABLE),
        ("4", "8", NO_TABLE),
    ]


@pytest.mark.parametrize("on", [None, date(2020, 1, 1)])
def test_without_a_table_of_dates_there_is_nothing_to_note(on: date | None) -> None:
    when, notes = asked_of(cohort.tables_from(None, OBSERVATIONS), on)
    assert when is on
    assert notes.is_empty()


# -- when ------------------------------------------------------------------------------------------


def test_a_month_or_a_year_is_its_last_day() -> None:
    for text, day in {
        "2020-02": date(2020, 2, 29),
        "2019": date(2019, 12, 31),
        "2019-03-14": date(2019, 3, 14),
        "14 Mar 2019": date(2019, 3, 14),
        " 2019-04 ": date(2019, 4, 30),
    }.items():
        assert dates_asked(text) == day
        found = dates_asked(asked((1, text), (2, "2000"), (3, text)))
        assert isinstance(found, pl.DataFrame)
        assert found["on"].to_list() == [day, date(2000, 12, 31), day]


@pytest.mark.parametrize(
    "days",
    [
        pl.Series([date(2020, 12, 31)] * 3),
        pl.Series([datetime(2020, 12, 31, 23, 30)] * 3),
        pl.Series([2020] * 3),
        pl.Series(["2020"] * 3, dtype=pl.Categorical),
    ],
    ids=lambda days: str(days.dtype),
)
def test_dates_of_any_kind_are_read(days: pl.Series) -> None:
    found = dates_asked(pl.DataFrame({"Patient": [1, 2, 3], "more": "", "On": days}))
    assert isinstance(found, pl.DataFrame)
    assert found.columns == ["patient", "on"]
    assert found["on"].to_list() == [date(2020, 12, 31)] * 3


def test_nobody_is_asked_for_by_a_table_without_rows() -> None:
    for dates in (ASKED.clear(), asked().cast(pl.String), asked()):
        found = cohort.antibodies(observations=OBSERVATIONS, on=dates)
        assert found.table.is_empty()
        assert told(found) == []


def test_the_dates_may_stand_in_a_file(tmp_path: Path) -> None:
    # The command line had been given a file and said that it was no table.
    path = tmp_path / "dates.csv"
    path.write_text("patient;on\n 1 ;2020-02-01\n1;2020-12\n2;2020\n", encoding="utf-8")
    found = dates_asked(path)
    assert isinstance(found, pl.DataFrame)
    assert found["patient"].to_list() == ["1", "1", "2"]
    assert found["on"].to_list() == [date(2020, 2, 1), date(2020, 12, 31), date(2020, 12, 31)]


# -- what cannot be asked --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tomorrow", "'tomorrow' is not a date; write a date as 2019-03-14"),
        ("2020-13", "'2020-13' names month 13; there are twelve"),
        ("2021-02-29", "there is no day 29 in February 2021"),
        ("1066", "the year 1066 is not between 1880 and 2200"),
        ("unknown", "a date is needed here, such as 2020-03-01"),
        (" ", "a date is needed here, such as 2020-03-01"),
        (None, "a date is needed here, such as 2020-03-01"),
    ],
)
def test_a_date_that_cannot_be_read_is_said_with_its_row(text: str | None, said: str) -> None:
    with pytest.raises(InputError) as caught:
        dates_asked(asked((1, "2020"), (2, text), (3, text)))
    (problem,) = caught.value.problems
    assert problem.where == "on, row 2"
    assert problem.sentence.startswith(said)
    if text is not None:
        with pytest.raises(InputError, match=r"^on: "):
            dates_asked(text)


def test_an_empty_day_among_days_is_said_with_its_row() -> None:
    days = pl.DataFrame({"patient": [1, 2], "on": [date(2020, 1, 1), None]})
    with pytest.raises(InputError, match=r"^on, row 2: a date is needed here"):
        dates_asked(days)


def test_of_many_dates_that_cannot_be_read_the_first_are_said(tmp_path: Path) -> None:
    path = tmp_path / "dates.csv"
    asked(*((n, f"day {n}") for n in range(1, 9))).write_csv(path)
    with pytest.raises(InputError) as caught:
        dates_asked(path)
    first, *_, fifth, last = map(str, caught.value.problems)
    assert first.startswith(f"{path}, row 1: 'day 1' is not a date")
    assert fifth.startswith(f"{path}, row 5: 'day 5'")
    assert last == f"{path}: and 3 more"


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (("pateint", "on"), "the table of dates has no column 'patient', is it 'pateint'?"),
        (("patient", "onn"), "the table of dates has no column 'on', is it 'onn'?"),
        (("patient", "when"), "the table of dates has no column 'on'"),
    ],
)
def test_a_column_that_is_lacking_is_said_with_the_nearest(
    columns: tuple[str, str], said: str
) -> None:
    with pytest.raises(InputError) as caught:
        dates_asked(pl.DataFrame([(1, "2020")], columns, orient="row"))
    assert str(caught.value) == f"on: {said}"


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        (asked((1.5, "2020")), "the column 'patient' holds float64; text or whole numbers"),
        (asked((1, 2020.5)), "the column 'on' holds numbers with decimals; dates are expected"),
        (20200101, "int is not a table; give a path or a data frame"),
    ],
)
def test_what_is_no_table_of_patients_and_dates_is_refused(dates: Any, said: str) -> None:
    with pytest.raises(InputError, match=f"^on: {said}"):
        dates_asked(dates)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="there is no such file"):
        dates_asked(tmp_path / "dates.csv")
