"""The guideline files: known names, no contradiction within one, grades that are explained."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest

from myosotis import knowledge
from myosotis.knowledge.schema import Guideline, Recommendation
from myosotis.review.rulebook import rulebook

BASE = knowledge.load()
GUIDELINES = list(BASE.guidelines.values())
SETTINGS = {setting.id for setting in BASE.strategy.settings}
GRADED = ("strong", "conditional", "good_practice")
REVIEWS = {"imnm_review", "ibm_reference", "calcinosis_review_2020", "calcinosis_review_2022"}
"""No guidelines, and they say so; they never grade as one does."""

each_guideline = pytest.mark.parametrize("guideline", GUIDELINES, ids=lambda each: each.id)


def statements() -> Iterator[tuple[Guideline, Recommendation]]:
    """Every statement with its guideline."""
    for guideline in GUIDELINES:
        for statement in guideline.statements:
            yield guideline, statement


def test_there_are_guidelines() -> None:
    assert len(GUIDELINES) >= 13


@each_guideline
def test_every_statement_names_known_therapies_and_a_known_setting(guideline: Guideline) -> None:
    for statement in guideline.statements:
        assert statement.setting in SETTINGS
        assert set(statement.therapies) <= BASE.therapies.keys(), statement.id
        assert len(set(statement.therapies)) == len(statement.therapies), statement.id


@each_guideline
def test_statements_have_ids_of_their_own(guideline: Guideline) -> None:
    counts = Counter(statement.id for statement in guideline.statements)
    assert [name for name, count in counts.items() if count > 1] == []


@each_guideline
def test_no_statement_is_for_and_against_one_therapy_alike(guideline: Guideline) -> None:
    said: dict[tuple[str, str, str, str | None], set[str]] = defaultdict(set)
    for one in guideline.statements:
        for therapy in one.therapies:
            said[therapy, one.setting, one.line, one.if_].add(one.says)
    assert [place for place, words in said.items() if {"for", "against"} <= words] == []


@each_guideline
def test_a_guideline_that_grades_explains_its_grades(guideline: Guideline) -> None:
    grades = [
        one.id
        for one in guideline.statements
        if one.strength in GRADED or one.evidence or one.agreement
    ]
    assert not grades or guideline.grades, grades


@each_guideline
def test_a_strength_is_given_only_where_it_was_read(guideline: Guideline) -> None:
    for one in guideline.statements:
        if one.checked == "no":
            assert one.strength in ("not_read", "not_graded"), one.id
            assert one.evidence is None, one.id
            assert one.agreement is None, one.id


@each_guideline
def test_what_is_recalled_says_so(guideline: Guideline) -> None:
    for one in guideline.statements:
        if one.checked == "no":
            assert "general_knowledge" in one.source, one.id


@each_guideline
def test_a_guideline_of_which_a_part_is_recalled_says_what_was_not_read(
    guideline: Guideline,
) -> None:
    if any(one.checked == "no" for one in guideline.statements):
        assert guideline.not_read


@each_guideline
def test_a_sentence_ends_with_a_full_stop(guideline: Guideline) -> None:
    said = [statement.statement for statement in guideline.statements]
    for text in (guideline.covers, *guideline.not_read, *said):
        assert text.endswith("."), text


@each_guideline
def test_a_review_is_not_called_a_guideline(guideline: Guideline) -> None:
    assert ("not a guideline" in guideline.covers) == (
        guideline.id in REVIEWS | {"bmj_best_practice"}
    )


def test_every_condition_can_be_read() -> None:
    rules = rulebook(BASE)
    for _, statement in statements():
        if statement.if_:
            assert rules.rule(statement.if_).inputs


def said(therapy: str, setting: str) -> set[tuple[str, str, str]]:
    """(guideline, says, line) of a therapy in a setting."""
    return {
        (guideline.id, one.says, one.line)
        for guideline, one in statements()
        if therapy in one.therapies and one.setting == setting
    }


DISAGREEMENTS = [
    (
        "methotrexate",
        "ild",
        ("acr_chest_ild_2023", "against", "first"),
        ("bsr_2022", "either", "any"),
    ),
    ("ivig", "muscle", ("bmj_best_practice", "for", "first"), ("sbr_2019", "for", "refractory")),
    (
        "glucocorticoid_oral",
        "ild",
        ("acr_chest_ild_2023", "against", "next"),
        ("ers_eular_ild_2025", "for", "any"),
    ),
    ("rituximab", "muscle", ("imnm_review", "for", "first"), ("bsr_2022", "for", "refractory")),
    (
        "cyclophosphamide",
        "rp_ild",
        ("medra5_2020", "either", "first"),
        ("acr_chest_ild_2023", "for", "first"),
    ),
    (
        "plasma_exchange",
        "rp_ild",
        ("acr_chest_ild_2023", "against", "first"),
        ("medra5_2020", "for", "rescue"),
    ),
]


@pytest.mark.parametrize(("therapy", "setting", "one", "other"), DISAGREEMENTS)
def test_where_guidelines_disagree_both_sides_are_there(
    therapy: str, setting: str, one: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    assert {one, other} <= said(therapy, setting)


NEGATIVE = {
    "tocilizumab": "muscle", "zilucoplan": "muscle", "lenabasum": "muscle", "anti_tnf": "muscle",
    "leukapheresis": "muscle", "bimagrumab": "ibm", "arimoclomol": "ibm",
    "warfarin_low_dose": "calcinosis",
}  # fmt: skip


@pytest.mark.parametrize(("therapy", "setting"), NEGATIVE.items())
def test_what_was_tried_and_failed_is_not_missing(therapy: str, setting: str) -> None:
    effects = {use.effect for use in BASE.therapies[therapy].uses if use.setting == setting}
    assert "no_effect" in effects
