"""The review of one patient: the four questions on the same facts, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from importlib.metadata import version
from typing import Any

from myosotis.knowledge import KnowledgeBase, load
from myosotis.logic import Truth
from myosotis.patient import PartialDate, Patient, Snapshot, parse_date
from myosotis.review.activity import inflammation_confirmed, review_activity
from myosotis.review.diagnosis import review_diagnosis, stands
from myosotis.review.examination import next_tests
from myosotis.review.model import (
    ConflictLine,
    KnowledgeLine,
    Missing,
    PatientLine,
    Review,
    SourceLine,
    Unchecked,
    Urgent,
)
from myosotis.review.path import path
from myosotis.review.resistance import facts_of, judge, review_resistance
from myosotis.review.strategy import review_strategy
from myosotis.review.summary import summary
from myosotis.review.timeline import fact_lines, timeline
from myosotis.review.view import View


def review(
    patient: Patient,
    on: str | date | PartialDate | None = None,
    knowledge: KnowledgeBase | None = None,
) -> Review:
    """The review of a patient on a date (by default the latest in the record).

    What is not recorded, too old or not exact stays unknown up to the verdict. Raises
    InputError when ``on`` is not a date.
    """
    base = knowledge or load()
    when = parse_date(on, "on") if isinstance(on, str) else on
    view = View.of(base, patient, Snapshot.of(patient, when, base))
    view = view.with_extra(
        diagnosis_stands=Truth.NO,
        inflammation_confirmed=Truth.NO,
        treatment_adequate=Truth.NO,
        urgent_threat=Truth.NO,
    )
    urgent = _urgent(view)
    threat = any(each.verdict == "present" for each in urgent)
    diagnosis = review_diagnosis(view)
    judged = [judge(view, treatment) for treatment in patient.treatments]
    view = view.with_extra(
        **facts_of(judged),
        diagnosis_stands=_truth(stands(diagnosis)),
        urgent_threat=_truth(threat),
    )
    activity = review_activity(view)
    resistance = review_resistance(view, judged)
    view = view.with_extra(
        inflammation_confirmed=_truth(inflammation_confirmed(view, activity)),
        treatment_adequate=_truth(resistance.verdict == "refractory"),
    )
    strategy = review_strategy(view, activity, judged, threat)
    open_questions = [
        *(m for organ in activity.organs.values() for m in organ.missing),
        *diagnosis.missing,
        *(m for cause in resistance.removable_causes for m in cause.missing),
    ]
    tests = next_tests(view, [*open_questions, *_criteria_missing(view, diagnosis.criteria)])
    body: dict[str, Any] = {
        "urgent": urgent,
        "resistance": resistance,
        "activity": activity,
        "diagnosis": diagnosis,
        "strategy": strategy,
        "next_tests": tests,
    }
    used = list(_sourced([*body.values()]))
    return Review(
        myosotis=version("myosotis"),
        patient=_patient(view),
        on=str(view.snapshot.on) if view.snapshot.on.known else None,
        knowledge=KnowledgeLine(version=base.version, hash=base.hash[:12]),
        summary=summary(urgent, resistance, activity, diagnosis, strategy, tests),
        facts=fact_lines(view),
        timeline=timeline(view, judged),
        path=path(urgent, resistance, activity, diagnosis, strategy),
        conflicts=tuple(
            ConflictLine(
                finding=conflict.finding,
                statement=conflict.sentence,
                facts=tuple(fact.id for fact in conflict.facts),
            )
            for conflict in view.snapshot.conflicts
        ),
        unchecked=_unchecked([urgent, resistance, activity, diagnosis, strategy]),
        sources=_sources(base, used),
        **body,
    )


def _truth(known: bool) -> Truth:
    return Truth.YES if known else Truth.NO


def _urgent(view: View) -> tuple[Urgent, ...]:
    found = []
    for flag in view.base.urgent.red_flags:
        if view.truth(flag.if_) is Truth.YES:
            statement = view.statement(flag).model_dump()
            found.append(Urgent(**statement, organ=flag.organ, tests=flag.tests))
    return tuple(found)


def _criteria_missing(view: View, criteria: dict[str, dict[str, Any]]) -> list[Missing]:
    names = {m["finding"] for each in criteria.values() for m in each["missing"]}
    return [view.missing_finding(name) for name in sorted(names)]


def _patient(view: View) -> PatientLine:
    patient = view.patient
    age = view.snapshot.age or patient.age
    words = {"female": "woman", "male": "man"}.get(patient.sex, "sex not recorded")
    title = f"{patient.title_or_id} · {words}" + (f", {age}" if age else ", age not recorded")
    return PatientLine(
        id=patient.id,
        title=title,
        sex=patient.sex,
        age=str(age) if age else None,
        diagnosis=patient.diagnosis or None,
    )


def _sourced(part: Any) -> Iterable[str]:
    """The source ids in the order in which a reader meets them."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key in ("sources", "source") and isinstance(value, list | tuple):
                yield from value
            else:
                yield from _sourced(value)
    elif isinstance(part, list | tuple):
        for item in part:
            yield from _sourced(item)
    elif hasattr(type(part), "model_fields"):
        for name in type(part).model_fields:
            value = getattr(part, name)
            yield from value if name == "sources" else _sourced(value)


def _sources(base: KnowledgeBase, used: list[str]) -> dict[str, SourceLine]:
    return {
        id_: SourceLine(number=number, **base.sources[id_].model_dump(exclude={"id"}))
        for number, id_ in enumerate(dict.fromkeys(used), start=1)
    }


def _unchecked(parts: list[Any]) -> Unchecked:
    """What holds of this patient here, and was not checked in a source."""
    found: dict[str, None] = {}

    def visit(part: Any) -> None:
        if isinstance(part, list | tuple):
            for item in part:
                visit(item)
        elif isinstance(part, dict):
            for item in part.values():
                visit(item)
        elif hasattr(type(part), "model_fields"):
            fields = type(part).model_fields
            holds = getattr(part, "verdict", "present") in ("present", "found", "excluded")
            if "checked" in fields and part.checked == "no" and "statement" in fields and holds:
                found[part.statement] = None
            for name in fields:
                visit(getattr(part, name))

    visit(parts)
    return Unchecked(count=len(found), statements=tuple(found))
