"""What is not read, row by row, with the sentence that says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from myosotis.cohort.tables.cells import written
from myosotis.cohort.tables.model import REJECTS


@dataclass
class Rejects:
    """Rows of one table that are not read, or of which something is noted.

    ``out`` says of each row of the frame whether it is left out.
    """

    table: str
    frame: pl.DataFrame
    out: NDArray[np.bool_] = field(init=False)
    found: list[pl.DataFrame] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.out = np.zeros(self.frame.height, np.bool_)

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
                    "value": self._cells(part, fields),
                    "why": pl.Series(why, dtype=pl.String),
                }
            )
        )

    def table_of(self) -> pl.DataFrame:
        """All of them, in the order of the rows."""
        return pl.concat([pl.DataFrame(schema=REJECTS), *self.found]).sort("row")

    def _cells(self, part: pl.DataFrame, fields: Sequence[str]) -> pl.Series:
        """What stands in the field, in the words of the row."""
        return pl.Series([_cell(part, i, name) for i, name in enumerate(fields)], dtype=pl.String)


def _cell(part: pl.DataFrame, index: int, name: str) -> str | None:
    text = written(part[name][index]) if name in part.columns else None
    if name == "value" and text is None and "number" in part.columns:
        text = written(part["number"][index])
    if name == "value" and text and "comparator" in part.columns:
        text = f"{written(part['comparator'][index]) or ''}{text}"
    if name == "value" and text and "unit" in part.columns:
        text = f"{text} {written(part['unit'][index]) or ''}".strip()
    return text
