from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET

import pytest
from tests.unit.report import reviews

from myosotis.report.graph import draw_path, path_words


def _boxes(svg: str) -> list[tuple[float, float, float, float]]:
    boxes = []
    for e in ET.fromstring(svg).iter():
        if e.tag.endswith("}rect") and e.get("rx") == "3":
            x, y = float(e.get("x", "0")), float(e.get("y", "0"))
            boxes.append((x, y, x + float(e.get("width", "0")), y + float(e.get("height", "0"))))
    return boxes


@pytest.mark.parametrize("review", [reviews.blocked(), reviews.opened()])
def test_every_step_has_a_box_of_its_own_inside_the_picture(review: dict) -> None:
    svg = draw_path(review["path"], "p")
    boxes = _boxes(svg)
    assert len(boxes) == len(review["path"]["nodes"])
    for one, other in itertools.combinations(boxes, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart
    height = float(ET.fromstring(svg).get("height", "0"))
    assert all(min(x1, y1) >= 0 and x2 <= 358 and y2 <= height for x1, y1, x2, y2 in boxes)


def test_a_step_that_cannot_be_told_is_dashed_and_says_so() -> None:
    svg = draw_path(reviews.blocked()["path"], "p")
    assert "? cannot tell" in svg
    assert "stroke-dasharray" in svg


def test_red_is_for_urgent_only() -> None:
    assert "#b3001b" not in draw_path(reviews.blocked()["path"], "p")
    assert "#b3001b" in draw_path(reviews.opened()["path"], "p")


def test_an_edge_to_a_step_that_is_not_listed_is_left_out() -> None:
    path = {
        "nodes": [{"id": "a", "text": "A", "state": "yes", "detail": ""}],
        "edges": [{"from": "a", "to": "b", "label": "yes", "taken": True}],
    }
    assert "<path" not in draw_path(path, "p")


def test_the_words_name_each_answer() -> None:
    words = path_words(reviews.blocked()["path"])
    assert ("Does the diagnosis stand?", "cannot tell", "Not settled.") in words
