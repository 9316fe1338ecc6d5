"""Reads the worked examples of tests/spec/ and puts each into words for the reference.

A file names its criteria set, what a finding is that no line names (``unnamed: no`` or
``unknown``), facts that all examples share (``given``), and the examples:

    criteria: eular_acr_2017
    unnamed: no
    examples:
      - name: E42 skin not fully examined
        facts: {age_at_onset: 50, gottron_sign: unknown, ...}
        expect: {score: 4.2 to 9.6, verdict: [not, probable, definite], ...}

``section`` on an example begins a part of the table; ``published`` names who worked it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layout import words
from remarks import refused

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.reading import read_document
from myosotis.knowledge.schema import CriteriaSet

ULN = ".uln"
ABSENT = "absent, except the results of a test that was not done, which stay unknown"


@dataclass(frozen=True)
class Example:
    """One worked example, in words: each fact by its name, and what comes out."""

    name: str
    facts: Mapping[str, str]
    expected: str
    section: str = ""
    published: str | None = None


@dataclass(frozen=True)
class Examples:
    """The examples of one criteria set; what an unnamed finding is, and what all share."""

    unnamed: str
    given: Mapping[str, str]
    examples: tuple[Example, ...]


def read_examples(directory: Path, base: KnowledgeBase) -> dict[str, Examples]:
    """The examples of each criteria set by its id. Raises FileError for a file that is not YAML."""
    found: dict[str, Examples] = {}
    for path in sorted(directory.rglob("*.yaml")):
        data = read_document(path).data
        criteria = base.criteria[data["criteria"]]
        given = data.get("given", {})
        examples: list[Example] = []
        for example in data["examples"]:
            section = example.get("section", examples[-1].section if examples else "")
            examples.append(
                Example(
                    example["name"],
                    _facts(criteria, {**given, **example.get("facts", {})}),
                    _expected(example["expect"]),
                    section,
                    example.get("published"),
                )
            )
        found[criteria.id] = Examples(
            ABSENT if data.get("unnamed") is False else "unknown",
            _facts(criteria, given),
            tuple(examples),
        )
    return found


def _facts(criteria: CriteriaSet, facts: Mapping[str, Any]) -> dict[str, str]:
    """Each fact by its name; what is recorded at both visits as "before → after"."""
    found: dict[str, str] = {}
    for name, value in facts.items():
        visit, dot, short = name.partition(".")
        if not (dot and visit in criteria.visits):
            found[words(name)] = _word(value)
        elif words(short) not in found:
            values = [facts.get(f"{each}.{short}", "not recorded") for each in criteria.visits]
            found[words(short)] = (_limit if short.endswith(ULN) else _course)(values)
    return found


def _course(values: list[Any]) -> str:
    before, after = map(_word, (values[0], values[-1]))
    return f"{before} → {after}"


def _limit(values: list[Any]) -> str:
    """A limit of normal, which is usually the same at both visits."""
    return _word(values[0]) if values[0] == values[-1] else _course(values)


def _expected(expect: Mapping[str, Any]) -> str:
    if "refused" in expect:
        names = expect["refused"]
        names = names if isinstance(names, list) else [names]
        return "**refused**: " + ", ".join(f"[{words(n)}](#{refused(n)})" for n in names)
    return "; ".join(f"{words(name)}: {_word(value)}" for name, value in expect.items())


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " or ".join(map(_word, value))
    if isinstance(value, dict):
        return ", ".join(f"{words(key)} {_word(item)}" for key, item in value.items())
    return str(value).replace("_", " ")
