"""Compiling a criteria set: what it holds, and what a wrong one is told."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import inf
from typing import Any

import pytest

from myosotis import logic
from myosotis.errors import KnowledgeError, UnknownNameError
from myosotis.logic.values import Interval, Truth

Compile = Callable[..., logic.Program]

AGE = [{"from": 18, "below": 40, "points": [1]}, {"from": 40, "points": [2]}]


def points(*rows: dict[str, Any], **table: Any) -> list[dict[str, Any]]:
    return [{"name": "score", "rows": [{"label": "a row", **row} for row in rows], **table}]


def score(program: logic.Program, **facts: Any) -> Any:
    return logic.evaluate_program(program, facts).values["score"]


# -- points ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "expected"),
    [("17.99", "0"), ("18", "1"), ("39.99", "1"), ("40", "2"), ("99", "2")],
)
def test_bands_include_their_start_and_not_their_end(
    compile_: Compile, age: str, expected: str
) -> None:
    program = compile_(inputs=["age_at_onset", "heliotrope_rash"],
                       points=points({"of": "age_at_onset", "bands": AGE}))  # fmt: skip
    assert score(program, age_at_onset=Interval.exactly(age)) == Interval.exactly(expected)


def test_a_gap_between_bands_gives_nothing(compile_: Compile) -> None:
    bands = [{"from": 1, "below": 2, "points": [1]}, {"from": 5, "points": [3]}]
    program = compile_(points=points({"of": "ck", "bands": bands}))
    assert score(program, ck=Interval.exactly(3)) == Interval.exactly(0)
    assert score(program, ck=Interval(1, 9)) == Interval(0, 3)


def test_the_first_column_whose_condition_holds_is_used(compile_: Compile) -> None:
    columns = {"rash": "heliotrope_rash", "biopsy": "muscle_biopsy_done", "else": "True"}
    program = compile_(points=points({"if": "gottron_sign", "points": [1, 2, 4]}, columns=columns))
    yes, no = Truth.YES, Truth.NO
    assert score(
        program, gottron_sign=yes, heliotrope_rash=yes, muscle_biopsy_done=yes
    ) == Interval.exactly(1)
    assert score(
        program, gottron_sign=yes, heliotrope_rash=no, muscle_biopsy_done=yes
    ) == Interval.exactly(2)
    assert score(
        program, gottron_sign=yes, heliotrope_rash=no, muscle_biopsy_done=no
    ) == Interval.exactly(4)
    assert score(program, gottron_sign=yes, heliotrope_rash=no) == Interval(2, 4)


def test_points_are_not_floats(compile_: Compile) -> None:
    names = ["heliotrope_rash", "gottron_sign", "muscle_biopsy_done"]
    program = compile_(points=points(*({"if": name, "points": ["0.1"]} for name in names)))
    found = score(program, **dict.fromkeys(names, Truth.YES))
    assert found == Interval(Fraction(3, 10), Fraction(3, 10))


# -- the answers that are asked for ---------------------------------------------------------------


def test_the_ranges_of_a_quantity_are_those_that_a_rule_can_tell(compile_: Compile) -> None:
    program = compile_(verdict=[{"is": "high", "if": "ck > 1 and ck >= 10"}, {"is": "low"}])
    assert program.cuts["ck"] == (
        ((-inf, 0), (Fraction(1), 1)),
        ((Fraction(1), 1), (Fraction(10), 0)),
        ((Fraction(10), 0), (inf, 1)),
    )


# -- sets that are wrong --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (
            {"verdict": [{"is": "met", "if": "heliotrope"}, {"is": "not_met"}]},
            "in the expression 'heliotrope': 'heliotrope' is neither an input nor a named "
            "expression",
        ),
        (
            {"let": [{"name": "rash", "is": "heliotrope_rash or"}]},
            "the expression 'heliotrope_rash or' cannot be read (invalid syntax)",
        ),
        (
            {"values": {"number": "heliotrope_rash"}},
            "'heliotrope_rash' gives a boolean, but a number is needed",
        ),
        ({"applies": "ck"}, "'ck' gives a number, but a boolean is needed"),
        (
            {"verdict": [{"is": "met", "if": "ck > 1"}]},
            "the last case, and only the last, has no 'if'",
        ),
        (
            {"verdict": [{"is": "met"}, {"is": "not_met"}]},
            "the last case, and only the last, has no 'if'",
        ),
        (
            {"points": points({"if": "gottron_sign", "points": [1, 2]})},
            "the row 'a row' needs points for 1 columns",
        ),
        ({"points": points({"points": [1]})}, "the row 'a row' needs 'if' and 'points', or"),
        (
            {"points": points({"of": "ck", "bands": [AGE[1], AGE[0]]})},
            "only the last band of 'a row' may have no upper end",
        ),
        (
            {"points": points({"of": "ck", "bands": [AGE[0], AGE[0]]})},
            "the bands of 'a row' overlap or are out of order",
        ),
    ],
)
def test_a_wrong_set_is_named_with_its_fault(
    compile_: Compile, parts: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(KnowledgeError) as caught:
        compile_(**parts)
    assert str(caught.value).startswith("criteria example: ")
    assert sentence in str(caught.value)


def test_a_name_that_is_nearly_right_is_offered(compile_: Compile) -> None:
    with pytest.raises(KnowledgeError, match="did you mean 'heliotrope_rash'"):
        compile_(verdict=[{"is": "met", "if": "heliotrop_rash"}, {"is": "not_met"}])


def test_an_input_that_is_no_finding(compile_: Compile) -> None:
    with pytest.raises((KnowledgeError, UnknownNameError), match="unknown finding 'lilac'"):
        compile_(inputs=["lilac"])
