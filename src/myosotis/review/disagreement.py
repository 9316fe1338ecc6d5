"""Where classification sets contradict each other: one certainly says yes, another certainly no.

A set speaks of the entities that it covers, and of nothing else. It says yes where every verdict
(or every further outcome) still possible means the entity, no where none means it or leaves it
open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Case, CriteriaSet
from myosotis.logic import (
    NOT_APPLICABLE,
    Evaluation,
    Truth,
    Value,
    Wording,
    evaluate_program,
    smallest,
    value_words,
)
from myosotis.review.model import Disagreement, Dispute, Says, SetLine

_WORDS: dict[Truth, Says] = {Truth.YES: "yes", Truth.NO: "no", Truth.UNKNOWN: "cannot_tell"}
NAMED = 3
"""As many facts behind an answer are named; more are counted."""


def answers(evaluation: Evaluation) -> dict[str, Truth]:
    """What a set says of each entity that it covers; nothing where it does not apply."""
    criteria = evaluation.program.criteria
    if not criteria.covers or evaluation.labels == (NOT_APPLICABLE,) or evaluation.refusals:
        return {}
    read = [_meant(criteria.verdict, evaluation.labels)]
    for name, cases in criteria.outcomes.items():
        if any(case.means or case.leaves_open for case in cases):
            read.append(_meant(cases, evaluation.outcomes[name]))
    return {entity: _answer(entity, read) for entity in criteria.covers}


def _meant(cases: Iterable[Case], labels: Iterable[str]) -> tuple[set[str], set[str]]:
    """What every case still possible means, and what some case means or leaves open."""
    left = [case for case in cases if case.is_ in labels]
    always = set.intersection(*(set(case.means) for case in left))
    return always, {entity for case in left for entity in (*case.means, *case.leaves_open)}


def _answer(entity: str, read: Iterable[tuple[set[str], set[str]]]) -> Truth:
    if any(entity in always for always, _ in read):
        return Truth.YES
    return Truth.UNKNOWN if any(entity in sometimes for _, sometimes in read) else Truth.NO


def disagreement(base: KnowledgeBase, evaluations: Mapping[str, Evaluation]) -> Disagreement | None:
    """The entities that one set affirms and another denies, with what every other set says."""
    said = {id_: answers(evaluation) for id_, evaluation in evaluations.items()}
    disputed = {
        entity.id: entity.label
        for entity in base.diagnosis.entities
        if {Truth.YES, Truth.NO} <= {found.get(entity.id) for found in said.values()}
    }
    if not disputed:
        return None
    because = _Because(base, evaluations, said, frozenset(disputed))
    speaking = [id_ for id_, found in said.items() if disputed.keys() & found.keys()]
    return Disagreement(
        statement=_statement(list(disputed.values())),
        sets={id_: _line(base.criteria[id_]) for id_ in speaking},
        entities=tuple(
            Dispute(
                entity=entity,
                label=label,
                says={id_: _WORDS[said[id_][entity]] for id_ in speaking if entity in said[id_]},
                why=because.sentence(entity, label),
            )
            for entity, label in disputed.items()
        ),
    )


def _statement(labels: Sequence[str]) -> str:
    named = " and ".join(filter(None, (", ".join(labels[:-1]), labels[-1])))
    return (
        f"Criteria sets contradict each other on {named}. A no means that the set does not "
        "classify the patient as such; it does not exclude the disease."
    )


def _line(criteria: CriteriaSet) -> SetLine:
    return SetLine(
        id=criteria.id,
        short=criteria.short,
        statement=f"The rule of the criteria {criteria.short}.",
        sources=criteria.source,
        checked=criteria.checked,
    )


class _Because:
    """Why one set says yes and another no, in a sentence."""

    def __init__(
        self,
        base: KnowledgeBase,
        evaluations: Mapping[str, Evaluation],
        said: Mapping[str, Mapping[str, Truth]],
        disputed: frozenset[str],
    ) -> None:
        self.evaluations = evaluations
        self.said = said
        self.disputed = disputed
        self.wording = Wording(base)
        self._texts: dict[str, str] = {}

    def sentence(self, entity: str, label: str) -> str:
        """The facts of a set that affirms the entity, and of one that denies it."""
        one, other = self._speaker(entity, Truth.YES), self._speaker(entity, Truth.NO)
        yes, no = (self.evaluations[id_].program.criteria for id_ in (one, other))
        if not any(entity in case.means for case in _cases(no)):
            return f"{no.short} has no class of {label}."
        facts = self._facts(one), self._facts(other)
        return f"{yes.short} says yes{facts[0]}; {no.short} says no{facts[1]}."

    def _speaker(self, entity: str, truth: Truth) -> str:
        """Of the sets with this answer, the one that gives it of most of what is disputed."""

        def often(id_: str) -> int:
            return sum(self.said[id_].get(other) is truth for other in self.disputed)

        return max((i for i, found in self.said.items() if found.get(entity) is truth), key=often)

    def _facts(self, id_: str) -> str:
        """A smallest set of facts that alone forces what a set says of all that is disputed."""
        if id_ not in self._texts:
            names = deciding(self.evaluations[id_], self.disputed)
            facts = self.evaluations[id_].facts
            texts = [self._text(name, facts[name]) for name in names]
            more = len(texts) - NAMED
            if more > 1:
                texts = [*texts[:NAMED], f"{more} more"]
            self._texts[id_] = f" ({'; '.join(texts)})" if texts else ""
        return self._texts[id_]

    def _text(self, name: str, value: Value) -> str:
        label = self.wording.label(name)
        if value is Truth.YES:
            return label
        if value is Truth.NO:
            return f"no {label.removeprefix('a ').removeprefix('an ')}"
        return f"{label} {value_words(value, self.wording.unit(name))}"


def deciding(evaluation: Evaluation, entities: frozenset[str]) -> tuple[str, ...]:
    """A smallest set of facts that alone forces what a set says for certain of the entities."""
    program, said = evaluation.program, answers(evaluation)
    certain = {e: t for e, t in said.items() if e in entities and t is not Truth.UNKNOWN}

    def same(facts: dict[str, Value]) -> bool:
        found = answers(evaluate_program(program, facts))
        return all(found.get(entity) is truth for entity, truth in certain.items())

    def weight(name: str) -> tuple[bool, object]:
        return name in program.inputs, program.weights.get(name, 0)

    return smallest(evaluation.facts, same, weight, program.closure.relevant | program.own)


def _cases(criteria: CriteriaSet) -> Iterable[Case]:
    for cases in (criteria.verdict, *criteria.outcomes.values()):
        yield from cases
