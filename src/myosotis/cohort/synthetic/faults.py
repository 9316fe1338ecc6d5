"""Rows that are wrong on purpose, to test what becomes of them; their number is known."""

from __future__ import annotations

import polars as pl

from myosotis.cohort.synthetic.draws import Integers
from myosotis.cohort.synthetic.people import People

Wrong = dict[str, int]


def spoil(
    people: People, table: str, frame: pl.DataFrame, place: Integers
) -> tuple[pl.DataFrame, Wrong]:
    """Make a share of the rows wrong, each in one way; ``place`` numbers a patient's rows."""
    share = people.scene.errors
    kinds = [one for one in people.scene.told.faults.faults if one.table == table]
    if not share or not kinds:
        return frame, {}
    of = frame["patient"].to_numpy() - people.draws.numbers[0]
    chosen = people.draws.uniform(f"wrong {table}", of, place) < share
    which = people.draws.choice(f"how {table}", [one.weight for one in kinds], of, place)
    counts: Wrong = {}
    for number, fault in enumerate(kinds):
        here = pl.Series(chosen & (which == number))
        counts[fault.id] = int(here.sum())
        changed = [pl.when(here).then(_wrong(fault.column, fault.text, fault.number))]
        columns = [one.otherwise(pl.col(fault.column)).alias(fault.column) for one in changed]
        columns += [
            pl.when(here).then(None).otherwise(pl.col(name)).alias(name) for name in fault.without
        ]
        frame = frame.with_columns(columns)
    return frame, counts


def _wrong(column: str, text: str | None, number: float | None) -> pl.Expr:
    if text is None:
        return pl.lit(number, dtype=pl.Float64)
    if "{}" not in text:
        return pl.lit(text)
    return pl.format(text, pl.col(column))
