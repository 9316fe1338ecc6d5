"""Amounts on the scale on which they were written: 62/80 stays 62 of 80."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from math import inf
from typing import Any

from myosotis.errors import InputError
from myosotis.knowledge.schema import Alias, Finding
from myosotis.logic.values import Interval, Number
from myosotis.patient.amounts import is_number, parse_amount, starts_like_number
from myosotis.patient.model import Fact
from myosotis.patient.units import unit_key


def on_scale(finding: Finding, fact: Fact) -> tuple[Interval, Fraction] | None:
    """A score as it was written, and the greatest possible score of its scale.

    The scale is the unit as written ("/80"), else the finding's own, else its range from 0. None
    where the value is no number or has no such scale. Exact: the conversion is undone.
    """
    if not isinstance(fact.value, Interval):
        return None
    unit = fact.unit or finding.unit or ""
    other = next((u for u in finding.units if unit_key(u.unit) == unit_key(unit)), None)
    factor = Fraction(1)
    if other is not None and unit_key(unit) != unit_key(finding.unit):
        if other.factor is None:
            return None
        factor = Fraction(other.factor)
    greatest = _greatest(finding, unit)
    if greatest is None:
        return None
    low, high = _undone(fact.value.low, factor), _undone(fact.value.high, factor)
    return Interval(low, high, fact.value.low_open, fact.value.high_open), greatest


def written_unit(finding: Finding, alias: Alias | None, raw: Any) -> str:
    """The unit in which an amount is written, as the vocabulary spells it; the finding's own where
    none is written, empty for what is no quantity."""
    if finding.kind != "quantity":
        return ""
    own = finding.unit or ""
    written = unit_key(unit_of(alias, raw))
    spellings = [own, *(other.unit for other in finding.units)]
    return next((unit for unit in spellings if written and unit_key(unit) == written), own)


def unit_of(alias: Alias | None, raw: Any) -> str:
    """What stands as the unit of an amount, under a name that may have one; empty for words."""
    unit = alias.unit if alias else None
    if isinstance(raw, Mapping):
        unit = raw.get("unit", unit)
        raw = raw.get("value", raw.get("low", raw.get("high")))
    if not is_number(raw) and not (isinstance(raw, str) and starts_like_number(raw.strip())):
        return ""
    try:
        return parse_amount(raw)[1] or str(unit or "")
    except InputError:
        return ""


def _greatest(finding: Finding, unit: str) -> Fraction | None:
    found = re.fullmatch(r"/(\d+(?:\.\d+)?)", unit_key(unit))
    if found:
        return Fraction(found[1])
    if not unit_key(unit) and finding.range and finding.range[0] == 0:
        return Fraction(finding.range[1])
    return None


def _undone(end: Number, factor: Fraction) -> Number:
    return end if abs(end) == inf else end / factor
