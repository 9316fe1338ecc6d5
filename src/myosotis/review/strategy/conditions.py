"""What forbids a therapy, what it does not go with, and what it means for having a child.

A condition that is not known is as much a part of the answer as one that holds: it is named with
the findings that would tell. Only what was checked in a source moves a therapy.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, get_args

from myosotis.knowledge.schema import (
    Contraindication,
    Interaction,
    Reproduction,
    Stage,
    Therapy,
)
from myosotis.logic import Truth
from myosotis.review.strategy.model import ConditionLine, ReproductionLine
from myosotis.review.view import View

Kind = Literal["contraindication", "interaction"]
_KINDS: tuple[Kind, ...] = get_args(Kind)


def conditions(view: View, therapy: Therapy) -> tuple[ConditionLine, ...]:
    """The conditions of a therapy that hold or are not known; those that do not hold are left."""
    found = []
    for kind in _KINDS:
        for condition in _of_kind(therapy, kind):
            truth = view.truth(condition.if_)
            if truth is not Truth.NO:
                asks = _asks(view, condition.if_, truth)
                found.append(_line(condition, kind, truth, asks))
    for stage, said in therapy.reproduction.items():
        truth = _stage(view, stage)
        if truth is not Truth.NO and said.level not in ("compatible", "not_known"):
            asks = _asks(view, view.base.strategy.reproduction[stage].if_, truth)
            found.append(_stage_line(stage, said, truth, asks))
    return tuple(found)


def reproduction(view: View, therapy: Therapy) -> tuple[ReproductionLine, ...]:
    """Each stage that concerns, or may concern, this patient, compatible ones too."""
    return tuple(
        _reproduction_line(stage, view.base.strategy.reproduction[stage].label, said)
        for stage, said in therapy.reproduction.items()
        if _stage(view, stage) is not Truth.NO
    )


@lru_cache(maxsize=5_000)
def _reproduction_line(stage: Stage, label: str, said: Reproduction) -> ReproductionLine:
    return ReproductionLine(
        stage=stage,
        label=label,
        level=said.level,
        statement=said.statement,
        sources=said.source,
        checked=said.checked,
    )


def _of_kind(therapy: Therapy, kind: Kind) -> Sequence[Contraindication]:
    return therapy.contraindications if kind == "contraindication" else therapy.interactions


def _asks(view: View, rule: str, truth: Truth) -> tuple[str, ...]:
    return () if truth is Truth.YES else view.book.rule(rule).reads(view.environment)


@lru_cache(maxsize=50_000)
def _line(
    condition: Contraindication, kind: Kind, truth: Truth, asks: tuple[str, ...]
) -> ConditionLine:
    """The line of a condition; the same for every patient of whom the same is known."""
    return ConditionLine(
        id=condition.id,
        kind=kind,
        level=condition.level,
        verdict="present" if truth is Truth.YES else "possible",
        statement=condition.statement,
        beside=condition.beside if isinstance(condition, Interaction) else None,
        asks=asks,
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


@lru_cache(maxsize=5_000)
def _stage_line(
    stage: Stage, said: Reproduction, truth: Truth, asks: tuple[str, ...]
) -> ConditionLine:
    return ConditionLine.model_validate(
        {
            "id": stage,
            "kind": "reproduction",
            "level": said.level,
            "verdict": "present" if truth is Truth.YES else "possible",
            "statement": said.statement,
            "asks": asks,
            "counts": said.checked != "no",
            "sources": said.source,
            "checked": said.checked,
        }
    )
