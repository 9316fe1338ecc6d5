"""Which findings are recorded in how many patients, visit by visit."""

from __future__ import annotations

import polars as pl

from myosotis.cohort.research.cohort import Cohort
from myosotis.cohort.research.dates import with_bounds
from myosotis.cohort.research.naming import finding_label, finding_of
from myosotis.knowledge import KnowledgeBase

SAYS_NOTHING = (
    "", "unknown", "not known", "not recorded", "not stated", "not done", "not tested",
    "not measured", "not examined", "pending", "?",
)  # fmt: skip
"""Words that stand in a record in place of a value."""

UNDATED, LAST_VISIT = 0, 6
"""The visit of what has no date that is exact enough; visits after the last are not counted."""

RECORDED = {
    "finding": pl.String,
    "label": pl.String,
    "domain": pl.String,
    "visit": pl.Int64,
    "recorded": pl.Int64,
    "of": pl.Int64,
}
"""The columns of `recorded`."""


def recorded(cohort: Cohort, base: KnowledgeBase, visits: int = LAST_VISIT) -> pl.DataFrame:
    """Of how many patients with a visit each finding is recorded at it.

    What was recorded within a few days makes one visit (how many stands in the knowledge, as for
    the response), counted from its first day; so do entries of a month in which there is exactly
    one. Visit 0 is what has no date, or none exact enough. What is written as unknown or not done
    is not recorded, and findings that nobody has are not in the frame. Raises InputError for a
    date that cannot be read.
    """
    if cohort.observations is None:
        return pl.DataFrame(schema=RECORDED)
    rows = with_bounds(_with_value(cohort.observations), "on", "on", "observations").select(
        "patient", "finding", "has_value", "on_earliest", "on_latest"
    )
    exact = pl.col("on_earliest") == pl.col("on_latest")
    times = _visits(rows.filter(exact), base.course.visit.days, visits)
    at = pl.concat([_placed(rows.filter(exact), times), _nearly(rows, times)]).filter(
        pl.col("visit") <= visits
    )
    of = times.group_by("visit").agg(pl.len().alias("of"))
    if (at.get_column("visit") == UNDATED).any():
        # Of anybody something could have been written without a date.
        everybody = pl.DataFrame({"visit": [UNDATED], "of": [cohort.size]}, schema=dict(of.schema))
        of = pl.concat([everybody, of])
    names = _names(base, at.get_column("finding").unique().to_list())
    counted = (
        at.filter("has_value")
        .join(names, on="finding")
        .group_by("id", "label", "domain", "visit")
        .agg(pl.col("patient").n_unique().alias("recorded"))
        .rename({"id": "finding"})
    )
    every = counted.select("finding", "label", "domain").unique().join(of, how="cross")
    return (
        every.join(
            counted.select("finding", "visit", "recorded"), on=["finding", "visit"], how="left"
        )
        .with_columns(pl.col("recorded").fill_null(0))
        .select(pl.col(name).cast(kind) for name, kind in RECORDED.items())
        .sort("domain", "finding", "visit")
    )


def _visits(rows: pl.DataFrame, days: int, most: int) -> pl.DataFrame:
    """``patient``, ``visit`` (from 1), ``first``, ``last``: the first visits of each patient."""
    left = rows.select("patient", pl.col("on_earliest").alias("day")).unique()
    found = []
    for number in range(1, most + 1):
        left = left.with_columns(pl.col("day").min().over("patient").alias("first"))
        inside = pl.col("day") <= pl.col("first") + pl.duration(days=days)
        found.append(
            left.filter(inside)
            .group_by("patient")
            .agg(pl.col("first").first(), pl.col("day").max().alias("last"))
            .with_columns(pl.lit(number, pl.Int32).alias("visit"))
        )
        left = left.filter(~inside).drop("first")
    return pl.concat(found)


def _placed(rows: pl.DataFrame, times: pl.DataFrame) -> pl.DataFrame:
    """The rows of a day with their visit."""
    return (
        rows.join(times, on="patient")
        .filter(pl.col("on_earliest").is_between("first", "last"))
        .select("patient", "finding", "has_value", "visit")
    )


def _nearly(rows: pl.DataFrame, times: pl.DataFrame) -> pl.DataFrame:
    """The rows without a day: with the one visit of their month, or with none."""
    exact = pl.col("on_earliest") == pl.col("on_latest")
    open_ = rows.filter(~exact.fill_null(value=False)).with_row_index("row")
    month = pl.col("on_latest") - pl.col("on_earliest") < pl.duration(days=31)
    inside = (
        open_.filter(month)
        .join(times, on="patient")
        .filter(
            (pl.col("first") <= pl.col("on_latest")) & (pl.col("last") >= pl.col("on_earliest"))
        )
        .group_by("row")
        .agg(pl.col("visit").first(), pl.len().alias("several"))
        .filter(pl.col("several") == 1)
    )
    return open_.join(inside.select("row", "visit"), on="row", how="left").select(
        "patient", "finding", "has_value", pl.col("visit").fill_null(UNDATED)
    )


def _with_value(observations: pl.DataFrame) -> pl.DataFrame:
    has = pl.lit(value=False)
    if "value" in observations.columns:
        text = pl.col("value").cast(pl.String).str.strip_chars().str.to_lowercase()
        words = text.str.replace_all("_", " ").is_in(SAYS_NOTHING)
        has = pl.col("value").is_not_null() & ~words
    if "number" in observations.columns:
        has = has | pl.col("number").is_not_null()
    return observations.with_columns(has.fill_null(value=False).alias("has_value"))


def _names(base: KnowledgeBase, written: list[str]) -> pl.DataFrame:
    found = []
    for name in written:
        known = finding_of(base, name)
        id_ = known[0].id if known else name
        found.append((name, id_, finding_label(base, name), base.domains.get(id_, "")))
    return pl.DataFrame(found, schema=["finding", "id", "label", "domain"], orient="row")
