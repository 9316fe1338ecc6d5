"""The expressions of the approach, compiled once for a knowledge base.

A bare name is the present; ``ever.`` looks over the whole course. Beside findings a rule may
read what the review has concluded so far, and what was taken: see `EXTRA`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from myosotis.errors import KnowledgeError, Problem, UnknownNameError, nearest
from myosotis.knowledge import KnowledgeBase, lasting
from myosotis.knowledge.schema import Bin, Scale
from myosotis.logic import (
    Closed,
    Closure,
    Environment,
    Hierarchy,
    Input,
    Node,
    Program,
    Question,
    Span,
    Value,
    answer_spans,
    compile_criteria,
    environment,
    finding_input,
    inputs_of,
    parse,
    still_read,
)
from myosotis.review.definitions import CompiledDefinition, compile_definition, findings_of

EVER = "ever."
EXTRA = {
    "diagnosis_stands": "boolean",
    "inflammation_confirmed": "boolean",
    "treatment_adequate": "boolean",
    "urgent_threat": "boolean",
    "damage_only": "boolean",
    "not_inflammatory": "boolean",
    "glucocorticoid_failed": "boolean",
    "glucocorticoid_failed_or_intolerant": "boolean",
    "glucocorticoid_intolerant": "boolean",
    "glucocorticoid_now": "boolean",
    "glucocorticoid_weeks": "number",
    "immunosuppressants_failed": "number",
    "immunosuppressants_failed_or_intolerant": "number",
    "immunosuppressants_now": "number",
}
PREFIXES = ("on_treatment", "treated", "labelled", "subgroup", "tier", "lung_risk")


@dataclass(frozen=True)
class CompiledRule:
    """One expression: its question, what it reads, and the closures its findings need."""

    node: Node
    question: Question
    inputs: Mapping[str, Input]
    now: Closure
    course: Closure
    cuts: Mapping[str, tuple[Span, ...]]

    def environment(self, facts: Mapping[str, Value]) -> Environment:
        """The facts with all that follows from them, for this rule."""
        return closed_environment(self.now, self.course, facts)

    def ask(self, facts: Environment) -> int:
        """Whether the rule holds, as a mask. Where one fact was changed that the rule does not
        read, the answer is that of before."""
        while facts.parent is not None and facts.changed not in self.inputs:
            facts = facts.parent
        # As `Environment.remember`, without the call: nothing in a review is asked more often.
        mask: int | None = facts.memory.get(id(self))
        if mask is None:
            # Most rules read nothing of what is recorded; their answer is always the same.
            known = not facts.keys().isdisjoint(self.inputs.keys())
            mask = facts.memory[id(self)] = self.question(facts) if known else self.blank
        return mask

    @cached_property
    def blank(self) -> int:
        """The answer where nothing is known."""
        mask: int = self.question(environment({}))
        return mask

    def reads(self, facts: Environment) -> tuple[str, ...]:
        """The findings on which the rule still depends, by the names under which they are
        recorded."""
        if facts.keys().isdisjoint(self.inputs.keys()):
            return self._reads_blank
        return _recorded_names(still_read(self.node, facts))

    @cached_property
    def _reads_blank(self) -> tuple[str, ...]:
        return _recorded_names(still_read(self.node, environment({})))

    @property
    def relevant(self) -> frozenset[str]:
        """The names of facts that can bear on the rule."""
        extra = {name for name in self.inputs if "." in name or name in EXTRA}
        return frozenset(self.now.relevant | {EVER + name for name in self.course.relevant} | extra)


def _recorded_names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({name.removeprefix(EVER) for name in names}))


def closed_environment(now: Closure, course: Closure, facts: Mapping[str, Value]) -> Environment:
    """Close the present and the course each by itself, and put them side by side.

    What contradicts itself through the vocabulary is unknown, however it was recorded.
    """
    recent = {name: value for name, value in facts.items() if "." not in name}
    whole = {
        name.removeprefix(EVER): value for name, value in facts.items() if name.startswith(EVER)
    }
    return side_by_side(
        now, now.apply(recent) if now.names else None,
        course, course.apply(whole) if course.names else None,
        facts,
    )  # fmt: skip


def side_by_side(
    now: Closure,
    recent: Closed | None,
    course: Closure,
    whole: Closed | None,
    facts: Mapping[str, Value],
) -> Environment:
    """The facts with what was inferred from them in the present and over the course."""
    over_course = _over_course(course.relevant)
    raw = environment(
        {
            name: value
            for name, value in facts.items()
            if name not in now.relevant and name not in over_course
        }
    )
    if recent:
        raw.update(recent.raw)
    if whole:
        raw.update({EVER + name: value for name, value in whole.raw.items()})
    return raw


@cache
def _over_course(names: frozenset[str]) -> frozenset[str]:
    return frozenset(EVER + name for name in names)


class Rulebook:
    """Every compiled rule and criteria set of a knowledge base."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.base = base
        self.hierarchy = Hierarchy(base)
        self._rules: dict[str, CompiledRule] = {}
        self._programs: dict[str, Program] = {}

    def rule(self, text: str) -> CompiledRule:
        """The compiled rule of an expression. Raises KnowledgeError."""
        if text not in self._rules:
            self._rules[text] = self._compile(text)
        return self._rules[text]

    def program(self, id_: str) -> Program:
        """The compiled criteria set of an id."""
        if id_ not in self._programs:
            self._programs[id_] = compile_criteria(self.base.criteria[id_], self.hierarchy)
        return self._programs[id_]

    @cached_property
    def definitions(self) -> tuple[CompiledDefinition, ...]:
        """The definitions of refractory disease of others."""
        others = self.base.resistance.other_definitions
        return tuple(compile_definition(each, self.base) for each in others)

    @cached_property
    def closures(self) -> tuple[Closure, Closure]:
        """The closures of all rules together: of the present, and of the course."""
        rules = [self.rule(text) for _, text in expressions(self.base)]
        now = {name for rule in rules for name in rule.inputs if "." not in name}
        for definition in self.base.resistance.other_definitions:
            now |= findings_of(definition, self.base)
        course = {
            name.removeprefix(EVER)
            for rule in rules
            for name in rule.inputs
            if name.startswith(EVER)
        }
        findings = self.base.findings
        return (
            self.hierarchy.closure(now & findings.keys()),
            self.hierarchy.closure(course & findings.keys()),
        )

    def _compile(self, text: str) -> CompiledRule:
        node = parse(text, self.resolve, "boolean")
        inputs = inputs_of(node)
        findings = self.base.findings
        course = {n.removeprefix(EVER) for n in inputs if n.startswith(EVER)}
        return CompiledRule(
            node,
            Question(node),
            inputs,
            self.hierarchy.closure(inputs.keys() & findings.keys()),
            self.hierarchy.closure(course & findings.keys()),
            {name: answer_spans(name, [node]) for name in inputs},
        )

    def resolve(self, name: str) -> Node:
        """What a name in a rule stands for. Raises UnknownNameError with the nearest name."""
        if name in EXTRA:
            return Input(name, "boolean" if EXTRA[name] == "boolean" else "number")
        if name.startswith(EVER):
            finding, _ = self.base.find_finding(name.removeprefix(EVER))
            item = finding_input(finding)
            return Input(EVER + item.name, item.type, item.labels)
        prefix, _, rest = name.partition(".")
        if prefix in PREFIXES and rest:
            known = concluded_names(self.base, prefix)
            if rest not in known:
                raise UnknownNameError(f"unknown name '{name}'{nearest(rest, known)}")
            return Input(name, "boolean")
        return self.hierarchy.resolve(name)


