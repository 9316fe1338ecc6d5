"""The published cases with what they turned out to be."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from myosotis import Patient, read_patient
from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.reading import read_document

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CASES = ROOT / "examples" / "cases"
EXPECTATIONS = ROOT / "tests" / "acceptance" / "cases"


@dataclass(frozen=True)
class Case:
    """What was known before the decisive result, and the answer.

    ``right`` are the disorders that count, each as its whole; ``actions`` reach the decisive
    result; ``urgent`` is the organ that the record shows in danger.
    """

    id: str
    patient: Patient
    iim: bool
    right: frozenset[str]
    actions: frozenset[str]
    urgent: str | None = None


@cache
def stated() -> dict[str, Any]:
    """The file that holds the answers, the stated prior and the fixed tests."""
    return dict(read_document(HERE / "cases.yaml").data)


def read_cases(base: KnowledgeBase) -> list[Case]:
    """Every published case, in the order of its id."""
    return [_case(base, id_, answer) for id_, answer in sorted(stated()["cases"].items())]


def _case(base: KnowledgeBase, id_: str, answer: dict[str, Any]) -> Case:
    known = {bundle.id for bundle in base.differential.bundles}
    actions = frozenset(answer.get("actions", ()))
    if not actions <= known:
        raise ValueError(f"{id_}: no bundle is named {sorted(actions - known)}")
    whole = frozenset(base.disorders[one].part_of or one for one in answer["disorders"])
    group = read_document(EXPECTATIONS / f"{id_}.yaml").data["group"]
    patient = read_patient(CASES / f"{id_}.yaml")
    return Case(id_, patient, group == "iim", whole, actions, answer.get("urgent"))
