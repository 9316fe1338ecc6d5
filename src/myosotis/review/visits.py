"""The visits of a record: measures recorded within a few days of one another.

What a visit is and which measures count stands in the knowledge (pathway/course.yaml). Nothing is
carried over from one visit to another: what was not measured at a visit is unknown there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import reduce

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import CourseMeasure, Finding
from myosotis.logic import Interval, Value, is_unknown, join, meet, plain, value_words
from myosotis.patient import Fact, PartialDate, Patient, on_scale


@dataclass(frozen=True)
class Measured:
    """One measure at a visit, under the name by which the instruments read it.

    ``scale`` is the greatest possible score of a strength test, on the scale as written.
    ``note`` says how several values of one visit became one.
    """

    input: str
    finding: Finding
    value: Value
    facts: tuple[Fact, ...]
    scale: Fraction | None = None
    note: str = ""

    @property
    def text(self) -> str:
        """The value with its unit or its scale: "6.2 cm", "62/80"."""
        if self.scale is None:
            return value_words(_short(self.value), self.finding.unit)
        return f"{value_words(self.value)}/{plain(self.scale)}"


@dataclass(frozen=True)
class Visit:
    """What was measured at one visit. ``on`` is the date with the most measures."""

    on: PartialDate
    first: date
    last: date
    measured: tuple[Measured, ...]

    def of(self, input_: str) -> tuple[Measured, ...]:
        """What was measured under a name; strength may have been tested in several ways."""
        return tuple(each for each in self.measured if each.input == input_)


@dataclass(frozen=True)
class Course:
    """The visits in order, and in sentences what made none."""

    visits: tuple[Visit, ...]
    left_out: tuple[str, ...] = ()

    def at(self, when: PartialDate) -> list[Visit]:
        """The visits to which a day or a month belongs."""
        return [v for v in self.visits if v.first <= when.latest and when.earliest <= v.last]

    def nearest(self, when: PartialDate) -> list[Visit]:
        """The visit before and the visit after a date."""
        before = [v for v in self.visits if v.last < when.earliest]
        after = [v for v in self.visits if v.first > when.latest]
        return [*before[-1:], *after[:1]]


def visits_of(base: KnowledgeBase, patient: Patient, until: PartialDate | None = None) -> Course:
    """The visits of a patient up to a date."""
    return _Reader(base, patient, until).course()


def inputs_by_finding(base: KnowledgeBase) -> dict[str, str]:
    """For each finding that an instrument of the course reads at a visit, its name there."""
    found: dict[str, str] = {}
    course = base.course
    for name in (course.score.instrument, *(each.instrument for each in course.instruments)):
        criteria = base.criteria[name]
        for input_, what in criteria.at_each_visit.items():
            if what not in criteria.own:
                found[what] = input_
    return found


@dataclass(frozen=True)
class _Day:
    """The facts of one recorded date."""

    on: PartialDate
    facts: tuple[Fact, ...]

    @property
    def first(self) -> date:
        return self.on.earliest

    @property
    def last(self) -> date:
        return self.on.latest


class _Reader:
    def __init__(self, base: KnowledgeBase, patient: Patient, until: PartialDate | None) -> None:
        self.base, self.patient, self.until = base, patient, until
        self.rule = base.course.visit
        self.inputs = inputs_by_finding(base)
        self.strength = {test.finding for test in base.course.strength.tests}
        by_input = {name: each for each in base.course.measures for name in each.inputs}
        self.measures: Mapping[str, CourseMeasure] = by_input
        self.left_out: list[str] = []

    def course(self) -> Course:
        days = list(self._days())
        anchors = [day for day in days if self._makes_a_visit(day)]
        clusters: list[list[_Day]] = []
        for day in (d for d in anchors if d.on.day is not None):
            if clusters and _apart([*clusters[-1], day]) <= self.rule.days:
                clusters[-1].append(day)
            else:
                clusters.append([day])
        for month in (d for d in anchors if d.on.day is None):
            inside = [cluster for cluster in clusters if _overlap(cluster, month)]
            if len(inside) > 1:
                others = " and ".join(_main(cluster).words for cluster in inside)
                self._leave_out(month, f"it is not known to which visit it belongs, {others}")
            elif inside:
                inside[0].append(month)
            else:
                clusters.append([month])
        clusters.sort(key=lambda cluster: min(day.first for day in cluster))
        self._join_blood_tests([day for day in days if day not in anchors], clusters)
        visits = tuple(self._visit(cluster) for cluster in clusters)
        return Course(visits, tuple(self.left_out))

    # -- days -----------------------------------------------------------------------------------

    def _days(self) -> Iterator[_Day]:
        """The recorded dates that are known well enough, in order."""
        by_date: dict[PartialDate, list[Fact]] = defaultdict(list)
        for fact in self.patient.facts:
            if fact.finding in self.strength | self.inputs.keys() and not is_unknown(fact.value):
                by_date[fact.on].append(fact)
        for on, facts in sorted(by_date.items()):
            day = _Day(on, tuple(facts))
            if self.until is not None and on.known and on.latest > self.until.latest:
                continue
            if not on.known:
                self._leave_out(day, "a visit needs a date")
            elif on.month is None or (on.day is None and self.rule.known_to == "day"):
                self._leave_out(day, f"a visit needs its {self.rule.known_to}")
            else:
                yield day

    def _makes_a_visit(self, day: _Day) -> bool:
        """Whether something was measured on it that makes a visit by itself."""
        for fact in day.facts:
            measure = self.measures.get(self.inputs.get(fact.finding, ""))
            if measure is None or measure.alone:
                return True
        return False

    def _leave_out(self, day: _Day, why: str) -> None:
        labels = dict.fromkeys(self.base.findings[fact.finding].label for fact in day.facts)
        self.left_out.append(f"Not counted: {', '.join(labels)} ({day.on.words}); {why}.")

    def _join_blood_tests(self, days: Iterable[_Day], clusters: Sequence[list[_Day]]) -> None:
        """A test that makes no visit by itself belongs to the nearest visit within the window."""
        alone: list[str] = []
        joining: list[tuple[list[_Day], _Day]] = []
        for day in days:
            near = [c for c in clusters if _apart([*c, day]) <= self.rule.days]
            inside = [c for c in clusters if _overlap(c, day)]
            if near:
                nearest = min(near, key=lambda c: _distance(_main(c), day.on))
                joining.append((nearest, day))
            elif len(inside) == 1:
                joining.append((inside[0], day))
            else:
                alone.append(day.on.words)
        for cluster, day in joining:
            cluster.append(day)
        if alone:
            self.left_out.append(
                f"Not counted: blood tests without a visit within {self.rule.days} days "
                f"({', '.join(alone)})."
            )

    # -- one visit ------------------------------------------------------------------------------

    def _visit(self, cluster: Sequence[_Day]) -> Visit:
        on = _main(cluster)
        by_name: dict[tuple[str, str, Fraction | None], list[tuple[Fact, Value]]] = {}
        for fact in (fact for day in cluster for fact in day.facts):
            for key, value in self._readings(fact):
                by_name.setdefault(key, []).append((fact, value))
        measured = [
            self._measured(input_, finding, scale, values, on)
            for (input_, finding, scale), values in by_name.items()
        ]
        first, last = min(day.first for day in cluster), max(day.last for day in cluster)
        if any(day.on.day is not None for day in cluster):
            exact = [day for day in cluster if day.on.day is not None]
            first, last = min(day.first for day in exact), max(day.last for day in exact)
        return Visit(on, first, last, tuple(measured))

    def _readings(self, fact: Fact) -> Iterator[tuple[tuple[str, str, Fraction | None], Value]]:
        """Under which names a fact is read, and its value there."""
        if fact.finding in self.inputs:
            yield (self.inputs[fact.finding], fact.finding, None), fact.value
        if fact.finding in self.strength:
            found = on_scale(self.base.findings[fact.finding], fact)
            if found:
                yield (self.base.course.strength.input, fact.finding, found[1]), found[0]

    def _measured(
        self,
        input_: str,
        finding: str,
        scale: Fraction | None,
        values: Sequence[tuple[Fact, Value]],
        on: PartialDate,
    ) -> Measured:
        """The value nearest to the date of the visit; what several of one date leave possible."""
        least = min(_distance(on, fact.on) for fact, _ in values)
        nearest = [(fact, value) for fact, value in values if _distance(on, fact.on) == least]
        facts = tuple(fact for fact, _ in nearest)
        common: Value | None = nearest[0][1]
        for _, value in nearest[1:]:
            common = None if common is None else meet(common, value)
        note = ""
        if common is None:
            common = reduce(join, (value for _, value in nearest))
            note = f"{len(nearest)} values at this visit"
        elif len(nearest) < len(values):
            note = f"{len(values)} values at this visit; the one of {facts[0].on.words} counts"
        return Measured(input_, self.base.findings[finding], common, facts, scale, note)


def _short(value: Value) -> Value:
    """A number that was divided by a limit of normal, in three figures; any other as it is."""
    if not isinstance(value, Interval):
        return value
    ends = [
        end if len(plain(end).partition(".")[2]) < 4 else Fraction(f"{float(end):.3g}")
        for end in (value.low, value.high)
    ]
    if ends[0] == ends[1]:
        return Interval(ends[0], ends[0])
    return Interval(ends[0], ends[1], value.low_open, value.high_open)


def _main(cluster: Sequence[_Day]) -> PartialDate:
    """The date with the most measures; of equal ones the better known, then the earlier."""
    best = min(cluster, key=lambda day: (-len(day.facts), day.on.day is None, day.on))
    return best.on


def _apart(days: Sequence[_Day]) -> int:
    """The most days that can lie between any two."""
    return (max(day.last for day in days) - min(day.first for day in days)).days


def _overlap(cluster: Sequence[_Day], day: _Day) -> bool:
    return any(one.first <= day.last and day.first <= one.last for one in cluster)


def _distance(one: PartialDate, other: PartialDate) -> int:
    """The most days that can lie between two dates; none between the same dates."""
    if one == other:
        return 0
    return max((one.latest - other.earliest).days, (other.latest - one.earliest).days)
