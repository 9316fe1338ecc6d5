"""Evaluating one criteria set over facts given as a mapping, without a patient file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from myosotis.errors import ConflictError
from myosotis.knowledge import KnowledgeBase, load
from myosotis.logic import Evaluation, Value, evaluate_program, meet
from myosotis.patient import read_value
from myosotis.review.rulebook import rulebook


def evaluate(
    id_: str, facts: Mapping[str, Any], knowledge: KnowledgeBase | None = None
) -> Evaluation:
    """Evaluate a criteria set or an instrument.

    ``facts`` maps finding ids or aliases to True, False, None (unknown), a number in the
    finding's own unit, text with a unit ("5 xULN", "raised"), a pair (low, high) where None
    is no limit, or a value of `myosotis.logic`. What is not there is unknown.

    Raises UnknownNameError for a set or finding that does not exist, ImpossibleValueError for
    a value outside the finding's range, ConflictError when two names of one finding disagree.
    """
    base = knowledge or load()
    criteria = base.find_criteria(id_)
    known: dict[str, Value] = {}
    for name, raw in facts.items():
        finding, alias = base.find_finding(name)
        if raw is None:
            continue
        if isinstance(raw, tuple | list) and len(raw) == 2:
            raw = {"low": raw[0], "high": raw[1]}
        value = read_value(finding, alias, raw, name, bare_number=True)
        before = known.get(finding.id)
        common = value if before is None else meet(before, value)
        if common is None:
            raise ConflictError(f"it says {value} of {finding.id}, given as {before} before", name)
        known[finding.id] = common
    return evaluate_program(rulebook(base).program(criteria.id), known)
