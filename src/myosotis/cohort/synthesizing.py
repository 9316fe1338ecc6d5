"""A synthetic registry in three tables, written so that a half-written one never stands there."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from myosotis.cohort.synthetic.scene import Scene
from myosotis.cohort.synthetic.tables import SCHEMAS, make_table
from myosotis.errors import FileError, InputError
from myosotis.knowledge import KnowledgeBase, load

Progress = Callable[[int, int], None]
CHUNK = 50_000
"""Patients in memory at once."""
MOST = 1_000_000_000
ROW_GROUP = 1_000_000
LONGEST = 40


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
    treatments that are wrong on purpose, 0 for none. ``force`` replaces a directory that is there.

    Raises InputError for a number that cannot be, FileError where the directory is there already
    or cannot be written; nothing is then left behind.
    """
    _check(patients, years, errors, chunk)
    place = Path(directory)
    if place.exists() and not force:
        raise FileError("is there already; name a new directory, or add --force", str(place))
    base = knowledge or load()
    scene = Scene.of(base, years, errors)
    part = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        part.mkdir(parents=True)
        found = _write(scene, patients, seed, part, chunk, progress or (lambda done, total: None))
        registry = Registry(place, patients, seed, *found)
        _describe(registry, scene, part)
        if place.exists():
            shutil.rmtree(place) if place.is_dir() else place.unlink()
        part.replace(place)
    except OSError as error:
        raise FileError(f"cannot be written: {error.strerror}", str(place)) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
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


def _write(
    scene: Scene, patients: int, seed: int, place: Path, chunk: int, progress: Progress
) -> tuple[dict[str, int], dict[str, int]]:
    """Write the tables; how many rows each has, and the wrong ones by kind."""
    rows: dict[str, int] = {}
    wrong: Counter[str] = Counter()
    total = patients * len(SCHEMAS)
    for number, (table, schema) in enumerate(SCHEMAS.items()):
        rows[table] = 0

        def batches(*_: object, table: str = table, number: int = number) -> Iterator[pl.DataFrame]:
            for first in range(1, patients + 1, chunk):
                last = min(first + chunk - 1, patients)
                frame, found = make_table(scene, seed, table, first, last)
                rows[table] += frame.height
                wrong.update(found)
                yield frame
                progress(number * patients + last, total)

        frames = register_io_source(batches, schema=schema)
        frames.sink_parquet(
            place / f"{table}.parquet", row_group_size=ROW_GROUP, maintain_order=True
        )
    return rows, dict(wrong)


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
    (place / "manifest.json").write_text(text, encoding="utf-8")
    lines = [f"{table}.parquet: {count:,} rows" for table, count in registry.rows.items()]
    version = f"knowledge {scene.base.version} ({scene.base.hash[:8]}), seed {registry.seed}"
    page = "\n".join(
        ["A synthetic registry", "", NOTE, "", *lines, "", f"Made with {version}.", ""]
    )
    (place / "README.txt").write_text(page, encoding="utf-8")


NOTE = (
    "Every patient in these tables is synthetic: nobody of them ever lived, and no share, dose or "
    "result here is evidence of anything. They are for testing programs and for learning."
)
