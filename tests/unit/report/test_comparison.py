from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console
from tests.made_up_criteria import made_up

from myosotis import compare_criteria, read_patient, review
from myosotis.report import print_comparison, print_review, render_page
from myosotis.report.columns import print_table
from myosotis.report.sheet import Sheet

FACTS = {
    "heliotrope_rash": True, "proximal_weakness": False, "ck": "0.8 xULN", "age_at_onset": 48
}  # fmt: skip


def patient(**facts: Any) -> Any:
    record = {"id": "p", "history": [{"on": "2020-01-01", **(facts or FACTS)}]}
    return read_patient(record, made_up())


def console(width: int, encoding: str = "utf-8") -> tuple[Console, io.BytesIO]:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding, write_through=True)
    return Console(file=file, width=width, highlight=False, emoji=False, markup=False), raw


def printed(width: int = 80, encoding: str = "utf-8", **facts: Any) -> str:
    console_, raw = console(width, encoding)
    found = compare_criteria(patient(**facts), knowledge=made_up())
    print_comparison(found.to_dict(), console_)
    return raw.getvalue().decode(encoding)


def row(text: str, name: str) -> str:
    """The lines from the one that begins with a name to the next empty line."""
    lines = text.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(name))
    end = next(n for n in range(start, len(lines)) if not lines[n])
    return " ".join(" ".join(lines[start:end]).split())


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_no_line_is_wider_than_the_terminal_and_no_word_is_cut(width: int) -> None:
    text = printed(width)
    assert max(map(len, text.splitlines())) <= width
    words = set(text.split())
    for word in ("dermatomyositis", "inflammatory", "perifascicular", "Amyopathic"):
        assert word in words
    assert "…" not in text


def test_a_row_holds_verdict_outcome_range_and_reasons() -> None:
    skin = row(printed(120), "Skin 2017")
    for part in ("Classified as myositis", "Subgroup: amyopathic", "3.5 to", "a heliotrope rash"):
        assert part in skin


def test_what_is_open_says_between_what_and_what_would_settle_it() -> None:
    biopsy = row(printed(120), "Biopsy 2004")
    assert "Cannot tell: met or not met" in biopsy
    assert "perifascicular atrophy" in biopsy


def test_a_year_is_given_once() -> None:
    assert "Skin 2017 2017" not in printed()
    assert "Biopsy 2004" in printed()


def test_flags_assumptions_and_what_is_left_out_stand_below_the_table() -> None:
    text = " ".join(printed(120).split())
    assert "Skin 2017: The skin decides alone. [2]†" in text
    assert "Assumed, since it is not recorded: nothing else explains it better. (Skin 2017)" in text
    assert "Children 1990 [1]: another disease explains" in text
    assert "(age at the first symptom 48 years)" in text
    assert "Unfinished 2025 [1]: The weights are not published." in text
    assert "meeting them is not a diagnosis" in text


def test_where_sets_disagree_a_table_says_who_and_why() -> None:
    text = printed(120)
    assert "Where they disagree" in text
    lines = [line.split() for line in text.splitlines()]
    assert ["Skin", "2017", "[1]", "●", "yes", "●", "yes", "●", "yes"] in lines
    assert ["Muscle", "1975", "[1]", "○", "no", "○", "no", "○", "no"] in lines
    assert "Biopsy cannot tell yet." in text
    assert "Muscle 1975 has no class of amyopathic dermatomyositis." in text


def test_no_table_where_nothing_is_in_dispute() -> None:
    assert "disagree" not in printed(finger_flexor_weakness=True)


def test_an_ascii_terminal_gets_ascii_only() -> None:
    text = printed(encoding="ascii")
    assert text.isascii()
    assert "* yes" in text


def test_a_table_too_wide_for_its_columns_becomes_cards() -> None:
    console_, raw = console(30)
    rows = [[["one"], ["dermatomyositis"], ["antisynthetase", "more"]]]
    print_table(Sheet(console_), ["", "verdict", "also"], rows)
    assert raw.getvalue().decode() == (
        "one\n  verdict: dermatomyositis\n  also: antisynthetase; more\n"
    )


# -- the same in the review -----------------------------------------------------------------


def reviewed(**facts: Any) -> dict[str, Any]:
    return review(patient(**facts), knowledge=made_up()).to_dict()


def test_the_review_in_a_terminal_shows_the_contradiction_in_question_2() -> None:
    console_, raw = console(80)
    print_review(reviewed(), console_)
    text = raw.getvalue().decode()
    place = text.index("Where criteria sets disagree")
    assert text.index("2 Is the diagnosis right?", 2000) < place < text.rindex("3 What can be")
    assert max(map(len, text.splitlines())) <= 80


def test_the_page_shows_the_contradiction_as_a_table() -> None:
    facts = {name: value for name, value in FACTS.items() if name != "age_at_onset"}
    page = render_page(reviewed(**facts))
    table = page[page.index('<h3 id="disagreement">') : page.index('id="strategy"')]
    assert table.count("<tr>") == 1 + 3  # the head; skin, muscle and children decide
    assert '<th scope="col">Dermatomyositis</th>' in table
    assert 'data-k="Dermatomyositis"' in table
    assert "not its subject" in table
    assert "cards" in table, "three entities do not fit beside each other on a telephone"
    assert "Muscle 1975 has no class of amyopathic dermatomyositis." in table


def test_neither_shows_a_table_where_nothing_is_in_dispute() -> None:
    data = reviewed(finger_flexor_weakness=True)
    assert data["diagnosis"]["disagreement"] is None
    assert 'id="disagreement"' not in render_page(data)
    console_, raw = console(80)
    print_review(data, console_)
    assert "sets disagree" not in raw.getvalue().decode()


def test_an_earlier_review_without_the_key_can_still_be_shown() -> None:
    data = reviewed()
    del data["diagnosis"]["disagreement"]
    assert 'id="disagreement"' not in render_page(data)
