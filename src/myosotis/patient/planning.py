"""Reading the plans of a patient file: what was chosen, until when, judged by what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any, get_args

from myosotis.errors import ImpossibleValueError, InputError, UnknownNameError, nearest
from myosotis.knowledge import KnowledgeBase, normal_name
from myosotis.knowledge.reading import Document, Step
from myosotis.knowledge.schema import Finding, Therapy
from myosotis.logic.values import Interval
from myosotis.patient.amounts import is_number, number
from myosotis.patient.context import Context, shown
from myosotis.patient.dates import UNKNOWN_DATE, PartialDate, parse_date
from myosotis.patient.model import Plan, Threshold
from myosotis.patient.scales import written_unit
from myosotis.patient.values import read_value

THRESHOLDS: tuple[Threshold, ...] = get_args(Threshold)
KEYS = ("therapy", "on", "start", "until", "measure", "dose", "note", *THRESHOLDS)


def read_plans(context: Context, raw: Any) -> tuple[Plan, ...]:
    """Read the list of plans. Problems are noted: an unknown therapy or measure with the nearest
    name, a missing or second threshold, an end before the start."""
    found: list[Plan] = []
    entries = context.items(raw, "plans, each with 'therapy',", "plans")
    for index, entry in enumerate(entries):
        steps = ("plans", index)
        fields = context.mapping(entry, "a plan with 'therapy'", *steps)
        context.unknown_keys(fields, KEYS, *steps)
        lacking = [key for key in ("therapy", "on", "until", "measure") if not fields.get(key)]
        if lacking:
            said = " and ".join(f"'{key}'" for key in lacking)
            context.problem(
                InputError,
                f"a plan says what, from when, until when and by what; no {said}",
                *steps,
            )
            continue
        with context.noting(*steps, "therapy"):
            therapy = context.knowledge.find_therapy(shown(fields["therapy"]))
            plan = _read_one(context, f"p{len(found) + 1}", therapy, fields, *steps)
            if plan:
                found.append(plan)
    return tuple(found)


def read_plan(entry: Mapping[str, Any], knowledge: KnowledgeBase) -> Plan:
    """One plan from a mapping of the shape in a patient file. Raises InputError as a file does."""
    document = Document({"plans": [dict(entry)]}, "plan")
    context = Context(document, knowledge, date.today())
    found = read_plans(context, document.data["plans"])
    context.raise_any()
    return found[0]


def _read_one(
    context: Context, number: str, therapy: Therapy, fields: Mapping[str, Any], *steps: Step
) -> Plan | None:
    made = _day(context, context.date, fields["on"], *steps, "on")
    until = _day(context, partial(_ahead, context), fields["until"], *steps, "until")
    start = made
    if "start" in fields:
        start = _day(context, partial(_ahead, context), fields["start"], *steps, "start")
    if until.known and start.known and not start.certainly_before(until):
        context.problem(
            ImpossibleValueError,
            f"the plan ends ({until}) before it has begun ({start})",
            *steps,
            "until",
        )
    measure = _measure(context, fields, *steps)
    limit = _threshold(context, measure, fields, *steps)
    if measure is None or limit is None:
        return None
    kind, value, text = limit
    unit = written_unit(measure, None, text) if isinstance(measure, Finding) else ""
    return Plan(
        id=number,
        therapy=therapy.id,
        name=normal_name(shown(fields["therapy"])),
        made=made,
        start=start,
        until=until,
        measure=measure if isinstance(measure, str) else measure.id,
        threshold=kind,
        value=value,
        text=text,
        unit=unit,
        dose=context.text(fields.get("dose"), *steps, "dose"),
        note=context.text(fields.get("note"), *steps, "note"),
        where=context.where(*steps),
    )


def _day(context: Context, read: Callable[..., PartialDate], raw: Any, *steps: Step) -> PartialDate:
    """A date that must be known; what cannot be read as a date is one problem, not two."""
    before = len(context.problems)
    found = read(raw, *steps)
    if not found.known and len(context.problems) == before:
        context.problem(InputError, "a plan needs a date here, such as 2020-03-01", *steps)
    return found


def _ahead(context: Context, raw: Any, *steps: Step) -> PartialDate:
    """A date that may lie in the future, as a plan's do."""
    with context.noting(*steps):
        return parse_date(raw, context.where(*steps))
    return UNKNOWN_DATE


def _measure(context: Context, fields: Mapping[str, Any], *steps: Step) -> Finding | str | None:
    """A numeric finding, or the name of the score that compares two visits."""
    knowledge = context.knowledge
    name = normal_name(shown(fields["measure"]))
    if name == knowledge.course.score.instrument:
        return name
    with context.noting(*steps, "measure"):
        if name not in knowledge.findings and name not in knowledge.aliases:
            numeric = [f.id for f in knowledge.findings.values() if f.kind == "quantity"]
            known = [knowledge.course.score.instrument, *numeric]
            raise UnknownNameError(f"unknown measure '{name}'{nearest(name, known)}")
        finding, _ = knowledge.find_finding(name)
        if finding.kind != "quantity":
            raise InputError(f"'{name}' is not a number, so no threshold can judge it")
        return finding
    return None


def _threshold(
    context: Context, measure: Finding | str | None, fields: Mapping[str, Any], *steps: Step
) -> tuple[Threshold, Interval, str] | None:
    given = [key for key in THRESHOLDS if key in fields]
    if len(given) != 1:
        said = " and ".join(given) or "none"
        context.problem(
            InputError,
            f"a plan is judged by one of {', '.join(THRESHOLDS)}; here {said} is given",
            *steps,
        )
        return None
    kind, raw = given[0], fields[given[0]]
    if measure is None:
        return None
    where = context.where(*steps, kind)
    with context.noting(*steps, kind):
        if isinstance(measure, str) and kind not in ("at_least", "at_most"):
            raise InputError(f"{measure} compares two visits already; use at_least or at_most")
        if isinstance(measure, str) or kind == "fall_percent":
            plain = raw if is_number(raw) else shown(raw).removesuffix("%").strip()
            share = number(plain, where)
            if kind == "fall_percent" and not 0 < share <= 100:
                raise InputError("a fall is more than 0 and at most 100 percent")
            return kind, Interval.exactly(share), shown(raw)
        # A change may lie outside the range of the measure itself, so only the unit is read.
        free = measure if kind.startswith("at_") else measure.model_copy(update={"range": None})
        value = read_value(free, None, raw, where, bare_number=True)
        if not isinstance(value, Interval) or value.low != value.high:
            raise InputError(f"'{shown(raw)}' is not one number")
        if kind in ("rise", "fall") and value.low <= 0:
            raise InputError(f"a {kind} is more than 0, not {shown(raw)}")
        return kind, value, shown(raw)
    return None
