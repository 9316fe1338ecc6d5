"""The inputs by which a condition is decided, and those that it still depends on."""

from __future__ import annotations

from fractions import Fraction

import pytest

from myosotis.logic import Input, Interval, Truth, Value, decisive, environment, parse, still_read

BOOLEANS = ("a", "b", "c")
FACTS: dict[str, Value] = {
    "a": Truth.YES,
    "b": Truth.NO,
    "n": Interval.exactly(Fraction(3)),
}


def resolve(name: str) -> Input:
    return Input(name, "boolean" if name in BOOLEANS else "number")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a and b and c", ["b"]),
        ("b or a or c", ["a"]),
        ("a and n > 2", ["a", "n"]),
        ("b or n > 5", ["b", "n"]),
        ("not b", ["b"]),
        ("a if n > 2 else c", ["n", "a"]),
        ("count(a, b, c) >= 1", ["a"]),
        ("count(b, n > 5, a) >= 2", None),
        ("count(b, n > 5) >= 1", ["b", "n"]),
        ("count(a, n > 2, c) <= 1", ["a", "n"]),
        ("c", []),
        ("a and c", []),
    ],
)
def test_decisive(text: str, names: list[str] | None) -> None:
    node = parse(text, resolve, "boolean")
    found = decisive(node, environment(FACTS))
    assert found == (["b", "n"] if names is None else names)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a and c", {"c"}),
        ("b and c", set()),
        ("a or c", set()),
        ("b or c", {"c"}),
        ("not c", {"c"}),
        ("a and (b or c or m > 2)", {"c", "m"}),
        ("count(a, b, c, m > 1) >= 2", {"c", "m"}),
        ("count(a, c) >= 1", set()),
        ("c if a else m > 2", {"c"}),
        ("b if c else m > 2", {"c", "m"}),
    ],
)
def test_still_read(text: str, names: set[str]) -> None:
    node = parse(text, resolve, "boolean")
    assert still_read(node, environment(FACTS)) == names
