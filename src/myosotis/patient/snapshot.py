"""What is known of a patient on a date: now, over the course, and what is too old to count.

- *Now* is the latest value that is not older than its finding allows. What may be too old
  counts as too old. Undated facts count only for findings that never age.
- *The course* is everything up to the date: ever yes, the highest or lowest recorded value,
  the latest or the first, as the finding says. The highest is the highest that was recorded:
  nobody can know the peak between two measurements.
- A fact that may lie after the date is left out, and listed.
- "unknown" and "not done" say nothing, and never replace what was known before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from math import inf

from myosotis.knowledge import KnowledgeBase, load
from myosotis.knowledge.schema import Finding
from myosotis.logic.values import Interval, Truth, Value, is_unknown, join, meet
from myosotis.patient.dates import PartialDate, elapsed_words, parse_duration
from myosotis.patient.model import Fact, Patient

PRESENT_AGE = "current_age"
"""The finding that is worked out from the day of birth, whatever was recorded of it."""


@dataclass(frozen=True)
class Known:
    """A value with the facts it rests on; ``note`` says what a reader must know of it."""

    value: Value
    facts: tuple[Fact, ...]
    note: str = ""


@dataclass(frozen=True)
class Conflict:
    """Facts that disagree about one finding."""

    finding: str
    facts: tuple[Fact, ...]
    sentence: str


@dataclass(frozen=True)
class Snapshot:
    """What is known on a date. A finding that is not there is unknown.

    ``stale`` holds what was recorded but is too old, or not dated, to count for now.
    ``later`` holds the facts that lie, or may lie, after the date. ``doubtful`` holds what was
    recorded and is not taken as it stands, with the reason as its note; it counts as not known.
    """

    patient: Patient
    on: PartialDate
    now: Mapping[str, Known]
    course: Mapping[str, Known]
    stale: Mapping[str, Known]
    conflicts: tuple[Conflict, ...] = ()
    later: tuple[Fact, ...] = ()
    doubtful: Mapping[str, Known] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        patient: Patient,
        on: date | PartialDate | None = None,
        knowledge: KnowledgeBase | None = None,
    ) -> Snapshot:
        """The snapshot on a date, by default the latest in the file; of a partial date, its end."""
        knowledge = knowledge or load()
        if isinstance(on, date):
            on = PartialDate.of(on)
        return _Builder(patient, on or patient.last_date, knowledge).build()

    @property
    def age(self) -> Interval | None:
        """The age in completed years."""
        return self.patient.age_on(self.on)


@dataclass(frozen=True)
class _Dated:
    """A fact with the date on which it last held."""

    fact: Fact
    on: PartialDate


class _Builder:
    """Builds one snapshot."""

    def __init__(self, patient: Patient, on: PartialDate, knowledge: KnowledgeBase) -> None:
        self.patient, self.on, self.knowledge = patient, on, knowledge
        self.day = on.latest
        self.conflicts: dict[tuple[str, tuple[str, ...]], Conflict] = {}

    def build(self) -> Snapshot:
        now: dict[str, Known] = {}
        course: dict[str, Known] = {}
        stale: dict[str, Known] = {}
        later = tuple(f for f in self.patient.facts if f.on.known and f.on.latest > self.day)
        by_finding: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.patient.facts:
            if fact not in later and not is_unknown(fact.value):
                by_finding[fact.finding].append(fact)
        self._done_since(by_finding)
        for name, facts in by_finding.items():
            finding = self.knowledge.findings[name]
            course[name] = self._course(finding, facts)
            known, too_old = self._now(finding, facts)
            if known:
                now[name] = known
            if too_old:
                stale[name] = too_old
        if age := self._present_age():
            now[PRESENT_AGE] = course[PRESENT_AGE] = age
            stale.pop(PRESENT_AGE, None)
        conflicts = tuple(self.conflicts.values())
        return Snapshot(self.patient, self.on, now, course, stale, conflicts, later)

    def _done_since(self, by_finding: dict[str, list[Fact]]) -> None:
        """A test that was recorded as not done, and has a result of a later date, was done."""
        for test in self.knowledge.tests.values():
            refused = [f for f in by_finding.get(test.done or "", ()) if f.value is Truth.NO]
            if not refused or test.done is None:
                continue
            last = max(fact.on for fact in refused)
            results = [
                fact
                for name, facts in by_finding.items()
                if self.knowledge.findings[name].established_by[:1] == (test.id,)
                for fact in facts
                if last.known and fact.on.known and last.certainly_before(fact.on)
            ]
            by_finding[test.done] += [
                replace(fact, finding=test.done, value=Truth.YES) for fact in results
            ]

    def _present_age(self) -> Known | None:
        age = self.patient.age_on(self.on)
        if age is None or PRESENT_AGE not in self.knowledge.findings:
            return None
        patient = self.patient
        said = (
            f"born {patient.born.words}"
            if patient.born
            else (f"{patient.age} in {patient.presented.words}")
        )
        return Known(age, (Fact("age", PRESENT_AGE, age, self.on, said, name="age"),))

    # -- now --------------------------------------------------------------------------------

    def _now(self, finding: Finding, facts: list[Fact]) -> tuple[Known | None, Known | None]:
        """What is known now, and what is too old for it."""
        dated = [_Dated(fact, self._last_held(fact)) for fact in facts]
        known = [one for one in dated if one.on.known]
        valid_for = parse_duration(finding.valid_for)
        if not known:
            found = self._one_of(finding, dated)
            if valid_for is None or any(one.fact.lasting for one in dated):
                return found, None
            return None, replace(found, note="date not recorded, so not counted for now")
        latest = _latest(known)
        found = self._one_of(finding, latest)
        if valid_for is None:
            return found, None
        limit = valid_for.before(self.day)
        if any(one.on.earliest >= limit for one in latest):
            return found, None
        newest = max(one.on for one in latest)
        certain = newest.latest < limit
        age = elapsed_words(newest, self.day)
        note = f"{'too old' if certain else 'may be too old'} ({age}; counts for {valid_for})"
        return None, replace(found, note=note)

    def _last_held(self, fact: Fact) -> PartialDate:
        if fact.lasting:
            return PartialDate.of(self.day) if self.on.known else fact.on
        if fact.until is not None and fact.until.known:
            if fact.until.latest <= self.day:
                return fact.until
            # It went on to this day, or ended at an unknown time just before it.
            return PartialDate.of(min(self.day, fact.until.earliest))
        return fact.on

    # -- over the course ----------------------------------------------------------------------

    def _course(self, finding: Finding, facts: list[Fact]) -> Known:
        dated = [_Dated(fact, fact.on) for fact in facts]
        known = [one for one in dated if one.on.known]
        rule = finding.over_course
        if rule == "latest":
            return self._one_of(finding, _latest(known) if known else dated)
        if rule == "first":
            return self._one_of(finding, _first(known) if known else dated)
        if finding.kind == "boolean":
            return _any(facts, Truth.NO if rule == "lowest" else Truth.YES)
        if finding.kind == "quantity" and rule in ("highest", "lowest"):
            return _extreme(dated, highest=rule == "highest")
        common = _common(fact.value for fact in facts)
        if common is not None:
            return Known(common, tuple(facts))
        if finding.kind == "category":
            self._disagree(finding, tuple(facts), "over the course")
        return Known(reduce(join, (fact.value for fact in facts)), tuple(facts))

    # -- several facts about one thing ----------------------------------------------------------

    def _one_of(self, finding: Finding, dated: list[_Dated]) -> Known:
        """What several facts allow of which it is not known which is the last.

        Facts of one date and site hold together; across dates, any may be the last.
        """
        by_date: dict[PartialDate, dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
        for one in dated:
            # Each site speaks for itself, and so does each method by which an antibody was tested.
            by_date[one.on][f"{one.fact.site.casefold()} {one.fact.method}"].append(one.fact)
        notes: list[str] = []
        values = [self._at_once(finding, on, sites, notes) for on, sites in sorted(by_date.items())]
        value = reduce(join, values)
        facts = tuple(one.fact for one in dated)
        if len(values) > 1 and value not in values:
            notes.append("the order of the dates is not known")
            if finding.kind != "quantity" and _common(values) is None:
                self._disagree(finding, facts, "and the order of their dates is not known")
        return Known(value, facts, "; ".join(notes))

    def _at_once(
        self,
        finding: Finding,
        on: PartialDate,
        sites: Mapping[str, list[Fact]],
        notes: list[str],
    ) -> Value:
        values: list[Value] = []
        for facts in sites.values():
            together = _common(fact.value for fact in facts)
            if together is None:
                together = reduce(join, (fact.value for fact in facts))
                if finding.kind == "quantity":
                    notes.append(f"{len(facts)} values, {on.words}")
                else:
                    self._disagree(finding, tuple(facts), f"({on.words})")
            values.append(together)
        if finding.kind == "boolean" and Truth.YES in values:
            # Present at one site is present.
            return Truth.YES
        return reduce(join, values)

    def _disagree(self, finding: Finding, facts: tuple[Fact, ...], why: str) -> None:
        said = "; ".join(f"'{fact.recorded}' ({fact.on.words}, {fact.where})" for fact in facts)
        sentence = f"{finding.label}: the facts disagree {why}: {said}"
        key = (finding.id, tuple(fact.id for fact in facts))
        self.conflicts.setdefault(key, Conflict(finding.id, facts, sentence))


def _latest(dated: list[_Dated]) -> list[_Dated]:
    """Those that may be the last: not certainly before another."""
    last = max(one.on.earliest for one in dated)
    return [one for one in dated if one.on.latest >= last]


def _first(dated: list[_Dated]) -> list[_Dated]:
    """Those that may be the first: not certainly after another."""
    first = min(one.on.latest for one in dated)
    return [one for one in dated if one.on.earliest <= first]


def _common(values: Iterable[Value]) -> Value | None:
    """What all values allow; None when they contradict each other."""
    first, *others = values
    common: Value | None = first
    for other in others:
        common = None if common is None else meet(common, other)
    return common


def _any(facts: list[Fact], wanted: Truth) -> Known:
    """``wanted`` if any fact says it, else the opposite; with the facts that say so."""
    saying = tuple(fact for fact in facts if fact.value is wanted)
    if saying:
        return Known(wanted, saying)
    return Known(Truth.NO if wanted is Truth.YES else Truth.YES, tuple(facts))


def _extreme(dated: list[_Dated], *, highest: bool) -> Known:
    """The highest or lowest recorded number, with the facts that may hold it."""
    by_date: dict[tuple[PartialDate, str], list[Fact]] = defaultdict(list)
    for one in dated:
        by_date[one.on, one.fact.site.casefold()].append(one.fact)
    found: list[tuple[Interval, tuple[Fact, ...]]] = []
    for (on, _), facts in by_date.items():
        # Undated facts need not be of one time.
        together = _common(fact.value for fact in facts) if on.known else None
        if isinstance(together, Interval):
            found.append((together, tuple(facts)))
        else:
            found += [(f.value, (f,)) for f in facts if isinstance(f.value, Interval)]
    values = [value for value, _ in found]
    pick = max if highest else min
    low, low_open = pick((v.low, v.low_open) for v in values)
    high, high_closed = pick((v.high, not v.high_open) for v in values)
    value = Interval(low, high, low_open, not high_closed)
    if highest:
        reach = Interval(value.low, inf, value.low_open)
    else:
        reach = Interval(-inf, value.high, high_open=value.high_open)
    holders = {id(f) for one, facts in found if meet(one, reach) is not None for f in facts}
    return Known(value, tuple(one.fact for one in dated if id(one.fact) in holders))
