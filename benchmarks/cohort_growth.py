"""How seconds and memory of the whole review grow with the number of patients.

python benchmarks/cohort_growth.py 0.1 1 5    millions of patients; writes a picture and a page

A registry of one visit for each patient: what is recorded on the first day, and the treatments
until then. A hundred thousand synthetic patients are written again and again under new names, so
that the tables grow and what they say does not; a run reads all of them from Parquet, reviews them
and writes the answers.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path

import polars as pl
from cohort.page import machine
from cohort.picture import panels
from cohort_review import TABLES, run

from myosotis import cohort

HERE = Path(__file__).parent
SIZES = (0.1, 1.0, 5.0)
DISTINCT = 100_000
NAME = "whole review"


def one_visit(folder: Path) -> dict[str, pl.DataFrame]:
    """The tables of `DISTINCT` patients, each on the first day of the record."""
    made = cohort.synthesize(DISTINCT, folder / "registry", seed=1).directory
    frames = {name: pl.read_parquet(made / f"{name}.parquet") for name in TABLES}
    seen = frames["observations"]
    first = seen.group_by("patient").agg(pl.col("on").min().alias("first"))
    known = seen.join(first, on="patient").filter(pl.col("on") == pl.col("first"))
    given = frames["treatments"].join(first, on="patient")
    frames["observations"] = known.drop("first").sort("patient")
    frames["treatments"] = (
        given.filter(pl.col("from") <= pl.col("first")).drop("first").sort("patient")
    )
    return frames


def write(frames: dict[str, pl.DataFrame], patients: int, folder: Path) -> int:
    """The tables for so many patients; gives the number of observations."""
    folder.mkdir()
    for name, frame in frames.items():
        again = [
            frame.lazy().with_columns(pl.col("patient") + DISTINCT * time_)
            for time_ in range(patients // DISTINCT)
        ]
        pl.concat(again).sink_parquet(folder / f"{name}.parquet", row_group_size=1 << 19)
    return frames["observations"].height * (patients // DISTINCT)


def main() -> None:
    sizes = [float(size) for size in sys.argv[1:]] or list(SIZES)
    drawn, lines = [], []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        frames = one_visit(folder)
        for size in sizes:
            patients = round(size * 1e6)
            observations = write(frames, patients, folder / "tables")
            start = time.perf_counter()
            told = run(folder / "tables", folder / "answers")
            seconds, memory = time.perf_counter() - start, told["peak_memory_bytes"]
            for name in ("tables", "answers"):
                shutil.rmtree(folder / name)
            drawn.append((NAME, size, seconds, memory / 1e6))
            line = (
                f"| {size:g} million | {observations / 1e6:.1f} million | {seconds:.0f} s "
                f"| {patients / seconds:,.0f} | {memory / 1e9:.2f} GB |"
            )
            lines.append(line)
            print(line, flush=True)
    table = pl.DataFrame(drawn, ["way", "patients", "seconds", "memory"], orient="row")
    picture = panels(table, "Seconds from Parquet to Parquet")
    (HERE / "cohort_growth.svg").write_text(picture, encoding="utf-8")
    (HERE / "cohort_growth.md").write_text(_page(lines), encoding="utf-8")


def _page(lines: list[str]) -> str:
    return "\n".join(
        [
            "# The review of many patients: how it grows",
            "",
            "Written by `python benchmarks/cohort_growth.py`: the whole review (four questions,",
            "all criteria, differential, reasons, what is missing) of patients with one visit",
            "each, from Parquet to Parquet, each size in a process of its own. The patients are",
            "synthetic.",
            "",
            f"Machine: {machine()}.",
            "",
            "| patients | observations | time | patients/s | most memory |",
            "|---|---|---|---|---|",
            *lines,
            "",
            "![Seconds and memory by patients](cohort_growth.svg)",
            "",
        ]
    )


if __name__ == "__main__":
    main()
