"""A strategy in the terminal and on a page: nothing too wide, nothing lost, nothing ranked."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any
from xml.etree import ElementTree

import pytest
from rich.console import Console
from tests.unit.report.strategies import EVERY, PLANS, STANDINGS, everything, evidence, option

from myosotis.report import print_plan, print_strategy, render_plan, render_strategy
from myosotis.report.share_picture import LEFT, RIGHT, WIDTH, draw_shares
from myosotis.report.strategy_words import (
    STANDINGS as SHOWN,
)
from myosotis.report.strategy_words import (
    TITLES,
    asked_texts,
    next_text,
    share_text,
    standing_groups,
    standing_text,
    unknown_conditions,
)
from myosotis.review.strategy.model import ORDER

DOCUMENTS = [*EVERY, *PLANS]


def printed(data: Any, width: int = 80, encoding: str = "utf-8", **more: Any) -> str:
    show = print_plan if "entry" in data else print_strategy
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    show(data, Console(file=out, width=width, highlight=False, emoji=False, markup=False), **more)
    out.flush()
    return out.buffer.getvalue().decode(encoding)


def page_of(data: Any) -> str:
    return render_plan(data) if "entry" in data else render_strategy(data)


def plain(text: str) -> str:
    return " ".join(text.split())


def words_of(page: str) -> str:
    """The words of a page without its style, pictures and tags."""
    bare = re.sub(r"<(style|svg)\b.*?</\1>", " ", page, flags=re.DOTALL)
    bare = re.sub(r"</?(?:span|strong|sup|a|em)\b[^>]*>", "", bare)
    return plain(unescape(re.sub(r"<[^>]+>", " ", bare)).replace("\u00a0", " "))


# -- terminal -----------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("data", DOCUMENTS)
def test_nothing_is_wider_than_the_terminal_or_blank(data: Any, width: int) -> None:
    for encoding in ("utf-8", "ascii"):
        text = printed(data(), width, encoding)
        assert max(map(len, text.splitlines())) <= width
        assert not re.search(r"\bNone\b(?! of)|\[\]|\ue000|: *[.;]", text)


@pytest.mark.parametrize("data", DOCUMENTS)
def test_a_terminal_that_knows_ascii_only_gets_nothing_it_cannot_show(data: Any) -> None:
    text = printed(data(), encoding="ascii")
    assert text.isascii()
    assert "?" * 3 not in text


def test_the_first_screen_holds_the_conclusion() -> None:
    screen = plain("\n".join(printed(everything()).splitlines()[:24]))
    assert "Only the urgent branch is open (muscle)" in screen
    assert "Treated muscle (urgent) · skin (neither shown nor excluded)" in screen
    assert "Ask first check number 0 (2 options)" in screen
    for title in ("In use", "To make good", "Open", "After a test", "Wait", "Failed", "Avoid"):
        assert title in screen


@pytest.mark.parametrize("data", EVERY)
def test_brief_is_brief(data: Any) -> None:
    lines = printed(data(), brief=True).splitlines()
    assert len(lines) <= 38
    assert plain(data()["strategy"]["statement"]) in plain("\n".join(lines))


def test_what_is_in_reach_is_told_in_full_and_the_rest_with_its_reason() -> None:
    text = plain(printed(everything()))
    assert "Drug β for open (trials only): open" in text
    assert "- Muscle, mixed results: One trial saw it, one did not. [1]" in text
    assert "- Muscle, if it applies, used, without a randomised comparison: In some.†" in text
    assert "! Caution: The kidney stands in its way. [1]" in text
    assert "? Could contraindicate it, not known: check number 0." in text
    assert "Drug β for waits (then: open after a test)" in text
    assert "- Drug β for contraindicated The kidney stands in its way. [1]" in text
    assert "Either it failed an adequate trial or its trial was not adequate." in text


def test_what_was_not_checked_is_marked_and_said_to_move_nothing() -> None:
    assert "! Not checked in a source. It would make it contraindicated" in plain(
        printed(everything())
    )
    assert "Not checked in a source, so it moves nothing." in render_strategy(everything())


def test_guidelines_stand_by_their_place_with_their_sign() -> None:
    text = plain(printed(everything()))
    assert "Divided. Drug β: for it BOOK 2020; against it PAPER 2021." in text
    assert "First line + BOOK 2020 for drug β (conditional, evidence C, agreement 96 %)." in text
    assert "At any time − PAPER 2021 against drug β" in text
    assert "○ NOTE 2022 (strength not read). As it was printed. [1]" in text
    assert "MAYBE 2023" not in text
    assert "1 more hang on what is not known" in text


def test_what_was_not_measured_is_said() -> None:
    told = "Drug β: it is due, and nothing was measured since the start."
    assert told in plain(printed(everything()))
    assert "not recorded at the start, nothing since" in plain(printed(everything()))


def test_every_standing_has_a_title_and_a_place() -> None:
    assert SHOWN == ORDER == STANDINGS
    assert set(TITLES) == set(SHOWN)


def test_a_standing_holds_its_options_by_name_and_trials_only_last() -> None:
    labels = [("b", "in_use"), ("a", "investigational"), ("c", "in_use")]
    options = [{"label": n, "standing": "open", "status": status} for n, status in labels]
    ((_, group),) = standing_groups(options)
    assert [one["label"] for one in group] == ["b", "c", "a"]


def test_what_cannot_be_told_says_what_is_possible() -> None:
    data = option("cannot_tell").model_dump(by_alias=True)
    assert standing_text(data) == "it failed an adequate trial or its trial was not adequate"


def test_what_is_asked_is_named_and_what_moves_nothing_is_counted() -> None:
    data = option("open").model_dump(by_alias=True)
    assert asked_texts(data, {"virus": "the virus"}) == [
        "Could contraindicate it, not known: the virus.",
        "1 more condition not known, cautions or unchecked; the page (--html) tells.",
    ]
    assert [line["level"] for line in unknown_conditions(data)] == ["contraindicated", "avoid"]


# -- the shares ---------------------------------------------------------------------------------


def test_a_share_says_on_what_it_rests() -> None:
    line = evidence().model_dump(by_alias=True)
    assert share_text(line["everybody"]) == "52 % (31 to 70); 3 studies, 18/40 patients"
    assert share_text({**line["everybody"], "studies": 0}) == "52 % (31 to 70)"
    assert next_text(line) == (
        "One more study of 30 patients would move it to 33 % with 6 responders, to 62 % with 24."
    )


@pytest.mark.parametrize("group", [True, False])
def test_the_intervals_stay_on_the_axis_and_the_picture_has_words(group: bool) -> None:
    root = ElementTree.fromstring(draw_shares(evidence(group).model_dump(by_alias=True), "it"))
    marks = [one for one in root.iter() if one.tag.endswith("circle")]
    assert len(marks) == (2 if group else 1)
    # The drawing has a frame of hatching, which lies outside the axis.
    for element in root.iter():
        for name in ("x1", "x2", "cx"):
            if element.get(name, "0") != "0":
                assert LEFT <= float(element.get(name, 0)) <= RIGHT
        if element.tag.endswith("text"):
            assert 0 <= float(element.get("x", 0)) <= WIDTH
    told = str(root.get("aria-label"))
    assert told.startswith("muscle, at least minimal improvement. ")
    assert "all subgroups: 52 % (31 to 70); 3 studies, 18/40 patients" in told


def test_no_share_is_no_picture() -> None:
    line = evidence().model_dump(by_alias=True)
    assert draw_shares({**line, "group": None, "everybody": None, "controls": None}, "it") == ""


def test_bars_in_the_terminal_stand_under_one_scale() -> None:
    for width in (60, 120):
        lines = printed(everything(), width).splitlines()
        at = next(n for n, line in enumerate(lines) if line.strip().startswith("0 %"))
        start, end = lines[at].index("0 %"), lines[at].rindex("100 %") + len("100 %")
        bars = [line for line in lines[at + 1 : at + 8] if "●" in line]
        assert len(bars) >= 2
        for line in bars:
            assert start <= line.index("│") <= line.index("●") <= line.rindex("│") <= end


def test_without_data_on_the_subgroup_it_is_said_and_never_zero() -> None:
    assert "No data for this subgroup (a subgroup)." in plain(printed(everything()))
    assert "No data for this subgroup (a subgroup)." in words_of(render_strategy(everything()))


@pytest.mark.parametrize("data", DOCUMENTS)
def test_what_is_unchecked_is_listed_in_the_words_of_the_knowledge(data: Any) -> None:
    """Blank lines and this program's own sentences once stood in the list."""
    listed = data()["unchecked"]
    assert "" not in listed
    own = {one["statement"] for one in data().get("strategy", {}).get("options", ())}
    assert not own & set(listed)


