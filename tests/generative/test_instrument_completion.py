"""Every instrument against single completions of its unknowns, and against itself as a table.

An instrument calculates with what it reads, so its completions cannot all be listed: here each
of many is drawn at random, from the ends and the cut-offs of every scale.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from math import inf

import polars as pl
import pytest
from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st

from myosotis import knowledge, logic
from myosotis.logic import table
from myosotis.logic.nodes import Input
from myosotis.logic.raw import Environment, to_raw
from myosotis.logic.scalar import compiled
from myosotis.logic.values import Choice, Interval, Truth, Value
from tests.generative.expressions import outcome, row

BASE = knowledge.load()
HIERARCHY = logic.Hierarchy(BASE)
PROGRAMS = {
    id_: logic.compile_criteria(criteria, HIERARCHY)
    for id_, criteria in BASE.criteria.items()
    if criteria.kind != "classification"
}

each_set = pytest.mark.parametrize("id_", sorted(PROGRAMS))
patients = settings(
    max_examples=max(15, settings().max_examples // 40),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


def values_of(item: Input) -> st.SearchStrategy[Value]:
    """One known value of an input."""
    if item.type == "boolean":
        return st.sampled_from([Truth.NO, Truth.YES])
    if item.type == "label":
        return st.sampled_from(sorted(item.labels)).map(
            lambda label: Choice.among(item.labels, [label])
        )
    low = Fraction(item.low) if item.low != -inf else Fraction(0)
    high = Fraction(item.high) if item.high != inf else low + 100
    return st.integers(0, 40).map(lambda part: Interval.exactly(low + (high - low) * part / 40))


@st.composite
def records(draw: st.DrawFn, id_: str) -> tuple[dict[str, Value], dict[str, Value]]:
    """A complete record, and the same with some of it unknown, or known within a range."""
    drawn = {name: draw(values_of(item)) for name, item in PROGRAMS[id_].inputs.items()}
    whole = agreeing(id_, drawn)
    part: dict[str, Value] = {}
    for name, value in whole.items():
        kept = draw(st.sampled_from(["known", "known", "known", "in part", "unknown"]))
        if kept == "known":
            part[name] = value
        elif kept == "in part" and isinstance(value, Interval):
            width = draw(st.sampled_from([Fraction(1, 10), Fraction(3)]))
            part[name] = Interval(value.low - width, value.high + width)
    return whole, part


def agreeing(id_: str, drawn: dict[str, Value]) -> dict[str, Value]:
    """The record without contradictions: with a finding, all that it is a kind of."""
    kinds = {
        above
        for name, value in drawn.items()
        if value is Truth.YES
        for above in ancestors(PROGRAMS[id_], name)
    }
    return {name: Truth.YES if name in kinds else value for name, value in drawn.items()}


def ancestors(program: logic.Program, name: str) -> set[str]:
    """The findings that a finding is a kind of, directly or not; none of a set's own parameter."""
    if name in program.own or name not in BASE.findings:
        return set()
    parents = BASE.findings[name].is_a
    return {*parents, *(above for parent in parents for above in ancestors(program, parent))}


def completed(evaluation: logic.Evaluation, whole: dict[str, Value]) -> Environment:
    """The record completed; what was asked of the record itself stays as it was."""
    raw = {name: to_raw(value) for name, value in whole.items()}
    return Environment({**evaluation.environment, **raw})


@each_set
@patients
@given(data=st.data())
def test_every_completion_lies_within_the_bounds(id_: str, data: st.DataObject) -> None:
    program = PROGRAMS[id_]
    whole, part = data.draw(records(id_))
    note(str({name: str(value) for name, value in part.items()}))
    known = logic.evaluate_program(program, part).environment
    complete = completed(logic.evaluate_program(program, part), whole)
    assert outcome(program.cases, complete) in program.verdict(known)
    for name, cases in program.outcome_cases.items():
        assert outcome(cases, complete) in program.outcomes[name](known), name
    for name, question in program.values.items():
        (low, _), (high, _) = question(known)
        (least, _), (most, _) = compiled(program.named[name])(complete)
        assert low <= least <= most <= high, name
    for flag, question in program.flags:
        assert compiled(question.plan.node)(complete) & question(known), flag.id


@each_set
@patients
@given(data=st.data())
def test_the_table_contains_what_one_patient_gives(id_: str, data: st.DataObject) -> None:
    program = PROGRAMS[id_]
    people = [part for _, part in data.draw(st.lists(records(id_), min_size=1, max_size=6))]
    frame = as_frame(program, people)
    answers = tabulation(id_, frozenset(frame.columns))(frame.lazy()).collect()
    for facts, got in zip(people, answers.iter_rows(named=True), strict=True):
        note(str({name: str(value) for name, value in facts.items()}))
        known = logic.evaluate_program(program, facts).environment
        for name, question in program.values.items():
            (low, _), (high, _) = question(known)
            assert got[f"{name}_low"] <= float(low) + 1e-6, name
            assert got[f"{name}_high"] >= float(high) - 1e-6, name
        if got[f"verdict={logic.NOT_APPLICABLE}"]:
            continue
        for name, result in {"verdict": program.verdict, **program.outcomes}.items():
            found = {label for label in result.labels if got[f"{name}={label}"]}
            assert set(result(known)) <= found, name


@cache
def tabulation(id_: str, names: frozenset[str]) -> Callable[[pl.LazyFrame], pl.LazyFrame]:
    """The questions of a set, drawn up once."""
    return table.tabulation(PROGRAMS[id_], names)


def as_frame(program: logic.Program, people: list[dict[str, Value]]) -> pl.DataFrame:
    """The records as low and high columns of every input."""
    unknown: dict[str, Value] = {"boolean": Truth.UNKNOWN, "number": Interval()}
    rows = [
        row(
            {
                name: facts.get(name) or unknown.get(item.type) or Choice.among(item.labels)
                for name, item in program.inputs.items()
            }
        )
        for facts in people
    ]
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return frame.cast({name: pl.Float64 for name, t in frame.schema.items() if t == pl.Null})
