"""Reading the treatments, and the facts that follow from having had or not had them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from myosotis.errors import ConflictError, ImpossibleValueError, InputError
from myosotis.knowledge import normal_name
from myosotis.knowledge.reading import Step
from myosotis.knowledge.schema import Therapy
from myosotis.logic.values import Interval, Truth, meet
from myosotis.patient.adequacy import parse_weeks, weeks_of_treatment
from myosotis.patient.context import Context, shown
from myosotis.patient.dates import UNKNOWN_DATE, PartialDate
from myosotis.patient.doses import Dose, parse_dose
from myosotis.patient.model import Fact, Treatment
from myosotis.patient.reasons import read_adherence, read_route, read_word, state_of_patient

KEYS = (
    "therapy", "dose", "route", "from", "to", "duration", "courses", "stopped", "response",
    "adherence", "not_given", "on", "note",
)  # fmt: skip
ONGOING = frozenset({"ongoing", "now", "present", "continuing", "still", "today"})
"""Words for the end of a treatment that goes on."""

GIVEN_ONLY = (
    "dose", "from", "to", "duration", "courses", "stopped", "response", "adherence",
)  # fmt: skip


def read_treatments(context: Context, raw: Any) -> tuple[Treatment, ...]:
    """Read the list of treatments; their exposures and reasons become facts of the context."""
    found: list[Treatment] = []
    entries = context.items(raw, "treatments, each with 'therapy',", "treatments")
    for index, entry in enumerate(entries):
        steps = ("treatments", index)
        fields = context.mapping(entry, "a treatment with 'therapy'", *steps)
        context.unknown_keys(fields, KEYS, *steps)
        if not fields.get("therapy"):
            context.problem(InputError, "which treatment? write therapy: and its name", *steps)
            continue
        with context.noting(*steps, "therapy"):
            therapy = context.knowledge.find_therapy(shown(fields["therapy"]))
            treatment = _read_one(context, f"t{len(found) + 1}", therapy, fields, *steps)
            for earlier in found:
                _check_repeated(context, earlier, treatment, *steps)
            found.append(treatment)
            _add_facts(context, treatment, therapy, fields, *steps)
    return tuple(found)


def _read_one(
    context: Context, number: str, therapy: Therapy, fields: Mapping[str, Any], *steps: Step
) -> Treatment:
    name = normal_name(shown(fields["therapy"]))
    start, stop, ongoing = _period(context, name, fields, *steps)
    dose = _dose(context, fields, *steps)
    _check_not_given(context, name, fields, *steps)
    return Treatment(
        id=number,
        therapy=therapy.id,
        name=name,
        start=start,
        stop=stop,
        ongoing=ongoing,
        dose=dose,
        route=read_route(context, therapy, dose, fields, *steps),
        stopped=read_word(context, fields, "stopped", *steps),
        response=read_word(context, fields, "response", *steps),
        adherence=read_adherence(context, fields, *steps),
        not_given=read_word(context, fields, "not_given", *steps),
        courses=_courses(context, fields, *steps),
        duration=_duration(context, fields, start, stop, *steps),
        note=context.text(fields.get("note"), *steps, "note"),
        where=context.where(*steps),
    )


def _period(
    context: Context, name: str, fields: Mapping[str, Any], *steps: Step
) -> tuple[PartialDate, PartialDate | None, Truth]:
    start = context.date(fields["from"], *steps, "from") if "from" in fields else UNKNOWN_DATE
    ended = "stopped" in fields
    if "to" not in fields:
        return start, None, Truth.NO if ended or "not_given" in fields else Truth.UNKNOWN
    if normal_name(shown(fields["to"])) in ONGOING:
        if ended:
            context.problem(
                ConflictError, f"{name} is recorded as ongoing and as stopped", *steps, "stopped"
            )
        return start, None, Truth.YES
    stop = context.date(fields["to"], *steps, "to")
    if stop.known and start.known and stop.certainly_before(start):
        context.problem(
            ImpossibleValueError, f"{name} stops ({stop}) before it starts ({start})", *steps, "to"
        )
    return start, stop, Truth.NO


def _dose(context: Context, fields: Mapping[str, Any], *steps: Step) -> Dose | None:
    if "dose" in fields:
        with context.noting(*steps, "dose"):
            return parse_dose(fields["dose"], context.where(*steps, "dose"))
    return None


def _courses(context: Context, fields: Mapping[str, Any], *steps: Step) -> int | None:
    raw = fields.get("courses")
    if raw is None or (isinstance(raw, int) and not isinstance(raw, bool) and 1 <= raw <= 999):
        return raw
    context.problem(
        InputError, f"courses is a whole number from 1, not {shown(raw)}", *steps, "courses"
    )
    return None


def _duration(
    context: Context,
    fields: Mapping[str, Any],
    start: PartialDate,
    stop: PartialDate | None,
    *steps: Step,
) -> Interval | None:
    raw = fields.get("duration")
    if raw is None or normal_name(shown(raw)) == "unknown":
        return None
    with context.noting(*steps, "duration"):
        weeks = parse_weeks(raw, context.where(*steps, "duration"))
        if stop is not None and stop.known and start.known:
            dated = Treatment("", "", "", start, stop, Truth.NO)
            if meet(weeks_of_treatment(dated, stop), weeks) is None:
                raise ConflictError(
                    f"a duration of {shown(raw)} does not fit the dates {start} to {stop}",
                    context.where(*steps, "duration"),
                )
        return weeks
    return None


def _check_not_given(context: Context, name: str, fields: Mapping[str, Any], *steps: Step) -> None:
    given = [key for key in GIVEN_ONLY if key in fields]
    if "not_given" not in fields and "on" in fields:
        context.problem(
            InputError,
            "a treatment has from and to; on is the date of not_given only",
            *steps,
            "on",
        )
    elif "not_given" in fields and given:
        context.problem(
            ConflictError,
            f"{name} is recorded as not given, but also has {', '.join(given)}",
            *steps,
            "not_given",
        )


def _check_repeated(
    context: Context, earlier: Treatment, treatment: Treatment, *steps: Step
) -> None:
    def key(one: Treatment) -> tuple[Any, ...]:
        dose = one.dose.text.casefold() if one.dose else None
        return one.name, one.start, one.stop, dose, one.route, one.not_given

    if key(earlier) == key(treatment) and (treatment.start.known or not treatment.given):
        context.problem(
            InputError, f"{treatment.name} is recorded twice: here and at {earlier.where}", *steps
        )


def _add_facts(
    context: Context,
    treatment: Treatment,
    therapy: Therapy,
    fields: Mapping[str, Any],
    *steps: Step,
) -> None:
    """The exposure to the drug, and the state of the patient that was the reason."""
    name = shown(fields["therapy"])
    if treatment.given and therapy.exposure:
        context.add(
            Fact(
                "",
                therapy.exposure,
                Truth.YES,
                treatment.start,
                f"treated with {name}",
                context.where(*steps),
                therapy.exposure,
                until=treatment.stop,
                lasting=treatment.ongoing is Truth.YES,
                derived=True,
            )
        )
    for key, reason, on in (
        ("stopped", treatment.stopped, treatment.stop or UNKNOWN_DATE),
        ("not_given", treatment.not_given, UNKNOWN_DATE),
    ):
        finding = state_of_patient(context, reason)
        if finding is None:
            continue
        if key == "not_given" and "on" in fields:
            on = context.date(fields["on"], *steps, "on")
        context.add(
            Fact(
                "",
                finding,
                Truth.YES,
                on,
                f"reason why {name} was {key.replace('_', ' ')}",
                context.where(*steps, key),
                reason or "",
                # Not given, without a date, is how things stand now.
                lasting=key == "not_given" and not on.known,
                derived=True,
            )
        )
