"""The registry is as the data say: forms, sexes, findings, antibodies, response, gaps."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
import pytest
from tests.unit.cohort.registry import BASE, TOLD, tables

from myosotis.cohort.synthetic.course import NEVER, make_lines, make_visits
from myosotis.cohort.synthetic.draws import Draws
from myosotis.cohort.synthetic.people import People, make_people
from myosotis.cohort.synthetic.scene import Scene
from myosotis.review import matrix

COUNT = 12_000
FORMS = [form.disorder for form in TOLD.people.forms]


@cache
def people() -> People:
    return make_people(Scene.of(BASE, 5), Draws(5, np.arange(1, COUNT + 1)))


@cache
def registry() -> dict[str, pl.DataFrame]:
    found = tables(1, COUNT, seed=5)
    forms = pl.DataFrame(
        {"patient": np.arange(1, COUNT + 1), "form": [FORMS[place] for place in people().form]}
    )
    return {name: frame.join(forms, on="patient") for name, frame in found.items()}


def test_forms_come_as_often_as_their_weights_say() -> None:
    weights = np.array([form.weight for form in TOLD.people.forms])
    shares = np.bincount(people().form, minlength=len(FORMS)) / COUNT
    assert np.abs(shares - weights / weights.sum()).max() < 0.01


@pytest.mark.parametrize("form", FORMS)
def test_who_they_are_is_what_the_disorder_says(form: str) -> None:
    own = people().form == FORMS.index(form)
    row = matrix(BASE).rows[form]
    slack = 4 * (0.25 / own.sum()) ** 0.5
    assert people().male[own].mean() == pytest.approx(row["male_sex"].known.share, abs=slack)
    works = make_lines(people()).works[own]
    never = row[TOLD.course.never].known.share
    assert (works == NEVER).mean() == pytest.approx(never, abs=slack)
    told = next(one for one in TOLD.people.forms if one.disorder == form)
    ages = people().onset_age[own]
    assert told.youngest <= ages.min()
    assert ages.max() < told.oldest + 1


SEEN = [
    ("adult_dermatomyositis", "dysphagia", "dysphagia"),
    ("inclusion_body", "finger_flexors", "finger_flexor_weakness"),
    ("inclusion_body", "rimmed_vacuoles", "biopsy_rimmed_vacuoles"),
    ("antisynthetase", "lung_disease", "interstitial_lung_disease"),
    ("residual_polymyositis", "mhc_class_1", "biopsy_mhc_class_1"),
]


@pytest.mark.parametrize(("form", "feature", "finding"), SEEN)
def test_patients_have_a_finding_as_often_as_the_disorder(
    form: str, feature: str, finding: str
) -> None:
    """Of all patients with the finding written yes, over those in whom it was looked at at all.

    What is absent is often passed over, so the denominator is who has the feature in truth.
    """
    own = people().form == FORMS.index(form)
    share = matrix(BASE).rows[form][feature].known.share
    slack = 4 * (0.25 / own.sum()) ** 0.5
    assert people().has(feature)[own].mean() == pytest.approx(share, abs=slack)
    rows = registry()["observations"].filter(form=form, finding=finding, value="yes")
    truly = set(np.flatnonzero(own & people().has(feature)) + 1)
    written = set(rows["patient"])
    assert written <= truly
    assert len(written) > 0.4 * len(truly)


def test_an_antibody_is_found_where_the_disorder_has_it() -> None:
    rows = registry()["observations"].filter(pl.col("value") == "positive")
    specific = rows.filter(finding="anti_hmgcr")
    assert specific.filter(form="hmgcr_myopathy").height > 0.8 * specific.height
    everybody = registry()["patients"].filter(form="hmgcr_myopathy").height
    tested = rows.filter(finding="anti_hmgcr", form="hmgcr_myopathy")["patient"].n_unique()
    records = np.mean(TOLD.people.centres.records)
    done = TOLD.antibodies.by_disorder["hmgcr_myopathy"] * records
    assert tested / everybody == pytest.approx(done, abs=0.05)


def test_strengths_are_those_of_the_method() -> None:
    rows = registry()["observations"].filter(pl.col("strength").is_not_null())
    methods = {method.id: set(method.strengths) for method in BASE.serology.methods}
    pairs = rows.select("method", "strength").unique()
    assert pairs.height > 6
    assert all(strength in methods[method] for method, strength in pairs.iter_rows())


def test_activity_falls_where_treatment_works_and_stays_where_it_does_not() -> None:
    lines = make_lines(people())
    visits = make_visits(people(), lines)
    late = visits.day - people().first[visits.of] > 720
    works = lines.works[visits.of] == 0
    never = lines.works[visits.of] == NEVER
    assert visits.left[late & works].mean() < 0.6
    assert visits.left[late & never].mean() > 0.9
    assert visits.left[visits.at == 0].min() == 1


@pytest.mark.parametrize("years", [0, 1, 5])
def test_nobody_is_seen_after_the_end(years: float) -> None:
    scene = Scene.of(BASE, years)
    some = make_people(scene, Draws(2, np.arange(1, 2001)))
    visits = make_visits(some, make_lines(some))
    months = (visits.day - some.first[visits.of]) / 30.4375
    assert months.max() <= 12 * years + 1
    assert visits.day.max() <= some.closed
    assert (np.bincount(visits.of, minlength=2000) >= 1).all()


def test_gaps_are_there() -> None:
    found = registry()
    assert 0.2 < found["patients"]["onset"].is_null().mean() < 0.4
    assert found["patients"]["diagnosis"].is_null().mean() > 0.02
    rows = found["observations"]
    biopsied = rows.filter(pl.col("finding").str.starts_with("biopsy_"))["patient"].n_unique()
    assert 0.3 < biopsied / COUNT < 0.7
    told = found["treatments"]
    for column in ("dose", "from", "to", "response"):
        assert 0.02 < told[column].is_null().mean() < 0.7, column
    assert told["adherence"].is_null().mean() > 0.7


def test_values_are_vague_at_times() -> None:
    rows = registry()["observations"].filter(finding="ck")
    assert rows.filter(pl.col("value").is_in(["raised", "normal"])).height > 0.03 * rows.height
    assert rows.filter(comparator=">").height > 0.005 * rows.height
    assert rows.filter(pl.col("value").str.contains(" to ")).height > 0.01 * rows.height
    assert rows.filter(pl.col("on").str.len_chars() == 7).height > 0.03 * rows.height
    assert rows.filter(pl.col("uln").is_not_null()).height > 0.4 * rows.height


def test_biopsy_findings_stand_only_where_a_biopsy_was_done() -> None:
    rows = registry()["observations"]
    without = rows.filter(finding="muscle_biopsy_done", value="no").select("patient")
    found = rows.filter(pl.col("finding").str.starts_with("biopsy_"))
    assert without.height > 100
    assert found.join(without, on="patient").height == 0
