"""What forbids a therapy, what it does not go with, and what it means for having a child.

A condition that is not known is as much a part of the answer as one that holds: it is named with
the findings that would tell. Only what was checked in a source moves a therapy.
"""

from __future__ import annotations

from typing import Literal

from myosotis.knowledge.schema import Contraindication, Interaction, Stage, Therapy
from myosotis.logic import Truth, still_read
from myosotis.review.rulebook import EVER
from myosotis.review.strategy.model import ConditionLine, ReproductionLine
from myosotis.review.view import View


def conditions(view: View, therapy: Therapy) -> tuple[ConditionLine, ...]:
    """The conditions of a therapy that hold or are not known; those that do not hold are left."""
    lines = [_line(view, one, "contraindication") for one in therapy.contraindications]
    lines += [_line(view, one, "interaction") for one in therapy.interactions]
    lines += [_stage_line(view, therapy, stage) for stage in therapy.reproduction]
    return tuple(line for line in lines if line)


def reproduction(view: View, therapy: Therapy) -> tuple[ReproductionLine, ...]:
    """Each stage that concerns, or may concern, this patient, compatible ones too."""
    return tuple(
        ReproductionLine(
            stage=stage,
            label=view.base.strategy.reproduction[stage].label,
            level=said.level,
            statement=said.statement,
            sources=said.source,
            checked=said.checked,
        )
        for stage, said in therapy.reproduction.items()
        if _stage(view, stage) is not Truth.NO
    )


def _line(
    view: View,
    condition: Contraindication,
    kind: Literal["contraindication", "interaction"],
) -> ConditionLine | None:
    truth = view.truth(condition.if_)
    if truth is Truth.NO:
        return None
    return ConditionLine(
        id=condition.id,
        kind=kind,
        level=condition.level,
        verdict="present" if truth is Truth.YES else "possible",
        statement=condition.statement,
        beside=condition.beside if isinstance(condition, Interaction) else None,
        asks=() if truth is Truth.YES else _asks(view, condition.if_),
        counts=condition.checked != "no",
        sources=condition.source,
        checked=condition.checked,
    )


def _stage(view: View, name: Stage) -> Truth:
    stage = view.base.strategy.reproduction[name]
    holds = view.truth(stage.if_)
    if holds is Truth.UNKNOWN and view.truth(stage.excluded) is Truth.YES:
        return Truth.NO
    return holds


def _stage_line(view: View, therapy: Therapy, name: Stage) -> ConditionLine | None:
    said = therapy.reproduction[name]
    truth = _stage(view, name)
    if truth is Truth.NO or said.level == "compatible" or said.level == "not_known":
        return None
    return ConditionLine(
        id=name,
        kind="reproduction",
        level=said.level,
        verdict="present" if truth is Truth.YES else "possible",
        statement=said.statement,
        beside=None,
        asks=() if truth is Truth.YES else _asks(view, view.base.strategy.reproduction[name].if_),
        counts=said.checked != "no",
        sources=said.source,
        checked=said.checked,
    )


def _asks(view: View, rule: str) -> tuple[str, ...]:
    """The findings that a rule still depends on, by the names under which they are recorded."""
    names = still_read(view.book.rule(rule).node, view.environment)
    return tuple(sorted({name.removeprefix(EVER) for name in names}))
