"""Everything that is said of a cohort, in one value: what the report shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import polars as pl

from myosotis.cohort.research.antibodies import DOUBTFUL, NOT_TESTED, SEVERAL, antibody_groups
from myosotis.cohort.research.attrition import Settled, keepers, settled
from myosotis.cohort.research.cancers import Cancer, cancers
from myosotis.cohort.research.cohort import Cohort
from myosotis.cohort.research.durations import time_on_drug, time_to_response
from myosotis.cohort.research.lanes import Lanes, lanes
from myosotis.cohort.research.missingness import recorded
from myosotis.cohort.research.naming import entity_label, joined, response_levels
from myosotis.cohort.research.reclassification import (
    NO_LABEL,
    OTHER_LABEL,
    Moves,
    Pair,
    criteria_sets,
    moves,
    pairs,
)
from myosotis.cohort.research.refractory import Definition, definitions, truly_refractory
from myosotis.cohort.research.responses import Over, Scores, over_time, scores, taken
from myosotis.cohort.research.saying import LABEL
from myosotis.cohort.research.sequences import Sequences, sequences
from myosotis.cohort.research.shares import Bounded
from myosotis.cohort.research.survival import MISSING, Survival, available, survival
from myosotis.errors import InputError
from myosotis.knowledge import KnowledgeBase, load

By = Literal["antibody", "treatment", "label", "sex"]
BY: tuple[str, ...] = get_args(By)
"""By what a cohort may be divided."""

NOT_RECORDED = "not recorded"
UNPLACED = frozenset({DOUBTFUL, NOT_TESTED, SEVERAL, NO_LABEL, NOT_RECORDED})
"""Groups of patients of whom it is not known in which group they belong, or who are in several."""


@dataclass(frozen=True)
class Described:
    """A cohort as its report shows it; what could not be worked out is empty or None.

    ``by`` is how the response and the time to it are divided; cancer is always divided by antibody.
    ``without`` says which part is missing for want of the extra ``research``.
    """

    title: str
    synthetic: bool
    made: dict[str, str]
    by: str
    size: int
    knowledge: tuple[str, str]
    refractory: Bounded
    settled: tuple[Settled, ...]
    keepers: pl.DataFrame
    recorded: pl.DataFrame
    definitions: tuple[Definition, ...]
    moves: tuple[Moves, ...]
    pairs: tuple[Pair, ...]
    scores: Scores | None
    over_time: tuple[Over, ...]
    on_drug: Survival | None
    to_response: Survival | None
    levels: tuple[str, ...]
    lanes: Lanes | None
    sequences: Sequences | None
    cancers: tuple[Cancer, ...]
    cancer_months: int
    without: str


def describe(
    cohort: Cohort, by: str = "antibody", knowledge: KnowledgeBase | None = None
) -> Described:
    """Describe a cohort. What a missing table would be needed for is left empty.

    ``by`` is one of `BY`. Raises InputError where it is not, and for a date, therapy or column of
    the tables that cannot be read.
    """
    if by not in BY:
        raise InputError(f"a cohort is divided by {', '.join(BY[:-1])} or {BY[-1]}, not by '{by}'")
    base = knowledge or load()
    antibodies = antibody_groups(cohort, base)
    levels = response_levels(base)
    over, starting = _groups(cohort, base, by, antibodies)
    on_drug = to_response = None
    if available() and cohort.treatments is not None:
        on_drug = survival(time_on_drug(cohort, base))
    if available() and cohort.response is not None and cohort.response.height:
        to_response = survival(time_to_response(cohort.response, levels, starting), apart=UNPLACED)
    return Described(
        title=cohort.title,
        synthetic=cohort.synthetic,
        made=cohort.made,
        by=by,
        size=cohort.size,
        knowledge=(base.version, base.hash),
        refractory=truly_refractory(cohort),
        settled=tuple(settled(cohort, base)),
        keepers=keepers(cohort, base),
        recorded=recorded(cohort, base),
        definitions=tuple(definitions(cohort, base)),
        moves=tuple(_moves(cohort, base)),
        pairs=tuple(pairs(cohort, base)),
        scores=scores(cohort, base),
        over_time=tuple(over_time(cohort, base, over, last=UNPLACED)),
        on_drug=on_drug,
        to_response=to_response,
        levels=tuple(levels),
        lanes=lanes(cohort, base),
        sequences=None if cohort.treatments is None else sequences(cohort, base),
        cancers=()
        if cohort.observations is None
        else tuple(cancers(cohort, base, antibodies, last=UNPLACED)),
        cancer_months=base.cancer.window,
        without="" if available() else MISSING,
    )


def _moves(cohort: Cohort, base: KnowledgeBase) -> list[Moves]:
    """Of each set that a review shows in full, then of the others."""
    known = criteria_sets(cohort)
    order = [*(c for c in base.diagnosis.criteria if c in known), *known]
    found = [moves(cohort, base, criteria) for criteria in dict.fromkeys(order)]
    return [one for one in found if one is not None]


def _groups(
    cohort: Cohort, base: KnowledgeBase, by: str, antibodies: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The groups of the response over time, and those at the start for the time to response.

    By treatment they differ: over time a therapy counts that was taken between baseline and visit,
    but the time to a response may only be divided by what was taken at its start.
    """
    if by == "treatment":
        return taken(cohort, base, "baseline", "on"), taken(
            cohort, base, "baseline", "baseline"
        ).select("patient", "group").unique()
    if by == "label":
        groups = _labels(cohort, base)
    elif by == "sex":
        groups = _sexes(cohort)
    else:
        groups = antibodies
    return groups, groups


def _labels(cohort: Cohort, base: KnowledgeBase) -> pl.DataFrame:
    if LABEL not in cohort.review.columns:
        raise InputError("the review table has no column 'label' to divide the cohort by")
    names = {entity.id: entity_label(base, entity.id) for entity in base.diagnosis.entities}

    def named(labels: Sequence[str] | None) -> str:
        if labels is None:
            return NO_LABEL
        return joined([names.get(one, one) for one in sorted(labels)]) or OTHER_LABEL

    rows = cohort.review.select("patient", LABEL).rows()
    return pl.DataFrame(
        [(patient, named(labels)) for patient, labels in rows],
        schema={"patient": pl.String, "group": pl.String},
        orient="row",
    )


def _sexes(cohort: Cohort) -> pl.DataFrame:
    if cohort.patients is None or "sex" not in cohort.patients.columns:
        raise InputError("the table of patients has no column 'sex' to divide the cohort by")
    sexes = cohort.patients.select(
        "patient", pl.col("sex").cast(pl.String).str.to_lowercase().alias("group")
    ).unique("patient", keep="first")
    return (
        cohort.review.select("patient")
        .join(sexes, on="patient", how="left")
        .with_columns(pl.col("group").replace("unknown", None).fill_null(NOT_RECORDED))
    )
