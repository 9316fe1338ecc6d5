"""The review as one HTML page that needs no network, and an index of several."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from myosotis.report import differential_words, strategy_words
from myosotis.report.definitions import (
    asks_text,
    because_text,
    elsewhere_text,
    only_if_text,
    other_definitions,
    others_text,
)
from myosotis.report.differential_picture import differential_figure
from myosotis.report.due_picture import due_figure, due_of
from myosotis.report.due_words import all_due, due_by_group
from myosotis.report.graph import draw_path, path_words
from myosotis.report.marks import mark, organ_mark
from myosotis.report.profile_words import bound, unchecked_text
from myosotis.report.timeline import draw_timeline, timeline_words
from myosotis.report.words import (
    INTENDED_USE,
    Data,
    answers_text,
    antibody_groups,
    capital,
    course_text,
    criteria_verdict,
    date_text,
    deciding_sets,
    effort_text,
    outcome_texts,
    reasons_to_differ,
    reviewed_text,
    tests_of,
    threats_of,
    treatment_name,
    undecided_text,
    unsaid,
    value_text,
    verdict_line,
)

if TYPE_CHECKING:
    from jinja2 import Environment

WIDE, NARROW = 940.0, 350.0


def render_page(review: Data, changes: Sequence[str] | None = None, since: str = "") -> str:
    """The page of one review; ``changes`` are those since the review of the date ``since``."""
    timeline = review.get("timeline") or {}
    on = review["on"] or timeline.get("end") or ""
    drawn = bool(on and timeline.get("start"))
    drawn = drawn and bool(timeline.get("series") or timeline.get("treatments"))
    path = review.get("path") or {}
    known = review.get("sources") or {}
    shown = _on_screen(review)
    sources = [
        (id_, source)
        for id_, source in sorted(known.items(), key=lambda item: item[1]["number"])
        if id_ in shown
    ]
    profile = review.get("antibodies") or {}
    body = review.get("differential") or {}
    return environment().get_template("page.html").render(
        review=review,
        changes=changes,
        since=since,
        css=asset("style.css"),
        script=asset("script.js"),
        timeline_wide=draw_timeline(timeline, on, WIDE, "wide") if drawn else "",
        timeline_narrow=draw_timeline(timeline, on, NARROW, "narrow") if drawn else "",
        timeline_words=timeline_words(timeline),
        path=draw_path(path, "path") if path.get("nodes") else "",
        path_words=path_words(path) if path.get("nodes") else (),
        sources=sources,
        profile=profile,
        body=body,
        sets=differential_figure(body) if body else {},
        words=differential_words,
        due=due_figure(due_of(profile), on or None) if profile else {},
        due_now=due_by_group(all_due(profile)) if profile else {},
        on_paper=_on_paper(review),
        numbered=lambda ids: sorted({(known[id_]["number"], id_) for id_ in ids if id_ in known}),
        intended_use=INTENDED_USE,
    )  # fmt: skip


def write_page(
    review: Data, path: str | Path, changes: Sequence[str] | None = None, since: str = ""
) -> None:
    """Write the page of one review to a file."""
    Path(path).write_text(render_page(review, changes, since), encoding="utf-8")


def render_index(reviews: Mapping[str, Data]) -> str:
    """A page that lists reviews: file name of each page to its review."""
    rows = [
        {"href": quote(name), "review": review, "verdicts": verdict_line(review)}
        for name, review in reviews.items()
    ]
    return environment().get_template("index.html").render(
        rows=rows, css=asset("style.css"), intended_use=INTENDED_USE
    )  # fmt: skip


@cache
def asset(name: str) -> Any:
    """A file of the templates, as it is."""
    from markupsafe import Markup

    text = resources.files(__package__).joinpath("templates", name).read_text("utf-8")
    return Markup(text)


@cache
def environment() -> Environment:
    """The templates with the words that they use."""
    from jinja2 import Environment, PackageLoader

    environment = Environment(
        loader=PackageLoader("myosotis.report"), autoescape=True, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {
        "date": date_text,
        "capital": capital,
        "weblink": _weblink,
        "unbroken": _unbroken,
        "bound": bound,
    }
    environment.globals |= {
        "mark": mark,
        "organ_mark": organ_mark,
        "strategy_words": strategy_words,
        "reviewed": reviewed_text,
        "answers": answers_text,
        "unsaid": unsaid,
        "value_text": value_text,
        "criteria_verdict": criteria_verdict,
        "outcome_texts": outcome_texts,
        "deciding_sets": deciding_sets,
        "undecided_text": undecided_text,
        "reasons_to_differ": reasons_to_differ,
        "course": course_text,
        "effort": effort_text,
        "antibodies": antibody_groups,
        "tests": tests_of,
        "threats": threats_of,
        "treatment_name": treatment_name,
        "other_definitions": other_definitions,
        "others_text": others_text,
        "asks_text": asks_text,
        "because_text": because_text,
        "elsewhere_text": elsewhere_text,
        "only_if_text": only_if_text,
        "empty_organs": _empty_organs,
        "unchecked_text": unchecked_text,
    }
    return environment


def cited(part: Any) -> set[str]:
    """The sources that a part of a review names, at any depth."""
    if isinstance(part, Mapping):
        own = {id_ for key in ("source", "sources") for id_ in part.get(key) or ()}
        return own.union(*(cited(value) for value in part.values()))
    if isinstance(part, list | tuple):
        return set().union(*(cited(item) for item in part))
    return set()


def _on_screen(review: Data) -> set[str]:
    """The sources of what the page holds: of the antibodies and the options, only what it tells
    of them, and of the differential nothing."""
    results = (review.get("antibodies") or {}).get("results") or ()
    doubts = [one["doubts"] for one in results if one["verdict"] == "doubtful"]
    documents = ("antibodies", "differential", "strategy", "sources")
    rest = {key: part for key, part in review.items() if key not in documents}
    strategy = {key: review["strategy"].get(key) for key in ("blocked_by", "always_open")}
    reasons = [option["reasons"][:1] for option in review["strategy"].get("options") or ()]
    return cited([rest, doubts, strategy, reasons])


def _on_paper(review: Data) -> set[str]:
    """The sources of what prints: on paper the lesser tests and the options are names only."""
    questions = {**review["resistance"], "definitions": ()}
    causes = questions.get("removable_causes") or ()
    questions["removable_causes"] = [cause for cause in causes if cause["verdict"] != "ask"]
    strategy = {key: review["strategy"].get(key) for key in ("blocked_by", "always_open")}
    tests = [test for test in tests_of(review) if test.get("decisive")]
    others = (review["activity"], review["diagnosis"], strategy, tests)
    return cited([review.get("urgent"), questions, *others])


def _weblink(url: str) -> str:
    """Only a web address may become a link."""
    return url if url.startswith(("https://", "http://")) else "#sources"


def _unbroken(text: str) -> Any:
    """The text with the names of antibodies in one piece: no line ends in their hyphens."""
    from markupsafe import Markup, escape

    whole = re.sub(r"(?i)\banti-[\w/+-]+", r'<span class="whole">\g<0></span>', str(escape(text)))
    return Markup(whole)


def _empty_organs(organs: Mapping[str, Data]) -> list[Data]:
    return [organ for organ in organs.values() if not organ["data"]]
