"""The questions of the review over tables: a registry, a hospital or a nation.

found = myosotis.cohort.review(patients, observations, treatments, on="2024-06-30")
found.table, found.rejects

Tables are paths or frames of any kind that Narwhals knows; answers are frames of the same kind.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from myosotis.cohort import spark
    from myosotis.cohort.asked import dates_asked
    from myosotis.cohort.asking import Answered
    from myosotis.cohort.memory import hold_together
    from myosotis.cohort.synthesizing import Registry, synthesize
    from myosotis.cohort.tables import (
        Coded,
        Tables,
        code,
        patient_of,
        read_tables,
        tables_from,
        tables_of,
    )
    from myosotis.cohort.wide_tables import criteria
    from myosotis.cohort.writing import Work, write

from myosotis.knowledge import KnowledgeBase

_WHEN_ASKED = {
    "Answered": "asking",
    "Coded": "tables",
    "Registry": "synthesizing",
    "Tables": "tables",
    "Work": "writing",
    "code": "tables",
    "criteria": "wide_tables",
    "dates_asked": "asked",
    "hold_together": "memory",
    "patient_of": "tables",
    "read_tables": "tables",
    "synthesize": "synthesizing",
    "tables_from": "tables",
    "tables_of": "tables",
    "write": "writing",
}

__all__ = [
    "Answered",
    "Coded",
    "Registry",
    "Tables",
    "Work",
    "answers",
    "antibodies",
    "code",
    "criteria",
    "dates_asked",
    "differential",
    "hold_together",
    "patient_of",
    "read_tables",
    "response",
    "review",
    "snapshot",
    "spark",
    "synthesize",
    "tables_from",
    "tables_of",
    "write",
]


def review(
    patients: Any = None,
    observations: Any = None,
    treatments: Any = None,
    *,
    on: str | date | Any = None,
    knowledge: KnowledgeBase | None = None,
    strict: bool = False,
) -> Answered:
    """What the review says of every patient, as for one: the four questions, criteria, reasons.

    ``on`` is a date for all, a frame with ``patient`` and ``on`` for several dates, or None for the
    latest date recorded of each patient. Rows that cannot be read are left out and listed in
    ``rejects``; with ``strict`` they raise InputError. The columns: docs/manual/cohorts.md.
    """
    return _ask("review", patients, observations, treatments, on, knowledge, strict)


def snapshot(
    patients: Any = None,
    observations: Any = None,
    treatments: Any = None,
    *,
    on: str | date | Any = None,
    knowledge: KnowledgeBase | None = None,
    strict: bool = False,
) -> Answered:
    """What is known of every patient on the date: now, and behind ``ever.`` over the course.

    Arguments as in `review`.
    """
    return _ask("snapshot", patients, observations, treatments, on, knowledge, strict)


def antibodies(
    patients: Any = None,
    observations: Any = None,
    treatments: Any = None,
    *,
    on: str | date | Any = None,
    knowledge: KnowledgeBase | None = None,
    strict: bool = False,
) -> Answered:
    """How each antibody is read, the subgroups, and the tiers of the risk of cancer.

    Arguments as in `review`.
    """
    return _ask("antibodies", patients, observations, treatments, on, knowledge, strict)


def differential(
    patients: Any = None,
    observations: Any = None,
    treatments: Any = None,
    *,
    on: str | date | Any = None,
    knowledge: KnowledgeBase | None = None,
    strict: bool = False,
) -> Answered:
    """The differential of every patient: who leads, the first set, and the ratios.

    Arguments as in `review`.
    """
    return _ask("differential", patients, observations, treatments, on, knowledge, strict)


def response(
    patients: Any = None,
    observations: Any = None,
    treatments: Any = None,
    *,
    knowledge: KnowledgeBase | None = None,
    strict: bool = False,
) -> Answered:
    """Each later visit of every patient against the first.

    Arguments as in `review`.
    """
    return _ask("response", patients, observations, treatments, None, knowledge, strict)


def answers() -> tuple[str, ...]:
    """The names of what can be asked of tables, for `write`."""
    from myosotis.cohort.asking import ANSWERS

    return tuple(ANSWERS)


def _ask(name: str, *args: Any) -> Answered:
    from myosotis.cohort.frames import is_spark

    if any(is_spark(table) for table in args[:3]):
        from myosotis.cohort.spark import ask
    else:
        from myosotis.cohort.asking import ask
    return ask(name, *args)


def __getattr__(name: str) -> Any:
    # They bring Polars: loaded when first asked for.
    if name not in {*_WHEN_ASKED, "spark"}:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    if name == "spark":
        return import_module(f"{__name__}.spark")
    return getattr(import_module(f"{__name__}.{_WHEN_ASKED[name]}"), name)
