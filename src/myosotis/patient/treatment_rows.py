"""The rows of a table of treatments: their texts, the checks between fields, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from myosotis.patient import coded
from myosotis.patient.coded import EVER, NEVER, YES
from myosotis.patient.distinct import distinct
from myosotis.patient.treating import GIVEN_ONLY, KEYS
from myosotis.patient.treatment_codes import FINE, NO_LIMIT

SAID = "said_"
"""Before the name of a column that holds what is written."""
_DATES = ("from", "to", "on")


def texts(frame: pl.DataFrame) -> pl.DataFrame:
    """``patient``, ``row``, and what is written under every key; nothing written is null."""
    columns = [pl.col("patient"), pl.col("row").cast(pl.Int64)]
    for key in KEYS:
        if key not in frame.columns:
            columns.append(pl.lit(None, pl.String).alias(SAID + key))
        elif key in _DATES and frame[key].dtype in (pl.Date, pl.Datetime):
            columns.append(pl.col(key).cast(pl.Date).alias(SAID + key))
        else:
            text = _text(pl.col(key), frame[key].dtype).str.strip_chars()
            columns.append(pl.when(text != "").then(text).alias(SAID + key))
    return frame.select(columns)


def _text(column: pl.Expr, kind: pl.DataType) -> pl.Expr:
    if kind == pl.Boolean:
        return pl.when(column).then(pl.lit("yes")).when(~column).then(pl.lit("no"))
    if kind.is_float():
        # A table with gaps may hold its whole numbers as floats.
        whole, text = column.cast(pl.Int64, strict=False), column.cast(pl.String)
        return pl.when(whole == column).then(whole.cast(pl.String)).otherwise(text)
    return column.cast(pl.String)


def in_columns(table: pl.DataFrame) -> pl.DataFrame:
    """The table with start, stop, ``ongoing`` and ``given``; ``suspect``: it cannot stand so."""
    said = {key: pl.col(SAID + key).is_not_null() for key in KEYS}
    ended = said["stopped"] | said["not_given"]
    table = table.with_columns(
        pl.col("from_earliest").fill_null(NEVER).alias("start_earliest"),
        pl.col("from_latest").fill_null(EVER).alias("start_latest"),
        pl.col("to_earliest").alias("stop_earliest"),
        pl.col("to_latest").alias("stop_latest"),
        pl.when("goes_on_to")
        .then(2)
        .when(said["to"] | ended)
        .then(1)
        .otherwise(3)
        .cast(pl.UInt8)
        .alias("ongoing"),
        (~said["not_given"]).alias("given"),
    )
    start, stop = pl.col("start_earliest"), pl.col("stop_latest")
    dated = (start != NEVER) & (pl.col("stop_earliest") != NEVER).fill_null(False)
    on = said["on"] & (~said["not_given"] | (pl.col("bad_on") & _known("not_given_finding")))
    keys = ("drug", "from", "to", "stopped", "not_given", "response", "adherence", "courses")
    suspect = pl.any_horizontal(
        *(f"bad_{key}" for key in (*keys, "duration")),
        on,
        said["not_given"] & pl.any_horizontal(said[key] for key in GIVEN_ONLY),
        pl.col("goes_on_to") & said["stopped"],
        dated & (stop < start).fill_null(False),
        dated & _known("duration_low") & _does_not_fit(),
    )
    return table.with_columns(suspect.fill_null(True).alias("suspect"))


def _known(name: str) -> pl.Expr:
    return pl.col(name).is_not_null()


def _does_not_fit() -> pl.Expr:
    """Whether a stated duration leaves nothing of the time between the dates."""
    first, last = pl.col("stop_earliest"), pl.col("stop_latest")
    shortest = (first - pl.col("start_latest")).clip(0).cast(pl.Int64) * FINE
    longest = (last - pl.col("start_earliest")).clip(0).cast(pl.Int64) * FINE
    low, high = pl.col("duration_low"), pl.col("duration_high").fill_null(NO_LIMIT)
    open_ = pl.col("duration_open")
    after, before = (open_ & 1) != 0, (open_ & 2) != 0
    return (
        (low > longest)
        | (high < shortest)
        | (after & (low == longest))
        | (before & (high == shortest))
    ).fill_null(False)


def refused(
    suspects: pl.DataFrame, problems: Callable[[Mapping[str, str]], list[tuple[str | None, str]]]
) -> pl.DataFrame:
    """What is wrong with rows that cannot be read, each distinct one read as a whole."""
    written = [SAID + key for key in KEYS if key != "note"]
    combinations, places = distinct(suspects, written)
    lines = []
    for place, values in enumerate(combinations.iter_rows()):
        pairs = zip(written, values, strict=True)
        fields = {name.removeprefix(SAID): str(v) for name, v in pairs if v is not None}
        found = problems(fields)
        assert found, f"nothing is wrong with {fields}"
        lines += [(place, field, fields.get(field or ""), why) for field, why in found]
    kinds = {"place": pl.UInt32, "field": pl.String, "value": pl.String, "why": pl.String}
    why = pl.DataFrame(lines, kinds, orient="row")
    rows = suspects.select("patient", "row", places.alias("place"))
    return _rejects(rows.join(why, on="place", maintain_order="left_right"))


def repeated(table: pl.DataFrame, names: tuple[str, ...]) -> pl.DataFrame:
    """Rows that say again what an earlier row of the patient says; ``names`` are the drugs of the
    regimens. Without a start a treatment may well have been given twice."""
    key = [
        "patient", "start_earliest", "start_latest", "regimen", "route", "stop_earliest",
        "stop_latest", "not_given_word",
    ]  # fmt: skip
    compared = table.filter((pl.col("start_earliest") != NEVER) | ~pl.col("given"))
    # First by a part of it: comparing whole keys costs many times more, and few are equal.
    alike = compared.filter(pl.struct(key[:4]).hash().is_duplicated()).sort("row")
    alike = alike.with_columns(pl.col("row").first().over(key).alias("first"))
    again = alike.filter(pl.col("row") != pl.col("first"))
    drug = pl.Series([names[place] for place in again["regimen"]], dtype=pl.String)
    here = pl.lit(" is recorded twice: here and at row ")
    return _rejects(
        again.with_columns(
            pl.lit(None, pl.String).alias("field"),
            pl.lit(None, pl.String).alias("value"),
            pl.concat_str(pl.lit(drug), here, pl.col("first").cast(pl.String)).alias("why"),
        )
    )


def _rejects(rows: pl.DataFrame) -> pl.DataFrame:
    found = rows.with_columns(pl.lit("treatments").alias("table"))
    return found.select("table", "row", "patient", "field", "value", "why")


def facts_of(table: pl.DataFrame) -> pl.DataFrame:
    """The exposures to the drugs, and the states of the patient that were the reason why a
    treatment ended or was not given: as coded facts, in the order of the rows."""
    nothing = pl.lit(None, pl.Int32)
    exposures = _facts(
        table.filter(pl.col("given") & _known("exposure")),
        pl.col("exposure"), pl.col("start_earliest"), pl.col("start_latest"),
        pl.col("stop_earliest"), pl.col("stop_latest"), pl.col("ongoing") == 2,
    )  # fmt: skip
    ended = _facts(
        table.filter(_known("stopped_finding")),
        pl.col("stopped_finding"), pl.col("stop_earliest"), pl.col("stop_latest"),
        nothing, nothing, pl.lit(False),
    )  # fmt: skip
    # Not given, without a date, is how things stand now.
    not_given = _facts(
        table.filter(_known("not_given_finding")),
        pl.col("not_given_finding"), pl.col("on_earliest"), pl.col("on_latest"),
        nothing, nothing, pl.col("on_earliest").fill_null(NEVER) == NEVER,
    )  # fmt: skip
    found = pl.concat([exposures, ended, not_given])
    return found.sort("row", descending=True, maintain_order=True)


def _facts(
    rows: pl.DataFrame,
    finding: pl.Expr,
    earliest: pl.Expr,
    latest: pl.Expr,
    until_earliest: pl.Expr,
    until_latest: pl.Expr,
    lasting: pl.Expr,
) -> pl.DataFrame:
    said = {
        "finding": finding,
        "mask": pl.lit(YES),
        "earliest": earliest.fill_null(NEVER),
        "latest": latest.fill_null(EVER),
        "until_earliest": until_earliest,
        "until_latest": until_latest,
        "lasting": lasting,
        "low": pl.lit(None),
        "high": pl.lit(None),
        "row": -pl.col("row"),
    }
    return rows.select(
        "patient",
        *(said.get(n, pl.lit(0)).cast(kind).alias(n) for n, kind in coded.SCHEMA.items()),
    )
