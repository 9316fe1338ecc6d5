"""What a result would change: the leaders if a feature that is not known turned out either way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Feature
from myosotis.logic import Truth
from myosotis.review.differential.evidence import Evidence
from myosotis.review.differential.ranking import Ranked, counted
from myosotis.review.differential.weighing import (
    ABSENT,
    PRESENT,
    UNIT,
    Weighing,
    Whole,
    families,
    joined,
    summed,
)


@dataclass(frozen=True)
class Turn:
    """A feature that is not known: how likely it is to be found, what would lead either way, and
    how much of the doubt would be expected to go (bits)."""

    feature: Feature
    likely: float
    if_present: str
    if_absent: str
    gain: float


def turns(
    base: KnowledgeBase, weighing: Weighing, evidence: Evidence, ranked: Sequence[Ranked]
) -> dict[str, Turn]:
    """Every feature that is not known, by its id."""
    some = {one.disorder.id for one in counted(ranked)}
    whole = families(base)
    kept = [index for index, id_ in enumerate(whole.ids) if id_ in some]
    open_ = list(_open(weighing, evidence))
    if not kept or not open_:
        return {}
    ratios, _ = summed(weighing.clusters, evidence.states)
    rows = np.concatenate([ratios, *(_turned(weighing, evidence, ratios, *one) for one in open_)])
    joint = joined(whole, rows)[0][:, kept].astype(np.float64) / UNIT
    belief = np.exp(joint - joint.max(axis=1, keepdims=True))
    belief /= belief.sum(axis=1, keepdims=True)
    column = {id_: index for index, id_ in enumerate(weighing.disorders)}
    rows_of = [weighing.place[feature.id] for _, _, feature in open_]
    shares = weighing.shares[np.ix_(rows_of, [column[whole.ids[index]] for index in kept])]
    doubt = -(belief * np.log2(np.maximum(belief, 1e-12))).sum(axis=1)
    likely = shares @ belief[0]
    # What is confirmed stays first, whatever is found beside it.
    sure = {one.disorder.id for one in ranked if one.status == "confirmed"} or some
    out = [index for index, place in enumerate(kept) if whole.ids[place] not in sure]
    joint[:, out] = -np.inf
    leads = joint.argmax(axis=1)
    found: dict[str, Turn] = {}
    for index, (_, _, feature) in enumerate(open_):
        yes, no = 1 + 2 * index, 2 + 2 * index
        expected = likely[index] * doubt[yes] + (1 - likely[index]) * doubt[no]
        found[feature.id] = Turn(
            feature,
            float(likely[index]),
            whole.ids[kept[leads[yes]]],
            whole.ids[kept[leads[no]]],
            float(max(0.0, doubt[0] - expected)),
        )
    return found


def _open(weighing: Weighing, evidence: Evidence) -> Iterable[tuple[int, int, Feature]]:
    """The features that are not known, with the place of their cluster and their own in it."""
    for place, cluster in enumerate(weighing.clusters):
        if isinstance(cluster.of, tuple):
            for own, feature in enumerate(cluster.of):
                if evidence.known[feature.id] is Truth.UNKNOWN:
                    yield place, own, feature


def _turned(
    weighing: Weighing, evidence: Evidence, ratios: Whole, place: int, own: int, _: Feature
) -> Whole:
    """The ratios if a feature were present, and if it were absent."""
    cluster = weighing.clusters[place]
    now = evidence.states[cluster.id]
    turned = [now + digit * 3**own for digit in (PRESENT, ABSENT)]
    changed: Whole = ratios - cluster.ratios[now] + cluster.ratios[turned]
    return changed
