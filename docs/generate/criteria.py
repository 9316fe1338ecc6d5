"""The page of one criteria set or instrument."""

from __future__ import annotations

from collections.abc import Iterator

from checking import checking
from example_tables import example_tables
from inputs import inputs
from layout import DATA, basis, code, entities, table
from phrases import Phrases
from remarks import flags, measures, notes, refusals
from scoring import entry, scoring
from worked_examples import Examples

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import CriteriaSet
from myosotis.review import rulebook

KINDS = {
    "classification": "classification criteria",
    "response": "response criteria",
    "state": "state of the disease",
    "definition": "definition",
    "measure": "measure",
    "grading": "grading",
}
POPULATIONS = {"any": "any", "adult": "adults", "juvenile": "children"}


def criteria_set(
    base: KnowledgeBase, criteria: CriteriaSet, examples: Examples | None
) -> Iterator[str]:
    """One criteria set or instrument."""
    phrases = Phrases(rulebook(base).program(criteria.id))
    yield criteria.about
    yield ""
    if not criteria.enabled:
        yield f"> **Switched off**: it affects no verdict. Missing: {criteria.incomplete}"
        yield ""
    yield from _head(base, criteria)
    yield from entry(criteria, phrases)
    yield from measures(base, criteria)
    yield from inputs(base, criteria)
    yield from scoring(criteria, phrases)
    yield from flags(criteria, phrases)
    yield from refusals(criteria, phrases)
    yield from notes(criteria)
    published = {each.published for each in examples.examples if each.published} if examples else ()
    yield from checking(base, criteria, set(published))
    if examples:
        yield from example_tables(criteria, examples)


def _head(base: KnowledgeBase, criteria: CriteriaSet) -> Iterator[str]:
    folder = "criteria" if criteria.kind == "classification" else "instruments"
    file = f"[{criteria.id}.yaml]({DATA}/{folder}/{criteria.id}.yaml)"
    command = f"myosotis evaluate {criteria.id.replace('_', '-')} --set NAME=VALUE"
    decides = entities(base, criteria.covers)
    year = f", {criteria.year}" if criteria.year else ""
    yield from table(
        ["", ""],
        [
            ["kind", f"{KINDS[criteria.kind]}{year}"],
            ["population", POPULATIONS[criteria.population]],
            *([["decides on", decides]] if decides else []),
            ["status", "in use" if criteria.enabled else "switched off"],
            ["basis", basis(criteria)],
            ["to run it", code(command)],
            ["file", file],
        ],
    )
