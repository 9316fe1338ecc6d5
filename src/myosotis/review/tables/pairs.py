"""Pairs of visits as a wide table: what each instrument reads of the earlier and the later one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import polars as pl

from myosotis.knowledge import KnowledgeBase
from myosotis.logic import Program
from myosotis.review.rulebook import rulebook
from myosotis.review.tables.clusters import Ints, Mask
from myosotis.review.tables.exact import Floats
from myosotis.review.tables.measured import Visits
from myosotis.review.tables.measures import Inwards, Read, read
from myosotis.review.tables.population import NOT_KNOWN, populations

_NO_TEST = -1


@dataclass(frozen=True)
class Pairs:
    """Two visits each, by their place among the visits, and the patient's population."""

    before: Ints
    after: Ints
    population: Ints

    @classmethod
    def against_the_first(cls, visits: Visits, population: Ints) -> Pairs:
        """Each later visit of a patient against the first."""
        begins = np.ones(visits.patient.size, np.bool_)
        begins[1:] = np.diff(visits.patient) != 0
        first = np.flatnonzero(begins)[np.cumsum(begins) - 1]
        after = np.flatnonzero(~begins)
        return cls(first[after], after, population[visits.patient[after]])

    def take(self, which: Ints | Mask | slice) -> Pairs:
        """Some of them."""
        return Pairs(self.before[which], self.after[which], self.population[which])

    def months(self, visits: Visits) -> tuple[Ints, Ints]:
        """The completed months between them, at least and at most."""
        before, after = self.before, self.after
        low = np.maximum(0, _months(visits.latest[before], visits.earliest[after]))
        high = _months(visits.earliest[before], visits.latest[after])
        return low, np.maximum(low, high)


def _months(start: Ints, end: Ints) -> Ints:
    """`dates._months` of many days from 1970."""
    (start_month, start_day), (end_month, end_day) = _calendar(start), _calendar(end)
    # The last day of a month completes it: 31 January to 28 February is one month.
    last_day = _calendar(end + 1)[0] != end_month
    found: Ints = end_month - start_month - ((end_day < start_day) & ~last_day)
    return found


def _calendar(day: Ints) -> tuple[Ints, Ints]:
    """The month, counted from 1970, and the day of the month."""
    days = day.astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    return months.astype(np.int64), (days - months.astype("datetime64[D]")).astype(np.int64)


@dataclass(frozen=True)
class Wide:
    """Pairs in columns, as `Sheet` reads them. ``rough``, ``near`` and ``alone``: see `Read`."""

    columns: pl.DataFrame
    rough: Mask
    near: Mask
    alone: Mask


