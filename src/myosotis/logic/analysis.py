"""What must be split, so that bounds are exact and not merely sound.

An unknown that stands in several places is one unknown. Bounding each place by itself is
exact as long as every place pushes the result the same way (all weights positive, say):
the extreme is reached at one end of the unknown. Where places push in different ways, the
unknown is a *switch*: each of its values is followed by itself, and the results are joined.

A sum of points is a quantity of its own: it can be left closed (`Score` as one unknown,
with the sums that can be reached) or opened. The plan takes whichever needs fewer branches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product
from math import inf, prod

from myosotis.logic.nodes import (
    Add,
    Among,
    And,
    Bands,
    Compare,
    Cut,
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
    children,
    conjunction,
    inputs_of,
    negation,
    of_record,
    rebuild,
    walk,
)
from myosotis.logic.values import lean

Span = tuple[Cut, Cut]
"""The numbers between two cuts."""

Cell = bool | frozenset[str] | Span
"""A part of an input: yes or no, some labels, or the numbers between two cuts."""

EVERYTHING: Span = ((-inf, 0), (inf, 1))

MAX_CHART = 64
"""A chart of a verdict is drawn up for at most so many combinations of its switches."""

MAX_BRANCHES = 512
"""Switches beyond this many combinations are not split: still sound, perhaps not tight."""


@dataclass(frozen=True, slots=True)
class Switch:
    """An input that is split, and the parts it is split into (raw values of the evaluators)."""

    input: Input
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """How to evaluate a node exactly: which inputs to split, and which scores stay closed."""

    node: Node
    switches: tuple[Switch, ...]
    closed: tuple[tuple[Score, tuple[Span, ...]], ...]
    tight: bool

    def branches(self) -> Iterator[tuple[Cell, ...]]:
        """Every combination of the switches' cells."""
        return product(*(switch.cells for switch in self.switches))


def plan(node: Node) -> Plan:
    """The cheaper of the two ways to split a boolean or a number."""
    node = force(node)
    opened = _plan_opened(node)
    scores = {part.name: part for part in walk(node) if isinstance(part, Score)}
    if not scores:
        return opened
    closed = _plan_closed(node, tuple(scores.values()))
    if closed.tight != opened.tight:
        return closed if closed.tight else opened
    return min(opened, closed, key=lambda p: prod(len(s.cells) for s in p.switches))


def force(node: Node) -> Node:
    """Put what a conjunction demands of each part into its other parts."""
    while isinstance(node, And):
        demands: dict[Node, bool] = {}
        for part in node.parts:
            inner, truth = _demanded(part)
            if _is_plain(inner):
                if demands.get(inner, truth) != truth:
                    return Yes(False)
                demands[inner] = truth
        changed = [_put_inside(part, demands) for part in node.parts]
        if changed == list(node.parts):
            return node
        node = conjunction(changed)
    return node


def _demanded(part: Node) -> tuple[Node, bool]:
    return (part.part, False) if isinstance(part, Not) else (part, True)


def _is_plain(node: Node) -> bool:
    """A condition without a sum of points in it: those are large, and stand in few places."""
    return isinstance(node, Input | Among | And | Or | Compare) and not any(
        isinstance(part, Score | Total) for part in walk(node)
    )


def _put_inside(part: Node, demands: dict[Node, bool]) -> Node:
    inner, truth = _demanded(part)
    if isinstance(inner, Input):
        return part
    changed = rebuild(inner, lambda below: _put(below, demands))
    return changed if truth else negation(changed)


def _put(node: Node, demands: dict[Node, bool]) -> Node:
    if isinstance(node, Input | Among | And | Or | Compare) and node in demands:
        return Yes(demands[node])
    return rebuild(node, lambda part: _put(part, demands))


def _plan_opened(node: Node) -> Plan:
    # A sum compared for equality, or bounded from both sides, has gaps that bounds do not see.
    gaps = _has_gaps(node)
    return _limited(node, _mixed(_uses(node)), (), tight=not gaps)


