"""The compiled criteria, said in another language.

A `Language` has a word for each thing that the criteria say; `translated` says the conditions of
a verdict or an outcome in it. Points are whole numbers (tenths, say), so that no language loses a
cut-off to binary fractions.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from math import lcm
from typing import Protocol, TypeVar

from myosotis.logic.nodes import (
    Add,
    And,
    Bands,
    Cases,
    Compare,
    If,
    Input,
    Node,
    Not,
    Num,
    Or,
    Score,
    Total,
    Yes,
    walk,
)

Term = TypeVar("Term")


class Language(Protocol[Term]):
    """What a language must be able to say. A term is a number or a yes or no."""

    def fact(self, name: str) -> Term:
        """Whether a finding is there."""

    def quantity(self, name: str) -> Term:
        """A number that was measured; where it is missing no comparison with it holds."""

    def truth(self, value: bool) -> Term: ...
    def number(self, value: int) -> Term: ...
    def both(self, one: Term, other: Term) -> Term: ...
    def either(self, one: Term, other: Term) -> Term: ...
    def negated(self, part: Term) -> Term: ...
    def compared(self, operator: str, one: Term, other: Term) -> Term: ...
    def chosen(self, condition: Term, then: Term, otherwise: Term) -> Term: ...
    def added(self, one: Term, other: Term) -> Term: ...

    def named(self, name: str, build: Callable[[], Term]) -> Term:
        """A score, which stands in several places and need be said only once."""


def translated(cases: Cases, language: Language[Term]) -> tuple[list[tuple[Term, int]], int]:
    """The conditions of a verdict or an outcome, each with the number of its label.

    The first that holds decides; where none does it is the label whose number comes second.
    """
    scale = scale_of(cases)
    places = {label: place for place, label in enumerate(cases.labels)}
    found = [(said(node, language, scale), places[label]) for node, label in cases.cases]
    return found, places[cases.otherwise]


def scale_of(cases: Cases) -> int:
    """The number by which all points and cut-offs become whole."""
    numbers: list[Fraction] = []
    for part in (part for node, _ in cases.cases for part in walk(node)):
        if isinstance(part, Total):
            numbers += [weight for _, weight in part.rows]
            numbers += [value for band in part.bands for value in band.values]
        elif isinstance(part, Num):
            numbers.append(part.value)
    return reduce(lcm, (number.denominator for number in numbers), 1)


def said(node: Node, language: Language[Term], scale: int) -> Term:
    """A number or a yes or no in another language; points are multiples of 1 / scale."""

    def say(part: Node) -> Term:
        return said(part, language, scale)

    match node:
        case Input():
            return language.fact(node.name)
        case Yes():
            return language.truth(node.value)
        case Num():
            return language.number(int(node.value * scale))
        case Not():
            return language.negated(say(node.part))
        case And():
            return reduce(language.both, map(say, node.parts))
        case Or():
            return reduce(language.either, map(say, node.parts))
        case If():
            return language.chosen(say(node.condition), say(node.then), say(node.otherwise))
        case Compare(left=Input() as item, right=Num() as limit):
            # What was measured stands in its own unit, not in tenths.
            number = language.number(int(limit.value))
            return language.compared(node.operator, language.quantity(item.name), number)
        case Compare():
            return language.compared(node.operator, say(node.left), say(node.right))
        case Score():
            return language.named(node.name, lambda: say(node.part))
        case Add():
            return reduce(language.added, map(say, node.parts))
        case Total():
            zero = language.number(0)
            points = [
                language.chosen(say(part), language.number(int(weight * scale)), zero)
                for part, weight in node.rows
            ]
            return reduce(language.added, points + [say(band) for band in node.bands])
        case Bands(part=Input() as item):
            found = language.number(int(node.values[0] * scale))
            for (cut, after), value in zip(node.cuts, node.values[1:], strict=True):
                limit = language.number(int(cut))
                operator = ">" if after else ">="
                passed = language.compared(operator, language.quantity(item.name), limit)
                found = language.chosen(passed, language.number(int(value * scale)), found)
            return found
        case _:
            raise TypeError(f"no way is known to say {type(node).__name__} in another language")
