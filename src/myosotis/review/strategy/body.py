"""Question 3: what can be changed. The gate opens only when all its conditions certainly hold.

Escalating immunosuppression in a patient whose diagnosis is unsettled is the error this
program exists to prevent. Options are listed with how they stand; none is called best. A fact
that was not checked in a source is shown, and never alone opens, hides or ranks an option.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from myosotis.knowledge.schema import GateCondition
from myosotis.logic import Truth
from myosotis.review.activity import CheckedOrgans
from myosotis.review.model import Activity
from myosotis.review.strategy.evidence import Evidence
from myosotis.review.strategy.guidance import divided, guidance
from myosotis.review.strategy.model import (
    ORDER,
    Block,
    CheckLine,
    Option,
    PlanLine,
    SettingLine,
    Strategy,
)
from myosotis.review.strategy.options import option
from myosotis.review.strategy.settings import Treated, treated_settings
from myosotis.review.strategy.standing import Gate
from myosotis.review.treatments import Judged
from myosotis.review.view import View

Verdict = Literal["open", "blocked", "urgent_only"]
_COUNT = {1: "One condition is", 2: "Two conditions are", 3: "Three conditions are"}
"""More are counted in figures."""


def review_strategy(
    view: View,
    activity: Activity,
    organs: CheckedOrgans,
    judged: Sequence[Judged],
    threat: bool,
) -> Strategy:
    """The answer to question 3; ``threat``: a red flag holds, so urgent care does not wait."""
    pathway = view.base.strategy
    treated = treated_settings(view, activity, organs)
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
    gate = Gate(
        open=not blocked,
        only_treatment=all(block.question == "resistance" for block in blocked),
        urgent=frozenset(one.setting.id for one in treated if one.urgent),
    )
    verdict: Verdict = "open" if not blocked else "urgent_only" if threat else "blocked"
    settings = tuple(_setting(view, one) for one in treated)
    evidence = Evidence(view, tuple(setting.id for setting in settings))
    options = sorted(
        (
            option(view, therapy, judged, settings, gate, evidence)
            for therapy in view.base.therapies.values()
        ),
        key=lambda one: (ORDER.index(one.standing), one.label.casefold()),
    )
    return Strategy(
        question=pathway.question,
        verdict=verdict,
        statement=_statement(verdict, blocked, settings),
        blocked_by=blocked,
        always_open=view.holding(pathway.always_open),
        harmful=tuple(_harmful(options)),
        settings=settings,
        plans=_plans(view),
        checks=_checks(view, options),
        options=tuple(options),
    )


def _plans(view: View) -> tuple[PlanLine, ...]:
    if not view.patient.plans:
        return ()
    # What compares two visits is loaded for a record with a plan only: a review starts sooner.
    from myosotis.review.strategy.plans import plan_lines

    return plan_lines(view)


def _harmful(options: Iterable[Option]) -> Iterator[str]:
    """What is taken now although a checked rule speaks against it, whatever came of it so far."""
    for one in options:
        if one.now != "yes":
            continue
        label = f"{one.label[:1].upper()}{one.label[1:]}"
        for level, words in (("contraindicated", "contraindicated"), ("avoid", "better avoided")):
            holding = [
                line.statement
                for line in one.contraindications
                if line.verdict == "present" and line.counts and line.level == level
            ]
            if holding:
                yield f"{label} is taken now and is {words}: {holding[0]}"
                break


def _setting(view: View, treated: Treated) -> SettingLine:
    said = guidance(view, treated.setting.id)
    return SettingLine(
        id=treated.setting.id,
        label=treated.setting.label,
        state="treated" if treated.certain else "open",
        urgent=treated.urgent,
        guidance=said,
        divided=divided(view, said),
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


def _statement(verdict: str, blocked: Sequence[Block], settings: Sequence[SettingLine]) -> str:
    if verdict == "open":
        return (
            "Inflammation is confirmed, the diagnosis stands and earlier treatment was adequate: "
            "the options below come into question."
        )
    if verdict == "urgent_only":
        urgent = " and ".join(setting.label for setting in settings if setting.urgent)
        named = f" ({urgent})" if urgent else ""
        return (
            f"Only the urgent branch is open{named}; changing immunosuppression is blocked "
            "otherwise."
        )
    count = _COUNT.get(len(blocked), f"{len(blocked)} conditions are")
    return f"Changing immunosuppression is blocked. {count} not met."


def _asked(view: View, name: str) -> str:
    """What to ask or test, in words; what the review concludes is asked as a question."""
    prefix, _, rest = name.partition(".")
    if prefix in ("on_treatment", "treated"):
        now = "is taken now" if prefix == "on_treatment" else "was ever taken"
        return f"whether {view.base.therapies[rest].label} {now}"
    if prefix == "subgroup":
        label = next(one.label for one in view.base.subgroups.subgroups if one.id == rest)
        return f"whether it is {label}"
    return view.wording.label(name)


def _checks(view: View, options: Sequence[Option]) -> tuple[CheckLine, ...]:
    """What is not known and keeps therapies waiting, each asked once; what most wait for first."""
    waiting: dict[str, dict[str, None]] = {}
    for one in options:
        if "open_after_test" not in (one.standing, one.if_open):
            continue
        for line in one.contraindications:
            if line.verdict == "possible" and line.level != "caution":
                for finding in line.asks:
                    waiting.setdefault(finding, {})[one.label] = None
    lines = [
        CheckLine(
            finding=finding,
            label=_asked(view, finding),
            why=view.why_missing(finding),
            tests=view.base.findings[finding].established_by
            if finding in view.base.findings
            else (),
            therapies=tuple(therapies),
        )
        for finding, therapies in waiting.items()
    ]
    return tuple(sorted(lines, key=lambda line: (-len(line.therapies), line.label)))
