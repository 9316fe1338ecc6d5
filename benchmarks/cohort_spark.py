"""The review of a synthetic registry inside Spark, beside the same in one process."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl
from measuring import Line, median

from myosotis import cohort

PATIENTS = 20_000
ON = "2024-06-30"
NAMES = ("patients", "observations", "treatments")
TIMES = 3


def measure(patients: int = PATIENTS) -> Iterator[Line]:
    if find_spec("pyspark") is None or shutil.which("java") is None:
        yield Line("the review inside Spark", "skipped: PySpark or Java is missing")
        return
    with tempfile.TemporaryDirectory() as folder:
        made = cohort.synthesize(patients, Path(folder) / "registry", seed=1)
        paths = {name: str(made.directory / f"{name}.parquet") for name in NAMES}
        rows = sum(made.rows.values())
        what = f"review of {patients:,} synthetic patients, {rows:,} rows"
        scans = {name: pl.scan_parquet(path) for name, path in paths.items()}
        alone = median(lambda: cohort.review(**scans, on=ON), TIMES)
        yield Line(f"{what}: in one process", _speed(rows, alone))
        session = _session()
        tables = {name: session.read.parquet(path) for name, path in paths.items()}
        spark = median(lambda: _run(cohort.review(**tables, on=ON).table), TIMES)
        yield Line(
            f"{what}: inside Spark, two workers of this machine",
            f"{_speed(rows, spark)}, {alone / spark:.0%} of one process",
        )
        read = median(lambda: _run(cohort.review(**tables, on=ON).rejects), TIMES)
        yield Line("the same: its rejects alone", _speed(rows, read))
        yield from _memory()
        session.stop()


def _session() -> Any:
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "2g",
        "spark.log.level": "ERROR",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    return SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()


def _run(frame: Any) -> None:
    """Every row is made, and none is kept."""
    frame.write.format("noop").mode("overwrite").save()


def _speed(rows: int, taken: float) -> str:
    return f"{taken:.1f} s, {rows / taken:,.0f} rows/s"


def _memory() -> Iterator[Line]:
    """The most that one of the Python workers held, where the system says so."""
    peaks = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if b"pyspark.daemon" in (place / "cmdline").read_bytes():
                told = (place / "status").read_text().partition("VmHWM:")[2]
                peaks.append(int(told.split()[0]) / 1e6)
        except (OSError, IndexError):
            continue
    if peaks:
        yield Line("the most memory that one Python worker took", f"{max(peaks):.1f} GB")


if __name__ == "__main__":
    for line in measure():
        print(line.what, line.measured, line.verdict)
