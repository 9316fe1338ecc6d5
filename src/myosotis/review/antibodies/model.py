"""The antibody profile and the cancer risk as data, and the JSON Schemas that they follow."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

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

PROFILE_SCHEMA = 1

ResultVerdict = Literal["positive", "doubtful", "negative", "not_excluded"]
DueStatus = Literal["done", "due", "planned", "if", "not_needed"]


class RemarkLine(Part):
    """Something known in words, with its source."""

    id: str
    text: str
    sources: tuple[str, ...]
    checked: Checked


class FigureLine(Part):
    """One published figure as it is read and drawn.

    ``text`` is the figure in words ("21 of 70 (30 %)", "odds ratio 4.15"); a share has ``low`` and
    ``high`` in percent: the 95 % interval by Wilson of its count, the range over cohorts, or the
    printed percentage where no count is known (``low`` is then ``high``). ``middle`` is the share
    itself. ``n`` is the number of people, ``antibody`` the id, None for all myositis.
    """

    id: str
    antibody: str | None
    antibody_label: str
    outcome: str
    what: str
    among: str
    text: str
    against: str | None
    kind: Literal["share", "ratio", "amount"]
    middle: float | None = None
    low: float | None = None
    high: float | None = None
    people: int | None = None
    note: str | None = None
    sources: tuple[str, ...]
    checked: Checked


class TestedLine(Part):
    """One recorded result of an antibody, as it was written."""

    value: Literal["positive", "negative"]
    recorded: str
    method: str | None
    strength: str | None
    on: str
    age_text: str
    fact: str


class DoubtLine(Part):
    """A reason to doubt a result, or what to know of it, with the published figures behind it."""

    id: str
    label: str
    statement: str
    effect: Literal["doubtful", "note"]
    figures: tuple[FigureLine, ...]
    sources: tuple[str, ...]
    checked: Checked


class PredictiveValue(Part):
    """Of how many such results in people like this one are true, in percent, by arithmetic."""

    low: float
    high: float
    text: str
    sources: tuple[str, ...]
    checked: Checked


class ResultLine(Part):
    """An antibody that was tested, and how its result is read.

    ``doubtful``: a positive result that is not taken as it stands; ``not_excluded``: a negative one
    by a method that misses many. ``confirmed`` by a second signal.
    """

    id: str
    label: str
    kind: Literal["specific", "associated", "modifier"]
    verdict: ResultVerdict
    confirmed: bool
    statement: str
    tested: tuple[TestedLine, ...]
    doubts: tuple[DoubtLine, ...]
    predictive: PredictiveValue | None
    pattern: RemarkLine | None
    summary: str
    about: RemarkLine
    remarks: tuple[RemarkLine, ...]
    titre: RemarkLine | None
    response: tuple[RemarkLine, ...]
    pitfalls: tuple[RemarkLine, ...]


class UntestedLine(Part):
    """An antibody without a result: not tested is not negative."""

    id: str
    label: str
    kind: Literal["specific", "associated", "modifier"]
    panels: Literal["usual", "often_missing", "separate_test"]


class PictureLine(Part):
    """How likely myositis is without the antibodies."""

    verdict: Literal["likely", "unlikely", "uncertain"]
    statement: str
    because: tuple[Reason, ...]
    probability: str | None
    sources: tuple[str, ...]
    checked: Checked


class SubgroupLine(Part):
    """One subgroup: established, supported, not excluded (nothing speaks for it), or excluded."""

    id: str
    label: str
    part_of: str | None
    verdict: Literal["established", "supported", "not_excluded", "excluded"]
    because: tuple[Statement, ...]
    missing: tuple[Missing, ...]


class OutcomeRow(Part):
    """One row of the picture: an organ or a risk, with the figures of the patient's antibodies.

    ``recorded``: whether the record says that the patient has it. ``reference`` are figures of all
    myositis.
    """

    id: str
    label: str
    organ: str
    drawn: bool
    recorded: Known
    figures: tuple[FigureLine, ...]
    reference: tuple[FigureLine, ...]


class DueLine(Part):
    """Something to do: when it was done, and when it is due.

    ``if``: due only where something that is not known holds. ``on`` and ``until`` are the first
    and the last day on which it falls due (ISO dates; None where the start is not known),
    ``dates`` all later ones that are planned. ``then`` is how it may go on, where that is open.
    """

    id: str
    group: Literal["cancer", "lung", "heart", "dysphagia", "calcinosis", "kidney"]
    panel: str
    label: str
    test: str | None
    status: DueStatus
    last: str | None
    last_text: str | None
    on: str | None
    until: str | None
    when: str
    dates: tuple[tuple[str, str], ...] = ()
    then: str | None = None
    statement: str
    note: str | None = None
    sources: tuple[str, ...]
    checked: Checked


class FactorLine(Part):
    """A risk factor of a tier: present, absent, or not known."""

    id: str
    label: str
    level: str
    verdict: Known
    why: str
    checked: Checked


class CancerRisk(Part):
    """Cancer: the tier, what it rests on, what was done, what is due.

    ``tier`` are the tiers still possible from the lowest; ``in_window``: whether the patient is
    within the time for which the tiers were made. ``exempt`` says why no routine screening is
    asked for. ``not_read`` is what could not be read in the source.
    """

    question: str
    guideline: str
    applies: Literal["yes", "no", "cannot_tell"]
    exempt: tuple[Statement, ...]
    tier: tuple[str, ...]
    lowest: str | None
    statement: str
    counts: dict[str, str]
    factors: tuple[FactorLine, ...]
    missing: tuple[Missing, ...]
    in_window: Known
    window: str
    start: str
    due: tuple[DueLine, ...]
    conditional: tuple[Statement, ...]
    red_flags: tuple[Statement, ...]
    red_flags_missing: tuple[str, ...]
    figures: tuple[FigureLine, ...]
    flags: tuple[RemarkLine, ...]
    remarks: tuple[RemarkLine, ...]
    not_read: tuple[RemarkLine, ...]
    sources: tuple[str, ...]
    checked: Checked


class AdviceLine(Part):
    """What one guideline says about one thing."""

    id: str
    guideline: str
    about: str
    strength: str | None
    statement: str
    verdict: Literal["present", "possible"]
    sources: tuple[str, ...]
    checked: Checked


class ToolLine(Part):
    """A prognostic rule on this patient: made in one cohort, with that cohort's cut-offs."""

    id: str
    short: str
    about: str
    verdict: tuple[str, ...]
    text: str
    values: dict[str, str]
    assumed: str | None
    missing: tuple[str, ...]
    flags: tuple[RemarkLine, ...]
    sources: tuple[str, ...]
    checked: Checked


