"""What is known of many findings of many patients, without a cell for what is not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


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

    def put(self, places: Ints, others: Held) -> None:
        """Let entries say what other ones say."""
        for name in ("low", "high", "mask", "row"):
            getattr(self, name)[places] = getattr(others, name)

    @cached_property
    def by_finding(self) -> dict[int, Ints]:
        """The places of the entries of each finding, by row."""
        order = np.argsort(self.finding.astype(np.uint16), kind="stable")
        finding = self.finding[order]
        edges = np.flatnonzero(np.diff(finding.astype(np.int32), prepend=-1, append=-1))
        return {int(finding[start]): order[start:end] for start, end in pairwise(edges)}

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
        key = whole["at"].astype(np.int64) << 16 | whole["finding"]
        order = np.argsort(key, kind="stable")
        return cls(*(whole[name][order] for name in _FIELDS))


_FIELDS = ("at", "finding", "low", "high", "mask", "row")
