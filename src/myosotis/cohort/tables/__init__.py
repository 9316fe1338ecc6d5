"""From tables to coded facts, with the meaning that a patient file would have.

tables = tables_from(patients, observations, treatments)
coded = code(tables)
patient = patient_of(tables, "A17")
frames = tables_of([patient])
"""

from myosotis.cohort.tables.coding import code
from myosotis.cohort.tables.gathering import tables_of
from myosotis.cohort.tables.model import Coded, Tables
from myosotis.cohort.tables.single import patient_of
from myosotis.cohort.tables.sources import lazy, tables_from

__all__ = ["Coded", "Tables", "code", "lazy", "patient_of", "tables_from", "tables_of"]
