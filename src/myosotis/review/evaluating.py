"""Evaluating one criteria set over facts given as a mapping, without a patient file."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from myosotis.errors import ConflictError, ImpossibleValueError, InputError, Problem
from myosotis.knowledge import KnowledgeBase, load
from myosotis.logic import Evaluation, Program, Value, evaluate_program, meet
from myosotis.patient import PartialDate, months_between, parse_date, read_value
from myosotis.review.naming import Names, plain_scale
from myosotis.review.rulebook import rulebook


def evaluate(
    id_: str, facts: Mapping[str, Any], knowledge: KnowledgeBase | None = None
) -> Evaluation:
    """Evaluate a criteria set or an instrument.

    ``facts`` maps finding ids or aliases to True, False, None (unknown), a number in the
    finding's own unit, text with a unit ("5 xULN", "raised"), a pair (low, high) where None
    is no limit, or a value of `myosotis.logic`. What is not there is unknown. Between two
    visits a name begins with the visit (``baseline.haq_di``); ``<name>.uln`` is the
    laboratory's upper limit of normal in the unit of the value, ``baseline.on`` the day.

    Raises UnknownNameError for a set or finding that does not exist, ImpossibleValueError for
    a value outside the finding's range, ConflictError when two names of one finding disagree,
    InputError for facts that the set refuses.
    """
    base = knowledge or load()
    program = rulebook(base).program(base.find_criteria(id_).id)
    known = read_facts(program, facts)
    _check_baseline(program, known)
    evaluation = evaluate_program(program, known)
    if evaluation.refusals:
        raise InputError(Problem(text) for text in evaluation.refusals.values())
    return evaluation


def read_facts(program: Program, facts: Mapping[str, Any]) -> dict[str, Value]:
    """Facts as a person writes them, by the inputs of a program; see `evaluate`."""
    names = Names(program)
    days = _days(program, facts)
    limits = names.limits(facts)
    known: dict[str, Value] = {}

    def learn(target: str, value: Value, name: str) -> None:
        before = known.get(target)
        common = value if before is None else meet(before, value)
        if common is None:
            text = f"it says {value} of {target}, given as {before} before"
            if target in program.criteria.scales.values():
                text = (
                    f"this is on a scale up to {value}, the other value on one up to {before}; the "
                    "same change weighs differently on another scale, so both need one"
                )
            raise ConflictError(text, name)
        known[target] = common

    for name, raw in facts.items():
        if raw is None or names.is_aside(name):
            continue
        target, finding, alias = names.find(name)
        if isinstance(raw, tuple | list) and len(raw) == 2:
            raw = {"low": raw[0], "high": raw[1]}
        scale = program.criteria.scales.get(target.rpartition(".")[2])
        if scale:
            raw, maximum = plain_scale(raw)
            if maximum is not None:
                learn(scale, read_value(program.findings[scale], None, maximum, name), name)
        raw, uln = names.with_limit(target, raw, limits)
        learn(target, read_value(finding, alias, raw, name, uln=uln, bare_number=True), name)
    elapsed = program.criteria.elapsed
    if elapsed and elapsed not in known and len(days) > 1:
        known[elapsed] = months_between(days[0], days[-1])
    return known


def _check_baseline(program: Program, known: Mapping[str, Value]) -> None:
    """A later visit is compared with the first. Raises InputError where only the later is given."""
    first, *later = program.criteria.visits or ("",)
    here = {name.partition(".")[0] for name in known if name in program.own and "." in name}
    if here & {*later} and first not in here:
        example = next(name for name in program.inputs if name.startswith(f"{first}."))
        raise InputError(
            f"nothing is recorded at {first}: {program.criteria.short} compares two visits; give "
            f"its measures as {example} and so on"
        )


def _days(program: Program, facts: Mapping[str, Any]) -> list[PartialDate]:
    """The days of the visits that have one. Raises ImpossibleValueError where one lies before
    the visit that it follows."""
    days = [
        (visit, parse_date(str(facts[f"{visit}.on"]), f"{visit}.on"))
        for visit in program.criteria.visits
        if facts.get(f"{visit}.on") is not None
    ]
    for (visit, day), (later, next_day) in pairwise(days):
        if next_day.certainly_before(day):
            raise ImpossibleValueError(
                f"{later} ({next_day}) lies before {visit} ({day})",
                f"{later}.on",
            )
    return [day for _, day in days]
