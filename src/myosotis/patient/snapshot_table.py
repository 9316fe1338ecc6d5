"""What is known of many patients, each on a date: `Snapshot` for facts in columns.

The facts of one finding of one row are a run. Of nearly every run one fact counts, or all that
count say the same; these are read all at once. A run of which it is not known which fact is the
last, or whose facts contradict each other, is read by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from myosotis.errors import KnowledgeError
from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Finding
from myosotis.patient.coded import EVER, NEVER, NO, YES, Codes
from myosotis.patient.dates import Duration, parse_duration
from myosotis.patient.snapshot import PRESENT_AGE

Ints = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
_RUN = 12
"""Bits of a finding's place in the key of a run."""
_PLACE = 26
"""Bits of a fact's place where the latest of several facts is looked for."""


@dataclass(frozen=True)
class Held:
    """What is known of findings, one entry for each row and finding, by row and then finding.

    ``at`` is the row, ``finding`` its place in `Codes.findings`; ``low``, ``high`` and ``mask``
    are as in the coded facts; ``row`` is the row of the fact behind it, the latest of several.
    """

    at: Ints
    finding: Ints
    low: Floats
    high: Floats
    mask: Ints
    row: Ints

    def __len__(self) -> int:
        return len(self.at)

    def where(self, some: Mask) -> Held:
        """Some of the entries."""
        return Held(*(getattr(self, name)[some] for name in _FIELDS))

    def by_finding(self) -> Iterable[tuple[int, slice, Held]]:
        """The entries in the order of the findings, and where those of each finding lie."""
        order = np.argsort(self.finding.astype(np.uint16), kind="stable")
        held = Held(*(getattr(self, name)[order] for name in _FIELDS))
        edges = np.flatnonzero(np.diff(held.finding, prepend=-1, append=-1))
        for start, end in pairwise(edges):
            yield int(held.finding[start]), slice(int(start), int(end)), held

    @classmethod
    def nothing(cls) -> Held:
        """No entry."""
        return cls(
            np.zeros(0, np.uint32), np.zeros(0, np.uint16), np.zeros(0), np.zeros(0),
            np.zeros(0, np.uint64), np.zeros(0, np.int64),
        )  # fmt: skip

    @classmethod
    def joined(cls, *parts: Held) -> Held:
        """Several together, by row and then finding."""
        whole = {name: np.concatenate([getattr(p, name) for p in parts]) for name in _FIELDS}
        order = np.lexsort((whole["finding"], whole["at"]))
        return cls(*(whole[name][order] for name in _FIELDS))


_FIELDS = ("at", "finding", "low", "high", "mask", "row")


@dataclass(frozen=True)
class Snapshots:
    """What is known of each row: now, and over the course. ``facts`` are those that were seen by
    the date, sorted by row and finding, in the order of the record within them."""

    now: Held
    course: Held
    facts: pl.DataFrame


def snapshots(
    facts: pl.DataFrame, on: Ints, births: tuple[Ints, Ints] | None, base: KnowledgeBase
) -> Snapshots:
    """The snapshot of every row.

    ``facts`` are coded facts (see `coded`) with the row ``at`` (from 0) that they are facts of;
    ``on`` is the date of each row as days from 1970, ``births`` the first and the last day of
    birth that is possible (`NEVER` and `EVER` where nothing is known). What may lie after the date
    is left out. What is not known is in no entry.
    """
    codes = Codes.of(base)
    kinds = _Kinds.of(base)
    facts = _seen(facts, on, kinds)
    facts = _done_since(facts, base, codes)
    runs = _Runs.of(facts, on)
    now, course = _now(runs, on, kinds), _course(runs, kinds)
    if births is not None and PRESENT_AGE in codes.place:
        age = _ages(births, on, codes.place[PRESENT_AGE])
        now, course = _with(now, age, len(on)), _with(course, age, len(on))
    return Snapshots(now, course, facts)


# -- the vocabulary as arrays ----------------------------------------------------------------------


