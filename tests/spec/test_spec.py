"""The worked examples of this directory, each through both evaluators."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from myosotis import logic
from myosotis.logic import table
from myosotis.logic.values import Choice, Interval, Truth, Value
from tests.generative.expressions import row
from tests.spec.examples import Example, Table, ends, flags, labels, read_tables, tolerance

TABLES = read_tables()
EVERY = [
    pytest.param(each.program, example, id=f"{each.program.criteria.id}: {example.name}")
    for each in TABLES
    for example in each.examples
]
BY_FILE = [pytest.param(each, id=each.program.criteria.id) for each in TABLES]

TOLERANCE = {"probability": 0.001}
"""Everything else is exact to the tenth that is written."""


# -- one patient --------------------------------------------------------------------------------


@pytest.mark.parametrize(("program", "example"), EVERY)
def test_one_patient(program: logic.Program, example: Example) -> None:
    result = logic.evaluate_program(program, example.facts)
    assert not result.closed.clashes
    assert bool(result.refusals) == ("refused" in example.expect)
    for name, expected in example.expect.items():
        if name == "verdict":
            assert set(result.verdict) == labels(expected)
        elif name == "flags":
            assert result.flags == flags(expected)
        elif name == "refused":
            assert set(result.refusals) == labels(expected)
        elif name in result.outcomes:
            assert set(result.outcomes[name]) == labels(expected), name
        else:
            found = result.values[name]
            assert isinstance(found, Interval)
            within = TOLERANCE.get(name, tolerance(expected))
            assert (float(found.low), float(found.high)) == pytest.approx(
                ends(expected), abs=within
            ), name


# -- all examples of a file as one table --------------------------------------------------------


@pytest.mark.parametrize("examples", BY_FILE)
def test_table(examples: Table) -> None:
    program = examples.program
    rows = [table_row(program, example) for example in examples.examples]
    data = pl.DataFrame(rows, infer_schema_length=None)
    answers = table.tabulate(program, data.lazy()).collect()
    for example, got in zip(examples.examples, answers.iter_rows(named=True), strict=True):
        if "refused" in example.expect:
            continue
        if got[f"verdict={logic.NOT_APPLICABLE}"]:
            assert labels(example.expect["verdict"]) == {logic.NOT_APPLICABLE}, example.name
            continue
        for name, expected in example.expect.items():
            if name == "flags":
                check_flags(program, got, expected, example)
            elif name == "verdict" or name in program.outcomes:
                check_labels(program, got, name, expected, example)
            else:
                within = TOLERANCE.get(name, tolerance(expected))
                found = (got[f"{name}_low"], got[f"{name}_high"])
                assert found == pytest.approx(ends(expected), abs=within), (example.name, name)


def table_row(program: logic.Program, example: Example) -> dict[str, Any]:
    """The patient's facts, with what follows from them, as a row; what is not known is unknown."""
    closed = logic.evaluate_program(program, example.facts).closed.values
    unknown: dict[str, Value] = {"boolean": Truth.UNKNOWN, "number": Interval()}
    facts = {
        name: closed.get(name, unknown.get(item.type) or Choice.among(item.labels))
        for name, item in program.inputs.items()
    }
    return row(facts)


def check_labels(
    program: logic.Program, got: dict[str, Any], name: str, expected: object, example: Example
) -> None:
    """The table lists what can be; between the ends it may keep a label that no sum reaches."""
    cases = program.cases if name == "verdict" else program.outcome_cases[name]
    found = [label for label in cases.labels if got[f"{name}={label}"]]
    wanted = [label for label in cases.labels if label in labels(expected)]
    assert set(wanted) <= set(found), (example.name, name)
    if name == "verdict":
        assert (found[0], found[-1]) == (wanted[0], wanted[-1]), example.name
    else:
        assert found == wanted, (example.name, name)


def check_flags(
    program: logic.Program, got: dict[str, Any], expected: object, example: Example
) -> None:
    for flag, _ in program.flags:
        wanted = flags(expected).get(flag.id, Truth.NO)
        assert got[f"{flag.id}_low"] == wanted.low, (example.name, flag.id)
        # A sum compared for equality: the table may call possible what no sum reaches.
        assert got[f"{flag.id}_high"] >= wanted.high, (example.name, flag.id)
