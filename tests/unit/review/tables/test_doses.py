"""Whether a dose reached a floor, over tables: as for one patient, whatever the weight."""

from __future__ import annotations

import random
from fractions import Fraction
from math import inf, nan, nextafter

import numpy as np
import pytest
from tests.generative.treatment_records import BASE, DOSES

from myosotis.knowledge.schema import DoseFloor
from myosotis.logic.values import Interval
from myosotis.patient import Regimen, equivalence, parse_dose, reached
from myosotis.review.tables.doses import DoseTable, Weights

KILOGRAMS = ["30", "42.8", "50", "57.1", "57.2", "60", "62.5", "70", "80", "85.7", "85.8", "120"]


def regimens() -> list[Regimen]:
    """Each therapy that has a floor, with every form of a dose, by each name that counts."""
    found = []
    for therapy in BASE.therapies.values():
        names = {therapy.id, *list(therapy.equivalent)[:5]} if therapy.dose_floors else ()
        for name in sorted(names):
            found += [Regimen(therapy.id, name, parse_dose(dose)) for dose in DOSES]
            found.append(Regimen(therapy.id, name, None))
    return found


def weights() -> list[Interval | None]:
    chosen = random.Random(5)
    found: list[Interval | None] = [None, Interval(-inf, Fraction(70)), Interval(Fraction(60), inf)]
    for text in KILOGRAMS:
        found.append(Interval.exactly(text))
        low, high = sorted(Fraction(each) for each in chosen.sample(KILOGRAMS, 2))
        found.append(Interval(low, high))
        found.append(Interval(low, high, low_open=True, high_open=True))
    return found


def columns(known: list[Interval | None]) -> Weights:
    low, high = [], []
    for each in known:
        least, most = (nan, nan) if each is None else (float(each.low), float(each.high))
        low.append(nextafter(least, inf) if each and each.low_open else least)
        high.append(nextafter(most, -inf) if each and each.high_open else most)
    return Weights(np.array(low), np.array(high))


def test_doses_reach_their_floors_as_for_one_patient() -> None:
    every, known = regimens(), weights()
    table = DoseTable(BASE, every, lambda each: BASE.therapies[each.therapy].dose_floors)
    which = np.repeat(np.arange(len(every)), len(known))
    at = np.tile(np.arange(len(known)), len(every))
    found = table.rows(which, at, columns(known)).reshape(len(every), len(known))
    assert set(found.flatten()) == {1, 2, 3}
    by_weight = 0
    for regimen, row in zip(every, found, strict=True):
        therapy = BASE.therapies[regimen.therapy]
        factor = equivalence(therapy.equivalent, regimen.name)
        wanted = [reached(regimen.dose, therapy.dose_floors, w, factor).value for w in known]
        assert row.tolist() == wanted, regimen
        by_weight += len(set(wanted)) > 1
    assert by_weight > 50


@pytest.mark.parametrize(
    ("dose", "floor", "unit", "weight"),
    # Where it turns is 200/3 kg, a third of 85.7 and so on: no float holds it.
    [("1 mg/kg/day", "66.7", "mg/day", "66.7"), ("20 mg/day", "0.3", "mg/kg/day", "66.6"),
     ("0.7 mg/kg/day", "60", "mg/day", "85.8"), ("0.1 mg/kg/day", "7.1", "mg/day", "71")],
)  # fmt: skip
def test_the_weight_at_which_a_dose_turns_is_exact(
    dose: str, floor: str, unit: str, weight: str
) -> None:
    needed = DoseFloor(at_least=floor, unit=unit, source="general_knowledge", checked="no")
    regimen = Regimen("methotrexate", "methotrexate", parse_dose(dose))
    table = DoseTable(BASE, [regimen], lambda _: (needed,))
    near = [Fraction(weight) + Fraction(step, 10) for step in (-2, -1, 0, 1, 2)]
    places = np.arange(len(near))
    known = Weights(*(np.array([float(each) for each in near]),) * 2)
    found = table.rows(np.zeros(len(near), int), places, known).tolist()
    wanted = [reached(regimen.dose, (needed,), Interval(w, w)).value for w in near]
    assert found == wanted
    assert set(found) == {1, 2}


def test_without_any_weights_only_the_other_floors_decide() -> None:
    every = regimens()
    table = DoseTable(BASE, every, lambda each: BASE.therapies[each.therapy].dose_floors)
    which = np.arange(len(every))
    unknown = columns([None])
    assert table.rows(which, which, None).tolist() == table.rows(which, which * 0, unknown).tolist()
