"""How long one differential takes in a warm process."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from functools import partial

from measuring import Line, median, milliseconds, percentile

from differential.published import Case
from myosotis import differential_diagnosis
from myosotis.review.beginning import begin
from myosotis.review.differential.body import differential_body

TARGET = 0.010
TIMES = 20


def measure(cases: Sequence[Case]) -> Iterator[Line]:
    views = [begin(case.patient, None, None).view for case in cases]
    ready = [median(partial(differential_body, view), TIMES) for view in views]
    whole = [median(partial(differential_diagnosis, case.patient), TIMES) for case in cases]
    taken = statistics.median(ready)
    yield Line(
        f"one differential with its explanation, of a record that is read: median of {len(cases)} "
        "published cases",
        milliseconds(taken),
        "under 10 ms",
        taken < TARGET,
    )
    yield Line("the slowest of them", milliseconds(max(ready)))
    yield Line(
        "`differential_diagnosis` of a patient, with antibodies and sources: median",
        milliseconds(statistics.median(whole)),
    )
    yield Line("the same, 95th percentile", milliseconds(percentile(whole, 0.95)))
