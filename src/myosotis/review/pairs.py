"""Two visits compared: the facts that each instrument reads of them, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import CourseMeasure, CriteriaSet
from myosotis.logic import (
    Choice,
    Evaluation,
    Interval,
    Program,
    Truth,
    Value,
    evaluate_program,
    value_to_dict,
)
from myosotis.patient import months_between
from myosotis.review.response_model import (
    Bounds,
    FlagLine,
    MeasureChange,
    MeasuredLine,
    SetVerdict,
    VisitComparison,
)
from myosotis.review.rulebook import rulebook
from myosotis.review.visits import Measured, Visit


@dataclass(frozen=True)
class Strength:
    """The strength test that two visits are compared by; ``why_not`` where they have no common."""

    before: Measured | None
    after: Measured | None
    why_not: str | None = None


def ends(strength: Strength) -> tuple[Measured | None, Measured | None]:
    """The earlier and the later value."""
    return strength.before, strength.after


@dataclass(frozen=True, eq=False)
class Pair:
    """A visit and a later one; ``population`` is None where it is not known."""

    base: KnowledgeBase
    before: Visit
    after: Visit
    population: str | None

    @cached_property
    def strength(self) -> Strength:
        """The preferred test that was written on one scale at both visits."""
        rule = self.base.course.strength
        tests = [
            test.finding
            for test in rule.tests
            if self.population is None or test.population in ("any", self.population)
        ]
        found = [
            sorted(
                (each for each in visit.of(rule.input) if each.finding.id in tests),
                key=lambda each: tests.index(each.finding.id),
            )
            for visit in (self.before, self.after)
        ]
        for before in found[0]:
            for after in found[1]:
                if (before.finding, before.scale) == (after.finding, after.scale):
                    return Strength(before, after)
        first, last = (each[0] if each else None for each in found)
        if first is None or last is None:
            return Strength(first, last)
        one_test = first.finding == last.finding
        values = [
            f"{each.text if one_test else f'{each.finding.label} {each.text}'} on {visit.on.words}"
            for each, visit in ((first, self.before), (last, self.after))
        ]
        why = f"strength is on another scale at the two visits ({', '.join(values)})"
        return Strength(first, last, why)

    def evaluate(self, id_: str) -> Evaluation:
        """What an instrument says of the two visits."""
        program = rulebook(self.base).program(id_)
        return evaluate_program(program, self._facts(program))

    def _facts(self, program: Program) -> dict[str, Value]:
        """What an instrument reads; what was not measured at a visit is not there."""
        criteria, course = program.criteria, self.base.course
        facts: dict[str, Value] = {}
        for side, visit in zip(criteria.visits, (self.before, self.after), strict=True):
            for each in visit.measured:
                name = f"{side}.{each.input}"
                if name in program.inputs and each.input != course.strength.input:
                    facts[name] = each.value
        for side, tested in zip(criteria.visits, self._tested(), strict=True):
            name = f"{side}.{course.strength.input}"
            scale = criteria.scales.get(course.strength.input)
            if tested and tested.scale is not None and name in program.inputs:
                facts[name] = tested.value
                if scale:
                    facts[scale] = Interval.exactly(tested.scale)
        who = course.population.input
        if self.population is not None and who in program.inputs:
            facts[who] = Choice.among(program.findings[who].values, [self.population])
        if criteria.elapsed:
            facts[criteria.elapsed] = months_between(self.before.on, self.after.on)
        return facts

    def _tested(self) -> tuple[Measured | None, Measured | None]:
        strength = self.strength
        # On different scales the earlier one stands, and the later one is not known on its scale.
        return strength.before, None if strength.why_not else strength.after

    def verdict(self, id_: str) -> SetVerdict:
        """The verdict of an instrument in its words."""
        return set_verdict(self.evaluate(id_))

    # -- measures -------------------------------------------------------------------------------

    def changes(self, evaluation: Evaluation) -> tuple[MeasureChange, ...]:
        """Each measure with what it earns in the score."""
        return tuple(self._change(each, evaluation) for each in self.base.course.measures)

    def _change(self, measure: CourseMeasure, evaluation: Evaluation) -> MeasureChange:
        before, after, missing = self._compared(measure, evaluation)
        criteria = evaluation.program.criteria
        return MeasureChange(
            id=measure.id,
            label=measure.label,
            baseline=measured_line(before) if before else None,
            followup=measured_line(after) if after else None,
            change=bounds(evaluation.numbers[measure.change], criteria.units.get(measure.change)),
            points=bounds(evaluation.numbers[measure.points], criteria.units.get(measure.points)),
            most=_most(criteria, measure.points),
            missing=missing,
        )

    def _compared(
        self, measure: CourseMeasure, evaluation: Evaluation
    ) -> tuple[Measured | None, Measured | None, str | None]:
        """The values that are compared, and in a sentence why they cannot be."""
        if self.base.course.strength.input in measure.inputs:
            strength = self.strength
            if strength.why_not:
                return strength.before, strength.after, f"{strength.why_not}; it is not compared"
            return *ends(strength), self._lack(measure, *ends(strength))
        inputs = self._read(measure, evaluation)
        if len(inputs) > 1:
            names = " or ".join(self._labels(inputs))
            return None, None, f"{measure.label}: it cannot be told which counts, {names}"
        before, after = (
            next((found for name in inputs or measure.inputs for found in visit.of(name)), None)
            for visit in (self.before, self.after)
        )
        return before, after, self._lack(measure, before, after)

    def _read(self, measure: CourseMeasure, evaluation: Evaluation) -> list[str]:
        """The names under which the score may read a measure; those that are recorded."""
        names = list(measure.inputs)
        if measure.chosen_by is not None:
            chosen = evaluation.outcomes[measure.chosen_by]
            names = [name for name in names if name.rpartition(".")[2] in chosen]
        return [name for name in names if self.before.of(name) or self.after.of(name)]

    def _labels(self, inputs: list[str]) -> list[str]:
        """What was measured under some names."""
        visits = (self.before, self.after)
        labels = (e.finding.label for name in inputs for v in visits for e in v.of(name))
        return list(dict.fromkeys(labels))

    def chosen(self, evaluation: Evaluation) -> dict[str, str]:
        """Of each measure that can be read in several ways the one that counts, in words."""
        return {
            measure.id: " or ".join(self._labels(self._read(measure, evaluation)))
            for measure in self.base.course.measures
            if measure.chosen_by
        }

    def _lack(
        self, measure: CourseMeasure, before: Measured | None, after: Measured | None
    ) -> str | None:
        lacking = [
            visit for visit, found in ((self.before, before), (self.after, after)) if found is None
        ]
        if not lacking:
            return None
        one = before or after
        days = " or ".join(visit.on.words for visit in lacking)
        others = [each.finding.label for v in lacking for i in measure.inputs for each in v.of(i)]
        if others and self.base.course.strength.input in measure.inputs:
            names = " or ".join(dict.fromkeys(others))
            return (
                f"{measure.label} was tested by {names} only ({days}), which is not for "
                f"{self.population} patients"
            )
        label = one.finding.label if one else measure.label
        return f"{label} is not recorded on {days}"


def compare(
    pair: Pair, places: tuple[int, int], before: Visit | None = None
) -> tuple[VisitComparison, Evaluation]:
    """A pair as data, and the evaluation of its score. ``before`` is the visit in between that
    the later one follows, where there is one."""
    course = pair.base.course
    evaluation = pair.evaluate(course.score.instrument)
    score = set_verdict(evaluation)
    changes = pair.changes(evaluation)
    total = evaluation.numbers[course.score.value]
    unit = evaluation.program.criteria.units.get(course.score.value)
    previous = Pair(pair.base, before, pair.after, pair.population) if before else None
    comparison = VisitComparison(
        baseline=places[0],
        followup=places[1],
        months=bounds(months_between(pair.before.on, pair.after.on), "mo"),
        total=None if score.refused else bounds(total, unit),
        score=score,
        measures=changes,
        chosen=pair.chosen(evaluation),
        flags=tuple(_flags(evaluation)),
        others=tuple(pair.verdict(id_) for id_ in others(pair)),
        since_previous=tuple(
            previous.verdict(each.instrument)
            for each in course.instruments
            if previous and each.since_previous and each.instrument in others(pair)
        ),
        missing=tuple(change.label for change in changes if change.missing),
    )
    return comparison, evaluation


def others(pair: Pair) -> list[str]:
    """The other instruments of the course that are made for the patient's population."""
    named = (pair.base.criteria[each.instrument] for each in pair.base.course.instruments)
    fitting = ("any", pair.population)
    return [
        criteria.id
        for criteria in named
        if criteria.enabled and (pair.population is None or criteria.population in fitting)
    ]


