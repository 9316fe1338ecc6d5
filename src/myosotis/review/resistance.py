"""Question 0: is the disease refractory by a named definition, and what else could be behind it."""

from __future__ import annotations

from myosotis.knowledge.schema import Cause
from myosotis.logic import Environment, Truth
from myosotis.review.model import (
    CauseReview,
    NamedDefinition,
    Resistance,
    ResistanceVerdict,
    TreatmentVerdict,
)
from myosotis.review.other_definitions import other_definitions, own_definition
from myosotis.review.parts import Reason
from myosotis.review.treatments import Judged, treatment_review
from myosotis.review.view import View

WEAK: frozenset[TreatmentVerdict] = frozenset({"inadequate_dose", "inadequate_time", "not_taken"})
"""Verdicts on a treatment by which it was not a trial worth the name."""


def review_resistance(view: View, judged: list[Judged]) -> Resistance:
    """The answer to question 0. ``view`` must hold `facts_of` the judged treatments."""
    pathway = view.base.resistance
    treatments = tuple(treatment_review(each) for each in judged)
    own = tuple(own_definition(view, each, treatments) for each in pathway.definitions)
    default = next(each for each in own if each.default)
    verdict, possible = _verdict(default, judged)
    unknowns = [m for t in treatments for m in t.missing]
    return Resistance(
        question=pathway.question,
        verdict=verdict,
        possible=possible,
        statement=_statement(verdict, default, judged),
        definition=default,
        definitions=(*own, *other_definitions(view, judged, treatments)),
        treatments=treatments,
        removable_causes=tuple(_cause(view, cause) for cause in pathway.removable_causes),
        because=tuple(
            Reason(text=f"{_capital(each.name)}: {each.statement}", rule=default.id)
            for each in treatments
        ),
        missing=tuple(unknowns) if verdict == "cannot_tell" else (),
    )


def _verdict(
    default: NamedDefinition, judged: list[Judged]
) -> tuple[ResistanceVerdict, tuple[str, ...]]:
    counting = [j for j in judged if j.therapy.counts_as != "none"]
    certainly_weak = any(set(j.possible) <= WEAK for j in counting)
    maybe_weak = any(set(j.possible) & WEAK for j in counting)
    if default.verdict == "met":
        return "refractory", ("refractory",)
    if default.verdict == "not_met":
        verdict: ResistanceVerdict = "inadequately_treated" if certainly_weak else "not_refractory"
        if verdict == "not_refractory" and maybe_weak:
            return "cannot_tell", ("inadequately_treated", "not_refractory")
        return verdict, (verdict,)
    possible = ["refractory"]
    if maybe_weak or not counting:
        possible.append("inadequately_treated")
    if not certainly_weak:
        possible.append("not_refractory")
    return "cannot_tell", tuple(possible)


def _statement(verdict: str, default: NamedDefinition, judged: list[Judged]) -> str:
    if not any(j.treatment.given for j in judged):
        return "No treatment is recorded, so nothing can be said of resistance."
    text = {
        "refractory": "The recorded treatments meet the definition of refractory disease",
        "inadequately_treated": (
            "Treatment was not adequate; the disease is not shown to be refractory"
        ),
        "not_refractory": (
            "The recorded treatments do not meet the definition of refractory disease"
        ),
        "cannot_tell": "The recorded facts do not show whether the disease is refractory",
    }[verdict]
    return f"{text} (definition: {default.title[:1].lower()}{default.title[1:]})."


def _cause(view: View, cause: Cause) -> CauseReview:
    found, excluded = view.truth(cause.found), view.truth(cause.excluded)
    text = cause.found if found is Truth.YES else cause.excluded
    known = Truth.YES in (found, excluded)
    unknown = (
        ()
        if known
        else view.missing([cause.found], lambda facts: _cause_verdict(view, cause, facts))
    )
    return CauseReview(
        id=cause.id,
        label=cause.label,
        verdict="found" if found is Truth.YES else "excluded" if excluded is Truth.YES else "ask",
        statement=cause.statement,
        because=view.because(text) if known else (),
        missing=unknown,
        tests=cause.tests,
        sources=cause.source,
        checked=cause.checked,
    )


def _cause_verdict(view: View, cause: Cause, facts: Environment) -> tuple[str, ...]:
    mask = view.book.rule(cause.found).ask(facts)
    return tuple(word for bit, word in ((2, "found"), (1, "excluded")) if mask & bit)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
