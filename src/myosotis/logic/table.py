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
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import floor, inf, lcm
from typing import Any

import polars as pl

from myosotis.logic.analysis import Plan, Span, plan
from myosotis.logic.nodes import (
    Add,
    Among,
    And,
    Bands,
    Cases,
    Compare,
    Extreme,
    If,
    Input,
    Logistic,
    Node,
    Not,
    Num,
    Operator,
    Or,
    Scale,
    Score,
    Total,
    Yes,
    type_of,
)

RESOLUTION = 1_000_000
"""Quantities inside sums are counted in millionths, rounded outwards."""

LIMIT = 10**9
"""No quantity is taken to lie beyond this inside a sum, so that whole numbers do not overflow."""


@dataclass(frozen=True)
class Bool:
    """Bounds of a boolean: certainly yes, possibly yes. A Python bool where it is constant."""

    low: pl.Expr | bool
    high: pl.Expr | bool


@dataclass(frozen=True)
class Whole:
    """Bounds of a number in whole multiples of 1 / scale.

    ``least`` and ``most`` are what holds in every row: they choose the width of the integers,
    and answer a comparison without looking at the columns where they can.
    """

    low: pl.Expr | int
    high: pl.Expr | int
    scale: int
    least: int
    most: int

    @classmethod
    def exactly(cls, value: int, scale: int) -> Whole:
        """A constant."""
        return cls(value, value, scale, value, value)


@dataclass(frozen=True)
class Raw:
    """Bounds of a quantity as they stand in the columns; null is no limit."""

    low: pl.Expr
    high: pl.Expr


Bound = Bool | Whole | Raw


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
        return reduce(_or, (pl.col(column) for column in columns), False)

    def quantity(self, name: str) -> Raw:
        """The least and greatest possible value."""
        if f"{name}_low" in self.names:
            raw = Raw(pl.col(f"{name}_low"), pl.col(f"{name}_high"))
        elif name in self.names:
            raw = Raw(pl.col(name), pl.col(name))
        else:
            raw = Raw(pl.lit(None, pl.Float64), pl.lit(None, pl.Float64))
        return raw


def possibility(node: Node, names: frozenset[str]) -> Bool:
    """Bounds of a boolean node over columns, exact wherever its plan is."""
    return _possible(plan(node), Columns(names))


def bounds(node: Node, names: frozenset[str]) -> tuple[pl.Expr, pl.Expr, int]:
    """Low and high of a numeric node, in whole multiples of 1 / scale (the third result)."""
    found = _number_by_plan(plan(node), Columns(names))
    return _expression(found.low), _expression(found.high), found.scale


def logistic_bounds(part: Node, names: frozenset[str]) -> tuple[pl.Expr, pl.Expr]:
    """Low and high of a probability: the logistic function of exact bounds, as floats."""
    low, high, scale = bounds(part, names)
    return _logistic(low / scale), _logistic(high / scale)


def case_possibilities(cases: Cases, names: frozenset[str]) -> dict[str, pl.Expr]:
    """For each label whether it is possible."""
    return {
        label: _expression(possibility(cases.condition(label), names).high)
        for label in cases.labels
    }


def _logistic(part: pl.Expr) -> pl.Expr:
    return 1 / (1 + (-part).exp())


def _possible(plan_: Plan, columns: Columns) -> Bool:
    low: pl.Expr | bool = True
    high: pl.Expr | bool = False
    for cells in plan_.branches():
        branch, feasible = _branch(plan_, cells, columns)
        found = _boolean_by_scores(plan_, 0, branch)
        low = _and(low, _or(_not(feasible), found.low))
        high = _or(high, _and(feasible, found.high))
    return Bool(low, high)


