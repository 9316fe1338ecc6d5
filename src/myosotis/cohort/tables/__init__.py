"""From tables to coded facts, with the meaning that a patient file would have.

tables = read_tables("registry/")                    # or tables_from(patients, observations, ...)
coded = code(tables)                                 # facts, patients, rejects, notes
patient = patient_of(tables, "A17")                  # as read_patient reads a file
frames = tables_of([patient])                        # and back

`Tables` are three lazy frames of canonical columns; `Tables.part` takes some of the patients at a
time. `Coded` says what each of its frames holds.
"""

from myosotis.cohort.tables.coding import UNREAD, code
from myosotis.cohort.tables.collecting import collected
from myosotis.cohort.tables.gathering import tables_of
from myosotis.cohort.tables.model import REJECTS, Coded, Tables
from myosotis.cohort.tables.single import patient_of
from myosotis.cohort.tables.sources import dates_from, lazy, read_tables, tables_from

__all__ = [
    "REJECTS",
    "UNREAD",
    "Coded",
    "Tables",
    "code",
    "collected",
    "dates_from",
    "lazy",
    "patient_of",
    "read_tables",
    "tables_from",
    "tables_of",
]
