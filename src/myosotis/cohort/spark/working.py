"""What a task does: the answers for its patients, part by part.

What is compiled for the first part serves every later one of the same Python process, in this task
and the next.
"""

from __future__ import annotations

import socket
import zlib

import polars as pl

from myosotis.cohort.asking import ANSWERS, Asker
from myosotis.cohort.snapshot_rows import snapshot_rows
from myosotis.cohort.spark.batches import whole_patients
from myosotis.cohort.spark.task import Batches, Knowledge, Task
from myosotis.cohort.tables import Tables, tables_from
from myosotis.errors import InputError
from myosotis.knowledge import KnowledgeBase, load
from myosotis.patient import Codes
from myosotis.review import ReviewTable

ROW = "#row"
DATES = "dates"
"""The dates on which each patient is looked at, beside the tables."""
KIND = "#kind"
REJECTS, NOTES = "rejects", "notes"

_BASES: dict[str, KnowledgeBase] = {}
_REVIEWS: dict[str, ReviewTable] = {}
"""What this process has read and compiled, by the hash of the knowledge."""


def answers(task: Task, batches: Batches) -> Batches:
    """The answers for the patients of a task, as record batches.

    Raises InputError where the rows of a table are numbered wrongly, a patient stands twice in the
    table of patients, or this machine has other knowledge than the driver.
    """
    base = knowledge_of(task.knowledge)
    for table in whole_patients(batches, task.rows):
        found = answer(task, base, pl.DataFrame(table))
        arrow = found.to_arrow().cast(task.schema)
        yield from arrow.to_batches(max_chunksize=_batch_rows(found))


def answer(task: Task, base: KnowledgeBase, rows: pl.DataFrame) -> pl.DataFrame:
    """The answer for some patients; ``rows`` are those of all tables, see `planning`."""
    tables = _tables(task, rows)
    on = _dates(rows, tables) if task.dated else task.on
    asker = Asker(base, on, task.today, _REVIEWS.get(base.hash))
    part = asker.part(tables)
    if task.name is None:
        kinds = {REJECTS: part.rejects, NOTES: part.notes}
        return pl.concat(
            frame.select(pl.lit(kind).alias(KIND), pl.all()) for kind, frame in kinds.items()
        )
    if task.name == "snapshot":
        return snapshot_rows(asker.visits(part), base, Codes.of(base).findings)
    found = ANSWERS[task.name](asker, part)
    if asker.reviews is not None:
        _REVIEWS[base.hash] = asker.reviews
    return found


def knowledge_of(wanted: Knowledge) -> KnowledgeBase:
    """The knowledge that is asked for, read once in this process."""
    if wanted.hash not in _BASES:
        shipped = load()
        if wanted.content is not None:
            content = type(shipped.content).model_validate_json(zlib.decompress(wanted.content))
            _BASES[wanted.hash] = KnowledgeBase(content, wanted.hash)
        elif shipped.hash == wanted.hash:
            _BASES[wanted.hash] = shipped
        else:
            raise InputError(
                f"{socket.gethostname()} has other knowledge ({shipped.hash[:12]}) than the driver "
                f"({wanted.hash[:12]}); install the same version of myosotis on every machine"
            )
    return _BASES[wanted.hash]


def _tables(task: Task, rows: pl.DataFrame) -> Tables:
    frames = {name: _of(rows, name) for name in task.tables}
    for name, frame in frames.items():
        numbers = frame[ROW]
        if numbers.null_count() or not numbers.is_unique().all() or (numbers < 1).any():
            raise InputError("the column 'row' numbers the rows from 1, each row once", name)
    return tables_from(**{name: frame.sort(ROW) for name, frame in frames.items()})


def _dates(rows: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    found = _of(rows, DATES)
    if found["on"].null_count():
        raise InputError("a date is needed in every row of the table of dates", "on")
    kind = tables.patients.collect_schema()["patient"]
    return found.with_columns(pl.col("patient").cast(kind, strict=False))


def _of(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    return rows.select(name).filter(pl.col(name).is_not_null()).unnest(name)


def _batch_rows(frame: pl.DataFrame) -> int:
    """So many rows that a batch stays small, however many columns there are."""
    return max(1, 500_000 // max(1, frame.width))
