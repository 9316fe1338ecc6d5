"""The three tables of a chunk of patients."""

from __future__ import annotations

import numpy as np
import polars as pl

from myosotis.cohort.synthetic.course import make_lines, make_visits
from myosotis.cohort.synthetic.draws import Draws, Floats
from myosotis.cohort.synthetic.faults import SCHEMA as ERRORS
from myosotis.cohort.synthetic.faults import spoil
from myosotis.cohort.synthetic.observing import observe
from myosotis.cohort.synthetic.people import YEAR, People, make_people
from myosotis.cohort.synthetic.pools import NONE, Pool, date_texts, dates
from myosotis.cohort.synthetic.rows import SCHEMA as OBSERVATIONS
from myosotis.cohort.synthetic.rows import Rows
from myosotis.cohort.synthetic.scene import Scene
from myosotis.cohort.synthetic.serology import write_antibodies
from myosotis.cohort.synthetic.treating import SCHEMA as TREATMENTS
from myosotis.cohort.synthetic.treating import Treatments

PATIENTS: dict[str, type[pl.DataType]] = {
    "patient": pl.Int64,
    "sex": pl.String,
    "born": pl.String,
    "age": pl.Int64,
    "presented": pl.String,
    "age_at_onset": pl.Int64,
    "onset": pl.String,
    "diagnosed": pl.String,
    "weight": pl.String,
    "diagnosis": pl.String,
}
GROWN = 17
"""The age in years from which on a patient weighs what adults weigh."""
SCHEMAS = {"patients": PATIENTS, "observations": OBSERVATIONS, "treatments": TREATMENTS}
"""The columns of each table."""


def make_table(
    scene: Scene, seed: int, table: str, first: int, last: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One table of the patients ``first`` to ``last``, and which of its rows are wrong."""
    people = make_people(scene, Draws(seed, np.arange(first, last + 1)))
    if table == "patients":
        return _patients(people), pl.DataFrame(schema=ERRORS)
    lines = make_lines(people)
    visits = make_visits(people, lines)
    if table == "treatments":
        frame, place = Treatments(people, lines, visits).table()
    else:
        rows = Rows()
        observe(people, visits, rows)
        write_antibodies(people, rows)
        frame, place = rows.table(people.draws.numbers)
    return spoil(people, table, frame, place)


def _patients(people: People) -> pl.DataFrame:
    draws, told, pool = people.draws, people.scene.told.people, Pool()
    count = len(people)

    def written(name: str) -> pl.Series:
        return pl.Series(draws.uniform(f"written {name}") < told.recorded[name])

    def kept(name: str, values: pl.Series) -> pl.Series:
        return values.set(~written(name), None)

    age = np.floor(people.age(people.first))
    by_birth = draws.uniform("born written") < told.born_instead_of_age
    born = np.round(people.onset - people.onset_age * YEAR).astype(np.int64)
    yearly = draws.uniform("onset year") < told.onset_year_only
    labels = np.full(count, NONE, np.int32)
    for place, form in enumerate(people.scene.forms):
        own = np.flatnonzero(people.form == place)
        codes = pool.codes(list(form.labels))
        labels[own] = codes[draws.choice("label", list(form.labels.values()), own)]
    sexes = pool.codes(["female", "male"])[people.male.astype(np.int64)]
    ages = kept("age", pl.Series(age.astype(np.int64)))
    whole = np.ones(count, np.bool_)
    frame = {
        "patient": pl.Series(draws.numbers),
        "sex": kept("sex", pool.series(sexes)),
        "born": date_texts(dates(born, yearly=whole)).set(pl.Series(~by_birth), None),
        "age": ages.set(pl.Series(by_birth), None),
        "presented": kept("presented", date_texts(dates(people.first))),
        "age_at_onset": kept(
            "age_at_onset", pl.Series(np.floor(people.onset_age).astype(np.int64))
        ),
        "onset": kept("onset", date_texts(dates(people.onset, ~yearly, yearly))),
        "diagnosed": kept("diagnosed", date_texts(dates(people.diagnosed))),
        "weight": kept("weight", pool.series(pool.numbers(_weight(people, age), 0, "{} kg"))),
        "diagnosis": pool.series(labels),
    }
    return pl.DataFrame({name: frame[name] for name in PATIENTS}, schema=PATIENTS)


def _weight(people: People, age: Floats) -> Floats:
    """The weight in kg at an age in years."""
    told = people.scene.told.people
    normal = people.draws.normal("weight")
    low, grows = told.child_kg
    grown = np.where(
        people.male,
        told.weight_kg["male"][0] + told.weight_kg["male"][1] * normal,
        told.weight_kg["female"][0] + told.weight_kg["female"][1] * normal,
    )
    child = (low + grows * age) * (1 + 0.12 * normal)
    weight: Floats = np.maximum(np.where(age < GROWN, np.minimum(child, grown), grown), 4)
    return weight
