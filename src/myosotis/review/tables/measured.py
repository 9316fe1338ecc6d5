"""What is measured at the visits of many patients, in columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import nan
from typing import Any

import numpy as np
import numpy.typing as npt

from myosotis.knowledge import KnowledgeBase
from myosotis.review.tables.clusters import Ints, Mask
from myosotis.review.tables.exact import Floats
from myosotis.review.visits import inputs_by_finding


@dataclass(frozen=True)
class Measurable:
    """What can be measured at a visit: rows of the tables of values.

    ``inputs`` are the findings that an instrument reads, ``tests`` those that give strength.
    ``row`` is the row of a finding, inputs first; ``names`` says of the inputs under which name
    they are read. What nobody has is left out: it needs no row.
    """

    inputs: tuple[str, ...]
    tests: tuple[str, ...]
    row: Mapping[str, int]
    names: Mapping[str, str]

    @classmethod
    @cache
    def of(cls, base: KnowledgeBase, recorded: frozenset[str] | None = None) -> Measurable:
        """What the course of a knowledge base measures, of what is recorded."""
        inputs = {
            name: input_
            for name, input_ in inputs_by_finding(base).items()
            if recorded is None or name in recorded
        }
        tests = tuple(
            test.finding
            for test in base.course.strength.tests
            if recorded is None or test.finding in recorded
        )
        row = {name: place for place, name in enumerate((*inputs, *tests))}
        return cls(tuple(inputs), tests, row, inputs)


@dataclass(frozen=True)
class Visits:
    """All visits, by patient and in the order of time.

    ``patient`` is the place in the list of patients, ``earliest`` and ``latest`` the days that the
    date of the visit can be. ``low`` and ``high`` have a row for each measurable finding and a
    column for each visit; not a number where it was not measured. Strength stands as it was
    written, ``scale`` is its greatest possible score. ``several``: a test was written on more than
    one scale at the visit.
    """

    measurable: Measurable
    patient: Ints
    earliest: Ints
    latest: Ints
    low: Floats
    high: Floats
    scale: Floats
    several: Mask

    @classmethod
    def empty(cls, measurable: Measurable, count: int) -> Visits:
        """So many visits at which nothing was measured."""
        rows, tests = len(measurable.row), len(measurable.tests)
        return cls(
            measurable,
            np.zeros(count, np.int64),
            np.zeros(count, np.int64),
            np.zeros(count, np.int64),
            np.full((rows, count), nan),
            np.full((rows, count), nan),
            np.full((tests, count), nan),
            np.zeros(count, np.bool_),
        )

    def take(self, places: Ints) -> Visits:
        """Some of them."""
        return Visits(self.measurable, *(each[..., places] for each in self._arrays))

    def followed_by(self, other: Visits) -> Visits:
        """Both, sorted by patient; no patient may be in both."""
        if not other.patient.size:
            return self
        order = np.argsort(np.concatenate([self.patient, other.patient]), kind="stable")
        both = zip(self._arrays, other._arrays, strict=True)
        parts = [np.concatenate(each, axis=-1)[..., order] for each in both]
        return Visits(self.measurable, *parts)

    @property
    def _arrays(self) -> tuple[npt.NDArray[Any], ...]:
        dates = (self.patient, self.earliest, self.latest)
        return (*dates, self.low, self.high, self.scale, self.several)
