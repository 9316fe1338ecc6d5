"""The facts of many patients in runs: all facts of one finding of one row, in the order of the
record; and what a run says together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cached_property, reduce
from typing import Any

import numpy as np
import polars as pl

from myosotis.patient.coded import EVER, NEVER, YES
from myosotis.patient.held import Floats, Held, Ints, Mask

RUN = 12
"""Bits of a finding's place in the key of a run."""
_PLACE = 26
"""Bits of a fact's place in its run, where the latest of several facts is looked for."""
_SPAN = 11
"""Bits of the days between the first and the last day that a date can be: a year has fewer."""


@dataclass(frozen=True)
class Runs:
    """Facts as arrays, sorted by row, finding and place in the record.

    ``held_earliest`` and ``held_latest`` are the days on which a fact last held; ``place`` is its
    site and its method.
    """

    at: Ints
    finding: Ints
    low: Floats
    high: Floats
    mask: Ints
    earliest: Ints
    latest: Ints
    held_earliest: Ints
    held_latest: Ints
    lasting: Mask
    place: Ints
    row: Ints

    @classmethod
    def of(cls, facts: pl.DataFrame, on: Ints) -> Runs:
        """The runs of coded facts in their order; ``on`` is the date of each row."""
        at = facts["at"].to_numpy()
        earliest, latest = facts["earliest"].to_numpy(), facts["latest"].to_numpy()
        held_earliest, held_latest = _last_held(facts, on, at, earliest, latest)
        place = facts["site"].to_numpy().astype(np.int64) << 16 | facts["method"].to_numpy()
        return cls(
            at, facts["finding"].to_numpy(),
            facts["low"].to_numpy(), facts["high"].to_numpy(), facts["mask"].to_numpy(),
            earliest, latest, held_earliest, held_latest, facts["lasting"].to_numpy(),
            place, facts["row"].to_numpy(),
        )  # fmt: skip

    @cached_property
    def _new(self) -> Mask:
        key = self.at.astype(np.int64) << RUN | self.finding
        new: Mask = np.diff(key, prepend=-1) != 0
        return new

    @cached_property
    def starts(self) -> Ints:
        """Where each run begins."""
        return np.flatnonzero(self._new)

    @cached_property
    def run(self) -> Ints:
        """Of each fact the place of its run."""
        return np.cumsum(self._new) - 1

    @cached_property
    def lengths(self) -> Ints:
        """How many facts each run has."""
        return np.diff(self.starts, append=len(self.at))

    @cached_property
    def several(self) -> Ints:
        """The runs that have several facts."""
        return np.flatnonzero(self.lengths > 1)

    def of_several(self) -> Runs:
        """Those runs alone."""
        kept = np.repeat(self.lengths > 1, self.lengths)
        return Runs(*(getattr(self, each.name)[kept] for each in fields(self)))

    def heads(self) -> Held:
        """The first fact of each run: all of it where a run has one."""
        some = self.starts
        return Held(
            self.at[some], self.finding[some], self.low[some], self.high[some],
            self.mask[some], self.row[some],
        )  # fmt: skip

    @cached_property
    def _scores(self) -> Ints:
        """A number that is greater for a later fact: by its first day, its last, its place."""
        first = self.earliest.astype(np.int64) - NEVER
        longest = np.minimum(self.latest.astype(np.int64) - self.earliest, (1 << _SPAN) - 1)
        inside = np.arange(len(self.at)) - np.repeat(self.starts, self.lengths)
        scores: Ints = (first << _SPAN | longest) << _PLACE | inside
        return scores

    def any(self, some: Mask) -> Mask:
        """Of each run, whether any of its facts is one of some."""
        return np.logical_or.reduceat(some, self.starts) if len(self.starts) else some[:0]

    def most(self, values: Ints | Floats) -> Any:
        """The greatest value of each run."""
        return np.maximum.reduceat(values, self.starts) if len(self.starts) else values[:0]

    def least(self, values: Ints | Floats) -> Any:
        """The least value of each run."""
        return np.minimum.reduceat(values, self.starts) if len(self.starts) else values[:0]

    def latest_of(self, some: Mask) -> Ints:
        """Of each run the latest of some of its facts, the last in the record of several; where
        none is one of some, the first fact of the run."""
        best = self.most(np.where(some, self._scores, -1))
        place: Ints = self.starts + np.where(best < 0, 0, best & (1 << _PLACE) - 1)
        return place

    # -- what a run says ---------------------------------------------------------------------

    def one_of(
        self, kept: Mask, earliest: Ints, latest: Ints, boolean: Mask, quantity: Mask
    ) -> Held:
        """Of each run what those facts allow that may count, of which it is not known which does.

        Facts of one date, site and method hold together; across dates, any may be the last.
        ``boolean`` and ``quantity`` say of each finding what it is.
        """
        behind = self.latest_of(kept)
        found = Held(
            self.at[self.starts], self.finding[self.starts], self.low[behind],
            self.high[behind], self.mask[behind], self.row[behind],
        )  # fmt: skip
        facts = np.flatnonzero(kept)
        run = self.run[facts]
        differs = (
            (self.low[facts] != found.low[run])
            | (self.high[facts] != found.high[run])
            | (self.mask[facts] != found.mask[run])
        )
        for one in np.unique(run[differs]):
            self._by_itself(found, one, kept, earliest, latest, boolean, quantity)
        return found

    def _by_itself(
        self, found: Held, run: Any, kept: Mask, earliest: Ints, latest: Ints,
        boolean: Mask, quantity: Mask,
    ) -> None:  # fmt: skip
        facts = self.facts(run, kept, earliest, latest)
        finding = found.finding[run]
        if quantity[finding]:
            found.low[run], found.high[run] = _one_number(facts)
        else:
            found.mask[run] = _one_mask(facts, boolean=bool(boolean[finding]))

    def facts(self, run: Any, kept: Mask | None, earliest: Ints, latest: Ints) -> list[OneFact]:
        """The facts of one run, or those of it that are kept."""
        start = self.starts[run]
        return [
            OneFact(
                int(earliest[i]), int(latest[i]), int(self.place[i]),
                float(self.low[i]), float(self.high[i]), int(self.mask[i]), int(self.row[i]),
            )
            for i in range(start, start + self.lengths[run])
            if kept is None or kept[i]
        ]  # fmt: skip

    def extremes(self, found: Held, here: Mask, *, highest: bool) -> None:
        """The highest or lowest recorded number of the runs that ``here`` marks, into ``found``."""
        ours = np.flatnonzero(here)
        pick = self.most if highest else self.least
        low, high = pick(self.low), pick(self.high)
        found.low[ours], found.high[ours] = low[ours], high[ours]
        reach = self.high >= low[self.run] if highest else self.low <= high[self.run]
        found.row[ours] = self.row[self.latest_of(reach)][ours]
        for run in self._repeated(here):
            found.low[run], found.high[run], found.row[run] = _extreme(
                self.facts(run, None, self.earliest, self.latest), highest=highest
            )

    def _repeated(self, here: Mask) -> Iterable[Any]:
        """The runs with several facts of one date and site that do not say the same."""
        some = np.flatnonzero((here & (self.lengths > 1))[self.run])
        if not len(some):
            return ()
        frame = pl.DataFrame(
            {
                "run": self.run[some], "earliest": self.earliest[some], "latest": self.latest[some],
                "site": self.place[some] >> 16, "low": self.low[some], "high": self.high[some],
            }
        )  # fmt: skip
        group = ["run", "earliest", "latest", "site"]
        ends = pl.col("low", "high")
        again = frame.group_by(group).agg(
            pl.len(), (ends.max() != ends.min()).name.suffix("_differs")
        )
        differs = pl.col("low_differs") | pl.col("high_differs")
        return again.filter((pl.col("len") > 1) & differs)["run"].unique().to_list()


