"""``myosotis schema``: the JSON Schema of each document."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from myosotis.evidence import arm_table_schema, therapy_schema
from myosotis.patient import patient_schema
from myosotis.review import (
    cancer_schema,
    comparison_schema,
    differential_schema,
    disorder_schema,
    plan_schema,
    profile_schema,
    response_schema,
    review_schema,
    strategy_schema,
)

SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {
    "patient": patient_schema,
    "review": review_schema,
    "criteria": comparison_schema,
    "response": response_schema,
    "antibodies": profile_schema,
    "cancer-risk": cancer_schema,
    "differential": differential_schema,
    "disorder": disorder_schema,
    "strategy": strategy_schema,
    "plan": plan_schema,
    "evidence-table": arm_table_schema,
    "evidence": therapy_schema,
}


def run_schema(of: str) -> None:
    """Print the schema of a document."""
    print(json.dumps(SCHEMAS[of](), indent=2, ensure_ascii=False))
