"""The shape of every knowledge file. Strict keys: what is not named here is an error.

Every fact carries ``source`` (ids in sources.yaml) and ``checked``: how it was read there.
An expression (``if``, ``shown`` ...) is text in the small language of `myosotis.logic`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator


def _as_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _as_list(value: Any) -> Any:
    return (value,) if isinstance(value, dict) else value


def _unchecked(value: Any) -> Any:
    # A bare ``no`` in YAML is a boolean; here it is the word.
    return "no" if value is False else value


Checked = Annotated[
    Literal["full_text", "abstract", "secondary", "no"], BeforeValidator(_unchecked)
]
Sources = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Strict(BaseModel):
    """Frozen; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Sourced(Strict):
    """A fact with where it comes from and how it was checked there."""

    source: Sources
    checked: Checked


class Source(Strict):
    """One publication, guideline, registry record, code system, or this project's own rule."""

    id: Identifier
    kind: Literal["paper", "guideline", "trial_record", "label", "terminology", "web", "proposal"]
    citation: str
    doi: str | None = None
    pmid: str | None = None
    url: str | None = None
    note: str | None = None


class SourceFile(Strict):
    """Sources of one subject."""

    title: str
    sources: tuple[Source, ...]


# -- vocabulary ---------------------------------------------------------------------------


class Unit(Strict):
    """Another unit in which a quantity may be given.

    ``factor`` turns it into the canonical unit. ``uln`` says that the canonical unit is
    multiples of the upper limit of normal, and between which values (in this unit) a
    laboratory's limit lies when the record does not give it.
    """

    unit: str
    factor: Decimal | None = None
    uln: tuple[Decimal, Decimal] | None = None
    approximate: bool = False
    note: str | None = None


class Alias(Strict):
    """Another name for a finding, possibly a vaguer or an inverse one.

    ``means``: what saying yes to this name says of the finding: ``> 1``, ``<= 1``, or one
    category or several separated by ``|``. Saying no says the complement, or nothing when
    ``no`` is ``unknown``. ``inverse``: yes to this name is no to the finding.
    ``unit``: the unit in which a number under this name is given.
    """

    name: Identifier
    means: str | None = None
    no: Literal["complement", "unknown"] = "complement"
    inverse: bool = False
    unit: str | None = None
    note: str | None = None


class Finding(Sourced):
    """Something that can be known about a patient.

    ``panel`` is the part of the timeline on which its values are drawn.
    """

    id: Identifier
    label: str
    definition: str
    kind: Literal["boolean", "quantity", "category"]
    unit: str | None = None
    range: tuple[Decimal, Decimal] | None = None
    step: Decimal | None = None
    normal: tuple[Decimal | None, Decimal | None] | None = None
    units: tuple[Unit, ...] = ()
    values: tuple[str, ...] = ()
    is_a: Texts = ()
    implied_by: str | None = None
    equals: str | None = None
    panel: Literal["enzymes", "strength", "lung", "skin"] | None = None
    over_course: Literal["ever", "highest", "lowest", "latest", "first"] = "ever"
    valid_for: str = "always"
    established_by: Texts = ()
    codes: dict[str, Texts] = {}
    aliases: tuple[Alias, ...] = ()
    note: str | None = None


def _with_defaults(data: Any, key: str) -> Any:
    """The same data where each item under ``key`` has the source and the mark of the whole."""
    if isinstance(data, dict) and isinstance(data.get(key), list):
        default = {name: data[name] for name in ("source", "checked") if name in data}
        items = [{**default, **item} if isinstance(item, dict) else item for item in data[key]]
        return {**data, key: items}
    return data


class VocabularyFile(Strict):
    """The findings of one domain. ``source`` and ``checked`` are defaults for its findings."""

    domain: str
    title: str
    source: Sources
    checked: Checked
    findings: tuple[Finding, ...]

    @model_validator(mode="before")
    @classmethod
    def _pass_defaults_down(cls, data: Any) -> Any:
        return _with_defaults(data, "findings")


class Test(Sourced):
    """A way to establish findings: a question, an examination, a blood test, an image, a biopsy.

    ``done`` is the finding that says that the test was done: any recorded finding whose first
    ``established_by`` is this test makes it yes.
    """

    id: Identifier
    label: str
    kind: Literal[
        "question", "examination", "review", "blood", "function", "imaging", "electrical",
        "biopsy", "genetic", "endoscopy", "trial",
    ]  # fmt: skip
    shows: str
    burden: Literal["none", "low", "moderate", "high"]
    cost: Literal["low", "moderate", "high"]
    done: str | None = None
    how: Texts = ()
    not_informative: Texts = ()
    before: Texts = ()


