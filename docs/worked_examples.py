"""Reads the worked examples of tests/spec/ and puts each into words for the reference.

A file names its criteria set, what a finding is that no line names (``unnamed: no`` or
``unknown``), facts that all examples share (``given``), and the examples:

    criteria: eular_acr_2017
    unnamed: no
    examples:
      - name: E42 unknown rash
        facts: {age_at_onset: 50, gottron_sign: unknown}
        expect: {score: 4.2 to 9.6, verdict: [not, possible, probable, definite]}
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from myosotis.knowledge.reading import read_document


@dataclass(frozen=True)
class Example:
    """One worked example, in words."""

    name: str
    facts: str
    expected: str


def read_examples(directory: Path) -> dict[str, list[Example]]:
    """The examples of each criteria set by its id. Raises FileError for a file that is not YAML."""
    found: dict[str, list[Example]] = {}
    for path in sorted(directory.rglob("*.yaml")):
        data = read_document(path).data
        if not isinstance(data, dict) or "criteria" not in data:
            continue
        unnamed = "everything else absent" if data.get("unnamed") is False else ""
        for example in data["examples"]:
            facts = {**data.get("given", {}), **example.get("facts", {})}
            found.setdefault(data["criteria"], []).append(
                Example(
                    example["name"],
                    "; ".join(filter(None, [_words(facts), unnamed])),
                    _words(example["expect"]),
                )
            )
    return found


def _words(facts: dict[str, Any]) -> str:
    return "; ".join(f"{name.replace('_', ' ')}: {_word(value)}" for name, value in facts.items())


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " or ".join(map(_word, value))
    if isinstance(value, dict):
        return ", ".join(f"{key} {_word(item)}" for key, item in value.items())
    return str(value).replace("_", " ")
