"""Which recorded days make one visit: the rule of `visits`, for all patients at once.

Days are numbered from the first patient's first on. A day is a row of arrays: whose it is, the
first and the last day that it can be, how many facts it holds, and whether it makes a visit by
itself. Rows are sorted by patient and day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_APART = 1 << 24
"""More days than there are between any two dates: no patient's days reach into the next one's."""


@dataclass(frozen=True)
class Days:
    """The recorded dates, each known to a day or a month."""

    patient: Ints
    first: Ints
    last: Ints
    facts: Ints
    alone: Mask

    @property
    def exact(self) -> Mask:
        """Known to the day."""
        found: Mask = self.first == self.last
        return found

    def take(self, which: Mask) -> Days:
        """Some of them."""
        return Days(
            self.patient[which],
            self.first[which],
            self.last[which],
            self.facts[which],
            self.alone[which],
        )


def entangled(days: Days) -> Ints:
    """The patients who have a month that holds one of their days: which visit it belongs to
    depends on all of them."""
    exact = days.exact
    line = _line(days.patient[exact], days.first[exact])
    months = ~exact
    start = np.searchsorted(line, _line(days.patient[months], days.first[months]), "left")
    end = np.searchsorted(line, _line(days.patient[months], days.last[months]), "right")
    return np.unique(days.patient[months][end > start])


def visit_of_days(days: Days, within: int) -> tuple[Ints, int]:
    """For each day its visit, -1 for none, and how many visits there are; in the order of time.

    No day may be `entangled`: a month is then a visit by itself, or none.
    """
    exact = days.exact
    anchors = np.flatnonzero(days.alone)
    starts = np.zeros(anchors.size, np.bool_)
    starts[_starts(_line(days.patient[anchors], days.first[anchors]), exact[anchors], within)] = 1
    visit = np.full(days.patient.size, -1, np.int64)
    visit[anchors] = np.cumsum(starts) - 1
    count = int(starts.sum())
    _join(days, visit, count, within)
    return visit, count


def main_days(days: Days, visit: Ints, count: int) -> Ints:
    """For each visit the place of the day with the most facts, of equal ones the earliest."""
    places = np.flatnonzero(visit >= 0)
    order = np.argsort(visit[places], kind="stable")
    places = places[order]
    begins = np.searchsorted(visit[places], np.arange(count))
    # Most facts first, then the earliest; days are in order, so their place says which is.
    size = days.patient.size
    rank = -days.facts[places] * size + places
    best = np.minimum.reduceat(rank, begins) if count else rank[:0]
    found: Ints = best % size
    return found


def _line(patient: Ints, day: Ints) -> Ints:
    """All days of all patients on one line, on which patients lie far apart."""
    found: Ints = patient * _APART + day
    return found


def _starts(line: Ints, exact: Mask, within: int) -> Ints:
    """Where the visits begin: the first day, and each first that lies too far after a start."""
    if not line.size:
        return np.zeros(0, np.int64)
    # A month is a visit by itself, and far from every day, since none lies within it.
    gap = np.ones(line.size, np.bool_)
    gap[1:] = (np.diff(line) > within) | ~exact[1:] | ~exact[:-1]
    chains = np.flatnonzero(gap)
    ends = np.append(chains[1:], line.size)
    found = [chains]
    long = line[ends - 1] - line[chains] > within
    here, end = chains[long], ends[long]
    while here.size:
        here = np.searchsorted(line, line[here] + within, "right")
        inside = here < end
        here, end = here[inside], end[inside]
        found.append(here)
    return np.concatenate(found)


def _join(days: Days, visit: Ints, count: int, within: int) -> None:
    """Days that make no visit by themselves go to the nearest visit within the window."""
    blood = np.flatnonzero(~days.alone & days.exact)
    if not (blood.size and count):
        return
    mine = np.flatnonzero((visit >= 0) & days.exact)
    if not mine.size:
        return
    begins = np.flatnonzero(np.diff(visit[mine], prepend=-1))
    visits = visit[mine][begins]
    line = _line(days.patient, days.first)
    first, last = line[mine][begins], line[mine][np.append(begins[1:], mine.size) - 1]
    on = line[main_days(days, visit, count)][visits]
    here = line[blood]
    after = np.searchsorted(first, here, "right")
    nearest = np.full(blood.size, -1, np.int64)
    least = np.full(blood.size, within + 1, np.int64)
    for place in (after - 1, after):
        inside = (place >= 0) & (place < visits.size)
        at = np.clip(place, 0, visits.size - 1)
        apart = np.maximum(last[at], here) - np.minimum(first[at], here)
        distance = np.abs(on[at] - here)
        better = inside & (apart <= within) & (distance < least)
        nearest[better], least[better] = visits[at[better]], distance[better]
    visit[blood] = nearest
