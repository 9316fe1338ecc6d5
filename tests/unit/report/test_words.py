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


def criteria(*verdict: str, **labels: str) -> dict[str, object]:
    return {"verdict": list(verdict), "verdict_labels": labels}


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (criteria("definite", definite="definite myositis"), "definite myositis"),
        # Plain words stay as they are; the names of a set are said in its own words.
        (criteria("definite", "not", definite="definite myositis"),
         "cannot tell: definite or not met"),
        (criteria("probable_X", "not", probable_X="probable disease X"),
         "cannot tell: probable disease X or not met"),
        (criteria("X", "Y", X="early, without weakness", Y="late"),
         "cannot tell: early, without weakness; or late"),
        (criteria("X", "Y", X="early; why, not read", Y="late"), "cannot tell: early or late"),
        (criteria("a", "b", "c", "d", "e"), "cannot tell: 5 verdicts possible"),
    ],
)  # fmt: skip
def test_a_verdict_of_criteria_in_plain_words(one: dict[str, object], text: str) -> None:
    assert words.criteria_verdict(one) == text


def test_what_an_answer_leaves_is_said_in_the_words_of_the_set() -> None:
    one = {"answers": [
        {"answer": "yes", "leaves": ["probable_X"]},
        {"answer": "no", "leaves": ["probable_X", "not"]},
    ]}  # fmt: skip
    assert words.answers_text(one, {"probable_X": "probable disease X"}) == (
        "yes leaves probable disease X"
    )


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("not applicable: another disease explains it", "another disease explains it (no rash)"),
        ("not applicable, because of the age", "because of the age (no rash)"),
        ("The criteria are for children.", "The criteria are for children. (no rash)"),
    ],
)
def test_why_a_set_does_not_apply(label: str, text: str) -> None:
    one = {
        "verdict_labels": {"not_applicable": label},
        "because": [{"label": "a rash", "value": "no"}],
    }
    assert words.not_applicable_text(one) == text


@pytest.mark.parametrize(
    ("label", "value", "text"),
    [
        ("a rash", "yes", "a rash"),
        ("an ulcer", "no", "no ulcer"),
        ("age at onset", "45 years", "age at onset 45 years"),
    ],
)
def test_a_fact_in_few_words(label: str, value: str, text: str) -> None:
    assert words.fact_text({"label": label, "value": value}) == text
