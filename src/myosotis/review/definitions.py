"""The definitions of refractory disease that are sets of their own, compiled for a review.

A review needs few questions of each: does it apply, do the treatments meet it, does what else it
asks for hold. Only these are compiled; the whole set is there for whoever evaluates it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from myosotis.errors import KnowledgeError, nearest
from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Checked, CriteriaSet, DefinitionSet
from myosotis.logic import Node, Question, Scope, asked_of_record, parse

HISTORY = "treatment_refractory"


@dataclass(frozen=True)
class Asked:
    """One thing that a definition asks for: its name, its words, and the question."""

    id: str
    label: str
    words: str
    node: Node
    question: Question
    sources: tuple[str, ...]
    checked: Checked


@dataclass(frozen=True)
class CompiledDefinition:
    """A definition as a review asks it; ``asked`` is what it asks of the record itself."""

    definition: DefinitionSet
    criteria: CriteriaSet
    scope: Scope
    applies: Question | None
    history: Asked | None
    gates: tuple[Asked, ...]
    asked: tuple[tuple[str, str, str], ...]
    labels: Mapping[str, str]


def findings_of(definition: DefinitionSet, base: KnowledgeBase) -> set[str]:
    """The findings that the set of a definition reads."""
    criteria = base.criteria.get(definition.set_)
    if criteria is None:
        return set()
    return {base.find_finding(name)[0].id for name in criteria.inputs if name not in criteria.own}


def compile_definition(definition: DefinitionSet, base: KnowledgeBase) -> CompiledDefinition:
    """Raises KnowledgeError where the set, a gate or an input that is read does not exist."""
    if definition.set_ not in base.criteria:
        hint = nearest(definition.set_, base.criteria)
        raise KnowledgeError(f"there is no set '{definition.set_}'{hint}")
    criteria = base.criteria[definition.set_]
    scope = Scope.of(criteria, base)
    for name in definition.reads:
        if name not in scope.inputs:
            hint = nearest(name, scope.inputs)
            raise KnowledgeError(f"'{name}' is not an input of {criteria.id}{hint}")
    words = {let.name: let.label for let in criteria.let}

    def asked(name: str, label: str, source: tuple[str, ...], checked: Checked | None) -> Asked:
        if name not in criteria.outcomes:
            hint = nearest(name, criteria.outcomes)
            raise KnowledgeError(f"'{name}' is not an outcome of {criteria.id}{hint}")
        condition = criteria.outcomes[name][0].if_ or ""
        node = parse(condition, scope.resolve, "boolean")
        return Asked(
            id=name,
            label=label,
            words=words.get(condition) or label,
            node=node,
            question=Question(node),
            sources=source or criteria.source,
            checked=checked or criteria.checked,
        )

    history = (
        asked(HISTORY, "earlier treatment", (), None) if HISTORY in criteria.outcomes else None
    )
    gates = tuple(asked(g.outcome, g.label, g.source, g.checked) for g in definition.gates)
    applies = parse(criteria.applies, scope.resolve, "boolean") if criteria.applies else None
    nodes = [each.node for each in (*((history,) if history else ()), *gates)]
    return CompiledDefinition(
        definition=definition,
        criteria=criteria,
        scope=scope,
        applies=Question(applies) if applies else None,
        history=history,
        gates=gates,
        asked=asked_of_record([*nodes, *([applies] if applies else [])]),
        labels={name: finding.label for name, finding in scope.findings.items()},
    )