def set_verdict(evaluation: Evaluation) -> SetVerdict:
    """The verdict of an instrument in its words, or the sentence with which it refuses."""
    criteria = evaluation.program.criteria
    words = {case.is_: case.label or case.is_.replace("_", " ") for case in criteria.verdict}
    if evaluation.refusals:
        refused = " ".join(evaluation.refusals.values())
        return SetVerdict(id=criteria.id, verdict=(), labels={}, text=refused, refused=refused)
    labels = {
        label: words.get(label) or criteria.not_applicable_label or "not applicable"
        for label in evaluation.labels
    }
    return SetVerdict(
        id=criteria.id,
        verdict=evaluation.labels,
        labels=labels,
        text=_either(list(labels.values()), of=len(criteria.verdict)),
        assumed=criteria.applies_label if evaluation.assumed else None,
    )


def _either(labels: list[str], of: int) -> str:
    """The words of what is still possible: "moderate or major response", "cannot tell"."""
    if len(labels) == of and of > 1:
        return "cannot tell"
    words = [label.split() for label in reversed(labels)]
    if len({each[-1] for each in words}) == 1 and all(len(each) == 2 for each in words):
        return " or ".join(each[0] for each in words) + f" {words[0][-1]}"
    return " or ".join(" ".join(each) for each in words)


def measured_line(each: Measured) -> MeasuredLine:
    """A measure at a visit as data."""
    return MeasuredLine(
        input=each.input,
        finding=each.finding.id,
        label=each.finding.label,
        value=bounds(each.value, each.finding.unit if each.scale is None else None),
        scale=None if each.scale is None else float(each.scale),
        text=each.text,
        recorded=tuple(fact.recorded for fact in each.facts),
        on=tuple(fact.on.words for fact in each.facts),
        facts=tuple(fact.id for fact in each.facts),
        note=each.note,
    )


def bounds(value: Value, unit: str | None = None) -> Bounds:
    """A number as data."""
    plain: Mapping[str, object] = value_to_dict(value)
    return Bounds.model_validate({**plain, "unit": unit})


def _flags(evaluation: Evaluation) -> list[FlagLine]:
    texts = {flag.id: flag for flag in evaluation.program.criteria.flags}
    return [
        FlagLine(
            id=id_,
            text=texts[id_].text,
            certain=truth is Truth.YES,
            sources=texts[id_].source,
            checked=texts[id_].checked,
        )
        for id_, truth in evaluation.flags.items()
    ]


def _most(criteria: CriteriaSet, name: str) -> float:
    """The most points of a row."""
    rows = [row for table in criteria.points for row in table.rows if row.name == name]
    return float(max(points or 0 for row in rows for band in row.bands for points in band.points))
