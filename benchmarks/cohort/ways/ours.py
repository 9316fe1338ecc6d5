"""Myosotis: bounds of the score, and the sets of verdicts and subgroups that are possible."""

from __future__ import annotations

from dataclasses import replace
from functools import partial, reduce
from operator import or_
from pathlib import Path

import polars as pl

from cohort.criteria import OUTCOME, SCORE, inputs, program
from cohort.way import SUBGROUP, VERDICT, Counting, Way, nothing_missing
from myosotis.logic import Sheet
from myosotis.logic.nodes import Cases

ANY_NUMBER = (0, 255)
"""The ends of a number that is not known, on either side of every cut-off."""


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


def in_pairs(files: str) -> str:
    """The same patients with a low and a high column for each value and without nulls.

    Parquet holds random nulls in a way that takes many times as long to read.
    """
    whole = Path(files).parent
    place = whole.with_name(f"{whole.name}-pairs")
    place.mkdir(exist_ok=True)
    for file in sorted(whole.glob("*.parquet")):
        written = place / file.name
        if not written.exists():
            pl.read_parquet(file).select(**_ends()).write_parquet(written)
    return str(place / "*.parquet")


def _ends() -> dict[str, pl.Expr]:
    columns: dict[str, pl.Expr] = {}
    for name, type_ in inputs().items():
        low, high = (False, True) if type_ == "boolean" else ANY_NUMBER
        columns[f"{name}_low"] = pl.col(name).fill_null(low)
        columns[f"{name}_high"] = pl.col(name).fill_null(high)
    return columns


def load(files: str, verdicts: bool = False) -> pl.LazyFrame:
    return _asked(pl.read_parquet(files).lazy(), verdicts)


WAY = Way(
    name="ours",
    title="Myosotis: bounds of the score and the set of subgroups",
    missing=nothing_missing,
    load=load,
    classify=classify,
    answers=answers,
    counts=counts,
)
WITH_VERDICTS = replace(
    WAY,
    name="ours_verdicts",
    title="Myosotis: the same and the set of verdicts",
    load=partial(load, verdicts=True),
    counts=None,
)
FROM_PAIRS = replace(
    WAY,
    name="ours_pairs",
    title="Myosotis from pairs without nulls: bounds and the set of subgroups",
    layout=in_pairs,
)
