"""A differential in the terminal, in a picture and on a page: no wall, no probability, no blank."""

from __future__ import annotations

import io
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from rich.console import Console
from tests.unit.report.differentials import EVERY, confirmed, large, nothing, several
from tests.unit.report.reviews import blocked

from myosotis.report import (
    print_differential,
    print_disorder,
    print_review,
    render_differential,
    render_page,
)
from myosotis.report.differential_bars import Powers, tick_text
from myosotis.report.differential_picture import differential_figure, draw_sets
from myosotis.report.differential_words import changing, settles_text, times_text
from myosotis.review import describe_disorder


def printed(
    data: Any, show: Any = print_differential, width: int = 80, encoding: str = "utf-8", **more: Any
) -> str:
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    show(data, Console(file=out, width=width, highlight=False, emoji=False, markup=False), **more)
    out.flush()
    return out.buffer.getvalue().decode(encoding)


def plain(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())


# -- terminal -----------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("data", EVERY)
def test_nothing_is_wider_than_the_terminal_or_blank(data: Any, width: int) -> None:
    for encoding in ("utf-8", "ascii"):
        text = printed(data(), width=width, encoding=encoding)
        assert max(map(len, text.splitlines())) <= width
        assert not re.search(r"\bNone\b|\[\]|\ue000|: *[.;]", text)


def test_the_first_screen_holds_the_conclusion() -> None:
    screen = plain("\n".join(printed(several()).splitlines()[:14]))
    assert "Alpha disease and beta disease fit best; 12 facts do not part them." in screen
    assert "Not explained ? A fever" in screen
    assert "Look at first ● thyroid" in screen
    assert "Not known ? potassium · heart" in screen
    assert "Tests next gene panel" in screen


def test_a_cause_is_told_where_it_is_there_and_named_where_it_is_not_known() -> None:
    text = plain(printed(several()))
    assert "● Thyroid: The thyroid weakens by itself. [1] TSH: 90 mIU/L (1 Mar 2020)." in text
    assert "? What cannot wait, not known: heart." in text
    assert "Excluded: pregnancy." in text
    assert "The potassium weakens" not in text


def test_evidence_stands_under_its_disorder_and_what_says_nothing_is_left_out() -> None:
    text = plain(printed(several()))
    whole = "+ A weak face: 9 of 12 (75 %) have it, 8 % over the list; 3 to 1 for. [1]"
    assert whole in plain(printed(confirmed()))
    assert "- A rash: 9 of 12 (75 %) have it" in text
    assert "Male sex" not in text
    assert "Settled by: Genes: A variant.†" in text
    assert "Not to be stopped or missed: The heart does not wait. [1]" in text


def test_what_confirms_is_said() -> None:
    text = plain(printed(confirmed()))
    assert "Set 1: confirmed by the record" in text
    assert "Confirmed: Genotype: alpha." in text


def test_a_large_set_is_told_briefly() -> None:
    text = printed(large())
    assert "Set 1: 30 disorders that the record does not part" in text
    assert "and 22 more in this set" in text
    assert text.count("Settled by: ") == 3
    assert "27 more of this set are told on the page" in text
    assert len(text.splitlines()) < 130


def test_with_too_few_facts_no_disorder_is_ranked() -> None:
    text = printed(nothing())
    assert "No facts to go by" in text
    assert "Set 1" not in text
    assert differential_figure(nothing()["differential"]) == {}


def test_bars_stand_under_one_scale_and_show_what_is_myositis() -> None:
    lines = printed(several()).splitlines()
    alpha = next(line for line in lines if line.startswith("  Alpha disease"))
    beta = next(line for line in lines if line.startswith("  Beta disease"))
    head = next(line for line in lines if line.strip().startswith("÷10"))
    assert "○" in alpha
    assert "●" in beta
    assert alpha.index("○") > beta.index("●") > head.index(" 1 ")
    assert alpha.endswith("×200")
    assert "*" in next(
        line for line in printed(several(), encoding="ascii").splitlines() if "  Beta" in line
    )


def test_a_result_that_changes_nothing_is_not_told() -> None:
    action = several()["differential"]["actions"][0]
    assert changing(action) == [
        "Rods? If so: Beta disease comes first. If not: Alpha disease stays first."
    ]
    assert settles_text(action) == (
        "It could settle alpha disease, beta disease, gamma, delta or 2 more."
    )


