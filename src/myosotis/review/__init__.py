"""The four questions, and the review that they make."""

from myosotis.review.evaluating import evaluate
from myosotis.review.model import Review, review_schema
from myosotis.review.rulebook import check_expressions, rulebook
from myosotis.review.run import review

__all__ = ["Review", "check_expressions", "evaluate", "review", "review_schema", "rulebook"]
