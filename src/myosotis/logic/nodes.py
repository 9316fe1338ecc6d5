"""What an expression is made of, after parsing: a small immutable tree.

Three types of node: boolean, number, label (a category). Multiplication has a constant on one
side, and a divisor is above zero whatever its inputs are, so every number is a ratio of sums
and can be computed exactly in both evaluators.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import Literal

from myosotis.logic.values import Number

Type = Literal["boolean", "number", "label"]
Operator = Literal[">=", ">", "<=", "<", "==", "!="]

MIRRORED: dict[Operator, Operator] = {
    ">=": "<=", ">": "<", "<=": ">=", "<": ">", "==": "==", "!=": "!=",
}  # fmt: skip


Cut = tuple[Number, int]
"""A place between numbers: (t, 0) is just below t, (t, 1) just above it."""


@dataclass(frozen=True, slots=True)
class Input:
    """A fact by name. ``labels`` are the categories it can have, if it is one; ``low`` and
    ``high`` the ends of the scale on which a number lies."""

    name: str
    type: Type
    labels: frozenset[str] = frozenset()
    low: Number = -inf
    high: Number = inf


@dataclass(frozen=True, slots=True)
class Yes:
    """A known boolean."""

    value: bool


@dataclass(frozen=True, slots=True)
class Num:
    """A known number."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    part: Node


@dataclass(frozen=True, slots=True)
class And:
    """All parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any part."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """Two numbers compared."""

    operator: Operator
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Among:
    """A category is one of ``labels``."""

    part: Input
    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Add:
    """A sum."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """A number times a constant."""

    factor: Fraction
    part: Node


@dataclass(frozen=True, slots=True)
class Ratio:
    """One number divided by another that is always above zero."""

    top: Node
    bottom: Node


@dataclass(frozen=True, slots=True)
class Extreme:
    """The least or the greatest of several numbers."""

    greatest: bool
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class If:
    """``then`` where the condition holds, else ``otherwise``; both are numbers or both boolean."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Bands:
    """Points by the band a number falls in: ``cuts`` ascending, one more value than cuts.

    ``values[i]`` holds between ``cuts[i - 1]`` and ``cuts[i]``.
    """

    part: Node
    cuts: tuple[Cut, ...]
    values: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of points: for each boolean part its weight when yes, and the bands."""

    rows: tuple[tuple[Node, Fraction], ...]
    bands: tuple[Bands, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """A named sum of points: a `Total`, or an `If` that chooses between totals (columns)."""

    name: str
    part: Node


@dataclass(frozen=True, slots=True)
class Logistic:
    """1 / (1 + exp(-x))."""

    part: Node


@dataclass(frozen=True, slots=True)
class Cases:
    """A label: that of the first case whose condition holds, else ``otherwise``."""

    cases: tuple[tuple[Node, str], ...]
    otherwise: str

    @property
    def labels(self) -> tuple[str, ...]:
        """Every label, in the order of the cases; what holds otherwise is the last."""
        named = [label for _, label in self.cases if label != self.otherwise]
        return tuple(dict.fromkeys([*named, self.otherwise]))

    def condition(self, label: str) -> Node:
        """The boolean that says that the outcome is ``label``."""
        return disjunction(self.options(label))

    def options(self, label: str) -> list[Node]:
        """One boolean for each case of ``label``; any of them says that it is the outcome."""
        options: list[Node] = []
        earlier: list[Node] = []
        for condition, this in (*self.cases, (Yes(True), self.otherwise)):
            if this == label:
                options.append(conjunction([*map(negation, earlier), condition]))
            earlier.append(condition)
        return options


Node = (
    Input | Yes | Num | Not | And | Or | Compare | Among | Add | Scale | Ratio | Extreme | If
    | Bands | Total | Score | Logistic
)  # fmt: skip


def of_record(name: str) -> tuple[str, str] | None:
    """What an expression asks of the record itself: ``recorded`` or ``exact``, and the input."""
    function, colon, asked = name.partition(":")
    return (function, asked) if colon and function in ("recorded", "exact") else None


def type_of(node: Node) -> Type:
    """The type of a node's value."""
    if isinstance(node, Input):
        return node.type
    if isinstance(node, Yes | Not | And | Or | Compare | Among):
        return "boolean"
    if isinstance(node, If):
        return type_of(node.then)
    return "number"


