"""Rows that are wrong on purpose, to test what becomes of them; which they are is known."""

from __future__ import annotations

import polars as pl

from myosotis.cohort.synthetic.draws import Integers
from myosotis.cohort.synthetic.people import People
from myosotis.knowledge.schema.synthetic import Fault

SCHEMA: dict[str, type[pl.DataType]] = {
    "table": pl.String,
    "row": pl.Int64,
    "patient": pl.Int64,
    "kind": pl.String,
}
"""Which rows are wrong and how; rows count from 1."""


def spoil(
    people: People, table: str, frame: pl.DataFrame, place: Integers
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Make a share of the rows wrong, each in one way; ``place`` numbers a patient's rows.

    Beside the rows, which of them are wrong: see `SCHEMA`.
    """
    share = people.scene.errors
    kinds = [one for one in people.scene.told.faults.faults if one.table == table]
    if not share or not kinds:
        return frame, pl.DataFrame(schema=SCHEMA)
    of = frame["patient"].to_numpy() - people.draws.numbers[0]
    chosen = people.draws.uniform(f"wrong {table}", of, place) < share
    which = people.draws.choice(f"how {table}", [one.weight for one in kinds], of, place)
    wrong = []
    for number, fault in enumerate(kinds):
        here = pl.Series(chosen & (which == number))
        wrong.append(
            frame.select(
                pl.lit(table).alias("table"),
                pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("row"),
                "patient",
                pl.lit(fault.id).alias("kind"),
            ).filter(here)
        )
        frame = frame.with_columns(
            pl.when(here).then(bad).otherwise(pl.col(name)).alias(name)
            for name, bad in _wrong(fault).items()
        )
    return frame, pl.concat(wrong).sort("row")


def _wrong(fault: Fault) -> dict[str, pl.Expr]:
    """What stands in each column of a row that is made wrong."""
    bad: dict[str, pl.Expr] = {name: pl.lit(None) for name in fault.without}
    for name, text in fault.columns.items():
        bad[name] = pl.format(text, pl.col(name)) if "{}" in text else pl.lit(text)
    if fault.number is not None:
        bad["number"] = pl.lit(fault.number)
    return bad
