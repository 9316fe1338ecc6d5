"""What is settled, and which unknown findings keep the rest open."""

from __future__ import annotations

import polars as pl
import pytest
from tests.unit.cohort.research.small import BASE, ON, label, made

from myosotis.cohort.research import (
    OVERALL,
    cohort,
    definitions,
    keepers,
    settled,
    truly_refractory,
)
from myosotis.errors import InputError

ORGAN = BASE.activity.organs[0].id
FIRST, SECOND = list(BASE.findings)[:2]


def test_a_question_is_settled_by_an_answer_and_final_when_nothing_can_change_it() -> None:
    found = settled(
        made(
            [
                {"patient": "a", "resistance": "refractory", "resistance_possible": ["refractory"]},
                {"patient": "b", "resistance": "refractory",
                 "resistance_possible": ["refractory", "not_refractory"]},
                {"patient": "c"},
            ]
        ),
        BASE,
    )  # fmt: skip
    assert [one.question for one in found] == ["resistance"]
    (one,) = found
    assert (one.of, one.settled, one.final, one.open) == (3, 2, 1, 1)
    assert one.verdicts == {"refractory": 2, "cannot_tell": 1}
    assert one.label == BASE.resistance.question


def test_unsettled_is_no_answer() -> None:
    rows = [{"patient": "a", "diagnosis": "unsettled"}, {"patient": "b", "diagnosis": "secure"}]
    one = settled(made(rows), BASE)[-1]
    assert (one.question, one.settled, one.open) == ("diagnosis", 1, 1)


def test_an_empty_verdict_is_an_open_one() -> None:
    rows = [
        {"patient": "a", f"activity.{ORGAN}": None},
        {"patient": "b", f"activity.{ORGAN}": "active"},
    ]
    one = settled(made(rows), BASE)[-1]
    assert (one.settled, one.open) == (1, 1)


def test_keepers_count_the_undecided_only_and_say_who_lacks_nothing_else() -> None:
    rows = [
        {"patient": "a", "missing.resistance": [FIRST]},
        {"patient": "b", "missing.resistance": [FIRST, SECOND]},
        {"patient": "c", "missing.resistance": [FIRST], "resistance": "refractory"},
        {"patient": "d", "missing.resistance": []},
        {"patient": "e", "missing.resistance": [FIRST], "resistance": None},
    ]
    found = keepers(made(rows), BASE).filter(pl.col("question") == "resistance")
    assert found.select("finding", "label", "patients", "alone", "undecided").rows() == [
        (FIRST, label(FIRST), 3, 2, 4),
        (SECOND, label(SECOND), 1, 0, 4),
    ]


def test_the_same_thing_missing_of_several_treatments_is_one_finding() -> None:
    rows = [
        {"patient": "a", "missing.resistance": ["t7.dose", "t12.dose"]},
        {"patient": "b", "missing.resistance": ["t3.dose", FIRST]},
    ]
    found = keepers(made(rows), BASE).filter(pl.col("question") == "resistance")
    assert found.select("label", "patients", "alone").row(0) == ("dose of a treatment", 2, 1)


def test_over_all_questions_a_patient_counts_once_for_a_finding() -> None:
    rows = [
        {"patient": "a", "missing.resistance": [FIRST], f"activity.{ORGAN}": "cannot_tell",
         f"missing.activity.{ORGAN}": [FIRST]},
        {"patient": "b", "missing.resistance": [FIRST], f"activity.{ORGAN}": "cannot_tell",
         f"missing.activity.{ORGAN}": [SECOND]},
    ]  # fmt: skip
    found = keepers(made(rows), BASE).filter(pl.col("question") == OVERALL)
    assert found.select("finding", "patients", "alone").rows() == [(FIRST, 2, 1), (SECOND, 1, 0)]


def test_the_last_review_of_a_patient_counts() -> None:
    rows = [
        {"patient": "a", "on": ON.replace(year=2021), "resistance": "refractory"},
        {"patient": "a", "on": ON, "resistance": "not_refractory"},
    ]
    found = made(rows)
    assert found.size == 1
    assert found.review.item(0, "resistance") == "refractory"
    assert found.reviews.height == 2


def test_refractory_is_bounded_by_those_of_whom_it_is_possible() -> None:
    rows = [
        {"patient": "a", "resistance": "refractory", "resistance_possible": ["refractory"]},
        {"patient": "b"},
        # It cannot be told which, but refractory is not among what is left.
        {"patient": "c", "resistance_possible": ["inadequately_treated", "not_refractory"]},
    ]
    seen = truly_refractory(made(rows))
    assert (seen.yes, seen.no, seen.undecided) == (1, 1, 1)


def test_who_is_not_asked_stands_outside_a_definition() -> None:
    words = ["met", "not_met", "not_met", "cannot_tell", None, "not_applicable", "not_asked"]
    name = BASE.resistance.other_definitions[0].id
    rows = [{"patient": str(n), f"definition.{name}": word} for n, word in enumerate(words)]
    (one,) = definitions(made(rows), BASE)
    assert (one.patients.yes, one.patients.no, one.patients.undecided, one.apart) == (1, 2, 2, 2)
    assert one.label == BASE.criteria[BASE.resistance.other_definitions[0].set_].short


def test_a_table_without_its_columns_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(InputError, match="the review table has no column 'patient', did you mean"):
        cohort(pl.DataFrame({"patients": ["a"], "on": [ON]}))
    with pytest.raises(InputError, match="no rows"):
        cohort(pl.DataFrame({"patient": [], "on": []}))
