"""What is treated: shown, open, replaced by its urgent form; and where only damage is left."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from tests.unit.review.strategy.made_up import BASE, person, strategy, with_content

from myosotis import review
from myosotis.logic import Truth
from myosotis.review.activity import damage_only
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


def organ(inflammation: str, damage: str, data: bool = True) -> OrganReview:
    return OrganReview.model_construct(inflammation=inflammation, damage=damage, data=data)


def activity(*organs: OrganReview) -> Activity:
    return Activity.model_construct(organs={str(n): one for n, one in enumerate(organs)})


@pytest.mark.parametrize(
    ("inflammation", "damage", "found"),
    [
        ("yes", "yes", Truth.NO), ("yes", "no", Truth.NO), ("yes", "unknown", Truth.NO),
        ("no", "yes", Truth.YES), ("no", "no", Truth.UNKNOWN), ("no", "unknown", Truth.UNKNOWN),
        ("unknown", "yes", Truth.UNKNOWN), ("unknown", "no", Truth.UNKNOWN),
        ("unknown", "unknown", Truth.UNKNOWN),
    ],
)  # fmt: skip
def test_damage_only_in_one_organ(inflammation: str, damage: str, found: Truth) -> None:
    assert damage_only(activity(organ(inflammation, damage))) is found


def test_damage_only_needs_damage_somewhere_and_inflammation_nowhere() -> None:
    known = ("yes", "no", "unknown")
    for one, other in product(product(known, known), product(known, known)):
        found = damage_only(activity(organ(*one), organ(*other)))
        inflamed = {one[0], other[0]}
        if "yes" in inflamed:
            assert found is Truth.NO
        elif inflamed == {"no"} and "yes" in (one[1], other[1]):
            assert found is Truth.YES
        else:
            assert found is Truth.UNKNOWN


def test_without_a_record_of_any_organ_nothing_is_damage_only() -> None:
    assert damage_only(activity(organ("unknown", "unknown", data=False))) is Truth.UNKNOWN
    assert damage_only(activity()) is Truth.UNKNOWN


@pytest.mark.parametrize(
    ("verdict", "found"),
    [
        ("not_iim", Truth.YES),
        ("secure", Truth.NO),
        ("other_iim", Truth.NO),
        ("unsettled", Truth.UNKNOWN),
    ],
)
def test_an_unsettled_diagnosis_is_no_reason_to_stop(verdict: str, found: Truth) -> None:
    assert not_inflammatory(Diagnosis.model_construct(verdict=verdict)) is found
