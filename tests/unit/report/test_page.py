from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.unit.report import reviews

from myosotis.report import render_index, render_page, write_page

VOID = {"meta", "br", "link", "img", "input", "hr"}


class Outline(HTMLParser):
    """Ids, links and loaded addresses of a page; complains of tags that are not closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if values.get("id"):
            self.ids.append(str(values["id"]))
        if tag == "a":
            self.links.append(str(values["href"]))
        elif tag != "use":
            self.loaded += [str(v) for k, v in attrs if k in ("src", "href", "srcset", "data")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another tag"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "script"):
            self.text.append(data)


SAMPLES = {"blocked": reviews.blocked, "opened": reviews.opened}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_anchor_leads_somewhere_and_ids_are_unique(name: str) -> None:
    outline = Outline(render_page(SAMPLES[name](), ["Something changed."], "2019-12-01"))
    assert not outline.open
    assert len(outline.ids) == len(set(outline.ids))
    for link in outline.links:
        if link.startswith("#"):
            assert link[1:] in outline.ids, link


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_is_loaded_from_anywhere(name: str) -> None:
    html = render_page(SAMPLES[name]())
    outline = Outline(html)
    assert outline.loaded == []
    assert not re.search(r"@import|url\(\s*['\"]?(?!#)", html)
    for link in outline.links:
        assert link.startswith(("#", "https://", "http://"))


def test_the_order_is_conclusion_timeline_questions_tests_sources() -> None:
    html = render_page(reviews.blocked())
    order = [
        "<h1>The diagnosis is not settled",
        'id="timeline"',
        'id="resistance"',
        'id="activity"',
        'id="diagnosis"',
        'id="strategy"',
        'id="next"',
        'id="path"',
        'id="facts"',
        'id="sources"',
        'id="unchecked"',
        "not a medical device",
    ]
    places = [html.index(part) for part in order]
    assert places == sorted(places)


def test_three_reasons_are_visible_and_the_rest_is_one_click_away() -> None:
    html = render_page(reviews.blocked())
    start = html.index('id="resistance"')
    visible = html[start : html.index("<details>", start)]
    assert visible.count("<li>") == 3
    assert "1 more reason<" in html


def test_a_reason_links_to_its_fact_and_its_source() -> None:
    html = render_page(reviews.blocked())
    assert '<a class="fact" href="#fact-f10">Hamstring atrophy: yes' in html
    assert 'href="#source-lundberg_2021" aria-label="source 1">[1]</a>' in html


def test_an_unknown_fact_or_source_id_makes_no_dead_link() -> None:
    review = reviews.blocked()
    review["facts"] = {}
    review["sources"] = {}
    outline = Outline(render_page(review))
    for link in outline.links:
        assert not link.startswith("#") or link[1:] in outline.ids


def test_an_unchecked_statement_is_marked() -> None:
    html = render_page(reviews.blocked())
    assert 'aria-label="not yet checked in a source">†</a>' in html


def test_text_from_a_patient_file_is_escaped_everywhere() -> None:
    review = reviews.blocked()
    bad = "<img src=x onerror=alert(1)>"
    review["patient"]["title"] = bad
    review["patient"]["diagnosis"] = bad
    review["facts"]["f1"]["recorded"] = bad
    review["facts"]["f1"]["where"] = bad
    review["resistance"]["treatments"][0]["label"] = bad
    review["resistance"]["treatments"][0]["dose"] = bad
    review["timeline"]["treatments"][0]["dose"] = bad
    review["timeline"]["visits"][0]["text"] = bad
    review["path"]["nodes"][0]["detail"] = bad
    review["path"]["edges"][-1]["label"] = bad
    html = render_page(review, [bad], bad)
    assert "<img" not in html
    assert "&lt;img" in html


def test_a_source_address_that_is_not_of_the_web_is_no_link() -> None:
    review = reviews.blocked()
    review["sources"]["mann_2010"]["url"] = "javascript:alert(1)"
    assert "javascript:" not in render_page(review)


def test_optional_parts_may_be_missing() -> None:
    review = reviews.blocked()
    for key in ("urgent", "next_tests", "timeline", "path", "conflicts", "unchecked", "facts"):
        del review[key]
    review["strategy"] |= {"options": [], "blocked_by": [], "always_open": []}
    review["resistance"] |= {"treatments": [], "removable_causes": [], "because": [], "missing": []}
    review["diagnosis"] |= {"criteria": {}, "antibodies": {}, "red_flags": [], "supports": []}
    outline = Outline(render_page(review))
    assert "timeline" not in outline.ids
    assert "options" not in outline.ids


def test_a_review_without_any_date_can_be_shown() -> None:
    review = reviews.blocked()
    review["on"] = None
    review["timeline"] |= {"start": None, "end": None}
    html = render_page(review)
    assert "reviewed, no dates given" in html
    assert "<svg xmlns" in html  # the path is still drawn


def test_every_organ_state_has_its_word_and_its_shape() -> None:
    html = render_page(reviews.opened())
    for state, word in (("active", "active"), ("neither", "neither"), ("mixed", "mixed")):
        assert f'<use href="#i-{state}"/></svg> {word}' in html


def test_no_number_or_none_or_empty_list_leaks_into_the_words() -> None:
    for make in SAMPLES.values():
        text = " ".join(Outline(render_page(make())).text)
        for leak in ("None ", "None,", "null", "[]", "{'", "undefined"):
            assert leak not in text.replace("None found", ""), leak


def test_changes_are_listed_or_said_to_be_none() -> None:
    assert "Nothing changed." in render_page(reviews.blocked(), [], "2019-12-01")
    assert "What changed" not in render_page(reviews.blocked())


def test_write_page_writes_utf8(tmp_path: Path) -> None:
    write_page(reviews.blocked(), tmp_path / "page.html")
    assert "Index patient · woman, 38" in (tmp_path / "page.html").read_text("utf-8")


def test_the_index_lists_each_patient_with_the_conclusion() -> None:
    outline = Outline(render_index({"a b.html": reviews.blocked(), "c.html": reviews.opened()}))
    assert outline.links == ["a%20b.html", "c.html"]
    assert "The diagnosis is not settled" in " ".join(outline.text)
