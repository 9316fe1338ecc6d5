"""The response over time of tables as they are read is that of the patients in them."""

from __future__ import annotations

from random import Random

from tests.unit.review.tables.coding import BASE, coded
from tests.unit.review.tables.courses import some

from myosotis import InputError, Patient
from myosotis.cohort.tables import code, tables_from, tables_of
from myosotis.review import response_table


def can_be_written(patient: Patient) -> bool:
    """Some lists of values have no place in one cell."""
    try:
        tables_of([patient])
    except InputError:
        return False
    return True


def test_what_is_read_from_tables_has_the_same_response() -> None:
    patients = [one for one in some(Random(77), 60) if can_be_written(one)]
    read = code(tables_from(**tables_of(patients)), BASE)
    assert read.rejects.is_empty()
    found = response_table(read.facts, read.patients, BASE)
    expected = response_table(coded(patients), knowledge=BASE)
    assert found.sort("patient", "on").equals(expected.sort("patient", "on"))
    assert found.height > 50
