"""Generated patients through `cohort` and one by one: where the two differ.

python -m tests.tables.identity 100000 [first seed] [every]
"""

from __future__ import annotations

import gc
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import date
from multiprocessing import get_context
from os import cpu_count
from typing import Any

import polars as pl

from myosotis import cohort, read_patient
from myosotis.cohort.asking import ANSWERS, Asker
from myosotis.cohort.seen import Part
from myosotis.knowledge import lasting_once
from myosotis.patient import Patient
from tests.tables.comparing import ABOUT, Difference, differences, rows_of, with_rows
from tests.tables.generated import Generated, files, generated
from tests.tables.one import Row, Slim, response, snapshot
from tests.tables.spellings import BASE, TODAY

CHUNK = 1000
"""So many patients of one seed, and a quarter as many changed examples."""
KEPT = 20
"""So many differences of a chunk are kept with their values."""
SPARED = ("missing.diagnosis", "missing.activity", "facts.")
"""These columns, and the response, take longest to answer for one patient."""


@dataclass
class Report:
    """What was compared: patients, the words that were said in each column, the differences."""

    patients: int = 0
    cells: int = 0
    words: Counter[tuple[str, str]] = field(default_factory=Counter)
    differences: list[tuple[int, int, Difference]] = field(default_factory=list)
    differing: Counter[str] = field(default_factory=Counter)

    def add(self, other: Report) -> None:
        self.patients += other.patients
        self.cells += other.cells
        self.words += other.words
        self.differences += other.differences
        self.differing += other.differing


@dataclass(frozen=True)
class Answers:
    """The tables of one cohort by patient, and what was left out of each."""

    review: dict[int, Row]
    antibodies: dict[int, Row]
    differential: dict[int, Row]
    snapshot: dict[int, Row]
    response: dict[int, list[Row]]
    left_out: pl.DataFrame
    unread: frozenset[int]
    """Those of whom a treatment could not be read, so that they are not told what others are."""

    @classmethod
    def of(cls, made: Generated, on: Any) -> Answers:
        # As `cohort.write` asks, so that the tables are read once for all answers.
        asker = Asker(BASE, cohort.dates_asked(on), TODAY)
        part = asker.part(cohort.tables_from(*made.tables))
        answers = {name: answer(asker, part) for name, answer in ANSWERS.items()}
        responses: dict[int, list[Row]] = {}
        for row in answers["response"].iter_rows(named=True):
            responses.setdefault(row["patient"], []).append(row)
        unread = part.rejects.filter(pl.col("table") == "treatments")["patient"]
        names = ("review", "antibodies", "differential", "snapshot")
        return cls(
            *(_by_patient(answers[name]) for name in names),
            responses,
            not_in_files(part),
            frozenset(int(one) for one in unread),
        )


def not_in_files(part: Part) -> pl.DataFrame:
    """The rows and the fields that a patient file must not have."""
    return pl.concat([part.rejects, part.notes.drop_nulls("row")])


def _by_patient(table: pl.DataFrame) -> dict[int, Row]:
    return {row["patient"]: row for row in table.iter_rows(named=True)}


def compare(seed: int, count: int = CHUNK, every: int = 1) -> Report:
    """The patients of a seed; what takes long (`SPARED`) only for one in ``every``.

    Two seeds in four ask for a date of each patient, one for the same of all, one for the last.
    """
    made = generated(seed, count)
    # What is compiled stays: looking through it for garbage takes a tenth of the time.
    gc.freeze()
    on: Any = [made.on, made.on, date(2021, 3, 1), None][seed % 4]
    told = Answers.of(made, on)
    if isinstance(on, pl.DataFrame):
        dates = dict(on.iter_rows())
        assert all(row["on"] == dates[n] for n, row in told.review.items())
    report = Report()
    for number, file in files(made, told.left_out).items():
        if number in told.unread:
            continue
        # Without a date asked for, a last date known to the month is taken for its last day.
        day = told.review[number]["on"]
        patient = read_patient(file.said, BASE, TODAY)
        rows = rows_of(patient, file.observed, file.treated)
        found = list(_one(told, number, patient, day, rows, number % every == 0, report))
        report.patients += 1
        report.differing.update(name for name, _, _ in found)
        report.differences += [
            (seed, number, one) for one in found[: KEPT - len(report.differences)]
        ]
    return report


def _one(
    told: Answers,
    number: int,
    patient: Patient,
    on: date | None,
    rows: dict[str, str],
    whole: bool,
    report: Report,
) -> Iterator[Difference]:
    with lasting_once(BASE):
        slim = Slim(BASE, patient, on)
        wanted = with_rows(slim.review(missing=whole), rows)
        pairs = [
            (told.review[number], wanted),
            (told.antibodies[number], {**slim.antibodies(), "cancer_tier": wanted["cancer_tier"]}),
            (told.differential[number], slim.differential(ratios=True)),
        ]
        known = {n: v for n, v in snapshot(BASE, patient, on).items() if v is not None}
    for row, said in pairs:
        for one in differences(row, said):
            if whole or not one[0].startswith(SPARED):
                yield one
        report.cells += len(said)
        report.words.update((name, word) for name, word in said.items() if isinstance(word, str))
    seen = {n: v for n, v in told.snapshot[number].items() if v is not None and n not in ABOUT}
    yield from (("snapshot", seen.get(n), known.get(n)) for n in unlike(seen, known))
    if not whole:
        return
    mine, theirs = told.response.get(number, []), response(BASE, patient)
    for row, said in zip(mine, theirs, strict=False):
        for name, value in said.items():
            got = row[name] if name not in ("baseline", "on") else str(row[name])[: len(value)]
            if got != value:
                yield f"response {name}", got, value
    if len(mine) != len(theirs):
        yield "response", len(mine), len(theirs)


def unlike(one: Row, other: Row) -> list[str]:
    """The names with which two do not agree."""
    return sorted(n for n in one.keys() | other.keys() if one.get(n) != other.get(n))


# -- many ------------------------------------------------------------------------------------------


def compare_many(seeds: Iterable[int], every: int = 1, show: bool = False) -> Report:
    """All patients of some seeds, in as many processes as there are cores."""
    whole = Report()
    # A process that begins by itself: threads of the table engine do not survive a fork.
    with ProcessPoolExecutor(cpu_count(), get_context("spawn")) as pool:
        waiting = [pool.submit(compare, seed, CHUNK, every) for seed in seeds]
        for done in as_completed(waiting):
            whole.add(done.result())
            if show:
                print(whole.patients, dict(whole.differing), flush=True)
                for one in done.result().differences:
                    print("   ", *one, flush=True)
    return whole


def main() -> int:
    """Compare as many as asked; 1 where two differ."""
    asked = [int(one) for one in sys.argv[1:]]
    count, first, every = (*asked, *(1000, 1)[len(asked) - 1 :])
    report = compare_many(range(first, first + -(-count // CHUNK)), every, show=True)
    print(report.patients, "patients,", report.cells, "cells,", dict(report.differing))
    for (name, word), times in sorted(report.words.items()):
        print(f"{name} {word}: {times}")
    return int(bool(report.differing))


if __name__ == "__main__":
    sys.exit(main())
