"""The two evaluators against each other and against every completion of the unknowns."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import given, note
from hypothesis import strategies as st

from myosotis.logic import table
from myosotis.logic.analysis import plan
from myosotis.logic.nodes import (
    Add,
    Bands,
    Cases,
    Compare,
    Extreme,
    Input,
    Node,
    Ratio,
    Scale,
    walk,
)
from myosotis.logic.questions import Outcome, Question
from myosotis.logic.raw import environment
from myosotis.logic.scalar import compiled
from myosotis.logic.values import Interval, Value
from tests.generative.expressions import (
    DIVISOR,
    ENOUGH,
    QUANTITIES,
    case_lists,
    completions,
    names_in,
    nodes,
    patients,
    row,
    scores,
)

SCHEMA = {
    f"{item.name}_{end}": pl.Float64 for item in (*QUANTITIES, DIVISOR) for end in ("low", "high")
}


def frame(*people: dict[str, Value]) -> pl.DataFrame:
    return pl.DataFrame([row(facts) for facts in people], schema_overrides=SCHEMA)


def few(facts: dict[str, Value], node: Node | list[Node]) -> list[dict[str, Value]]:
    parts = node if isinstance(node, list) else [node]
    return completions(facts, names_in(*parts))[:ENOUGH]


@given(nodes, patients)
def test_every_completion_lies_within_the_bounds(node: Node, facts: dict[str, Value]) -> None:
    possible = Question(node)(environment(facts))
    for complete in few(facts, node):
        assert compiled(node)(environment(complete)) & possible


@given(nodes, patients)
def test_bounds_are_exact_where_the_plan_says_so(node: Node, facts: dict[str, Value]) -> None:
    question = Question(node)
    every = completions(facts, names_in(node))
    if not question.plan.tight or len(every) > ENOUGH or _has_arithmetic(node):
        return
    reached = 0
    for complete in every:
        reached |= compiled(node)(environment(complete))
    note(f"{node}")
    assert question(environment(facts)) == reached


def _has_arithmetic(node: Node) -> bool:
    # Quantities inside sums are bounded, not enumerated; the grid cannot reach their extremes.
    from myosotis.logic.nodes import Add, Compare, Extreme, If, Scale

    for part in walk(node):
        if isinstance(part, Compare) and not isinstance(part.left, Input):
            inner = [p for p in walk(part.left) if isinstance(p, Add | Scale | Extreme | If)]
            if inner or any(isinstance(p, Input) and p.type == "number" for p in walk(part.left)):
                return True
    return False


@given(case_lists(), patients)
def test_the_labels_are_exactly_those_of_some_completion(
    cases: Cases, facts: dict[str, Value]
) -> None:
    conditions = [condition for condition, _ in cases.cases]
    every = completions(facts, names_in(*conditions))
    outcome = Outcome(cases)
    possible = set(outcome(environment(facts)))
    reached: set[str] = set()
    for complete in every[:ENOUGH]:
        (label,) = outcome(environment(complete))
        reached.add(label)
    assert reached <= possible
    exact = all(plan(cases.condition(label)).tight for label in cases.labels)
    if exact and len(every) <= ENOUGH and not any(map(_has_arithmetic, conditions)):
        assert reached == possible


@given(nodes, st.lists(patients, min_size=1, max_size=4))
def test_both_evaluators_agree_on_booleans(node: Node, people: list[dict[str, Value]]) -> None:
    data = frame(*people)
    found = table.possibility(node, frozenset(data.columns))
    low, high = (pl.lit(e) if isinstance(e, bool) else e for e in (found.low, found.high))
    columns: Any = data.select(low=low, high=high, row=pl.int_range(pl.len()))
    for facts, got in zip(people, columns.iter_rows(named=True), strict=True):
        mask = Question(node)(environment(facts))
        note(f"{node} {facts}")
        assert not (got["low"] and mask != 2), "the table is certain of yes, the patient is not"
        assert not (not got["high"] and mask != 1), "the table is certain of no, the patient is not"
        if not table_may_be_wider(node, facts):
            assert (got["low"], got["high"]) == (mask == 2, bool(mask & 2))


def table_may_be_wider(node: Node, facts: dict[str, Value]) -> bool:
    """Only where a closed score is asked for a gap between its sums: the table has its ends; and
    where it calculates with a number whose end is open: the table's ends are closed."""
    return bool(plan(node).closed) or (calculates(node) and has_open_ends(facts))


def calculates(node: Node) -> bool:
    """Whether a number is more than an input compared with a constant."""
    return any(
        isinstance(part, Add | Scale | Ratio | Extreme)
        or (isinstance(part, Bands) and not isinstance(part.part, Input))
        or (isinstance(part, Compare) and not isinstance(part.left, Input))
        for part in walk(node)
    )


def has_open_ends(facts: dict[str, Value]) -> bool:
    return any(isinstance(v, Interval) and (v.low_open or v.high_open) for v in facts.values())


@given(scores, patients)
def test_both_evaluators_agree_on_scores(score: Node, facts: dict[str, Value]) -> None:
    data = frame(facts)
    low, high, scale = table.bounds(score, frozenset(data.columns))
    got = data.select(low=low, high=high).row(0, named=True)
    (least, _), (greatest, _) = Question(score)(environment(facts))
    note(f"{score} {facts}")
    assert got["low"] <= least * scale
    assert got["high"] >= greatest * scale
    if not (calculates(score) and has_open_ends(facts)):
        assert (got["low"], got["high"]) == (least * scale, greatest * scale)


@given(case_lists(), patients)
def test_the_table_never_loses_a_label(cases: Cases, facts: dict[str, Value]) -> None:
    data = frame(facts)
    found = table.case_possibilities(cases, frozenset(data.columns))
    got = data.select(**found).row(0, named=True)
    for label in Outcome(cases)(environment(facts)):
        assert got[label]
