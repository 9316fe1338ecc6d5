"""How the patients fare: lines of treatment, the one that works, activity at each visit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from myosotis.cohort.synthetic.draws import Flags, Floats, Integers
from myosotis.cohort.synthetic.people import MONTH, YEAR, People
from myosotis.knowledge.schema.synthetic import Regimen

NEVER = 99
"""The line that works in patients in whom none does."""


@dataclass
class Lines:
    """One drug after the other (patients x lines); ``start`` and ``stop`` are days.

    ``works``: the line that does, or `NEVER`. ``count``: how many lines are begun at all.
    ``harm``: whether one is stopped for harm. ``goes``: the share of the activity that goes.
    ``order``: that of all drugs of the regimen, ``drug`` those that are begun.
    """

    works: Integers
    goes: Floats
    start: Integers
    stop: Integers
    harm: Flags
    drug: Integers
    count: Integers
    order: Integers


@dataclass
class Visits:
    """The visits of all patients of a chunk, one row each, in order.

    ``of``: the patient's place in the chunk, ``at``: the number of the visit, 0 the first.
    ``left``: the share of the first activity that is left.
    """

    of: Integers
    at: Integers
    day: Integers
    monthly: Flags
    left: Floats
    damage: Floats
    last: Integers

    def select(self, chosen: Flags) -> Visits:
        """Some of the visits."""
        return Visits(
            self.of[chosen],
            self.at[chosen],
            self.day[chosen],
            self.monthly[chosen],
            self.left[chosen],
            self.damage[chosen],
            self.last,
        )


def make_lines(people: People) -> Lines:
    """Draw what is given, how long, and which of it works."""
    scene, draws = people.scene, people.draws
    regimens = {one.id: one for one in scene.told.treatments.regimens}
    most = max(one.most for one in regimens.values())
    works, goes = _works(people)
    shape = (len(people), most)
    start, stop = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    harm, drug = np.zeros(shape, np.bool_), np.full(shape, -1)
    longest = max(len(one.lines) for one in regimens.values())
    every = np.zeros((len(people), longest), np.int64)
    count = np.zeros(len(people), np.int64)
    told = scene.told.treatments
    for place, form in enumerate(scene.forms):
        regimen = regimens[form.regimen]
        own = np.flatnonzero(people.form == place)
        if not regimen.lines or not len(own):
            continue
        order = _order(people, regimen, own)
        every[own, : order.shape[1]] = order
        begin = people.diagnosed[own] + np.round(draws.between("first line", (0, 30), own)).astype(
            np.int64
        )
        harms = np.array([line.harms for line in regimen.lines])
        for line in range(min(regimen.most, len(regimen.lines))):
            at = np.full(len(own), line)
            weeks = draws.between("weeks", regimen.weeks, own, at)
            short = draws.uniform("short", own, at) < told.short
            weeks = np.where(short, draws.between("short weeks", told.weeks_short, own, at), weeks)
            drug[own, line] = order[:, line]
            harm[own, line] = (draws.uniform("harm", own, at) < harms[order[:, line]]) & (
                works[own] != line
            )
            start[own, line] = begin
            begin = begin + np.round(7 * weeks).astype(np.int64)
            stop[own, line] = begin
            begin = begin + np.round(draws.between("gap", (0, 21), own, at)).astype(np.int64)
        lines = min(regimen.most, len(regimen.lines))
        count[own] = np.minimum(works[own] + 1, lines)
    return Lines(works, goes, start, stop, harm, drug, count, every)


def _works(people: People) -> tuple[Integers, Floats]:
    """Which line works, and how much of the activity then goes."""
    draws, told = people.draws, people.scene.told.course
    works, goes = np.full(len(people), NEVER), np.zeros(len(people))
    for place, course in enumerate(people.scene.courses):
        own = np.flatnonzero(people.form == place)
        works[own] = draws.choice("line that works", list(course.at_line), own)
        depth = draws.choice("depth", [one.weight for one in course.depth], own)
        spans = np.array([one.goes for one in course.depth])[depth]
        goes[own] = spans[:, 0] + (spans[:, 1] - spans[:, 0]) * draws.uniform("goes", own)
    works[people.has(told.never)] = NEVER
    return works, goes


def _order(people: People, regimen: Regimen, own: Integers) -> Integers:
    """The drugs of a regimen in the order in which each patient is given them, without repeats."""
    keys = np.stack(
        [
            people.draws.uniform(f"order {line.therapy}", own) ** (1.0 / line.weight)
            for line in regimen.lines
        ],
        axis=1,
    )
    return np.argsort(-keys, axis=1, kind="stable")


def make_visits(people: People, lines: Lines) -> Visits:
    """Draw the visits until the end of follow-up, or until the patient is lost."""
    draws, told = people.draws, people.scene.told.course.visits
    months = [month for month in told.months if month <= 12 * people.scene.years]
    while months[-1] + told.every <= 12 * people.scene.years:
        months.append(months[-1] + told.every)
    count, number = len(people), len(months)
    of = np.repeat(np.arange(count), number)
    at = np.tile(np.arange(number), count)
    later = at > 0
    shift = np.round(draws.between("jitter", (-told.jitter_days, told.jitter_days), of, at)).astype(
        np.int64
    )
    day = people.first[of] + np.where(
        later, np.round(np.array(months)[at] * MONTH).astype(np.int64) + shift, 0
    )
    lost = (draws.uniform("lost", of, at) < told.lost) & later
    lost |= later & (day > people.closed)
    here = ~np.maximum.accumulate(lost.reshape(count, number), axis=1).ravel()
    ends = np.where(here, day, people.first[of]).reshape(count, number).max(axis=1)
    seen = here & ~((draws.uniform("missed", of, at) < told.missed) & later)
    of, at, day = of[seen], at[seen], day[seen]
    monthly = draws.uniform("month only", of, at) < told.month_only
    left, damage = _left(people, lines, of, at, day)
    return Visits(of, at, day, monthly, left, damage, ends)


def _left(
    people: People, lines: Lines, of: Integers, at: Integers, day: Integers
) -> tuple[Floats, Floats]:
    """The share of the first activity that is left at each visit, and the damage there."""
    draws, courses = people.draws, people.scene.courses
    form = people.form[of]

    def span(name: str, stream: str) -> Floats:
        table = np.array([getattr(course, name) for course in courses])[people.form]
        drawn: Floats = table[:, 0] + (table[:, 1] - table[:, 0]) * draws.uniform(stream)
        return drawn[of]

    works = lines.works[of]
    begun = works < lines.count[of]
    begin = lines.start[of, np.where(begun, works, 0)]
    since = np.maximum(day - begin, 0) / MONTH
    half = span("half_in_months", "half")
    gone = np.where(begun, lines.goes[of] * (1 - np.exp2(-since / half)), 0.0)
    flares = np.array([course.flares for course in courses])[form]
    flare = (draws.uniform("flare", of, at) < flares) & (at > 0)
    back = np.array([course.gives_back for course in courses])[form]
    back = back[:, 0] + (back[:, 1] - back[:, 0]) * draws.uniform("gives back", of, at)
    gone = np.where(flare, gone * (1 - back), gone)
    noise = people.scene.told.course.wobble * draws.normal("wobble", of, at)
    left = np.clip(1 - gone + np.where(at > 0, noise, 0.0), 0.0, 1.15)
    years = (day - people.first[of]) / YEAR
    damage = span("damage", "damage") + span("damage_a_year", "damage a year") * years
    return left, np.clip(damage, 0.0, 1.0)


def driver(people: People, name: str, visits: Visits) -> Floats:
    """How active one thing is at each visit, 0 not at all to 1 fully."""
    told = people.scene.told.course.drivers[name]
    uniform = people.draws.uniform(f"driver {name}")
    low, high = told.between
    first = low + (high - low) * uniform
    if told.feature is not None:
        low, high = told.otherwise
        first = np.where(people.has(told.feature), first, low + (high - low) * uniform)
    return np.clip(first[visits.of] * visits.left, 0.0, 1.0)
