"""The shape of a disorder: what it is, what misleads, what settles it, how often what is found."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from myosotis.knowledge.schema.approach import Rule
from myosotis.knowledge.schema.parts import Checked, Identifier, Sourced, Sources, Strict, Texts

Share = Annotated[Decimal, Field(ge=0, le=1)]
Basis = Literal["figure", "adapted", "estimate", "group", "background"]
"""What a share rests on: published for the disorder, carried over from a neighbouring group,
estimated for it, for its group of disorders, or for anybody who is suspected of a myopathy."""


class Cell(Sourced):
    """A published share of patients with a disorder who have a feature.

    ``n`` of ``of``, or the printed ``share`` (0 to 1), with ``of`` where the number is known. It is
    meant among patients in whom the disorder was weighed against myositis.
    """

    feature: Identifier
    n: int | None = None
    of: int | None = None
    share: Share | None = None
    basis: Literal["figure", "adapted"] = "figure"
    note: str | None = None

    @model_validator(mode="after")
    def _has_a_number(self) -> Cell:
        counted = self.n is not None and self.of is not None
        if not counted and self.share is None:
            raise ValueError("a cell says n and of, or share")
        if self.n is not None and (not self.of or not 0 <= self.n <= self.of):
            raise ValueError("n lies between 0 and of")
        return self

    @property
    def value(self) -> Decimal:
        """The share."""
        if self.n is not None and self.of:
            return Decimal(self.n) / self.of
        return self.share or Decimal(0)


class Word(Sourced):
    """One thing to know, in a sentence."""

    id: Identifier
    text: str


class Settling(Sourced):
    """A test that settles the question of a disorder; ``missed``: one that looks as if it did."""

    test: Identifier
    text: str


class Code(Strict):
    """Identifiers in other catalogues, where they are certain, and how they were checked."""

    omim: Texts = ()
    orpha: Texts = ()
    mondo: Texts = ()
    source: Sources
    checked: Checked


class Disorder(Sourced):
    """One disorder, or one form of it (``part_of``) whose features differ.

    ``estimates`` are shares that nobody published: they are unchecked, and the more a result rests
    on them the wider it is. ``exposure``: the rule without which it cannot be; it stays a question
    until that is known. ``exposure_label`` is how it is called, ``exposed`` the share of exposed
    people among the suspected. ``only_sex``: it does not occur in the other. ``subgroup``: the
    subgroup of myositis that it is.
    """

    id: Identifier
    label: str
    group: Identifier
    iim: bool = False
    part_of: Identifier | None = None
    subgroup: Identifier | None = None
    codes: Code | None = None
    gene: str | None = None
    inheritance: str | None = None
    onset: str
    pattern: str
    course: str
    exposure: str | None = None
    exposure_label: str | None = None
    exposed: Share = Decimal("0.03")
    only_sex: Literal["female", "male"] | None = None
    correctable: bool = False
    misleads: tuple[Word, ...] = ()
    red_flags: tuple[Word, ...] = ()
    settled_by: tuple[Settling, ...] = ()
    missed_by: tuple[Settling, ...] = ()
    keep: tuple[Word, ...] = ()
    urgent: tuple[Word, ...] = ()
    confirmed: str | None = None
    estimates: dict[Identifier, Share] = {}
    figures: tuple[Cell, ...] = ()


class Bin(Strict):
    """One of several ranges of a number, or labels of a category, that exclude each other."""

    feature: Identifier
    label: str
    above: Decimal | None = None
    up_to: Decimal | None = None
    from_: Decimal | None = Field(default=None, alias="from")
    below: Decimal | None = None
    is_: str | None = Field(default=None, alias="is")


class Feature(Sourced):
    """One thing that can be present or absent and that bears on the differential.

    ``if`` is read over the whole course. Features of one ``cluster`` say much the same: only the
    strongest of them counts for a disorder. ``absent`` is how much its absence weighs (1 fully,
    0 not at all): one biopsy misses a focus. ``background`` is its share among all who are
    suspected of a myopathy, ``groups`` in a group of disorders, both estimated. ``finding`` is what
    is asked for, ``label_absent`` how its absence is called.
    """

    id: Identifier
    label: str
    label_absent: str | None = None
    definition: str
    if_: str = Field(alias="if")
    cluster: Identifier
    finding: Identifier
    absent: Share = Decimal(1)
    background: Share
    groups: dict[Identifier, Share] = {}
    hpo: Texts = ()


class Scale(Strict):
    """A number in ranges, or a category, of which one is so; it counts once.

    ``weight`` below 1 counts it weakly. Where it says anything, the scales it stands ``instead_of``
    do not count.
    """

    id: Identifier
    label: str
    unit: str = ""
    finding: Identifier
    bins: tuple[Bin, ...]
    instead_of: Texts = ()
    weight: Share = Decimal(1)


class Gate(Rule):
    """A cause that is looked for before anything is ranked: present, excluded, or to be asked."""

    label: str
    kind: Literal["correctable", "exposure", "dangerous"]
    excluded: str
    disorders: Texts = ()
    tests: Texts = ()


class Bundle(Sourced):
    """Tests that are taken together and lead to one decision.

    ``first``: offered before anything is weighed. ``done`` are by test the findings that, all
    known, show that it is done; without them it is done by any of its results. ``before``: bundles
    that this one goes before, whatever they would show. ``if_unexplained``: offered early where a
    finding was made that no leading disorder explains, and ``after`` these tests.
    """

    id: Identifier
    label: str
    tests: Texts
    first: bool = False
    done: dict[Identifier, Texts] = {}
    before: Texts = ()
    if_unexplained: bool = False
    after: Texts = ()
    why: str


class Workup(Sourced):
    """What is done, whatever it would show, where a group of disorders leads: ids of bundles."""

    group: Identifier
    bundles: Texts


class DifferentialPathway(Strict):
    """Is it another disease: features, scales, gates, and the order of tests.

    ``context`` are findings of the person, which are not said to be unused.
    """

    question: str
    context: Texts = ()
    groups: dict[Identifier, str]
    trust: dict[Basis, Decimal]
    features: tuple[Feature, ...]
    scales: tuple[Scale, ...]
    gates: tuple[Gate, ...]
    bundles: tuple[Bundle, ...]
    workup: tuple[Workup, ...] = ()
