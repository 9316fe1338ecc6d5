"""Polars by hand with bounds: what one writes who knows that unknown is not no."""

from __future__ import annotations

import polars as pl
import table

from cohort.criteria import SCORE, inputs, program
from cohort.kleene import Bounds, possible
from cohort.translation import translated
from cohort.way import SUBGROUP, Way, nothing_missing
from cohort.ways.ours import cases_of, sets

OLD = 200
"""Above every age."""


def load(files: str) -> pl.LazyFrame:
    ends: dict[str, pl.Expr] = {}
    for name, type_ in inputs().items():
        low, high = (False, True) if type_ == "boolean" else (0, OLD)
        ends[f"{name}_low"] = pl.col(name).fill_null(low)
        ends[f"{name}_high"] = pl.col(name).fill_null(high)
    score = table.hand_written(program(), table.chosen_points)
    language = Bounds({SCORE: (pl.col("low"), pl.col("high"))})
    columns = {
        f"{SUBGROUP}={place}": truth
        for place, truth in possible(*translated(cases_of(SUBGROUP), language)).items()
    }
    people = pl.read_parquet(files).lazy()
    return people.select(**ends).with_columns(**score).select("low", "high", **columns)


def classify(asked: pl.LazyFrame) -> pl.DataFrame:
    return asked.collect(engine="streaming")


def answers(found: pl.DataFrame) -> pl.DataFrame:
    return found.select(**sets(sorted(found.columns)))


WAY = Way(
    name="polars_bounds",
    title="Polars by hand with bounds: the same, each condition bounded by itself",
    missing=nothing_missing,
    load=load,
    classify=classify,
    answers=answers,
)
