"""A cohort: snapshots from long tables, the whole review over snapshots, streaming with its memory.

python benchmarks/cohort_review.py --patients N    a larger registry; a million takes minutes
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
from measuring import Line

from myosotis import cohort
from myosotis.cohort.asking import Asker
from myosotis.cohort.tables import tables_from
from myosotis.knowledge import load

PATIENTS = 20_000
TIMES = 3
OBSERVATIONS_A_SECOND = 5e6
PATIENTS_A_SECOND = 100_000
MEMORY = 1.5e9
CALL = "from myosotis.cli import main; main()"
TABLES = ("patients", "observations", "treatments")


def measure(patients: int = PATIENTS) -> Iterator[Line]:
    """A synthetic registry, in memory, and then streamed from and to Parquet at three sizes."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        yield from _in_memory(folder, patients)
        yield from _streamed(folder, patients)


def _in_memory(folder: Path, patients: int) -> Iterator[Line]:
    """Each registry is read and reviewed once: patients seen before would be told faster. The first
    one, for which the review is compiled, does not count."""
    asker = Asker(load(), None, date.today())
    found: list[tuple[float, ...]] = []
    for seed in range(1 + TIMES):
        made = cohort.synthesize(patients, folder / f"registry-{seed}", seed=seed)
        frames = [pl.read_parquet(made.directory / f"{name}.parquet") for name in TABLES]
        start = time.perf_counter()
        part = asker.part(tables_from(*frames))
        coded = time.perf_counter()
        seen = asker.visits(part)
        looked = time.perf_counter()
        asker.review_table(seen).review(seen)
        asked = time.perf_counter()
        facts, rows = part.facts.height, len(seen)
        found.append((facts / (coded - start), facts / (looked - coded), facts / (looked - start),
                      rows / (asked - looked)))  # fmt: skip
    coding, looking, speed, asking = map(statistics.median, zip(*found[1:], strict=True))
    yield Line(
        f"snapshots of {rows:,} patients from long tables ({facts / 1e6:.1f} million observations)",
        f"{speed / 1e6:.2f} million observations/s",
        f"{OBSERVATIONS_A_SECOND / 1e6:g} million/s",
        speed >= OBSERVATIONS_A_SECOND,
    )
    yield Line("of this the reading into codes", f"{coding / 1e6:.2f} million/s")
    yield Line("of this the snapshots", f"{looking / 1e6:.2f} million/s")
    yield Line(
        "the whole review over snapshots, with rules, facts and what is missing",
        f"{asking:,.0f} patients/s",
        f"{PATIENTS_A_SECOND:,} patients/s",
        asking >= PATIENTS_A_SECOND,
    )


def _streamed(folder: Path, patients: int) -> Iterator[Line]:
    """From Parquet to Parquet in a process of its own, for its memory."""
    for share in (4, 2, 1):
        count = patients // share
        registry = folder / f"registry-{count}"
        cohort.synthesize(count, registry)
        start = time.perf_counter()
        manifest = run(registry, folder / f"answers-{count}")
        seconds, memory = time.perf_counter() - start, manifest["peak_memory_bytes"]
        yield Line(
            f"`myosotis cohort review` of {count:,} patients, from Parquet to Parquet",
            f"{count / seconds:,.0f} patients/s, at most {memory / 1e9:.2f} GB",
            "below 1.5 GB",
            memory < MEMORY,
        )


def run(registry: Path, out: Path) -> dict[str, float]:
    """The review of a registry in a process of its own; gives its manifest."""
    command = [sys.executable, "-c", CALL, "cohort", "review", str(registry)]
    subprocess.run([*command, "--out", str(out)], check=True, capture_output=True)
    found: dict[str, float] = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="A cohort, measured")
    parser.add_argument("--patients", type=int, default=PATIENTS)
    for line in measure(parser.parse_args().patients):
        print(f"{line.what}: {line.measured} ({line.verdict})", flush=True)


if __name__ == "__main__":
    main()
