"""Who the patients are: what is true of them, whether it is written down or not."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from myosotis.cohort.synthetic.draws import Draws, Flags, Floats, Integers
from myosotis.cohort.synthetic.scene import Scene, pick, within

YEAR, MONTH = 365.25, 30.4375
EPOCH = date(1970, 1, 1).toordinal()


@dataclass
class People:
    """The truth of each patient of a chunk. Days count from 1970, ages are in years.

    ``form``: the place among the forms. ``centre``: where they are seen, ``records``: how much of
    what others write is written there. ``pace``: the range of the time since the first symptom.
    """

    scene: Scene
    draws: Draws
    form: Integers
    male: Flags
    centre: Integers
    records: Floats
    onset_age: Floats
    onset: Integers
    first: Integers
    diagnosed: Integers
    pace: Integers
    _features: dict[str, Flags] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.form)

    def has(self, feature: str) -> Flags:
        """Whether each patient has a feature of the differential, as often as the disorder."""
        if feature not in self._features:
            share = self.scene.shares(feature)[self.form]
            self._features[feature] = self.draws.uniform(f"feature {feature}") < share
        return self._features[feature]

    @property
    def closed(self) -> int:
        """The day after which nothing is dated."""
        return self.scene.told.people.closed.toordinal() - EPOCH

    def age(self, day: Integers, of: Integers | None = None) -> Floats:
        """The age on a day, in years."""
        onset, age = self.onset, self.onset_age
        if of is not None:
            onset, age = onset[of], age[of]
        return age + (day - onset) / YEAR


def make_people(scene: Scene, draws: Draws) -> People:
    """Draw the patients of a chunk."""
    told = scene.told.people
    form = draws.choice("form", [one.weight for one in scene.forms])
    ages, table = scene.scale(told.onset_scale)
    spans = np.array([told.onset_years[name] for name in ages])
    onset_age = _ages(scene, draws, form, table, spans)
    paces, table = scene.scale(told.months_ill_scale)
    pace = pick(table, form, draws.uniform("pace"))
    months = within(
        np.array([told.months_ill[name] for name in paces]), pace, draws.uniform("months ill")
    )
    start, end = (one.toordinal() - EPOCH for one in told.first_seen)
    first = np.floor(draws.between("first seen", (start, end))).astype(np.int64)
    ill = np.maximum(np.round(months * MONTH), 1).astype(np.int64)
    wait = np.round(7 * draws.between("diagnosed", told.weeks_to_diagnosis)).astype(np.int64)
    return People(
        scene=scene,
        draws=draws,
        form=form,
        male=draws.uniform("sex") < scene.shares(told.male)[form],
        centre=(centre := draws.choice("centre", [1.0] * told.centres.number)),
        records=_records(scene, centre),
        onset_age=onset_age,
        onset=first - ill,
        first=first,
        diagnosed=np.minimum(first + wait, told.closed.toordinal() - EPOCH),
        pace=pace,
    )


def _ages(scene: Scene, draws: Draws, form: Integers, table: Floats, spans: Floats) -> Floats:
    """The age at onset: within a range of the scale, and within what the form allows."""
    place = pick(table, form, draws.uniform("onset range"))
    low = np.array([one.youngest for one in scene.forms], dtype=np.float64)[form]
    high = np.array([one.oldest for one in scene.forms], dtype=np.float64)[form] + 0.99
    from_ = np.clip(spans[place, 0], low, high)
    to = np.clip(spans[place, 1], low, high)
    age: Floats = from_ + (to - from_) * draws.uniform("onset age")
    return age


def _records(scene: Scene, centre: Integers) -> Floats:
    """How much a centre writes down; the same for all of its patients."""
    told = scene.told.people.centres
    own = Draws(0, np.arange(told.number))
    return own.between("records", told.records)[centre]


def limits_of(scene: Scene, finding: str, span: tuple[float, float], centre: Integers) -> Floats:
    """The upper limit of the laboratory of each centre, a whole number."""
    own = Draws(0, np.arange(scene.told.people.centres.number))
    return np.round(own.between(f"limit {finding}", span))[centre]
