"""What the treatments come to on each visit: the inputs that rules read of them, as bounds.

`facts_of` and the extras of `View`, for every row of a table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import polars as pl

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import DoseFloor
from myosotis.logic import NO, YES
from myosotis.patient import ADHERENCE, FINE, NO_LIMIT, Codebook, CodedTreatments
from myosotis.review.rulebook import expressions, rulebook
from myosotis.review.tables.doses import DoseTable
from myosotis.review.tables.times import Array
from myosotis.review.tables.treatments import weeks, weights_of

BARRED = "barred."
"""Before a name: a drug that was stopped for a contraindication counts as not tolerated."""
AT_DOSE = "weeks_at_dose."
"""Before the id of a definition: the weeks on a glucocorticoid at the dose that it asks for."""
_BY_THERAPY = ("on_treatment", "treated")


def extras(
    base: KnowledgeBase,
    coded: CodedTreatments,
    rows: pl.DataFrame,
    judged: pl.DataFrame,
    visits: pl.DataFrame,
    names: Iterable[str] | None = None,
) -> pl.DataFrame:
    """What rules read of the treatments, one row for each visit.

    ``rows`` are those of `at_visits`, ``judged`` those of `judge_rows`. Gives ``at``, and
    ``<name>_low``, ``<name>_high`` for each name:

    - ``on_treatment.<therapy>``, ``treated.<therapy>``: those in ``names``, by default what any
      rule reads. A record without any treatment says nothing of any;
    - failures, intolerance, present use and weeks by class of drug, as in `facts_of`; no limit
      is null. Where nothing is recorded as given by the date, all of it is unknown;
    - ``barred.<name>`` of the two that change where a bar counts as intolerance;
    - ``weeks_at_dose.<id>`` for each definition that asks for a dose.
    """
    sums = _Sums.of(base, judged, visits.height)
    found: dict[str, pl.Series] = {"at": pl.Series(np.arange(visits.height, dtype=np.uint32))}
    recorded = np.zeros(visits.height, bool)
    recorded[rows["at"].to_numpy()] = True
    asked = names_read(base) if names is None else tuple(names)
    for prefix, masks in zip(_BY_THERAPY, (judged["on_now"], judged["treated"]), strict=True):
        _pairs(found, sums.by_therapy(base, prefix, asked, masks.to_numpy(), ~recorded))
    _pairs(found, sums.by_class(judged))
    _weeks(found, "glucocorticoid_weeks", sums.weeks(judged, None))
    for floor, ids in _floors(base).items():
        table = _doses(base, coded.book, floor)
        regimen, at = judged["regimen"].to_numpy(), judged["at"].to_numpy()
        enough = table.rows(regimen, at, weights_of(visits))
        lasted = sums.weeks(judged, enough)
        for id_ in ids:
            _weeks(found, AT_DOSE + id_, lasted)
    return pl.DataFrame(found)


@cache
def names_read(base: KnowledgeBase) -> tuple[str, ...]:
    """The names of rules that are about one therapy."""
    book = rulebook(base)
    read = {name for _, text in expressions(base) for name in book.rule(text).inputs}
    return tuple(sorted(name for name in read if name.partition(".")[0] in _BY_THERAPY))


Pairs = dict[str, tuple[Array, Array | pl.Series]]


def _pairs(found: dict[str, pl.Series], pairs: Pairs) -> None:
    for name, (low, high) in pairs.items():
        found[f"{name}_low"] = pl.Series(low)
        found[f"{name}_high"] = pl.Series(high)


def _weeks(found: dict[str, pl.Series], name: str, lasted: tuple[Array, Array]) -> None:
    found[f"{name}_low"], found[f"{name}_high"] = weeks(lasted[0]), weeks(lasted[1])


def _floors(base: KnowledgeBase) -> dict[DoseFloor, list[str]]:
    found: dict[DoseFloor, list[str]] = {}
    for each in base.resistance.other_definitions:
        if each.glucocorticoid_dose:
            found.setdefault(each.glucocorticoid_dose, []).append(each.id)
    return found


@lru_cache(maxsize=16)
def _doses(base: KnowledgeBase, book: Codebook, floor: DoseFloor) -> DoseTable:
    counted = {t.id for t in base.therapies.values() if t.counts_as == "glucocorticoid"}
    return DoseTable(base, book.regimens, lambda each: (floor,) if each.therapy in counted else ())


@dataclass(frozen=True)
class _Sums:
    """Sums over the treatments of each visit. ``unknown``: none is recorded as given."""

    count: int
    at: Array
    therapy: Array
    unknown: Array
    steroid: Array
    drug: Array
    drugs: int

    @classmethod
    def of(cls, base: KnowledgeBase, judged: pl.DataFrame, count: int) -> _Sums:
        at, therapy = judged["at"].to_numpy().astype(np.int64), judged["therapy"].to_numpy()
        unknown = np.ones(count, bool)
        unknown[at[judged["given"].to_numpy()]] = False
        classes = [each.counts_as for each in base.therapies.values()]
        drug = _places(i for i, of in enumerate(classes) if of == "immunosuppressant")
        steroid = np.array([of == "glucocorticoid" for of in classes], bool)
        return cls(count, at, therapy, unknown, steroid, drug, int(drug.max(initial=-1)) + 1)

    def by_therapy(
        self, base: KnowledgeBase, prefix: str, names: Iterable[str], masks: Array, silent: Array
    ) -> Pairs:
        """Whether any treatment with a therapy is so, for each name of a prefix."""
        wanted = [name for name in names if name.partition(".")[0] == prefix]
        order = {name: place for place, name in enumerate(base.therapies)}
        slots = _places(order[name.partition(".")[2]] for name in wanted)
        low, high = self._some(slots, len(wanted), masks)
        high[:, silent] = True
        return {name: (low[place], high[place]) for place, name in enumerate(wanted)}

    def by_class(self, judged: pl.DataFrame) -> Pairs:
        """What `facts_of` says of failures, intolerance and present use."""
        masks = {name: judged[name].to_numpy() for name in ("failed", "intolerant", "either")}
        now = judged["on_now"].to_numpy()
        barred = np.where(judged["barred"].to_numpy(), YES, masks["either"])
        found: Pairs = {
            "glucocorticoid_failed": self._any_steroid(masks["failed"]),
            "glucocorticoid_intolerant": self._any_steroid(masks["intolerant"]),
            "glucocorticoid_now": self._any_steroid(now),
            "immunosuppressants_failed": self._how_many(masks["failed"]),
            "immunosuppressants_now": self._how_many(now),
        }
        for before, either in (("", masks["either"]), (BARRED, barred)):
            name = "failed_or_intolerant"
            found[f"{before}glucocorticoid_{name}"] = self._any_steroid(either)
            found[f"{before}immunosuppressants_{name}"] = self._how_many(either)
        return found

    def weeks(self, judged: pl.DataFrame, counts: Array | None) -> tuple[Array, Array]:
        """The time on a glucocorticoid in parts of a day, where ``counts`` says that it counts.

        From the time that certainly counts to all that may count, one course after the other.
        """
        taken = judged["adherence"].to_numpy()
        may = self.steroid[self.therapy] & judged["given"].to_numpy()
        may &= taken != ADHERENCE.index("no")
        certain = may & (taken != ADHERENCE.index("partial"))
        if counts is not None:
            may, certain = may & (counts != NO), certain & (counts == YES)
        which, sure = np.flatnonzero(may), np.flatnonzero(certain)
        low = _greatest(self.at[sure], judged["fine_low"].to_numpy()[sure], self.count)
        start, stop = judged["span_start"].to_numpy(), judged["span_stop"].to_numpy()
        between = (stop.astype(np.int64) - start) * FINE
        # Where a shorter duration is stated than lies between the dates, no day is certain.
        sure = np.flatnonzero(certain & (between <= judged["fine_high"].to_numpy()))
        start, stop = start[sure], stop[sure]
        low = np.maximum(low, _covered(self.at[sure], start, stop, self.count) * FINE)
        most = judged["fine_high"].to_numpy()[which]
        unlimited = most >= NO_LIMIT
        high = _summed(self.at[which], np.where(unlimited, 0, most), self.count)
        high[self.at[which[unlimited]]] = NO_LIMIT
        return np.where(self.unknown, 0, low), np.where(self.unknown, NO_LIMIT, high)

    def _any_steroid(self, masks: Array) -> tuple[Array, Array]:
        low, high = self._some(np.where(self.steroid, 0, -1), 1, masks)
        return low[0], high[0] | self.unknown

    def _how_many(self, masks: Array) -> tuple[Array, pl.Series]:
        low, high = self._some(self.drug, self.drugs, masks)
        most = pl.Series(high.sum(axis=0, dtype=np.int32))
        return low.sum(axis=0, dtype=np.int32), most.set(pl.Series(self.unknown), None)

    def _some(self, slots: Array, count: int, masks: Array) -> tuple[Array, Array]:
        """For each slot and visit whether any treatment is certainly so, and whether possibly."""
        slot = slots[self.therapy].astype(np.int64)
        place = slot * self.count + self.at
        here = slot >= 0
        low, high = np.zeros(count * self.count, bool), np.zeros(count * self.count, bool)
        low[place[here & (masks == YES)]] = True
        high[place[here & (masks != NO)]] = True
        return low.reshape(count, self.count), high.reshape(count, self.count)


def _places(wanted: Iterable[int]) -> Array:
    """For each therapy its place among some of them, or -1."""
    found = np.full(1 << 16, -1, np.int16)
    for place, therapy in enumerate(wanted):
        found[therapy] = place
    return found


# -- sums over rows that are in the order of their visits -----------------------------------------


def _starts(at: Array) -> Array:
    """Where each visit begins."""
    return np.flatnonzero(np.diff(at, prepend=-1))


def _greatest(at: Array, of: Array, count: int) -> Array:
    found = np.zeros(count, np.int64)
    if len(at):
        starts = _starts(at)
        found[at[starts]] = np.maximum.reduceat(of, starts)
    return found


def _summed(at: Array, of: Array, count: int) -> Array:
    found = np.zeros(count, np.int64)
    if len(at):
        starts = _starts(at)
        found[at[starts]] = np.add.reduceat(of, starts)
    return found


def _covered(at: Array, start: Array, stop: Array, count: int) -> Array:
    """The days that the spans of each visit cover together; days that overlap count once."""
    order = np.lexsort((stop, start, at))
    at = at[order]
    # Far more than there are days: a later visit then begins after every day of the one before.
    offset = at * 2**32
    begins, ends = offset + start[order], offset + stop[order]
    reached = np.maximum.accumulate(ends)
    before = np.concatenate([begins[:1], reached[:-1]])
    return _summed(at, np.maximum(ends - np.maximum(begins, before), 0), count)
