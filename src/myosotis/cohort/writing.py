"""Answers for tables larger than memory: written part by part, resumed where they were broken off.

A directory holds finished results only. What is under way lies in a folder of its own beside them
(``.unfinished``): each part is written aside and then renamed, and the results are put together
when all parts are there.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from myosotis.cohort.asked import When, asked_of
from myosotis.cohort.asking import ANSWERS, Asker, read_ahead, reject_sentences, together
from myosotis.cohort.memory import give_back, peak_memory
from myosotis.cohort.parts import ROWS, count_parts, split
from myosotis.cohort.seen import Part
from myosotis.cohort.tables import Tables
from myosotis.errors import FileError, InputError, Problem
from myosotis.knowledge import KnowledgeBase

MANIFEST = "manifest.json"
UNFINISHED = ".unfinished"
_TOGETHER = 4_000
"""Rows of a part that are read at once when the parts are put together: some are in memory."""
REJECTS, NOTES = "rejects", "notes"
_OS_ERROR = re.compile(r"\(os error (\d+)\)")
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
Progress = Callable[[int, int], None]
"""How many parts are done, and of how many."""


@dataclass(frozen=True)
class Work:
    """What is asked: which answers, of which tables, on which date, into which directory.

    ``inputs`` says of each table where it is from (a path with size and time of change), so that a
    later run knows whether it is the same.
    """

    names: Sequence[str]
    tables: Tables
    on: When
    out: Path
    inputs: Mapping[str, Any]
    synthetic: bool = False
    strict: bool = False
    force: bool = False
    rows: int = ROWS


@dataclass
class _Counts:
    """What the parts held together."""

    patients: int = 0
    facts: int = 0
    treatments: int = 0
    seconds: float = 0.0
    rows: dict[str, int] = field(default_factory=dict)


def write(work: Work, base: KnowledgeBase, progress: Progress | None = None) -> dict[str, Any]:
    """Write the answers and what could not be read, and a manifest; gives the manifest.

    Raises FileError where the directory holds another result (``force`` replaces it) or cannot be
    written, InputError where rows cannot be read and ``strict`` was asked for. Nothing is then
    half-written; what was finished of the parts is taken up by the next run.
    """
    with _writable(work.out):
        folder = _begin(work, base)
        started = datetime.now(UTC)
        counts = _parts(work, base, folder, progress)
        rejected = pl.read_parquet(folder / f"{REJECTS}-*.parquet")
        if work.strict and len(rejected):
            shutil.rmtree(folder)
            raise InputError(Problem(text) for text in reject_sentences(rejected))
        manifest = _manifest(work, base, counts, rejected, started)
        _finish(work, base, folder, manifest)
        return manifest


def _begin(work: Work, base: KnowledgeBase) -> Path:
    """The folder of what is under way: a new one, or that of an earlier run of the same work."""
    out, folder = work.out, work.out / UNFINISHED
    if out.exists() and not out.is_dir():
        raise FileError("is a file; --out expects a directory to write into", str(out))
    if (out / MANIFEST).exists() and not work.force:
        raise FileError("holds a result already; --force replaces it", str(out))
    asked = _asked(work, base)
    state = folder / "run.json"
    if folder.exists() and not work.force:
        earlier = json.loads(state.read_text(encoding="utf-8")) if state.exists() else None
        if earlier is not None and earlier != asked:
            raise FileError(
                "holds an unfinished run of other tables, dates or knowledge; --force begins anew",
                str(out),
            )
    elif folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    _write(state, asked)
    return folder


def _write(place: Path, data: Any) -> None:
    """As JSON, whole or not at all."""
    aside = place.with_name(f".{place.name}")
    aside.write_text(json.dumps(data, indent=2, ensure_ascii=False), encoding="utf-8")
    aside.replace(place)


def _asked(work: Work, base: KnowledgeBase) -> dict[str, Any]:
    """What makes two runs the same."""
    on = work.on
    if isinstance(on, pl.DataFrame):
        on_text = str(on.hash_rows(1).sum()) if len(on) else "none"
    else:
        on_text = str(on) if on else "latest"
    return {
        "answers": list(work.names),
        "inputs": json.loads(json.dumps(dict(work.inputs))),
        "on": on_text,
        "knowledge": base.hash,
        "myosotis": version("myosotis"),
        # Which patients are in which part may be otherwise in another version.
        "polars": version("polars"),
        "rows": work.rows,
    }


def _parts(work: Work, base: KnowledgeBase, folder: Path, progress: Progress | None) -> _Counts:
    on, lacking = asked_of(work.tables, work.on)
    lacking.write_parquet(folder / f"{NOTES}-asked.parquet")
    asker = Asker(base, on, date.today())
    count = count_parts(work.tables, work.rows)
    counts = _Counts()
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        parts = list(split(work.tables, count, Path(scratch)))
        told = [folder / f"part-{number:05}.json" for number in range(len(parts))]
        left = [some for some, done in zip(parts, told, strict=True) if not done.exists()]
        ready = read_ahead(asker, left, [ANSWERS[name] for name in work.names])
        for number, done in enumerate(told):
            if not done.exists():
                _one_part(work, asker, ready, number, folder, done)
                give_back()
            _add(counts, json.loads(done.read_text(encoding="utf-8")))
            if progress is not None:
                progress(number + 1, len(parts))
    return counts


def _one_part(
    work: Work, asker: Asker, ready: Iterator[Part], number: int, folder: Path, done: Path
) -> None:
    start = time.perf_counter()
    part = next(ready)
    answers = {name: ANSWERS[name](asker, part) for name in work.names}
    for name, frame in {**answers, REJECTS: part.rejects, NOTES: part.notes}.items():
        aside = folder / f".{name}-{number:05}"
        frame.write_parquet(aside, row_group_size=_TOGETHER)
        aside.replace(folder / f"{name}-{number:05}.parquet")
    told = {
        "patients": part.patients.height,
        "facts": part.facts.height,
        "treatments": part.treatments.frame.height,
        "seconds": time.perf_counter() - start,
        "rows": {name: frame.height for name, frame in answers.items()},
    }
    _write(done, told)


def _add(counts: _Counts, told: Mapping[str, Any]) -> None:
    counts.patients += told["patients"]
    counts.facts += told["facts"]
    counts.treatments += told["treatments"]
    counts.seconds += told["seconds"]
    for name, rows in told["rows"].items():
        counts.rows[name] = counts.rows.get(name, 0) + rows


def _manifest(
    work: Work, base: KnowledgeBase, counts: _Counts, rejected: pl.DataFrame, started: datetime
) -> dict[str, Any]:
    by_table = dict(rejected.group_by("table").len().sort("table").iter_rows())
    return {
        "schema": 1,
        "myosotis": version("myosotis"),
        "knowledge": {"version": base.version, "hash": base.hash},
        "synthetic": work.synthetic,
        "inputs": dict(work.inputs),
        "not_read": [list(pair) for pair in work.tables.unread],
        "on": None if work.on is None else str(_asked(work, base)["on"]),
        "patients": counts.patients,
        "facts": counts.facts,
        "treatments": counts.treatments,
        "rejects": {"count": len(rejected), "by_table": by_table},
        "answers": {
            name: {"file": f"{name}.parquet", "rows": rows} for name, rows in counts.rows.items()
        },
        "seconds": round(counts.seconds, 3),
        "peak_memory_bytes": peak_memory(),
        "started": started.isoformat(timespec="seconds"),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _finish(work: Work, base: KnowledgeBase, folder: Path, manifest: Mapping[str, Any]) -> None:
    """Put the parts together, the manifest last."""
    aside: dict[Path, Path] = {}
    for name in work.names:
        whole = folder / f"{name}.parquet"
        parts = [pl.scan_parquet(part) for part in sorted(folder.glob(f"{name}-*.parquet"))]
        together(name, parts, base).sink_parquet(whole)
        aside[whole] = work.out / whole.name
    for name in (REJECTS, NOTES):
        whole = folder / f"{name}.csv"
        pl.scan_parquet(folder / f"{name}-*.parquet").sink_csv(whole)
        aside[whole] = work.out / whole.name
    told = folder / MANIFEST
    _write(told, manifest)
    _clear(work.out)
    for whole, place in {**aside, told: work.out / MANIFEST}.items():
        whole.replace(place)
    shutil.rmtree(folder)


def _clear(out: Path) -> None:
    """Take away an earlier result, the manifest first: without one no answer is taken for whole."""
    told = out / MANIFEST
    if told.exists():
        told.unlink()
        for name in ANSWERS:
            (out / f"{name}.parquet").unlink(missing_ok=True)


@contextmanager
def _writable(out: Path) -> Iterator[None]:
    """A full disk or a directory that cannot be written, as a sentence."""
    try:
        yield
    except OSError as error:
        said = error.strerror or str(error)
        raise FileError(f"cannot be written: {said}", str(out)) from None
    except pl.exceptions.ComputeError as error:
        why = _not_written(str(error))
        if why is None:
            raise
        raise FileError(f"cannot be written: {why}", str(out)) from None


def _not_written(said: str) -> str | None:
    """What the system said to the table engine; None where something else is wrong."""
    found = _OS_ERROR.search(said)
    if found and int(found[1]) in _NO_ROOM:
        return os.strerror(int(found[1]))
    # Of the head or the foot of a file that does not fit, the engine does not hand the reason on.
    return f"is there room? ({said})" if "transport error" in said else None
