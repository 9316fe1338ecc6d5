"""The record of one patient: dated facts, treatments, and what is known on a date.

patient = read_patient("patient.yaml")
snapshot = Snapshot.of(patient)
snapshot.now["ck"].value
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from myosotis.patient.adequacy import (
    equivalence,
    on_treatment,
    reached,
    treated,
    weeks_of_treatment,
)
from myosotis.patient.dates import Duration, PartialDate, months_between, parse_date
from myosotis.patient.doses import Dose, parse_dose
from myosotis.patient.model import Fact, Patient, Plan, Threshold, Treatment
from myosotis.patient.planning import read_plan
from myosotis.patient.reading import read_patient
from myosotis.patient.scales import on_scale
from myosotis.patient.schema import patient_schema
from myosotis.patient.snapshot import PRESENT_AGE, Conflict, Known, Snapshot
from myosotis.patient.values import read_value

if TYPE_CHECKING:
    from myosotis.patient.coded import Codes, date_of
    from myosotis.patient.snapshot_table import Held, Snapshots, snapshots

# What is for tables brings Polars: loaded when first asked for.
_FOR_TABLES = {
    "Codes": "coded",
    "date_of": "coded",
    "Held": "snapshot_table",
    "Snapshots": "snapshot_table",
    "snapshots": "snapshot_table",
}

__all__ = [
    "PRESENT_AGE",
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
    "Snapshot",
    "Snapshots",
    "Threshold",
    "Treatment",
    "date_of",
    "equivalence",
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
    "snapshots",
    "treated",
    "weeks_of_treatment",
]


def __getattr__(name: str) -> Any:
    if name in _FOR_TABLES:
        return getattr(import_module(f"myosotis.patient.{_FOR_TABLES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
