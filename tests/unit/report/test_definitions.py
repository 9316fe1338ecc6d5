"""The definitions of refractory disease in words."""

from __future__ import annotations

from typing import Any

from myosotis.report.definitions import (
    because_text,
    gate_text,
    missing_listing,
    other_definitions,
    others_text,
)


def missing(*labels: str) -> list[dict[str, Any]]:
    return [{"finding": label, "label": label} for label in labels]


def test_what_is_missing_of_several_drugs_is_said_together() -> None:
    text = missing_listing(missing("dose of prednisolone", "dose of azathioprine"))
    assert text == "dose of prednisolone and azathioprine"


def test_a_label_with_of_in_it_stays_whole() -> None:
    label = "manual muscle test of eight groups"
    assert missing_listing(missing(label, "creatine kinase")) == f"{label} and creatine kinase"


def test_many_unknowns_are_counted() -> None:
    assert missing_listing(missing("a", "b", "c", "d", "e")) == "a, b, c and 2 more"


def test_what_the_applied_definition_misses_as_well_is_not_said_again() -> None:
    applied = {"missing": missing("dose of prednisolone")}
    same = {"statement": "", "missing": missing("dose of prednisolone")}
    more = {"statement": "", "missing": missing("dose of prednisolone", "relapse on taper")}
    assert because_text(same, applied) == "Not known: the same as above."
    assert because_text(more, applied) == "Not known: the same as above, and relapse on taper."
    assert because_text(same) == "Not known: dose of prednisolone."


def test_a_gate_says_whether_it_is_met_and_why() -> None:
    gate = {
        "label": "active at entry",
        "asks": "an MMT-8 below 142/150",
        "verdict": "not_met",
        "statement": "MMT-8: 150.",
    }
    assert gate_text(gate) == "Active at entry: not met. MMT-8: 150."


def test_the_definitions_are_shown_by_what_they_are_about() -> None:
    question = {
        "definition": {"id": "own"},
        "definitions": [
            {"id": "own", "verdict": "met"},
            {"id": "b", "verdict": "cannot_tell"},
            {"id": "c", "verdict": "not_asked"},
            {"id": "d", "verdict": "not_applicable"},
        ],
    }
    groups = other_definitions(question)
    assert [[each["id"] for each in group] for group in groups] == [["b"], ["c"], ["d"]]


def test_the_other_definitions_are_said_together_by_their_answer() -> None:
    others = [
        {"short": "one", "title": "", "verdict": "cannot_tell"},
        {"short": "two", "title": "", "verdict": "met"},
        {"short": None, "title": "three", "verdict": "cannot_tell"},
    ]
    assert others_text(others) == "met (two); cannot tell (one, three)"
