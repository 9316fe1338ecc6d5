"""What forbids a therapy: what holds, what is asked where it is not known, what counts."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.review.strategy.made_up import READ, UNREAD, therapy, view

from myosotis.review.strategy.conditions import conditions, reproduction
from myosotis.review.strategy.model import ConditionLine

FORBIDS = {"id": "it", "level": "contraindicated", "statement": "-", **READ}


def lines(rule: str, facts: dict[str, Any] | None = None, **fields: Any) -> list[ConditionLine]:
    one = therapy(contraindications=[{**FORBIDS, "if": rule, **fields}])
    history = [{"on": "2024-03-04", **(facts or {"mmt8": "120/150"})}]
    return list(conditions(view(history=history), one))


def test_what_holds_is_present_and_asks_nothing() -> None:
    (line,) = lines("hepatitis_b", {"hepatitis_b": True})
    assert (line.verdict, line.asks, line.counts) == ("present", (), True)


def test_what_does_not_hold_is_left_out() -> None:
    assert lines("hepatitis_b", {"hepatitis_b": False}) == []


@pytest.mark.parametrize(
    ("rule", "facts", "asks"),
    [
        ("hepatitis_b", {}, ("hepatitis_b",)),
        ("ever.hepatitis_b", {}, ("hepatitis_b",)),
        ("egfr < 30", {}, ("egfr",)),
        ("hepatitis_b or infection_severe", {}, ("hepatitis_b", "infection_severe")),
        ("hepatitis_b or infection_severe", {"hepatitis_b": False}, ("infection_severe",)),
        ("hepatitis_b and infection_severe", {"hepatitis_b": True}, ("infection_severe",)),
    ],
)
def test_what_is_not_known_lists_what_would_tell(
    rule: str, facts: dict[str, Any], asks: tuple[str, ...]
) -> None:
    (line,) = lines(rule, facts)
    assert (line.verdict, line.asks) == ("possible", asks)


def test_too_old_is_not_known() -> None:
    record = {"history": [{"on": "2019-03-04", "egfr": "96 mL/min/1.73m2"},
                          {"on": "2024-03-04", "mmt8": "120/150"}]}  # fmt: skip
    one = therapy(contraindications=[{**FORBIDS, "if": "egfr < 30"}])
    (line,) = conditions(view(**record), one)
    assert (line.verdict, line.asks) == ("possible", ("egfr",))


def test_what_was_not_checked_is_told_and_does_not_count() -> None:
    (line,) = lines("hepatitis_b", {"hepatitis_b": True}, **UNREAD)
    assert (line.verdict, line.counts) == ("present", False)


def test_an_interaction_names_the_other_drug() -> None:
    both = {**FORBIDS, "if": "on_treatment.azathioprine", "beside": "the other"}
    (line,) = conditions(view(), therapy(interactions=[both]))
    assert (line.kind, line.beside, line.verdict) == ("interaction", "the other", "possible")


STAGES: list[tuple[dict[str, Any], dict[str, Any], str | None]] = [
    ({"sex": "female", "age": 30}, {"pregnancy": True}, "present"),
    ({"sex": "female", "age": 30}, {"pregnancy": False}, None),
    ({"sex": "female", "age": 30}, {}, "possible"),
    ({}, {}, "possible"),
    ({"sex": "male", "age": 30}, {}, None),
    ({"sex": "female", "age": 72}, {}, None),
    ({"sex": "female", "age": 30}, {"childbearing_potential": False}, None),
]


@pytest.mark.parametrize(("who", "facts", "verdict"), STAGES)
def test_a_pregnancy_that_is_not_recorded_is_open_unless_it_is_excluded(
    who: dict[str, Any], facts: dict[str, Any], verdict: str | None
) -> None:
    said = {"pregnancy": {"level": "contraindicated", "statement": "-", **READ}}
    history = [{"on": "2024-03-04", "mmt8": "120/150", **facts}]
    seen = view(history=history, **who)
    one = therapy(reproduction=said)
    assert [line.verdict for line in conditions(seen, one)] == ([verdict] if verdict else [])
    assert bool(reproduction(seen, one)) == (verdict is not None)


@pytest.mark.parametrize("level", ["compatible", "not_known"])
def test_compatible_and_not_known_are_told_and_are_no_conditions(level: str) -> None:
    said = {"pregnancy": {"level": level, "statement": "-", **READ}}
    seen = view(sex="female", age=30, history=[{"on": "2024-03-04", "pregnancy": True}])
    one = therapy(reproduction=said)
    assert conditions(seen, one) == ()
    assert [line.level for line in reproduction(seen, one)] == [level]
