"""A line of the results."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from cohort.agreement import Agreement

IN_MEMORY = "In memory"
COUNTS = "From Parquet to counts"
GROWTH = "How the cost grows"


@dataclass(frozen=True)
class Line:
    """One measurement; ``section`` is the heading under which it stands.

    ``asked`` patients are in the table, ``taken`` of them were computed where all would take too
    long. ``seconds`` are those of each run, empty where the way was skipped, and ``skipped`` says
    why; ``processor`` are those of all processors together. ``peak`` is the most memory of the
    process in bytes, with the table it holds. ``target`` and ``aim`` are patients a second.
    """

    section: str
    what: str
    asked: int
    seconds: tuple[float, ...] = ()
    processor: tuple[float, ...] = ()
    peak: int | None = None
    agreement: tuple[Agreement, ...] = ()
    target: float | None = None
    aim: float | None = None
    skipped: str | None = None
    taken: int | None = None

    @property
    def patients(self) -> int:
        """How many were computed."""
        return self.asked if self.taken is None else self.taken

    @property
    def median(self) -> float:
        """Of all runs, in seconds."""
        return statistics.median(self.seconds)

    @property
    def speed(self) -> float:
        """Patients a second."""
        return self.patients / self.median

    @property
    def work(self) -> float | None:
        """Processor time for each patient, in seconds: what other work does not lengthen much."""
        return statistics.median(self.processor) / self.patients if self.processor else None

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None: there is none."""
        return None if self.target is None or self.skipped else self.speed >= self.target
