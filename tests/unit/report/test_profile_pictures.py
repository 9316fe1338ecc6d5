"""The pictures of a profile: figures as intervals, doubt dashed, no date never drawn as a date."""

from __future__ import annotations

import copy
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from tests.unit.report.profiles import (
    counted,
    made,
    made_cancer,
    mda5,
    nothing,
    tif1,
    tif1_cancer,
    weak,
)

from myosotis.report.due_picture import draw_due, has_dates, told_due
from myosotis.report.figure_words import drawn_rows
from myosotis.report.risk_picture import Layout, draw_risks, key_text, told_risks
from myosotis.report.svg import text_width

WIDTHS = (940.0, 350.0)


def elements(svg: str, tag: str) -> list[ET.Element]:
    return [each for each in ET.fromstring(svg).iter() if each.tag.endswith("}" + tag)]


def words(svg: str) -> list[str]:
    return ["".join(each.itertext()).replace("\u00a0", " ") for each in elements(svg, "text")]


def titled(svg: str, start: str) -> list[ET.Element]:
    """The shapes that tell a pointer something that begins so."""
    return [
        each
        for each in ET.fromstring(svg).iter()
        if len(each) and each[0].tag.endswith("}title") and (each[0].text or "").startswith(start)
    ]


def stays_inside(svg: str) -> None:
    root = ET.fromstring(svg)
    width, height = (float(root.get(side, "0")) for side in ("width", "height"))
    for each in root.iter():
        for key in ("x", "x1", "x2", "cx"):
            assert -0.1 <= float(each.get(key, "0")) <= width + 0.1, ET.tostring(each)
        for key in ("y", "y1", "y2", "cy"):
            assert -0.1 <= float(each.get(key, "0")) <= height + 0.1, ET.tostring(each)
    for each in elements(svg, "text"):
        # The width is on the generous side: a tenth less is what a browser draws at most.
        wide = text_width("".join(each.itertext()), float(each.get("font-size", "12"))) * 0.9
        x = float(each.get("x", "0"))
        left = {"middle": x - wide / 2, "end": x - wide}.get(each.get("text-anchor", ""), x)
        assert left >= -1, ET.tostring(each)
        assert left + wide <= width + 1, ET.tostring(each)


def due_of(data: dict[str, Any]) -> list[tuple[str, list[Any]]]:
    body = data.get("profile") or data
    parts = [("Cancer", body["cancer"]["due"])]
    return [*parts, ("Lung", body["lung"]["due"])] if "lung" in body else parts


# -- what goes with it --------------------------------------------------------------------------


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("data", [tif1, mda5, weak, made])
def test_the_risks_are_well_formed_and_inside_the_picture(data: Any, width: float) -> None:
    stays_inside(draw_risks(data(), width, "r"))


@pytest.mark.parametrize("width", WIDTHS)
def test_a_crowded_row_stays_inside_and_says_what_is_left_out(width: float) -> None:
    data = copy.deepcopy(tif1())
    row = next(row for row in data["profile"]["outcomes"] if row["id"] == "cancer")
    long = "patients of several centres in many countries with anti-TIF1-gamma and a long name"
    more = counted("anti_tif1_gamma", "cancer", 5, 20, long, "best_2019").model_dump(mode="json")
    row["figures"] += [more] * 7
    svg = draw_risks(data, width, "r")
    stays_inside(svg)
    assert any(text.startswith("and 7 more below") for text in words(svg))
    assert " ".join(told_risks(data)).count("5 of 20 (25\u00a0%)") == 7


def test_a_share_is_a_dot_on_its_interval() -> None:
    svg, layout = draw_risks(tif1(), 940.0, "r"), Layout.of(940.0)
    (dot,) = titled(svg, "anti-TIF1-gamma: 41")
    assert float(dot.get("cx", "0")) == pytest.approx(layout.at(41), abs=0.1)
    lines = [each for each in elements(svg, "line") if each.get("y1") == dot.get("cy")]
    ends = {(each.get("x1"), each.get("x2")) for each in lines if each.get("stroke-width") == "2"}
    assert ends == {(f"{layout.at(36):.1f}".removesuffix(".0"), f"{layout.at(45):g}")}


