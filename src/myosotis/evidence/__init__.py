"""Study arms and what they add up to: checked, shown as a table, pooled as in a meta-analysis."""

from myosotis.evidence.adding import Added, Comparison, add_arms, add_comparisons
from myosotis.evidence.checking import check_arms, shipped_table
from myosotis.evidence.pooling import Interval, Pooled, StudyEffect, pool, wilson

__all__ = [
    "Added",
    "Comparison",
    "Interval",
    "Pooled",
    "StudyEffect",
    "add_arms",
    "add_comparisons",
    "check_arms",
    "pool",
    "shipped_table",
    "wilson",
]
