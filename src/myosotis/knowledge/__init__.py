"""The medicine: YAML under data/, the schema that reads it, and nothing else."""

from myosotis.knowledge.base import KnowledgeBase, load, normal_name
from myosotis.knowledge.catalogue import count_checked, describe, search
from myosotis.knowledge.references import check

__all__ = ["KnowledgeBase", "check", "count_checked", "describe", "load", "normal_name", "search"]
