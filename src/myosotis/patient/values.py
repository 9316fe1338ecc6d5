"""Reading one value of a finding: what its words, numbers and units leave possible."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from myosotis.errors import ImpossibleValueError, InputError, UnknownNameError, nearest
from myosotis.knowledge import normal_name
from myosotis.knowledge.schema import Alias, Finding
from myosotis.logic.values import Choice, Interval, Truth, Value, meet
from myosotis.patient import quantities
from myosotis.patient.amounts import is_number, number, parse_amount

YES = frozenset({"yes", "y", "true", "present", "positive", "pos", "+"})
NO = frozenset({"no", "n", "false", "absent", "negative", "neg"})
UNKNOWN = frozenset(
    {"unknown", "not known", "not recorded", "not stated", "not done", "not tested",
     "not measured", "not examined", "pending", "equivocal", "indeterminate", "unclear", "?"}
)  # fmt: skip

KEYS = ("value", "low", "high", "unit", "uln", "until", "note", "site", "by")
"""What a value written as a mapping may hold."""


def read_value(
    finding: Finding,
    alias: Alias | None,
    raw: Any,
    where: str = "",
    *,
    uln: Any = None,
    bare_number: bool = False,
) -> Value:
    """The set of values that ``raw`` leaves possible, in the finding's own unit.

    ``raw`` is yes, no or unknown; a number, or a text with unit, comparison or range; a
    category; or a mapping with ``value`` (or ``low`` and ``high``), ``unit`` and ``uln``.
    ``uln`` is the laboratory's upper limit of normal, in the unit of the value.
    ``bare_number`` lets a number without a unit stand for the finding's own unit.

    "unknown" and "not done" give everything. Raises InputError for what cannot be read,
    UnknownNameError for a unit or category that does not exist, ImpossibleValueError for a
    value outside the finding's range.
    """
    unit = None
    if isinstance(raw, Mapping):
        unit, uln = raw.get("unit"), raw.get("uln", uln)
        raw = raw["value"] if "value" in raw else quantities.bounds_text(raw, where)
    if isinstance(raw, Truth | Interval | Choice):
        return _of_its_kind(finding, raw, where)
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        raise InputError(f"{finding.id} has no value; write unknown if it is not known", where)
    if not isinstance(raw, str | bool) and not is_number(raw):
        raise InputError(f"'{raw}' is not a value of {finding.id}; {expected(finding)}", where)
    if is_number(raw):
        number(raw, where)
    if isinstance(raw, bool):
        raw = "yes" if raw else "no"
    word = " ".join(str(raw).casefold().replace("_", " ").split())
    if finding.kind == "category" and normal_name(word) in finding.values:
        value: Value = Choice.among(finding.values, [normal_name(word)])
    elif word in UNKNOWN:
        return anything(finding)
    elif finding.kind == "boolean":
        return _boolean(finding, alias, word, where)
    elif alias and alias.means and word in YES | NO:
        return _meaning(finding, alias, said=word in YES)
    elif finding.kind == "category":
        value = _category(finding, word, where)
    else:
        value = quantities.read_quantity(
            finding, alias, raw, unit, uln, bare_number=bare_number, where=where
        )
    return _agreeing(finding, alias, value, raw, where) if alias and alias.means else value


def anything(finding: Finding) -> Value:
    """Every value: what is known of a finding of which nothing is known."""
    if finding.kind == "boolean":
        return Truth.UNKNOWN
    return Choice.among(finding.values) if finding.kind == "category" else Interval()


def complement(finding: Finding, value: Value) -> Value:
    """The other values; everything, where there are none or they are not one interval."""
    if isinstance(value, Interval):
        return quantities.other_numbers(finding, value)
    if isinstance(value, Choice):
        return Choice(value.domain - value.options or value.domain, value.domain)
    return {Truth.YES: Truth.NO, Truth.NO: Truth.YES}.get(value, Truth.UNKNOWN)


def expected(finding: Finding) -> str:
    """What may stand as a value of the finding, as the end of a sentence."""
    if finding.kind == "boolean":
        return "expected yes, no or unknown"
    if finding.kind == "category":
        return f"expected one of {', '.join(finding.values)}, or unknown"
    return quantities.expected(finding)


def _of_its_kind(finding: Finding, value: Value, where: str) -> Value:
    kinds = {"boolean": Truth, "quantity": Interval, "category": Choice}
    if not isinstance(value, kinds[finding.kind]):
        raise InputError(f"'{value}' is not a value of {finding.id}; {expected(finding)}", where)
    return value


def _boolean(finding: Finding, alias: Alias | None, word: str, where: str) -> Truth:
    if word not in YES | NO:
        name = alias.name if alias else finding.id
        raise InputError(f"'{word}' is not a value of {name}; {expected(finding)}", where)
    if alias and word in NO and alias.no == "unknown":
        return Truth.UNKNOWN
    return Truth.YES if (word in YES) != bool(alias and alias.inverse) else Truth.NO


def _category(finding: Finding, word: str, where: str) -> Choice:
    text = word.removeprefix("not ")
    labels = [
        normal_name(part) for part in (text.split("|") if "|" in text else text.split(" or "))
    ]
    for label in labels:
        if label not in finding.values:
            hint = nearest(label, finding.values)
            raise UnknownNameError(
                f"'{word}' is not a value of {finding.id}; {expected(finding)}{hint}", where
            )
    chosen = Choice.among(finding.values, labels)
    if text == word:
        return chosen
    return Choice(chosen.domain - chosen.options or chosen.domain, chosen.domain)


def _meaning(finding: Finding, alias: Alias, *, said: bool) -> Value:
    if said:
        return _meant(finding, alias)
    return (
        anything(finding) if alias.no == "unknown" else complement(finding, _meant(finding, alias))
    )


def _meant(finding: Finding, alias: Alias) -> Value:
    """What yes to a name says of its finding."""
    text = alias.means or ""
    if finding.kind == "category":
        return Choice.among(finding.values, {normal_name(part) for part in text.split("|")})
    return quantities.within_range(finding, parse_amount(text)[0], text)


def _agreeing(finding: Finding, alias: Alias, value: Value, raw: Any, where: str) -> Value:
    common = meet(value, _meant(finding, alias))
    if common is None:
        raise ImpossibleValueError(
            f"'{raw}' contradicts the name {alias.name}, which says {finding.id} {alias.means}",
            where,
        )
    return common
