"""What the tables of the manual say one may write is what the program reads."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from myosotis import knowledge, read_patient
from myosotis.knowledge.reading import parse_document
from myosotis.logic import parse
from myosotis.review import rulebook

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "manual"


def _rows(page: str, head: str) -> list[list[str]]:
    """The cells of the table whose first line is ``head``."""
    text = (MANUAL / page).read_text(encoding="utf-8")
    assert head in text, f"{page} has no table with the head {head}"
    lines = text[text.index(head) :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]


def _code(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def _values() -> list[str]:
    written = [row[1] for row in _rows("patient-file.md", "| the record says | write |")]
    written += [row[0] for row in _rows("patient-file.md", "| written | understood as |")]
    return [code for cell in written for code in _code(cell) if re.match(r"\w+: ", code)]


@pytest.mark.parametrize("text", _values())
def test_a_value_is_read(text: str) -> None:
    entry = parse_document(text, "manual").data
    assert read_patient({"id": "x", "history": [{"on": "2020-01", **entry}]}).facts


def _treatments() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for cells in _rows("patient-file.md", "| key | meaning |\n|---|---|\n| `therapy`"):
        (key, *_), meaning = _code(cells[0]), cells[1]
        if key in ("dose", "route", "duration", "response", "adherence"):
            found += [(key, code) for code in _code(meaning)]
    for cells in _rows("patient-file.md", "| `stopped` or `not_given` |"):
        words = _code(" ".join(cells))
        found += [(key, word) for key in ("stopped", "not_given") for word in words]
    return found


@pytest.mark.parametrize(("key", "text"), _treatments())
def test_a_word_of_a_treatment_is_read(key: str, text: str) -> None:
    treatment: dict[str, Any] = {"therapy": "methotrexate", key: text}
    assert read_patient({"id": "x", "treatments": [treatment]}).treatments[0].therapy


def _expressions() -> list[str]:
    cells = [row[0] for row in _rows("expressions.md", "| expression | read |")]
    cells += [row[1] for row in _rows("expressions.md", "| known | expression | result |")]
    cells += [row[0] for row in _rows("expressions.md", "| name | is |")]
    return [code for cell in cells for code in _code(cell) if not code.startswith("_")]


@pytest.mark.parametrize("text", _expressions())
def test_an_expression_is_in_the_language(text: str) -> None:
    assert parse(text, rulebook(knowledge.load()).resolve)


def test_the_words_for_verdicts_are_those_of_the_page() -> None:
    from myosotis.review.model import Diagnosis, OrganReview, Resistance, Strategy, TreatmentReview

    text = (MANUAL / "python.md").read_text(encoding="utf-8")
    for part in (TreatmentReview, Resistance, OrganReview, Diagnosis, Strategy):
        for word in part.model_fields["verdict"].annotation.__args__:  # type: ignore[union-attr]
            assert f"`{word}`" in text, f"python.md does not name the verdict {word}"
