"""pandas: one class; missing values are filled with no."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np
import polars as pl

from cohort.criteria import inputs
from cohort.languages import Arrays
from cohort.translation import translated
from cohort.way import SUBGROUP, VERDICT, Way, one_bit
from cohort.ways.ours import cases_of


def missing() -> str | None:
    return None if find_spec("pandas") else "pandas is not installed"


def load(files: str) -> Any:
    """Booleans that know missing, as pandas reads them, and floats."""
    import pandas as pd

    people = pl.read_parquet(files)
    columns: dict[str, Any] = {}
    for name, type_ in inputs().items():
        column = people[name]
        if type_ == "boolean":
            values = column.fill_null(False).to_numpy(), column.is_null().to_numpy()
            columns[name] = pd.arrays.BooleanArray(*(np.array(each) for each in values))
        else:
            columns[name] = column.cast(pl.Float64).fill_null(np.nan).to_numpy()
    return pd.DataFrame(columns)


def classify(frame: Any) -> dict[str, Any]:
    filled = {
        name: frame[name].fillna(False).astype(bool) if type_ == "boolean" else frame[name]
        for name, type_ in inputs().items()
    }
    language = Arrays(filled)
    return {
        outcome: language.first(*translated(cases_of(outcome), language))
        for outcome in (VERDICT, SUBGROUP)
    }


def answers(found: dict[str, Any]) -> pl.DataFrame:
    return one_bit(pl.DataFrame(found))


WAY = Way(
    name="pandas",
    title="pandas: one class",
    missing=missing,
    load=load,
    classify=classify,
    answers=answers,
)
