"""Treatments that are dated before the patient was born.

A patient file with one is refused. Of a table the row is left out, and is then a treatment of the
patient that could not be read.
"""

from __future__ import annotations

import polars as pl

from myosotis.knowledge import KnowledgeBase
from myosotis.patient import CodedTreatments, Codes, date_of


def before_birth(
    given: CodedTreatments, exposed: pl.DataFrame, patients: pl.DataFrame, base: KnowledgeBase
) -> pl.DataFrame:
    """The rows to leave out, as rejects are listed; one line for each row.

    ``exposed`` are the facts that follow from the treatments, ``patients`` the coded patients.
    """
    names = pl.Series([regimen.name for regimen in given.book.regimens], dtype=pl.String)
    findings = pl.Series(Codes.of(base).findings)
    starts = given.frame.select(
        "patient",
        "row",
        pl.lit("from").alias("field"),
        pl.format("{} starts", names.gather(given.frame["regimen"])).alias("what"),
        pl.col("start_earliest").alias("earliest"),
        pl.col("start_latest").alias("latest"),
    )
    states = exposed.select(
        "patient",
        (-pl.col("row")).alias("row"),
        pl.lit(None, pl.String).alias("field"),
        pl.format("{} is dated", findings.gather(exposed["finding"])).alias("what"),
        "earliest",
        "latest",
    )
    born = patients.select("patient", "birth_earliest").drop_nulls()
    early = pl.concat([starts, states]).join(born, on="patient", maintain_order="left")
    early = early.filter(pl.col("latest") < pl.col("birth_earliest"))
    early = early.unique("row", keep="first", maintain_order=True).sort("row")
    said = early.select("what", "earliest", "latest", "birth_earliest")
    told = [_told(*row) for row in said.iter_rows()]
    value, why = zip(*told, strict=True) if told else ((), ())
    return early.select(
        pl.lit("treatments").alias("table"),
        "row",
        "patient",
        "field",
        pl.Series("value", value, pl.String),
        pl.Series("why", why, pl.String),
    )


def _told(what: str, earliest: int, latest: int, birth: int) -> tuple[str, str]:
    on, born = date_of(earliest, latest), date_of(birth, birth)
    return str(on), f"{what} {on}, before the patient was born ({born} at the earliest)"
