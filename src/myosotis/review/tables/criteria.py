"""Some criteria sets over a table of findings, with all that follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from myosotis.knowledge import KnowledgeBase
from myosotis.logic import Closing
from myosotis.review.rulebook import rulebook
from myosotis.review.tables.answers import Sets, possible_labels
from myosotis.review.tables.closed import nothing_known


class CriteriaTable:
    """Asks sets of tables with the same columns, laid out as `logic.columns` says."""

    def __init__(self, base: KnowledgeBase, ids: Sequence[str], columns: Iterable[str]) -> None:
        book = rulebook(base)
        self._programs = [book.program(id_) for id_ in ids]
        names = {n for program in self._programs for n in program.inputs.keys() - program.own}
        self._closing = Closing(book.hierarchy, names & base.findings.keys(), frozenset(columns))
        self._sets = Sets(self._programs, self._closing.out)

    def ask(self, frame: pl.DataFrame, rows: int) -> dict[str, pl.Series]:
        """``<set>``, the verdicts still possible, and ``<set>.<value>_low`` and ``_high``."""
        # A table without columns would have no rows either.
        known = frame if frame.width else nothing_known(rows)
        closed = self._closing.apply(known) if self._closing.out else nothing_known(rows)
        answers = self._sets.ask(closed)
        found: dict[str, pl.Series] = {}
        for program in self._programs:
            id_ = program.criteria.id
            found[id_] = possible_labels(answers, program)
            for name in program.values:
                for end in ("low", "high"):
                    found[f"{id_}.{name}_{end}"] = answers[f"{id_}.{name}_{end}"]
        return found
