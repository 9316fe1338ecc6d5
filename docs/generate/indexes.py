"""The two lists of sets: classification criteria, and instruments by kind."""

from __future__ import annotations

from collections.abc import Iterator

from criteria import POPULATIONS
from layout import CHECKED, chapter_name, entities, table

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import CriteriaSet

HEADINGS = {
    "response": ("Response", "How much a patient has changed between two visits."),
    "state": ("States", "Whether the disease is active, inactive or in remission."),
    "definition": ("Definitions", "Of refractory disease, and of active disease in trials."),
    "measure": ("Measures", "Scores and tests: range, direction, published differences."),
    "grading": ("Gradings", "Grades of images and other findings."),
}


def criteria_index(base: KnowledgeBase) -> Iterator[str]:
    """The classification criteria."""
    yield "How to run one, and what its answer means: [classification and"
    yield "response](../manual/classification-and-response.md)."
    yield ""
    yield from table(
        ["set", "population", "decides on", "rule checked", "status"],
        [
            [_link(each), POPULATIONS[each.population], entities(base, each.covers),
             CHECKED[each.checked], _status(each)]
            for each in _of_kind(base, "classification")
        ],
    )  # fmt: skip


def instruments_index(base: KnowledgeBase) -> Iterator[str]:
    """The instruments by kind."""
    yield "How to run one, and what its answer means: [classification and"
    yield "response](../manual/classification-and-response.md)."
    yield ""
    for kind, (heading, meaning) in HEADINGS.items():
        sets = _of_kind(base, kind)
        if not sets:
            continue
        yield f"## {heading}"
        yield ""
        yield meaning
        yield ""
        extra = ["range", "better is"] if kind == "measure" else []
        yield from table(
            ["instrument", "population", *extra, "rule checked", "status"],
            [
                [_link(each), POPULATIONS[each.population], *(_measured(each) if extra else []),
                 CHECKED[each.checked], _status(each)]
                for each in sets
            ],
        )  # fmt: skip


def counts(base: KnowledgeBase) -> tuple[str, str]:
    """What the two lists hold, for the overview."""
    sets = list(base.criteria.values())
    classification = [each for each in sets if each.kind == "classification"]
    kinds = ", ".join(
        f"{len(found)} {heading.lower() if kind != 'response' else 'of response'}"
        for kind, (heading, _) in HEADINGS.items()
        if (found := _of_kind(base, kind))
    )
    off = sum(not each.enabled for each in classification)
    return f"{len(classification)} sets, {off} of them switched off", kinds


def _of_kind(base: KnowledgeBase, kind: str) -> list[CriteriaSet]:
    found = [each for each in base.criteria.values() if each.kind == kind]
    return sorted(found, key=lambda each: each.title.casefold())


def _link(criteria: CriteriaSet) -> str:
    return f"[{criteria.title}]({chapter_name(criteria)})"


def _measured(criteria: CriteriaSet) -> list[str]:
    units = [m.unit if m.unit and not m.unit.startswith("/") else "" for m in criteria.measure]
    ranges = "; ".join(
        f"{m.range[0]} to {m.range[1]} {unit}".strip()
        for m, unit in zip(criteria.measure, units, strict=True)
    )
    return [ranges, ", ".join(dict.fromkeys(m.better for m in criteria.measure))]


def _status(criteria: CriteriaSet) -> str:
    return "in use" if criteria.enabled else f"**switched off**: {criteria.incomplete}"
