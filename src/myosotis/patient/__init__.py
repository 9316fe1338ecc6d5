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
from myosotis.patient.amounts import parse_amount
from myosotis.patient.checks import before_birth, both_recorded, recorded_twice, two_values
from myosotis.patient.coded import EPOCH, EVER, NEVER, SCHEMA, Codes, day
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
from myosotis.patient.model import Fact, Patient, Plan, Threshold, Treatment
from myosotis.patient.observation import history_entry, read_observation, read_person
from myosotis.patient.planning import read_plan
from myosotis.patient.quantities import of_number, takes_limit
from myosotis.patient.reading import read_patient
from myosotis.patient.scales import on_scale
from myosotis.patient.schema import patient_schema
from myosotis.patient.snapshot import Conflict, Known, Snapshot
from myosotis.patient.units import unit_key
from myosotis.patient.values import read_value

__all__ = [
    "EPOCH",
    "EVER",
    "NEVER",
    "SCHEMA",
    "UNKNOWN_DATE",
    "Codes",
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
    "as_recorded",
    "before_birth",
    "both_recorded",
    "day",
    "equivalence",
    "history_entry",
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
    "takes_limit",
    "treated",
    "two_values",
    "unit_key",
    "weeks_of_treatment",
]
