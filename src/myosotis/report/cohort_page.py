"""A cohort as one HTML page that needs no network: the answer, then figure by figure."""

from __future__ import annotations

from dataclasses import dataclass

from myosotis.cohort.research import OVERALL, Described
from myosotis.report.cohort_classes import agreement_figure, moves_figures
from myosotis.report.cohort_figure import Figure, Shown, shown
from myosotis.report.cohort_responding import over_time_figure, survival_figure, waterfall_figure
from myosotis.report.cohort_settling import (
    definitions_figure,
    keepers_figure,
    recorded_figure,
    settled_figure,
)
from myosotis.report.cohort_treating import cancer_figure, sequences_figure, swimmer_figure
from myosotis.report.cohort_words import conclusion, lead
from myosotis.report.page import asset, environment
from myosotis.report.words import INTENDED_USE

SYNTHETIC = (
    "These data are synthetic: nobody in them ever lived, and nothing here is evidence of anything."
)
MOST_ROWS = 200
"""As many rows of a table stand on the page; the file has all."""
LIMITS = (
    "Unknown is not no. What is not decided is a class of its own, or the bounds hold it both "
    "ways; it is never counted as a no.",
    "The decided are not a random part of a cohort: those of whom more was recorded often differ. "
    "The bounds hold whatever the undecided are; a share among the decided does not.",
    "Intervals are of 95 % and are about chance alone, as if the patients were drawn at random. "
    "Nothing is corrected for the number of comparisons.",
    "Nothing here compares treatments. Who got which drug, and for how long, has reasons that this "
    "page does not know.",
    "Dates that are known to a month or a year are never replaced by a day: times are worked out "
    "from the shortest and from the longest that is possible.",
)


@dataclass(frozen=True)
class Section:
    """A part of the page: its title, a sentence, and its figures."""

    id: str
    title: str
    lead: str
    figures: tuple[Shown, ...]


def render_cohort(found: Described) -> str:
    """The page of a cohort. What could not be worked out has no figure, and is named at the end."""
    sections = _sections(found)
    missing = [found.without] if found.without else []
    return environment().get_template("cohort.html").render(
        found=found,
        most=MOST_ROWS,
        title=found.title or "A cohort",
        conclusion=conclusion(found),
        lead=lead(found),
        sections=sections,
        limits=LIMITS,
        missing=missing,
        synthetic=SYNTHETIC if found.synthetic else "",
        css=asset("style.css") + asset("cohort.css") + asset("dark.css"),
        intended_use=INTENDED_USE,
    )  # fmt: skip


def _sections(found: Described) -> list[Section]:
    drawn: list[Section] = []
    number = 1
    for id_, title, text, figures in _parts(found):
        there = [figure for figure in figures if figure is not None]
        if there:
            drawn.append(Section(id_, title, text, tuple(shown(there, number))))
            number += len(there)
    return drawn


def _parts(found: Described) -> list[tuple[str, str, str, list[Figure | None]]]:
    return [
        (
            "refractory",
            "Who is refractory, and of whom it cannot be told",
            "Each patient at the last review.",
            [
                settled_figure(found),
                keepers_figure(found, "resistance"),
                keepers_figure(found, OVERALL),
                definitions_figure(found),
            ],
        ),
        (
            "recorded",
            "What is recorded",
            "A finding that is not recorded is not a finding that is absent.",
            [recorded_figure(found)],
        ),
        (
            "classification",
            "Labels and criteria",
            "The diagnosis on the record against classification criteria, and these against each "
            "other.",
            [*moves_figures(found), agreement_figure(found)],
        ),
        (
            "response",
            "Response",
            "Every later visit against the first. A measure that is missing leaves a range.",
            [
                waterfall_figure(found),
                over_time_figure(found),
                survival_figure(
                    found.to_response,
                    "time-to-response",
                    f"Time to a first {found.levels[0]} response, by {found.by}.",
                    f"without a {found.levels[0]} response",
                ),
            ],
        ),
        (
            "treatment",
            "Treatment",
            "What was given, in which order, and for how long.",
            [
                survival_figure(
                    found.on_drug, "time-on-drug", "Time on each drug.", "still on the drug"
                ),
                sequences_figure(found),
                swimmer_figure(found),
            ],
        ),
        ("cancer", "Cancer", "", [cancer_figure(found)]),
    ]