def test_brief_is_brief() -> None:
    lines = printed(several(), brief=True).splitlines()
    assert lines[0] == "Made up · man, 40 · differential on 1 Mar 2020"
    assert "Not explained by it: A fever." in plain("\n".join(lines))
    assert len(lines) < 8


@pytest.mark.parametrize(
    ("power", "said"),
    [
        (0.1, "even"),
        (-0.1, "even"),
        (0.5, "×3"),
        (-0.5, "÷3"),
        (2.25, "×200"),
        (4.31, "×20,000"),
        (-9, "≥÷1 million"),
    ],
)
def test_times_have_one_digit(power: float, said: str) -> None:
    assert times_text(power) == said


def test_ticks_are_whole_powers() -> None:
    lines = [{"low": -1.2, "high": 0.4}, {"low": 0.1, "high": 12.3}]
    powers = Powers.of(lines)
    assert (powers.low, powers.high) == (-2, 13)
    assert 0 in powers.ticks
    assert len(powers.ticks) <= 9
    assert [tick_text(power) for power in (-2, 0, 4, 7)] == ["÷100", "1", "×10,000", "×10 million"]


# -- the picture and the page -------------------------------------------------------------------


@pytest.mark.parametrize("width", [940.0, 350.0])
@pytest.mark.parametrize("data", [several, confirmed, large])
def test_the_picture_stays_within_its_frame(data: Any, width: float) -> None:
    root = ElementTree.fromstring(draw_sets(data()["differential"], width, "it"))
    for element in root.iter():
        for name in ("x1", "x2", "cx"):
            assert 0 <= float(element.get(name, 0)) <= width
    discs = [one.get("fill") for one in root.iter() if one.tag.endswith("circle")]
    shown = {several: 5, confirmed: 2, large: 9}[data]
    assert len(discs) == shown


@pytest.mark.parametrize("data", EVERY)
def test_the_page_stands_alone_and_its_anchors_lead_somewhere(data: Any) -> None:
    page = render_differential(data())
    assert not re.search(r"(src|href)=\"(?!#|https://(doi|pubmed))", page)
    ids = set(re.findall(r' id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids
    assert data()["differential"]["statement"] in page
    assert "None" not in page


def test_the_page_opens_the_first_disorder_and_names_the_rest() -> None:
    page = render_differential(large())
    assert page.count("<details open>") == 1
    assert "Also in this set:" in page
    assert "disease number 30" in page


def test_no_probability_is_shown() -> None:
    shown = printed(several()) + render_differential(several())
    found = re.findall(r"[^.]*probab[^.]*", shown)
    assert found
    assert all("not the probability" in plain(one) for one in found)


# -- the review ---------------------------------------------------------------------------------


def test_the_review_tells_its_differential_in_short() -> None:
    review = blocked() | {"differential": several()["differential"]}
    review["diagnosis"]["differential"] = "The differential disagrees: alpha disease."
    text = plain(printed(review, print_review))
    assert "The differential disagrees: alpha disease." in text
    assert "Not explained by it: A fever." in text
    assert "Tests next: gene panel; magnetic resonance; test 3." in text
    page = render_page(review)
    assert '<a href="#differential">The differential disagrees: alpha disease.</a>' in page
    assert 'id="sets-wide-hatch"' in page
    assert "A book." not in page


# -- one disorder -------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("name", ["srp-myopathy", "laminopathy_infantile", "statin-myopathy"])
def test_a_disorder_fits_the_terminal_and_marks_its_estimates(name: str, width: int) -> None:
    text = printed(describe_disorder(name).to_dict(), print_disorder, width)
    assert max(map(len, text.splitlines())) <= width
    assert not re.search(r"\bNone\b|\ue000", text)
    own, estimates = text.partition("Estimated by this project; nobody published them†")[::2]
    assert estimates
    assert "How often a finding is there" in own


def test_published_shares_go_before_estimates() -> None:
    shares = describe_disorder("srp-myopathy").to_dict()["disorder"]["shares"]
    order = [one["basis"] for one in shares]
    assert order == sorted(order, key=["figure", "adapted", "estimate"].index)
    assert shares[0]["text"].startswith("39 of 100")
    assert all(one["checked"] == "no" for one in shares if one["basis"] == "estimate")


def test_a_form_and_its_disorder_name_each_other() -> None:
    whole = describe_disorder("laminopathy").to_dict()["disorder"]
    form = describe_disorder("laminopathy-infantile").to_dict()["disorder"]
    assert form["part_of"]["id"] == whole["id"]
    assert form["id"] in [one["id"] for one in whole["forms"]]
