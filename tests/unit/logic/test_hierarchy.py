"""What follows from facts by the vocabulary alone."""

from __future__ import annotations

import pytest

from myosotis import knowledge, logic
from myosotis.logic.hierarchy import Closed
from myosotis.logic.values import Interval, Truth, Value

HIERARCHY = logic.Hierarchy(knowledge.load())
YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN


def close(**facts: Value) -> Closed:
    return HIERARCHY.closure(facts).apply(facts)


def close_for(names: list[str], **facts: Value) -> Closed:
    return HIERARCHY.closure([*names, *facts]).apply(facts)


# -- parents and children -------------------------------------------------------------------------


def test_a_child_makes_its_parents_yes() -> None:
    closed = close_for(["rash"], heliotrope_rash=YES)
    assert closed.values["dermatomyositis_rash"] is YES
    assert closed.values["rash"] is YES
    assert closed.origin["rash"] == ("heliotrope_rash",)


def test_a_parent_that_is_no_makes_its_children_no() -> None:
    closed = close_for(["gottron_sign"], rash=NO)
    assert closed.values["dermatomyositis_rash"] is NO
    assert closed.values["gottron_sign"] is NO
    assert closed.origin["gottron_sign"] == ("rash",)


def test_a_parent_that_is_yes_leaves_its_children_open() -> None:
    closed = close_for(["gottron_sign", "heliotrope_rash"], dermatomyositis_rash=YES)
    assert "gottron_sign" not in closed.values
    assert "heliotrope_rash" not in closed.values


def test_a_child_that_is_no_says_nothing_of_its_parent() -> None:
    assert "dermatomyositis_rash" not in close_for(["rash"], heliotrope_rash=NO).values


# -- findings that follow from others -------------------------------------------------------------


@pytest.mark.parametrize(
    ("ck", "elevated"),
    [
        (Interval.exactly(5), YES),
        (Interval.exactly(1), None),
        (Interval(1, 9), None),
        (Interval(1, low_open=True), YES),
    ],
)
def test_a_raised_ck_is_a_raised_enzyme(ck: Interval, elevated: Truth | None) -> None:
    assert close_for(["muscle_enzymes_elevated"], ck=ck).values.get(
        "muscle_enzymes_elevated"
    ) is elevated  # fmt: skip


def test_what_follows_goes_on() -> None:
    closed = close_for(["muscle_enzymes_elevated_any"], ck=Interval.exactly(5))
    assert closed.values["muscle_enzymes_elevated_any"] is YES
    assert closed.origin["muscle_enzymes_elevated_any"] == ("ck",)


# -- a recorded result says that the test was done ------------------------------------------------


@pytest.mark.parametrize("result", [YES, NO])
def test_a_recorded_biopsy_finding_says_that_there_was_a_biopsy(result: Truth) -> None:
    closed = close_for(["muscle_biopsy_done"], biopsy_rimmed_vacuoles=result)
    assert closed.values["muscle_biopsy_done"] is YES
    assert closed.origin["muscle_biopsy_done"] == ("biopsy_rimmed_vacuoles",)


def test_an_unknown_result_says_nothing() -> None:
    closed = close_for(["muscle_biopsy_done"], biopsy_rimmed_vacuoles=UNKNOWN)
    assert "muscle_biopsy_done" not in closed.values


def test_unknown_written_out_is_as_good_as_not_written() -> None:
    closed = close(muscle_biopsy_done=UNKNOWN, biopsy_rimmed_vacuoles=YES)
    assert closed.values["muscle_biopsy_done"] is YES


def test_no_biopsy_leaves_its_findings_open() -> None:
    closed = close_for(["biopsy_rimmed_vacuoles"], muscle_biopsy_done=NO)
    assert "biopsy_rimmed_vacuoles" not in closed.values
    assert closed.clashes == []


# -- contradictions -------------------------------------------------------------------------------


def test_a_result_of_a_test_that_was_not_done_is_a_clash() -> None:
    closed = close(muscle_biopsy_done=NO, biopsy_rimmed_vacuoles=YES)
    (clash,) = closed.clashes
    assert (clash.finding, clash.stated, clash.followed) == ("muscle_biopsy_done", NO, YES)
    assert clash.followed_from == ("biopsy_rimmed_vacuoles",)
    assert "muscle_biopsy_done" not in closed.values


def test_a_clash_names_both_sides_and_leaves_the_finding_unknown() -> None:
    closed = close(muscle_enzymes_elevated=NO, ck=Interval.exactly(5))
    (clash,) = closed.clashes
    assert (clash.finding, clash.stated, clash.followed) == ("muscle_enzymes_elevated", NO, YES)
    assert clash.followed_from == ("ck",)
    assert "muscle_enzymes_elevated" not in closed.values
    assert closed.values["ck"] == Interval.exactly(5)


def test_a_clash_does_not_depend_on_the_order_of_the_facts() -> None:
    one = close(rash=NO, heliotrope_rash=YES)
    other = close(heliotrope_rash=YES, rash=NO)
    assert one.clashes
    assert (one.values, one.clashes) == (other.values, other.clashes)


# -- only what bears on the question --------------------------------------------------------------


def test_what_cannot_bear_on_it_is_left_out() -> None:
    closure = HIERARCHY.closure(["heliotrope_rash"])
    assert "ck" not in closure.relevant
    assert "ck" not in closure.apply({"ck": Interval.exactly(5)}).values


def test_a_closure_is_made_once() -> None:
    assert HIERARCHY.closure(["ck", "rash"]) is HIERARCHY.closure(["rash", "ck"])


def test_only_the_biopsy_features_tell_of_another_input() -> None:
    program = logic.compile_criteria(HIERARCHY.base.criteria["eular_acr_2017"], HIERARCHY)
    assert program.closure.telling == {n for n in program.inputs if n.startswith("biopsy_")}


@pytest.mark.parametrize("name", ["heliotrope_rsh", "__import__"])
def test_an_unknown_name(name: str) -> None:
    with pytest.raises(Exception, match=f"unknown finding '{name}'"):
        HIERARCHY.resolve(name)