def _last_held(
    facts: pl.DataFrame, on: Ints, at: Ints, earliest: Ints, latest: Ints
) -> tuple[Ints, Ints]:
    """The days on which each fact last held, as `Snapshot` has it."""
    ended = facts["until_latest"]
    lasting = facts["lasting"].to_numpy()
    if ended.null_count() == len(ended) and not lasting.any():
        return earliest, latest
    first = facts["until_earliest"].fill_null(NEVER).to_numpy()
    last = ended.fill_null(EVER).to_numpy()
    day = on[at]
    dated = (first != NEVER) & ~lasting
    over = dated & (last <= day)
    # It went on to this day, or ended at an unknown time just before it.
    still = np.where(lasting, day, np.minimum(day, first))
    held_earliest = np.where(over, first, np.where(dated | lasting, still, earliest))
    held_latest = np.where(over, last, np.where(dated | lasting, still, latest))
    return held_earliest, held_latest


# -- a run by itself -------------------------------------------------------------------------------


@dataclass(frozen=True)
class OneFact:
    """One fact of a run; ``place`` is its site and its method."""

    earliest: int
    latest: int
    place: int
    low: float
    high: float
    mask: int
    row: int


def _by_date(facts: list[OneFact]) -> Iterable[Iterable[list[OneFact]]]:
    """The facts by date, and within a date by site and method: each speaks for itself."""
    dates: dict[tuple[int, int], dict[int, list[OneFact]]] = defaultdict(lambda: defaultdict(list))
    for fact in facts:
        dates[fact.earliest, fact.latest][fact.place].append(fact)
    return [sites.values() for sites in dates.values()]


