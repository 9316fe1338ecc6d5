"""The differential as data: sets of disorders that fit, why, what would part them, which tests."""

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
    schema_of,
)

Leads = Literal["iim", "other", "both", "cannot_tell"]
Status = Literal["ranked", "ask", "not_exposed", "sex", "confirmed"]


class Evidence(Part):
    """One finding for or against a disorder, in a sentence with its share and its ratio.

    ``log_ratio`` is a power of ten: how much more (or less) often it is so in the disorder than
    over the list.
    ``basis``: what the share rests on.
    """

    feature: str
    label: str
    present: bool
    log_ratio: float
    text: str
    basis: Literal["figure", "adapted", "estimate", "group", "background"]
    sources: tuple[str, ...]
    checked: Checked


class WordLine(Part):
    """Something to know of a disorder; ``test_label`` names the test that it is about."""

    text: str
    test: str | None = None
    test_label: str | None = None
    sources: tuple[str, ...]
    checked: Checked


class DisorderLine(Part):
    """One disorder. ``place`` is the number of its set; None beyond the sets that are told.

    ``log_ratio`` is the power of ten by which what is recorded is likelier (or less likely) in it
    than over the list; ``low`` and ``high`` are one standard deviation to both sides. ``form`` is
    the form of it that fits best. The sentences stand for disorders of the told sets only.
    """

    id: str
    label: str
    group: str
    iim: bool
    status: Status
    place: int | None
    log_ratio: float
    low: float
    high: float
    form: str | None
    why: str
    for_: tuple[Evidence, ...]
    against: tuple[Evidence, ...]
    settled_by: tuple[WordLine, ...]
    missed_by: tuple[WordLine, ...]
    keep: tuple[WordLine, ...]


class PartingFact(Part):
    """An unknown finding that would part the disorders of a set."""

    feature: str
    label: str
    text: str
    tests: tuple[str, ...]


class SetLine(Part):
    """Disorders that what is recorded does not part from each other."""

    place: int
    disorders: tuple[str, ...]
    labels: tuple[str, ...]
    parted_by: tuple[PartingFact, ...]


class GateLine(Part):
    """A cause to look for before anything is ranked."""

    id: str
    label: str
    kind: Literal["correctable", "exposure", "dangerous"]
    verdict: Literal["present", "excluded", "ask"]
    statement: str
    because: tuple[Reason, ...]
    tests: tuple[str, ...]
    sources: tuple[str, ...]
    checked: Checked


class ResultLine(Part):
    """What a result of an action would change; ``feature`` is None for what settles."""

    feature: str | None
    label: str
    if_present: str
    if_absent: str


class ActionLine(Part):
    """A test or a bundle of tests that is not done, and what each result would change.

    ``asks`` is what each leading disorder asks of it: the stain, the muscle, the method of a gene;
    ``how`` what holds whatever is looked for.
    """

    id: str
    label: str
    tests: tuple[str, ...]
    missing: tuple[str, ...]
    settles: tuple[str, ...]
    results: tuple[ResultLine, ...]
    asks: tuple[WordLine, ...] = ()
    how: tuple[str, ...] = ()
    burden: str
    cost: str
    before: tuple[str, ...]
    not_informative: tuple[str, ...]
    why: str
    sources: tuple[str, ...]
    checked: Checked


class DifferentialBody(Part):
    """The differential of one patient on one date.

    ``sets`` are in order; ``disorders`` are those of the sets, then the rest of what is ranked;
    ``left_out`` cannot be ranked, each with why. ``leads``: what the first set holds.
    ``unexplained`` are findings that no disorder of the first set explains; ``unused`` were
    recorded and are not read. ``usable`` is the number of facts there were to go by, of which
    those that say much the same are one.
    """

    question: str
    statement: str
    usable: int
    leads: Leads
    sets: tuple[SetLine, ...]
    disorders: tuple[DisorderLine, ...]
    left_out: tuple[DisorderLine, ...]
    unexplained: tuple[str, ...]
    gates: tuple[GateLine, ...]
    actions: tuple[ActionLine, ...]
    unused: tuple[str, ...]
    notes: tuple[str, ...]


class Differential(Part):
    """The differential as a document of its own."""

    schema_: int = Field(default=1, alias="schema")
    myosotis: str
    patient: PatientLine
    on: str | None
    knowledge: KnowledgeLine
    differential: DifferentialBody
    unchecked: tuple[str, ...]
    sources: dict[str, SourceLine]

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    def to_dict(self) -> dict[str, Any]:
        """Plain data that JSON can hold."""
        return self.model_dump(mode="json", by_alias=True)


def differential_schema() -> dict[str, Any]:
    """The JSON Schema of `Differential.to_dict`."""
    return schema_of("Myosotis differential", Differential)
