"""Why and what next: a smallest set of facts that decides, and the unknowns that still could."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from myosotis.logic.analysis import Span
from myosotis.logic.nodes import If, Input, Node, children, type_of
from myosotis.logic.scalar import (
    EITHER,
    NO,
    YES,
    Environment,
    Function,
    compiled,
    from_raw,
    narrowed,
)
from myosotis.logic.values import Choice, Interval, Value

Verdict = tuple[str, ...]
"""The labels still possible, in order."""


@dataclass(frozen=True)
class Answer:
    """What a verdict would be if an unknown turned out to have this value."""

    value: Value
    leaves: Verdict


@dataclass(frozen=True)
class Missing:
    """An unknown that can still change the verdict.

    ``alone`` is whether some answer changes the verdict by itself; otherwise it matters only
    together with others.
    """

    finding: str
    known: Value | None
    answers: tuple[Answer, ...]
    alone: bool

    @property
    def settles(self) -> bool:
        """Whether some answer leaves one verdict."""
        return any(len(answer.leaves) == 1 for answer in self.answers)


def smallest(
    facts: Mapping[str, Value],
    same: Callable[[dict[str, Value]], bool],
    weight: Callable[[str], Any],
    relevant: frozenset[str],
) -> tuple[str, ...]:
    """A subset-minimal set of facts for which ``same`` still holds, the weightiest kept.

    Facts that cannot bear on the result are left out at once. ``same`` must hold of all facts.
    """
    kept = {name: value for name, value in facts.items() if name in relevant}
    for name in sorted(kept, key=weight):
        without = {other: value for other, value in kept.items() if other != name}
        if same(without):
            kept = without
    return tuple(sorted(kept, key=weight, reverse=True))


def missing(
    facts: Environment,
    inputs: Mapping[str, Input],
    cuts: Callable[[str], tuple[Span, ...]],
    verdict: Callable[[Environment], Verdict],
    relevant: set[str],
    weight: Callable[[str, int], Any],
    answered: Callable[[Environment, str, Any], Environment] = Environment.branch,
) -> tuple[Missing, ...]:
    """For each unknown input still read: what each answer to it would leave.

    ``cuts`` gives the ranges of a number between which nothing can tell. Where it gives one range
    only, too much else is unknown: the number is listed without answers. ``answered`` gives the
    facts with one answer more, and what follows from it.
    """
    now = verdict(facts)
    found: list[Missing] = []
    for name, item in inputs.items():
        if name not in relevant:
            continue
        raw = facts.get(name)
        answers: list[Answer] = []
        spans = cuts(name) if item.type == "number" else ()
        for cell in _cells(item, spans):
            part = narrowed(facts.get(name), cell)
            if part is not None:
                answers.append(Answer(from_raw(part, item), verdict(answered(facts, name, part))))
        if len(spans) == 1 and not _is_point(raw):
            answers = []
        elif len(answers) < 2:
            continue
        alone = any(answer.leaves != now for answer in answers)
        known = None if raw is None else from_raw(raw, item)
        found.append(Missing(name, known, tuple(_merged(answers)), alone))
    return tuple(
        sorted(
            found,
            key=lambda m: (
                -sum(len(now) - len(a.leaves) for a in m.answers) / max(len(m.answers), 1),
                -weight(m.finding, 0),
            ),
        )
    )


def _is_point(raw: Any) -> bool:
    return raw is not None and raw[0][0] == raw[1][0]


def _cells(item: Input, spans: tuple[Span, ...]) -> tuple[Any, ...]:
    if item.type == "boolean":
        return (True, False)
    if item.type == "label":
        return tuple(frozenset({label}) for label in sorted(item.labels))
    return spans


def _merged(answers: list[Answer]) -> list[Answer]:
    """Neighbouring ranges that leave the same verdicts, as one answer."""
    merged: list[Answer] = []
    for answer in answers:
        last = merged[-1] if merged else None
        if last and last.leaves == answer.leaves and isinstance(answer.value, Interval | Choice):
            merged[-1] = Answer(_span(last.value, answer.value), answer.leaves)
        else:
            merged.append(answer)
    return merged


def _span(one: Value, other: Value) -> Value:
    if isinstance(one, Choice) and isinstance(other, Choice):
        return Choice(one.options | other.options, one.domain)
    assert isinstance(one, Interval)
    assert isinstance(other, Interval)
    return Interval(one.low, other.high, one.low_open, other.high_open)


def still_read(node: Node, facts: Environment) -> set[str]:
    """The unknown inputs that a node still depends on, past all that is already decided."""
    raw = _function(node)(facts)
    if type_of(node) == "boolean" and raw != EITHER:
        return set()
    if isinstance(node, Input):
        return {node.name}
    parts = children(node)
    if isinstance(node, If):
        decided = _function(node.condition)(facts)
        parts = {YES: (node.then,), NO: (node.otherwise,)}.get(decided, parts)
    return set().union(*(still_read(part, facts) for part in parts))


_functions: dict[int, tuple[Node, Function]] = {}


def _function(node: Node) -> Function:
    # By identity: hashing a large tree at every step would cost more than evaluating it. The
    # node is kept beside its function, so that its identity is never used again.
    found = _functions.get(id(node))
    if found is None:
        found = _functions[id(node)] = (node, compiled(node))
    return found[1]
