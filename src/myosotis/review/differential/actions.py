"""The next tests: what costs little, then the fixed work-up of what leads, then what settles most.

A bundle is one action: its tests are taken together and lead to one decision. Its gain is the share
of belief that lies on disorders which it would settle, so that many rows of one gene panel count no
more than the panel itself, and half of the doubt that its most telling feature would be expected to
take away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Bundle
from myosotis.logic import YES, is_unknown
from myosotis.review.differential.lines import word_lines
from myosotis.review.differential.model import ActionLine, ResultLine, WordLine
from myosotis.review.differential.outcomes import Turn
from myosotis.review.differential.ranking import Ranked
from myosotis.review.differential.words import capital, either
from myosotis.review.rulebook import EVER
from myosotis.review.view import View

BURDEN = {"none": 0.0, "low": 0.0, "moderate": 0.02, "high": 0.05}
TOLD = 3
"""How many results of one action are told."""


@dataclass(frozen=True)
class Action:
    """A bundle that is not done, or not wholly, with what it would settle and could show."""

    bundle: Bundle
    missing: tuple[str, ...]
    settles: tuple[Ranked, ...]
    turns: tuple[Turn, ...]
    gain: float


def open_actions(
    view: View,
    ranked: Sequence[Ranked],
    belief: Mapping[str, float],
    turns: Mapping[str, Turn],
    leading: Sequence[Ranked],
    unexplained: bool,
) -> list[Action]:
    """The actions in the order in which they are offered.

    What costs little first, then the fixed work-up of the groups of the leading disorders, then the
    rest, each by its gain.

    ``unexplained``: a finding was made that no leading disorder explains, which calls for a second
    look at what was taken as done.
    """
    found = [
        action
        for bundle in view.base.differential.bundles
        if (action := _action(view, bundle, ranked, belief, turns))
    ]
    first = [action for action in found if action.bundle.first]
    look = [action for action in found if unexplained and action.bundle.if_unexplained]
    rest = [action for action in found if action not in first and action not in look]
    fixed = _workup(view.base, leading)
    rest.sort(key=lambda action: (action.bundle.id not in fixed, -action.gain))
    return [*first, *look, *_before(rest)]


def _workup(base: KnowledgeBase, leading: Sequence[Ranked]) -> set[str]:
    """The bundles of the fixed work-up of the groups that lead."""
    groups = {one.disorder.group for one in leading}
    return {
        id_ for each in base.differential.workup if each.group in groups for id_ in each.bundles
    }


def _action(
    view: View,
    bundle: Bundle,
    ranked: Sequence[Ranked],
    belief: Mapping[str, float],
    turns: Mapping[str, Turn],
) -> Action | None:
    missing = tuple(test for test in bundle.tests if not _done(view, bundle, test))
    if not missing or not all(_any_known(view, test) for test in bundle.after):
        return None
    settles = tuple(
        one
        for one in ranked
        if any(each.test in missing for each in one.best.settled_by or one.disorder.settled_by)
    )
    own = sorted(_own(view.base, missing, turns), key=lambda turn: -turn.gain)
    gain = sum(belief.get(one.disorder.id, 0.0) for one in settles)
    burden = max(BURDEN[view.base.tests[test].burden] for test in missing)
    telling = own[0].gain / 2 if own else 0.0
    return Action(bundle, missing, settles, tuple(own), gain + telling - burden)


def _own(base: KnowledgeBase, tests: Sequence[str], turns: Mapping[str, Turn]) -> Iterable[Turn]:
    """The features that tests would show."""
    shown = {name for test in tests for name in base.established[test]}
    return (turn for turn in turns.values() if turn.feature.finding in shown)


def _done(view: View, bundle: Bundle, test: str) -> bool:
    """Whether a test was done: by the findings that show it, or else by any of its results."""
    if test in bundle.done:
        return all(_known(view, name) or _follows(view, name) for name in bundle.done[test])
    return _any_known(view, test)


def _any_known(view: View, test: str) -> bool:
    return any(_known(view, name) for name in view.base.established[test])


def _known(view: View, name: str) -> bool:
    value = view.facts.get(f"{EVER}{name}")
    return value is not None and not is_unknown(value)


def _follows(view: View, name: str) -> bool:
    """Whether something was found of which this is the kind. What was not found says less: a
    summary "no" is no test of each kind."""
    return bool(view.environment.get(f"{EVER}{name}") == YES)


def _before(actions: list[Action]) -> list[Action]:
    """Where one action goes before another, whatever their gains."""
    found: list[Action] = []
    for action in actions:
        place = len(found)
        for index, other in enumerate(found):
            if other.bundle.id in action.bundle.before:
                place = min(place, index)
        found.insert(place, action)
    return found


def action_line(view: View, action: Action, leading: Sequence[Ranked]) -> ActionLine:
    """One action as it is shown."""
    tests = [view.base.tests[test] for test in action.missing]
    lead = [one.disorder.label for one in leading if one in action.settles]
    other = [
        one.disorder.label
        for one in action.settles
        if one not in leading and one.status in ("ranked", "ask")
    ]
    order = ("none", "low", "moderate", "high")
    return ActionLine(
        id=action.bundle.id,
        label=action.bundle.label,
        tests=action.bundle.tests,
        missing=tuple(test.label for test in tests),
        settles=(*lead, *other),
        results=tuple(_results(view.base, action, leading, lead)),
        asks=tuple(_asks(view.base, action, leading)),
        how=tuple(dict.fromkeys(text for test in tests for text in test.how)),
        burden=max((test.burden for test in tests), key=order.index),
        cost=max((test.cost for test in tests), key=("low", "moderate", "high").index),
        before=tuple(dict.fromkeys(text for test in tests for text in test.before)),
        not_informative=tuple(dict.fromkeys(t for test in tests for t in test.not_informative)),
        why=action.bundle.why,
        sources=action.bundle.source,
        checked=action.bundle.checked,
    )


def _asks(base: KnowledgeBase, action: Action, leading: Sequence[Ranked]) -> Iterable[WordLine]:
    """What each leading disorder asks of an action: the stain, the method, what would be found."""
    for one in leading:
        words = one.best.settled_by or one.disorder.settled_by
        for word in word_lines(base, [each for each in words if each.test in action.missing]):
            yield word.model_copy(update={"text": f"{capital(one.disorder.label)}: {word.text}"})


def _results(
    base: KnowledgeBase, action: Action, leading: Sequence[Ranked], lead: Sequence[str]
) -> Iterable[ResultLine]:
    """One sentence for each possible result: what it would change."""
    first = leading[0].disorder.id if leading else ""
    telling = [turn for turn in action.turns if {turn.if_present, turn.if_absent} != {first}]
    for turn in telling[:TOLD]:
        yield ResultLine(
            feature=turn.feature.id,
            label=turn.feature.label,
            if_present=_leads(base, turn.if_present, first),
            if_absent=_leads(base, turn.if_absent, first),
        )
    if lead:
        left = [one.disorder.label for one in leading if one.disorder.label not in lead]
        yield ResultLine(
            feature=None,
            label="a result that settles",
            if_present=f"It settles {either(lead)}.",
            if_absent=f"It leaves {either(left)}."
            if left
            else "These become less likely, and the next set comes forward.",
        )


def _leads(base: KnowledgeBase, disorder: str, first: str) -> str:
    label = capital(base.disorders[disorder].label)
    return f"{label} stays first." if disorder == first else f"{label} comes first."
