"""The questions of the review over tables, part by part."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from myosotis.cohort.asked import When, asked_of, dates_asked
from myosotis.cohort.frames import like
from myosotis.cohort.parts import ROWS, count_parts, split
from myosotis.cohort.seen import Part, coded_part, visits
from myosotis.cohort.snapshot_rows import Frame, snapshot_rows
from myosotis.cohort.snapshot_rows import together as snapshots_together
from myosotis.cohort.tables import Tables, tables_from
from myosotis.errors import InputError, Problem
from myosotis.knowledge import KnowledgeBase, load
from myosotis.patient import Codes
from myosotis.review import ReviewTable, Visits, response_table

Answer = Callable[["Asker", Part], pl.DataFrame]
TOLD = 5
"""So many of what cannot be read are told in sentences; all are in the table of rejects."""


@dataclass(frozen=True)
class Answered:
    """What was asked, as a frame of the caller's kind, and what could not be read (``rejects``) or
    is worth knowing (``notes``): `table`, `row` (from 1), `patient`, `field`, `value`, `why`.

    The two are frames of Polars, or of PySpark where the tables are.
    """

    table: Any
    rejects: Any
    notes: Any


@dataclass
class Asker:
    """Asks the parts of one cohort; what was compiled for one part serves the next."""

    base: KnowledgeBase
    on: When
    today: date
    reviews: ReviewTable | None = field(default=None)

    def part(self, tables: Tables) -> Part:
        """Some patients, coded."""
        return coded_part(tables, self.base, self.today)

    def visits(self, part: Part) -> Visits:
        """The patients of a part on the dates asked for."""
        if part.visits is None:
            part.visits = visits(part, self.on, self.base)
        return part.visits

    def review_table(self, seen: Visits) -> ReviewTable:
        """The compiled review for what is recorded of some patients."""
        findings = Codes.of(self.base).findings
        present = {findings[place] for place in seen.seen.facts["finding"].unique()}
        if self.reviews is None or not present <= self.reviews.present:
            earlier = self.reviews.present if self.reviews else set()
            self.reviews = ReviewTable(self.base, present | earlier)
        return self.reviews


def review_part(asker: Asker, part: Part) -> pl.DataFrame:
    """What the review says of every patient and date; see `docs/manual/cohorts.md`."""
    seen = asker.visits(part)
    return asker.review_table(seen).review(seen)


def antibodies_part(asker: Asker, part: Part) -> pl.DataFrame:
    """How each antibody is read, the subgroups, and the risk of cancer."""
    seen = asker.visits(part)
    return asker.review_table(seen).antibodies(seen)


def differential_part(asker: Asker, part: Part) -> pl.DataFrame:
    """The differential of every patient and date."""
    seen = asker.visits(part)
    return asker.review_table(seen).differential(seen)


def snapshot_part(asker: Asker, part: Part) -> pl.DataFrame:
    """What is known of every patient on the date."""
    return snapshot_rows(asker.visits(part), asker.base)


def response_part(asker: Asker, part: Part) -> pl.DataFrame:
    """Each later visit against the first."""
    return response_table(part.facts, part.patients, asker.base)


ANSWERS: dict[str, Answer] = {
    "review": review_part,
    "snapshot": snapshot_part,
    "antibodies": antibodies_part,
    "differential": differential_part,
    "response": response_part,
}


def in_parts(
    asker: Asker, tables: Tables, answer: Answer, rows: int = ROWS
) -> Iterator[tuple[pl.DataFrame, Part]]:
    """The answer for each part of the tables."""
    with tempfile.TemporaryDirectory() as scratch:
        parts = split(tables, count_parts(tables, rows), Path(scratch))
        for part in read_ahead(asker, parts, [answer]):
            yield answer(asker, part), part


def read_ahead(
    asker: Asker, parts: Iterable[Tables], answers: Collection[Answer]
) -> Iterator[Part]:
    """The parts, coded for some answers; each while the caller still answers the one before."""

    def read(tables: Tables) -> Part:
        part = asker.part(tables)
        if any(answer is not response_part for answer in answers):
            asker.visits(part)
        return part

    with ThreadPoolExecutor(1) as pool:
        waiting = None
        for tables in parts:
            following = pool.submit(read, tables)
            if waiting is not None:
                yield waiting.result()
            waiting = following
        if waiting is not None:
            yield waiting.result()


def together(name: str, parts: Sequence[Frame], base: KnowledgeBase) -> Frame:
    """One of `ANSWERS` from its parts."""
    return snapshots_together(parts, base) if name == "snapshot" else pl.concat(parts)


def ask(
    name: str,
    patients: Any,
    observations: Any,
    treatments: Any,
    on: Any,
    knowledge: KnowledgeBase | None,
    strict: bool,
) -> Answered:
    """One of `ANSWERS` for tables in memory or in files.

    Raises InputError where a table cannot be read; with ``strict`` also where a row cannot.
    """
    base = knowledge or load()
    tables = tables_from(patients, observations, treatments)
    when, lacking = asked_of(tables, dates_asked(on))
    asker = Asker(base, when, date.today())
    answers, rejects, notes = [], [], [lacking]
    for answer, part in in_parts(asker, tables, ANSWERS[name]):
        answers.append(answer)
        rejects.append(part.rejects)
        notes.append(part.notes)
    rejected = pl.concat(rejects)
    if strict and len(rejected):
        raise InputError(Problem(sentence, "") for sentence in reject_sentences(rejected))
    first = next((t for t in (patients, observations, treatments) if t is not None), None)
    return Answered(like(first, together(name, answers, base)), rejected, pl.concat(notes))


def reject_sentences(rejects: pl.DataFrame, count: int | None = None) -> list[str]:
    """What cannot be read, in sentences: the first of them, and how many more.

    ``count`` is how many there are, where ``rejects`` are only the first.
    """
    told = [
        f"{row['table']}, row {row['row']}: {row['why']}"
        for row in rejects.head(TOLD).iter_rows(named=True)
    ]
    more = (len(rejects) if count is None else count) - len(told)
    return [*told, f"and {more} more"] if more > 0 else told
