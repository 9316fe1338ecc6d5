"""Reading what `myosotis cohort review` has written, and the tables it was made from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from myosotis.cohort.research.cohort import Cohort, cohort
from myosotis.errors import FileError

REVIEW, RESPONSE, MANIFEST = "review.parquet", "response.parquet", "manifest.json"
TABLES = ("patients", "observations", "treatments")


def read_folder(folder: Path) -> Cohort:
    """The cohort of a directory: review.parquet, and where they are there response.parquet and the
    tables that manifest.json names under ``inputs``.

    Raises FileError where the directory or the review is missing, or a file cannot be read, and
    InputError where a table lacks a column.
    """
    if not folder.is_dir():
        raise FileError(
            "there is no such directory; give the one that 'myosotis cohort review' wrote",
            str(folder),
        )
    if not (folder / REVIEW).is_file():
        raise FileError(
            f"has no {REVIEW}; give the directory that 'myosotis cohort review' wrote", str(folder)
        )
    manifest = _manifest(folder / MANIFEST)
    inputs = manifest.get("inputs") or {}
    if not isinstance(inputs, Mapping):
        raise FileError(
            "'inputs' is not a mapping of tables to their files", str(folder / MANIFEST)
        )
    tables = {name: _input(folder, name, inputs[name]) for name in TABLES if inputs.get(name)}
    response = folder / RESPONSE
    return cohort(
        _read(folder / REVIEW),
        _read(response) if response.is_file() else None,
        **tables,
        synthetic=manifest.get("synthetic") is True,
        title=str(manifest.get("title") or ""),
        made=_made(manifest),
    )


def _manifest(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        raise FileError("is not a JSON document", str(path)) from None
    if not isinstance(found, Mapping):
        raise FileError("is not a JSON object", str(path))
    return found


def _made(manifest: Mapping[str, Any]) -> dict[str, str]:
    """With which program and knowledge the review was made, as far as the manifest says so."""
    found = {}
    if isinstance(manifest.get("myosotis"), str):
        found["program"] = manifest["myosotis"]
    knowledge = manifest.get("knowledge")
    if isinstance(knowledge, Mapping):
        found |= {f"knowledge {key}": str(value) for key, value in knowledge.items()}
    return found


def _input(folder: Path, name: str, written: Any) -> pl.DataFrame:
    """A table by its path, which is from the manifest's directory or from where we are."""
    if isinstance(written, Mapping):
        written = written.get("path") or written.get("file")
    if not isinstance(written, str):
        raise FileError(f"'inputs' names no file for {name}", str(folder / MANIFEST))
    places = [folder / written, Path(written)]
    path = next((place for place in places if place.is_file()), None)
    if path is None:
        raise FileError(
            f"there is no such file, though {MANIFEST} names it as the table of {name}", written
        )
    return _read(path)


def _read(path: Path) -> pl.DataFrame:
    """A table; of a CSV everything is text, so that nothing is guessed."""
    kind = path.suffix.lower()
    try:
        if kind == ".parquet":
            return pl.read_parquet(path)
        if kind in (".arrow", ".feather", ".ipc"):
            return pl.read_ipc(path)
        if kind == ".csv":
            return pl.read_csv(path, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        first = str(error).strip().splitlines()[0] if str(error).strip() else "no reason given"
        raise FileError(f"cannot be read: {first}", str(path)) from None
    raise FileError("is neither Parquet, Arrow nor CSV, the forms that are read here", str(path))
