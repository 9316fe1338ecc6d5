"""Myosotis: when a myositis does not respond to treatment, no reason for it is forgotten.

patient = myosotis.read_patient("patient.yaml")
review = myosotis.review(patient)
comparison = myosotis.compare_criteria(patient)
profile = myosotis.antibody_profile(patient)
differential = myosotis.differential_diagnosis(patient)
strategy = myosotis.treatment_strategy(patient)
result = myosotis.evaluate("eular_acr_2017", {"heliotrope_rash": True, "age_at_onset": 45})
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

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
from myosotis.review import Review, evaluate, review

if TYPE_CHECKING:
    from myosotis.review import (
        AntibodyProfile,
        CancerReport,
        Chosen,
        Comparison,
        Differential,
        PlanDocument,
        Response,
        StrategyDocument,
        antibody_profile,
        cancer_risk,
        compare_criteria,
        differential_diagnosis,
        differential_table,
        plan,
        response,
        treatment_strategy,
    )

__all__ = [
    "AntibodyProfile",
    "CancerReport",
    "Choice",
    "Chosen",
    "Comparison",
    "ConflictError",
    "Differential",
    "Evaluation",
    "FileError",
    "ImpossibleValueError",
    "InputError",
    "Interval",
    "KnowledgeError",
    "MyosotisError",
    "Patient",
    "PlanDocument",
    "Response",
    "Review",
    "Snapshot",
    "StrategyDocument",
    "Truth",
    "UnknownNameError",
    "antibody_profile",
    "cancer_risk",
    "compare_criteria",
    "differential_diagnosis",
    "differential_table",
    "evaluate",
    "plan",
    "read_patient",
    "response",
    "review",
    "treatment_strategy",
]


def __getattr__(name: str) -> Any:
    # Loaded when first asked for, see `myosotis.review`.
    if name in __all__:
        return getattr(import_module("myosotis.review"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
