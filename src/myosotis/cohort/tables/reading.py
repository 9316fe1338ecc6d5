"""What one combination of name, value, unit and limit says, as the one-patient reader reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import inf, nextafter
from typing import Any

from myosotis.cohort.tables.cells import observation
from myosotis.errors import InputError, UnknownNameError
from myosotis.knowledge import KnowledgeBase
from myosotis.logic import Choice, Interval, Memo, Truth, Value
from myosotis.patient import Codes, Fact, read_observation, unit_code

PARTS = (
    "finding", "value", "number", "comparator", "unit", "uln", "method", "strength", "cutoff",
)  # fmt: skip
"""The columns that together say one value."""


@dataclass(frozen=True)
class CodedValue:
    """A finding by its place, and its value; see `myosotis.patient.coded`."""

    finding: int
    low: float
    high: float
    mask: int
    unit: int
    method: int
    strength: int


@dataclass(frozen=True)
class Said:
    """What a combination says: its values (several where it is a list), or why it says nothing."""

    values: tuple[CodedValue, ...] = ()
    field: str = ""
    why: str = ""


class Reader:
    """Reads combinations under one knowledge base, and remembers them."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.base, self.codes = base, Codes.of(base)
        self.known: Memo[tuple[Any, ...], Said] = Memo()
        self.names: dict[str, Said | None] = {}

    def read(self, combination: tuple[Any, ...]) -> Said:
        """What the cells of `PARTS` say together."""
        found = self.known.get(combination)
        if found is None:
            found = self.known[combination] = self._read(combination)
        return found

    def _read(self, combination: tuple[Any, ...]) -> Said:
        cells = dict(zip(PARTS, combination, strict=True))
        name = cells["finding"]
        if name is None:
            return Said(field="finding", why="which finding? the row names none")
        if name not in self.names:
            self.names[name] = self._unknown(name)
        if unknown := self.names[name]:
            return unknown
        try:
            facts = read_observation(self.base, name, observation(cells), date.max)
        except InputError as error:
            return Said(field="value", why=error.problems[0].sentence)
        return Said(tuple(self.code(fact) for fact in facts))

    def _unknown(self, name: str) -> Said | None:
        """What is said of a name that is none. Found once: looking for the nearest takes long."""
        try:
            self.base.find_finding(name)
        except UnknownNameError as error:
            return Said(field="finding", why=error.problems[0].sentence)
        return None

    def code(self, fact: Fact) -> CodedValue:
        """The value of a fact in numbers."""
        return coded_value(self.base, fact)


def coded_value(base: KnowledgeBase, fact: Fact) -> CodedValue:
    """The value of a fact in numbers."""
    codes = Codes.of(base)
    low, high, mask = bounds(codes, fact.finding, fact.value)
    return CodedValue(
        codes.place[fact.finding],
        low,
        high,
        mask,
        unit_code(base.findings[fact.finding], fact.unit),
        codes.methods.index(fact.method) + 1 if fact.method else 0,
        _strength(codes, fact.strength),
    )


def bounds(codes: Codes, finding: str, value: Value) -> tuple[float, float, int]:
    """``low``, ``high`` and ``mask`` of a value."""
    if isinstance(value, Truth):
        return -inf, inf, value.value
    if isinstance(value, Choice):
        labels = codes.labels[finding]
        return -inf, inf, sum(1 << labels.index(label) for label in value.options)
    return *ends(value), 0


def ends(value: Interval) -> tuple[float, float]:
    """An interval as floats; for an end that is not included, the next float inside."""
    low, high = float(value.low), float(value.high)
    if value.low_open and low > -inf:
        low = nextafter(low, inf)
    if value.high_open and high < inf:
        high = nextafter(high, -inf)
    return low, high


def _strength(codes: Codes, strength: str) -> int:
    if not strength:
        return 0
    words = codes.strengths
    return words.index(strength) + 1 if strength in words else len(words) + 1


@lru_cache(maxsize=4)
def reader(base: KnowledgeBase) -> Reader:
    """The reader of a knowledge base."""
    return Reader(base)
