"""The strategy of one patient as a document by itself: question 3 of the review, in full."""

from __future__ import annotations

from datetime import date

from myosotis.knowledge import KnowledgeBase, load
from myosotis.patient import PartialDate, Patient
from myosotis.review.heading import parts_of, source_lines, unchecked_words, used_sources
from myosotis.review.run import review
from myosotis.review.strategy.model import StrategyDocument


def treatment_strategy(
    patient: Patient,
    on: str | date | PartialDate | None = None,
    knowledge: KnowledgeBase | None = None,
) -> StrategyDocument:
    """What can be changed for a patient on a date (by default the latest in the record).

    Every therapy is told with how it stands; what is not known leaves it open or waiting, never
    passed over. Raises InputError when ``on`` is not a date.
    """
    base = knowledge or load()
    whole = review(patient, on, base)
    parts = parts_of([whole.strategy])
    return StrategyDocument(
        myosotis=whole.myosotis,
        patient=whole.patient,
        on=whole.on,
        knowledge=whole.knowledge,
        conclusion=whole.summary.conclusion,
        strategy=whole.strategy,
        unchecked=unchecked_words(parts),
        sources=source_lines(base, used_sources(parts)),
    )
