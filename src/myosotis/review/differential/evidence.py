"""What a record holds for the differential: features present or absent, numbers in ranges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from myosotis.knowledge.schema import Bin, Feature, Scale
from myosotis.logic import Truth
from myosotis.review.differential.weighing import (
    ABSENT,
    PRESENT,
    UNKNOWN,
    Weighing,
    ranges_of_state,
    state_of_features,
    state_of_ranges,
)
from myosotis.review.rulebook import range_rule
from myosotis.review.view import View

_DIGITS = {Truth.YES: PRESENT, Truth.NO: ABSENT, Truth.UNKNOWN: UNKNOWN}


@dataclass(frozen=True)
class Seen:
    """A feature that the record holds, present or absent."""

    feature: Feature
    present: bool


@dataclass(frozen=True)
class Ranged:
    """A number that the record holds: the ranges in which it can lie, never all of them."""

    scale: Scale
    bins: tuple[Bin, ...]


@dataclass(frozen=True)
class Evidence:
    """The state of every cluster by its id, and what is known of each feature.

    ``usable`` is how many facts there are to go by: what says much the same is one.
    """

    states: Mapping[str, int]
    known: Mapping[str, Truth]
    ranged: tuple[Ranged, ...]
    usable: int


def read_evidence(view: View, weighing: Weighing) -> Evidence:
    """The features that certainly are, or certainly are not, and the numbers."""
    states: dict[str, int] = {}
    known: dict[str, Truth] = {}
    ranged: list[Ranged] = []
    spoken = 0
    for cluster in weighing.clusters:
        if isinstance(cluster.of, Scale):
            state = _state(view, cluster.of)
            places = ranges_of_state(state, cluster.of)
            if 0 < len(places) < len(cluster.of.bins):
                ranged.append(Ranged(cluster.of, tuple(cluster.of.bins[p] for p in places)))
        else:
            known |= {feature.id: view.truth(feature.if_) for feature in cluster.of}
            state = state_of_features([_DIGITS[known[feature.id]] for feature in cluster.of])
            spoken += state > 0
        states[cluster.id] = state
    superseded = {name for one in ranged for name in one.scale.instead_of}
    states |= dict.fromkeys(superseded, 0)
    left = tuple(one for one in ranged if one.scale.id not in superseded)
    return Evidence(states, known, left, spoken + len(left))


def _state(view: View, scale: Scale) -> int:
    rules = (range_rule(scale, one) for one in scale.bins)
    return state_of_ranges([view.truth(rule) is not Truth.NO for rule in rules])
