"""Which arms a fit uses, which it leaves out and why, and the hash of what it used."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from myosotis.evidence.adding import RANDOMISED
from myosotis.knowledge.schema import Arm, EvidencePathway

LEFT_OUT = {
    "not_counted": "another row counts the same patients",
    "prognostic": "compares patients, not treatments",
    "measured": "a mean, a median or a ratio, no share of patients",
    "no_counts": "without the number of patients or of responders",
    "unchecked": "not read in a source",
    "too_few": "of a kind of outcome with too few arms",
}
"""Why an arm is left out, in words."""

FEWEST_ARMS, FEWEST_STUDIES = 6, 4
"""A kind of outcome with less has no fit: its scales would be the priors' alone."""

_MATTERS = (
    "arm", "study", "design", "comparison", "role", "control", "therapies", "group", "refractory",
    "setting", "outcome", "n", "responders", "counted", "prognostic", "checked",
)  # fmt: skip


@dataclass(frozen=True)
class Used:
    """An arm that can be fitted: its counts are known."""

    arm: str
    study: str
    comparison: str | None
    randomised: bool
    control: bool
    given: tuple[str, ...]
    """The therapies in the order of their ids; of a control without a drug what it got."""
    without_drug: bool
    group: str
    refractory: Literal["yes", "no", "mixed", "unknown"]
    setting: str
    outcome: str
    n: int
    responders: int
    either: bool = False
    """Each patient got one of the therapies."""

    @property
    def therapy(self) -> str:
        """The therapy, or the combination as ``one+other``."""
        return "+".join(self.given)


@dataclass(frozen=True)
class Selection:
    """The arms of each kind of outcome that has a fit, and how many were left out and why."""

    kinds: dict[str, tuple[Used, ...]]
    left_out: dict[str, int]
    hash: str


def select(
    arms: Sequence[Arm], pathway: EvidencePathway, *, unchecked: bool = False, kind: str = ""
) -> Selection:
    """The arms that a fit uses. Arms that were not read in a source only where ``unchecked``.

    ``kind`` restricts the fit to one kind of outcome.
    """
    counted = {one.id for one in pathway.kinds if one.counted}
    kind_of = {one.id: one.kind for one in pathway.outcomes}
    left: Counter[str] = Counter()
    found: dict[str, list[Used]] = {}
    for arm in arms:
        why = _left_out(arm, kind_of[arm.outcome] in counted, unchecked)
        if why:
            left[why] += 1
        else:
            found.setdefault(kind_of[arm.outcome], []).append(_used(arm))
    kept = {}
    for one in pathway.kinds:
        rows = found.get(one.id, [])
        enough = len(rows) >= FEWEST_ARMS and len({r.study for r in rows}) >= FEWEST_STUDIES
        if rows and not enough:
            left["too_few"] += len(rows)
        elif rows and kind in ("", one.id):
            kept[one.id] = tuple(sorted(rows, key=lambda row: row.arm))
    return Selection(kept, {why: left[why] for why in LEFT_OUT if left[why]}, arms_hash(arms))


def arms_hash(arms: Sequence[Arm]) -> str:
    """The hash of what a fit reads of the arms; notes and the order of rows have no effect."""
    rows = sorted(
        json.dumps([getattr(arm, name) for name in _MATTERS], ensure_ascii=False) for arm in arms
    )
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def _left_out(arm: Arm, counted: bool, unchecked: bool) -> str:
    if not counted:
        return "measured"
    if arm.prognostic == "yes":
        return "prognostic"
    if arm.counted == "no":
        return "not_counted"
    if not arm.n or arm.responders is None:
        return "no_counts"
    if arm.checked == "no" and not unchecked:
        return "unchecked"
    return ""


def _used(arm: Arm) -> Used:
    given = tuple(sorted(set(arm.therapies)))
    if arm.n is None or arm.responders is None:
        raise ValueError(f"{arm.arm} has no counts")
    return Used(
        arm=arm.arm,
        study=arm.study,
        comparison=arm.comparison,
        randomised=arm.design in RANDOMISED,
        control=arm.role == "control",
        given=given or (arm.control or "untreated",),
        without_drug=not given,
        group=arm.group,
        refractory=arm.refractory,
        setting=arm.setting,
        outcome=arm.outcome,
        n=arm.n,
        responders=arm.responders,
        either=arm.either == "yes",
    )
