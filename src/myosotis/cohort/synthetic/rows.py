"""The observations of a chunk: columns of small integers until they are written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from myosotis.cohort.synthetic.draws import Integers
from myosotis.cohort.synthetic.pools import NONE, Codes, Pool, date_texts

SCHEMA: dict[str, type[pl.DataType]] = {
    "patient": pl.Int64,
    "finding": pl.String,
    "value": pl.String,
    "number": pl.Float64,
    "comparator": pl.String,
    "unit": pl.String,
    "uln": pl.Float64,
    "on": pl.String,
    "site": pl.String,
    "method": pl.String,
    "strength": pl.String,
}
_TEXTS = ("finding", "value", "comparator", "unit", "site", "method", "strength")
_NUMBERS = ("number", "uln")
_LONGEST = 1 << 20
Column = NDArray[Any]


@dataclass
class Rows:
    """Observations in blocks: one finding of several patients, in the order of the patients."""

    pool: Pool = field(default_factory=Pool)
    _blocks: list[dict[str, Column | int]] = field(default_factory=list)
    _sizes: list[int] = field(default_factory=list)

    def add(
        self,
        of: Integers,
        day: Integers,
        on: Integers,
        finding: str | Codes,
        value: Codes | int = NONE,
        **more: Column | int,
    ) -> None:
        """Add a block; ``of`` are places in the chunk, ``on`` codes of dates, texts codes of the
        pool, numbers as they are. A single one holds for the whole block."""
        if not len(of):
            return
        code = self.pool.code(finding) if isinstance(finding, str) else finding
        block: dict[str, Column | int] = {
            "of": of,
            "day": day,
            "on": on,
            "finding": code,
            "value": value,
        }
        self._blocks.append({**block, **more})
        self._sizes.append(len(of))

    def table(self, numbers: Integers) -> tuple[pl.DataFrame, Integers]:
        """The rows by patient and day, and each one's number among its patient's rows."""
        of, day = (self._column(name, np.int64, 0) for name in ("of", "day"))
        order = np.argsort(of * _LONGEST + (day - day.min(initial=0)), kind="stable")
        of = of[order]
        frame = {"patient": pl.Series(numbers[of])}
        for name in _TEXTS:
            frame[name] = self.pool.series(self._column(name, np.int32, NONE)[order])
        for name in _NUMBERS:
            values = pl.Series(self._column(name, np.float64, np.nan)[order])
            frame[name] = values.fill_nan(None)
        frame["on"] = date_texts(self._column("on", np.int64, 0)[order])
        starts = np.searchsorted(of, np.arange(len(numbers)))
        place = np.arange(len(of)) - starts[of]
        return pl.DataFrame({name: frame[name] for name in SCHEMA}, schema=SCHEMA), place

    def _column(self, name: str, kind: type, empty: float) -> Column:
        whole: Column = np.empty(sum(self._sizes), dtype=kind)
        start = 0
        for block, size in zip(self._blocks, self._sizes, strict=True):
            whole[start : start + size] = block.get(name, empty)
            start += size
        return whole