def _plan_closed(node: Node, scores: tuple[Score, ...]) -> Plan:
    uses = _uses(node, closed=True)
    outside = {name for name in uses if not name.startswith("score:")}
    shared = [set(inputs_of(score)) & outside for score in scores]
    repeated = [_repeated(score.part) for score in scores]
    across = set()
    for index, score in enumerate(scores):
        for other in scores[index + 1 :]:
            across |= set(inputs_of(score)) & set(inputs_of(other))
    names = {n for n in _mixed(uses) if not n.startswith("score:")}
    names = names.union(across, *shared, *repeated)
    cells = tuple((s, _cells(_cuts(node, lambda n, s=s: n == s))) for s in scores)
    return _limited(node, names, cells, tight=True)


def closed_plan(nodes: list[Node], score: Score) -> Plan | None:
    """One plan for several booleans over one closed score, splitting all else that they read.

    None where something they read cannot be split, or into too many branches.
    """
    together = And(tuple(nodes))
    outside = {n for n in _uses(together, closed=True) if not n.startswith("score:")}
    cells = _cells(_cuts(together, lambda part: part == score))
    found = _limited(together, outside | _repeated(score.part), ((score, cells),), tight=True)
    few = prod(len(switch.cells) for switch in found.switches) <= MAX_CHART
    return found if found.tight and few else None


def _limited(
    node: Node,
    names: Iterable[str],
    closed: tuple[tuple[Score, tuple[Span, ...]], ...],
    tight: bool,
) -> Plan:
    known = inputs_of(node)
    switches: list[Switch] = []
    branches = 1
    for name in sorted(names, key=list(known).index):
        if of_record(name):
            # Known of every record: there is nothing to split.
            continue
        cells = _cells_of(known[name], node)
        if cells is None or branches * len(cells) > MAX_BRANCHES:
            tight = False
            continue
        branches *= len(cells)
        switches.append(Switch(known[name], cells))
    return Plan(node, tuple(switches), closed, tight)


def _mixed(uses: dict[str, list[int]]) -> set[str]:
    return {name for name, signs in uses.items() if len(signs) > 1 and len({*signs, 0}) > 2} | {
        name for name, signs in uses.items() if len(signs) > 1 and 0 in signs
    }


def _uses(
    node: Node, sign: int = 1, found: dict[str, list[int]] | None = None, closed: bool = False
) -> dict[str, list[int]]:
    """For each input the direction (1, -1, 0 for either) in which each use pushes the node."""
    found = defaultdict(list) if found is None else found
    match node:
        case Input():
            found[node.name].append(sign)
        case Score() if closed:
            found[f"score:{node.name}"].append(sign)
        case Score() | Logistic():
            _uses(node.part, sign, found, closed)
        case Not():
            _uses(node.part, -sign, found, closed)
        case And() | Or() | Add() | Extreme():
            for part in node.parts:
                _uses(part, sign, found, closed)
        case Scale():
            _uses(node.part, sign if node.factor >= 0 else -sign, found, closed)
        case Compare():
            up = {">=": 1, ">": 1, "<=": -1, "<": -1}.get(node.operator, 0)
            _uses(node.left, sign * up, found, closed)
            _uses(node.right, -sign * up, found, closed)
        case Among():
            found[node.part.name].append(0)
        case Bands():
            _uses(node.part, sign * _direction(node.values), found, closed)
        case Ratio():
            # A larger divisor brings the ratio nearer to zero, from whichever side.
            _uses(node.top, sign, found, closed)
            _uses(node.bottom, 0, found, closed)
        case Total():
            for part, weight in node.rows:
                _uses(part, sign if weight >= 0 else -sign, found, closed)
            for band in node.bands:
                _uses(band, sign, found, closed)
        case If():
            _uses(node.condition, sign * _slope(node), found, closed)
            _uses(node.then, sign, found, closed)
            _uses(node.otherwise, sign, found, closed)
    return found


