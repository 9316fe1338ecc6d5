"""The expressions of a set in a clinician's words, built as they are built in the file.

Names become labels; a term that the set itself defines stands in italics. The small words of logic
are bold, because a label may hold an "or" of its own.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from layout import words

from myosotis.logic import Program, Wording
from myosotis.logic.wording import unit_words

_SIGNS = {ast.GtE: "≥", ast.Gt: ">", ast.LtE: "≤", ast.Lt: "<", ast.Eq: "=", ast.NotEq: "≠"}
_ARITHMETIC = {ast.Add: ("+", 5), ast.Sub: ("−", 5), ast.Mult: ("×", 6), ast.Div: ("/", 6)}
_OF_RECORD = {"recorded": "recorded", "exact": "known as one number"}
_UNITS = {"mo": "months", "d": "days", "wk": "weeks"}
_OF_SEVERAL = {
    "count": "the number of", "any": "any of", "all": "all of", "min": "the least of",
    "max": "the greatest of", "logistic": "the logistic function of",
}  # fmt: skip

# How firmly the parts of a phrase hold together: a looser part inside a firmer one is bracketed.
_CHOICE, _OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _WORD = 0, 1, 2, 3, 4, 5, 6, 9

Phrase = tuple[int, str]


class Phrases:
    """Words for the expressions of one set."""

    def __init__(self, program: Program) -> None:
        criteria = program.criteria
        self.program = program
        self.wording = Wording(program.base, inputs=program.findings)
        self.terms = {
            **{table.name: words(table.name) for table in criteria.points},
            **{row.name: row.label for table in criteria.points for row in table.rows if row.name},
            **{name: words(name) for name in criteria.values},
            **criteria.value_labels,
            **{let.name: let.label or words(let.name) for let in criteria.let},
        }

    def of(self, text: str | None) -> str:
        """An expression as a phrase; nothing for nothing."""
        return self._phrase(ast.parse(text.strip(), mode="eval").body)[1] if text else ""

    def _phrase(self, tree: ast.expr) -> Phrase:
        match tree:
            case ast.Name() | ast.Attribute():
                return _WORD, self._name(ast.unparse(tree))
            case ast.Constant(value=bool() as value):
                return _WORD, "always" if value else "never"
            case ast.Constant(value=str() as value):
                return _WORD, words(value)
            case ast.Constant(value=value):
                return _WORD, str(value)
            case ast.BoolOp():
                loose, word = (_OR, "or") if isinstance(tree.op, ast.Or) else (_AND, "and")
                return loose, f" **{word}** ".join(self._in(part, _NOT) for part in tree.values)
            case ast.UnaryOp(op=ast.Not()):
                return self._negated(tree.operand)
            case ast.UnaryOp():
                return _PRODUCT, f"−{self._in(tree.operand, _PRODUCT)}"
            case ast.Compare():
                return self._compared(tree)
            case ast.BinOp():
                sign, hold = _ARITHMETIC[type(tree.op)]
                right = self._in(tree.right, hold + (sign in "−/"))
                return hold, f"{self._in(tree.left, hold)} {sign} {right}"
            case ast.IfExp():
                other = _CHOICE if isinstance(tree.orelse, ast.IfExp) else _NOT
                return _CHOICE, (
                    f"{self._in(tree.body, _NOT)} **if** {self._in(tree.test, _NOT)}, "
                    f"**otherwise** {self._in(tree.orelse, other)}"
                )
            case ast.Call(func=ast.Name(id=function)):
                return self._called(function, tree.args)
        raise ValueError(f"no words for {ast.unparse(tree)}")

    def _in(self, tree: ast.expr, least: int) -> str:
        hold, text = self._phrase(tree)
        return f"({text})" if hold < least else text

    def _name(self, name: str) -> str:
        return f"*{self.terms[name]}*" if name in self.terms else self.wording.label(self._id(name))

    def _id(self, name: str) -> str:
        if name in self.program.findings:
            return name
        return self.program.base.find_finding(name)[0].id

    def _unit(self, tree: ast.expr, beside: ast.expr) -> str:
        """The unit of a number that is compared with a constant."""
        if not _is_fixed(beside):
            return ""
        name = ast.unparse(tree)
        if name in self.terms:
            unit = self.program.criteria.units.get(name)
        elif isinstance(tree, ast.Name | ast.Attribute):
            unit = self.wording.unit(self._id(name))
        else:
            unit = None
        if unit is None or unit.startswith("/"):
            return ""
        return f" {_UNITS.get(unit, unit_words(unit))}".rstrip()

    def _negated(self, tree: ast.expr) -> Phrase:
        match tree:
            case ast.Name() | ast.Attribute() if ast.unparse(tree) not in self.terms:
                return _NOT, f"**no** {_without_article(self._name(ast.unparse(tree)))}"
            case ast.Call(func=ast.Name(id=function)) if function in _OF_RECORD:
                return _NOT, f"{self._in(tree.args[0], _WORD)} **is not {_OF_RECORD[function]}**"
            case _:
                return _NOT, f"**not** {self._in(tree, _WORD)}"

    def _compared(self, tree: ast.Compare) -> Phrase:
        left, sign, right = tree.left, tree.ops[0], tree.comparators[0]
        if isinstance(sign, ast.In | ast.NotIn) or _is_text(right):
            return _COMPARISON, self._category(left, sign, right)
        if len(tree.ops) == 1:
            if isinstance(left, ast.Call) and isinstance(sign, ast.GtE) and _is_count(left):
                return _COMPARISON, f"at least {self._in(right, _SUM)} of {self._list(left.args)}"
            text = f"{self._in(left, _SUM)} {_SIGNS[type(sign)]} {self._in(right, _SUM)}"
            return _COMPARISON, text + (self._unit(left, right) or self._unit(right, left))
        parts = [self._in(left, _SUM)]
        for each, operand in zip(tree.ops, tree.comparators, strict=True):
            parts += [_SIGNS[type(each)], self._in(operand, _SUM)]
        return _COMPARISON, " ".join(parts) + self._unit(right, left)

    def _category(self, left: ast.expr, sign: ast.cmpop, right: ast.expr) -> str:
        options = right.elts if isinstance(right, ast.Tuple | ast.List) else [right]
        chosen = " or ".join(self._phrase(option)[1] for option in options)
        other = "other than " if isinstance(sign, ast.NotIn | ast.NotEq) else ""
        return f"{self._in(left, _WORD)}: {other}{chosen}"

    def _called(self, function: str, arguments: list[ast.expr]) -> Phrase:
        if function in _OF_RECORD:
            return _COMPARISON, f"{self._in(arguments[0], _WORD)} **is {_OF_RECORD[function]}**"
        return _WORD, f"{_OF_SEVERAL[function]} {self._list(arguments)}"

    def _list(self, arguments: Iterable[ast.expr]) -> str:
        return f"({'; '.join(self._phrase(part)[1] for part in arguments)})"


def _is_text(tree: ast.expr) -> bool:
    return isinstance(tree, ast.Constant) and isinstance(tree.value, str)


def _is_fixed(tree: ast.expr) -> bool:
    """A constant, or one of several by a condition."""
    if isinstance(tree, ast.IfExp):
        return _is_fixed(tree.body) and _is_fixed(tree.orelse)
    return isinstance(tree, ast.Constant)


def _is_count(tree: ast.Call) -> bool:
    return isinstance(tree.func, ast.Name) and tree.func.id == "count"


def _without_article(label: str) -> str:
    for article, rest in (("a ", ""), ("an ", ""), ("the ", ""), ("another ", "other ")):
        if label.startswith(article):
            return rest + label.removeprefix(article)
    return label
