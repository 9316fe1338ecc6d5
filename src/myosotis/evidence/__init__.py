"""Study arms and what they add up to: checked, shown as a table, pooled as in a meta-analysis."""

from myosotis.evidence.adding import Added, Comparison, add_arms, add_comparisons
from myosotis.evidence.checking import check_arms, shipped_table
from myosotis.evidence.counting import ArmCount, count_arms
from myosotis.evidence.describing import fit_document
from myosotis.evidence.documents import (
    ArmTableDocument,
    TherapyDocument,
    arm_table_schema,
    therapy_schema,
)
from myosotis.evidence.pooling import Interval, Pooled, StudyEffect, pool, wilson
from myosotis.evidence.posterior_file import posterior_text
from myosotis.evidence.running import Fit, fit
from myosotis.evidence.selecting import LEFT_OUT, arms_hash, select
from myosotis.evidence.settings import MODEL, SEED, Settings
from myosotis.evidence.showing import describe_therapy
from myosotis.evidence.table import arm_table

__all__ = [
    "LEFT_OUT",
    "MODEL",
    "SEED",
    "Added",
    "ArmCount",
    "ArmTableDocument",
    "Comparison",
    "Fit",
    "Interval",
    "Pooled",
    "Settings",
    "StudyEffect",
    "TherapyDocument",
    "add_arms",
    "add_comparisons",
    "arm_table",
    "arm_table_schema",
    "arms_hash",
    "check_arms",
    "count_arms",
    "describe_therapy",
    "fit",
    "fit_document",
    "pool",
    "posterior_text",
    "select",
    "shipped_table",
    "therapy_schema",
    "wilson",
]
