"""Dates known to a day, a month or a year, as the first and the last day that they can be."""

from __future__ import annotations

import polars as pl

from myosotis.errors import InputError
from myosotis.patient import parse_date

DAYS_A_MONTH = 365.25 / 12
"""Lengths of time are counted in days and shown in months of this many days."""


def with_bounds(
    frame: pl.DataFrame, column: str, name: str, table: str, apart: frozenset[str] = frozenset()
) -> pl.DataFrame:
    """The frame with ``<name>_earliest`` and ``<name>_latest``, both null where nothing is known.

    A date is text (2019-03-14, 2019-03, 2019, unknown) or a Date; words in ``apart`` are no dates
    and stay null. Raises InputError with the first row that holds anything else.
    """
    low, high = f"{name}_earliest", f"{name}_latest"
    if column not in frame.columns:
        return frame.with_columns(
            pl.lit(None, pl.Date).alias(low), pl.lit(None, pl.Date).alias(high)
        )
    if frame.schema[column] == pl.Date:
        return frame.with_columns(pl.col(column).alias(low), pl.col(column).alias(high))
    if frame.schema[column] == pl.Datetime:
        day = pl.col(column).dt.date()
        return frame.with_columns(day.alias(low), day.alias(high))
    texts = frame.get_column(column).cast(pl.String)
    known = {}
    for text in texts.unique().drop_nulls().to_list():
        if not text.strip() or text.strip().lower() in apart:
            continue
        try:
            date = parse_date(text)
        except InputError as error:
            row = texts.index_of(text)
            found = "; ".join(problem.sentence for problem in error.problems)
            raise InputError(found, f"{table}, row {(row or 0) + 1}, {column}") from None
        if date.known:
            known[text] = (date.earliest, date.latest)
    pairs = pl.DataFrame(
        {
            "_text": list(known),
            low: [pair[0] for pair in known.values()],
            high: [pair[1] for pair in known.values()],
        },
        schema={"_text": pl.String, low: pl.Date, high: pl.Date},
    )
    return (
        frame.with_columns(texts.alias("_text"))
        .join(pairs, on="_text", how="left", maintain_order="left")
        .drop("_text")
    )


def months(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """The months from one Date to another."""
    return (end - start).dt.total_days() / DAYS_A_MONTH
