"""Reads the worked examples of this directory; eular_acr_2017.yaml says how to write one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from myosotis import knowledge, logic
from myosotis.knowledge.reading import read_document
from myosotis.logic.values import Truth, Value
from myosotis.review import read_facts

DIRECTORY = Path(__file__).parent
HIERARCHY = logic.Hierarchy(knowledge.load())


@dataclass(frozen=True)
class Example:
    """One worked example: what is recorded, and what should come out.

    ``published`` is the source of an example that somebody else worked out.
    """

    name: str
    facts: Mapping[str, Value]
    expect: Mapping[str, Any]
    published: str | None = None


@dataclass(frozen=True)
class Table:
    """One file: its criteria set, compiled, and its examples."""

    program: logic.Program
    examples: tuple[Example, ...]


def read_tables() -> list[Table]:
    """Every file of this directory."""
    return [_table(read_document(path).data) for path in sorted(DIRECTORY.glob("*.yaml"))]


def _table(data: dict[str, Any]) -> Table:
    base = HIERARCHY.base
    program = logic.compile_criteria(base.criteria[data["criteria"]], HIERARCHY)
    given = data.get("given", {})
    absent = data.get("unnamed") is False
    examples = []
    for example in data["examples"]:
        facts = read_facts(program, {**given, **example["facts"]})
        if absent:
            facts = {**unnamed_absent(program, facts), **facts}
        examples.append(
            Example(example["name"], facts, example["expect"], example.get("published"))
        )
    return Table(program, tuple(examples))


def unnamed_absent(program: logic.Program, facts: Mapping[str, Value]) -> dict[str, Value]:
    """No for each unnamed yes-or-no input, except the results of a test that was not done."""
    open_: set[str] = set()
    for done, results in HIERARCHY.results.items():
        if done in program.inputs and facts.get(done) is not Truth.YES:
            open_ |= set(results)
    return {
        name: Truth.NO
        for name, item in program.inputs.items()
        if item.type == "boolean" and name not in open_
    }


def ends(text: object) -> tuple[float, float]:
    """The least and the greatest of a number or a range written in a table."""
    low, _, high = str(text).partition(" to ")
    return float(low), float(high or low)


def tolerance(text: object) -> float:
    """How far off a number may be: nothing, but for decimals that were cut off after the fourth."""
    digits = max(len(part.partition(".")[2]) for part in str(text).split(" to "))
    return 0.00006 if digits >= 4 else 1e-9


def labels(expected: object) -> set[str]:
    """The outcomes written in a table: one, or a list."""
    return set(expected) if isinstance(expected, list) else {str(expected)}


def flags(expected: object) -> dict[str, Truth]:
    """The flags written in a table; ``none`` for no flag."""
    if not isinstance(expected, dict):
        assert expected == "none"
        return {}
    return {id_: Truth.YES if state is True else Truth.UNKNOWN for id_, state in expected.items()}
