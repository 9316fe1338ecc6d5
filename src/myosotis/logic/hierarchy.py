"""What follows from facts by the vocabulary alone.

Child yes makes parent yes; parent no makes children no; parent yes leaves the children open.
A finding may be implied by an expression over others, or equal to one; and a recorded
result of a test says that the test was done.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Finding
from myosotis.logic.nodes import Input, Node, Type, inputs_of
from myosotis.logic.parsing import parse
from myosotis.logic.raw import Environment, Function, environment, from_raw, to_raw
from myosotis.logic.scalar import compiled
from myosotis.logic.values import Truth, Value, is_unknown, meet

TYPES: dict[str, Type] = {"boolean": "boolean", "quantity": "number", "category": "label"}


def finding_input(finding: Finding) -> Input:
    """The fact that a finding's name stands for in an expression."""
    return Input(finding.id, TYPES[finding.kind], frozenset(finding.values))


@dataclass(frozen=True)
class Clash:
    """Two facts that contradict each other through the vocabulary: the finding, and both sides."""

    finding: str
    stated: Value
    followed: Value
    followed_from: tuple[str, ...]


@dataclass
class Closed:
    """Facts with all that follows from them; ``origin`` says from which facts each one came.

    ``raw`` are the same values as the evaluator's functions take them.
    """

    values: dict[str, Value]
    raw: Environment = field(default_factory=lambda: Environment({}))
    origin: dict[str, tuple[str, ...]] = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)


@dataclass(frozen=True)
class Step:
    """If the condition certainly holds (``equals``: whatever it is), the target has its value.

    ``only`` is the value of the one finding read for which the condition holds, where it is so.
    """

    target: str
    value: Truth | None
    node: Node
    function: Function
    reads: tuple[str, ...]
    only: int | None = None


class Hierarchy:
    """The vocabulary as steps of inference."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.base = base
        self._closures: dict[frozenset[str], Closure] = {}

    def resolve(self, name: str) -> Node:
        """The input of a finding's name. Raises UnknownNameError."""
        finding, _ = self.base.find_finding(name)
        return finding_input(finding)

    @cached_property
    def steps(self) -> dict[str, list[Step]]:
        """The steps by the finding they lead to."""
        found: dict[str, list[Step]] = defaultdict(list)

        def add(target: str, value: Truth | None, node: Node, only: Truth | None = None) -> None:
            reads = tuple(inputs_of(node))
            mask = None if only is None else only.value
            found[target].append(Step(target, value, node, compiled(node), reads, mask))

        for finding in self.base.findings.values():
            for parent in finding.is_a:
                add(parent, Truth.YES, finding_input(finding), Truth.YES)
                add(finding.id, Truth.NO, parse(f"not {parent}", self.resolve), Truth.NO)
            if finding.implied_by:
                add(finding.id, Truth.YES, parse(finding.implied_by, self.resolve, "boolean"))
            if finding.equals:
                add(finding.id, None, parse(finding.equals, self.resolve, TYPES[finding.kind]))
        return found

    @cached_property
    def results(self) -> dict[str, tuple[str, ...]]:
        """For each finding that says that a test was done: what the test establishes."""
        found: dict[str, list[str]] = defaultdict(list)
        for finding in self.base.findings.values():
            test = (
                self.base.tests.get(finding.established_by[0]) if finding.established_by else None
            )
            if test and test.done and test.done != finding.id:
                found[test.done].append(finding.id)
        return {done: tuple(names) for done, names in found.items()}

    def closure(self, names: Iterable[str]) -> Closure:
        """The part of the vocabulary that can bear on the named findings."""
        key = frozenset(names)
        if key not in self._closures:
            self._closures[key] = Closure(self, key)
        return self._closures[key]


