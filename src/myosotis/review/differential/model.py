"""The differential as data: sets of disorders that fit, why, what would part them, which tests."""

from __future__ import annotations

from typing import Literal

from myosotis.review.parts import Checked, Part, Reason

Status = Literal["ranked", "ask", "not_exposed", "sex", "confirmed"]


class Evidence(Part):
    """One finding for or against a disorder, in a sentence with its share and its ratio.

    ``ratio`` is how much more (or less) often it is seen in the disorder than in all of the list.
    ``basis``: what the share rests on.
    """

    feature: str
    label: str
    present: bool
    ratio: float
    text: str
    basis: Literal["figure", "adapted", "estimate", "group", "background"]
    sources: tuple[str, ...]
    checked: Checked


class WordLine(Part):
    """Something to know of a disorder."""

    text: str
    test: str | None = None
    sources: tuple[str, ...]
    checked: Checked


class DisorderLine(Part):
    """One disorder. ``place`` is the number of its set; None where it is not ranked.

    ``log_ratio`` with ``low`` and ``high`` are powers of ten against the mean of the list.
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
    kind: Literal["correctable", "exposure", "dangerous"]
    verdict: Literal["present", "excluded", "ask"]
    statement: str
    because: tuple[Reason, ...]
    tests: tuple[str, ...]
    sources: tuple[str, ...]
    checked: Checked


class ActionLine(Part):
    """A test or a bundle of tests that is not done, and what each result would change."""

    id: str
    label: str
    tests: tuple[str, ...]
    missing: tuple[str, ...]
    settles: tuple[str, ...]
    results: tuple[str, ...]
    burden: str
    cost: str
    before: tuple[str, ...]
    not_informative: tuple[str, ...]
    why: str
    sources: tuple[str, ...]
    checked: Checked


class Differential(Part):
    """The differential of one patient on one date."""

    question: str
    statement: str
    usable: int
    sets: tuple[SetLine, ...]
    disorders: tuple[DisorderLine, ...]
    left_out: tuple[DisorderLine, ...]
    unexplained: tuple[str, ...]
    leads: Literal["iim", "other", "both", "cannot_tell"]
    gates: tuple[GateLine, ...]
    actions: tuple[ActionLine, ...]
    notes: tuple[str, ...]
