"""Snapshots as a table that a person reads: one column or pair of columns for each finding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import polars as pl

from myosotis.knowledge import KnowledgeBase
from myosotis.patient import EVER, Codes
from myosotis.review import Visits, wide

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)
_ENDS = ("_low", "_high")


def snapshot_rows(
    visits: Visits, base: KnowledgeBase, names: Sequence[str] | None = None
) -> pl.DataFrame:
    """What is known of every patient now, and over the course (behind ``ever.``).

    A yes or no is a column with null for unknown; a quantity the pair ``<id>_low`` and
    ``<id>_high`` in its unit (null: no limit); a category the list of the labels that are possible
    (null: unknown). ``names`` are the findings that have columns; without them these are the
    findings of which anything is known in any row.
    """
    columns: dict[str, pl.Series] = {}
    known = Codes.of(base).findings
    for held, prefix in ((visits.seen.now, ""), (visits.seen.course, "ever.")):
        present = names or [known[place] for place in np.unique(held.finding)]
        found = wide(held, len(visits), present, base)
        for name in present:
            columns |= _of(name, found, base, prefix)
    on = pl.when(pl.col("on") != EVER).then(pl.col("on").cast(pl.Date))
    frame = visits.frame.select("patient", on=on)
    return frame.with_columns(**columns)


def together(parts: Sequence[Frame], base: KnowledgeBase) -> Frame:
    """The snapshots of several parts as one. A part has the columns of what is known in it; what
    is known in no row of one is null there."""
    whole = pl.concat(parts, how="diagonal")
    held = whole.collect_schema()
    return whole.select(name for name in _every_column(base) if name in held)


def _every_column(base: KnowledgeBase) -> list[str]:
    names = [
        f"{prefix}{name}{end}"
        for prefix in ("", "ever.")
        for name in Codes.of(base).findings
        for end in (_ENDS if base.findings[name].kind == "quantity" else ("",))
    ]
    return ["patient", "on", *names]


def _of(
    name: str, found: dict[str, pl.Series], base: KnowledgeBase, prefix: str
) -> dict[str, pl.Series]:
    kind = base.findings[name].kind
    if kind == "quantity":
        return {f"{prefix}{name}{end}": found[f"{name}{end}"] for end in _ENDS}
    if kind == "boolean":
        low, high = found[f"{name}_low"], found[f"{name}_high"]
        truth = pl.select(pl.when(low == high).then(low)).to_series()
        return {f"{prefix}{name}": truth}
    labels = Codes.of(base).labels[name]
    possible = [
        pl.when(found[f"{name}={label}"]).then(pl.lit(label)).alias(label) for label in labels
    ]
    listed = pl.select(pl.concat_list(possible).list.drop_nulls().alias(name)).to_series()
    known = listed.list.len() < len(labels)
    return {f"{prefix}{name}": pl.select(pl.when(known).then(listed)).to_series()}
