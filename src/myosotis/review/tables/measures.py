"""The measures of many visits as the evaluator of tables reads them.

The evaluator counts in millionths and rounds outwards, and it takes a value beside its limit of
normal exactly. Where a bound is not included, or is no short number, what it reads is not quite
what was recorded, see `Read.rough`. Such visits are read again, ``inwards``: of a range a little
less, of a number what lies just above or just below it. What all readings say is exact.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from math import floor, nan

import numpy as np

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Finding
from myosotis.review.tables.clusters import Mask
from myosotis.review.tables.exact import MILLION, Floats, fractions_behind, in_millionths
from myosotis.review.tables.measured import Visits

FINE, MOST, MOST_LIMIT = 1000, 10**9, 10**8
"""A value beside its limit is counted in thousandths, up to these, see `columns` in logic."""


class Inwards(Enum):
    """Which way a number that the evaluator cannot hold is moved; ranges become narrower."""

    UP = 1
    DOWN = -1


@dataclass(frozen=True)
class Read:
    """One measure at each visit: bounds, and the limit of normal beside them where it has one.

    Not a number: not measured, or no bound. ``rough``: the bounds hold a little more than what was
    recorded. ``near``: they are no more than near to it. ``alone``: only the code of one patient
    can tell.
    """

    low: Floats
    high: Floats
    limit: Floats | None
    rough: Mask
    near: Mask
    alone: Mask


@cache
def by_limit(base: KnowledgeBase) -> frozenset[str]:
    """The findings that are counted in multiples of a laboratory's limit."""
    return frozenset(
        finding.id
        for finding in base.findings.values()
        if finding.range and any(other.uln is not None for other in finding.units)
    )


def read(base: KnowledgeBase, visits: Visits, name: str, inwards: Inwards | None = None) -> Read:
    """A measure at every visit."""
    row = visits.measurable.row[name]
    low, high = visits.low[row], visits.high[row]
    found = (
        _beside_limit(base.findings[name], low, high, inwards)
        if name in by_limit(base)
        else _plain(low, high, inwards)
    )
    return replace(found, low=_finite(found.low), high=_finite(found.high))


def _finite(bound: Floats) -> Floats:
    return np.where(np.isfinite(bound), bound, nan)


def _plain(low: Floats, high: Floats, inwards: Inwards | None) -> Read:
    """Bounds in millionths; what is no whole number of them is rounded by the evaluator."""
    rough = [np.isfinite(end) & (end != in_millionths(end)) for end in (low, high)]
    either = rough[0] | rough[1]
    nowhere = np.zeros_like(either)
    if inwards is None or not either.any():
        return Read(low, high, None, either, nowhere, nowhere)
    ends = _moved(low, high, MILLION, inwards)
    within = [
        np.where(r, e / MILLION, end) for r, e, end in zip(rough, ends, (low, high), strict=True)
    ]
    gone = either & (low < high) & (within[0] >= within[1])
    return Read(within[0], within[1], None, either, nowhere, gone)


def _moved(low: Floats, high: Floats, grid: int, inwards: Inwards) -> tuple[Floats, Floats]:
    """Bounds on a grid: of a range the next ones inside, of a number the next one beside it."""
    up, down = np.floor(_up(low * grid)) + 1, np.ceil(_down(high * grid)) - 1
    number = up if inwards is Inwards.UP else down
    return np.where(low == high, number, up), np.where(low == high, number, down)


def _beside_limit(finding: Finding, low: Floats, high: Floats, inwards: Inwards | None) -> Read:
    """Bounds and a limit, of which only the ratio counts: the fractions behind the floats."""
    assert finding.range is not None
    top = float(finding.range[1])
    high = np.where(np.isinf(high), top, high)
    measured, exact = ~np.isnan(low), low == high
    low_top, low_bottom = fractions_behind(low)
    high_top, high_bottom = low_top.copy(), low_bottom.copy()
    ranges = measured & ~exact
    high_top[ranges], high_bottom[ranges] = fractions_behind(high[ranges])
    found = measured & (low_bottom > 0) & (high_bottom > 0)
    bottoms = [np.where(found, b, 1).astype(np.int64) for b in (low_bottom, high_bottom)]
    limit = np.lcm(*bottoms).astype(np.float64)
    counts = [low_top * (limit / bottoms[0]), high_top * (limit / bottoms[1])]
    found &= (limit < MOST_LIMIT) & (counts[1] <= MOST)
    # A bound that is not included, or a limit that no laboratory writes: on a grid.
    rough = measured & ~found
    if rough.any():
        grid = floor(MOST / top)
        if inwards is None:
            number = np.round(low * grid)
            low_end = np.where(exact, number, np.floor(_down(low * grid)))
            high_end = np.where(exact, number, np.ceil(_up(high * grid)))
        else:
            low_end, high_end = _moved(low, high, grid, inwards)
            high_end = np.where(~exact & (high == top), top * grid, high_end)
        limit = np.where(rough, grid, limit)
        counts = [np.where(rough, low_end, counts[0]), np.where(rough, high_end, counts[1])]
    # Beyond half the range the evaluator of tables, which knows no end of it, may tell less.
    alone = measured & (low > top / 2)
    if inwards is not None:
        alone |= rough & ~exact & (counts[0] >= counts[1])
    low, high, limit = (np.where(measured, each, nan) / FINE for each in (*counts, limit))
    return Read(low, high, limit, rough, rough & exact, alone)


def _up(number: Floats) -> Floats:
    """A little more, so that rounding a product hides nothing."""
    return np.nextafter(number, np.inf)


def _down(number: Floats) -> Floats:
    return np.nextafter(number, -np.inf)
