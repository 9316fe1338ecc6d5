"""The words and the bars of study arms: what is unknown is said, and a share stays on its line."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from myosotis.evidence import arm_table, describe_therapy
from myosotis.report import print_arm_table, print_therapy_evidence
from myosotis.report.arm_words import arm_names, counts_text, digits, effect_text, share_bar


def shown(width: int, encoding: str = "utf-8") -> str:
    """Every arm in a terminal of that width."""
    buffer = io.BytesIO()
    file = io.TextIOWrapper(buffer, encoding=encoding, newline="")
    console = Console(file=file, width=width, highlight=False, markup=False, emoji=False)
    print_arm_table(arm_table().to_dict(), console)
    print_therapy_evidence(describe_therapy("ivig").to_dict(), console)
    file.flush()
    return buffer.getvalue().decode(encoding)


@pytest.mark.parametrize("width", [80, 120])
def test_every_arm_fits_its_terminal(width: int) -> None:
    text = shown(width)
    assert max(len(line) for line in text.splitlines() if "http" not in line) <= width
    assert "None" not in text


def test_a_terminal_without_signs_gets_plain_ones() -> None:
    text = shown(80, "ascii")
    assert "|---o--|" in text
    assert "?|" not in text


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.integers(5, 60))
def test_a_bar_has_its_width_and_its_share(a: float, b: float, c: float, width: int) -> None:
    low, value, high = sorted((a, b, c))
    bar = share_bar({"low": low, "value": value, "high": high}, width)
    assert len(bar) == width
    assert bar.count("●") == 1


def test_what_is_not_known_of_an_arm_is_not_made_up() -> None:
    assert counts_text({"n": 17, "responders": 13}) == "13 of 17"
    assert counts_text({"n": 17, "responders": None}) == "n 17"
    assert counts_text({"n": None, "responders": 14}) == "14 of ?"
    assert counts_text({"n": None, "responders": None}) == ""


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.263, "0.26"), (1.04, "1.0"), (19.96, "20.0"), (33.4, "33"), (12345.0, "over 1000")],
)
def test_a_ratio_has_the_digits_that_tell(number: float, text: str) -> None:
    assert digits(number) == text


def test_an_effect_is_as_it_was_printed() -> None:
    effect = {"measure": "hr", "value": "0.263", "low": "0.094", "high": "0.732", "unit": None}
    assert effect_text({"effect": effect}) == "hazard ratio 0.263 (0.094 to 0.732)"
    change = {"measure": "change", "value": "-9", "low": None, "high": None, "unit": "points"}
    assert effect_text({"effect": change}) == "-9 points"
    assert effect_text({"effect": None}) == ""


def test_arms_of_one_treatment_are_told_apart_by_what_differs() -> None:
    plain = {"treatment": "rest", "population": None}
    twice = [{**plain, "regimen": "long"}, {**plain, "regimen": "short"}]
    assert arm_names(twice) == ["long", "short"]
    assert arm_names([{**plain, "regimen": None}] * 2) == ["rest", "rest"]
