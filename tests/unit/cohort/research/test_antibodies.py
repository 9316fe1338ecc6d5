"""Every patient is in one antibody group."""

from __future__ import annotations

from typing import Any

from tests.unit.cohort.research.small import BASE, SPECIFIC, label, made

from myosotis.cohort.research import antibody_groups

NARROW, BROAD = next(
    (name, above) for name in SPECIFIC for above in BASE.findings[name].is_a if above in SPECIFIC
)
ONE, OTHER = [name for name in SPECIFIC if BASE.findings[name].is_a != (BROAD,)][:2]
ASSOCIATED = next(a.id for a in BASE.antibodies.values() if a.kind == "associated")


def group(*results: tuple[str, str]) -> str:
    rows: list[dict[str, Any]] = [
        {"patient": "a", "finding": finding, "value": value, "on": "2020-01-01"}
        for finding, value in results
    ]
    found = antibody_groups(made(2, observations=rows or None), BASE)
    assert found.get_column("patient").to_list() == ["a", "b"]
    assert found.item(1, "group") == "not tested"
    return str(found.item(0, "group"))


def test_the_one_that_was_found_is_the_group() -> None:
    assert group((ONE, "positive"), (OTHER, "negative")) == label(ONE)


def test_two_that_were_found_are_a_group_of_their_own() -> None:
    assert group((ONE, "yes"), (OTHER, "yes")) == "more than one"


def test_a_broader_antibody_is_not_a_second_one() -> None:
    assert group((NARROW, "yes"), (BROAD, "yes")) == label(NARROW)
    assert group((BROAD, "yes")) == label(BROAD)


def test_an_associated_antibody_does_not_move_a_patient() -> None:
    assert group((ONE, "yes"), (ASSOCIATED, "yes")) == label(ONE)
    assert group((ASSOCIATED, "yes")) == "none found among those tested"


def test_results_that_contradict_each_other_leave_it_open() -> None:
    assert group((ONE, "yes"), (ONE, "no")) == "cannot tell"


def test_a_result_that_says_neither_leaves_it_open_unless_another_was_found() -> None:
    assert group((ONE, "equivocal")) == "cannot tell"
    assert group((ONE, "equivocal"), (OTHER, "yes")) == label(OTHER)
    assert group((ONE, "strange words")) == "cannot tell"


def test_no_result_is_not_a_negative_one() -> None:
    assert group() == "not tested"
    assert group((ONE, "no")) == "none found among those tested"
