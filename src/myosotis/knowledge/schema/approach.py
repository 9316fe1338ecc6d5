"""The shape of the four questions: rules, definitions, organs, the gate, the examination."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from myosotis.knowledge.schema.parts import Checked, Identifier, Sourced, Sources, Strict, Texts

Stage = Literal["planning", "pregnancy", "breastfeeding", "fathering"]


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


class Setting(Strict):
    """What is treated: an organ, or one form of its disease.

    ``organ`` is the organ of question 1 whose inflammation opens it; none where the condition
    alone does. ``if`` is what must hold beside it. ``flags`` are red flags: where one of them
    holds that was checked in a source, its options are open while the gate is closed.
    ``instead_of``: it replaces that setting.
    """

    id: Identifier
    label: str
    organ: Identifier | None = None
    if_: str | None = Field(default=None, alias="if")
    flags: Texts = ()
    instead_of: Identifier | None = None


class LifeStage(Sourced):
    """A stage of having a child: holds where ``if`` does, and not where ``excluded`` does."""

    label: str
    if_: str = Field(alias="if")
    excluded: str


class StrategyPathway(Strict):
    """Question 3: the gate, what is open whatever it says, and the settings that are treated.

    ``reproduction`` says when each stage of having a child concerns a patient.
    """

    question: str
    gate: tuple[GateCondition, ...]
    always_open: tuple[Rule, ...]
    settings: tuple[Setting, ...]
    reproduction: dict[Stage, LifeStage]


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
