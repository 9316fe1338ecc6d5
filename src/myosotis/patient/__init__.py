"""The record of one patient: dated facts, treatments, and what is known on a date.

patient = read_patient("patient.yaml")
snapshot = Snapshot.of(patient)
snapshot.now["ck"].value
"""

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
from myosotis.patient.snapshot import Conflict, Known, Snapshot
from myosotis.patient.treating import ONGOING
from myosotis.patient.values import read_value

__all__ = [
    "ONGOING",
    "Conflict",
    "Dose",
    "Duration",
    "Fact",
    "Known",
    "PartialDate",
    "Patient",
    "Plan",
    "Snapshot",
    "Threshold",
    "Treatment",
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
    "treated",
    "weeks_of_treatment",
]
