"""How long one differential takes in a warm process.

In processor time, which other work on the machine does not lengthen; it runs on one core.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from measuring import Line, milliseconds, percentile

from differential.published import Case
from myosotis import differential_diagnosis
from myosotis.review.beginning import begin
from myosotis.review.differential.body import differential_body

TARGET = 0.010
TIMES = 20


def measure(cases: Sequence[Case]) -> Iterator[Line]:
    views = [begin(case.patient, None, None).view for case in cases]
    ready = [processor_time(partial(differential_body, view)) for view in views]
    whole = [processor_time(partial(differential_diagnosis, case.patient)) for case in cases]
    yield from _lines(
        f"the differential with its explanation, of a record that is read, {len(cases)} published "
        "cases",
        ready,
    )
    yield from _lines("`differential_diagnosis` of a patient, with antibodies and sources", whole)


def _lines(what: str, times: list[float]) -> Iterator[Line]:
    taken = statistics.median(times)
    yield Line(f"{what}: median", milliseconds(taken), "under 10 ms", taken < TARGET)
    yield Line("the same, 95th percentile", milliseconds(percentile(times, 0.95)))


def processor_time(action: Callable[[], object]) -> float:
    """The median of several runs, in seconds, after one that is not counted."""
    action()
    found = []
    for _ in range(TIMES):
        start = time.process_time()
        action()
        found.append(time.process_time() - start)
    return statistics.median(found)
