"""What follows from facts by the vocabulary alone, for every row of a table.

The same as `Closure`, over low and high columns. Rows whose facts contradict each other are few;
in them the part of the vocabulary that holds the contradiction is closed as for one patient.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import inf
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from myosotis.errors import KnowledgeError
from myosotis.logic.building import boolean
from myosotis.logic.columns import Columns, Steps
from myosotis.logic.folding import Bool, all_of, and_, any_of, expression, not_, or_
from myosotis.logic.hierarchy import Closure, Hierarchy, Step
from myosotis.logic.memo import Memo
from myosotis.logic.nodes import Input
from myosotis.logic.values import Choice, Interval, Truth, Value

Mask = npt.NDArray[np.bool_]
Clashes = tuple[tuple[frozenset[str], Mask], ...]
"""Findings, and the rows in which facts on which they depend contradict each other."""
_CLASH = "clash:"


@dataclass
class _Part:
    """Findings that depend on each other (``names``), and all on which they depend (``bearing``,
    themselves too); ``known`` keeps what followed from facts that contradicted each other."""

    names: tuple[str, ...]
    bearing: tuple[str, ...]
    closure: Closure
    known: Memo[tuple[Any, ...], Mapping[str, Value]] = field(default_factory=Memo)


class Closing:
    """Closes tables with the same columns.

    ``names`` are the findings that are asked for, ``columns`` those of the tables, laid out as
    `columns` says. `apply` gives the table with, of each finding asked for of which anything is
    known or may follow, the columns with all that follows.
    """

    def __init__(self, hierarchy: Hierarchy, names: Iterable[str], columns: frozenset[str]) -> None:
        self.closure = hierarchy.closure(names)
        self.names = columns
        self.steps = Steps()
        self.stated = Columns(columns)
        self._lows: dict[str, pl.Expr | bool] = {}
        self._highs: dict[str, pl.Expr | bool] = {}
        self._open: set[tuple[str, str]] = set()
        by_target = hierarchy.steps
        self._by_target = {name: by_target.get(name, []) for name in self.closure.relevant}
        self._seen = _Seen(self)
        self._clash: dict[frozenset[str], pl.Expr | bool] = {}
        self.out: dict[str, pl.Expr] = {}
        self._bearing = _bearing(self.closure, self._by_target)
        self.parts: list[_Part] = []
        clashes: dict[str, pl.Expr] = {}
        for part in self._parts(hierarchy):
            clash = self._clashes(part.names[0])
            if clash is not False:
                clashes[f"{_CLASH}{len(self.parts)}"] = expression(clash)
                self.parts.append(part)
        for name in sorted(self.closure.names & self.closure.items.keys()):
            item = self.closure.items[name]
            if item.type != "boolean":
                self.out |= {c: pl.col(c) for c in _columns_of(item) if c in columns}
                continue
            low, high = self._low(name), self._high(name)
            if not (low is False and high is True):
                self.out[f"{name}_low"], self.out[f"{name}_high"] = map(expression, (low, high))
        self.clashes = clashes

    def apply(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The closed columns of every row, in their order."""
        return self.close(frame)[0]

    def close(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, Clashes]:
        """The closed columns of every row, and where facts contradict each other."""
        asked = {**self.out, **self.clashes}
        length = pl.repeat(0, frame.height, dtype=pl.Int8).alias("row")
        found = self.steps.apply(frame.lazy()).select(length, **asked).collect()
        closed = found.select(self.out.keys())
        clashes: list[tuple[frozenset[str], Mask]] = []
        for index, part in enumerate(self.parts):
            here = found[f"{_CLASH}{index}"]
            rows = here.arg_true()
            if len(rows):
                clashes.append((frozenset(part.names), here.to_numpy()))
                closed = closed.with_columns(
                    closed[name].scatter(rows, values)
                    for name, values in self._by_itself(part, frame, rows)
                )
        return closed, tuple(clashes)

    # -- what follows ------------------------------------------------------------------------

    def _low(self, name: str) -> pl.Expr | bool:
        """Certainly yes."""
        if name not in self._lows:
            self._enter(name, "low")
            found = self._done(name)
            for step in self._by_target.get(name, ()):
                if step.value is Truth.NO:
                    continue
                if step.only is not None:
                    found = or_(found, self._low(step.reads[0]))
                else:
                    found = or_(found, boolean(step.node, self._seen).low)
            self._lows[name] = self.steps.keep(found)
            self._open.discard((name, "low"))
        return self._lows[name]

    def _high(self, name: str) -> pl.Expr | bool:
        """Possibly yes."""
        if name not in self._highs:
            self._enter(name, "high")
            found = self.stated.boolean(self._item(name)).high
            for step in self._by_target.get(name, ()):
                if step.value is Truth.NO and step.only is not None:
                    found = and_(found, self._high(step.reads[0]))
                elif step.value is Truth.NO:
                    found = and_(found, not_(boolean(step.node, self._seen).low))
                elif step.value is None:
                    found = and_(found, boolean(step.node, self._seen).high)
            self._highs[name] = self.steps.keep(found)
            self._open.discard((name, "high"))
        return self._highs[name]

    def bounds(self, name: str) -> Bool:
        """Both."""
        return Bool(self._low(name), self._high(name))

    def _enter(self, name: str, side: str) -> None:
        if (name, side) in self._open:
            raise KnowledgeError(f"what follows for {name} depends on itself")
        self._open.add((name, side))

    def _item(self, name: str) -> Input:
        return self.closure.items[name]

    def _done(self, name: str) -> pl.Expr | bool:
        """Certainly yes as stated, or a test that has a result."""
        stated = self.stated.boolean(self._item(name))
        results = self.closure.results.get(name, ())
        recorded = any_of(self._recorded(other) for other in results)
        return or_(stated.low, and_(stated.high, recorded))

    def _recorded(self, name: str, *, beside_no: bool = True) -> pl.Expr | bool:
        """Whether anything is stated; or for a boolean, anything but no."""
        item = self._item(name)
        if item.type == "boolean":
            stated = self.stated.boolean(item)
            return or_(stated.low, not_(stated.high)) if beside_no else stated.low
        if item.type == "label":
            columns = [c for c in _columns_of(item) if c in self.names]
            return not_(all_of(pl.col(c) for c in columns)) if columns else False
        stated_number = self.stated.stated(name)
        if f"{name}_low" not in self.names:
            return False
        return or_(stated_number.low.is_not_null(), stated_number.high.is_not_null())

    def _contradicts(self, name: str) -> pl.Expr | bool:
        item = self._item(name)
        if item.type != "boolean":
            return False
        clash = and_(self._low(name), not_(self._high(name)))
        results = self.closure.results.get(name, ())
        if results:
            present = any_of(self._recorded(other, beside_no=False) for other in results)
            clash = or_(clash, and_(not_(self.stated.boolean(item).high), present))
        return clash

    # -- contradictions ------------------------------------------------------------------------

    def _parts(self, hierarchy: Hierarchy) -> list[_Part]:
        """The findings in groups that depend on each other."""
        groups: dict[frozenset[str], list[str]] = {}
        for name in sorted(self.closure.relevant):
            groups.setdefault(self._bearing[name], []).append(name)
        return [
            _Part(tuple(names), tuple(sorted(bearing)), hierarchy.closure(names))
            for bearing, names in groups.items()
            if len(bearing) > 1
        ]

    def _clashes(self, name: str) -> pl.Expr | bool:
        """Whether anything on which a finding depends contradicts itself."""
        bearing = self._bearing[name]
        if bearing not in self._clash:
            own = [n for n in bearing if self._bearing[n] == bearing]
            before = {self._bearing[n]: n for n in bearing if self._bearing[n] != bearing}
            found = any_of(
                [
                    *(self._contradicts(n) for n in sorted(own)),
                    *(self._clashes(n) for n in sorted(before.values())),
                ]
            )
            self._clash[bearing] = self.steps.keep(found)
        return self._clash[bearing]

    def _by_itself(
        self, part: _Part, frame: pl.DataFrame, rows: pl.Series
    ) -> Iterator[tuple[str, pl.Series]]:
        """The closed columns of a part, in some rows; each distinct row is closed once, as for one
        patient."""
        truths = [n for n in part.names if f"{n}_low" in self.out and self._is_boolean(n)]
        if not truths:
            return
        items = [self._item(name) for name in part.bearing]
        stated = frame.select(c for i in items for c in _columns_of(i) if c in self.names)[rows]
        items = [item for item in items if _says(item, stated)]
        stated = stated.select(c for item in items for c in _columns_of(item))
        distinct = stated.unique().with_row_index("#kind")
        kinds = stated.join(distinct, on=stated.columns, nulls_equal=True, maintain_order="left")
        kind = kinds["#kind"].to_numpy()
        codes = np.full((len(truths), distinct.height), Truth.UNKNOWN.value)
        for index, (_, *cells) in enumerate(distinct.iter_rows()):
            facts = _values(items, dict(zip(stated.columns, cells, strict=True)))
            key = tuple(facts.items())
            if key not in part.known:
                part.known[key] = part.closure.apply(facts).values
            closed = part.known[key]
            for place, name in enumerate(truths):
                value = closed.get(name)
                if isinstance(value, Truth):
                    codes[place, index] = value.value
        for place, name in enumerate(truths):
            yield f"{name}_low", pl.Series((codes[place] == Truth.YES.value)[kind])
            yield f"{name}_high", pl.Series((codes[place] != Truth.NO.value)[kind])

    def _is_boolean(self, name: str) -> bool:
        return self._item(name).type == "boolean"


