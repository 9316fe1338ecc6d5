"""The shape of an antibody's file: what it is, what goes with it, how its result is read."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from myosotis.knowledge.schema.approach import Rule
from myosotis.knowledge.schema.parts import Identifier, Sourced, Strict, Texts

Ratio = Literal[
    "odds_ratio", "hazard_ratio", "risk_ratio", "incidence_ratio", "diagnostic_odds_ratio"
]


class Group(Strict):
    """The people with whom those of a figure are compared, and their number."""

    among: str
    n: int | None = None
    of: int | None = None
    percent: Decimal | None = None
    value: Decimal | None = None


class Figure(Sourced):
    """One published number about an outcome in a named group of people.

    A ``share`` has ``n`` of ``of``, or the printed ``percent`` (with ``of`` where the group is
    known), or ``percents``, the range over several cohorts. A ratio has a ``value`` and, where it
    was printed, the 95 % ``interval``. An ``amount`` has a ``value`` or a ``range`` with its
    ``unit``. ``what`` is said where the label of the outcome is not exact enough; ``against`` is
    the group it was compared with.
    """

    id: Identifier
    outcome: Identifier
    what: str | None = None
    among: str
    measure: Literal[Ratio, "share", "amount"] = "share"
    n: int | None = None
    of: int | None = None
    percent: Decimal | None = None
    percents: tuple[Decimal, Decimal] | None = None
    value: Decimal | None = None
    interval: tuple[Decimal, Decimal] | None = None
    range: tuple[Decimal, Decimal] | None = None
    unit: str | None = None
    against: Group | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Figure:
        if self.measure == "share":
            if self.value is not None or self.interval or self.range:
                raise ValueError("a share has n and of, percent or percents, not a value")
            if self.percents is None and self.percent is None and (self.n is None or not self.of):
                raise ValueError("a share says n and of, percent, or percents")
            if self.n is not None and self.of is not None and not 0 <= self.n <= self.of:
                raise ValueError("a share cannot have more than all, or fewer than none")
            _agree(self.n, self.of, self.percent)
        elif self.value is None and self.range is None:
            raise ValueError("a ratio or an amount says its value")
        return self


def _agree(n: int | None, of: int | None, percent: Decimal | None) -> None:
    """A percentage is that of its count, to the digit to which it was printed."""
    if n is None or not of or percent is None:
        return
    exponent = percent.as_tuple().exponent
    half = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0) / 2
    if abs(Decimal(100 * n) / of - percent) > half:
        raise ValueError(f"{n} of {of} is not {percent} %")


class Remark(Sourced):
    """Something known in words; ``outcome`` where it is about one."""

    id: Identifier
    text: str
    outcome: Identifier | None = None


class Titre(Sourced):
    """What the level of an antibody says over time."""

    use: Literal["supportive", "weak", "no", "not_known"]
    text: str


class Assay(Sourced):
    """How well a method finds an antibody, in percent against immunoprecipitation.

    ``excludes``: a negative result by this method may count as the antibody being absent.
    """

    method: Identifier
    sensitivity: Decimal | None = None
    specificity: Decimal | None = None
    excludes: bool
    note: str | None = None


class Pattern(Sourced):
    """The fluorescence on HEp-2 cells that goes with an antibody: rules over recorded patterns."""

    fits: str | None = None
    against: str | None = None
    text: str


class Antibody(Sourced):
    """One antibody. ``id`` is its finding; source and mark are those of the antigen.

    ``kind``: ``specific`` antibodies hardly occur together; ``associated`` ones do, and occur in
    other diseases; a ``modifier`` changes what another antibody means. ``panels``: whether an
    ordinary panel holds it.
    """

    id: Identifier
    antigen: str
    kind: Literal["specific", "associated", "modifier"]
    panels: Literal["usual", "often_missing", "separate_test"]
    summary: str
    figures: tuple[Figure, ...] = ()
    remarks: tuple[Remark, ...] = ()
    titre: Titre | None = None
    assays: tuple[Assay, ...] = ()
    pattern: Pattern | None = None
    response: tuple[Remark, ...] = ()
    pitfalls: tuple[Remark, ...] = ()


# -- reading a result ------------------------------------------------------------------------


class Method(Sourced):
    """A way of testing. ``strengths`` are its words from the weakest, ``weak`` those of a weak
    signal, ``signs`` other ways to write them. ``amounts``: it gives a number, read against the
    laboratory's cut-off."""

    id: Identifier
    label: str
    names: Texts
    kind: Literal["blot", "immunoassay", "reference", "fluorescence"]
    strengths: Texts = ()
    weak: Texts = ()
    signs: dict[str, str] = {}
    amounts: bool = False


class Picture(Sourced):
    """How likely myositis is without the antibodies: the first that certainly holds counts."""

    id: Identifier
    is_: Literal["likely", "unlikely"] = Field(alias="is")
    if_: str = Field(alias="if")
    statement: str


class Doubt(Sourced):
    """Why a positive result is not taken as it stands (``doubtful``), or what to know of it.

    ``if`` is about the result; see `SerologyPathway.asks`.
    """

    id: Identifier
    if_: str = Field(alias="if")
    effect: Literal["doubtful", "note"]
    label: str
    statement: str
    figures: tuple[Figure, ...] = ()


class Prior(Sourced):
    """The criteria set whose ``value``, a probability in percent, is that of myositis before the
    antibodies; ``without`` are its inputs that are antibodies, ``frequency`` the share of an
    antibody among people with myositis where its file has none."""

    set_: Identifier = Field(alias="set")
    value: str
    without: Texts
    frequency: tuple[Decimal, Decimal]
    specificity: tuple[Decimal, Decimal]
    statement: str