def test_a_ratio_has_words_and_no_place_on_the_scale() -> None:
    svg = draw_risks(tif1(), 940.0, "r")
    assert any("incidence ratio 17.28 (11.94 to 24.14)" in text for text in words(svg))
    assert titled(svg, "anti-TIF1-gamma: incidence ratio") == []


def test_a_range_over_cohorts_has_no_dot() -> None:
    data = copy.deepcopy(weak())
    row = next(row for row in data["profile"]["outcomes"] if row["id"] == "ild")
    row["figures"][0]["middle"] = 25
    svg = draw_risks(data, 940.0, "r")
    assert "An open bar: the range over several cohorts." in key_text(data)
    (bar,) = titled(svg, "anti-SRP (in doubt): 0 to 50")
    assert bar.tag.endswith("}rect")


def test_a_doubtful_antibody_is_dashed_and_says_so() -> None:
    doubtful = titled(draw_risks(weak(), 940.0, "r"), "anti-SRP (in doubt): 41")
    certain = copy.deepcopy(weak())
    for result in certain["profile"]["results"]:
        if result["verdict"] == "doubtful":
            result["verdict"] = "positive"
    positive = titled(draw_risks(certain, 940.0, "r"), "anti-SRP: 41")
    assert doubtful[0].get("stroke-dasharray")
    assert doubtful[0].get("fill") == "#ffffff"
    assert not positive[0].get("stroke-dasharray")
    assert positive[0].get("fill") == "#1a1d21"
    assert "Dashed" in key_text(weak())
    assert "Dashed" not in key_text(tif1())


def test_all_myositis_is_grey() -> None:
    for dot in titled(draw_risks(mda5(), 940.0, "r"), "all myositis"):
        assert dot.get("stroke") == "#4a5159"


def test_whether_the_patient_has_it_is_a_word_and_a_shape() -> None:
    svg = draw_risks(tif1(), 940.0, "r")
    said = words(svg)
    assert "not recorded" in said
    assert "calcinosis: recorded as absent" in said
    assert said.count("?") == said.count("not recorded") + 1
    # The last of them is in the row of what has no figure.
    assert "rapidly progressive lung disease: not recorded" in said


def test_where_there_is_no_figure_that_is_said() -> None:
    said = words(draw_risks(tif1(), 940.0, "r"))
    assert "no figure for anti-TIF1-gamma or anti-Ro52" in said
    assert "No figure found" in said
    assert any("no figure for anti-TIF1-gamma" in one for one in told_risks(tif1()))


def test_an_unchecked_figure_has_its_dagger() -> None:
    data = copy.deepcopy(tif1())
    row = next(row for row in data["profile"]["outcomes"] if row["id"] == "cancer")
    row["figures"][0]["checked"] = "no"
    assert any(text.endswith("[11]†") for text in words(draw_risks(data, 940.0, "r")))


def test_without_an_antibody_there_is_no_picture() -> None:
    assert drawn_rows(nothing()["profile"]) == []


def test_the_picture_in_words_has_every_outcome() -> None:
    told = told_risks(mda5())
    assert len(told) == 7
    said = told[1].replace("\u00a0", " ")
    assert said.startswith("Interstitial lung disease (recorded). anti-MDA5: interstitial lung")
    assert "disease at admission: 81 of 90 (90 %)" in said


def test_what_is_not_known_to_end_is_drawn_where_it_begins() -> None:
    data = copy.deepcopy(tif1())
    line = data["profile"]["lung"]["due"][0]
    line |= {"status": "if", "until": "9999-12-31"}
    stays_inside(draw_due(due_of(data), "2024-06-01", 940.0, "d"))


