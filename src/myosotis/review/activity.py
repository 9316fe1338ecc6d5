"""Question 1: activity or damage, organ by organ; one organ never speaks for another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from myosotis.knowledge.schema import Organ, Reading, Rule
from myosotis.logic import EITHER, NO, YES, Environment, Truth
from myosotis.review.model import Activity, OrganReview, OrganVerdict
from myosotis.review.parts import Known, Missing, Reason
from myosotis.review.view import View

STATES: dict[tuple[bool, bool], OrganVerdict] = {
    (True, False): "active",
    (False, True): "damage",
    (True, True): "mixed",
    (False, False): "neither",
}
_STATEMENTS = {
    "active": "inflammation is shown, damage is not",
    "damage": "damage is shown, inflammation is not",
    "mixed": "inflammation and damage are both shown",
    "neither": "neither inflammation nor damage is shown by current tests",
    "cannot_tell": "activity cannot be told from damage",
}


def review_activity(view: View) -> Activity:
    """The answer to question 1, organ by organ."""
    organs = {organ.id: _organ(view, organ) for organ in view.base.activity.organs}
    return Activity(question=view.base.activity.question, organs=organs)


@dataclass(frozen=True)
class CheckedOrgans:
    """The organs of which a rule that was checked in a source says something certain."""

    inflamed: frozenset[str]
    quiet: frozenset[str]
    """Inflammation is excluded."""
    damaged: frozenset[str]

    @classmethod
    def of(cls, view: View, activity: Activity) -> CheckedOrgans:
        """What checked rules say of the organs; what they leave open is in none of the sets."""
        inflamed, quiet, damaged = set(), set(), set()
        for organ in view.base.activity.organs:
            found = activity.organs[organ.id]
            if found.inflammation == "yes" and _checked(view, organ.inflammation.shown):
                inflamed.add(organ.id)
            if found.inflammation == "no" and _checked(view, organ.inflammation.excluded):
                quiet.add(organ.id)
            if found.damage == "yes" and _checked(view, organ.damage.shown):
                damaged.add(organ.id)
        return cls(frozenset(inflamed), frozenset(quiet), frozenset(damaged))


def damage_only(activity: Activity, organs: CheckedOrgans) -> Truth:
    """Whether damage is shown in an organ, and inflammation excluded in every one.

    Only rules that were checked in a source count. An organ without a record leaves it open.
    """
    if organs.inflamed or all(organ.damage == "no" for organ in activity.organs.values()):
        return Truth.NO
    certain = bool(organs.damaged) and organs.quiet == activity.organs.keys()
    return Truth.YES if certain else Truth.UNKNOWN


def _checked(view: View, rules: Iterable[Rule]) -> bool:
    return any(rule.checked != "no" and view.truth(rule.if_) is Truth.YES for rule in rules)


def _organ(view: View, organ: Organ) -> OrganReview:
    facts = view.environment
    inflammation = _state(view, organ.inflammation, facts)
    damage = _state(view, organ.damage, facts)
    possible = _possible(view, organ, facts)
    verdict: OrganVerdict = possible[0] if len(possible) == 1 else "cannot_tell"
    because = (
        *_because(view, organ.inflammation, inflammation),
        *_because(view, organ.damage, damage),
    )
    data = _recorded(view, organ)
    return OrganReview(
        label=organ.label,
        verdict=verdict,
        possible=possible,
        inflammation=_word(inflammation),
        damage=_word(damage),
        statement=_statement(organ, verdict, inflammation, damage, data),
        because=because,
        missing=_missing(view, organ) if verdict == "cannot_tell" else (),
        hints=view.holding(organ.hints),
        tests=organ.tests,
        data=data,
    )


def _state(view: View, reading: Reading, facts: Environment) -> int:
    """A mask: what is shown is yes, what is excluded is no; shown and excluded is a conflict."""
    shown = any(view.book.rule(r.if_).ask(facts) == YES for r in reading.shown)
    excluded = any(view.book.rule(r.if_).ask(facts) == YES for r in reading.excluded)
    if shown == excluded:
        return EITHER
    return YES if shown else NO


def _possible(view: View, organ: Organ, facts: Environment) -> tuple[OrganVerdict, ...]:
    inflammation = _state(view, organ.inflammation, facts)
    damage = _state(view, organ.damage, facts)
    return tuple(
        state
        for (inflamed, damaged), state in STATES.items()
        if inflammation & (YES if inflamed else NO) and damage & (YES if damaged else NO)
    )


def _because(view: View, reading: Reading, state: int) -> tuple[Reason, ...]:
    if state == EITHER:
        return ()
    rules = reading.shown if state == YES else reading.excluded
    for rule in rules:
        if view.truth(rule.if_) is Truth.YES:
            first = Reason(text=rule.statement, rule=rule.id, sources=rule.source)
            return (first, *view.because(rule.if_))
    return ()


def _missing(view: View, organ: Organ) -> tuple[Missing, ...]:
    rules = [
        rule.if_
        for reading in (organ.inflammation, organ.damage)
        for rule in (*reading.shown, *reading.excluded)
    ]
    return view.missing(rules, lambda facts: _possible(view, organ, facts))


def _recorded(view: View, organ: Organ) -> bool:
    """Whether any finding that bears on the organ is recorded now."""
    rules = [
        *organ.inflammation.shown, *organ.inflammation.excluded,
        *organ.damage.shown, *organ.damage.excluded, *organ.hints,
    ]  # fmt: skip
    names = {name for rule in rules for name in view.book.rule(rule.if_).inputs}
    # Only the present: that something was so once says nothing of the organ today.
    return any(
        name in view.environment for name in names if "." not in name and name not in view.extra
    )


def _statement(organ: Organ, verdict: str, inflammation: int, damage: int, data: bool) -> str:
    label = organ.label[:1].upper() + organ.label[1:]
    if not data:
        return f"{label}: nothing current is recorded."
    if verdict != "cannot_tell":
        return f"{label}: {_STATEMENTS[verdict]}."
    if damage == YES:
        return f"{label}: damage is shown; whether there is inflammation too is not known."
    if inflammation == YES:
        return f"{label}: inflammation is shown; whether there is damage too is not known."
    return f"{label}: {_STATEMENTS['cannot_tell']}."


def _word(mask: int) -> Known:
    words: dict[int, Known] = {YES: "yes", NO: "no", EITHER: "unknown"}
    return words[mask]
