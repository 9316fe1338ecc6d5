"""How each part of a set was checked, said plainly, and the sources of the set."""

from __future__ import annotations

from collections.abc import Iterator

from layout import CHECKED, cite, code, table
from scoring import row_fact

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import CriteriaSet, Sourced

RULE = {
    "full_text": "The rule was read in full text.",
    "abstract": "The rule was read **in the abstract only**, not in full.",
    "secondary": "The rule was read **only in a publication or on a page that reproduces it**.",
    "no": "The rule was **not checked in any source**; parts that were are marked so.",
}

Part = tuple[str, str, Sourced]
"""The kind of a part, its name, and the part."""


def checking(base: KnowledgeBase, criteria: CriteriaSet, published: set[str]) -> Iterator[str]:
    """What was checked, what was not, and where; ``published`` are sources of examples."""
    parts = list(_parts(criteria))
    yield "## How it was checked"
    yield ""
    yield from _plainly(criteria, parts)
    yield ""
    grouped: dict[tuple[str, tuple[str, ...]], dict[str, list[str]]] = {}
    for kind, name, part in parts:
        grouped.setdefault((part.checked, part.source), {}).setdefault(kind, []).append(name)
    yield from table(
        ["part", "checked", "in"],
        [
            [
                "; ".join(f"{kind} {_listed(names)}".strip() for kind, names in kinds.items()),
                CHECKED[checked],
                ", ".join(f"[{source}](sources.md#{source})" for source in sources),
            ]
            for (checked, sources), kinds in grouped.items()
        ],
    )
    own = [refusal.id for refusal in criteria.refuse if not refusal.source]
    if own:
        yield "What is refused follows from the rule and from what can be; it has no source of its"
        yield "own where none is named above."
        yield ""
    yield from _sources(base, parts, published)


def _plainly(criteria: CriteriaSet, parts: list[Part]) -> Iterator[str]:
    """What the marks come to, in sentences."""
    yield RULE[criteria.checked]
    unchecked = [f"{kind} {name}" for kind, name, part in parts if name and part.checked == "no"]
    if unchecked and criteria.checked != "no":
        yield f"**Not checked in any source**: {_listed(unchecked)}."
    yield "The notes, if there are any, say where a detail was not found or not read."


def _parts(criteria: CriteriaSet) -> Iterator[Part]:
    yield "the rule", "", criteria
    for parameter in criteria.parameters:
        if (parameter.checked, parameter.source) != (criteria.checked, criteria.source):
            yield "item", code(parameter.id), parameter
    for row in (row for points in criteria.points for row in points.rows):
        if row.source or row.checked:
            yield "row", f"*{row.label}*", row_fact(criteria, row)
    for flag in criteria.flags:
        yield "sentence", code(flag.id), flag
    for measure in criteria.measure:
        for one in measure.differences:
            yield "difference", code(one.id), one
    for refusal in criteria.refuse:
        if refusal.source:
            fact = Sourced(source=refusal.source, checked=refusal.checked)
            yield "refusal", code(refusal.id), fact


def _listed(names: list[str]) -> str:
    return ", ".join(name for name in names if name)


def _sources(base: KnowledgeBase, parts: list[Part], published: set[str]) -> Iterator[str]:
    used = dict.fromkeys(source for _, _, part in parts for source in part.source)
    yield "## Sources"
    yield ""
    for source in [*used, *sorted(published - used.keys())]:
        yield f"- [{source}](sources.md#{source}): {cite(base.sources[source])}"
    yield ""
