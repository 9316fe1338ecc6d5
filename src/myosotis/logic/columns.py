"""Which columns of a table hold an input, and columns that are computed on the way.

A boolean finding is two boolean columns, ``<id>_low`` (certainly yes) and ``<id>_high`` (possibly
yes); a quantity two numeric columns, its least and greatest possible value (null: no limit); a
category one boolean column per label, ``<id>=<label>`` (possible). A single boolean column
``<id>`` with nulls for unknown, or a single numeric one, is accepted too. A finding without
columns is unknown in every row.

A quantity counted in multiples of a laboratory's limit may stand in its own unit beside its
limit, ``<id>`` and ``<id>.uln``: such a ratio is exact (see `quotients`), where a column of
quotients is already rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import inf, nextafter
from typing import Any, TypeVar

import polars as pl

from myosotis.logic.analysis import Span
from myosotis.logic.folding import (
    Bool,
    Whole,
    all_of,
    and_,
    any_of,
    constant,
    not_,
    or_,
    perhaps,
    surely,
)
from myosotis.logic.nodes import Input, Node, Score, inputs_of, of_record, walk
from myosotis.logic.quotients import End, Quotient

Bounds = TypeVar("Bounds", Bool, Whole, Quotient)

FINE = 1000
MOST, MOST_LIMIT = 10**6 * FINE, 10**5 * FINE
"""A quantity beside its limit of normal is read to the thousandth, up to a million, and its limit
up to a tenth of that: their products, and small multiples of them, fit into 64 bits."""

ULN = ".uln"


def _read_by(node: Node) -> set[str]:
    """The inputs and the scores of a node, by the names under which they can be fixed."""
    scores = {f"score:{part.name}" for part in walk(node) if isinstance(part, Score)}
    return scores | inputs_of(node).keys()


def _kept(bounds: Bounds, steps: Steps) -> Bounds:
    keep = steps.keep
    if isinstance(bounds, Quotient):
        ends: list[End] = [(keep(top), keep(bottom)) for top, bottom in (bounds.low, bounds.high)]
        return replace(bounds, low=ends[0], high=ends[1])
    low = keep(bounds.low)
    return replace(bounds, low=low, high=low if bounds.high is bounds.low else keep(bounds.high))


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


@dataclass
class Steps:
    """Columns that are computed on the way, each level from the columns before it.

    What stands in several places of a tree is then computed once. Nested in one expression it
    would be written out wherever it stands, and the expression of a response criterion would
    fill megabytes.
    """

    levels: list[dict[str, pl.Expr]] = field(default_factory=list)
    level_of: dict[str, int] = field(default_factory=dict)
    known: dict[Any, Any] = field(default_factory=dict)

    def keep(self, part: Any) -> Any:
        """The column of an expression; a constant or a column as it is."""
        if not isinstance(part, pl.Expr) or part.meta.is_column() or part.meta.is_literal():
            return part
        level = max((self.level_of.get(n, -1) for n in part.meta.root_names()), default=-1) + 1
        name = f"#{len(self.level_of)}"
        while len(self.levels) <= level:
            self.levels.append({})
        self.levels[level][name] = part
        self.level_of[name] = level
        return pl.col(name)

    def apply(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """The frame with all of them."""
        for level in self.levels:
            frame = frame.with_columns(**level)
        return frame


class Columns:
    """Which columns hold an input, and a switch's value while one of its cells is followed."""

    def __init__(
        self,
        names: frozenset[str],
        fixed: Mapping[str, Any] | None = None,
        steps: Steps | None = None,
        narrowed: Mapping[str, Raw] | None = None,
    ) -> None:
        self.names = names
        self.fixed = dict(fixed or {})
        self.steps = steps
        self.narrowed = narrowed or {}

    def where(self, name: str, cell: Any) -> Columns:
        """The same columns where an input, or a closed score, is known to lie in a cell."""
        return Columns(self.names, {**self.fixed, name: cell}, self.steps, self.narrowed)

    def within(self, item: Input, cell: Span) -> Columns:
        """The same columns where a quantity lies in a cell; it may be compared inside of it."""
        known = self.quantity(item)
        (start, after), (end, included) = cell
        low, high = known.low, known.high
        if start != -inf:
            limit = nextafter(float(start), inf) if after else float(start)
            low = pl.max_horizontal(low, pl.lit(limit))
        if end != inf:
            limit = float(end) if included else nextafter(float(end), -inf)
            high = pl.min_horizontal(high, pl.lit(limit))
        narrowed = {**self.narrowed, item.name: Raw(low, high)}
        # Nothing that was built of the whole quantity may be taken for a part of it.
        return Columns(self.names, self.fixed, None, narrowed)

    def once(self, node: Node, kind: object, build: Callable[[], Bounds]) -> Bounds:
        """The bounds of a node; with steps they are built once, and kept as columns."""
        if self.steps is None:
            return build()
        cells = {name: self.fixed[name] for name in self.fixed.keys() & _read_by(node)}
        if any(isinstance(cell, Whole) for cell in cells.values()):
            # A score that is kept closed: its sums differ in every row.
            return build()
        key = (kind, node, frozenset(cells.items()))
        if key not in self.steps.known:
            self.steps.known[key] = _kept(build(), self.steps)
        found: Bounds = self.steps.known[key]
        return found

    def boolean(self, item: Input) -> Bool:
        """Certainly and possibly yes."""
        name = item.name
        if name in self.fixed:
            return Bool(self.fixed[name], self.fixed[name])
        asked = of_record(name)
        if asked:
            return self._of_record(*asked, item.labels)
        if f"{name}_low" in self.names:
            return Bool(pl.col(f"{name}_low"), pl.col(f"{name}_high"))
        if name in self.names:
            return self.once(
                item, "known", lambda: Bool(surely(pl.col(name)), perhaps(pl.col(name)))
            )
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
        if item.name in self.narrowed:
            return self.narrowed[item.name]
        return self.stated(item.name).within(item)

    def per_limit(self, item: Input) -> Quotient | None:
        """A quantity as the ratio of two columns, or None where it is one column."""
        if f"{item.name}{ULN}" not in self.names:
            return None
        value, limit = self.stated(item.name), fine(pl.col(f"{item.name}{ULN}"))
        # Without a limit the ratio may be anything from nothing to all.
        known = surely((limit > 0) & (limit < MOST_LIMIT))
        bottom = pl.when(known).then(limit).otherwise(1)
        low = pl.when(known).then(fine(value.low).fill_null(0)).otherwise(0)
        high = pl.when(known).then(fine(value.high).fill_null(MOST)).otherwise(MOST)
        return Quotient((low, bottom), (high, bottom), Fraction(1), MOST, MOST_LIMIT)

    def _one_of(self, name: str, labels: frozenset[str]) -> Bool:
        """Whether a row says anything of a category, or of a yes or no."""
        columns = [f"{name}={label}" for label in sorted(labels)]
        known: pl.Expr | bool = False
        if all(column in self.names for column in columns):
            known = not_(all_of(pl.col(column) for column in columns))
        elif f"{name}_low" in self.names:
            known = pl.col(f"{name}_low") == pl.col(f"{name}_high")
        elif name in self.names:
            known = pl.col(name).is_not_null()
        return Bool(known, known)

    def stated(self, name: str) -> Raw:
        """A quantity as it stands in its column or pair of columns."""
        if f"{name}_low" in self.names:
            return Raw(pl.col(f"{name}_low"), pl.col(f"{name}_high"))
        column = pl.col(name) if name in self.names else pl.lit(None, pl.Float64)
        return Raw(column, column)

    def _of_record(self, function: str, name: str, labels: frozenset[str]) -> Bool:
        """Whether a row gives a value of an input at all, or exactly one."""
        if labels:
            return self._one_of(name, labels)
        value = self.stated(name)
        known: pl.Expr | bool
        if function == "recorded":
            known = or_(value.low.is_not_null(), value.high.is_not_null())
        else:
            known = surely(value.low == value.high)
            if f"{name}{ULN}" in self.names:
                known = and_(known, pl.col(f"{name}{ULN}").is_not_null())
        return Bool(known, known)


def meets(raw: Raw, cell: Span) -> pl.Expr | bool:
    """Whether a quantity may lie in a cell."""
    (start, after), (end, included) = cell
    result: pl.Expr | bool = True
    if start != -inf:
        limit = constant(start)
        result = and_(result, perhaps(raw.high > limit if after else raw.high >= limit))
    if end != inf:
        limit = constant(end)
        result = and_(result, perhaps(raw.low <= limit if included else raw.low < limit))
    return result


def fine(column: pl.Expr) -> pl.Expr:
    """A quantity beside its limit of normal, as a whole number of thousandths."""
    return (column.cast(pl.Float64) * FINE).round().clip(0, MOST).cast(pl.Int64)
