"""A criteria set or a single rule, compiled once: expressions become questions and outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from myosotis.errors import KnowledgeError, UnknownNameError, nearest
from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Case, CriteriaSet, Flag, PointRow, PointTable
from myosotis.logic.analysis import EVERYTHING, Span
from myosotis.logic.hierarchy import Closure, Hierarchy
from myosotis.logic.nodes import (
    Bands,
    Cases,
    Compare,
    If,
    Input,
    Node,
    Num,
    Score,
    Total,
    inputs_of,
    walk,
)
from myosotis.logic.parsing import Resolve, parse
from myosotis.logic.questions import Outcome, Question
from myosotis.logic.values import lean

NOT_APPLICABLE = "not_applicable"
NONE = "none"
"""The label of an outcome that does not arise, such as a subgroup below the cut-off."""


@dataclass(frozen=True)
class Program:
    """What `evaluate` needs of a criteria set.

    ``named`` are its named expressions as trees (for tables and for explanations).
    """

    base: KnowledgeBase
    criteria: CriteriaSet
    named: Mapping[str, Node]
    inputs: Mapping[str, Input]
    closure: Closure
    applies: Question | None
    cases: Cases
    verdict: Outcome
    outcome_cases: Mapping[str, Cases]
    outcomes: Mapping[str, Outcome]
    values: Mapping[str, Question]
    flags: tuple[tuple[Flag, Question], ...]
    weights: Mapping[str, Fraction]
    cuts: Mapping[str, tuple[Span, ...]]


def compile_criteria(criteria: CriteriaSet, hierarchy: Hierarchy) -> Program:
    """Compile a criteria set. Raises KnowledgeError naming the set and the expression."""
    try:
        return _compile(criteria, hierarchy)
    except KnowledgeError as error:
        raise KnowledgeError(str(error), f"criteria {criteria.id}") from None


def _compile(criteria: CriteriaSet, hierarchy: Hierarchy) -> Program:
    named: dict[str, Node] = {}
    inputs: dict[str, Input] = {}
    for name in criteria.inputs:
        finding, _ = hierarchy.base.find_finding(name)
        inputs[name] = _as_input(hierarchy.resolve(finding.id))

    def resolve(name: str) -> Node:
        if name in named:
            return named[name]
        if name in inputs:
            return inputs[name]
        raise UnknownNameError(
            f"'{name}' is neither an input nor a named expression{nearest(name, [*named, *inputs])}"
        )

    for let in criteria.let:
        node = parse(let.is_, resolve)
        # A named count is a score too: its verdict then depends on one number.
        named[let.name] = Score(let.name, node) if isinstance(node, Total) else node
    for table in criteria.points:
        named[table.name] = Score(table.name, _points(table, resolve))
    for name, text in criteria.values.items():
        named[name] = parse(text, resolve, "number")
    applies = parse(criteria.applies, resolve, "boolean") if criteria.applies else None
    cases = _cases(criteria.verdict, resolve)
    outcomes = {name: _cases(each, resolve) for name, each in criteria.outcomes.items()}
    flags = [(flag, parse(flag.if_, resolve, "boolean")) for flag in criteria.flags]
    every = [*named.values(), *([applies] if applies else []), *(node for _, node in flags)]
    every += [node for c in (cases, *outcomes.values()) for node, _ in c.cases]
    numbers = [table.name for table in criteria.points] + list(criteria.values)
    return Program(
        base=hierarchy.base,
        criteria=criteria,
        named=named,
        inputs=inputs,
        closure=hierarchy.closure(inputs),
        applies=Question(applies) if applies else None,
        cases=cases,
        verdict=Outcome(cases),
        outcome_cases=outcomes,
        outcomes={name: Outcome(each) for name, each in outcomes.items()},
        values={name: Question(named[name]) for name in numbers},
        flags=tuple((flag, Question(node)) for flag, node in flags),
        weights=_weights(every),
        cuts={name: answer_spans(name, every) for name in inputs},
    )


def _as_input(node: Node) -> Input:
    assert isinstance(node, Input)
    return node


def _cases(cases: tuple[Case, ...], resolve: Resolve) -> Cases:
    *conditional, last = cases
    if last.if_ is not None or any(case.if_ is None for case in conditional):
        raise KnowledgeError("the last case, and only the last, has no 'if'")
    parsed = [(parse(case.if_ or "", resolve, "boolean"), case.is_) for case in conditional]
    return Cases(tuple(parsed), last.is_)


def _points(table: PointTable, resolve: Resolve) -> Node:
    columns = list(table.columns.items()) if table.columns else [("points", "True")]
    totals = [_total(table.rows, index, len(columns), resolve) for index in range(len(columns))]
    node: Node = totals[-1]
    for (_, condition), total in list(zip(columns, totals, strict=True))[-2::-1]:
        node = If(parse(condition, resolve, "boolean"), total, node)
    return node


def _total(rows: tuple[PointRow, ...], column: int, columns: int, resolve: Resolve) -> Total:
    items: list[tuple[Node, Fraction]] = []
    bands: list[Bands] = []
    for row in rows:
        widths = [row.points] if row.points is not None else [band.points for band in row.bands]
        if any(len(points) != columns for points in widths):
            raise KnowledgeError(f"the row '{row.label}' needs points for {columns} columns")
        if row.if_ is not None and row.points is not None:
            weight = row.points[column]
            if weight is not None:
                items.append((parse(row.if_, resolve, "boolean"), Fraction(weight)))
        elif row.of is not None and row.bands:
            bands.append(_band(row, column, resolve))
        else:
            raise KnowledgeError(
                f"the row '{row.label}' needs 'if' and 'points', or 'of' and 'bands'"
            )
    return Total(tuple(items), tuple(bands))


def _band(row: PointRow, column: int, resolve: Resolve) -> Bands:
    cuts: list[Fraction] = []
    values = [Fraction(0)]
    for band in row.bands:
        start = Fraction(band.from_)
        if cuts and start < cuts[-1]:
            raise KnowledgeError(f"the bands of '{row.label}' overlap or are out of order")
        if not cuts or start > cuts[-1]:
            cuts.append(start)
            values.append(Fraction(0))
        values[-1] = Fraction(band.points[column] or 0)
        if band.below is not None:
            cuts.append(Fraction(band.below))
            values.append(Fraction(0))
    return Bands(_as_input(resolve(row.of or "")), tuple(cuts), tuple(values))


def _weights(nodes: list[Node]) -> dict[str, Fraction]:
    """How many points each input can move, to put weighty facts first in explanations."""
    found: dict[str, Fraction] = {}

    def note(name: str, weight: Fraction) -> None:
        found[name] = max(found.get(name, Fraction(0)), abs(weight))

    for node in nodes:
        for part in walk(node):
            if isinstance(part, Total):
                for row, weight in part.rows:
                    for name in inputs_of(row):
                        note(name, weight)
                for band in part.bands:
                    note(band.part.name, max(band.values) - min(band.values))
    return found


def answer_spans(name: str, nodes: list[Node]) -> tuple[Span, ...]:
    """The ranges of a quantity between which no expression of the set can tell."""
    cuts = set()
    for node in nodes:
        for part in walk(node):
            if isinstance(part, Bands) and part.part.name == name:
                cuts |= {(lean(cut), 0) for cut in part.cuts}
            if isinstance(part, Compare) and isinstance(part.right, Num):
                left = part.left
                if isinstance(left, Input) and left.name == name:
                    after = 1 if part.operator in (">", "<=") else 0
                    cuts.add((lean(part.right.value), after))
    edges = [EVERYTHING[0], *sorted(cuts), EVERYTHING[1]]
    return tuple(pairwise(edges))
