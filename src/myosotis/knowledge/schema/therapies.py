"""The shape of a therapy: where it is used, doses, when to judge, what forbids it, what to watch.

A condition (``if``) is over the patient's facts. One that is not certainly false stands in front
of the therapy: as a finding where it certainly holds, as a test to do where it is not known.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, model_validator

from myosotis.knowledge.schema.approach import DoseFloor, Stage
from myosotis.knowledge.schema.parts import Identifier, Sourced, Texts

Level = Literal["contraindicated", "avoid", "caution", "test_first"]


class Duration(Sourced):
    """The least time on an adequate dose before a drug may be called failed."""

    weeks: Decimal
    note: str | None = None


class Contraindication(Sourced):
    """A condition under which a therapy is contraindicated, avoided, or used with care."""

    id: Identifier
    if_: str = Field(alias="if")
    level: Level
    statement: str


class Interaction(Contraindication):
    """What happens beside another drug of the patient; ``beside`` names it in words."""

    beside: str


class Reproduction(Sourced):
    """What a therapy means for one stage of having a child.

    ``planning`` is a woman's wish for a pregnancy, ``fathering`` a man's. ``not_known``: nothing
    was found that says so; it is shown, and never taken for compatible.
    """

    level: Literal["compatible", "caution", "avoid", "contraindicated", "not_known"]
    statement: str


class Before(Sourced):
    """What to do before starting."""

    action: str
    test: str | None = None


class Monitor(Sourced):
    """What to watch during the treatment, and how often (in words: "every 3 months")."""

    action: str
    every: str
    test: str | None = None


class Use(Sourced):
    """A setting (muscle, skin ...) in which a therapy was used, and what came of it.

    ``effect``: ``shown`` in a randomised comparison, ``mixed``, ``used`` on uncontrolled evidence
    or by a guideline, ``case_reports``, ``no_result`` (being studied), ``prognostic`` (it
    tells who does well, whatever he is given), ``no_effect`` (tried in a controlled trial and did
    not work), ``harm`` (a sign that it harms). ``if`` narrows it to some patients.
    """

    setting: Identifier
    effect: Literal[
        "shown", "mixed", "used", "case_reports", "no_result", "prognostic", "no_effect", "harm"
    ]  # fmt: skip
    if_: str | None = Field(default=None, alias="if")
    statement: str


class DoseRange(Sourced):
    """The doses in use, in one unit; ``use`` says for whom or what in words."""

    use: str
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str
    route: str | None = None
    note: str | None = None


class Judging(Sourced):
    """When, by which measure and at which threshold a therapy is judged in one setting.

    ``measure`` is a numeric finding or the total improvement score. Exactly one threshold:
    ``at_least`` or ``at_most`` of the measure itself, ``rise`` or ``fall`` since the start (in the
    unit of the measure), ``fall_percent`` of the value at the start.
    """

    setting: Identifier
    weeks: Decimal
    measure: Identifier
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    rise: Decimal | None = None
    fall: Decimal | None = None
    fall_percent: Decimal | None = None
    statement: str

    @model_validator(mode="after")
    def _one_threshold(self) -> Self:
        given = [self.at_least, self.at_most, self.rise, self.fall, self.fall_percent]
        if sum(value is not None for value in given) != 1:
            raise ValueError("judging needs one of at_least, at_most, rise, fall, fall_percent")
        return self


class Approval(Sourced):
    """A product that an authority approved for a form of myositis; ``since`` a year or a date."""

    product: str
    region: str
    scope: str
    since: str | None = None


class Therapy(Sourced):
    """A drug, drug class or other treatment.

    ``counts_as``: whether its failure counts toward refractory disease. ``gated``: it changes
    immunosuppression, so it waits for the gate of the strategy. ``status``: ``investigational``
    is given in trials or compassionate use only; ``abandoned`` is no longer developed.
    ``stops_if``: it is the stopping of something, open where this condition holds.
    """

    id: Identifier
    label: str
    kind: Literal["drug", "procedure", "training", "stopping", "supportive"] = "drug"
    counts_as: Literal["glucocorticoid", "immunosuppressant", "none"]
    gated: bool = True
    status: Literal["in_use", "investigational", "abandoned"] = "in_use"
    includes: Texts = ()
    routes: Texts = ()
    usual_dose: str
    doses: tuple[DoseRange, ...] = ()
    equivalent: dict[str, Decimal] = {}
    dose_floors: tuple[DoseFloor, ...] = ()
    duration: Duration | None = None
    judged_from: Literal["start", "last_course"] = "start"
    judge_by: str
    judging: tuple[Judging, ...] = ()
    courses: int | None = None
    uses: tuple[Use, ...] = ()
    stops_if: str | None = None
    contraindications: tuple[Contraindication, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    reproduction: dict[Stage, Reproduction] = {}
    before_starting: tuple[Before, ...] = ()
    monitoring: tuple[Monitor, ...] = ()
    approvals: tuple[Approval, ...] = ()
    exposure: str | None = None
    codes: dict[str, Texts] = {}
    aliases: Texts = ()
    note: str | None = None
