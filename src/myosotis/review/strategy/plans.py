"""The plans of a record, checked on the date of the review: begun, measured, reached."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

from myosotis.knowledge import KnowledgeBase
from myosotis.logic import Interval, Truth, Value, join, value_words
from myosotis.patient import Fact, PartialDate, Patient, Plan, treated
from myosotis.review.pairs import Pair
from myosotis.review.strategy.fixed import measure_label, threshold_words
from myosotis.review.strategy.model import PlanLine, PlanVerdict
from myosotis.review.view import View
from myosotis.review.visits import visits_of

_WORDS: dict[PlanVerdict, str] = {
    "met": "the threshold is reached",
    "not_met": "the threshold is not reached",
    "cannot_tell": "what was measured does not tell whether the threshold is reached",
    "not_measured": "it is due, and nothing was measured since the start",
    "running": "it is not due yet",
    "not_begun": "the record does not show that it was begun",
}


def plan_lines(view: View) -> tuple[PlanLine, ...]:
    """Each plan made by the date of the review, with what came of it so far."""
    on = view.snapshot.on
    plans = [p for p in view.patient.plans if not (on.known and on.certainly_before(p.made))]
    return tuple(_line(view, plan) for plan in plans)


def at_start(base: KnowledgeBase, patient: Patient, plan: Plan) -> str | None:
    """The last value of the measure up to the start of a plan, with its date.

    What came after the day on which the plan is made is not seen.
    """
    last = min(plan.made, plan.start)
    facts = [
        f
        for f in patient.facts
        if f.finding == plan.measure and f.on.known and not last.certainly_before(f.on)
    ]
    if not facts:
        return None
    fact = max(facts, key=lambda fact: fact.on)
    return f"{value_words(fact.value, base.findings[plan.measure].unit)} ({fact.on.words})"


@dataclass(frozen=True)
class _Course:
    """The measure of a plan: its value at the start, the last one since, None where there is none.

    ``unsure``: something was measured of which it is not known whether before or since.
    ``comparable``: no conversion between scales stands between the values and the threshold.
    """

    before: Interval | None
    after: Interval | None
    unsure: bool = False
    comparable: bool = True


def _line(view: View, plan: Plan) -> PlanLine:
    course = _score(view, plan) if plan.measure not in view.base.findings else _measured(view, plan)
    verdict = _verdict(view, plan, course)
    therapy = view.base.therapies[plan.therapy]
    return PlanLine(
        id=plan.id,
        therapy=plan.therapy,
        label=therapy.label,
        dose=plan.dose or None,
        made=str(plan.made),
        start=str(plan.start),
        until=str(plan.until),
        measure=measure_label(view.base, plan.measure),
        threshold=threshold_words(view.base, plan.measure, plan.threshold, plan.value.low),
        verdict=verdict,
        at_start=_shown(view, plan, course.before),
        now=_shown(view, plan, course.after),
        statement=f"{therapy.label[:1].upper()}{therapy.label[1:]}: {_WORDS[verdict]}.",
        where=plan.where,
    )


def _verdict(view: View, plan: Plan, course: _Course) -> PlanVerdict:
    on = view.snapshot.on
    if on.known and on.certainly_before(plan.start):
        return "running"
    if _begun(view.patient, plan, on) is Truth.NO:
        return "not_begun"
    reached = _reached(plan, course)
    if reached is Truth.YES:
        return "met"
    if on.known and on.certainly_before(plan.until):
        return "running"
    if course.after is None and not course.unsure:
        return "not_measured"
    return "cannot_tell" if reached is Truth.UNKNOWN else "not_met"


def _begun(patient: Patient, plan: Plan, on: PartialDate) -> Truth:
    """Whether the therapy was given at some time from the making of the plan."""
    rows = [t for t in patient.treatments if t.therapy == plan.therapy and t.given]
    since = [
        t for t in rows if not (t.stop and t.stop.known and t.stop.certainly_before(plan.made))
    ]
    known = [treated(t, on) for t in since]
    if not known:
        return Truth.NO
    return Truth.YES if Truth.YES in known else Truth.UNKNOWN


def _measured(view: View, plan: Plan) -> _Course:
    """The values of a finding. What lies, or may lie, after the review is not seen."""
    on, finding = view.snapshot.on, view.base.findings[plan.measure]
    facts = [f for f in view.patient.facts if f.finding == plan.measure]
    facts = [f for f in facts if not (f.on.known and on.known and f.on.latest > on.latest)]
    before = _last([f for f in facts if f.on.known and f.on.latest <= plan.start.latest])
    after = _last([f for f in facts if f.on.known and plan.start.certainly_before(f.on)])
    unsure = any(
        not f.on.known
        or (f.on.latest > plan.start.latest and not plan.start.certainly_before(f.on))
        for f in facts
    )
    units = {f.unit or finding.unit or "" for f in (*before, *after)}
    if plan.threshold != "fall_percent":
        units.add(plan.unit or finding.unit or "")
    approximate = {one.unit for one in finding.units if one.approximate}
    comparable = len(units) == 1 or not units & approximate
    return _Course(_joined(before), _joined(after), unsure, comparable)


def _last(facts: list[Fact]) -> list[Fact]:
    """The facts of the latest date."""
    latest = max((fact.on for fact in facts), default=None)
    return [fact for fact in facts if fact.on == latest]


def _joined(facts: list[Fact]) -> Interval | None:
    """Every value that facts of one date leave possible."""
    values: list[Value] = [fact.value for fact in facts if isinstance(fact.value, Interval)]
    whole = reduce(join, values) if values else None
    return whole if isinstance(whole, Interval) else None


def _score(view: View, plan: Plan) -> _Course:
    """The score of the last visit after the start against the last visit up to it."""
    course = visits_of(view.base, view.patient, view.snapshot.on)
    before = [v for v in course.visits if not plan.start.certainly_before(v.on)]
    after = [v for v in course.visits if plan.start.certainly_before(v.on)]
    if not before or not after:
        return _Course(None, None)
    score = view.base.course.score
    evaluation = Pair(view.base, before[-1], after[-1], None).evaluate(score.instrument)
    value = evaluation.numbers[score.value]
    return _Course(None, value if isinstance(value, Interval) else None)


def _reached(plan: Plan, course: _Course) -> Truth:
    before, after = course.before, course.after
    if after is None or not course.comparable:
        return Truth.UNKNOWN
    limit = Fraction(plan.value.low)
    if plan.threshold == "at_least":
        return _at_least(after, limit)
    if plan.threshold == "at_most":
        return _at_least(_negated(after), -limit)
    if before is None:
        return Truth.UNKNOWN
    if plan.threshold == "rise":
        return _at_least(_difference(after, before), limit)
    if plan.threshold == "fall":
        return _at_least(_difference(before, after), limit)
    # A fall of p percent: before - after >= p/100 * before, or (1 - p/100) * before >= after.
    share = 1 - limit / 100
    if not share:
        return _at_least(_negated(after), Fraction(0))
    kept = Interval(share * before.low, share * before.high, before.low_open, before.high_open)
    return _at_least(_difference(kept, after), Fraction(0))


def _at_least(value: Interval, limit: Fraction) -> Truth:
    certain = value.low >= limit
    possible = value.high > limit or (value.high == limit and not value.high_open)
    return Truth.of(certain, possible)


def _negated(value: Interval) -> Interval:
    return Interval(-value.high, -value.low, value.high_open, value.low_open)


def _difference(one: Interval, other: Interval) -> Interval:
    """Every difference of a value of one and a value of the other."""
    return Interval(
        one.low - other.high,
        one.high - other.low,
        one.low_open or other.high_open,
        one.high_open or other.low_open,
    )


def _shown(view: View, plan: Plan, value: Interval | None) -> str | None:
    if value is None:
        return None
    return value_words(value, view.wording.unit(plan.measure))
