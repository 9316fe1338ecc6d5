"""The record of every row as the review sees it: closed, with its antibodies read and its
treatments judged."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from myosotis.knowledge import KnowledgeBase
from myosotis.logic import Clashes
from myosotis.patient import EVER as LAST_DAY
from myosotis.patient import PRESENT_AGE, CodedTreatments, Snapshots
from myosotis.review.classification import classification_sets
from myosotis.review.rulebook import EVER, rulebook
from myosotis.review.tables.answers import Truths
from myosotis.review.tables.closed import ClosedTable, affected
from myosotis.review.tables.failures import extras
from myosotis.review.tables.labels import Labels
from myosotis.review.tables.serology import Reread, SerologyTable
from myosotis.review.tables.treatments import at_visits, judge_rows

Asks = Callable[[str, pl.DataFrame], Truths]
"""Asks the rules of a stage of a table."""


@dataclass(frozen=True)
class Visits:
    """Patients on dates, one row each: what is known of their findings, and their treatments.

    ``frame`` has `patient`, `on` (days from 1970; the last day there is where no date is known),
    `weight_low` and `weight_high` (kg), `diagnosis`, and `unread`: whether a treatment of the
    patient could not be read.
    """

    frame: pl.DataFrame
    seen: Snapshots
    treatments: CodedTreatments

    def __len__(self) -> int:
        return self.frame.height

    @property
    def names(self) -> dict[str, pl.Series]:
        """The columns with which every answer begins."""
        on = pl.when(pl.col("on") != LAST_DAY).then(pl.col("on").cast(pl.Date))
        named = self.frame.select("patient", on=on)
        return {name: named[name] for name in named.columns}


@dataclass(frozen=True)
class Record:
    """What is known of every row: findings now and (behind ``ever.``) over the course, with
    doubtful antibodies open (``known``), and with antibodies open that a negative result does not
    exclude (``cautious``); what rules read of treatments and labels (``given``); where facts
    contradict each other, now and over the course (``clashes``)."""

    known: pl.DataFrame
    cautious: pl.DataFrame
    given: pl.DataFrame
    judged: pl.DataFrame
    read: Reread
    labels: Labels
    clashes: tuple[Clashes, Clashes]


class RecordTable:
    """Makes records of tables in which the same findings may be recorded."""

    def __init__(self, base: KnowledgeBase, present: Collection[str]) -> None:
        self.base, self.book = base, rulebook(base)
        self.serology = SerologyTable(base)
        # The age is worked out of every row with a day of birth.
        self.present = {*present, *self.serology.findings, PRESENT_AGE}

    def _bearing(self, texts: Iterable[str]) -> tuple[set[str], set[str]]:
        """The findings that rules read: of the present, and of the course."""
        names = {name for text in texts for name in self.book.rule(text).inputs}
        findings = self.base.findings.keys()
        course = {name.removeprefix(EVER) for name in names if name.startswith(EVER)}
        return names & findings, course & findings

    @cached_property
    def _first(self) -> ClosedTable:
        """What the reading of antibodies needs."""
        return ClosedTable(self.base, *self._bearing(self.serology.rules), self.present)

    @cached_property
    def _course(self) -> set[str]:
        """The findings over the course that rules, criteria sets and the differential read."""
        sets = [c.id for c in classification_sets(self.base) if c.enabled]
        sets += [self.base.cancer.tier, self.base.lung.risk]
        read = {name for id_ in sets for name in self.book.program(id_).inputs}
        return (read & self.base.findings.keys()) | set(self.book.closures[1].names)

    @cached_property
    def _closed(self) -> ClosedTable:
        now = self.book.closures[0].names
        return ClosedTable(self.base, now, self._course, self.present)

    @cached_property
    def _cautious(self) -> ClosedTable:
        """What may be known otherwise once negative antibodies are open."""
        other = affected(self.base, self.serology.findings)
        now = self.book.closures[0].names & other
        return ClosedTable(self.base, now, self._course & other, self.present)

    def of(self, visits: Visits, ask: Asks) -> Record:
        """The record of every row; ``ask`` answers the rules on which antibodies depend."""
        base, rows, seen = self.base, len(visits), visits.seen
        first = self._first.close((seen.now, seen.course), rows)
        read = self.serology.read(seen, ask("serology", first).frame)
        known, clashes = self._closed.close_all(read.known, rows)
        cautious = known.with_columns(self._cautious.close(read.cautious, rows))
        taken = at_visits(visits.treatments, visits.frame)
        judged = judge_rows(base, visits.treatments, taken, visits.frame)
        given = extras(base, visits.treatments, taken, judged, visits.frame).drop("at")
        labels = Labels(base, visits.frame["diagnosis"])
        given = _widened(given, visits.frame["unread"]).with_columns(**labels.facts())
        return Record(known, cautious, given, judged, read, labels, clashes)


def _widened(given: pl.DataFrame, unread: pl.Series) -> pl.DataFrame:
    """What follows from the treatments, where one of them could not be read: it may have been
    anything, so that nothing is known not to have been given or to have failed."""
    if not unread.any():
        return given
    open_ = [
        pl.when(unread)
        .then(True if kind == pl.Boolean else None)
        .otherwise(pl.col(name))
        .alias(name)
        for name, kind in given.schema.items()
        if name.endswith("_high")
    ]
    return given.with_columns(open_)
