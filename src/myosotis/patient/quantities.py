"""Reading the value of a quantity into the finding's own unit.

An end that is not stated is as low as the finding's range goes, and open above: "normal" is
0 to 1 times the upper limit of normal, "raised" is over 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import inf
from typing import Any

from myosotis.errors import ImpossibleValueError, InputError
from myosotis.knowledge.schema import Alias, Finding
from myosotis.logic.values import Interval, Number, meet, plain
from myosotis.patient.amounts import is_number, parse_amount, scaled, starts_like_number
from myosotis.patient.units import (
    TIMES_LIMIT,
    Conversion,
    accepted_units,
    conversion,
    must_have_unit,
    unit_key,
)

RAISED = frozenset({"raised", "elevated", "high", "increased", "above normal"})
NORMAL = frozenset({"normal", "within normal limits", "in range"})
LOW = frozenset({"low", "lowered", "reduced", "decreased", "below normal"})


def read_quantity(
    finding: Finding,
    alias: Alias | None,
    raw: Any,
    unit: Any = None,
    uln: Any = None,
    *,
    bare_number: bool = False,
    where: str = "",
) -> Interval:
    """The numbers that ``raw`` allows, in the finding's own unit; see `read_value`."""
    if not is_number(raw) and not starts_like_number(" ".join(str(raw).split())):
        return _said(finding, raw, where)
    amount, written = parse_amount(raw, where)
    if unit is not None and written and unit_key(str(unit)) != unit_key(written):
        raise InputError(f"'{raw}' has the unit {written}, but unit says {unit}", where)
    written = written or str(unit or "").strip()
    usual = alias.unit if alias else None
    if alias and usual and written and unit_key(written) != unit_key(usual):
        raise InputError(
            f"'{raw}': a number under the name {alias.name} is in {usual}; "
            f"write this one under {finding.id}",
            where,
        )
    if not (written or usual or bare_number) and must_have_unit(finding):
        raise InputError(
            f"'{raw}' has no unit; write {finding.id} in one of: "
            f"{', '.join(accepted_units(finding))}",
            where,
        )
    written = written or usual or finding.unit or ""
    found = conversion(finding, written, where, _limit(finding, uln, written, where))
    if found.by_limit:
        amount = _not_negative(finding, amount, raw, where)
        return within_range(finding, scaled(amount, found.factor), raw, where)
    value = _times(amount, found.factor.low)
    for end in (value.low, value.high):
        # Both stated ends must be possible, not only some number between them.
        if abs(end) != inf:
            within_range(finding, Interval(end, end), raw, where)
    return within_range(finding, value, raw, where)


def of_number(finding: Finding, alias: Alias | None, unit: str) -> Conversion | None:
    """How a plain number with ``unit`` beside it (empty: none) becomes one of the finding's.

    None where `read_quantity` has more to say than a factor: a name with a meaning, a unit that
    is missing or not accepted.
    """
    usual = alias.unit if alias else None
    if finding.kind != "quantity" or (alias and alias.means):
        return None
    if usual and unit and unit_key(unit) != unit_key(usual):
        return None
    if not (unit or usual) and must_have_unit(finding):
        return None
    try:
        return conversion(finding, unit or usual or finding.unit or "")
    except InputError:
        return None


def takes_limit(finding: Finding) -> bool:
    """Whether the finding is counted in multiples of the laboratory's limit."""
    return unit_key(finding.unit) == unit_key(TIMES_LIMIT)


def lowest(finding: Finding) -> Number:
    """The lowest value that the finding can have."""
    return Fraction(finding.range[0]) if finding.range else -inf


def within_range(finding: Finding, value: Interval, raw: Any, where: str = "") -> Interval:
    """The part of ``value`` within the finding's range; an open top stays open.

    Raises ImpossibleValueError when nothing of it lies there.
    """
    if finding.step is not None and value.known and Fraction(value.low) % Fraction(finding.step):
        raise ImpossibleValueError(
            f"'{raw}' cannot be a value of {finding.id}, which goes in steps of {finding.step}",
            where,
        )
    if finding.range is None:
        return value
    low, high = (Fraction(end) for end in finding.range)
    possible = meet(value, Interval(low, high))
    if not isinstance(possible, Interval):
        scale = f" {finding.unit or ''}".rstrip()
        if scale.startswith(" /"):
            # A set may let more through than the scale holds, to say itself what is wrong.
            scale = f" on the scale{scale}" if scale == f" /{plain(high)}" else ""
        raise ImpossibleValueError(
            f"'{raw}' cannot be a value of {finding.id}, which lies between {plain(low)} and "
            f"{plain(high)}{scale}",
            where,
        )
    return Interval(possible.low, inf, possible.low_open) if value.high == inf else possible


