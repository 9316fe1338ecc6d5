from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from myosotis.report import print_evaluation


def _evaluation(**changes: Any) -> dict[str, Any]:
    return {
        "id": "made_up",
        "title": "Made-up criteria",
        "verdict": ["definite", "possible_disease"],
        "verdict_labels": {"definite": "definite disease"},
        "values": {"score": {"low": 3.1, "high": 7.5, "unit": "points"}},
        "outcomes": {"subgroup": ["a", "b_c"]},
        "outcome_labels": {"a": "kind A"},
        "flags": [{"id": "f", "text": "Score and probability disagree.", "certain": True}],
        "because": [{"finding": "x", "label": "rash", "value": "yes"}],
        "missing": [
            {
                "finding": "y",
                "label": "weak neck flexors",
                "known": None,
                "answers": [
                    {"answer": "yes", "leaves": ["definite"]},
                    {"answer": "no", "leaves": ["definite", "possible_disease"]},
                ],
                "settles": False,
            }
        ],
        "explain": {
            "text": "Made-up criteria",
            "value": "definite or possible",
            "children": [{"text": "score", "value": "3.1 to 7.5", "children": []}],
        },
    } | changes


def _printed(evaluation: dict[str, Any], explain: bool = False) -> str:
    file = io.StringIO()
    console = Console(file=file, width=80, highlight=False, emoji=False, markup=False)
    print_evaluation(evaluation, console, explain, ["A paper. 2017."])
    return file.getvalue()


def test_a_verdict_that_is_open_is_said_to_be_open_with_what_would_settle_it() -> None:
    text = _printed(_evaluation())
    assert "Cannot tell: definite or possible disease" in text
    assert "Score: 3.1 to 7.5 points" in text
    assert "Subgroup: kind A or b c" in text
    assert "What could still settle it" in text
    assert "? weak neck flexors: yes leaves definite\n" in text
    assert "Source: A paper. 2017." in text


def test_a_verdict_that_is_settled() -> None:
    text = _printed(_evaluation(verdict=["definite"]))
    assert "Definite disease\n" in text
    assert "Not known" in text


def test_the_explanation_is_a_tree() -> None:
    assert "How it was reached" not in _printed(_evaluation())
    text = _printed(_evaluation(), explain=True)
    assert "Made-up criteria: definite or possible\n  - score: 3.1 to 7.5" in text


def test_what_is_missing_is_named_in_full_even_when_it_is_much() -> None:
    one = _evaluation()["missing"][0]
    text = _printed(_evaluation(missing=[{**one, "label": f"finding {i}"} for i in range(20)]))
    assert all(f"finding {i}" in text for i in range(20))
