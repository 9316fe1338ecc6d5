"""Measures, prints the page, and writes it with its picture beside this file."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from rich.console import Console

import cohort
from cohort.line import GROWTH, Line
from cohort.measurements import CORES, MEASUREMENTS, Setting
from cohort.page import PICTURE, page
from cohort.picture import growth_picture

HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(description=(cohort.__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--dry", action="store_true", help="write nothing")
    parser.add_argument("--keep", type=Path, help="keep the patients in this folder")
    options = parser.parse_args()
    console = Console(width=None if Console().is_terminal else 200)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    with tempfile.TemporaryDirectory() as passing, console.status("measuring ...") as status:
        setting = Setting(options.rows, options.keep or Path(passing))
        lines: list[Line] = []
        for measure in MEASUREMENTS:
            for line in measure(setting):
                lines.append(line)
                status.update(f"measured: {line.what}")
    written = page(lines, CORES, load)
    console.print(written, markup=False, highlight=False)
    if not options.dry:
        (HERE / "results.md").write_text(written, encoding="utf-8")
        if any(line.section == GROWTH and not line.skipped for line in lines):
            (HERE / PICTURE).write_text(growth_picture(lines), encoding="utf-8")
        console.print(f"written to {HERE / 'results.md'}")
    wrong = [line.what for line in lines if not all(each.right for each in line.agreement)]
    if wrong:
        sys.exit(f"These ways do not agree with the exact sets: {'; '.join(wrong)}.")


if __name__ == "__main__":
    main()
