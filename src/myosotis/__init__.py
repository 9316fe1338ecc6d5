"""Myosotis: when a myositis does not respond to treatment, no reason for it is forgotten.

patient = myosotis.read_patient("patient.yaml")
review = myosotis.review(patient)
comparison = myosotis.compare_criteria(patient)
result = myosotis.evaluate("eular_acr_2017", {"heliotrope_rash": True, "age_at_onset": 45})
"""

from myosotis.errors import (
    ConflictError,
    FileError,
    ImpossibleValueError,
    InputError,
    KnowledgeError,
    MyosotisError,
    UnknownNameError,
)
from myosotis.logic import Choice, Evaluation, Interval, Truth
from myosotis.patient import Patient, Snapshot, read_patient
from myosotis.review import (
    Comparison,
    Response,
    Review,
    compare_criteria,
    evaluate,
    response,
    review,
)

__all__ = [
    "Choice",
    "Comparison",
    "ConflictError",
    "Evaluation",
    "FileError",
    "ImpossibleValueError",
    "InputError",
    "Interval",
    "KnowledgeError",
    "MyosotisError",
    "Patient",
    "Response",
    "Review",
    "Snapshot",
    "Truth",
    "UnknownNameError",
    "compare_criteria",
    "evaluate",
    "read_patient",
    "response",
    "review",
]
