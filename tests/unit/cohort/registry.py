"""Synthetic registries as frames, and their patients as the mappings of a patient file."""

from __future__ import annotations

from typing import Any

import polars as pl

from myosotis import knowledge
from myosotis.cohort.synthetic.scene import Scene
from myosotis.cohort.synthetic.tables import SCHEMAS, make_table

BASE = knowledge.load()
TOLD = knowledge.load_synthetic(BASE)
HOW = ("unit", "uln", "site", "method", "strength")


def tables(
    first: int = 1, last: int = 200, seed: int = 1, years: float = 5, errors: float = 0
) -> dict[str, pl.DataFrame]:
    """The three tables of some patients."""
    scene = Scene.of(BASE, years, errors)
    return {name: make_table(scene, seed, name, first, last)[0] for name in SCHEMAS}


def entry(row: dict[str, Any]) -> dict[str, Any]:
    """One observation as an entry of a history."""
    value = row["value"]
    if value is None:
        value = row["number"]
        if row["comparator"]:
            value = f"{row['comparator']}{value:g}"
    details = {name: row[name] for name in HOW if row[name] is not None}
    return {"on": row["on"] or "unknown", row["finding"]: {"value": value, **details}}


def given(row: dict[str, Any]) -> dict[str, Any]:
    """One row of the patients or treatments as it stands in a patient file."""
    return {name: value for name, value in row.items() if value is not None and name != "patient"}


def mappings(found: dict[str, pl.DataFrame]) -> dict[int, dict[str, Any]]:
    """Each patient as the mapping of a patient file."""
    made: dict[int, dict[str, Any]] = {}
    for row in found["patients"].iter_rows(named=True):
        id_ = f"synthetic-{row['patient']}"
        made[row["patient"]] = {"id": id_, **given(row), "history": [], "treatments": []}
    for row in found["observations"].iter_rows(named=True):
        made[row["patient"]]["history"].append(entry(row))
    for row in found["treatments"].iter_rows(named=True):
        made[row["patient"]]["treatments"].append(given(row))
    return made
