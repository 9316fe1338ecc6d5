"""The dates that a caller asks for."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from myosotis.cohort.tables import REJECTS, Tables, dates_from
from myosotis.errors import InputError, Problem
from myosotis.patient import parse_date

When = date | pl.DataFrame | None
"""The date of every row: one for all; a frame of ``patient`` and ``on``, which may name a patient
several times; None for the latest date recorded of each patient."""

_TOLD = 5


NAMELESS = "whose is it? the row names no patient"
UNHEARD = "no table has this patient, so there is no answer for the date"


def dates_asked(on: Any) -> When:
    """The date or the dates that a caller asks for: None, a date, its text (a day, a month or a
    year: its last day), or a table of ``patient`` and ``on`` as a frame or a `Path`. Raises
    InputError."""
    if on is None or isinstance(on, date):
        return on
    if isinstance(on, str):
        return _last_day(on, "on")
    frame = dates_from(on)
    return frame.with_columns(_days(frame["on"], str(on) if isinstance(on, Path) else "on"))


def asked_of(tables: Tables, on: When) -> tuple[When, pl.DataFrame]:
    """The dates with the patients as the tables have them, and a note for each row that asks for
    a patient of whom no table says anything: there is no answer to it."""
    notes = pl.DataFrame(schema=REJECTS)
    if not isinstance(on, pl.DataFrame):
        return on, notes
    on, said = on.with_columns(_name(tables, on)), on["patient"].cast(pl.String)
    asked = on.select("patient", said=said).with_row_index("row", offset=1).lazy()
    for table in (tables.patients, tables.observations, tables.treatments):
        asked = asked.join(table.select("patient"), on="patient", how="anti")
    lacking = asked.collect(engine="streaming").sort("row")
    told = lacking.select(
        table=pl.lit("on"),
        row=pl.col("row").cast(pl.Int64),
        patient="said",
        field=pl.lit("patient"),
        value="said",
        why=pl.when(pl.col("said").fill_null("") == "")
        .then(pl.lit(NAMELESS))
        .otherwise(pl.lit(UNHEARD)),
    )
    return on, pl.concat([notes, told])


def _name(tables: Tables, on: pl.DataFrame) -> pl.Expr:
    """The patients in the type that the tables have."""
    name, kind = pl.col("patient"), tables.patients.collect_schema()["patient"]
    if on.schema["patient"] == pl.String and kind.is_integer():
        name = name.str.strip_chars()
    return name.cast(kind, strict=False)


def _days(column: pl.Series, name: str) -> pl.Series:
    """The last day of each date, each distinct text read once; ``name`` stands in the error."""
    if column.dtype == pl.Date and not column.null_count():
        return column
    texts = column.cast(pl.String)
    first = texts.to_frame().with_row_index("row", offset=1).unique("on", maintain_order=True)
    days: dict[str, date] = {}
    problems: list[Problem] = []
    for row, text in first.iter_rows():
        try:
            days[text] = _last_day(text, f"{name}, row {row}")
        except InputError as error:
            problems += error.problems
    if problems:
        more = [Problem(f"and {len(problems) - _TOLD} more", name)] * (len(problems) > _TOLD)
        raise InputError([*problems[:_TOLD], *more])
    return texts.replace_strict(days, return_dtype=pl.Date)


def _last_day(text: str | None, where: str) -> date:
    found = parse_date(text, where) if text else None
    if found is None or not found.known:
        raise InputError("a date is needed here, such as 2020-03-01", where)
    return found.latest
