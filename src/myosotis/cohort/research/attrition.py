"""Of how many patients each question is settled, and what keeps the others open."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from myosotis.cohort.research.cohort import Cohort, starting
from myosotis.cohort.research.naming import TREATMENT, finding_label
from myosotis.knowledge import KnowledgeBase

OPEN_VERDICTS = ("cannot_tell", "unsettled")


@dataclass(frozen=True)
class Settled:
    """One question: how many patients got each answer.

    ``verdicts`` counts every verdict; ``settled`` are those with an answer, ``open`` those without
    one, and ``final`` those whose answer nothing unrecorded can change.
    """

    question: str
    label: str
    of: int
    settled: int
    final: int
    verdicts: dict[str, int]

    @property
    def open(self) -> int:
        """Those of whom it cannot be told."""
        return self.of - self.settled


def settled(cohort: Cohort, base: KnowledgeBase) -> list[Settled]:
    """Each question of the review that the table holds, in the order of the page.

    A question is settled where its verdict is an answer. ``open`` and ``blocked`` are the answers
    of the strategy: whether it may be changed is always known.
    """
    return [
        _settled(cohort.review, column, label)
        for column, label in questions(base).items()
        if column in cohort.review.columns
    ]


def questions(base: KnowledgeBase) -> dict[str, str]:
    """The columns of the questions, and what is asked in each."""
    organs = {f"activity.{organ.id}": organ.label for organ in base.activity.organs}
    return {
        "resistance": base.resistance.question,
        **{column: f"{base.activity.question} {label}" for column, label in organs.items()},
        "diagnosis": base.diagnosis.question,
        "strategy": base.strategy.question,
    }


def _settled(review: pl.DataFrame, column: str, label: str) -> Settled:
    verdict = pl.col(column).fill_null(OPEN_VERDICTS[0])
    answered = ~verdict.is_in(OPEN_VERDICTS)
    possible = f"{column}_possible"
    final = (
        answered & (pl.col(possible).list.len() == 1) if possible in review.columns else answered
    )
    counts = review.group_by(verdict.alias("verdict")).len().sort("len", descending=True)
    row = review.select(answered.sum().alias("settled"), final.sum().alias("final")).row(0)
    return Settled(
        question=column,
        label=label,
        of=review.height,
        settled=int(row[0]),
        final=int(row[1]),
        verdicts=dict(counts.iter_rows()),
    )


KEEPERS = {
    "question": pl.String,
    "finding": pl.String,
    "label": pl.String,
    "patients": pl.Int64,
    "alone": pl.Int64,
    "undecided": pl.Int64,
}
"""The columns of `keepers`: of the ``undecided`` of a question, how many ``patients`` lack this
finding among others, and how many lack nothing else."""

OVERALL = "any question"


def keepers(cohort: Cohort, base: KnowledgeBase) -> pl.DataFrame:
    """Which unknown findings keep how many patients undecided, by question and over all of them.

    A patient counts for a finding where the question is open and the finding is one of those that
    can still change the verdict; ``alone`` where it is the only one. What is missing of several
    treatments, such as the dose, is one finding. Over all questions a patient
    counts once for a finding, and alone where it is the only finding that keeps any question open.
    """
    review = cohort.review
    open_ = []
    for question in starting(review, "missing."):
        if question not in review.columns:
            continue
        undecided = review.filter(
            pl.col(question).is_null() | pl.col(question).is_in(OPEN_VERDICTS)
        ).select(
            "patient",
            pl.lit(question).alias("question"),
            pl.col(f"missing.{question}").alias("finding"),
        )
        open_.append(undecided)
    if not open_:
        return pl.DataFrame(schema=KEEPERS)
    # "t7.dose" names a row of the treatments: whichever it is, a dose is not known.
    any_treatment = pl.element().str.replace(r"^t\d+\.", TREATMENT)
    rows = pl.concat(open_).with_columns(
        pl.col("finding").cast(pl.List(pl.String)).list.eval(any_treatment)
    )
    whole = (
        rows.group_by("patient")
        .agg(pl.col("finding").explode().drop_nulls().unique())
        .with_columns(pl.lit(OVERALL).alias("question"))
        .select("patient", "question", "finding")
    )
    counted = pl.concat([whole, rows]).with_columns(
        pl.col("finding").list.unique(), pl.len().over("question").alias("undecided")
    )
    found = (
        counted.with_columns((pl.col("finding").list.len() == 1).alias("alone"))
        .explode("finding")
        .drop_nulls("finding")
        .group_by("question", "finding")
        .agg(
            pl.len().cast(pl.Int64).alias("patients"),
            pl.col("alone").sum().cast(pl.Int64),
            pl.col("undecided").first().cast(pl.Int64),
        )
        .sort(["question", "patients", "alone", "finding"], descending=[False, True, True, False])
    )
    names = found.get_column("finding").unique().to_list()
    labels = {name: finding_label(base, name) for name in names}
    return found.with_columns(
        pl.col("finding")
        .replace_strict(labels, default=None, return_dtype=pl.String)
        .alias("label")
    ).select(list(KEEPERS))
