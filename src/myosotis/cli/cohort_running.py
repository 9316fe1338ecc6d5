"""What the commands on cohorts do: find the tables, ask, write, explain."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from myosotis import cohort
from myosotis.cli.options import console, read_day
from myosotis.cli.reviewing import page_name
from myosotis.cli.writing import write_all
from myosotis.errors import FileError, InputError, nearest
from myosotis.knowledge import load
from myosotis.report import print_review, render_page
from myosotis.review import review

TABLES = ("patients", "observations", "treatments")
SUFFIXES = (".parquet", ".csv", ".arrow", ".feather", ".ipc", ".duckdb")


def run_cohort(
    given: Mapping[str, Path | None],
    *,
    out: Path,
    on: str | None,
    dates: Path | None,
    names: Sequence[str],
    strict: bool,
    force: bool,
    rows: int | None,
    progress: Callable[[int, int], None] | None,
) -> dict[str, Any]:
    """Write the answers into a directory; gives the manifest. Raises InputError and FileError."""
    cohort.hold_together()
    known = cohort.answers()
    wrong = [name for name in names if name not in known]
    if wrong or not names:
        name = wrong[0] if wrong else ""
        raise InputError(f"--what expects {', '.join(known)}, not '{name}'{nearest(name, known)}")
    if on and dates:
        raise InputError("--on is one date for all, --dates each patient's own: give one of them")
    if rows is not None and rows < 1:
        raise InputError("--rows is a number of observations from 1")
    paths = find_tables(given)
    work = cohort.Work(
        names=names,
        tables=cohort.tables_from(*(paths.get(name) for name in TABLES)),
        on=cohort.dates_asked(read_day(on) if on else dates),
        out=out,
        inputs={name: _about(path) for name, path in paths.items()},
        synthetic=_synthetic(given["folder"]),
        strict=strict,
        force=force,
        **({} if rows is None else {"rows": rows}),
    )
    return cohort.write(work, load(), progress)


def explain_patient(
    given: Mapping[str, Path | None],
    patient: str,
    *,
    on: str | None,
    html: Path | None,
    as_json: bool,
) -> None:
    """Print the review of one patient of the tables, or write its page."""
    paths = find_tables(given)
    tables = cohort.tables_from(*(paths.get(name) for name in TABLES))
    data = review(cohort.patient_of(tables, patient), on=read_day(on)).to_dict()
    if html:
        name = page_name(data["patient"]["id"])
        write_all(html, {name: render_page(data)})
    if as_json:
        print(json.dumps(data, indent=2, ensure_ascii=False))
    else:
        print_review(data, console())
    if html:
        print(f"1 page written: {html / name}", file=sys.stderr)


def find_tables(given: Mapping[str, Path | None]) -> dict[str, Path]:
    """The file of each table that is there: named, or of that name in the folder.

    Raises FileError where a file is missing or a table is there twice, InputError where nothing is
    given.
    """
    folder = given["folder"]
    found = {name: path for name in TABLES if (path := given[name]) is not None}
    for path in found.values():
        if not path.exists():
            raise FileError("does not exist", str(path))
    if folder is not None:
        if not folder.is_dir():
            raise FileError("is no directory; give the directory of the tables", str(folder))
        for name in TABLES:
            here = [p for suffix in SUFFIXES if (p := folder / f"{name}{suffix}").exists()]
            if name not in found and len(here) > 1:
                both = " and ".join(path.name for path in here)
                raise FileError(f"holds the {name} twice: {both}", str(folder))
            if name not in found and here:
                found[name] = here[0]
    if not found:
        where = str(folder) if folder else ""
        raise InputError(
            "no tables: give a directory that holds patients, observations and treatments "
            f"({', '.join(SUFFIXES)}), or --observations FILE",
            where,
        )
    return found


def _about(path: Path) -> dict[str, Any]:
    state = path.stat()
    return {"path": str(path.resolve()), "size": state.st_size, "changed": state.st_mtime_ns}


def _synthetic(folder: Path | None) -> bool:
    """Whether the tables say of themselves that nobody in them ever lived."""
    manifest = folder / "manifest.json" if folder else None
    if manifest is None or not manifest.exists():
        return False
    try:
        return bool(json.loads(manifest.read_text(encoding="utf-8")).get("synthetic"))
    except (ValueError, AttributeError):
        return False