def _one_mask(facts: list[OneFact], *, boolean: bool) -> int:
    found = 0
    for sites in _by_date(facts):
        values = []
        for some in sites:
            common = reduce(lambda one, other: one & other, (fact.mask for fact in some))
            values.append(common or reduce(lambda one, other: one | other, (f.mask for f in some)))
        # Present at one site is present.
        found |= YES if boolean and YES in values else reduce(lambda a, b: a | b, values)
    return found


def _one_number(facts: list[OneFact]) -> tuple[float, float]:
    found = [_met(some) or _hull(some) for sites in _by_date(facts) for some in sites]
    return min(low for low, _ in found), max(high for _, high in found)


def _extreme(facts: list[OneFact], *, highest: bool) -> tuple[float, float, int]:
    """The highest or lowest number, and the row of the latest fact that may hold it."""
    groups: dict[tuple[int, int, int], list[OneFact]] = defaultdict(list)
    for fact in facts:
        groups[fact.earliest, fact.latest, fact.place >> 16].append(fact)
    found: list[tuple[float, float, list[OneFact]]] = []
    for (earliest, _, _), some in groups.items():
        # Undated facts need not be of one time.
        common = _met(some) if earliest != NEVER else None
        found += [(*common, some)] if common else [(f.low, f.high, [f]) for f in some]
    choose = max if highest else min
    low, high = choose(one[0] for one in found), choose(one[1] for one in found)
    holders = {
        id(fact)
        for low_, high_, some in found
        if (high_ >= low if highest else low_ <= high)
        for fact in some
    }
    # The last in the record of several of one date.
    holding = [fact for fact in reversed(facts) if id(fact) in holders]
    return low, high, max(holding, key=lambda fact: (fact.earliest, fact.latest)).row


def _met(facts: list[OneFact]) -> tuple[float, float] | None:
    """The numbers that all facts allow; None where they contradict each other."""
    low, high = max(fact.low for fact in facts), min(fact.high for fact in facts)
    return (low, high) if low <= high else None


def _hull(facts: list[OneFact]) -> tuple[float, float]:
    return min(fact.low for fact in facts), max(fact.high for fact in facts)
