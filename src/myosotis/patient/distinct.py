"""Running the reader of one value, or of a few that belong together, once for a whole table.

A table repeats itself: a million rows hold a few thousand distinct doses. What reads one of them
for one patient reads each distinct one here, and its answer is joined back. So a table cannot be
read differently from a patient, and the cost of reading does not grow with the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

Schema = Mapping[str, "pl.DataType | type[pl.DataType]"]


def once(
    frame: pl.DataFrame,
    columns: Sequence[str],
    read: Callable[..., tuple[Any, ...]],
    schema: Schema,
) -> pl.DataFrame:
    """The frame with what ``read`` says of each distinct combination of ``columns``.

    ``read`` takes their values (None where null) and gives one value for each column of
    ``schema``; columns of that name are replaced. Rows keep their order.
    """
    combinations = frame.select(columns).unique(maintain_order=True)
    answers = pl.DataFrame(
        [read(*values) for values in combinations.iter_rows()], dict(schema), orient="row"
    )
    table = combinations.hstack(answers)
    kept = frame.drop([name for name in schema if name in frame.columns])
    return kept.join(table, on=list(columns), how="left", nulls_equal=True, maintain_order="left")


def distinct(frame: pl.DataFrame, columns: Sequence[str]) -> tuple[pl.DataFrame, pl.Series]:
    """The distinct combinations in the order in which they first appear, and the place (UInt32)
    of each row's own among them."""
    combinations = frame.select(columns).unique(maintain_order=True)
    numbered = combinations.with_row_index("#place")
    places = frame.select(columns).join(
        numbered, on=list(columns), how="left", nulls_equal=True, maintain_order="left"
    )
    return combinations, places["#place"]
