"""The names under which things are shown: the labels of the knowledge base."""

from __future__ import annotations

from collections.abc import Sequence

from myosotis.knowledge import KnowledgeBase, normal_name
from myosotis.knowledge.schema import Alias, Finding

TREATMENT = "treatment."
"""What is not known of a treatment begins so, whichever treatment of a patient it is."""

UNDECIDED = "cannot tell"
"""The class of those of whom a question is open; it is a class of its own in every table."""


def finding_of(base: KnowledgeBase, name: str) -> tuple[Finding, Alias | None] | None:
    """The finding of an id or another name, and the name; None where there is none."""
    key = normal_name(name)
    if key in base.findings:
        return base.findings[key], None
    if key in base.aliases:
        id_, alias = base.aliases[key]
        return base.findings[id_], alias
    return None


def finding_label(base: KnowledgeBase, name: str) -> str:
    """The label of a finding by its id or another name; what is no finding, in its own words.

    What is missing of a treatment (``treatment.dose``) is named so.
    """
    if name.startswith(TREATMENT):
        return f"{name.removeprefix(TREATMENT).replace('_', ' ')} of a treatment"
    found = finding_of(base, name) or finding_of(base, name.rpartition(".")[2])
    return found[0].label if found else name.replace("_", " ").replace(".", ", ")


def therapy_label(base: KnowledgeBase, name: str) -> str:
    """The label of a therapy by its id."""
    return base.therapies[name].label if name in base.therapies else name.replace("_", " ")


def criteria_label(base: KnowledgeBase, name: str) -> str:
    """The short name of a criteria set."""
    found = base.criteria.get(name)
    return name.replace("_", " ") if found is None else found.short or found.title


def verdict_label(base: KnowledgeBase, criteria: str, verdict: str) -> str:
    """A verdict of a criteria set in words; the word itself where it is short enough to stand."""
    found = base.criteria.get(criteria)
    cases = () if found is None else found.verdict
    return next(
        (case.label or case.is_ for case in cases if case.is_ == verdict and "_" in verdict),
        verdict.replace("_", " "),
    )


def verdict_order(base: KnowledgeBase, criteria: str) -> list[str]:
    """The verdicts of a set, in the order of its file."""
    found = base.criteria.get(criteria)
    return [] if found is None else [case.is_ for case in found.verdict]


def definition_label(base: KnowledgeBase, name: str) -> str:
    """A definition of refractory disease: the short name of its set, or its title."""
    for definition in base.resistance.definitions:
        if definition.id == name:
            return definition.title
    for other in base.resistance.other_definitions:
        if other.id == name:
            return criteria_label(base, other.set_)
    return name.replace("_", " ")


def entity_label(base: KnowledgeBase, name: str) -> str:
    """What a classification can affirm or a label can say."""
    found = {entity.id: entity.label for entity in base.diagnosis.entities}
    return found.get(name, name.replace("_", " "))


def response_levels(base: KnowledgeBase) -> list[str]:
    """The levels of a response, the least first; that of no response is not one of them."""
    order = verdict_order(base, base.course.score.instrument)
    return order[:-1][::-1]


def joined(parts: Sequence[str]) -> str:
    """Several labels as one, in their order."""
    return " + ".join(parts)
