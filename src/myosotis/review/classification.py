"""Which classification sets there are, in which order, and what they say of a patient."""

from __future__ import annotations

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import CriteriaSet
from myosotis.logic import Evaluation, evaluate_program
from myosotis.patient import Snapshot
from myosotis.review.rulebook import rulebook


def classification_sets(base: KnowledgeBase) -> list[CriteriaSet]:
    """Those that a review shows in full, then by what they decide on, the newest first."""
    order = {entity.id: number for number, entity in enumerate(base.diagnosis.entities)}
    full = base.diagnosis.criteria

    def place(criteria: CriteriaSet) -> tuple[int, int, int]:
        first = full.index(criteria.id) if criteria.id in full else len(full)
        subject = min((order[e] for e in criteria.covers if e in order), default=len(order))
        return first, subject, -(criteria.year or 0)

    return sorted((c for c in base.criteria.values() if c.kind == "classification"), key=place)


def evaluate_classification(base: KnowledgeBase, snapshot: Snapshot) -> dict[str, Evaluation]:
    """Every enabled classification set on what was ever recorded; each is computed when read."""
    book = rulebook(base)
    facts = {name: known.value for name, known in snapshot.course.items()}
    found = {}
    for criteria in classification_sets(base):
        if criteria.enabled:
            program = book.program(criteria.id)
            # A record says nothing of an input that is the set's own, whatever its name.
            own = program.own
            known = {n: v for n, v in facts.items() if n not in own} if own else facts
            found[criteria.id] = evaluate_program(program, known)
    return found
