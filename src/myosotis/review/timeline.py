"""The facts of the review, and what the timeline picture shows of them."""

from __future__ import annotations

from collections import Counter
from math import inf

from myosotis.knowledge.schema import Finding
from myosotis.logic import Interval, Truth, value_words
from myosotis.patient import Fact, PartialDate, Treatment
from myosotis.review.model import FactLine, Point, Series, Timeline, TreatmentBar, Visit
from myosotis.review.treatments import Judged
from myosotis.review.view import View, age_words

_BARS = {
    "adequate_no_response": "adequate", "adequate_partial": "adequate",
    "lost_response": "adequate", "adequate_response": "adequate", "intolerant": "harm",
    "inadequate_dose": "not_adequate", "inadequate_time": "not_adequate",
    "not_taken": "not_adequate", "too_early": "not_adequate", "not_given": "not_given",
}  # fmt: skip


def fact_lines(view: View) -> dict[str, FactLine]:
    """Every recorded fact with its value, date, age and whether it counts for now."""
    current = {f.id for known in view.snapshot.now.values() for f in known.facts}
    stale = {f.id for known in view.snapshot.stale.values() for f in known.facts}
    later = {fact.id for fact in view.snapshot.later}
    doubtful = {f.id for known in view.snapshot.doubtful.values() for f in known.facts}
    lines: dict[str, FactLine] = {}
    for fact in view.patient.facts:
        status = "course"
        if fact.id in later:
            status = "later"
        elif fact.id in doubtful:
            status = "doubtful"
        elif fact.id in current:
            status = "current"
        elif fact.id in stale:
            status = "too_old"
        note = "; ".join(part for part in (fact.site, fact.by, fact.note) if part)
        lines[fact.id] = FactLine.model_validate(
            {
                "finding": fact.finding,
                "label": view.wording.label(fact.finding),
                "value": value_words(fact.value, view.wording.unit(fact.finding)),
                "recorded": fact.recorded,
                "on": fact.on.words,
                "age_text": age_words(fact, view.snapshot),
                "where": fact.where,
                "status": status,
                "note": note,
            }
        )
    return lines


def timeline(view: View, judged: list[Judged]) -> Timeline:
    """Numbers over time by panel, treatments as bars, and the visits."""
    by_finding: dict[str, list[Fact]] = {}
    facts = _up_to_the_review(view)
    for fact in facts:
        if fact.on.known and isinstance(fact.value, Interval):
            by_finding.setdefault(fact.finding, []).append(fact)
    series = [
        _series(view.base.findings[name], values)
        for name, values in by_finding.items()
        if view.base.findings[name].panel
    ]
    dates = [fact.on for fact in facts if fact.on.known]
    dates += [d for t in view.patient.treatments for d in (t.start, t.stop) if d and d.known]
    dates += [view.snapshot.on] if view.snapshot.on.known else []
    return Timeline(
        start=min(d.earliest for d in dates).isoformat() if dates else None,
        end=max(d.latest for d in dates).isoformat() if dates else None,
        series=tuple(series),
        treatments=tuple(_bar(each) for each in judged),
        visits=_visits(view),
    )


def _up_to_the_review(view: View) -> list[Fact]:
    later = {fact.id for fact in view.snapshot.later}
    return [fact for fact in view.patient.facts if fact.id not in later]


def _series(finding: Finding, facts: list[Fact]) -> Series:
    points = [
        Point(
            on=fact.on.earliest.isoformat(),
            on_end=fact.on.latest.isoformat(),
            low=_end(fact.value.low),
            high=_end(fact.value.high),
            low_open=fact.value.low_open,
            high_open=fact.value.high_open,
            text=f"{value_words(fact.value, finding.unit)}, {fact.on.words}",
        )
        for fact in sorted(facts, key=lambda fact: fact.on)
        if isinstance(fact.value, Interval)
    ]
    return Series(
        id=finding.id,
        label=finding.label,
        unit=finding.unit,
        panel=finding.panel or "",
        points=tuple(points),
    )


def _end(number: object) -> float | None:
    value = float(number)  # type: ignore[arg-type]
    return None if value in (inf, -inf) else value


def _bar(judged: Judged) -> TreatmentBar:
    treatment = judged.treatment
    kind = _BARS.get(judged.verdict, "unknown")
    stop = treatment.stop
    return TreatmentBar.model_validate(
        {
            "therapy": judged.therapy.id,
            "label": judged.name,
            "dose": treatment.dose.text if treatment.dose else None,
            "from": _iso(treatment.start),
            "to": _iso(stop, last=True),
            "from_text": treatment.start.words,
            "to_text": _end_words(treatment),
            "kind": kind,
            "note": (treatment.not_given or treatment.stopped or "").replace("_", " "),
        }
    )


def _end_words(treatment: Treatment) -> str:
    if treatment.ongoing is Truth.YES:
        return "ongoing"
    if treatment.stop is None or not treatment.stop.known:
        return "end not recorded"
    return treatment.stop.words


def _iso(date: PartialDate | None, *, last: bool = False) -> str | None:
    if date is None or not date.known:
        return None
    return (date.latest if last else date.earliest).isoformat()


def _visits(view: View) -> tuple[Visit, ...]:
    counts = Counter(fact.on for fact in _up_to_the_review(view) if fact.on.known)
    return tuple(
        Visit(on=day.earliest.isoformat(), text=f"{day.words}: {_findings(counts[day])} recorded")
        for day in sorted(counts)
    )


def _findings(count: int) -> str:
    return "1 finding" if count == 1 else f"{count} findings"
