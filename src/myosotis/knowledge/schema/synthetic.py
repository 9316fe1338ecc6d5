"""The shape of the synthetic registry: whom it holds, how they fare, and what gets written down.

How often a finding occurs in a disorder stands with the disorders; here stands only what they do
not say: how many patients have which disorder, what is measured when, how it is written, what is
left out. Nothing here is evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from myosotis.knowledge.schema.parts import Identifier, Sourced, Strict, Texts

Share = Annotated[float, Field(ge=0, le=1)]
Weights = Annotated[dict[str, Annotated[float, Field(ge=0)]], Field(min_length=1)]
"""How often each of several things occurs, beside the others; they need not add up to 1."""
Span = tuple[float, float]
"""From, to."""
DAMAGE = "damage"
"""What a measure may follow beside the drivers and the features."""


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


class Drawn(Strict):
    """One thing that is present or absent: a feature of the differential, or a share of all.

    ``given``: only in patients with this feature, ``without``: only in those without it. ``as``:
    the findings it shows as, each in this share of those who have it; the first stands for it
    where none of them does. ``fades`` with the treatment that works. ``negatives`` instead of the
    panel's.
    """

    feature: Identifier | None = None
    share: Share | None = None
    given: Identifier | None = None
    without: Identifier | None = None
    as_: Annotated[dict[Identifier, Share], Field(min_length=1, alias="as")]
    fades: bool = False
    negatives: Share | None = None

    @model_validator(mode="after")
    def _one_share(self) -> Self:
        if (self.feature is None) == (self.share is None):
            raise ValueError("a drawn finding has a feature or a share")
        return self


class Labelled(Strict):
    """A category: the label of the range in which the time since the first symptom lies."""

    finding: Identifier
    labels: dict[Identifier, str]


class Way(Strict):
    """One way of writing a number.

    ``as``: a ``number`` in its own column, or a text: with its unit (``text``), one end
    (``above``), two (``range``), or a ``word``. ``per``: one of ``unit`` is so many of the
    finding's own. ``limit``: the unit is the laboratory's, one of its upper limits is one of the
    finding's own; ``uln``: that limit is written as well.
    """

    weight: float
    as_: Literal["number", "text", "above", "range", "word"] = Field(alias="as")
    unit: str = ""
    per: float = 1.0
    limit: bool = False
    uln: bool = False
    step: float | None = None


class Start(Strict):
    """The first value, drawn from the ranges of a scale; it settles where treatment works."""

    scale: Identifier
    between: dict[Identifier, Span]
    settles_at: float


class Measure(Strict):
    """A number that is measured: ``base``, so much for each driver, damage or feature, ``noise``.

    ``log``: of its logarithm. ``start``: drawn instead. ``recorded``: how often it is written
    where its panel was done. ``years``: in patients of this age only. ``limits``: between which
    the upper limit of a laboratory lies.
    """

    finding: Identifier
    base: float = 0.0
    per: dict[Identifier, float] = {}
    log: bool = False
    start: Start | None = None
    noise: float
    step: float
    recorded: Share
    years: Span = (0.0, 200.0)
    limits: Span | None = None
    ways: Identifier | tuple[Way, ...]


class Panel(Strict):
    """What is looked at together, and whether it was: at the ``first`` visit, at ``later`` ones.

    ``by_disorder`` instead of ``first``. ``days``: done so long after the first visit. Panels with
    the same ``together`` are done on the same visits as far as both are, and on a ``whole`` share
    of these every measure is written. ``negatives``: how often an absent finding is written down,
    ``unknown``: how often one is written as not known. ``done``: the finding that says that it was
    done, written in this share of those in whom it was, and ``not_done`` in this share of the
    others. ``sites``: where.
    """

    id: Identifier
    label: str
    first: Share
    later: Share = 0
    by_disorder: dict[Identifier, Share] = {}
    days: tuple[int, int] = (0, 0)
    together: Identifier | None = None
    whole: Share = 0
    negatives: Share = 1
    later_negatives: Share | None = None
    unknown: Share = 0
    done: dict[Identifier, Share] = {}
    not_done: Share = 0
    sites: Weights | None = None
    draws: tuple[Drawn, ...] = ()
    labels: tuple[Labelled, ...] = ()
    measures: tuple[Measure, ...] = ()


class PanelFile(Sourced):
    """What is looked at. ``ways``: several ways of writing under one name, for several measures.

    ``same_way``: how often a value is written as the patient's others are.
    """

    title: str
    same_way: Share
    ways: dict[Identifier, tuple[Way, ...]] = {}
    panels: tuple[Panel, ...]


class Group(Strict):
    """Antibodies of which a patient has one, where the feature says that there is one."""

    feature: Identifier
    as_: Annotated[Weights, Field(alias="as")]


class AntibodyFile(Sourced):
    """The antibody panel.

    ``one_of``: groups that exclude each other; ``each``: groups that do not; ``by_disorder``: which
    of a group it is there. ``methods`` of the centres, an empty one stands for not recorded, and
    ``own_method`` of an antibody. ``strengths`` by method, of true results and of false ones.
    ``every_result``: panels with each negative written. ``false_positive`` in a patient,
    ``second_method`` tried on a positive.
    """

    title: str
    done: Share
    by_disorder: dict[Identifier, Share] = {}
    days: tuple[int, int]
    panel: Identifier
    panel_recorded: Share
    listed: tuple[Identifier, ...]
    one_of: tuple[Group, ...]
    each: tuple[Group, ...] = ()
    in_disorder: dict[Identifier, Weights] = {}
    methods: Weights
    own_method: dict[Identifier, str] = {}
    strengths: dict[str, Weights]
    false_strengths: dict[str, Weights]
    strength_recorded: Share
    every_result: Share
    false_positive: Share
    second_method: Share
    second: str
    second_agrees: Share
    second_agrees_if_false: Share


class Line(Strict):
    """One drug of a regimen; the greater the ``weight``, the earlier it is tried.

    An empty dose or route stands for not recorded; ``harms``: how often it is stopped for harm.
    """

    therapy: str
    weight: float = Field(gt=0)
    doses: Weights
    routes: Weights | None = None
    courses: tuple[int, int] | None = None
    harms: Share


class Taper(Strict):
    """What is given first: a high dose for some weeks, then a lower one, to some share."""

    id: Identifier
    therapies: Weights
    given: Share
    high: Weights
    weeks_high: Span
    low: Weights
    weeks_low: Span
    still_low: Share


class Regimen(Strict):
    """What is given: a taper at the start, and one line after the other until one works.

    ``most``: at most so many lines. ``beside``: given from the first visit on beside them.
    """

    id: Identifier
    taper: Identifier | None = None
    lines: tuple[Line, ...] = ()
    most: int = Field(ge=0, le=6)
    weeks: Span
    beside: dict[str, Share] = {}


class StopWords(Strict):
    """Words for why a treatment ended, by what happened; an empty one is not recorded."""

    no_effect: Weights
    harm: Weights
    enough: Weights


class ResponseWords(Strict):
    """Words for what a treatment did, by what it did; an empty one is not recorded."""

    nothing: Weights
    some: Weights
    good: Weights
    harm: Weights


class TreatmentFile(Sourced):
    """Regimens, and what is written of a treatment; an empty word is not recorded.

    ``short``: the share of lines that are stopped before they can work. ``weeks_working``: how long
    the one that works is taken, ``little_without``: how often another is said to do a little.
    ``month_only``, ``date_unknown``: how often a date is known so far. ``not_given``: how often a
    drug was considered and not given, and why.
    """

    title: str
    tapers: tuple[Taper, ...]
    regimens: tuple[Regimen, ...]
    short: Share
    weeks_short: Span
    weeks_working: Span
    courses_recorded: Share
    little_without: Share
    stopped: StopWords
    response: ResponseWords
    adherence: Weights
    month_only: Share
    date_unknown: Share
    duration_recorded: Share
    not_given: Share
    not_given_why: Weights


class Fault(Strict):
    """One kind of wrong row: the columns that are made wrong, and what stands there then.

    In a text ``{}`` is what stood there. ``number``: a number that cannot be for any finding.
    ``without``: columns that are emptied, lest they be read instead.
    """

    id: Identifier
    table: Literal["observations", "treatments"]
    weight: float = Field(gt=0)
    columns: dict[str, str] = {}
    number: float | None = None
    without: Texts = ()


class FaultFile(Sourced):
    """What may be wrong with a record.

    ``conflicts``: patients with a finding written as absent beside another that shows it,
    from ``conflicting`` (what is denied: what shows it). ``faults``: only where asked for.
    """

    title: str
    conflicts: Share
    conflicting: dict[Identifier, Identifier]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Synthetic:
    """Everything about the synthetic registry, one file each."""

    people: PeopleFile
    course: CourseFile
    panels: PanelFile
    antibodies: AntibodyFile
    treatments: TreatmentFile
    faults: FaultFile


FILES: dict[str, type[Strict]] = {
    "people": PeopleFile,
    "course": CourseFile,
    "panels": PanelFile,
    "antibodies": AntibodyFile,
    "treatments": TreatmentFile,
    "faults": FaultFile,
}
