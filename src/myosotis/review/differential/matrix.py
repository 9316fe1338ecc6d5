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
from myosotis.knowledge.schema import Basis, Cell, Disorder

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
    own = {disorder.id: _own(base, disorder) for disorder in base.disorders.values()}
    known = {id_: _known(base, disorder, own) for id_, disorder in base.disorders.items()}
    whole = [d.id for d in base.disorders.values() if d.part_of is None]
    mean = {
        name: min(max(sum(known[id_][name].share for id_ in whole) / len(whole), LEAST), MOST)
        for name in _inherited(base, "")
    }
    rows = {
        id_: {name: _drawn(one, mean[name]) for name, one in row.items()}
        for id_, row in known.items()
    }
    return Matrix(rows, mean)


def _known(
    base: KnowledgeBase, disorder: Disorder, own: Mapping[str, dict[str, Known]]
) -> dict[str, Known]:
    """Every share of a disorder: its own, before those of what it is a form of, before the rest."""
    rest = _inherited(base, disorder.group)
    whole = own[disorder.part_of] if disorder.part_of else {}
    found = {**rest, **whole, **own[disorder.id]}
    return {name: found[name] for name in rest}


def _own(base: KnowledgeBase, disorder: Disorder) -> dict[str, Known]:
    """The shares that a disorder's own file gives: figures before estimates; of a scale with one
    range left out, what remains of one."""
    trust = base.differential.trust
    guess = float(trust["estimate"])
    found = {
        name: Known(float(share), guess, "estimate") for name, share in disorder.estimates.items()
    }
    best: dict[str, Cell] = {}
    for cell in disorder.figures:
        if cell.feature not in best or _worth(cell) > _worth(best[cell.feature]):
            best[cell.feature] = cell
    for name, cell in best.items():
        patients = float(trust[cell.basis])
        if cell.basis == "figure" and cell.of:
            patients = float(min(cell.of, WORTH))
        found[name] = Known(float(cell.value), patients, cell.basis, cell)
    for scale in base.differential.scales:
        shares = {one.feature: found.get(one.feature) for one in scale.bins}
        known = [one.share for one in shares.values() if one]
        if len(known) == len(shares) - 1:
            left = next(name for name, one in shares.items() if one is None)
            found[left] = Known(max(0.0, 1.0 - sum(known)), guess, "estimate")
    return found


def _worth(cell: Cell) -> tuple[bool, int]:
    return cell.basis == "figure", cell.of or 0


@cache
def _inherited(base: KnowledgeBase, group: str) -> Mapping[str, Known]:
    """What a disorder of a group has where it says nothing itself."""
    pathway = base.differential
    some, any_ = (float(pathway.trust[basis]) for basis in ("group", "background"))
    found = {}
    for feature in pathway.features:
        if group in feature.groups:
            found[feature.id] = Known(float(feature.groups[group]), some, "group")
        else:
            found[feature.id] = Known(float(feature.background), any_, "background")
    for scale in pathway.scales:
        for one in scale.bins:
            found[one.feature] = Known(1 / len(scale.bins), any_, "background")
    return found


def _drawn(known: Known, mean: float) -> Drawn:
    weight = known.patients + DRAWN
    share = (known.share * known.patients + mean * DRAWN) / weight
    share = min(max(share, LEAST), MOST)
    return Drawn(share, share * (1 - share) / (weight + 1), known)
