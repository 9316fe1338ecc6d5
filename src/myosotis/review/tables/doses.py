"""Whether a dose reached a floor, for every row of a table.

A regimen is compared with a floor once. Where the body weight decides, that gives the weights
from which the dose is enough, and from which it may be; a row then costs a comparison.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import inf, nextafter
from typing import Any

import numpy as np
import numpy.typing as npt

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import DoseFloor
from myosotis.logic import NO, YES, Truth
from myosotis.patient import Against, Regimen, against, equivalence, reached

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
UNKNOWN = Truth.UNKNOWN.value


@dataclass(frozen=True)
class Weights:
    """The body weights (kg) that are possible, by the place of a visit; nan is not known."""

    low: Floats
    high: Floats


@dataclass(frozen=True)
class _Turn:
    """A floor that the weight decides: reached from ``enough``, perhaps from ``perhaps``.

    For a dose that is not per kilogram beside a floor that is, the weights count downwards.
    """

    downwards: bool
    enough: float
    perhaps: float


class DoseTable:
    """Whether the dose of each regimen reaches any of its floors, as masks."""

    def __init__(
        self,
        base: KnowledgeBase,
        regimens: Sequence[Regimen],
        floors: Callable[[Regimen], Iterable[DoseFloor]],
    ) -> None:
        compared = [_compare(base, each, tuple(floors(each))) for each in regimens]
        self.plain: Bytes = np.array([truth for truth, _ in compared], np.uint8)
        most = max((len(turns) for _, turns in compared), default=0)
        self.turns = [_Turns([turns[i : i + 1] for _, turns in compared]) for i in range(most)]
        # Of a regimen that the weight may decide: whether the other floors are all missed.
        self.weighed = np.array([bool(turns) for _, turns in compared], bool)
        self.missed = np.array(
            [bool(turns) and _all_missed(base, each, tuple(floors(each)))
             for each, (_, turns) in zip(regimens, compared, strict=True)], bool,
        )  # fmt: skip

    def rows(
        self, regimen: npt.NDArray[Any], at: npt.NDArray[Any], weights: Weights | None
    ) -> Bytes:
        """For each row, of a regimen at a visit, whether the dose was reached."""
        found: Bytes = self.plain[regimen]
        if weights is None or not self.turns:
            return found
        open_ = np.flatnonzero(self.weighed[regimen])
        low, high = weights.low[at[open_]], weights.high[at[open_]]
        # A weight of which no least is known is none.
        known = low > 0
        open_, low, high = open_[known], low[known], high[known]
        which = regimen[open_]
        yes, no = np.zeros(len(which), bool), self.missed[which]
        for turn in self.turns:
            reached_, missed = turn.rows(which, low, high)
            yes |= reached_
            no &= missed
        found[open_] = np.where(yes, YES, np.where(no, NO, UNKNOWN))
        return found


class _Turns:
    """One floor of each regimen that the weight decides; a regimen without one misses it."""

    def __init__(self, turns: Sequence[Sequence[_Turn]]) -> None:
        found = [turn[0] if turn else _Turn(False, inf, inf) for turn in turns]
        self.downwards = np.array([turn.downwards for turn in found], bool)
        self.enough = np.array([turn.enough for turn in found], np.float64)
        self.perhaps = np.array([turn.perhaps for turn in found], np.float64)
        self.none = np.array([not turn for turn in turns], bool)

    def rows(
        self, regimen: npt.NDArray[Any], low: Floats, high: Floats
    ) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """Whether it was reached, and whether it was missed."""
        down, none = self.downwards[regimen], self.none[regimen]
        least, most = np.where(down, -high, low), np.where(down, -low, high)
        yes = (least >= self.enough[regimen]) & ~none
        return yes, none | (~yes & ~(most >= self.perhaps[regimen]))


# A cohort comes in parts, and each brings the same regimens again.
@lru_cache(maxsize=1 << 16)
def _compare(
    base: KnowledgeBase, regimen: Regimen, floors: tuple[DoseFloor, ...]
) -> tuple[int, list[_Turn]]:
    """The answer without a weight, and the floors on which a weight can still decide."""
    factor = equivalence(base.therapies[regimen.therapy].equivalent, regimen.name)
    plain = reached(regimen.dose, floors, None, factor)
    if plain is not Truth.UNKNOWN:
        return plain.value, []
    found = [against(regimen.dose, floor, factor) for floor in floors]
    return plain.value, [_turn(each) for each in found if each and each.by_weight]


@lru_cache(maxsize=1 << 16)
def _all_missed(base: KnowledgeBase, regimen: Regimen, floors: tuple[DoseFloor, ...]) -> bool:
    """Whether the floors that no weight decides are all missed."""
    factor = equivalence(base.therapies[regimen.therapy].equivalent, regimen.name)
    found = [(floor, against(regimen.dose, floor, factor)) for floor in floors]
    fixed = [floor for floor, each in found if each is None or not each.by_weight]
    return not fixed or reached(regimen.dose, fixed, None, factor) is Truth.NO


def _turn(found: Against) -> _Turn:
    low, high, least = found.given.low, found.given.high, found.least
    included = not found.given.high_open
    if found.by_weight == 1:
        enough = _weight_from(least / Fraction(low)) if low > 0 else inf
        perhaps = -inf if high == inf else _weight_from(least / Fraction(high), included)
        return _Turn(False, enough, perhaps)
    enough = -_weight_to(Fraction(low) / least)
    perhaps = -inf if high == inf else -_weight_to(Fraction(high) / least, included)
    return _Turn(True, enough, perhaps)


def _weight_from(limit: Fraction, included: bool = True) -> float:
    """The first float that, read as the decimal it is written as, reaches a limit (or passes it).

    A weight is a decimal that was rounded to a float, so that it is compared as it was written.
    """

    def reaches(number: float) -> bool:
        exact = Fraction(repr(number))
        return exact >= limit if included else exact > limit

    number = float(limit)
    while reaches(nextafter(number, -inf)):
        number = nextafter(number, -inf)
    while not reaches(number):
        number = nextafter(number, inf)
    return number


def _weight_to(limit: Fraction, included: bool = True) -> float:
    """The last float that does not pass a limit (or reach it)."""
    return nextafter(_weight_from(limit, included=not included), -inf)
