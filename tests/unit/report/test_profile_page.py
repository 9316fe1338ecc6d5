"""The pages of a profile and of the risk of cancer: self-contained, and doubt looks like doubt."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from tests.unit.report.profiles import (
    CANCER,
    EVERY,
    document,
    mda5,
    nothing,
    tif1,
    tif1_cancer,
    weak,
)

from myosotis.report import render_cancer, render_profile
from myosotis.review.antibodies.model import CancerReport, CancerRisk
from myosotis.review.parts import PatientLine

DOCUMENTS = [*EVERY, *CANCER]


def page_of(data: dict[str, Any]) -> str:
    return render_cancer(data) if "cancer" in data else render_profile(data)


def text_of(page: str) -> str:
    """The words of a page without its style, pictures and tags."""
    bare = re.sub(r"<(style|svg)\b.*?</\1>", " ", page, flags=re.DOTALL)
    bare = re.sub(r"</?(?:span|strong|sup|a|em)\b[^>]*>", "", bare)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", bare)).replace("\u00a0", " ").split())


@pytest.mark.parametrize("data", DOCUMENTS)
def test_the_page_stands_alone(data: Any) -> None:
    page = page_of(data())
    assert not re.search(r"<(?:link|img|iframe|script|object|embed|base|form)\b", page)
    assert not re.search(r"\ssrc\s*=", page)
    assert "@import" not in page
    assert "url(http" not in page
    for target in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{target}"' in page
    for tag in re.findall(r'<[a-z]+[^>]*href="http[^>]*>', page):
        assert tag.startswith("<a "), tag


@pytest.mark.parametrize("data", DOCUMENTS)
def test_an_id_is_there_once(data: Any) -> None:
    ids = re.findall(r'\sid="([^"]+)"', page_of(data()))
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("data", DOCUMENTS)
def test_the_page_says_its_conclusion_and_its_limits(data: Any) -> None:
    page = page_of(data())
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page)
    assert found is not None
    statement = (data().get("profile") or data()["cancer"])["statement"]
    assert text_of(found[1]) == statement
    assert "is not a medical device" in page


@pytest.mark.parametrize("data", DOCUMENTS)
def test_nothing_is_blank(data: Any) -> None:
    page = page_of(data())
    assert not re.search(r"(?:: |, |\()None\b", text_of(page))
    for tag in ("li", "dd", "td", "p", "h2", "h3", "h4", "strong", "ul", "ol", "summary"):
        assert not re.search(rf"<{tag}\b[^>]*>\s*</{tag}>", page), tag


@pytest.mark.parametrize("data", EVERY)
def test_what_was_not_tested_is_never_among_the_negative(data: Any) -> None:
    page = render_profile(data())
    rows = re.findall(r'<li class="negative">(.*?)</li>', page, re.DOTALL)
    for one in data()["profile"]["untested"]:
        assert not any(f"{one['label']}," in row or f"{one['label']}." in row for row in rows)
    (row,) = re.findall(r'<li class="not_tested">(.*?)</li>', page, re.DOTALL)
    for one in data()["profile"]["untested"]:
        assert one["label"] in row
    assert "Not tested is not negative." in row


def test_a_result_in_doubt_does_not_look_positive() -> None:
    page = render_profile(weak())
    assert '<li class="positive">' not in page
    rows = re.findall(r'<li class="doubtful">.*?</strong>(<span[^>]*>)', page, re.DOTALL)
    assert rows == ['<span class="mark verdict unknown">'] * 2
    page = render_profile(tif1())
    rows = re.findall(r'<li class="positive">.*?</strong>(<span[^>]*>)', page, re.DOTALL)
    assert rows == ['<span class="mark verdict firm">'] * 2


@pytest.mark.parametrize("data", DOCUMENTS)
def test_every_unchecked_statement_has_its_dagger(data: Any) -> None:
    text = text_of(page_of(data()))
    for said in data()["unchecked"]:
        # Of a result that is negative only its pitfalls are told.
        if said.startswith("An antibody of myositis"):
            continue
        cited = re.escape(said) + r"[^\[\]†]{0,120}(?:\[\d+\])*†"
        assert re.search(cited, text, re.IGNORECASE), said


def test_the_tier_is_dashed_where_it_is_open() -> None:
    assert "at least moderate (moderate or high)</span>" in render_profile(mda5())
    found = re.search(
        r'<section id="cancer">.*?<span class="([^"]*)"', render_profile(mda5()), re.S
    )
    assert found is not None
    assert "unknown" in found[1]
    found = re.search(
        r'<section id="cancer">.*?<span class="([^"]*)"', render_profile(tif1()), re.S
    )
    assert found is not None
    assert "unknown" not in found[1]


def test_without_dates_there_is_no_picture_of_what_is_due() -> None:
    page = render_profile(nothing())
    assert 'id="due"' not in page
    assert "since when cannot be told" in page
    assert "No antibody was found of which figures could be shown." in page


def test_where_no_search_is_asked_for_the_reason_stands() -> None:
    who = PatientLine(id="p", title="Made-up child", sex="female", age="9", diagnosis=None)
    plain = tif1_cancer()["cancer"]
    exempt = {
        "id": "juvenile", "statement": "Juvenile myositis: no routine search is asked for.",
        "sources": ["oldroyd_2023"], "checked": "full_text",
    }  # fmt: skip
    cancer = {**plain, "applies": "no", "exempt": [exempt], "tier": [], "lowest": None, "due": []}
    data = document(who, "2024-01-01", cancer=CancerRisk(**cancer))
    assert CancerReport(**data)
    text = text_of(render_cancer(data))
    assert "Juvenile myositis: no routine search is asked for.[1]" in text
    assert "no routine search" in text
    assert "Nothing could be named." in text


def test_what_the_record_says_is_escaped() -> None:
    data = {**tif1(), "patient": {**tif1()["patient"], "title": "<b>nobody</b>"}}
    assert "<b>nobody" not in render_profile(data)


def test_the_page_is_dark_where_that_is_asked_for_and_light_on_paper() -> None:
    page = render_profile(tif1())
    assert page.index("prefers-color-scheme: dark") < page.rindex("@media print")
    drawn = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{6})"', page))
    assert drawn == {"#1a1d21", "#4a5159", "#c3c9d0", "#ffffff"}