@dataclass(frozen=True)
class _Kinds:
    """By finding: the mask in which nothing is known, what counts over the course, how long it
    counts for now (an index into ``durations``, -1 always)."""

    boolean: Mask
    quantity: Mask
    everything: npt.NDArray[np.uint64]
    rule: npt.NDArray[np.str_]
    valid: npt.NDArray[np.int16]
    durations: tuple[Duration, ...]

    @classmethod
    def of(cls, base: KnowledgeBase) -> _Kinds:
        findings = list(base.findings.values())
        durations: dict[Duration, int] = {}
        valid = []
        for finding in findings:
            duration = parse_duration(finding.valid_for)
            index = -1 if duration is None else durations.setdefault(duration, len(durations))
            valid.append(index)
        return cls(
            np.array([f.kind == "boolean" for f in findings]),
            np.array([f.kind == "quantity" for f in findings]),
            np.array([_everything(f) for f in findings], np.uint64),
            np.array([_rule(f) for f in findings]),
            np.array(valid, np.int16),
            tuple(durations),
        )


def _everything(finding: Finding) -> int:
    return (1 << len(finding.values)) - 1 if finding.kind == "category" else NO | YES


def _rule(finding: Finding) -> str:
    rule = finding.over_course
    if finding.kind == "boolean" and rule not in ("latest", "first"):
        return "any_no" if rule == "lowest" else "any_yes"
    extreme = finding.kind == "quantity" and rule in ("highest", "lowest")
    if extreme or rule in ("latest", "first"):
        return rule
    raise KnowledgeError(f"{finding.id}: '{rule}' over the course is not possible in a table")


# -- the facts that count --------------------------------------------------------------------------


def _seen(facts: pl.DataFrame, on: Ints, kinds: _Kinds) -> pl.DataFrame:
    """The facts that say something, and certainly lie not after the date of their row."""
    finding = facts["finding"].to_numpy()
    latest = facts["latest"].to_numpy()
    low, high = facts["low"].to_numpy(), facts["high"].to_numpy()
    quantity = kinds.quantity[finding]
    says = np.where(
        quantity,
        (low > -np.inf) | (high < np.inf),
        facts["mask"].to_numpy() != kinds.everything[finding],
    )
    here = says & ((latest == EVER) | (latest <= on[facts["at"].to_numpy()]))
    facts = facts.filter(pl.Series(here)) if not here.all() else facts
    key = facts["at"].to_numpy().astype(np.int64) << _RUN | facts["finding"].to_numpy()
    if len(key) > 1 and (key[1:] < key[:-1]).any():
        facts = facts[pl.Series(np.argsort(key, kind="stable").astype(np.uint32))]
    return facts


def _done_since(facts: pl.DataFrame, base: KnowledgeBase, codes: Codes) -> pl.DataFrame:
    """A test that was recorded as not done, and has a result of a later date, was done."""
    added = []
    for test in base.tests.values():
        if test.done is None:
            continue
        done = codes.place[test.done]
        refused = facts.filter((pl.col("finding") == done) & (pl.col("mask") == NO))
        if refused.is_empty():
            continue
        # The last refusal, as dates sort: an unknown one after all others.
        unknown = pl.col("earliest") == NEVER
        last = (
            refused.sort("at", unknown, "earliest", "latest")
            .group_by("at")
            .agg(pl.col("latest").last().alias("last"), unknown.last().alias("undated"))
        )
        results = [
            codes.place[f.id] for f in base.findings.values() if f.established_by[:1] == (test.id,)
        ]
        since = (
            facts.filter(pl.col("finding").is_in(results) & (pl.col("earliest") != NEVER))
            .join(last.filter(~pl.col("undated")), on="at")
            .filter(pl.col("earliest") > pl.col("last"))
            .select(facts.columns)
        )
        kind = pl.lit(done, facts.schema["finding"]), pl.lit(YES, facts.schema["mask"])
        nothing = pl.lit(-np.inf), pl.lit(np.inf)
        added.append(
            since.with_columns(
                kind[0].alias("finding"), kind[1].alias("mask"),
                nothing[0].alias("low"), nothing[1].alias("high"),
            )
        )  # fmt: skip
    if not any(len(each) for each in added):
        return facts
    whole = pl.concat([facts, *added])
    key = whole["at"].to_numpy().astype(np.int64) << _RUN | whole["finding"].to_numpy()
    return whole[pl.Series(np.argsort(key, kind="stable").astype(np.uint32))]


