"""The unknown findings that can still change a verdict, for every row.

The same as `View.missing` for one patient: of each unknown that an undecided rule still reads,
what each answer would leave; those whose answer changes the verdict, and where no single one does,
all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from myosotis.logic import Cell, Input, Sheet
from myosotis.review.rulebook import EVER, CompiledRule, Rulebook
from myosotis.review.tables.answers import Ints, Mask, Truths, TurnedOut, listed, select
from myosotis.review.view import cuts_of_rules

Verdict = Callable[[Truths], Ints]
"""The verdict of every row as a number, from the truths of its rules."""


@dataclass(frozen=True)
class _Unknown:
    """An input: the column that says whether it is still read; for each of its answers the column
    that says whether it is possible, and by rule and end the column that turns out otherwise.

    ``untold`` is the column that says where a number is not exactly known of which there is
    nothing to tell apart.
    """

    name: str
    read: str
    answers: tuple[tuple[str, dict[str, str]], ...]
    untold: str | None


class MissingTable:
    """Asks tables with the same columns what is missing for one verdict.

    ``texts`` are the rules whose unknowns are asked for, ``every`` those on which the verdict
    rests.
    """

    def __init__(
        self,
        book: Rulebook,
        texts: Iterable[str],
        every: Iterable[str],
        verdict: Verdict,
        columns: Iterable[str],
    ) -> None:
        self._sheet = Sheet(frozenset(columns))
        self._verdict = verdict
        self._columns: dict[str, pl.Expr] = {}
        asked = [book.rule(text) for text in texts]
        rules = {text: book.rule(text) for text in every}
        inputs = {name: item for rule in asked for name, item in rule.inputs.items()}
        self._unknown = [self._of(item, asked, rules) for item in inputs.values()]

    def ask(self, frame: pl.DataFrame, truths: Truths, undecided: Mask) -> pl.Series:
        """The findings that are missing in the rows that are undecided."""
        found = select(self._sheet, frame, self._columns)
        now = self._verdict(truths)
        listed_: list[tuple[str, Mask, Mask]] = []
        for unknown in self._unknown:
            read = found[unknown.read].to_numpy() & undecided
            if not read.any():
                continue
            open_, alone = self._answers(unknown, found, truths, now)
            listed_.append((unknown.name.removeprefix(EVER), read & open_, read & alone))
        any_alone = np.zeros(frame.height, np.bool_)
        for _, _, alone in listed_:
            any_alone |= alone
        holding = _merged((n, alone | (open_ & ~any_alone)) for n, open_, alone in listed_)
        return listed(holding, frame.height)

    def _answers(
        self, unknown: _Unknown, found: pl.DataFrame, truths: Truths, now: Ints
    ) -> tuple[Mask, Mask]:
        """Where several answers are possible, and where one of them changes the verdict."""
        if unknown.untold is not None:
            return found[unknown.untold].to_numpy(), np.zeros(len(now), np.bool_)
        any_, several = np.zeros(len(now), np.bool_), np.zeros(len(now), np.bool_)
        changes = np.zeros(len(now), np.bool_)
        for column, turned in unknown.answers:
            may = found[column].to_numpy()
            several |= any_ & may
            any_ |= may
            then = TurnedOut(truths, {end: found[name].to_numpy() for end, name in turned.items()})
            changes |= may & (self._verdict(then) != now)
        return several, several & changes

    # -- compiled once -----------------------------------------------------------------------

    def _of(
        self, item: Input, asked: Sequence[CompiledRule], rules: dict[str, CompiledRule]
    ) -> _Unknown:
        reading = [self._sheet.still_read(rule.node, item.name) for rule in asked]
        read = self._keep(item.name, reading)
        cells = _cells(item, asked)
        answers: list[tuple[str, dict[str, str]]] = []
        for place, answered in enumerate(self._sheet.answers(item, cells)):
            name = self._keep(f"{item.name}/{place}", [answered.possible])
            turned: dict[str, str] = {}
            for text, rule in rules.items():
                if item.name in rule.inputs:
                    then = answered.possibility(rule.node)
                    for end, bound in (("low", then.low), ("high", then.high)):
                        column = f"{item.name}/{place}/{text}_{end}"
                        turned[f"{text}_{end}"] = self._keep(column, [bound])
            answers.append((name, turned))
        untold = None
        if item.type == "number" and len(cells) == 1:
            untold = self._keep(f"{item.name}/exact", [self._sheet.inexact(item)])
        return _Unknown(item.name, read, tuple(answers), untold)

    def _keep(self, name: str, parts: Sequence[pl.Expr | bool]) -> str:
        """A column that holds where any of the parts does."""
        exprs = [pl.lit(part) if isinstance(part, bool) else part for part in parts]
        self._columns[name] = exprs[0] if len(exprs) == 1 else pl.any_horizontal(exprs)
        return name


def _cells(item: Input, asked: Sequence[CompiledRule]) -> Sequence[Cell]:
    if item.type == "boolean":
        return (True, False)
    if item.type == "label":
        return tuple(frozenset({label}) for label in sorted(item.labels))
    return cuts_of_rules(asked, item.name)


def _merged(holding: Iterable[tuple[str, Mask]]) -> list[tuple[str, Mask]]:
    """Each finding once, now or over the course."""
    found: dict[str, Mask] = {}
    for name, here in holding:
        found[name] = found[name] | here if name in found else here
    return sorted(found.items())
