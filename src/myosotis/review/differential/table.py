"""The differential of every row of a table, equal to that of one patient with the same facts.

Polars says in which state each cluster of findings is in a row; the ratios of a state are rows of
tables that are looked up and added. Clusters are joined into blocks, so that few look-ups do.
"""

from __future__ import annotations

import operator
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from myosotis.knowledge import KnowledgeBase, load
from myosotis.knowledge.schema import Disorder, Scale
from myosotis.logic import Sheet
from myosotis.review.differential.body import LEAST_FACTS
from myosotis.review.differential.weighing import (
    ABSENT,
    PRESENT,
    UNIT,
    Cluster,
    Families,
    Whole,
    families,
    joined,
    weighing,
)
from myosotis.review.rulebook import EVER, range_rule, rulebook

ROWS = 5_000
"""Rows of a batch: what is worked out of them stays in the processor's cache."""
AT_ONCE = 500
"""Rows that are summed together: their sums stay in the processor's cache."""
STATES = 4096
"""A block has at most so many states."""
Mask = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.integer[Any]]


def differential_table(
    table: pl.DataFrame | pl.LazyFrame, knowledge: KnowledgeBase | None = None
) -> pl.DataFrame:
    """What the differential says of every row.

    Columns of the table are findings over the course, as the engine lays out a table: a boolean
    with null where it is not known or a pair ``<id>_low``, ``<id>_high``; a number in its unit or
    such a pair; ``<id>=<label>`` whether a label is possible. A column that is not there is not
    known. Nothing is inferred from one finding for another.

    Gives ``usable`` (facts to go by), ``first`` (the leader, null where nothing is ranked),
    ``leads`` (``iim``, ``other``, ``both``, ``cannot_tell``), for each disorder ``<id>`` its ratio
    in thousandths of a natural logarithm (null where it is not ranked), and ``first=<id>`` whether
    it stands in the first set.
    """
    base = knowledge or load()
    return pl.concat([_frame(_plan(base), batch) for batch in _weighed(base, table)])


def leading_table(table: pl.DataFrame, base: KnowledgeBase) -> Leading:
    """Who leads in every row, and the first set, of the columns that `differential_table` takes."""
    batches = _weighed(base, table)
    ids = _plan(base).families.ids
    leads = pl.Series(LEADS, dtype=pl.String).gather(
        pl.Series(np.concatenate([batch.leads for batch in batches]))
    )
    same = np.concatenate([np.ascontiguousarray(batch.same.T) for batch in batches], axis=1)
    return Leading(leads, list(zip(ids, same, strict=True)))


@dataclass(frozen=True)
class Leading:
    """For every row who leads, of `LEADS`; and each disorder with where it is in the first set."""

    leads: pl.Series
    first: list[tuple[str, Mask]]


def _weighed(base: KnowledgeBase, table: pl.DataFrame | pl.LazyFrame) -> list[_Batch]:
    # Columns in many small pieces cost many times more.
    known = _known(base, table.rechunk().lazy() if isinstance(table, pl.DataFrame) else table)
    plan = _plan(base)
    starts = range(0, max(known.height, 1), ROWS)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda start: _batch(plan, known[start : start + ROWS]), starts))


# -- what each row holds -----------------------------------------------------------------------


def _known(base: KnowledgeBase, table: pl.LazyFrame) -> pl.DataFrame:
    """The state of each block, the number of facts, and which disorders can be ranked."""
    table = table.rename(lambda name: f"{EVER}{name}")
    sheet, asked = _asked(base, frozenset(table.collect_schema().names()))
    rows = table.select(pl.len()).collect().item()
    # A constant would be one row.
    some = pl.repeat(0, rows, dtype=pl.Int8).alias("row")
    return sheet.prepared(table).select(some, **asked).collect(engine="streaming")


