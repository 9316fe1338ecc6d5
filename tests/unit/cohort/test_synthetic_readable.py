"""Every row of a synthetic registry can be read, and with errors asked for, every other one."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from tests.unit.cohort.registry import BASE, TOLD, entry, given, mappings, tables

import myosotis
from myosotis.cohort.synthetic.scene import Scene
from myosotis.cohort.synthetic.tables import make_table
from myosotis.errors import InputError

TODAY = date(2025, 7, 1)
"""The registry is closed before: nothing in it may lie in the future."""


def test_every_patient_can_be_read() -> None:
    read = [
        myosotis.read_patient(mapping, BASE, TODAY) for mapping in mappings(tables(1, 150)).values()
    ]
    assert len(read) == 150
    assert sum(bool(patient.treatments) for patient in read) > 110


def test_every_way_of_writing_a_value_can_be_read() -> None:
    """Each finding with each text, unit and comparator that occurs, in one of its rows."""
    rows = tables(1, 6000)["observations"]
    kinds = rows.with_columns(
        pl.col("value").str.replace_all(r"\d+", "9").alias("kind"),
        (pl.col("number") > 1).alias("big"),
    ).unique(["finding", "kind", "big", "comparator", "unit", "method", "strength"])
    assert kinds.height > 250
    for row in kinds.iter_rows(named=True):
        patient = myosotis.read_patient({"id": "one", "history": [entry(row)]}, BASE, TODAY)
        assert patient.facts


def test_a_review_of_a_patient_says_something() -> None:
    mapping = mappings(tables(1, 3))[1]
    review = myosotis.review(myosotis.read_patient(mapping, BASE, TODAY), knowledge=BASE)
    assert review.strategy.verdict


def test_contradictions_are_few_and_can_be_read() -> None:
    """As many as the data say of those who have something to deny, and each is told."""
    found = tables(1, 8000)
    rows = found["observations"]
    denied = rows.filter(
        pl.col("finding").is_in(list(TOLD.faults.conflicting)) & (pl.col("value") == "no")
    )
    shown = rows.filter(
        pl.col("finding").is_in(list(TOLD.faults.conflicting.values())) & (pl.col("value") == "yes")
    ).with_columns(pl.col("finding").replace({v: k for k, v in TOLD.faults.conflicting.items()}))
    both = denied.join(shown, on=["patient", "finding", "on"], how="semi")
    share = both["patient"].n_unique() / 8000
    assert 0.3 * TOLD.faults.conflicts < share < 1.1 * TOLD.faults.conflicts
    number = both["patient"][0]
    some = mappings({name: frame.filter(patient=number) for name, frame in found.items()})
    review = myosotis.review(myosotis.read_patient(some[number], BASE, TODAY), knowledge=BASE)
    assert review.conflicts


@pytest.mark.parametrize("table", ["observations", "treatments"])
def test_wrong_rows_are_those_that_it_says_and_no_other(table: str) -> None:
    scene = Scene.of(BASE, 5, 0.2)
    rows, wrong = make_table(scene, 4, table, 1, 40)
    said = dict(zip(wrong["row"], wrong["kind"], strict=True))
    kinds = {fault.id for fault in TOLD.faults.faults if fault.table == table}
    assert set(said.values()) == kinds
    assert len(said) == pytest.approx(0.2 * rows.height, rel=0.25)
    for number, row in enumerate(rows.iter_rows(named=True), 1):
        what = {"history": [entry(row)]} if table == "observations" else {}
        what = what or {"treatments": [given(row)]}
        if number in said:
            assert wrong.row(list(said).index(number), named=True)["patient"] == row["patient"]
            with pytest.raises(InputError):
                myosotis.read_patient({"id": "one", **what}, BASE, TODAY)
        else:
            assert myosotis.read_patient({"id": "one", **what}, BASE, TODAY)


def test_nothing_is_wrong_that_nobody_asked_for() -> None:
    assert make_table(Scene.of(BASE, 5), 1, "observations", 1, 20)[1].is_empty()
