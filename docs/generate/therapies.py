"""The page of therapies."""

from __future__ import annotations

from collections.abc import Iterator

from layout import DATA, basis, capital, code, table

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Therapy


def therapies(base: KnowledgeBase) -> Iterator[str]:
    """What is held on each therapy."""
    yield "What the knowledge holds on each therapy. It is not advice on a patient; see"
    yield "[intended use](../../INTENDED_USE.md)."
    yield ""
    for therapy in base.therapies.values():
        yield from _therapy(therapy)


def _therapy(therapy: Therapy) -> Iterator[str]:
    yield f"## {capital(therapy.label)}"
    yield ""
    names = dict.fromkeys((therapy.id, *therapy.includes, *therapy.aliases))
    file = f"[{therapy.id}.yaml]({DATA}/therapies/{therapy.id}.yaml)"
    yield f"Names: {', '.join(code(name) for name in names)}. Usual dose: {therapy.usual_dose}."
    yield f"Basis: {basis(therapy)}. File: {file}."
    if therapy.note:
        yield therapy.note
    yield ""
    rows = [
        ["adequate dose", f"at least {floor.at_least} {floor.unit}", basis(floor)]
        for floor in therapy.dose_floors
    ]
    if therapy.duration:
        since = "the last course" if therapy.judged_from == "last_course" else "the start"
        text = f"not judged before {therapy.duration.weeks} weeks from {since}"
        rows.append(["adequate time", text, basis(therapy.duration)])
    if therapy.counts_as == "none":
        rows.append(["counts", "never toward refractory disease", ""])
    rows.append(["judged by", therapy.judge_by, ""])
    rows += [[use.setting, use.statement, basis(use)] for use in therapy.uses]
    rows += [
        [c.level.replace("_", " "), f"{c.statement} ({code(c.if_)})", basis(c)]
        for c in therapy.contraindications
    ]
    rows += [
        ["before starting", before.action, basis(before)] for before in therapy.before_starting
    ]
    yield from table(["", "", "basis"], rows)
