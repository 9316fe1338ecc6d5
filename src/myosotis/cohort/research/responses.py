"""The total improvement score of a cohort: who responded how far, by time and group."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from myosotis.cohort.research.cohort import Cohort
from myosotis.cohort.research.courses import given
from myosotis.cohort.research.naming import response_levels, therapy_label
from myosotis.cohort.research.shares import Share
from myosotis.knowledge import KnowledgeBase
from myosotis.logic import Choice, Hierarchy, compile_criteria, verdict_bands

WINDOWS = ((0.0, 3.0), (3.0, 6.0), (6.0, 12.0), (12.0, 24.0), (24.0, None))
"""Months after the baseline, the first not and the last included: an engineering choice, not a
standard. The last window has no end."""

ALL = "all patients"
Window = tuple[float, float | None]


@dataclass(frozen=True)
class Level:
    """At least this level of response: in how many patients certainly, and in how many possibly."""

    level: str
    certain: Share
    possible: Share


@dataclass(frozen=True)
class Over:
    """One group in one window of time, each patient at the last visit within it.

    ``exact`` of the ``n`` have a score that is one number; the others' are ranges.
    ``median_low`` and ``median_high`` are the medians of the lower and of the upper ends.
    """

    group: str
    window: Window
    n: int
    exact: int
    median_low: float
    median_high: float
    levels: tuple[Level, ...]


def over_time(
    cohort: Cohort,
    base: KnowledgeBase,
    groups: pl.DataFrame | None = None,
    last: Collection[str] = (),
) -> list[Over]:
    """Each group in each window that has anybody: all patients, then the largest group first, and
    those in ``last`` at the end.

    ``groups`` holds ``patient`` and ``group`` and may hold ``on``: it then speaks of that visit
    only. A visit whose score cannot be worked out at all (0 to 100) counts, as possibly anything.
    """
    if cohort.response is None:
        return []
    rows = _windowed(cohort.response)
    found = _described(rows.with_columns(pl.lit(ALL).alias("group")), base)
    if groups is not None:
        on = [name for name in ("patient", "on") if name in groups.columns]
        own = _described(rows.join(groups.unique(), on=on, how="inner"), base)
        found += sorted(own, key=lambda one: one.group in last)
    return found


@dataclass(frozen=True)
class Scores:
    """The score of each patient at the last visit of the window in which most have one; the window
    without an end counts only where there is no other.

    ``frame`` holds ``patient``, ``low``, ``high``, ``months``. ``range`` is what the score can be;
    ``bands`` are the levels with the least score of each, for ``population``.
    """

    name: str
    range: tuple[float, float]
    window: Window
    frame: pl.DataFrame
    population: str
    bands: tuple[tuple[str, float], ...]


def scores(cohort: Cohort, base: KnowledgeBase) -> Scores | None:
    """One score for each patient, all about as long after the baseline; the earlier of two equally
    common windows. The bands are those of the population of most of these visits. None without any.
    """
    if cohort.response is None:
        return None
    rows = _windowed(cohort.response)
    if rows.is_empty():
        return None
    counts = dict(rows.group_by("window").agg(pl.col("patient").n_unique()).iter_rows())
    place = max(counts, key=lambda one: (WINDOWS[one][1] is not None, counts[one], -one))
    last = _last(rows.filter(pl.col("window") == place), [])
    low, high = base.course.score.range
    program = compile_criteria(base.criteria[base.course.score.instrument], Hierarchy(base))
    population = _population(last, base)
    input_ = base.course.population.input
    told = {input_: Choice.among(program.findings[input_].values, [population])}
    ends = (Fraction(low), Fraction(high))
    bands = verdict_bands(program, base.course.score.value, told, ends)
    return Scores(
        name=base.criteria[base.course.score.instrument].short or "score",
        range=(float(low), float(high)),
        window=WINDOWS[place],
        frame=last.select(
            "patient",
            pl.col("total_low").fill_null(float(low)).alias("low"),
            pl.col("total_high").fill_null(float(high)).alias("high"),
            "months",
        ),
        population=population,
        bands=tuple((band.verdict, float(band.span.low)) for band in bands if band.span.low > low),
    )


def _population(rows: pl.DataFrame, base: KnowledgeBase) -> str:
    usual = base.course.population.cases[-1].is_
    if "population" not in rows.columns:
        return usual
    counts = rows.get_column("population").drop_nulls().value_counts(sort=True)
    return str(counts.item(0, "population")) if counts.height else usual


def taken(cohort: Cohort, base: KnowledgeBase, from_: str, to: str) -> pl.DataFrame:
    """``patient``, ``on``, ``group``: the therapies certainly taken between two days of a visit.

    ``from_`` and ``to`` are columns of the response table (``baseline``, ``on``). A therapy counts
    where it began by the later day and did not end before the earlier one, however its dates turn
    out; a patient may be in several groups. One that may have been taken does not count.
    """
    if cohort.response is None:
        return pl.DataFrame(schema={"patient": pl.String, "on": pl.Date, "group": pl.String})
    courses = given(cohort, base)
    labels = {name: therapy_label(base, name) for name in courses.get_column("therapy").unique()}
    visits = cohort.response.select(
        "patient", "on", pl.col(from_).alias("_from"), pl.col(to).alias("_to")
    )
    return (
        visits.join(courses, on="patient", how="inner")
        .filter(
            (pl.col("start_latest") <= pl.col("_to"))
            & (pl.col("ongoing") | (pl.col("end_earliest") >= pl.col("_from")))
        )
        .select(
            "patient", "on", pl.col("therapy").replace_strict(labels, default=None).alias("group")
        )
        .unique()
    )


def window_words(window: Window) -> str:
    """A window in words: "3 to 6 months", "over 24 months"."""
    low, high = window
    return f"over {low:g} months" if high is None else f"{low:g} to {high:g} months"


def _windowed(response: pl.DataFrame) -> pl.DataFrame:
    place = pl.lit(None, pl.Int32)
    for number, (low, high) in enumerate(WINDOWS):
        inside = pl.col("months") > low
        if high is not None:
            inside &= pl.col("months") <= high
        place = pl.when(inside).then(pl.lit(number, pl.Int32)).otherwise(place)
    return response.with_columns(place.alias("window")).drop_nulls("window")


def _last(rows: pl.DataFrame, also: list[str]) -> pl.DataFrame:
    return rows.sort("months").unique(
        ["patient", "window", *also], keep="last", maintain_order=True
    )


def _described(rows: pl.DataFrame, base: KnowledgeBase) -> list[Over]:
    levels = response_levels(base)
    last = _last(rows, ["group"])
    verdict = pl.col("verdict").cast(pl.List(pl.String))
    open_ = verdict.is_null() | (verdict.list.len() == 0)
    columns = []
    for place, level in enumerate(levels):
        wanted = pl.lit(levels[place:])
        certain = ~open_ & (verdict.list.set_difference(wanted).list.len() == 0)
        possible = open_ | (verdict.list.set_intersection(wanted).list.len() > 0)
        columns += [
            certain.sum().alias(f"certain.{level}"),
            possible.sum().alias(f"possible.{level}"),
        ]
    counted = last.group_by("group", "window").agg(
        pl.len().alias("n"),
        (pl.col("total_low") == pl.col("total_high")).sum().alias("exact"),
        pl.col("total_low").fill_null(0.0).median().alias("low"),
        pl.col("total_high").fill_null(float(base.course.score.range[1])).median().alias("high"),
        *columns,
    )
    size = rows.group_by("group").agg(pl.col("patient").n_unique().alias("size"))
    order = counted.join(size, on="group").sort(
        ["size", "group", "window"], descending=[True, False, False]
    )
    return [
        Over(
            group=row["group"],
            window=WINDOWS[row["window"]],
            n=int(row["n"]),
            exact=int(row["exact"]),
            median_low=float(row["low"]),
            median_high=float(row["high"]),
            levels=tuple(
                Level(
                    level,
                    Share.among(int(row[f"certain.{level}"]), int(row["n"])),
                    Share.among(int(row[f"possible.{level}"]), int(row["n"])),
                )
                for level in levels
            ),
        )
        for row in order.iter_rows(named=True)
    ]