def children(node: Node) -> tuple[Node, ...]:
    """The direct parts of a node."""
    if isinstance(node, Not | Among | Scale | Bands | Score | Logistic):
        return (node.part,)
    if isinstance(node, And | Or | Add | Extreme):
        return node.parts
    if isinstance(node, Compare):
        return (node.left, node.right)
    if isinstance(node, Ratio):
        return (node.top, node.bottom)
    if isinstance(node, If):
        return (node.condition, node.then, node.otherwise)
    if isinstance(node, Total):
        return (*(part for part, _ in node.rows), *node.bands)
    return ()


def rebuild(node: Node, change: Callable[[Node], Node]) -> Node:
    """The same node with every direct part replaced by ``change(part)``, simplified."""
    if isinstance(node, Not):
        return negation(change(node.part))
    if isinstance(node, And):
        return conjunction([change(part) for part in node.parts])
    if isinstance(node, Or):
        return disjunction([change(part) for part in node.parts])
    if isinstance(node, Compare):
        return comparison(node.operator, change(node.left), change(node.right))
    if isinstance(node, Add):
        return Add(tuple(change(part) for part in node.parts))
    if isinstance(node, Extreme):
        return Extreme(node.greatest, tuple(change(part) for part in node.parts))
    if isinstance(node, Scale):
        return Scale(node.factor, change(node.part))
    if isinstance(node, Ratio):
        return Ratio(change(node.top), change(node.bottom))
    if isinstance(node, Bands):
        return Bands(change(node.part), node.cuts, node.values)
    if isinstance(node, Logistic):
        return Logistic(change(node.part))
    if isinstance(node, Score):
        return Score(node.name, change(node.part))
    if isinstance(node, If):
        condition = change(node.condition)
        if isinstance(condition, Yes):
            return change(node.then if condition.value else node.otherwise)
        return If(condition, change(node.then), change(node.otherwise))
    if isinstance(node, Total):
        rows = tuple((change(part), weight) for part, weight in node.rows)
        bands = tuple(Bands(change(b.part), b.cuts, b.values) for b in node.bands)
        return Total(rows, bands)
    return node


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, each once: named expressions stand in many places of a tree."""
    seen: set[int] = set()
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if id(part) not in seen:
            seen.add(id(part))
            yield part
            waiting.extend(reversed(children(part)))


def inputs_of(node: Node) -> dict[str, Input]:
    """Every fact a node reads, in order of first use."""
    return {part.name: part for part in walk(node) if isinstance(part, Input)}


def conjuncts(node: Node) -> tuple[Node, ...]:
    """What must hold for a node to hold, each by itself."""
    return node.parts if isinstance(node, And) else (node,)


def negation(node: Node) -> Node:
    """Not, simplified."""
    if isinstance(node, Yes):
        return Yes(not node.value)
    if isinstance(node, Not):
        return node.part
    return Not(node)


def comparison(operator: Operator, left: Node, right: Node) -> Node:
    """Compare; a fact against a constant that depends on a condition becomes two comparisons.

    So every comparison of a fact is with one constant, and exact with open ends too.
    """
    if isinstance(left, Input) and isinstance(right, If):
        return If(
            right.condition,
            comparison(operator, left, right.then),
            comparison(operator, left, right.otherwise),
        )
    return Compare(operator, left, right)


def conjunction(parts: list[Node]) -> Node:
    """And, simplified; negated ors are opened, so that what they force stands at the top."""
    flat: list[Node] = []
    for part in parts:
        if isinstance(part, And):
            flat.extend(part.parts)
        elif isinstance(part, Not) and isinstance(part.part, Or):
            opened = conjunction([negation(option) for option in part.part.parts])
            flat.extend(opened.parts if isinstance(opened, And) else (opened,))
        elif part == Yes(False):
            return Yes(False)
        elif part != Yes(True):
            flat.append(part)
    unique = tuple(dict.fromkeys(flat))
    if Yes(False) in unique:
        return Yes(False)
    return Yes(True) if not unique else unique[0] if len(unique) == 1 else And(unique)


def disjunction(parts: list[Node]) -> Node:
    """Or, simplified."""
    flat: list[Node] = []
    for part in parts:
        if isinstance(part, Or):
            flat.extend(part.parts)
        elif part == Yes(True):
            return Yes(True)
        elif part != Yes(False):
            flat.append(part)
    unique = tuple(dict.fromkeys(flat))
    return Yes(False) if not unique else unique[0] if len(unique) == 1 else Or(unique)
