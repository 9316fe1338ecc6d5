"""The evaluator for a table: the same trees, and the same plans, over low and high columns.

`columns` says how a table is laid out, `building` how a tree becomes an expression.

Fast: a lazy frame collected with the streaming engine. A row of points is then a choice between
two 8-bit constants by a bit, and a whole score stays in the processor's cache; what stands in
several expressions is computed once. In memory a boolean column with nulls is as good as a pair;
in a Parquet file pairs without nulls are read many times as fast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import floor, inf
from typing import Any

import polars as pl

from myosotis.logic.analysis import Cell, Plan, Span, plan
from myosotis.logic.building import boolean, has_ratio, number, quotient
from myosotis.logic.columns import Columns, Steps, meets
from myosotis.logic.folding import (
    Bool,
    Whole,
    and_,
    any_of,
    at_least,
    at_one_scale,
    expression,
    largest,
    not_,
    or_,
    smallest,
)
from myosotis.logic.nodes import Cases, Input, Logistic, Node
from myosotis.logic.program import NOT_APPLICABLE, Program
from myosotis.logic.reading_on import reads
from myosotis.logic.scalar import PLACES
from myosotis.logic.windows import SumVerdicts


class Sheet:
    """Questions asked of one table; what several of them need is computed once.

    ``names`` are the columns of the table. The expressions that a sheet returns are read from
    ``prepared(frame)``.
    """

    def __init__(self, names: frozenset[str]) -> None:
        self._steps = Steps()
        self._columns = Columns(names, steps=self._steps)

    def prepared(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """The table with the columns that the expressions of this sheet read."""
        return self._steps.apply(frame)

    def possibility(self, node: Node) -> Bool:
        """Bounds of a boolean node."""
        return _possible(plan(node), self._columns)

    def bounds(self, node: Node) -> tuple[pl.Expr, pl.Expr, int]:
        """Low and high of a numeric node, in whole multiples of 1 / scale (the third result)."""
        return _bounds(node, self._columns)

    def answers(self, item: Input, cells: Iterable[Cell]) -> list[Answered]:
        """What is known where an input turns out to lie in each of its cells."""
        return [Answered(self._columns, item, cell) for cell in cells]

    def by_sums(self, program: Program) -> SumVerdicts | None:
        """The verdict of a set by a sum of points with gaps, which bounds do not see; None where
        there are none."""
        return SumVerdicts.of(program, self._columns)

    def inexact(self, item: Input) -> pl.Expr | bool:
        """Where a quantity is not exactly known."""
        known = self._columns.quantity(item)
        return (known.low != known.high).fill_null(True)

    def still_read(self, node: Node, name: str) -> pl.Expr | bool:
        """Whether a boolean node still depends on an input, past all that is decided; see
        `reasons.still_read`."""
        return reads(node, name, self._columns)

    def decimals(self, node: Node) -> tuple[pl.Expr, pl.Expr]:
        """Low and high of a numeric node as floats, for a reader."""
        return _decimals(node, self._columns)

    def cases(self, cases: Cases) -> dict[str, pl.Expr]:
        """For each label whether it is possible."""
        return _labels(cases, self.possibility)


class Answered:
    """A table in which one input lies in one of its cells: a yes or no, labels, or a range."""

    def __init__(self, columns: Columns, item: Input, cell: Cell) -> None:
        self.possible: pl.Expr | bool
        if isinstance(cell, bool):
            known = columns.boolean(item)
            self.possible = known.high if cell else not_(known.low)
            self._columns = columns.where(item.name, cell)
        elif isinstance(cell, frozenset):
            self.possible = columns.possible(item, cell)
            self._columns = columns.where(item.name, cell)
        else:
            self.possible = meets(columns.quantity(item), cell)
            self._columns = columns.within(item, cell)

    def possibility(self, node: Node) -> Bool:
        """Bounds of a boolean node then."""
        return _possible(plan(node), self._columns)


def tabulate(program: Program, frame: pl.LazyFrame) -> pl.LazyFrame:
    """What a set says of every row of a table.

    ``<value>_low`` and ``<value>_high`` for each number; ``verdict=<label>`` and
    ``<outcome>=<label>`` for each label, whether it is possible; ``<flag>_low`` and
    ``<flag>_high``, whether a flag certainly or possibly applies. Where the entry condition of
    the set is certainly not met, the one possible verdict is ``not_applicable``.
    """
    return tabulation(program, frozenset(frame.collect_schema().names()))(frame)


def tabulation(program: Program, names: frozenset[str]) -> Callable[[pl.LazyFrame], pl.LazyFrame]:
    """`tabulate` for any number of tables with the same columns."""
    sheet = Sheet(names)
    asked: dict[str, pl.Expr] = {}
    for name in program.values:
        asked[f"{name}_low"], asked[f"{name}_high"] = sheet.decimals(program.named[name])
    applies: pl.Expr | bool = True
    if program.applies is not None:
        applies = sheet.possibility(program.applies.plan.node).high
    for outcome, cases in {"verdict": program.cases, **program.outcome_cases}.items():
        for label, possible in sheet.cases(cases).items():
            asked[f"{outcome}={label}"] = expression(and_(applies, possible))
        asked[f"{outcome}={NOT_APPLICABLE}"] = expression(not_(applies))
    for flag, question in program.flags:
        truth = sheet.possibility(question.plan.node)
        asked[f"{flag.id}_low"], asked[f"{flag.id}_high"] = map(expression, (truth.low, truth.high))
    return lambda frame: sheet.prepared(frame).select(**asked)


def possibility(node: Node, names: frozenset[str]) -> Bool:
    """Bounds of a boolean node over columns, exact wherever its plan is."""
    return _possible(plan(node), Columns(names))


def bounds(node: Node, names: frozenset[str]) -> tuple[pl.Expr, pl.Expr, int]:
    """Low and high of a numeric node, in whole multiples of 1 / scale (the third result)."""
    return _bounds(node, Columns(names))


def case_possibilities(cases: Cases, names: frozenset[str]) -> dict[str, pl.Expr]:
    """For each label whether it is possible."""
    return _labels(cases, lambda node: possibility(node, names))


def _labels(cases: Cases, ask: Callable[[Node], Bool]) -> dict[str, pl.Expr]:
    # A label is possible where any of its cases is, and each is planned by itself.
    return {
        label: expression(any_of(ask(option).high for option in cases.options(label)))
        for label in cases.labels
    }


def _bounds(node: Node, columns: Columns) -> tuple[pl.Expr, pl.Expr, int]:
    found = _number_by_plan(plan(node), columns)
    return expression(found.low), expression(found.high), found.scale


def _decimals(node: Node, columns: Columns) -> tuple[pl.Expr, pl.Expr]:
    if isinstance(node, Logistic):
        low, high = _decimals(node.part, columns)
        return _logistic(low), _logistic(high)
    if has_ratio(node, columns):
        return quotient(node, columns).columns()
    found = _number_by_plan(plan(node), columns)
    return _shared(found.low, found.scale), _shared(found.high, found.scale)


def _shared(whole: pl.Expr | int, scale: int) -> pl.Expr:
    shares = expression(whole) / scale
    digits = next((d for d in range(1, PLACES) if 10**d % scale == 0), None)
    # Polars divides by a constant with its inverse: 13.200000000000001 is to be 13.2.
    return shares if scale == 1 or digits is None else shares.round(digits)


def _logistic(part: pl.Expr) -> pl.Expr:
    return (1 / (1 + (-part).exp())).round(PLACES)


def _possible(plan_: Plan, columns: Columns) -> Bool:
    low: pl.Expr | bool = True
    high: pl.Expr | bool = False
    for cells in plan_.branches():
        branch, feasible = _branch(plan_, cells, columns)
        found = _boolean_by_scores(plan_, 0, branch)
        low = and_(low, or_(not_(feasible), found.low))
        high = or_(high, and_(feasible, found.high))
    return Bool(low, high)


def _boolean_by_scores(plan_: Plan, index: int, columns: Columns) -> Bool:
    if index == len(plan_.closed):
        return boolean(plan_.node, columns)
    score, cells = plan_.closed[index]
    sums = number(score.part, columns)
    followed: list[tuple[Span, Bool]] = []
    for cell in cells:
        span = _clip(sums, cell)
        if span is None:
            continue
        branch = columns.where(f"score:{score.name}", span)
        found = _boolean_by_scores(plan_, index + 1, branch)
        if followed and _decided(found) and _decided(found) == _decided(followed[-1][1]):
            # The same answer as in the cell below: one wider cell, half the comparisons.
            cell = (followed.pop()[0][0], cell[1])
        followed.append((cell, found))
    low: pl.Expr | bool = True
    high: pl.Expr | bool = False
    for cell, found in followed:
        feasible = _reaches(sums, cell)
        low = and_(low, or_(not_(feasible), found.low))
        high = or_(high, and_(feasible, found.high))
    return Bool(low, high)


def _decided(found: Bool) -> tuple[bool, bool] | None:
    """The bounds where they are the same in every row."""
    if isinstance(found.low, bool) and isinstance(found.high, bool):
        return found.low, found.high
    return None


def _clip(sums: Whole, cell: Span) -> Whole | None:
    """The sums inside a cell, or None where a cell holds no whole multiple."""
    least, most = _inside(sums, cell)
    if least > most:
        return None
    low = sums.low if least == sums.least else largest([sums.low, least])
    high = sums.high if most == sums.most else smallest([sums.high, most])
    return Whole(low, high, sums.scale, least, most)


def _reaches(sums: Whole, cell: Span) -> pl.Expr | bool:
    """Whether any of the sums may lie inside a cell."""
    least, most = _inside(sums, cell)
    return and_(
        True if least == sums.least else at_least(sums.high, least),
        True if most == sums.most else at_least(most, sums.low),
    )


def _inside(sums: Whole, cell: Span) -> tuple[int, int]:
    (start, after), (end, included) = cell
    least, most = sums.least, sums.most
    if start != -inf:
        least = max(least, _first(Fraction(start) * sums.scale, bool(after)))
    if end != inf:
        most = min(most, _first(Fraction(end) * sums.scale, bool(included)) - 1)
    return least, most


def _first(exact: Fraction, after: bool) -> int:
    down = floor(exact)
    return down + 1 if after or down != exact else down


def _number_by_plan(plan_: Plan, columns: Columns) -> Whole:
    if not plan_.switches:
        return number(plan_.node, columns)
    branches = [_branch(plan_, cells, columns) for cells in plan_.branches()]
    feasible = [condition for _, condition in branches if condition is not False]
    found = at_one_scale(
        [number(plan_.node, branch) for branch, condition in branches if condition is not False]
    )
    return Whole(
        smallest([_only(may, each.low) for may, each in zip(feasible, found, strict=True)]),
        largest([_only(may, each.high) for may, each in zip(feasible, found, strict=True)]),
        found[0].scale,
        min(each.least for each in found),
        max(each.most for each in found),
    )


def _only(feasible: pl.Expr | bool, value: pl.Expr | int) -> pl.Expr | int:
    """The value where the branch is feasible, else null, which least and greatest pass over."""
    return value if feasible is True else pl.when(feasible).then(expression(value))


def _branch(
    plan_: Plan, cells: tuple[Any, ...], columns: Columns
) -> tuple[Columns, pl.Expr | bool]:
    feasible: pl.Expr | bool = True
    branch = columns
    for switch, cell in zip(plan_.switches, cells, strict=True):
        item = switch.input
        if isinstance(cell, bool):
            known = columns.boolean(item)
            feasible = and_(feasible, known.high if cell else not_(known.low))
        elif isinstance(cell, frozenset):
            feasible = and_(feasible, columns.possible(item, cell))
        else:
            feasible = and_(feasible, meets(columns.quantity(item), cell))
        branch = branch.where(item.name, cell)
    return branch, feasible
