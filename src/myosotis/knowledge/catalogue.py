"""Looking into the knowledge base: how much is checked, and what does it say."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pydantic import BaseModel

from myosotis.errors import UnknownNameError, nearest
from myosotis.knowledge.base import KnowledgeBase, normal_name
from myosotis.knowledge.references import sourced


def count_checked(base: KnowledgeBase) -> dict[str, dict[str, int]]:
    """For each kind of fact: how many were checked in the full text, the abstract, ... or not."""
    counts: dict[str, Counter[str]] = {}
    for kind, fact in sourced(base):
        counts.setdefault(kind, Counter())[fact.checked] += 1
    if base.arms:
        counts["study arms"] = Counter(arm.checked for arm in base.arms)
    return {kind: dict(found) for kind, found in counts.items()}


def describe(base: KnowledgeBase, name: str) -> tuple[str, BaseModel]:
    """The kind and the entry of an id or alias. Raises UnknownNameError with the nearest ids."""
    key = normal_name(name)
    rooms = _rooms(base)
    for kind, entries in rooms.items():
        if key in entries:
            return kind, entries[key]
    if key in base.aliases:
        return "finding", base.findings[base.aliases[key][0]]
    names = [*base.aliases, *(id_ for entries in rooms.values() for id_ in entries)]
    try:
        return "therapy", base.find_therapy(key)
    except UnknownNameError:
        raise UnknownNameError(f"the knowledge base has no '{name}'{nearest(key, names)}") from None


def search(base: KnowledgeBase, word: str) -> list[tuple[str, str, str]]:
    """(kind, id, label) of every entry whose id, label, definition or alias holds the word."""
    wanted = word.strip().lower()
    found = []
    for kind, entries in _rooms(base).items():
        for id_, entry in entries.items():
            if wanted in _words(entry).lower().replace("_", " ") or wanted in _words(entry).lower():
                found.append((kind, id_, _label(entry)))
    return found


def _rooms(base: KnowledgeBase) -> dict[str, dict[str, Any]]:
    organs = {organ.id: organ for organ in base.activity.organs}
    flags = {flag.id: flag for flag in base.urgent.red_flags}
    causes = {cause.id: cause for cause in base.resistance.removable_causes}
    return {
        "antibody": base.antibodies,
        "disorder": base.disorders,
        "finding": base.findings,
        "criteria": base.criteria,
        "therapy": base.therapies,
        "test": base.tests,
        "organ": organs,
        "red flag": flags,
        "removable cause": causes,
        "source": base.sources,
    }


def _label(entry: Any) -> str:
    for attribute in ("label", "title", "citation", "statement", "summary"):
        if hasattr(entry, attribute):
            return str(getattr(entry, attribute))
    return ""


def _words(entry: Any) -> str:
    aliases = getattr(entry, "aliases", ())
    names = " ".join(getattr(alias, "name", alias) for alias in aliases)
    return " ".join((entry.id, _label(entry), getattr(entry, "definition", ""), names))
