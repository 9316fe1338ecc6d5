"""The language of expressions: what it reads, and what every refusal says. Nothing is executed."""

from __future__ import annotations

from fractions import Fraction

import pytest

from myosotis.errors import KnowledgeError, UnknownNameError
from myosotis.logic.nodes import (
    Add,
    Among,
    And,
    Compare,
    Extreme,
    If,
    Input,
    Logistic,
    Node,
    Not,
    Num,
    Or,
    Scale,
    Total,
    Yes,
)
from myosotis.logic.parsing import parse

A, B, C = (Input(name, "boolean") for name in "abc")
X, Y = (Input(name, "number") for name in "xy")
K = Input("k", "label", frozenset({"slow", "fast"}))
EVER_A = Input("ever.a", "boolean")
NAMES = {item.name: item for item in (A, B, C, X, Y, K, EVER_A)}


def resolve(name: str) -> Node:
    if name not in NAMES:
        raise UnknownNameError(f"there is no '{name}'")
    return NAMES[name]


def read(text: str) -> Node:
    return parse(text, resolve)


def refusal(text: str) -> str:
    with pytest.raises(KnowledgeError) as caught:
        read(text)
    return str(caught.value)


def num(value: str) -> Num:
    return Num(Fraction(value))


# -- what it reads --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("a", A),
        ("ever.a", EVER_A),
        ("True", Yes(True)),
        ("1.3", num("1.3")),
        ("not a", Not(A)),
        ("not not a", A),
        ("a and b and c", And((A, B, C))),
        ("a or b", Or((A, B))),
        ("a and True", A),
        ("a or a", A),
        ("x >= 1.3", Compare(">=", X, num("1.3"))),
        ("1.3 <= x", Compare(">=", X, num("1.3"))),
        ("18 <= x < 40", And((Compare(">=", X, num("18")), Compare("<", X, num("40"))))),
        ("x != 1", Compare("!=", X, num("1"))),
        ("x < y", Compare("<", X, Y)),
        ("x + y - 1", Add((X, Y, num("-1")))),
        ("2 * x", Scale(Fraction(2), X)),
        ("x / 4", Scale(Fraction(1, 4), X)),
        ("-x", Scale(Fraction(-1), X)),
        ("2 * 3 + 1", num("7")),
        ("x if a else y", If(A, X, Y)),
        ("a if b else c", If(B, A, C)),
        ('k == "slow"', Among(K, frozenset({"slow"}))),
        ('k != "slow"', Not(Among(K, frozenset({"slow"})))),
        ('k in ("slow", "fast")', Among(K, frozenset({"slow", "fast"}))),
        ('k not in ["slow"]', Not(Among(K, frozenset({"slow"})))),
        ("any(a, b)", Or((A, B))),
        ("all(a, b)", And((A, B))),
        ("count(a, b)", Total(((A, Fraction(1)), (B, Fraction(1))))),
        ("min(x, 1)", Extreme(False, (X, num("1")))),
        ("max(x, y)", Extreme(True, (X, Y))),
        ("logistic(x)", Logistic(X)),
        ("  a\n", A),
        ("(a or\n b)", Or((A, B))),
    ],
)  # fmt: skip
def test_the_language(text: str, node: Node) -> None:
    assert read(text) == node


def test_numbers_are_exact() -> None:
    assert read("0.1 + 0.2") == num("0.3")


def test_a_constant_that_depends_on_a_condition_becomes_two_comparisons() -> None:
    assert read("x >= (2 if a else 1)") == If(
        A, Compare(">=", X, num("2")), Compare(">=", X, num("1"))
    )


# -- what it refuses ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a and", "cannot be read (invalid syntax)"),
        ("", "cannot be read ("),
        ("a = 1", "cannot be read (invalid syntax"),
        ("a; b", "cannot be read (invalid syntax)"),
        ("\0", "cannot be read ("),
        ("z", "there is no 'z'"),
        ("a.b", "there is no 'a.b'"),
        ("not x", "'x' is a number, not yes or no"),
        ("a and x", "'x' is a number, not yes or no"),
        ("x + a", "'a' is a boolean, not a number"),
        ("a == b", "'a' is a boolean, not a number"),
        ("x is y", "only >= > <= < == != and in can compare"),
        ("x * y", "* needs a constant on one side, and / on its right a number that is above zero"),
        ("1 / x", "* needs a constant on one side"),
        ("x / 0", "* needs a constant on one side, and / on its right a number that is above zero"),
        ("x ** 2", "* needs a constant on one side"),
        ("x % 2", "* needs a constant on one side"),
        ('a in ("slow",)', "'a' is not a category"),
        ('x == "slow"', "'x' is not a category"),
        ('k == "sudden"', "'k' can be fast, slow, not sudden"),
        ('k in ("slow", x)', "'k' can be fast, slow"),
        ("k < 1", "'k' is a label, not a number"),
        ("x if a else b", "both sides of 'if ... else' must be numbers, or both yes or no"),
        ("k if a else k", "both sides of 'if ... else'"),
        ("any()", "any() needs at least one argument"),
        ("sum(x, y)", "there is no function 'sum'"),
        ("logistic(x, y)", "there is no function 'logistic'"),
        ("count(x)", "'x' is a number, not yes or no"),
        ("0x10", "'0x10' is not part of the language; write a decimal number"),
        ("1e999999999", "write a decimal number"),
        ("1j", "'1j' is not part of the language"),
        ("+x", "'+x' is not part of the language"),
        ("~x", "'~x' is not part of the language"),
        ('"text"', "is not part of the language"),
        ("None", "'None' is not part of the language"),
        ("...", "'...' is not part of the language"),
    ],
)  # fmt: skip
def test_a_refusal_says_why(text: str, reason: str) -> None:
    found = refusal(text)
    assert reason in found
    assert f"expression '{text}'" in found


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('echo here')",
        "__import__('os')",
        "open('/etc/passwd')",
        "eval('a')",
        "(lambda: a)()",
        "a.__class__",
        "a.__class__.__bases__[0]",
        "[a for a in (1, 2)]",
        "{a: b}",
        "f'{a}'",
        "(z := a)",
        "any(*[a])",
        "any(a, key=b)",
        "a[0]",
        "await a",
        "yield a",
        "print(a)",
    ],
)
def test_nothing_is_executed(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    refusal(text)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "text",
    [
        "(" * 500 + "a" + ")" * 500,
        "not " * 20_000 + "a",
        " + ".join(["x"] * 20_000),
        "+".join("x" * 900),
    ],
)
def test_an_expression_that_is_too_deep(text: str) -> None:
    assert "cannot be read (" in refusal(text)


# -- the type that is needed ----------------------------------------------------------------------


def test_a_value_of_another_type() -> None:
    with pytest.raises(KnowledgeError, match="'x' gives a number, but a boolean is needed"):
        parse("x", resolve, "boolean")
    with pytest.raises(KnowledgeError, match="'a' gives a boolean, but a number is needed"):
        parse("a", resolve, "number")
    assert parse("a", resolve, "boolean") == A