@dataclass(frozen=True)
class _Runs:
    """The facts as arrays, and where the run of each row and finding begins.

    ``held_earliest`` and ``held_latest`` are the days on which a fact last held.
    """

    starts: Ints
    run: Ints
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
    def of(cls, facts: pl.DataFrame, on: Ints) -> _Runs:
        at, finding = facts["at"].to_numpy(), facts["finding"].to_numpy()
        key = at.astype(np.int64) << _RUN | finding
        new = np.diff(key, prepend=-1) != 0
        earliest, latest = facts["earliest"].to_numpy(), facts["latest"].to_numpy()
        held_earliest, held_latest = _last_held(facts, on[at], earliest, latest)
        place = facts["site"].to_numpy().astype(np.int64) << 16 | facts["method"].to_numpy()
        return cls(
            np.flatnonzero(new), np.cumsum(new) - 1, at, finding,
            facts["low"].to_numpy(), facts["high"].to_numpy(), facts["mask"].to_numpy(),
            earliest, latest, held_earliest, held_latest, facts["lasting"].to_numpy(),
            place, facts["row"].to_numpy(),
        )  # fmt: skip

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
        score = (self.earliest.astype(np.int64) - NEVER) << 11
        score |= np.minimum(self.latest.astype(np.int64) - self.earliest, 2**11 - 1)
        # In the order of the record within a run, by the distance from its beginning.
        inside = np.arange(len(self.at)) - self.starts[self.run]
        best: Ints = self.most(np.where(some, score << _PLACE | inside, -1))
        place: Ints = self.starts + np.maximum(best, 0) % (1 << _PLACE)
        return place


def _last_held(facts: pl.DataFrame, day: Ints, earliest: Ints, latest: Ints) -> tuple[Ints, Ints]:
    """The days on which each fact last held, as `Snapshot` has it; ``day`` is that of its row."""
    ended = facts["until_latest"]
    lasting = facts["lasting"].to_numpy()
    if ended.null_count() == len(ended) and not lasting.any():
        return earliest, latest
    first = facts["until_earliest"].fill_null(NEVER).to_numpy()
    last = ended.fill_null(EVER).to_numpy()
    dated = (first != NEVER) & ~lasting
    over = dated & (last <= day)
    # It went on to this day, or ended at an unknown time just before it.
    still = np.where(lasting, day, np.minimum(day, first))
    held_earliest = np.where(over, first, np.where(dated | lasting, still, earliest))
    held_latest = np.where(over, last, np.where(dated | lasting, still, latest))
    return held_earliest, held_latest


# -- now and over the course -----------------------------------------------------------------------


def _now(runs: _Runs, on: Ints, kinds: _Kinds) -> Held:
    """What is known now, without what is too old to count."""
    known = runs.held_earliest != NEVER
    last = runs.most(np.where(known, runs.held_earliest, NEVER - 1))[runs.run]
    kept = np.where(last < NEVER, True, known & (runs.held_latest >= last))
    found = _one_of(runs, kept, runs.held_earliest, runs.held_latest, kinds)
    finding = runs.finding[runs.starts]
    valid = kinds.valid[finding]
    limits = np.stack([_before(d, on) for d in kinds.durations] or [on])
    limit = limits[valid[runs.run], runs.at]
    fresh = runs.any(known & kept & (runs.held_earliest >= limit))
    undated = ~runs.any(known)
    counts = np.where(valid < 0, True, np.where(undated, runs.any(runs.lasting), fresh))
    return found.where(counts)


def _course(runs: _Runs, kinds: _Kinds) -> Held:
    """What is known over the whole course, by the rule of each finding."""
    rule = kinds.rule[runs.finding]
    dated = runs.earliest != NEVER
    some = runs.any(dated)[runs.run]
    last = runs.most(np.where(dated, runs.earliest, NEVER - 1))[runs.run]
    first = runs.least(np.where(dated, runs.latest, EVER))[runs.run]
    # Of a run without a date every fact may be the last, or the first.
    kept = np.where(
        some,
        dated & np.where(rule == "first", runs.earliest <= first, runs.latest >= last),
        True,
    )
    of_one = (rule == "latest") | (rule == "first")
    kept = np.where(of_one, kept, False)
    found = _one_of(runs, kept, runs.earliest, runs.latest, kinds)
    for wanted, name in ((YES, "any_yes"), (NO, "any_no")):
        _any(runs, found, rule == name, wanted)
    for name in ("highest", "lowest"):
        _extremes(runs, found, rule == name, highest=name == "highest")
    return found


