from __future__ import annotations

import io

import pytest
from rich.console import Console
from tests.unit.report import reviews

from myosotis.report import print_review


def _printed(review: dict, width: int = 80, encoding: str = "utf-8", **options: object) -> str:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding, write_through=True)
    console = Console(file=file, width=width, highlight=False, emoji=False, markup=False)
    print_review(review, console, **options)  # type: ignore[arg-type]
    return raw.getvalue().decode(encoding)


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("make", [reviews.blocked, reviews.opened])
def test_no_line_is_wider_than_the_terminal(make: object, width: int) -> None:
    for line in _printed(make(), width).splitlines():  # type: ignore[operator]
        assert len(line) <= width, line


def test_the_first_screen_holds_the_conclusion_and_the_four_questions() -> None:
    screen = "\n".join(_printed(reviews.blocked()).splitlines()[:24])
    assert "The diagnosis is not settled" in screen
    for question in ("refractory?", "activity or damage?", "diagnosis right?", "be changed?"):
        assert question in screen
    assert "× BLOCKED" in screen
    assert "open now" in screen


def test_what_is_urgent_comes_first_and_present_before_possible() -> None:
    text = _printed(reviews.opened())
    assert text.index("! URGENT: Severe") < text.index("! URGENT, not excluded")
    assert text.index("! URGENT, not excluded") < text.index("Muscle is inflamed")


def test_no_colour_codes_where_the_output_is_not_a_terminal() -> None:
    assert "\x1b" not in _printed(reviews.opened())


def test_an_ascii_terminal_gets_ascii_only() -> None:
    text = _printed(reviews.opened(), encoding="ascii")
    assert text.isascii()
    assert "^ active" in text
    assert "# damage" in text


def test_markup_in_a_patient_file_is_text() -> None:
    review = reviews.blocked()
    review["summary"]["conclusion"] = "[red]x[/red] :warning:"
    assert "[red]x[/red] :warning:" in _printed(review)


def test_brief_is_three_to_six_lines() -> None:
    lines = _printed(reviews.blocked(), brief=True).splitlines()
    assert 3 <= len(lines) <= 6
    assert "strategy: blocked" in " ".join(lines)


def test_changes_come_right_below_the_first_screen() -> None:
    text = _printed(reviews.blocked(), changes=["Skin: was cannot tell, is now active."])
    assert text.index("is now active") < text.index("No treatment is known")
    assert "Nothing changed since 1 Dec 2019." in _printed(
        reviews.blocked(), changes=[], since="2019-12-01"
    )


def test_reasons_carry_source_numbers_and_unchecked_ones_a_dagger() -> None:
    text = _printed(reviews.blocked())
    assert "hamstring atrophy: yes (Feb 2020, 1 month before) [1]" in text
    assert "Supervised exercise. [2]†" in text


def test_a_review_without_optional_parts_can_be_printed() -> None:
    review = reviews.blocked()
    for key in ("urgent", "next_tests", "timeline", "path", "conflicts", "unchecked", "facts"):
        del review[key]
    assert "BLOCKED" in _printed(review)
