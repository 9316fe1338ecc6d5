"""However the tables lie, in one part or in many: each patient is told the same."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from myosotis import cohort
from myosotis.cohort.asking import ANSWERS, Asker, in_parts, together
from myosotis.cohort.parts import count_parts, split
from myosotis.knowledge import load
from myosotis.review import ReviewTable
from tests.tables.generated import Generated, generated
from tests.unit.cohort import registry

BASE = load()
TODAY = date(2026, 6, 30)
BY_ROW = ("facts.", "missing.resistance")
"""Columns that name rows of the tables."""
PART = 350
"""Rows of a part, where there are to be several."""


@cache
def made() -> Generated:
    return in_order(generated(31, 48))


@cache
def seen_often() -> Generated:
    """Patients of a synthetic registry: they are seen alike again and again, as the response needs
    them."""
    return in_order(Generated(*registry.tables(1, 16).values(), made().on))


def in_order(found: Generated) -> Generated:
    frames = (frame.sort("patient", maintain_order=True) for frame in found.tables)
    return Generated(*frames, found.on)


@cache
def shuffled() -> Generated:
    frames = (frame.sample(fraction=1, shuffle=True, seed=5) for frame in made().tables)
    return Generated(*frames, made().on)


def as_text(found: Generated) -> Generated:
    """The same patients by names whose order is another."""
    name = pl.format("P-{}", "patient")
    return Generated(
        *(frame.with_columns(patient=name) for frame in found.tables),
        found.on.with_columns(patient=name),
    )


@cache
def compiled() -> ReviewTable:
    """The review of all that is recorded of anybody, so that a test need not make it again."""
    asker = Asker(BASE, made().on, TODAY)
    return asker.review_table(asker.visits(asker.part(cohort.tables_from(*made().tables))))


def answers(
    found: Generated, name: str, rows: int, reviews: ReviewTable | None = None
) -> pl.DataFrame:
    asker = Asker(BASE, found.on, TODAY, reviews)
    asked = in_parts(asker, cohort.tables_from(*found.tables), ANSWERS[name], rows)
    parts = [answer for answer, _ in asked]
    assert (len(parts) > 3) == (rows == PART)
    return together(name, parts, BASE).sort("patient", "on")


def whole(found: Generated, name: str) -> pl.DataFrame:
    return answers(found, name, 10**9, compiled())


@pytest.mark.parametrize("name", ["review", "snapshot", "response", "antibodies", "differential"])
def test_many_parts_say_what_one_says(name: str) -> None:
    people = seen_often() if name == "response" else made()
    one = whole(people, name)
    assert one.height > 50
    assert_frame_equal(answers(people, name, PART), one)


def test_rows_in_any_order_are_dealt_into_parts_and_say_the_same() -> None:
    one = whole(made(), "review")
    found = answers(shuffled(), "review", PART, compiled())
    columns = [name for name in one.columns if not name.startswith(BY_ROW)]
    assert_frame_equal(found.select(columns), one.select(columns))
    assert_frame_equal(found, whole(shuffled(), "review"))


def test_names_are_dealt_like_numbers() -> None:
    one = whole(as_text(made()), "antibodies")
    assert_frame_equal(answers(as_text(shuffled()), "antibodies", PART, compiled()), one)


@pytest.mark.parametrize("order", ["sorted", "shuffled"])
def test_every_row_is_in_one_part_and_a_patient_in_no_two(order: str, tmp_path: Path) -> None:
    found = made() if order == "sorted" else shuffled()
    tables = cohort.tables_from(*found.tables)
    count = count_parts(tables, PART)
    parts = list(split(tables, count, tmp_path))
    assert 3 < len(parts) <= count
    for name, frame in zip(("patients", "observations", "treatments"), found.tables, strict=True):
        pieces = [part.frame(name).select("patient", "row").collect() for part in parts]
        every = pl.concat(pieces)
        assert sorted(every["row"]) == list(range(1, frame.height + 1))
        theirs = [set(piece["patient"]) for piece in pieces]
        assert sum(map(len, theirs)) == frame["patient"].n_unique()


def test_several_dates_of_a_patient_are_told_like_each_date() -> None:
    later = made().on.with_columns(pl.col("on") + timedelta(days=100))
    both = on_dates(pl.concat([later, made().on]))
    assert both.height == 2 * made().on.height
    each = pl.concat([on_dates(made().on), on_dates(later)])
    assert_frame_equal(both, each.sort("patient", "on"))


def test_one_date_for_all_is_a_date_for_each() -> None:
    day = date(2020, 5, 17)
    each = on_dates(made().on.with_columns(on=pl.lit(day)))
    assert_frame_equal(on_dates(day).sort("patient"), each)
    assert_frame_equal(on_dates("2020-05-17").sort("patient"), each)


def test_a_patient_of_whom_no_date_is_asked_has_no_row() -> None:
    some = made().on.head(3)
    assert on_dates(some)["patient"].to_list() == some["patient"].sort().to_list()


def on_dates(on: Any) -> pl.DataFrame:
    found: pl.DataFrame = cohort.antibodies(*made().tables, on=on).table
    return found


def test_without_any_patient_there_is_a_table_without_rows() -> None:
    nobody = [frame.clear() for frame in made().tables]
    found = cohort.review(*nobody, on="2020-01-01")
    assert found.table.height == 0
    assert {"patient", "on", "resistance", "diagnosis"} <= set(found.table.columns)


ONE_FACT = {"heliotrope_rash": "yes", "ck": "12 xULN", "anti_jo1": "yes", "sex": "female"}


def with_one_fact(*findings: str) -> pl.DataFrame:
    """A patient for each finding, of whom nothing else is known."""
    facts = [(name, name, ONE_FACT[name], "2020") for name in findings]
    return pl.DataFrame(facts, ["patient", "finding", "value", "on"], orient="row")


def review_of(observations: pl.DataFrame, reviews: ReviewTable | None = None) -> pl.DataFrame:
    asker = Asker(BASE, date(2020, 12, 31), TODAY, reviews)
    tables = cohort.tables_from(None, observations)
    ((found, _),) = in_parts(asker, tables, ANSWERS["review"])
    return found.select(name for name in found.columns if not name.startswith(BY_ROW))


@cache
def among_many() -> pl.DataFrame:
    few = with_one_fact(*ONE_FACT)
    others = as_text(made()).observations.select(few.columns)
    return review_of(few.vstack(others), compiled())


@pytest.mark.parametrize("finding", ONE_FACT)
def test_a_cohort_with_one_fact_is_told_as_much_as_one_with_many(finding: str) -> None:
    assert among_many().height > 20
    found = review_of(with_one_fact(finding))
    assert_frame_equal(found, among_many().filter(patient=finding))


def test_a_negative_group_is_read_alike_alone_and_beside_results_of_others() -> None:
    said = {"patient": 1, "finding": "dermatomyositis_specific_antibody", "value": "no"}
    other = {"patient": 2, "finding": "anti_mda5", "value": "yes"}
    alone, beside = (
        cohort.review(observations=pl.DataFrame(rows), on="2024-01-01").table
        for rows in ([said], [said, other])
    )
    assert alone["differential_first"].len() == 1
    columns = [name for name in alone.columns if not name.startswith(BY_ROW)]
    assert_frame_equal(alone.select(columns), beside.head(1).select(columns))
