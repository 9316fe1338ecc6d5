"""An evaluation told in clinical words: as a tree, and as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import PointTable
from myosotis.logic.evaluation import Evaluation
from myosotis.logic.hierarchy import Clash, Closed
from myosotis.logic.nodes import If, Input, Node, Score, Total, children, inputs_of, type_of
from myosotis.logic.program import NOT_APPLICABLE, Program
from myosotis.logic.raw import Environment, from_raw
from myosotis.logic.reasons import function_of
from myosotis.logic.values import Interval, Truth, Value, plain, value_to_dict
from myosotis.logic.wording import Wording, value_words


@dataclass(frozen=True)
class Explanation:
    """One line of the tree: what it is about, its value in words, and what lies under it."""

    text: str
    value: str
    children: tuple[Explanation, ...] = ()
    source: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "text": self.text,
            "value": self.value,
            "source": list(self.source),
            "children": [child.to_dict() for child in self.children],
        }

    def lines(self, indent: int = 0) -> list[str]:
        """The tree as indented text."""
        own = f"{'  ' * indent}{self.text}: {self.value}"
        return [own, *(line for child in self.children for line in child.lines(indent + 1))]


_NOT_APPLICABLE = "not applicable: another disease explains the findings better"


def case_labels(program: Program) -> dict[str, str]:
    """The label in words of every outcome of a set."""
    labels = {NOT_APPLICABLE: program.criteria.not_applicable_label or _NOT_APPLICABLE}
    for cases in (program.criteria.verdict, *program.criteria.outcomes.values()):
        labels |= {case.is_: case.label or case.is_.replace("_", " ") for case in cases}
    return labels


def explain(evaluation: Evaluation, base: KnowledgeBase) -> Explanation:
    """The verdict, the values behind it, and the facts behind those."""
    return _Explainer(evaluation, base).tree()


class _Phrases:
    """What an explanation says whatever the facts are: the words and the inputs of each node."""

    # By identity, as in `reasons`: hashing a large tree would cost more than writing it out.

    def __init__(self, program: Program, base: KnowledgeBase) -> None:
        self.program = program
        named, criteria = program.named, program.criteria
        words = {
            **{named[name]: label for name, label in criteria.value_labels.items()},
            **{named[let.name]: let.label for let in criteria.let if let.label},
        }
        # A value that is an input under another name keeps the words of the input.
        words = {node: label for node, label in words.items() if not isinstance(node, Input)}
        self.wording = Wording(base, words, program.findings)
        self.labels = case_labels(program)
        self._words: dict[int, tuple[Node, str]] = {}
        self._inputs: dict[int, tuple[Node, tuple[str, ...]]] = {}

    def words(self, node: Node) -> str:
        """The node as a phrase."""
        if id(node) not in self._words:
            self._words[id(node)] = (node, self.wording.words(node))
        return self._words[id(node)][1]

    def inputs(self, node: Node) -> tuple[str, ...]:
        """The names of the facts that the node reads."""
        if id(node) not in self._inputs:
            self._inputs[id(node)] = (node, tuple(_read_beside_scores(node)))
        return self._inputs[id(node)][1]


_phrases: dict[int, _Phrases] = {}


def _phrases_of(program: Program, base: KnowledgeBase) -> _Phrases:
    found = _phrases.get(id(program))
    if found is None or found.program is not program:
        found = _phrases[id(program)] = _Phrases(program, base)
    return found


class _Explainer:
    def __init__(self, evaluation: Evaluation, base: KnowledgeBase) -> None:
        self.evaluation = evaluation
        self.program = evaluation.program
        self.closed: Closed = evaluation.closed
        self.facts: Environment = evaluation.environment
        self.phrases = _phrases_of(self.program, base)
        self.wording, self.labels = self.phrases.wording, self.phrases.labels

    def tree(self) -> Explanation:
        criteria = self.program.criteria
        parts = [self._value(name) for name in self.program.values]
        conditions = [
            self._node(condition, f"{self.labels[label]}, if")
            for condition, label in self.program.cases.cases
        ]
        verdict = " or ".join(self.labels[label] for label in self.evaluation.labels)
        return Explanation(criteria.title, verdict, (*parts, *conditions), criteria.source)

    def _value(self, name: str) -> Explanation:
        node, value = self.program.named[name], self.evaluation.numbers[name]
        unit = self.program.criteria.units.get(name)
        table = next((t for t in self.program.criteria.points if t.name == name), None)
        children = self._score(node, table) if table and isinstance(node, Score) else ()
        label = self.program.criteria.value_labels.get(name, name.replace("_", " "))
        return Explanation(label, value_words(value, unit), children)

    def _score(self, score: Score, table: PointTable) -> tuple[Explanation, ...]:
        if not isinstance(score.part, If):
            return self._rows(score.part, table, 0)
        condition = function_of(score.part.condition)(self.facts)
        both = []
        names = list(table.columns)
        for index, (mask, part) in enumerate(((2, score.part.then), (1, score.part.otherwise))):
            if condition & mask and isinstance(part, Total):
                heading = names[index].replace("_", " ")
                value = value_words(from_raw(function_of(part)(self.facts)), "points")
                both.append(Explanation(heading, value, self._rows(part, table, index)))
        return tuple(both)

    def _rows(self, part: Node, table: PointTable, column: int) -> tuple[Explanation, ...]:
        if not isinstance(part, Total):
            return (self._node(part),)
        labels = [
            row.label
            for row in table.rows
            if row.if_ is not None and row.points and row.points[column] is not None
        ]
        rows = []
        for label, (node, weight) in zip(labels, part.rows, strict=True):
            state = from_raw(function_of(node)(self.facts))
            points = {"yes": plain(weight), "no": "0"}.get(str(state), f"0 or {plain(weight)}")
            rows.append(Explanation(label, f"{self._known(state)}, {points}", self._facts(node)))
        banded = [row.label for row in table.rows if row.bands]
        for label, band in zip(banded, part.bands, strict=True):
            points = value_words(from_raw(function_of(band)(self.facts)))
            rows.append(Explanation(label, points, self._facts(band)))
        return tuple(rows)

    def _node(self, node: Node, text: str | None = None) -> Explanation:
        value = from_raw(function_of(node)(self.facts))
        words = self.phrases.words(node)
        return Explanation(
            f"{text} {words}" if text else words,
            self._known(value) if type_of(node) == "boolean" else value_words(value),
            self._facts(node),
        )

    def _known(self, value: Value) -> str:
        return "not known" if value is Truth.UNKNOWN else str(value)

    def _facts(self, node: Node) -> tuple[Explanation, ...]:
        known = [name for name in self.phrases.inputs(node) if name in self.closed.values]
        return tuple(
            Explanation(
                self.wording.label(name),
                value_words(self.closed.values[name], self.wording.unit(name)) + self._origin(name),
            )
            for name in known
        )

    def _origin(self, name: str) -> str:
        origin = [o for o in self.closed.origin.get(name, ()) if o != name]
        if not origin:
            return ""
        return f" (follows from {', '.join(self.wording.label(o) for o in origin)})"


def _read_beside_scores(node: Node) -> dict[str, None]:
    """The inputs of a node, but for those of a score in it: that is a number of its own."""
    if isinstance(node, Input):
        return {node.name: None}
    found: dict[str, None] = {}
    for part in children(node):
        if not isinstance(part, Score):
            found |= _read_beside_scores(part)
    return found


def clash_words(clash: Clash, wording: Wording) -> str:
    """A contradiction between facts as a sentence."""
    sources = " and ".join(wording.label(name) for name in clash.followed_from)
    unit = wording.unit(clash.finding)
    return (
        f"{wording.label(clash.finding)} is recorded as {value_words(clash.stated, unit)}, but "
        f"{sources} makes it {value_words(clash.followed, unit)}; it counts as unknown."
    )


def value_is_known(evaluation: Evaluation, name: str) -> bool:
    """Whether anything is known of what a value is worked out from."""
    inputs = inputs_of(evaluation.program.named[name]).keys()
    return bool(inputs & evaluation.closed.values.keys()) or _is_point(evaluation.numbers[name])


def _is_point(value: Value) -> bool:
    return isinstance(value, Interval) and value.known


def evaluation_to_dict(evaluation: Evaluation, base: KnowledgeBase) -> dict[str, Any]:
    """Plain data: verdict, values, outcomes, flags, because, missing, explanation, source."""
    program, criteria = evaluation.program, evaluation.program.criteria
    wording = Wording(base, inputs=program.findings)
    labels = case_labels(program)
    texts = {flag.id: flag for flag in criteria.flags}
    return {
        "id": criteria.id,
        "kind": criteria.kind,
        "title": criteria.title,
        "short": criteria.short,
        "enabled": criteria.enabled,
        "incomplete": criteria.incomplete,
        "verdict": list(evaluation.labels),
        "verdict_labels": {label: labels[label] for label in evaluation.labels},
        "values": {
            name: {
                **value_to_dict(value),
                "unit": criteria.units.get(name),
                "label": criteria.value_labels.get(name, name.replace("_", " ")),
                "known": value_is_known(evaluation, name),
            }
            for name, value in evaluation.numbers.items()
        },
        "outcomes": {name: list(labels_) for name, labels_ in evaluation.outcomes.items()},
        "outcome_labels": {
            label: labels[label] for found in evaluation.outcomes.values() for label in found
        },
        "flags": [
            {
                "id": id_,
                "certain": truth is Truth.YES,
                "text": texts[id_].text,
                "source": list(texts[id_].source),
                "checked": texts[id_].checked,
            }
            for id_, truth in evaluation.flags.items()
        ],
        "because": [
            {
                "finding": name,
                "label": wording.label(name),
                "value": value_words(evaluation.facts[name], wording.unit(name)),
            }
            for name in evaluation.because
        ],
        "missing": [
            {
                "finding": item.finding,
                "label": wording.label(item.finding),
                "known": value_words(item.known, wording.unit(item.finding))
                if item.known is not None
                else None,
                "answers": [
                    {
                        "answer": value_words(answer.value, wording.unit(item.finding)),
                        "leaves": list(answer.leaves),
                    }
                    for answer in item.answers
                ],
                "alone": item.alone,
                "settles": item.settles,
            }
            for item in evaluation.missing
        ],
        "conflicts": [clash_words(clash, wording) for clash in evaluation.closed.clashes],
        "assumed": criteria.applies_label if evaluation.assumed else None,
        "inputs": list(program.inputs),
        "explain": evaluation.explain().to_dict(),
        "source": list(criteria.source),
        "checked": criteria.checked,
    }
