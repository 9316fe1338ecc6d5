"""What is split so that bounds are exact, and what is left closed."""

from __future__ import annotations

from fractions import Fraction
from math import inf

from myosotis import knowledge, logic
from myosotis.logic.analysis import MAX_BRANCHES, force, plan
from myosotis.logic.nodes import (
    Add,
    And,
    Cases,
    Compare,
    If,
    Input,
    Node,
    Not,
    Num,
    Or,
    Score,
    Total,
    Yes,
    comparison,
)

A, B, C = (Input(name, "boolean") for name in "abc")
X = Input("x", "number")
K = Input("k", "label", frozenset({"slow", "fast", "none"}))


def num(value: str) -> Num:
    return Num(Fraction(value))


def total(*rows: tuple[Node, str]) -> Total:
    return Total(tuple((node, Fraction(points)) for node, points in rows))


def switches(node: Node) -> list[str]:
    return [switch.input.name for switch in plan(node).switches]


# -- what needs no split --------------------------------------------------------------------------


def test_an_unknown_in_one_place_is_not_split() -> None:
    assert switches(And((A, Or((B, Not(C)))))) == []


def test_an_unknown_that_pushes_one_way_is_not_split() -> None:
    assert switches(Or((And((A, B)), And((A, C))))) == []


# -- what does ------------------------------------------------------------------------------------


def test_an_unknown_that_pushes_both_ways_is_split() -> None:
    both_ways = Or((And((A, B)), And((Not(A), C))))
    assert switches(both_ways) == ["a"]
    assert plan(both_ways).tight


def test_a_condition_that_chooses_weights_and_cut_off_is_split() -> None:
    score = Score("s", If(A, total((B, "1.5")), total((B, "1.3"))))
    node = comparison(">=", score, If(A, num("1.4"), num("1.3")))
    assert switches(node) == ["a"]


def test_a_quantity_is_split_where_it_is_compared() -> None:
    node = Or((And((Compare(">=", X, num("5")), A)), And((Compare("<", X, num("2")), B))))
    (switch,) = plan(node).switches
    assert switch.input == X
    assert switch.cells == (
        ((-inf, 0), (Fraction(2), 0)),
        ((Fraction(2), 0), (Fraction(5), 0)),
        ((Fraction(5), 0), (inf, 1)),
    )


def test_a_strict_comparison_cuts_just_above() -> None:
    node = Or((And((Compare(">", X, num("1")), A)), And((Compare("<=", X, num("1")), B))))
    (switch,) = plan(node).switches
    assert switch.cells == (((-inf, 0), (Fraction(1), 1)), ((Fraction(1), 1), (inf, 1)))


def test_a_score_tested_from_both_sides_is_left_closed() -> None:
    score = Score("s", total((A, "1"), (B, "2")))
    between = And((Compare(">=", score, num("1")), Not(Compare(">=", score, num("2")))))
    found = plan(between)
    assert found.switches == ()
    assert [closed.name for closed, _ in found.closed] == ["s"]
    assert found.tight


# -- what a conjunction demands -------------------------------------------------------------------


def test_a_demand_is_put_into_the_other_parts() -> None:
    assert force(And((A, Or((Not(A), B))))) == And((A, B))
    assert force(And((Not(A), If(A, B, C)))) == And((Not(A), C))


def test_a_contradiction_is_no() -> None:
    assert force(And((A, Not(A)))) == Yes(False)


# -- limits ---------------------------------------------------------------------------------------


def test_too_many_switches_are_said_not_to_be_exact() -> None:
    many = [Input(f"i{n}", "boolean") for n in range(12)]
    node = Or(tuple(part for i in many for part in (And((i, A)), And((Not(i), B)))))
    found = plan(node)
    assert not found.tight
    branches = 1
    for switch in found.switches:
        branches *= len(switch.cells)
    assert branches <= MAX_BRANCHES


def test_a_quantity_inside_a_sum_is_not_split() -> None:
    node = And((Compare(">=", Add((X, num("1"))), num("2")), Not(Compare(">=", X, num("5")))))
    assert not plan(node).tight


def test_each_case_of_a_label_is_planned_by_itself() -> None:
    same = Or((And((B, C)), And((Not(B), Not(C)))))
    cases = Cases(((Not(A), "no"), (same, "no"), (B, "yes")), "no")
    assert [switches(option) for option in cases.options("no")] == [[], ["b", "c"], []]
    assert switches(cases.condition("no")) == ["a", "b", "c"]


# -- the shipped criteria -------------------------------------------------------------------------


def test_eular_acr_splits_on_the_biopsy_only() -> None:
    hierarchy = logic.Hierarchy(knowledge.load())
    program = logic.compile_criteria(hierarchy.base.criteria["eular_acr_2017"], hierarchy)
    for label in program.cases.labels:
        assert switches(program.cases.condition(label)) == ["muscle_biopsy_done"]


def test_what_a_conjunction_demands_of_a_part_holds_in_its_other_parts() -> None:
    """Active and not (active and treated) is active and not treated: nothing has to be split."""
    active = (Or((A, B)), C)
    treated = Input("treated", "boolean")
    found = plan(And((*active, Not(And((*active, treated))))))
    assert found.node == And((*active, Not(treated)))
    assert not found.switches
    assert force(And((Or((A, B)), Not(Or((A, B)))))) == Yes(False)
