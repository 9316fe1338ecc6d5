"""The visits of many patients at once are those of each alone."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import polars as pl
import pytest
from tests.unit.review.tables.coding import BASE, coded, days
from tests.unit.review.tables.courses import some
from tests.unit.review.visits import BETTER, on, patient

from myosotis import Interval, Patient
from myosotis.review.tables.exact import floats_of
from myosotis.review.tables.measured import Visits
from myosotis.review.tables.visits import relevant_facts, visits_table
from myosotis.review.visits import Visit, visits_of

Row = tuple[tuple[int, int], dict[Any, tuple[float, float]]]


def of_each_alone(patients: list[Patient]) -> list[list[Row]]:
    return [[one_visit(visit) for visit in visits_of(BASE, one).visits] for one in patients]


def one_visit(visit: Visit) -> Row:
    values: dict[Any, tuple[float, float]] = {}
    for each in visit.measured:
        scale = None if each.scale is None else float(each.scale)
        assert isinstance(each.value, Interval)
        values[each.finding.id, scale] = floats_of(each.value)
    return days(visit.on), values


def of_all(patients: list[Patient], *, shuffled: bool = False) -> list[list[Row]]:
    facts = coded(patients)
    if shuffled:
        facts = facts.sample(fraction=1, shuffle=True, seed=1)
    names = pl.Series("patient", [one.id for one in patients], pl.String)
    found = visits_table(BASE, relevant_facts(BASE, facts, names))
    rows: list[list[Row]] = [[] for _ in patients]
    for place, who in enumerate(found.patient):
        rows[who].append(in_columns(found, place))
    return rows


def in_columns(visits: Visits, place: int) -> Row:
    values: dict[Any, tuple[float, float]] = {}
    inputs = len(visits.measurable.inputs)
    for name, row in visits.measurable.row.items():
        low, high = visits.low[row, place], visits.high[row, place]
        if not np.isnan(low):
            scale = None if row < inputs else float(visits.scale[row - inputs, place])
            values[name, scale] = (float(low), float(high))
    return (int(visits.earliest[place]), int(visits.latest[place])), values


@pytest.mark.parametrize("seed", range(4))
def test_visits_are_those_of_each_patient_alone(seed: int) -> None:
    patients = [one for one in some(Random(seed), 150) if not two_scales(one)]
    expected = of_each_alone(patients)
    assert of_all(patients) == expected
    assert sum(map(len, expected)) > 150


def two_scales(one: Patient) -> bool:
    """A test that stands on two scales at one visit has two values, and the columns hold one."""
    return any(
        len({each.finding.id for each in tested}) < len(tested)
        for visit in visits_of(BASE, one).visits
        if (tested := visit.of(BASE.course.strength.input))
    )


def test_a_test_on_two_scales_at_one_visit_is_noted() -> None:
    one = patient(on("2020-01-10", mmt8=["120/150", "64/80"]), on("2020-04-10", BETTER))
    relevant = relevant_facts(BASE, coded([one]), pl.Series("patient", ["p"]))
    assert visits_table(BASE, relevant).several.tolist() == [True, False]


def test_the_order_of_the_facts_does_not_matter() -> None:
    patients = some(Random(11), 100)
    assert of_all(patients, shuffled=True) == of_all(patients)


def test_a_month_that_holds_a_day_is_told_by_the_code_of_one_patient() -> None:
    history = [
        {"on": "2020-03-02", "physician_global_activity": "5 cm"},
        {"on": "2020-03-20", "physician_global_activity": "4 cm"},
        {"on": "2020-03", "mmt8": "120/150"},
        {"on": "2020-05", "mmt8": "125/150", "haq_di": 1},
        {"on": "2020-05-30", "ck": "5 xULN"},
    ]
    patients = [patient(*history)]
    assert of_all(patients) == of_each_alone(patients)
    assert len(of_all(patients)[0]) == 3


def test_a_long_row_of_near_days_is_cut_from_its_first_day_on() -> None:
    dates = ["2020-01-01", "2020-01-06", "2020-01-11", "2020-01-12", "2020-01-19", "2020-01-26"]
    history = [{"on": date, "physician_global_activity": "5 cm"} for date in dates]
    history += [{"on": "2020-01-09", "ck": "5 xULN"}, {"on": "2020-02-20", "ck": "4 xULN"}]
    patients = [patient(*history)]
    assert of_all(patients) == of_each_alone(patients)


def test_nothing_recorded_is_no_visit() -> None:
    assert of_all([patient()]) == [[]]
    assert of_all([]) == []