class ProgressionLine(Part):
    """What one definition of progression says of two dates; ``progressive`` where it is sure."""

    id: str
    short: str
    start: str
    end: str
    verdict: tuple[str, ...]
    progressive: bool
    text: str
    values: dict[str, str]
    missing: tuple[str, ...]
    assumed: str | None
    flags: tuple[RemarkLine, ...]
    sources: tuple[str, ...]
    checked: Checked


class LungRisk(Part):
    """The lung: the risk of interstitial disease, what guidelines say, what is due, its course."""

    question: str
    recorded: Known
    rapid: Known
    risk: tuple[str, ...]
    statement: str
    because: tuple[str, ...]
    missing: tuple[Missing, ...]
    advice: tuple[AdviceLine, ...]
    due: tuple[DueLine, ...]
    tools: tuple[ToolLine, ...]
    progression: tuple[ProgressionLine, ...]
    progression_note: str | None
    remarks: tuple[RemarkLine, ...]
    sources: tuple[str, ...]
    checked: Checked


class WatchLine(Part):
    """Another organ: why to look at it in this patient, and how."""

    id: str
    label: str
    recorded: Known
    because: tuple[Statement, ...]
    figures: tuple[FigureLine, ...]
    how: tuple[DueLine, ...]


class ProfileBody(Part):
    """What a review holds of the antibodies."""

    question: str
    statement: str
    lines: tuple[str, ...]
    results: tuple[ResultLine, ...]
    untested: tuple[UntestedLine, ...]
    remarks: tuple[RemarkLine, ...]
    picture: PictureLine
    subgroups: tuple[SubgroupLine, ...]
    outcomes: tuple[OutcomeRow, ...]
    cancer: CancerRisk
    lung: LungRisk
    watch: tuple[WatchLine, ...]


class _Document(Part):
    schema_: int = Field(default=PROFILE_SCHEMA, alias="schema")
    myosotis: str
    patient: PatientLine
    on: str | None
    knowledge: KnowledgeLine

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    def to_dict(self) -> dict[str, Any]:
        """Plain data that JSON can hold."""
        return self.model_dump(mode="json", by_alias=True)


class AntibodyProfile(_Document):
    """The antibody profile of one patient on one date."""

    profile: ProfileBody
    unchecked: tuple[str, ...]
    sources: dict[str, SourceLine]


class CancerReport(_Document):
    """The cancer risk of one patient on one date."""

    cancer: CancerRisk
    unchecked: tuple[str, ...]
    sources: dict[str, SourceLine]


def profile_schema() -> dict[str, Any]:
    """The JSON Schema of `AntibodyProfile.to_dict`."""
    return schema_of("Myosotis antibody profile", AntibodyProfile)


def cancer_schema() -> dict[str, Any]:
    """The JSON Schema of `CancerReport.to_dict`."""
    return schema_of("Myosotis cancer risk", CancerReport)