# -- pages --------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", DOCUMENTS)
def test_the_page_stands_alone(data: Any) -> None:
    page = page_of(data())
    assert not re.search(r"<(?:link|img|iframe|script|object|embed|base|form)\b", page)
    assert not re.search(r"\ssrc\s*=", page)
    assert "@import" not in page
    assert "url(http" not in page
    for tag in re.findall(r'<[a-z]+[^>]*href="http[^>]*>', page):
        assert tag.startswith("<a "), tag


@pytest.mark.parametrize("data", DOCUMENTS)
def test_anchors_lead_somewhere_and_an_id_is_there_once(data: Any) -> None:
    page = page_of(data())
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


@pytest.mark.parametrize("data", DOCUMENTS)
def test_every_source_number_is_that_of_a_source(data: Any) -> None:
    page = page_of(data())
    numbers = {
        (id_, int(n)) for id_, n in re.findall(r'href="#source-([^"]+)"[^>]*>\[(\d+)\]', page)
    }
    known = {(id_, one["number"]) for id_, one in data()["sources"].items()}
    assert numbers
    assert numbers <= known


@pytest.mark.parametrize("data", DOCUMENTS)
def test_nothing_is_blank(data: Any) -> None:
    page = page_of(data())
    assert not re.search(r"(?:: |, |\()None\b(?! of)", words_of(page))
    for tag in ("li", "dd", "td", "p", "h2", "h3", "h4", "strong", "ul", "ol", "summary"):
        assert not re.search(rf"<{tag}\b[^>]*>\s*</{tag}>", page), tag