# The parts of a cohort have the same columns.
@lru_cache(maxsize=8)
def _asked(base: KnowledgeBase, columns: frozenset[str]) -> tuple[Sheet, Mapping[str, pl.Expr]]:
    """What `_known` computes of tables with some columns."""
    sheet = Sheet(columns)
    book, plan = rulebook(base), _plan(base)

    def bounds(rule: str) -> tuple[pl.Expr, pl.Expr]:
        found = sheet.possibility(book.rule(rule).node)
        low, high = (pl.lit(e) if isinstance(e, bool) else e for e in (found.low, found.high))
        return low, high

    asked: dict[str, pl.Expr] = {}
    facts: list[pl.Expr] = []
    states: dict[str, pl.Expr] = {}
    says: dict[str, pl.Expr] = {}
    for cluster in plan.clusters:
        if isinstance(cluster.of, Scale):
            possible = [bounds(range_rule(cluster.of, one))[1] for one in cluster.of.bins]
            states[cluster.id] = _digits([_chosen(p, 1) for p in possible], 2)
            says[cluster.id] = ~pl.all_horizontal(possible) & pl.any_horizontal(possible)
            continue
        digits, decided = [], []
        for feature in cluster.of:
            low, high = bounds(feature.if_)
            digits.append(_chosen(low, PRESENT) + _chosen(~high, ABSENT))
            decided.append(low | ~high)
        facts.append(pl.any_horizontal(decided))
        states[cluster.id] = _digits(digits, 3)
    for cluster in plan.clusters:
        for other in cluster.of.instead_of if isinstance(cluster.of, Scale) else ():
            nothing = pl.lit(0, pl.Int16)
            states[other] = pl.when(says[cluster.id]).then(nothing).otherwise(states[other])
            says[other] &= ~says[cluster.id]
    facts.extend(says.values())
    for number, block in enumerate(plan.blocks):
        places = [
            states[cluster.id] * size for cluster, size in zip(block.of, block.sizes, strict=True)
        ]
        asked[f"block:{number}"] = _sum(places)
    asked["usable"] = _sum([_chosen(fact, 1) for fact in facts])
    for id_ in plan.families.ids:
        disorder = base.disorders[id_]
        if rules := plan.families.confirmed[id_]:
            asked[f"confirmed:{id_}"] = pl.any_horizontal([bounds(rule)[0] for rule in rules])
        if ranked := list(_ranked(disorder, bounds)):
            asked[f"ranked:{id_}"] = pl.all_horizontal(ranked)
    return sheet, asked


def _ranked(
    disorder: Disorder, bounds: Callable[[str], tuple[pl.Expr, pl.Expr]]
) -> Iterable[pl.Expr]:
    if disorder.exposure:
        yield bounds(disorder.exposure)[0]
    if disorder.only_sex:
        yield bounds(f"{EVER}sex == '{disorder.only_sex}'")[1]


def _chosen(here: pl.Expr, number: int) -> pl.Expr:
    return pl.when(here).then(pl.lit(number, pl.Int16)).otherwise(pl.lit(0, pl.Int16))


def _digits(digits: Sequence[pl.Expr], base: int) -> pl.Expr:
    return _sum([digit * pl.lit(base**place, pl.Int16) for place, digit in enumerate(digits)])


def _sum(parts: Sequence[pl.Expr]) -> pl.Expr:
    # By twos: a sum over many at once widens its integers.
    return reduce(operator.add, parts)


# -- the sums ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Block:
    """Clusters whose states are one number: each cluster's state times its size.

    ``table`` has the ratios of the disorders, then their variances, for each joint state.
    """

    of: tuple[Cluster, ...]
    sizes: tuple[int, ...]
    table: Whole


@dataclass(frozen=True)
class Plan:
    """The blocks, and the disorders that are ranked."""

    clusters: tuple[Cluster, ...]
    blocks: tuple[Block, ...]
    families: Families
    iim: Mask


@cache
def _plan(base: KnowledgeBase) -> Plan:
    tables = weighing(base)
    groups: list[list[Cluster]] = []
    size = STATES + 1
    for cluster in sorted(tables.clusters, key=lambda each: len(each.ratios)):
        if size * len(cluster.ratios) > STATES:
            groups.append([])
            size = 1
        groups[-1].append(cluster)
        size *= len(cluster.ratios)
    whole = families(base)
    iim = np.array([base.disorders[id_].iim for id_ in whole.ids])
    return Plan(tables.clusters, tuple(map(_block, groups)), whole, iim)