class TestFile(Strict):
    """Tests of one kind."""

    title: str
    tests: tuple[Test, ...]


# -- criteria -----------------------------------------------------------------------------


class Let(Strict):
    """A named intermediate expression."""

    name: Identifier
    is_: str = Field(alias="is")
    label: str | None = None


class Band(Strict):
    """Points for a range of a number.

    The lower end is ``from`` (included) or ``above`` (not included), the upper end ``below``
    (not included) or ``up_to`` (included); an end that is left out is no limit.
    """

    from_: Decimal | None = Field(default=None, alias="from")
    above: Decimal | None = None
    below: Decimal | None = None
    up_to: Decimal | None = None
    points: tuple[Decimal | None, ...]

    @model_validator(mode="after")
    def _one_of_each_end(self) -> Band:
        if self.from_ is not None and self.above is not None:
            raise ValueError("a band begins 'from' a number or 'above' it, not both")
        if self.below is not None and self.up_to is not None:
            raise ValueError("a band ends 'below' a number or goes 'up_to' it, not both")
        return self


class PointRow(Strict):
    """Points for a condition (``if``), or for the band that a number (``of``) falls in.

    ``of`` is any numeric expression. With a ``name`` the points of the row are a value too.
    """

    name: Identifier | None = None
    label: str
    if_: str | None = Field(default=None, alias="if")
    points: tuple[Decimal | None, ...] | None = None
    of: str | None = None
    bands: tuple[Band, ...] = ()
    definition: str | None = None


class PointTable(Strict):
    """A sum of points. With several columns, the first whose condition holds is used.

    ``columns`` maps a column's name to its condition, in order; null points mean that the
    row does not exist in that column.
    """

    name: Identifier
    columns: dict[str, str] = {}
    rows: tuple[PointRow, ...]


class Case(Strict):
    """One outcome and its condition; the first that holds counts; no condition: otherwise.

    ``means`` are the entities that it affirms, ``leaves_open`` those that it neither affirms nor
    denies, see `CriteriaSet`.
    """

    is_: str = Field(alias="is")
    if_: str | None = Field(default=None, alias="if")
    label: str | None = None
    means: Texts = ()
    leaves_open: Texts = ()


class Flag(Sourced):
    """Something a reader must know when a condition holds."""

    id: Identifier
    if_: str = Field(alias="if")
    text: str


class Refusal(Strict):
    """Input that cannot be, with the sentence that says so.

    ``{name}`` in the text is replaced by the value of that input.
    """

    id: Identifier
    if_: str = Field(alias="if")
    text: str
    source: Sources = ()
    checked: Checked = "no"


class Difference(Sourced):
    """A published amount of change: in the unit of the measure, or ``relative`` in percent."""

    id: Identifier
    amount: Decimal
    relative: bool = False
    meaning: str
    population: str | None = None


class Measure(Strict):
    """What a measure is: which value of the set it is, the finding that holds it, its range,
    unit and direction, and published differences."""

    value: str = "total"
    finding: Identifier | None = None
    range: tuple[Decimal, Decimal]
    unit: str | None = None
    better: Literal["higher", "lower"]
    differences: tuple[Difference, ...] = ()


