"""The head and the foot of a document: who, on which knowledge, from which sources."""

from __future__ import annotations

from collections.abc import Iterable

from myosotis.knowledge import KnowledgeBase
from myosotis.patient import Patient, Snapshot
from myosotis.review.parts import KnowledgeLine, PatientLine, SourceLine


def patient_line(patient: Patient, snapshot: Snapshot) -> PatientLine:
    """Who the document is about, as known on the date of the snapshot."""
    age = snapshot.age or patient.age
    child = age is not None and age.high < 18
    adult_words = {"female": "woman", "male": "man"}
    words = {"female": "girl", "male": "boy"} if child else adult_words
    who = words.get(patient.sex, "sex not recorded")
    title = f"{(patient.title or patient.id)} · {who}" + (
        f", {age}" if age else ", age not recorded"
    )
    return PatientLine(
        id=patient.id,
        title=title,
        sex=patient.sex,
        age=str(age) if age else None,
        diagnosis=patient.diagnosis or None,
    )


def knowledge_line(base: KnowledgeBase) -> KnowledgeLine:
    """Which knowledge was used."""
    return KnowledgeLine(version=base.version, hash=base.hash[:12])


def source_lines(base: KnowledgeBase, used: Iterable[str]) -> dict[str, SourceLine]:
    """The sources by id, numbered in the order in which a reader meets them."""
    return {
        id_: SourceLine(number=number, **base.sources[id_].model_dump(exclude={"id"}))
        for number, id_ in enumerate(dict.fromkeys(used), start=1)
    }
