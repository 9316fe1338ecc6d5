"""The record of every row with all that follows from it: of the present, and over the course."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import polars as pl

from myosotis.knowledge import KnowledgeBase
from myosotis.logic import Clashes, Closing
from myosotis.patient import Held
from myosotis.review.rulebook import EVER, rulebook
from myosotis.review.tables.wide import wide


class ClosedTable:
    """Closes tables in which the same findings were ever recorded.

    ``now`` and ``course`` are the findings that are asked for, ``present`` those that may be
    recorded in any table.
    """

    def __init__(
        self,
        base: KnowledgeBase,
        now: Iterable[str],
        course: Iterable[str],
        present: Collection[str],
    ) -> None:
        self.base = base
        self.sides = tuple(
            (_Side(base, names, present), prefix) for names, prefix in ((now, ""), (course, EVER))
        )

    def close(self, held: tuple[Held, Held], rows: int) -> pl.DataFrame:
        """The columns of the present by their names, those of the course behind ``ever.``."""
        return self.close_all(held, rows)[0]

    def close_all(
        self, held: tuple[Held, Held], rows: int
    ) -> tuple[pl.DataFrame, tuple[Clashes, Clashes]]:
        """The same, and where facts contradict each other: of the present, and over the course."""
        parts: list[pl.DataFrame] = []
        clashes: list[Clashes] = []
        for (side, prefix), known in zip(self.sides, held, strict=True):
            clash: Clashes = ()
            if side.recorded and side.closing.out:
                closed, clash = side.close(known, rows)
                parts.append(closed.select(pl.all().name.prefix(prefix)))
            clashes.append(clash)
        closed = pl.concat(parts, how="horizontal") if parts else nothing_known(rows)
        return closed, (clashes[0], clashes[1])


def nothing_known(rows: int) -> pl.DataFrame:
    """A table in which nothing is known; it has its rows."""
    return pl.DataFrame({"": pl.repeat(0, rows, dtype=pl.Int8, eager=True)})


class _Side:
    def __init__(self, base: KnowledgeBase, names: Iterable[str], present: Collection[str]) -> None:
        self.base = base
        hierarchy = rulebook(base).hierarchy
        bearing = hierarchy.closure(names).relevant
        self.recorded = [name for name in base.findings if name in bearing and name in present]
        columns = wide(Held.nothing(), 0, self.recorded, base)
        self.closing = Closing(hierarchy, names, frozenset(columns))

    def close(self, held: Held, rows: int) -> tuple[pl.DataFrame, Clashes]:
        return self.closing.close(pl.DataFrame(wide(held, rows, self.recorded, self.base)))


def affected(base: KnowledgeBase, changed: Iterable[str]) -> set[str]:
    """The findings of which something else may follow when some are known otherwise."""
    hierarchy = rulebook(base).hierarchy
    readers: dict[str, set[str]] = {}
    for target, steps in hierarchy.steps.items():
        for step in steps:
            for read in step.reads:
                readers.setdefault(read, set()).add(target)
    for done, names in hierarchy.results.items():
        for name in names:
            readers.setdefault(name, set()).add(done)
    found: set[str] = set()
    waiting = list(changed)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(readers.get(name, ()))
    return found
