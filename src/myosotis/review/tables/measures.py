"""The measures of many visits as the evaluator of tables reads them.

The evaluator counts in millionths and rounds outwards, and it takes a value beside its limit of
normal exactly. What it reads of a value is therefore the value itself or, where a bound is not
included or is no short number, a little more. `Read.wide` says where; the same visits read
``inwards`` give a little less, and an answer that both give is exact.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from math import floor, nan

import numpy as np

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Finding
from myosotis.review.tables.clusters import Mask
from myosotis.review.tables.exact import MILLION, Floats, fractions_behind, in_millionths
from myosotis.review.tables.visits import Visits

FINE, MOST, MOST_LIMIT = 1000, 10**9, 10**8
"""A value beside its limit is counted in thousandths, up to these, see `columns` in logic."""


@dataclass(frozen=True)
class Read:
    """One measure at each visit: bounds, and the limit of normal beside them where it has one.

    Not a number: not measured, or no bound. ``wide``: the bounds hold a little more than what was
    recorded (read inwards: less). ``alone``: only the code of one patient can tell.
    """

    low: Floats
    high: Floats
    limit: Floats | None
    wide: Mask
    alone: Mask


@cache
def by_limit(base: KnowledgeBase) -> frozenset[str]:
    """The findings that are counted in multiples of a laboratory's limit."""
    return frozenset(
        finding.id
        for finding in base.findings.values()
        if finding.range and any(other.uln is not None for other in finding.units)
    )


def read(base: KnowledgeBase, visits: Visits, name: str, *, inwards: bool = False) -> Read:
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


def _plain(low: Floats, high: Floats, inwards: bool) -> Read:
    """Bounds in millionths; what is no whole number of them is rounded by the evaluator."""
    low_wide, high_wide = (np.isfinite(e) & (e != in_millionths(e)) for e in (low, high))
    wide = low_wide | high_wide
    if not (inwards and wide.any()):
        return Read(low, high, None, wide, np.zeros_like(wide))
    low = np.where(low_wide, (np.floor(_up(low * MILLION)) + 1) / MILLION, low)
    high = np.where(high_wide, (np.ceil(_down(high * MILLION)) - 1) / MILLION, high)
    return Read(low, high, None, wide, wide & (low >= high))


def _beside_limit(finding: Finding, low: Floats, high: Floats, inwards: bool) -> Read:
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
    low_count, high_count = low_top * (limit / bottoms[0]), high_top * (limit / bottoms[1])
    found &= (limit < MOST_LIMIT) & (high_count <= MOST)
    # A limit that no laboratory writes, or a bound that is not included: on a grid, wider or less.
    grid = floor(MOST / top)
    is_open = found & ~exact & ((low_top / bottoms[0] != low) | (high_top / bottoms[1] != high))
    wide = measured & ~exact & (~found | is_open)
    on_grid = wide if inwards else wide & ~found
    if on_grid.any():
        if inwards:
            ends = np.floor(_up(low * grid)) + 1, np.ceil(_down(high * grid)) - (high < top)
        else:
            ends = np.floor(_down(low * grid)), np.ceil(_up(high * grid))
        limit = np.where(on_grid, grid, limit)
        low_count, high_count = (
            np.where(on_grid, end, count)
            for end, count in zip(ends, (low_count, high_count), strict=True)
        )
    # Beyond half the range the evaluator of tables, which knows no end of it, may tell less.
    alone = measured & (exact & ~found | (low > top / 2))
    if inwards:
        alone |= wide & (low_count >= high_count)
    low_count, high_count, limit = (
        np.where(measured, each, nan) / FINE for each in (low_count, high_count, limit)
    )
    return Read(low_count, high_count, limit, wide, alone)


def _up(number: Floats) -> Floats:
    """A little more, so that rounding a product hides nothing."""
    return np.nextafter(number, np.inf)


def _down(number: Floats) -> Floats:
    return np.nextafter(number, -np.inf)
