"""What was done and what is due: items of a panel on their dates.

An item falls due at the start (the diagnosis). Where it is repeated at fixed times, such as every
year, these are counted from the start; where it is repeated within so many to so many months, from
when it was last done; both up to the end of the time for which it is asked. What is not recorded
as done is due: the record may be silent about it, and the line says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from myosotis.knowledge.schema import Item, Panel, Timing
from myosotis.logic import Truth, is_unknown
from myosotis.patient import Duration, Fact, PartialDate
from myosotis.review.antibodies.model import DueLine
from myosotis.review.view import View

Group = Literal["cancer", "lung", "heart", "dysphagia", "calcinosis", "kidney"]


@dataclass(frozen=True)
class Start:
    """The day from which dates are counted, and where it comes from; unknown where it is not."""

    on: PartialDate
    text: str

    @classmethod
    def of(cls, view: View) -> Start:
        """The diagnosis; else the day when the patient was first seen or first recorded."""
        patient = view.snapshot.patient
        dates = [fact.on for fact in patient.facts if fact.on.known]
        if patient.diagnosed.known:
            return cls(patient.diagnosed, f"diagnosis, {patient.diagnosed.words}")
        if patient.presented.known:
            words = patient.presented.words
            return cls(patient.presented, f"date of diagnosis not recorded; first seen {words}")
        if dates:
            first = min(dates)
            return cls(first, f"date of diagnosis not recorded; first entry {first.words}")
        return cls(PartialDate(), "date of diagnosis not recorded")


@dataclass(frozen=True)
class Schedule:
    """Panels and their timings in one group; ``before`` is in months, see `CancerPathway`."""

    group: Group
    panels: Sequence[Panel]
    timings: Sequence[Timing]
    before: int
    start: Start
    closed: str = ""
    """Why nothing is asked for any more, if so."""


def due_lines(view: View, schedule: Schedule) -> tuple[DueLine, ...]:
    """Every item of the panels that may be asked of this patient."""
    return tuple(_lines(view, schedule))


def _lines(view: View, schedule: Schedule) -> Iterable[DueLine]:
    for panel in schedule.panels:
        timings = [
            (timing, truth)
            for timing in schedule.timings
            if timing.panel == panel.id and (truth := view.truth(timing.if_)) is not Truth.NO
        ]
        if not timings:
            continue
        certain = [timing for timing, truth in timings if truth is Truth.YES]
        # A repeated timing holds the one at the start too.
        known = certain or [timing for timing, _ in timings]
        timing = max(known, key=lambda one: one.every is not None)
        # The first time may be certain while it is open whether it is repeated.
        possible = [one for one, truth in timings if truth is not Truth.YES and one.every]
        goes_on = certain and possible and not timing.every and not schedule.closed
        then = possible[0].statement if goes_on else None
        for item in panel.items:
            line = _line(view, schedule, panel, item, timing, bool(certain))
            if line:
                yield line.model_copy(update={"then": then}) if then else line


def _line(
    view: View, schedule: Schedule, panel: Panel, item: Item, timing: Timing, certain: bool
) -> DueLine | None:
    sex = view.snapshot.patient.sex
    if item.sex and sex not in (item.sex, "unknown"):
        return None
    certain = certain and not (item.sex and sex == "unknown")
    done = _done(view, panel, item)
    last = max((fact.on for fact in done if fact.on.known), default=None)
    today = view.snapshot.on
    start = schedule.start.on
    end = _end(timing, start)
    counts = last is not None and _counts(last, start, schedule.before)
    undated = bool(done) and last is None
    status: str
    on = until = None
    dates: list[tuple[str, str]] = []
    if timing.every is None:
        status = "done" if counts or undated else "due"
        if status == "due":
            on = until = _begin(start)
            if on and today.known and on > today.latest:
                status = "planned"
    elif timing.for_ and timing.every[0] == timing.every[1] and start.known:
        slots = _slots(timing.every[0], timing.for_, start)
        # For the start what may lie late enough counts, as where it is asked once.
        asked = slots[1:] if counts else slots
        left = [slot for slot in asked if not _kept(last, slot, schedule.before)]
        if schedule.closed or not left:
            status = "done" if counts or undated else "not_needed"
        else:
            on, until = left[0]
            status = "due" if not today.known or on <= today.latest else "planned"
            later = [slot for slot in left[1:] if not today.known or slot[0] > today.latest]
            dates = [(low.isoformat(), high.isoformat()) for low, high in later]
    else:
        first, latest = _next(last if counts else None, timing.every, start)
        if schedule.closed or (end and today.known and first and first > end):
            status = "done" if counts or undated else "not_needed"
        elif first is None or not today.known or first <= today.latest:
            status = "due"
        else:
            status = "planned"
        on, until = first, latest
        if status == "planned" and end and first and latest:
            dates = _dates(first, latest, timing.every, end)
        elif status == "due" and end and today.known:
            dates = _dates(today.latest, today.latest, timing.every, end)
    if schedule.closed and status == "due":
        status = "not_needed"
    if not certain and status in ("due", "planned"):
        status = "if"
    words = _when(status, last, undated, on, until, today, schedule)
    return DueLine(
        id=f"{timing.id}.{item.id}",
        group=schedule.group,
        panel=panel.label,
        label=item.label,
        test=item.test,
        status=status,  # type: ignore[arg-type]
        last=str(last) if last else None,
        last_text=last.words if last else ("date not recorded" if undated else None),
        on=on.isoformat() if on else None,
        until=until.isoformat() if until else None,
        when=words,
        dates=tuple(dates),
        statement=timing.statement,
        note=item.note,
        sources=item.source,
        checked=item.checked,
    )


def item_line(view: View, group: Group, item: Item, *, wanted: bool, why: str) -> DueLine:
    """An item that is asked once, where something gives reason to: done, due, due if, or not
    needed where its own condition does not hold."""
    done = _done(view, None, item)
    asked = Truth.YES if item.if_ is None else view.truth(item.if_)
    last = max((fact.on for fact in done if fact.on.known), default=None)
    status: Literal["done", "due", "if", "not_needed"] = "if"
    if done:
        status = "done"
    elif asked is Truth.NO:
        status = "not_needed"
    elif wanted and asked is Truth.YES:
        status = "due"
    said = last.words if last else "date not recorded"
    shown = f"done {said}" if last else "done, date not recorded"
    words = shown if done else "not recorded as done"
    return DueLine(
        id=f"{group}.{item.id}",
        group=group,
        panel="",
        label=item.label,
        test=item.test,
        status=status,
        last=str(last) if last else None,
        last_text=said if done else None,
        on=None,
        until=None,
        when=words,
        statement=why,
        note=item.note,
        sources=item.source,
        checked=item.checked,
    )


def _done(view: View, panel: Panel | None, item: Item) -> list[Fact]:
    """The facts that show that an item was done, up to the date of the view."""
    later = set(view.snapshot.later)
    yes = {*item.done, *(panel.done if panel else ())}
    return [
        fact
        for fact in view.snapshot.patient.facts
        if fact not in later
        and (
            (fact.finding in yes and fact.value is Truth.YES)
            or (fact.finding in item.shown_by and not is_unknown(fact.value))
        )
    ]


def _counts(last: PartialDate, start: PartialDate, before: int) -> bool:
    """Whether what was done last lies late enough to count for the start."""
    if not start.known:
        return True
    return last.latest >= Duration(before, "month").before(start.earliest)


def _begin(start: PartialDate) -> date | None:
    return start.earliest if start.known else None


def _end(timing: Timing, start: PartialDate) -> date | None:
    if timing.for_ is None or not start.known:
        return None
    return Duration(timing.for_, "month").after(start.latest)


def _slots(every: int, months: int, start: PartialDate) -> list[tuple[date, date]]:
    """The days of a timing at fixed distances: at the start, and so on from it."""
    return [
        (
            Duration(count, "month").after(start.earliest),
            Duration(count, "month").after(start.latest),
        )
        for count in range(0, months + 1, every)
    ]


def _kept(last: PartialDate | None, slot: tuple[date, date], before: int) -> bool:
    """Whether what was done last certainly stands for this time, and so for those before it."""
    return last is not None and last.earliest >= Duration(before, "month").before(slot[0])


def _next(
    last: PartialDate | None, every: tuple[int, int], start: PartialDate
) -> tuple[date | None, date | None]:
    """The first and the last day on which an item falls due again; none where nothing is dated."""
    if last is None:
        begin = _begin(start)
        return begin, begin
    return (
        Duration(every[0], "month").after(last.earliest),
        Duration(every[1], "month").after(last.latest),
    )


def _dates(first: date, last: date, every: tuple[int, int], end: date) -> list[tuple[str, str]]:
    """The windows that follow one, each counted from the one before, up to the end."""
    found: list[tuple[str, str]] = []
    low = Duration(every[0], "month").after(first)
    high = Duration(every[1], "month").after(last)
    while low <= end:
        found.append((low.isoformat(), min(high, end).isoformat()))
        low = Duration(every[0], "month").after(low)
        high = Duration(every[1], "month").after(high)
    return found


def _when(
    status: str,
    last: PartialDate | None,
    undated: bool,
    on: date | None,
    until: date | None,
    today: PartialDate,
    schedule: Schedule,
) -> str:
    done = f"done {last.words}" if last else "done, date not recorded" if undated else ""
    if status == "not_needed":
        return "; ".join(part for part in (done, schedule.closed or "its time is over") if part)
    if status == "done":
        return done
    if status == "planned" and on and until:
        return f"{done}; due {_span(on, until)}".removeprefix("; ")
    due = "due now" if last or undated else "not recorded as done"
    if last and until and today.known and until < today.latest:
        due = f"due since {PartialDate.of(until).words}"
    if status == "if":
        due = f"if it applies: {due}"
        if on and until and today.known and on > today.latest:
            due = f"if it applies: due {_span(on, until)}"
    return f"{done}; {due}".removeprefix("; ")


def _span(on: date, until: date) -> str:
    first, last = PartialDate.of(on).words, PartialDate.of(until).words
    return first if on == until else f"{first} to {last}"
