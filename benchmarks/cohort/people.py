"""Made-up patients in Parquet: the same for every way, and the same on every machine.

Each input is a column that is null where it is not known. One patient in ten has nothing
missing, so that classes can be compared; the others lack each value with a chance of a third,
so that 30 % of all values are missing. Files of a million rows, each with its own seed.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from cohort.criteria import inputs

FILE_ROWS = 1_000_000
COMPLETE_EVERY = 10
MISSING = 1 / 3
"""Of the values of a patient who is not complete."""
SHARE_YES = 0.25
OLDEST = 90


def write(folder: Path, rows: int) -> str:
    """The pattern of the files with so many patients; those that are there are not written again.

    A smaller table is the beginning of a larger one and shares its files.
    """
    whole, place = folder / "whole", folder / f"people-{rows}"
    for each in (whole, place):
        each.mkdir(parents=True, exist_ok=True)
    for number, start in enumerate(range(0, rows, FILE_ROWS)):
        file = place / f"{number:04d}.parquet"
        if file.exists():
            continue
        if rows - start < FILE_ROWS:
            people(rows - start, number).write_parquet(file)
            continue
        shared = whole / file.name
        if not shared.exists():
            people(FILE_ROWS, number).write_parquet(shared)
        file.symlink_to(shared)
    return str(place / "*.parquet")


def people(rows: int, seed: int) -> pl.DataFrame:
    """So many patients."""
    chance = np.random.default_rng(seed)
    complete = np.arange(rows) % COMPLETE_EVERY == 0
    columns: dict[str, pl.Series] = {}
    for name, type_ in inputs().items():
        missing = (chance.integers(0, 3000, rows, dtype=np.uint16) < 3000 * MISSING) & ~complete
        if type_ == "boolean":
            known = pl.Series(chance.integers(0, 256, rows, dtype=np.uint8) < 256 * SHARE_YES)
        else:
            known = pl.Series(chance.integers(0, OLDEST, rows, dtype=np.uint8))
        columns[name] = pl.select(pl.when(~pl.Series(missing)).then(known)).to_series()
    return pl.DataFrame(columns)
