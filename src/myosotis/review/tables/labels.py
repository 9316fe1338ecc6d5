"""The recorded diagnosis of every row: which of the known labels it is."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from myosotis.knowledge import KnowledgeBase
from myosotis.logic import Truth, Value
from myosotis.review.tables.answers import said
from myosotis.review.view import recorded_labels

_PREFIX = "labelled."


class Labels:
    """The labels of the texts of a column, each distinct text read once."""

    def __init__(self, base: KnowledgeBase, diagnosis: pl.Series) -> None:
        self._base = base
        texts = diagnosis.fill_null("")
        distinct = texts.unique().sort()
        order = pl.Series(range(len(distinct)), dtype=pl.Int64)
        self._places: npt.NDArray[np.integer[Any]] = texts.replace_strict(
            distinct, order, return_dtype=pl.Int64
        ).to_numpy()
        self._read = [recorded_labels(base, text) for text in distinct]

    def facts(self) -> dict[str, pl.Series]:
        """The labels as facts that a rule reads."""
        return {
            f"{_PREFIX}{name}_{end}": said(
                self._places, [getattr(each[f"{_PREFIX}{name}"], end) for each in self._read],
                pl.Boolean,
            )
            for name in self._base.diagnosis.labels
            for end in ("low", "high")
        }  # fmt: skip

    def listed(self) -> pl.Series:
        """The labels of every row; null where no diagnosis is recorded."""
        return said(self._places, [_names(each) for each in self._read], pl.List(pl.String))


def _names(labels: dict[str, Value]) -> list[str] | None:
    if Truth.UNKNOWN in labels.values():
        return None
    return [name.removeprefix(_PREFIX) for name, truth in labels.items() if truth is Truth.YES]
