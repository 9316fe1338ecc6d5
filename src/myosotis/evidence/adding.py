"""Which arms may be added up: nobody twice, no mixed kinds, single arms apart from comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from myosotis.evidence.pooling import (
    Pooled,
    StudyEffect,
    log_odds_ratio,
    logit_effect,
    pool,
)
from myosotis.knowledge.schema import Arm

RANDOMISED = frozenset(
    {"randomised_blinded", "randomised_open", "delayed_start", "subgroup_of_randomised"}
)
"""The designs in which chance decided who was treated how."""

WITHOUT = frozenset({"placebo", "sham", "usual_care", "untreated", "delayed_start"})
"""The controls that did not have another treatment under study."""


@dataclass(frozen=True)
class Comparison:
    """An active arm and its control, both with counts."""

    active: Arm
    control: Arm


@dataclass(frozen=True)
class Added:
    """What arms of one kind of outcome add up to: fixed effect and random effects (REML)."""

    arms: tuple[str, ...]
    patients: int
    responders: int
    fixed: Pooled
    random: Pooled


def counts_of(arm: Arm) -> tuple[int, int] | None:
    """Responders and patients, or none where either is unknown or nobody was there."""
    return (arm.responders, arm.n) if arm.n and arm.responders is not None else None


def may_count(arm: Arm) -> bool:
    """Whether the patients of an arm are counted here: once, with known numbers, and treated.

    A row that compares patients and not treatments says nothing of a treatment.
    """
    return arm.counted == "yes" and arm.prognostic == "no" and counts_of(arm) is not None


def adds(arm: Arm) -> bool:
    """Whether an arm stands in a sum: what was not read in a source is shown, never added."""
    return may_count(arm) and arm.checked != "no"


def randomised(arm: Arm) -> bool:
    """Whether an arm stands in a comparison by chance."""
    return arm.design in RANDOMISED and arm.comparison is not None


def single_arms(arms: Iterable[Arm]) -> list[Arm]:
    """The arms that were treated and whose patients were not assigned by chance."""
    return [arm for arm in arms if arm.role == "active" and adds(arm) and not randomised(arm)]


def comparisons(arms: Sequence[Arm]) -> list[Comparison]:
    """Every randomised comparison whose two arms count, against no other treatment.

    ``arms`` are all arms of one kind of outcome, controls with them.
    """
    controls = {
        arm.comparison: arm
        for arm in arms
        if arm.role == "control" and arm.control in WITHOUT and randomised(arm) and adds(arm)
    }
    return [
        Comparison(arm, controls[arm.comparison])
        for arm in arms
        if arm.role == "active" and adds(arm) and arm.comparison in controls
    ]


def add_arms(arms: Sequence[Arm]) -> Added | None:
    """The share over several arms; none where there are fewer than two."""
    counted = [(arm, counts) for arm in arms if (counts := counts_of(arm))]
    effects = [logit_effect(*counts) for _, counts in counted]
    return _added([arm for arm, _ in counted], [counts for _, counts in counted], effects)


def add_comparisons(found: Sequence[Comparison]) -> Added | None:
    """The odds ratio over several comparisons; none where there are fewer than two.

    A control that stands beside two active arms would be counted twice: only the first of
    them, by its name, is added.
    """
    once = {one.control.arm: one for one in sorted(found, key=_name, reverse=True)}
    kept = sorted(once.values(), key=_name)
    pairs = [(counts_of(one.active), counts_of(one.control)) for one in kept]
    known = [(active, control) for active, control in pairs if active and control]
    arms = [arm for one in kept for arm in (one.active, one.control)]
    counts = [each for pair in known for each in pair]
    return _added(arms, counts, [log_odds_ratio(*pair) for pair in known])


def _name(one: Comparison) -> str:
    return one.active.arm


def _added(
    arms: Sequence[Arm], counts: Sequence[tuple[int, int]], effects: Sequence[StudyEffect]
) -> Added | None:
    if len(effects) < 2:
        return None
    return Added(
        tuple(arm.arm for arm in arms),
        sum(n for _, n in counts),
        sum(responders for responders, _ in counts),
        pool(effects, "fixed"),
        pool(effects, "reml"),
    )
