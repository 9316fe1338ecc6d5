"""How a therapy stands: a table of what decides before what."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.review.strategy.made_up import (
    CLOSED,
    OPEN,
    UNTREATED,
    URGENT,
    condition,
    therapy,
    use,
)

from myosotis.review.strategy.exposure import Exposure
from myosotis.review.strategy.model import ConditionLine, UseLine
from myosotis.review.strategy.standing import Gate, Stand, stand

FORBIDDEN, AVOID = condition("contraindicated"), condition("avoid")
MAYBE, MAYBE_AVOID = condition("contraindicated", "possible"), condition("avoid", "possible")
TEST, CARE = condition("test_first", "possible"), condition("caution")
MAYBE_CARE = condition("caution", "possible")
USED, IF = use(), use(verdict="possible")


def stood(
    exposure: Exposure | tuple[Exposure, ...] = "none",
    lines: tuple[ConditionLine, ...] = (),
    uses: tuple[UseLine, ...] = (USED,),
    gate: Gate = OPEN,
    **fields: Any,
) -> Stand:
    exposures = (exposure,) if isinstance(exposure, str) else exposure
    return stand(therapy(**fields), exposures, lines, uses, gate)


PRECEDENCE: list[tuple[str, dict[str, Any], str]] = [
    ("nothing stands in its way", {}, "open"),
    ("not used here, never given", {"uses": (), "lines": (FORBIDDEN,)}, "not_applicable"),
    ("not used here, but it failed", {"uses": (), "exposure": "failed"}, "failed"),
    ("forbidden goes before failed", {"exposure": "failed", "lines": (FORBIDDEN,)},
     "contraindicated"),
    ("forbidden goes before in use", {"exposure": "in_use", "lines": (FORBIDDEN,)},
     "contraindicated"),
    ("what came of it goes before avoid", {"exposure": "failed", "lines": (AVOID,)}, "failed"),
    ("not tolerated", {"exposure": "intolerant"}, "intolerant"),
    ("too small a trial goes before a test", {"exposure": "optimise", "lines": (MAYBE,)},
     "optimise"),
    ("in use goes before a test", {"exposure": "in_use", "lines": (MAYBE,)}, "in_use"),
    ("what worked is open again", {"exposure": "worked"}, "open"),
    ("avoid", {"lines": (AVOID, MAYBE)}, "avoid"),
    ("what may forbid it is asked", {"lines": (MAYBE,)}, "open_after_test"),
    ("what may speak against it is asked", {"lines": (MAYBE_AVOID,)}, "open_after_test"),
    ("what is to be tested first", {"lines": (TEST,)}, "open_after_test"),
    ("to be tested first, and found", {"lines": (condition("test_first"),)}, "open_after_test"),
    ("a caution moves nothing", {"lines": (CARE, MAYBE_CARE)}, "open"),
    ("a use that may apply", {"uses": (IF,)}, "open_after_test"),
    ("a use that applies beside one that may", {"uses": (IF, USED)}, "open"),
    ("studied, no result", {"uses": (use("no_result"),)}, "no_result"),
    ("did not work", {"uses": (use("no_effect"),)}, "no_effect_shown"),
    ("a sign of harm", {"uses": (use("harm"), use("no_effect"))}, "avoid"),
    ("worked for some, not for others", {"uses": (use("no_effect"), USED)}, "open"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("case", "standing"),
    [(case, standing) for _, case, standing in PRECEDENCE],
    ids=[name for name, _, _ in PRECEDENCE],
)
def test_what_decides_before_what(case: dict[str, Any], standing: str) -> None:
    assert stood(**case).standing == standing


@pytest.mark.parametrize("level", ["contraindicated", "avoid", "test_first"])
def test_a_condition_that_was_not_checked_moves_nothing(level: str) -> None:
    assert stood(lines=(condition(level, "present", counts=False),)).standing == "open"


@pytest.mark.parametrize("level", ["contraindicated", "avoid", "test_first"])
def test_what_is_not_known_is_asked_whether_or_not_its_rule_was_checked(level: str) -> None:
    assert stood(lines=(condition(level, "possible", counts=False),)).standing == "open_after_test"


@pytest.mark.parametrize("effect", ["shown", "mixed", "used", "case_reports"])
def test_a_use_that_was_not_checked_opens_nothing(effect: str) -> None:
    assert stood(uses=(use(effect, checked="no"),)).standing == "no_result"
    assert stood(uses=(use(effect),)).standing == "open"


def test_a_prognosis_is_no_effect_and_opens_nothing() -> None:
    assert stood(uses=(use("prognostic"),)).standing == "no_result"
    assert stood(uses=(use("prognostic"), use("no_effect"))).standing == "no_effect_shown"


@pytest.mark.parametrize("effect", ["no_effect", "harm"])
def test_a_failure_that_was_not_checked_closes_nothing(effect: str) -> None:
    assert stood(uses=(use(effect, checked="no"),)).standing == "no_result"
    assert stood(uses=(use(effect, checked="no"), USED)).standing == "open"


GATED: list[tuple[str, dict[str, Any], tuple[str, str | None]]] = [
    ("open waits", {"gate": CLOSED}, ("waits", "open")),
    ("after a test waits", {"gate": CLOSED, "lines": (MAYBE,)}, ("waits", "open_after_test")),
    ("a small trial waits", {"gate": CLOSED, "exposure": "optimise"}, ("waits", "optimise")),
    ("a small trial is what keeps it closed", {"gate": UNTREATED, "exposure": "optimise"},
     ("optimise", None)),
    ("anything new waits for the small trial", {"gate": UNTREATED}, ("waits", "open")),
    ("what is not gated does not wait", {"gate": CLOSED, "gated": False}, ("open", None)),
    ("what is urgent does not wait", {"gate": URGENT}, ("open", None)),
    ("only what is used where it is urgent", {"gate": URGENT, "uses": (use("no_result"),)},
     ("no_result", None)),
    ("an unchecked use does not open in urgency",
     {"gate": URGENT, "uses": (use(checked="no"),)}, ("no_result", None)),
    ("in use goes on", {"gate": CLOSED, "exposure": "in_use"}, ("in_use", None)),
    ("forbidden is told, not waited for", {"gate": CLOSED, "lines": (FORBIDDEN,)},
     ("contraindicated", None)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("case", "found"),
    [(case, found) for _, case, found in GATED],
    ids=[name for name, _, _ in GATED],
)
def test_what_waits_for_the_gate_says_how_it_would_stand(
    case: dict[str, Any], found: tuple[str, str | None]
) -> None:
    one = stood(**case)
    assert (one.standing, one.if_open) == found


def test_several_outcomes_leave_several_standings() -> None:
    one = stood(("failed", "optimise"))
    assert one.standing == "cannot_tell"
    assert one.possible == ("optimise", "failed")


def test_several_outcomes_behind_a_closed_gate() -> None:
    one = stood(("failed", "optimise"), gate=CLOSED)
    assert (one.possible, one.if_open) == (("waits", "failed"), "optimise")


def test_what_forbids_it_settles_what_the_trials_leave_open() -> None:
    assert stood(("failed", "optimise", "worked"), (FORBIDDEN,)).possible == ("contraindicated",)