def _boolean_by_scores(plan_: Plan, index: int, columns: Columns) -> Bool:
    if index == len(plan_.closed):
        return _boolean(plan_.node, columns)
    score, cells = plan_.closed[index]
    sums = _number(score.part, columns)
    low: pl.Expr | bool = True
    high: pl.Expr | bool = False
    for cell in cells:
        inside = _clip(sums, cell)
        if inside is None:
            continue
        span, feasible = inside
        branch = Columns(columns.names, {**columns.fixed, f"score:{score.name}": span})
        found = _boolean_by_scores(plan_, index + 1, branch)
        low = _and(low, _or(_not(feasible), found.low))
        high = _or(high, _and(feasible, found.high))
    return Bool(low, high)


def _clip(sums: Whole, cell: Span) -> tuple[Whole, pl.Expr | bool] | None:
    """The sums inside a cell, and whether there are any."""
    (start, after), (end, included) = cell
    least, most = sums.least, sums.most
    if start != -inf:
        least = max(least, _first(Fraction(start) * sums.scale, bool(after)))
    if end != inf:
        most = min(most, _first(Fraction(end) * sums.scale, bool(included)) - 1)
    if least > most:
        return None
    low = sums.low if least == sums.least else _largest([sums.low, least])
    high = sums.high if most == sums.most else _smallest([sums.high, most])
    feasible = _and(
        True if least == sums.least else _ge(sums.high, least),
        True if most == sums.most else _ge(most, sums.low),
    )
    return Whole(low, high, sums.scale, least, most), feasible


def _first(exact: Fraction, after: bool) -> int:
    down = floor(exact)
    return down + 1 if after or down != exact else down


def _number_by_plan(plan_: Plan, columns: Columns) -> Whole:
    if not plan_.switches:
        return _number(plan_.node, columns)
    branches = [_branch(plan_, cells, columns) for cells in plan_.branches()]
    feasible = [condition for _, condition in branches if condition is not False]
    found = _common(
        [_number(plan_.node, branch) for branch, condition in branches if condition is not False]
    )
    return Whole(
        _smallest([_only(may, each.low) for may, each in zip(feasible, found, strict=True)]),
        _largest([_only(may, each.high) for may, each in zip(feasible, found, strict=True)]),
        found[0].scale,
        min(each.least for each in found),
        max(each.most for each in found),
    )


def _only(feasible: pl.Expr | bool, value: pl.Expr | int) -> pl.Expr | int:
    """The value where the branch is feasible, else null, which least and greatest pass over."""
    return value if feasible is True else pl.when(feasible).then(_expression(value))


def _branch(plan_: Plan, cells: tuple[Any, ...], columns: Columns) -> tuple[Columns, pl.Expr | bool]:
    feasible: pl.Expr | bool = True
    branch = columns
    for switch, cell in zip(plan_.switches, cells, strict=True):
        item = switch.input
        if isinstance(cell, bool):
            known = columns.boolean(item.name)
            feasible = _and(feasible, known.high if cell else _not(known.low))
        elif isinstance(cell, frozenset):
            feasible = _and(feasible, columns.possible(item, cell))
        else:
            feasible = _and(feasible, _meets(columns.quantity(item.name), cell))
        branch = branch.with_cell(item, cell)
    return branch, feasible


def _meets(raw: Raw, cell: Span) -> pl.Expr | bool:
    (start, after), (end, included) = cell
    result: pl.Expr | bool = True
    if start != -inf:
        limit = float(start)
        result = _and(result, (raw.high > limit if after else raw.high >= limit).fill_null(True))
    if end != inf:
        limit = float(end)
        result = _and(result, (raw.low <= limit if included else raw.low < limit).fill_null(True))
    return result


