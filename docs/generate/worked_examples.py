"""Reads the worked examples of tests/spec/ and puts each into words for the reference.

A file names its criteria set, what a finding is that no line names (``unnamed: no`` or
``unknown``), facts that all examples share (``given``), and the examples:

    criteria: eular_acr_2017
    unnamed: no
    examples:
      - name: E42 skin not fully examined
        facts: {age_at_onset: 50, gottron_sign: unknown, ...}
        expect: {score: 4.2 to 9.6, verdict: [not, probable, definite], ...}
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from myosotis.knowledge.reading import read_document

ABSENT = "absent, except the results of a test that was not done, which stay unknown"


@dataclass(frozen=True)
class Example:
    """One worked example, in words."""

    name: str
    facts: str
    expected: str


@dataclass(frozen=True)
class Examples:
    """The examples of one criteria set; what an unnamed finding is, and what all share."""

    unnamed: str
    given: str
    examples: tuple[Example, ...]


def read_examples(directory: Path) -> dict[str, Examples]:
    """The examples of each criteria set by its id. Raises FileError for a file that is not YAML."""
    found: dict[str, Examples] = {}
    for path in sorted(directory.rglob("*.yaml")):
        data = read_document(path).data
        found[data["criteria"]] = Examples(
            ABSENT if data.get("unnamed") is False else "unknown",
            _listed(data.get("given", {})),
            tuple(
                Example(
                    example["name"],
                    _facts(example.get("facts", {})) or "nothing",
                    _listed(example["expect"]),
                )
                for example in data["examples"]
            ),
        )
    return found


def _facts(facts: dict[str, Any]) -> str:
    """Numbers and categories first, then what is present, absent and unknown."""
    groups: dict[str, list[str]] = {"yes": [], "no": [], "unknown": []}
    parts = []
    for name, value in facts.items():
        word = _word(value)
        if word in groups:
            groups[word].append(_name(name))
        else:
            parts.append(f"{_name(name)} {word}")
    parts += [f"{word}: {', '.join(names)}" for word, names in groups.items() if names]
    return "; ".join(parts)


def _listed(values: dict[str, Any]) -> str:
    return "; ".join(f"{_name(key)}: {_word(value)}" for key, value in values.items())


def _name(name: str) -> str:
    return name.replace("_", " ")


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " or ".join(map(_word, value))
    if isinstance(value, dict):
        return ", ".join(f"{_name(key)} {_word(item)}" for key, item in value.items())
    return str(value).replace("_", " ")