class CriteriaSet(Sourced):
    """A classification set or an instrument: values, a verdict, further outcomes, flags.

    ``inputs`` are findings, or ``parameters`` of the set's own. With ``visits`` the names in
    ``at_each_visit`` (each with the finding or parameter that it is) are read as
    ``<visit>.<name>``; ``scales`` names for such an input the parameter that holds the maximum
    of its scale, so that it can be written "120/150". ``elapsed`` is the parameter that holds the
    months from the first visit to the last.

    ``verdict`` and each of ``outcomes`` are ordered cases. ``applies`` is the entry condition:
    where it is no, the verdict is ``not_applicable``; where it is unknown
    it is assumed, and the result says so in the words of ``applies_label``. ``covers`` are the
    entities on which the set decides; a verdict that neither means one of them nor leaves it
    open denies it.
    """

    id: Identifier
    kind: Literal["classification", "response", "state", "definition", "measure", "grading"] = (
        "classification"
    )
    title: str
    short: str
    year: int | None = None
    about: str
    population: Literal["any", "adult", "juvenile"] = "any"
    enabled: bool = True
    incomplete: str | None = None
    applies: str | None = None
    applies_label: str | None = None
    not_applicable_label: str | None = None
    parameters: tuple[Finding, ...] = ()
    visits: tuple[Identifier, ...] = ()
    at_each_visit: dict[str, str] = {}
    scales: dict[str, str] = {}
    elapsed: str | None = None
    inputs: tuple[str, ...] = ()
    let: tuple[Let, ...] = ()
    points: tuple[PointTable, ...] = ()
    values: dict[str, str] = {}
    value_labels: dict[str, str] = {}
    units: dict[str, str] = {}
    verdict: tuple[Case, ...]
    outcomes: dict[str, tuple[Case, ...]] = {}
    covers: Texts = ()
    flags: tuple[Flag, ...] = ()
    refuse: tuple[Refusal, ...] = ()
    measure: Annotated[tuple[Measure, ...], BeforeValidator(_as_list)] = ()
    notes: Texts = ()

    @model_validator(mode="before")
    @classmethod
    def _pass_defaults_down(cls, data: Any) -> Any:
        return _with_defaults(data, "parameters")

    @model_validator(mode="after")
    def _is_whole(self) -> CriteriaSet:
        if bool(self.visits) != bool(self.at_each_visit):
            raise ValueError("'visits' and 'at_each_visit' belong together")
        if not self.enabled and not self.incomplete:
            raise ValueError("a set that is switched off says in 'incomplete' what is missing")
        if (self.kind == "measure") != bool(self.measure):
            raise ValueError("a set of the kind measure, and only that, has 'measure'")
        return self

    @property
    def own(self) -> dict[str, Finding]:
        """The parameters by id."""
        return {parameter.id: parameter for parameter in self.parameters}


# -- the approach ---------------------------------------------------------------------------


class Rule(Sourced):
    """A condition and the sentence that is true of the patient when it holds."""

    id: Identifier
    if_: str = Field(alias="if")
    statement: str
    suggests: Texts = ()
    is_: str | None = Field(default=None, alias="is")


class RedFlag(Rule):
    """A threat that does not wait for the four questions."""

    organ: str
    tests: Texts = ()


class Cause(Sourced):
    """A removable cause of treatment resistance: found, excluded, or to be asked."""

    id: Identifier
    label: str
    found: str
    excluded: str
    statement: str
    tests: Texts = ()


class DoseFloor(Sourced):
    """The least dose that makes a trial adequate, e.g. 15 mg/week; ``or`` of all floors given."""

    at_least: Decimal
    unit: str
    note: str | None = None


class Definition(Sourced):
    """A definition of refractory disease of this base, over the verdicts on the treatments.

    ``if`` may use ``glucocorticoid_failed``, ``immunosuppressants_failed`` (a count) and
    their ``_or_intolerant`` forms. The ``default`` decides; the others are shown beside it.
    """

    id: Identifier
    title: str
    if_: str = Field(alias="if")
    default: bool = False
    note: str | None = None


class DefinitionGate(Strict):
    """A further outcome of a definition that is shown, in words; sources where they are its own."""

    outcome: Identifier
    label: str
    source: Sources = ()
    checked: Checked | None = None


class DefinitionSet(Strict):
    """A definition of somebody else: the set of that id (kind definition), asked of a record.

    The set's outcome ``treatment_refractory`` says whether the treatments meet it; ``gates`` are
    further outcomes that are shown. Parameters that are named like what
    a review knows of the treatments are taken from there. ``reads`` gives inputs of the set as
    rules; ``glucocorticoid_dose`` is the dose to which the set's
    ``glucocorticoid_weeks_at_dose`` refers. ``barred_counts``: a drug stopped for a
    contraindication counts as not tolerated. ``note`` says why a set has no such outcome.
    """

    id: Identifier
    set_: Identifier = Field(alias="set")
    gates: tuple[DefinitionGate, ...] = ()
    reads: dict[str, str] = {}
    glucocorticoid_dose: DoseFloor | None = None
    barred_counts: bool = False
    note: str | None = None


class ResistancePathway(Strict):
    """Question 0. ``reasons`` maps words for why a treatment ended to a kind of ending."""

    question: str
    definitions: tuple[Definition, ...]
    other_definitions: tuple[DefinitionSet, ...] = ()
    reasons: dict[str, Texts]
    responses: dict[str, Texts]
    removable_causes: tuple[Cause, ...]


