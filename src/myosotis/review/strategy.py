"""Question 3: what can be changed. The gate opens only when all its conditions certainly hold.

Escalating immunosuppression in a patient whose diagnosis is unsettled is the error this
program exists to prevent. Options are listed with how they stand; none is called best. A fact
that was not checked in a source is shown, and never alone opens, hides or ranks an option.
"""

from __future__ import annotations

from typing import Literal

from myosotis.knowledge.schema import Contraindication, GateCondition, Therapy
from myosotis.logic import Truth
from myosotis.review.activity import organs_confirmed
from myosotis.review.model import (
    Activity,
    BeforeLine,
    Block,
    ContraindicationLine,
    JudgeBy,
    Option,
    Strategy,
)
from myosotis.review.treatments import Judged
from myosotis.review.view import View

Standing = Literal[
    "available", "considered_if_open", "test_first", "caution", "avoid", "contraindicated",
    "current", "tried",
]  # fmt: skip
_ORDER: tuple[Standing, ...] = (
    "available", "considered_if_open", "test_first", "caution", "current", "tried", "avoid",
    "contraindicated",
)  # fmt: skip


def review_strategy(view: View, activity: Activity, judged: list[Judged], urgent: bool) -> Strategy:
    """The answer to question 3."""
    pathway = view.base.strategy
    blocked = tuple(
        Block(
            id=condition.id,
            question=condition.question,
            statement=_blocked(activity, condition),
            sources=condition.source,
            checked=condition.checked,
        )
        for condition in pathway.gate
        if view.truth(condition.if_) is not Truth.YES
    )
    verdict = "open" if not blocked else "urgent_only" if urgent else "blocked"
    # Without an organ whose inflammation is confirmed, the options of every organ that is still
    # open are shown; an unchecked rule does not narrow them.
    confirmed = organs_confirmed(view, activity)
    organs = confirmed or {
        name for name, organ in activity.organs.items() if organ.inflammation != "no" and organ.data
    }
    every = [
        _option(view, therapy, judged, organs, is_open=not blocked)
        for therapy in view.base.therapies.values()
    ]
    options = [o for o in every if o.organs or o.standing in ("current", "tried")]
    options.sort(key=lambda option: (_ORDER.index(option.standing), option.label))
    return Strategy.model_validate(
        {
            "question": pathway.question,
            "verdict": verdict,
            "statement": _statement(verdict, blocked),
            "blocked_by": blocked,
            "always_open": view.holding(pathway.always_open),
            "options": options,
        }
    )


def _blocked(activity: Activity, condition: GateCondition) -> str:
    """Why the gate is closed; what is shown but unchecked is said, not hidden."""
    shown = [o.label for o in activity.organs.values() if o.inflammation == "yes"]
    if condition.question == "activity" and shown:
        return (
            f"{condition.blocked} In {' and '.join(shown)} it is shown only by a rule that was "
            "not checked in a source, which does not open the gate alone."
        )
    return condition.blocked


def _statement(verdict: str, blocked: tuple[Block, ...]) -> str:
    if verdict == "open":
        return (
            "Inflammation is confirmed, the diagnosis stands and earlier treatment was adequate: "
            "the options below come into question."
        )
    if verdict == "urgent_only":
        return "Only the urgent branch is open; changing immunosuppression is blocked otherwise."
    count = {1: "One condition is", 2: "Two conditions are", 3: "Three conditions are"}
    return f"Changing immunosuppression is blocked. {count[len(blocked)]} not met."


def _option(
    view: View, therapy: Therapy, judged: list[Judged], organs: set[str], *, is_open: bool
) -> Option:
    lines = [line for c in therapy.contraindications if (line := _line(view, c))]
    mine = [j for j in judged if j.therapy.id == therapy.id]
    fitting = [i for i in therapy.uses if i.setting in organs]
    standing = _standing(view, therapy, mine, lines, is_open)
    return Option(
        therapy=therapy.id,
        label=therapy.label,
        standing=standing,
        organs=tuple(i.setting for i in fitting),
        reasons=(
            *(f"{j.name}: {_tried(j)}" for j in mine),
            *(i.statement for i in fitting),
        ),
        contraindications=tuple(lines),
        before=tuple(
            BeforeLine(action=b.action, test=b.test, sources=b.source, checked=b.checked)
            for b in therapy.before_starting
        ),
        judge_by=JudgeBy(
            weeks=str(therapy.duration.weeks) if therapy.duration else None,
            statement=therapy.judge_by,
        ),
        usual_dose=therapy.usual_dose,
        sources=therapy.source,
        checked=therapy.checked,
    )


def _line(view: View, contraindication: Contraindication) -> ContraindicationLine | None:
    truth = view.truth(contraindication.if_)
    if truth is Truth.NO:
        return None
    return ContraindicationLine(
        id=contraindication.id,
        level=contraindication.level,
        verdict="present" if truth is Truth.YES else "possible",
        statement=contraindication.statement,
        sources=contraindication.source,
        checked=contraindication.checked,
    )


def _standing(
    view: View,
    therapy: Therapy,
    judged: list[Judged],
    lines: list[ContraindicationLine],
    is_open: bool,
) -> Standing:
    present = {c.level for c in lines if c.verdict == "present" and c.checked != "no"}
    for level in ("contraindicated", "avoid"):
        if level in present:
            return "contraindicated" if level == "contraindicated" else "avoid"
    if view.extra[f"on_treatment.{therapy.id}"] is Truth.YES:
        return "current"
    if any(j.treatment.given and j.therapy.counts_as != "none" for j in judged):
        return "tried"
    if not is_open:
        return "considered_if_open"
    for level in ("test_first", "caution"):
        if level in present:
            return "test_first" if level == "test_first" else "caution"
    return "available"


def _tried(judged: Judged) -> str:
    return judged.verdict.replace("_", " ")
