"""The plan that the driver makes: three tables in one frame, sorted by patient, and a task on it.

A row of the frame is a row of one of the tables: `KEY`, and a struct of its columns under the name
of its table. All rows of a key go to one partition and are sorted by it, on disk where they do not
fit into memory. So a task sees patient after patient, and however many rows a patient has and
however the rows were spread before, whole patients are answered and in the same way.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache, reduce
from typing import Any

import polars as pl
from pyspark.sql import functions as sql

from myosotis.cohort.asked import NAMELESS, UNHEARD, When, dates_asked
from myosotis.cohort.asking import TOLD, Answered, reject_sentences
from myosotis.cohort.frames import is_spark
from myosotis.cohort.spark.batches import KEY
from myosotis.cohort.spark.task import Knowledge, Task, runner
from myosotis.cohort.spark.types import without_rows, written
from myosotis.cohort.spark.working import DATES, KIND, NOTES, REJECTS, ROW, answer
from myosotis.cohort.tables import UNREAD, tables_from
from myosotis.errors import InputError, Problem
from myosotis.knowledge import KnowledgeBase, load, normal_name

ROWS = 500_000
"""Rows of all tables that a task answers at once, about; `SETTING` of the session says others."""
SETTING = "spark.myosotis.rows"
_NAMES = ("patients", "observations", "treatments")


def plan(
    name: str,
    given: tuple[Any, Any, Any],
    on: Any,
    knowledge: KnowledgeBase | None,
    strict: bool,
) -> Answered:
    """One of `cohort.answers` of frames of PySpark, see `cohort.spark.ask`."""
    tables = _frames(given)
    session = next(iter(tables.values())).sparkSession
    empty = {table: without_rows(frame) for table, frame in tables.items()}
    read = tables_from(**empty)
    parts = {table: _table(table, frame, read.unread) for table, frame in tables.items()}
    kind = read.patients.collect_schema()["patient"]
    base = knowledge or load()
    asked = _asked(on)
    dated = not (asked is None or isinstance(asked, date))
    task = Task(
        name,
        tuple(tables),
        asked if isinstance(asked, date) else None,
        dated,
        date.today(),
        _knowledge(base),
        None,
        int(session.conf.get(SETTING, str(ROWS))),
    )
    unreadable = _run(replace(task, name=None, dated=False), _together(parts), base, kind)
    rejects, notes = (
        unreadable.filter(sql.col(KIND) == each).drop(KIND) for each in (REJECTS, NOTES)
    )
    if dated:
        dates = _dates(asked, session)
        notes = notes.unionByName(_unheard(dates, parts))
        parts[DATES] = dates.drop(ROW)
    found = Answered(_run(task, _together(parts), base, kind), rejects, notes)
    if strict:
        _refuse(found.rejects)
    return found


def _frames(given: tuple[Any, Any, Any]) -> dict[str, Any]:
    """The tables that were given, all of PySpark."""
    tables = {name: t for name, t in zip(_NAMES, given, strict=True) if t is not None}
    problems = [
        Problem(f"{type(table).__name__} is no frame of PySpark, as the other tables must be", name)
        for name, table in tables.items()
        if not is_spark(table)
    ]
    if not tables:
        problems = [Problem("no table is given")]
    if problems:
        raise InputError(problems)
    return tables


def _table(table: str, frame: Any, unread: tuple[tuple[str, str], ...]) -> Any:
    """The columns of a table that are read, as one struct with the number of the row."""
    left_out = {column for of, column in unread if of == table} | {ROW}
    if table == "observations":
        left_out |= {column for column in frame.columns if normal_name(column) in UNREAD}
    read = [column for column in frame.columns if column not in left_out]
    columns = [_column(column) for column in read]
    patient = next(_column(column) for column in read if normal_name(column) == "patient")
    number = _numbers(table, frame).alias(ROW)
    return frame.select(
        _key(patient, columns).alias(KEY), sql.struct(number, *columns).alias(table)
    )


def _column(name: str) -> Any:
    quoted = name.replace("`", "``")
    return sql.col(f"`{quoted}`").alias(name)


def _numbers(table: str, frame: Any) -> Any:
    """The numbers of the rows: those of the column ``row``, else by the place in the frame."""
    kinds = {f.name: f.dataType.typeName() for f in frame.schema if normal_name(f.name) == "row"}
    if not kinds:
        return sql.monotonically_increasing_id() + 1
    column, kind = next(iter(kinds.items()))
    if kind not in ("byte", "short", "integer", "long"):
        raise InputError(f"the column 'row' holds {kind}; whole numbers are expected", table)
    return _column(column).cast("long")


def _key(patient: Any, columns: list[Any]) -> Any:
    """The same text for all rows of a patient. A row that names nobody stands alone."""
    # Without any space, as " A 7" and "A 7 " are one patient; that "A7" comes with them is no harm.
    text = sql.regexp_replace(patient.cast("string"), r"(?U)\s", "")
    return sql.when(sql.length(text) > 0, text).otherwise(sql.xxhash64(*columns).cast("string"))


def _asked(on: Any) -> Any:
    """The date for all, None, or a frame of PySpark or Polars with the dates of each patient."""
    if not is_spark(on):
        return dates_asked(on)
    for name in ("patient", "on"):
        if name not in on.columns:
            raise InputError(f"the table of dates has no column '{name}'", "on")
    return on


def _dates(asked: Any, session: Any) -> Any:
    frame = session.createDataFrame(asked.to_arrow()) if _is_polars(asked) else asked
    patient, on = _column("patient"), sql.col("on").cast("date").alias("on")
    return frame.select(
        _key(patient, [patient]).alias(KEY),
        sql.struct(patient, on).alias(DATES),
        _numbers("on", frame).alias(ROW),
    )


def _unheard(dates: Any, tables: Mapping[str, Any]) -> Any:
    """A note for each date that is asked of a patient whom no table has."""
    known = reduce(
        lambda one, other: one.unionByName(other), (t.select(KEY) for t in tables.values())
    )
    patient = sql.trim(sql.col(f"{DATES}.patient").cast("string"))
    named = sql.length(patient) > 0
    return dates.join(known, KEY, "left_anti").select(
        sql.lit("on").alias("table"),
        sql.col(ROW).alias("row"),
        patient.alias("patient"),
        sql.lit("patient").alias("field"),
        patient.alias("value"),
        sql.when(named, UNHEARD).otherwise(NAMELESS).alias("why"),
    )


def _is_polars(asked: When | Any) -> bool:
    return isinstance(asked, pl.DataFrame)


def _together(parts: Mapping[str, Any]) -> Any:
    """One frame of all tables: every key in one partition, sorted."""
    whole = reduce(
        lambda one, other: one.unionByName(other, allowMissingColumns=True), parts.values()
    )
    return whole.repartition(KEY).sortWithinPartitions(KEY)


def _knowledge(base: KnowledgeBase) -> Knowledge:
    if base.hash == load().hash:
        return Knowledge(base.hash, None)
    text = base.content.model_dump_json(by_alias=True, exclude_defaults=True)
    return Knowledge(base.hash, zlib.compress(text.encode()))


def _run(task: Task, frame: Any, base: KnowledgeBase, patient: pl.DataType) -> Any:
    """The answer of every task."""
    arrow, spark = written(_columns(task.name, base, patient))
    return frame.mapInArrow(runner(replace(task, schema=arrow)), spark)


@cache
def _columns(name: str | None, base: KnowledgeBase, patient: pl.DataType) -> pl.Schema:
    """The columns of an answer: those of the answer for nobody."""
    task = Task(name, ("patients",), None, False, date.today(), Knowledge(base.hash, None), None, 0)
    nobody = pl.Struct({ROW: pl.Int64(), "patient": patient})
    return answer(task, base, pl.DataFrame([pl.Series("patients", [], nobody)])).schema


def _refuse(rejects: Any) -> None:
    """Raises InputError where a row cannot be read. The first rows come to the driver."""
    first = rejects.orderBy("table", "row").limit(TOLD).toArrow()
    if first.num_rows:
        sentences = reject_sentences(pl.DataFrame(first), rejects.count())
        raise InputError(Problem(sentence, "") for sentence in sentences)
