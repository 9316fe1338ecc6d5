"""The therapy files: every condition can be met and can be ruled out, and nothing known is unknown.

A condition that no patient can meet, or that none can rule out, is a mistake of the file. For each
one a small set of facts is looked for that makes it certainly true, and one that makes it certainly
false; over the numbers it is asked below, at and above its cut-offs.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import get_args

import pytest

from myosotis import Truth, knowledge
from myosotis.knowledge.schema import Therapy
from myosotis.knowledge.schema.therapies import Stage
from myosotis.logic import Value
from myosotis.logic.raw import NO, YES, from_raw
from myosotis.review.rulebook import CompiledRule, rulebook

BASE = knowledge.load()
BOOK = rulebook(BASE)
THERAPIES = BASE.content.therapies
STAGES = get_args(Stage)
FEW = 3
"""Facts that are enough to meet a condition."""

Facts = dict[str, Value]


def gates() -> Iterator[tuple[str, str]]:
    """Every condition that stands in front of a therapy, with its name."""
    for therapy in THERAPIES:
        for condition in therapy.contraindications:
            yield f"{therapy.id} {condition.id}", condition.if_
        for interaction in therapy.interactions:
            yield f"{therapy.id} beside {interaction.id}", interaction.if_
        for stage in therapy.reproduction:
            yield f"{therapy.id} {stage}", BASE.strategy.reproduction[stage].if_


def narrowings() -> Iterator[tuple[str, str]]:
    """Every condition that narrows a use to some patients, or opens the stopping of something."""
    for therapy in THERAPIES:
        for number, use in enumerate(therapy.uses):
            if use.if_:
                yield f"{therapy.id} {use.setting} {number}", use.if_
        if therapy.stops_if:
            yield f"{therapy.id} stops", therapy.stops_if


def named(pairs: Iterator[tuple[str, str]]) -> list[object]:
    return [pytest.param(text, id=name) for name, text in pairs]


CONDITIONS = named(gates()) + named(narrowings())


def values_of(rule: CompiledRule, name: str) -> list[Value]:
    """What an input can be, as far as the condition tells values apart."""
    item = rule.inputs[name]
    if item.type == "boolean":
        return [Truth.YES, Truth.NO]
    if item.labels:
        return [from_raw(frozenset({label}), item) for label in sorted(item.labels)]
    return [from_raw(span, item) for span in rule.cuts[name]]


def asked(rule: CompiledRule, facts: Facts) -> int:
    return rule.ask(rule.environment(facts))


def found(rule: CompiledRule, wanted: int) -> Facts | None:
    """The least facts found that settle the condition one way."""

    def search(facts: Facts, left: list[str]) -> Facts | None:
        answer = asked(rule, facts)
        if answer == wanted:
            return facts
        if answer != wanted | (NO if wanted == YES else YES) or not left:
            return None
        for value in values_of(rule, left[0]):
            if (deeper := search({**facts, left[0]: value}, left[1:])) is not None:
                return deeper
        return None

    facts = search({}, sorted(rule.inputs))
    for name in sorted(facts or {}):
        fewer = {key: value for key, value in (facts or {}).items() if key != name}
        if asked(rule, fewer) == wanted:
            facts = fewer
    return facts


@pytest.mark.parametrize("text", CONDITIONS)
def test_some_patient_certainly_meets_the_condition(text: str) -> None:
    facts = found(BOOK.rule(text), YES)
    assert facts is not None
    assert len(facts) <= FEW


@pytest.mark.parametrize("text", CONDITIONS)
def test_some_patient_certainly_does_not(text: str) -> None:
    assert found(BOOK.rule(text), NO) is not None


@pytest.mark.parametrize("text", CONDITIONS)
def test_with_nothing_known_it_is_unknown_and_not_no(text: str) -> None:
    assert Truth(asked(BOOK.rule(text), {})) is Truth.UNKNOWN


def cut_offs() -> list[object]:
    return [
        pytest.param(text, name, id=f"{which} {name}")
        for which, text in gates()
        for name, spans in BOOK.rule(text).cuts.items()
        if len(spans) > 1
    ]


@pytest.mark.parametrize(("text", "name"), cut_offs())
def test_each_cut_off_turns_the_answer(text: str, name: str) -> None:
    """With all else ruled out, a number beyond the cut-off settles what one before does not."""
    rule = BOOK.rule(text)
    rest = {key: value for key, value in (found(rule, NO) or {}).items() if key != name}
    answers = [asked(rule, {**rest, name: value}) for value in values_of(rule, name)]
    assert YES in answers
    assert NO in answers
    assert all(one != other for one, other in pairwise(answers))


@pytest.mark.parametrize("therapy", THERAPIES, ids=lambda therapy: therapy.id)
def test_names_within_a_therapy_are_used_once_and_are_no_stage(therapy: Therapy) -> None:
    for conditions in (therapy.contraindications, therapy.interactions):
        names = [condition.id for condition in conditions]
        assert len(names) == len(set(names))
        assert not set(names) & set(STAGES)


@pytest.mark.parametrize("therapy", THERAPIES, ids=lambda therapy: therapy.id)
def test_what_acts_on_the_child_is_said_for_all_stages_or_for_none(therapy: Therapy) -> None:
    assert set(therapy.reproduction) in (set(), set(STAGES))
    if therapy.gated and therapy.kind == "drug" and therapy.uses:
        assert therapy.reproduction


@pytest.mark.parametrize("therapy", THERAPIES, ids=lambda therapy: therapy.id)
def test_a_threshold_of_our_own_is_never_called_checked(therapy: Therapy) -> None:
    parts = (*therapy.judging, *therapy.doses, *therapy.dose_floors)
    for part in (*parts, *([therapy.duration] if therapy.duration else [])):
        if "myosotis_proposal" in part.source:
            assert part.checked == "no"


@pytest.mark.parametrize("therapy", THERAPIES, ids=lambda therapy: therapy.id)
def test_it_is_judged_by_a_number_in_a_setting_where_it_is_used(therapy: Therapy) -> None:
    used = {use.setting for use in therapy.uses}
    for judging in therapy.judging:
        assert judging.setting in used
        finding = BASE.findings.get(judging.measure)
        assert finding is None or finding.kind == "quantity"
    pairs = [(judging.setting, judging.measure) for judging in therapy.judging]
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize("therapy", THERAPIES, ids=lambda therapy: therapy.id)
def test_a_dose_range_runs_upwards_and_has_an_end(therapy: Therapy) -> None:
    for dose in therapy.doses:
        assert dose.low is not None or dose.high is not None
        assert dose.low is None or dose.high is None or dose.low <= dose.high


@pytest.mark.parametrize("therapy", THERAPIES, ids=lambda therapy: therapy.id)
def test_no_failure_of_a_trial_drug_counts(therapy: Therapy) -> None:
    if therapy.status == "investigational":
        assert therapy.counts_as == "none"


def test_no_interaction_is_with_the_drug_itself() -> None:
    for therapy in THERAPIES:
        for interaction in therapy.interactions:
            assert f"on_treatment.{therapy.id}" not in interaction.if_.split()
