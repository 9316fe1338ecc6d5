"""Reviews and evaluations as people read them: in a terminal, as a page, and what changed."""

from myosotis.report.arms import print_arm_counts, print_arm_table, print_therapy_evidence
from myosotis.report.changes import changes_since
from myosotis.report.comparison import print_comparison
from myosotis.report.differential import print_differential
from myosotis.report.differential_page import render_differential
from myosotis.report.disorder import print_disorder
from myosotis.report.evaluation import print_evaluation
from myosotis.report.fit import print_fit
from myosotis.report.fit_page import render_fit
from myosotis.report.page import render_index, render_page, write_page
from myosotis.report.profile import print_profile
from myosotis.report.profile_cancer import print_cancer
from myosotis.report.profile_page import render_cancer, render_profile
from myosotis.report.response import print_response
from myosotis.report.response_page import render_response
from myosotis.report.sheet import Sheet
from myosotis.report.terminal import print_review

__all__ = [
    "Sheet",
    "changes_since",
    "print_arm_counts",
    "print_arm_table",
    "print_cancer",
    "print_comparison",
    "print_differential",
    "print_disorder",
    "print_evaluation",
    "print_fit",
    "print_profile",
    "print_response",
    "print_review",
    "print_therapy_evidence",
    "render_cancer",
    "render_differential",
    "render_fit",
    "render_index",
    "render_page",
    "render_profile",
    "render_response",
    "write_page",
]
