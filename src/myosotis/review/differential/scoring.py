"""How well each disorder fits: likelihood ratios, each cluster once, with how far off they may be.

The ratio of a feature is its share in the disorder to its mean share. What is not known has a
ratio of one. Of the features of a cluster, which say much the same, the strongest counts. A
number counts once, as the range or the ranges in which it can lie.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log, sqrt

from myosotis.review.differential.evidence import Evidence, Ranged, Seen
from myosotis.review.differential.matrix import Known, Matrix

CAP = log(50)
"""One cluster never speaks more than fifty to one."""


@dataclass(frozen=True)
class Weight:
    """What one piece of evidence says of a disorder: a logarithm of its ratio, and its variance."""

    evidence: Seen | Ranged
    log_ratio: float
    variance: float
    known: Known


@dataclass(frozen=True)
class Score:
    """The sum over the clusters of one disorder."""

    disorder: str
    log_ratio: float
    variance: float
    weights: tuple[Weight, ...]

    @property
    def spread(self) -> float:
        """The standard deviation of the sum."""
        return sqrt(self.variance)


def score(matrix: Matrix, evidence: Evidence, disorder: str) -> Score:
    """How well one disorder fits the evidence."""
    best: dict[str, Weight] = {}
    for weight in _weights(matrix, evidence, disorder):
        cluster = _cluster(weight.evidence)
        if cluster not in best or abs(weight.log_ratio) > abs(best[cluster].log_ratio):
            best[cluster] = weight
    weights = tuple(best.values())
    return Score(
        disorder,
        sum(one.log_ratio for one in weights),
        sum(one.variance for one in weights),
        weights,
    )


def _cluster(evidence: Seen | Ranged) -> str:
    return evidence.feature.cluster if isinstance(evidence, Seen) else evidence.scale.id


def _weights(matrix: Matrix, evidence: Evidence, disorder: str) -> Iterable[Weight]:
    row = matrix.rows[disorder]
    for seen in evidence.seen:
        drawn, mean = row[seen.feature.id], matrix.mean[seen.feature.id]
        if seen.present:
            ratio, variance = log(drawn.share / mean), drawn.variance / drawn.share**2
        else:
            less = float(seen.feature.absent)
            ratio = less * log((1 - drawn.share) / (1 - mean))
            variance = less**2 * drawn.variance / (1 - drawn.share) ** 2
        yield _capped(seen, ratio, variance, drawn.known)
    for ranged in evidence.ranged:
        shares = [row[name] for name in ranged.bins]
        share = min(max(sum(one.share for one in shares), 0.01), 0.99)
        mean = min(max(sum(matrix.mean[name] for name in ranged.bins), 0.01), 0.99)
        less = float(ranged.scale.weight)
        variance = less**2 * sum(one.variance for one in shares) / share**2
        strongest = max(shares, key=lambda one: one.share).known
        yield _capped(ranged, less * log(share / mean), variance, strongest)


def _capped(evidence: Seen | Ranged, ratio: float, variance: float, known: Known) -> Weight:
    return Weight(evidence, min(max(ratio, -CAP), CAP), variance, known)


def joined(scores: Iterable[Score]) -> float:
    """The logarithm of the mean likelihood of several forms of one disorder."""
    values = [one.log_ratio for one in scores]
    top = max(values)
    return top + log(sum(exp(value - top) for value in values) / len(values))
