"""Evaluating a program over facts: bounds, verdict, why, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from myosotis.logic.analysis import Span
from myosotis.logic.hierarchy import Closed
from myosotis.logic.program import NONE, NOT_APPLICABLE, Program
from myosotis.logic.raw import EITHER, NO, YES, Environment, from_raw, to_raw
from myosotis.logic.reasons import Missing, Verdict, missing, smallest, still_read
from myosotis.logic.turning import turning_spans
from myosotis.logic.values import Choice, Interval, Truth, Value, is_unknown, meet

if TYPE_CHECKING:
    from myosotis.logic.explaining import Explanation


@dataclass(frozen=True)
class Evaluation:
    """The result of a criteria set for one patient.

    The entry condition of the set is taken as met unless it is certainly not (``assumed``).
    ``verdict`` holds every label that some completion of the unknowns gives; ``values`` the
    bounds of each number, and of each further outcome the set of its labels; ``flags`` the ids
    of what applies (yes) or may apply (unknown). All is computed when first asked for.
    """

    program: Program
    facts: Mapping[str, Value]

    @cached_property
    def closed(self) -> Closed:
        """The facts with all that follows from them."""
        return _closed(self.program, self.facts)

    @cached_property
    def environment(self) -> Environment:
        """The closed facts as the questions take them."""
        return _environment(self.program, self.closed)

    @property
    def assumed(self) -> bool:
        """Whether the entry condition of the set is not known to be met."""
        applies = self.program.applies
        return applies is not None and applies(self.environment) == EITHER

    @property
    def verdict(self) -> frozenset[str]:
        """The labels still possible; one means decided."""
        return frozenset(self.labels)

    @cached_property
    def labels(self) -> Verdict:
        """The labels still possible, in the order of the criteria."""
        return _verdict(self.program, self.environment)

    @cached_property
    def numbers(self) -> dict[str, Value]:
        """The bounds of each number."""
        return {
            name: from_raw(question(self.environment))
            for name, question in self.program.values.items()
        }

    @cached_property
    def values(self) -> dict[str, Any]:
        """The bounds of each number, and the set of labels of each further outcome."""
        sets = {name: frozenset(found) - {NONE} for name, found in self.outcomes.items()}
        return {**self.numbers, **sets}

    @cached_property
    def outcomes(self) -> dict[str, Verdict]:
        """The labels still possible of each further outcome, in order; `NONE` is no outcome."""
        if self.labels == (NOT_APPLICABLE,):
            return dict.fromkeys(self.program.outcomes, (NOT_APPLICABLE,))
        return {name: o(self.environment) for name, o in self.program.outcomes.items()}

    @cached_property
    def flags(self) -> dict[str, Truth]:
        """The flags that apply (yes) or may apply (unknown)."""
        found = {f.id: Truth(q(self.environment)) for f, q in self.program.flags}
        return {id_: truth for id_, truth in found.items() if truth.high}

    @cached_property
    def refusals(self) -> dict[str, str]:
        """What is certainly wrong with the facts: by id a sentence each."""
        return {
            refusal.id: self._filled(refusal.text)
            for refusal, question in self.program.refusals
            if question(self.environment) == YES
        }

    def _filled(self, text: str) -> str:
        for name in self.program.inputs:
            text = text.replace(f"{{{name}}}", str(self.facts.get(name, "not recorded")))
        return text

    @cached_property
    def because(self) -> tuple[str, ...]:
        """A smallest set of facts that alone forces the verdict; none can be left out."""
        facts: Mapping[str, Value] = self.facts
        while True:
            relevant = self.program.closure.relevant | self.program.own
            kept = smallest(facts, self._same, self._weight, relevant)
            # Facts that contradict each other cancel, and a set may ask what was recorded: without
            # one fact, others may count again and make a third superfluous.
            settled = not (self.closed.clashes or self.program.asked)
            if settled or len(kept) == len(facts):
                return kept
            facts = {name: self.facts[name] for name in kept}

    def _same(self, facts: dict[str, Value]) -> bool:
        found = _environment(self.program, _closed(self.program, facts))
        return _verdict(self.program, found) == self.labels

    def _weight(self, name: str) -> tuple[bool, Any]:
        return name in self.program.inputs, self.program.weights.get(name, 0)

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """The unknowns that can still change the verdict, the most decisive first."""
        if len(self.labels) < 2:
            return ()
        return missing(
            self.environment,
            self.program.inputs,
            self._spans,
            lambda facts: _verdict(self.program, facts),
            self._relevant(),
            self.program.weights.get,
            self._answered,
        )

    @cached_property
    def open_inputs(self) -> tuple[str, ...]:
        """The unknown inputs that undecided conditions still read, in the order of the set.

        `missing` says of each what its answers would leave; this only names them, and is quick.
        """
        if len(self.labels) < 2:
            return ()
        read = self._relevant()
        return tuple(
            name
            for name in self.program.inputs
            if name in read and not _is_exact(self.closed.values.get(name))
        )

    def _spans(self, name: str) -> tuple[Span, ...]:
        """The ranges of a number between which the verdict cannot tell."""
        plain = self.program.cuts[name]
        if len(plain) > 1 and name not in self.program.own:
            return plain
        conditions = [condition for condition, _ in self.program.cases.cases]
        return turning_spans(conditions, self.program.inputs[name], self.environment)

    def _answered(self, facts: Environment, name: str, raw: Any) -> Environment:
        asked = any(name == item for _, _, item in self.program.asked)
        if name not in self.program.closure.telling and not asked:
            return facts.branch(name, raw)
        value = from_raw(raw, self.program.inputs[name])
        return _environment(self.program, _closed(self.program, {**self.facts, name: value}))

    def _relevant(self) -> set[str]:
        names: set[str] = set()
        for condition, _ in self.program.cases.cases:
            names |= still_read(condition, self.environment)
        return names

    def explain(self) -> Explanation:
        """The result as a tree of sentences in clinical words."""
        # Imported late: the wording is only needed when somebody reads it.
        from myosotis.logic.explaining import explain

        return explain(self, self.program.base)

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        from myosotis.logic.explaining import evaluation_to_dict

        return evaluation_to_dict(self, self.program.base)


def _is_exact(value: Value | None) -> bool:
    """Whether a value is one number or one label."""
    if isinstance(value, Interval):
        return value.known
    return isinstance(value, Choice) and len(value.options) == 1


def evaluate_program(program: Program, facts: Mapping[str, Value]) -> Evaluation:
    """Evaluate a compiled set over facts (finding id to value; what is absent is unknown)."""
    return Evaluation(program, dict(facts))


def _closed(program: Program, facts: Mapping[str, Value]) -> Closed:
    """The facts with what follows from them, the set's own inputs among them."""
    closed = program.closure.apply({n: v for n, v in facts.items() if n not in program.own})
    for name in program.own & facts.keys():
        closed.values[name] = facts[name]
        closed.raw[name] = to_raw(facts[name])
        closed.origin[name] = (name,)
    return closed


def _environment(program: Program, closed: Closed) -> Environment:
    """The closed facts as the questions take them: on their scales, and with what is recorded."""
    values = closed.values
    known: dict[str, Value] = {}
    for name, scale in program.scales.items():
        if name in values:
            known[name] = meet(values[name], scale) or values[name]
    known |= answers_of_record(program.asked, values.get)
    raw = Environment(closed.raw)
    raw.update((name, to_raw(value)) for name, value in known.items())
    return raw


def answers_of_record(
    asked: Iterable[tuple[str, str, str]], value_of: Callable[[str], Value | None]
) -> dict[str, Value]:
    """What a set asks of the record itself (see `Program.asked`), answered from its values."""
    found: dict[str, Value] = {}
    for fact, function, name in asked:
        value = value_of(name)
        here = value is not None and (value.known if function == "exact" else not is_unknown(value))
        found[fact] = Truth.YES if here else Truth.NO
    return found


def _verdict(program: Program, facts: Environment) -> Verdict:
    if program.applies is not None and program.applies(facts) == NO:
        return (NOT_APPLICABLE,)
    return program.verdict(facts)
