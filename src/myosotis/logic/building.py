"""A tree as Polars expressions over the low and high columns of its inputs.

Points are whole numbers (tenths, say) here as for one patient; only a fact compared with a
constant stays in the column's own type.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from math import ceil, floor, lcm

import polars as pl

from myosotis.logic import quotients
from myosotis.logic.analysis import EVERYTHING, Span
from myosotis.logic.columns import ULN, Columns, Raw, meets
from myosotis.logic.folding import (
    Bool,
    Whole,
    all_of,
    and_,
    any_of,
    at_least,
    at_one_scale,
    constant,
    equals,
    exceeds,
    integers_for,
    largest,
    multiplied,
    not_,
    or_,
    perhaps,
    smallest,
    summed,
    surely,
    where,
    widened,
)
from myosotis.logic.nodes import (
    Add,
    Among,
    And,
    Bands,
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
)
from myosotis.logic.quotients import Quotient

RESOLUTION = 1_000_000
"""Quantities inside sums are counted in millionths, rounded outwards."""

LIMIT = 10**9
"""No quantity is taken to lie beyond this inside a sum, so that whole numbers do not overflow."""


def boolean(node: Node, columns: Columns) -> Bool:
    """Bounds of a yes or no."""
    match node:
        case Yes():
            return Bool(node.value, node.value)
        case Input():
            return columns.boolean(node)
        case Not():
            part = boolean(node.part, columns)
            return Bool(not_(part.high), not_(part.low))
        case And():
            parts = [boolean(part, columns) for part in node.parts]
            return Bool(all_of(p.low for p in parts), all_of(p.high for p in parts))
        case Or():
            parts = [boolean(part, columns) for part in node.parts]
            return Bool(any_of(p.low for p in parts), any_of(p.high for p in parts))
        case Among():
            others = node.part.labels - node.labels
            return Bool(
                not_(columns.possible(node.part, others)), columns.possible(node.part, node.labels)
            )
        case If():
            return columns.once(node, boolean, lambda: _choose_boolean(node, columns))
        case Compare():
            return columns.once(node, boolean, lambda: _compare(node, columns))
        case _:
            raise TypeError(f"{type(node).__name__} is not a boolean")


def _choose_boolean(node: If, columns: Columns) -> Bool:
    condition = boolean(node.condition, columns)
    then, otherwise = boolean(node.then, columns), boolean(node.otherwise, columns)
    low = and_(or_(not_(condition.high), then.low), or_(condition.low, otherwise.low))
    high = or_(and_(condition.high, then.high), and_(not_(condition.low), otherwise.high))
    return Bool(low, high)


def _compare(node: Compare, columns: Columns) -> Bool:
    if isinstance(node.left, Input) and isinstance(node.right, Num):
        return _against_constant(node.left, node.operator, node.right.value, columns)
    if has_ratio(node.left, columns) or has_ratio(node.right, columns):
        ratios = quotient(node.left, columns), quotient(node.right, columns)
        return quotients.compared(*ratios, node.operator)
    left, right = at_one_scale([number(node.left, columns), number(node.right, columns)])
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
    raw, number = columns.quantity(item), constant(limit)
    tests: dict[str, Callable[[pl.Expr], pl.Expr]] = {
        ">=": lambda e: e >= number, ">": lambda e: e > number,
        "<=": lambda e: e <= number, "<": lambda e: e < number,
    }  # fmt: skip
    if operator in (">=", ">"):
        test = tests[operator]
        return Bool(surely(test(raw.low)), perhaps(test(raw.high)))
    if operator in ("<=", "<"):
        test = tests[operator]
        return Bool(surely(test(raw.high)), perhaps(test(raw.low)))
    same = and_(surely(raw.low == number), surely(raw.high == number))
    may = and_(perhaps(raw.low <= number), perhaps(raw.high >= number))
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


def number(node: Node, columns: Columns) -> Whole:
    """Bounds of a number in whole multiples of its scale."""
    match node:
        case Num():
            return Whole.exactly(node.value.numerator, node.value.denominator)
        case Input():
            return _whole(node, columns)
        case Score():
            span = columns.fixed.get(f"score:{node.name}")
            return span if span is not None else number(node.part, columns)
        case Total():
            return columns.once(node, number, lambda: _total(node, columns))
        case Bands():
            return _bands(node, columns)
        case Add():
            return columns.once(
                node,
                number,
                lambda: summed(at_one_scale([number(part, columns) for part in node.parts])),
            )
        case Scale():
            return _scaled(node, columns)
        case Extreme():
            parts = at_one_scale([number(part, columns) for part in node.parts])
            pick, extreme = (largest, max) if node.greatest else (smallest, min)
            return Whole(
                pick([p.low for p in parts]),
                pick([p.high for p in parts]),
                parts[0].scale,
                extreme(p.least for p in parts),
                extreme(p.most for p in parts),
            )
        case If():
            return columns.once(node, number, lambda: _choose_number(node, columns))
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


def has_ratio(node: Node, columns: Columns) -> bool:
    """Whether a number is a ratio of columns, which whole numbers of one scale cannot hold."""
    match node:
        case Ratio():
            return True
        case Input():
            return f"{node.name}{ULN}" in columns.names
        case Add() | Extreme():
            return any(has_ratio(part, columns) for part in node.parts)
        case Scale():
            return has_ratio(node.part, columns)
        case If():
            return has_ratio(node.then, columns) or has_ratio(node.otherwise, columns)
        case _:
            # Points are whole numbers, whatever they were given for.
            return False


def quotient(node: Node, columns: Columns) -> Quotient:
    """Bounds of a number that may be a ratio."""
    if not has_ratio(node, columns):
        return Quotient.of(number(node, columns))
    return columns.once(node, quotient, lambda: _ratio(node, columns))


def _ratio(node: Node, columns: Columns) -> Quotient:
    match node:
        case Input():
            found = columns.per_limit(node)
            assert found is not None
            return found
        case Ratio():
            return quotients.divided(number(node.top, columns), number(node.bottom, columns))
        case Add():
            return quotients.total([quotient(part, columns) for part in node.parts])
        case Scale():
            return quotients.scaled(quotient(node.part, columns), node.factor)
        case If():
            then, otherwise = quotient(node.then, columns), quotient(node.otherwise, columns)
            return quotients.chosen(boolean(node.condition, columns), then, otherwise)
        case Extreme():
            return quotients.extreme([quotient(p, columns) for p in node.parts], node.greatest)
        case _:
            raise TypeError(f"{type(node).__name__} is not a number")


def _total(node: Total, columns: Columns) -> Whole:
    weights = [w for _, w in node.rows] + [v for band in node.bands for v in band.values]
    scale = reduce(lcm, (w.denominator for w in weights), 1)
    parts = [_row(boolean(part, columns), int(w * scale), scale) for part, w in node.rows]
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
    return columns.once(node, scale, lambda: _bands_at(node, columns, scale))


def _bands_at(node: Bands, columns: Columns, scale: int) -> Whole:
    values = [int(v * scale) for v in node.values]
    part = node.part
    if isinstance(part, If):
        # The band of either side: points are compared in place of the numbers behind them.
        sides = (Bands(side, node.cuts, node.values) for side in (part.then, part.otherwise))
        then, otherwise = (_bands(side, columns, scale) for side in sides)
        return _choose(boolean(part.condition, columns), then, otherwise)
    if not isinstance(part, Input) or columns.per_limit(part) is not None:
        return _computed_bands(node, columns, values, scale)
    cell = columns.fixed.get(part.name)
    if cell is not None:
        return Whole.exactly(values[sum(cut <= cell[0] for cut in node.cuts)], scale)
    raw = columns.quantity(part)
    if values == sorted(values):
        # Rising steps: each end of the range gives an end of the points.
        return _stairs([_passes(raw, cut) for cut in node.cuts], values, scale)
    return _spanned(inside_bands(node, columns), values, scale)


def inside_bands(node: Bands, columns: Columns) -> list[pl.Expr | bool]:
    """For each of the bands whether the number may lie in it."""
    part = node.part
    if isinstance(part, Input) and columns.per_limit(part) is None:
        edges: list[Cut] = [EVERYTHING[0], *node.cuts, EVERYTHING[1]]
        raw = columns.quantity(part)
        return [meets(raw, span) for span in pairwise(edges)]
    passed = _computed_passes(node, columns)
    above = [Bool(True, True), *passed]
    below = [*(Bool(not_(p.high), not_(p.low)) for p in passed), Bool(True, True)]
    return [and_(over.high, under.high) for over, under in zip(above, below, strict=True)]


def _computed_passes(node: Bands, columns: Columns) -> list[Bool]:
    number = quotient(node.part, columns)
    return [
        quotients.reaches(number, Fraction(limit), beyond=bool(after)) for limit, after in node.cuts
    ]


def _computed_bands(node: Bands, columns: Columns, values: list[int], scale: int) -> Whole:
    if values == sorted(values):
        return _stairs(_computed_passes(node, columns), values, scale)
    return _spanned(inside_bands(node, columns), values, scale)


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


def _passes(raw: Raw, cut: Cut) -> Bool:
    """Whether a quantity lies above a cut; null is no limit."""
    limit, after = constant(cut[0]), cut[1]
    low, high = ((end > limit) if after else (end >= limit) for end in (raw.low, raw.high))
    return Bool(surely(low), perhaps(high))


def _stairs(passed: list[Bool], values: list[int], scale: int) -> Whole:
    """The points of rising bands: what each cut adds that is passed."""
    steps = [
        _row(truth, value - before, scale)
        for truth, before, value in zip(passed, values, values[1:], strict=False)
    ]
    return summed([Whole.exactly(values[0], scale), *steps])


def _scaled(node: Scale, columns: Columns) -> Whole:
    part = multiplied(number(node.part, columns), node.factor.numerator)
    scale = part.scale * node.factor.denominator
    if node.factor >= 0:
        return Whole(part.low, part.high, scale, part.least, part.most)
    return Whole(part.high, part.low, scale, part.most, part.least)


def _choose_number(node: If, columns: Columns) -> Whole:
    condition = boolean(node.condition, columns)
    return _choose(condition, number(node.then, columns), number(node.otherwise, columns))


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
