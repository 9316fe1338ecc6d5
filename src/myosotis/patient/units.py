"""Units as people spell them, and the units in which a finding may be given.

Only spelling is here: which units a finding has, and by what factor, stands in the vocabulary.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from myosotis.errors import UnknownNameError, nearest
from myosotis.knowledge.schema import Finding
from myosotis.logic.values import Interval
from myosotis.patient.amounts import inverse

TIMES_LIMIT = "xULN"
"""Multiples of the laboratory's upper limit of normal."""

_SAME = {
    "x": TIMES_LIMIT, "×": TIMES_LIMIT, "xuln": TIMES_LIMIT, "×uln": TIMES_LIMIT,
    "*uln": TIMES_LIMIT, "uln": TIMES_LIMIT,
    "timesuln": TIMES_LIMIT, "timestheuln": TIMES_LIMIT, "foldupperlimit": TIMES_LIMIT,
    "xupperlimitofnormal": TIMES_LIMIT, "timesupperlimitofnormal": TIMES_LIMIT,
    "timestheupperlimitofnormal": TIMES_LIMIT,
    "iu/l": "u/l", "units/l": "u/l", "[iu]/l": "u/l",
    "miu/l": "mu/l", "m[iu]/l": "mu/l", "uiu/ml": "mu/l", "u[iu]/ml": "mu/l",
    "mcg": "ug", "hr": "h", "mm/hr": "mm/h", "mm/1h": "mm/h",
    "a": "year", "y": "year", "yr": "year", "yrs": "year", "years": "year",
    "mo": "month", "mos": "month", "months": "month",
    "wk": "week", "wks": "week", "weeks": "week", "d": "day", "days": "day",
    "%predicted": "%", "%pred": "%", "percent": "%", "percentpredicted": "%",
    "%ofpredicted": "%", "%[predicted]": "%",
    "ml/min/1.73m^2": "ml/min/1.73m2",
    "points": "", "point": "", "1": "",
    "kgs": "kg", "kilograms": "kg",
}  # fmt: skip


_LETTERS = str.maketrans({"μ": "u", "µ": "u", "²": "2", "³": "3", "⁹": "9", "⁶": "6"})
_PLAIN_NAMES = {"year": "years", "month": "months", "week": "weeks", "day": "days"}


@lru_cache(maxsize=4096)
def unit_key(unit: str | None) -> str:
    """The form in which units are compared; empty for a plain number."""
    text = "".join((unit or "").split()).casefold().translate(_LETTERS)
    if re.fullmatch(r"\{[^}]*\}", text):
        # In UCUM, braces alone are a comment on a plain number.
        return ""
    text = re.sub(r"^[x×*]?10[*^]?(?=\d+/)", "10*", re.sub(r"[{}_]", "", text))
    text = re.sub(r"^(?:out)?of(?=\d)", "/", text)
    return _SAME.get(text, text)


@dataclass(frozen=True)
class Conversion:
    """How to reach a finding's own unit: by a factor, and through the limit of normal or not."""

    unit: str
    factor: Interval
    by_limit: bool


def conversion(
    finding: Finding, unit: str, where: str = "", uln: Interval | None = None
) -> Conversion:
    """From ``unit`` to the finding's own unit.

    ``uln`` is the laboratory's limit in ``unit``; without it the vocabulary's range of
    limits is used. Raises UnknownNameError listing the units that are accepted.
    """
    key = unit_key(unit)
    if key == unit_key(finding.unit):
        return Conversion(finding.unit or "", Interval.exactly(1), by_limit=False)
    for other in finding.units:
        if unit_key(other.unit) == key:
            if other.uln is None:
                factor = Interval.exactly(1 if other.factor is None else other.factor)
                return Conversion(other.unit, factor, by_limit=False)
            limits = uln or Interval(Fraction(other.uln[0]), Fraction(other.uln[1]))
            return Conversion(other.unit, inverse(limits), by_limit=True)
    accepted = accepted_units(finding)
    if not accepted:
        raise UnknownNameError(
            f"'{unit}' is not a unit of {finding.id}, which is a plain number", where
        )
    hint = nearest(unit, accepted)
    raise UnknownNameError(
        f"'{unit}' is not a unit of {finding.id}; accepted: {', '.join(accepted)}{hint}", where
    )


def accepted_units(finding: Finding) -> list[str]:
    """The units in which the finding may be given, its own first, each in one spelling."""
    by_key: dict[str, str] = {}
    for unit in (finding.unit, *(other.unit for other in finding.units)):
        key = unit_key(unit)
        if unit and key:
            by_key.setdefault(key, _PLAIN_NAMES.get(key, unit))
    return list(by_key.values())


def must_have_unit(finding: Finding) -> bool:
    """Whether a number alone is ambiguous.

    It is not where it can only be a plain number, years, or points of the one scale in use.
    """
    own = unit_key(finding.unit)
    if own in ("", "year"):
        return False
    return len(accepted_units(finding)) > 1 or not own.startswith("/")