class Reading:
    """The measures of all visits, read once, and pairs of them in columns.

    ``inwards``: the earlier visit moved one way, the later one the other.
    """

    def __init__(self, base: KnowledgeBase, visits: Visits, inwards: Inwards | None = None) -> None:
        self.base, self.visits = base, visits
        self.sides = _sides(base)
        names = (*visits.measurable.inputs, *visits.measurable.tests)
        earlier = {name: read(base, visits, name, inwards) for name in names}
        later = earlier
        if inwards is not None:
            other = Inwards(-inwards.value)
            later = {name: read(base, visits, name, other) for name in names}
        self.measures = (earlier, later)

    def of(self, pairs: Pairs) -> Wide:
        """Pairs in columns."""
        count = pairs.before.size
        found = Wide(pl.DataFrame(), *(np.zeros(count, np.bool_) for _ in range(3)))
        columns: dict[str, pl.Series] = {}
        for name in self.visits.measurable.inputs:
            self._measure(columns, found, pairs, name)
        if self.visits.measurable.tests:
            self._strength(columns, found, pairs)
        self._population(columns, pairs)
        self._elapsed(columns, pairs)
        return replace(found, columns=pl.DataFrame(columns))

    def _measure(self, columns: dict[str, pl.Series], found: Wide, pairs: Pairs, name: str) -> None:
        input_ = self.visits.measurable.names[name]
        single = self._single((name,))
        for side, at, measures in self._by_side(pairs):
            read_, column = measures[name], f"{side}.{input_}"
            _put(columns, column, read_.low[at], read_.high[at], single)
            if read_.limit is not None:
                columns[f"{column}.uln"] = _series(read_.limit[at])
            _note(found, read_, at)

    def _single(self, names: Sequence[str]) -> bool:
        """Whether every value of some measures is one number."""
        read_ = [measures[name] for measures in self.measures for name in names]
        return all(
            bool(((r.low == r.high) | np.isnan(r.low) & np.isnan(r.high)).all()) for r in read_
        )

    def _by_side(self, pairs: Pairs) -> Iterator[tuple[str, Ints, Mapping[str, Read]]]:
        return zip(self.sides, (pairs.before, pairs.after), self.measures, strict=True)

    def _strength(self, columns: dict[str, pl.Series], found: Wide, pairs: Pairs) -> None:
        """The preferred test that was written on one scale at both visits."""
        input_ = self.base.course.strength.input
        scales = [self.visits.scale[:, at] for at in (pairs.before, pairs.after)]
        tests = _tests(scales, self._allowed(pairs.population))
        greatest = np.full(pairs.before.size, np.nan)
        single = self._single(self.visits.measurable.tests)
        by_side = zip(self._by_side(pairs), tests, scales, strict=True)
        for (side, at, measures), test, scale in by_side:
            low, high = (np.full(at.size, np.nan) for _ in range(2))
            for number, name in enumerate(self.visits.measurable.tests):
                those = np.flatnonzero(test == number)
                low[those], high[those] = (
                    measures[name].low[at[those]],
                    measures[name].high[at[those]],
                )
                _note(found, measures[name], at[those], those)
            _put(columns, f"{side}.{input_}", low, high, single)
            here = np.flatnonzero(test != _NO_TEST)
            greatest[here] = scale[test[here], here]
        for name in _scales(self.base):
            columns[name] = _series(greatest)

    def _allowed(self, population: Ints) -> Mask:
        """For each test and pair whether it is made for the patient's population."""
        names = populations(self.base)
        made_for = {test.finding: test.population for test in self.base.course.strength.tests}
        tests = self.visits.measurable.tests
        found = np.ones((len(tests), population.size), np.bool_)
        for test, name in enumerate(tests):
            if made_for[name] in names:
                who = names.index(made_for[name])
                found[test] = (population == NOT_KNOWN) | (population == who)
        return found

    def _population(self, columns: dict[str, pl.Series], pairs: Pairs) -> None:
        who = self.base.course.population.input
        for place, name in enumerate(populations(self.base)):
            columns[f"{who}={name}"] = pl.Series(
                (pairs.population == place) | (pairs.population == NOT_KNOWN)
            )

    def _elapsed(self, columns: dict[str, pl.Series], pairs: Pairs) -> None:
        names = {p.criteria.elapsed for p in programs(self.base).values() if p.criteria.elapsed}
        if names:
            low, high = pairs.months(self.visits)
            for name in names:
                columns[f"{name}_low"] = pl.Series(low.astype(np.float64))
                columns[f"{name}_high"] = pl.Series(high.astype(np.float64))


def _tests(scales: Sequence[Floats], allowed: Mask) -> tuple[Ints, Ints]:
    """For each pair the test that counts at the earlier and at the later visit."""
    known = [~np.isnan(scale) & allowed for scale in scales]
    before, after = (_first(each) for each in known)
    common = _first((scales[0] == scales[1]) & allowed)
    shared = common != _NO_TEST
    both = (before != _NO_TEST) & (after != _NO_TEST)
    # On different scales the earlier one stands, and the later one is not known on its scale.
    return np.where(shared, common, before), np.where(
        shared, common, np.where(both, _NO_TEST, after)
    )


def _first(which: Mask) -> Ints:
    """For each column the first row that holds, or `_NO_TEST`."""
    return np.where(which.any(axis=0), which.argmax(axis=0), _NO_TEST)


def _note(found: Wide, read_: Read, at: Ints, places: Ints | slice = slice(None)) -> None:
    """Keep which pairs were not read quite as they were recorded."""
    for name in ("rough", "near", "alone"):
        which: Mask = getattr(read_, name)
        if which.any():
            getattr(found, name)[places] |= which[at]


def _put(columns: dict[str, pl.Series], name: str, low: Floats, high: Floats, single: bool) -> None:
    """One column in place of two, where every value is one number."""
    if single:
        columns[name] = _series(low)
    else:
        columns[f"{name}_low"], columns[f"{name}_high"] = _series(low), _series(high)


def _series(values: Floats) -> pl.Series:
    return pl.Series(values, nan_to_null=True)


# -- the instruments of the course -----------------------------------------------------------------


@cache
def programs(base: KnowledgeBase) -> Mapping[str, Program]:
    """The instruments of the course, the score first."""
    course = base.course
    names = [course.score.instrument, *(each.instrument for each in course.instruments)]
    return {name: rulebook(base).program(name) for name in names if base.criteria[name].enabled}


@cache
def _sides(base: KnowledgeBase) -> tuple[str, str]:
    """What the instruments call the two visits; one name for all."""
    (names,) = {program.criteria.visits for program in programs(base).values()}
    before, after = names
    return before, after


@cache
def _scales(base: KnowledgeBase) -> frozenset[str]:
    """Under which names the instruments read the greatest score of the strength test."""
    input_ = base.course.strength.input
    found = (program.criteria.scales.get(input_) for program in programs(base).values())
    return frozenset(name for name in found if name)
