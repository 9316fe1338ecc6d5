"""The ranges of a number that give each verdict of a set: the bands of a score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from myosotis.knowledge.schema import Case
from myosotis.logic.nodes import Cases, Input, Node, Num, walk
from myosotis.logic.parsing import parse
from myosotis.logic.program import Program
from myosotis.logic.questions import Outcome
from myosotis.logic.raw import environment
from myosotis.logic.values import Interval, Value


@dataclass(frozen=True)
class Band:
    """A verdict, its words, and the numbers that give it."""

    verdict: str
    label: str
    span: Interval


def verdict_bands(
    program: Program, value: str, given: Mapping[str, Value], ends: tuple[Fraction, Fraction]
) -> tuple[Band, ...]:
    """What each number from one end to the other gives as the verdict, the other facts ``given``.

    ``value`` is a named value of the set. Empty where a verdict would not be decided by it.
    """
    number = Input(value, "number")

    def resolve(name: str) -> Node:
        if name == value:
            return number
        return program.named[name] if name in program.named else program.inputs[name]

    cases = program.criteria.verdict
    parsed = [(parse(case.if_, resolve, "boolean"), case.is_) for case in cases if case.if_]
    outcome = Outcome(Cases(tuple(parsed), cases[-1].is_))

    def decided(at: Fraction) -> str | None:
        found = outcome(environment({**given, value: Interval(at, at)}))
        return found[0] if len(found) == 1 else None

    low, high = ends
    numbers = {p.value for node, _ in parsed for p in walk(node) if isinstance(p, Num)}
    cuts = sorted(cut for cut in numbers if low < cut < high)
    # Each cut by itself, and one number between each two: between them nothing changes.
    edges = [low, *cuts, high]
    spans: list[tuple[str | None, Interval]] = []
    for index, (start, end) in enumerate(pairwise(edges)):
        if index:
            spans.append((decided(start), Interval(start, start)))
        spans.append((decided((start + end) / 2), _between(start, end, low, high)))
    labels = {case.is_: _words(case) for case in cases}
    joined: list[Band] = []
    for verdict, span in spans:
        if verdict is None:
            return ()
        if joined and joined[-1].verdict == verdict:
            before = joined.pop().span
            span = Interval(before.low, span.high, before.low_open, span.high_open)
        joined.append(Band(verdict, labels[verdict], span))
    return tuple(joined)


def _between(start: Fraction, end: Fraction, low: Fraction, high: Fraction) -> Interval:
    return Interval(start, end, low_open=start != low, high_open=end != high)


def _words(case: Case) -> str:
    return case.label or case.is_.replace("_", " ")
