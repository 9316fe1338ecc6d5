"""Reviews and evaluations as people read them: in a terminal, as a page, and what changed."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from myosotis.report.arms import print_arm_counts, print_arm_table, print_therapy_evidence
    from myosotis.report.changes import changes_since
    from myosotis.report.cohort_page import render_cohort
    from myosotis.report.cohort_terminal import print_cohort
    from myosotis.report.comparison import print_comparison
    from myosotis.report.differential import print_differential
    from myosotis.report.differential_page import render_differential
    from myosotis.report.disorder import print_disorder
    from myosotis.report.evaluation import print_evaluation
    from myosotis.report.fit import print_fit
    from myosotis.report.fit_page import render_fit
    from myosotis.report.page import render_index, render_page, write_page
    from myosotis.report.plan import print_plan, render_plan
    from myosotis.report.profile import print_profile
    from myosotis.report.profile_cancer import print_cancer
    from myosotis.report.profile_page import render_cancer, render_profile
    from myosotis.report.response import print_response
    from myosotis.report.response_page import render_response
    from myosotis.report.sheet import Sheet
    from myosotis.report.strategy import print_strategy
    from myosotis.report.strategy_page import render_strategy
    from myosotis.report.terminal import print_review

_WHERE = {
    "Sheet": "sheet",
    "changes_since": "changes",
    "print_arm_counts": "arms",
    "print_arm_table": "arms",
    "print_cancer": "profile_cancer",
    "print_cohort": "cohort_terminal",
    "print_comparison": "comparison",
    "print_differential": "differential",
    "print_disorder": "disorder",
    "print_evaluation": "evaluation",
    "print_fit": "fit",
    "print_plan": "plan",
    "print_profile": "profile",
    "print_response": "response",
    "print_review": "terminal",
    "print_strategy": "strategy",
    "print_therapy_evidence": "arms",
    "render_cancer": "profile_page",
    "render_cohort": "cohort_page",
    "render_differential": "differential_page",
    "render_fit": "fit_page",
    "render_index": "page",
    "render_page": "page",
    "render_plan": "plan",
    "render_profile": "profile_page",
    "render_response": "response_page",
    "render_strategy": "strategy_page",
    "write_page": "page",
}
"""Loaded when first asked for: a command needs one or two of them, and starts sooner."""

__all__ = [
    "Sheet",
    "changes_since",
    "print_arm_counts",
    "print_arm_table",
    "print_cancer",
    "print_cohort",
    "print_comparison",
    "print_differential",
    "print_disorder",
    "print_evaluation",
    "print_fit",
    "print_plan",
    "print_profile",
    "print_response",
    "print_review",
    "print_strategy",
    "print_therapy_evidence",
    "render_cancer",
    "render_cohort",
    "render_differential",
    "render_fit",
    "render_index",
    "render_page",
    "render_plan",
    "render_profile",
    "render_response",
    "render_strategy",
    "write_page",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
