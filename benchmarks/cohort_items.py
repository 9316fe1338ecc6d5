"""Snapshots and the whole review of the patients of `make bench-cohort`: 16 items, 30 % missing.

python benchmarks/cohort_items.py --patients N    so many; 5 million take two minutes

Part by part as a cohort is reviewed, in a process of its own for its memory. The patients of a part
are made up just before it, and that is not counted.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from typing import Any

from measuring import Line

from myosotis import cohort
from myosotis.knowledge import load

PATIENTS = 5_000_000
PART = 80_000
"""About a million observations."""
COMPILING = 1
"""The parts before the measured ones: the review is compiled for the first."""
PATIENTS_A_SECOND = 100_000
AIM = 500_000
OBSERVATIONS_A_SECOND = 5e6
MEMORY = 1.5e9


def measure(patients: int = PATIENTS) -> Iterator[Line]:
    """The medians over the parts, and the memory of the whole run."""
    command = [sys.executable, __file__, "--patients", str(patients), "--json"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    yield from _lines(json.loads(told))


def _lines(found: dict[str, float]) -> Iterator[Line]:
    patients = int(found["patients"])
    yield Line(
        f"the whole review over snapshots of the 16 items, {patients:,} patients: verdicts, "
        "criteria, differential, with rules, facts and what is missing",
        f"{found['review']:,.0f} patients/s",
        f"{PATIENTS_A_SECOND:,} patients/s (aim {AIM:,})",
        found["review"] >= PATIENTS_A_SECOND,
    )
    yield Line(
        "their snapshots from long tables",
        f"{found['snapshots'] / 1e6:.2f} million observations/s",
        f"{OBSERVATIONS_A_SECOND / 1e6:g} million/s",
        found["snapshots"] >= OBSERVATIONS_A_SECOND,
    )
    yield Line("of this the reading into codes", f"{found['coding'] / 1e6:.2f} million/s")
    yield Line("of this the snapshots", f"{found['looking'] / 1e6:.2f} million/s")
    yield Line(
        "the most memory",
        f"{found['memory'] / 1e9:.2f} GB",
        "below 1.5 GB",
        found["memory"] < MEMORY,
    )


def run(patients: int) -> dict[str, float]:
    """The speeds (medians over the parts; patients or observations in a second), and the bytes."""
    # As the command does, before Polars is imported.
    cohort.hold_together()
    from myosotis.cohort.asking import Asker
    from myosotis.cohort.memory import peak_memory

    asker = Asker(load(), None, date.today())
    found: list[tuple[float, ...]] = []
    for number in range(COMPILING + patients // PART):
        tables = _tables(number)
        start = time.perf_counter()
        part = asker.part(tables)
        coded = time.perf_counter()
        seen = asker.visits(part)
        looked = time.perf_counter()
        asker.review_table(seen).review(seen)
        asked = time.perf_counter()
        facts = part.facts.height
        found.append((facts / (coded - start), facts / (looked - coded), facts / (looked - start),
                      len(seen) / (asked - looked)))  # fmt: skip
    names = ("coding", "looking", "snapshots", "review")
    speeds = map(statistics.median, zip(*found[COMPILING:], strict=True))
    whole = {"patients": PART * (len(found) - COMPILING), "memory": peak_memory() or 0}
    return dict(zip(names, speeds, strict=True)) | whole


def _tables(number: int) -> Any:
    """The long tables of a part."""
    import polars as pl
    from cohort.people import people

    from myosotis.cohort.tables import tables_from

    wide = people(PART, number).with_row_index("patient", offset=number * PART)
    truths = [name for name, kind in wide.schema.items() if kind == pl.Boolean]
    said = wide.with_columns(
        pl.when(name).then(pl.lit("yes")).when(~pl.col(name)).then(pl.lit("no")).alias(name)
        for name in truths
    ).cast(pl.String)
    observations = (
        said.unpivot(index="patient", variable_name="finding")
        .drop_nulls("value")
        .with_columns(pl.col("patient").cast(pl.Int64), on=pl.lit("2024-05-01"))
        .sort("patient", maintain_order=True)
    )
    patients = pl.DataFrame({"patient": wide["patient"].cast(pl.Int64)})
    nothing = pl.DataFrame(schema={"patient": pl.Int64, "therapy": pl.String})
    return tables_from(patients, observations, nothing)


def main() -> None:
    parser = argparse.ArgumentParser(description="A cohort of the 16 items, measured")
    parser.add_argument("--patients", type=int, default=PATIENTS)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = run(options.patients)
    if options.json:
        print(json.dumps(found))
        return
    for line in _lines(found):
        print(f"{line.what}: {line.measured} ({line.verdict})", flush=True)


if __name__ == "__main__":
    main()
