"""The head and the foot of a document: who, on which knowledge, from which sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any, Literal, get_args, get_origin

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
    return {
        id_: _source_line(base, id_, number)
        for number, id_ in enumerate(dict.fromkeys(used), start=1)
    }


@lru_cache(maxsize=20_000)
def _source_line(base: KnowledgeBase, id_: str, number: int) -> SourceLine:
    return SourceLine(number=number, **base.sources[id_].model_dump(exclude={"id"}))


def parts_of(items: Iterable[Any], found: list[Part] | None = None) -> list[Part]:
    """Every part of a document among and below the items, in reading order.

    What is missing is left out: it names no source, and there is much of it.
    """
    found = [] if found is None else found
    for item in items:
        if isinstance(item, Part):
            kind = type(item)
            if kind is not Missing:
                found.append(item)
                fields = item.__dict__
                parts_of((fields[name] for name in _holders(kind)), found)
        elif type(item) in (tuple, dict) and item:
            inside = tuple(item.values()) if type(item) is dict else item
            # What holds parts holds nothing else; plain data, such as a criteria set, holds none.
            if isinstance(inside[0], Part):
                parts_of(inside, found)
    return found


@cache
def _holders(kind: type[Part]) -> tuple[str, ...]:
    """The fields of a kind of part in which other parts can stand, in order."""
    return tuple(
        name for name, field in kind.model_fields.items() if _can_hold_parts(field.annotation)
    )


def _can_hold_parts(annotation: Any) -> bool:
    inside = get_args(annotation)
    if get_origin(annotation) is Literal or not (inside or isinstance(annotation, type)):
        return False
    if inside:
        return any(_can_hold_parts(each) for each in inside)
    return issubclass(annotation, Part)


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


_WORDED = ("usual_dose", "statement", "text", "action", "label")
"""Where the words of a part stand; of an option, whose statement is this program's, its dose."""


def unchecked_words(parts: Sequence[Part], untold: Sequence[Part] = ()) -> tuple[str, ...]:
    """Everything that a document tells and that was not checked in a source, in its own words."""
    found: dict[str, None] = {}
    skipped = {id(part) for part in untold}
    for part in parts:
        fields = part.__dict__
        if fields.get("checked") == "no" and id(part) not in skipped:
            found[next((fields[key] for key in _WORDED if key in fields), "")] = None
    return tuple(found)
