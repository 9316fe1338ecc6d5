"""Myosotis: bounds of the score, and the sets of verdicts and subgroups that are possible."""

from __future__ import annotations

from functools import partial, reduce
from operator import or_

import polars as pl

from cohort.criteria import OUTCOME, SCORE, inputs, program
from cohort.way import SUBGROUP, VERDICT, Counting, Way, nothing_missing
from myosotis.logic import Sheet
from myosotis.logic.nodes import Cases


def _asked(frame: pl.LazyFrame, verdicts: bool) -> pl.LazyFrame:
    """Low and high of the score in tenths, and whether each label is possible."""
    sheet = Sheet(frozenset(frame.collect_schema().names()))
    low, high, _ = sheet.bounds(program().named[SCORE])
    columns = {"low": low, "high": high, **_possible(sheet, SUBGROUP)}
    if verdicts:
        columns |= _possible(sheet, VERDICT)
    return sheet.prepared(frame).select(**columns)


def _possible(sheet: Sheet, outcome: str) -> dict[str, pl.Expr]:
    return {f"{outcome}={k}": v for k, v in sheet.cases(cases_of(outcome)).items()}


def cases_of(outcome: str) -> Cases:
    """The cases of the verdict or of the subgroup."""
    return program().cases if outcome == VERDICT else program().outcome_cases[OUTCOME]


def sets(columns: list[str]) -> dict[str, pl.Expr]:
    """The columns of each outcome that was asked, one for each label, as one number."""
    found: dict[str, pl.Expr] = {}
    for outcome in (VERDICT, SUBGROUP):
        flags = [name for name in columns if name.startswith(f"{outcome}=")]
        bits = [
            pl.when(pl.col(flag)).then(pl.lit(1 << place, pl.UInt8)).otherwise(pl.lit(0, pl.UInt8))
            for place, flag in enumerate(flags)
        ]
        if bits:
            found[outcome] = reduce(or_, bits)
    return found


def classify(asked: pl.LazyFrame) -> pl.DataFrame:
    return asked.collect(engine="streaming")


def answers(found: pl.DataFrame) -> pl.DataFrame:
    return found.select(**sets(found.columns))


def counts(files: str) -> Counting:
    """How many patients each set of subgroups is possible for."""
    asked = _asked(pl.scan_parquet(files), verdicts=False)
    found = sets(asked.collect_schema().names())
    grouped = asked.select(**found).group_by(SUBGROUP).len()
    return partial(classify, grouped.sort(SUBGROUP))


def pairs(frame: pl.DataFrame) -> pl.DataFrame:
    """The same patients, each value a low and a high column."""
    columns: dict[str, pl.Expr] = {}
    for name, type_ in inputs().items():
        ends: tuple[object, object] = (False, True) if type_ == "boolean" else (None, None)
        for end, value in zip(("low", "high"), ends, strict=True):
            column = pl.col(name) if value is None else pl.col(name).fill_null(value)
            columns[f"{name}_{end}"] = column
    return frame.select(**columns)


def _way(name: str, title: str, *, verdicts: bool = False, paired: bool = False) -> Way:
    def load(files: str) -> pl.LazyFrame:
        people = pl.read_parquet(files)
        return _asked((pairs(people) if paired else people).lazy(), verdicts)

    return Way(
        name=name,
        title=title,
        missing=nothing_missing,
        load=load,
        classify=classify,
        answers=answers,
        counts=None if verdicts or paired else counts,
    )


WAY = _way("ours", "Myosotis: bounds of the score and the set of subgroups")
WITH_VERDICTS = _way("ours_verdicts", "Myosotis: the same and the set of verdicts", verdicts=True)
FROM_PAIRS = _way(
    "ours_pairs",
    "Myosotis: bounds and the set of subgroups, from pairs of columns without nulls",
    paired=True,
)
