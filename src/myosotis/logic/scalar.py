"""The evaluator for one patient: a tree becomes a function from facts to possible values.

Raw values, for speed: a boolean is a mask (1 can be no, 2 can be yes, 3 either), a category
a frozenset of labels, a number a span between two cuts (see `analysis`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache, reduce
from math import inf, lcm
from typing import Any

from myosotis.errors import KnowledgeError
from myosotis.logic.analysis import EVERYTHING, Span
from myosotis.logic.nodes import (
    Add,
    Among,
    And,
    Bands,
    Compare,
    Extreme,
    If,
    Input,
    Logistic,
    Node,
    Not,
    Num,
    Or,
    Ratio,
    Scale,
    Score,
    Total,
    Yes,
)
from myosotis.logic.values import Choice, Interval, Number, Truth, Value, lean

NO, YES, EITHER = 1, 2, 3
MAX_SPAN = 100_000


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


@cache
def compiled(node: Node) -> Function:
    """The function of a node: from facts to the raw bounds of its value."""
    match node:
        case Yes():
            mask = YES if node.value else NO
            return lambda facts: mask
        case Num():
            number = lean(node.value)
            span = ((number, 0), (number, 1))
            return lambda facts: span
        case Input():
            return _input(node)
        case Not():
            part = compiled(node.part)
            return lambda facts: (0, YES, NO, EITHER)[part(facts)]
        case And():
            return _all([compiled(part) for part in node.parts])
        case Or():
            return _any([compiled(part) for part in node.parts])
        case Among():
            return _among(node)
        case Compare():
            return _compare(node)
        case If():
            return _if(node)
        case Add():
            return _add([compiled(part) for part in node.parts])
        case Scale():
            return _scale(node.factor, compiled(node.part))
        case Ratio():
            return _ratio(compiled(node.top), compiled(node.bottom))
        case Extreme():
            parts = [compiled(part) for part in node.parts]
            pick = max if node.greatest else min
            return lambda facts: tuple(
                pick(ends) for ends in zip(*(part(facts) for part in parts), strict=True)
            )
        case Bands():
            return _bands(node)
        case Score():
            return _score(node)
        case Total():
            sums = Sums(node)
            return lambda facts: sum_span(sums(facts), sums.place)
        case Logistic():
            return _logistic(compiled(node.part))


def _input(node: Input) -> Function:
    name = node.name
    scale: Span = ((lean(node.low), 0), (lean(node.high), 1))
    unknown: Any = {"boolean": EITHER, "number": scale, "label": node.labels}[node.type]
    return lambda facts: facts.get(name, unknown)


def _all(parts: list[Function]) -> Function:
    def run(facts: Environment) -> int:
        result = YES
        for part in parts:
            mask = part(facts)
            if mask == NO:
                return NO
            result |= mask
        return result

    return run


def _any(parts: list[Function]) -> Function:
    def run(facts: Environment) -> int:
        result = NO
        for part in parts:
            mask = part(facts)
            if mask == YES:
                return YES
            result |= mask
        return result

    return run


def _among(node: Among) -> Function:
    part, labels = compiled(node.part), node.labels

    def run(facts: Environment) -> int:
        options = part(facts)
        return (YES if options & labels else 0) | (NO if options - labels else 0)

    return run


def _compare(node: Compare) -> Function:
    operator, right = node.operator, compiled(node.right)
    if isinstance(node.left, Input) and isinstance(node.right, Num):
        # The usual case, a fact against a constant: exact with open ends too.
        left, limit = compiled(node.left), lean(node.right.value)
        if operator in (">=", "<"):
            return _side(left, (limit, 0), operator == ">=")
        if operator in (">", "<="):
            return _side(left, (limit, 1), operator == ">")
        return _equal(left, right, operator == "==")
    left = compiled(node.left)
    if operator in ("==", "!="):
        return _equal(left, right, operator == "==")
    if operator in ("<", "<="):
        left, right = right, left
    if operator in (">", "<"):
        return _exceeds(left, right)
    other = _exceeds(right, left)
    return lambda facts: (0, YES, NO, EITHER)[other(facts)]


def _exceeds(left: Function, right: Function) -> Function:
    """Whether one number is greater than another, open ends and all."""

    def run(facts: Environment) -> int:
        low, high = left(facts)
        other_low, other_high = right(facts)
        return YES if low >= other_high else EITHER if high[0] > other_low[0] else NO

    return run


def _side(part: Function, cut: tuple[Number, int], above: bool) -> Function:
    yes, no = (YES, NO) if above else (NO, YES)

    def run(facts: Environment) -> int:
        low, high = part(facts)
        return yes if low >= cut else EITHER if high > cut else no

    return run


def _equal(left: Function, right: Function, wanted: bool) -> Function:
    same, different = (YES, NO) if wanted else (NO, YES)

    def run(facts: Environment) -> int:
        one, other = left(facts), right(facts)
        if max(one[0], other[0]) >= min(one[1], other[1]):
            return different
        single = one == other and one[0][0] == one[1][0]
        return same if single else EITHER

    return run


def _if(node: If) -> Function:
    condition, then, otherwise = map(compiled, (node.condition, node.then, node.otherwise))

    def run(facts: Environment) -> Any:
        mask = condition(facts)
        if mask == YES:
            return then(facts)
        if mask == NO:
            return otherwise(facts)
        return joined(then(facts), otherwise(facts))

    return run


def _add(parts: list[Function]) -> Function:
    def run(facts: Environment) -> Span:
        spans = [part(facts) for part in parts]
        # An end is open where that of any part is.
        return (
            (sum(low for (low, _), _ in spans), max(after for (_, after), _ in spans)),
            (sum(high for _, (high, _) in spans), min(after for _, (_, after) in spans)),
        )

    return run


def _scale(factor: Fraction, part: Function) -> Function:
    if factor == 0:
        return lambda facts: ((0, 0), (0, 1))

    def run(facts: Environment) -> Span:
        (low, after), (high, included) = part(facts)
        if factor > 0:
            return (low * factor, after), (high * factor, included)
        # What lies just below a number lies just above its opposite.
        return (high * factor, 1 - included), (low * factor, 1 - after)

    return run


def _ratio(top: Function, bottom: Function) -> Function:
    def run(facts: Environment) -> Span:
        (low, after), (high, included) = top(facts)
        (least, beyond), most = bottom(facts)
        near, far = (least, 1 - beyond), most
        # By which end of the divisor, and whether that end is reached.
        low_by, low_reached = far if low >= 0 else near
        high_by, high_reached = near if high >= 0 else far
        return (
            (_divided(low, low_by), after if low == 0 or low_reached else 1),
            (_divided(high, high_by), included if high == 0 or high_reached else 0),
        )

    return run


def _divided(number: Number, by: Number) -> Number:
    if by == inf:
        return Fraction(0)
    return number if number in (inf, -inf) else Fraction(number) / Fraction(by)


def _bands(node: Bands) -> Function:
    options = _band_values(node)

    def run(facts: Environment) -> Span:
        values = options(facts)
        return (min(values), 0), (max(values), 1)

    return run


def _band_values(node: Bands) -> Callable[[Environment], list[Fraction]]:
    part = compiled(node.part)
    edges = [EVERYTHING[0], *node.cuts, EVERYTHING[1]]
    spans = list(zip(edges, edges[1:], node.values, strict=False))

    def run(facts: Environment) -> list[Fraction]:
        low, high = part(facts)
        return [value for start, end, value in spans if max(low, start) < min(high, end)]

    return run


def _score(node: Score) -> Function:
    name, sums = f"score:{node.name}", sums_of(node.part)

    def run(facts: Environment) -> Span:
        closed: Span | None = facts.get(name)
        return closed if closed is not None else sum_span(facts.remember(sums, sums), sums.place)

    return run


@cache
def sums_of(node: Node) -> Sums:
    """The sums of a node: one object, under which they are remembered.

    Not under the name of the score: where a rule fixes its column, the score is another one.
    """
    return Sums(node)


class Sums:
    """All sums that a total (or the totals an If chooses between) can reach.

    Bit i of the result stands for (i - offset) / scale, where ``place`` is (scale, offset).
    Sums of independent rows are reached by shifting, so the set is exact and costs one shift
    a row.
    """

    def __init__(self, node: Node) -> None:
        weights = [w for part in _totals(node) for w in _weights(part)]
        scale = reduce(lcm, (w.denominator for w in weights), 1)
        offset = max((-_least(part) for part in _totals(node)), default=Fraction(0)) * scale
        if sum(abs(w) for w in weights) * scale > MAX_SPAN:
            raise KnowledgeError("a table of points spans too many different sums")
        self.place = (scale, int(offset))
        self._bits = _bits(node, scale, int(offset))

    def __call__(self, facts: Environment) -> int:
        return self._bits(facts)


def _totals(node: Node) -> list[Total]:
    if isinstance(node, If):
        return [*_totals(node.then), *_totals(node.otherwise)]
    assert isinstance(node, Total)
    return [node]


def _weights(total: Total) -> list[Fraction]:
    return [w for _, w in total.rows] + [v for band in total.bands for v in band.values]


def _least(total: Total) -> Fraction:
    return sum((min(w, Fraction(0)) for w in _weights(total)), Fraction(0))


def _bits(node: Node, scale: int, offset: int) -> Callable[[Environment], int]:
    if isinstance(node, If):
        condition = compiled(node.condition)
        then, otherwise = _bits(node.then, scale, offset), _bits(node.otherwise, scale, offset)

        def choose(facts: Environment) -> int:
            mask = condition(facts)
            return (then(facts) if mask & YES else 0) | (otherwise(facts) if mask & NO else 0)

        return choose
    assert isinstance(node, Total)
    rows = [(compiled(part), int(weight * scale)) for part, weight in node.rows]
    bands = [_band_values(band) for band in node.bands]

    def run(facts: Environment) -> int:
        reachable = 1 << offset
        for part, weight in rows:
            mask = part(facts)
            if mask == YES:
                reachable = _shift(reachable, weight)
            elif mask == EITHER:
                reachable |= _shift(reachable, weight)
        for values in bands:
            options = {int(value * scale) for value in values(facts)}
            reachable = reduce(int.__or__, (_shift(reachable, value) for value in options))
        return reachable

    return run


def _shift(reachable: int, by: int) -> int:
    return reachable << by if by >= 0 else reachable >> -by


def sum_span(reachable: int, place: tuple[int, int]) -> Span:
    """From the least to the greatest sum of a set."""
    scale, offset = place
    low = (reachable & -reachable).bit_length() - 1
    high = reachable.bit_length() - 1
    return (Fraction(low - offset, scale), 0), (Fraction(high - offset, scale), 1)


def window(cell: Span, place: tuple[int, int]) -> tuple[int, int | None]:
    """A cell as bits of a set of sums: the first bit inside, and the first beyond (or None)."""
    scale, offset = place
    (start, after), (end, included) = cell
    first = 0 if start == -inf else max(_position(start, scale, offset, bool(after)), 0)
    last = None if end == inf else max(_position(end, scale, offset, bool(included)), 0)
    return first, last


def inside(reachable: int, bits: tuple[int, int | None]) -> int:
    """The sums of a set that lie inside a window."""
    first, last = bits
    if last is not None:
        reachable &= (1 << last) - 1
    return reachable >> first << first


def _position(number: Number, scale: int, offset: int, after: bool) -> int:
    """The first bit at or above a number (``after``: above it)."""
    exact = Fraction(number) * scale + offset
    floor = exact.numerator // exact.denominator
    return floor + 1 if after or floor != exact else floor


def _logistic(part: Function) -> Function:
    def run(facts: Environment) -> Span:
        (low, _), (high, _) = part(facts)
        return (logistic(low), 0), (logistic(high), 1)

    return run


@cache
def logistic(number: Number) -> Fraction:
    """1 / (1 + exp(-x)) to twelve decimal places."""
    if number == -inf:
        return Fraction(0)
    if number == inf:
        return Fraction(1)
    with localcontext() as context:
        context.prec = 30
        exact = Fraction(number)
        power = (-Decimal(exact.numerator) / Decimal(exact.denominator)).exp()
        return Fraction(round(1 / (1 + power), 12))
