"""Who the synthetic patients are, when they are seen, and what becomes of them."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from myosotis.knowledge.schema.parts import Identifier, Sourced, Strict
from myosotis.knowledge.schema.synthetic.shapes import Share, Span, Weights


class Form(Strict):
    """Patients with one disorder: how many beside the other forms, and what they are labelled.

    ``course`` and ``regimen``: what becomes of them, and what they are given. ``youngest`` and
    ``oldest`` at onset, in years. An empty label stands for none.
    """

    disorder: Identifier
    weight: float = Field(gt=0)
    youngest: int = 18
    oldest: int = 85
    course: Identifier
    regimen: Identifier
    labels: Weights


class Centres(Strict):
    """The hospitals: each does and records some share of what others do (``records``)."""

    number: int = Field(ge=1, le=1000)
    records: Span


class PeopleFile(Sourced):
    """Who the patients are; the registry is ``closed`` on a day, and nothing is dated later.

    ``months_ill``: from the first symptom to the first visit, in each range of the scale of that
    name in the differential. ``weight_kg``: mean and standard deviation; a child's grows by the
    year. ``recorded``: how often each column of the table of patients is filled.
    """

    title: str
    first_seen: tuple[date, date]
    closed: date
    forms: tuple[Form, ...]
    centres: Centres
    onset_scale: Identifier
    onset_years: dict[Identifier, Span]
    months_ill_scale: Identifier
    months_ill: dict[Identifier, Span]
    male: Identifier
    weight_kg: dict[Literal["female", "male"], Span]
    child_kg: Span
    weeks_to_diagnosis: Span
    recorded: dict[str, Share]
    onset_year_only: Share
    born_instead_of_age: Share


class Visits(Strict):
    """When patients are seen: ``months`` after the first visit, from then on ``every`` so many.

    ``jitter_days`` to either side; a visit is missed, and at each a patient is lost, in these
    shares. ``month_only``: dates known to the month only.
    """

    months: tuple[float, ...]
    every: float
    jitter_days: int = Field(ge=0, le=40)
    missed: Share
    lost: Share
    month_only: Share


class Driver(Strict):
    """One thing that is active in a patient, 0 not at all to 1 fully: muscle, skin, a lung.

    It is ``between`` where the ``feature`` is present, else ``otherwise``.
    """

    feature: Identifier | None = None
    between: Span
    otherwise: Span = (0.0, 0.0)


class Depth(Strict):
    """How much of the activity goes where treatment works, and in what share of the patients."""

    weight: float
    goes: Span


class Course(Strict):
    """How patients fare.

    ``at_line``: where treatment works at all, which line of treatment it is that does.
    ``half_in_months``: how long until half of it has shown. ``flares`` at each visit, giving back
    a part of what was gained. ``damage`` at the first visit and ``damage_a_year``.
    """

    id: Identifier
    at_line: tuple[float, ...]
    depth: tuple[Depth, ...]
    half_in_months: Span
    flares: Share
    gives_back: Span
    damage: Span
    damage_a_year: Span


class CourseFile(Sourced):
    """Visits, activity and what becomes of it; ``never``: the share in whom nothing works."""

    title: str
    visits: Visits
    drivers: dict[Identifier, Driver]
    never: Identifier
    wobble: float
    courses: tuple[Course, ...]