class Closure:
    """Inference restricted to what bears on some findings, so that it is quick to repeat."""

    def __init__(self, hierarchy: Hierarchy, names: frozenset[str]) -> None:
        relevant: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name in relevant:
                continue
            relevant.add(name)
            for step in hierarchy.steps.get(name, ()):
                waiting.extend(step.reads)
            waiting.extend(hierarchy.results.get(name, ()))
        self.relevant = frozenset(relevant)
        self.by_read: dict[str, list[Step]] = defaultdict(list)
        for name in sorted(relevant):
            for step in hierarchy.steps.get(name, ()):
                for read in step.reads:
                    self.by_read[read].append(step)
        self.results = {d: hierarchy.results[d] for d in relevant & set(hierarchy.results)}
        self.names = names
        self.items = {
            name: finding_input(hierarchy.base.findings[name])
            for name in relevant
            if name in hierarchy.base.findings
        }

    @cached_property
    def telling(self) -> frozenset[str]:
        """The findings, of those this is for, from which something may follow for another one."""
        return frozenset(name for name in self.names if self._follows(name) & (self.names - {name}))

    def _follows(self, name: str) -> set[str]:
        found: set[tuple[str, Truth]] = set()
        waiting = [(name, Truth.YES), (name, Truth.NO)]
        while waiting:
            this, truth = waiting.pop()
            new = {(done, Truth.YES) for done, names in self.results.items() if this in names}
            for step in self.by_read.get(this, ()):
                # No follows from no only: a parent's yes says nothing of its children.
                if not (step.value is Truth.NO and truth is Truth.YES):
                    values = (Truth.YES, Truth.NO) if step.value is None else (step.value,)
                    new |= {(step.target, value) for value in values}
            waiting.extend(new - found)
            found |= new
        return {target for target, _ in found}

    def apply(self, facts: Mapping[str, Value]) -> Closed:
        """The facts and what follows from them. A clash leaves the finding unknown."""
        closed = Closed({name: value for name, value in facts.items() if name in self.relevant})
        raw = closed.raw = environment(closed.values)
        closed.origin = {name: (name,) for name in raw}
        blocked: set[str] = set()
        for done, names in self.results.items():
            known = [n for n in names if n in facts and not is_unknown(facts[n])]
            stated = closed.values.get(done, Truth.UNKNOWN)
            if stated is Truth.NO:
                # "Absent" beside "not done" is a way of saying "none"; "present" contradicts it.
                known = [n for n in known if facts[n] is not Truth.NO]
            recorded = next(iter(known), None)
            if recorded is None:
                continue
            if stated is Truth.NO:
                closed.clashes.append(Clash(done, stated, Truth.YES, (recorded,)))
                blocked.add(done)
                del closed.values[done], raw[done]
            elif stated is Truth.UNKNOWN:
                closed.values[done], raw[done] = Truth.YES, Truth.YES.value
                closed.origin[done] = (recorded,)
        # Sorted, so that what comes of contradictory facts does not depend on their order.
        waiting = deque(sorted(raw))
        while waiting:
            name = waiting.popleft()
            for step in self.by_read.get(name, ()):
                # Most steps go up or down the hierarchy and need not be tried for the other value.
                if step.only is not None and raw.get(name) != step.only:
                    continue
                if step.target not in blocked and self._follow(step, closed, raw, blocked):
                    waiting.append(step.target)
        return closed

    def _follow(self, step: Step, closed: Closed, raw: Environment, blocked: set[str]) -> bool:
        """Take one step; whether it taught anything."""
        result = step.function(raw)
        if step.value is not None and result != Truth.YES.value:
            return False
        followed = step.value or from_raw(result, self.items.get(step.target))
        stated = closed.values.get(step.target)
        common = followed if stated is None else meet(stated, followed)
        if is_unknown(followed) or common == stated:
            return False
        origin = tuple(dict.fromkeys(o for read in step.reads for o in closed.origin.get(read, ())))
        if common is None:
            assert stated is not None
            closed.clashes.append(Clash(step.target, stated, followed, origin))
            blocked.add(step.target)
            del closed.values[step.target], raw[step.target]
            return False
        closed.values[step.target] = common
        raw[step.target] = to_raw(common)
        closed.origin[step.target] = (*closed.origin.get(step.target, ()), *origin)
        return True
