"""One patient: a review in a warm process, and everything that a person starts from the shell."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from measuring import Line, median, milliseconds, percentile, seconds

from myosotis import (
    Patient,
    Snapshot,
    compare_criteria,
    evaluate,
    knowledge,
    read_patient,
    review,
)
from myosotis.review import evaluate_classification

ROOT = Path(__file__).resolve().parents[1]
INDEX_PATIENT = ROOT / "examples" / "index-patient.yaml"
CASES = sorted((ROOT / "examples" / "cases").glob("*.yaml"))

_TIMED = "import time; start = time.perf_counter(); {action}; print(time.perf_counter() - start)"
_IMPORT = _TIMED.format(action="import myosotis")
_LOAD = "from myosotis import knowledge; " + _TIMED.format(action="knowledge.load()")


def measure() -> Iterator[Line]:
    yield from _reviews()
    yield from _criteria()
    program = shutil.which("myosotis", path=str(Path(sys.executable).parent)) or "myosotis"
    command = [program, "review", str(INDEX_PATIENT)]
    cold = median(lambda: subprocess.run(command, check=True, capture_output=True), 10)
    yield Line(
        "`myosotis review` of the index patient, cold from the shell",
        milliseconds(cold),
        "under 800 ms",
        cold < 0.8,
    )
    imported = _reported(_IMPORT)
    yield Line("import of the package", milliseconds(imported), "under 250 ms", imported < 0.25)
    loaded = _reported(_LOAD)
    yield Line(
        "the knowledge base, from its cache", milliseconds(loaded), "under 150 ms", loaded < 0.15
    )


def _reviews() -> Iterator[Line]:
    patients = [read_patient(path) for path in CASES]
    times: list[float] = []
    for patient in patients:
        times += seconds(partial(_review, patient), 10)
    slowest = percentile(times, 0.99)
    middle = statistics.median(times)
    yield Line(
        f"a warm review with its full explanation, {len(patients)} published cases: median",
        milliseconds(middle),
        "under 25 ms with the strategy",
        middle < 0.025,
    )
    alone = [second for patient in patients for second in seconds(partial(review, patient), 5)]
    yield Line("the same without making it plain data", milliseconds(statistics.median(alone)))
    yield Line("the same, 99th percentile", milliseconds(slowest), "under 20 ms", slowest < 0.02)


def _review(patient: Patient) -> dict[str, Any]:
    return review(patient).to_dict()


def _criteria() -> Iterator[Line]:
    facts = {"heliotrope_rash": True, "age_at_onset": 45, "muscle_biopsy_done": False}
    verdict = median(lambda: evaluate("eular_acr_2017", facts).verdict, 200)
    yield Line("one criteria set for one patient: verdict", milliseconds(verdict))
    whole = median(lambda: evaluate("eular_acr_2017", facts).to_dict(), 50)
    yield Line("the same with why, what is missing and the explanation", milliseconds(whole))
    patients = [read_patient(path) for path in CASES]
    base, verdicts, tables = knowledge.load(), [], []
    for patient in patients:
        snapshot = Snapshot.of(patient)
        verdicts.append(median(partial(_all_verdicts, base, snapshot), 5))
        tables.append(median(partial(_compared, patient), 3))
    slowest = max(verdicts)
    count = len(compare_criteria(patients[0]).sets)
    yield Line(
        f"all {count} classification sets for one patient: verdicts, outcomes and ranges, slowest "
        f"of {len(patients)} cases",
        milliseconds(slowest),
        "under 5 ms",
        slowest < 0.005,
    )
    yield Line(
        "the same with why, what is missing, the explanations and where sets disagree: median",
        milliseconds(statistics.median(tables)),
    )


def _all_verdicts(base: knowledge.KnowledgeBase, snapshot: Snapshot) -> list[Any]:
    found = evaluate_classification(base, snapshot).values()
    return [(one.labels, one.outcomes, one.numbers) for one in found]


def _compared(patient: Patient) -> dict[str, Any]:
    return compare_criteria(patient).to_dict()


def _reported(program: str, times: int = 10) -> float:
    """The median of what a fresh Python says of itself."""
    command = [sys.executable, "-c", program]
    found = [
        float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        for _ in range(times + 1)
    ]
    return statistics.median(found[1:])
