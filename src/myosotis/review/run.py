"""The review of one patient: the four questions on the same facts, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from importlib.metadata import version
from typing import Any

from myosotis.knowledge import KnowledgeBase, lasting_once, load
from myosotis.logic import NO, YES, Environment, Truth, clash_words
from myosotis.patient import PartialDate, Patient
from myosotis.review.activity import CheckedOrgans, damage_only, review_activity
from myosotis.review.antibodies.cancer import known_tiers, tier_of
from myosotis.review.antibodies.lung import known_lung_risk, lung_risk_of
from myosotis.review.antibodies.profile import profile_body
from myosotis.review.antibodies.subgroups import known_subgroups, verdicts
from myosotis.review.beginning import begin
from myosotis.review.diagnosis import not_inflammatory, review_diagnosis, stands
from myosotis.review.differential.body import differential_body
from myosotis.review.examination import next_tests
from myosotis.review.failures import facts_of
from myosotis.review.heading import (
    knowledge_line,
    parts_of,
    patient_line,
    source_lines,
    unchecked,
    used_sources,
)
from myosotis.review.model import ConflictLine, Review, Urgent
from myosotis.review.parts import Missing
from myosotis.review.path import path
from myosotis.review.resistance import review_resistance
from myosotis.review.strategy.body import review_strategy
from myosotis.review.summary import summary
from myosotis.review.timeline import fact_lines, timeline
from myosotis.review.treatments import judge
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
    with lasting_once(base):
        return _review(patient, on, base)


def _review(patient: Patient, on: str | date | PartialDate | None, base: KnowledgeBase) -> Review:
    begun = begin(patient, on, base)
    serology, view = begun.serology, begun.view
    subgroups = verdicts(serology.cautious)
    view = view.with_extra(
        **known_subgroups(subgroups),
        diagnosis_stands=Truth.NO,
        inflammation_confirmed=Truth.NO,
        treatment_adequate=Truth.NO,
        urgent_threat=Truth.NO,
        damage_only=Truth.UNKNOWN,
        not_inflammatory=Truth.UNKNOWN,
    )
    urgent = _urgent(view)
    threat = bool(urgent)
    unasked = _unasked(view)
    differential = differential_body(serology.cautious, serology.open_negatives)
    diagnosis = review_diagnosis(view, serology, differential)
    judged = [judge(view, treatment) for treatment in begun.treatments]
    view = view.with_extra(
        **facts_of(view, judged),
        diagnosis_stands=_truth(stands(diagnosis)),
        urgent_threat=_truth(threat),
    )
    activity = review_activity(view)
    organs = CheckedOrgans.of(view, activity)
    resistance = review_resistance(view, judged)
    refractory = resistance.verdict == "refractory"
    tier = tier_of(serology, subgroups, _truth(refractory))
    lung_risk = lung_risk_of(serology)
    view = view.with_extra(
        **known_tiers(tier),
        **known_lung_risk(lung_risk),
        inflammation_confirmed=_truth(bool(organs.inflamed)),
        treatment_adequate=_truth(refractory),
        damage_only=damage_only(activity, organs),
        not_inflammatory=not_inflammatory(diagnosis),
    )
    strategy = review_strategy(view, activity, organs, judged, threat)
    tests = next_tests(
        view,
        [
            *(organ.missing for organ in activity.organs.values() if organ.data),
            diagnosis.missing,
            *(cause.missing for cause in resistance.removable_causes),
            *(_criteria_missing(view, each) for each in diagnosis.criteria.values()),
        ],
    )
    body: dict[str, Any] = {
        "urgent": urgent,
        "urgent_missing": unasked,
        "resistance": resistance,
        "activity": activity,
        "diagnosis": diagnosis,
        "strategy": strategy,
        "antibodies": profile_body(view, serology, subgroups, tier, lung_risk),
        "differential": differential,
        "next_tests": tests,
    }
    parts = parts_of(body.values())
    return Review(
        myosotis=version("myosotis"),
        patient=patient_line(view.patient, view.snapshot),
        on=str(view.snapshot.on) if view.snapshot.on.known else None,
        knowledge=knowledge_line(base),
        summary=summary(urgent, unasked, resistance, activity, diagnosis, strategy, tests),
        facts=fact_lines(view),
        timeline=timeline(view, judged),
        path=path(urgent, unasked, resistance, activity, diagnosis, strategy),
        conflicts=tuple(_conflicts(view)),
        unchecked=unchecked(parts),
        sources=source_lines(base, used_sources(parts)),
        **body,
    )


def _conflicts(view: View) -> Iterable[ConflictLine]:
    for conflict in view.snapshot.conflicts:
        facts = tuple(fact.id for fact in conflict.facts)
        yield ConflictLine(finding=conflict.finding, statement=conflict.sentence, facts=facts)
    for clash in view.clashes:
        known = [view.snapshot.course.get(n) for n in (clash.finding, *clash.followed_from)]
        facts = tuple(fact.id for each in known if each for fact in each.facts)
        statement = clash_words(clash, view.wording)
        yield ConflictLine(finding=clash.finding, statement=statement, facts=facts)


def _truth(known: bool) -> Truth:
    return Truth.YES if known else Truth.NO


def _urgent(view: View) -> tuple[Urgent, ...]:
    found = []
    for flag in view.base.urgent.red_flags:
        if view.truth(flag.if_) is Truth.YES:
            statement = view.statement(flag).model_dump()
            found.append(Urgent(**statement, organ=flag.organ, tests=flag.tests))
    return tuple(found)


def _unasked(view: View) -> tuple[Missing, ...]:
    """The unknown signs behind the red flags: what is not recorded is not absent."""
    rules = [flag.if_ for flag in view.base.urgent.red_flags]

    def verdict(facts: Environment) -> tuple[str, ...]:
        masks = [view.book.rule(rule).ask(facts) for rule in rules]
        if YES in masks:
            return ("urgent",)
        return ("not urgent",) if set(masks) == {NO} else ("urgent", "not urgent")

    return view.missing(rules, verdict)


def _criteria_missing(view: View, criteria: dict[str, Any]) -> list[Missing]:
    return [view.missing_finding(item["finding"]) for item in criteria["missing"]]
