"""The response of one patient as an HTML page that needs no network."""

from __future__ import annotations

from collections.abc import Iterable

from myosotis.report.course import draw_course
from myosotis.report.page import asset, environment
from myosotis.report.response_words import (
    assumed_of,
    course_words,
    cut_off_text,
    improvement_text,
    measure_name,
    notes_of,
    points_text,
    response_title,
    set_outcomes,
    set_values,
    short_verdict,
    total_text,
    value_at,
)
from myosotis.report.words import INTENDED_USE, Data

WIDE, NARROW = 940.0, 350.0


def render_response(response: Data) -> str:
    """The page of one response: what `Response.to_dict` gives."""
    known = response["sources"]

    def numbered(ids: Iterable[str]) -> list[tuple[int, str]]:
        return sorted({(known[id_]["number"], id_) for id_ in ids if id_ in known})

    return environment().get_template("response.html").render(
        response=response,
        title=response_title(response),
        pair=response["comparisons"][response["pair"]["comparison"]],
        css=asset("style.css") + asset("response.css") + asset("dark.css"),
        course_wide=draw_course(response, WIDE, "wide"),
        course_narrow=draw_course(response, NARROW, "narrow"),
        course_words=course_words(response),
        cut_offs=cut_off_text(response),
        notes=notes_of(response),
        assumed=assumed_of(response),
        sources=sorted(known.items(), key=lambda item: item[1]["number"]),
        numbered=numbered,
        intended_use=INTENDED_USE,
        total_text=total_text,
        short_verdict=short_verdict,
        improvement_text=improvement_text,
        points_text=points_text,
        measure_name=measure_name,
        value_at=value_at,
        set_values=set_values,
        set_outcomes=set_outcomes,
    )  # fmt: skip