@pytest.mark.parametrize("data", EVERY)
def test_the_page_says_its_conclusion_and_its_limits(data: Any) -> None:
    page = render_strategy(data())
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page)
    assert found is not None
    assert words_of(found[1]) == data()["strategy"]["statement"]
    assert "Listed by standing, not by preference." in page
    assert "is not a medical device" in page


def test_what_is_unknown_has_its_own_look() -> None:
    page = render_strategy(everything())
    assert '<span class="tag unknown">neither shown nor excluded</span>' in page
    assert '<span class="tag unknown">trials only</span>' in page
    assert '2 conditions not known</summary><ul class="list missing' in page
    assert "1 that hang on what is not known" in page


@pytest.mark.parametrize("data", DOCUMENTS)
def test_nothing_is_recommended_or_ranked(data: Any) -> None:
    shown = words_of(page_of(data())) + printed(data())
    assert not re.search(r"\b(?:[Ww]e recommend|best option|[Tt]he best choice|preferred option)\b",
                         shown)  # fmt: skip


# -- the plan -----------------------------------------------------------------------------------


@pytest.mark.parametrize("data", PLANS)
def test_a_plan_says_what_from_when_until_when_and_by_what(data: Any) -> None:
    screen = plain("\n".join(printed(data()).splitlines()[:16]))
    for name in ("Begins", "Judged", "By", "At the start", "Usual dose", "Stands today"):
        assert name in screen
    assert "total improvement score, at least 20" in screen


@pytest.mark.parametrize("data", PLANS)
def test_a_plan_holds_the_entry_for_the_patient_file(data: Any) -> None:
    entry = data()["entry"]
    assert entry in printed(data())
    assert entry in unescape(render_plan(data()))


def test_what_stands_against_a_plan_comes_first_with_its_sources() -> None:
    (data,) = [one() for one in PLANS if one()["unmet"]]
    text = printed(data)
    assert text.index("What stands against it today") < text.index("Before starting")
    assert re.search(r"! Contraindicated: .*?\[\d+, \d+\]", text, re.DOTALL)
    page = render_plan(data)
    assert page.index("What stands against it today") < page.index("Before starting")
    assert page.count("another guideline says") == 2


def test_a_plan_has_room_for_a_name_and_a_date_on_paper() -> None:
    page = render_plan(PLANS[0]())
    assert '<section class="paper"><p>Chosen by' in page
    assert '<span class="box" aria-hidden="true"></span>' in page
