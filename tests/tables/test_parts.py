"""However the tables lie, in one part or in many: each patient is told the same."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.tables.generated import Generated, generated

from myosotis import cohort
from myosotis.cohort.asking import ANSWERS, Asker, in_parts
from myosotis.cohort.parts import count_parts, split
from myosotis.knowledge import load

BASE = load()
BY_ROW = ("facts.", "missing.resistance")
"""Columns that name rows of the tables."""


@cache
def made() -> Generated:
    found = generated(31, 160)
    in_order = (frame.sort("patient", maintain_order=True) for frame in found.tables)
    return Generated(*in_order, on=found.on)


def shuffled() -> Generated:
    frames = (frame.sample(fraction=1, shuffle=True, seed=5) for frame in made().tables)
    return Generated(*frames, on=made().on)


def as_text(found: Generated) -> Generated:
    """The same patients by names whose order is another."""
    name = pl.format("P-{}", "patient")
    return Generated(
        *(frame.with_columns(patient=name) for frame in found.tables),
        on=found.on.with_columns(patient=name),
    )


def answers(found: Generated, name: str, rows: int, on: Any = None) -> pl.DataFrame:
    asker = Asker(BASE, found.on if on is None else on, date(2026, 6, 30))
    tables = cohort.tables_from(*found.tables)
    parts = [answer for answer, _ in in_parts(asker, tables, ANSWERS[name], rows)]
    assert (len(parts) > 3) == (rows < 1000)
    return pl.concat(parts).sort("patient", "on")


def whole(found: Generated, name: str) -> pl.DataFrame:
    return answers(found, name, 10**9)


@pytest.mark.parametrize("name", ["review", "response", "antibodies", "differential"])
def test_many_parts_say_what_one_says(name: str) -> None:
    one = whole(made(), name)
    assert one.height > 50
    assert_frame_equal(answers(made(), name, 700), one)


def test_rows_in_any_order_are_dealt_into_parts_and_say_the_same() -> None:
    one = whole(made(), "review")
    found = answers(shuffled(), "review", 700)
    columns = [name for name in one.columns if not name.startswith(BY_ROW)]
    assert_frame_equal(found.select(columns), one.select(columns))
    assert_frame_equal(found, whole(shuffled(), "review"))


def test_names_are_dealt_like_numbers() -> None:
    one = whole(as_text(made()), "review")
    assert_frame_equal(answers(as_text(shuffled()), "review", 700).select("patient", "diagnosis"),
                       one.select("patient", "diagnosis"))  # fmt: skip


@pytest.mark.parametrize("order", ["sorted", "shuffled"])
def test_every_row_is_in_one_part_and_a_patient_in_no_two(order: str, tmp_path: Path) -> None:
    found = made() if order == "sorted" else shuffled()
    tables = cohort.tables_from(*found.tables)
    count = count_parts(tables, 500)
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
    both = whole_on(pl.concat([later, made().on]))
    assert both.height == 2 * made().on.height
    assert_frame_equal(
        both, pl.concat([whole_on(made().on), whole_on(later)]).sort("patient", "on")
    )


def test_one_date_for_all_is_a_date_for_each() -> None:
    day = date(2020, 5, 17)
    each = made().on.with_columns(on=pl.lit(day))
    assert_frame_equal(whole_on(day).sort("patient"), whole_on(each))
    assert_frame_equal(whole_on("2020-05-17").sort("patient"), whole_on(each))


def test_a_patient_of_whom_no_date_is_asked_has_no_row() -> None:
    some = made().on.head(3)
    assert whole_on(some)["patient"].to_list() == some["patient"].sort().to_list()


def test_without_any_patient_there_is_a_table_without_rows() -> None:
    nobody = [frame.clear() for frame in made().tables]
    found = cohort.review(*nobody, on="2020-01-01")
    assert found.table.height == 0
    assert {"patient", "on", "resistance", "diagnosis"} <= set(found.table.columns)


@pytest.mark.parametrize("finding", ["heliotrope_rash", "ck", "anti_jo1", "sex"])
def test_a_cohort_with_one_fact_is_told_as_much_as_one_with_many(finding: str) -> None:
    value = {"ck": "12 xULN", "sex": "female"}.get(finding, "yes")
    one = pl.DataFrame({"patient": [1], "finding": [finding], "value": [value], "on": ["2020"]})
    found = cohort.review(observations=one, on="2020-12-31").table
    more = pl.concat([one, made().observations.select(one.columns)], how="vertical_relaxed")
    of_many = cohort.review(observations=one.vstack(
        more.filter(pl.col("patient") > 1)), on="2020-12-31").table  # fmt: skip
    assert_frame_equal(found, of_many.filter(patient=1))


def whole_on(on: Any) -> pl.DataFrame:
    return cohort.review(*made().tables, on=on).table
