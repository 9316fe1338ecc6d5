"""The antibody group of each patient, so that every patient is in exactly one."""

from __future__ import annotations

import polars as pl

from myosotis.cohort.research.cohort import Cohort
from myosotis.cohort.research.naming import finding_label, finding_of
from myosotis.errors import InputError
from myosotis.knowledge import KnowledgeBase
from myosotis.logic.values import Truth
from myosotis.patient import read_value

SEVERAL = "more than one"
NONE_FOUND = "none found among those tested"
DOUBTFUL = "cannot tell"
NOT_TESTED = "not tested"
GROUPS = {"patient": pl.String, "group": pl.String}

_WORDS = {Truth.YES: "yes", Truth.NO: "no", Truth.UNKNOWN: "unknown"}


def antibody_groups(cohort: Cohort, base: KnowledgeBase) -> pl.DataFrame:
    """``patient`` and ``group`` for everybody: the one specific antibody that was found.

    An antibody was found where a result says yes and none says no. Where one says both, and where
    none was found but a result cannot be read as yes or no, the group is "cannot tell"; without
    any result "not tested". A broader antibody beside one that it includes is not a second one.
    """
    everybody = cohort.review.select("patient")
    results = antibody_results(cohort, base)
    if results.is_empty():
        return everybody.with_columns(pl.lit(NOT_TESTED).alias("group"))
    specific = [a.id for a in base.antibodies.values() if a.kind == "specific"]
    above = {name: _above(base, name) & set(specific) for name in specific}
    wide = (
        results.filter(pl.col("antibody").is_in(specific))
        .group_by("patient", "antibody")
        .agg((pl.col("result") == word).any().alias(word) for word in _WORDS.values())
        .group_by("patient")
        .agg(
            pl.col("antibody").filter("yes").sort().alias("found"),
            (pl.col("yes") & pl.col("no")).any().alias("both"),
            (pl.col("unknown") & ~pl.col("yes") & ~pl.col("no")).any().alias("open"),
        )
    )
    names = {
        tuple(found): _named(base, found, above)
        for found in wide.get_column("found").unique().to_list()
    }
    named = pl.DataFrame(
        {"found": [list(key) for key in names], "named": list(names.values())},
        schema={"found": pl.List(pl.String), "named": pl.String},
    )
    tested = results.select("patient").unique().with_columns(pl.lit(value=True).alias("tested"))
    group = (
        pl.when(pl.col("both"))
        .then(pl.lit(DOUBTFUL))
        .when(pl.col("named") != "")
        .then("named")
        .when(pl.col("open"))
        .then(pl.lit(DOUBTFUL))
        .when(pl.col("tested"))
        .then(pl.lit(NONE_FOUND))
        .otherwise(pl.lit(NOT_TESTED))
    )
    return (
        everybody.join(wide.join(named, on="found", how="left"), on="patient", how="left")
        .join(tested, on="patient", how="left")
        .select("patient", group.alias("group"))
    )


def antibody_results(cohort: Cohort, base: KnowledgeBase) -> pl.DataFrame:
    """``patient``, ``antibody`` (id), ``result`` (yes, no, unknown) of every recorded result.

    A number without a word is unknown here: without the laboratory's reading it is neither.
    """
    schema = {"patient": pl.String, "antibody": pl.String, "result": pl.String}
    if cohort.observations is None or "value" not in cohort.observations.columns:
        return pl.DataFrame(schema=schema)
    rows = cohort.observations.select(
        "patient", pl.col("finding").cast(pl.String), pl.col("value").cast(pl.String)
    )
    names = {
        name: known
        for name in rows.get_column("finding").unique().drop_nulls()
        if (known := finding_of(base, name)) and known[0].id in base.antibodies
    }
    rows = rows.filter(pl.col("finding").is_in(list(names)))
    read = []
    for finding, value in rows.select("finding", "value").unique().iter_rows():
        found, alias = names[finding]
        try:
            result = read_value(found, alias, value)
        except InputError:
            result = Truth.UNKNOWN
        word = _WORDS[result] if isinstance(result, Truth) else "unknown"
        read.append((finding, value, found.id, word))
    results = pl.DataFrame(
        read,
        schema={
            "finding": pl.String,
            "value": pl.String,
            "antibody": pl.String,
            "result": pl.String,
        },
        orient="row",
    )
    return rows.join(results, on=["finding", "value"], nulls_equal=True).select(list(schema))


def _above(base: KnowledgeBase, name: str) -> set[str]:
    """The broader findings of an antibody, at any height."""
    found: set[str] = set()
    rest = list(base.findings[name].is_a)
    while rest:
        one = rest.pop()
        if one not in found:
            found.add(one)
            rest += base.findings[one].is_a
    return found


def _named(base: KnowledgeBase, found: list[str], above: dict[str, set[str]]) -> str:
    implied = set().union(*(above[name] for name in found))
    left = [name for name in found if name not in implied]
    return SEVERAL if len(left) > 1 else "".join(finding_label(base, name) for name in left)
