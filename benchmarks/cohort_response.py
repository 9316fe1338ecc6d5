"""The response over time of a made-up registry, from coded facts to the table."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from measuring import Line, median

from myosotis import knowledge
from myosotis.knowledge import KnowledgeBase
from myosotis.patient import EVER, NEVER, Codes
from myosotis.review import response_table

PATIENTS = 60_000
VISITS = 6
TARGET = 300_000


def measure() -> Iterator[Line]:
    base = knowledge.load()
    facts = registry(base)
    pairs = PATIENTS * (VISITS - 1)
    assert response_table(facts, knowledge=base).height > 0.9 * pairs
    taken = median(lambda: response_table(facts, knowledge=base), 3)
    yield Line(
        f"response over time of {PATIENTS:,} patients with {VISITS} visits each, {facts.height:,} "
        "coded facts: total improvement score and the other instruments",
        f"{pairs / taken:,.0f} pairs of visits/s",
        f"{TARGET:,} pairs of visits/s",
        pairs / taken >= TARGET,
    )


def registry(base: KnowledgeBase, patients: int = PATIENTS) -> pl.DataFrame:
    """Coded facts of a registry: six core set measures every three months, one in twelve missing,
    the enzyme in U/L, mostly beside the laboratory's limit, a few days before the visit."""
    random = np.random.default_rng(2)
    visits = patients * VISITS
    who = np.repeat(np.arange(patients), VISITS)
    first = random.integers(15_000, 19_000, patients)[who]
    day = first + np.tile(np.arange(VISITS) * 91, patients) + random.integers(-9, 10, visits)
    limit = random.choice([170.0, 190.0, 200.0, 308.0], visits)
    kinase = random.integers(40, 4000, visits)
    limited = random.random(visits) < 0.9
    lines = [random.integers(0, 101, visits) / 10 for _ in range(3)]
    measured = {
        "physician_global_activity": (lines[0], lines[0], day),
        "patient_global_activity": (lines[1], lines[1], day),
        "extramuscular_global_activity": (lines[2], lines[2], day),
        "mmt8": _twice(random.integers(80, 151, visits).astype(float), day),
        "haq_di": _twice(random.integers(0, 25, visits) / 8, day),
        "ck": (
            np.where(limited, kinase / limit, kinase / 330),
            np.where(limited, kinase / limit, kinase / 140),
            day - random.integers(0, 4, visits),
        ),
    }
    codes = Codes.of(base)
    found = []
    for name, (low, high, on) in measured.items():
        kept = random.random(visits) >= 1 / 12
        found.append(
            _facts(who[kept], codes.place[name], low[kept], high[kept], on[kept], on[kept])
        )
    ages = random.integers(2, 80, patients).astype(float)
    undated = [np.full(patients, end) for end in (NEVER, EVER)]
    found.append(_facts(np.arange(patients), codes.place["age_at_onset"], ages, ages, *undated))
    # As a registry exports it: visit by visit.
    return pl.concat(found).sort("patient", "earliest", maintain_order=True)


def _twice(values: np.ndarray, day: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return values, values, day


def _facts(
    who: np.ndarray,
    finding: int,
    low: np.ndarray,
    high: np.ndarray,
    earliest: np.ndarray,
    latest: np.ndarray,
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "patient": who.astype(np.int64),
            "finding": np.full(who.size, finding, np.uint16),
            "low": low,
            "high": high,
            "mask": np.zeros(who.size, np.uint64),
            "earliest": earliest.astype(np.int32),
            "latest": latest.astype(np.int32),
            "unit": np.zeros(who.size, np.uint16),
            "row": np.arange(1, who.size + 1),
        }
    )
