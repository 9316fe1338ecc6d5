"""The four questions, and the review that they make."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from myosotis.review.classification import evaluate_classification
from myosotis.review.evaluating import evaluate, read_facts
from myosotis.review.model import Review, review_schema
from myosotis.review.rulebook import check_expressions, rulebook
from myosotis.review.run import review

if TYPE_CHECKING:
    from myosotis.review.antibodies.documents import antibody_profile, cancer_risk
    from myosotis.review.antibodies.model import (
        AntibodyProfile,
        CancerReport,
        cancer_schema,
        profile_schema,
    )
    from myosotis.review.comparison import Comparison, compare_criteria, comparison_schema
    from myosotis.review.differential.documents import differential_diagnosis
    from myosotis.review.differential.entry import (
        DisorderDocument,
        describe_disorder,
        disorder_schema,
    )
    from myosotis.review.differential.model import Differential, differential_schema
    from myosotis.review.differential.table import differential_table
    from myosotis.review.responding import response
    from myosotis.review.response_model import Response, response_schema
    from myosotis.review.strategy.choosing import Chosen, plan
    from myosotis.review.strategy.documents import treatment_strategy
    from myosotis.review.strategy.model import (
        PlanDocument,
        StrategyDocument,
        plan_schema,
        strategy_schema,
    )
    from myosotis.review.tables.record import Visits
    from myosotis.review.tables.response import response_table
    from myosotis.review.tables.run import ReviewTable
    from myosotis.review.tables.wide import wide

_WHEN_ASKED = {
    "AntibodyProfile": "antibodies.model",
    "CancerReport": "antibodies.model",
    "antibody_profile": "antibodies.documents",
    "cancer_risk": "antibodies.documents",
    "cancer_schema": "antibodies.model",
    "profile_schema": "antibodies.model",
    "Comparison": "comparison",
    "compare_criteria": "comparison",
    "comparison_schema": "comparison",
    "differential_diagnosis": "differential.documents",
    "Differential": "differential.model",
    "describe_disorder": "differential.entry",
    "disorder_schema": "differential.entry",
    "DisorderDocument": "differential.entry",
    "differential_schema": "differential.model",
    "differential_table": "differential.table",
    "response": "responding",
    "Response": "response_model",
    "response_schema": "response_model",
    "response_table": "tables.response",
    "treatment_strategy": "strategy.documents",
    "ReviewTable": "tables.run",
    "Visits": "tables.record",
    "wide": "tables.wide",
    "Chosen": "strategy.choosing",
    "plan": "strategy.choosing",
    "PlanDocument": "strategy.model",
    "plan_schema": "strategy.model",
    "StrategyDocument": "strategy.model",
    "strategy_schema": "strategy.model",
}
"""Loaded when first asked for: a review needs none of them, and starts sooner."""

__all__ = [
    "AntibodyProfile",
    "CancerReport",
    "Chosen",
    "Comparison",
    "Differential",
    "DisorderDocument",
    "PlanDocument",
    "Response",
    "Review",
    "ReviewTable",
    "StrategyDocument",
    "Visits",
    "antibody_profile",
    "cancer_risk",
    "cancer_schema",
    "check_expressions",
    "compare_criteria",
    "comparison_schema",
    "describe_disorder",
    "differential_diagnosis",
    "differential_schema",
    "differential_table",
    "disorder_schema",
    "evaluate",
    "evaluate_classification",
    "plan",
    "plan_schema",
    "profile_schema",
    "read_facts",
    "response",
    "response_schema",
    "response_table",
    "review",
    "review_schema",
    "rulebook",
    "strategy_schema",
    "treatment_strategy",
    "wide",
]


def __getattr__(name: str) -> Any:
    if name not in _WHEN_ASKED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHEN_ASKED[name]}"), name)
