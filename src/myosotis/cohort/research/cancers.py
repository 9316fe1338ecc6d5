"""Cancer within the window around the beginning of the disease, by antibody.

Which finding is counted and how wide the window is stands in the knowledge (pathway/cancer.yaml).
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass

import polars as pl

from myosotis.cohort.research.cohort import Cohort
from myosotis.cohort.research.dates import with_bounds
from myosotis.cohort.research.durations import last_known
from myosotis.cohort.research.naming import finding_of
from myosotis.cohort.research.shares import Bounded
from myosotis.errors import InputError
from myosotis.knowledge import KnowledgeBase
from myosotis.logic.values import Truth
from myosotis.patient import read_value

ALL = "all patients"
YES, NO, SO_FAR = "within the window", "none within the window", "none so far, window not over"
UNTIMED, NO_START = "recorded, not known when", "beginning of the disease not known"
OUTSIDE, SILENT = "outside the window", "nothing recorded"
STATES = (YES, NO, OUTSIDE, SO_FAR, UNTIMED, NO_START, SILENT)
STARTS = ("onset", "diagnosed")
"""From when the window is counted: the first of these days that is known of a patient."""


@dataclass(frozen=True)
class Cancer:
    """A group: how many patients in each state, and the share with cancer within the window.

    ``patients`` takes everybody, ``followed`` only patients whose whole window has passed. A cancer
    is decided on the day it is found, freedom from it only at the end of the window: a share among
    the decided would be too large, so there is none. What is certain is the least that it can be.
    """

    group: str
    states: dict[str, int]
    patients: Bounded
    followed: Bounded


def cancers(
    cohort: Cohort,
    base: KnowledgeBase,
    groups: pl.DataFrame | None = None,
    last: Collection[str] = (),
) -> list[Cancer]:
    """All patients, then each group of ``groups`` (``patient``, ``group``), the largest first and
    those in ``last`` at the end."""
    rows = cancer_states(cohort, base)
    found = [_counted(ALL, rows)]
    if groups is not None:
        grouped = rows.join(groups, on="patient", how="inner")
        sizes = grouped.group_by("group").len().sort(["len", "group"], descending=[True, False])
        for group in sorted(sizes.get_column("group").to_list(), key=lambda one: one in last):
            found.append(_counted(group, grouped.filter(pl.col("group") == group)))
    return found


def cancer_states(cohort: Cohort, base: KnowledgeBase) -> pl.DataFrame:
    """``patient``, ``state`` (one of `STATES`), ``over`` (the whole window has passed).

    A cancer lies between the last day on which there certainly was none and the first on which one
    was recorded; it is within the window, or outside, where all of that span is. The finding that
    by its definition is a cancer within the window counts as such whatever its date. "None" asks
    for a record of none at or after the end of the window. Raises InputError for a date that
    cannot be read.
    """
    window = f"{base.cancer.window}mo"
    first, last = (
        pl.col("start_latest").dt.offset_by(f"-{window}"),
        pl.col("start_earliest").dt.offset_by(window),
    )
    before, after = (
        pl.col("start_earliest").dt.offset_by(f"-{window}"),
        pl.col("start_latest").dt.offset_by(window),
    )
    rows = (
        _starts(cohort)
        .join(_records(cohort, base), on="patient", how="left")
        .join(last_known(cohort), on="patient", how="left")
    )
    in_order = pl.col("free").is_null() | (pl.col("free") <= pl.col("found"))
    inside = in_order & (pl.col("free") >= first) & (pl.col("found") <= last)
    outside = in_order & ((pl.col("found") < before) | (pl.col("free") > after))
    any_ = pl.col("any").fill_null(value=False)
    state = (
        pl.when(pl.col("counted"))
        .then(pl.lit(YES))
        .when(pl.col("seen").is_null())
        .then(pl.lit(SILENT))
        .when(pl.col("start_earliest").is_null())
        .then(pl.lit(NO_START))
        .when(any_ & inside)
        .then(pl.lit(YES))
        .when(any_ & outside)
        .then(pl.lit(OUTSIDE))
        .when(any_)
        .then(pl.lit(UNTIMED))
        .when(pl.col("free_last") >= after)
        .then(pl.lit(NO))
        .when(pl.col("none"))
        .then(pl.lit(SO_FAR))
        .otherwise(pl.lit(SILENT))
    )
    return rows.select(
        "patient",
        state.alias("state"),
        (pl.col("until") >= after).fill_null(value=False).alias("over"),
    )


def _starts(cohort: Cohort) -> pl.DataFrame:
    """``patient``, ``start_earliest``, ``start_latest``: the onset, or else the diagnosis."""
    everybody = cohort.review.select("patient")
    if cohort.patients is None:
        nothing = pl.lit(None, pl.Date)
        return everybody.with_columns(
            nothing.alias("start_earliest"), nothing.alias("start_latest")
        )
    people = cohort.patients
    for name in STARTS:
        people = with_bounds(people, name, name, "patients")
    return everybody.join(
        people.select(
            "patient",
            pl.coalesce(f"{name}_earliest" for name in STARTS).alias("start_earliest"),
            pl.coalesce(f"{name}_latest" for name in STARTS).alias("start_latest"),
        ).unique("patient", keep="first"),
        on="patient",
        how="left",
    )


def _records(cohort: Cohort, base: KnowledgeBase) -> pl.DataFrame:
    """What is recorded of cancer: for each patient with any such row

    ``counted`` (the finding of the window itself is yes), ``any`` (some cancer is), ``none`` (there
    is a no), ``found`` (the last day by which the first is recorded), ``free`` (the last day before
    that with a no to any cancer), ``free_last`` (the last day with a no).
    """
    counted = base.cancer.counted
    family = _family(base, counted)
    schema = {
        "patient": pl.String, "seen": pl.Boolean, "counted": pl.Boolean, "any": pl.Boolean,
        "none": pl.Boolean, "found": pl.Date, "free": pl.Date, "free_last": pl.Date,
    }  # fmt: skip
    if cohort.observations is None or "value" not in cohort.observations.columns:
        return pl.DataFrame(schema=schema)
    columns = ["patient", "finding", "value", *({"on"} & set(cohort.observations.columns))]
    rows = cohort.observations.select(columns)
    rows = rows.with_columns(pl.col("finding", "value").cast(pl.String))
    names = {
        name: one
        for name in rows.get_column("finding").unique().drop_nulls()
        if (one := finding_of(base, name)) and one[0].id in family
    }
    rows = with_bounds(
        rows.filter(pl.col("finding").is_in(list(names))), "on", "on", "observations"
    )
    read = []
    for finding, value in rows.select("finding", "value").unique().iter_rows():
        found, alias = names[finding]
        with suppress(InputError):
            read.append((finding, value, found.id, read_value(found, alias, value)))
    known = pl.DataFrame(
        [(f, v, id_, result is Truth.YES, result is Truth.NO) for f, v, id_, result in read],
        schema={
            "finding": pl.String, "value": pl.String, "id": pl.String, "yes": pl.Boolean,
            "no": pl.Boolean,
        },
        orient="row",
    )  # fmt: skip
    # A no to a narrower finding (no cancer of this kind) is not a no to cancer.
    wide = [counted, *base.findings[counted].is_a]
    no = pl.col("no") & pl.col("id").is_in(wide)
    rows = rows.join(known, on=["finding", "value"], nulls_equal=True)
    rows = rows.with_columns(
        pl.col("on_latest").filter(pl.col("yes")).min().over("patient").alias("found")
    )
    any_no = pl.col("no") & pl.col("id").is_in(base.findings[counted].is_a)
    before = pl.col("found").is_null() | (pl.col("on_earliest") <= pl.col("found"))
    return rows.group_by("patient").agg(
        (pl.col("yes") | pl.col("no")).any().alias("seen"),
        (pl.col("yes") & (pl.col("id") == counted)).any().alias("counted"),
        pl.col("yes").any().alias("any"),
        no.any().alias("none"),
        pl.col("found").first(),
        pl.col("on_earliest").filter(any_no & before).max().alias("free"),
        pl.col("on_earliest").filter(no).max().alias("free_last"),
    )


def _family(base: KnowledgeBase, name: str) -> set[str]:
    """The broader findings of a finding, and everything that is one of them."""
    tops = {name, *base.findings[name].is_a}
    size = 0
    while size != len(tops):
        size = len(tops)
        tops |= {f.id for f in base.findings.values() if tops & set(f.is_a)}
    return tops


def _counted(group: str, rows: pl.DataFrame) -> Cancer:
    counts = dict(rows.group_by("state").len().iter_rows())
    states = {state: int(counts.get(state, 0)) for state in STATES}
    passed = dict(rows.filter("over").group_by("state").len().iter_rows())
    free = states[NO] + states[OUTSIDE]
    ill, well = int(passed.get(YES, 0)), int(passed.get(NO, 0)) + int(passed.get(OUTSIDE, 0))
    open_ = sum(map(int, passed.values())) - ill - well
    return Cancer(
        group=group,
        states=states,
        patients=Bounded(states[YES], free, rows.height - states[YES] - free),
        followed=Bounded(ill, well, open_),
    )
