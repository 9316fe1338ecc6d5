"""Tables to coded facts: how many observations a second, in the columns of a registry."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from measuring import Line

from myosotis.cohort.tables import Coded, code, tables_from
from myosotis.knowledge import load

TARGET = 5_000_000
A_PATIENT = 50
"""Observations of one patient."""

_KINDS = {"sign": 0.5, "score": 0.2, "with_limit": 0.15, "text": 0.15}
"""Yes or no; a number in the unit of its finding; a number in U/L beside the laboratory's limit;
and texts such as "788 U/L"."""


def measure(rows: int = TARGET) -> Iterator[Line]:
    """From frames in memory and from Parquet, with what is not read."""
    base, today = load(), date(2026, 1, 1)
    observed, people = observations(rows), patients(rows)

    def coded(table: object) -> Coded:
        return code(tables_from(people, table), base, today)

    yield _line("frames in memory", rows, lambda: coded(observed))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "observations.parquet"
        observed.write_parquet(path)
        yield _line("Parquet", rows, lambda: coded(pl.scan_parquet(path)))


def observations(rows: int, seed: int = 1) -> pl.DataFrame:
    """Observations of one patient after the other, each with its day."""
    base, draw = load(), np.random.default_rng(seed)
    findings = base.findings.values()
    signs = [f.id for f in findings if f.kind == "boolean"][:100]
    scores = [f for f in findings if f.range and f.unit in ("cm", "/150", "g/L", "%")][:30]
    limited = [f.id for f in findings if any(unit.unit == "U/L" for unit in f.units)]
    names = pl.Series([*signs, *(f.id for f in scores), *limited])
    units = pl.Series([*[None] * len(signs), *(f.unit for f in scores), *["U/L"] * len(limited)])
    lowest = [float(f.range[0]) for f in scores if f.range]
    highest = [float(f.range[1]) for f in scores if f.range]
    least = np.array([*[0.0] * len(signs), *lowest, *[100.0] * len(limited)])
    most = np.array([*[1.0] * len(signs), *highest, *[2000.0] * len(limited)])
    kind = draw.choice(len(_KINDS), rows, p=list(_KINDS.values()))
    first = np.array([0, len(signs), len(signs) + len(scores), len(signs) + len(scores)])
    count = np.array([len(signs), len(scores), len(limited), len(limited)])
    name = first[kind] + draw.integers(0, 10**6, rows) % count[kind]
    number = np.round(least[name] + draw.random(rows) * (most - least)[name], 1)
    frame = pl.DataFrame(
        {
            "patient": _ids(np.sort(draw.integers(0, rows // A_PATIENT, rows))),
            "finding": names.gather(name),
            "unit": units.gather(name),
            "number": number,
            "word": pl.Series(["yes", "no"]).gather(draw.choice(2, rows, p=[0.3, 0.7])),
            "kind": pl.Series(list(_KINDS)).gather(kind),
            "on": pl.Series(draw.integers(10_000, 19_000, rows).astype(np.int32)).cast(pl.Date),
        }
    )
    text = pl.format("{} U/L", pl.col("number").round().cast(pl.Int64))
    in_column = pl.col("kind").is_in(["score", "with_limit"])
    return frame.select(
        "patient",
        "finding",
        value=pl.when(kind="sign").then("word").when(kind="text").then(text),
        number=pl.when(in_column).then("number"),
        unit=pl.when(in_column).then("unit"),
        uln=pl.when(kind="with_limit").then(pl.lit(190.0)),
        on="on",
    )


def patients(rows: int, seed: int = 2) -> pl.DataFrame:
    """Sex and age of the patients."""
    draw = np.random.default_rng(seed)
    count = rows // A_PATIENT
    return pl.DataFrame(
        {
            "patient": _ids(np.arange(count)),
            "sex": pl.Series(["female", "male"]).gather(draw.integers(0, 2, count)),
            "age": draw.integers(18, 85, count),
        }
    )


def _ids(numbers: np.ndarray) -> pl.Series:
    return pl.Series(numbers).cast(pl.String).str.zfill(7)


def _line(where: str, rows: int, action: Callable[[], Coded]) -> Line:
    found = []
    for _ in range(5):
        start = time.perf_counter()
        coded = action()
        found.append(time.perf_counter() - start)
    speed = rows / statistics.median(found)
    out = coded.rejects.height + coded.notes.height
    return Line(
        f"{rows / 1e6:g} million observations from {where} to coded facts; "
        f"{out} contradict each other or stand twice",
        f"{speed / 1e6:.1f} million/s",
        f"{TARGET / 1e6:g} million/s",
        speed >= TARGET,
    )


if __name__ == "__main__":
    for line in measure():
        print(line.what, line.measured, line.verdict, sep="; ")
