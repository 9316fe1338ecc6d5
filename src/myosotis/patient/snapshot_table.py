"""What is known of many patients, each on a date: `Snapshot` for facts in columns.

The facts of one finding of one row are a run. Of nearly every run one fact counts, or all that
count say the same; these are read all at once. A run of which it is not known which fact is the
last, or whose facts contradict each other, is read by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl

from myosotis.errors import KnowledgeError
from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Finding
from myosotis.patient.coded import EVER, NEVER, NO, YES, Codes
from myosotis.patient.dates import Duration, parse_duration
from myosotis.patient.held import Held, Ints, Mask
from myosotis.patient.runs import RUN, Runs
from myosotis.patient.snapshot import PRESENT_AGE


@dataclass(frozen=True)
class Snapshots:
    """What is known of each row: now, and over the course. ``facts`` are those that were seen by
    the date, by row and finding, in the order of the record within them."""

    now: Held
    course: Held
    facts: pl.DataFrame


def snapshots(
    facts: pl.DataFrame, on: Ints, births: tuple[Ints, Ints] | None, base: KnowledgeBase
) -> Snapshots:
    """The snapshot of every row.

    ``facts`` are coded facts (see `coded`) with the row ``at`` (from 0) that they are facts of,
    and, where the order of a record is not that of the frame, their place in it, ``order``;
    ``on`` is the date of each row as days from 1970, ``births`` the first and the last day of
    birth that is possible (`NEVER` and `EVER` where nothing is known). What may lie after the date
    is left out. What is not known is in no entry.
    """
    codes, kinds = Codes.of(base), _kinds(base)
    facts = _in_runs(_done_since(_seen(facts, on, kinds), base, codes))
    runs = Runs.of(facts, on)
    now, course = _now(runs, on, kinds), _course(runs, kinds)
    if births is not None and PRESENT_AGE in codes.place:
        age = _ages(births, on, codes.place[PRESENT_AGE])
        now, course = _with(now, age, len(on)), _with(course, age, len(on))
    return Snapshots(now, course, facts)


# -- the vocabulary as arrays ----------------------------------------------------------------------

_RULES = ("any_yes", "any_no", "highest", "lowest", "latest", "first")
_ANY_YES, _ANY_NO, _HIGHEST, _LOWEST, _LATEST, _FIRST = range(len(_RULES))


@dataclass(frozen=True)
class _Kinds:
    """By finding: the mask in which nothing is known, what counts over the course (a place in
    `_RULES`), how long it counts for now (an index into ``durations``, -1 always)."""

    boolean: Mask
    quantity: Mask
    everything: npt.NDArray[np.uint64]
    rule: npt.NDArray[np.int8]
    valid: npt.NDArray[np.int16]
    durations: tuple[Duration, ...]


@cache
def _kinds(base: KnowledgeBase) -> _Kinds:
    findings = list(base.findings.values())
    durations: dict[Duration, int] = {}
    valid = []
    for finding in findings:
        duration = parse_duration(finding.valid_for)
        valid.append(-1 if duration is None else durations.setdefault(duration, len(durations)))
    return _Kinds(
        np.array([f.kind == "boolean" for f in findings]),
        np.array([f.kind == "quantity" for f in findings]),
        np.array([_everything(f) for f in findings], np.uint64),
        np.array([_RULES.index(_rule(f)) for f in findings], np.int8),
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
    finding, latest = facts["finding"].to_numpy(), facts["latest"].to_numpy()
    number = np.isfinite(facts["low"].to_numpy()) | np.isfinite(facts["high"].to_numpy())
    word = facts["mask"].to_numpy() != kinds.everything[finding]
    here = np.where(kinds.quantity[finding], number, word)
    here &= (latest == EVER) | (latest <= on[facts["at"].to_numpy()])
    return facts if here.all() else facts.filter(pl.Series(here))


def _in_runs(facts: pl.DataFrame) -> pl.DataFrame:
    """The facts by row and finding, in the order of the record within them."""
    run = facts["at"].to_numpy().astype(np.int64) << RUN | facts["finding"].to_numpy()
    if "order" in facts.columns:
        # One number to sort by: what a run is, and behind it the place in the record.
        order = facts["order"].to_numpy()
        least = order.min(initial=0)
        run = run * (order.max(initial=0) - least + 1) + (order - least)
        facts = facts.drop("order")
    if not (run[1:] < run[:-1]).any():
        return facts
    return facts[pl.Series(np.argsort(run, kind="stable").astype(np.uint32))]


def _done_since(facts: pl.DataFrame, base: KnowledgeBase, codes: Codes) -> pl.DataFrame:
    """A test that was recorded as not done, and has a result of a later date, was done."""
    tests = {codes.place[test.done]: test.id for test in base.tests.values() if test.done}
    refusals = facts.filter(pl.col("finding").is_in(list(tests)) & (pl.col("mask") == NO))
    added = [
        _results_since(facts, refusals.filter(pl.col("finding") == done), done, test, base, codes)
        for done, test in tests.items()
        if (refusals["finding"] == done).any()
    ]
    if not any(len(each) for each in added):
        return facts
    return pl.concat([facts, *added])


def _results_since(
    facts: pl.DataFrame,
    refused: pl.DataFrame,
    done: int,
    test: str,
    base: KnowledgeBase,
    codes: Codes,
) -> pl.DataFrame:
    """The results of a test after the last day on which it was not done, as facts that it was."""
    # As dates sort: an unknown one after all others.
    unknown = pl.col("earliest") == NEVER
    last = (
        refused.sort("at", unknown, "earliest", "latest")
        .group_by("at")
        .agg(pl.col("latest").last().alias("last"), unknown.last().alias("undated"))
        .filter(~pl.col("undated"))
    )
    results = [codes.place[f.id] for f in base.findings.values() if f.established_by[:1] == (test,)]
    return (
        facts.filter(pl.col("finding").is_in(results) & (pl.col("earliest") != NEVER))
        .join(last, on="at")
        .filter(pl.col("earliest") > pl.col("last"))
        .select(facts.columns)
        .with_columns(
            pl.lit(done, facts.schema["finding"]).alias("finding"),
            pl.lit(YES, facts.schema["mask"]).alias("mask"),
            pl.lit(-np.inf).alias("low"),
            pl.lit(np.inf).alias("high"),
        )
    )


# -- now and over the course -----------------------------------------------------------------------


def _now(runs: Runs, on: Ints, kinds: _Kinds) -> Held:
    """What is known now, without what is too old to count."""
    found = runs.heads()
    last, lasting = runs.held_earliest[runs.starts], runs.lasting[runs.starts]
    if len(runs.several):
        some = runs.of_several()
        known, last[runs.several], lasting[runs.several] = _latest_of(some, kinds)
        found.put(runs.several, known)
    valid = kinds.valid[found.finding]
    limits = np.stack([_before(d, on) for d in kinds.durations] or [on])
    # The latest that certainly begins last began on the last day that any certainly began.
    fresh = last >= limits[valid, found.at]
    counts = np.where(last == NEVER, lasting, fresh) | (valid < 0)
    return found.where(counts)


def _latest_of(runs: Runs, kinds: _Kinds) -> tuple[Held, Ints, Mask]:
    """Of each run what held last, the last day on which any of its facts certainly began (`NEVER`
    where none has a date), and whether any of them lasts."""
    known = runs.held_earliest != NEVER
    last = runs.most(np.where(known, runs.held_earliest, NEVER))
    undated = last == NEVER
    kept = undated[runs.run] | (known & (runs.held_latest >= last[runs.run]))
    found = runs.one_of(kept, runs.held_earliest, runs.held_latest, kinds.boolean, kinds.quantity)
    return found, last, runs.any(runs.lasting)


def _course(runs: Runs, kinds: _Kinds) -> Held:
    """What is known over the whole course, by the rule of each finding."""
    found = runs.heads()
    if len(runs.several):
        found.put(runs.several, _over_the_course(runs.of_several(), kinds))
    return found


def _over_the_course(runs: Runs, kinds: _Kinds) -> Held:
    rule = kinds.rule[runs.finding]
    of_run = rule[runs.starts]
    dated = runs.earliest != NEVER
    some = runs.any(dated)[runs.run]
    last = runs.most(np.where(dated, runs.earliest, NEVER - 1))[runs.run]
    first = runs.least(np.where(dated, runs.latest, EVER))[runs.run]
    # Of a run without a date every fact may be the last, or the first.
    inside = np.where(rule == _FIRST, runs.earliest <= first, runs.latest >= last)
    kept = (rule >= _LATEST) & (~some | (dated & inside))
    found = runs.one_of(kept, runs.earliest, runs.latest, kinds.boolean, kinds.quantity)
    for wanted, which in ((YES, _ANY_YES), (NO, _ANY_NO)):
        _any(runs, found, of_run == which, wanted)
    for highest, which in ((True, _HIGHEST), (False, _LOWEST)):
        if (of_run == which).any():
            runs.extremes(found, of_run == which, highest=highest)
    return found


def _any(runs: Runs, found: Held, here: Mask, wanted: int) -> None:
    """Whether any fact says what is wanted, else the opposite, of the runs that ``here`` marks."""
    ours = np.flatnonzero(here)
    if not len(ours):
        return
    saying = runs.mask == wanted
    any_ = runs.any(saying)
    found.mask[ours] = np.where(any_[ours], wanted, NO + YES - wanted)
    behind = runs.latest_of(saying | ~any_[runs.run])
    found.row[ours] = runs.row[behind[ours]]


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
