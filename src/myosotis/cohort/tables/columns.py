"""The columns of the tables: which are known, what may stand in them, what is missing."""

from __future__ import annotations

import difflib

import polars as pl

from myosotis.cohort.tables.model import ASKED, OBSERVATIONS, PATIENTS, TREATMENTS
from myosotis.cohort.tables.opening import ROW
from myosotis.errors import InputError, Problem, UnknownNameError, nearest
from myosotis.knowledge import normal_name

KNOWN: dict[str, tuple[str, ...]] = {
    PATIENTS: (
        "patient", "sex", "born", "age", "presented", "age_at_onset", "onset", "diagnosed",
        "weight", "diagnosis",
    ),
    OBSERVATIONS: (
        "patient", "finding", "value", "number", "comparator", "unit", "uln", "on", "until",
        "site", "method", "strength", "cutoff", "by", "note",
    ),
    TREATMENTS: (
        "patient", "therapy", "dose", "route", "from", "to", "duration", "courses", "stopped",
        "response", "adherence", "not_given", "on", "note",
    ),
    ASKED: ("patient", "on"),
}  # fmt: skip
NEEDED = {
    PATIENTS: ("patient",),
    OBSERVATIONS: ("patient", "finding"),
    TREATMENTS: ("patient", "therapy"),
    ASKED: ("patient", "on"),
}
DATES = frozenset({"born", "presented", "onset", "diagnosed", "on", "until", "from", "to"})
FLOATS = frozenset({"number"})

_CLOSE = 0.8
"""So alike, an unknown column is taken for a misspelt one."""


def canonical(frame: pl.LazyFrame, table: str, name: str) -> tuple[pl.LazyFrame, list[str]]:
    """The known columns of a table in their types, with ``row``; and the columns not read.

    Names are compared as names of findings are: "Patient ID" is patient_id. ``name`` is what an
    error calls the table. Raises UnknownNameError for a missing or misspelt column, InputError
    for a column of a type that cannot be read.
    """
    schema = frame.collect_schema()
    found, unread = _named([column for column in schema if column != ROW], table, name)
    problems = [
        Problem(sentence, name)
        for column, original in found.items()
        if (sentence := _wrong_type(column, schema[original]))
    ]
    if problems:
        raise InputError(problems)
    types = {column: schema[original] for column, original in found.items()}
    number = types.get("number")
    columns = [
        _typed(column, pl.col(found[column]), types[column])
        if column in found
        else pl.lit(None, pl.Float64 if column in FLOATS else pl.String)
        for column in KNOWN[table]
    ]
    if table != OBSERVATIONS:
        # Observations are many: their texts are trimmed once for each distinct text.
        columns = [
            _trimmed(column) if key != "patient" and _is_text(key, types.get(key)) else column
            for key, column in zip(KNOWN[table], columns, strict=True)
        ]
    named = [column.alias(key) for key, column in zip(KNOWN[table], columns, strict=True)]
    if ROW not in schema:
        # Before anything is left out, so that a number is that of the caller's table.
        frame = frame.with_row_index(ROW, offset=1)
    frame = frame.select(*named, row=pl.col(ROW).cast(pl.Int64))
    if table == OBSERVATIONS:
        frame = _values(frame, types.get("value"), number)
    return frame, unread


def _named(columns: list[str], table: str, name: str) -> tuple[dict[str, str], list[str]]:
    known, problems = KNOWN[table], []
    found: dict[str, str] = {}
    unread: list[str] = []
    for column in columns:
        key = normal_name(column)
        if key in found:
            problems.append(Problem(f"the columns '{found[key]}' and '{column}' are one", name))
        elif key in known:
            found[key] = column
        else:
            unread.append(column)
    missing = [key for key in NEEDED[table] if key not in found]
    if table == OBSERVATIONS and not {"value", "number", "strength"} & found.keys():
        missing.append("value")
    for key in missing:
        alike = nearest(key, unread).replace("did you mean", "is it")
        problems.append(Problem(f"the table of {table} has no column '{key}'{alike}", name))
    free = [key for key in known if key not in found]
    for column in unread:
        close = difflib.get_close_matches(normal_name(column), free, n=1, cutoff=_CLOSE)
        if close and close[0] not in missing:
            problems.append(
                Problem(
                    f"unknown column '{column}', did you mean '{close[0]}'? rename it or leave "
                    "it out",
                    name,
                )
            )
    if problems:
        raise UnknownNameError(problems)
    return found, unread


def _wrong_type(column: str, kind: pl.DataType) -> str | None:
    if kind.is_nested() or kind in (pl.Binary, pl.Object):
        return f"the column '{column}' holds {str(kind).lower()}; text or numbers are expected"
    if column == "patient" and not (kind.is_integer() or kind in (pl.String, *_LABELS, pl.Null)):
        return f"the column 'patient' holds {str(kind).lower()}; text or whole numbers are expected"
    if column in FLOATS and not (kind.is_numeric() or kind in (pl.String, pl.Null)):
        return f"the column '{column}' holds {str(kind).lower()}; numbers are expected"
    if column in DATES and kind.is_float():
        return f"the column '{column}' holds numbers with decimals; dates are expected"
    return None


_LABELS = (pl.Categorical, pl.Enum)


def _typed(column: str, values: pl.Expr, kind: pl.DataType) -> pl.Expr:
    if column == "patient":
        return values.cast(pl.Int64) if kind.is_integer() else values.cast(pl.String)
    if column in DATES and kind.is_temporal():
        return values if kind == pl.Date else values.dt.date()
    if kind == pl.Boolean:
        return pl.when(values).then(pl.lit("yes")).when(~values).then(pl.lit("no"))
    if column in ("number", "uln", "value") and kind.is_numeric():
        return values.cast(pl.Float64).fill_nan(None)
    if kind.is_float():
        # 12.0 of a column of numbers is the text 12.
        whole = values.cast(pl.Int64, strict=False)
        text = pl.when(whole == values).then(whole.cast(pl.String))
        return text.otherwise(values.fill_nan(None).cast(pl.String))
    return values.cast(pl.String)


def _is_text(column: str, kind: pl.DataType | None) -> bool:
    return kind is not None and not (column in DATES and kind.is_temporal())


def _trimmed(column: pl.Expr) -> pl.Expr:
    text = column.str.strip_chars()
    return pl.when(text != "").then(text)


def _values(
    frame: pl.LazyFrame, value: pl.DataType | None, number: pl.DataType | None
) -> pl.LazyFrame:
    """Numbers in ``number``, texts in ``value``, whatever the column they came in."""
    if number is not None and number == pl.String:
        read = pl.col("number").str.strip_chars().cast(pl.Float64, strict=False)
        # What is no number goes on as a text, so that the reader says what is wrong with it.
        text = pl.when(read.is_null()).then(pl.col("number"))
        frame = frame.with_columns(value=pl.coalesce("value", text), number=read)
    if value is not None and value.is_numeric():
        return frame.with_columns(
            value=pl.lit(None, pl.String), number=pl.coalesce("value", "number")
        )
    return frame
