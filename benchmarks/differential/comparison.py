"""The published cases by each way of answering: the tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from differential.answers import Answer
from differential.measures import Share, area_under_curve, log_loss
from differential.published import Case

FIRST = 3
"""How many tests are looked at: the right one is among them, or it is missed."""
SURE = 0.3
"""Below 0.2 or above 0.8."""
FACTS = ((0, 5), (6, 9), (10, 99))
"""Bands of usable facts."""


@dataclass(frozen=True)
class Answered:
    """What one way says of one case."""

    case: Case
    answer: Answer

    @property
    def place(self) -> int | None:
        """The place of the first disorder that is right; None where none is ranked."""
        order = self.answer.order or ()
        return next((n for n, id_ in enumerate(order, 1) if id_ in self.case.right), None)

    @property
    def test(self) -> int | None:
        """The place of the first test that reaches the decisive result."""
        tests = self.answer.tests or ()
        return next((n for n, id_ in enumerate(tests, 1) if id_ in self.case.actions), None)


@dataclass(frozen=True)
class Figures:
    """What is reported of one way over some cases; None: it does not say."""

    cases: int
    first: Share | None
    first_3: Share | None
    first_5: Share | None
    reciprocal: float | None
    curve: float | None
    loss: float | None
    sure_and_wrong: Share | None
    next_test: Share | None
    called: Share
    wrongly: Share
    undecided: Share


def figures(answered: Sequence[Answered]) -> Figures:
    """The figures of one way over some cases."""
    ranks = any(one.answer.order is not None for one in answered)
    tests = any(one.answer.tests is not None for one in answered)
    leaning = [(a.answer.leaning, a.case.iim) for a in answered if a.answer.leaning is not None]
    stated = [(a.answer.stated, a.case.iim) for a in answered if a.answer.stated is not None]
    both = len({truth for _, truth in leaning}) == 2
    return Figures(
        cases=len(answered),
        first=_within(answered, 1) if ranks else None,
        first_3=_within(answered, 3) if ranks else None,
        first_5=_within(answered, 5) if ranks else None,
        reciprocal=sum(1 / a.place for a in answered if a.place) / len(answered) if ranks else None,
        curve=area_under_curve(leaning) if both else None,
        loss=log_loss(stated) if stated else None,
        sure_and_wrong=Share.over(
            [(p > 0.5) is not truth for p, truth in stated if abs(p - 0.5) > SURE]
        )
        if stated
        else None,
        next_test=Share.over([bool(a.test and a.test <= FIRST) for a in answered if a.case.actions])
        if tests
        else None,
        called=Share.over([a.answer.says is a.case.iim for a in answered]),
        wrongly=Share.over([a.answer.says is (not a.case.iim) for a in answered]),
        undecided=Share.over([a.answer.says is None for a in answered]),
    )


def _within(answered: Sequence[Answered], places: int) -> Share:
    return Share.over([a.place is not None and a.place <= places for a in answered])


def parts(answered: Sequence[Answered]) -> Iterable[tuple[str, list[Answered]]]:
    """The cases by group and by the number of usable facts."""
    yield "inflammatory myopathies", [a for a in answered if a.case.iim]
    yield "mimics", [a for a in answered if not a.case.iim]
    for low, high in FACTS:
        name = f"{low} to {high} usable facts" if high < 99 else f"{low} or more usable facts"
        yield name, [a for a in answered if low <= a.answer.usable <= high]
