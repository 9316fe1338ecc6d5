"""What researchers ask of a cohort: plain functions on the review, the response and the tables.

Everything takes a `Cohort` (Polars frames) and gives frozen values or Polars frames. Unknown is a
class of its own or a bound, never a no. Curves of survival need the extra ``research``.
"""

from myosotis.cohort.research.agreement import Agreement, agreement
from myosotis.cohort.research.antibodies import antibody_groups, antibody_results
from myosotis.cohort.research.attrition import OVERALL, Settled, keepers, settled
from myosotis.cohort.research.cancers import STATES, Cancer, cancer_states, cancers
from myosotis.cohort.research.cohort import Cohort, cohort
from myosotis.cohort.research.courses import first_courses, given
from myosotis.cohort.research.describing import BY, Described, describe
from myosotis.cohort.research.durations import Times, last_known, time_on_drug, time_to_response
from myosotis.cohort.research.folder import read_folder
from myosotis.cohort.research.lanes import Lanes, lanes
from myosotis.cohort.research.missingness import recorded
from myosotis.cohort.research.reclassification import Moves, Pair, moves, pairs
from myosotis.cohort.research.refractory import Definition, definitions, truly_refractory
from myosotis.cohort.research.responses import (
    ALL,
    Level,
    Over,
    Scores,
    over_time,
    scores,
    taken,
    window_words,
)
from myosotis.cohort.research.sequences import NO_FURTHER, Sequences, sequences
from myosotis.cohort.research.shares import Bounded, Share
from myosotis.cohort.research.survival import Curve, HazardRatio, Reading, Survival, Test, survival

__all__ = [
    "ALL",
    "BY",
    "NO_FURTHER",
    "OVERALL",
    "STATES",
    "Agreement",
    "Bounded",
    "Cancer",
    "Cohort",
    "Curve",
    "Definition",
    "Described",
    "HazardRatio",
    "Lanes",
    "Level",
    "Moves",
    "Over",
    "Pair",
    "Reading",
    "Scores",
    "Sequences",
    "Settled",
    "Share",
    "Survival",
    "Test",
    "Times",
    "agreement",
    "antibody_groups",
    "antibody_results",
    "cancer_states",
    "cancers",
    "cohort",
    "definitions",
    "describe",
    "first_courses",
    "given",
    "keepers",
    "lanes",
    "last_known",
    "moves",
    "over_time",
    "pairs",
    "read_folder",
    "recorded",
    "scores",
    "sequences",
    "settled",
    "survival",
    "taken",
    "time_on_drug",
    "time_to_response",
    "truly_refractory",
    "window_words",
]
