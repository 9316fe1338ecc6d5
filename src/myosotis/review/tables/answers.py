"""Rules and sets asked of a table, and what is said of rows in words and lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from myosotis.logic import NOT_APPLICABLE, Program, Sheet, SumVerdicts
from myosotis.logic.values import Truth
from myosotis.review.rulebook import Rulebook

Ints = npt.NDArray[np.integer[Any]]
Mask = npt.NDArray[np.bool_]


class Rules:
    """Rules asked of tables with the same columns."""

    def __init__(self, book: Rulebook, texts: Iterable[str], columns: Iterable[str]) -> None:
        self._sheet = Sheet(frozenset(columns))
        self._asked: dict[str, pl.Expr] = {}
        for text in dict.fromkeys(texts):
            found = self._sheet.possibility(book.rule(text).node)
            for end, bound in (("low", found.low), ("high", found.high)):
                known = pl.lit(bound) if isinstance(bound, bool) else bound
                self._asked[f"{text}_{end}"] = known

    def ask(self, frame: pl.DataFrame) -> Truths:
        """Whether each rule holds in every row."""
        return Truths(select(self._sheet, frame, self._asked))


class Truths:
    """Whether rules hold: certainly (``low``) or possibly (``high``), for every row.

    The masks are kept, and not to be written to.
    """

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame
        self._known: dict[tuple[str, ...], Mask] = {}

    def low(self, text: str) -> Mask:
        """Where a rule certainly holds."""
        return self.any_of((f"{text}_low",))

    def high(self, text: str) -> Mask:
        """Where a rule may hold."""
        return self.any_of((f"{text}_high",))

    def any_low(self, texts: Iterable[str]) -> Mask:
        """Where any of several rules certainly holds."""
        return self.any_of(tuple(f"{text}_low" for text in texts))

    def any_high(self, texts: Iterable[str]) -> Mask:
        """Where any of several rules may hold."""
        return self.any_of(tuple(f"{text}_high" for text in texts))

    def any_of(self, names: tuple[str, ...]) -> Mask:
        """Where any of some columns, ``<rule>_low`` or ``<rule>_high``, is true."""
        if names not in self._known:
            self._known[names] = self._joined(names)
            self._known[names].flags.writeable = False
        return self._known[names]

    def _joined(self, names: tuple[str, ...]) -> Mask:
        if len(names) == 1:
            return self.frame[names[0]].to_numpy()
        found = np.zeros(self.frame.height, np.bool_)
        for name in names:
            found |= self.any_of((name,))
        return found


class TurnedOut(Truths):
    """The same rules, some of which (``instead``) turn out otherwise."""

    def __init__(self, truths: Truths, instead: Mapping[str, Mask]) -> None:
        super().__init__(truths.frame)
        self._truths, self._instead = truths, instead

    def _joined(self, names: tuple[str, ...]) -> Mask:
        if self._instead.keys().isdisjoint(names):
            return self._truths.any_of(names)
        return self._instead[names[0]] if len(names) == 1 else super()._joined(names)


class Sets:
    """Criteria sets asked of tables with the same columns: the verdicts still possible, the bounds
    of each number. With ``own`` the tables hold the sets' own inputs too."""

    def __init__(
        self, programs: Iterable[Program], columns: Iterable[str], *, own: bool = False
    ) -> None:
        names = frozenset(columns)
        self._programs = tuple(programs)
        self._sheets: dict[frozenset[str], tuple[Sheet, dict[str, pl.Expr]]] = {}
        self._exact: dict[str, SumVerdicts] = {}
        for program in self._programs:
            # A record says nothing of an input that is the set's own, whatever its name.
            seen = names if own else names - _columns_of(program.own, names)
            if seen not in self._sheets:
                self._sheets[seen] = (Sheet(seen), {})
            sheet, asked = self._sheets[seen]
            asked |= _asked(sheet, program)
            exact = sheet.by_sums(program)
            if exact is not None:
                asked |= exact.columns
                self._exact[program.criteria.id] = exact

    def ask(self, frame: pl.DataFrame) -> pl.DataFrame:
        """``<set>:<label>`` whether a verdict is possible, ``<set>.<value>_low`` and ``_high``."""
        parts = [select(sheet, frame, asked) for sheet, asked in self._sheets.values()]
        found = pl.concat(parts, how="horizontal") if len(parts) > 1 else parts[0]
        exact = {
            f"{id_}:{label}": found[f"{id_}:{label}"] & pl.Series(possible)
            for id_, sums in self._exact.items()
            for label, possible in sums.possible(found).items()
        }
        return found.with_columns(**exact)


