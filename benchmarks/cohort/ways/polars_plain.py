"""Plain Polars: one class, a missing finding counts as absent."""

from __future__ import annotations

from functools import partial

import polars as pl

from cohort.languages import Frames
from cohort.translation import translated
from cohort.way import SUBGROUP, VERDICT, Counting, Way, nothing_missing, one_bit
from cohort.ways.ours import cases_of


def _asked(frame: pl.LazyFrame) -> pl.LazyFrame:
    language = Frames()
    columns = {
        outcome: language.first(*translated(cases_of(outcome), language))
        for outcome in (VERDICT, SUBGROUP)
    }
    return frame.with_columns(**language.scores).select(**columns)


def load(files: str) -> pl.LazyFrame:
    return _asked(pl.read_parquet(files).lazy())


def classify(asked: pl.LazyFrame) -> pl.DataFrame:
    return asked.collect(engine="streaming")


def counts(files: str) -> Counting:
    grouped = _asked(pl.scan_parquet(files)).group_by(SUBGROUP).len()
    return partial(classify, grouped.sort(SUBGROUP))


WAY = Way(
    name="polars",
    title="Polars by hand: one class, missing counts as absent",
    missing=nothing_missing,
    load=load,
    classify=classify,
    answers=one_bit,
    counts=counts,
)
