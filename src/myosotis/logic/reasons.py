"""Why and what next: a smallest set of facts that decides, and the unknowns that still could."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from myosotis.logic.analysis import Span
from myosotis.logic.nodes import (
    And,
    Compare,
    If,
    Input,
    Node,
    Or,
    Score,
    Total,
    children,
    inputs_of,
    type_of,
)
from myosotis.logic.raw import EITHER, NO, YES, Environment, Function, from_raw, narrowed
from myosotis.logic.scalar import compiled
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
    return set(_reader(node)(facts)[1])


Reader = Callable[[Environment], tuple[Any, frozenset[str]]]
"""The raw value of a node, and the inputs on which it still depends."""

_NOTHING: frozenset[str] = frozenset()


def _reader(node: Node) -> Reader:
    # By identity: hashing a large tree at every step would cost more than evaluating it. The
    # node is kept beside its reader, so that its identity is never used again.
    found = _readers.get(id(node))
    if found is None:
        found = _readers[id(node)] = (node, _read(node))
    return found[1]


_readers: dict[int, tuple[Node, Reader]] = {}


def _read(node: Node) -> Reader:
    if isinstance(node, Input):
        return _read_input(node)
    if isinstance(node, And | Or):
        return _read_all([_reader(part) for part in node.parts], NO if type(node) is And else YES)
    if isinstance(node, If):
        return _read_if(node)
    run, boolean = compiled(node), type_of(node) == "boolean"
    parts = [_reader(part) for part in children(node)]

    def read(facts: Environment) -> tuple[Any, frozenset[str]]:
        raw = run(facts)
        if boolean and raw != EITHER:
            return raw, _NOTHING
        return raw, _NOTHING.union(*(part(facts)[1] for part in parts))

    return read


def _read_input(node: Input) -> Reader:
    run, boolean, name = compiled(node), node.type == "boolean", frozenset({node.name})

    def read(facts: Environment) -> tuple[Any, frozenset[str]]:
        raw = run(facts)
        return raw, _NOTHING if boolean and raw != EITHER else name

    return read


def _read_all(parts: list[Reader], alone: int) -> Reader:
    """A conjunction, which one part that is no decides alone; or the other way round."""

    def read(facts: Environment) -> tuple[Any, frozenset[str]]:
        result = YES + NO - alone
        names: set[str] = set()
        for part in parts:
            raw, open_ = part(facts)
            if raw == alone:
                return alone, _NOTHING
            result |= raw
            names |= open_
        return result, frozenset(names)

    return read


def _read_if(node: If) -> Reader:
    run, boolean = compiled(node), type_of(node) == "boolean"
    condition, then, otherwise = map(_reader, (node.condition, node.then, node.otherwise))

    def read(facts: Environment) -> tuple[Any, frozenset[str]]:
        raw = run(facts)
        if boolean and raw != EITHER:
            return raw, _NOTHING
        decided, open_ = condition(facts)
        if decided == YES:
            return raw, then(facts)[1]
        if decided == NO:
            return raw, otherwise(facts)[1]
        return raw, open_ | then(facts)[1] | otherwise(facts)[1]

    return read


def decisive(node: Node, facts: Environment) -> list[str]:
    """The inputs by which a decided node is decided, in its order: enough, not always the fewest.

    Of a conjunction that fails its first part that fails, of a count the rows that hold, or
    that do not. Nothing where the parts by themselves do not decide it.
    """
    raw = function_of(node)(facts)
    if raw == EITHER:
        return []
    if isinstance(node, And | Or):
        alone = NO if isinstance(node, And) else YES
        if raw == alone:
            first = next(part for part in node.parts if function_of(part)(facts) == alone)
            return decisive(first, facts)
    if isinstance(node, If):
        decided = function_of(node.condition)(facts)
        taken = {YES: (node.then,), NO: (node.otherwise,)}.get(decided, (node.then, node.otherwise))
        return _each((node.condition, *taken), facts)
    if isinstance(node, Compare):
        return _counted(node, raw, facts)
    if type_of(node) != "boolean" or isinstance(node, Input):
        return list(inputs_of(node))
    return _each(children(node), facts)


def _each(parts: Iterable[Node], facts: Environment) -> list[str]:
    return list(dict.fromkeys(name for part in parts for name in decisive(part, facts)))


def _counted(node: Compare, raw: int, facts: Environment) -> list[str]:
    left = node.left.part if isinstance(node.left, Score) else node.left
    if not isinstance(left, Total) or left.bands:
        return list(inputs_of(node))
    upward = node.operator in (">", ">=")
    wanted = raw if upward else YES + NO - raw
    rows = [row for row, _ in left.rows if function_of(row)(facts) == wanted]
    return _each(rows, facts)


_functions: dict[int, tuple[Node, Function]] = {}


def function_of(node: Node) -> Function:
    """The compiled function of a node."""
    # By identity: hashing a large tree at every step would cost more than evaluating it. The
    # node is kept beside its function, so that its identity is never used again.
    found = _functions.get(id(node))
    if found is None:
        found = _functions[id(node)] = (node, compiled(node))
    return found[1]
