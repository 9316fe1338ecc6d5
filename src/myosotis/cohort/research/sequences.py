"""Treatment sequences: which therapy came first, second and third, and how many took which way."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import polars as pl

from myosotis.cohort.research.cohort import Cohort
from myosotis.cohort.research.courses import given
from myosotis.cohort.research.naming import therapy_label
from myosotis.knowledge import KnowledgeBase

STEPS = 3
TOGETHER, EITHER_ORDER = " + ", " / "
NO_FURTHER = "no further"


@dataclass(frozen=True)
class Sequences:
    """The ways through the first steps of treatment.

    ``flows`` counts patients for each way, a label for each step: therapies begun on the same day
    are joined by " + ", those of which the dates do not say which came first by " / ". ``patients``
    had one of the therapies; ``unordered`` of them have a step whose order is open, so that what
    follows it is only known to follow; ``undated`` had a therapy without any date, and are in no
    flow where they had others.
    """

    flows: dict[tuple[str, ...], int]
    patients: int
    untreated: int
    together: int
    unordered: int
    undated: int

    def nodes(self) -> list[tuple[int, str, int]]:
        """Step, label and patients, the largest first within a step."""
        counted: Counter[tuple[int, str]] = Counter()
        for way, number in self.flows.items():
            for step, label in enumerate(way):
                counted[step, label] += number
        return sorted(
            ((step, label, n) for (step, label), n in counted.items()),
            key=lambda node: (node[0], -node[2], node[1]),
        )

    def links(self) -> list[tuple[int, str, str, int]]:
        """Step, its label, the label of the next step, and patients."""
        counted: Counter[tuple[int, str, str]] = Counter()
        for way, number in self.flows.items():
            for step, (one, other) in enumerate(pairwise(way)):
                counted[step, one, other] += number
        return sorted((step, one, other, n) for (step, one, other), n in counted.items())


def sequences(
    cohort: Cohort, base: KnowledgeBase, kind: str = "immunosuppressant", steps: int = STEPS
) -> Sequences:
    """The first starts of the therapies that count as ``kind``, in their order.

    A therapy stands once, where it was first begun; that it was stopped and begun again is not a
    step. Raises InputError for a therapy or a date that cannot be read.
    """
    courses = given(cohort, base).filter(
        pl.col("therapy").is_in([t.id for t in base.therapies.values() if t.counts_as == kind])
    )
    starts = (
        courses.group_by("patient", "therapy")
        .agg(
            pl.col("start_earliest").min().alias("low"),
            pl.col("start_latest").min().alias("high"),
            pl.col("start_earliest").is_null().any().alias("open"),
        )
        .sort("patient", "low", "high", "therapy")
        .group_by("patient", maintain_order=True)
        .agg("therapy", "low", "high", "open")
    )
    flows: Counter[tuple[str, ...]] = Counter()
    together = unordered = undated = 0
    for therapies, lows, highs, opens in starts.drop("patient").iter_rows():
        if any(opens) and len(therapies) > 1:
            undated += 1
            continue
        way = _way(base, therapies, lows, highs)
        together += any(TOGETHER in label for label in way[:steps])
        unordered += any(EITHER_ORDER in label for label in way[:steps])
        flows[*way[:steps], *(NO_FURTHER,) * (steps - len(way))] += 1
    return Sequences(
        flows=dict(sorted(flows.items(), key=lambda flow: (-flow[1], flow[0]))),
        patients=starts.height,
        untreated=cohort.size - starts.height,
        together=together,
        unordered=unordered,
        undated=undated,
    )


def _way(
    base: KnowledgeBase, therapies: list[str], lows: list[date | None], highs: list[date | None]
) -> list[str]:
    """The steps: therapies whose starts may be on either side of each other stand in one."""
    steps: list[list[int]] = []
    reach: date | None = None
    for place, (low, high) in enumerate(zip(lows, highs, strict=True)):
        if steps and (low is None or reach is None or low <= reach):
            steps[-1].append(place)
        else:
            steps.append([place])
        reach = high if reach is None or (high is not None and high > reach) else reach
    return [_label(base, step, therapies, lows, highs) for step in steps]


def _label(
    base: KnowledgeBase,
    step: list[int],
    therapies: list[str],
    lows: list[date | None],
    highs: list[date | None],
) -> str:
    labels = sorted(therapy_label(base, therapies[place]) for place in step)
    days = {(lows[place], highs[place]) for place in step}
    same_day = len(days) == 1 and all(low == high for low, high in days)
    return (TOGETHER if same_day else EITHER_ORDER).join(labels)
