"""The evaluator for a table: the same trees as Polars expressions over low and high columns.

Columns: a boolean finding is two boolean columns, ``<id>_low`` (certainly yes) and
``<id>_high`` (possibly yes); a quantity two numeric columns, its least and greatest possible
value (null: no limit); a category one boolean column per label, ``<id>=<label>`` (possible).
A single boolean column ``<id>`` with nulls for unknown, or a single numeric one, is accepted
too. A finding without columns is unknown in every row.

Points are whole numbers (tenths, say) here as for one patient; only a fact compared with a
constant stays in the column's own type.

Fast: boolean columns without nulls, in pairs, and a lazy frame collected with the streaming
engine. A row of points is then a choice between two 16-bit constants by a bit, and a whole
score stays in the processor's cache; what stands in several expressions is computed once.

A quantity counted in multiples of a laboratory's limit may stand in its own unit beside its limit,
``<id>`` and ``<id>.uln``: such a ratio is exact (see `quotients`), where a column of quotients
is already rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from math import ceil, floor, inf, lcm
from typing import Any

import polars as pl

from myosotis.logic import quotients
from myosotis.logic.analysis import EVERYTHING, Plan, Span, plan
from myosotis.logic.folding import (
    Bool,
    Whole,
    all_of,
    and_,
    any_of,
    at_least,
    at_one_scale,
    equals,
    exceeds,
    expression,
    integers_for,
    largest,
    multiplied,
    not_,
    or_,
    plus,
    smallest,
    summed,
    where,
    widened,
)
from myosotis.logic.nodes import (
    Add,
    Among,
    And,
    Bands,
    Cases,
    Compare,
    Cut,
    Extreme,
    If,
    Input,
    Logistic,
    Node,
    Not,
    Num,
    Operator,
    Or,
    Ratio,
    Scale,
    Score,
    Total,
    Yes,
    of_record,
)
from myosotis.logic.quotients import Quotient

RESOLUTION = 1_000_000
"""Quantities inside sums are counted in millionths, rounded outwards."""

LIMIT = 10**9
"""No quantity is taken to lie beyond this inside a sum, so that whole numbers do not overflow."""

FINE = 1000
MOST = 10**6 * FINE
"""A quantity beside its limit of normal is read to the thousandth, up to a million: products of
two such numbers, and small multiples of them, fit into 64 bits."""

ULN = ".uln"


@dataclass(frozen=True)
class Raw:
    """Bounds of a quantity as they stand in the columns; null is no limit."""

    low: pl.Expr
    high: pl.Expr

    def within(self, item: Input) -> Raw:
        """The same, where no limit is the end of the scale."""
        low = self.low if item.low == -inf else self.low.fill_null(float(item.low))
        high = self.high if item.high == inf else self.high.fill_null(float(item.high))
        return Raw(low, high)


class Columns:
    """Which columns hold an input, and a switch's value while one of its cells is followed."""

    def __init__(self, names: frozenset[str], fixed: Mapping[str, Any] | None = None) -> None:
        self.names = names
        self.fixed = dict(fixed or {})

    def with_cell(self, item: Input, cell: Any) -> Columns:
        """The same columns where one input is known to lie in a cell."""
        return Columns(self.names, {**self.fixed, item.name: cell})

    def boolean(self, name: str) -> Bool:
        """Certainly and possibly yes."""
        if name in self.fixed:
            return Bool(self.fixed[name], self.fixed[name])
        asked = of_record(name)
        if asked:
            return self._of_record(*asked)
        if f"{name}_low" in self.names:
            return Bool(pl.col(f"{name}_low"), pl.col(f"{name}_high"))
        if name in self.names:
            return Bool(pl.col(name).fill_null(False), pl.col(name).fill_null(True))
        return Bool(False, True)

    def possible(self, item: Input, labels: frozenset[str]) -> pl.Expr | bool:
        """Whether the category may be one of the labels."""
        if item.name in self.fixed:
            labels &= self.fixed[item.name]
            if labels == self.fixed[item.name]:
                return bool(labels)
        columns = [f"{item.name}={label}" for label in sorted(labels)]
        if not all(column in self.names for column in columns):
            return bool(labels)
        return any_of(pl.col(column) for column in columns)

    def quantity(self, item: Input) -> Raw:
        """The least and greatest possible value."""
        return self._stated(item.name).within(item)

    def per_limit(self, item: Input) -> Quotient | None:
        """A quantity as the ratio of two columns, or None where it is one column."""
        if f"{item.name}{ULN}" not in self.names:
            return None
        value, limit = self._stated(item.name), _fine(pl.col(f"{item.name}{ULN}"))
        # Without a limit the ratio may be anything from nothing to all.
        known = (limit > 0).fill_null(False)
        bottom = pl.when(known).then(limit).otherwise(1)
        low = pl.when(known).then(_fine(value.low).fill_null(0)).otherwise(0)
        high = pl.when(known).then(_fine(value.high).fill_null(MOST)).otherwise(MOST)
        return Quotient((low, bottom), (high, bottom), Fraction(1), MOST, MOST)

    def _stated(self, name: str) -> Raw:
        if f"{name}_low" in self.names:
            return Raw(pl.col(f"{name}_low"), pl.col(f"{name}_high"))
        column = pl.col(name) if name in self.names else pl.lit(None, pl.Float64)
        return Raw(column, column)

    def _of_record(self, function: str, name: str) -> Bool:
        """Whether a row gives a quantity at all, or as one number."""
        value = self._stated(name)
        known: pl.Expr | bool
        if function == "recorded":
            known = or_(value.low.is_not_null(), value.high.is_not_null())
        else:
            known = (value.low == value.high).fill_null(False)
            if f"{name}{ULN}" in self.names:
                known = and_(known, pl.col(f"{name}{ULN}").is_not_null())
        return Bool(known, known)


