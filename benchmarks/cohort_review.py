"""A cohort: snapshots from long tables, the whole review over snapshots, streaming with its memory.

python benchmarks/cohort_review.py --patients N    a larger registry; a million takes minutes
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
from measuring import Line, median

from myosotis import cohort
from myosotis.cohort.asking import Asker
from myosotis.cohort.seen import coded_part, visits
from myosotis.cohort.tables import tables_from
from myosotis.knowledge import load

PATIENTS = 20_000
OBSERVATIONS_A_SECOND = 5e6
PATIENTS_A_SECOND = 100_000
MEMORY = 1.5e9
CALL = "from myosotis.cli import main; main()"
TABLES = ("patients", "observations", "treatments")


def measure(patients: int = PATIENTS) -> Iterator[Line]:
    """A synthetic registry, in memory, and then streamed from and to Parquet at three sizes."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        registry = folder / "registry"
        cohort.synthesize(patients, registry)
        yield from _in_memory(registry)
        yield from _streamed(folder, patients)


def _in_memory(registry: Path) -> Iterator[Line]:
    base = load()
    frames = [pl.read_parquet(registry / f"{name}.parquet") for name in TABLES]
    part = coded_part(tables_from(*frames), base)
    seen = visits(part, None, base)
    asker = Asker(base, None, date.today())
    asker.review_table(seen).review(seen)
    facts, rows = part.facts.height, len(seen)
    coding = median(lambda: coded_part(tables_from(*frames), base), 3)
    looking = median(lambda: visits(part, None, base), 3)
    asking = median(lambda: asker.review_table(seen).review(seen), 3)
    speed = facts / (coding + looking)
    yield Line(
        f"snapshots of {rows:,} patients from long tables ({facts / 1e6:.1f} million observations)",
        f"{speed / 1e6:.2f} million observations/s",
        f"{OBSERVATIONS_A_SECOND / 1e6:g} million/s",
        speed >= OBSERVATIONS_A_SECOND,
    )
    yield Line("of this the reading into codes", f"{facts / coding / 1e6:.2f} million/s")
    yield Line("of this the snapshots", f"{facts / looking / 1e6:.2f} million/s")
    yield Line(
        "the whole review over snapshots, with rules, facts and what is missing",
        f"{rows / asking:,.0f} patients/s",
        f"{PATIENTS_A_SECOND:,} patients/s",
        rows / asking >= PATIENTS_A_SECOND,
    )


def _streamed(folder: Path, patients: int) -> Iterator[Line]:
    """From Parquet to Parquet in a process of its own, for its memory."""
    for share in (4, 2, 1):
        count = patients // share
        registry = folder / f"registry-{count}"
        cohort.synthesize(count, registry)
        start = time.perf_counter()
        manifest = _run(registry, folder / f"answers-{count}")
        seconds, memory = time.perf_counter() - start, manifest["peak_memory_bytes"]
        yield Line(
            f"`myosotis cohort review` of {count:,} patients, from Parquet to Parquet",
            f"{count / seconds:,.0f} patients/s, at most {memory / 1e9:.2f} GB",
            "below 1.5 GB",
            memory < MEMORY,
        )


def _run(registry: Path, out: Path) -> dict[str, float]:
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
