"""Questions and outcomes: expressions asked of facts, exact over the unknowns."""

from __future__ import annotations

from fractions import Fraction
from math import inf
from typing import Any

from myosotis.logic.analysis import Plan, Span, Switch, closed_plan, plan
from myosotis.logic.nodes import Cases, Node, Score, type_of, walk
from myosotis.logic.raw import EITHER, YES, Environment, joined, narrowed
from myosotis.logic.reachable import inside, sum_span, window
from myosotis.logic.scalar import compiled, sums_of


class Question:
    """A boolean or numeric expression with its plan; exact for every completion of the facts."""

    def __init__(self, node: Node) -> None:
        self.plan: Plan = plan(node)
        self.run = compiled(self.plan.node)
        self.scores = [_Closed(score, cells) for score, cells in self.plan.closed]
        self.boolean = type_of(node) == "boolean"

    def __call__(self, facts: Environment) -> Any:
        """The possible values, raw."""
        direct = self.run(facts)
        if self.boolean and direct != EITHER:
            return direct
        open_ = [s for s in self.plan.switches if _is_open(s, facts)]
        if not open_ and not self.scores:
            return direct
        return self._split(facts, open_)

    def _split(self, facts: Environment, switches: list[Switch]) -> Any:
        """Follow each value of the first open switch by itself and join what comes out."""
        if not switches:
            return self._by_scores(facts, 0)
        first, rest = switches[0], switches[1:]
        result: Any = None
        for cell in first.cells:
            part = narrowed(facts.get(first.input.name), cell)
            if part is None:
                continue
            branch = facts.branch(first.input.name, part)
            found = self.run(branch)
            if not (self.boolean and found != EITHER):
                found = self._split(branch, rest)
            result = joined(result, found)
            if self.boolean and result == EITHER:
                return EITHER
        return result

    def _by_scores(self, facts: Environment, index: int) -> Any:
        """The same for each score that is kept closed: by the sums that can be reached."""
        if index == len(self.scores):
            return self.run(facts)
        score = self.scores[index]
        reachable = score.reachable(facts)
        result: Any = None
        for bits in score.windows:
            sums = inside(reachable, bits)
            if not sums:
                continue
            branch = facts.branch(score.name, sum_span(sums, score.place))
            result = joined(result, self._by_scores(branch, index + 1))
            if self.boolean and result == EITHER:
                return EITHER
        return result


class _Closed:
    """A score that is kept closed: the sums it can reach, and the windows a node tells apart."""

    def __init__(self, score: Score, cells: tuple[Span, ...]) -> None:
        self.name = f"score:{score.name}"
        self.sums = sums_of(score.part)
        self.place = self.sums.place
        self.windows = [window(cell, self.place) for cell in cells]

    def span(self, bits: tuple[int, int | None]) -> Span:
        """From the least to the greatest sum that a window can hold."""
        scale, offset = self.place
        first, beyond = bits
        low = -inf if first == 0 else Fraction(first - offset, scale)
        high = inf if beyond is None else Fraction(beyond - 1 - offset, scale)
        return (low, 0), (high, 1)

    def reachable(self, facts: Environment) -> int:
        """The set of sums as bits."""
        found: int = facts.remember(self.sums, self.sums)
        return found


class Outcome:
    """Cases as possible labels: those that some completion of the facts gives, in their order."""

    def __init__(self, cases: Cases) -> None:
        self.labels = cases.labels
        self.chart = _Chart.of(cases)
        # Each case of a label by itself: a label is possible where any of its cases is, and the
        # switches of one case do not multiply with those of another.
        every = [(label, option) for label in cases.labels for option in cases.options(label)]
        self.questions = [] if self.chart else [(lb, Question(option)) for lb, option in every]

    def __call__(self, facts: Environment) -> tuple[str, ...]:
        """The labels still possible."""
        if self.chart:
            found = self.chart(facts)
            return tuple(label for label in self.labels if label in found)
        possible: dict[str, None] = {}
        for label, question in self.questions:
            if label not in possible and question(facts) & YES:
                possible[label] = None
        return tuple(possible)


class _Chart:
    """Cases that depend on one score and a few switches only: the label of every window, drawn up
    once, so that a verdict costs one look at the sums that can be reached."""

    def __init__(self, plan_: Plan, score: _Closed, rows: list[list[str]]) -> None:
        self.switches = plan_.switches
        self.branches = list(plan_.branches())
        self.score = score
        self.rows = rows

    @classmethod
    def of(cls, cases: Cases) -> _Chart | None:
        """The chart of the cases, or None where they depend on more."""
        nodes = [condition for condition, _ in cases.cases]
        scores = {p.name: p for node in nodes for p in walk(node) if isinstance(p, Score)}
        if len(scores) != 1:
            return None
        (score,) = scores.values()
        joint = closed_plan(nodes, score)
        if joint is None:
            return None
        closed = _Closed(score, joint.closed[0][1])
        functions = [(compiled(node), label) for node, label in cases.cases]
        rows: list[list[str]] = []
        for cells in joint.branches():
            fixed = Environment(
                {
                    switch.input.name: narrowed(None, cell)
                    for switch, cell in zip(joint.switches, cells, strict=True)
                }
            )
            row: list[str] = []
            for bits in closed.windows:
                facts = fixed.branch(closed.name, closed.span(bits))
                masks = [(function(facts), label) for function, label in functions]
                if any(mask == EITHER for mask, _ in masks):
                    return None
                row.append(next((label for mask, label in masks if mask == YES), cases.otherwise))
            rows.append(row)
        return cls(joint, closed, rows)

    def __call__(self, facts: Environment) -> set[str]:
        """The labels of all windows that hold a reachable sum in a possible branch."""
        found: set[str] = set()
        for cells, row in zip(self.branches, self.rows, strict=True):
            branch = facts
            for switch, cell in zip(self.switches, cells, strict=True):
                part = narrowed(branch.get(switch.input.name), cell)
                if part is None:
                    break
                if part != branch.get(switch.input.name):
                    branch = branch.branch(switch.input.name, part)
            else:
                reachable = self.score.reachable(branch)
                for bits, label in zip(self.score.windows, row, strict=True):
                    if label not in found and inside(reachable, bits):
                        found.add(label)
        return found


def _is_open(switch: Switch, facts: Environment) -> bool:
    raw = facts.get(switch.input.name)
    return sum(narrowed(raw, cell) is not None for cell in switch.cells) > 1
