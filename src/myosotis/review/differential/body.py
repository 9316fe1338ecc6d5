"""The differential: gates, sets of disorders that fit, what would part them, which tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from myosotis.knowledge import KnowledgeBase
from myosotis.logic import clash_words, is_unknown, value_words
from myosotis.review.antibodies.results import NOT_EXCLUDED
from myosotis.review.differential.actions import action_line, open_actions
from myosotis.review.differential.evidence import Evidence, read_evidence
from myosotis.review.differential.gates import gate_lines
from myosotis.review.differential.lines import disorder_line
from myosotis.review.differential.model import DifferentialBody, Leads
from myosotis.review.differential.outcomes import turns
from myosotis.review.differential.ranking import (
    Ranked,
    counted,
    places,
    rank,
    shares_of_belief,
)
from myosotis.review.differential.sets import TOLD, TOLD_LATER, set_line, unexplained
from myosotis.review.differential.weighing import weighing
from myosotis.review.differential.words import both, capital
from myosotis.review.rulebook import EVER, expressions, rulebook
from myosotis.review.view import View

LEAST_FACTS = 3
"""With fewer facts nothing is said to lead."""


def differential_body(view: View, open_negatives: Sequence[str] = ()) -> DifferentialBody:
    """The differential of one patient, on the course as recorded up to the date of the view.

    ``open_negatives``: findings that were negative by a test that may miss them, and so not known.
    What is not known has no effect. Nothing is said to be likely: disorders are put in sets which
    the record does not part, in the order of how well they fit.
    """
    base = view.base
    tables = weighing(base)
    evidence = read_evidence(view, tables)
    ranked = rank(view, tables, evidence)
    numbers = places(ranked)
    some = counted(ranked)
    sets = {
        number: [one for one in some if numbers.get(one.disorder.id) == number]
        for number in sorted(set(numbers.values()))
    }
    first = sets.get(1, [])
    told = {
        one.disorder.id
        for number, members in sets.items()
        for one in members[: TOLD if number == 1 else TOLD_LATER]
    }
    belief = shares_of_belief(ranked)
    leads = _leads(evidence, first)
    strange = tuple(unexplained(tables, evidence, first))
    actions = open_actions(
        view, ranked, belief, turns(base, tables, evidence, ranked), first, bool(strange)
    )
    return DifferentialBody(
        question=base.differential.question,
        statement=_statement(evidence, first, leads),
        usable=evidence.usable,
        leads=leads,
        sets=tuple(
            set_line(view, tables, evidence, number, members, belief)
            for number, members in sets.items()
        ),
        disorders=tuple(
            disorder_line(
                view, tables, evidence, one, numbers.get(one.disorder.id), one.disorder.id in told
            )
            for one in some
        ),
        left_out=tuple(
            disorder_line(view, tables, evidence, one, None, False)
            for one in ranked
            if one not in some
        ),
        unexplained=strange,
        gates=tuple(gate_lines(view)),
        actions=tuple(action_line(view, action, first) for action in actions),
        unused=tuple(_unused(view)),
        notes=tuple(_notes(view, open_negatives)),
    )


def _leads(evidence: Evidence, first: Sequence[Ranked]) -> Leads:
    if not first or (evidence.usable < LEAST_FACTS and first[0].status != "confirmed"):
        return "cannot_tell"
    kinds = {one.disorder.iim for one in first}
    if len(kinds) == 2:
        return "both"
    return "iim" if True in kinds else "other"


def _statement(evidence: Evidence, first: Sequence[Ranked], leads: Leads) -> str:
    if leads == "cannot_tell":
        return f"{_facts(evidence.usable)} to go by: too few for a differential."
    labels = [one.disorder.label for one in first]
    if first[0].status == "confirmed":
        return f"The record confirms {both(labels)}."
    if len(labels) == 1:
        return f"{capital(labels[0])} fits best, by {_facts(evidence.usable).lower()}."
    if len(labels) > TOLD:
        return (
            f"What is recorded parts little: {len(labels)} disorders fit about as well, "
            f"first {both(labels, 3).rpartition(' and ')[0]}."
        )
    facts = _facts(evidence.usable).lower()
    return f"{capital(both(labels, TOLD))} fit best; {facts} do not part them."


def _facts(number: int) -> str:
    return "One fact" if number == 1 else f"{number or 'No'} facts"


def _unused(view: View) -> Iterable[str]:
    """What was recorded and is not read here, in the words of the vocabulary."""
    read = read_findings(view.base)
    for name in view.snapshot.course:
        if name not in read and name in view.base.findings and view.snapshot.course[name].facts:
            yield view.base.findings[name].label


@cache
def read_findings(base: KnowledgeBase) -> frozenset[str]:
    """Every finding that bears on the differential."""
    book = rulebook(base)
    found = set(base.differential.context)
    for place, text in expressions(base):
        if place.partition(" ")[0] in ("feature", "disorder", "gate"):
            found |= {n.removeprefix(EVER) for n in book.rule(text).relevant}
    return frozenset(found)


def _weighed(view: View, name: str) -> str:
    """What became of a finding about which the record disagrees."""
    value = view.facts.get(f"{EVER}{name}")
    # An antibody that is doubtful is taken out of the course.
    if value is None or is_unknown(value):
        return "it is not weighed"
    return f"over the course it counts as {value_words(value, view.wording.unit(name))}"


def _notes(view: View, open_negatives: Sequence[str]) -> Iterable[str]:
    read = read_findings(view.base)
    for conflict in view.snapshot.conflicts:
        if conflict.finding in read:
            yield f"{capital(conflict.sentence)}; {_weighed(view, conflict.finding)}."
    for clash in view.clashes:
        if clash.finding in read:
            yield capital(clash_words(clash, view.wording))
    for name, known in view.snapshot.doubtful.items():
        if name in read:
            yield f"{capital(view.base.findings[name].label)} is not weighed: {known.note}."
    missed = [view.base.findings[name].label for name in open_negatives if name in read]
    if missed:
        verb = "is" if len(missed) == 1 else "are"
        yield f"{capital(both(missed))} {verb} not weighed: {NOT_EXCLUDED}."
    if later := len(view.snapshot.later):
        said = "One recorded fact is" if later == 1 else f"{later} recorded facts are"
        yield f"{said} of a later date, or may be, and not weighed."
