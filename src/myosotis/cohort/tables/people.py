"""Who the patients are: sex, birth, weight, first symptom, diagnosis; and what follows from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from polars._typing import PolarsDataType

from myosotis.cohort.tables.collecting import collected
from myosotis.cohort.tables.dating import read_dates
from myosotis.cohort.tables.encoding import Ints, encode
from myosotis.cohort.tables.fitting import AGE_AT_ONSET
from myosotis.cohort.tables.model import PATIENTS, TREATMENTS
from myosotis.cohort.tables.reading import ends
from myosotis.cohort.tables.rejecting import Rejects
from myosotis.errors import InputError
from myosotis.knowledge import KnowledgeBase
from myosotis.logic.values import Interval
from myosotis.patient import Patient, read_person

DATED = ("born", "presented", "onset", "diagnosed")


SHOWN = (
    "patient", "sex", "birth_earliest", "birth_latest", "weight_low", "weight_high", "diagnosis",
    "onset_earliest", "onset_latest", "diagnosed_earliest", "diagnosed_latest", "row",
)  # fmt: skip
"""The columns of the coded patients."""


def read_people(
    about: Rejects, ids: pl.DataFrame, base: KnowledgeBase, today: date
) -> pl.DataFrame:
    """The patients ``ids`` with what the table of patients says of them; null: not known."""
    people = ids.join(_read(about, base, today), on="patient", how="left", maintain_order="left")
    return people.with_columns(
        pl.col("sex").fill_null("unknown"), pl.col("diagnosis").fill_null("")
    )


def everyone(
    listed: pl.Series, observed: pl.Series, treatments: pl.LazyFrame
) -> tuple[pl.DataFrame, Ints]:
    """All patients of the three tables, and the place among them of each that is observed."""
    treated = collected(treatments.select(pl.col("patient").unique()), TREATMENTS)["patient"]
    ids = pl.concat([listed, observed, treated]).drop_nulls().unique(maintain_order=True)
    found = ids.to_frame("patient")
    places = observed.to_frame("patient").join(
        found.with_row_index("#place"), on="patient", how="left", maintain_order="left"
    )
    return found, places["#place"].to_numpy().astype(np.int64)


def _read(about: Rejects, base: KnowledgeBase, today: date) -> pl.DataFrame:
    """The cells of the table of patients in numbers; null for what is not known."""
    frame = about.frame
    columns: dict[str, pl.Series] = {"patient": frame["patient"], "row": frame["row"]}
    columns["sex"] = _each(about, base, today, "sex", lambda patient: patient.sex, pl.String)
    columns["sex"] = columns["sex"].fill_null("unknown")
    intervals: dict[str, Callable[[Patient], Any]] = {
        "age": lambda patient: _ends(patient.age),
        "weight": lambda patient: _ends(patient.weight),
        AGE_AT_ONSET: _at_onset,
    }
    for name, get in intervals.items():
        pair = _each(about, base, today, name, get)
        columns |= {f"{name}_low": pair.arr.get(0), f"{name}_high": pair.arr.get(1)}
        columns[name] = pair.is_not_null()
    for name in DATED:
        dates = read_dates(frame[name], today)
        rows = np.flatnonzero(~dates.right)
        why = [dates.sentences[i] for i in dates.wrong[rows].tolist()]
        about.add(rows, [name] * len(rows), why, leave_out=False)
        known = pl.Series(dates.known)
        for end, days in (("earliest", dates.earliest), ("latest", dates.latest)):
            kept = pl.DataFrame({"days": days}).select(pl.when(known).then("days"))
            columns[f"{name}_{end}"] = kept.to_series()
        columns[name] = pl.Series(dates.said & dates.right)
    words = frame["diagnosis"].str.strip_chars().str.replace_all(r"\s+", " ")
    columns["diagnosis"] = words.fill_null("")
    return pl.DataFrame(columns)


def _each(
    about: Rejects,
    base: KnowledgeBase,
    today: date,
    name: str,
    get: Callable[[Patient], Any],
    kind: PolarsDataType | None = None,
) -> pl.Series:
    """What every cell of a column says, each distinct text read once."""
    column = about.frame[name]
    texts = encode(column)
    read: list[Any] = [None]
    wrong = [""]
    for text in texts.items[1:]:
        try:
            read.append(get(read_person(base, {name: text}, today)))
            wrong.append("")
        except InputError as error:
            read.append(None)
            wrong.append(error.problems[0].sentence)
    rows = np.flatnonzero(np.array([bool(why) for why in wrong])[texts.codes])
    why = [wrong[i] for i in texts.codes[rows].tolist()]
    about.add(rows, [name] * len(rows), why, leave_out=False)
    kind = kind or pl.Array(pl.Float64, 2)
    return pl.Series(read, dtype=kind).gather(pl.Series(texts.codes))


def _ends(value: Interval | None) -> list[float] | None:
    if value is None:
        return None
    return list(ends(value))


def _at_onset(patient: Patient) -> list[float] | None:
    for fact in patient.facts:
        if fact.finding == AGE_AT_ONSET and not fact.derived and isinstance(fact.value, Interval):
            return _ends(fact.value)
    return None


def unlisted(ids: pl.DataFrame, listed: pl.Series) -> pl.DataFrame:
    """Patients whom the table of patients does not have."""
    lacking = ids.filter(~pl.col("patient").is_in(listed.implode()))
    return lacking.select(
        table=pl.lit(PATIENTS),
        row=pl.lit(None, pl.Int64),
        patient=pl.col("patient").cast(pl.String),
        field=pl.lit("patient"),
        value=pl.col("patient").cast(pl.String),
        why=pl.lit("the patient is not in the table of patients; sex and age are not known"),
    )
