from __future__ import annotations

import pytest

from myosotis.report import marks, words


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2020-03-01", "1 Mar 2020"),
        ("2020-03", "Mar 2020"),
        ("2020", "2020"),
        (None, "date not recorded"),
        ("spring", "spring"),
    ],
)
def test_dates_are_shown_to_the_precision_recorded(text: str | None, shown: str) -> None:
    assert words.date_text(text) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"low": 4.6, "high": 4.6}, "4.6"),
        ({"low": 4.2, "high": 9.6, "unit": "points"}, "4.2 to 9.6 points"),
        ({"low": 1, "high": None, "low_open": True, "unit": "xULN"}, "over 1 × ULN"),
        ({"low": 1, "high": None}, "at least 1"),
        ({"low": None, "high": 5, "high_open": True}, "under 5"),
        ({"low": None, "high": 5}, "at most 5"),
        ({"low": None, "high": None}, "unknown"),
    ],
)
def test_a_range_is_said_as_a_range(value: dict[str, object], shown: str) -> None:
    assert words.range_text(value) == shown


def test_a_probability_is_said_in_per_cent() -> None:
    assert words.value_text("probability", {"low": 0.05, "high": 0.62}) == "5 to 62 %"


def test_every_verdict_has_a_word_and_a_shape_of_its_own_kind() -> None:
    for name, mark in marks.MARKS.items():
        assert mark.word, name
        assert mark.shape, name
        assert mark.ascii.isascii(), name


def test_the_five_organ_states_differ_in_shape_in_both_alphabets() -> None:
    states = [marks.mark(s) for s in ("active", "damage", "mixed", "neither", "cannot_tell")]
    assert len({s.shape for s in states}) == len({s.ascii for s in states}) == 5


def test_only_urgent_looks_urgent() -> None:
    assert {n for n, m in marks.MARKS.items() if m.look == "urgent"} == {"urgent", "urgent_only"}


def test_an_organ_of_which_some_states_are_excluded_names_those_left() -> None:
    organ = {"verdict": "cannot_tell", "possible": ["active", "mixed"]}
    assert marks.organ_mark(organ).word == "active or mixed"
    assert marks.organ_mark(organ).look == "unknown"
    organ["possible"] = ["active", "damage", "mixed", "neither"]
    assert marks.organ_mark(organ).word == "cannot tell"


def test_a_verdict_without_a_mark_is_shown_in_its_own_words() -> None:
    assert marks.mark("probable_disease").word == "probable disease"


@pytest.mark.parametrize("width", range(12, 60))
def test_fit_never_exceeds_its_width_and_counts_the_rest(width: int) -> None:
    items = ["dose of azathioprine", "dose of ciclosporin", "adherence"]
    text = words.fit(items, width)
    assert len(text) <= max(width, len("d… · and 2 more"))
    if "adherence" not in text:
        assert "more" in text


def test_fit_of_nothing_is_nothing() -> None:
    assert words.fit([], 20) == ""


def test_an_answer_that_leaves_everything_is_not_shown() -> None:
    missing = {
        "answers": [
            {"answer": "yes", "leaves": ["active", "damage"]},
            {"answer": "no", "leaves": ["damage"]},
        ]
    }
    assert words.answers_text(missing) == "no leaves damage"
