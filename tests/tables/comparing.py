"""The review of a table beside the reviews of its patients, one by one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import myosotis
from myosotis.knowledge import KnowledgeBase
from myosotis.patient import Patient


def expected(base: KnowledgeBase, patient: Patient, on: date) -> dict[str, Any]:
    """What the review of one patient says, in the columns of a table."""
    review = myosotis.review(patient, on, base)
    found: dict[str, Any] = {
        "resistance": review.resistance.verdict,
        "resistance_possible": set(review.resistance.possible),
        "diagnosis": review.diagnosis.verdict,
        "diagnosis_possible": set(review.diagnosis.possible),
        "because.diagnosis": [r.rule for r in review.diagnosis.because],
        "missing.diagnosis": {m.finding for m in review.diagnosis.missing},
        "strategy": review.strategy.verdict,
        "blocked_by": [b.id for b in review.strategy.blocked_by],
        "urgent": [u.id for u in review.urgent],
        "subgroups": {s.id for s in review.antibodies.subgroups if s.verdict == "established"},
        "differential": review.differential.leads,
        "failed": {t.therapy for t in review.resistance.treatments if t.failed == "yes"},
    }
    first = [s for s in review.differential.sets if s.place == 1]
    found["differential_first"] = set(first[0].disorders) if first else set()
    for id_, organ in review.activity.organs.items():
        name = f"activity.{id_}"
        found[name] = organ.verdict
        found[f"{name}_possible"] = set(organ.possible)
        found[f"because.{name}"] = [r.rule for r in organ.because if r.rule]
        found[f"missing.{name}"] = {m.finding for m in organ.missing}
    for definition in review.resistance.definitions:
        found[f"definition.{definition.id}"] = definition.verdict
    for id_, answer in review.diagnosis.criteria.items():
        found[f"criteria.{id_}"] = set(answer["verdict"])
    return found


def differences(row: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """The columns in which a row differs from the review."""
    found = []
    for name, value in wanted.items():
        got = set(row[name]) if isinstance(value, set) else row[name]
        if got != value:
            found.append((name, got, value))
    return found
