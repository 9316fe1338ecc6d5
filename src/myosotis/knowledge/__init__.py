"""The medicine: YAML and CSV under data/, a schema that reads it, and nothing else."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from myosotis.knowledge.arms import ArmTable, read_arm_table, read_arms, unknown_names
from myosotis.knowledge.base import KnowledgeBase, load, normal_name, posterior_place
from myosotis.knowledge.catalogue import count_checked, describe, search
from myosotis.knowledge.collecting import lasting, lasting_once
from myosotis.knowledge.references import check

if TYPE_CHECKING:
    from myosotis.knowledge.synthetic import load_synthetic

__all__ = [
    "ArmTable",
    "KnowledgeBase",
    "check",
    "count_checked",
    "describe",
    "lasting",
    "lasting_once",
    "load",
    "load_synthetic",
    "normal_name",
    "posterior_place",
    "read_arm_table",
    "read_arms",
    "search",
    "unknown_names",
]


def __getattr__(name: str) -> Any:
    # Loaded when first asked for: a review needs no synthetic registry, and starts sooner.
    if name != "load_synthetic":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f"{__name__}.synthetic").load_synthetic
