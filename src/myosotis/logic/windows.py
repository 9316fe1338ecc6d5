"""Verdicts by a sum of points, exact for every row of a table.

Bounds of a sum do not see its gaps: with items of 7 and 20 points no sum of 10 can be reached. For
one patient the sums that can be reached are counted out (see `reachable`). Here rows that leave
the same items open from the same points on share that count.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, reduce

import numpy as np
import numpy.typing as npt
import polars as pl

from myosotis.logic.analysis import Cell, Switch
from myosotis.logic.building import boolean, inside_bands
from myosotis.logic.columns import Columns, meets
from myosotis.logic.folding import Bool, and_, expression, not_
from myosotis.logic.memo import Memo
from myosotis.logic.nodes import If, Input, Node, Total
from myosotis.logic.program import Program
from myosotis.logic.reachable import inside, shifted

Mask = npt.NDArray[np.bool_]


@dataclass
class _Branch:
    """The columns of one branch of the switches: whether it is possible, which items are open (as
    bits), which values each of the bands leaves (as bits), and the points that are certain.

    ``known`` keeps the sums of open items and bands, ``answered`` the labels of a row (as bits).
    """

    possible: str
    open: str
    bands: str
    points: str
    weights: tuple[int, ...]
    values: tuple[tuple[int, ...], ...]
    labels: tuple[str, ...]
    known: Memo[tuple[int, int], int] = field(default_factory=Memo)
    answered: Memo[tuple[int, ...], int] = field(default_factory=Memo)

    @cached_property
    def least(self) -> int:
        """The bit that stands for no points; below it are the negative sums."""
        return sum(-min(weight, 0) for weight in self.weights)

    def sums(self, open_: int, bands: int) -> int:
        """The sums of what is open, as bits; see `reachable`."""
        key = (open_, bands)
        if key not in self.known:
            found = 1 << self.least
            for bit, weight in enumerate(self.weights):
                if open_ >> bit & 1:
                    found |= shifted(found, weight)
            for values in self.values:
                options = {value for bit, value in enumerate(values) if bands >> bit & 1}
                bands >>= len(values)
                found = reduce(int.__or__, (shifted(found, value) for value in options))
            self.known[key] = found
        return self.known[key]


class SumVerdicts:
    """The verdict of a set whose cases depend on one sum of points and a few switches.

    ``columns`` are computed first, then `possible` says of every row and label whether the label
    is possible.
    """

    def __init__(self, program: Program, columns: Columns) -> None:
        chart = program.verdict.chart
        assert chart is not None
        self.labels = program.cases.labels
        self.columns: dict[str, pl.Expr] = {}
        self._windows = chart.score.windows
        self._scale, self._offset = chart.score.place
        self._branches = [
            self._branch(
                f"sum:{program.criteria.id}/{place}",
                chart.score.sums.node,
                list(zip(chart.switches, cells, strict=True)),
                row,
                columns,
            )
            for place, (cells, row) in enumerate(zip(chart.branches, chart.rows, strict=True))
        ]

    @classmethod
    def of(cls, program: Program, columns: Columns) -> SumVerdicts | None:
        """None where the cases depend on more, or every sum between the bounds can be reached."""
        chart = program.verdict.chart
        if chart is None or not chart.score.sums.has_gaps:
            return None
        return cls(program, columns)

    def possible(self, found: pl.DataFrame) -> dict[str, Mask]:
        """For each label where it is possible."""
        rows = {label: np.zeros(found.height, np.bool_) for label in self.labels}
        for branch in self._branches:
            here = found[branch.possible].to_numpy()
            if not here.any():
                continue
            keys = found.select(branch.open, branch.bands, branch.points)
            distinct = keys.filter(pl.Series(here)).unique().with_row_index("place")
            masks = np.array([self._answer(branch, key) for _, *key in distinct.iter_rows()])
            places = keys.join(distinct, on=keys.columns, how="left", maintain_order="left")
            place = places["place"].fill_null(0).to_numpy()
            for bit, label in enumerate(self.labels):
                rows[label] |= here & (masks[place] >> bit & 1).astype(np.bool_)
        return rows

    def _answer(self, branch: _Branch, key: list[int]) -> int:
        """The labels, as bits, of the windows that hold a sum that can be reached."""
        row = tuple(key)
        if row not in branch.answered:
            open_, bands, points = row
            by = points + self._offset - branch.least
            reachable = shifted(branch.sums(open_, bands), by)
            found = 0
            for bits, label in zip(self._windows, branch.labels, strict=True):
                if inside(reachable, bits):
                    found |= 1 << self.labels.index(label)
            branch.answered[row] = found
        return branch.answered[row]

    # -- compiled once -----------------------------------------------------------------------

    def _branch(
        self,
        name: str,
        node: Node,
        cells: list[tuple[Switch, Cell]],
        labels: list[str],
        columns: Columns,
    ) -> _Branch:
        possible: pl.Expr | bool = True
        for switch, cell in cells:
            possible = and_(possible, _may(columns, switch.input, cell))
            columns = columns.where(switch.input.name, cell)
        scale = self._scale
        total = _chosen(node, columns)
        rows = [(boolean(part, columns), int(weight * scale)) for part, weight in total.rows]
        open_ = [and_(not_(truth.low), truth.high) for truth, _ in rows]
        values = tuple(tuple(int(v * scale) for v in band.values) for band in total.bands)
        left = [may for band in total.bands for may in inside_bands(band, columns)]
        points = [
            pl.when(expression(truth.low)).then(pl.lit(weight, pl.Int32)).otherwise(0)
            for truth, weight in rows
        ]
        self.columns |= {
            f"{name}/may": expression(possible),
            f"{name}/open": _bits(open_),
            f"{name}/bands": _bits(left),
            f"{name}/points": reduce(lambda one, other: one + other, points),
        }
        return _Branch(
            possible=f"{name}/may",
            open=f"{name}/open",
            bands=f"{name}/bands",
            points=f"{name}/points",
            weights=tuple(weight for _, weight in rows),
            values=values,
            labels=tuple(labels),
        )


def _may(columns: Columns, item: Input, cell: Cell) -> pl.Expr | bool:
    if isinstance(cell, bool):
        known = columns.boolean(item)
        return known.high if cell else not_(known.low)
    if isinstance(cell, frozenset):
        return columns.possible(item, cell)
    return meets(columns.quantity(item), cell)


def _chosen(node: Node, columns: Columns) -> Total:
    """The total of a branch: the switches decide between the columns of points."""
    while isinstance(node, If):
        condition: Bool = boolean(node.condition, columns)
        assert isinstance(condition.low, bool)
        node = node.then if condition.low else node.otherwise
    assert isinstance(node, Total)
    return node


def _bits(parts: list[pl.Expr | bool]) -> pl.Expr:
    """Conditions as the bits of one number."""
    bits = [
        pl.when(expression(part)).then(pl.lit(1 << bit, pl.UInt32)).otherwise(pl.lit(0, pl.UInt32))
        for bit, part in enumerate(parts)
    ]
    return reduce(lambda one, other: one | other, bits, pl.lit(0, pl.UInt32))
