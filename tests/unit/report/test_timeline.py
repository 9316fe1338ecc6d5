from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from tests.unit.report import reviews

from myosotis.report.timeline import draw_timeline, timeline_words

WIDTHS = (940.0, 350.0)


def _drawn(review: dict, width: float = 940.0) -> str:
    return draw_timeline(review["timeline"], review["on"], width, "t")


def _texts(svg: str) -> list[ET.Element]:
    return [e for e in ET.fromstring(svg).iter() if e.tag.endswith("}text")]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("review", [reviews.blocked(), reviews.opened()])
def test_it_is_well_formed_and_nothing_leaves_the_picture(review: dict, width: float) -> None:
    root = ET.fromstring(_drawn(review, width))
    height = float(root.get("height", "0"))
    for element in root.iter():
        for key in ("x", "x1", "x2", "cx"):
            assert 0 <= float(element.get(key, "0")) <= width, ET.tostring(element)
        for key in ("y", "y1", "y2", "cy"):
            assert 0 <= float(element.get(key, "0")) <= height, ET.tostring(element)


def test_the_reference_line_is_named() -> None:
    assert "1 × ULN, upper limit of normal" in _drawn(reviews.blocked())


def test_what_has_no_values_is_said_in_words() -> None:
    assert "No values recorded: strength, lung function and skin scores" in _drawn(
        reviews.blocked()
    )


def test_a_range_is_drawn_as_a_box_and_an_unknown_limit_is_hatched_with_an_arrow() -> None:
    svg = _drawn(reviews.opened())
    boxes = [e for e in ET.fromstring(svg).iter() if e.tag.endswith("}rect") and len(e)]
    said = {e[0].text: e for e in boxes}
    closed = next(e for text, e in said.items() if text and text.startswith("1,720 U/L"))
    open_ = next(e for text, e in said.items() if text and text.startswith("raised"))
    assert "hatch" not in closed.get("fill", "")
    assert "hatch" in open_.get("fill", "")
    assert open_.get("stroke-dasharray")


def test_a_date_known_to_a_month_is_a_span() -> None:
    review = reviews.blocked()
    with_span = _drawn(review).count("<line")
    point = review["timeline"]["series"][0]["points"][0]
    point["on"] = point["on_end"] = "2019-03-15"
    assert _drawn(review).count("<line") == with_span - 3


def test_the_newest_value_keeps_its_label_when_there_is_no_room() -> None:
    review = reviews.opened()
    points = review["timeline"]["series"][0]["points"]
    extra = [{**points[-1], "on": f"2024-06-0{d}", "on_end": f"2024-06-0{d}"} for d in (1, 2)]
    review["timeline"]["series"][0]["points"] = [*points[:-1], *extra, points[-1]]
    labels = [e.text for e in _texts(_drawn(review, 350.0))]
    assert "12.4" in labels


def test_treatments_say_dose_and_what_is_not_known() -> None:
    svg = _drawn(reviews.blocked())
    assert "Azathioprine, dose not recorded" in svg
    assert "Methotrexate, not given: pregnancy planning" in svg
    assert "dose or time unknown" in svg


def test_only_the_kinds_that_are_drawn_are_in_the_key() -> None:
    assert "stopped for harm" not in _drawn(reviews.blocked())
    assert "stopped for harm" in _drawn(reviews.opened())


def test_a_picture_of_one_day_can_be_drawn() -> None:
    review = reviews.blocked()
    review["timeline"] |= {"start": "2020-03-01", "end": "2020-03-01", "treatments": []}
    assert _drawn(review).startswith("<svg")


def test_names_are_escaped() -> None:
    review = reviews.blocked()
    review["timeline"]["treatments"][0]["label"] = "<script>alert(1)</script>"
    assert "<script>" not in _drawn(review)


def test_the_words_hold_every_value_treatment_and_visit() -> None:
    timeline = reviews.opened()["timeline"]
    words = " ".join(timeline_words(timeline)).lower()
    for series in timeline["series"]:
        for point in series["points"]:
            assert point["text"].lower() in words
    for treatment in timeline["treatments"]:
        assert treatment["label"] in words
    assert "12.4 × uln, 3 jun 2024" in words


def test_no_colour_but_ink_is_used() -> None:
    colours = set(re.findall(r"#[0-9a-f]{6}", _drawn(reviews.opened())))
    assert colours <= {"#1a1d21", "#4a5159", "#c3c9d0", "#ffffff"}
