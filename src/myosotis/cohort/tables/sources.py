"""Where the tables come from: frames of any kind."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import polars as pl

from myosotis.cohort.tables.columns import KNOWN, canonical
from myosotis.cohort.tables.model import OBSERVATIONS, PATIENTS, TREATMENTS, Tables
from myosotis.errors import InputError


def tables_from(patients: Any = None, observations: Any = None, treatments: Any = None) -> Tables:
    """The three tables from frames; a table that is not given is empty."""
    given = {PATIENTS: patients, OBSERVATIONS: observations, TREATMENTS: treatments}
    frames: dict[str, pl.LazyFrame] = {}
    unread: list[tuple[str, str]] = []
    for table, frame in given.items():
        if frame is None:
            frame = pl.DataFrame(schema=dict.fromkeys(KNOWN[table], pl.String))
        frames[table], columns = canonical(lazy(frame, table), table, table)
        unread += [(table, column) for column in columns]
    return _one_type(Tables(**frames, unread=tuple(unread)))


def lazy(frame: Any, name: str) -> pl.LazyFrame:
    """A frame of any kind that Narwhals knows as a lazy frame of Polars."""
    if isinstance(frame, pl.LazyFrame):
        return frame
    if isinstance(frame, pl.DataFrame):
        return frame.lazy()
    try:
        known = nw.from_native(frame)
    except TypeError:
        raise InputError(
            f"{type(frame).__name__} is not a table; give a path or a data frame", name
        ) from None
    found: pl.DataFrame = known.lazy().collect("polars").to_native()
    return found.lazy()


def _one_type(tables: Tables) -> Tables:
    """The patients as whole numbers in all tables, or as text in all."""
    frames = [tables.frame(name) for name in (PATIENTS, OBSERVATIONS, TREATMENTS)]
    kinds = {frame.collect_schema()["patient"] for frame in frames}
    if len(kinds) == 1:
        return tables
    return tables.each(lambda frame: frame.with_columns(pl.col("patient").cast(pl.String)))
