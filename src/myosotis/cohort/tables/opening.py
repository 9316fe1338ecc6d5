"""Opening tables in files: CSV, Parquet, Arrow, or a DuckDB database.

Everything in a CSV is read as text, so that "007" stays what it is.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import polars as pl

from myosotis.cohort.tables.collecting import unreadable
from myosotis.cohort.tables.model import OBSERVATIONS, PATIENTS, TREATMENTS
from myosotis.errors import FileError, InputError
from myosotis.knowledge import normal_name

DUCKDB = "duckdb:"
"""Before a path: a DuckDB database, whatever its name ends in."""

ROW = "#row"
"""The number of a row, counted where the file is read: so a part of it can be read by itself."""

_COUNTED: dict[str, Any] = {"row_index_name": ROW, "row_index_offset": 1}
_TEXT = (".csv", ".tsv", ".txt")
_ARROW = (".arrow", ".feather", ".ipc")
_DATABASE = (".duckdb", ".db")
_SUFFIXES = (*_TEXT, ".parquet", *_ARROW)
_SEPARATORS = (",", ";", "\t")


def open_table(path: str | Path, table: str) -> pl.LazyFrame:
    """One table of a file; of a database the one of this name.

    Raises FileError: missing, empty, cut short, not UTF-8, of an unknown kind.
    """
    if is_database(path):
        return _of_database(_database_path(path), table)
    path = Path(path)
    _check(path)
    kind = path.suffix.lower()
    try:
        if kind in _TEXT:
            return _csv(path)
        if kind == ".parquet":
            frame = pl.scan_parquet(path, **_COUNTED)
        elif kind in _ARROW:
            frame = pl.scan_ipc(path, **_COUNTED)
        else:
            raise FileError(f"this is not a table; expected {', '.join(_SUFFIXES)}", str(path))
        frame.collect_schema()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise FileError(unreadable(error), str(path)) from None
    return frame


def open_folder(path: str | Path) -> dict[str, str | Path]:
    """The tables of a directory or a database by name, those that are there.

    Raises FileError where there is none, or one of them stands in two files.
    """
    if is_database(path):
        _check(_database_path(path))
        held = _names(_database_path(path))
        found: dict[str, str | Path] = {table: path for table in _TABLES if table in held}
    else:
        path = Path(path)
        if not path.is_dir():
            raise FileError("there is no such directory", str(path))
        found = {}
        for table in _TABLES:
            files = sorted(f for f in path.glob(f"{table}.*") if f.suffix.lower() in _SUFFIXES)
            if len(files) > 1:
                names = " and ".join(file.name for file in files)
                raise FileError(f"the table of {table} stands twice: {names}", str(path))
            if files:
                found[table] = files[0]
    if not found:
        raise FileError(
            f"there is no table here; expected {', '.join(_TABLES[:-1])} and {_TABLES[-1]}, each "
            f"as one of {', '.join(_SUFFIXES)}",
            str(path),
        )
    return found


def is_database(path: str | Path) -> bool:
    """Whether a path is a DuckDB database."""
    return str(path).startswith(DUCKDB) or Path(path).suffix.lower() in _DATABASE


_TABLES = (PATIENTS, OBSERVATIONS, TREATMENTS)


def _check(path: Path) -> None:
    try:
        if path.is_dir():
            raise FileError("this is a directory; a table is expected", str(path))
        size = path.stat().st_size
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        why = "there is no such file" if missing else f"cannot be read ({error.strerror})"
        raise FileError(why, str(path)) from None
    if not size:
        raise FileError("the file is empty", str(path))


def _csv(path: Path) -> pl.LazyFrame:
    with path.open("rb") as file:
        first = file.readline().decode("utf-8", "replace")
    separator = max(_SEPARATORS, key=first.count)
    frame = pl.scan_csv(path, separator=separator, infer_schema=False, **_COUNTED)
    # Every column is read, whichever are asked for: else a line with more fields than the first
    # would go unseen, and what stands in it be shifted.
    frame = frame.map_batches(lambda part: part, projection_pushdown=False, streamable=True)
    named = [name for name in frame.collect_schema() if normal_name(name) == "patient"]
    return frame.with_columns(_trimmed(name) for name in named)


def _trimmed(name: str) -> pl.Expr:
    """A patient without the spaces around; elsewhere these are no concern of the file's."""
    text = pl.col(name).str.strip_chars()
    return pl.when(text != "").then(text).alias(name)


def _database_path(path: str | Path) -> Path:
    return Path(str(path).removeprefix(DUCKDB))


def _names(path: Path) -> set[str]:
    with _connection(path) as connection:
        rows = connection.execute("select table_name from information_schema.tables").fetchall()
    return {str(name) for (name,) in rows}


def _of_database(path: Path, table: str) -> pl.LazyFrame:
    _check(path)
    with _connection(path) as connection:
        rows = connection.execute("select table_name from information_schema.tables").fetchall()
        if (table,) not in rows:
            held = ", ".join(sorted(str(name) for (name,) in rows)) or "none"
            raise FileError(f"there is no table {table}; the database has {held}", str(path))
        return pl.DataFrame(connection.table(table)).lazy()


def _connection(path: Path) -> Any:
    try:
        duckdb = importlib.import_module("duckdb")
    except ImportError:
        raise InputError(
            "reading a DuckDB database needs the package duckdb; install myosotis[cohort]",
            str(path),
        ) from None
    try:
        return duckdb.connect(str(path), read_only=True)
    except duckdb.Error:
        raise FileError("this is not a DuckDB database, or it is cut short", str(path)) from None
