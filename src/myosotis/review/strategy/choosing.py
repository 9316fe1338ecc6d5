"""A therapy that the clinician chose, made a plan: from when, until when, judged by what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from typing import Any

from myosotis.errors import InputError
from myosotis.knowledge import KnowledgeBase, load
from myosotis.knowledge.schema import Judging, Therapy
from myosotis.logic import plain
from myosotis.patient import PartialDate, Patient, parse_date, read_plan
from myosotis.review.heading import parts_of, source_lines, unchecked_words, used_sources
from myosotis.review.run import review
from myosotis.review.strategy.fixed import limit_of, measure_label, threshold_words
from myosotis.review.strategy.model import Option, PlanDocument
from myosotis.review.strategy.plans import at_start


@dataclass(frozen=True)
class Chosen:
    """What the clinician chose. What is None follows from the knowledge on the therapy."""

    therapy: str
    setting: str | None = None
    start: str | None = None
    until: str | None = None
    measure: str | None = None
    threshold: Mapping[str, Any] | None = None
    dose: str | None = None


def plan(
    patient: Patient,
    choice: Chosen,
    on: str | date | PartialDate | None = None,
    knowledge: KnowledgeBase | None = None,
) -> PlanDocument:
    """The plan of a chosen therapy for a patient, made on a date.

    Raises InputError where the dates, the measure or the threshold are neither given nor known
    for the settings of this patient, UnknownNameError for a therapy or a measure that does not
    exist. A therapy that is contraindicated or waits for the gate can be planned: what stands
    against it is told.
    """
    base = knowledge or load()
    therapy = base.find_therapy(choice.therapy)
    whole = review(patient, on, base)
    option = next(o for o in whole.strategy.options if o.therapy == therapy.id)
    made = _day(on if on is not None else whole.on, "on")
    judging = _judging(therapy, option, choice)
    entry = _entry(base, choice, judging, made)
    planned = read_plan(entry, base)
    parts = parts_of([option])
    return PlanDocument(
        myosotis=whole.myosotis,
        patient=whole.patient,
        on=str(made),
        knowledge=whole.knowledge,
        option=option,
        dose=choice.dose,
        start=str(planned.start),
        until=str(planned.until),
        weeks=str(ceil((planned.until.latest - planned.start.earliest).days / 7)),
        measure=measure_label(base, planned.measure),
        threshold=threshold_words(
            base, planned.measure, planned.threshold, Fraction(planned.value.low)
        ),
        at_start=at_start(base, patient, planned),
        unmet=_unmet(option, whole.strategy.statement),
        entry=_text(entry),
        unchecked=unchecked_words(parts),
        sources=source_lines(base, used_sources(parts)),
    )


def _day(raw: str | date | PartialDate | None, name: str) -> PartialDate:
    found = parse_date(raw, name) if isinstance(raw, str) else raw
    found = PartialDate.of(found) if isinstance(found, date) else found
    if found is None or not found.known or found.earliest != found.latest:
        raise InputError("a plan is made on a day; write it as 2020-03-01", name)
    return found


def _judging(therapy: Therapy, option: Option, choice: Chosen) -> Judging | None:
    """The rule by which the therapy is judged in the setting; None where all of it was given."""
    if choice.until and choice.measure and choice.threshold:
        return None
    fitting = [
        each
        for each in therapy.judging
        if each.setting == choice.setting
        or (choice.setting is None and each.setting in option.settings)
    ]
    if len(fitting) == 1:
        return fitting[0]
    known = ", ".join(dict.fromkeys(each.setting for each in therapy.judging))
    if not fitting or not known:
        told = f"; known settings: {known}" if known else ""
        raise InputError(
            f"nothing is known of when and by what {therapy.label} is judged here; give an end, a "
            f"measure and a threshold{told}"
        )
    names = ", ".join(each.setting for each in fitting)
    raise InputError(f"in which setting is {therapy.label} to be judged? one of {names}")


def _entry(
    base: KnowledgeBase, choice: Chosen, judging: Judging | None, made: PartialDate
) -> dict[str, Any]:
    """The plan as it stands in a patient file."""
    start = _day(choice.start, "start") if choice.start else made
    entry: dict[str, Any] = {"therapy": choice.therapy, "on": str(made)}
    if choice.dose:
        entry["dose"] = choice.dose
    if start != made:
        entry["start"] = str(start)
    if choice.until:
        entry["until"] = str(_day(choice.until, "until"))
    elif judging:
        days = ceil(Fraction(judging.weeks) * 7)
        entry["until"] = str(start.latest + timedelta(days=days))
    if choice.measure and choice.threshold:
        return {**entry, "measure": choice.measure, **dict[str, Any](choice.threshold)}
    if choice.measure or choice.threshold or judging is None:
        raise InputError("a measure and its threshold belong together; give both or neither")
    kind, value = limit_of(judging)
    finding = base.findings.get(judging.measure)
    unit = f" {finding.unit}" if finding and finding.unit and kind != "fall_percent" else ""
    return {**entry, "measure": judging.measure, kind: f"{plain(value)}{unit}".strip()}


def _unmet(option: Option, gate: str) -> tuple[str, ...]:
    """What stands against the choice on this day."""
    told = [
        line.statement
        for line in option.contraindications
        if line.verdict == "present" and line.level in ("contraindicated", "avoid")
    ]
    if option.standing == "waits":
        told.append(gate)
    if option.standing in ("failed", "intolerant", "no_effect_shown", "not_applicable"):
        told.append(option.statement)
    return tuple(told)


def _text(entry: Mapping[str, Any]) -> str:
    # A dose is free text and may hold what YAML reads as a sign, so it is quoted.
    quoted = {"dose": json.dumps(entry["dose"], ensure_ascii=False)} if "dose" in entry else {}
    lines = [f"{key}: {value}" for key, value in {**entry, **quoted}.items()]
    return "plans:\n  - " + "\n    ".join(lines) + "\n"
