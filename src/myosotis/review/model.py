"""The review as data: what `Review.to_dict` gives, and the JSON Schema that it follows."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from myosotis.errors import InputError
from myosotis.review.antibodies.model import ProfileBody
from myosotis.review.differential.model import DifferentialBody
from myosotis.review.parts import (
    Checked,
    KnowledgeLine,
    Known,
    Missing,
    Part,
    PatientLine,
    Reason,
    SourceLine,
    Statement,
    schema_of,
)
from myosotis.review.strategy.model import Strategy

SCHEMA = 1

TreatmentVerdict = Literal[
    "adequate_no_response", "adequate_partial", "lost_response", "adequate_response",
    "intolerant", "inadequate_dose", "inadequate_time", "not_taken", "not_given",
    "too_early", "does_not_count", "unknown",
]  # fmt: skip
Says = Literal["yes", "no", "cannot_tell"]
ResistanceVerdict = Literal["refractory", "inadequately_treated", "not_refractory", "cannot_tell"]
OrganVerdict = Literal["active", "damage", "mixed", "neither", "cannot_tell"]


class Summary(Part):
    """The conclusion, a few lines, and what is most useful next."""

    conclusion: str
    lines: tuple[str, ...]
    next: tuple[str, ...]


class Urgent(Statement):
    """A red flag that does not wait."""

    organ: str
    missing: tuple[Missing, ...] = ()
    tests: tuple[str, ...] = ()


class Gate(Part):
    """What a definition asks for beside earlier treatment, and whether this patient meets it."""

    id: str
    label: str
    asks: str
    verdict: Literal["met", "not_met", "cannot_tell"]
    statement: str
    missing: tuple[Missing, ...]
    sources: tuple[str, ...]
    checked: Checked


class NamedDefinition(Part):
    """A definition of refractory disease, and whether this patient meets it.

    ``verdict`` is about earlier treatment only: ``not_asked`` where the definition has no such
    part, ``not_applicable`` where it is for other patients. ``asks`` is what it asks for in
    words, ``statement`` why it is met or not; ``assumed`` is an entry condition that is not
    recorded. ``criteria`` is the set to evaluate for more.
    """

    id: str
    title: str
    short: str = ""
    verdict: Literal["met", "not_met", "cannot_tell", "not_applicable", "not_asked"]
    asks: str = ""
    statement: str = ""
    missing: tuple[Missing, ...] = ()
    gates: tuple[Gate, ...] = ()
    assumed: str | None = None
    criteria: str | None = None
    note: str | None
    default: bool
    sources: tuple[str, ...]
    checked: Checked


class TreatmentReview(Part):
    """One treatment as recorded, and whether it was a trial worth the name."""

    id: str
    therapy: str
    label: str
    name: str
    dose: str | None
    route: str | None
    from_: str | None = Field(alias="from")
    to: str | None
    counts_as: Literal["glucocorticoid", "immunosuppressant", "none"]
    verdict: TreatmentVerdict
    possible: tuple[TreatmentVerdict, ...]
    failed: Known
    statement: str
    because: tuple[Reason, ...]
    missing: tuple[Missing, ...]
    sources: tuple[str, ...]

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class CauseReview(Part):
    """A removable cause: found, excluded, or to be asked."""

    id: str
    label: str
    verdict: Literal["found", "excluded", "ask"]
    statement: str
    because: tuple[Reason, ...]
    missing: tuple[Missing, ...]
    tests: tuple[str, ...]
    sources: tuple[str, ...]
    checked: Checked


class Resistance(Part):
    """Question 0."""

    question: str
    verdict: ResistanceVerdict
    possible: tuple[str, ...]
    statement: str
    definition: NamedDefinition
    definitions: tuple[NamedDefinition, ...]
    treatments: tuple[TreatmentReview, ...]
    removable_causes: tuple[CauseReview, ...]
    because: tuple[Reason, ...]
    missing: tuple[Missing, ...]


class OrganReview(Part):
    """Question 1 for one organ."""

    label: str
    verdict: OrganVerdict
    possible: tuple[OrganVerdict, ...]
    inflammation: Known
    damage: Known
    statement: str
    because: tuple[Reason, ...]
    missing: tuple[Missing, ...]
    hints: tuple[Statement, ...]
    tests: tuple[str, ...]
    data: bool


class Activity(Part):
    """Question 1."""

    question: str
    organs: dict[str, OrganReview]


class AntibodyLine(Part):
    """One antibody as recorded."""

    label: str
    value: Literal["positive", "doubtful", "negative", "not excluded", "not tested"]


class SetLine(Part):
    """A criteria set by name; ``statement`` is what has an effect here, checked or not."""

    id: str
    short: str
    statement: str
    sources: tuple[str, ...]
    checked: Checked


class Dispute(Part):
    """What each criteria set that decides on an entity says of it; one yes, another no."""

    entity: str
    label: str
    says: dict[str, Says]
    why: str


class Disagreement(Part):
    """The entities on which criteria sets contradict each other, and those sets by id."""

    statement: str
    sets: dict[str, SetLine]
    entities: tuple[Dispute, ...]


class Diagnosis(Part):
    """Question 2. ``differential`` says where the differential speaks against what is recorded."""

    question: str
    verdict: Literal["secure", "other_iim", "not_iim", "unsettled"]
    possible: tuple[str, ...]
    label: str | None
    statement: str
    because: tuple[Reason, ...]
    missing: tuple[Missing, ...]
    red_flags: tuple[Statement, ...]
    supports: tuple[Statement, ...]
    criteria: dict[str, dict[str, Any]]
    disagreement: Disagreement | None = None
    antibodies: dict[str, AntibodyLine]
    differential: str | None = None


class NextTest(Part):
    """A part of the second examination that is not done."""

    test: str
    label: str
    statement: str
    settles: tuple[str, ...]
    questions: tuple[str, ...]
    decisive: bool
    gain: int
    burden: str
    cost: str
    how: tuple[str, ...]
    before: tuple[str, ...]
    not_informative: tuple[str, ...]
    sources: tuple[str, ...]
    checked: Checked


class FactLine(Part):
    """A recorded fact, as it stands in the review."""

    finding: str
    label: str
    value: str
    recorded: str
    on: str
    age_text: str
    where: str
    status: Literal["current", "too_old", "course", "later", "doubtful"]
    note: str = ""


class Point(Part):
    """One value on the timeline: from ``on`` to ``on_end``, from ``low`` to ``high``."""

    on: str
    on_end: str
    low: float | None
    high: float | None
    low_open: bool = False
    high_open: bool = False
    text: str


class Series(Part):
    """The values of one finding over time."""

    id: str
    label: str
    unit: str | None
    panel: str
    points: tuple[Point, ...]


class TreatmentBar(Part):
    """One treatment on the timeline."""

    therapy: str
    label: str
    dose: str | None
    from_: str | None = Field(alias="from")
    to: str | None
    from_text: str
    to_text: str
    kind: Literal["adequate", "not_adequate", "unknown", "harm", "not_given"]
    note: str

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Visit(Part):
    """A date on which something was recorded."""

    on: str
    text: str


class Timeline(Part):
    """What the timeline picture shows."""

    start: str | None
    end: str | None
    series: tuple[Series, ...]
    treatments: tuple[TreatmentBar, ...]
    visits: tuple[Visit, ...]


class PathNode(Part):
    """A question of the approach, and how it was answered."""

    id: str
    text: str
    state: Literal["yes", "no", "cannot_tell", "not_reached", "urgent"]
    detail: str


class PathEdge(Part):
    """A way from one question to the next; ``taken`` by this patient."""

    from_: str = Field(alias="from")
    to: str
    label: str
    taken: bool

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Path(Part):
    """The way through the approach."""

    nodes: tuple[PathNode, ...]
    edges: tuple[PathEdge, ...]


class ConflictLine(Part):
    """Facts that disagree."""

    finding: str
    statement: str
    facts: tuple[str, ...]


class Unchecked(Part):
    """What had an effect here and was not checked in a source."""

    count: int
    statements: tuple[str, ...]


class Review(Part):
    """The review of one patient on one date."""

    schema_: int = Field(default=SCHEMA, alias="schema")
    myosotis: str
    patient: PatientLine
    on: str | None
    knowledge: KnowledgeLine
    summary: Summary
    urgent: tuple[Urgent, ...]
    urgent_missing: tuple[Missing, ...]
    resistance: Resistance
    activity: Activity
    diagnosis: Diagnosis
    strategy: Strategy
    antibodies: ProfileBody
    differential: DifferentialBody
    next_tests: tuple[NextTest, ...]
    facts: dict[str, FactLine]
    timeline: Timeline
    path: Path
    conflicts: tuple[ConflictLine, ...]
    unchecked: Unchecked
    sources: dict[str, SourceLine]

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    def to_dict(self) -> dict[str, Any]:
        """Plain data that JSON can hold; `from_dict` reads it back."""
        return self.model_dump(mode="json", by_alias=True)

    @classmethod
    def from_dict(cls, data: Any) -> Review:
        """A review from plain data. Raises InputError when it is not one, or of another schema."""
        if not isinstance(data, dict) or data.get("schema") != SCHEMA:
            raise InputError(f"this is not a review of schema {SCHEMA}")
        try:
            return cls.model_validate(data)
        except ValueError as error:
            first = str(error).splitlines()
            raise InputError(f"this is not a review ({' '.join(first[1:3])})") from None


def review_schema() -> dict[str, Any]:
    """The JSON Schema of `Review.to_dict`."""
    return schema_of("Myosotis review", Review)
