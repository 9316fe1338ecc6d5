"""Values and expressions in a clinician's words."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Finding
from myosotis.logic.nodes import (
    Add,
    Among,
    And,
    Bands,
    Compare,
    Extreme,
    If,
    Input,
    Logistic,
    Node,
    Not,
    Num,
    Or,
    Ratio,
    Scale,
    Score,
    Total,
    Yes,
    of_record,
)
from myosotis.logic.values import Choice, Interval, Number, Truth, Value, is_unknown, plain

_UNITS = {
    "xULN": "× ULN",
    "%[predicted]": "% predicted",
    "a": "years",
    "mo": "months",
    "wk": "weeks",
    "1": "",
    "{score}": "",
}
_SIGNS = {">=": "at least", ">": "over", "<=": "at most", "<": "under", "==": "exactly"}


def unit_words(unit: str | None) -> str:
    """A unit as it is written behind a number."""
    return "" if unit is None else _UNITS.get(unit, unit)


def value_words(value: Value, unit: str | None = None) -> str:
    """A value as a person writes it: "yes", "5 × ULN", "over 1 × ULN", "4.2 to 9.6 points"."""
    if is_unknown(value):
        return "not known"
    if isinstance(value, Truth):
        return str(value)
    if isinstance(value, Choice):
        return " or ".join(option.replace("_", " ") for option in sorted(value.options))
    ends: list[Number] = [value.low, value.high]
    small = all(end in (inf, -inf) or -100 < end < 100 for end in ends)
    words = str(value) if small else _rounded(value)
    shown = unit_words(unit)
    # A score out of a greatest one is one word: 112/150.
    return f"{words}{'' if shown.startswith('/') else ' '}{shown}".strip()


def _rounded(value: Interval) -> str:
    if value.known:
        return plain(value.low, 1)
    if value.high == inf:
        return f"{'over' if value.low_open else 'at least'} {plain(value.low, 1)}"
    if value.low == -inf:
        return f"{'under' if value.high_open else 'at most'} {plain(value.high, 1)}"
    return f"{plain(value.low, 1)} to {plain(value.high, 1)}"


def _visit(name: str) -> str:
    return {"followup": "follow-up"}.get(name, name.replace("_", " "))


class Wording:
    """Words for the nodes of an expression, from the labels of the findings.

    ``inputs`` are the names that are read in another way than a finding of the vocabulary: a
    parameter, or a finding at a visit.
    """

    def __init__(
        self,
        base: KnowledgeBase,
        named: Mapping[Node, str] | None = None,
        inputs: Mapping[str, Finding] | None = None,
    ) -> None:
        self.base = base
        self.named = named or {}
        self.inputs = inputs or {}

    def label(self, name: str) -> str:
        """The label of a finding, or a readable form of any other name."""
        asked = of_record(name)
        if asked:
            words = {"recorded": "recorded", "exact": "known exactly"}[asked[0]]
            return f"{self.label(asked[1])}: {words}"
        finding = self._finding(name)
        if finding is None:
            return name.replace("_", " ").replace(".", ": ")
        visit, dot, _ = name.partition(".")
        return (
            f"{finding.label} at {_visit(visit)}" if dot and name in self.inputs else finding.label
        )

    def unit(self, name: str) -> str | None:
        """The unit of a finding."""
        finding = self._finding(name)
        return finding.unit if finding else None

    def _finding(self, name: str) -> Finding | None:
        return self.inputs.get(name) or self.base.findings.get(name.removeprefix("ever."))

    def words(self, node: Node) -> str:
        """The expression as a phrase."""
        if node in self.named:
            return self.named[node]
        match node:
            case Yes():
                return "yes" if node.value else "no"
            case Num():
                return plain(node.value)
            case Input():
                return self.label(node.name)
            case Not():
                return (
                    f"no {self.words(node.part)}"
                    if isinstance(node.part, Input)
                    else (f"not ({self.words(node.part)})")
                )
            case And():
                return " and ".join(self._grouped(part, Or) for part in node.parts)
            case Or():
                return " or ".join(self._grouped(part, And) for part in node.parts)
            case Compare():
                return self._comparison(node)
            case Among():
                labels = " or ".join(label.replace("_", " ") for label in sorted(node.labels))
                return f"{self.words(node.part)} {labels}"
            case If():
                return (
                    f"{self.words(node.then)} if {self.words(node.condition)}, "
                    f"else {self.words(node.otherwise)}"
                )
            case Score():
                return node.name.replace("_", " ")
            case Total():
                return f"number of: {', '.join(self.words(part) for part, _ in node.rows)}"
            case Logistic():
                return f"logistic function of {self.words(node.part)}"
            case Add():
                return " + ".join(self.words(part) for part in node.parts)
            case Scale():
                return f"{plain(node.factor)} times {self.words(node.part)}"
            case Ratio():
                return f"{self.words(node.top)} divided by {self.words(node.bottom)}"
            case Extreme():
                which = "greatest" if node.greatest else "least"
                return f"{which} of {', '.join(self.words(part) for part in node.parts)}"
            case Bands():
                return f"band of {self.words(node.part)}"

    def _grouped(self, part: Node, loose: type) -> str:
        words = self.words(part)
        return f"({words})" if isinstance(part, loose) and part not in self.named else words

    def _comparison(self, node: Compare) -> str:
        unit = self.unit(node.left.name) if isinstance(node.left, Input) else None
        sign = _SIGNS.get(node.operator, "other than")
        return f"{self.words(node.left)} {sign} {self.words(node.right)} {unit_words(unit)}".strip()