def test_a_first_planned_time_is_drawn_once() -> None:
    data = copy.deepcopy(tif1())
    line = data["profile"]["lung"]["due"][0]
    first = {"on": "2024-12-01", "until": "2025-03-01"}
    line |= {
        "status": "planned",
        **first,
        "dates": [[*first.values()], ["2025-06-01", "2025-09-01"]],
    }
    svg = draw_due(due_of(data), "2024-06-01", 940.0, "d")
    assert len(titled(svg, "Screening: pulmonary function tests")) == 2


# -- what is due --------------------------------------------------------------------------------


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("data", [tif1, mda5, tif1_cancer, made, made_cancer])
def test_what_is_due_is_well_formed_and_inside_the_picture(data: Any, width: float) -> None:
    stays_inside(draw_due(due_of(data()), data()["on"], width, "d"))


def test_done_due_and_planned_differ() -> None:
    svg = draw_due(due_of(tif1()), "2024-06-01", 940.0, "d")
    basic = titled(svg, "Basic panel")
    assert [one.get("fill") for one in basic] == ["#ffffff"] * 3 + ["#1a1d21"]
    places = [float(one.get("cx", "0")) for one in basic]
    assert places[3] < places[0] < places[1] < places[2]
    (due,) = titled(svg, "Enhanced panel: CT")
    assert due.tag.endswith("}path")
    assert due.get("fill") == "#1a1d21"
    assert {"Done", "Due now", "Planned", "Only under its condition"} <= set(words(svg))


def test_a_planned_time_between_two_days_is_a_bar() -> None:
    svg = draw_due(due_of(mda5()), "2024-10-20", 940.0, "d")
    shapes = titled(svg, "Screening: pulmonary function tests")
    assert [one.tag.rsplit("}", 1)[1] for one in shapes] == ["rect", "rect", "circle"]


def test_a_month_is_drawn_as_a_month() -> None:
    svg = draw_due(due_of(mda5()), "2024-10-20", 940.0, "d")
    (shape,) = titled(svg, "Enhanced panel: CT")
    assert shape.tag.endswith("}rect")


def test_what_is_due_only_if_is_dashed() -> None:
    svg = draw_due(due_of(mda5()), "2024-10-20", 940.0, "d")
    shapes = titled(svg, "Basic panel, yearly")
    assert len(shapes) == 3
    assert all(one.get("stroke-dasharray") for one in shapes)


def test_what_has_no_date_is_said_and_not_drawn() -> None:
    svg = draw_due(due_of(tif1()), "2024-06-01", 940.0, "d")
    assert titled(svg, "Further tests") == []
    assert "no date" in words(svg)
    assert not has_dates(due_of(nothing()))


def test_what_was_done_long_ago_is_an_arrow_at_the_edge() -> None:
    data = copy.deepcopy(tif1())
    line = data["profile"]["cancer"]["due"][0]
    line |= {"last": "2015-01-01", "last_text": "1 Jan 2015", "when": "done 1 Jan 2015"}
    svg = draw_due(due_of(data), "2024-06-01", 940.0, "d")
    stays_inside(svg)
    shape = titled(svg, "Basic panel: history")[-1]
    assert shape.get("d", "").startswith("M486.0")


def test_what_is_not_needed_has_no_row_but_is_told() -> None:
    data = copy.deepcopy(tif1())
    data["profile"]["cancer"]["due"][-1]["status"] = "not_needed"
    groups = due_of(data)
    assert "Further tests: PET-CT" not in words(draw_due(groups, "2024-06-01", 940.0, "d"))
    assert any("PET-CT" in one for one in told_due(groups))


def test_what_is_due_is_told_in_words() -> None:
    assert told_due(due_of(tif1()))[2] == ("Cancer, enhanced panel: mammography. Done 20 Mar 2024.")
