"""The languages of the peers: arrays, Polars, SQL and ELM.

A missing finding counts as absent. `first` gives the number of the first case that holds.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import numpy as np
import polars as pl

COMPARED: Mapping[str, Callable[[Any, Any], Any]] = {
    ">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt,
    "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


@dataclass
class Arrays:
    """Arrays or pandas columns: findings without missing ones, numbers with NaN where missing."""

    columns: Mapping[str, Any]
    known: dict[str, Any] = field(default_factory=dict)

    def fact(self, name: str) -> Any:
        return self.columns[name]

    def quantity(self, name: str) -> Any:
        return self.columns[name]

    def truth(self, value: bool) -> Any:
        return np.bool_(value)

    def number(self, value: int) -> Any:
        return np.int16(value)

    def both(self, one: Any, other: Any) -> Any:
        return one & other

    def either(self, one: Any, other: Any) -> Any:
        return one | other

    def negated(self, part: Any) -> Any:
        return ~part

    def compared(self, operator_: str, one: Any, other: Any) -> Any:
        return COMPARED[operator_](one, other)

    def chosen(self, condition: Any, then: Any, otherwise: Any) -> Any:
        return np.where(condition, then, otherwise)

    def added(self, one: Any, other: Any) -> Any:
        return one + other

    def named(self, name: str, build: Callable[[], Any]) -> Any:
        if name not in self.known:
            self.known[name] = build()
        return self.known[name]

    def first(self, cases: list[tuple[Any, int]], otherwise: int) -> Any:
        conditions, places = zip(*cases, strict=True)
        numbers = [np.uint8(place) for place in places]
        return np.select(list(conditions), numbers, np.uint8(otherwise))


@dataclass
class Frames:
    """Polars, as one would write it: the score is a column of its own, and read from there."""

    scores: dict[str, pl.Expr] = field(default_factory=dict)

    def fact(self, name: str) -> pl.Expr:
        return pl.col(name).fill_null(False)

    def quantity(self, name: str) -> pl.Expr:
        return pl.col(name)

    def truth(self, value: bool) -> pl.Expr:
        return pl.lit(value)

    def number(self, value: int) -> pl.Expr:
        return pl.lit(value, pl.Int16)

    def both(self, one: pl.Expr, other: pl.Expr) -> pl.Expr:
        return one & other

    def either(self, one: pl.Expr, other: pl.Expr) -> pl.Expr:
        return one | other

    def negated(self, part: pl.Expr) -> pl.Expr:
        return ~part

    def compared(self, operator_: str, one: pl.Expr, other: pl.Expr) -> pl.Expr:
        found: pl.Expr = COMPARED[operator_](one, other)
        return found.fill_null(False)

    def chosen(self, condition: pl.Expr, then: pl.Expr, otherwise: pl.Expr) -> pl.Expr:
        return pl.when(condition).then(then).otherwise(otherwise)

    def added(self, one: pl.Expr, other: pl.Expr) -> pl.Expr:
        return one + other

    def named(self, name: str, build: Callable[[], pl.Expr]) -> pl.Expr:
        if name not in self.scores:
            self.scores[name] = build()
        return pl.col(name)

    def first(self, cases: list[tuple[pl.Expr, int]], otherwise: int) -> pl.Expr:
        found: pl.Expr = pl.lit(otherwise, pl.UInt8)
        for condition, place in reversed(cases):
            found = pl.when(condition).then(pl.lit(place, pl.UInt8)).otherwise(found)
        return found


@dataclass
class Sql:
    """SQL; the scores are columns that have to be selected first."""

    scores: dict[str, str] = field(default_factory=dict)

    def fact(self, name: str) -> str:
        return f"coalesce({name}, false)"

    def quantity(self, name: str) -> str:
        return name

    def truth(self, value: bool) -> str:
        return str(value).lower()

    def number(self, value: int) -> str:
        return str(value)

    def both(self, one: str, other: str) -> str:
        return f"({one} and {other})"

    def either(self, one: str, other: str) -> str:
        return f"({one} or {other})"

    def negated(self, part: str) -> str:
        return f"(not {part})"

    def compared(self, operator_: str, one: str, other: str) -> str:
        sign = {"==": "=", "!=": "<>"}.get(operator_, operator_)
        return f"coalesce({one} {sign} {other}, false)"

    def chosen(self, condition: str, then: str, otherwise: str) -> str:
        return f"(case when {condition} then {then} else {otherwise} end)"

    def added(self, one: str, other: str) -> str:
        return f"{one} + {other}"

    def named(self, name: str, build: Callable[[], str]) -> str:
        if name not in self.scores:
            self.scores[name] = build()
        return name

    def first(self, cases: list[tuple[str, int]], otherwise: int) -> str:
        whens = " ".join(f"when {condition} then {place}" for condition, place in cases)
        return f"(case {whens} else {otherwise} end)::utinyint"


Elm = dict[str, Any]
SYSTEM = "{urn:hl7-org:elm-types:r1}"


@dataclass
class Expressions:
    """ELM, the tree that a CQL engine runs; the scores are expressions with a name."""

    scores: dict[str, Elm] = field(default_factory=dict)

    def fact(self, name: str) -> Elm:
        return _or_no(_property(name))

    def quantity(self, name: str) -> Elm:
        return _property(name)

    def truth(self, value: bool) -> Elm:
        return _literal("Boolean", str(value).lower())

    def number(self, value: int) -> Elm:
        return _literal("Integer", str(value))

    def both(self, one: Elm, other: Elm) -> Elm:
        return {"type": "And", "operand": [one, other]}

    def either(self, one: Elm, other: Elm) -> Elm:
        return {"type": "Or", "operand": [one, other]}

    def negated(self, part: Elm) -> Elm:
        return {"type": "Not", "operand": part}

    def compared(self, operator_: str, one: Elm, other: Elm) -> Elm:
        types = {">=": "GreaterOrEqual", ">": "Greater", "<=": "LessOrEqual", "<": "Less"}
        return _or_no({"type": types[operator_], "operand": [one, other]})

    def chosen(self, condition: Elm, then: Elm, otherwise: Elm) -> Elm:
        return {"type": "If", "condition": condition, "then": then, "else": otherwise}

    def added(self, one: Elm, other: Elm) -> Elm:
        return {"type": "Add", "operand": [one, other]}

    def named(self, name: str, build: Callable[[], Elm]) -> Elm:
        if name not in self.scores:
            self.scores[name] = build()
        return {"type": "ExpressionRef", "name": name}

    def first(self, cases: list[tuple[Elm, int]], otherwise: int) -> Elm:
        return reduce(
            lambda rest, case: self.chosen(case[0], self.number(case[1]), rest),
            reversed(cases),
            self.number(otherwise),
        )


def _property(name: str) -> Elm:
    patient = {"type": "ExpressionRef", "name": "Patient"}
    return {"type": "Property", "path": name, "source": patient}


def _literal(type_: str, value: str) -> Elm:
    return {"type": "Literal", "valueType": f"{SYSTEM}{type_}", "value": value}


def _or_no(part: Elm) -> Elm:
    return {"type": "Coalesce", "operand": [part, _literal("Boolean", "false")]}


def library(expressions: Mapping[str, Elm]) -> Elm:
    """An ELM library with these expressions, over a patient whose findings are its properties."""
    model = "https://github.com/cqframework/cql-execution/simple"
    patient = {"type": "Retrieve", "dataType": f"{{{model}}}Patient"}
    defined = {"Patient": {"type": "SingletonFrom", "operand": patient}, **expressions}
    return {
        "library": {
            "identifier": {"id": "criteria"},
            "schemaIdentifier": {"id": "urn:hl7-org:elm", "version": "r1"},
            "usings": {
                "def": [
                    {"localIdentifier": "System", "uri": "urn:hl7-org:elm-types:r1"},
                    {"localIdentifier": "Simple", "uri": model, "version": "1.0.0"},
                ]
            },
            "statements": {
                "def": [
                    {
                        "name": name,
                        "context": "Patient",
                        "accessLevel": "Public",
                        "expression": each,
                    }
                    for name, each in defined.items()
                ]
            },
        }
    }
