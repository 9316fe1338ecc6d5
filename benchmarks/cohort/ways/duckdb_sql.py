"""DuckDB: SQL generated from the criteria."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import polars as pl

from cohort.languages import Sql
from cohort.translation import translated
from cohort.way import SUBGROUP, VERDICT, Counting, Way, one_bit
from cohort.ways.ours import cases_of

THREADS = 2


def missing() -> str | None:
    return None if find_spec("duckdb") else "duckdb is not installed"


def query(source: str) -> str:
    """The class of every patient of a table."""
    language = Sql()
    columns = ", ".join(
        f"{language.first(*translated(cases_of(outcome), language))} as {outcome}"
        for outcome in (VERDICT, SUBGROUP)
    )
    scores = ", ".join(f"{said} as {name}" for name, said in language.scores.items())
    return f"select {columns} from (select *, {scores} from {source})"


def _connect() -> Any:
    import duckdb

    return duckdb.connect(config={"threads": THREADS})


def load(files: str) -> Any:
    connection = _connect()
    connection.execute(f"create table people as select * from read_parquet('{files}')")
    return connection


def classify(connection: Any) -> Any:
    connection.execute(f"create or replace table classes as {query('people')}")
    return connection


def answers(connection: Any) -> pl.DataFrame:
    found = connection.execute("select * from classes").fetchnumpy()
    return one_bit(pl.DataFrame(found))


def counts(files: str) -> Counting:
    source = f"({query(f'''read_parquet('{files}')''')})"
    grouped = f"select {SUBGROUP}, count(*) as len from {source} group by all order by all"
    connection = _connect()
    return lambda: pl.DataFrame(connection.execute(grouped).fetchnumpy())


WAY = Way(
    name="duckdb",
    title="DuckDB, SQL generated: one class",
    missing=missing,
    load=load,
    classify=classify,
    answers=answers,
    counts=counts,
)
