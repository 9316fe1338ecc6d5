"""The plans of a record, checked on the date of the review: begun, measured, reached."""

from __future__ import annotations

from fractions import Fraction

from myosotis.knowledge import KnowledgeBase
from myosotis.logic import Interval, Truth, value_words
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


def _line(view: View, plan: Plan) -> PlanLine:
    begun = _begun(view.patient, plan, view.snapshot.on)
    before, after = _values(view, plan)
    reached = _reached(plan, before, after)
    verdict = _verdict(view, plan, begun, after, reached)
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
        at_start=_shown(view, plan, before),
        now=_shown(view, plan, after),
        statement=f"{therapy.label[:1].upper()}{therapy.label[1:]}: {_WORDS[verdict]}.",
        where=plan.where,
    )


def _verdict(
    view: View, plan: Plan, begun: Truth, after: Interval | None, reached: Truth
) -> PlanVerdict:
    due = not view.snapshot.on.known or not view.snapshot.on.certainly_before(plan.until)
    if begun is Truth.NO:
        return "not_begun"
    if reached is Truth.YES:
        return "met"
    if not due:
        return "running"
    if after is None:
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


def _values(view: View, plan: Plan) -> tuple[Interval | None, Interval | None]:
    """The measure at the start of the plan, and the last one after it; None where not measured."""
    if plan.measure not in view.base.findings:
        return None, _score(view, plan)
    facts = [f for f in view.patient.facts if f.finding == plan.measure and f.on.known]
    on = view.snapshot.on
    seen = [f for f in facts if not (on.known and on.certainly_before(f.on))]
    before = [f for f in seen if not plan.start.certainly_before(f.on)]
    after = [f for f in seen if plan.start.certainly_before(f.on)]
    return _last(before), _last(after)


def _last(facts: list[Fact]) -> Interval | None:
    if not facts:
        return None
    value = max(facts, key=lambda fact: fact.on).value
    return value if isinstance(value, Interval) else None


def _score(view: View, plan: Plan) -> Interval | None:
    """The score of the last visit after the start against the last visit up to it."""
    course = visits_of(view.base, view.patient, view.snapshot.on)
    before = [v for v in course.visits if not plan.start.certainly_before(v.on)]
    after = [v for v in course.visits if plan.start.certainly_before(v.on)]
    if not before or not after:
        return None
    score = view.base.course.score
    evaluation = Pair(view.base, before[-1], after[-1], None).evaluate(score.instrument)
    value = evaluation.numbers[score.value]
    return value if isinstance(value, Interval) else None


def _reached(plan: Plan, before: Interval | None, after: Interval | None) -> Truth:
    if after is None:
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
    fall = _difference(before, after)
    if plan.threshold == "fall":
        return _at_least(fall, limit)
    # A fall of p percent: before - after >= p/100 * before, or (1 - p/100) * before >= after.
    share = 1 - limit / 100
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
