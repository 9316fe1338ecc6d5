"""Why and what is missing, on random facts: the reason is enough, nothing in it is superfluous,
each answer leaves what was promised, and more knowledge never leaves more verdicts.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given, note, settings
from hypothesis import strategies as st

from myosotis import knowledge, logic
from myosotis.logic.hierarchy import finding_input
from myosotis.logic.values import Choice, Interval, Truth, Value, meet

BASE = knowledge.load()
HIERARCHY = logic.Hierarchy(BASE)
PROGRAMS = {id_: logic.compile_criteria(c, HIERARCHY) for id_, c in BASE.criteria.items()}
CLASSIFICATION = sorted(criteria.id for criteria in BASE.content.criteria)

every_set = pytest.mark.parametrize("id_", sorted(PROGRAMS))
each_set = pytest.mark.parametrize("id_", CLASSIFICATION)
"""Instruments ask what was recorded, so a further fact may open what was closed."""

some = settings(max_examples=max(10, settings().max_examples // 20))
"""There are many sets: together they see thousands of patients."""


@st.composite
def random_facts(draw: st.DrawFn, id_: str, *, contradictory: bool = False) -> dict[str, Value]:
    """Some inputs, and a few other findings that bear on them."""
    program = PROGRAMS[id_]
    inputs = draw(st.sets(st.sampled_from(sorted(program.inputs))))
    around = sorted(program.closure.relevant | program.inputs.keys())
    others = draw(st.sets(st.sampled_from(around), max_size=4))
    facts = {name: draw(values(program, name)) for name in sorted(inputs | others)}
    assume(contradictory or not program.closure.apply(facts).clashes)
    note(str({name: str(value) for name, value in facts.items()}))
    return facts


def values(program: logic.Program, name: str) -> st.SearchStrategy[Value]:
    """Any value of a finding that says something."""
    item = program.inputs.get(name) or finding_input(BASE.findings[name])
    if item.type == "boolean":
        return st.sampled_from([Truth.YES, Truth.NO])
    if item.type == "label":
        return st.sets(st.sampled_from(sorted(item.labels)), min_size=1).map(
            lambda labels: Choice.among(item.labels, labels)
        )
    usual = [Fraction(n) for n in (0, 1, 2, 5, 17, 18, 30, 39, 40, 41, 70)]
    numbers = st.sampled_from([n for n in usual if item.low <= n < item.high] or [item.low])
    return st.one_of(
        numbers.map(Interval.exactly),
        st.tuples(numbers, numbers).map(lambda ends: Interval(min(ends), max(ends))),
        numbers.map(lambda low: Interval(low, low_open=True)),
    )


def verdict(program: logic.Program, facts: dict[str, Value]) -> tuple[str, ...]:
    return logic.evaluate_program(program, facts).labels


# -- why ------------------------------------------------------------------------------------------


@every_set
@some
@given(data=st.data())
def test_the_reason_alone_gives_the_same_verdict(id_: str, data: st.DataObject) -> None:
    program = PROGRAMS[id_]
    facts = data.draw(random_facts(id_, contradictory=True))
    result = logic.evaluate_program(program, facts)
    assert verdict(program, {name: facts[name] for name in result.because}) == result.labels


@every_set
@some
@given(data=st.data())
def test_no_member_of_the_reason_can_be_left_out(id_: str, data: st.DataObject) -> None:
    program = PROGRAMS[id_]
    facts = data.draw(random_facts(id_, contradictory=True))
    result = logic.evaluate_program(program, facts)
    for name in result.because:
        without = {other: facts[other] for other in result.because if other != name}
        assert verdict(program, without) != result.labels, name


# -- what is missing ------------------------------------------------------------------------------


@each_set
@some
@given(data=st.data())
def test_each_answer_leaves_what_was_promised(id_: str, data: st.DataObject) -> None:
    program = PROGRAMS[id_]
    facts = data.draw(random_facts(id_))
    for item in logic.evaluate_program(program, facts).missing:
        for answer in item.answers:
            assert verdict(program, answered(facts, item.finding, answer.value)) == answer.leaves, (
                f"{item.finding}: {answer.value}"
            )


@each_set
@some
@given(data=st.data())
def test_all_answers_together_settle_the_verdict(id_: str, data: st.DataObject) -> None:
    program = PROGRAMS[id_]
    facts = data.draw(random_facts(id_))
    missing = logic.evaluate_program(program, facts).missing
    for item in missing:
        answer = data.draw(st.sampled_from(item.answers), label=item.finding)
        known = meet(facts.get(item.finding, answer.value), answer.value)
        facts[item.finding] = known if known is not None else answer.value
    assume(not program.closure.apply(facts).clashes)
    ranges = [f for f in facts.values() if isinstance(f, Interval) and not f.known]
    if not ranges:
        assert len(verdict(program, facts)) == 1


# -- more knowledge -------------------------------------------------------------------------------


@each_set
@some
@given(data=st.data())
def test_a_further_fact_never_leaves_more_verdicts(id_: str, data: st.DataObject) -> None:
    program = PROGRAMS[id_]
    facts = data.draw(random_facts(id_))
    before = verdict(program, facts)
    name = data.draw(st.sampled_from(sorted(program.closure.relevant)))
    more = answered(facts, name, data.draw(values(program, name)))
    assume(not program.closure.apply(more).clashes)
    after = verdict(program, more)
    assert set(after) <= set(before) or after == (logic.NOT_APPLICABLE,)


@every_set
@some
@given(data=st.data())
def test_the_order_of_the_facts_does_not_matter(id_: str, data: st.DataObject) -> None:
    program = PROGRAMS[id_]
    facts = data.draw(random_facts(id_, contradictory=True))
    shuffled = {name: facts[name] for name in data.draw(st.permutations(list(facts)))}
    assert verdict(program, shuffled) == verdict(program, facts)


def answered(facts: dict[str, Value], name: str, value: Value) -> dict[str, Value]:
    """The facts with one more, which may narrow what was known of it."""
    known = meet(facts[name], value) if name in facts else value
    assume(known is not None)
    assert known is not None
    return {**facts, name: known}


# -- a fact may lower a score ---------------------------------------------------------------------


def test_a_biopsy_without_features_takes_a_probable_patient_below_possible() -> None:
    program = PROGRAMS["eular_acr_2017"]
    named = {
        "age_at_onset": Interval.exactly(45),
        "heliotrope_rash": Truth.YES,
        "symmetric_proximal_arm_weakness": Truth.YES,
    }
    rest: dict[str, Value] = {
        name: Truth.NO
        for name, item in program.inputs.items()
        if item.type == "boolean" and not name.startswith("biopsy") and "biopsy" not in name
    }
    without = logic.evaluate_program(program, {**rest, **named, "muscle_biopsy_done": Truth.NO})
    assert without.values["score"] == Interval.exactly("5.9")
    assert without.labels == ("probable",)

    featureless = {name: Truth.NO for name in program.inputs if name.startswith("biopsy_")}
    after = logic.evaluate_program(
        program, {**rest, **named, **featureless, "muscle_biopsy_done": Truth.YES}
    )
    assert after.values["score"] == Interval.exactly("6.1")
    assert after.labels == ("not",)

    # Not recorded whether there was one: both, and whatever its features would add.
    unknown = logic.evaluate_program(program, {**rest, **named})
    assert unknown.values["score"] == Interval(Fraction("5.9"), Fraction(14))
    assert unknown.labels == ("definite", "probable", "not")
