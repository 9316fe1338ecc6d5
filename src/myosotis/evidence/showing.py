"""What is known of one therapy: its arms by kind of outcome, what they add up to, the model."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from myosotis.evidence.adding import (
    Added,
    Comparison,
    add_arms,
    add_comparisons,
    comparisons,
    counts_of,
    single_arms,
)
from myosotis.evidence.documents import (
    Between,
    ComparisonLine,
    EstimateLine,
    KindLine,
    Named,
    PooledLine,
    Range,
    Sum,
    TherapyDocument,
)
from myosotis.evidence.pooling import Interval, Pooled, as_share, log_odds_ratio, pool, through
from myosotis.evidence.table import (
    DIGITS,
    arm_line,
    find_group,
    find_therapy,
    knowledge_line,
    select,
    source_lines,
    unchecked,
)
from myosotis.knowledge import KnowledgeBase, load
from myosotis.knowledge.schema import Arm, Estimate, OutcomeKind, Share


def describe_therapy(
    name: str, group: str | None = None, base: KnowledgeBase | None = None
) -> TherapyDocument:
    """The arms of a therapy by kind of outcome, in one group or in all.

    Sums are within one kind of outcome and of this therapy alone, not of combinations; single
    arms and randomised comparisons stay apart. A kind without arms is left out, so that no kind
    means: nothing is known. Raises UnknownNameError with the nearest names.
    """
    base = base or load()
    therapy = find_therapy(base, name)
    whose = find_group(base, group) if group else None
    wanted = {"therapy": therapy.id, **({"group": whose.id} if whose else {})}
    arms = select(base, wanted)
    kinds = [_kind(base, kind, arms, therapy.id, whose) for kind in base.evidence.kinds]
    return TherapyDocument(
        knowledge=knowledge_line(base),
        therapy=therapy,
        group=whose,
        kinds=tuple(kind for kind in kinds if kind.arms or kind.estimates),
        sources=source_lines(base, arms),
        unchecked=unchecked(arms),
    )


def _kind(
    base: KnowledgeBase, kind: OutcomeKind, arms: Sequence[Arm], therapy: str, group: Named | None
) -> KindLine:
    classes = {one.id: one.label for one in base.evidence.outcomes if one.kind == kind.id}
    found = [arm for arm in arms if arm.outcome in classes]
    apart = {one.id: one.label for one in base.evidence.groups if one.apart and group is None}
    alone = [
        arm
        for arm in found
        if arm.group not in apart and (arm.role == "control" or arm.therapies == (therapy,))
    ]
    single = [arm for arm in single_arms(alone) if arm.therapies == (therapy,)]
    pairs = [one for one in comparisons(alone) if one.active.therapies == (therapy,)]
    return KindLine(
        id=kind.id,
        label=kind.label,
        counted=kind.counted,
        arms=tuple(arm_line(base, arm) for arm in found),
        comparisons=tuple(_ratio(one) for one in _paired(found)),
        single=_sum("share", single, add_arms(single), classes) if kind.counted else None,
        apart=tuple(label for id_, label in apart.items() if id_ in {a.group for a in found}),
        randomised=_sum_of_pairs(pairs, classes) if kind.counted else None,
        estimates=tuple(_estimates(base, kind.id, therapy, group.id if group else "all")),
    )


def _paired(arms: Sequence[Arm]) -> list[Comparison]:
    """Every comparison with counts in both arms, by chance or not."""
    controls = {arm.comparison: arm for arm in arms if arm.role == "control" and counts_of(arm)}
    return [
        Comparison(arm, controls[arm.comparison])
        for arm in arms
        if arm.role == "active" and arm.comparison in controls and counts_of(arm)
    ]


def _ratio(one: Comparison) -> ComparisonLine:
    active, control = counts_of(one.active), counts_of(one.control)
    if active is None or control is None:
        raise ValueError(f"{one.active.arm} is compared without counts")
    pooled = pool([log_odds_ratio(active, control)], "fixed")
    return ComparisonLine(
        comparison=one.active.comparison or "",
        active=one.active.arm,
        control=one.control.arm,
        odds_ratio=_range(pooled, math.exp),
    )


def _sum_of_pairs(pairs: Sequence[Comparison], classes: dict[str, str]) -> Sum | None:
    arms = [arm for one in pairs for arm in (one.active, one.control)]
    return _sum("odds_ratio", arms, add_comparisons(pairs), classes)


def _sum(of: str, arms: Sequence[Arm], added: Added | None, classes: dict[str, str]) -> Sum | None:
    if not arms:
        return None
    counts = [counts for arm in arms if (counts := counts_of(arm))]
    change = as_share if of == "share" else math.exp
    return Sum(
        of="share" if of == "share" else "odds_ratio",
        arms=tuple(arm.arm for arm in arms),
        studies=len({arm.study for arm in arms}),
        patients=sum(n for _, n in counts),
        responders=sum(responders for responders, _ in counts),
        classes=tuple(label for id_, label in classes.items() if id_ in {a.outcome for a in arms}),
        fixed=_pooled(added.fixed, change) if added else None,
        random=_pooled(added.random, change) if added else None,
    )


def _pooled(pooled: Pooled, change: Callable[[float], float]) -> PooledLine:
    return PooledLine(
        method=pooled.method,
        value=_range(pooled, change),
        tau2=round(pooled.tau2, DIGITS),
        q=round(pooled.q, DIGITS),
        i2=round(pooled.i2, DIGITS),
        hartung_knapp=_between(pooled.hartung_knapp, change),
        prediction=_between(pooled.prediction, change),
    )


def _range(pooled: Pooled, change: Callable[[float], float]) -> Range:
    interval = through(change, pooled.interval)
    return Range(
        low=round(interval.low, DIGITS),
        value=round(change(pooled.value), DIGITS),
        high=round(interval.high, DIGITS),
    )


def _between(interval: Interval | None, change: Callable[[float], float]) -> Between | None:
    if interval is None:
        return None
    # A reach that no number can hold says: anything is possible.
    low, high = max(interval.low, -50.0), min(interval.high, 50.0)
    return Between(low=round(change(low), DIGITS), high=round(change(high), DIGITS))


def _estimates(base: KnowledgeBase, kind: str, therapy: str, group: str) -> Sequence[EstimateLine]:
    posterior = base.content.posterior
    if posterior is None:
        return ()
    return [
        _estimate(base, one)
        for one in posterior.estimates
        if (one.kind, one.therapy, one.group) == (kind, therapy, group)
    ]


def _estimate(base: KnowledgeBase, one: Estimate) -> EstimateLine:
    label = next(o.label for o in base.evidence.outcomes if o.id == one.outcome)
    ratio = one.ratio
    return EstimateLine(
        basis=one.basis,
        outcome=Named(id=one.outcome, label=label),
        studies=one.studies,
        n=one.n,
        share=_thousandths(one.share),
        ratio=Range(low=float(ratio[0]), value=float(ratio[1]), high=float(ratio[2]))
        if ratio
        else None,
    )


def _thousandths(share: Share) -> Range:
    return Range(low=share.low / 1000, value=share.median / 1000, high=share.high / 1000)
