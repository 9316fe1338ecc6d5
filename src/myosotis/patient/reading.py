"""Reading one patient from a YAML or JSON file, or from a mapping of the same shape."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from math import floor, inf
from pathlib import Path
from typing import Any

from myosotis.errors import ImpossibleValueError, InputError, UnknownNameError, nearest
from myosotis.knowledge import KnowledgeBase, load, normal_name
from myosotis.knowledge.reading import Document, read_document
from myosotis.logic.values import Choice, Interval
from myosotis.patient.amounts import parse_amount
from myosotis.patient.checks import check_dates, check_repeated
from myosotis.patient.context import Context, shown
from myosotis.patient.dates import UNKNOWN_DATE, PartialDate
from myosotis.patient.history import read_history
from myosotis.patient.model import Fact, Patient, Sex
from myosotis.patient.planning import read_plans
from myosotis.patient.treating import read_treatments
from myosotis.patient.units import unit_key
from myosotis.patient.values import read_value

KEYS = (
    "id", "title", "sex", "born", "age", "age_at_onset", "onset", "diagnosed", "presented",
    "weight", "diagnosis", "history", "treatments", "plans", "source", "note",
)  # fmt: skip
OLDEST = 125
HEAVIEST = 600

SEXES: dict[str, Sex] = {
    "female": "female", "woman": "female", "girl": "female", "f": "female",
    "male": "male", "man": "male", "boy": "male", "m": "male",
    "unknown": "unknown",
}  # fmt: skip

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")
_DECADE = re.compile(r"([1-9])0'?s$")


def read_patient(
    source: str | Path | Mapping[str, Any] | Document,
    knowledge: KnowledgeBase | None = None,
    today: date | None = None,
) -> Patient:
    """Read one patient; ``source`` is a path, or a mapping or document as the file would give it.

    All problems of the file are raised together: as UnknownNameError, ImpossibleValueError or
    ConflictError where they are of one kind, else as InputError. FileError when the file
    itself cannot be read. ``today`` decides which dates lie in the future.
    """
    if isinstance(source, Document):
        document = source
    elif isinstance(source, Mapping):
        document = Document(source, "patient")
    else:
        document = read_document(source)
    context = Context(document, knowledge or load(), today or date.today())
    fields = context.mapping(document.data, "a patient with id, history and treatments")
    _check_keys(context, fields)
    presented = context.date(fields["presented"], "presented") if "presented" in fields else None
    began, named = (
        context.date(fields[key], key) if key in fields else UNKNOWN_DATE
        for key in ("onset", "diagnosed")
    )
    born = context.date(fields["born"], "born") if "born" in fields else None
    patient = Patient(
        id=_id(context, fields),
        title=context.text(fields.get("title"), "title"),
        sex=_sex(context, fields),
        born=born if born and born.known else None,
        age=_age(context, fields, "age"),
        presented=presented or UNKNOWN_DATE,
        onset=began,
        diagnosed=named,
        weight=_weight(context, fields),
        diagnosis=context.text(fields.get("diagnosis"), "diagnosis"),
        source=context.text(fields.get("source"), "source"),
        note=context.text(fields.get("note"), "note"),
        file=document.name,
    )
    read_history(context, fields.get("history"))
    check_repeated(context)
    if presented is None:
        patient = replace(patient, presented=_first(context))
    _onset(context, patient, fields)
    treatments = read_treatments(context, fields.get("treatments"))
    plans = read_plans(context, fields.get("plans"))
    patient = replace(patient, facts=tuple(context.facts), treatments=treatments, plans=plans)
    check_dates(context, patient)
    context.raise_any()
    return patient


def _check_keys(context: Context, fields: Mapping[str, Any]) -> None:
    knowledge = context.knowledge
    for key in fields:
        if key in KEYS:
            continue
        name = normal_name(key)
        if name in knowledge.findings or name in knowledge.aliases:
            context.problem(
                InputError,
                f"'{key}' is a finding; write it in an entry of history, with its date",
                key,
            )
        else:
            context.problem(UnknownNameError, f"unknown key '{key}'{nearest(key, KEYS)}", key)


def _id(context: Context, fields: Mapping[str, Any]) -> str:
    given = context.text(fields.get("id"), "id")
    if not given:
        context.problem(InputError, "the patient has no id; write for example id: patient-1")
    elif not _ID.match(given):
        # The id names the pages that are written, so it must not lead into another folder.
        context.problem(
            InputError,
            f"the id '{given}' may hold only letters, digits, '.', '-' and '_' (at most 80)",
            "id",
        )
    return given


def _sex(context: Context, fields: Mapping[str, Any]) -> Sex:
    if "sex" not in fields:
        return "unknown"
    word = shown(fields["sex"]).casefold()
    if word not in SEXES:
        context.problem(
            InputError,
            f"'{shown(fields['sex'])}' is not a sex that is read; expected female, male or unknown",
            "sex",
        )
        return "unknown"
    sex = SEXES[word]
    finding = context.knowledge.findings.get("sex")
    if finding and finding.kind == "category" and sex in finding.values:
        value = Choice.among(finding.values, [sex])
        where = context.where("sex")
        context.add(Fact("", "sex", value, UNKNOWN_DATE, word, where, "sex", derived=True))
    return sex


def _age(context: Context, fields: Mapping[str, Any], key: str) -> Interval | None:
    """An age in completed years: 38, "30 to 39", "30s", "over 60"."""
    raw = fields.get(key)
    if raw is None or shown(raw).casefold() == "unknown":
        return None
    with context.noting(key):
        age, unit = parse_amount(_years(raw), context.where(key))
        if unit_key(unit) not in ("", "year"):
            raise InputError(f"'{shown(raw)}' is not an age in years", context.where(key))
        if age.low > OLDEST or age.high < 0 or -inf < age.low < 0 or OLDEST < age.high < inf:
            raise ImpossibleValueError(
                f"an age of {shown(raw)} cannot be; it lies between 0 and {OLDEST} years",
                context.where(key),
            )
        low = 0 if age.low == -inf else floor(age.low) + (age.low_open and age.low % 1 == 0)
        high = (
            OLDEST if age.high == inf else floor(age.high) - (age.high_open and age.high % 1 == 0)
        )
        return Interval(Fraction(low), Fraction(max(low, high)))
    return None


def _years(raw: Any) -> Any:
    found = _DECADE.match(shown(raw))
    return f"{found[1]}0 to {found[1]}9" if found else raw


def _weight(context: Context, fields: Mapping[str, Any]) -> Interval | None:
    """The body weight in kg."""
    raw = fields.get("weight")
    if raw is None or shown(raw).casefold() == "unknown":
        return None
    with context.noting("weight"):
        weight, unit = parse_amount(raw, context.where("weight"))
        if unit_key(unit) != "kg":
            raise InputError(
                f"'{shown(raw)}' is not a weight in kg; write for example 70 kg",
                context.where("weight"),
            )
        if weight.high <= 0 or weight.low > HEAVIEST:
            raise ImpossibleValueError(
                f"a weight of {shown(raw)} cannot be; it lies between 0 and {HEAVIEST} kg",
                context.where("weight"),
            )
        return weight
    return None


def _first(context: Context) -> PartialDate:
    return min((fact.on for fact in context.facts if fact.on.known), default=UNKNOWN_DATE)


def _onset(context: Context, patient: Patient, fields: Mapping[str, Any]) -> None:
    """The age at onset: as given, else not above the age when first seen."""
    finding = context.knowledge.findings.get("age_at_onset")
    if finding is None:
        if "age_at_onset" in fields:
            context.problem(
                UnknownNameError, "the vocabulary has no finding age_at_onset", "age_at_onset"
            )
        return
    seen = patient.age or patient.age_on(patient.presented)
    if fields.get("age_at_onset") is not None:
        with context.noting("age_at_onset"):
            raw = fields["age_at_onset"]
            value = read_value(finding, None, _years(raw), context.where("age_at_onset"))
            where = context.where("age_at_onset")
            context.add(Fact("", finding.id, value, UNKNOWN_DATE, shown(raw), where, finding.id))
    given = [fact for fact in context.facts if fact.finding == finding.id]
    at_onset = patient.age_on(patient.onset)
    if at_onset and not given:
        recorded = f"{at_onset}, from the date of the first symptom ({patient.onset})"
        where = context.where("onset")
        fact = Fact("", finding.id, at_onset, UNKNOWN_DATE, recorded, where, finding.id)
        context.add(replace(fact, derived=True))
        return
    for fact in given:
        if seen and isinstance(fact.value, Interval) and fact.value.low > seen.high:
            context.problem_at(
                ImpossibleValueError,
                f"an age at onset of {fact.recorded} is above the age of {seen} when first seen",
                fact.where,
            )
    if not given and seen:
        value = Interval(Fraction(0), seen.high)
        recorded = f"not above the age of {seen} when first seen"
        where = context.where("age" if patient.age else "born")
        fact = Fact("", finding.id, value, UNKNOWN_DATE, recorded, where, finding.id)
        context.add(replace(fact, derived=True))
