"""The differential of a table: every row against one patient at a time."""

from __future__ import annotations

import random
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
from measuring import Line, median

from myosotis import knowledge, read_patient
from myosotis.review import differential_diagnosis, differential_table
from myosotis.review.differential.body import read_findings

ROWS = 1_000_000
DRAWN = 10_000
"""Rows that are drawn; the table repeats them."""
KNOWN = 0.4
"""The share of findings that a row holds."""
CASES = Path(__file__).parents[1] / "examples" / "cases"


def measure(rows: int = ROWS) -> Iterator[Line]:
    table = people(rows)
    where = f"differential of {rows / 1e6:g} million rows, {len(table.columns)} columns"
    taken = median(lambda: differential_table(table), 3)
    yield Line(where, f"{taken:.1f} s", "10 s", taken <= 10)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    yield Line("the most memory the benchmark took until then", f"{peak:.1f} GB")
    patients = [read_patient(path) for path in sorted(CASES.glob("*.yaml"))]
    one = median(lambda: [differential_diagnosis(patient) for patient in patients], 5)
    alone = len(patients) / one
    yield Line(
        f"the same for one patient after the other ({len(patients)} published cases)",
        f"{1000 * one / len(patients):.1f} ms each",
        f"{rows / taken / alone:.0f} times slower by row",
    )


def people(rows: int, seed: int = 1) -> pl.DataFrame:
    """Rows in which each finding is known or not by chance."""
    base, chance = knowledge.load(), random.Random(seed)
    columns: dict[str, list[Any]] = {}
    for name in sorted(read_findings(base)):
        finding = base.findings[name]
        if finding.kind == "boolean":
            drawn = [chance.random() < 0.2 for _ in range(DRAWN)]
            columns[name] = [value if chance.random() < KNOWN else None for value in drawn]
    numbers = {"ck": (0.5, 60), "age_at_onset": (2, 85), "symptom_duration": (0, 120)}
    for name, ends in numbers.items():
        columns[name] = [chance.uniform(*ends) for _ in range(DRAWN)]
    some = pl.DataFrame(columns)
    return pl.concat([some] * -(-rows // DRAWN), rechunk=True).head(rows)