def _any(runs: _Runs, found: Held, here: Mask, wanted: int) -> None:
    saying = here & (runs.mask == wanted)
    any_ = runs.any(saying)
    ours = here[runs.starts]
    found.mask[ours] = np.where(any_, wanted, NO + YES - wanted)[ours]
    behind = runs.latest_of(np.where(any_[runs.run], saying, here))
    found.row[ours] = runs.row[behind][ours]


def _extremes(runs: _Runs, found: Held, here: Mask, *, highest: bool) -> None:
    """The highest or lowest recorded numbers."""
    ours = here[runs.starts]
    pick = runs.most if highest else runs.least
    low, high = pick(runs.low), pick(runs.high)
    found.low[ours], found.high[ours] = low[ours], high[ours]
    reach = runs.high >= low[runs.run] if highest else runs.low <= high[runs.run]
    found.row[ours] = runs.row[runs.latest_of(here & reach)][ours]
    for run in np.flatnonzero(ours & _repeated(runs, here)):
        some = _facts(runs, run, None, runs.earliest, runs.latest)
        values: list[tuple[float, float]] = []
        groups: dict[tuple[int, int, int], list[_Fact]] = defaultdict(list)
        for fact in some:
            groups[fact.earliest, fact.latest, fact.place >> 16].append(fact)
        for (earliest, _, _), facts in groups.items():
            # Undated facts need not be of one time.
            common = _met(facts) if earliest != NEVER else None
            values += [common] if common else [(f.low, f.high) for f in facts]
        choose = max if highest else min
        found.low[run] = choose(low for low, _ in values)
        found.high[run] = choose(high for _, high in values)


def _repeated(runs: _Runs, here: Mask) -> Mask:
    """The runs with several facts of one date and site that do not say the same."""
    several = here & (np.bincount(runs.run, minlength=len(runs.starts)) > 1)[runs.run]
    if not several.any():
        return np.zeros(len(runs.starts), np.bool_)
    some = np.flatnonzero(several)
    frame = pl.DataFrame(
        {
            "run": runs.run[some], "earliest": runs.earliest[some], "latest": runs.latest[some],
            "site": runs.place[some] >> 16, "low": runs.low[some], "high": runs.high[some],
        }
    )  # fmt: skip
    group = ["run", "earliest", "latest", "site"]
    again = (
        frame.filter(pl.struct(group).is_duplicated())
        .group_by(group)
        .agg(pl.col("low").n_unique() + pl.col("high").n_unique())
    )
    found = np.zeros(len(runs.starts), np.bool_)
    found[again.filter(pl.col("low") > 2)["run"].to_numpy()] = True
    return found


def _one_of(runs: _Runs, kept: Mask, earliest: Ints, latest: Ints, kinds: _Kinds) -> Held:
    """Of each run what those facts allow that may count, of which it is not known which does."""
    behind = runs.latest_of(kept)
    found = Held(
        runs.at[runs.starts], runs.finding[runs.starts],
        runs.low[behind], runs.high[behind], runs.mask[behind].copy(), runs.row[behind],
    )  # fmt: skip
    differs = kept & (
        (runs.low != found.low[runs.run])
        | (runs.high != found.high[runs.run])
        | (runs.mask != found.mask[runs.run])
    )
    for run in np.flatnonzero(runs.any(differs)):
        facts = _facts(runs, run, kept, earliest, latest)
        kind = kinds.boolean[found.finding[run]]
        if kinds.quantity[found.finding[run]]:
            found.low[run], found.high[run] = _one_number(facts)
        else:
            found.mask[run] = _one_mask(facts, boolean=bool(kind))
    return found


# -- a run by itself -------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Fact:
    """One fact of a run; ``place`` is its site and its method."""

    earliest: int
    latest: int
    place: int
    low: float
    high: float
    mask: int


