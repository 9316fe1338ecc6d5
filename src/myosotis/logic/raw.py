"""The facts of one patient as the evaluator takes them.

Raw values, for speed: a boolean is a mask (1 can be no, 2 can be yes, 3 either), a category
a frozenset of labels, a number a span between two cuts (see `analysis`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import inf
from typing import Any

from myosotis.logic.analysis import EVERYTHING, Span
from myosotis.logic.nodes import Input
from myosotis.logic.values import Choice, Interval, Number, Truth, Value, lean

NO, YES, EITHER = 1, 2, 3


class Environment(dict[str, Any]):
    """Raw facts by name, with what was computed from them so far.

    The questions of one criteria set share their scores and their branches; remembering
    them here makes the second question nearly free. It is filled once and never changed.
    """

    __slots__ = ("changed", "memory", "parent")

    def __init__(self, facts: Mapping[str, Any]) -> None:
        super().__init__(facts)
        self.memory: dict[Any, Any] = {}
        self.parent: Environment | None = None
        self.changed = ""

    def branch(self, name: str, raw: Any) -> Environment:
        """The same facts where one has another value."""
        key = (name, raw)
        found: Environment | None = self.memory.get(key)
        if found is None:
            found = Environment(self)
            found[name] = raw
            found.parent, found.changed = self, name
            self.memory[key] = found
        return found

    def remember(self, key: Any, compute: Callable[[Environment], Any]) -> Any:
        """What was computed under a key, or compute it now."""
        if key not in self.memory:
            self.memory[key] = compute(self)
        return self.memory[key]


Function = Callable[[Environment], Any]


def to_raw(value: Value) -> Any:
    """A value as the evaluator's functions take it."""
    if isinstance(value, Truth):
        # Not `value.value`: a property of an enumeration, and slow where there are thousands.
        return value._value_
    if isinstance(value, Choice):
        return value.options
    low, high = lean(value.low), lean(value.high)
    return ((low, int(value.low_open)), (high, int(not value.high_open)))


def from_raw(raw: Any, item: Input | None = None) -> Value:
    """The value of a raw result; ``item`` gives the domain of a category."""
    if isinstance(raw, int):
        return Truth(raw)
    if isinstance(raw, frozenset):
        return Choice(raw, item.labels if item else raw)
    (low, after), (high, included) = raw
    low, high = _exact(low), _exact(high)
    return Interval(low, high, bool(after) and low != -inf, not included and high != inf)


def _exact(number: Number) -> Number:
    return Fraction(number) if isinstance(number, int) else number


def environment(facts: Mapping[str, Value]) -> Environment:
    """Facts as the evaluator's functions take them."""
    return Environment({name: to_raw(value) for name, value in facts.items()})


def narrowed(raw: Any, cell: bool | frozenset[str] | Span) -> Any:
    """The part of a raw value inside a cell, or None."""
    if isinstance(cell, bool):
        wanted = YES if cell else NO
        return wanted if (EITHER if raw is None else raw) & wanted else None
    if isinstance(cell, frozenset):
        return cell if raw is None else (raw & cell or None)
    low, high = EVERYTHING if raw is None else raw
    low, high = max(low, cell[0]), min(high, cell[1])
    return (low, high) if low < high else None


def joined(one: Any, other: Any) -> Any:
    """The span of two raw values; None is nothing."""
    if one is None or other is None:
        return other if one is None else one
    if isinstance(one, int | frozenset):
        return one | other
    return (min(one[0], other[0]), max(one[1], other[1]))
