"""From tables to coded facts and patients, with the meaning that a patient file would have."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from myosotis.cohort.tables.collecting import collected
from myosotis.cohort.tables.dating import Dates, read_dates
from myosotis.cohort.tables.deriving import derived
from myosotis.cohort.tables.encoding import encode, numbered
from myosotis.cohort.tables.entries import Entries
from myosotis.cohort.tables.fitting import fit
from myosotis.cohort.tables.model import OBSERVATIONS, PATIENTS, Coded, Tables
from myosotis.cohort.tables.people import SHOWN, everyone, read_people, unlisted
from myosotis.cohort.tables.reading import reader
from myosotis.cohort.tables.rejecting import Rejects
from myosotis.cohort.tables.repeated import leave_out_repeated
from myosotis.cohort.tables.values import read_values
from myosotis.knowledge import KnowledgeBase, load, normal_name
from myosotis.patient import date_of

UNREAD = ("note", "by")
"""Columns of observations that no rule reads."""


def code(tables: Tables, base: KnowledgeBase | None = None, today: date | None = None) -> Coded:
    """The coded facts and patients of some tables (all rows of a patient must be among them).

    A row that a patient file could not hold is left out and listed in ``rejects``, with the
    sentence that `read_patient` would say; see `Coded`. ``today`` decides which dates lie in the
    future.
    """
    base, today = base or load(), today or date.today()
    frame = collected(tables.observations.drop(UNREAD), OBSERVATIONS)
    nameless = _nameless(frame)
    if nameless.height:
        frame = frame.filter(~pl.col("row").is_in(nameless["row"].implode()))
    out = np.zeros(frame.height, np.bool_)
    rejects, notes = (Rejects(OBSERVATIONS, frame, out) for _ in range(2))
    entries, observed, sites = _entries(frame, rejects, base, today)
    leave_out_repeated(entries, rejects, notes, base)

    listed = collected(tables.patients, PATIENTS)
    about = Rejects(PATIENTS, listed, np.zeros(listed.height, np.bool_))
    ids, places = everyone(listed["patient"], observed, tables.treatments)
    entries = entries.of_patients(places)
    people = fit(entries, read_people(about, ids, base, today), about, rejects, base)
    more = [unlisted(ids, listed["patient"])] if tables.listed else []
    return Coded(
        pl.concat([entries.facts(), derived(people, base)]),
        people.select(SHOWN),
        pl.concat([about.table_of(), nameless, rejects.table_of()]),
        pl.concat([notes.table_of(), *more]),
        sites,
    )


def _entries(
    frame: pl.DataFrame, rejects: Rejects, base: KnowledgeBase, today: date
) -> tuple[Entries, pl.Series, tuple[str, ...]]:
    """What each row says, the patients by the place that ``who`` has, and the sites."""
    values = read_values(frame, reader(base))
    reasons = [values.reasons[i] for i in values.reason.tolist()]
    rejects.add(values.wrong, [field for field, _ in reasons], [why for _, why in reasons])
    on = _dates(rejects, "on", today)
    until = _dates(rejects, "until", today)
    _reject_ended(rejects, on, until)
    sites = encode(frame["site"], lambda text: " ".join(text.split()).casefold())
    who, observed = numbered(frame["patient"])
    more: dict[str, NDArray[Any]] = {"who": who, "site": sites.codes.astype(np.uint32)}
    entries = Entries.of(frame, values, on, until, more, rejects.out)
    return entries, observed, tuple(sites.items[1:])


def _nameless(frame: pl.DataFrame) -> pl.DataFrame:
    rejects = Rejects(OBSERVATIONS, frame, np.zeros(frame.height, np.bool_))
    column = frame["patient"]
    none = column.is_null() if column.dtype.is_integer() else (column == "").fill_null(True)
    rows = np.flatnonzero(none.to_numpy())
    rejects.add(
        rows, ["patient"] * len(rows), ["whose is it? the row names no patient"] * len(rows)
    )
    return rejects.table_of()


def _dates(rejects: Rejects, column: str, today: date) -> Dates:
    """The dates of a column; the rows of those that cannot be read are left out."""
    dates = read_dates(rejects.frame[column], today)
    rows = np.flatnonzero(~dates.right)
    why = [dates.sentences[i] for i in dates.wrong[rows].tolist()]
    rejects.add(rows, [column] * len(rows), why)
    return dates


def _reject_ended(rejects: Rejects, on: Dates, until: Dates) -> None:
    """Leave out what ended before it began."""
    ended = until.known & on.known & (until.latest < on.earliest) & ~rejects.out
    rows = np.flatnonzero(ended)
    why = []
    for row in rows.tolist():
        ends, begins = (date_of(dates.earliest[row], dates.latest[row]) for dates in (until, on))
        name = normal_name(rejects.frame["finding"][row])
        why.append(f"{name} ends ({ends}) before it begins ({begins})")
    rejects.add(rows, ["until"] * len(rows), why)
