"""The evaluator for one patient: a tree becomes a function from facts to possible values.

The values are those of `raw`.
"""

from __future__ import annotations

from collections.abc import Callable
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
from myosotis.logic.raw import EITHER, NO, YES, Environment, Function, joined
from myosotis.logic.reachable import shifted, sum_span
from myosotis.logic.values import Number, lean

MAX_SPAN = 100_000
PLACES = 12
"""The decimal places of what has no exact value."""


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
        self.node = node
        self.place = (scale, int(offset))
        self._bits = _bits(node, scale, int(offset))

    def __call__(self, facts: Environment) -> int:
        return self._bits(facts)

    @property
    def has_gaps(self) -> bool:
        """Whether some sums between the least and the greatest may not be reached."""
        weights = {abs(w) for part in _totals(self.node) for w in _weights(part)} - {0}
        return len(weights) > 1


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
                reachable = shifted(reachable, weight)
            elif mask == EITHER:
                reachable |= shifted(reachable, weight)
        for values in bands:
            options = {int(value * scale) for value in values(facts)}
            reachable = reduce(int.__or__, (shifted(reachable, value) for value in options))
        return reachable

    return run


def _logistic(part: Function) -> Function:
    def run(facts: Environment) -> Span:
        (low, _), (high, _) = part(facts)
        return (logistic(low), 0), (logistic(high), 1)

    return run


@cache
def logistic(number: Number) -> Fraction:
    """1 / (1 + exp(-x)) to `PLACES` decimal places."""
    if number == -inf:
        return Fraction(0)
    if number == inf:
        return Fraction(1)
    with localcontext() as context:
        context.prec = 30
        exact = Fraction(number)
        power = (-Decimal(exact.numerator) / Decimal(exact.denominator)).exp()
        return Fraction(round(1 / (1 + power), PLACES))
