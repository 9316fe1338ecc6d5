"""What every document of one patient begins with: the record on a date, and its antibodies read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from myosotis.knowledge import KnowledgeBase, load
from myosotis.patient import PartialDate, Patient, Snapshot, Treatment, parse_date
from myosotis.review.antibodies.results import Serology, read_serology
from myosotis.review.treatments import given_by
from myosotis.review.view import View


@dataclass(frozen=True)
class Beginning:
    """The treatments given by the date, and the view with the antibodies as they are read."""

    base: KnowledgeBase
    treatments: tuple[Treatment, ...]
    serology: Serology

    @property
    def view(self) -> View:
        """The view before anything else is concluded."""
        return self.serology.view


def begin(
    patient: Patient, on: str | date | PartialDate | None, knowledge: KnowledgeBase | None
) -> Beginning:
    """The record of a patient on a date, by default the latest in it.

    Raises InputError when ``on`` is not a date.
    """
    base = knowledge or load()
    when = parse_date(on, "on") if isinstance(on, str) else on
    snapshot = Snapshot.of(patient, when, base)
    treatments = tuple(t for row in patient.treatments if (t := given_by(row, snapshot.on)))
    seen = View.of(base, replace(patient, treatments=treatments), snapshot)
    return Beginning(base, treatments, read_serology(seen))
