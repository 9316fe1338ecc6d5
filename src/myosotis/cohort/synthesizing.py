"""A synthetic registry in three tables, written so that a half-written one never stands there."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from myosotis.cohort.synthetic.scene import Scene
from myosotis.cohort.synthetic.tables import SCHEMAS, make_table
from myosotis.errors import FileError, InputError
from myosotis.knowledge import KnowledgeBase, load

Progress = Callable[[str, int, int], None]
"""Told which table, and how many of how many patients."""
CHUNK = 10_000
"""Patients in memory at once."""
MOST = 1_000_000_000
ROW_GROUP = 500_000
LONGEST = 40
MANIFEST, README, ERRORS = "manifest.json", "README.txt", "errors.parquet"
NAMES = {*(f"{table}.parquet" for table in SCHEMAS), MANIFEST, README, ERRORS}


@dataclass(frozen=True)
class Registry:
    """What was written: where, how many rows of each table, and how many wrong ones by kind."""

    directory: Path
    patients: int
    seed: int
    rows: dict[str, int]
    wrong: dict[str, int]


def synthesize(
    patients: int,
    directory: str | Path,
    *,
    seed: int = 1,
    years: float = 5,
    errors: float = 0,
    force: bool = False,
    chunk: int = CHUNK,
    knowledge: KnowledgeBase | None = None,
    progress: Progress | None = None,
) -> Registry:
    """Write the tables of a registry of patients who never lived into a new directory.

    ``patients.parquet``, ``observations.parquet`` and ``treatments.parquet``, sorted by patient,
    with ``manifest.json`` and ``README.txt``, which say that they are synthetic. The same seed and
    knowledge give the same rows on any machine, whatever the ``chunk`` (patients in memory at
    once), and patient 7 is the same among ten patients as among millions. ``years`` is how long
    patients are followed at most; ``errors`` the share of the rows of the observations and of the
    treatments that are wrong on purpose, 0 for none: which they are stands in ``errors.parquet``.
    ``force`` replaces a registry that is there.

    Raises InputError for a number that cannot be, FileError where the directory is there already,
    where with ``force`` it holds anything else, or where it cannot be written; nothing is then
    changed or left behind.
    """
    _check(patients, years, errors, chunk)
    place = Path(directory)
    _check_place(place, force)
    base = knowledge or load()
    scene = Scene.of(base, years, errors)
    part, old = (place.with_name(f".{place.name}.{os.getpid()}.{end}") for end in ("part", "old"))
    try:
        part.mkdir(parents=True)
        found = _write(scene, patients, seed, part, chunk, progress or (lambda *_: None))
        registry = Registry(place, patients, seed, *found)
        _describe(registry, scene, part)
        if place.exists():
            place.replace(old)
        part.replace(place)
    except OSError as error:
        raise FileError(f"cannot be written: {error.strerror}", str(place)) from None
    finally:
        for rest in (part, old):
            shutil.rmtree(rest, ignore_errors=True)
    return registry


def _check(patients: int, years: float, errors: float, chunk: int) -> None:
    if not 1 <= patients <= MOST:
        raise InputError(f"a registry has from 1 to {MOST:,} patients, not {patients:,}")
    if not 0 <= years <= LONGEST:
        raise InputError(f"patients are followed for 0 to {LONGEST} years, not {years:g}")
    if not 0 <= errors <= 1:
        raise InputError(f"the share of wrong rows lies between 0 and 1, not {errors:g}")
    if chunk < 1:
        raise InputError(f"a chunk has at least one patient, not {chunk}")


def _check_place(place: Path, force: bool) -> None:
    """Never is anything replaced that is not a registry."""
    if not place.exists():
        return
    if not place.is_dir():
        raise FileError("is a file; a new directory is expected", str(place))
    if not force:
        raise FileError("is there already; name a new directory, or add --force", str(place))
    others = sorted(path.name for path in place.iterdir() if path.name not in NAMES)
    if others:
        raise FileError(f"holds something else ({others[0]}), so it is not replaced", str(place))


def _write(
    scene: Scene, patients: int, seed: int, place: Path, chunk: int, progress: Progress
) -> tuple[dict[str, int], dict[str, int]]:
    """Write the tables; how many rows each has, and the wrong ones by kind."""
    rows: dict[str, int] = {}
    wrong: list[pl.DataFrame] = []
    for table, schema in SCHEMAS.items():
        rows[table] = 0

        def batches(*_: object, table: str = table) -> Iterator[pl.DataFrame]:
            for first in range(1, patients + 1, chunk):
                last = min(first + chunk - 1, patients)
                frame, found = make_table(scene, seed, table, first, last)
                wrong.append(found.with_columns(pl.col("row") + rows[table]))
                rows[table] += frame.height
                yield frame
                progress(table, last, patients)

        frames = register_io_source(batches, schema=schema)
        frames.sink_parquet(
            place / f"{table}.parquet", row_group_size=ROW_GROUP, maintain_order=True
        )
    every = pl.concat(wrong)
    if scene.errors:
        every.write_parquet(place / ERRORS)
    kinds = every.group_by("kind").len().sort("kind")
    return rows, dict(zip(kinds["kind"], kinds["len"], strict=True))


def _describe(registry: Registry, scene: Scene, place: Path) -> None:
    """The manifest for programs, and a page for people."""
    manifest = {
        "synthetic": True,
        "note": NOTE,
        "patients": registry.patients,
        "seed": registry.seed,
        "years": scene.years,
        "errors": scene.errors,
        "knowledge": {"version": scene.base.version, "hash": scene.base.hash},
        "rows": registry.rows,
        "wrong_rows": registry.wrong,
    }
    text = json.dumps(manifest, indent=2) + "\n"
    (place / MANIFEST).write_text(text, encoding="utf-8")
    lines = [f"{table}.parquet: {count:,} rows" for table, count in registry.rows.items()]
    version = f"knowledge {scene.base.version} ({scene.base.hash[:8]}), seed {registry.seed}"
    page = ["A synthetic registry", "", NOTE, "", *lines, "", f"Made with {version}.", ""]
    (place / README).write_text("\n".join(page), encoding="utf-8")


NOTE = (
    "Every patient in these tables is synthetic: nobody of them ever lived, and no share, dose or "
    "result here is evidence of anything. They are for testing programs and for learning."
)
