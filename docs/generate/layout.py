"""Markdown: pages, tables, links, and the basis of a fact in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import CriteriaSet, Finding, Source, Sourced

DATA = "../../src/myosotis/knowledge/data"
NOTICE = "<!-- Written by `make docs` from the knowledge; corrections belong there, not here. -->"

_UNITS = {
    "a": "years (`a`)",
    "mo": "months (`mo`)",
    "wk": "weeks (`wk`)",
    "xULN": "multiples of the upper limit of normal (`xULN`)",
    "%[predicted]": "percent of predicted (`%[predicted]`)",
}

CHECKED = {
    "full_text": "read in full text",
    "abstract": "read in the abstract",
    "secondary": "read in a secondary source",
    "no": "not yet checked",
}


def page(title: str, lines: Iterable[str]) -> str:
    """A whole page."""
    return "\n".join([f"# {title}", "", NOTICE, "", *lines]).rstrip() + "\n"


def table(head: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    """A table; nothing where it has no rows."""
    body = [
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
        for row in rows
    ]
    if body:
        yield "| " + " | ".join(head) + " |"
        yield "|" + "---|" * len(head)
        yield from body
        yield ""


def code(text: str | None) -> str:
    """Code, on one line."""
    return f"`{' '.join(text.split())}`" if text else ""


def basis(fact: Sourced) -> str:
    """The sources of a fact, linked, and how it was checked there."""
    return basis_of(fact.source, fact.checked)


def basis_of(sources: Iterable[str], checked: str) -> str:
    """Sources, linked, and how something was checked there."""
    links = ", ".join(f"[{source}](sources.md#{source})" for source in sources)
    return f"{links}; {CHECKED[checked]}"


def capital(text: str) -> str:
    """The text with a capital letter."""
    return text[:1].upper() + text[1:]


def words(name: str) -> str:
    """A name as it is read."""
    return name.replace("_", " ").replace(".", " ")


def entities(base: KnowledgeBase, ids: Iterable[str]) -> str:
    """The diseases on which a set decides, or that a verdict affirms."""
    labels = {entity.id: entity.label for entity in base.diagnosis.entities}
    return ", ".join(labels[id_] for id_ in ids)


def chapter_name(criteria: CriteriaSet) -> str:
    """The file of the page of a set."""
    kind = "criteria" if criteria.kind == "classification" else "instrument"
    return f"{kind}-{criteria.id}.md"


def values_of(finding: Finding) -> str:
    """What a finding or a parameter can be."""
    if finding.kind == "boolean":
        return "yes, no"
    if finding.kind == "category":
        return ", ".join(code(value) for value in finding.values)
    limits = f", {finding.range[0]} to {finding.range[1]}" if finding.range else ""
    step = f", in steps of {finding.step}" if finding.step else ""
    others = "".join(f"; also {unit.unit}" for unit in finding.units)
    unit = _UNITS.get(finding.unit or "number", finding.unit or "number")
    return f"{unit}{limits}{step}{others}"


def cite(source: Source) -> str:
    """A source as it is cited."""
    parts = [source.citation]
    if source.doi:
        parts.append(f"[doi:{source.doi}](https://doi.org/{source.doi})")
    if source.pmid:
        parts.append(f"PMID {source.pmid}")
    if source.url:
        parts.append(f"<{source.url}>")
    return " ".join(parts + ([source.note] if source.note else []))