class Reading(Strict):
    """Rules that show a state of an organ, and rules that exclude it."""

    shown: tuple[Rule, ...] = ()
    excluded: tuple[Rule, ...] = ()


class Organ(Strict):
    """How one organ is read. ``hints`` never decide; they are shown beside the verdict."""

    id: Identifier
    label: str
    inflammation: Reading
    damage: Reading
    hints: tuple[Rule, ...] = ()
    tests: Texts = ()


class ActivityPathway(Strict):
    """Question 1: the organs."""

    question: str
    organs: tuple[Organ, ...]


class SecureRule(Rule):
    """What makes the diagnosis of an IIM stand; a red flag unsettles it unless it is ``firm``."""

    firm: bool


class DoubtRule(Rule):
    """A red flag against the diagnosis; ``even_if_firm``: it unsettles a firm diagnosis too."""

    even_if_firm: bool = False


class Entity(Strict):
    """What a classification set can affirm or deny, by the name in `CriteriaSet.covers`."""

    id: Identifier
    label: str


class DiagnosisPathway(Strict):
    """Question 2. Rules for a secure diagnosis, another IIM, not IIM, and red flags against.

    ``labels`` are the words by which a recorded diagnosis is recognised; a rule reads it as
    ``labelled.<key>``. The ``is`` of an ``other_iim`` or ``not_iim`` rule names what it is.
    ``firm`` rules hold whatever the red flags say. ``criteria`` are the sets that a review
    shows in full; the others are shown where they contradict each other about an entity.
    """

    question: str
    labels: dict[str, Texts]
    criteria: Texts
    entities: tuple[Entity, ...] = ()
    secure: tuple[SecureRule, ...]
    other_iim: tuple[Rule, ...]
    not_iim: tuple[Rule, ...]
    red_flags: tuple[DoubtRule, ...]


class GateCondition(Sourced):
    """One condition in front of the strategy; ``blocked`` is said when it is not certainly met."""

    id: Identifier
    if_: str = Field(alias="if")
    question: Literal["resistance", "activity", "diagnosis"]
    blocked: str


class StrategyPathway(Strict):
    """Question 3: the gate, and what is open whatever the gate says."""

    question: str
    gate: tuple[GateCondition, ...]
    always_open: tuple[Rule, ...]


class Step(Sourced):
    """One part of the second diagnostic examination; ``done`` when these findings are known.

    It is offered where ``if`` certainly holds. ``decisive``: its result alone can open or close
    a question, so it is named in the summary.
    """

    test: Identifier
    done: Texts
    decisive: bool = False
    if_: str = Field(alias="if")
    settles: Texts
    statement: str
    questions: tuple[Literal["resistance", "activity", "diagnosis", "strategy"], ...]


class ExaminationPathway(Strict):
    """The second diagnostic examination, in the order in which it is usually asked for."""

    question: str
    steps: tuple[Step, ...]


class UrgentPathway(Strict):
    """The red flags that come before everything."""

    question: str
    red_flags: tuple[RedFlag, ...]


# -- the course of the response --------------------------------------------------------------


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


# -- therapies ------------------------------------------------------------------------------


class Duration(Sourced):
    """The least time on an adequate dose before a drug may be called failed."""

    weeks: Decimal
    note: str | None = None


class Contraindication(Sourced):
    """A condition under which a therapy is contraindicated, avoided, or used with care."""

    id: Identifier
    if_: str = Field(alias="if")
    level: Literal["contraindicated", "avoid", "caution", "test_first"]
    statement: str


class Before(Sourced):
    """What to do before starting."""

    action: str
    test: str | None = None


class Indication(Sourced):
    """An organ in which a therapy is used, with what is known of it there."""

    organ: str
    statement: str


class Therapy(Sourced):
    """A drug, drug class or other treatment."""

    id: Identifier
    label: str
    counts_as: Literal["glucocorticoid", "immunosuppressant", "none"]
    includes: Texts = ()
    routes: Texts = ()
    usual_dose: str
    equivalent: dict[str, Decimal] = {}
    dose_floors: tuple[DoseFloor, ...] = ()
    duration: Duration | None = None
    judged_from: Literal["start", "last_course"] = "start"
    judge_by: str
    courses: int | None = None
    organs: tuple[Indication, ...] = ()
    contraindications: tuple[Contraindication, ...] = ()
    before_starting: tuple[Before, ...] = ()
    exposure: str | None = None
    codes: dict[str, Texts] = {}
    aliases: Texts = ()
    note: str | None = None
