"""The shape of the synthetic registry: whom it holds, how they fare, and what gets written down.

How often a finding occurs in a disorder stands with the disorders; here stands only what they do
not say: how many patients have which disorder, what is measured when, how it is written, what is
left out. Nothing here is evidence.
"""

from __future__ import annotations

from dataclasses import dataclass

from myosotis.knowledge.schema.parts import Strict
from myosotis.knowledge.schema.synthetic.people import (
    Centres,
    Course,
    CourseFile,
    Depth,
    Driver,
    Form,
    PeopleFile,
    Visits,
)
from myosotis.knowledge.schema.synthetic.recording import (
    AntibodyFile,
    Drawn,
    Fault,
    FaultFile,
    Group,
    Labelled,
    Measure,
    Panel,
    PanelFile,
    Start,
    Way,
)
from myosotis.knowledge.schema.synthetic.shapes import DAMAGE, Share, Span, Weights
from myosotis.knowledge.schema.synthetic.treating import (
    Line,
    Regimen,
    ResponseWords,
    StopWords,
    Taper,
    TreatmentFile,
)

__all__ = [
    "DAMAGE",
    "FILES",
    "AntibodyFile",
    "Centres",
    "Course",
    "CourseFile",
    "Depth",
    "Drawn",
    "Driver",
    "Fault",
    "FaultFile",
    "Form",
    "Group",
    "Labelled",
    "Line",
    "Measure",
    "Panel",
    "PanelFile",
    "PeopleFile",
    "Regimen",
    "ResponseWords",
    "Share",
    "Span",
    "Start",
    "StopWords",
    "Synthetic",
    "Taper",
    "TreatmentFile",
    "Visits",
    "Way",
    "Weights",
]


@dataclass(frozen=True)
class Synthetic:
    """Everything about the synthetic registry, one file each."""

    people: PeopleFile
    course: CourseFile
    panels: PanelFile
    antibodies: AntibodyFile
    treatments: TreatmentFile
    faults: FaultFile


FILES: dict[str, type[Strict]] = {
    "people": PeopleFile,
    "course": CourseFile,
    "panels": PanelFile,
    "antibodies": AntibodyFile,
    "treatments": TreatmentFile,
    "faults": FaultFile,
}
