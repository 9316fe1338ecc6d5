"""Numbers that are measured, and the ways in which people write them down."""

from __future__ import annotations

from math import inf

import numpy as np

from myosotis.cohort.synthetic.course import Visits, driver
from myosotis.cohort.synthetic.draws import Flags, Floats, Integers
from myosotis.cohort.synthetic.people import People, limits_of
from myosotis.cohort.synthetic.rows import Rows
from myosotis.cohort.synthetic.scene import pick, within
from myosotis.knowledge.schema.synthetic import DAMAGE, Measure, Start, Way

LADDER = np.array([1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0, 100.0])
"""What people round to who write "more than"."""
Where = tuple[Integers, Integers, Integers]
"""The patient's place, the day, and the date as it is written, of each value."""


def measure(
    people: People,
    told: Measure,
    visits: Visits,
    when: tuple[Integers, Integers],
    whole: Flags,
    rows: Rows,
) -> None:
    """Write one measure at the visits at which its panel was done.

    ``when``: the day of each, and its date as it is written. ``whole``: where all are written.
    """
    age = people.age(visits.day, visits.of)
    kept = people.draws.uniform(f"recorded {told.finding}", visits.of, visits.at) < told.recorded
    kept |= whole
    kept &= (age >= told.years[0]) & (age < told.years[1])
    visits, day, on = visits.select(kept), when[0][kept], when[1][kept]
    value = _value(people, told, visits)
    ways = told.ways if not isinstance(told.ways, str) else _named(people, told.ways)
    which = _way(people, told.finding, ways, visits)
    limit = np.ones(len(value))
    if told.limits:
        limit = limits_of(people.scene, told.finding, told.limits, people.centre)[visits.of]
    for place, way in enumerate(ways):
        chosen = which == place
        _write(
            people, told, way, rows,
            (visits.of[chosen], day[chosen], on[chosen]), value[chosen], limit[chosen],
        )  # fmt: skip


def _named(people: People, name: str) -> tuple[Way, ...]:
    return people.scene.told.panels.ways[name]


def _way(people: People, finding: str, ways: tuple[Way, ...], visits: Visits) -> Integers:
    """Which way each value is written: mostly as the patient's others are."""
    weights, draws = [way.weight for way in ways], people.draws
    usual = draws.choice(f"way {finding}", weights)[visits.of]
    other = draws.choice(f"other way {finding}", weights, visits.of, visits.at)
    same = draws.uniform(f"same way {finding}", visits.of, visits.at)
    return np.where(same < people.scene.told.panels.same_way, usual, other)


def _value(people: People, told: Measure, visits: Visits) -> Floats:
    """The true value at each visit, in the finding's own unit, within its range."""
    noise = told.noise * people.draws.normal(f"noise {told.finding}", visits.of, visits.at)
    if told.start:
        value = np.exp(_started(people, told.start, visits) + noise)
    else:
        value = told.base + noise
        for name, weight in told.per.items():
            value = value + weight * _part(people, name, visits)
        value = np.exp(value) if told.log else value
    low, high = _range(people, told.finding)
    return np.clip(value, low, high)


def _part(people: People, name: str, visits: Visits) -> Floats:
    if name == DAMAGE:
        return visits.damage
    if name in people.scene.told.course.drivers:
        return driver(people, name, visits)
    return people.has(name)[visits.of].astype(np.float64)


def _started(people: People, start: Start, visits: Visits) -> Floats:
    """The logarithm of a value that starts somewhere and settles as the activity goes."""
    features, table = people.scene.scale(start.scale)
    place = pick(table, people.form, people.draws.uniform(f"start {start.scale}"))
    spans = np.log(np.array([start.between[name] for name in features]))
    first = within(spans, place, people.draws.uniform(f"within {start.scale}"))
    rest = np.minimum(np.log(start.settles_at), first)
    return (rest + 0.0)[visits.of] + (first - rest)[visits.of] * visits.left


def _range(people: People, finding: str) -> tuple[float, float]:
    limits = people.scene.finding(finding).range
    return (float(limits[0]), float(limits[1])) if limits else (-inf, inf)


def _write(
    people: People,
    told: Measure,
    way: Way,
    rows: Rows,
    where: Where,
    value: Floats,
    limit: Floats,
) -> None:
    """Write values in one way."""
    step = way.step or told.step
    decimals = max(0, next(n for n in range(9) if round(step * 10**n, 9) % 1 == 0))
    number = value / way.per * (limit if way.limit else 1.0)
    number = np.round(np.round(number / step) * step, decimals)
    unit = rows.pool.code(way.unit)
    gap = "" if way.unit.startswith("/") or not way.unit else " "
    if way.as_ == "number":
        written = limit if way.uln else np.full(len(limit), np.nan)
        rows.add(*where, told.finding, number=number, unit=unit, uln=written)
    elif way.as_ == "text":
        text = rows.pool.numbers(number, decimals, f"{{}}{gap}{way.unit}")
        rows.add(*where, told.finding, text)
    elif way.as_ == "range":
        low, high = _around(people, told, way, number, step)
        text = rows.pool.spans(low, high, decimals, f"{{}} to {{}}{gap}{way.unit}")
        rows.add(*where, told.finding, text)
    elif way.as_ == "above":
        over = value > LADDER[0]
        place = np.searchsorted(LADDER, value[over]) - 1
        more_than = rows.pool.code(">")
        rows.add(
            *_some(where, over), told.finding,
            number=LADDER[place], comparator=more_than, unit=unit,
        )  # fmt: skip
        _write_words(told, rows, _some(where, ~over), value[~over])
    else:
        _write_words(told, rows, where, value)


def _some(where: Where, chosen: Flags) -> Where:
    of, day, on = where
    return of[chosen], day[chosen], on[chosen]


def _write_words(told: Measure, rows: Rows, where: Where, value: Floats) -> None:
    words = rows.pool.codes(["normal", "raised"])[(value > 1).astype(np.int64)]
    rows.add(*where, told.finding, words)


def _around(
    people: People, told: Measure, way: Way, number: Floats, step: float
) -> tuple[Floats, Floats]:
    """Two ends that hold the number, within the range of the finding."""
    lowest, highest = _range(people, told.finding)
    low = np.floor(number / step) * step
    if not way.limit:
        low = np.clip(low, lowest / way.per, highest / way.per - step)
    return low, low + step
