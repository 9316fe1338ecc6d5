"""The shares of findings by disorder: own figures first, then what is inherited.

A disorder's own figure goes before its own estimate, these before those of the disorder it is a
form of, then the estimate for its group, then the background. Each share is worth a number of
patients (`DifferentialPathway.trust`): the less it rests on, the closer it is drawn to the mean of
all disorders, and the wider what follows from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Basis, Cell, Disorder, Feature

DRAWN = 2.0
"""How many patients the mean of all disorders is worth beside a share."""
LEAST, MOST = 0.01, 0.99
WORTH = 100
"""A figure is never worth more patients than these: whom others see differs from whom one sees."""


@dataclass(frozen=True)
class Known:
    """A share with what it rests on; ``cell`` is the published figure, if one is behind it."""

    share: float
    patients: float
    basis: Basis
    cell: Cell | None = None


def together(known: Sequence[Known]) -> Known:
    """The share of several ranges that exclude each other; it rests on what the weakest does."""
    weakest = min(known, key=lambda one: one.patients)
    if len(known) == 1:
        return weakest
    share = min(1.0, sum(one.share for one in known))
    cell = weakest.cell
    if cell:
        cell = cell.model_copy(update={"n": None, "share": Decimal(str(round(share, 4)))})
    return Known(share, weakest.patients, weakest.basis, cell)


@dataclass(frozen=True)
class Drawn:
    """A share drawn towards the mean of all disorders, and how far off it may be (variance)."""

    share: float
    variance: float
    known: Known


@dataclass(frozen=True)
class Matrix:
    """The drawn share of every feature in every disorder, and the mean of each feature."""

    rows: Mapping[str, Mapping[str, Drawn]]
    mean: Mapping[str, float]


@cache
def matrix(base: KnowledgeBase) -> Matrix:
    """The matrix of a knowledge base."""
    features = _features(base)
    known = {
        disorder.id: {name: _known(base, disorder, name) for name in features}
        for disorder in base.disorders.values()
    }
    whole = [d.id for d in base.disorders.values() if d.part_of is None]
    mean = {
        name: min(max(sum(known[id_][name].share for id_ in whole) / len(whole), LEAST), MOST)
        for name in features
    }
    rows = {
        id_: {name: _drawn(one, mean[name]) for name, one in row.items()}
        for id_, row in known.items()
    }
    return Matrix(rows, mean)


def _features(base: KnowledgeBase) -> tuple[str, ...]:
    pathway = base.differential
    bins = [one.feature for scale in pathway.scales for one in scale.bins]
    return (*(feature.id for feature in pathway.features), *bins)


def _known(base: KnowledgeBase, disorder: Disorder, name: str) -> Known:
    trust = {basis: float(patients) for basis, patients in base.differential.trust.items()}
    one: Disorder | None = disorder
    while one is not None:
        cells = [cell for cell in one.figures if cell.feature == name]
        if cells:
            cell = max(cells, key=lambda c: (c.basis == "figure", c.of or 0))
            patients = trust[cell.basis]
            if cell.basis == "figure" and cell.of:
                patients = float(min(cell.of, WORTH))
            return Known(float(cell.value), patients, cell.basis, cell)
        if name in one.estimates:
            return Known(float(one.estimates[name]), trust["estimate"], "estimate")
        rest = _rest(base, one, name)
        if rest is not None:
            return Known(rest, trust["estimate"], "estimate")
        one = base.disorders[one.part_of] if one.part_of else None
    feature = _feature(base).get(name)
    if feature is None:
        scale = next(s for s in base.differential.scales if name in {b.feature for b in s.bins})
        return Known(1 / len(scale.bins), trust["background"], "background")
    if disorder.group in feature.groups:
        return Known(float(feature.groups[disorder.group]), trust["group"], "group")
    return Known(float(feature.background), trust["background"], "background")


def _rest(base: KnowledgeBase, disorder: Disorder, name: str) -> float | None:
    """The bin of a scale that is left out where all others are given: what remains of one."""
    for scale in base.differential.scales:
        bins = [one.feature for one in scale.bins]
        if name not in bins:
            continue
        figures = {cell.feature: float(cell.value) for cell in disorder.figures}
        given = {one: figures.get(one, float(disorder.estimates.get(one, -1))) for one in bins}
        others = [share for one, share in given.items() if one != name]
        if all(share >= 0 for share in others):
            return max(0.0, 1.0 - sum(others))
    return None


@cache
def _feature(base: KnowledgeBase) -> dict[str, Feature]:
    return {feature.id: feature for feature in base.differential.features}


def _drawn(known: Known, mean: float) -> Drawn:
    weight = known.patients + DRAWN
    share = (known.share * known.patients + mean * DRAWN) / weight
    share = min(max(share, LEAST), MOST)
    return Drawn(share, share * (1 - share) / (weight + 1), known)
