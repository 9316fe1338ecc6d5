"""Every shipped classification set against every completion of up to twelve unknowns, and as a
table; test_instrument_completion.py does what can be done for sets that calculate.

Completions are over the inputs of the set themselves, so a wrong step of the hierarchy cannot
hide a wrong bound. At the desk fifteen patients per set; MYOSOTIS_EXAMPLES gives more.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from math import inf

import polars as pl
import pytest
from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st

from myosotis import knowledge, logic
from myosotis.logic import table
from myosotis.logic.analysis import Span
from myosotis.logic.nodes import Input, Logistic
from myosotis.logic.raw import Environment, environment, joined
from myosotis.logic.scalar import compiled
from myosotis.logic.values import Choice, Interval, Truth, Value
from tests.generative.expressions import outcome, row

BASE = knowledge.load()
HIERARCHY = logic.Hierarchy(BASE)
PROGRAMS = {
    id_: logic.compile_criteria(criteria, HIERARCHY)
    for id_, criteria in BASE.criteria.items()
    if criteria.kind == "classification"
}
MOST_UNKNOWN = 12

each_set = pytest.mark.parametrize("id_", sorted(PROGRAMS))
patients = settings(
    max_examples=max(15, settings().max_examples // 20),
    # No shrinking: one patient has thousands of completions, and a failure is readable as it is.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


# -- partial patients and their completions -------------------------------------------------------


@st.composite
def partial_patients(draw: st.DrawFn, id_: str) -> dict[str, Value]:
    """A value for every input; between none and twelve of them unknown, or known in part."""
    program = PROGRAMS[id_]
    names = list(program.inputs)
    count = draw(st.integers(0, min(MOST_UNKNOWN, len(names))))
    unknown = draw(st.permutations(names))[:count]
    return {name: draw(_values(program, name, name in unknown)) for name in names}


def _values(program: logic.Program, name: str, unknown: bool) -> st.SearchStrategy[Value]:
    item = program.inputs[name]
    if item.type == "boolean":
        return st.just(Truth.UNKNOWN) if unknown else st.sampled_from([Truth.NO, Truth.YES])
    if item.type == "label":
        least = 2 if unknown and len(item.labels) > 1 else 1
        labels = st.sets(st.sampled_from(sorted(item.labels)), min_size=least)
        return labels.map(lambda found: Choice.among(item.labels, found))
    numbers = st.sampled_from(_numbers(program.cuts[name]))
    if not unknown:
        return numbers.map(Interval.exactly)
    return st.one_of(
        st.just(Interval()),
        st.tuples(numbers, numbers).map(lambda ends: Interval(min(ends), max(ends))),
    )


def _numbers(spans: tuple[Span, ...]) -> list[Fraction]:
    """One number inside each range between which the criteria cannot tell, and both its ends."""
    found: set[Fraction] = set()
    for (low, _), (high, _) in spans:
        ends = [Fraction(end) for end in (low, high) if end not in (inf, -inf)]
        found |= set(ends)
        if len(ends) == 2:
            found.add(sum(ends, Fraction(0)) / 2)
        else:
            found |= {end + step for end in ends for step in (-1, 1)}
    return sorted(found) or [Fraction(0)]


def completions(program: logic.Program, facts: dict[str, Value]) -> Iterator[Environment]:
    """Every way in which the unknowns can turn out, as far as the criteria can tell."""
    options = [_options(program, item, facts[name]) for name, item in program.inputs.items()]
    for values in itertools.product(*options):
        yield environment(dict(zip(program.inputs, values, strict=True)))


def _options(program: logic.Program, item: Input, value: Value) -> list[Value]:
    if isinstance(value, Truth):
        return [Truth.NO, Truth.YES] if value is Truth.UNKNOWN else [value]
    if isinstance(value, Choice):
        return [Choice.among(item.labels, [label]) for label in sorted(value.options)]
    inside = [n for n in _numbers(program.cuts[item.name]) if n in value]
    return [Interval.exactly(number) for number in inside]


# -- the sets and bounds are exactly those of the completions -------------------------------------


@each_set
def test_every_question_of_the_shipped_criteria_is_exact(id_: str) -> None:
    program = PROGRAMS[id_]
    questions = [*program.values.values(), *(question for _, question in program.flags)]
    for result in (program.verdict, *program.outcomes.values()):
        questions += [question for _, question in result.questions]
    assert all(question.plan.tight for question in questions)


@each_set
@patients
@given(data=st.data())
def test_verdict_and_bounds_are_those_of_all_completions(id_: str, data: st.DataObject) -> None:
    program = PROGRAMS[id_]
    facts = data.draw(partial_patients(id_))
    note(str({name: str(value) for name, value in facts.items()}))
    cases = {"verdict": program.cases, **program.outcome_cases}
    labels: dict[str, set[str]] = {name: set() for name in cases}
    hulls: dict[str, object] = dict.fromkeys(program.values)
    flags = dict.fromkeys((flag.id for flag, _ in program.flags), 0)
    for complete in completions(program, facts):
        for name, each in cases.items():
            labels[name].add(outcome(each, complete))
        for name in program.values:
            hulls[name] = joined(hulls[name], compiled(program.named[name])(complete))
        for flag, question in program.flags:
            flags[flag.id] |= compiled(question.plan.node)(complete)

    known = environment(facts)
    assert set(program.verdict(known)) == labels["verdict"]
    for name, result in program.outcomes.items():
        assert set(result(known)) == labels[name], name
    for name, number in program.values.items():
        assert number(known) == hulls[name], name
    for flag, question in program.flags:
        assert question(known) == flags[flag.id], flag.id


# -- both evaluators give the same ----------------------------------------------------------------


@cache
def asked_of_the_table(id_: str, names: frozenset[str]) -> dict[str, pl.Expr]:
    """The bounds of each score and the labels of each outcome, as columns."""
    program, asked = PROGRAMS[id_], {}
    for name in program.values:
        if not isinstance(program.named[name], Logistic):
            low, high, scale = table.bounds(program.named[name], names)
            asked |= {f"{name} low": low / scale, f"{name} high": high / scale}
    for name, each in {"verdict": program.cases, **program.outcome_cases}.items():
        possible = table.case_possibilities(each, names)
        asked |= {f"{name}={label}": may for label, may in possible.items()}
    return asked


@each_set
@patients
@given(data=st.data())
def test_the_table_gives_the_same_bounds_and_loses_no_label(id_: str, data: st.DataObject) -> None:
    program = PROGRAMS[id_]
    people = data.draw(st.lists(partial_patients(id_), min_size=1, max_size=8))
    frame = pl.DataFrame([row(facts) for facts in people], infer_schema_length=None)
    frame = frame.cast({name: pl.Float64 for name, t in frame.schema.items() if t == pl.Null})
    asked = asked_of_the_table(id_, frozenset(frame.columns))
    answers = frame.lazy().with_columns(**asked).collect()
    for facts, got in zip(people, answers.iter_rows(named=True), strict=True):
        known = environment(facts)
        for name, question in program.values.items():
            if f"{name} low" in asked:
                (low, _), (high, _) = question(known)
                ends = (got[f"{name} low"], got[f"{name} high"])
                assert ends == pytest.approx((float(low), float(high)), abs=1e-9)
        for name, result in {"verdict": program.verdict, **program.outcomes}.items():
            found = [label for label in result.labels if got[f"{name}={label}"]]
            exact = result(known)
            assert set(exact) <= set(found), name
            if name == "verdict":
                # Between its ends the table may keep a label that no sum reaches.
                assert (found[0], found[-1]) == (exact[0], exact[-1])
