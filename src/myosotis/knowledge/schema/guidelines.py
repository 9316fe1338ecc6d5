"""The shape of a guideline: what it says of which therapy, for whom, how strongly."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from myosotis.knowledge.schema.parts import Identifier, Sourced, Texts


class Recommendation(Sourced):
    """One statement of a guideline, in our own words.

    ``setting`` is one of the strategy's; ``if`` narrows it to some patients. ``says``: for or
    against the ``therapies``; ``either``: it allows them without preference. ``line``: the place
    in treatment that the guideline gives it. ``evidence`` and ``agreement`` as printed there.
    """

    id: Identifier
    setting: Identifier
    if_: str | None = Field(default=None, alias="if")
    therapies: Texts = ()
    says: Literal["for", "against", "either"]
    line: Literal["first", "next", "refractory", "rescue", "any"] = "any"
    strength: Literal["strong", "conditional", "good_practice", "not_graded", "not_read"]
    evidence: str | None = None
    agreement: str | None = None
    statement: str


class Guideline(Sourced):
    """A guideline, consensus or set of recommendations; one file each."""

    id: Identifier
    title: str
    short: str
    year: int
    covers: str
    grades: str | None = None
    statements: tuple[Recommendation, ...]
    not_read: Texts = ()
