"""The result of an antibody as it was written: positive or negative, by which method, how strong.

``{value: positive, method: line blot, strength: weak}``, ``weak``, or ``"++"`` in a group
``antibodies`` with its ``method``. A strength is one of the method's own words or signs, or for
a method that measures, a number, with or without its cut-off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from myosotis.errors import ConflictError, InputError, nearest
from myosotis.knowledge import KnowledgeBase, normal_name
from myosotis.knowledge.schema import Finding, Method
from myosotis.patient.amounts import parse_amount
from myosotis.patient.context import shown
from myosotis.patient.values import NO, UNKNOWN, YES

DOMAIN = "autoantibodies"
KEYS = ("method", "strength", "cutoff")
"""What the result of an antibody may hold beside what every value may."""


@dataclass(frozen=True)
class Result:
    """A result as it is read on: ``raw`` says yes, no or unknown; method and strength by id."""

    raw: Any
    method: str = ""
    strength: str = ""


def is_antibody(knowledge: KnowledgeBase, finding: Finding) -> bool:
    """Whether a finding is the result of an antibody, which a method and a strength belong to."""
    return finding.kind == "boolean" and knowledge.domains[finding.id] == DOMAIN


def read_result(knowledge: KnowledgeBase, finding: Finding, raw: Any, method: Any = None) -> Result:
    """The result of one antibody; ``method`` is that of its group.

    Raises UnknownNameError for a method, InputError for a strength outside the method's scale,
    ConflictError for a strength that contradicts the result.
    """
    fields = dict(raw) if isinstance(raw, Mapping) else {"value": raw}
    given = fields.pop("method", method)
    known = knowledge.find_method(shown(given)) if given is not None else None
    strength, cutoff = fields.pop("strength", None), fields.pop("cutoff", None)
    value = fields.get("value")
    if strength is None and value is not None and _is_strength(knowledge, known, value):
        # "weak" alone says both: positive, and how strong.
        strength, value = value, "positive"
    if value is None and strength is not None:
        value = "positive"
    word = shown(value).casefold() if value is not None else ""
    said = ""
    if strength is not None:
        said = _strength(knowledge, known, finding, strength)
        _agree(finding, word, said, cutoff)
        if cutoff is not None:
            said = f"{said}, cut-off {shown(cutoff)}"
    elif cutoff is not None:
        raise InputError(
            f"a cut-off of {finding.id} stands here without a strength to compare with it"
        )
    plain = value if value is not None else fields.get("value")
    rest = {key: item for key, item in fields.items() if key != "value"}
    read = {"value": plain, **rest} if rest or isinstance(raw, Mapping) else plain
    return Result(read, known.id if known else "", said)


def _is_strength(knowledge: KnowledgeBase, method: Method | None, value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, str):
        return False
    word = " ".join(value.casefold().split())
    if word in YES | NO | UNKNOWN and word != "+":
        return False
    if word == "+" and not (method and word in method.signs):
        return False
    text = word.removesuffix(" positive")
    return text in _words(knowledge, method.id if method else None)


@lru_cache(maxsize=64)
def _words(knowledge: KnowledgeBase, method: str | None) -> frozenset[str]:
    """Every word and sign of strength of a method; of all methods where it is not stated."""
    methods = [m for m in knowledge.serology.methods if method in (None, m.id)]
    return frozenset(word for m in methods for word in (*m.strengths, *m.signs))


def _strength(knowledge: KnowledgeBase, method: Method | None, finding: Finding, raw: Any) -> str:
    """A strength in the words of the method: a word, or an amount as it was written."""
    text = " ".join(shown(raw).casefold().split()).removesuffix(" positive")
    if method is None:
        if text in _words(knowledge, None):
            signs = [s for m in knowledge.serology.methods for s in m.signs.items()]
            return dict(signs).get(text, text)
        raise InputError(
            f"by which method is the strength '{shown(raw)}' of {finding.id}? write method: with "
            "one of " + ", ".join(m.label for m in knowledge.serology.methods)
        )
    if text in method.strengths:
        return text
    if text in method.signs:
        return method.signs[text]
    if method.amounts:
        try:
            parse_amount(raw)
        except InputError:
            pass
        else:
            return shown(raw)
    raise InputError(f"'{shown(raw)}' is not a strength of {method.label}; {_scale(method, text)}")


def _scale(method: Method, text: str) -> str:
    if not (method.strengths or method.amounts):
        return "it says positive or negative only"
    words = list(method.strengths)
    said = f"expected {', '.join(words)}" if words else "expected"
    number = " or a number" if method.amounts and words else "a number" if method.amounts else ""
    signs = f" ({', '.join(method.signs)})" if method.signs else ""
    return f"{said}{signs}{number}{nearest(text, words)}"


def _agree(finding: Finding, value: str, strength: str, cutoff: Any) -> None:
    if value in NO:
        raise ConflictError(
            f"{finding.id} is negative, and has the strength '{strength}'; "
            "a negative result has none"
        )
    if value in UNKNOWN:
        raise ConflictError(f"{finding.id} is {value}, and has the strength '{strength}'")
    if cutoff is None:
        return
    level, unit = parse_amount(strength)
    limit, limit_unit = parse_amount(cutoff)
    if unit and limit_unit and normal_name(unit) != normal_name(limit_unit):
        raise InputError(
            f"the strength of {finding.id} is in {unit} and its cut-off in {limit_unit}; "
            "write both in one unit"
        )
    if level.high < limit.low:
        raise ConflictError(
            f"{finding.id} is positive at {strength}, below its cut-off of {shown(cutoff)}"
        )
