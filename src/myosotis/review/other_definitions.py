"""What each definition of refractory disease says of one patient, in one sentence each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from myosotis.knowledge.schema import Definition
from myosotis.logic import (
    NO,
    YES,
    Environment,
    Node,
    Value,
    answers_of_record,
    decisive,
    environment,
    from_raw,
    still_read,
    value_words,
)
from myosotis.review.definitions import Asked, CompiledDefinition
from myosotis.review.failures import facts_of, weeks_at_dose
from myosotis.review.model import Gate, NamedDefinition, TreatmentReview
from myosotis.review.parts import Missing
from myosotis.review.treatments import Judged
from myosotis.review.view import View

WEEKS_AT_DOSE = "glucocorticoid_weeks_at_dose"
_CLASSES = {"glucocorticoid_": "glucocorticoid", "immunosuppressants_": "immunosuppressant"}
_WORDS = {YES: "met", NO: "not_met"}
SHOWN = 4
"""As many facts are named in a sentence; more are counted."""


def own_definition(
    view: View, definition: Definition, treatments: tuple[TreatmentReview, ...]
) -> NamedDefinition:
    """A definition of this base."""
    rule = view.book.rule(definition.if_)
    mask = rule.ask(view.environment)
    return NamedDefinition(
        id=definition.id,
        title=definition.title,
        short=definition.title,
        asks=definition.title,
        **_Sentences(view, treatments, {}, {}).answer(rule.node, mask, view.environment),
        note=definition.note,
        default=definition.default,
        sources=definition.source,
        checked=definition.checked,
    )


def other_definitions(
    view: View, judged: list[Judged], treatments: tuple[TreatmentReview, ...]
) -> Iterator[NamedDefinition]:
    """The definitions of others, in their order; those that are switched off are left out."""
    said: dict[str, tuple[Missing, ...]] = {}
    for compiled in view.book.definitions:
        if compiled.criteria.enabled:
            sentences = _Sentences(view, treatments, compiled.labels, said)
            yield _other(view, compiled, judged, sentences)


def _other(
    view: View,
    compiled: CompiledDefinition,
    judged: list[Judged],
    sentences: _Sentences,
) -> NamedDefinition:
    criteria, history = compiled.criteria, compiled.history
    facts = _facts(view, compiled, judged)
    applies = YES if compiled.applies is None else compiled.applies(facts)
    fields: dict[str, Any] = {
        "id": compiled.definition.id,
        "title": criteria.title,
        "short": criteria.short,
        "criteria": criteria.id,
        "asks": history.words if history else "",
        "note": criteria.about,
        "default": False,
        "sources": criteria.source,
        "checked": criteria.checked,
    }
    if applies == NO:
        why = criteria.not_applicable_label or ""
        return NamedDefinition(**fields, verdict="not_applicable", statement=_sentence([why]))
    if applies != YES:
        fields["assumed"] = criteria.applies_label
    fields["gates"] = tuple(_gate(sentences, gate, facts) for gate in compiled.gates)
    if history is None:
        note = compiled.definition.note or ""
        return NamedDefinition(**fields, verdict="not_asked", statement=note)
    return NamedDefinition(
        **fields, **sentences.answer(history.node, history.question(facts), facts)
    )


def _gate(sentences: _Sentences, gate: Asked, facts: Environment) -> Gate:
    return Gate(
        id=gate.id,
        label=gate.label,
        asks=gate.words,
        sources=gate.sources,
        checked=gate.checked,
        **sentences.answer(gate.node, gate.question(facts), facts),
    )


def _facts(view: View, compiled: CompiledDefinition, judged: list[Judged]) -> Environment:
    """What the record says of the inputs of a definition."""
    definition, own = compiled.definition, compiled.scope.own
    everything = view.environment
    facts = Environment(
        {name: everything[name] for name in compiled.scope.inputs if name in everything}
    )
    known_here = facts_of(view, judged, True) if definition.barred_counts else view.extra
    special: dict[str, Value] = {n: known_here[n] for n in own if n in known_here}
    if definition.glucocorticoid_dose:
        special[WEEKS_AT_DOSE] = weeks_at_dose(view, judged, definition.glucocorticoid_dose)
    special |= {name: view.truth(text) for name, text in definition.reads.items()}
    facts.update(environment(special))
    asked = answers_of_record(
        compiled.asked,
        lambda name: from_raw(facts[name], compiled.scope.inputs[name]) if name in facts else None,
    )
    facts.update(environment(asked))
    return facts


class _Sentences:
    """Why a condition holds or not, and what is missing to tell, in words.

    ``said`` keeps what is missing by its label: most of it is missing for several definitions.
    """

    def __init__(
        self,
        view: View,
        treatments: tuple[TreatmentReview, ...],
        labels: Mapping[str, str],
        said: dict[str, tuple[Missing, ...]],
    ) -> None:
        self.view = view
        self.treatments = treatments
        self.labels = labels
        self.said = said

    def answer(self, node: Node, mask: int, facts: Environment) -> dict[str, Any]:
        """The verdict of a condition, the facts that decide it, or else the unknowns that may."""
        verdict = _WORDS.get(mask)
        if verdict is None:
            unknown = self._still_missing(node, facts)
            return {"verdict": "cannot_tell", "statement": "", "missing": unknown}
        return {"verdict": verdict, "statement": self._why(node, facts), "missing": ()}

    def _why(self, node: Node, facts: Environment) -> str:
        names = [name for name in decisive(node, facts) if facts.get(name) is not None]
        said = [self._fact(name, facts[name]) for name in names[:SHOWN]]
        if len(names) > SHOWN:
            said.append(f"and {len(names) - SHOWN} more")
        return _sentence(said)

    def _still_missing(self, node: Node, facts: Environment) -> tuple[Missing, ...]:
        names = still_read(node, facts)
        in_order = (*(n for n in self.labels if n in names), *sorted(names - self.labels.keys()))
        found = [one for name in in_order for one in self._missing(name)]
        return tuple({one.finding: one for one in found}.values())

    def _missing(self, name: str) -> tuple[Missing, ...]:
        label = self._label(name)
        if label not in self.said:
            self.said[label] = tuple(self._unknown(name, label))
        return self.said[label]

    def _unknown(self, name: str, label: str) -> Iterable[Missing]:
        kind = next((kind for start, kind in _CLASSES.items() if name.startswith(start)), None)
        unclear = [t for t in self.treatments if t.counts_as == kind and t.missing]
        if unclear:
            return [_unclear(each) for each in unclear]
        if kind is not None and not self.treatments:
            return (Missing(finding="treatments", label="the treatments", why="not recorded"),)
        return (Missing(finding=name, label=label, why=self.view.why_missing(name)),)

    def _fact(self, name: str, raw: Any) -> str:
        value = value_words(from_raw(raw), self.view.wording.unit(name))
        return f"{self._label(name)}: {value}"

    def _label(self, name: str) -> str:
        return self.labels.get(name) or self.view.wording.label(name)


def _unclear(treatment: TreatmentReview) -> Missing:
    """What is missing of one treatment, as one unknown."""
    parts = [one.label.removesuffix(f" of {treatment.name}") for one in treatment.missing]
    listed = " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
    why = treatment.missing[0].why
    return Missing(finding=treatment.id, label=f"{listed} of {treatment.name}", why=why)


def _sentence(parts: list[str]) -> str:
    text = "; ".join(part for part in parts if part)
    return f"{text[:1].upper()}{text[1:]}." if text else ""
