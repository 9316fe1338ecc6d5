"""The antibody profile and the cancer risk of one patient, each as a document of its own."""

from __future__ import annotations

from datetime import date

from myosotis.knowledge import KnowledgeBase, load
from myosotis.patient import PartialDate, Patient
from myosotis.review.antibodies.model import AntibodyProfile, CancerReport, ProfileBody
from myosotis.review.heading import parts_of, source_lines, unchecked_words, used_sources
from myosotis.review.parts import Part
from myosotis.review.run import review


def antibody_profile(
    patient: Patient,
    on: str | date | PartialDate | None = None,
    knowledge: KnowledgeBase | None = None,
) -> AntibodyProfile:
    """The antibody profile of a patient on a date (by default the latest in the record).

    How each result is read, the subgroups still possible, what goes with the antibodies, the
    cancer tier, the lung, other organs, and what is due. What is not recorded stays open: not
    tested is not negative. Raises InputError when ``on`` is not a date.
    """
    base = knowledge or load()
    whole = review(patient, on, base)
    parts = parts_of([whole.antibodies])
    return AntibodyProfile(
        myosotis=whole.myosotis,
        patient=whole.patient,
        on=whole.on,
        knowledge=whole.knowledge,
        profile=whole.antibodies,
        unchecked=unchecked_words(parts, _untold(whole.antibodies)),
        sources=source_lines(base, used_sources(parts)),
    )


def cancer_risk(
    patient: Patient,
    on: str | date | PartialDate | None = None,
    knowledge: KnowledgeBase | None = None,
) -> CancerReport:
    """The cancer tier of a patient on a date, and what is done and due; see `antibody_profile`."""
    base = knowledge or load()
    whole = review(patient, on, base)
    parts = parts_of([whole.antibodies.cancer])
    return CancerReport(
        myosotis=whole.myosotis,
        patient=whole.patient,
        on=whole.on,
        knowledge=whole.knowledge,
        cancer=whole.antibodies.cancer,
        unchecked=unchecked_words(parts),
        sources=source_lines(base, used_sources(parts)),
    )


def _untold(profile: ProfileBody) -> list[Part]:
    """What is not told: what an antibody is that was not found."""
    return [one.about for one in profile.results if one.verdict not in ("positive", "doubtful")]
