"""The strategy as data: what is treated, how each therapy stands, what is asked first."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from myosotis.review.parts import (
    Checked,
    KnowledgeLine,
    Part,
    PatientLine,
    Reason,
    SourceLine,
    Statement,
    schema_of,
)

Standing = Literal[
    "in_use", "optimise", "open", "open_after_test", "waits", "cannot_tell", "failed",
    "intolerant", "no_result", "no_effect_shown", "avoid", "contraindicated", "not_applicable",
]  # fmt: skip
ORDER: tuple[Standing, ...] = (
    "in_use", "optimise", "open", "open_after_test", "waits", "cannot_tell", "failed",
    "intolerant", "no_result", "no_effect_shown", "avoid", "contraindicated", "not_applicable",
)  # fmt: skip
Says = Literal["for", "against", "either"]
PlanVerdict = Literal["met", "not_met", "cannot_tell", "not_measured", "running", "not_begun"]


class Block(Part):
    """A condition of the gate that is not met."""

    id: str
    question: Literal["resistance", "activity", "diagnosis"]
    statement: str
    sources: tuple[str, ...]
    checked: Checked


class GuidanceLine(Part):
    """One statement of a guideline that applies, or may apply (``possible``), to this patient."""

    guideline: str
    short: str
    year: int
    says: Says
    therapies: tuple[str, ...]
    labels: tuple[str, ...]
    line: Literal["first", "next", "refractory", "rescue", "any"]
    strength: Literal["strong", "conditional", "good_practice", "not_graded", "not_read"]
    evidence: str | None
    agreement: str | None
    verdict: Literal["present", "possible"]
    statement: str
    sources: tuple[str, ...]
    checked: Checked


class Divided(Part):
    """A therapy for which one guideline speaks and another against, at the same place.

    ``checked`` is that of the side that was read worst.
    """

    therapy: str
    label: str
    for_: tuple[str, ...] = Field(alias="for")
    against: tuple[str, ...]
    checked: Checked = "no"

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class SettingLine(Part):
    """What is treated. ``open``: inflammation there is neither shown nor excluded.

    ``urgent``: its options are open although the gate is closed.
    """

    id: str
    label: str
    state: Literal["treated", "open"]
    urgent: bool
    guidance: tuple[GuidanceLine, ...] = ()
    divided: tuple[Divided, ...] = ()


class UseLine(Part):
    """A setting of this patient in which a therapy was used, and what came of it."""

    setting: str
    label: str
    effect: Literal[
        "shown", "mixed", "used", "case_reports", "no_result", "prognostic", "no_effect", "harm"
    ]  # fmt: skip
    verdict: Literal["present", "possible"]
    statement: str
    sources: tuple[str, ...]
    checked: Checked


class ConditionLine(Part):
    """A condition that holds (``present``) or is not known (``possible``) and its weight.

    ``asks`` are the findings that would tell. ``counts``: it was checked in a source; what was
    not never moves a therapy, and is shown.
    """

    id: str
    kind: Literal["contraindication", "interaction", "reproduction"]
    level: Literal["contraindicated", "avoid", "caution", "test_first"]
    verdict: Literal["present", "possible"]
    statement: str
    beside: str | None = None
    asks: tuple[str, ...] = ()
    counts: bool
    sources: tuple[str, ...]
    checked: Checked


class ReproductionLine(Part):
    """What a therapy means for a stage of having a child."""

    stage: Literal["planning", "pregnancy", "breastfeeding", "fathering"]
    label: str
    level: Literal["compatible", "caution", "avoid", "contraindicated", "not_known"]
    statement: str
    sources: tuple[str, ...]
    checked: Checked


class BeforeLine(Part):
    """Something to do before starting; ``done``: the test is recorded."""

    action: str
    test: str | None
    sources: tuple[str, ...]
    checked: Checked


class MonitorLine(Part):
    """Something to watch during the treatment."""

    action: str
    every: str
    test: str | None
    sources: tuple[str, ...]
    checked: Checked


class JudgingLine(Part):
    """When and by what a treatment is judged in one setting."""

    setting: str
    label: str
    weeks: str
    measure: str
    threshold: str
    statement: str
    sources: tuple[str, ...]
    checked: Checked


class JudgeBy(Part):
    """When and by what a treatment is judged, in words and by setting."""

    weeks: str | None
    statement: str
    lines: tuple[JudgingLine, ...] = ()


class ApprovalLine(Part):
    """A product approved for a form of myositis."""

    text: str
    sources: tuple[str, ...]
    checked: Checked


class TrialLine(Part):
    """An earlier or present trial of the therapy, as question 0 judged it."""

    id: str
    name: str
    verdict: str
    statement: str
    because: tuple[Reason, ...] = ()


class ShareLine(Part):
    """A share of patients in percent with its 95 % interval, and whom it is of."""

    who: str
    group: str
    low: float
    median: float
    high: float
    studies: int
    patients: int
    observed: str


class NextLine(Part):
    """Where the share would lie after one more study, with few and with many responders."""

    patients: int
    few: int
    if_few: ShareLine
    many: int
    if_many: ShareLine


class EvidenceLine(Part):
    """What the study arms say of one kind of outcome.

    ``group`` is this patient's subgroup; None where no study reports on it, which ``statement``
    says. ``everybody`` is every subgroup together, ``controls`` the placebo and sham arms.
    ``beside``: the other therapies of a combination; what each part did is not known. ``either``:
    each patient got one of them, and which is not told apart.
    ``adjusted``: the shares are as in a randomised trial, so lower than what series without
    random assignment counted.
    """

    kind: str
    label: str
    outcome: str
    beside: tuple[str, ...] = ()
    either: bool = False
    group: ShareLine | None
    everybody: ShareLine | None
    controls: ShareLine | None
    adjusted: bool = False
    ratio: str | None
    next: NextLine | None
    statement: str
    arms: tuple[str, ...]
    sources: tuple[str, ...]


class Option(Part):
    """A therapy and how it stands for this patient. Never a recommendation.

    ``possible`` are the standings still possible; one where it is known. ``if_open`` is how it
    would stand if the gate were open. ``uncounted`` says where an unchecked fact would have
    moved it. ``now``: whether it is being taken.
    """

    therapy: str
    label: str
    kind: Literal["drug", "procedure", "training", "stopping", "supportive"]
    status: Literal["in_use", "investigational", "abandoned"]
    standing: Standing
    possible: tuple[Standing, ...]
    if_open: Standing | None
    now: Literal["yes", "no", "unknown"]
    settings: tuple[str, ...]
    statement: str
    reasons: tuple[Statement, ...]
    uncounted: tuple[str, ...]
    uses: tuple[UseLine, ...]
    trials: tuple[TrialLine, ...]
    contraindications: tuple[ConditionLine, ...]
    reproduction: tuple[ReproductionLine, ...] = ()
    before: tuple[BeforeLine, ...] = ()
    monitoring: tuple[MonitorLine, ...] = ()
    judge_by: JudgeBy
    usual_dose: str
    approvals: tuple[ApprovalLine, ...] = ()
    evidence: tuple[EvidenceLine, ...] = ()
    guidance: tuple[str, ...] = ()
    sources: tuple[str, ...]
    checked: Checked


class CheckLine(Part):
    """Something not known on which therapies wait: ask or test it once, for all of them."""

    finding: str
    label: str
    why: str
    tests: tuple[str, ...]
    therapies: tuple[str, ...]


class PlanLine(Part):
    """A plan of the record, and what came of it by the date of the review.

    ``at_start`` and ``now`` are the measure at the start and the last one since, with its unit;
    None where it was not measured (and at the start of a score that compares two visits).
    """

    id: str
    therapy: str
    label: str
    dose: str | None
    made: str
    start: str
    until: str
    measure: str
    threshold: str
    verdict: PlanVerdict
    at_start: str | None
    now: str | None
    statement: str
    where: str


class Strategy(Part):
    """Question 3. ``harmful`` are sentences on what is taken now and is contraindicated or better
    avoided; stopping it is an option too."""

    question: str
    verdict: Literal["open", "blocked", "urgent_only"]
    statement: str
    blocked_by: tuple[Block, ...]
    always_open: tuple[Statement, ...]
    harmful: tuple[str, ...] = ()
    settings: tuple[SettingLine, ...]
    plans: tuple[PlanLine, ...]
    checks: tuple[CheckLine, ...]
    options: tuple[Option, ...]


class PlanDocument(Part):
    """A plan as it is chosen: the therapy with how it stands, the dates, and what judges it.

    ``entry`` is the text that puts the plan into the patient file, so that the next review checks
    it. ``unmet`` is what stands against the choice on the day that it is made.
    """

    schema_: int = Field(default=1, alias="schema")
    myosotis: str
    patient: PatientLine
    on: str | None
    knowledge: KnowledgeLine
    option: Option
    dose: str | None = None
    start: str
    until: str
    weeks: str
    measure: str
    threshold: str
    at_start: str | None
    unmet: tuple[str, ...]
    entry: str
    unchecked: tuple[str, ...]
    sources: dict[str, SourceLine]

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    def to_dict(self) -> dict[str, Any]:
        """Plain data that JSON can hold."""
        return self.model_dump(mode="json", by_alias=True)


def plan_schema() -> dict[str, Any]:
    """The JSON Schema of `PlanDocument.to_dict`."""
    return schema_of("Myosotis plan", PlanDocument)


class StrategyDocument(Part):
    """The strategy of one patient by itself, with its sources."""

    schema_: int = Field(default=1, alias="schema")
    myosotis: str
    patient: PatientLine
    on: str | None
    knowledge: KnowledgeLine
    conclusion: str
    strategy: Strategy
    unchecked: tuple[str, ...]
    sources: dict[str, SourceLine]

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    def to_dict(self) -> dict[str, Any]:
        """Plain data that JSON can hold."""
        return self.model_dump(mode="json", by_alias=True)


def strategy_schema() -> dict[str, Any]:
    """The JSON Schema of `StrategyDocument.to_dict`."""
    return schema_of("Myosotis strategy", StrategyDocument)