def _slope(node: If) -> int:
    if isinstance(node.then, Num) and isinstance(node.otherwise, Num):
        return 1 if node.then.value >= node.otherwise.value else -1
    return 0


def _direction(values: tuple[Fraction, ...]) -> int:
    if list(values) == sorted(values):
        return 1
    return -1 if list(values) == sorted(values, reverse=True) else 0


def _repeated(node: Node) -> set[str]:
    """Inputs that stand in more than one row of the same column."""
    if isinstance(node, If):
        # The columns' condition is shared by both, and decides between them.
        inside = inputs_of(node.condition)
        branches = set(inputs_of(node.then)) | set(inputs_of(node.otherwise))
        return _repeated(node.then) | _repeated(node.otherwise) | (set(inside) & branches)
    return {name for name, signs in _uses(node).items() if len(signs) > 1}


def _has_gaps(node: Node) -> bool:
    """Whether a sum of points (or a count) is tested in a way that its bounds cannot answer."""
    directions: dict[Node, set[int]] = defaultdict(set)

    def visit(part: Node, sign: int) -> None:
        if isinstance(part, Compare):
            up = {">=": 1, ">": 1, "<=": -1, "<": -1}.get(part.operator, 0)
            for side, way in ((part.left, up), (part.right, -up)):
                if not isinstance(side, Num | Input):
                    directions[side].add(sign * way)
        if isinstance(part, If):
            visit(part.condition, 0)
            visit(part.then, sign)
            visit(part.otherwise, sign)
            return
        turned = -sign if isinstance(part, Not) else sign
        for child in _children_for_gaps(part):
            visit(child, turned)

    visit(node, 1)
    return any(len(ways) > 1 or 0 in ways for ways in directions.values())


def _children_for_gaps(part: Node) -> tuple[Node, ...]:
    if isinstance(part, Not):
        return (part.part,)
    if isinstance(part, And | Or):
        return part.parts
    return ()


def _cells_of(item: Input, node: Node) -> tuple[Cell, ...] | None:
    """The parts of an input between which the node cannot tell; None if it is used in sums."""
    if item.type == "boolean":
        return (False, True)
    if item.type == "label":
        tested = [p.labels for p in walk(node) if isinstance(p, Among) and p.part == item]
        groups: dict[tuple[bool, ...], set[str]] = defaultdict(set)
        for label in sorted(item.labels):
            groups[tuple(label in labels for labels in tested)].add(label)
        return tuple(frozenset(group) for group in groups.values())
    if all(_plainly(part, item) for part in walk(node) if item in children(part)):
        return _cells(_cuts(node, lambda part: part == item))
    return None


def _plainly(part: Node, item: Input) -> bool:
    """Whether a node only compares an input with constants."""
    if isinstance(part, Compare):
        return part.left == item and isinstance(part.right, Num)
    return isinstance(part, Bands)


def _cuts(node: Node, wanted: object) -> set[Cut]:
    is_wanted = wanted if callable(wanted) else None
    assert is_wanted is not None
    cuts: set[Cut] = set()
    for part in walk(node):
        if isinstance(part, Compare) and is_wanted(part.left):
            for limit in map(lean, _constants(part.right)):
                if part.operator in (">=", "<", "==", "!="):
                    cuts.add((limit, 0))
                if part.operator in (">", "<=", "==", "!="):
                    cuts.add((limit, 1))
        elif isinstance(part, Bands) and is_wanted(part.part):
            cuts.update(part.cuts)
    return cuts


def _constants(node: Node) -> set[Fraction]:
    return {part.value for part in walk(node) if isinstance(part, Num)}


def _cells(cuts: set[Cut]) -> tuple[Span, ...]:
    edges = [EVERYTHING[0], *sorted(cuts), EVERYTHING[1]]
    return tuple(pairwise(edges))
