"""The facts of many patients in columns: names and days as small integers, values as bounds.

One row for each fact, whatever it is a fact of:

| column | holds |
|---|---|
| `patient` | whose fact it is, as in the tables |
| `finding` | its place in the vocabulary, see `Codes.findings` |
| `low`, `high` | a quantity in the finding's own unit; no limit, and no quantity, is infinite |
| `mask` | what else it can be: bit 0 no and bit 1 yes, or a bit for each label, sorted; else 0 |
| `earliest`, `latest` | the days on which it can have been, from 1970; see `NEVER`, `EVER` |
| `until_earliest`, `until_latest` | the last day on which it was still so; null: not said |
| `lasting` | whether it goes on |
| `site` | which site, 0 where none is written |
| `unit` | the unit it was written in: 0 the finding's own or none, else one more than its place |
| `method`, `strength` | of an antibody, see `Codes`; 0 where none is written |
| `row` | the row that says it: of the observations from 1, of the treatments below 0, else 0 |

A bound that is not included is the next float inside it: between a decimal and the next float
lies no constant with which a rule compares.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import polars as pl

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Finding
from myosotis.patient.dates import FIRST_YEAR, LAST_YEAR, UNKNOWN_DATE, PartialDate
from myosotis.patient.units import unit_key

EPOCH = date(1970, 1, 1).toordinal()
NEVER, EVER = date.min.toordinal() - EPOCH, date.max.toordinal() - EPOCH
"""The first and the last day there is: a date that is not known lies anywhere between them."""

SCHEMA: dict[str, type[pl.DataType]] = {
    "finding": pl.UInt16,
    "low": pl.Float64,
    "high": pl.Float64,
    "mask": pl.UInt64,
    "earliest": pl.Int32,
    "latest": pl.Int32,
    "until_earliest": pl.Int32,
    "until_latest": pl.Int32,
    "lasting": pl.Boolean,
    "unit": pl.UInt16,
    "site": pl.UInt32,
    "method": pl.UInt16,
    "strength": pl.UInt16,
    "row": pl.Int64,
}
"""The columns beside ``patient``."""

NO, YES = 1, 2
_YEAR = 364


@dataclass(frozen=True)
class Codes:
    """What the integers stand for: the place in these lists.

    Of ``methods`` and ``strengths`` one more, since 0 is none; a strength that is an amount and no
    word is one more than the last.
    """

    findings: tuple[str, ...]
    place: dict[str, int]
    labels: dict[str, tuple[str, ...]]
    methods: tuple[str, ...]
    strengths: tuple[str, ...]

    @classmethod
    def of(cls, base: KnowledgeBase) -> Codes:
        """The codes of a knowledge base."""
        return _codes(base)


@cache
def _codes(base: KnowledgeBase) -> Codes:
    findings = tuple(base.findings)
    return Codes(
        findings,
        {name: place for place, name in enumerate(findings)},
        {f.id: tuple(sorted(f.values)) for f in base.findings.values() if f.kind == "category"},
        tuple(base.methods),
        tuple(sorted({word for method in base.serology.methods for word in method.strengths})),
    )


def day(of: date) -> int:
    """A date as the days from 1970."""
    return of.toordinal() - EPOCH


def iso_day(text: str) -> int | None:
    """The days from 1970 of a day written as 2020-03-01, as nearly all are; None for any other
    text, which `parse_date` then reads or refuses."""
    # Not the day of a week, 2020-W10-7, which fromisoformat reads as well.
    if len(text) != len("2020-03-01") or not text[4] == text[7] == "-":
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return day(found) if FIRST_YEAR <= found.year <= LAST_YEAR else None


def unit_code(finding: Finding, unit: str) -> int:
    """The unit in which a quantity was written: 0 the finding's own or none, else one more than
    its place among the others. Spellings of one unit are the same."""
    key = unit_key(unit)
    if finding.kind != "quantity" or not key or key == unit_key(finding.unit):
        return 0
    return 1 + [unit_key(other.unit) for other in finding.units].index(key)


def date_of(earliest: int, latest: int) -> PartialDate:
    """The date that can be any of these days: a day, a month, a year or unknown."""
    if earliest == NEVER:
        return UNKNOWN_DATE
    first = date.fromordinal(earliest + EPOCH)
    if earliest == latest:
        return PartialDate.of(first)
    return PartialDate(first.year, first.month if latest - earliest < _YEAR else None)
