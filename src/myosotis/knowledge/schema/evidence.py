"""The shape of the study arms, of what they measured, and of what the model made of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from myosotis.knowledge.schema.parts import Checked, Identifier, Sources, Strict, Texts

Kind = Identifier
"""The id of a kind of outcome in pathway/evidence.yaml."""


def _split(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(";") if part.strip())
    return value


def _blank(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


Words = Annotated[Texts, BeforeValidator(_split)]
Number = Annotated[Decimal | None, BeforeValidator(_blank)]
Count = Annotated[int | None, BeforeValidator(_blank)]
Name = Annotated[Identifier | None, BeforeValidator(_blank)]
Text = Annotated[str | None, BeforeValidator(_blank)]

Design = Literal[
    "randomised_blinded", "randomised_open", "delayed_start", "subgroup_of_randomised",
    "pooled_arms_of_randomised", "single_arm_trial", "historical_control", "comparative_cohort",
    "cohort", "case_series", "case_report", "review",
]  # fmt: skip


class Arm(Strict):
    """One arm of one study for one outcome: a row of arms.csv.

    ``arm`` is its name and unique; ``study`` groups the arms and outcomes of one study.
    ``comparison`` joins the arms that were compared; ``role`` says which is the control.
    ``therapies`` are ids; a control without a drug has none, and ``control`` says what it got.
    ``either``: each patient got one of the therapies and not all of them.
    ``group`` is a subgroup of patients of pathway/evidence.yaml, ``setting`` one of the strategy.
    ``outcome`` is an outcome id there; ``measured`` says in words what was counted.
    ``weeks`` is the time of the outcome, or the median follow-up where ``weeks_are`` says so.
    ``derived``: how n or responders follow from printed percentages; empty where printed.
    ``series``: studies that share patients have the same; ``counted``: no for all but one row of
    the patients of a series and outcome kind, so that nobody is counted twice.
    ``effect``: a printed comparison or change with its measure (hr, or, rr, md, change, p) and
    interval; ``prognostic`` where it compares patients and not treatments.
    """

    arm: Identifier
    study: Identifier
    year: Count = None
    source: Annotated[Sources, BeforeValidator(_split)]
    design: Design
    comparison: Name = None
    role: Literal["active", "control"]
    control: Annotated[
        Literal[
            "placebo",
            "sham",
            "usual_care",
            "untreated",
            "historical",
            "delayed_start",
            "active",
            "other_patients",
        ]
        | None,
        BeforeValidator(_blank),
    ] = None
    therapies: Words = ()
    regimen: Text = None
    population: Text = None
    age: Literal["adult", "juvenile", "both", "unknown"]
    group: Identifier
    refractory: Literal["yes", "no", "mixed", "unknown"]
    setting: Identifier
    outcome: Identifier
    measured: str
    weeks: Number = None
    weeks_are: Literal["fixed", "median_follow_up", "unknown"]
    n: Count = None
    responders: Count = None
    derived: Text = None
    series: Name = None
    counted: Literal["yes", "no"]
    effect_measure: Annotated[
        Literal["hr", "or", "rr", "md", "change", "rate_ratio", "p"] | None, BeforeValidator(_blank)
    ] = None
    effect: Number = None
    effect_low: Number = None
    effect_high: Number = None
    effect_unit: Text = None
    prognostic: Literal["yes", "no"] = "no"
    either: Literal["yes", "no"] = "no"
    checked: Checked
    note: Text = None


class ArmFile(Strict):
    """Every study arm of the base."""

    arms: tuple[Arm, ...]


class EvidenceGroup(Strict):
    """A subgroup of patients that studies report, and who belongs to it (``if``).

    ``apart``: another disease as far as treatment goes, so that what is said of all groups leaves
    it out, and what it says of a therapy in a trial is said of it alone.
    """

    id: Identifier
    label: str
    if_: str = Field(alias="if")
    apart: bool = False


class OutcomeClass(Strict):
    """What a study counted. Outcomes of different ``kind`` are never pooled with each other.

    ``order``: how much is asked, within its kind; a model compares classes of one kind by it.
    """

    id: Identifier
    label: str
    kind: Kind
    note: str | None = None


class OutcomeKind(Strict):
    """A kind of outcome; ``counted``: a share of patients, so that a model can be fitted.

    ``settings``: where a share of this kind is what a reader asks for.
    """

    id: Identifier
    label: str
    counted: bool
    reference: Name = None
    """The outcome class to which the shares of this kind are shown."""
    settings: Texts = ()


class EvidencePathway(Strict):
    """The subgroups and the outcomes of the study arms.

    ``background``: therapies that are given beside nearly every other. Alone in an arm of a
    randomised comparison they are its control; beside another therapy they are not named.
    """

    background: tuple[Identifier, ...] = ()
    groups: tuple[EvidenceGroup, ...]
    kinds: tuple[OutcomeKind, ...]
    outcomes: tuple[OutcomeClass, ...]


TherapyKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*([+][a-z][a-z0-9_]*)*$")]
"""The id of a therapy, a combination as ``one+other``, or what a control got."""


class Share(Strict):
    """A share of patients: median and 95 % interval of a posterior, in thousandths."""

    low: int
    median: int
    high: int


class NextStudy(Strict):
    """Where the estimate would move with one more study of ``n`` patients."""

    n: int
    fewer: int
    """Responders at the lower end (10th percentile) of what is predicted for such a study."""
    more: int
    """Responders at the upper end (90th percentile)."""
    if_fewer: Share
    if_more: Share


class Estimate(Strict):
    """What the arms add up to for a therapy (or a control such as ``placebo``) in a group.

    ``group`` is one of the evidence pathway or ``all``: every group that does not stand apart, in
    the mixture that all arms of the kind report. ``kind`` and ``outcome`` say of what.
    ``basis``: ``arms`` are shares from every arm, single arms too; ``randomised`` are odds ratios
    against the control within randomised comparisons only, and ``share`` is what the ratio makes
    of the share that responded among their controls.
    ``n``, ``responders``, ``studies`` are those of exactly this therapy, group and kind, whatever
    outcome class each study counted; 0 studies: nothing was observed for this group, and the
    estimate borrows all it says. ``refractory``: the patients for whom it is said.
    """

    kind: Kind
    basis: Literal["arms", "randomised"]
    therapy: TherapyKey
    group: Identifier
    outcome: Identifier
    studies: int
    n: int
    responders: int
    refractory: Literal["yes", "no", "mixed"] = "mixed"
    share: Share
    ratio: tuple[Decimal, Decimal, Decimal] | None = None
    """Odds ratio: low, median, high; for ``randomised`` only."""
    arms: Texts
    next: NextStudy | None = None
    """For ``arms`` only: a randomised comparison has two arms."""


class Effect(Strict):
    """What else moves a share in the model: the odds ratio (low, median, high) of a covariate.

    ``name``: ``refractory`` (against not refractory), ``not_randomised`` (against an arm of a
    randomised trial), ``without_drug`` (a control against the mean of the therapies), or the id
    of an outcome class (against the reference of its kind).
    """

    name: Identifier
    ratio: tuple[Decimal, Decimal, Decimal]


class Diagnostics(Strict):
    """Whether the sampler of one kind and basis may be believed, and the model as well."""

    kind: Kind
    basis: Literal["arms", "randomised"] = "arms"
    arms: int
    studies: int
    patients: int
    adjusted: bool = False
    """The shares are as in a randomised trial; if not, as in the mixture that was observed, since
    too few trials were randomised to tell the difference."""
    chains: int
    draws: int
    """Of all chains together, after warming up."""
    divergences: int
    largest_rhat: Decimal
    smallest_ess: int
    inside_predictive: Decimal
    """The share of arms whose responders lie in the 95 % posterior predictive interval."""
    left_out: Decimal | None = None
    """The same where the arm's study was left out (leave one study out)."""
    refitted: int | None = None
    """The studies for which that took a fit of its own, since weighing the draws anew would not
    do (Pareto k over 0.7)."""
    prior_range: Share | None = None
    """The 95 % range of a share before any data."""
    most_sensitive: int | None = None
    """The largest move of an estimate that was observed, with half and double the widths of all
    priors, in thousandths."""
    effects: tuple[Effect, ...] = ()


class Posterior(Strict):
    """The summaries that a fit wrote: data, model, seed, what is believed and how far."""

    model: str
    seed: int
    arms_hash: str
    software: dict[str, str]
    left_out: dict[str, int] = {}
    """Arms that no fit used, by reason."""
    diagnostics: tuple[Diagnostics, ...]
    estimates: tuple[Estimate, ...]
