"""Where guidelines are divided: one for, another against, at the same place, for this patient."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.review.strategy.made_up import BASE, guideline, view, with_content

from myosotis.knowledge.schema import Guideline
from myosotis.review.strategy.guidance import divided, guidance

NAME = "methotrexate"
FOR: dict[str, Any] = {"therapies": [NAME], "says": "for", "line": "first"}
AGAINST: dict[str, Any] = {**FOR, "says": "against"}


def found(*guidelines: Guideline, **record: Any) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    seen = view(with_content(guidelines=guidelines), **record)
    return [(one.for_, one.against) for one in divided(seen, guidance(seen, "muscle"))]


def test_for_and_against_at_the_same_place_divide() -> None:
    assert found(guideline("one", FOR), guideline("two", AGAINST)) == [(("ONE",), ("TWO",))]


@pytest.mark.parametrize("line", ["next", "refractory", "rescue"])
def test_another_place_in_treatment_does_not_divide(line: str) -> None:
    assert found(guideline("one", FOR), guideline("two", {**AGAINST, "line": line})) == []


def test_at_any_time_is_every_place() -> None:
    assert found(guideline("one", {**FOR, "line": "any"}), guideline("two", AGAINST)) == [
        (("ONE",), ("TWO",))
    ]


def test_allowing_it_takes_no_side() -> None:
    assert found(guideline("one", {**FOR, "says": "either"}), guideline("two", AGAINST)) == []


def test_one_guideline_is_not_divided_from_itself() -> None:
    assert found(guideline("one", FOR, AGAINST)) == []


def test_only_who_meets_an_opponent_is_named() -> None:
    late = {**FOR, "line": "rescue"}
    guidelines = (guideline("one", FOR), guideline("two", AGAINST), guideline("three", late))
    assert found(*guidelines) == [(("ONE",), ("TWO",))]


def test_another_setting_does_not_divide() -> None:
    assert found(guideline("one", FOR), guideline("two", {**AGAINST, "setting": "ild"})) == []


@pytest.mark.parametrize(("answer", "count"), [("yes", 1), ("no", 0), (None, 0)])
def test_what_does_not_certainly_apply_does_not_divide(answer: str | None, count: int) -> None:
    """A statement for others than this patient was once told as one side of a division."""
    history = [{"on": "2024-03-04", **({"anti_mda5": answer} if answer else {"ck": "5 xULN"})}]
    narrow = guideline("two", {**AGAINST, "if": "anti_mda5"})
    assert len(found(guideline("one", FOR), narrow, history=history)) == count


def test_what_may_apply_is_told_as_such_and_what_does_not_apply_is_left_out() -> None:
    narrow = with_content(guidelines=(guideline("one", {**FOR, "if": "anti_mda5"}),))
    (line,) = guidance(view(narrow), "muscle")
    assert line.verdict == "possible"
    history = [{"on": "2024-03-04", "anti_mda5": {"value": "no", "method": "immunoprecipitation"}}]
    assert guidance(view(narrow, history=history), "muscle") == ()


def test_the_newest_guideline_stands_first() -> None:
    base = with_content(
        guidelines=(guideline("old", FOR, year=2012), guideline("new", FOR, year=2024))
    )
    assert [line.short for line in guidance(view(base), "muscle")] == ["NEW", "OLD"]


def test_every_shipped_guideline_speaks_of_a_known_setting() -> None:
    settings = {one.id for one in BASE.strategy.settings}
    assert {s.setting for g in BASE.guidelines.values() for s in g.statements} <= settings
