"""Reads the worked examples of this directory; eular_acr_2017.yaml says how to write one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from myosotis import knowledge, logic
from myosotis.knowledge.reading import read_document
from myosotis.logic.values import Choice, Interval, Truth, Value

DIRECTORY = Path(__file__).parent
HIERARCHY = logic.Hierarchy(knowledge.load())


@dataclass(frozen=True)
class Example:
    """One worked example: what is recorded, and what should come out."""

    name: str
    facts: Mapping[str, Value]
    expect: Mapping[str, Any]


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
        facts = {n: value(n, raw) for n, raw in {**given, **example["facts"]}.items()}
        if absent:
            facts = {**unnamed_absent(program, facts), **facts}
        examples.append(Example(example["name"], facts, example["expect"]))
    return Table(program, tuple(examples))


def value(name: str, raw: object) -> Value:
    """A fact as it is written in a table: yes, no, unknown, a number or a category."""
    finding = HIERARCHY.base.findings[name]
    if isinstance(raw, bool):
        return Truth.YES if raw else Truth.NO
    if isinstance(raw, int | Decimal):
        return Interval.exactly(raw)
    if finding.kind == "category":
        return Choice.among(finding.values, None if raw == "unknown" else [str(raw)])
    assert raw == "unknown", f"{name}: {raw}"
    return Truth.UNKNOWN if finding.kind == "boolean" else Interval()


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


def labels(expected: object) -> set[str]:
    """The outcomes written in a table: one, or a list."""
    return set(expected) if isinstance(expected, list) else {str(expected)}


def flags(expected: object) -> dict[str, Truth]:
    """The flags written in a table; ``none`` for no flag."""
    if not isinstance(expected, dict):
        assert expected == "none"
        return {}
    return {id_: Truth.YES if state is True else Truth.UNKNOWN for id_, state in expected.items()}
