"""Thousands of generated patients: a cohort says of each what the review says of it alone.

MYOSOTIS_PATIENTS=1000000 compares a million. By default 20,000 are compared in every verdict, set
of possible verdicts, score, rule, reading of an antibody, ratio of the differential and value of
the snapshot; the facts behind the answers, what is missing and the response of one in ten. With
the setting all of it is compared of all.
"""

from __future__ import annotations

import os
from functools import cache

import pytest
from tests.tables.generated import generated
from tests.tables.identity import CHUNK, Report, compare, compare_many
from tests.tables.one import full, slim
from tests.tables.spellings import BASE, TODAY, spellings

from myosotis import read_patient

WANTED = os.environ.get("MYOSOTIS_PATIENTS")
COUNT = int(WANTED or 20_000)
EVERY = 1 if WANTED else 10
READABLE = 1150
"""At least so many patients of a seed can be compared."""


@cache
def report() -> Report:
    return compare_many(range(-(-COUNT // READABLE)), EVERY)


def test_every_patient_is_told_the_same_alone_and_in_a_cohort() -> None:
    found = report()
    assert found.patients >= COUNT
    assert found.cells > 200 * COUNT
    assert found.differences == []


REACHED = {
    "resistance": ("refractory", "inadequately_treated", "not_refractory", "cannot_tell"),
    "diagnosis": ("secure", "other_iim", "not_iim", "unsettled"),
    "strategy": ("open", "blocked", "urgent_only"),
    "differential": ("iim", "other", "both", "cannot_tell"),
    **{
        f"activity.{organ.id}": ("active", "damage", "mixed", "neither", "cannot_tell")
        for organ in BASE.activity.organs
    },
    **{
        f"subgroup.{group.id}": ("established", "not_excluded", "excluded")
        for group in BASE.subgroups.subgroups
        if group.established
    },
    "antibody.anti_mda5": ("positive", "doubtful", "negative", "not_excluded"),
}


@pytest.mark.parametrize("column", REACHED)
def test_the_generated_patients_reach_every_verdict(column: str) -> None:
    words = report().words
    missed = [word for word in REACHED[column] if not words[column, word]]
    assert missed == []


def test_the_parts_with_a_verdict_say_what_the_whole_review_says() -> None:
    from tests.tables.identity import Answers, files

    made = generated(900_000, 160)
    told = Answers.of(made, made.on)
    compared = 0
    for number, file in files(made, told.left_out).items():
        patient = read_patient(file.said, BASE, TODAY)
        day = told.review[number]["on"]
        assert slim(BASE, patient, day) == full(BASE, patient, day), number
        compared += 1
    assert compared > 190


def test_a_seed_makes_the_same_patients_again() -> None:
    one, other = generated(5, 50), generated(5, 50)
    assert all(a.equals(b) for a, b in zip(one.tables, other.tables, strict=True))
    assert not one.observations.equals(generated(6, 50).observations)


def test_every_finding_can_be_said_in_several_ways() -> None:
    assert spellings().count.min() >= 5


def test_a_difference_is_found() -> None:
    """The comparison itself can fail: a table that says something else is noticed."""
    from tests.tables import identity

    told = identity.Answers.of

    def wrong(made: identity.Generated, on: object) -> identity.Answers:
        found = told(made, on)
        for row in found.review.values():
            row["strategy"] = "open"
        return found

    identity.Answers.of = wrong  # type: ignore[method-assign, assignment]
    try:
        found = compare(0, CHUNK // 20)
    finally:
        identity.Answers.of = told  # type: ignore[method-assign]
    assert found.differing["strategy"] > 40
