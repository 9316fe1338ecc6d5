"""OpenFisca: a variable for each input, for the score and for each answer.

A missing input has the default of its variable: no, or a number that is not a number.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np
import polars as pl

from cohort.criteria import SCORE, inputs, program
from cohort.languages import Arrays
from cohort.translation import said, scale_of, translated
from cohort.way import SUBGROUP, VERDICT, Way, one_bit
from cohort.ways.ours import cases_of
from myosotis.logic.nodes import Score

YEAR = "2020"
"""The criteria do not change with time, and the rules want a period."""


def missing() -> str | None:
    return None if find_spec("openfisca_core") else "openfisca-core is not installed"


class _Variables(Arrays):
    """The language of a formula: every name is a variable of the person, the score too."""

    def __init__(self, person: Any, period: Any) -> None:
        super().__init__({})
        self.of = lambda name: person(name, period)

    def fact(self, name: str) -> Any:
        return self.of(name)

    def quantity(self, name: str) -> Any:
        return self.of(name)

    def named(self, name: str, build: Callable[[], Any]) -> Any:
        del build  # The score has a formula of its own.
        return self.of(name)


def _score(person: Any, period: Any) -> Any:
    score = program().named[SCORE]
    assert isinstance(score, Score)
    return said(score.part, _Variables(person, period), scale_of(program().cases))


def _outcome(name: str) -> Callable[[Any, Any], Any]:
    def formula(person: Any, period: Any) -> Any:
        language = _Variables(person, period)
        return language.first(*translated(cases_of(name), language))

    return formula


def load(files: str) -> Any:
    """A simulation of all patients, with what is known of them."""
    from openfisca_core.entities import build_entity
    from openfisca_core.periods import DateUnit
    from openfisca_core.simulations import SimulationBuilder
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    patient = build_entity("patient", "patients", "a patient", is_person=True)
    system = TaxBenefitSystem([patient])

    def add(name: str, **more: Any) -> None:
        fixed = {"entity": patient, "definition_period": DateUnit.YEAR, "label": name}
        system.add_variable(type(name, (Variable,), {**fixed, **more}))

    for name, type_ in inputs().items():
        if type_ == "boolean":
            add(name, value_type=bool)
        else:
            add(name, value_type=float, default_value=float("nan"))
    for name, formula in {
        SCORE: _score,
        **{outcome: _outcome(outcome) for outcome in (VERDICT, SUBGROUP)},
    }.items():
        add(name, value_type=int, formula=formula)
    people = pl.read_parquet(files)
    simulation = SimulationBuilder().build_default_simulation(system, count=len(people))
    for name, type_ in inputs().items():
        column = people[name]
        known = column.fill_null(False) if type_ == "boolean" else column.cast(pl.Float32)
        simulation.set_input(name, YEAR, known.fill_null(np.nan).to_numpy())
    return simulation


def classify(simulation: Any) -> dict[str, Any]:
    for name in (SCORE, VERDICT, SUBGROUP):
        simulation.delete_arrays(name)
    return {name: simulation.calculate(name, YEAR) for name in (VERDICT, SUBGROUP)}


def answers(found: dict[str, Any]) -> pl.DataFrame:
    return one_bit(pl.DataFrame(found))


WAY = Way(
    name="openfisca",
    title="OpenFisca, variables generated: one class",
    missing=missing,
    load=load,
    classify=classify,
    answers=answers,
)