def _boolean(node: Node, columns: Columns) -> Bool:
    match node:
        case Yes():
            return Bool(node.value, node.value)
        case Input():
            return columns.boolean(node.name)
        case Not():
            part = _boolean(node.part, columns)
            return Bool(_not(part.high), _not(part.low))
        case And():
            parts = [_boolean(part, columns) for part in node.parts]
            return Bool(
                reduce(_and, (p.low for p in parts)), reduce(_and, (p.high for p in parts))
            )
        case Or():
            parts = [_boolean(part, columns) for part in node.parts]
            return Bool(reduce(_or, (p.low for p in parts)), reduce(_or, (p.high for p in parts)))
        case Among():
            others = node.part.labels - node.labels
            return Bool(
                _not(columns.possible(node.part, others)), columns.possible(node.part, node.labels)
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
    low = _and(
        _or(_not(condition.high), then.low), _or(condition.low, otherwise.low)
    )
    high = _or(_and(condition.high, then.high), _and(_not(condition.low), otherwise.high))
    return Bool(low, high)


def _compare(node: Compare, columns: Columns) -> Bool:
    if isinstance(node.left, Input) and isinstance(node.right, Num):
        return _against_constant(node.left, node.operator, node.right.value, columns)
    left, right = _common([_number(node.left, columns), _number(node.right, columns)])
    if node.operator in ("==", "!="):
        return _same(left, right, wanted=node.operator == "==")
    if node.operator in ("<", "<="):
        left, right = right, left
    if node.operator in (">", "<"):
        return _above(left, right)
    other = _above(right, left)
    return Bool(_not(other.high), _not(other.low))


def _above(left: Whole, right: Whole) -> Bool:
    if left.least > right.most:
        return Bool(True, True)
    if left.most <= right.least:
        return Bool(False, False)
    return Bool(_gt(left.low, right.high), _gt(left.high, right.low))


def _same(left: Whole, right: Whole, *, wanted: bool) -> Bool:
    apart: pl.Expr | bool = left.least > right.most or right.least > left.most
    if not apart:
        apart = _or(_gt(left.low, right.high), _gt(right.low, left.high))
    same: pl.Expr | bool = left.least == left.most == right.least == right.most
    if not same:
        same = _and(
            _and(_eq(left.low, left.high), _eq(right.low, right.high)), _eq(left.low, right.low)
        )
    return Bool(same, _not(apart)) if wanted else Bool(apart, _not(same))


def _against_constant(item: Input, operator: Operator, limit: Fraction, columns: Columns) -> Bool:
    cell = columns.fixed.get(item.name)
    if cell is not None:
        return _cell_against(cell, operator, limit)
    raw, number = columns.quantity(item.name), float(limit)
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
    same = _and((raw.low == number).fill_null(False), (raw.high == number).fill_null(False))
    may = _and((raw.low <= number).fill_null(True), (raw.high >= number).fill_null(True))
    return Bool(same, may) if operator == "==" else Bool(_not(may), _not(same))


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
            return _whole(columns.quantity(node.name))
        case Score():
            span = columns.fixed.get(f"score:{node.name}")
            return span if span is not None else _number(node.part, columns)
        case Total():
            return _total(node, columns)
        case Bands():
            return _bands(node, columns)
        case Add():
            return _sum(_common([_number(part, columns) for part in node.parts]))
        case Scale():
            return _scaled(node, columns)
        case Extreme():
            parts = _common([_number(part, columns) for part in node.parts])
            pick, extreme = (_largest, max) if node.greatest else (_smallest, min)
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


def _whole(raw: Raw) -> Whole:
    def count(column: pl.Expr, default: int, up: bool) -> pl.Expr:
        exact = column.cast(pl.Float64).fill_null(default).clip(-LIMIT, LIMIT) * RESOLUTION
        near = exact.round()
        # A decimal that is a whole number of millionths is taken as such, not as its neighbour.
        outward = exact.ceil() if up else exact.floor()
        return pl.when((exact - near).abs() < 1e-3).then(near).otherwise(outward).cast(pl.Int64)

    most = LIMIT * RESOLUTION
    low, high = count(raw.low, -LIMIT, up=False), count(raw.high, LIMIT, up=True)
    return Whole(low, high, RESOLUTION, -most, most)


def _sum(parts: list[Whole]) -> Whole:
    """The sum of parts of one scale, in integers wide enough for it."""
    least, most = sum(p.least for p in parts), sum(p.most for p in parts)
    wide = [p for p in parts if _width(p.least, p.most) != _width(least, most)]
    lows = [_cast(p.low, least, most) if wide else p.low for p in parts]
    highs = [_cast(p.high, least, most) if wide else p.high for p in parts]
    return Whole(reduce(_plus, lows, 0), reduce(_plus, highs, 0), parts[0].scale, least, most)


def _total(node: Total, columns: Columns) -> Whole:
    weights = [w for _, w in node.rows] + [v for band in node.bands for v in band.values]
    scale = reduce(lcm, (w.denominator for w in weights), 1)
    parts = [_row(_boolean(part, columns), int(w * scale), scale) for part, w in node.rows]
    bands = [_bands(band, columns, scale) for band in node.bands]
    return _sum([*parts, *bands, Whole.exactly(0, scale)])


def _row(truth: Bool, points: int, scale: int) -> Whole:
    low, high = (truth.low, truth.high) if points >= 0 else (truth.high, truth.low)
    least, most = min(points, 0), max(points, 0)
    return Whole(_points(low, points), _points(high, points), scale, least, most)


def _points(truth: pl.Expr | bool, points: int) -> pl.Expr | int:
    if isinstance(truth, bool):
        return points * truth
    # A choice between two constants is read straight from the bits: many times faster than a
    # cast and a product. A truth that is null counts as no.
    width = _width(points, points)
    return pl.when(truth).then(pl.lit(points, width)).otherwise(pl.lit(0, width))


def _bands(node: Bands, columns: Columns, scale: int | None = None) -> Whole:
    scale = scale or reduce(lcm, (v.denominator for v in node.values), 1)
    values = [int(v * scale) for v in node.values]
    cell = columns.fixed.get(node.part.name)
    if cell is not None:
        return Whole.exactly(values[sum((cut, 0) <= cell[0] for cut in node.cuts)], scale)
    raw = columns.quantity(node.part.name)
    if values == sorted(values):
        # Rising steps: each end of the range gives an end of the points.
        low = _steps(raw.low, node.cuts, values, no_limit=False)
        high = _steps(raw.high, node.cuts, values, no_limit=True)
        return Whole(low, high, scale, values[0], values[-1])
    inside = [
        _meets(raw, (start, end))
        for start, end in zip(
            [(-inf, 0), *((cut, 0) for cut in node.cuts)],
            [*((cut, 0) for cut in node.cuts), (inf, 1)],
            strict=True,
        )
    ]
    low_end: pl.Expr | int = max(values)
    high_end: pl.Expr | int = min(values)
    for here, value in zip(inside, values, strict=True):
        low_end = _where(here, _smallest([low_end, value]), low_end)
        high_end = _where(here, _largest([high_end, value]), high_end)
    return Whole(
        _cast(low_end, min(values), max(values)),
        _cast(high_end, min(values), max(values)),
        scale,
        min(values),
        max(values),
    )


def _steps(
    column: pl.Expr, cuts: tuple[Fraction, ...], values: list[int], *, no_limit: bool
) -> pl.Expr | int:
    """The points of one end of a range; ``no_limit``: whether null is above every cut or below."""
    result: pl.Expr | int = values[0]
    for cut, before, value in zip(cuts, values, values[1:], strict=False):
        reached = (column >= float(cut)).fill_null(no_limit)
        result = _plus(result, _points(reached, value - before))
    return result


def _scaled(node: Scale, columns: Columns) -> Whole:
    part = _times(_number(node.part, columns), node.factor.numerator)
    scale = part.scale * node.factor.denominator
    if node.factor >= 0:
        return Whole(part.low, part.high, scale, part.least, part.most)
    return Whole(part.high, part.low, scale, part.most, part.least)


def _choose_number(node: If, columns: Columns) -> Whole:
    condition = _boolean(node.condition, columns)
    then, otherwise = _common([_number(node.then, columns), _number(node.otherwise, columns)])
    lower = _or(condition.low, _and(condition.high, _ge(otherwise.low, then.low)))
    higher = _or(condition.low, _and(condition.high, _ge(then.high, otherwise.high)))
    return Whole(
        _where(lower, then.low, otherwise.low),
        _where(higher, then.high, otherwise.high),
        then.scale,
        min(then.least, otherwise.least),
        max(then.most, otherwise.most),
    )


def _common(parts: list[Whole]) -> list[Whole]:
    """The same numbers in multiples of one scale."""
    scale = reduce(lcm, (part.scale for part in parts), 1)
    found = [_times(part, scale // part.scale) for part in parts]
    return [Whole(p.low, p.high, scale, p.least, p.most) for p in found]


def _times(part: Whole, factor: int) -> Whole:
    if factor == 1:
        return part
    least, most = part.least * factor, part.most * factor
    low, high = (
        end * factor if isinstance(end, int) else _cast(end, *sorted((least, most))) * factor
        for end in (part.low, part.high)
    )
    return Whole(low, high, part.scale, least, most)


def _width(least: int, most: int) -> type[pl.Int16] | type[pl.Int64]:
    return pl.Int16 if -(2**15) <= least and most < 2**15 else pl.Int64


def _cast(value: pl.Expr | int, least: int, most: int) -> Any:
    """An integer expression in the width that its range needs."""
    return value if isinstance(value, int) else value.cast(_width(least, most))


# Constants are folded while the expressions are built, so that a column which is fixed by a
# branch costs nothing.


def _expression(value: pl.Expr | bool | int) -> pl.Expr:
    return value if isinstance(value, pl.Expr) else pl.lit(value)


def _not(part: pl.Expr | bool) -> pl.Expr | bool:
    return not part if isinstance(part, bool) else ~part


def _and(one: pl.Expr | bool, other: pl.Expr | bool) -> pl.Expr | bool:
    if isinstance(one, bool):
        return other if one else False
    if isinstance(other, bool):
        return one if other else False
    return one & other


def _or(one: pl.Expr | bool, other: pl.Expr | bool) -> pl.Expr | bool:
    if isinstance(one, bool):
        return True if one else other
    if isinstance(other, bool):
        return True if other else one
    return one | other


def _ge(one: pl.Expr | int, other: pl.Expr | int) -> pl.Expr | bool:
    return one >= other


def _gt(one: pl.Expr | int, other: pl.Expr | int) -> pl.Expr | bool:
    return one > other


def _eq(one: pl.Expr | int, other: pl.Expr | int) -> pl.Expr | bool:
    return one == other


def _plus(one: pl.Expr | int, other: pl.Expr | int) -> pl.Expr | int:
    if isinstance(one, int) and one == 0:
        return other
    return one if isinstance(other, int) and other == 0 else one + other


def _where(
    condition: pl.Expr | bool, then: pl.Expr | int, otherwise: pl.Expr | int
) -> pl.Expr | int:
    if isinstance(condition, bool):
        return then if condition else otherwise
    if isinstance(then, int) and isinstance(otherwise, int) and then == otherwise:
        return then
    return pl.when(condition).then(_expression(then)).otherwise(_expression(otherwise))


def _smallest(parts: list[pl.Expr | int]) -> pl.Expr | int:
    if all(isinstance(part, int) for part in parts):
        return min(part for part in parts if isinstance(part, int))
    return pl.min_horizontal([_expression(part) for part in parts])


def _largest(parts: list[pl.Expr | int]) -> pl.Expr | int:
    if all(isinstance(part, int) for part in parts):
        return max(part for part in parts if isinstance(part, int))
    return pl.max_horizontal([_expression(part) for part in parts])


