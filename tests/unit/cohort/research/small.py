"""Small tables of a cohort, made by hand; what is not given is as in nobody's record."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from myosotis.cohort.research import Cohort, cohort
from myosotis.knowledge import load

BASE = load()
ON = date(2020, 6, 30)
SPECIFIC = [a.id for a in BASE.antibodies.values() if a.kind == "specific"]
DRUGS = [t.id for t in BASE.therapies.values() if t.counts_as == "immunosuppressant"]


def label(finding: str) -> str:
    """The label of a finding."""
    return BASE.findings[finding].label


def drug(place: int) -> str:
    """The label of one of `DRUGS`."""
    return BASE.therapies[DRUGS[place]].label


def made(
    rows: list[dict[str, Any]] | int = 1,
    response: list[dict[str, Any]] | None = None,
    patients: list[dict[str, Any]] | None = None,
    observations: list[dict[str, Any]] | None = None,
    treatments: list[dict[str, Any]] | None = None,
) -> Cohort:
    """A cohort of rows of the review; a number gives so many patients, named a, b, c ..."""
    if isinstance(rows, int):
        rows = [{"patient": chr(ord("a") + place)} for place in range(rows)]
    usual = {
        "on": ON,
        "resistance": "cannot_tell",
        "resistance_possible": ["refractory", "not_refractory"],
    }
    tables = [
        None if table is None else pl.DataFrame(table, infer_schema_length=None)
        for table in ([usual | row for row in rows], response, patients, observations, treatments)
    ]
    review, *others = tables
    assert review is not None
    return cohort(review, *others)


def visit(patient: str, months: float, low: float, high: float, *verdict: str) -> dict[str, Any]:
    """A row of the response table."""
    return {
        "patient": patient, "baseline": date(2019, 1, 1), "on": date(2019, 6, 1), "months": months,
        "population": "adult", "total_low": low, "total_high": high, "verdict": list(verdict),
    }  # fmt: skip
