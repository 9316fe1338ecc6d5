"""A result in the kind of frame that the caller uses."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import polars as pl


def like(caller: Any, frame: pl.DataFrame) -> Any:
    """The frame as one of the caller's kind: pandas, Modin, PyArrow, DuckDB or Spark; Polars for
    Polars and for a path. A lazy frame of Polars gives a lazy one."""
    if isinstance(caller, pl.LazyFrame):
        return frame.lazy()
    try:
        known = nw.from_native(caller)
    except TypeError:
        return frame
    kind = known.implementation
    if kind.is_polars():
        return frame
    if kind.is_pyarrow():
        return frame.to_arrow()
    if kind.is_duckdb():
        return _duckdb(frame)
    if kind.is_pyspark():
        native = nw.to_native(known)
        return native.sparkSession.createDataFrame(frame.to_arrow().to_pandas())
    found = frame.to_pandas()
    return _modin(found) if kind.is_modin() else found


def is_spark(frame: Any) -> bool:
    """Whether a frame is one of PySpark, of a session here or far away (Spark Connect)."""
    return nw.dependencies.is_pyspark_dataframe(
        frame
    ) or nw.dependencies.is_pyspark_connect_dataframe(frame)


def _duckdb(frame: pl.DataFrame) -> Any:
    import duckdb

    table = frame.to_arrow()
    # Read at once: the relation must not outlive what it is made of.
    return duckdb.from_arrow(table)


def _modin(found: Any) -> Any:
    import modin.pandas  # type: ignore[import-not-found,unused-ignore]

    return modin.pandas.DataFrame(found)
