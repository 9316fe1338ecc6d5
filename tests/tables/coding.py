"""The facts of patients in columns, one by one: what reading tables must give too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from math import inf, nextafter

import numpy as np
import polars as pl

from myosotis.knowledge import KnowledgeBase
from myosotis.logic import Choice, Interval, Truth
from myosotis.patient import Codes, Fact, Patient
from myosotis.patient.coded import EVER, NEVER, SCHEMA, day, unit_code


def code_facts(base: KnowledgeBase, patients: Iterable[Patient]) -> pl.DataFrame:
    """The coded facts of patients; ``patient`` is the place in the list."""
    sites: dict[str, int] = {"": 0}
    rows = [
        {"patient": number, **_coded(base, fact, sites, place + 1)}
        for number, patient in enumerate(patients)
        for place, fact in enumerate(patient.facts)
    ]
    schema = {"patient": pl.UInt32, **SCHEMA}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _coded(base: KnowledgeBase, fact: Fact, sites: dict[str, int], place: int) -> dict[str, object]:
    codes = Codes.of(base)
    finding = base.findings[fact.finding]
    low, high, mask = -inf, inf, 3
    if isinstance(fact.value, Interval):
        low, high = (float(end) for end in (fact.value.low, fact.value.high))
        if fact.value.low_open and low != -inf:
            low = nextafter(low, inf)
        if fact.value.high_open and high != inf:
            high = nextafter(high, -inf)
    elif isinstance(fact.value, Truth):
        mask = fact.value.value
    elif isinstance(fact.value, Choice):
        labels = codes.labels[fact.finding]
        mask = sum(1 << i for i, label in enumerate(labels) if label in fact.value.options)
    method = 1 + codes.methods.index(fact.method) if fact.method else 0
    strength = 0
    if fact.strength:
        known = fact.strength in codes.strengths
        strength = 1 + (codes.strengths.index(fact.strength) if known else len(codes.strengths))
    return {
        "finding": codes.place[fact.finding], "low": low, "high": high, "mask": mask,
        "earliest": days(fact.on.earliest, known=fact.on.known, end=NEVER),
        "latest": days(fact.on.latest, known=fact.on.known, end=EVER),
        "until_earliest": None if fact.until is None else days(
            fact.until.earliest, known=fact.until.known, end=NEVER),
        "until_latest": None if fact.until is None else days(
            fact.until.latest, known=fact.until.known, end=EVER),
        "lasting": fact.lasting,
        "unit": unit_code(finding, fact.unit),
        "site": sites.setdefault(fact.site.casefold(), len(sites)),
        "method": method, "strength": strength, "row": place,
    }  # fmt: skip


def days(of: date, *, known: bool, end: int) -> int:
    return day(of) if known else end


def births(patients: Iterable[Patient]) -> tuple[np.ndarray, np.ndarray]:
    spans = [patient.birth for patient in patients]
    return (
        np.array([NEVER if s is None else day(s.earliest) for s in spans], np.int64),
        np.array([EVER if s is None else day(s.latest) for s in spans], np.int64),
    )