def _block(clusters: Sequence[Cluster]) -> Block:
    table = np.zeros((1, 2 * clusters[0].ratios.shape[1]), np.int32)
    sizes = []
    for cluster in clusters:
        sizes.append(len(table))
        own = np.concatenate([cluster.ratios, cluster.variances], axis=1)
        table = (own[:, None, :] + table[None, :, :]).reshape(-1, table.shape[1])
    return Block(tuple(clusters), tuple(sizes), table)


@dataclass(frozen=True)
class _Batch:
    """The answers for some rows: the number of facts to go by, who leads (a place in `LEADS`), the
    leader (a place in the disorders; -1 where nothing is ranked); by row and disorder the ratios,
    and whether the disorder is ranked and stands in the first set."""

    usable: Ints
    leads: Ints
    leader: Ints
    ratios: Whole
    ranked: Mask
    same: Mask


def _batch(plan: Plan, known: pl.DataFrame) -> _Batch:
    """The answers for some rows."""
    sums = _sums(plan, known)
    half = sums.shape[1] // 2
    ratios, best = joined(plan.families, sums[:, :half])
    variances = np.take_along_axis(sums[:, half:], best, axis=1)
    confirmed = _columns(known, "confirmed", plan, default=False)
    ranked = _columns(known, "ranked", plan, default=True) | confirmed
    # Where something is confirmed, only what is confirmed leads.
    leading = np.where(confirmed.any(axis=1, keepdims=True), confirmed, ranked)
    usable = known["usable"].to_numpy()
    least = np.iinfo(np.int32).min
    first = np.where(leading, ratios, least).argmax(axis=1)[:, None]
    behind = np.take_along_axis(ratios, first, axis=1).astype(np.int64) - ratios
    off = np.take_along_axis(variances, first, axis=1) + variances
    same = leading & (behind**2 <= UNIT * off.astype(np.int64))
    any_ = leading.any(axis=1)
    told = any_ & ((usable >= LEAST_FACTS) | confirmed.any(axis=1))
    iim, other = (same & plan.iim).any(axis=1), (same & ~plan.iim).any(axis=1)
    leads = np.select([~told, iim & other, iim], [0, 3, 1], default=2).astype(np.uint32)
    return _Batch(usable, leads, np.where(any_, first[:, 0], -1), ratios, ranked, same)


LEADS = ("cannot_tell", "iim", "other", "both")


def _frame(plan: Plan, batch: _Batch) -> pl.DataFrame:
    ids = np.array([*plan.families.ids, None], dtype=object)
    columns = {
        "usable": pl.Series(batch.usable),
        "first": pl.Series(ids[batch.leader], dtype=pl.String),
        "leads": pl.Series(np.array(LEADS)[batch.leads]),
    }
    for index, id_ in enumerate(plan.families.ids):
        columns[id_] = pl.Series(batch.ratios[:, index]).set(
            pl.Series(~batch.ranked[:, index]), None
        )
    for index, id_ in enumerate(plan.families.ids):
        columns[f"first={id_}"] = pl.Series(batch.same[:, index])
    return pl.DataFrame(columns)


def _sums(plan: Plan, known: pl.DataFrame) -> Whole:
    """The ratios of the disorders, then their variances, for some rows."""
    states = [known[f"block:{number}"].to_numpy() for number in range(len(plan.blocks))]
    same = np.zeros(plan.blocks[0].table.shape[1], np.int32)
    differing = []
    for block, state in zip(plan.blocks, states, strict=True):
        # What is recorded of nobody, and of a cluster mostly nothing is, need not be looked up.
        if len(state) and (state == state[0]).all():
            same += block.table[state[0]]
        else:
            differing.append((block.table, state))
    sums = np.empty((known.height, len(same)), np.int32)
    found = np.empty((AT_ONCE, len(same)), np.int32)
    for start in range(0, known.height, AT_ONCE):
        part = sums[start : start + AT_ONCE]
        part[:] = same
        for table, state in differing:
            rows = state[start : start + AT_ONCE]
            part += np.take(table, rows, axis=0, out=found[: len(part)], mode="clip")
    return sums


def _columns(known: pl.DataFrame, what: str, plan: Plan, *, default: bool) -> Mask:
    found = np.full((known.height, len(plan.families.ids)), default)
    for index, id_ in enumerate(plan.families.ids):
        if f"{what}:{id_}" in known.columns:
            found[:, index] = known[f"{what}:{id_}"].to_numpy()
    return found
