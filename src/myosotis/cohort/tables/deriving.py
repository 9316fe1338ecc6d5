"""Facts that follow from who a patient is: the sex, and an age at onset or its upper limit."""

from __future__ import annotations

from math import inf

import polars as pl

from myosotis.cohort.tables.ages import age
from myosotis.cohort.tables.fitting import AGE_AT_ONSET
from myosotis.knowledge import KnowledgeBase
from myosotis.patient import EVER, NEVER, SCHEMA, Codes

_SEX = "sex"


def derived(people: pl.DataFrame, base: KnowledgeBase) -> pl.DataFrame:
    """Facts of row 0, without a date; ``people`` as `fitting.fit` leaves them."""
    codes = Codes.of(base)
    found = []
    sex = base.findings.get(_SEX)
    if sex and sex.kind == "category":
        masks = {label: 1 << place for place, label in enumerate(codes.labels[_SEX])}
        mask = pl.col("sex").replace_strict(masks, default=None, return_dtype=pl.UInt64)
        known = people.with_columns(mask=mask).drop_nulls("mask")
        found.append(_facts(known, codes.place[_SEX], pl.lit(-inf), pl.lit(inf), pl.col("mask")))
    if AGE_AT_ONSET in base.findings:
        known = people.with_columns(low=_low(), high=_high()).drop_nulls("low")
        place = codes.place[AGE_AT_ONSET]
        found.append(_facts(known, place, pl.col("low"), pl.col("high"), pl.lit(0)))
    empty = people.clear().select("patient", *(pl.lit(None, k).alias(n) for n, k in SCHEMA.items()))
    return pl.concat([empty, *found])


def _low() -> pl.Expr:
    """As stated; else by the dates of birth and onset; else 0, where there is an upper limit."""
    by_date, _ = age("birth", "onset")
    limited = pl.when(pl.col("seen_high").is_not_null()).then(0.0)
    return _unless_stated("low", pl.coalesce(by_date, limited))


def _high() -> pl.Expr:
    """As stated; else by the dates of birth and onset; else not above the age when first seen."""
    _, by_date = age("birth", "onset")
    return _unless_stated("high", pl.coalesce(by_date, "seen_high"))


def _unless_stated(end: str, otherwise: pl.Expr) -> pl.Expr:
    stated = pl.col(AGE_AT_ONSET).fill_null(False)
    column = pl.when(stated).then(f"{AGE_AT_ONSET}_{end}")
    return column.when(~pl.col("observed")).then(otherwise)


def _facts(
    people: pl.DataFrame, finding: int, low: pl.Expr, high: pl.Expr, mask: pl.Expr
) -> pl.DataFrame:
    columns = {
        "finding": pl.lit(finding),
        "low": low,
        "high": high,
        "mask": mask,
        "earliest": pl.lit(NEVER),
        "latest": pl.lit(EVER),
        "until_earliest": pl.lit(None),
        "until_latest": pl.lit(None),
        "lasting": pl.lit(False),
        **dict.fromkeys(("unit", "site", "method", "strength", "row"), pl.lit(0)),
    }
    return people.select(
        "patient", *(columns[name].cast(kind).alias(name) for name, kind in SCHEMA.items())
    )
