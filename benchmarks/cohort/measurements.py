"""What is measured: a list of functions that give lines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import polars as pl

from cohort import people
from cohort.agreement import agreements
from cohort.line import COUNTS, GROWTH, IN_MEMORY, Line
from cohort.way import Way
from cohort.ways import WAYS

CORES = 2
TIMES = 5
GROWING = (0.02, 0.2, 2, 10)
"""0.1, 1, 10 and 50 million patients where the side-by-side part takes 5."""
EXACT = "ours_verdicts"
OURS = ("ours", "ours_pairs")
"""Both layouts of the same question: the targets are theirs."""


@dataclass(frozen=True)
class Setting:
    """How many patients, and where their files are kept."""

    rows: int
    folder: Path

    def files(self, rows: int) -> str:
        """The pattern of the files with so many patients."""
        return people.write(self.folder, rows)

    def result(self, way: Way, task: str) -> Path:
        """Where the answers of a way, or its counts, are kept."""
        return self.folder / f"{task}-{way.name}.parquet"


def in_memory(setting: Setting) -> Iterator[Line]:
    """Every way over the same table; the exact sets first, with which the others are compared."""
    exact, *others = (WAYS[EXACT], *(way for name, way in WAYS.items() if name != EXACT))
    lines = {exact.name: run(setting, exact, "classify", setting.rows, IN_MEMORY)}
    for way in others:
        lines[way.name] = run(setting, way, "classify", setting.rows, IN_MEMORY)
    for name in WAYS:
        goal = {"target": 47e6, "aim": 200e6} if name in OURS else {}
        yield replace(lines[name], **goal)


def from_parquet(setting: Setting) -> Iterator[Line]:
    """From the files to the number of patients for each answer."""
    for way in _counting():
        line = run(setting, way, "counts", setting.rows, COUNTS)
        goal = {"target": 12e6, "aim": 50e6} if way.name in OURS else {}
        yield replace(line, **goal)


def growth(setting: Setting) -> Iterator[Line]:
    """The same for more and more patients."""
    for share in GROWING:
        for way in _counting():
            yield run(setting, way, "counts", int(setting.rows * share), GROWTH, times=3)


MEASUREMENTS: list[Callable[[Setting], Iterator[Line]]] = [in_memory, from_parquet, growth]


def _counting() -> list[Way]:
    return [way for way in WAYS.values() if way.counts]


def run(setting: Setting, way: Way, task: str, rows: int, section: str, times: int = TIMES) -> Line:
    """One way in a process of its own, compared with the exact sets where it classifies."""
    missing = way.missing()
    if missing:
        return Line(section, way.title, rows, skipped=missing)
    files = way.layout(setting.files(rows))
    place = setting.result(way, task)
    done = subprocess.run(
        [sys.executable, "-m", "cohort.worker", way.name, task, files, str(times), str(place)],
        cwd=Path(__file__).parents[1],
        env={**os.environ, "POLARS_MAX_THREADS": str(CORES)},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["without a word"])[-1]
        if way.name == EXACT or way.name in OURS:
            raise RuntimeError(f"{way.title} stopped: {said}")
        return Line(section, way.title, rows, skipped=f"it stopped: {said}")
    found = json.loads(done.stdout.splitlines()[-1])
    compared = ()
    if task == "classify" and way.name != EXACT:
        exact = pl.read_parquet(setting.result(WAYS[EXACT], task))
        compared = agreements(complete(setting.files(rows)), exact, pl.read_parquet(place))
    return Line(
        section=section,
        what=way.title,
        asked=rows,
        taken=found["rows"],
        seconds=tuple(found["seconds"]),
        processor=tuple(found["processor"]),
        peak=found["peak"],
        agreement=compared,
    )


@cache
def complete(files: str) -> pl.Series:
    """Which patients have nothing missing."""
    known = pl.all_horizontal(pl.all().is_not_null())
    return pl.scan_parquet(files).select(known.alias("complete")).collect().to_series()
