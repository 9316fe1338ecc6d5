"""What is not read, row by row, with the sentence that says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from myosotis.cohort.tables.model import REJECTS


@dataclass
class Rejects:
    """Rows of one table that are not read, or of which something is noted.

    ``out`` says of each row of the frame whether it is left out; a row is left out once.
    """

    table: str
    frame: pl.DataFrame
    out: NDArray[np.bool_]
    found: list[pl.DataFrame] = field(default_factory=list)

    def add(
        self,
        rows: NDArray[np.int64],
        fields: Sequence[str],
        why: Sequence[str],
        *,
        leave_out: bool = True,
    ) -> None:
        """Note rows of the frame: in which field, and why; each row is left out once."""
        if leave_out:
            fresh = ~self.out[rows]
            if not fresh.all():
                chosen = np.flatnonzero(fresh)
                rows = rows[chosen]
                fields, why = ([these[i] for i in chosen.tolist()] for these in (fields, why))
            self.out[rows] = True
        if not len(rows):
            return
        part = self.frame[rows]
        self.found.append(
            pl.DataFrame(
                {
                    "table": pl.repeat(self.table, len(rows), eager=True),
                    "row": part["row"],
                    "patient": part["patient"].cast(pl.String),
                    "field": pl.Series(fields, dtype=pl.String),
                    "value": _cells(part, fields),
                    "why": pl.Series(why, dtype=pl.String),
                }
            )
        )

    def table_of(self) -> pl.DataFrame:
        """All of them, in the order of the rows."""
        return pl.concat([pl.DataFrame(schema=REJECTS), *self.found]).sort("row")


def _cells(part: pl.DataFrame, fields: Sequence[str]) -> pl.Series:
    """What stands in the fields, in the words of the rows."""
    texts = part.select(_text(part, name).alias(name) for name in dict.fromkeys(fields))
    texts = texts.with_columns(pl.Series("#field", fields, dtype=pl.String))
    chosen = [pl.when(pl.col("#field") == name).then(name) for name in texts.columns[:-1]]
    return texts.select(pl.coalesce(chosen)).to_series()


def _text(part: pl.DataFrame, name: str) -> pl.Expr:
    if name == "value" and "number" in part.columns:
        value = pl.coalesce(_plain(part, "value"), _plain(part, "number"))
        before, after = (_plain(part, side).fill_null("") for side in ("comparator", "unit"))
        return pl.when(value.is_not_null()).then(
            pl.concat_str(before, value, pl.lit(" "), after).str.strip_chars()
        )
    return _plain(part, name) if name in part.columns else pl.lit(None, pl.String)


def _plain(part: pl.DataFrame, name: str) -> pl.Expr:
    """A column as text: 190 and not 190.0; null where nothing stands."""
    column = pl.col(name)
    if part.schema[name].is_float():
        whole = column.cast(pl.Int64, strict=False)
        return (
            pl.when(whole == column).then(whole.cast(pl.String)).otherwise(column.cast(pl.String))
        )
    text = column.cast(pl.String).str.strip_chars()
    return pl.when(text != "").then(text)
