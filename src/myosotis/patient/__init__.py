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
from myosotis.patient.amounts import parse_amount
from myosotis.patient.checks import before_birth, both_recorded, recorded_twice, two_values
from myosotis.patient.dates import (
    UNKNOWN_DATE,
    Duration,
    PartialDate,
    months_between,
    parse_date,
    past_date,
)
from myosotis.patient.doses import Dose, parse_dose
from myosotis.patient.history import as_recorded
from myosotis.patient.model import Adherence, Fact, Patient, Plan, Threshold, Treatment
from myosotis.patient.observation import history_entry, read_observation, read_person
from myosotis.patient.planning import read_plan
from myosotis.patient.quantities import of_number, takes_limit
from myosotis.patient.reading import read_patient
from myosotis.patient.reasons import kinds_of
from myosotis.patient.scales import on_scale
from myosotis.patient.schema import patient_schema
from myosotis.patient.snapshot import PRESENT_AGE, Conflict, Known, Snapshot
from myosotis.patient.treating import ONGOING
from myosotis.patient.units import unit_key
from myosotis.patient.values import read_value

if TYPE_CHECKING:
    from myosotis.patient.coded import (
        EPOCH,
        EVER,
        NEVER,
        SCHEMA,
        Codes,
        date_of,
        day,
        iso_day,
        unit_code,
    )
    from myosotis.patient.coded_treatments import code_treatments
    from myosotis.patient.held import Held
    from myosotis.patient.snapshot_table import Snapshots, snapshots
    from myosotis.patient.treatment_codes import (
        ADHERENCE,
        FINE,
        NO_LIMIT,
        Codebook,
        CodedTreatments,
        Regimen,
        fine,
    )

_FOR_TABLES = {
    "EPOCH": "coded",
    "EVER": "coded",
    "NEVER": "coded",
    "SCHEMA": "coded",
    "Codes": "coded",
    "date_of": "coded",
    "day": "coded",
    "iso_day": "coded",
    "unit_code": "coded",
    "code_treatments": "coded_treatments",
    "Held": "held",
    "Snapshots": "snapshot_table",
    "snapshots": "snapshot_table",
    "ADHERENCE": "treatment_codes",
    "FINE": "treatment_codes",
    "NO_LIMIT": "treatment_codes",
    "Codebook": "treatment_codes",
    "CodedTreatments": "treatment_codes",
    "Regimen": "treatment_codes",
    "fine": "treatment_codes",
}
"""They bring Polars: loaded when first asked for."""

__all__ = [
    "ADHERENCE",
    "EPOCH",
    "EVER",
    "FINE",
    "NEVER",
    "NO_LIMIT",
    "ONGOING",
    "PRESENT_AGE",
    "SCHEMA",
    "UNKNOWN_DATE",
    "Adherence",
    "Against",
    "Codebook",
    "CodedTreatments",
    "Codes",
    "Conflict",
    "Dose",
    "Duration",
    "Fact",
    "Held",
    "Known",
    "PartialDate",
    "Patient",
    "Plan",
    "Regimen",
    "Snapshot",
    "Snapshots",
    "Threshold",
    "Treatment",
    "against",
    "as_recorded",
    "before_birth",
    "both_recorded",
    "code_treatments",
    "date_of",
    "day",
    "equivalence",
    "fine",
    "history_entry",
    "iso_day",
    "kinds_of",
    "months_between",
    "of_number",
    "on_scale",
    "on_treatment",
    "parse_amount",
    "parse_date",
    "parse_dose",
    "past_date",
    "patient_schema",
    "reached",
    "read_observation",
    "read_patient",
    "read_person",
    "read_plan",
    "read_value",
    "recorded_twice",
    "snapshots",
    "takes_limit",
    "treated",
    "two_values",
    "unit_code",
    "unit_key",
    "weeks_of_treatment",
]


def __getattr__(name: str) -> Any:
    if name not in _FOR_TABLES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_FOR_TABLES[name]}"), name)
