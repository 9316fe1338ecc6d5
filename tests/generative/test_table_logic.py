"""What tables ask of expressions and of the vocabulary, beside the code for one patient."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from myosotis.knowledge import load
from myosotis.logic import (
    Choice,
    Closing,
    Closure,
    Environment,
    Interval,
    Sheet,
    Truth,
    Value,
    environment,
    still_read,
)
from myosotis.logic.evaluation import answers_of_record
from myosotis.logic.nodes import Node
from myosotis.review.rulebook import rulebook
from tests.generative.expressions import nodes, patients, row
from tests.generative.test_evaluators import calculates, frame, has_open_ends

BASE = load()
BOOK = rulebook(BASE)
PLACES = [Fraction(n, 10) for n in (0, 5, 10, 20, 30, 50, 80, 150, 400, 500, 1000, 4000)]


# -- what is still read ----------------------------------------------------------------------------


@given(nodes, st.lists(patients, min_size=1, max_size=4))
def test_a_table_still_reads_what_one_patient_still_reads(
    node: Node, people: list[dict[str, Value]]
) -> None:
    data = frame(*people)
    sheet = Sheet(frozenset(data.columns))
    names = sorted(people[0])
    asked = {name: sheet.still_read(node, name) for name in names}
    exprs = {n: pl.lit(e) if isinstance(e, bool) else e for n, e in asked.items()}
    some = pl.repeat(0, len(people), dtype=pl.Int8).alias("row")
    found = sheet.prepared(data.lazy()).select(some, **exprs).collect()
    for said, facts in zip(found.iter_rows(named=True), people, strict=True):
        reads = {name for name in names if said[name]}
        wanted = set(still_read(node, environment(facts))) & set(names)
        assert reads >= wanted
        # Where a table calculates with a number, its ends are closed.
        if not (calculates(node) and has_open_ends(facts)):
            assert reads == wanted


# -- what follows from the vocabulary --------------------------------------------------------------


@cache
def closing(closure: Closure) -> Closing:
    """Of every finding that bears on the closure, in a table in which all may be recorded."""
    names = _row(closure, {}).keys()
    return Closing(BOOK.hierarchy, closure.relevant, frozenset(names))


def _row(closure: Closure, facts: dict[str, Value]) -> dict[str, object]:
    unknown: dict[str, Value] = {}
    for name in closure.relevant:
        finding = BASE.findings[name]
        if finding.kind == "boolean":
            unknown[name] = Truth.UNKNOWN
        elif finding.kind == "quantity":
            unknown[name] = Interval()
        else:
            unknown[name] = Choice.among(finding.values)
    return row({**unknown, **facts})


def _facts(random: Random, closure: Closure, known: float, yes: float) -> dict[str, Value]:
    facts: dict[str, Value] = {}
    for name in sorted(closure.relevant):
        finding = BASE.findings[name]
        if random.random() > known:
            continue
        if finding.kind == "boolean":
            facts[name] = Truth.YES if random.random() < yes else Truth.NO
        elif finding.kind == "quantity":
            low = random.choice(PLACES)
            facts[name] = Interval(low, low + random.choice([0, 0, 1, 10]))
        else:
            count = random.randint(1, len(finding.values) - 1)
            facts[name] = Choice.among(finding.values, random.sample(finding.values, count))
    return facts


@pytest.mark.parametrize("side", [0, 1], ids=["now", "over the course"])
@given(
    st.integers(0, 2**32), st.sampled_from([0.01, 0.05, 0.2, 0.6]), st.sampled_from([0.1, 0.4, 0.9])
)
@settings(max_examples=25, deadline=None)
def test_what_follows_in_a_table_is_what_follows_for_one(
    side: int, seed: int, known: float, yes: float
) -> None:
    closure = BOOK.closures[side]
    random = Random(seed)
    people = [_facts(random, closure, known, yes) for _ in range(12)]
    compiled = closing(closure)
    kinds = {
        f"{name}_{end}": pl.Float64
        for name in closure.relevant
        for end in ("low", "high")
        if BASE.findings[name].kind == "quantity"
    }
    data = pl.DataFrame([_row(closure, facts) for facts in people], schema_overrides=kinds)
    found = compiled.apply(data)
    for said, facts in zip(found.iter_rows(named=True), people, strict=True):
        closed = closure.apply(facts)
        for name in closure.relevant:
            if BASE.findings[name].kind != "boolean":
                continue
            wanted = closed.values.get(name, Truth.UNKNOWN)
            assert isinstance(wanted, Truth)
            # What has no column is unknown in every row.
            got = said.get(f"{name}_low", False), said.get(f"{name}_high", True)
            assert got == (wanted.low, wanted.high), name


def test_facts_that_contradict_each_other_are_among_them() -> None:
    closure, random = BOOK.closures[0], Random(1)
    people = [_facts(random, closure, 0.2, 0.4) for _ in range(40)]
    clashing = [facts for facts in people if closure.apply(facts).clashes]
    assert len(clashing) > 10


# -- sums with gaps --------------------------------------------------------------------------------


def _by_sums() -> list[str]:
    sheet = Sheet(frozenset())
    return [
        id_
        for id_, criteria in BASE.criteria.items()
        if criteria.enabled and sheet.by_sums(BOOK.program(id_)) is not None
    ]


@pytest.mark.parametrize("id_", _by_sums())
@given(st.integers(0, 2**32), st.floats(0.2, 1))
@settings(max_examples=40, deadline=None)
def test_a_verdict_by_a_sum_with_gaps_is_that_of_one_patient(
    id_: str, seed: int, known: float
) -> None:
    program, random = BOOK.program(id_), Random(seed)
    people: list[dict[str, Value]] = []
    for _ in range(25):
        facts: dict[str, Value] = {}
        for name, item in program.inputs.items():
            facts[name] = Truth.UNKNOWN if item.type == "boolean" else _anything(item.labels)
            if random.random() < known:
                facts[name] = _value(random, item.type, item.labels)
        people.append(facts)
    schema = {
        f"{name}_{end}": pl.Float64
        for name, item in program.inputs.items()
        for end in ("low", "high")
        if item.type == "number"
    }
    data = pl.DataFrame([row(facts) for facts in people], schema_overrides=schema)
    sheet = Sheet(frozenset(data.columns))
    sums = sheet.by_sums(program)
    assert sums is not None
    asked = {f":{label}": e for label, e in sheet.cases(program.cases).items()}
    answers = sheet.prepared(data.lazy()).select(**sums.columns, **asked).collect()
    exact = sums.possible(answers)
    for number, facts in enumerate(people):
        # The record itself, without what follows from it: the columns hold no more.
        known_of = answers_of_record(program.asked, facts.get)
        outcome = program.verdict(Environment(environment({**facts, **known_of})))
        possible = {
            label
            for label in program.cases.labels
            if answers[f":{label}"][number] and exact[label][number]
        }
        assert possible == set(outcome)


def _anything(labels: frozenset[str]) -> Value:
    return Choice.among(labels) if labels else Interval()


def _value(random: Random, kind: str, labels: frozenset[str]) -> Value:
    if kind == "boolean":
        return random.choice([Truth.YES, Truth.NO])
    if kind == "label":
        return Choice.among(labels, [random.choice(sorted(labels))])
    low = random.choice(PLACES)
    return Interval(low, low + random.choice([0, 0, 1, 10]))
