"""The record of one patient: dated facts, treatments, and what is known on a date.

patient = read_patient("patient.yaml")
snapshot = Snapshot.of(patient)
snapshot.now["ck"].value
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from myosotis.patient.adequacy import (
    Against,
    against,
    equivalence,
    on_treatment,
    reached,
    treated,
    weeks_of_treatment,
)
from myosotis.patient.dates import Duration, PartialDate, months_between, parse_date
from myosotis.patient.doses import Dose, parse_dose
from myosotis.patient.model import Adherence, Fact, Patient, Plan, Threshold, Treatment
from myosotis.patient.planning import read_plan
from myosotis.patient.reading import read_patient
from myosotis.patient.reasons import kinds_of
from myosotis.patient.scales import on_scale
from myosotis.patient.schema import patient_schema
from myosotis.patient.snapshot import Conflict, Known, Snapshot
from myosotis.patient.values import read_value

if TYPE_CHECKING:
    from myosotis.patient.coded import EVER, NEVER
    from myosotis.patient.coded_treatments import code_treatments
    from myosotis.patient.treatment_codes import (
        ADHERENCE,
        FINE,
        NO_LIMIT,
        Codebook,
        CodedTreatments,
        Regimen,
        fine,
    )

_WHEN_ASKED = {
    "ADHERENCE": "treatment_codes",
    "EVER": "coded",
    "FINE": "treatment_codes",
    "NEVER": "coded",
    "NO_LIMIT": "treatment_codes",
    "Codebook": "treatment_codes",
    "CodedTreatments": "treatment_codes",
    "Regimen": "treatment_codes",
    "code_treatments": "coded_treatments",
    "fine": "treatment_codes",
}
"""Only tables need them, and they bring Polars: loaded when first asked for."""

__all__ = [
    "ADHERENCE",
    "EVER",
    "FINE",
    "NEVER",
    "NO_LIMIT",
    "Adherence",
    "Against",
    "Codebook",
    "CodedTreatments",
    "Conflict",
    "Dose",
    "Duration",
    "Fact",
    "Known",
    "PartialDate",
    "Patient",
    "Plan",
    "Regimen",
    "Snapshot",
    "Threshold",
    "Treatment",
    "against",
    "code_treatments",
    "equivalence",
    "fine",
    "kinds_of",
    "months_between",
    "on_scale",
    "on_treatment",
    "parse_date",
    "parse_dose",
    "patient_schema",
    "reached",
    "read_patient",
    "read_plan",
    "read_value",
    "treated",
    "weeks_of_treatment",
]


def __getattr__(name: str) -> Any:
    if name not in _WHEN_ASKED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHEN_ASKED[name]}"), name)
