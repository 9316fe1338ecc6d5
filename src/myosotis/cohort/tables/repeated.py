"""Facts that are recorded twice, and facts of one date that contradict each other.

A patient file with such facts is refused. In a table what is recorded twice counts once, and
of two values that cannot both be true neither counts: the finding is not known on that date.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import combinations

import numpy as np
import polars as pl

from myosotis.cohort.tables.cells import observation
from myosotis.cohort.tables.dating import partial
from myosotis.cohort.tables.rejecting import Rejects
from myosotis.errors import ConflictError
from myosotis.knowledge import KnowledgeBase
from myosotis.patient import NEVER, Fact, disagreement, read_observation

_SAME = ("patient", "finding", "earliest", "latest", "site")


def leave_out_repeated(
    facts: pl.DataFrame, rejects: Rejects, notes: Rejects, base: KnowledgeBase
) -> pl.DataFrame:
    """The facts without those that stand twice, and without those that contradict each other."""
    known = facts["earliest"] > NEVER
    doubtful = facts.filter(known & facts.select(pl.struct(_SAME).is_duplicated()).to_series())
    if doubtful.is_empty():
        return facts
    for group in doubtful.partition_by(_SAME, maintain_order=True):
        if group["#at"].n_unique() > 1:
            _settle(group, rejects, notes, base)
    return facts.filter(pl.Series(~(rejects.out | notes.out)[facts["#at"].to_numpy()]))


def _settle(group: pl.DataFrame, rejects: Rejects, notes: Rejects, base: KnowledgeBase) -> None:
    rows = sorted(set(group["#at"].to_list()))
    on = partial(group["earliest"][0], group["latest"][0])
    read = {row: _read(rejects, base, row) for row in rows}
    read = {
        row: tuple(
            replace(fact, on=on, where=f"{rejects.table} row {rejects.frame['row'][row]}")
            for fact in facts
        )
        for row, facts in read.items()
    }
    # Of two that say the same, the one that says more stays, else the first.
    order = sorted(rows, key=lambda row: (*(not f.method for f in read[row]), row))
    stay: list[int] = []
    for row in order:
        twice = next((why for kept in stay for why in _why(base, read, kept, row, twice=True)), "")
        if twice:
            notes.add(np.array([row]), ["value"], [twice])
        else:
            stay.append(row)
    out: dict[int, str] = {}
    for first, second in combinations(sorted(stay), 2):
        for why in _why(base, read, first, second, twice=False):
            out.setdefault(first, why)
            out.setdefault(second, why)
    for row, why in sorted(out.items()):
        rejects.add(np.array([row]), ["value"], [why])


def _read(rejects: Rejects, base: KnowledgeBase, row: int) -> tuple[Fact, ...]:
    cells = rejects.frame.row(row, named=True)
    said = {name: cell for name, cell in observation(cells).items() if name not in ("on", "until")}
    return read_observation(base, cells["finding"], said, date.max)


def _why(
    base: KnowledgeBase,
    read: dict[int, tuple[Fact, ...]],
    first: int,
    second: int,
    *,
    twice: bool,
) -> Iterable[str]:
    """The sentences of one kind that two rows give rise to."""
    for one in read[first]:
        for other in read[second]:
            found = disagreement(base, one, other)
            if found and (found[0] is not ConflictError) == twice:
                yield found[1]
