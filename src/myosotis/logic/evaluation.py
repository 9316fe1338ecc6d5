"""Evaluating a program over facts: bounds, verdict, why, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from myosotis.logic.hierarchy import Closed
from myosotis.logic.program import NONE, NOT_APPLICABLE, Program
from myosotis.logic.reasons import Missing, Verdict, missing, smallest, still_read
from myosotis.logic.scalar import EITHER, NO, Environment, environment, from_raw
from myosotis.logic.values import Truth, Value

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
        return self.program.closure.apply(self.facts)

    @cached_property
    def _environment(self) -> Environment:
        return environment(self.closed.values)

    @property
    def assumed(self) -> bool:
        """Whether the entry condition of the set is not known to be met."""
        applies = self.program.applies
        return applies is not None and applies(self._environment) == EITHER

    @property
    def verdict(self) -> frozenset[str]:
        """The labels still possible; one means decided."""
        return frozenset(self.labels)

    @cached_property
    def labels(self) -> Verdict:
        """The labels still possible, in the order of the criteria."""
        return _verdict(self.program, self._environment)

    @cached_property
    def numbers(self) -> dict[str, Value]:
        """The bounds of each number."""
        return {
            name: from_raw(question(self._environment))
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
        return {name: o(self._environment) for name, o in self.program.outcomes.items()}

    @cached_property
    def flags(self) -> dict[str, Truth]:
        """The flags that apply (yes) or may apply (unknown)."""
        found = {f.id: Truth(q(self._environment)) for f, q in self.program.flags}
        return {id_: truth for id_, truth in found.items() if truth.high}

    @cached_property
    def because(self) -> tuple[str, ...]:
        """A smallest set of facts that alone forces the verdict; none can be left out."""
        facts: Mapping[str, Value] = self.facts
        while True:
            kept = smallest(facts, self._same, self._weight, self.program.closure.relevant)
            # Facts that contradict each other cancel: without one, the other may count again
            # and make a third superfluous.
            if not self.closed.clashes or len(kept) == len(facts):
                return kept
            facts = {name: self.facts[name] for name in kept}

    def _same(self, facts: dict[str, Value]) -> bool:
        found = environment(self.program.closure.apply(facts).values)
        return _verdict(self.program, found) == self.labels

    def _weight(self, name: str) -> tuple[bool, Any]:
        return name in self.program.inputs, self.program.weights.get(name, 0)

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """The unknowns that can still change the verdict, the most decisive first."""
        if len(self.labels) < 2:
            return ()
        return missing(
            self._environment,
            self.program.inputs,
            self.program.cuts,
            lambda facts: _verdict(self.program, facts),
            self._relevant(),
            self.program.weights.get,
            self._answered,
        )

    def _answered(self, facts: Environment, name: str, raw: Any) -> Environment:
        closure = self.program.closure
        if name not in closure.telling:
            return facts.branch(name, raw)
        value = from_raw(raw, self.program.inputs[name])
        return environment(closure.apply({**self.facts, name: value}).values)

    def _relevant(self) -> set[str]:
        names: set[str] = set()
        for condition, _ in self.program.cases.cases:
            names |= still_read(condition, self._environment)
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


def evaluate_program(program: Program, facts: Mapping[str, Value]) -> Evaluation:
    """Evaluate a compiled set over facts (finding id to value; what is absent is unknown)."""
    return Evaluation(program, dict(facts))


def _verdict(program: Program, facts: Environment) -> Verdict:
    if program.applies is not None and program.applies(facts) == NO:
        return (NOT_APPLICABLE,)
    return program.verdict(facts)
