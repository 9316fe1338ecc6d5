"""Which arms a fit uses, and the designs that it is fitted to."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.unit.evidence.simulated import PATHWAY, arm, simulate

from myosotis.evidence import arms_hash, select
from myosotis.evidence.design import design_arms, design_trials
from myosotis.evidence.selecting import Used
from myosotis.knowledge.schema import Arm

ARMS = [arm(f"series_{i}") for i in range(6)]


def used(arms: list[Arm], kind: str = "response") -> tuple[Used, ...]:
    return select(arms, PATHWAY).kinds[kind]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"counted": "no"}, "not_counted"),
        ({"prognostic": "yes"}, "prognostic"),
        ({"outcome": "measured"}, "measured"),
        ({"n": None}, "no_counts"),
        ({"responders": None}, "no_counts"),
        ({"checked": "no"}, "unchecked"),
    ],
)
def test_what_says_nothing_of_a_treatment_is_left_out(change: dict[str, Any], reason: str) -> None:
    found = select([*ARMS, arm("odd", **change)], PATHWAY)
    assert found.left_out == {reason: 1}
    assert len(found.kinds["response"]) == 6


def test_unchecked_arms_are_used_only_when_asked_for() -> None:
    arms = [*ARMS, arm("odd", checked="no")]
    assert len(select(arms, PATHWAY, unchecked=True).kinds["response"]) == 7


def test_kinds_never_mix() -> None:
    harms = [arm(f"harm_{i}", outcome="harmed") for i in range(6)]
    found = select([*ARMS, *harms], PATHWAY)
    assert {row.outcome for row in found.kinds["response"]} == {"improved"}
    assert {row.outcome for row in found.kinds["harm"]} == {"harmed"}


def test_a_kind_with_too_few_arms_has_no_fit() -> None:
    found = select([*ARMS, arm("harm", outcome="harmed")], PATHWAY)
    assert set(found.kinds) == {"response"}
    assert found.left_out == {"too_few": 1}


def test_the_hash_is_of_what_a_fit_reads() -> None:
    same = [one.model_copy(update={"note": "a note"}) for one in reversed(ARMS)]
    other = [ARMS[0].model_copy(update={"responders": 7}), *ARMS[1:]]
    assert arms_hash(same) == arms_hash(ARMS)
    assert arms_hash(other) != arms_hash(ARMS)


def test_a_combination_lies_around_the_mean_of_its_parts() -> None:
    rows = used([*ARMS, arm("both", therapies=("drug_b", "drug_c"))])
    design = design_arms("response", "improved", rows)
    assert design.drugs == ("drug_a", "drug_b", "drug_c")
    assert design.combinations == ("drug_b+drug_c",)
    assert design.parts.tolist() == [[0, 0.5, 0.5]]


def test_a_group_that_stands_apart_has_no_part_in_all() -> None:
    rows = used([*ARMS, arm("apart", group="other_disease", setting="other", n=100)])
    design = design_arms("response", "improved", rows, ["other_disease"])
    assert (design.groups, design.apart) == (("group_0",), ("other_disease",))
    assert design.group_weights.tolist() == [1.0]
    assert design.setting_weights[""].tolist() == [1.0, 0.0]
    assert design.setting_weights["other_disease"].tolist() == [0.0, 1.0]


def test_with_few_trials_nothing_is_taken_off() -> None:
    rows = used(simulate(trials=2))
    assert not design_arms("response", "improved", rows).adjusted
    assert design_arms("response", "improved", used(simulate(trials=3))).adjusted


def test_single_arms_have_no_part_in_the_randomised_comparisons() -> None:
    trials = simulate(series=0)
    alone = design_trials("response", "improved", used(trials))
    more = design_trials("response", "improved", used([*trials, *ARMS]))
    assert alone is not None
    assert more is not None
    assert alone.rows == more.rows
    for name, values in alone.data().items():
        assert np.array_equal(values, more.data()[name]), name
    assert alone.control_share == more.control_share


def trial(name: str, *given: tuple[str, ...], **fields: Any) -> list[Arm]:
    return [
        arm(f"{name}_{i}", study=name, comparison=name, design="randomised_open",
            therapies=therapies, role="control" if i else "active",
            control="active" if i else None, **fields)
        for i, therapies in enumerate(given)
    ]  # fmt: skip


def test_what_is_given_beside_everything_is_the_control() -> None:
    arms = [*ARMS, *trial("add_on", ("drug_a",), ("base",))]
    design = design_trials("response", "improved", used(arms), background=["base"])
    assert design is not None
    assert design.effects == (("drug_a", ""),)
    assert design.effect.tolist() == [0, 1]


def test_two_drugs_that_were_compared_each_have_an_effect() -> None:
    arms = [*ARMS, *trial("versus", ("drug_a",), ("drug_b",))]
    design = design_trials("response", "improved", used(arms))
    assert design is not None
    assert design.effects == (("drug_a", ""), ("drug_b", ""))


def test_two_ways_of_giving_one_drug_compare_nothing() -> None:
    arms = [*ARMS, *trial("doses", ("drug_a",), ("drug_a",))]
    assert design_trials("response", "improved", used(arms)) is None


def test_a_combination_is_never_credited_to_one_of_its_parts() -> None:
    arms = [*ARMS, *trial("both", ("drug_a", "drug_b"), ("drug_b",))]
    design = design_trials("response", "improved", used(arms))
    assert design is not None
    assert design.effects == (("drug_a+drug_b", ""), ("drug_b", ""))