def _columns_of(own: Iterable[str], names: Iterable[str]) -> set[str]:
    mine = frozenset(own)
    return {n for n in names if n.removesuffix("_low").removesuffix("_high").split("=")[0] in mine}


def _asked(sheet: Sheet, program: Program) -> dict[str, pl.Expr]:
    id_, asked = program.criteria.id, {}
    applies: Any = True
    if program.applies is not None:
        applies = sheet.possibility(program.applies.plan.node).high
    may = pl.lit(applies) if isinstance(applies, bool) else applies
    for label, possible in sheet.cases(program.cases).items():
        asked[f"{id_}:{label}"] = possible & may
    asked[f"{id_}:{NOT_APPLICABLE}"] = ~may
    for name in program.values:
        asked[f"{id_}.{name}_low"], asked[f"{id_}.{name}_high"] = sheet.decimals(
            program.named[name]
        )
    return asked


def select(sheet: Sheet, frame: pl.DataFrame, asked: Mapping[str, pl.Expr]) -> pl.DataFrame:
    """The expressions of a sheet for every row of a table."""
    # A constant would be one row.
    some = pl.repeat(0, frame.height, dtype=pl.Int8).alias("row")
    return sheet.prepared(frame.lazy()).select(some, **asked).collect().drop("row")


# -- words and lists ---------------------------------------------------------------------------


def said(codes: Ints, words: Sequence[Any], dtype: Any = pl.String) -> pl.Series:
    """What each number stands for."""
    return pl.Series(words, dtype=dtype).gather(pl.Series(codes.astype(np.uint32)))


def listed(holding: Sequence[tuple[str, Mask]], rows: int) -> pl.Series:
    """For every row the names of what holds in it, in their order."""
    holding = [(name, here) for name, here in holding if here.any()]
    if not holding:
        return _NOTHING.new_from_index(0, rows)
    # Rows say few different things: each of these is put together once.
    kinds, first = _kinds([here for _, here in holding])
    held = np.stack([here[first] for _, here in holding], axis=1)
    kind, place = np.nonzero(held)
    names = [holding[each][0] for each in place.tolist()]
    edges = np.searchsorted(kind, np.arange(len(first) + 1)).tolist()
    lists = pl.Series([names[a:b] for a, b in pairwise(edges)], dtype=pl.List(pl.String))
    return lists.gather(pl.Series(kinds.astype(np.uint32)))


_NOTHING = pl.Series([[]], dtype=pl.List(pl.String))
_STEP = 8
"""So many masks are taken at a time."""
_COUNTED = 1 << 20
"""Numbers below this are counted, greater ones sorted."""


def _kinds(masks: Sequence[Mask]) -> tuple[Ints, Ints]:
    """Which rows hold the same of some masks: a number for each row, from 0, and the first row with
    each number."""
    kinds: Ints = np.zeros(len(masks[0]), np.int64)
    count = 1
    for start in range(0, len(masks), _STEP):
        some = masks[start : start + _STEP]
        bits = np.zeros(len(kinds), np.uint8)
        for bit, here in enumerate(some):
            bits |= here.view(np.uint8) << np.uint8(bit)
        kinds, count = _dense(kinds << len(some) | bits, count << len(some))
    first = np.zeros(count, np.int64)
    first[kinds[::-1]] = np.arange(len(kinds) - 1, -1, -1)
    return kinds, first


def _dense(codes: Ints, size: int) -> tuple[Ints, int]:
    """Numbers below ``size`` as numbers from 0 in the same order, and how many these are."""
    if size > _COUNTED:
        distinct, places = np.unique(codes, return_inverse=True)
        return places, len(distinct)
    place = np.zeros(size, np.int64)
    place[codes] = 1
    place = np.cumsum(place)
    return place[codes] - 1, int(place[-1])


def possible_labels(answers: pl.DataFrame, program: Program) -> pl.Series:
    """The verdicts of a set that are still possible in every row, from what `Sets` answers."""
    labels = [*program.cases.labels, NOT_APPLICABLE]
    holding = [(label, answers[f"{program.criteria.id}:{label}"].to_numpy()) for label in labels]
    return listed(holding, answers.height)


def once(codes: Ints, read: Callable[[int], Any]) -> tuple[Ints, list[Any]]:
    """What a function gives for each distinct number, and where in the list each row's is."""
    distinct, places = np.unique(codes, return_inverse=True)
    return places, [read(int(code)) for code in distinct]


def mask(low: Mask, high: Mask) -> Ints:
    """Bounds as the mask of a truth: 1 no, 2 yes, 3 either."""
    return np.where(low, Truth.YES.value, np.where(high, Truth.UNKNOWN.value, Truth.NO.value))
