"""What guidelines say of a setting, and where they are divided."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from myosotis.knowledge import KnowledgeBase
from myosotis.logic import Truth
from myosotis.review.parts import Checked
from myosotis.review.strategy.model import Divided, GuidanceLine
from myosotis.review.view import View


def guidance(view: View, setting: str) -> tuple[GuidanceLine, ...]:
    """The statements on a setting that apply or may apply, by guideline, the newest first."""
    found = []
    for guideline, place in _statements(view.base, setting):
        condition = view.base.guidelines[guideline].statements[place].if_
        truth = view.truth(condition) if condition else Truth.YES
        if truth is not Truth.NO:
            found.append(_line(view.base, guideline, place, truth))
    return tuple(found)


@cache
def _statements(base: KnowledgeBase, setting: str) -> tuple[tuple[str, int], ...]:
    """The guideline and the place in it of each statement on a setting."""
    newest = sorted(base.guidelines.values(), key=lambda one: (-one.year, one.id))
    return tuple(
        (guideline.id, place)
        for guideline in newest
        for place, said in enumerate(guideline.statements)
        if said.setting == setting
    )


def divided(view: View, lines: Sequence[GuidanceLine]) -> tuple[Divided, ...]:
    """The therapies for which one guideline speaks and another against, at the same place.

    Only statements that certainly apply divide: of one that may not apply to this patient nobody
    can say that it contradicts another.
    """
    lines = [line for line in lines if line.verdict == "present"]
    found = []
    for name in dict.fromkeys(name for line in lines for name in line.therapies):
        pros, cons = _sides(name, lines)
        if pros and cons:
            said = {"for": _names(pros), "against": _names(cons), "checked": _worst([*pros, *cons])}
            label = view.base.therapies[name].label
            found.append(Divided.model_validate({"therapy": name, "label": label, **said}))
    return tuple(found)


def _worst(lines: Sequence[GuidanceLine]) -> Checked:
    order: tuple[Checked, ...] = ("no", "secondary", "abstract", "full_text")
    return min((line.checked for line in lines), key=order.index)


def _sides(
    therapy: str, lines: Sequence[GuidanceLine]
) -> tuple[list[GuidanceLine], list[GuidanceLine]]:
    about = [line for line in lines if therapy in line.therapies]
    pros = [line for line in about if line.says == "for"]
    cons = [line for line in about if line.says == "against"]

    def met(line: GuidanceLine, others: list[GuidanceLine]) -> bool:
        return any(
            "any" in (line.line, other.line) or line.line == other.line
            for other in others
            if other.guideline != line.guideline
        )

    return [p for p in pros if met(p, cons)], [c for c in cons if met(c, pros)]


def _names(lines: Sequence[GuidanceLine]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.short for line in lines))


@lru_cache(maxsize=2_000)
def _line(base: KnowledgeBase, guideline_id: str, place: int, truth: Truth) -> GuidanceLine:
    guideline = base.guidelines[guideline_id]
    said = guideline.statements[place]
    return GuidanceLine(
        guideline=guideline.id,
        short=guideline.short,
        year=guideline.year,
        says=said.says,
        therapies=said.therapies,
        labels=tuple(base.therapies[name].label for name in said.therapies),
        line=said.line,
        strength=said.strength,
        evidence=said.evidence,
        agreement=said.agreement,
        verdict="present" if truth is Truth.YES else "possible",
        statement=said.statement,
        sources=said.source,
        checked=said.checked,
    )
