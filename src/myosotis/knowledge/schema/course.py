"""The shape of the response over a course: visits, measures, and which instruments are shown."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from myosotis.knowledge.schema.criteria import Case
from myosotis.knowledge.schema.parts import Identifier, Sourced, Strict, Texts


class VisitRule(Sourced):
    """What a visit is: measures recorded within so many days of one another.

    ``known_to``: a date that is known less exactly makes no visit.
    """

    days: Annotated[int, Field(ge=0)]
    known_to: Literal["day", "month"]
    note: str


class PopulationRule(Sourced):
    """For whom a patient counts: the first case that holds of the record, see `Case`.

    ``input`` is the parameter of the instruments that it fills.
    """

    input: Identifier
    cases: tuple[Case, ...]
    option: str


class CourseMeasure(Strict):
    """One of the measures of a visit.

    ``inputs`` are the names under which the instruments read it, the first that is recorded at
    both visits counts; ``points`` and ``change`` the values of the score for it. ``chosen_by``
    is the outcome of the score that says which input it reads. ``alone``: recorded by itself it
    makes a visit.
    """

    id: Identifier
    label: str
    inputs: Texts
    points: Identifier
    change: Identifier
    chosen_by: Identifier | None = None
    alone: bool = True


class StrengthTest(Strict):
    """A finding that gives strength, for everybody or one population only."""

    finding: Identifier
    population: Literal["any", "adult", "juvenile"] = "any"


class StrengthRule(Sourced):
    """Which findings give strength, the preferred first; ``input`` is the parameter of the
    instruments that holds it."""

    input: Identifier
    tests: tuple[StrengthTest, ...]
    note: str


class CourseScore(Strict):
    """The instrument whose total is followed: which of its values it is, and its range."""

    instrument: Identifier
    value: Identifier
    range: tuple[Decimal, Decimal]


class InARow(Sourced):
    """A verdict that counts when it is found at so many visits in a row, from one baseline."""

    verdict: Identifier
    visits: Annotated[int, Field(ge=2)]
    label: str


class CourseInstrument(Strict):
    """Another instrument that is shown beside the score.

    ``since_previous``: each visit is also compared with the one before it.
    """

    instrument: Identifier
    since_previous: bool = False
    in_a_row: InARow | None = None


class CoursePathway(Strict):
    """How the response is read from the visits of a patient's own record."""

    question: str
    visit: VisitRule
    population: PopulationRule
    score: CourseScore
    measures: tuple[CourseMeasure, ...]
    strength: StrengthRule
    instruments: tuple[CourseInstrument, ...]
