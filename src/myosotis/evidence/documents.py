"""The documents of the study arms: a table, and what is known of one therapy. Shares are 0 to 1."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from myosotis.knowledge.schema import schema_of

Checked = Literal["full_text", "abstract", "secondary", "no"]


class Piece(BaseModel):
    """Frozen; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Named(Piece):
    """Something with an id and a label."""

    id: str
    label: str


class Range(Piece):
    """A value with its 95 % interval."""

    low: float
    value: float
    high: float


class Between(Piece):
    """An interval alone."""

    low: float
    high: float


class EffectLine(Piece):
    """A printed comparison or change, as it was printed."""

    measure: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: str | None


class ArmLine(Piece):
    """One arm of one study for one outcome.

    ``share`` has Wilson's interval and is none where the number of patients or of responders is
    not known. ``counted``: whether its patients count here and not in another row; ``adds``:
    whether it stands in a sum (what was not read in a source does not); ``randomised``: whether
    chance decided how they were treated.
    """

    arm: str
    study: str
    year: int | None
    treatment: str
    therapies: tuple[str, ...]
    regimen: str | None
    design: str
    randomised: bool
    comparison: str | None
    role: Literal["active", "control"]
    control: str | None
    population: str | None
    age: str
    group: Named
    refractory: str
    setting: str
    kind: str
    outcome: Named
    measured: str
    weeks: Decimal | None
    weeks_are: str
    n: int | None
    responders: int | None
    share: Range | None
    adds: bool
    derived: str | None
    series: str | None
    counted: bool
    prognostic: bool
    effect: EffectLine | None
    note: str | None
    sources: tuple[str, ...]
    checked: Checked


class PooledLine(Piece):
    """Fixed or random effects over several studies: a share, or an odds ratio.

    ``tau2`` and ``q`` are on the scale of the logarithm of the odds; ``i2`` is 0 to 1.
    ``hartung_knapp`` and ``prediction`` are for random effects only.
    """

    method: str
    value: Range
    tau2: float
    q: float
    i2: float
    hartung_knapp: Between | None
    prediction: Between | None


class Sum(Piece):
    """What arms of one kind add up to: shares of single arms, or odds ratios of comparisons.

    ``classes`` are the outcome classes that stand in it; ``fixed`` and ``random`` are none for
    one study, which is itself.
    """

    of: Literal["share", "odds_ratio"]
    arms: tuple[str, ...]
    studies: int
    patients: int
    responders: int
    classes: tuple[str, ...]
    fixed: PooledLine | None
    random: PooledLine | None


class ComparisonLine(Piece):
    """A comparison with counts in both arms: its odds ratio."""

    comparison: str
    active: str
    control: str
    odds_ratio: Range


class EstimateLine(Piece):
    """What the fitted model says: ``studies`` 0 is an estimate that borrows all."""

    basis: str
    outcome: Named
    studies: int
    n: int
    share: Range
    ratio: Range | None


class KindLine(Piece):
    """One kind of outcome: its arms with their controls, and their sums.

    ``apart``: groups that are another disease as far as treatment goes, and stand in no sum.
    """

    id: str
    label: str
    counted: bool
    arms: tuple[ArmLine, ...]
    comparisons: tuple[ComparisonLine, ...]
    single: Sum | None
    randomised: Sum | None
    apart: tuple[str, ...]
    estimates: tuple[EstimateLine, ...]


class KnowledgeLine(Piece):
    """Which knowledge was used."""

    version: str
    hash: str


class SourceLine(Piece):
    """A source with its number."""

    number: int
    kind: str
    citation: str
    doi: str | None
    pmid: str | None
    url: str | None


class ArmTableDocument(Piece):
    """``myosotis evidence table --json``. ``of``: how many arms there are in all."""

    schema_: Literal[1] = Field(default=1, alias="schema")
    knowledge: KnowledgeLine
    filters: dict[str, Named]
    of: int
    kinds: tuple[Named, ...]
    arms: tuple[ArmLine, ...]
    sources: dict[str, SourceLine]
    unchecked: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The document as plain data."""
        return self.model_dump(mode="json", by_alias=True)


class TherapyDocument(Piece):
    """``myosotis evidence show --json``: a therapy, in one group or in all."""

    schema_: Literal[1] = Field(default=1, alias="schema")
    knowledge: KnowledgeLine
    therapy: Named
    group: Named | None
    kinds: tuple[KindLine, ...]
    sources: dict[str, SourceLine]
    unchecked: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The document as plain data."""
        return self.model_dump(mode="json", by_alias=True)


def arm_table_schema() -> dict[str, Any]:
    """The JSON Schema of `ArmTableDocument`."""
    return schema_of("Myosotis study arms", ArmTableDocument)


def therapy_schema() -> dict[str, Any]:
    """The JSON Schema of `TherapyDocument`."""
    return schema_of("Myosotis evidence of a therapy", TherapyDocument)
