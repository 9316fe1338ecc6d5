"""What the instruments of the course say of pairs of visits.

Answers are numbers: a set of labels, of flags or of refusals is a mask, one bit for each in the
order of the instrument.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl

from myosotis.knowledge import KnowledgeBase
from myosotis.logic import NOT_APPLICABLE, Evaluation, Interval, Program, Sheet, Truth
from myosotis.review.pairs import Pair, others
from myosotis.review.tables.clusters import Ints, Mask
from myosotis.review.tables.exact import Floats
from myosotis.review.tables.pairs import programs
from myosotis.review.tables.population import populations
from myosotis.review.visits import Visit

TOTAL = ("total_low", "total_high")
NOT_ASKED = -1
"""The mask of an instrument that is not made for the patient."""


@dataclass(frozen=True)
class Answers:
    """For each pair the total (not a number where it is refused) and the masks by name.

    ``verdict``, ``flags`` (certain), ``flags_possible`` and ``refused`` are of the score,
    ``response.ID`` the verdicts of the other instruments.
    """

    totals: tuple[Floats, Floats]
    masks: Mapping[str, Ints]

    @classmethod
    def empty(cls, base: KnowledgeBase, count: int) -> Answers:
        """So many pairs of which nothing was asked."""
        _, *rest = programs(base)
        names = ("verdict", "flags", "flags_possible", "refused", *map(response_column, rest))
        return cls(
            (np.full(count, np.nan), np.full(count, np.nan)),
            {name: np.full(count, NOT_ASKED, np.int64) for name in names},
        )

    def put(self, places: Ints, found: Answers) -> None:
        """Fill in what was found of some pairs."""
        for mine, theirs in zip(self.totals, found.totals, strict=True):
            mine[places] = theirs
        for name, mask in found.masks.items():
            self.masks[name][places] = mask

    def take(self, places: Ints | Mask) -> Answers:
        """The answers of some pairs."""
        low, high = (each[places] for each in self.totals)
        return Answers((low, high), {name: mask[places] for name, mask in self.masks.items()})

    def not_asked(self, name: str, places: Mask) -> None:
        """Some patients are none for whom an instrument is made."""
        self.masks[name][places] = NOT_ASKED

    def same(self, other: Answers) -> Mask:
        """Of which pairs both say the same."""
        totals = zip(self.totals, other.totals, strict=True)
        found: Mask = np.logical_and.reduce(
            [
                *((mine == its) | (np.isnan(mine) & np.isnan(its)) for mine, its in totals),
                *(mask == other.masks[name] for name, mask in self.masks.items()),
            ]
        )
        return found

    @property
    def decided(self) -> Mask:
        """Where one answer is left to each question."""
        possible = self.masks["flags_possible"] == 0
        single = [
            (mask & (mask - 1) == 0) | (mask == NOT_ASKED)
            for name, mask in self.masks.items()
            if name == "verdict" or name.startswith(RESPONSE)
        ]
        low, high = self.totals
        exact = (low == high) | (np.isnan(low) & np.isnan(high))
        found: Mask = np.logical_and.reduce([possible, exact, *single])
        return found


_OPEN = "#open"
RESPONSE = "response."


def response_column(instrument: str) -> str:
    """The column of another instrument."""
    return f"{RESPONSE}{instrument}"


def labels_of(program: Program) -> tuple[str, ...]:
    """The verdicts of an instrument by their bit."""
    return (*program.cases.labels, NOT_APPLICABLE)


# -- many pairs ------------------------------------------------------------------------------------


def ask(base: KnowledgeBase, columns: pl.DataFrame, population: Ints) -> tuple[Answers, Mask]:
    """The answers of the instruments of the course, from pairs in columns.

    And where nothing is left open in them, so that any part of what was read gives the same.
    """
    sheet, questions = _questions(base, frozenset(columns.columns))
    found = sheet.prepared(columns.lazy()).select(**questions).collect(engine="streaming")
    low, high = (found[name].to_numpy().copy() for name in TOTAL)
    masks = {
        name: found[name].to_numpy().astype(np.int64)
        for name in found.columns
        if name not in (*TOTAL, _OPEN)
    }
    refused = masks["refused"] != 0
    low[refused], high[refused] = np.nan, np.nan
    answers = Answers((low, high), masks)
    for place, name in enumerate(populations(base)):
        for id_, program in programs(base).items():
            # The score is asked of everybody, and says itself whom it refuses.
            if response_column(id_) in masks and program.criteria.population not in ("any", name):
                answers.not_asked(response_column(id_), population == place)
    return answers, answers.decided & ~found[_OPEN].to_numpy()


@lru_cache(maxsize=32)
def _questions(base: KnowledgeBase, names: frozenset[str]) -> tuple[Sheet, dict[str, pl.Expr]]:
    sheet = Sheet(names)
    score, *rest = programs(base)
    program = programs(base)[score]
    total = sheet.decimals(program.named[base.course.score.value])
    questions = dict(zip(TOTAL, total, strict=True))
    refused, may_refuse = _refused(sheet, program)
    questions["refused"] = refused
    questions["verdict"] = _verdict(sheet, program, refused)
    truths = [sheet.possibility(question.plan.node) for _, question in program.flags]
    certain = [_expression(truth.low) for truth in truths]
    questions["flags"] = _mask(certain)
    questions["flags_possible"] = _mask(
        [_expression(truth.high) & ~low for truth, low in zip(truths, certain, strict=True)]
    )
    for name in rest:
        other = programs(base)[name]
        refused, may_refuse_too = _refused(sheet, other)
        questions[response_column(name)] = _verdict(sheet, other, refused)
        may_refuse = may_refuse | may_refuse_too
    questions[_OPEN] = may_refuse
    return sheet, questions


def _verdict(sheet: Sheet, program: Program, refused: pl.Expr) -> pl.Expr:
    """The labels still possible; none where the instrument refuses."""
    found = _mask(list(sheet.cases(program.cases).values()))
    if program.applies is not None:
        applies = _expression(sheet.possibility(program.applies.plan.node).high)
        outside = 1 << len(program.cases.labels)
        found = pl.when(applies).then(found).otherwise(pl.lit(outside, pl.Int32))
    return pl.when(refused == 0).then(found).otherwise(pl.lit(0, pl.Int32))


def _refused(sheet: Sheet, program: Program) -> tuple[pl.Expr, pl.Expr]:
    """What is certainly wrong, and whether anything else may be."""
    asked = [sheet.possibility(question.plan.node) for _, question in program.refusals]
    certain = [_expression(truth.low) for truth in asked]
    high = [_expression(truth.high) for truth in asked]
    may = [one & ~sure for one, sure in zip(high, certain, strict=True)]
    return _mask(certain), pl.any_horizontal(pl.lit(False), *may)


def _mask(bits: Sequence[pl.Expr]) -> pl.Expr:
    found: pl.Expr = pl.lit(0, pl.Int32)
    for place, bit in enumerate(bits):
        found = found + pl.when(bit).then(pl.lit(1 << place, pl.Int32)).otherwise(
            pl.lit(0, pl.Int32)
        )
    return found


def _expression(truth: pl.Expr | bool) -> pl.Expr:
    return pl.lit(truth) if isinstance(truth, bool) else truth


# -- one pair --------------------------------------------------------------------------------------


def ask_one(base: KnowledgeBase, before: Visit, after: Visit, population: str | None) -> Answers:
    """The answers for one pair of visits of one patient."""
    pair = Pair(base, before, after, population)
    found = Answers.empty(base, 1)
    score = pair.evaluate(base.course.score.instrument)
    total = score.numbers[base.course.score.value]
    assert isinstance(total, Interval)
    if not score.refusals:
        found.totals[0][:], found.totals[1][:] = float(total.low), float(total.high)
    flags = [flag.id for flag, _ in score.program.flags]
    masks = {
        "verdict": _labels_mask(score),
        "flags": _bits(flags, [f for f, truth in score.flags.items() if truth is Truth.YES]),
        "flags_possible": _bits(
            flags, [f for f, truth in score.flags.items() if truth is Truth.UNKNOWN]
        ),
        "refused": _bits([each.id for each, _ in score.program.refusals], score.refusals),
        **{response_column(name): _labels_mask(pair.evaluate(name)) for name in others(pair)},
    }
    for name, mask in masks.items():
        found.masks[name][:] = mask
    return found


def _labels_mask(evaluation: Evaluation) -> int:
    return 0 if evaluation.refusals else _bits(labels_of(evaluation.program), evaluation.labels)


def _bits(names: Sequence[str], found: Sequence[str] | Mapping[str, object]) -> int:
    return sum(1 << place for place, name in enumerate(names) if name in found)
