"""The second diagnostic examination: the parts that are not done, and what each would settle."""

from __future__ import annotations

from collections.abc import Iterable

from myosotis.knowledge.schema import Step
from myosotis.logic import Truth
from myosotis.review.model import NextTest
from myosotis.review.parts import Missing
from myosotis.review.view import View


def next_tests(view: View, questions: Iterable[Iterable[Missing]]) -> tuple[NextTest, ...]:
    """The open steps in the order of the pathway.

    ``gain`` counts the questions (an organ, a cause, a criteria set, the diagnosis) in which a
    finding that the step would establish is missing.
    """
    missing = [{item.finding for item in question} for question in questions]
    open_ = [
        step
        for step in view.base.examination.steps
        if view.truth(step.if_) is Truth.YES and not _done(view, step)
    ]
    return tuple(
        _next(view, step, sum(not findings.isdisjoint(names) for names in missing))
        for step, findings in [(step, _establishes(view, step)) for step in open_]
    )


def _establishes(view: View, step: Step) -> frozenset[str]:
    return view.base.established[step.test] | set(step.done)


def _done(view: View, step: Step) -> bool:
    """Done when every finding it is asked for is known now."""
    return all(
        name in view.environment and view.environment[name] != Truth.UNKNOWN.value
        for name in step.done
    )


def _next(view: View, step: Step, gain: int) -> NextTest:
    test = view.base.tests[step.test]
    return NextTest(
        test=step.test,
        label=test.label,
        statement=step.statement,
        settles=step.settles,
        questions=step.questions,
        decisive=step.decisive,
        gain=gain,
        burden=test.burden,
        cost=test.cost,
        how=test.how,
        before=test.before,
        not_informative=test.not_informative,
        sources=step.source,
        checked=step.checked,
    )
