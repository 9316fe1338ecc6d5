"""The treatments as courses: from a first to a last day, each as early and as late as it can be."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from myosotis.cohort.research.cohort import Cohort
from myosotis.cohort.research.dates import with_bounds
from myosotis.errors import UnknownNameError
from myosotis.knowledge import KnowledgeBase
from myosotis.patient import ONGOING

COURSES = {
    "patient": pl.String,
    "therapy": pl.String,
    "start_earliest": pl.Date,
    "start_latest": pl.Date,
    "end_earliest": pl.Date,
    "end_latest": pl.Date,
    "ongoing": pl.Boolean,
}
"""The columns of `given`: null where nothing is known; ``ongoing`` only where it is written."""


def given(cohort: Cohort, base: KnowledgeBase) -> pl.DataFrame:
    """Every treatment that was given, a row each, with the id of its therapy.

    What was considered and not given is left out. Raises UnknownNameError for a therapy that does
    not exist, with its row, and InputError for a date that cannot be read.
    """
    if cohort.treatments is None:
        return pl.DataFrame(schema=COURSES)
    rows = cohort.treatments.with_columns(pl.col("therapy").cast(pl.String))
    if "not_given" in rows.columns:
        why = pl.col("not_given").cast(pl.String).str.strip_chars()
        rows = rows.filter(why.is_null() | (why == ""))
    rows = with_bounds(rows, "from", "start", "treatments")
    rows = with_bounds(rows, "to", "end", "treatments", apart=ONGOING)
    ongoing = pl.lit(value=False)
    if "to" in rows.columns and rows.schema["to"] == pl.String:
        ongoing = pl.col("to").str.strip_chars().str.to_lowercase().is_in(sorted(ONGOING))
    names = _therapies(base, rows.get_column("therapy"))
    return (
        rows.with_columns(ongoing.fill_null(value=False).alias("ongoing"))
        .join(names, on="therapy")
        .with_columns(pl.col("id").alias("therapy"))
        .select(list(COURSES))
    )


def first_courses(courses: pl.DataFrame) -> pl.DataFrame:
    """The first course of each therapy in each patient; rows that may touch are one course.

    A change of dose is often written as a new row: it goes on with the course where it may begin
    before, on, or the day after the last day that the rows before can have had. A course that holds
    a row without a known end has none either, unless it is said to go on. Rows without a known
    start are left out.
    """
    whom = ["patient", "therapy"]
    rows = courses.drop_nulls("start_earliest").sort(*whom, "start_earliest", "start_latest")
    endless = pl.col("end_latest").is_null()
    rows = rows.with_columns(
        endless.cum_sum().over(whom).shift(1).over(whom).fill_null(0).alias("_endless"),
        pl.col("end_latest").cum_max().over(whom).shift(1).over(whom).alias("_reach"),
    ).with_columns(
        (
            (pl.col("_endless") == 0)
            & (pl.col("start_earliest") > pl.col("_reach") + timedelta(days=1))
        )
        .fill_null(value=False)
        .cum_sum()
        .over(whom)
        .alias("_course")
    )
    known = ~(endless & ~pl.col("ongoing")).any() & ~pl.col("ongoing").any()
    return (
        rows.filter(pl.col("_course") == 0)
        .group_by(whom, maintain_order=True)
        .agg(
            pl.col("start_earliest").min(),
            pl.col("start_latest").min(),
            pl.when(known).then(pl.col("end_earliest").max()).alias("end_earliest"),
            pl.when(known).then(pl.col("end_latest").max()).alias("end_latest"),
            pl.col("ongoing").any(),
        )
        .select(list(COURSES))
    )


def _therapies(base: KnowledgeBase, written: pl.Series) -> pl.DataFrame:
    found = []
    for name in written.unique().drop_nulls().to_list():
        try:
            found.append((name, base.find_therapy(name).id))
        except UnknownNameError as error:
            row = (written.index_of(name) or 0) + 1
            sentence = "; ".join(problem.sentence for problem in error.problems)
            raise UnknownNameError(sentence, f"treatments, row {row}, therapy") from None
    return pl.DataFrame(found, schema={"therapy": pl.String, "id": pl.String}, orient="row")
