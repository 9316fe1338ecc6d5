"""Which patient is looked at on which date, and what was known of them by then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from math import inf

import numpy as np
import polars as pl

from myosotis.cohort.asked import When
from myosotis.cohort.tables import Coded, Tables, code, collected
from myosotis.cohort.unborn import before_birth
from myosotis.knowledge import KnowledgeBase
from myosotis.patient import (
    EVER,
    NEVER,
    CodedTreatments,
    code_treatments,
    day,
    snapshots,
)
from myosotis.review import Visits

_PERIOD = ("start_", "stop_")


@dataclass
class Part:
    """Some patients, coded: their facts (those that follow from treatments among them), their
    treatments, and what could not be read. Of the patients in ``unread`` a treatment could not.

    ``visits`` are kept here once they are worked out, see `Asker.visits`.
    """

    facts: pl.DataFrame
    patients: pl.DataFrame
    treatments: CodedTreatments
    unread: pl.Series
    rejects: pl.DataFrame
    notes: pl.DataFrame
    visits: Visits | None = None

    @property
    def observations(self) -> int:
        """How many facts were read."""
        return self.facts.height


def coded_part(tables: Tables, base: KnowledgeBase, today: date | None = None) -> Part:
    """Read some patients; all rows of each must be among the tables."""
    coded: Coded = code(tables, base, today)
    given, unread, exposed = code_treatments(
        collected(tables.treatments, "treatments"), base, today
    )
    unborn = before_birth(given, exposed, coded.patients, base)
    left = ~pl.col("row").abs().is_in(unborn["row"].implode())
    rejects = pl.concat([unread.select(unborn.columns), unborn]).sort("row", maintain_order=True)
    return Part(
        pl.concat([coded.facts, _unlimited(exposed.filter(left)).select(coded.facts.columns)]),
        coded.patients,
        replace(given, frame=given.frame.filter(left)),
        rejects["patient"].unique(),
        pl.concat([coded.rejects, rejects.with_columns(pl.col("patient").cast(pl.String))]),
        coded.notes,
    )


def _unlimited(facts: pl.DataFrame) -> pl.DataFrame:
    """Facts that are no quantity, as the reader of observations writes them: without limits."""
    low, high = pl.col("low").fill_null(-inf), pl.col("high").fill_null(inf)
    return facts.with_columns(low, high)


def visits(part: Part, on: When, base: KnowledgeBase) -> Visits:
    """Every patient of a part on the dates asked for, sorted by patient and date.

    Without a date the latest that is recorded is taken; a patient of whom no date is recorded is
    seen at the end of time (`EVER`), where nothing counts as current that ever ages.
    """
    frame = _dates(part, on).join(part.patients, on="patient", how="left", maintain_order="left")
    frame = frame.with_columns(unread=pl.col("patient").is_in(part.unread.implode()))
    facts = _at(part.facts, frame.select("patient").with_row_index("at"))
    dated = pl.col("on") != EVER
    births = frame.select(
        pl.when(dated).then("birth_earliest").fill_null(NEVER).alias("earliest"),
        pl.when(dated).then("birth_latest").fill_null(EVER).alias("latest"),
    )
    days = frame["on"].to_numpy().astype(np.int64)
    earliest, latest = (births[end].to_numpy().astype(np.int64) for end in births.columns)
    return Visits(frame, snapshots(facts, days, (earliest, latest), base), part.treatments)


def _at(facts: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """The facts of every row, with their place in the record."""
    facts = facts.with_columns(order=_in_record())
    if rows["patient"].is_unique().all():
        # The facts stay as they are; only the row is looked up.
        found = facts.select("patient").join(rows, on="patient", how="left", maintain_order="left")
        facts = facts.with_columns(found["at"]).filter(pl.col("at").is_not_null())
    else:
        facts = facts.join(rows, on="patient")
    return facts.drop("patient")


def _in_record() -> pl.Expr:
    """The order of facts in a record: what was observed, who it is, what was given."""
    row = pl.col("row")
    last = row.max() + 1
    return pl.when(row > 0).then(row).when(row == 0).then(last).otherwise(last - row)


def _dates(part: Part, on: When) -> pl.DataFrame:
    patients = part.patients.select("patient")
    if on is None:
        last = patients.join(_last_dates(part), on="patient", how="left")
        return last.with_columns(pl.col("on").fill_null(EVER)).sort("patient")
    if isinstance(on, pl.DataFrame):
        asked = on.select("patient", pl.col("on").cast(pl.Int32))
        return patients.join(asked, on="patient").sort("patient", "on")
    return patients.with_columns(on=pl.lit(day(on), pl.Int32)).sort("patient")


def _last_dates(part: Part) -> pl.DataFrame:
    """The latest day that is recorded of each patient."""
    dates = [
        frame.lazy()
        .filter(pl.col(f"{name}latest").is_not_null() & (pl.col(f"{name}earliest") != NEVER))
        .select("patient", pl.col(f"{name}latest").alias("on"))
        for frame, names in ((part.facts, ("", "until_")), (part.treatments.frame, _PERIOD))
        for name in names
    ]
    return pl.concat(dates).group_by("patient").agg(pl.col("on").max()).collect()
