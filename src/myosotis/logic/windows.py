"""Verdicts by a sum of points, exact for every row of a table.

Bounds of a sum do not see its gaps: with items of 7 and 20 points no sum of 10 can be reached. For
one patient the sums that can be reached are counted out (see `reachable`). Here they are counted
out for all rows at once: the sums of a row are the bits of a few words.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from myosotis.logic.analysis import Cell, Switch
from myosotis.logic.building import boolean, inside_bands
from myosotis.logic.columns import Columns, meets
from myosotis.logic.folding import Bool, and_, expression, not_
from myosotis.logic.nodes import If, Input, Node, Total
from myosotis.logic.program import Program

Mask = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.integer[Any]]
Words = npt.NDArray[np.uint64]
"""Bits of many rows; the sums that a row can reach take several words."""
ROWS = 50_000
"""Rows that are counted out together."""
_BITS = 64


@dataclass(frozen=True)
class Branch:
    """The columns of one branch of the switches: whether it is possible, which items are open (as
    bits), which values each of the bands leaves (as bits), and the points that are certain.

    Bit 0 of a row's sums stands for ``least``, the least sum that any row can reach; there are
    ``words`` words. ``labels`` are those of the windows of the set.
    """

    possible: str
    open: str
    bands: str
    points: str
    weights: tuple[int, ...]
    values: tuple[tuple[int, ...], ...]
    labels: tuple[str, ...]

    @cached_property
    def least(self) -> int:
        """The least sum of points."""
        return sum(min(w, 0) for w in self.weights) + sum(map(min, self.values))

    @cached_property
    def words(self) -> int:
        """So many words hold all sums."""
        most = sum(max(w, 0) for w in self.weights) + sum(map(max, self.values))
        return (most - self.least) // _BITS + 1

    def sums(self, open_: Words, bands: Words, points: Ints) -> Words:
        """The sums that rows can reach."""
        found = np.zeros((self.words, len(points)), np.uint64)
        # From the least value of each band, and without what is open.
        start = points - self.least + sum(map(min, self.values))
        word, bit = np.divmod(start, _BITS)
        found[word, np.arange(len(points))] = np.uint64(1) << bit.astype(np.uint64)
        for place, weight in enumerate(self.weights):
            found |= _moved(found, weight) & _ones(open_, place)
        place = 0
        for values in self.values:
            before, found = found, np.zeros_like(found)
            for value in values:
                found |= _moved(before, value - min(values)) & _ones(bands, place)
                place += 1
        return found

    def window(self, bits: tuple[int, int | None], offset: int) -> Words:
        """The sums inside a window, which counts its bits from ``-offset``."""
        first, last = bits
        places = np.arange(self.words * _BITS) + self.least + offset
        inside = (places >= first) & (places < (np.inf if last is None else last))
        found: Words = np.packbits(inside, bitorder="little").view("<u8").astype(np.uint64)
        return found


def _moved(sums: Words, by: int) -> Words:
    """The same sums with one number added to each."""
    words, bits = divmod(abs(by), _BITS)
    found = np.zeros_like(sums)
    count = len(sums) - words
    if count <= 0:
        return found
    up = by >= 0
    to, of = (found[words:], sums[:count]) if up else (found[:count], sums[words:])
    if not bits:
        to[:] = of
        return found
    near, far = np.uint64(bits), np.uint64(_BITS - bits)
    if up:
        to[:] = of << near
        to[1:] |= of[:-1] >> far
    else:
        to[:] = of >> near
        to[:-1] |= of[1:] << far
    return found


def _ones(bits: Words, place: int) -> Words:
    """A word of ones for the rows that have a bit, of zeros for the others."""
    found: Words = -(bits >> np.uint64(place) & np.uint64(1))
    return found


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
            here = np.flatnonzero(found[branch.possible].to_numpy())
            known = [found[name].to_numpy() for name in (branch.open, branch.bands, branch.points)]
            windows = [branch.window(bits, self._offset) for bits in self._windows]
            for start in range(0, len(here), ROWS):
                some = here[start : start + ROWS]
                open_, bands, points = (column[some] for column in known)
                sums = branch.sums(
                    open_.astype(np.uint64), bands.astype(np.uint64), points.astype(np.int64)
                )
                for window, label in zip(windows, branch.labels, strict=True):
                    rows[label][some] |= (sums & window[:, None]).any(axis=0)
        return rows

    # -- compiled once -----------------------------------------------------------------------

    def _branch(
        self,
        name: str,
        node: Node,
        cells: list[tuple[Switch, Cell]],
        labels: list[str],
        columns: Columns,
    ) -> Branch:
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
        return Branch(
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
