"""Where a number that is calculated with turns a comparison: the values an answer must pass.

A change between two visits is compared with a cut-off, not with a constant of its own scale. With
all else known the cut-off stands for one value of the missing number, found exactly: between two
bends the calculation is a straight line, and a solution counts only if it meets the cut-off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import pairwise
from math import inf

from myosotis.logic.analysis import EVERYTHING, Span
from myosotis.logic.nodes import Bands, Compare, Cut, Input, Node, Num, inputs_of, walk
from myosotis.logic.raw import Environment
from myosotis.logic.scalar import compiled
from myosotis.logic.values import Number, lean

_AT_ZERO: dict[str, tuple[Cut, ...]] = {
    ">=": ((0, 0),), "<": ((0, 0),), ">": ((0, 1),), "<=": ((0, 1),),
    "==": ((0, 0), (0, 1)), "!=": ((0, 0), (0, 1)),
}  # fmt: skip


def turning_spans(nodes: Iterable[Node], item: Input, facts: Environment) -> tuple[Span, ...]:
    """The ranges of a number between which the nodes cannot tell, as far as it can be said.

    One range where the number has no scale, or too much else is unknown.
    """
    if inf in (abs(item.low), abs(item.high)):
        return (EVERYTHING,)
    cuts: set[Cut] = set()
    for node in nodes:
        for part in walk(node):
            for value, limits in _calculated(part, item, facts):
                for start, end in pairwise(_bends(part, item, facts)):
                    for limit in limits:
                        cuts |= _crossing(value, start, end, limit)
    return tuple(pairwise([EVERYTHING[0], *sorted(cuts), EVERYTHING[1]]))


Line = Callable[[Fraction], Fraction | None]


def _calculated(
    part: Node, item: Input, facts: Environment
) -> Iterator[tuple[Line, tuple[Cut, ...]]]:
    """The calculation behind a comparison or a band, as a function of one number."""

    def line(node: Node) -> Line:
        run = compiled(node)

        def at(number: Fraction) -> Fraction | None:
            point = lean(number)
            (low, _), (high, _) = run(facts.branch(item.name, ((point, 0), (point, 1))))
            return Fraction(low) if low == high else None

        return at

    if isinstance(part, Bands) and part.part != item and item.name in inputs_of(part.part):
        yield line(part.part), part.cuts
    if isinstance(part, Compare) and item.name in inputs_of(part):
        if part.left == item and isinstance(part.right, Num):
            limit = lean(part.right.value)
            cuts = tuple((limit, after) for _, after in _AT_ZERO[part.operator])
            yield (lambda number: number), cuts
            return
        left, right = line(part.left), line(part.right)

        def apart(number: Fraction) -> Fraction | None:
            one, other = left(number), right(number)
            return None if one is None or other is None else one - other

        yield apart, _AT_ZERO[part.operator]


def _bends(part: Node, item: Input, facts: Environment) -> list[Fraction]:
    """The ends of the scale, and the known numbers beside it: where a least or a greatest of two
    can pass from one to the other."""
    low, high = Fraction(item.low), Fraction(item.high)
    known: set[Number] = set()
    for name, other in inputs_of(part).items():
        raw = facts.get(name)
        if other.type == "number" and raw is not None and raw[0][0] == raw[1][0]:
            known.add(raw[0][0])
    inside = {Fraction(number) for number in known if low < number < high}
    return [low, *sorted(inside), high]


def _crossing(value: Line, start: Fraction, end: Fraction, limit: Cut) -> set[Cut]:
    first, last = value(start), value(end)
    if first is None or last is None or first == last:
        return set()
    target, after = Fraction(limit[0]), limit[1]
    where = start + (target - first) * (end - start) / (last - first)
    if not start <= where <= end or value(where) != target:
        return set()
    return {(lean(where), after if last > first else 1 - after)}
