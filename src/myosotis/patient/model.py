"""One patient as recorded: dated facts and treatments. Nothing here is concluded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from myosotis.logic.values import Interval, Truth, Value
from myosotis.patient.dates import UNKNOWN_DATE, PartialDate, Span, age_on, born_from_age
from myosotis.patient.doses import Dose

Sex = Literal["female", "male", "unknown"]
Adherence = Literal["yes", "no", "partial", "unknown"]
Threshold = Literal["at_least", "at_most", "rise", "fall", "fall_percent"]


@dataclass(frozen=True)
class Fact:
    """One thing recorded of the patient on a date.

    ``value`` is in the finding's own unit; ``recorded`` is the text as it was written, ``unit``
    the unit in which an amount was written (the finding's own where none was), see `on_scale`.
    ``until`` is the last date on which it was still so, for a state that lasts (an exposure);
    ``lasting`` says that it goes on. ``where`` is the place in the file. The result of an
    antibody has the ``method`` it was found by and its ``strength``, where they were written.
    ``derived``: it follows from a treatment or from who the patient is, nobody observed it.
    """

    id: str
    finding: str
    value: Value
    on: PartialDate
    recorded: str
    where: str = ""
    name: str = ""
    note: str = ""
    site: str = ""
    by: str = ""
    until: PartialDate | None = None
    lasting: bool = False
    unit: str = ""
    method: str = ""
    strength: str = ""
    derived: bool = False

    @property
    def field(self) -> str:
        """The field of the file that says it; the values of one list share it."""
        path = self.where.rsplit(", ", 1)[-1]
        return path.rsplit("[", 1)[0] if path.endswith("]") else path


@dataclass(frozen=True)
class Treatment:
    """One treatment as recorded: given, or considered and not given.

    ``name`` is the drug as written, ``therapy`` the id of the therapy it belongs to.
    ``ongoing`` is yes only where the file says so: without an end it is unknown whether the
    treatment still goes on. ``duration`` is in weeks, where the file states it.
    """

    id: str
    therapy: str
    name: str
    start: PartialDate = UNKNOWN_DATE
    stop: PartialDate | None = None
    ongoing: Truth = Truth.UNKNOWN
    dose: Dose | None = None
    route: str | None = None
    stopped: str | None = None
    response: str | None = None
    adherence: Adherence = "unknown"
    not_given: str | None = None
    courses: int | None = None
    duration: Interval | None = None
    note: str = ""
    where: str = ""

    @property
    def given(self) -> bool:
        """Whether it was given at all."""
        return self.not_given is None


@dataclass(frozen=True)
class Plan:
    """What was chosen on a date: a therapy, until when, and by what it is judged.

    ``measure`` is a finding or the total improvement score. ``threshold`` says how ``value`` (in
    the unit of the measure, or percent) is meant; ``unit`` and ``text`` are as it was written.
    """

    id: str
    therapy: str
    name: str
    made: PartialDate
    start: PartialDate
    until: PartialDate
    measure: str
    threshold: Threshold
    value: Interval
    text: str
    unit: str = ""
    dose: str = ""
    note: str = ""
    where: str = ""


@dataclass(frozen=True)
class Patient:
    """One patient. ``age`` is in completed years on ``presented``, ``weight`` in kg.

    ``onset`` is the date of the first symptom, ``diagnosed`` that of the diagnosis.
    """

    id: str
    title: str = ""
    sex: Sex = "unknown"
    born: PartialDate | None = None
    age: Interval | None = None
    presented: PartialDate = UNKNOWN_DATE
    onset: PartialDate = UNKNOWN_DATE
    diagnosed: PartialDate = UNKNOWN_DATE
    weight: Interval | None = None
    diagnosis: str = ""
    facts: tuple[Fact, ...] = ()
    treatments: tuple[Treatment, ...] = ()
    plans: tuple[Plan, ...] = ()
    source: str = ""
    note: str = ""
    file: str = ""

    @property
    def birth(self) -> Span | None:
        """The days on which the patient can have been born; None when nothing is known."""
        if self.born is not None and self.born.known:
            return Span(self.born.earliest, self.born.latest)
        return born_from_age(self.age, self.presented) if self.age else None

    def age_on(self, on: PartialDate) -> Interval | None:
        """The age in completed years on a date; None when nothing is known."""
        return age_on(self.birth, on) if self.birth and on.known else None

    @property
    def last_date(self) -> PartialDate:
        """The latest date in the file; unknown when it holds none."""
        dates = [
            *(fact.on for fact in self.facts),
            *(fact.until for fact in self.facts if fact.until),
            *(date for t in self.treatments for date in (t.start, t.stop) if date),
        ]
        known = [date for date in dates if date.known]
        return max(known, key=lambda date: (date.latest, date.earliest), default=UNKNOWN_DATE)
