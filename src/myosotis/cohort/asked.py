"""The dates that a caller asks for."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from myosotis.cohort.tables import Tables, lazy
from myosotis.errors import InputError, Problem, nearest
from myosotis.patient import parse_date

When = date | pl.DataFrame | None
"""The date of every row: one for all; a frame of ``patient`` and ``on``, which may name a patient
several times; None for the latest date recorded of each patient."""

_COLUMNS = ("patient", "on")
_TOLD = 5


def dates_asked(on: Any) -> When:
    """The date or the dates that a caller asks for: None, a date, its text (a day, a month or a
    year: its last day), or a frame of ``patient`` and ``on``. Raises InputError."""
    if on is None or isinstance(on, date):
        return on
    if isinstance(on, str):
        return _last_day(on, "on")
    frame = lazy(on, "on").collect()
    for name in _COLUMNS:
        if name not in frame.columns:
            sentence = f"the table of dates has no column '{name}'{nearest(name, frame.columns)}"
            raise InputError(sentence, "on")
    days = frame["on"]
    return frame.select("patient", on=days if days.dtype == pl.Date else _days(days))


def asked_of(tables: Tables, on: When) -> tuple[When, pl.DataFrame]:
    """The dates with the patients as the tables have them, and a note for each row that asks for
    a patient of whom no table says anything: there is no answer to it."""
    notes = pl.DataFrame(
        schema={"table": pl.String, "row": pl.Int64}
        | dict.fromkeys(("patient", "field", "value", "why"), pl.String)
    )
    if not isinstance(on, pl.DataFrame):
        return on, notes
    kind = tables.patients.collect_schema()["patient"]
    name = pl.col("patient").cast(kind, strict=False)
    if kind == pl.String:
        name = name.str.strip_chars()
    asked = on.with_row_index("row", offset=1).with_columns(said="patient", patient=name).lazy()
    for table in (tables.patients, tables.observations, tables.treatments):
        asked = asked.join(table.select("patient"), on="patient", how="anti")
    lacking = asked.collect(engine="streaming").sort("row")
    told = lacking.select(
        table=pl.lit("on"),
        row=pl.col("row").cast(pl.Int64),
        patient=pl.col("said").cast(pl.String),
        field=pl.lit("patient"),
        value=pl.col("said").cast(pl.String),
        why=pl.lit("no table has this patient, so there is no answer for the date"),
    )
    return on.with_columns(name), pl.concat([notes, told])


def _days(column: pl.Series) -> pl.Series:
    """The days of texts, each distinct text read once."""
    texts = column.cast(pl.String)
    days, problems = {}, []
    for text in texts.unique(maintain_order=True):
        try:
            days[text] = _last_day(text, "")
        except InputError as error:
            row = 1 + texts.eq_missing(pl.Series([text], dtype=pl.String)).arg_max()  # type: ignore[operator]
            problems.append(Problem(error.problems[0].sentence, f"on, row {row}"))
    if problems:
        more = [Problem(f"and {len(problems) - _TOLD} more", "on")] * (len(problems) > _TOLD)
        raise InputError([*problems[:_TOLD], *more])
    return texts.replace_strict(days, return_dtype=pl.Date)


def _last_day(text: str | None, where: str) -> date:
    found = parse_date(text, where) if text else None
    if found is None or not found.known:
        raise InputError("a date is needed here, such as 2020-03-01", where)
    return found.latest
