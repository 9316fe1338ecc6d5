"""What is treated: shown, open, replaced by its urgent form; and where only damage is left."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from tests.unit.review.strategy.made_up import BASE, person, strategy, with_content

from myosotis import review
from myosotis.logic import Truth
from myosotis.review.activity import CheckedOrgans, damage_only
from myosotis.review.diagnosis import not_inflammatory
from myosotis.review.model import Activity, Diagnosis, OrganReview

OEDEMA = {"mri_muscle_edema": True, "ck": "20 xULN", "anti_srp": True, "proximal_weakness": True}
FLAG = {"rapidly_progressive_ild": True, "interstitial_lung_disease": True}


def settings(**facts: Any) -> dict[str, tuple[str, bool]]:
    history = [{"on": "2024-03-04", **facts}]
    return {one.id: (one.state, one.urgent) for one in strategy(history=history).settings}


def test_an_organ_whose_inflammation_is_confirmed_is_treated() -> None:
    assert settings(**OEDEMA)["muscle"] == ("treated", False)


def test_what_is_recorded_and_not_decided_is_open() -> None:
    found = settings(**OEDEMA, interstitial_lung_disease=True)
    assert found["ild"] == ("open", False)


def test_what_nothing_is_recorded_of_is_not_named_beside_what_is_treated() -> None:
    assert set(settings(**OEDEMA)) == {"muscle"}


def test_where_nothing_is_shown_no_organ_is_taken_for_well() -> None:
    found = settings(weight_loss=True)
    organs = {one.id for one in BASE.strategy.settings if one.organ}
    assert set(found) <= organs
    assert {"muscle", "skin", "ild", "joint"} <= set(found)
    assert {state for state, _ in found.values()} == {"open"}


def test_a_red_flag_replaces_the_slower_form_and_is_urgent() -> None:
    found = settings(**FLAG)
    assert found["rp_ild"] == ("treated", True)
    assert "ild" not in found


def test_a_red_flag_that_was_not_checked_in_a_source_opens_nothing() -> None:
    flags = tuple(f.model_copy(update={"checked": "no"}) for f in BASE.urgent.red_flags)
    base = with_content(urgent=BASE.urgent.model_copy(update={"red_flags": flags}))
    found = review(person(history=[{"on": "2024-03-04", **FLAG}]), knowledge=base).strategy
    assert [(one.state, one.urgent) for one in found.settings if one.id == "rp_ild"] == [
        ("open", False)
    ]
    assert not [
        option.therapy
        for option in found.options
        if option.standing in ("open", "open_after_test") and base.therapies[option.therapy].gated
    ]


def test_the_urgent_branch_opens_what_is_used_there_and_nothing_else() -> None:
    history = [{"on": "2024-03-04", **FLAG}]
    found = strategy(history=history)
    assert found.verdict == "urgent_only"
    for option in found.options:
        if option.standing in ("open", "open_after_test") and BASE.therapies[option.therapy].gated:
            assert "rp_ild" in option.settings


# -- damage only, not inflammatory --------------------------------------------------------------


def found(*organs: tuple[str, str], checked: bool = True) -> Truth:
    """Of organs by inflammation and damage, where every rule was checked, or none."""
    named = {str(number): one for number, one in enumerate(organs)}
    seen = named.items() if checked else ()
    return damage_only(
        Activity.model_construct(
            organs={
                name: OrganReview.model_construct(inflammation=inflammation, damage=damage)
                for name, (inflammation, damage) in named.items()
            }
        ),
        CheckedOrgans(
            inflamed=frozenset(name for name, one in seen if one[0] == "yes"),
            quiet=frozenset(name for name, one in seen if one[0] == "no"),
            damaged=frozenset(name for name, one in seen if one[1] == "yes"),
        ),
    )


@pytest.mark.parametrize(
    ("inflammation", "damage", "expected"),
    [
        ("yes", "yes", Truth.NO), ("yes", "no", Truth.NO), ("yes", "unknown", Truth.NO),
        ("no", "yes", Truth.YES), ("no", "no", Truth.NO), ("no", "unknown", Truth.UNKNOWN),
        ("unknown", "yes", Truth.UNKNOWN), ("unknown", "no", Truth.NO),
        ("unknown", "unknown", Truth.UNKNOWN),
    ],
)  # fmt: skip
def test_damage_only_in_one_organ(inflammation: str, damage: str, expected: Truth) -> None:
    assert found((inflammation, damage)) is expected


def test_damage_only_needs_damage_somewhere_and_inflammation_nowhere() -> None:
    known = ("yes", "no", "unknown")
    for one, other in product(product(known, known), product(known, known)):
        inflamed, damaged = {one[0], other[0]}, {one[1], other[1]}
        expected = Truth.UNKNOWN
        if "yes" in inflamed or damaged == {"no"}:
            expected = Truth.NO
        elif inflamed == {"no"} and "yes" in damaged:
            expected = Truth.YES
        assert found(one, other) is expected


def test_rules_that_were_not_checked_do_not_make_it_damage_only() -> None:
    assert found(("no", "yes"), checked=False) is Truth.UNKNOWN


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        ("not_iim", Truth.YES),
        ("secure", Truth.NO),
        ("other_iim", Truth.NO),
        ("unsettled", Truth.UNKNOWN),
    ],
)
def test_an_unsettled_diagnosis_is_no_reason_to_stop(verdict: str, expected: Truth) -> None:
    assert not_inflammatory(Diagnosis.model_construct(verdict=verdict)) is expected
