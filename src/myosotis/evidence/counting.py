"""How many arms, studies and patients there are, by kind of outcome, and how they were checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from myosotis.evidence.adding import may_count
from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Arm


@dataclass(frozen=True)
class KindCount:
    """One kind of outcome: every arm, and those whose patients count with their numbers."""

    id: str
    label: str
    arms: int
    counted: int
    studies: int
    patients: int
    responders: int


@dataclass(frozen=True)
class ArmCount:
    """All arms: how many, of how many studies, how read, and by kind of outcome."""

    arms: int
    studies: int
    checked: dict[str, int]
    kinds: tuple[KindCount, ...]


def count_arms(base: KnowledgeBase, arms: Sequence[Arm]) -> ArmCount:
    """The numbers of a table of arms. Arms without a number of patients count as arms only."""
    kind = {one.id: one.kind for one in base.evidence.outcomes}
    kinds = []
    for one in base.evidence.kinds:
        every = [arm for arm in arms if kind[arm.outcome] == one.id]
        counted = [arm for arm in every if may_count(arm)]
        if every:
            kinds.append(
                KindCount(
                    id=one.id,
                    label=one.label,
                    arms=len(every),
                    counted=len(counted),
                    studies=len({arm.study for arm in counted}),
                    patients=sum(arm.n or 0 for arm in counted),
                    responders=sum(arm.responders or 0 for arm in counted),
                )
            )
    checked: Counter[str] = Counter(arm.checked for arm in arms)
    return ArmCount(len(arms), len({arm.study for arm in arms}), dict(checked), tuple(kinds))
