"""The criteria that every way computes, compiled from the knowledge file; nothing is retyped."""

from __future__ import annotations

from functools import cache

from myosotis import knowledge, logic

SET, SCORE, OUTCOME = "eular_acr_2017", "score", "subgroup"
NOT_ASKED = frozenset({"better_explanation"})
"""The entry condition: who is entered at all, the same for every way."""


@cache
def program() -> logic.Program:
    """The compiled set."""
    base = knowledge.load()
    return logic.compile_criteria(base.criteria[SET], logic.Hierarchy(base))


def inputs() -> dict[str, str]:
    """The type of each input by its name, boolean or number, in the order of the set."""
    found = program().inputs.items()
    return {name: item.type for name, item in found if name not in NOT_ASKED}


def labels() -> dict[str, tuple[str, ...]]:
    """The labels of the verdict and of the subgroup, in the order in which they are numbered."""
    return {
        "verdict": program().cases.labels,
        OUTCOME: program().outcome_cases[OUTCOME].labels,
    }