class SerologyPathway(Strict):
    """How a result is read; what a doubt may ask of it is said in `myosotis.review.antibodies`.

    ``confirmed``, ``weak_band`` and ``two_specific`` are the findings by which a record says so of
    its antibodies as a whole, ``sample_misleads`` that by which it says that blood was taken at a
    wrong time.
    """

    question: str
    confirmed: Identifier
    weak_band: Identifier
    two_specific: Identifier
    sample_misleads: Identifier
    methods: tuple[Method, ...]
    pictures: tuple[Picture, ...]
    doubts: tuple[Doubt, ...]
    prior: Prior
    remarks: tuple[Remark, ...] = ()


# -- subgroup --------------------------------------------------------------------------------


class Subgroup(Strict):
    """A subgroup of myositis: what establishes it, speaks for it, or excludes it.

    A rule reads an established subgroup as ``subgroup.<id>``.
    """

    id: Identifier
    label: str
    part_of: Identifier | None = None
    established: tuple[Rule, ...] = ()
    supported: tuple[Rule, ...] = ()
    excluded: tuple[Rule, ...] = ()


class SubgroupPathway(Strict):
    """Which subgroups are still possible."""

    question: str
    subgroups: tuple[Subgroup, ...]


# -- what to look for, and when --------------------------------------------------------------


class Item(Sourced):
    """Something to do. ``done``: findings of which a yes shows that it was done; ``shown_by``:
    findings of which any value shows it. ``sex``: of whom it is asked; ``if``: only where this
    holds."""

    id: Identifier
    label: str
    test: Identifier | None = None
    done: Texts = ()
    shown_by: Texts = ()
    sex: Literal["female", "male"] | None = None
    if_: str | None = Field(default=None, alias="if")
    note: str | None = None


class Panel(Sourced):
    """Items that are asked for together; a yes to one of ``done`` shows all of them."""

    id: Identifier
    label: str
    items: tuple[Item, ...]
    done: Texts = ()


class Timing(Sourced):
    """When a panel is due. It is asked at the start where ``if`` holds, and then every so many
    months (from, to) for so many months; without ``every`` only once."""

    id: Identifier
    panel: Identifier
    if_: str = Field(alias="if")
    every: tuple[int, int] | None = None
    for_: int | None = Field(default=None, alias="for")
    statement: str


class Conditional(Rule):
    """An item that a guideline lets consider under a condition. ``strength``: its own word."""

    item: Item
    strength: str | None = None


class Advice(Rule):
    """What one guideline says where ``if`` holds; others may say otherwise."""

    guideline: str
    about: Identifier
    strength: str | None = None
    tests: Texts = ()


class CancerPathway(Strict):
    """Cancer screening: whom, by which tier, what and when.

    ``tier`` is the criteria set whose verdict is the tier; rules read it as ``tier.<verdict>``. Its
    verdicts stand from the highest to the lowest. ``subtype`` is its input for the subgroup, with
    the label of each in ``subtypes`` and of none of them in ``other_subtype``; ``refractory`` its
    input for a disease that treatment does not hold.
    ``window`` is the number of months from the first symptom within which the tiers apply;
    ``before`` the months before the start within which an item that was done still counts.
    ``counted`` is the finding that means a cancer within that window, before or after.
    """

    question: str
    guideline: str
    tier: Identifier
    subtype: str
    subtypes: dict[str, str]
    other_subtype: str
    refractory: str
    window: int
    before: int
    counted: Identifier
    exempt: tuple[Rule, ...]
    panels: tuple[Panel, ...]
    timings: tuple[Timing, ...]
    conditional: tuple[Conditional, ...]
    red_flags: tuple[Rule, ...]
    figures: tuple[Figure, ...]
    remarks: tuple[Remark, ...]
    not_read: tuple[Remark, ...]


class LungPathway(Strict):
    """Interstitial lung disease: the risk, screening, monitoring, prognosis, progression.

    ``risk`` is the criteria set that names a raised risk, read as ``lung_risk.<verdict>``;
    ``disease`` and ``rapid`` are the outcomes; ``tools`` are prognostic sets, shown where their
    entry condition is not excluded; ``progression`` are sets that compare two visits, and
    ``within`` how many months before the last one the first may lie. Inputs of the tools that a
    record holds in another form: ``amounts`` (a concentration of a finding that is else counted
    in multiples of its limit), ``strengths`` (that of an antibody's result), ``duration`` (the
    months since the first symptom).
    """

    question: str
    risk: Identifier
    disease: Identifier
    rapid: Identifier
    before: int
    advice: tuple[Advice, ...]
    panels: tuple[Panel, ...]
    timings: tuple[Timing, ...]
    tools: Texts
    amounts: dict[str, Identifier] = {}
    strengths: dict[str, Identifier] = {}
    duration: str | None = None
    progression: Texts
    within: dict[str, int]
    remarks: tuple[Remark, ...] = ()


class Watch(Strict):
    """One organ to look at: whom, how, with the outcome whose figures are shown."""

    id: Identifier
    label: str
    group: Literal["heart", "dysphagia", "calcinosis", "kidney"]
    outcome: Identifier
    rules: tuple[Rule, ...]
    how: tuple[Item, ...]


class WatchPathway(Strict):
    """Organs beside the lung that an antibody or a subgroup puts at risk."""

    question: str
    organs: tuple[Watch, ...]


class Outcome(Strict):
    """Something that an antibody makes more or less likely. ``finding``: how a record says that
    it is there. ``drawn``: it has a row in the picture. ``figures``: of all myositis."""

    id: Identifier
    label: str
    organ: str
    finding: Identifier | None = None
    drawn: bool = False
    figures: tuple[Figure, ...] = ()


class OutcomePathway(Strict):
    """The outcomes of which figures speak, in the order of the picture."""

    question: str
    outcomes: tuple[Outcome, ...]