def _facts(runs: _Runs, run: Any, kept: Mask | None, earliest: Ints, latest: Ints) -> list[_Fact]:
    end = runs.starts[run + 1] if run + 1 < len(runs.starts) else len(runs.at)
    return [
        _Fact(
            int(earliest[i]), int(latest[i]), int(runs.place[i]),
            float(runs.low[i]), float(runs.high[i]), int(runs.mask[i]),
        )
        for i in range(runs.starts[run], end)
        if kept is None or kept[i]
    ]  # fmt: skip


def _by_date(facts: list[_Fact]) -> Iterable[Iterable[list[_Fact]]]:
    """The facts by date, and within a date by site and method: each speaks for itself."""
    dates: dict[tuple[int, int], dict[int, list[_Fact]]] = defaultdict(lambda: defaultdict(list))
    for fact in facts:
        dates[fact.earliest, fact.latest][fact.place].append(fact)
    return [sites.values() for sites in dates.values()]


def _one_mask(facts: list[_Fact], *, boolean: bool) -> int:
    found = 0
    for sites in _by_date(facts):
        values = []
        for some in sites:
            common = reduce(lambda one, other: one & other, (fact.mask for fact in some))
            values.append(common or reduce(lambda one, other: one | other, (f.mask for f in some)))
        # Present at one site is present.
        found |= YES if boolean and YES in values else reduce(lambda a, b: a | b, values)
    return found


def _one_number(facts: list[_Fact]) -> tuple[float, float]:
    found = [_met(some) or _hull(some) for sites in _by_date(facts) for some in sites]
    return min(low for low, _ in found), max(high for _, high in found)


def _met(facts: list[_Fact]) -> tuple[float, float] | None:
    """The numbers that all facts allow; None where they contradict each other."""
    low, high = max(fact.low for fact in facts), min(fact.high for fact in facts)
    return (low, high) if low <= high else None


def _hull(facts: list[_Fact]) -> tuple[float, float]:
    return min(fact.low for fact in facts), max(fact.high for fact in facts)


# -- days ------------------------------------------------------------------------------------------


def _before(duration: Duration, on: Ints) -> Ints:
    """The day that lies a span of time before each day, as `Duration.before`."""
    if duration.unit in ("day", "week"):
        days = duration.count * (7 if duration.unit == "week" else 1)
        return np.maximum(on - days, NEVER)
    days_ = on.astype("datetime64[D]")
    months = days_.astype("datetime64[M]")
    in_month = (days_ - months.astype("datetime64[D]")).astype(np.int32)
    earlier = months - duration.count * (12 if duration.unit == "year" else 1)
    length = ((earlier + 1).astype("datetime64[D]") - earlier.astype("datetime64[D]")).astype(int)
    start = earlier.astype("datetime64[D]").astype(np.int64)
    found: Ints = (start + np.minimum(in_month, length - 1)).astype(np.int32)
    return found


def _ages(births: tuple[Ints, Ints], on: Ints, finding: int) -> Held:
    """The age in completed years of every row with a known day of birth."""
    earliest, latest = births
    at = np.flatnonzero((earliest != NEVER) & (latest != EVER))
    low = np.maximum(_years(latest[at], on[at]), 0)
    high = np.maximum(low, _years(earliest[at], on[at]))
    return Held(
        at.astype(np.uint32), np.full(len(at), finding, np.uint16),
        low.astype(np.float64), high.astype(np.float64),
        np.full(len(at), YES | NO, np.uint64), np.zeros(len(at), np.int64),
    )  # fmt: skip


def _with(held: Held, age: Held, rows: int) -> Held:
    """The entries with an age, which stands before one that was recorded."""
    if not len(age):
        return held
    worked_out = np.zeros(rows, np.bool_)
    worked_out[age.at] = True
    return Held.joined(held.where((held.finding != age.finding[0]) | ~worked_out[held.at]), age)


def _years(born: Ints, on: Ints) -> Ints:
    """The birthdays from one day to another."""
    (year, day), (born_year, born_day) = _in_year(on), _in_year(born)
    years: Ints = year - born_year - (day < born_day)
    return years


def _in_year(days: Ints) -> tuple[Ints, Ints]:
    """The year, and the month and day as one number that sorts as they do."""
    whole = days.astype("datetime64[D]")
    months = whole.astype("datetime64[M]")
    day = (whole - months.astype("datetime64[D]")).astype(np.int64)
    count = months.astype(np.int64)
    return count // 12 + 1970, count % 12 * 32 + day
