"""Which answers to which findings can help a rule to hold, by the rule and by the vocabulary.

That a part is present helps the whole to be present, and says nothing for its absence. Where no
facts contradict each other, the facts that cannot help may be left out without any effect.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from myosotis.logic.hierarchy import Hierarchy
from myosotis.logic.nodes import And, If, Input, Node, Not, Or, children, inputs_of
from myosotis.logic.values import Truth

Answers = dict[str, set[Truth]]
"""By finding the answers that can help; of numbers and categories, which have none, both."""
_BOTH = (Truth.YES, Truth.NO)


def helping(hierarchy: Hierarchy, node: Node, prefix: str = "") -> Answers:
    """The answers that can help a boolean node to hold, of its inputs that begin with ``prefix``
    (without any, of those without a dot); by the name of the finding."""
    found: Answers = {}
    waiting: list[tuple[str, Truth]] = []

    def note(name: str, truth: Truth) -> None:
        if truth not in found.setdefault(name, set()):
            found[name].add(truth)
            waiting.append((name, truth))

    for name, truth in _literals(node, Truth.YES):
        if name.startswith(prefix) if prefix else "." not in name:
            note(name.removeprefix(prefix), truth)
    while waiting:
        for name, truth in _behind(hierarchy, *waiting.pop()):
            note(name, truth)
    return found


def _behind(hierarchy: Hierarchy, name: str, truth: Truth) -> Iterator[tuple[str, Truth]]:
    """What an answer can follow from."""
    for step in hierarchy.steps.get(name, ()):
        if step.value is None:
            yield from _literals(step.node, truth)
        elif step.value is truth and step.only is not None:
            yield step.reads[0], Truth(step.only)
        elif step.value is truth:
            yield from _literals(step.node, Truth.YES)
    if truth is Truth.YES:
        # Any result says that the test was done.
        for result in hierarchy.results.get(name, ()):
            yield from ((result, each) for each in _BOTH)


def _literals(node: Node, truth: Truth) -> Iterable[tuple[str, Truth]]:
    """The inputs of a node with the answers that can help it to be ``truth``."""
    match node:
        case Input():
            answers = (truth,) if node.type == "boolean" else _BOTH
            return [(node.name, each) for each in answers]
        case Not():
            return _literals(node.part, Truth.NO if truth is Truth.YES else Truth.YES)
        case And() | Or():
            return [one for part in node.parts for one in _literals(part, truth)]
        case If():
            sides = [one for s in (node.then, node.otherwise) for one in _literals(s, truth)]
            return [*_every(node.condition), *sides]
        case _:
            return [one for part in children(node) for one in _every(part)]


def _every(node: Node) -> Iterable[tuple[str, Truth]]:
    return [(name, truth) for name in inputs_of(node) for truth in _BOTH]
