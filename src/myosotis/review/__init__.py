"""The four questions, and the review that they make."""

from myosotis.review.comparison import (
    Comparison,
    compare_criteria,
    comparison_schema,
    evaluate_classification,
)
from myosotis.review.evaluating import evaluate, read_facts
from myosotis.review.model import Review, review_schema
from myosotis.review.responding import response
from myosotis.review.response_model import Response, response_schema
from myosotis.review.rulebook import check_expressions, rulebook
from myosotis.review.run import review

__all__ = [
    "Comparison",
    "Response",
    "Review",
    "check_expressions",
    "compare_criteria",
    "comparison_schema",
    "evaluate",
    "evaluate_classification",
    "read_facts",
    "response",
    "response_schema",
    "review",
    "review_schema",
    "rulebook",
]
