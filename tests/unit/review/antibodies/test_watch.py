"""Other organs: why to look at them, with which figures, and how."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.review.antibodies.patients import BASE, blot, by, profile

from myosotis.review.antibodies.model import WatchLine

Record = dict[str, Any]


def watched(*history: Record, **fields: Any) -> dict[str, WatchLine]:
    return {line.id: line for line in profile(*history, **fields).watch}


def reasons(found: dict[str, WatchLine], organ: str) -> list[str]:
    return [each.id for each in found[organ].because]


def asked(found: dict[str, WatchLine], organ: str) -> dict[str, str]:
    return {line.id.partition(".")[2]: line.status for line in found[organ].how}


def test_every_organ_has_a_line_and_one_that_nothing_speaks_for_has_no_reason() -> None:
    found = watched()
    assert list(found) == [organ.id for organ in BASE.watch.organs]
    assert reasons(found, "dysphagia") == ["every_patient"]
    for organ in ("heart", "calcinosis", "kidney"):
        assert (reasons(found, organ), asked(found, organ)) == ([], {})


@pytest.mark.parametrize(
    ("entry", "organ", "reason"),
    [
        (blot(srp="strong"), "heart", "srp_heart"),
        (blot(mitochondrial_m2="strong"), "heart", "ama_heart"),
        (blot(u1rnp="strong", ro52="strong"), "heart", "u1rnp_ro52_pericarditis"),
        ({"troponin_i": "1.1 xULN"}, "heart", "troponin_i_raised"),
        ({"troponin_t": "1.1 xULN"}, "heart", "troponin_t_raised"),
        (blot(nxp2="strong"), "dysphagia", "nxp2_dysphagia"),
        (blot(nxp2="strong"), "calcinosis", "nxp2_calcinosis"),
        ({"digital_ulcers": "yes"}, "calcinosis", "finger_ulcers_calcinosis"),
        (blot(ku="strong", dsdna="yes"), "kidney", "ku_dsdna_kidney"),
    ],
)
def test_a_reason_to_look(entry: Record, organ: str, reason: str) -> None:
    assert reason in reasons(watched(entry), organ)


@pytest.mark.parametrize(
    ("entry", "organ"),
    [
        # Doubtful, negative, not tested, one of two: none is a reason.
        (blot(srp="weak"), "heart"),
        (blot(srp="no"), "heart"),
        ({"anti_srp": "not tested"}, "heart"),
        (blot(u1rnp="strong"), "heart"),
        ({"troponin_i": "1 xULN"}, "heart"),
        (blot(nxp2="weak"), "calcinosis"),
        (blot(ku="strong"), "kidney"),
    ],
)
def test_what_is_no_reason_to_look(entry: Record, organ: str) -> None:
    assert reasons(watched(entry), organ) == []


def test_a_subgroup_is_a_reason_of_its_own() -> None:
    found = watched({"anti_nxp2": by("ip", "yes")}, age_at_onset=8)
    assert reasons(found, "calcinosis") == [
        "nxp2_calcinosis", "nxp2_juvenile_calcinosis", "juvenile_calcinosis",
    ]  # fmt: skip


def test_the_figures_are_those_of_the_antibodies_of_the_patient() -> None:
    found = watched(blot(nxp2="strong"))["dysphagia"].figures
    assert found
    assert {figure.antibody for figure in found} == {"anti_nxp2"}
    assert {figure.outcome for figure in found} == {"dysphagia"}


def test_a_member_of_a_group_shows_the_figures_of_the_group_too() -> None:
    rows = {row.id: row for row in profile(blot(pl7="strong")).outcomes}
    assert {figure.antibody for figure in rows["ild"].figures} == {
        "anti_pl7", "anti_synthetase_antibody",
    }  # fmt: skip


def test_what_is_recorded_of_an_organ_is_shown_with_it() -> None:
    assert watched({"dysphagia": "yes"})["dysphagia"].recorded == "yes"
    assert watched({"dysphagia": "no"})["dysphagia"].recorded == "no"
    assert watched()["dysphagia"].recorded == "unknown"


def test_how_to_look_what_was_done_and_what_may_be_asked_for() -> None:
    found = watched({**blot(srp="strong"), "ecg_abnormal": "no", "troponin_i": "0.5 xULN"})
    assert asked(found, "heart") == {
        "electrocardiogram": "done", "troponin_i": "done", "echocardiogram": "due",
        "natriuretic_peptide": "due",
        # Asked for only where something else is found, which is open.
        "holter": "if", "cardiac_mri": "if",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "status"),
    [
        ({"dysphagia": "yes"}, "due"),
        ({"dysphagia": "unknown"}, "if"),
        ({"dysphagia": "no", "aspiration": "no", "dysphonia": "no"}, None),
        ({"dysphagia": "no", "aspiration": "no", "dysphonia": "no", "vfss_normal": "yes"}, "done"),
    ],
)
def test_what_is_asked_for_under_a_condition(entry: Record, status: str | None) -> None:
    assert asked(watched(entry), "dysphagia").get("swallow_study") == status


def test_every_line_of_an_organ_says_why_and_has_a_source() -> None:
    for line in watched(blot(srp="strong", ro52="strong"), {"digital_ulcers": "yes"}).values():
        for item in line.how:
            assert item.statement == line.because[0].statement
            assert item.sources
