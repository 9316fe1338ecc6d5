"""How well each disorder fits: likelihood ratios, each cluster once, with how far off they may be.

The ratio of a feature is its share in the disorder to its mean share. What is not known has a
ratio of one. Of the features of a cluster, which say much the same, the strongest counts. A
number counts once, as the range or the ranges in which it can lie.

What a cluster can say is one of a few states, so that all ratios are tables that are made once:
a row for each state, a column for each disorder. Logarithms are whole thousandths, so that a sum
is the same for one patient and for a table, in whatever order it was added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log

import numpy as np
import numpy.typing as npt

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Feature, Scale
from myosotis.review.differential.matrix import LEAST, MOST, Matrix, matrix

Whole = npt.NDArray[np.int32]
CAP = log(50)
"""One cluster never speaks more than fifty to one."""
UNIT = 1000
UNKNOWN, PRESENT, ABSENT = 0, 1, 2


@dataclass(frozen=True)
class Cluster:
    """Features of which the strongest counts, or one scale.

    A state of features is the number with a digit of each in base three: unknown, present,
    absent. A state of a scale is the set of its ranges as bits. ``ratios`` (thousandths of a
    natural logarithm) and ``variances`` (thousandths) have a row for each state and a column for
    each disorder; ``strongest`` is the index of the feature that counted.
    """

    id: str
    of: tuple[Feature, ...] | Scale
    ratios: Whole
    variances: Whole
    strongest: Whole


@dataclass(frozen=True)
class Weighing:
    """The clusters, and the disorders in the order of the columns.

    ``shares`` are the drawn shares, a row for each feature by its ``place``, a column for each
    disorder.
    """

    disorders: tuple[str, ...]
    clusters: tuple[Cluster, ...]
    matrix: Matrix
    place: Mapping[str, int]
    shares: npt.NDArray[np.float64]


@cache
def weighing(base: KnowledgeBase) -> Weighing:
    """The tables of a knowledge base."""
    shares, ids = matrix(base), tuple(base.disorders)
    clusters: dict[str, list[Feature]] = {}
    for feature in base.differential.features:
        clusters.setdefault(feature.cluster, []).append(feature)
    return Weighing(
        ids,
        (
            *(_of_scale(shares, ids, scale) for scale in base.differential.scales),
            *(_of_features(shares, ids, id_, each) for id_, each in clusters.items()),
        ),
        shares,
        {feature.id: place for place, feature in enumerate(base.differential.features)},
        np.array(
            [
                [shares.rows[disorder][feature.id].share for disorder in ids]
                for feature in base.differential.features
            ]
        ),
    )


def state_of_features(known: Sequence[int]) -> int:
    """The state of a cluster from what is known of each of its features."""
    return sum(digit * 3**place for place, digit in enumerate(known))


def state_of_ranges(possible: Sequence[bool]) -> int:
    """The state of a scale from which of its ranges are possible."""
    return sum(1 << place for place, it_is in enumerate(possible) if it_is)


def ranges_of_state(state: int, scale: Scale) -> tuple[int, ...]:
    """The ranges that are possible in a state."""
    return tuple(place for place in range(len(scale.bins)) if state >> place & 1)


def _of_features(
    shares: Matrix, ids: Sequence[str], id_: str, features: Sequence[Feature]
) -> Cluster:
    states = np.arange(3 ** len(features))
    ratios = np.zeros((len(states), len(ids)), np.int32)
    variances, strongest = ratios.copy(), ratios - 1
    for place, feature in enumerate(features):
        ratio, variance = _said(shares, ids, feature)
        digit = states // 3**place % 3
        new = ratio[digit]
        better = (np.abs(new) > np.abs(ratios)) | ((strongest < 0) & (digit > 0)[:, None])
        ratios = np.where(better, new, ratios)
        variances = np.where(better, variance[digit], variances)
        strongest = np.where(better, np.int32(place), strongest)
    return Cluster(id_, tuple(features), ratios, variances, strongest)


def _said(shares: Matrix, ids: Sequence[str], feature: Feature) -> tuple[Whole, Whole]:
    """The ratios and the variances where a feature is unknown, present and absent: three rows."""
    rows = [shares.rows[disorder][feature.id] for disorder in ids]
    share = np.array([one.share for one in rows])
    variance = np.array([one.variance for one in rows])
    mean, less = shares.mean[feature.id], float(feature.absent)
    nothing = np.zeros(len(ids))
    return (
        _whole(np.array([
            nothing, np.log(share / mean), less * np.log((1 - share) / (1 - mean)),
        ]).clip(-CAP, CAP)),
        _whole(np.array([
            nothing, variance / share**2, less**2 * variance / (1 - share) ** 2,
        ])),
    )  # fmt: skip


def _of_scale(shares: Matrix, ids: Sequence[str], scale: Scale) -> Cluster:
    every = (1 << len(scale.bins)) - 1
    ratios = np.zeros((every + 1, len(ids)), np.int32)
    variances, strongest = ratios.copy(), ratios - 1
    less = float(scale.weight)
    rows = [[shares.rows[disorder][one.feature] for disorder in ids] for one in scale.bins]
    share = np.array([[one.share for one in row] for row in rows])
    variance = np.array([[one.variance for one in row] for row in rows])
    mean = np.array([shares.mean[one.feature] for one in scale.bins])
    # Neither no range nor every range says anything.
    for state in range(1, every):
        some = list(ranges_of_state(state, scale))
        likely = share[some].sum(axis=0).clip(LEAST, MOST)
        over_the_list = mean[some].sum().clip(LEAST, MOST)
        ratios[state] = _whole((less * np.log(likely / over_the_list)).clip(-CAP, CAP))
        variances[state] = _whole(less**2 * variance[some].sum(axis=0) / likely**2)
        strongest[state] = 0
    return Cluster(scale.id, scale, ratios, variances, strongest)


def _whole(numbers: npt.NDArray[np.float64]) -> Whole:
    return np.rint(UNIT * numbers).astype(np.int32)


# -- forms of one disorder ---------------------------------------------------------------------


@dataclass(frozen=True)
class Families:
    """The disorders that are ranked, each with the columns of its forms, and the rules of which one
    confirms it or a form of it."""

    ids: tuple[str, ...]
    columns: tuple[tuple[int, ...], ...]
    exposed: Whole
    confirmed: Mapping[str, tuple[str, ...]]


@cache
def families(base: KnowledgeBase) -> Families:
    """A disorder and its forms are ranked as one. Where it takes an exposure that was recorded, the
    ratio is that of the exposed among the suspected."""
    place = {id_: index for index, id_ in enumerate(base.disorders)}
    found: dict[str, list[int]] = {}
    for disorder in base.disorders.values():
        found.setdefault(disorder.part_of or disorder.id, []).append(place[disorder.id])
    exposed = [
        round(-UNIT * log(base.disorders[id_].exposed)) if base.disorders[id_].exposure else 0
        for id_ in found
    ]
    every = list(base.disorders.values())
    confirmed = {
        id_: tuple(dict.fromkeys(rule for each in columns if (rule := every[each].confirmed)))
        for id_, columns in found.items()
    }
    return Families(
        tuple(found),
        tuple(map(tuple, found.values())),
        np.array(exposed, np.int32),
        confirmed,
    )


def joined(families: Families, ratios: Whole) -> tuple[Whole, Whole]:
    """Of rows of ratios: that of each family (the mean likelihood of its forms), and the column
    of its best form."""
    firsts = np.array([columns[0] for columns in families.columns], np.int32)
    whole = ratios[:, firsts].astype(np.int32)
    best = np.repeat(firsts[None, :], len(ratios), axis=0)
    for family, columns in enumerate(families.columns):
        if len(columns) == 1:
            continue
        some = ratios[:, list(columns)]
        top = some.max(axis=1)
        likelihood = np.exp((some - top[:, None]) / UNIT).mean(axis=1)
        whole[:, family] = top + np.round(UNIT * np.log(likelihood)).astype(np.int32)
        best[:, family] = np.array(columns, np.int32)[some.argmax(axis=1)]
    return whole + families.exposed, best


def summed(clusters: Iterable[Cluster], states: Mapping[str, int]) -> tuple[Whole, Whole]:
    """The ratios and variances of one patient, each as one row over the disorders."""
    ratios = sum(cluster.ratios[states[cluster.id]] for cluster in clusters)
    variances = sum(cluster.variances[states[cluster.id]] for cluster in clusters)
    return np.atleast_2d(ratios).astype(np.int32), np.atleast_2d(variances).astype(np.int32)
