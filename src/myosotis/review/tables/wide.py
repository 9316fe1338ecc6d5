"""What is known of many rows as a table with columns for each finding, as rules read it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from myosotis.knowledge import KnowledgeBase
from myosotis.patient import Codes, Held

Columns = dict[str, pl.Series]
Ints = npt.NDArray[np.integer[Any]]


def wide(
    held: Held, rows: int, findings: Iterable[str], base: KnowledgeBase, prefix: str = ""
) -> Columns:
    """The columns of some findings: ``<id>_low`` and ``<id>_high``, or ``<id>=<label>``.

    Every finding asked for has its columns, whether anything is known of it or not, so that tables
    made one after the other have the same columns. No limit of a quantity is null.
    """
    place = Codes.of(base).place
    found: Columns = {}
    for name in findings:
        here = held.by_finding.get(place[name])
        found |= (
            _unknown(base, name, rows, prefix)
            if here is None
            else _columns(base, name, rows, held, here, prefix)
        )
    return found


def _columns(
    base: KnowledgeBase, name: str, rows: int, held: Held, here: Ints, prefix: str
) -> Columns:
    at, kind = held.at[here], base.findings[name].kind
    if kind == "quantity":
        return {
            f"{prefix}{name}_{end}": _numbers(rows, at, values[here])
            for end, values in (("low", held.low), ("high", held.high))
        }
    if kind == "boolean":
        truths = np.full(rows, 3, np.uint8)
        truths[at] = held.mask[here]
        return {
            f"{prefix}{name}_low": pl.Series(truths == 2),
            f"{prefix}{name}_high": pl.Series(truths != 1),
        }
    masks = np.full(rows, _everything(base, name), np.uint64)
    masks[at] = held.mask[here]
    return {
        f"{prefix}{name}={label}": pl.Series((masks >> np.uint64(bit) & np.uint64(1)).astype(bool))
        for bit, label in enumerate(Codes.of(base).labels[name])
    }


def _numbers(rows: int, at: Ints, values: npt.NDArray[np.float64]) -> pl.Series:
    column = np.full(rows, np.nan)
    column[at] = values
    column[np.isinf(column)] = np.nan
    return pl.Series(column, nan_to_null=True)


def _unknown(base: KnowledgeBase, name: str, rows: int, prefix: str) -> Columns:
    kind = base.findings[name].kind
    if kind == "quantity":
        nothing = _constant(rows, None)
        return {f"{prefix}{name}_low": nothing, f"{prefix}{name}_high": nothing}
    if kind == "boolean":
        no, yes = _constant(rows, False), _constant(rows, True)
        return {f"{prefix}{name}_low": no, f"{prefix}{name}_high": yes}
    yes = _constant(rows, True)
    return {f"{prefix}{name}={label}": yes for label in Codes.of(base).labels[name]}


def _everything(base: KnowledgeBase, name: str) -> int:
    return (1 << len(base.findings[name].values)) - 1


# The tables of a part have the same length, and those of the next another one.
@lru_cache(maxsize=8)
def _constant(rows: int, value: bool | None) -> pl.Series:
    kind = pl.Float64 if value is None else pl.Boolean
    return pl.Series([value], dtype=kind).new_from_index(0, rows)
