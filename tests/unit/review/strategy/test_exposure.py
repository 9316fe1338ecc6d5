"""What came of several trials of one drug: the set of what it can have been."""

from __future__ import annotations

from itertools import permutations, product
from typing import Any

import pytest
from tests.unit.review.strategy.made_up import BASE, view

from myosotis.review.strategy.exposure import exposures, trials
from myosotis.review.treatments import Judged, judge

FAILED = {"dose": "150 mg/day", "duration": "52 weeks", "response": "none", "adherence": "yes",
          "stopped": "inefficacy"}  # fmt: skip
SMALL = {**FAILED, "dose": "25 mg/day"}
SHORT = {**FAILED, "duration": "3 weeks"}
SICK = {**FAILED, "stopped": "nausea", "response": None}
GOOD = {**FAILED, "response": "good", "stopped": "remission"}
NOW = {"dose": "150 mg/day", "from": "2024-02-26", "to": "ongoing"}
VAGUE = {"stopped": "inefficacy"}
"""Neither dose nor time is known: it failed, or it was not a trial."""
REFUSED = {"not_given": "pregnancy_planning"}


def judged(*trials_: dict[str, Any], therapy: str = "azathioprine") -> tuple[Any, list[Judged]]:
    rows = [{"therapy": therapy, **{k: v for k, v in one.items() if v}} for one in trials_]
    seen = view(weight="60 kg", treatments=rows)
    return seen, [judge(seen, one) for one in seen.patient.treatments]


def came_to(*trials_: dict[str, Any], therapy: str = "azathioprine") -> set[str]:
    return set(exposures(*judged(*trials_, therapy=therapy)))


@pytest.mark.parametrize(
    ("trial", "found"),
    [
        (FAILED, {"failed"}),
        ({**FAILED, "response": "partial"}, {"failed"}),
        (SMALL, {"optimise"}),
        (SHORT, {"optimise"}),
        ({**FAILED, "adherence": "no"}, {"optimise"}),
        (SICK, {"intolerant"}),
        (GOOD, {"worked"}),
        (NOW, {"in_use"}),
        (VAGUE, {"failed", "optimise"}),
        (REFUSED, {"none"}),
    ],
)
def test_one_trial(trial: dict[str, Any], found: set[str]) -> None:
    assert came_to(trial) == found


def test_no_trial_is_none() -> None:
    assert came_to() == {"none"}


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ((SMALL, FAILED), {"failed"}),
        ((GOOD, FAILED), {"failed"}),
        ((SICK, SMALL), {"intolerant"}),
        ((FAILED, SICK), {"failed"}),
        ((FAILED, NOW), {"in_use"}),
        ((GOOD, SMALL), {"optimise"}),
        ((VAGUE, FAILED), {"failed"}),
        ((VAGUE, GOOD), {"failed", "optimise"}),
        ((VAGUE, SICK), {"failed", "intolerant"}),
        ((VAGUE, VAGUE), {"failed", "optimise"}),
        ((REFUSED, SMALL), {"optimise"}),
    ],
)
def test_several_trials(rows: tuple[dict[str, Any], ...], found: set[str]) -> None:
    assert came_to(*rows) == came_to(*rows[::-1]) == found


def test_the_set_is_what_every_choice_of_one_outcome_for_each_trial_gives() -> None:
    rank = ("in_use", "failed", "intolerant", "optimise", "worked", "none")
    every = (FAILED, SMALL, SICK, GOOD, NOW, VAGUE)
    for one, other in permutations(every, 2):
        pairs = product(came_to(one), came_to(other))
        assert came_to(one, other) == {min(pair, key=rank.index) for pair in pairs}


def test_a_drug_without_a_rule_for_a_trial_goes_by_what_is_said_of_its_end() -> None:
    name = next(t.id for t in BASE.therapies.values() if t.counts_as == "none" and t.gated)
    assert came_to({"stopped": "nausea"}, therapy=name) == {"intolerant"}
    assert came_to({"stopped": "inefficacy"}, therapy=name) == {"failed", "optimise"}
    assert came_to({"to": "ongoing"}, therapy=name) == {"in_use"}
    assert came_to({"from": "2020", "to": "2021"}, therapy=name) == {"worked"}
    assert came_to({}, therapy=name) == {"in_use", "worked"}


def test_each_trial_is_told_by_its_name() -> None:
    _, found = judged(FAILED, SMALL)
    assert [one.verdict for one in trials(found)] == ["adequate_no_response", "inadequate_dose"]
    assert all(one.name and one.statement for one in trials(found))
