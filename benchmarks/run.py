"""Measures what a person waits for, prints one table, and writes it to benchmarks/results.md.

make bench                           everything, at 5 million rows
python benchmarks/run.py --rows N    the table part at N rows
python benchmarks/run.py --dry       nothing is written
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Iterator
from pathlib import Path

import cohort_items
import cohort_reading
import cohort_response
import cohort_review
import cohort_spark
import cohort_treatments
import differential_table
import evidence_fit
import instruments
import one_patient
import table
from measuring import Line
from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).parent / "results.md"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--dry", action="store_true", help="write nothing")
    options = parser.parse_args()
    console = Console()
    if not console.is_terminal:
        console = Console(width=120)
    lines = []
    with console.status("measuring ...") as status:
        for line in measurements(options.rows):
            lines.append(line)
            status.update(f"measured: {line.what}")
    shown = Table("what", "measured", "target", title=machine())
    for line in lines:
        shown.add_row(line.what, line.measured, line.verdict)
    console.print(shown)
    if not options.dry:
        RESULTS.write_text(page(lines), encoding="utf-8")
        console.print(f"written to {RESULTS}")


def measurements(rows: int) -> Iterator[Line]:
    yield from one_patient.measure()
    yield from table.measure(rows)
    yield from instruments.measure()
    yield from differential_table.measure()
    yield from cohort_reading.measure(rows)
    yield from cohort_response.measure()
    yield from cohort_review.measure()
    yield from cohort_items.measure()
    yield from cohort_spark.measure()
    yield from cohort_treatments.measure()
    yield from evidence_fit.measure()


def machine() -> str:
    """The processor, the cores, and the versions that matter."""
    import polars as pl

    model = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        names = [x for x in information.read_text().splitlines() if x.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    return (
        f"{model}, {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, Polars {pl.__version__}"
    )


def page(lines: list[Line]) -> str:
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    rows = [f"| {line.what} | {line.measured} | {line.verdict} |" for line in lines]
    return "\n".join(
        [
            "# Measurements",
            "",
            "Written by `make bench`; medians unless the line says otherwise.",
            "",
            f"Machine: {machine()}; load in the last minute {load:.1f}.",
            "",
            "| what | measured | target |",
            "|---|---|---|",
            *rows,
            "",
            table.LAYOUT,
            "",
        ]
    )


if __name__ == "__main__":
    main()
