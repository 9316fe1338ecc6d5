"""The first lines of a review: the conclusion in one sentence, then what it rests on."""

from __future__ import annotations

from myosotis.review.model import (
    Activity,
    Diagnosis,
    NextTest,
    Resistance,
    Summary,
    Urgent,
)
from myosotis.review.parts import Missing
from myosotis.review.strategy.model import Strategy


def summary(
    urgent: tuple[Urgent, ...],
    unasked: tuple[Missing, ...],
    resistance: Resistance,
    activity: Activity,
    diagnosis: Diagnosis,
    strategy: Strategy,
    tests: tuple[NextTest, ...],
) -> Summary:
    """The conclusion, a few lines, and up to three tests."""
    return Summary(
        conclusion=_conclusion(urgent, diagnosis, strategy, resistance),
        lines=(
            *strategy.harmful,
            *(plan.statement for plan in strategy.plans if plan.verdict != "running"),
            *_lines(len(unasked), resistance, activity, diagnosis),
        ),
        next=tuple(test.label for test in _most_useful(tests, strategy)),
    )


def _conclusion(
    urgent: tuple[Urgent, ...],
    diagnosis: Diagnosis,
    strategy: Strategy,
    resistance: Resistance,
) -> str:
    threats = [u for u in urgent if u.verdict == "present"]
    if threats:
        return f"{threats[0].statement.split('. ')[0].rstrip('.')}."
    if diagnosis.verdict == "not_iim":
        return f"{diagnosis.statement} Escalating immunosuppression is not supported."
    if diagnosis.verdict == "unsettled":
        return "The diagnosis is not settled, so treatment should not be escalated yet."
    if strategy.verdict == "open":
        return (
            "Inflammation is confirmed, the diagnosis stands and treatment was adequate: "
            "the disease is refractory, and options are open."
        )
    blocked = {block.question for block in strategy.blocked_by}
    if "activity" in blocked:
        return (
            "Inflammation is not confirmed in any organ, so escalation would not be aimed at "
            "anything."
        )
    if resistance.verdict == "inadequately_treated":
        return "The disease is not shown to be refractory: earlier treatment was not adequate."
    return (
        "The diagnosis stands and inflammation is confirmed, but earlier treatment cannot be "
        "judged."
    )


def _lines(
    unasked: int, resistance: Resistance, activity: Activity, diagnosis: Diagnosis
) -> list[str]:
    organs = activity.organs
    lines = [organ.statement for organ in organs.values() if organ.data][:2]
    empty = [organ.label for organ in organs.values() if not organ.data]
    if empty:
        lines.append(f"{len(empty)} of {len(organs)} organs have no current data.")
    lines.append(diagnosis.statement)
    lines.append(resistance.statement)
    if unasked:
        lines.append(f"Red flags: {unasked} signs are not recorded either way.")
    return lines


def _most_useful(tests: tuple[NextTest, ...], strategy: Strategy) -> list[NextTest]:
    """The decisive tests for what blocks the strategy, in the order of the approach."""
    blocked = {block.question for block in strategy.blocked_by}
    return [test for test in tests if test.decisive and blocked & set(test.questions)][:3]
