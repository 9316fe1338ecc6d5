"""The next tests: the cheap bundle first, then what would settle most of what is believed.

A bundle is one action: its tests are taken together and lead to one decision. Its gain is the share
of belief that lies on disorders which it would settle, so that many rows of one gene panel count no
more than the panel itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from myosotis.knowledge.schema import Bundle
from myosotis.logic import is_unknown
from myosotis.review.differential.model import ActionLine
from myosotis.review.differential.ranking import Ranked
from myosotis.review.rulebook import EVER
from myosotis.review.view import View

BURDEN = {"none": 0.0, "low": 0.0, "moderate": 0.02, "high": 0.05}


@dataclass(frozen=True)
class Action:
    """A bundle that is not done, or not wholly, with what it would settle."""

    bundle: Bundle
    missing: tuple[str, ...]
    settles: tuple[Ranked, ...]
    gain: float


def open_actions(
    view: View, ranked: Sequence[Ranked], belief: Mapping[str, float]
) -> list[Action]:
    """The actions in the order in which they are offered."""
    found = [
        action
        for bundle in view.base.differential.bundles
        if (action := _action(view, bundle, ranked, belief))
    ]
    first = [action for action in found if action.bundle.first]
    rest = sorted((a for a in found if not a.bundle.first), key=lambda a: -a.gain)
    return [*first, *_before(rest)]


def _action(
    view: View, bundle: Bundle, ranked: Sequence[Ranked], belief: Mapping[str, float]
) -> Action | None:
    missing = tuple(test for test in bundle.tests if not _done(view, bundle, test))
    if not missing or (bundle.done and all(_known(view, name) for name in bundle.done)):
        return None
    settles = tuple(
        one
        for one in ranked
        if any(each.test in bundle.tests for each in one.disorder.settled_by)
    )
    gain = sum(belief.get(one.disorder.id, 0.0) for one in settles)
    burden = max(BURDEN[view.base.tests[test].burden] for test in missing)
    return Action(bundle, missing, settles, gain - burden)


def _done(view: View, bundle: Bundle, test: str) -> bool:
    """Whether a result of a test is recorded; a bundle that says what shows it, by that alone."""
    if bundle.done:
        return False
    return any(_known(view, name) for name in view.base.established[test])


def _known(view: View, name: str) -> bool:
    value = view.facts.get(f"{EVER}{name}")
    return value is not None and not is_unknown(value)


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
    other = [one.disorder.label for one in action.settles if one not in leading]
    results = []
    if lead:
        results.append(f"A result that fits settles {_or(lead)}.")
        left = [one.disorder.label for one in leading if one not in action.settles]
        results.append(
            f"One that does not leaves {_or(left)}." if left else "One that does not leaves them all "
            "less likely, and the next set comes forward."
        )  # fmt: skip
    elif other:
        results.append(f"It could show {_or(other[:4])}.")
    order = ("none", "low", "moderate", "high")
    return ActionLine(
        id=action.bundle.id,
        label=action.bundle.label,
        tests=action.bundle.tests,
        missing=tuple(test.label for test in tests),
        settles=(*lead, *other),
        results=tuple(results),
        burden=max((test.burden for test in tests), key=order.index),
        cost=max((test.cost for test in tests), key=("low", "moderate", "high").index),
        before=tuple(text for test in tests for text in test.before),
        not_informative=tuple(text for test in tests for text in test.not_informative),
        why=action.bundle.why,
        sources=action.bundle.source,
        checked=action.bundle.checked,
    )


def _or(labels: Sequence[str]) -> str:
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} or {labels[-1]}"
