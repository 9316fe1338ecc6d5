"""One way in a process of its own, so that its memory is its own.

python -m cohort.worker WAY TASK FILES TIMES RESULT

TASK is `classify` or `counts`. Prints one line of JSON: the seconds of each run, and those of all
processors together, the patients, and the most memory the process took. The answers, or the counts,
are written to the Parquet file RESULT.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from cohort.ways import WAYS


def main() -> None:
    name, task, files, times, place = sys.argv[1:]
    way = WAYS[name]
    rows = pl.scan_parquet(files).select(pl.len()).collect().item()
    process = os.getpid()
    if task == "counts":
        assert way.counts is not None
        action = way.counts(files)
    else:
        rows = min(rows, way.most or rows)
        loaded = way.load(files)
        process = way.process(loaded)
        action = partial(way.classify, loaded)
    runs, result = repeated(action, int(times), process)
    taken, processor = zip(*runs, strict=True)
    print(
        json.dumps({"seconds": taken, "processor": processor, "rows": rows, "peak": peak(process)})
    )
    found: pl.DataFrame = result if task == "counts" else way.answers(result)
    found.write_parquet(place)


def repeated(
    action: Callable[[], Any], times: int, process: int
) -> tuple[list[tuple[float, float]], Any]:
    """Seconds and processor seconds of each run after one that is not counted; the last result."""
    found, result = [], action()
    for _ in range(times):
        del result
        begun, start = processor_seconds(process), time.perf_counter()
        result = action()
        found.append((time.perf_counter() - start, processor_seconds(process) - begun))
    return found, result


def processor_seconds(process: int) -> float:
    """How long a process, this one or another, has kept all processors busy."""
    if process == os.getpid():
        return time.process_time()
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak(process: int) -> int | None:
    """The most memory that a process took, in bytes; None where the system does not say."""
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        return None
    (line,) = (x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    main()
