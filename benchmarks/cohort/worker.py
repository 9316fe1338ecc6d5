"""One way in a process of its own, so that its memory is its own.

python -m cohort.worker WAY TASK FILES TIMES [ANSWERS]

TASK is `classify` or `counts`. Prints one line of JSON: the seconds of each run, the patients, and
the most memory the process took. The answers are written to a Parquet file.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import polars as pl
from measuring import seconds

from cohort.ways import WAYS


def main() -> None:
    name, task, files, times, *place = sys.argv[1:]
    way = WAYS[name]
    rows = pl.scan_parquet(files).select(pl.len()).collect().item()
    process = os.getpid()
    if task == "counts":
        assert way.counts is not None
        taken = seconds(way.counts(files), int(times))
    else:
        rows = min(rows, way.most or rows)
        loaded = way.load(files)
        process = way.process(loaded)
        found: list[Any] = []

        def classify() -> None:
            found.clear()
            found.append(way.classify(loaded))

        taken = seconds(classify, int(times))
    print(json.dumps({"seconds": taken, "rows": rows, "peak": peak(process)}))
    if place:
        way.answers(found[0]).write_parquet(place[0])


def peak(process: int) -> int | None:
    """The most memory that a process took, in bytes; None where the system does not say."""
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        return None
    (line,) = (x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    main()
