"""The differential of one patient as a document of its own."""

from __future__ import annotations

from datetime import date
from importlib.metadata import version

from myosotis.knowledge import KnowledgeBase
from myosotis.patient import PartialDate, Patient
from myosotis.review.beginning import begin
from myosotis.review.differential.body import differential_body
from myosotis.review.differential.model import Differential
from myosotis.review.heading import (
    knowledge_line,
    parts_of,
    patient_line,
    source_lines,
    unchecked_words,
    used_sources,
)


def differential_diagnosis(
    patient: Patient,
    on: str | date | PartialDate | None = None,
    knowledge: KnowledgeBase | None = None,
) -> Differential:
    """The differential of a patient on a date (by default the latest in the record).

    Causes to look for first, sets of disorders which the record does not part, in order, each with
    the findings for and against; what would part them; and the tests that are not done. What is
    not recorded has no effect. Raises InputError when ``on`` is not a date.
    """
    begun = begin(patient, on, knowledge)
    view = begun.view
    body = differential_body(begun.serology.cautious, begun.serology.open_negatives)
    parts = parts_of([body])
    return Differential(
        myosotis=version("myosotis"),
        patient=patient_line(view.patient, view.snapshot),
        on=str(view.snapshot.on) if view.snapshot.on.known else None,
        knowledge=knowledge_line(begun.base),
        differential=body,
        unchecked=unchecked_words(parts),
        sources=source_lines(begun.base, used_sources(parts)),
    )
