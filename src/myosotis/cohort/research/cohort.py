"""What is described: the review table, the response table and the tables they were made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl

from myosotis.errors import InputError, nearest


@dataclass(frozen=True)
class Cohort:
    """The tables of a cohort, as Polars frames; patients are text in all of them.

    ``review`` has one row for each patient, the last one; ``reviews`` all rows. A table that is
    not there is None, and what needs it is left out. ``title`` names the cohort on its page.
    """

    review: pl.DataFrame
    reviews: pl.DataFrame
    response: pl.DataFrame | None = None
    patients: pl.DataFrame | None = None
    observations: pl.DataFrame | None = None
    treatments: pl.DataFrame | None = None
    synthetic: bool = False
    title: str = ""
    made: dict[str, str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many patients were reviewed."""
        return self.review.height


def cohort(
    review: pl.DataFrame,
    response: pl.DataFrame | None = None,
    patients: pl.DataFrame | None = None,
    observations: pl.DataFrame | None = None,
    treatments: pl.DataFrame | None = None,
    *,
    synthetic: bool = False,
    title: str = "",
    made: dict[str, str] | None = None,
) -> Cohort:
    """A cohort from its tables. Raises InputError where a column that is needed is missing."""
    need(review, ["patient", "on"], "review table")
    if not review.height:
        raise InputError("the review table has no rows: there is nobody to describe")
    if response is not None:
        need(
            response, ["patient", "months", "total_low", "total_high", "verdict"], "response table"
        )
    if observations is not None:
        need(observations, ["patient", "finding"], "observations")
    if treatments is not None:
        need(treatments, ["patient", "therapy"], "treatments")
    if patients is not None:
        need(patients, ["patient"], "patients")
    reviews = _named(review).sort("patient", "on", nulls_last=False)
    return Cohort(
        review=reviews.unique("patient", keep="last", maintain_order=True),
        reviews=reviews,
        response=None if response is None else _named(response),
        patients=None if patients is None else _named(patients),
        observations=None if observations is None else _named(observations),
        treatments=None if treatments is None else _named(treatments),
        synthetic=synthetic,
        title=title,
        made=made or {},
    )


def need(frame: pl.DataFrame, columns: Iterable[str], table: str) -> None:
    """Raises InputError that names what a table lacks, and the nearest column that it has."""
    for column in columns:
        if column not in frame.columns:
            raise InputError(
                f"the {table} has no column '{column}'{nearest(column, frame.columns)}"
            )


def starting(frame: pl.DataFrame, prefix: str) -> list[str]:
    """What follows a prefix in the names of the columns, in their order."""
    return [name.removeprefix(prefix) for name in frame.columns if name.startswith(prefix)]


def _named(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col("patient").cast(pl.String))
