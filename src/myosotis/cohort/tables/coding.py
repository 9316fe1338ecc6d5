"""From tables to coded facts and patients, with the meaning that a patient file would have."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from myosotis.cohort.tables.dating import Dates, partial, read_dates
from myosotis.cohort.tables.encoding import encode
from myosotis.cohort.tables.model import OBSERVATIONS, Coded, Tables
from myosotis.cohort.tables.people import code_people
from myosotis.cohort.tables.reading import reader
from myosotis.cohort.tables.rejecting import Rejects
from myosotis.cohort.tables.repeated import leave_out_repeated
from myosotis.cohort.tables.values import Values, read_values
from myosotis.knowledge import KnowledgeBase, load, normal_name
from myosotis.patient import SCHEMA

_UNREAD = ("note", "by")
"""Columns of observations that no rule reads."""


def code(tables: Tables, base: KnowledgeBase | None = None, today: date | None = None) -> Coded:
    """The coded facts and patients of some tables (all rows of a patient must be among them).

    A row that a patient file could not hold is left out and listed in ``rejects``, with the
    sentence that `read_patient` would say; see `Coded`. ``today`` decides which dates lie in the
    future.
    """
    base, today = base or load(), today or date.today()
    frame = tables.observations.drop(_UNREAD).collect()
    rejects, notes = Rejects(OBSERVATIONS, frame), Rejects(OBSERVATIONS, frame)
    _reject_nameless(rejects)
    values = read_values(frame, reader(base))
    reasons = [values.reasons[i] for i in values.reason.tolist()]
    rejects.add(values.wrong, [field for field, _ in reasons], [why for _, why in reasons])
    on = _dates(rejects, "on", today)
    until = _dates(rejects, "until", today)
    _reject_ended(rejects, on, until)
    sites = encode(frame["site"], lambda text: " ".join(text.split()).casefold())
    facts = _facts(frame, values, on, until, sites.codes)
    facts = facts.filter(pl.Series(~rejects.out[values.row]))
    facts = leave_out_repeated(facts, rejects, notes, base)
    return code_people(tables, facts, rejects, notes, base, today, tuple(sites.items[1:]))


def _reject_nameless(rejects: Rejects) -> None:
    rows = np.flatnonzero(rejects.frame["patient"].is_null().to_numpy())
    rejects.add(
        rows, ["patient"] * len(rows), ["whose is it? the row names no patient"] * len(rows)
    )


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
        ends, begins = (partial(dates.earliest[row], dates.latest[row]) for dates in (until, on))
        name = normal_name(rejects.frame["finding"][row])
        why.append(f"{name} ends ({ends}) before it begins ({begins})")
    rejects.add(rows, ["until"] * len(rows), why)


def _facts(
    frame: pl.DataFrame, values: Values, on: Dates, until: Dates, sites: NDArray[np.int64]
) -> pl.DataFrame:
    """All values with whose they are and when, and with ``#at``, the row in the frame."""
    row = values.row
    every = len(row) == frame.height and values.in_order
    columns = {
        **values.columns,
        "earliest": on.earliest if every else on.earliest[row],
        "latest": on.latest if every else on.latest[row],
        "site": sites if every else sites[row],
    }
    ended = pl.Series(until.said if every else until.said[row])
    facts = pl.DataFrame({name: pl.Series(values) for name, values in columns.items()})
    here = pl.Series(row)
    for name, days in (("until_earliest", until.earliest), ("until_latest", until.latest)):
        series = pl.Series(days if every else days[row])
        facts = facts.with_columns(pl.when(ended).then(series).alias(name))
    return facts.select(
        frame["patient"] if every else frame["patient"].gather(here),
        *(
            (pl.lit(0) if name in ("lasting", "unit") else pl.col(name)).cast(kind).alias(name)
            for name, kind in SCHEMA.items()
            if name != "row"
        ),
        row=frame["row"] if every else frame["row"].gather(here),
        **{"#at": here},
    )
