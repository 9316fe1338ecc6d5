"""Which findings are recorded in how many patients, visit by visit."""

from __future__ import annotations

import polars as pl

from myosotis.cohort.research.cohort import Cohort
from myosotis.cohort.research.dates import with_bounds
from myosotis.cohort.research.naming import finding_label
from myosotis.errors import UnknownNameError
from myosotis.knowledge import KnowledgeBase

SAYS_NOTHING = (
    "", "unknown", "not known", "not recorded", "not stated", "not done", "not tested",
    "not measured", "not examined", "pending", "?",
)  # fmt: skip
"""Words that stand in a record in place of a value."""

NO_DATE, LAST_VISIT = 0, 6
"""The column of what has no date; later visits than the last are not counted."""

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
    """Of how many patients with a visit each finding is recorded at it; visit 0 is without a date.

    The visits of a patient are the days (months, years) on which anything was recorded, in order.
    What is written as unknown or not done is not recorded. Findings that nobody has are not in the
    frame. Raises InputError for a date that cannot be read.
    """
    if cohort.observations is None:
        return pl.DataFrame(schema=RECORDED)
    rows = with_bounds(_with_value(cohort.observations), "on", "on", "observations")
    dated = rows.filter(pl.col("on_earliest").is_not_null()).with_columns(
        pl.struct("on_earliest", "on_latest").rank("dense").over("patient").alias("visit")
    )
    undated = rows.filter(pl.col("on_earliest").is_null()).with_columns(
        pl.lit(NO_DATE, pl.UInt32).alias("visit")
    )
    all_rows = pl.concat([dated, undated.select(dated.columns)]).filter(pl.col("visit") <= visits)
    of = all_rows.group_by("visit").agg(pl.col("patient").n_unique().alias("of"))
    # Anybody could have been asked about without a date.
    of = of.with_columns(
        pl.when(pl.col("visit") == NO_DATE)
        .then(pl.lit(cohort.size, pl.UInt32))
        .otherwise("of")
        .alias("of")
    )
    names = _names(base, all_rows.get_column("finding").unique().to_list())
    counted = (
        all_rows.filter("has_value")
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
        try:
            id_ = base.find_finding(name)[0].id
        except UnknownNameError:
            id_ = name
        found.append((name, id_, finding_label(base, name), base.domains.get(id_, "")))
    return pl.DataFrame(found, schema=["finding", "id", "label", "domain"], orient="row")
