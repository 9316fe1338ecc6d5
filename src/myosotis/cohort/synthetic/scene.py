"""Everything that the patients are drawn from, laid out as arrays by form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from myosotis.cohort.synthetic.draws import Floats, Integers
from myosotis.knowledge import KnowledgeBase, load_synthetic
from myosotis.knowledge.schema import Finding
from myosotis.knowledge.schema.synthetic import Course, Form, Synthetic
from myosotis.review import matrix


@dataclass(frozen=True)
class Scene:
    """The description of the registry, and how often each disorder has what.

    ``years``: how long patients are followed. ``errors``: the share of wrong rows.
    """

    base: KnowledgeBase
    told: Synthetic
    years: float
    errors: float = 0.0

    @classmethod
    def of(cls, base: KnowledgeBase, years: float, errors: float = 0.0) -> Scene:
        """The scene of a knowledge base. Raises KnowledgeError where its description is wrong."""
        return cls(base, load_synthetic(base), years, errors)

    @property
    def forms(self) -> tuple[Form, ...]:
        """The forms of disease."""
        return self.told.people.forms

    @cached_property
    def courses(self) -> list[Course]:
        """The course of each form."""
        known = {course.id: course for course in self.told.course.courses}
        return [known[form.course] for form in self.forms]

    def shares(self, feature: str) -> Floats:
        """How often each form has a feature of the differential, as its disorder says."""
        rows = matrix(self.base).rows
        return np.array([rows[form.disorder][feature].known.share for form in self.forms])

    def scale(self, name: str) -> tuple[list[str], Floats]:
        """The ranges of a scale, and how often each form lies in each (forms x ranges)."""
        ranges = next(scale for scale in self.base.differential.scales if scale.id == name)
        features = [one.feature for one in ranges.bins]
        table = np.stack([self.shares(feature) for feature in features], axis=1)
        return features, table / table.sum(axis=1, keepdims=True)

    def by_form(self, usual: float, exceptions: Mapping[str, float]) -> Floats:
        """A share of each form, where some disorders differ."""
        return np.array([exceptions.get(form.disorder, usual) for form in self.forms])

    def finding(self, name: str) -> Finding:
        """A finding of the vocabulary."""
        return self.base.findings[name]


def pick(table: Floats, row: Integers, uniform: Floats) -> Integers:
    """The place in a row of shares (each row adds up to 1) at which a number from 0 to 1 lies."""
    ends = np.cumsum(table, axis=1)[:, :-1]
    place: Integers = (uniform[:, None] >= ends[row]).sum(axis=1)
    return place


def within(spans: Floats, row: Integers, uniform: Floats) -> Floats:
    """A number from the span (low, high) of a row."""
    number: Floats = spans[row, 0] + (spans[row, 1] - spans[row, 0]) * uniform
    return number
