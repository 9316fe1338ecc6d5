"""What a record holds for the differential: features present or absent, numbers in ranges."""

from __future__ import annotations

from dataclasses import dataclass

from myosotis.knowledge.schema import Bin, Feature, Scale
from myosotis.logic import Interval, Truth
from myosotis.review.rulebook import EVER
from myosotis.review.view import View


@dataclass(frozen=True)
class Seen:
    """A feature that the record holds, present or absent."""

    feature: Feature
    present: bool


@dataclass(frozen=True)
class Ranged:
    """A number that the record holds: the ranges in which it can lie, never all of them."""

    scale: Scale
    bins: tuple[str, ...]


@dataclass(frozen=True)
class Evidence:
    """Everything that counts."""

    seen: tuple[Seen, ...]
    ranged: tuple[Ranged, ...]

    @property
    def usable(self) -> int:
        """How many facts there are to go by."""
        return len(self.seen) + len(self.ranged)


def read_evidence(view: View) -> Evidence:
    """The features that certainly are, or certainly are not, and the numbers."""
    pathway = view.base.differential
    seen = []
    for feature in pathway.features:
        truth = view.truth(feature.if_)
        if truth is not Truth.UNKNOWN:
            seen.append(Seen(feature, truth is Truth.YES))
    ranged = []
    for scale in pathway.scales:
        value = view.facts.get(f"{EVER}{scale.finding}")
        if isinstance(value, Interval):
            bins = tuple(one.feature for one in scale.bins if _meets(one, value))
            if bins and len(bins) < len(scale.bins):
                ranged.append(Ranged(scale, bins))
    return Evidence(tuple(seen), tuple(ranged))


def _meets(one: Bin, value: Interval) -> bool:
    """Whether a number can lie in a range."""
    low, low_open = (one.above, True) if one.above is not None else (one.from_, False)
    high, high_open = (one.below, True) if one.below is not None else (one.up_to, False)
    if low is not None and (
        value.high < low or (value.high == low and (low_open or value.high_open))
    ):
        return False
    return not (
        high is not None
        and (value.low > high or (value.low == high and (high_open or value.low_open)))
    )
