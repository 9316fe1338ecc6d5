"""The rules of the review in the order in which they are asked, each stage compiled once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import polars as pl

from myosotis.knowledge import KnowledgeBase
from myosotis.review.rulebook import rulebook
from myosotis.review.tables.answers import Mask, Rules, Truths
from myosotis.review.tables.missing import MissingTable
from myosotis.review.tables.questions import missing_table
from myosotis.review.tables.serology import SerologyTable


class Stages:
    """Asks the rules of a stage of tables; those of tables with other columns are compiled anew."""

    def __init__(self, base: KnowledgeBase, serology: SerologyTable) -> None:
        self.base, self.book = base, rulebook(base)
        self._serology = serology
        self._rules: dict[str, tuple[frozenset[str], Rules]] = {}
        self._missing: dict[str, tuple[frozenset[str], MissingTable]] = {}

    @cached_property
    def texts(self) -> dict[str, list[str]]:
        """The rules that are asked together."""
        base, pathway = self.base, self.base.diagnosis
        readings = [r for o in base.activity.organs for r in (o.inflammation, o.damage)]
        return {
            "serology": list(self._serology.rules),
            "subgroups": [
                rule.if_
                for one in base.subgroups.subgroups
                for rule in (*one.established, *one.excluded, *one.supported)
            ],
            "diagnosis": [
                rule.if_
                for rule in (
                    *base.urgent.red_flags, *pathway.secure, *pathway.other_iim,
                    *pathway.not_iim, *pathway.red_flags,
                )
            ],
            "activity": [rule.if_ for r in readings for rule in (*r.shown, *r.excluded)],
            "strategy": [condition.if_ for condition in base.strategy.gate],
        }  # fmt: skip

    def ask(self, stage: str, frame: pl.DataFrame) -> Truths:
        """Whether the rules of a stage hold in every row."""
        columns = frozenset(frame.columns)
        found = self._rules.get(stage)
        if found is None or found[0] != columns:
            found = self._rules[stage] = columns, Rules(self.book, self.texts[stage], columns)
        return found[1].ask(frame)

    def missing(
        self, frame: pl.DataFrame, undecided: Mapping[str, Mask], truths: Truths
    ) -> dict[str, pl.Series]:
        """``missing.<question>``: the findings that could still change each verdict."""
        columns = frozenset(frame.columns)
        found: dict[str, pl.Series] = {}
        for name, open_ in undecided.items():
            asked = self._missing.get(name)
            if asked is None or asked[0] != columns:
                table = missing_table(self.base, self.book, name, columns)
                asked = self._missing[name] = columns, table
            found[f"missing.{name}"] = asked[1].ask(frame, truths, open_)
        return found
