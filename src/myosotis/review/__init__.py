"""The four questions, and the review that they make."""

from myosotis.review.evaluating import evaluate, read_facts
from myosotis.review.model import Review, review_schema
from myosotis.review.rulebook import check_expressions, rulebook
from myosotis.review.run import review

__all__ = [
    "Review",
    "check_expressions",
    "evaluate",
    "read_facts",
    "review",
    "review_schema",
    "rulebook",
]
