"""The shape of criteria sets and instruments: points, cases, flags, measures."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from myosotis.knowledge.schema.parts import (
    Checked,
    Identifier,
    Sourced,
    Sources,
    Strict,
    Texts,
    as_list,
    with_defaults,
)
from myosotis.knowledge.schema.vocabulary import Finding


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
    ``source`` and ``checked`` stand where they are not those of the whole set.
    """

    name: Identifier | None = None
    label: str
    if_: str | None = Field(default=None, alias="if")
    points: tuple[Decimal | None, ...] | None = None
    of: str | None = None
    bands: tuple[Band, ...] = ()
    definition: str | None = None
    source: Sources = ()
    checked: Checked | None = None


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
    measure: Annotated[tuple[Measure, ...], BeforeValidator(as_list)] = ()
    notes: Texts = ()

    @model_validator(mode="before")
    @classmethod
    def _pass_defaults_down(cls, data: Any) -> Any:
        return with_defaults(data, "parameters")

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
