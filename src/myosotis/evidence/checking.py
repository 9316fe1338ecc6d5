"""Whether a table of study arms can be true: each fault a sentence with its line and column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any

from myosotis.errors import Problem
from myosotis.knowledge import ArmTable, KnowledgeBase, unknown_names
from myosotis.knowledge.schema import Arm

SINGLE = frozenset({"single_arm_trial", "case_report", "review"})
"""The designs that compare nothing."""

_ONE_ARM = (
    "study", "group", "therapies", "outcome", "role", "comparison", "setting", "refractory",
    "population", "regimen", "measured", "weeks",
)  # fmt: skip
_ONE_STUDY = ("source", "group", "therapies", "outcome", "role", "weeks", "n", "responders")

Fault = tuple[int, str, str]
"""The row from 0, the column, the sentence."""


def shipped_table(base: KnowledgeBase) -> ArmTable:
    """The arms of the knowledge base as a table; one line for each, below the head."""
    return ArmTable("arms.csv", base.arms, tuple(range(2, len(base.arms) + 2)))


def check_arms(base: KnowledgeBase, table: ArmTable) -> list[Problem]:
    """Everything that is wrong, in the order of the lines. Empty is good.

    An unknown number is no fault: what is not known is left out of every sum.
    """
    kinds = {one.id: one.kind for one in base.evidence.outcomes}
    counted = {one.id for one in base.evidence.kinds if one.counted}
    faults = [
        *_names(base, table.arms),
        *_single_rows(table.arms),
        *_kind(table.arms, {outcome for outcome, kind in kinds.items() if kind not in counted}),
        *_twice(table),
        *_comparisons(table),
        *_counted_twice(table, kinds),
    ]
    return [Problem(sentence, table.where(row, column)) for row, column, sentence in sorted(faults)]


def _names(base: KnowledgeBase, arms: Sequence[Arm]) -> Iterator[Fault]:
    for row, arm in enumerate(arms):
        for column, sentence in unknown_names(arm, base.arm_names):
            yield row, column, sentence


def _single_rows(arms: Sequence[Arm]) -> Iterator[Fault]:
    for row, arm in enumerate(arms):
        for column, sentence in (*_numbers(arm), *_effect(arm), *_role(arm)):
            yield row, column, sentence


def _numbers(arm: Arm) -> Iterator[tuple[str, str]]:
    if arm.n == 0:
        yield "n", "an arm without patients; leave n empty where it is unknown"
    if arm.n is not None and arm.responders is not None and arm.responders > arm.n:
        yield "responders", f"{arm.responders} responders of {arm.n} patients"
    if arm.weeks is not None and arm.weeks < 0:
        yield "weeks", f"{arm.weeks} weeks lie before the start"
    if arm.weeks is None and arm.weeks_are != "unknown":
        yield "weeks_are", f"'{arm.weeks_are}', but the weeks are not given; expected unknown"
    if not arm.measured.strip():
        yield "measured", "what was counted is not said"


def _effect(arm: Arm) -> Iterator[tuple[str, str]]:
    low, high = arm.effect_low, arm.effect_high
    if arm.effect_measure is None and any(v is not None for v in (arm.effect, low, high)):
        yield "effect_measure", "an effect without its measure (hr, or, rr, md, change ...)"
    if (low is None) != (high is None):
        column = "effect_low" if low is None else "effect_high"
        yield column, "one end of the interval is missing"
    elif low is not None and high is not None:
        if low > high:
            yield "effect_low", f"the interval {low} to {high} runs backwards"
        elif arm.effect is not None and not low <= arm.effect <= high:
            yield "effect", f"{arm.effect} lies outside of its interval {low} to {high}"


def _role(arm: Arm) -> Iterator[tuple[str, str]]:
    if arm.role == "control":
        if arm.control is None:
            yield "control", "what the control got is not said (placebo, usual_care, active ...)"
        if arm.comparison is None:
            yield "comparison", "a control that is compared with nothing"
        if arm.control == "active" and not arm.therapies:
            yield "therapies", "an active control without its therapy"
    else:
        if arm.control is not None:
            yield "control", "only a control says what it got instead; expected nothing here"
        if not arm.therapies:
            yield "therapies", "a treated arm without its therapy"
    if arm.design in SINGLE and arm.comparison is not None:
        yield "comparison", f"a {arm.design.replace('_', ' ')} compares nothing; leave it empty"


def _kind(arms: Sequence[Arm], never: set[str]) -> Iterator[Fault]:
    for row, arm in enumerate(arms):
        if arm.counted == "yes" and arm.outcome in never:
            yield row, "counted", f"'{arm.outcome}' is no share of patients; expected no"


def _twice(table: ArmTable) -> Iterator[Fault]:
    """An arm, or a study, that is there twice."""
    for rows in _alike(table.arms, lambda arm: arm.arm):
        for row in rows[1:]:
            name = table.arms[row].arm
            yield row, "arm", f"the name '{name}' is already on line {table.lines[rows[0]]}"
    for rows in _alike(table.arms, lambda arm: tuple(getattr(arm, name) for name in _ONE_ARM)):
        for row in rows[1:]:
            yield row, "study", _already(table, rows[0], "the same arm and outcome of this study")
    for rows in _alike(table.arms, lambda arm: tuple(getattr(arm, name) for name in _ONE_STUDY)):
        first = table.arms[rows[0]]
        for row in rows[1:]:
            if first.n is not None and table.arms[row].study != first.study:
                yield row, "study", _already(table, rows[0], f"the study '{first.study}'")


def _already(table: ArmTable, row: int, what: str) -> str:
    return f"{what} is already on line {table.lines[row]}"


def _comparisons(table: ArmTable) -> Iterator[Fault]:
    for rows in _alike(table.arms, lambda arm: arm.comparison):
        arms = [table.arms[row] for row in rows]
        name = arms[0].comparison
        if name is None:
            continue
        controls = sum(arm.role == "control" for arm in arms)
        if controls != 1:
            yield rows[0], "comparison", f"'{name}' has {controls} controls; expected one"
        elif len(arms) == 1:
            yield rows[0], "comparison", f"'{name}' has a control, but nothing beside it"
        for column, what in (
            ("outcome", "mixed outcome classes"),
            ("weeks", "different times"),
            ("study", "different studies"),
        ):
            first = getattr(arms[0], column)
            for row, arm in zip(rows, arms, strict=True):
                if getattr(arm, column) != first:
                    said = f"'{getattr(arm, column)}' beside '{first}'"
                    yield row, column, f"{what} in the comparison '{name}': {said}"
                    break


def _counted_twice(table: ArmTable, kinds: dict[str, str]) -> Iterator[Fault]:
    """Patients that count twice for one kind of outcome.

    Counted rows of a series (of a study where there is none) are other patients where they are
    the arms of one comparison, of another group, or refractory and not.
    """

    def whose(arm: Arm) -> Hashable:
        if arm.counted == "no" or arm.n is None or arm.outcome not in kinds:
            return None
        return (arm.series or arm.study, kinds[arm.outcome], arm.group, arm.refractory)

    for rows in _alike(table.arms, whose):
        first = table.arms[rows[0]]
        if whose(first) is None:
            continue
        seen = [_treated(first)]
        for row in rows[1:]:
            arm = table.arms[row]
            if (
                first.comparison
                and arm.comparison == first.comparison
                and _treated(arm) not in seen
            ):
                seen.append(_treated(arm))
                continue
            said = f"the patients of '{arm.series or arm.study}' count for {kinds[arm.outcome]}"
            yield row, "counted", f"{said} on line {table.lines[rows[0]]} already; expected no"


def _treated(arm: Arm) -> Hashable:
    return arm.role, arm.therapies, arm.regimen


def _alike(arms: Sequence[Arm], key: Callable[[Arm], Any]) -> Iterator[list[int]]:
    """The rows that have the same key, each key once."""
    found: defaultdict[Hashable, list[int]] = defaultdict(list)
    for row, arm in enumerate(arms):
        found[key(arm)].append(row)
    yield from found.values()
