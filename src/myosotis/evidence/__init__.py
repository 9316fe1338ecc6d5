"""Study arms and what they add up to: checked, shown as a table, pooled as in a meta-analysis."""

from myosotis.evidence.adding import Added, Comparison, add_arms, add_comparisons
from myosotis.evidence.checking import check_arms, shipped_table
from myosotis.evidence.counting import ArmCount, count_arms
from myosotis.evidence.documents import (
    ArmTableDocument,
    TherapyDocument,
    arm_table_schema,
    therapy_schema,
)
from myosotis.evidence.pooling import Interval, Pooled, StudyEffect, pool, wilson
from myosotis.evidence.showing import describe_therapy
from myosotis.evidence.table import arm_table

__all__ = [
    "Added",
    "ArmCount",
    "ArmTableDocument",
    "Comparison",
    "Interval",
    "Pooled",
    "StudyEffect",
    "TherapyDocument",
    "add_arms",
    "add_comparisons",
    "arm_table",
    "arm_table_schema",
    "check_arms",
    "count_arms",
    "describe_therapy",
    "pool",
    "shipped_table",
    "therapy_schema",
    "wilson",
]
