"""The quantities among the facts of patients as coded facts, by the definition of the columns."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf, nextafter
from typing import Any

import polars as pl

from myosotis import Interval, Patient, knowledge
from myosotis.patient import EVER, NEVER, SCHEMA, Codes, PartialDate, day

BASE = knowledge.load()


def coded(patients: Iterable[Patient]) -> pl.DataFrame:
    """The facts of some patients whose value is a quantity, in the order in which they stand."""
    rows: list[dict[str, Any]] = []
    codes = Codes.of(BASE)
    for patient in patients:
        for number, fact in enumerate(patient.facts, start=1):
            if not isinstance(fact.value, Interval):
                continue
            earliest, latest = days(fact.on)
            units = [other.unit for other in BASE.findings[fact.finding].units]
            own = (BASE.findings[fact.finding].unit or "", "")
            rows.append(
                {
                    "patient": patient.id,
                    "finding": codes.place[fact.finding],
                    "low": bound(fact.value.low, fact.value.low_open, inf),
                    "high": bound(fact.value.high, fact.value.high_open, -inf),
                    "mask": 0,
                    "earliest": earliest,
                    "latest": latest,
                    "unit": 0 if fact.unit in own else 1 + units.index(fact.unit),
                    "row": number,
                }
            )
    return pl.DataFrame(rows, schema={"patient": pl.String, **SCHEMA})


def days(on: PartialDate) -> tuple[int, int]:
    """The days from 1970 that a date can be."""
    return (day(on.earliest), day(on.latest)) if on.known else (NEVER, EVER)


def bound(end: Any, is_open: bool, inward: float) -> float:
    """An end of a quantity; one that is not included is the next float inside."""
    return nextafter(float(end), inward) if is_open and abs(end) != inf else float(end)
