"""One way to compute the criteria: what it is called, what it needs, and how it is run."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import polars as pl

Counting = Callable[[], pl.DataFrame]

VERDICT, SUBGROUP = "verdict", "subgroup"


@dataclass(frozen=True)
class Way:
    """How a tool computes the criteria.

    ``load`` reads the files into the tool's own form and translates the criteria; that is not
    timed. ``classify`` computes every patient's answer from there, ``answers`` makes of what it
    gives columns, `VERDICT` and `SUBGROUP` (or one of them): numbers with one bit for each label
    that is possible. ``counts`` makes, of the files, what goes from them to the number of patients
    for each answer, and is timed.

    ``layout`` writes the patients as the way wants to read them, once, and says where; most ways
    take the files as they are. ``missing`` says why the way cannot run here, or nothing. ``most``
    patients are taken where more would take too long. ``process`` is the process whose memory
    counts.
    """

    name: str
    title: str
    missing: Callable[[], str | None]
    load: Callable[[str], Any]
    classify: Callable[[Any], Any]
    answers: Callable[[Any], pl.DataFrame]
    counts: Callable[[str], Counting] | None = None
    layout: Callable[[str], str] = field(default=lambda files: files)
    most: int | None = None
    process: Callable[[Any], int] = field(default=lambda loaded: os.getpid())


def nothing_missing() -> None:
    """Of a way that needs only what the package needs."""


def one_bit(places: pl.DataFrame) -> pl.DataFrame:
    """The set of one label, from its number."""
    bits = {place: 1 << place for place in range(8)}
    return places.select(pl.all().replace_strict(bits, return_dtype=pl.UInt8))
