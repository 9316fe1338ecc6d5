"""What is looked at in the synthetic patients, how it is written, and what is wrong with it."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from myosotis.knowledge.schema.parts import Identifier, Sourced, Strict, Texts
from myosotis.knowledge.schema.synthetic.shapes import Share, Span, Weights


class Drawn(Strict):
    """One thing that is present or absent: a feature of the differential, or a share of all.

    ``by_disorder``: another share in some disorders.
    ``given``: only in patients with this feature, ``without``: only in those without it. ``as``:
    the findings it shows as, each in this share of those who have it; the first stands for it
    where none of them does. ``fades`` with the treatment that works. ``negatives`` instead of the
    panel's.
    """

    feature: Identifier | None = None
    share: Share | None = None
    by_disorder: dict[Identifier, Share] = {}
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
