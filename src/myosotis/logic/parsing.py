"""Text to tree, with the standard library's ``ast``; nothing is ever executed.

The language is a small part of Python's expressions: names (dots allowed), numbers, yes/no
comparisons and chains, ``and or not``, ``+ - * /`` with a constant on one side of ``*`` and a
number that is always above zero on the right of ``/``, ``x if c else y``, ``in`` and ``==`` for
categories, and the functions ``any all count min max logistic``. ``recorded(x)`` asks whether
the record gives a value of an input at all, ``exact(x)`` whether it gives one number; both are
known of every record.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from fractions import Fraction
from math import inf
from typing import NoReturn

from myosotis.errors import KnowledgeError, UnknownNameError
from myosotis.logic.nodes import (
    MIRRORED,
    Add,
    Among,
    Extreme,
    If,
    Input,
    Logistic,
    Node,
    Num,
    Operator,
    Ratio,
    Scale,
    Score,
    Total,
    Type,
    Yes,
    comparison,
    conjunction,
    disjunction,
    negation,
    type_of,
)
from myosotis.logic.values import Number

Resolve = Callable[[str], Node]
"""From a name to the fact or the named expression it stands for; raises UnknownNameError."""

_OPERATORS: dict[type[ast.cmpop], Operator] = {
    ast.GtE: ">=", ast.Gt: ">", ast.LtE: "<=", ast.Lt: "<", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip


def parse(text: str, resolve: Resolve, expected: Type | None = None) -> Node:
    """The tree of an expression.

    Raises KnowledgeError: not in the language, a name that does not exist, or a value of
    another type than ``expected``.
    """
    try:
        node = _Parser(text, resolve).node(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, RecursionError, MemoryError, ValueError) as error:
        reason = getattr(error, "msg", None) or "too deep"
        raise KnowledgeError(f"the expression '{text}' cannot be read ({reason})") from None
    if expected and type_of(node) != expected:
        raise KnowledgeError(f"'{text}' gives a {type_of(node)}, but a {expected} is needed")
    return node


class _Parser:
    def __init__(self, text: str, resolve: Resolve) -> None:
        self.text = text
        self.resolve = resolve

    def refuse(self, reason: str) -> NoReturn:
        raise KnowledgeError(f"in the expression '{self.text}': {reason}")

    def node(self, tree: ast.expr) -> Node:
        match tree:
            case ast.Name() | ast.Attribute():
                return self.name(tree)
            case ast.Constant(value=bool() as value):
                return Yes(value)
            case ast.Constant(value=int() | float()):
                return Num(self.number(tree))
            case ast.BoolOp(op=ast.And()):
                return conjunction([self.boolean(part) for part in tree.values])
            case ast.BoolOp():
                return disjunction([self.boolean(part) for part in tree.values])
            case ast.UnaryOp(op=ast.Not()):
                return negation(self.boolean(tree.operand))
            case ast.UnaryOp(op=ast.USub()):
                return self.scaled(Fraction(-1), self.numeric(tree.operand))
            case ast.Compare():
                return self.chain(tree)
            case ast.BinOp():
                return self.arithmetic(tree)
            case ast.IfExp():
                return self.choice(tree)
            case ast.Call(func=ast.Name(id=function), keywords=[]):
                return self.call(function, tree.args)
            case _:
                self.refuse(f"'{ast.unparse(tree)}' is not part of the language")

    def number(self, tree: ast.Constant) -> Fraction:
        # From the text, so that 1.3 is thirteen tenths and not the nearest binary number.
        written = ast.get_source_segment(self.text.strip(), tree) or str(tree.value)
        if not re.fullmatch(r"[0-9_]*\.?[0-9_]*", written):
            self.refuse(f"'{written}' is not part of the language; write a decimal number")
        return Fraction(written)

    def name(self, tree: ast.expr) -> Node:
        name = ast.unparse(tree)
        try:
            return self.resolve(name)
        except UnknownNameError as error:
            self.refuse(str(error))

    def boolean(self, tree: ast.expr) -> Node:
        node = self.node(tree)
        if type_of(node) != "boolean":
            self.refuse(f"'{ast.unparse(tree)}' is a {type_of(node)}, not yes or no")
        return node

    def numeric(self, tree: ast.expr) -> Node:
        node = self.node(tree)
        if type_of(node) != "number":
            self.refuse(f"'{ast.unparse(tree)}' is a {type_of(node)}, not a number")
        return node

    def chain(self, tree: ast.Compare) -> Node:
        operands = [tree.left, *tree.comparators]
        parts: list[Node] = []
        for operator, left, right in zip(tree.ops, operands, operands[1:], strict=False):
            parts.append(self.compare(operator, left, right))
        return conjunction(parts)

    def compare(self, operator: ast.cmpop, left: ast.expr, right: ast.expr) -> Node:
        if isinstance(operator, ast.In | ast.NotIn) or _is_text(right):
            found = self.membership(left, right)
            return negation(found) if isinstance(operator, ast.NotIn | ast.NotEq) else found
        symbol = _OPERATORS.get(type(operator))
        if symbol is None:
            self.refuse("only >= > <= < == != and in can compare")
        one, other = self.numeric(left), self.numeric(right)
        if isinstance(one, Num) and not isinstance(other, Num):
            return comparison(MIRRORED[symbol], other, one)
        return comparison(symbol, one, other)

    def membership(self, left: ast.expr, right: ast.expr) -> Node:
        category = self.node(left)
        if not (isinstance(category, Input) and category.type == "label"):
            self.refuse(f"'{ast.unparse(left)}' is not a category")
        options = right.elts if isinstance(right, ast.Tuple | ast.List | ast.Set) else [right]
        labels = frozenset(str(o.value) for o in options if isinstance(o, ast.Constant))
        unknown = labels - category.labels
        if unknown or len(labels) != len(options):
            known = ", ".join(sorted(category.labels))
            self.refuse(f"'{category.name}' can be {known}, not {', '.join(sorted(unknown))}")
        return Among(category, labels)

    def arithmetic(self, tree: ast.BinOp) -> Node:
        left, right = self.numeric(tree.left), self.numeric(tree.right)
        match tree.op:
            case ast.Add():
                return _add(left, right)
            case ast.Sub():
                return _add(left, self.scaled(Fraction(-1), right))
            case ast.Mult() if isinstance(left, Num):
                return self.scaled(left.value, right)
            case ast.Mult() if isinstance(right, Num):
                return self.scaled(right.value, left)
            case ast.Div() if isinstance(right, Num) and right.value != 0:
                return self.scaled(1 / right.value, left)
            case ast.Div() if _least(right) > 0:
                return Ratio(left, right)
            case _:
                self.refuse(
                    "* needs a constant on one side, and / on its right a number that is "
                    "above zero wherever its inputs may lie"
                )

    def scaled(self, factor: Fraction, part: Node) -> Node:
        if isinstance(part, Num):
            return Num(factor * part.value)
        if isinstance(part, Scale):
            return Scale(factor * part.factor, part.part)
        return Scale(factor, part)

    def choice(self, tree: ast.IfExp) -> Node:
        condition = self.boolean(tree.test)
        then, otherwise = self.node(tree.body), self.node(tree.orelse)
        if type_of(then) != type_of(otherwise) or type_of(then) == "label":
            self.refuse("both sides of 'if ... else' must be numbers, or both yes or no")
        return If(condition, then, otherwise)

    def call(self, function: str, arguments: list[ast.expr]) -> Node:
        if not arguments:
            self.refuse(f"{function}() needs at least one argument")
        match function:
            case "any":
                return disjunction([self.boolean(part) for part in arguments])
            case "all":
                return conjunction([self.boolean(part) for part in arguments])
            case "count":
                return Total(tuple((self.boolean(part), Fraction(1)) for part in arguments))
            case "min" | "max":
                return Extreme(function == "max", tuple(self.numeric(a) for a in arguments))
            case "logistic" if len(arguments) == 1:
                return Logistic(self.numeric(arguments[0]))
            case "recorded" | "exact" if len(arguments) == 1:
                node = self.node(arguments[0])
                if not isinstance(node, Input):
                    asked = ast.unparse(arguments[0])
                    self.refuse(f"{function}() asks for an input, not '{asked}'")
                # The labels say, for a table, in which columns the input stands.
                labels = frozenset({"no", "yes"}) if node.type == "boolean" else node.labels
                return Input(f"{function}:{node.name}", "boolean", labels)
            case _:
                self.refuse(f"there is no function '{function}'")


def _is_text(tree: ast.expr) -> bool:
    return isinstance(tree, ast.Constant) and isinstance(tree.value, str)


def _least(node: Node) -> Number:
    """The least that a number can be, whatever its inputs are."""
    match node:
        case Num():
            return node.value
        case Input():
            return node.low
        case Add():
            return sum(map(_least, node.parts))
        case Extreme():
            return (max if node.greatest else min)(map(_least, node.parts))
        case If():
            return min(_least(node.then), _least(node.otherwise))
        case Scale() if node.factor > 0:
            return node.factor * _least(node.part)
        case Total() if not node.bands:
            return sum((min(weight, Fraction(0)) for _, weight in node.rows), Fraction(0))
        case Score():
            return _least(node.part)
        case _:
            return -inf


def _add(left: Node, right: Node) -> Node:
    if isinstance(left, Num) and isinstance(right, Num):
        return Num(left.value + right.value)
    parts = (
        *(left.parts if isinstance(left, Add) else (left,)),
        *(right.parts if isinstance(right, Add) else (right,)),
    )
    return Add(parts)
