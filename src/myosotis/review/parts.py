"""What every document is made of: parts, reasons, what is missing, statements, sources."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from myosotis.knowledge.schema import schema_of

Checked = Literal["full_text", "abstract", "secondary", "no"]
Known = Literal["yes", "no", "unknown"]


class Part(BaseModel):
    """Frozen; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Reason(Part):
    """One sentence of why, with the recorded fact or the rule behind it."""

    text: str
    fact: str | None = None
    rule: str | None = None
    sources: tuple[str, ...] = ()


class Answer(Part):
    """What would be left if an unknown turned out this way."""

    answer: str
    leaves: tuple[str, ...]


class Missing(Part):
    """An unknown that can still change a verdict."""

    finding: str
    label: str
    why: str
    answers: tuple[Answer, ...] = ()
    tests: tuple[str, ...] = ()
    settles: bool = False


class Statement(Part):
    """A rule of the approach that holds (present) of this patient."""

    id: str
    statement: str
    because: tuple[Reason, ...] = ()
    verdict: Literal["present", "possible"] = "present"
    sources: tuple[str, ...] = ()
    checked: Checked = "no"
    suggests: tuple[str, ...] = ()


class PatientLine(Part):
    """Who the review is about."""

    id: str
    title: str
    sex: str
    age: str | None
    diagnosis: str | None


class KnowledgeLine(Part):
    """Which knowledge the review used."""

    version: str
    hash: str


class SourceLine(Part):
    """A source with its number on the page."""

    number: int
    kind: str
    citation: str
    doi: str | None = None
    pmid: str | None = None
    url: str | None = None
    note: str | None = None


__all__ = [
    "Answer",
    "Checked",
    "KnowledgeLine",
    "Known",
    "Missing",
    "Part",
    "PatientLine",
    "Reason",
    "SourceLine",
    "Statement",
    "schema_of",
]
