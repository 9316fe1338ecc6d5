"""Tables to coded facts: how many observations a second, typical columns, the whole way."""

from __future__ import annotations

import statistics
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from measuring import Line

from myosotis.cohort.tables import code, tables_from
from myosotis.knowledge import KnowledgeBase, load
from myosotis.patient import SCHEMA

ROWS = 5_000_000
A_PATIENT = 50
"""Observations of one patient."""
TARGET = 5_000_000


def observations(base: KnowledgeBase, rows: int, seed: int = 1) -> pl.DataFrame:
    """Half signs (yes or no), a third results in a column of numbers, the rest texts."""
    draw = np.random.default_rng(seed)
    signs = [f.id for f in base.findings.values() if f.kind == "boolean"][:80]
    results = [f for f in base.findings.values() if f.kind == "quantity" and f.unit and f.range][
        :40
    ]
    limited = [f for f in base.findings.values() if any(unit.uln for unit in f.units)]
    kind = draw.choice(4, rows, p=[0.5, 0.2, 0.15, 0.15])
    names = pl.Series([*signs, *(f.id for f in results), *(f.id for f in limited)])
    units = pl.Series(
        [*[None] * len(signs), *(f.unit for f in results), *(f.units[0].unit for f in limited)]
    )
    tops = [f.range[1] if f.range else 1 for f in results]
    top = np.array(
        [1.0] * len(signs) + [min(float(t), 300.0) for t in tops] + [3000.0] * len(limited)
    )
    first = np.array([0, len(signs), len(signs) + len(results), 0])
    many = np.array([len(signs), len(results), len(limited), len(signs)])
    name = pl.Series(first[kind] + draw.integers(0, 2**31, rows) % many[kind])
    last = (kind == 3) & (draw.random(rows) < 0.5)
    name = pl.Series(
        np.where(last, len(signs) + len(results) + draw.integers(0, len(limited), rows), name)
    )
    number = np.round(draw.random(rows) * top[name.to_numpy()], 1)
    number[(kind == 1) & (number > top[name.to_numpy()])] = 0
    patient = np.sort(draw.integers(0, rows // A_PATIENT, rows))
    words = pl.Series(["yes", "no", "unknown"]).gather(draw.choice(3, rows, p=[0.3, 0.65, 0.05]))
    frame = pl.DataFrame(
        {
            "patient": pl.Series(patient).cast(pl.String).str.zfill(7),
            "finding": names.gather(name),
            "unit": units.gather(name),
            "number": number,
            "words": words,
            "kind": kind + last,
            "on": pl.Series(draw.integers(14_000, 19_000, rows).astype(np.int32)).cast(pl.Date),
        }
    )
    limit = pl.when(kind=2).then(pl.lit(190.0))
    amount = pl.format("{} {}", pl.col("number").round().cast(pl.Int64), "unit")
    return frame.select(
        "patient",
        "finding",
        value=pl.when(pl.col("kind").is_in([0, 3])).then("words").when(kind=4).then(amount),
        number=pl.when(pl.col("kind").is_in([1, 2])).then("number"),
        unit=pl.when(pl.col("kind").is_in([1, 2])).then("unit"),
        uln=limit,
        on="on",
    )


def patients(rows: int, seed: int = 2) -> pl.DataFrame:
    """Sex and age of the patients."""
    draw = np.random.default_rng(seed)
    count = rows // A_PATIENT
    return pl.DataFrame(
        {
            "patient": pl.Series(np.arange(count)).cast(pl.String).str.zfill(7),
            "sex": pl.Series(["female", "male"]).gather(draw.integers(0, 2, count)),
            "age": draw.integers(18, 85, count),
            "presented": pl.Series(np.full(count, 19_500, np.int32)).cast(pl.Date),
        }
    )


def run(rows: int = ROWS) -> list[Line]:
    """The speed from a frame in memory, and from Parquet."""
    base, today = load(), date(2026, 1, 1)
    observed, people = observations(base, rows), patients(rows)
    lines = [
        _line(
            "from frames in memory", rows, lambda: code(tables_from(people, observed), base, today)
        )
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "observations.parquet"
        observed.write_parquet(path)

        lines.append(
            _line(
                "from Parquet",
                rows,
                lambda: code(tables_from(people, pl.scan_parquet(path)), base, today),
            )
        )
    return lines


def _line(what, rows, action) -> Line:
    found = []
    for _ in range(3):
        start = time.perf_counter()
        coded = action()
        found.append(time.perf_counter() - start)
    assert set(SCHEMA) < set(coded.facts.columns)
    speed = rows / statistics.median(found)
    read = coded.facts.filter(pl.col("row") > 0).height
    return Line(
        f"{rows / 1e6:g} M observations coded, {what} ({read / rows:.1%} read)",
        f"{speed / 1e6:.1f} M/s",
        f"at least {TARGET / 1e6:g} M/s",
        speed >= TARGET,
    )


if __name__ == "__main__":
    for line in run():
        print(line.what, line.measured, line.verdict)
