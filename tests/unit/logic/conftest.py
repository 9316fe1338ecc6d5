"""Small criteria sets over findings of the shipped vocabulary."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from myosotis import knowledge, logic
from myosotis.knowledge.schema import CriteriaSet

Compile = Callable[..., logic.Program]

BASIS = {
    "id": "example", "title": "Example", "short": "Example", "year": 2026, "about": "An example.",
    "source": "myosotis_proposal", "checked": "no",
    "inputs": ["heliotrope_rash", "gottron_sign", "ck", "muscle_biopsy_done"],
    "verdict": [{"is": "met", "if": "heliotrope_rash"}, {"is": "not_met"}],
}  # fmt: skip


@pytest.fixture(scope="session")
def hierarchy() -> logic.Hierarchy:
    return logic.Hierarchy(knowledge.load())


@pytest.fixture(scope="session")
def compile_(hierarchy: logic.Hierarchy) -> Compile:
    """Compiles the small set with some of its parts given or changed."""

    def make(**parts: Any) -> logic.Program:
        criteria = CriteriaSet.model_validate({**BASIS, **parts})
        return logic.compile_criteria(criteria, hierarchy)

    return make


@pytest.fixture(scope="session")
def eular_acr(hierarchy: logic.Hierarchy) -> logic.Program:
    return logic.compile_criteria(hierarchy.base.criteria["eular_acr_2017"], hierarchy)
