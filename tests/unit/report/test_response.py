"""A response in the terminal and its picture: ranges as ranges, cut-offs from the knowledge."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from tests.unit.review.visits import BASELINE, BETTER, on, patient, without

from myosotis import read_patient, response
from myosotis.report import print_response, render_response
from myosotis.report.course import band_zones, draw_course
from myosotis.report.response_words import (
    course_words,
    cut_off_text,
    improvement_text,
    measure_name,
    value_at,
)

EXAMPLE = Path(__file__).parents[3] / "examples" / "response-course.yaml"
WIDTHS = (940.0, 350.0)


@cache
def example(population: str | None = None) -> dict[str, Any]:
    return response(read_patient(EXAMPLE), population=population).to_dict()


@cache
def both() -> dict[str, Any]:
    """A patient of whom it is not known whose cut-offs apply."""
    who = patient(
        on("2020-01-10"), on("2020-04", without(BETTER, "mmt8")), age_at_onset="10 to 40"
    )  # fmt: skip
    return response(who).to_dict()


@cache
def refused() -> dict[str, Any]:
    name = "extramuscular_global_activity"
    before, after = ({**without(each, name), "das_total": 9} for each in (BASELINE, BETTER))
    return response(patient(on("2020-01-10", before), on("2020-04-10", after))).to_dict()


def printed(data: dict[str, Any], width: int = 80, encoding: str = "utf-8") -> str:
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    console = Console(file=out, width=width, highlight=False, emoji=False, markup=False)
    print_response(data, console)
    out.flush()
    return out.buffer.getvalue().decode(encoding)


# -- terminal -----------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("data", [example, both, refused])
def test_nothing_is_wider_than_the_terminal(data: Any, width: int) -> None:
    assert max(len(line) for line in printed(data(), width).splitlines()) <= width


def test_the_first_screen_holds_the_conclusion_and_the_course() -> None:
    screen = printed(example()).splitlines()[:24]
    assert "Major response from 12 Jan 2023 to 9 Jul 2024: 67.5 of 100 points." in screen
    assert any(line.startswith("9 Jul 2024   67.5      Major ") for line in screen)
    assert any(line.startswith("10 Oct 2023  55 to 75  Moderate or major ") for line in screen)
    assert "    not recorded: extramuscular activity" in screen


def test_the_bar_is_as_long_as_the_total_and_the_cut_offs_stand_in_it() -> None:
    lines = printed(example(), 120).splitlines()
    head = next(line for line in lines if line.startswith("Visit"))
    bars = {line[:11].strip(): line for line in lines if "│" in line and line[:1].isdigit()}
    start, end = head.index("0"), head.index("100") + 3
    for mark in ("20", "40", "60"):
        assert all(bar[head.index(f" {mark} ") + 1] == "│" for bar in bars.values())
    shown = bars["13 Apr 2023"][start:end]
    assert (shown.count("█") + 1) / (end - start) == pytest.approx(0.275, abs=0.03)
    shown = bars["10 Oct 2023"][start:end]
    assert shown.count("░") / (end - start) == pytest.approx(0.20, abs=0.04)
    assert "░" not in bars["9 Apr 2024"]


def test_a_plain_terminal_has_plain_signs() -> None:
    text = printed(example(), 80, "ascii")
    assert "?" not in text.split("To know when reading it")[0].replace("Is it", "")
    assert "#######|" in text
    assert "=" in text


def test_the_pair_is_told_measure_by_measure() -> None:
    text = printed(example(), 120)
    row = next(line for line in text.splitlines() if line.startswith("Physician global activity"))
    assert re.split(r" {2,}", row) == [
        "Physician global activity", "6.5 cm", "2.9 cm", "36 %", "17.5 of 20",
    ]  # fmt: skip
    assert "67.5 of 100" in text


def test_other_definitions_say_why() -> None:
    text = " ".join(printed(example()).replace("\u00a0", " ").split())
    assert "Measures better by 20 % or more, of 6: 6." in text
    assert "Confirmed deterioration (ProDERM): not found at 2 visits in a row." in text


def test_a_pair_without_a_score_is_said() -> None:
    text = printed(refused())
    assert "cannot be scored" in text
    assert "Not for these visits" in text


# -- words --------------------------------------------------------------------------------------


def test_both_cut_offs_are_named_where_the_population_is_not_known() -> None:
    assert cut_off_text(both()) == (
        "From 20 minimal response, from 40 moderate response and from 60 major response (adult). "
        "From 30 minimal response, from 45 moderate response and from 70 major response (juvenile)."
    )


def test_a_measure_that_is_missing_has_no_improvement() -> None:
    strength = both()["comparisons"][0]["measures"][2]
    assert improvement_text(strength) == "cannot tell"
    assert value_at(strength["followup"]) == ["not recorded"]


def test_a_worse_measure_is_below_zero() -> None:
    change = {"missing": None, "change": {"low": -4.1667, "high": -4.1667}}
    assert improvement_text(change) == "−4.17 %"


@pytest.mark.parametrize(
    ("recorded", "text", "said"),
    [
        ("5.0 cm", "5 cm", ["5 cm"]),
        ("1.50", "1.5", ["1.5"]),
        ("53 mm", "5.3 cm", ["5.3 cm", "53 mm"]),
        ("62/80", "62/80", ["62/80"]),
    ],
)
def test_as_recorded_stands_where_it_says_more(recorded: str, text: str, said: list[str]) -> None:
    line = {"text": text, "recorded": [recorded], "note": ""}
    assert value_at(line) == said


def test_a_measure_is_named_once() -> None:
    named = [measure_name(each) for each in example()["comparisons"][-1]["measures"]]
    assert named == [
        "Physician global activity",
        "Patient global activity",
        "Strength (manual muscle test of eight groups)",
        "Physical function (health assessment questionnaire disability index)",
        "Muscle enzyme (creatine kinase)",
        "Extramuscular global activity",
    ]


def test_the_picture_is_told_in_words() -> None:
    assert course_words(example())[3] == (
        "10 Oct 2023: 55 to 75, moderate or major response; missing: extramuscular activity."
    )


# -- the picture --------------------------------------------------------------------------------


def elements(svg: str, tag: str) -> list[ET.Element]:
    return [each for each in ET.fromstring(svg).iter() if each.tag.endswith("}" + tag)]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("data", [example, both, refused])
def test_it_is_well_formed_and_nothing_leaves_the_picture(data: Any, width: float) -> None:
    root = ET.fromstring(draw_course(data(), width, "c"))
    height = float(root.get("height", "0"))
    for element in root.iter():
        for key in ("x", "x1", "x2", "cx"):
            assert 0 <= float(element.get(key, "0")) <= width, ET.tostring(element)
        for key in ("y", "y1", "y2", "cy"):
            assert 0 <= float(element.get(key, "0")) <= height, ET.tostring(element)


def test_an_exact_total_is_a_dot_and_a_range_is_a_bar() -> None:
    svg = draw_course(example(), 940.0, "c")
    assert len(elements(svg, "circle")) == 5
    titled = {each[0].text: each for each in elements(svg, "rect") if len(each)}
    bar = titled["55 to 75, moderate or major response"]
    assert bar.get("fill") == "url(#c-hatch)"
    assert float(bar.get("height", "0")) == pytest.approx(240 * 0.20, abs=0.2)


def test_no_line_leads_to_a_range() -> None:
    svg = draw_course(example(), 940.0, "c")
    lines = [each for each in elements(svg, "line") if each.get("stroke-width") == "1.2"]
    # First to second; flare to fifth; fifth to sixth.
    assert len(lines) == 3


@pytest.mark.parametrize("population", ["adult", "juvenile"])
def test_the_bands_are_those_of_the_knowledge(population: str) -> None:
    cuts = {"adult": ["20", "40", "60"], "juvenile": ["30", "45", "70"]}[population]
    svg = draw_course(example(population), 940.0, "c")
    numbers = [each.text for each in elements(svg, "text") if each.get("text-anchor") == "end"]
    assert [n for n in numbers if n in {"20", "30", "40", "45", "60", "70"}] == cuts
    words = [each.text for each in elements(svg, "text")]
    assert {"Minimal", "Moderate", "Major"} <= set(words)


def test_between_two_possible_cut_offs_the_zone_is_hatched() -> None:
    assert [zone.cuts for zone in band_zones(both())] == [(20, 30), (40, 45), (60, 70)]
    titles = [
        each[0].text for each in elements(draw_course(both(), 940.0, "c"), "rect") if len(each)
    ]
    assert "Minimal from 20 (adult), Minimal from 30 (juvenile)" in titles


# -- the page -----------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [example, both, refused])
def test_the_page_stands_alone_and_says_its_conclusion(data: Any) -> None:
    page = render_response(data())
    assert not re.search(r"<(?:link|img|iframe|script|object|embed|base|form)\b", page)
    assert "@import" not in page
    assert f">{data()['summary']['conclusion']}</h1>" in page
    assert "is not a medical device" in page
    for target in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{target}"' in page


def test_what_the_record_says_is_escaped() -> None:
    who = patient(on("2020-01-10"), on("2020-04-10", BETTER), title="<b>nobody</b>")
    assert "<b>nobody" not in render_response(response(who).to_dict())


def test_the_page_is_dark_where_that_is_asked_for_and_light_on_paper() -> None:
    page = render_response(example())
    dark, paper = page.index("prefers-color-scheme: dark"), page.rindex("@media print")
    assert dark < paper
    for colour in ("#1a1d21", "#4a5159", "#c3c9d0", "#ffffff"):
        assert f'svg [fill="{colour}"]' in page