class _Seen(Columns):
    """The columns in which a condition of the vocabulary finds what is known so far."""

    def __init__(self, closing: Closing) -> None:
        super().__init__(closing.names, steps=closing.steps)
        self.closing = closing

    def boolean(self, item: Input) -> Bool:
        """With all that follows."""
        return self.closing.bounds(item.name)


def _bearing(
    closure: Closure, by_target: Mapping[str, Iterable[Step]]
) -> dict[str, frozenset[str]]:
    """For each finding all from which anything may follow for it, itself too."""
    read = {name: {n for step in steps for n in step.reads} for name, steps in by_target.items()}
    for done, names in closure.results.items():
        read[done] |= set(names)
    found: dict[str, frozenset[str]] = {}
    for name in closure.relevant:
        here: set[str] = set()
        waiting = [name]
        while waiting:
            this = waiting.pop()
            if this not in here:
                here.add(this)
                waiting.extend(read[this])
        found[name] = frozenset(here)
    return found


def _says(item: Input, stated: pl.DataFrame) -> bool:
    """Whether any row says anything of a finding."""
    columns = [stated[c] for c in _columns_of(item) if c in stated.columns]
    if not columns:
        return False
    if item.type == "label":
        return not all(column.all() for column in columns)
    if item.type == "boolean":
        low, high = columns
        return bool(low.any()) or not high.all()
    return any(column.null_count() < len(column) for column in columns)


def _columns_of(item: Input) -> list[str]:
    if item.type == "label":
        return [f"{item.name}={label}" for label in sorted(item.labels)]
    return [f"{item.name}_low", f"{item.name}_high"]


def _values(items: Iterable[Input], row: Mapping[str, Any]) -> dict[str, Value]:
    """The facts of one row, without what is not known."""
    found: dict[str, Value] = {}
    for item in items:
        columns = _columns_of(item)
        if columns[0] not in row:
            continue
        if item.type == "label":
            left = frozenset(c.partition("=")[2] for c in columns if row[c])
            if left != item.labels:
                found[item.name] = Choice(left, item.labels)
            continue
        low, high = (row[c] for c in columns)
        if item.type == "boolean":
            if low or not high:
                found[item.name] = Truth.of(low, high)
        elif low is not None or high is not None:
            found[item.name] = Interval(
                -inf if low is None else Fraction(low), inf if high is None else Fraction(high)
            )
    return found