@cache
def concluded_names(base: KnowledgeBase, prefix: str) -> Collection[str]:
    """What may stand behind a prefix in a rule, such as ``high`` behind ``tier``."""
    verdicts = {"tier": base.cancer.tier, "lung_risk": base.lung.risk}
    if prefix in verdicts:
        return tuple(case.is_ for case in base.criteria[verdicts[prefix]].verdict)
    if prefix == "subgroup":
        return tuple(subgroup.id for subgroup in base.subgroups.subgroups)
    return base.diagnosis.labels if prefix == "labelled" else base.therapies


def range_rule(scale: Scale, one: Bin) -> str:
    """The rule that a number lies in a range of a scale, or that a category is its label."""
    name = f"{EVER}{scale.finding}"
    if one.is_ is not None:
        return f"{name} == '{one.is_}'"
    ends = (("> ", one.above), (">= ", one.from_), ("< ", one.below), ("<= ", one.up_to))
    return " and ".join(f"{name} {sign}{end}" for sign, end in ends if end is not None)


@cache
def rulebook(base: KnowledgeBase) -> Rulebook:
    """The rulebook of a knowledge base, compiled once."""
    book = Rulebook(base)
    with lasting():
        _ = book.closures
    return book


def expressions(base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """Every expression of the pathway and the therapies with the name of its place."""
    for flag in base.urgent.red_flags:
        yield f"urgent {flag.id}", flag.if_
    for definition in base.resistance.definitions:
        yield f"resistance {definition.id}", definition.if_
    for other in base.resistance.other_definitions:
        for text in other.reads.values():
            yield f"resistance {other.id}", text
    for cause in base.resistance.removable_causes:
        yield f"resistance {cause.id}", cause.found
        yield f"resistance {cause.id}", cause.excluded
    for organ in base.activity.organs:
        for reading in (organ.inflammation, organ.damage):
            for rule in (*reading.shown, *reading.excluded):
                yield f"activity {organ.id} {rule.id}", rule.if_
        for rule in organ.hints:
            yield f"activity {organ.id} {rule.id}", rule.if_
    pathway = base.diagnosis
    for rule in (*pathway.secure, *pathway.other_iim, *pathway.not_iim, *pathway.red_flags):
        yield f"diagnosis {rule.id}", rule.if_
    for gated in base.strategy.gate:
        yield f"strategy {gated.id}", gated.if_
    for rule in base.strategy.always_open:
        yield f"strategy {rule.id}", rule.if_
    for setting in base.strategy.settings:
        if setting.if_:
            yield f"setting {setting.id}", setting.if_
    for name, stage in base.strategy.reproduction.items():
        yield f"strategy {name}", stage.if_
        yield f"strategy {name}", stage.excluded
    for group in base.content.evidence.groups:
        yield f"evidence group {group.id}", group.if_
    for guideline in base.guidelines.values():
        for said in guideline.statements:
            if said.if_:
                yield f"{guideline.id} {said.id}", said.if_
    for step in base.examination.steps:
        yield f"examination {step.test}", step.if_
    yield from _profile_expressions(base)
    for case in base.course.population.cases:
        if case.if_:
            yield f"course {case.is_}", case.if_
    for therapy in base.therapies.values():
        for condition in (*therapy.contraindications, *therapy.interactions):
            yield f"therapy {therapy.id} {condition.id}", condition.if_
        for use in therapy.uses:
            if use.if_:
                yield f"therapy {therapy.id} {use.setting}", use.if_
        if therapy.stops_if:
            yield f"therapy {therapy.id}", therapy.stops_if


def _profile_expressions(base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    for picture in base.serology.pictures:
        yield f"serology {picture.id}", picture.if_
    for antibody in base.antibodies.values():
        for text in (antibody.pattern.fits, antibody.pattern.against) if antibody.pattern else ():
            if text:
                yield f"antibody {antibody.id} pattern", text
    for subgroup in base.subgroups.subgroups:
        for rule in (*subgroup.established, *subgroup.supported, *subgroup.excluded):
            yield f"subgroup {subgroup.id} {rule.id}", rule.if_
    cancer, lung = base.cancer, base.lung
    for rule in (*cancer.exempt, *cancer.conditional, *cancer.red_flags):
        yield f"cancer {rule.id}", rule.if_
    for advice in lung.advice:
        yield f"lung {advice.id}", advice.if_
    for timing in (*cancer.timings, *lung.timings):
        yield f"timing {timing.id}", timing.if_
    for organ in base.watch.organs:
        for rule in organ.rules:
            yield f"watch {organ.id} {rule.id}", rule.if_
        for item in organ.how:
            if item.if_:
                yield f"watch {organ.id} {item.id}", item.if_
    for feature in base.differential.features:
        yield f"feature {feature.id}", feature.if_
    for scale in base.differential.scales:
        for one in scale.bins:
            yield f"feature {one.feature}", range_rule(scale, one)
    for disorder in base.disorders.values():
        if disorder.exposure:
            yield f"disorder {disorder.id}", disorder.exposure
        if disorder.confirmed:
            yield f"disorder {disorder.id}", disorder.confirmed
    for gate in base.differential.gates:
        yield f"gate {gate.id}", gate.if_
        yield f"gate {gate.id}", gate.excluded
    for outcome in base.outcomes.outcomes:
        if outcome.finding:
            yield f"outcome {outcome.id}", f"{EVER}{outcome.finding}"


def check_expressions(base: KnowledgeBase) -> list[Problem]:
    """Every expression of the base that cannot be read. Empty is good."""
    book = Rulebook(base)
    problems: list[Problem] = []
    for place, text in expressions(base):
        try:
            book.rule(text)
        except KnowledgeError as error:
            problems.extend(Problem(p.sentence, place) for p in error.problems)
    for other in base.resistance.other_definitions:
        try:
            compile_definition(other, base)
        except KnowledgeError as error:
            problems.extend(Problem(p.sentence, f"resistance {other.id}") for p in error.problems)
    for id_ in base.criteria:
        try:
            book.program(id_)
        except KnowledgeError as error:
            problems.extend(error.problems)
    try:
        _ = book.hierarchy.steps
    except KnowledgeError as error:
        problems.extend(Problem(p.sentence, "vocabulary") for p in error.problems)
    return problems