def other_numbers(finding: Finding, value: Interval) -> Interval:
    """The numbers outside ``value``; all, where they are not one interval."""
    if value.low <= lowest(finding) and value.high < inf:
        return Interval(value.high, inf, low_open=not value.high_open)
    if value.high == inf and value.low > lowest(finding):
        return Interval(lowest(finding), value.low, high_open=not value.low_open)
    return Interval()


def _limit(finding: Finding, uln: Any, written: str, where: str) -> Interval | None:
    """The laboratory's own limit, in the unit of the value."""
    if uln is None:
        return None
    if not takes_limit(finding):
        raise InputError(
            f"uln has no meaning for {finding.id}, which is not counted in multiples of the "
            "upper limit of normal",
            where,
        )
    limit, unit = parse_amount(uln, where)
    if unit and unit_key(unit) != unit_key(written):
        raise InputError(f"the limit '{uln}' is not in the unit of the value, {written}", where)
    if limit.low <= 0 or limit.high == inf:
        raise ImpossibleValueError(
            f"'{uln}' cannot be an upper limit of normal; it is a number above zero", where
        )
    return limit


def _not_negative(finding: Finding, amount: Interval, raw: Any, where: str) -> Interval:
    if amount.low == -inf and amount.high >= 0:
        return Interval(Fraction(0), amount.high, False, amount.high_open and amount.high > 0)
    if amount.low < 0:
        raise ImpossibleValueError(f"'{raw}' is below zero; {finding.id} cannot be", where)
    return amount


def _times(amount: Interval, factor: Number) -> Interval:
    low = amount.low if amount.low == -inf else amount.low * factor
    high = amount.high if amount.high == inf else amount.high * factor
    return Interval(low, high, amount.low_open, amount.high_open)


def _said(finding: Finding, raw: Any, where: str) -> Interval:
    """The numbers of a word: raised, normal, low, or one of these after "not"."""
    full = " ".join(str(raw).casefold().replace("_", " ").split())
    word = full.removeprefix("not ")
    lower, upper = _normal(finding)
    if word in RAISED and upper is not None:
        value = Interval(upper, inf, low_open=True)
    elif word in LOW and lower is not None:
        value = Interval(lowest(finding), lower, high_open=True)
    elif word in NORMAL and (lower is not None or upper is not None):
        value = Interval(
            lowest(finding) if lower is None else lower, inf if upper is None else upper
        )
    elif word in RAISED | LOW | NORMAL:
        limit = "upper" if word in RAISED else "lower" if word in LOW else "upper or lower"
        raise InputError(
            f"no {limit} limit of normal is set for {finding.id}, so '{raw}' says no number; "
            f"{expected(finding)}",
            where,
        )
    else:
        raise InputError(f"'{raw}' is not a value of {finding.id}; {expected(finding)}", where)
    return other_numbers(finding, value) if word != full else value


def _normal(finding: Finding) -> tuple[Fraction | None, Fraction | None]:
    """The limits of normal; a limit at the end of the range leaves nothing beyond it."""
    if finding.normal:
        lower, upper = (None if end is None else Fraction(end) for end in finding.normal)
        if finding.range:
            lower = None if lower == finding.range[0] else lower
            upper = None if upper == finding.range[1] else upper
        return lower, upper
    return None, Fraction(1) if takes_limit(finding) else None


def expected(finding: Finding) -> str:
    """What may stand as a value of the quantity, as the end of a sentence."""
    lower, upper = _normal(finding)
    words = [
        *(["raised"] if upper is not None else []),
        *(["low"] if lower is not None else []),
        *(["normal"] if upper is not None or lower is not None else []),
        "unknown",
    ]
    units = accepted_units(finding)
    unit = f" with its unit ({', '.join(units)})" if units else ""
    return f"expected a number{unit}, {'or ' if len(words) == 1 else ''}{_listed(words)}"


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def bounds_text(raw: Mapping[str, Any], where: str = "") -> str:
    """A mapping of low and high as the text of a range. Raises InputError."""
    low, high = raw.get("low"), raw.get("high")
    for end in (low, high):
        if end is not None and not is_number(end):
            raise InputError(f"'{end}' is not a number; low and high are numbers", where)
    if low is None and high is None:
        raise InputError("a value is missing: write value, or low and high", where)
    if low is None or high is None:
        return f"at least {low}" if high is None else f"at most {high}"
    return f"{low} to {high}"
