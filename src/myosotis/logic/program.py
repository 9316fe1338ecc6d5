"""A criteria set or a single rule, compiled once: expressions become questions and outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from myosotis.errors import KnowledgeError, UnknownNameError, nearest
from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import (
    Band,
    Case,
    CriteriaSet,
    Finding,
    Flag,
    PointRow,
    PointTable,
    Refusal,
)
from myosotis.logic.analysis import EVERYTHING, Span
from myosotis.logic.hierarchy import Closure, Hierarchy, finding_input
from myosotis.logic.nodes import (
    Bands,
    Cases,
    Compare,
    Cut,
    If,
    Input,
    Node,
    Num,
    Score,
    Total,
    inputs_of,
    of_record,
    walk,
)
from myosotis.logic.parsing import Resolve, parse
from myosotis.logic.questions import Outcome, Question
from myosotis.logic.values import Interval, lean

NOT_APPLICABLE = "not_applicable"
NONE = "none"
"""The label of an outcome that does not arise, such as a subgroup below the cut-off."""


@dataclass(frozen=True)
class Program:
    """What `evaluate` needs of a criteria set.

    ``named`` are its named expressions as trees (for tables and for explanations). ``findings``
    says of each input which finding or parameter it is; ``scales`` are the ends of the scale of
    those inputs that have one here, and ``asked`` what the set asks of the record itself: the
    name of the fact, the question and the input. ``own`` are the inputs that are not findings of
    the vocabulary.
    """

    base: KnowledgeBase
    criteria: CriteriaSet
    named: Mapping[str, Node]
    inputs: Mapping[str, Input]
    findings: Mapping[str, Finding]
    scales: Mapping[str, Interval]
    asked: tuple[tuple[str, str, str], ...]
    own: frozenset[str]
    closure: Closure
    applies: Question | None
    cases: Cases
    verdict: Outcome
    outcome_cases: Mapping[str, Cases]
    outcomes: Mapping[str, Outcome]
    values: Mapping[str, Question]
    flags: tuple[tuple[Flag, Question], ...]
    refusals: tuple[tuple[Refusal, Question], ...]
    weights: Mapping[str, Fraction]
    cuts: Mapping[str, tuple[Span, ...]]


def compile_criteria(criteria: CriteriaSet, hierarchy: Hierarchy) -> Program:
    """Compile a criteria set. Raises KnowledgeError naming the set and the expression."""
    try:
        return _compile(criteria, hierarchy)
    except KnowledgeError as error:
        raise KnowledgeError(str(error), f"criteria {criteria.id}") from None


@dataclass(frozen=True)
class Scope:
    """What the names in a set's expressions stand for: its inputs, and its named expressions.

    ``findings`` says of each input which finding or parameter it is; ``own`` are the inputs
    that are not findings of the vocabulary.
    """

    findings: Mapping[str, Finding]
    inputs: Mapping[str, Input]
    own: frozenset[str]
    named: dict[str, Node]

    @classmethod
    def of(cls, criteria: CriteriaSet, base: KnowledgeBase) -> Scope:
        """Raises KnowledgeError where a named expression cannot be read."""
        findings = dict(_findings(criteria, base))
        own = frozenset(findings) - {n for n in criteria.inputs if n not in criteria.own}
        scaled = criteria.kind != "classification"
        inputs = {name: _input(name, finding, scaled) for name, finding in findings.items()}
        scope = cls(findings, inputs, own, {})
        for let in criteria.let:
            node = parse(let.is_, scope.resolve)
            # A named count is a score too: its verdict then depends on one number.
            scope.named[let.name] = Score(let.name, node) if isinstance(node, Total) else node
        return scope

    def resolve(self, name: str) -> Node:
        """What a name stands for. Raises UnknownNameError with the nearest name."""
        if name in self.named:
            return self.named[name]
        if name in self.inputs:
            return self.inputs[name]
        hint = nearest(name, [*self.named, *self.inputs])
        raise UnknownNameError(f"'{name}' is neither an input nor a named expression{hint}")


def asked_of_record(nodes: Iterable[Node]) -> tuple[tuple[str, str, str], ...]:
    """What expressions ask of the record itself: the name of the fact, the question, the input."""
    asked = {(name, *of) for node in nodes for name in inputs_of(node) if (of := of_record(name))}
    return tuple(sorted(asked))


def _compile(criteria: CriteriaSet, hierarchy: Hierarchy) -> Program:
    scope = Scope.of(criteria, hierarchy.base)
    named, inputs, own, resolve = scope.named, scope.inputs, scope.own, scope.resolve
    numbers: list[str] = []
    for table in criteria.points:
        for row in table.rows:
            if row.name:
                named[row.name] = Score(row.name, _points(table, resolve, (row,)))
                numbers.append(row.name)
        named[table.name] = Score(table.name, _points(table, resolve, table.rows))
        numbers.append(table.name)
    for name, text in criteria.values.items():
        named[name] = parse(text, resolve, "number")
        numbers.append(name)
    applies = parse(criteria.applies, resolve, "boolean") if criteria.applies else None
    cases = _cases(criteria.verdict, resolve)
    outcomes = {name: _cases(each, resolve) for name, each in criteria.outcomes.items()}
    flags = [(flag, parse(flag.if_, resolve, "boolean")) for flag in criteria.flags]
    refusals = [(each, parse(each.if_, resolve, "boolean")) for each in criteria.refuse]
    every = [*named.values(), *([applies] if applies else []), *(node for _, node in flags)]
    every += [node for c in (cases, *outcomes.values()) for node, _ in c.cases]
    cuts = _cuts(every)
    return Program(
        base=hierarchy.base,
        criteria=criteria,
        named=named,
        inputs=inputs,
        findings=scope.findings,
        scales={
            name: Interval(item.low, item.high)
            for name, item in inputs.items()
            if not Interval(item.low, item.high).unlimited
        },
        asked=asked_of_record((*every, *(node for _, node in refusals))),
        own=own,
        closure=hierarchy.closure(inputs.keys() - own),
        applies=Question(applies) if applies else None,
        cases=cases,
        verdict=Outcome(cases),
        outcome_cases=outcomes,
        outcomes={name: Outcome(each) for name, each in outcomes.items()},
        values={name: Question(named[name]) for name in numbers},
        flags=tuple((flag, Question(node)) for flag, node in flags),
        refusals=tuple((each, Question(node)) for each, node in refusals),
        weights=_weights(every),
        cuts={name: _spans(cuts.get(name, set())) for name in inputs},
    )


def _findings(criteria: CriteriaSet, base: KnowledgeBase) -> Iterator[tuple[str, Finding]]:
    """Each input with what it is: a parameter of the set, or a finding of the vocabulary."""

    def find(name: str) -> Finding:
        return criteria.own.get(name) or base.find_finding(name)[0]

    for name in criteria.inputs:
        yield name, find(name)
    for visit in criteria.visits:
        for name, what in criteria.at_each_visit.items():
            yield f"{visit}.{name}", find(what)


def _input(name: str, finding: Finding, scaled: bool) -> Input:
    item = replace(finding_input(finding), name=name)
    if not (scaled and finding.range):
        return item
    low, high = finding.range
    return replace(item, low=Fraction(low), high=Fraction(high))


def _cases(cases: tuple[Case, ...], resolve: Resolve) -> Cases:
    *conditional, last = cases
    if last.if_ is not None or any(case.if_ is None for case in conditional):
        raise KnowledgeError("the last case, and only the last, has no 'if'")
    parsed = [(parse(case.if_ or "", resolve, "boolean"), case.is_) for case in conditional]
    return Cases(tuple(parsed), last.is_)


def _points(table: PointTable, resolve: Resolve, rows: tuple[PointRow, ...]) -> Node:
    columns = list(table.columns.items()) if table.columns else [("points", "True")]
    totals = [_total(rows, index, len(columns), resolve) for index in range(len(columns))]
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
    cuts: list[Cut] = []
    values = [Fraction(0)]
    for place, band in enumerate(row.bands):
        start, end = _ends(band)
        if start is None and place > 0:
            raise KnowledgeError(f"only the first band of '{row.label}' may have no lower end")
        if end is None and place < len(row.bands) - 1:
            raise KnowledgeError(f"only the last band of '{row.label}' may have no upper end")
        if start is not None and cuts and start < cuts[-1]:
            raise KnowledgeError(f"the bands of '{row.label}' overlap or are out of order")
        if start is not None and (not cuts or start > cuts[-1]):
            cuts.append(start)
            values.append(Fraction(0))
        values[-1] = Fraction(band.points[column] or 0)
        if end is not None:
            if cuts and end <= cuts[-1]:
                raise KnowledgeError(f"a band of '{row.label}' ends before it begins")
            cuts.append(end)
            values.append(Fraction(0))
    return Bands(parse(row.of or "", resolve, "number"), tuple(cuts), tuple(values))


def _ends(band: Band) -> tuple[Cut | None, Cut | None]:
    def cut(number: Decimal | None, after: int) -> Cut | None:
        return None if number is None else (lean(Fraction(number)), after)

    return (
        cut(band.from_, 0) or cut(band.above, 1),
        cut(band.below, 0) or cut(band.up_to, 1),
    )


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
                    for name in inputs_of(band):
                        note(name, max(band.values) - min(band.values))
    return found


def answer_spans(name: str, nodes: list[Node]) -> tuple[Span, ...]:
    """The ranges of a quantity between which no expression of the set can tell."""
    return _spans(_cuts(nodes).get(name, set()))


def _spans(cuts: set[Cut]) -> tuple[Span, ...]:
    return tuple(pairwise([EVERYTHING[0], *sorted(cuts), EVERYTHING[1]]))


def _cuts(nodes: list[Node]) -> dict[str, set[Cut]]:
    """For each quantity the constants with which it is compared."""
    found: dict[str, set[Cut]] = {}
    for node in nodes:
        for part in walk(node):
            if isinstance(part, Bands) and isinstance(part.part, Input):
                found.setdefault(part.part.name, set()).update(part.cuts)
            if isinstance(part, Compare) and isinstance(part.right, Num):
                left = part.left
                if isinstance(left, Input):
                    after = 1 if part.operator in (">", "<=") else 0
                    found.setdefault(left.name, set()).add((lean(part.right.value), after))
    return found
