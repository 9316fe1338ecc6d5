"""Tables larger than one machine: the same questions, asked inside Apache Spark.

found = cohort.spark.review(patients, observations, treatments, on="2024-06-30")
found.table.write.parquet("hdfs:///myositis/review")

The tables are frames of PySpark, and so are the answers: nothing is read before Spark is asked for
a row, and nothing but the plan passes through the driver. Each task reads its part of the patients
as Arrow batches and asks the review that asks tables on one machine, so the answers are the same.
A column ``row`` numbers the rows of a table from 1, each once; where a table has none, its rows
get numbers that grow with their place in the frame, and are no line numbers.
"""

from __future__ import annotations

from datetime import date
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from myosotis.errors import InputError
from myosotis.knowledge import KnowledgeBase

if TYPE_CHECKING:
    from myosotis.cohort.asking import Answered

__all__ = ["antibodies", "ask", "differential", "response", "review", "snapshot"]


def review(
    patients: Any = None,
    observations: Any = None,
    treatments: Any = None,
    *,
    on: str | date | Any = None,
    knowledge: KnowledgeBase | None = None,
    strict: bool = False,
) -> Answered:
    """What the review says of every patient: the table of `cohort.review` as a frame of PySpark.

    ``on`` is as there; a frame of dates may be one of PySpark. ``rejects`` and ``notes`` are frames
    of PySpark with a plan of their own, which reads the rows and asks nothing of them; with
    ``strict`` that plan is run at once, and rows that cannot be read raise InputError.
    """
    return ask("review", patients, observations, treatments, on, knowledge, strict)


def snapshot(
    patients: Any = None,
    observations: Any = None,
    treatments: Any = None,
    *,
    on: str | date | Any = None,
    knowledge: KnowledgeBase | None = None,
    strict: bool = False,
) -> Answered:
    """What is known of every patient on the date, with a column for every finding there is.

    The columns must be known before a row is read: on one machine a finding of which nothing is
    known has none. Arguments as in `review`.
    """
    return ask("snapshot", patients, observations, treatments, on, knowledge, strict)


def antibodies(
    patients: Any = None,
    observations: Any = None,
    treatments: Any = None,
    *,
    on: str | date | Any = None,
    knowledge: KnowledgeBase | None = None,
    strict: bool = False,
) -> Answered:
    """How each antibody is read, the subgroups, the risk of cancer. Arguments as in `review`."""
    return ask("antibodies", patients, observations, treatments, on, knowledge, strict)


def differential(
    patients: Any = None,
    observations: Any = None,
    treatments: Any = None,
    *,
    on: str | date | Any = None,
    knowledge: KnowledgeBase | None = None,
    strict: bool = False,
) -> Answered:
    """The differential of every patient. Arguments as in `review`."""
    return ask("differential", patients, observations, treatments, on, knowledge, strict)


def response(
    patients: Any = None,
    observations: Any = None,
    treatments: Any = None,
    *,
    knowledge: KnowledgeBase | None = None,
    strict: bool = False,
) -> Answered:
    """Each later visit of every patient against the first. Arguments as in `review`."""
    return ask("response", patients, observations, treatments, None, knowledge, strict)


def ask(
    name: str,
    patients: Any,
    observations: Any,
    treatments: Any,
    on: Any,
    knowledge: KnowledgeBase | None,
    strict: bool,
) -> Answered:
    """One of `cohort.answers` of frames of PySpark.

    Raises InputError where PySpark is missing, a table is no frame of PySpark or cannot be read;
    with ``strict`` also where a row cannot.
    """
    for package in ("pyspark", "pyarrow", "pandas"):
        if find_spec(package) is None:
            raise InputError(f"tables in Spark need the package {package}; install myosotis[spark]")
    # It brings Polars, which a task must not load before it says how many threads it may have.
    from myosotis.cohort.spark.planning import plan

    return plan(name, (patients, observations, treatments), on, knowledge, strict)
