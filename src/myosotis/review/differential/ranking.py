"""The ranking: who can be ranked at all, in which order, and which are not separable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from myosotis.knowledge.schema import Disorder, Feature
from myosotis.logic import Truth
from myosotis.review.differential.evidence import Evidence, Ranged, Seen
from myosotis.review.differential.matrix import Known, together
from myosotis.review.differential.model import Status
from myosotis.review.differential.weighing import (
    UNIT,
    Cluster,
    Weighing,
    families,
    joined,
    summed,
)
from myosotis.review.rulebook import EVER
from myosotis.review.view import View

ORDER: dict[Status, int] = {"confirmed": 0, "ranked": 1, "ask": 2, "not_exposed": 3, "sex": 4}
SETS = 3
"""How many sets are told; beyond them an order would be chance."""


@dataclass(frozen=True, eq=False)
class Ranked:
    """A disorder with its ratio and variance (thousandths), and the best of its forms.

    ``column`` is the column of that form in the tables. Two are the same only if they are one.
    """

    disorder: Disorder
    status: Status
    ratio: int
    variance: int
    best: Disorder
    column: int


@dataclass(frozen=True)
class Weight:
    """What one piece of evidence says of a disorder: its ratio (thousandths), and the share."""

    evidence: Seen | Ranged
    ratio: int
    known: Known


def rank(view: View, weighing: Weighing, evidence: Evidence) -> list[Ranked]:
    """Every disorder, the best first; those that cannot be ranked at the end."""
    base, whole = view.base, families(view.base)
    ratios, variances = summed(weighing.clusters, evidence.states)
    joint, best = joined(whole, ratios)
    found = [
        Ranked(
            base.disorders[id_],
            status(view, base.disorders[id_]),
            int(joint[0, family]),
            int(variances[0, best[0, family]]),
            base.disorders[weighing.disorders[best[0, family]]],
            int(best[0, family]),
        )
        for family, id_ in enumerate(whole.ids)
    ]
    return sorted(found, key=lambda one: (ORDER[one.status], -one.ratio))


def status(view: View, disorder: Disorder) -> Status:
    """Whether a disorder can be ranked in this patient."""
    if confirming(view, disorder):
        return "confirmed"
    if disorder.only_sex and view.truth(f"{EVER}sex == '{disorder.only_sex}'") is Truth.NO:
        return "sex"
    if disorder.exposure:
        truth = view.truth(disorder.exposure)
        if truth is not Truth.YES:
            return "not_exposed" if truth is Truth.NO else "ask"
    return "ranked"


def confirming(view: View, disorder: Disorder) -> str | None:
    """The rule that confirms a disorder, or a form of it."""
    rules = families(view.base).confirmed[disorder.id]
    return next((rule for rule in rules if view.truth(rule) is Truth.YES), None)


def counted(ranked: Sequence[Ranked]) -> list[Ranked]:
    """Those that are ranked."""
    return [one for one in ranked if one.status in ("confirmed", "ranked")]


def places(ranked: Sequence[Ranked]) -> dict[str, int]:
    """The number of the set of each ranked disorder, for the first sets.

    A set holds a leader and those that are not apart from it: their difference is within one
    standard deviation of what the shares behind them may be off.
    """
    left = counted(ranked)
    found: dict[str, int] = {}
    for place in range(1, SETS + 1):
        if not left:
            break
        leader = left[0]
        same = [one for one in left if not _apart(leader, one)]
        found |= {one.disorder.id: place for one in same}
        left = [one for one in left if one not in same]
    return found


def _apart(leader: Ranked, other: Ranked) -> bool:
    if leader.status != other.status:
        return True
    return (leader.ratio - other.ratio) ** 2 > UNIT * (leader.variance + other.variance)


def shares_of_belief(ranked: Sequence[Ranked]) -> dict[str, float]:
    """How belief is spread over the ranked disorders; only to order tests, never shown."""
    some = counted(ranked)
    if not some:
        return {}
    top = max(one.ratio for one in some)
    weights = {one.disorder.id: exp((one.ratio - top) / UNIT) for one in some}
    total = sum(weights.values())
    return {id_: weight / total for id_, weight in weights.items()}


def weights(weighing: Weighing, evidence: Evidence, one: Ranked) -> list[Weight]:
    """What each cluster says of the best form of a disorder, by the feature that counted."""
    column, disorder = one.column, one.best
    ranged = {each.scale.id: each for each in evidence.ranged}
    found = []
    for cluster in weighing.clusters:
        state = evidence.states[cluster.id]
        strongest = int(cluster.strongest[state, column])
        if strongest < 0:
            continue
        ratio = int(cluster.ratios[state, column])
        found.append(_weight(weighing, evidence, cluster, strongest, ratio, disorder.id, ranged))
    return found


def _weight(
    weighing: Weighing,
    evidence: Evidence,
    cluster: Cluster,
    strongest: int,
    ratio: int,
    disorder: str,
    ranged: dict[str, Ranged],
) -> Weight:
    row = weighing.matrix.rows[disorder]
    if isinstance(cluster.of, tuple):
        feature: Feature = cluster.of[strongest]
        seen = Seen(feature, evidence.known[feature.id] is Truth.YES)
        return Weight(seen, ratio, row[feature.id].known)
    one = ranged[cluster.id]
    return Weight(one, ratio, together([row[each.feature].known for each in one.bins]))