def possibility(node: Node, names: frozenset[str]) -> Bool:
    """Bounds of a boolean node over columns, exact wherever its plan is."""
    return _possible(plan(node), Columns(names))


def bounds(node: Node, names: frozenset[str]) -> tuple[pl.Expr, pl.Expr, int]:
    """Low and high of a numeric node, in whole multiples of 1 / scale (the third result)."""
    found = _number_by_plan(plan(node), Columns(names))
    return expression(found.low), expression(found.high), found.scale


def decimal_bounds(node: Node, names: frozenset[str]) -> tuple[pl.Expr, pl.Expr]:
    """Low and high of any numeric node as floats, for a reader: a ratio or a probability too."""
    if isinstance(node, Logistic):
        low, high = decimal_bounds(node.part, names)
        return _logistic(low), _logistic(high)
    columns = Columns(names)
    if _has_ratio(node, columns):
        return _quotient(node, columns).columns()
    low, high, scale = bounds(node, names)
    return low / scale, high / scale


def case_possibilities(cases: Cases, names: frozenset[str]) -> dict[str, pl.Expr]:
    """For each label whether it is possible."""
    return {
        label: expression(possibility(cases.condition(label), names).high) for label in cases.labels
    }


def _logistic(part: pl.Expr) -> pl.Expr:
    return 1 / (1 + (-part).exp())


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
        return _boolean(plan_.node, columns)
    score, cells = plan_.closed[index]
    sums = _number(score.part, columns)
    followed: list[tuple[Span, Bool]] = []
    for cell in cells:
        span = _clip(sums, cell)
        if span is None:
            continue
        branch = Columns(columns.names, {**columns.fixed, f"score:{score.name}": span})
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
        return _number(plan_.node, columns)
    branches = [_branch(plan_, cells, columns) for cells in plan_.branches()]
    feasible = [condition for _, condition in branches if condition is not False]
    found = at_one_scale(
        [_number(plan_.node, branch) for branch, condition in branches if condition is not False]
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
            known = columns.boolean(item.name)
            feasible = and_(feasible, known.high if cell else not_(known.low))
        elif isinstance(cell, frozenset):
            feasible = and_(feasible, columns.possible(item, cell))
        else:
            feasible = and_(feasible, _meets(columns.quantity(item), cell))
        branch = branch.with_cell(item, cell)
    return branch, feasible


def _meets(raw: Raw, cell: Span) -> pl.Expr | bool:
    (start, after), (end, included) = cell
    result: pl.Expr | bool = True
    if start != -inf:
        limit = float(start)
        result = and_(result, (raw.high > limit if after else raw.high >= limit).fill_null(True))
    if end != inf:
        limit = float(end)
        result = and_(result, (raw.low <= limit if included else raw.low < limit).fill_null(True))
    return result


def _boolean(node: Node, columns: Columns) -> Bool:
    match node:
        case Yes():
            return Bool(node.value, node.value)
        case Input():
            return columns.boolean(node.name)
        case Not():
            part = _boolean(node.part, columns)
            return Bool(not_(part.high), not_(part.low))
        case And():
            parts = [_boolean(part, columns) for part in node.parts]
            return Bool(all_of(p.low for p in parts), all_of(p.high for p in parts))
        case Or():
            parts = [_boolean(part, columns) for part in node.parts]
            return Bool(any_of(p.low for p in parts), any_of(p.high for p in parts))
        case Among():
            others = node.part.labels - node.labels
            return Bool(
                not_(columns.possible(node.part, others)), columns.possible(node.part, node.labels)
            )
        case If():
            return _choose_boolean(node, columns)
        case Compare():
            return _compare(node, columns)
        case _:
            raise TypeError(f"{type(node).__name__} is not a boolean")


def _choose_boolean(node: If, columns: Columns) -> Bool:
    condition = _boolean(node.condition, columns)
    then, otherwise = _boolean(node.then, columns), _boolean(node.otherwise, columns)
    low = and_(or_(not_(condition.high), then.low), or_(condition.low, otherwise.low))
    high = or_(and_(condition.high, then.high), and_(not_(condition.low), otherwise.high))
    return Bool(low, high)


def _compare(node: Compare, columns: Columns) -> Bool:
    if isinstance(node.left, Input) and isinstance(node.right, Num):
        return _against_constant(node.left, node.operator, node.right.value, columns)
    if _has_ratio(node.left, columns) or _has_ratio(node.right, columns):
        ratios = _quotient(node.left, columns), _quotient(node.right, columns)
        return quotients.compared(*ratios, node.operator)
    left, right = at_one_scale([_number(node.left, columns), _number(node.right, columns)])
    if node.operator in ("==", "!="):
        equal = equals(left, right)
        return equal if node.operator == "==" else Bool(not_(equal.high), not_(equal.low))
    if node.operator in ("<", "<="):
        left, right = right, left
    if node.operator in (">", "<"):
        return exceeds(left, right)
    other = exceeds(right, left)
    return Bool(not_(other.high), not_(other.low))


def _against_constant(item: Input, operator: Operator, limit: Fraction, columns: Columns) -> Bool:
    cell = columns.fixed.get(item.name)
    if cell is not None:
        return _cell_against(cell, operator, limit)
    ratio = columns.per_limit(item)
    if ratio is not None:
        return quotients.against(ratio, limit, operator)
    raw, number = columns.quantity(item), float(limit)
    tests: dict[str, Callable[[pl.Expr], pl.Expr]] = {
        ">=": lambda e: e >= number, ">": lambda e: e > number,
        "<=": lambda e: e <= number, "<": lambda e: e < number,
    }  # fmt: skip
    if operator in (">=", ">"):
        test = tests[operator]
        return Bool(test(raw.low).fill_null(False), test(raw.high).fill_null(True))
    if operator in ("<=", "<"):
        test = tests[operator]
        return Bool(test(raw.high).fill_null(False), test(raw.low).fill_null(True))
    same = and_((raw.low == number).fill_null(False), (raw.high == number).fill_null(False))
    may = and_((raw.low <= number).fill_null(True), (raw.high >= number).fill_null(True))
    return Bool(same, may) if operator == "==" else Bool(not_(may), not_(same))


def _cell_against(cell: Span, operator: Operator, limit: Fraction) -> Bool:
    """A cell lies wholly on one side of every constant that the node compares it with."""
    below, above = (limit, 0), (limit, 1)
    truth = {
        ">=": cell[0] >= below, ">": cell[0] >= above,
        "<": cell[1] <= below, "<=": cell[1] <= above,
        "==": cell == (below, above), "!=": cell != (below, above),
    }[operator]  # fmt: skip
    return Bool(truth, truth)


def _number(node: Node, columns: Columns) -> Whole:
    match node:
        case Num():
            return Whole.exactly(node.value.numerator, node.value.denominator)
        case Input():
            return _whole(node, columns)
        case Score():
            span = columns.fixed.get(f"score:{node.name}")
            return span if span is not None else _number(node.part, columns)
        case Total():
            return _total(node, columns)
        case Bands():
            return _bands(node, columns)
        case Add():
            return summed(at_one_scale([_number(part, columns) for part in node.parts]))
        case Scale():
            return _scaled(node, columns)
        case Extreme():
            parts = at_one_scale([_number(part, columns) for part in node.parts])
            pick, extreme = (largest, max) if node.greatest else (smallest, min)
            return Whole(
                pick([p.low for p in parts]),
                pick([p.high for p in parts]),
                parts[0].scale,
                extreme(p.least for p in parts),
                extreme(p.most for p in parts),
            )
        case If():
            return _choose_number(node, columns)
        case Logistic():
            raise TypeError("a probability is a result; it cannot be compared inside an expression")
        case _:
            raise TypeError(f"{type(node).__name__} is not a number")


def _whole(item: Input, columns: Columns) -> Whole:
    raw = columns.quantity(item)

    def count(column: pl.Expr, default: int, up: bool) -> pl.Expr:
        exact = column.cast(pl.Float64).fill_null(default).clip(-LIMIT, LIMIT) * RESOLUTION
        near = exact.round()
        # A decimal that is a whole number of millionths is taken as such, not as its neighbour.
        outward = exact.ceil() if up else exact.floor()
        return pl.when((exact - near).abs() < 1e-3).then(near).otherwise(outward).cast(pl.Int64)

    least = floor(max(item.low, -LIMIT) * RESOLUTION)
    most = ceil(min(item.high, LIMIT) * RESOLUTION)
    low, high = count(raw.low, -LIMIT, up=False), count(raw.high, LIMIT, up=True)
    return Whole(low, high, RESOLUTION, least, most)


def _fine(column: pl.Expr) -> pl.Expr:
    """A quantity beside its limit of normal, as a whole number of thousandths."""
    return (column.cast(pl.Float64) * FINE).round().clip(0, MOST).cast(pl.Int64)


def _has_ratio(node: Node, columns: Columns) -> bool:
    """Whether a number is a ratio of columns, which whole numbers of one scale cannot hold."""
    match node:
        case Ratio():
            return True
        case Input():
            return f"{node.name}{ULN}" in columns.names
        case Add() | Extreme():
            return any(_has_ratio(part, columns) for part in node.parts)
        case Scale():
            return _has_ratio(node.part, columns)
        case If():
            return _has_ratio(node.then, columns) or _has_ratio(node.otherwise, columns)
        case _:
            # Points are whole numbers, whatever they were given for.
            return False


def _quotient(node: Node, columns: Columns) -> Quotient:
    """Bounds of a number that may be a ratio."""
    if not _has_ratio(node, columns):
        return Quotient.of(_number(node, columns))
    match node:
        case Input():
            found = columns.per_limit(node)
            assert found is not None
            return found
        case Ratio():
            return quotients.divided(_number(node.top, columns), _number(node.bottom, columns))
        case Add():
            return quotients.total([_quotient(part, columns) for part in node.parts])
        case Scale():
            return quotients.scaled(_quotient(node.part, columns), node.factor)
        case If():
            then, otherwise = _quotient(node.then, columns), _quotient(node.otherwise, columns)
            return quotients.chosen(_boolean(node.condition, columns), then, otherwise)
        case Extreme():
            return quotients.extreme([_quotient(p, columns) for p in node.parts], node.greatest)
        case _:
            raise TypeError(f"{type(node).__name__} is not a number")


def _total(node: Total, columns: Columns) -> Whole:
    weights = [w for _, w in node.rows] + [v for band in node.bands for v in band.values]
    scale = reduce(lcm, (w.denominator for w in weights), 1)
    parts = [_row(_boolean(part, columns), int(w * scale), scale) for part, w in node.rows]
    bands = [_bands(band, columns, scale) for band in node.bands]
    return summed([*parts, *bands, Whole.exactly(0, scale)])


def _row(truth: Bool, points: int, scale: int) -> Whole:
    low, high = (truth.low, truth.high) if points >= 0 else (truth.high, truth.low)
    least, most = min(points, 0), max(points, 0)
    return Whole(_points(low, points), _points(high, points), scale, least, most)


def _points(truth: pl.Expr | bool, points: int) -> pl.Expr | int:
    if isinstance(truth, bool):
        return points * truth
    # A choice between two constants is read straight from the bits: many times faster than a
    # cast and a product. A truth that is null counts as no.
    width = integers_for(points, points)
    return pl.when(truth).then(pl.lit(points, width)).otherwise(pl.lit(0, width))


def _bands(node: Bands, columns: Columns, scale: int | None = None) -> Whole:
    scale = scale or reduce(lcm, (v.denominator for v in node.values), 1)
    values = [int(v * scale) for v in node.values]
    part = node.part
    if isinstance(part, If):
        # The band of either side: points are compared in place of the numbers behind them.
        sides = (Bands(side, node.cuts, node.values) for side in (part.then, part.otherwise))
        then, otherwise = (_bands(side, columns, scale) for side in sides)
        return _choose(_boolean(part.condition, columns), then, otherwise)
    if not isinstance(part, Input) or columns.per_limit(part) is not None:
        return _computed_bands(node, columns, values, scale)
    cell = columns.fixed.get(part.name)
    if cell is not None:
        return Whole.exactly(values[sum(cut <= cell[0] for cut in node.cuts)], scale)
    raw = columns.quantity(part)
    if values == sorted(values):
        # Rising steps: each end of the range gives an end of the points.
        low = _steps(raw.low, node.cuts, values, no_limit=False)
        high = _steps(raw.high, node.cuts, values, no_limit=True)
        return Whole(low, high, scale, values[0], values[-1])
    edges: list[Cut] = [EVERYTHING[0], *node.cuts, EVERYTHING[1]]
    return _spanned([_meets(raw, span) for span in pairwise(edges)], values, scale)


def _computed_bands(node: Bands, columns: Columns, values: list[int], scale: int) -> Whole:
    number = _quotient(node.part, columns)
    passed = [
        quotients.reaches(number, Fraction(limit), beyond=bool(after)) for limit, after in node.cuts
    ]
    if values == sorted(values):
        low: pl.Expr | int = values[0]
        high: pl.Expr | int = values[0]
        for truth, before, value in zip(passed, values, values[1:], strict=False):
            low = plus(low, _points(truth.low, value - before))
            high = plus(high, _points(truth.high, value - before))
        return Whole(low, high, scale, values[0], values[-1])
    above = [Bool(True, True), *passed]
    below = [*(Bool(not_(p.high), not_(p.low)) for p in passed), Bool(True, True)]
    inside = [and_(over.high, under.high) for over, under in zip(above, below, strict=True)]
    return _spanned(inside, values, scale)


def _spanned(inside: list[pl.Expr | bool], values: list[int], scale: int) -> Whole:
    """From the least to the greatest of the values whose band may hold."""
    low_end: pl.Expr | int = max(values)
    high_end: pl.Expr | int = min(values)
    for here, value in zip(inside, values, strict=True):
        low_end = where(here, smallest([low_end, value]), low_end)
        high_end = where(here, largest([high_end, value]), high_end)
    return Whole(
        widened(low_end, min(values), max(values)),
        widened(high_end, min(values), max(values)),
        scale,
        min(values),
        max(values),
    )


def _steps(
    column: pl.Expr, cuts: tuple[Cut, ...], values: list[int], *, no_limit: bool
) -> pl.Expr | int:
    """The points of one end of a range; ``no_limit``: whether null is above every cut or below."""
    result: pl.Expr | int = values[0]
    for (cut, after), before, value in zip(cuts, values, values[1:], strict=False):
        passed = column > float(cut) if after else column >= float(cut)
        reached = passed.fill_null(no_limit)
        result = plus(result, _points(reached, value - before))
    return result


def _scaled(node: Scale, columns: Columns) -> Whole:
    part = multiplied(_number(node.part, columns), node.factor.numerator)
    scale = part.scale * node.factor.denominator
    if node.factor >= 0:
        return Whole(part.low, part.high, scale, part.least, part.most)
    return Whole(part.high, part.low, scale, part.most, part.least)


def _choose_number(node: If, columns: Columns) -> Whole:
    condition = _boolean(node.condition, columns)
    return _choose(condition, _number(node.then, columns), _number(node.otherwise, columns))


def _choose(condition: Bool, then: Whole, otherwise: Whole) -> Whole:
    then, otherwise = at_one_scale([then, otherwise])
    if condition.low is True or condition.high is False:
        return then if condition.low is True else otherwise
    lower = or_(condition.low, and_(condition.high, at_least(otherwise.low, then.low)))
    higher = or_(condition.low, and_(condition.high, at_least(then.high, otherwise.high)))
    return Whole(
        where(lower, then.low, otherwise.low),
        where(higher, then.high, otherwise.high),
        then.scale,
        min(then.least, otherwise.least),
        max(then.most, otherwise.most),
    )
