"""What travels to each task of Spark, and the first that runs there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

Batches = Iterator[Any]
"""Record batches of PyArrow."""


@dataclass(frozen=True)
class Knowledge:
    """Which knowledge a task needs: its hash, and the content where it is not the shipped one."""

    hash: str
    content: bytes | None


@dataclass(frozen=True)
class Task:
    """What is asked of the patients of a task.

    ``name`` is one of `ANSWERS`, or None for what cannot be read. ``tables`` are those that were
    given. ``on`` is the date for all patients, or None; ``dated`` says that each comes with its
    dates. ``schema`` is that of the answer in PyArrow. ``rows`` of the tables are answered at once,
    about: with them all rows of each patient.
    """

    name: str | None
    tables: tuple[str, ...]
    on: date | None
    dated: bool
    today: date
    knowledge: Knowledge
    schema: Any
    rows: int


def runner(task: Task) -> Callable[[Batches], Batches]:
    """The function that Spark calls in each task, with the batches of its patients."""

    def run(batches: Batches) -> Batches:
        _share_processors()
        from myosotis.cohort.spark.working import answers

        yield from answers(task, batches)

    return run


def _share_processors() -> None:
    """One thread for each processor of the task, before Polars is loaded and takes them all."""
    from pyspark import TaskContext

    context = TaskContext.get()
    cpus = context.cpus() if context else 1
    os.environ.setdefault("POLARS_MAX_THREADS", str(cpus))
