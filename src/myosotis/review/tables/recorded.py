"""A patient out of coded facts, for the few whose visits only the code of one patient can tell."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Finding
from myosotis.logic import Choice, Truth, Value
from myosotis.patient import Codes, Fact, PartialDate, Patient
from myosotis.review.tables.exact import interval_behind

EPOCH = date(1970, 1, 1)
Days = npt.NDArray[np.int64]

LONGEST_MONTH = 31


def known_to_a_day(earliest: Days, latest: Days) -> npt.NDArray[np.bool_]:
    """Which dates are one day."""
    found: npt.NDArray[np.bool_] = earliest == latest
    return found


def known_to_a_month(earliest: Days, latest: Days) -> npt.NDArray[np.bool_]:
    """Which dates are one day or one month; a year, or no date at all, is longer."""
    found: npt.NDArray[np.bool_] = latest - earliest < LONGEST_MONTH
    return found


def partial_date(earliest: int, latest: int) -> PartialDate:
    """The day, the month or the year that begins and ends on these days from 1970."""
    if latest - earliest >= 366:
        return PartialDate()
    first = EPOCH + timedelta(days=earliest)
    if earliest == latest:
        return PartialDate.of(first)
    return PartialDate(first.year, first.month if latest - earliest < LONGEST_MONTH else None)


def recorded_patients(base: KnowledgeBase, facts: pl.DataFrame, by: str) -> dict[object, Patient]:
    """Each patient with the recorded facts alone, by what stands in the column ``by``.

    In the order of the rows: of a test that stands on two scales at a visit, the first counts.
    """
    codes = Codes.of(base)
    columns = (by, "finding", "low", "high", "mask", "earliest", "latest", "unit", "row")
    found: dict[object, list[Fact]] = {}
    ordered = facts.select(columns).sort("row", maintain_order=True)
    for who, place, low, high, mask, earliest, latest, unit, row in ordered.iter_rows():
        finding = base.findings[codes.findings[place]]
        fact = Fact(
            f"o{row}",
            finding.id,
            value_behind(finding, low, high, mask, unit),
            partial_date(earliest, latest),
            recorded="",
            unit=(finding.units[unit - 1].unit if unit else finding.unit) or "",
        )
        found.setdefault(who, []).append(fact)
    return {who: Patient(str(who), facts=tuple(facts)) for who, facts in found.items()}


def value_behind(finding: Finding, low: float, high: float, mask: int, unit: int) -> Value:
    """The value that a coded fact holds."""
    if finding.kind == "quantity":
        by_limit = unit > 0 and finding.units[unit - 1].uln is not None
        return interval_behind(low, high, divided=by_limit)
    if finding.kind == "boolean":
        return Truth(mask)
    labels = sorted(finding.values)
    return Choice.among(labels, [name for bit, name in enumerate(labels) if mask >> bit & 1])
