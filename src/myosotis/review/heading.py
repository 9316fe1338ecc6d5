"""The head and the foot of a document: who, on which knowledge, from which sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from myosotis.knowledge import KnowledgeBase
from myosotis.patient import Patient, Snapshot
from myosotis.review.model import Diagnosis, Unchecked
from myosotis.review.parts import KnowledgeLine, Missing, Part, PatientLine, SourceLine


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
    known = _plain_sources(base)
    return {
        id_: SourceLine(number=number, **known[id_])
        for number, id_ in enumerate(dict.fromkeys(used), start=1)
    }


@cache
def _plain_sources(base: KnowledgeBase) -> dict[str, dict[str, Any]]:
    return {id_: source.model_dump(exclude={"id"}) for id_, source in base.sources.items()}


def parts_of(items: Iterable[Any], found: list[Part] | None = None) -> list[Part]:
    """Every part of a document among and below the items, in reading order.

    What is missing is left out: it names no source, and there is much of it.
    """
    found = [] if found is None else found
    for item in items:
        if type(item) in (tuple, dict) and item:
            inside = tuple(item.values()) if type(item) is dict else item
            # What holds parts holds nothing else; plain data, such as a criteria set, holds none.
            if isinstance(inside[0], Part):
                parts_of(inside, found)
        elif isinstance(item, Part) and type(item) is not Missing:
            found.append(item)
            parts_of(item.__dict__.values(), found)
    return found


def used_sources(parts: list[Part]) -> Iterable[str]:
    """The source ids in the order in which a reader meets them."""
    for part in parts:
        yield from part.__dict__.get("sources", ())
        if isinstance(part, Diagnosis):
            for criteria in part.criteria.values():
                yield from criteria["source"]
                for flag in criteria["flags"]:
                    yield from flag["source"]


def unchecked(parts: list[Part]) -> Unchecked:
    """What holds of this patient here, and was not checked in a source."""
    found: dict[str, None] = {}
    for part in parts:
        fields = part.__dict__
        holds = fields.get("verdict", "present") in ("present", "found", "excluded")
        if fields.get("checked") == "no" and "statement" in fields and holds:
            found[fields["statement"]] = None
    return Unchecked(count=len(found), statements=tuple(found))


def unchecked_words(parts: Sequence[Part], untold: Sequence[Part] = ()) -> tuple[str, ...]:
    """Everything that a document tells and that was not checked in a source, in its own words."""
    found: dict[str, None] = {}
    skipped = {id(part) for part in untold}
    for part in parts:
        fields = part.__dict__
        if fields.get("checked") == "no" and id(part) not in skipped:
            words = next(
                (fields[key] for key in ("statement", "text", "label") if key in fields), ""
            )
            found[words] = None
    return tuple(found)
