"""The response over a patient's visits as data, and the JSON Schema that it follows."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from myosotis.review.model import TreatmentBar
from myosotis.review.parts import Checked, KnowledgeLine, Part, PatientLine, SourceLine, schema_of

RESPONSE_SCHEMA = 1


class Bounds(Part):
    """What a number can be: one number where ``low`` is ``high``; None is no limit."""

    low: float | None
    high: float | None
    low_open: bool = False
    high_open: bool = False
    unit: str | None = None


class MeasuredLine(Part):
    """One measure at a visit: ``text`` with its unit or scale, ``recorded`` as it was written."""

    input: str
    finding: str
    label: str
    value: Bounds
    scale: float | None
    text: str
    recorded: tuple[str, ...]
    on: tuple[str, ...]
    facts: tuple[str, ...]
    note: str = ""


class ResponseVisit(Part):
    """One visit: its measures by the measure they belong to, and the measures it lacks."""

    on: str
    first: str
    last: str
    text: str
    measures: dict[str, tuple[MeasuredLine, ...]]
    missing: tuple[str, ...]


class MeasureChange(Part):
    """One measure between two visits.

    ``change`` is the improvement as a share of the measure's range, ``most`` the most points that
    it can earn. ``missing`` says in a sentence why the two visits cannot be compared.
    """

    id: str
    label: str
    baseline: MeasuredLine | None
    followup: MeasuredLine | None
    change: Bounds
    points: Bounds
    most: float
    missing: str | None


class SetVerdict(Part):
    """What one instrument says of two visits; ``refused`` where it is not made for them."""

    id: str
    verdict: tuple[str, ...]
    labels: dict[str, str]
    text: str
    refused: str | None = None
    assumed: str | None = None


class FlagLine(Part):
    """What a reader must know of a result; ``certain`` or only possible."""

    id: str
    text: str
    certain: bool
    sources: tuple[str, ...]
    checked: Checked


class VisitComparison(Part):
    """A later visit against an earlier one; both by their place among the visits.

    ``total`` is None where the score refuses the two visits (``score.refused``). ``chosen`` says of
    each measure that can be read in several ways, such as the enzyme, which one counts.
    """

    baseline: int
    followup: int
    months: Bounds
    total: Bounds | None
    score: SetVerdict
    measures: tuple[MeasureChange, ...]
    chosen: dict[str, str]
    flags: tuple[FlagLine, ...]
    others: tuple[SetVerdict, ...]
    since_previous: tuple[SetVerdict, ...]
    missing: tuple[str, ...]


class BestVisit(Part):
    """The comparison with the highest total; by the least that it can be where it is a range.

    ``certain``: no other can be higher.
    """

    comparison: int
    certain: bool


class Repeated(Part):
    """A verdict that must be found at several visits in a row, and where it was (by visit)."""

    id: str
    label: str
    verdict: Literal["yes", "no", "cannot_tell", "too_few_visits"]
    visits: tuple[int, ...]
    statement: str
    sources: tuple[str, ...]
    checked: Checked


class PairInFull(Part):
    """The first and the last visit in full: what `Evaluation.to_dict` gives for each instrument."""

    comparison: int
    sets: dict[str, dict[str, Any]]


class BandLine(Part):
    """A verdict of the score and the totals that give it: from ``low`` on, below ``high``."""

    verdict: str
    label: str
    low: float
    high: float


class PopulationLine(Part):
    """Whose cut-offs apply; None where it is not known, and then both are counted."""

    value: str | None
    given: bool
    statement: str


class InstrumentLine(Part):
    """An instrument by name; ``bands`` of the score, for each population that is possible.

    ``otherwise`` is for each outcome the label that is given where nothing else holds.
    """

    id: str
    title: str
    short: str
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    checked: Checked
    otherwise: dict[str, str]
    bands: dict[str, tuple[BandLine, ...]] = {}


class ResponseSummary(Part):
    """The conclusion, and a few lines."""

    conclusion: str
    lines: tuple[str, ...]


class VisitRuleLine(Part):
    """What makes a visit, and how it was checked."""

    days: int
    statement: str
    sources: tuple[str, ...]
    checked: Checked


class Response(Part):
    """The response of one patient: each later visit against the first, in the order of time."""

    schema_: int = Field(default=RESPONSE_SCHEMA, alias="schema")
    myosotis: str
    patient: PatientLine
    on: str | None
    knowledge: KnowledgeLine
    question: str
    summary: ResponseSummary
    population: PopulationLine
    score: str
    range: tuple[float, float]
    instruments: dict[str, InstrumentLine]
    measures: dict[str, str]
    visits: tuple[ResponseVisit, ...]
    comparisons: tuple[VisitComparison, ...]
    best: BestVisit | None
    last: int
    in_a_row: tuple[Repeated, ...]
    pair: PairInFull
    treatments: tuple[TreatmentBar, ...]
    visit_rule: VisitRuleLine
    left_out: tuple[str, ...]
    sources: dict[str, SourceLine]

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    def to_dict(self) -> dict[str, Any]:
        """Plain data that JSON can hold."""
        return self.model_dump(mode="json", by_alias=True)


def response_schema() -> dict[str, Any]:
    """The JSON Schema of `Response.to_dict`."""
    return schema_of("Myosotis response", Response)
