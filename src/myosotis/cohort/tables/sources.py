"""Where the tables come from: paths, or frames of any kind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from myosotis.cohort.tables.collecting import collected
from myosotis.cohort.tables.columns import KNOWN, canonical
from myosotis.cohort.tables.model import ASKED, OBSERVATIONS, PATIENTS, TREATMENTS, Tables
from myosotis.cohort.tables.opening import open_folder, open_table
from myosotis.errors import InputError, Problem

_SHOWN = 5
"""Of many patients that stand twice, so many are named."""


def read_tables(path: str | Path) -> Tables:
    """The tables of a directory (``patients.csv``, ``observations.parquet`` ...) or a database.

    A table that is not there is empty. Raises as `tables_from`.
    """
    return tables_from(**open_folder(path))


def tables_from(patients: Any = None, observations: Any = None, treatments: Any = None) -> Tables:
    """The three tables, each a path or a frame of Polars, pandas, PyArrow, DuckDB ...

    A table that is not given is empty. Raises FileError for a file that cannot be read,
    UnknownNameError for a column that is missing or misspelt, InputError for a column of a type
    that cannot be read, and for a patient who stands twice in the table of patients.
    """
    given = {PATIENTS: patients, OBSERVATIONS: observations, TREATMENTS: treatments}
    frames: dict[str, pl.LazyFrame] = {}
    unread: list[tuple[str, str]] = []
    problems: list[Problem] = []
    kinds: set[type[InputError]] = set()
    for table, source in given.items():
        name = str(source) if isinstance(source, str | Path) else table
        try:
            frame = _open(source, table)
            frames[table], columns = canonical(frame, table, name)
        except InputError as error:
            # Those of the other tables as well: all are said at once.
            problems += error.problems
            kinds.add(type(error))
        else:
            unread += [(table, column) for column in columns]
    if problems:
        raise (kinds.pop() if len(kinds) == 1 else InputError)(problems)
    tables = Tables(**frames, unread=tuple(unread), listed=patients is not None)
    tables = _one_type(tables, [name for name, source in given.items() if source is not None])
    _each_patient_once(tables.patients, str(patients) if _is_path(patients) else PATIENTS)
    return tables


def dates_from(source: Any) -> pl.DataFrame:
    """``patient`` and ``on`` of a table of the dates that are asked for, a path or a frame.

    ``on`` is Date, or String and not empty. Raises as `tables_from`.
    """
    name = str(source) if _is_path(source) else "on"
    frame = open_table(source, ASKED) if _is_path(source) else lazy(source, name)
    return collected(canonical(frame, ASKED, name)[0], name).select("patient", "on")


def _is_path(source: Any) -> bool:
    return isinstance(source, str | Path)


def _open(source: Any, table: str) -> pl.LazyFrame:
    if source is None:
        return pl.LazyFrame(schema=dict.fromkeys(KNOWN[table], pl.String))
    return open_table(source, table) if _is_path(source) else lazy(source, table)


def lazy(frame: Any, name: str) -> pl.LazyFrame:
    """A frame of any kind as a lazy frame of Polars; ``name`` stands in the error."""
    if isinstance(frame, pl.LazyFrame):
        return frame
    if isinstance(frame, pl.DataFrame):
        return frame.lazy()
    if hasattr(frame, "__arrow_c_stream__") and not nw.dependencies.is_pandas_dataframe(frame):
        # DuckDB and PyArrow hand their columns over as they are.
        return pl.DataFrame(frame).lazy()
    try:
        known = nw.from_native(frame)
    except TypeError:
        raise InputError(
            f"{type(frame).__name__} is not a table; give a path or a data frame", name
        ) from None
    found: pl.DataFrame = known.lazy().collect("polars").to_native()
    return found.lazy()


def _one_type(tables: Tables, given: list[str]) -> Tables:
    """The patients as whole numbers where all tables that are given have them so, else as text."""
    kinds = {tables.frame(name).collect_schema()["patient"] for name in given}
    kind = pl.Int64 if kinds == {pl.Int64()} else pl.String
    return tables.each(lambda frame: frame.with_columns(pl.col("patient").cast(kind)))


def _each_patient_once(patients: pl.LazyFrame, name: str) -> None:
    rows = collected(patients.select("patient", "row"), name)
    twice = (
        rows.drop_nulls("patient")
        .filter(pl.col("patient").is_duplicated())
        .group_by("patient", maintain_order=True)
        .agg("row")
    )
    problems = [
        Problem(
            f"patient '{patient}' stands more than once: rows {', '.join(map(str, where))}", name
        )
        for patient, where in twice.head(_SHOWN).iter_rows()
    ]
    if twice.height > _SHOWN:
        problems.append(Problem(f"so do {twice.height - _SHOWN} other patients", name))
    if problems:
        raise InputError(problems)
