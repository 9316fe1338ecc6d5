"""Which subgroups of myositis are established, supported, still possible or excluded."""

from __future__ import annotations

from typing import Literal

from myosotis.knowledge.schema import Rule, Subgroup
from myosotis.logic import NO, YES, Environment, Truth
from myosotis.review.antibodies.model import SubgroupLine
from myosotis.review.parts import Statement
from myosotis.review.view import View

Verdict = Literal["established", "supported", "not_excluded", "excluded"]


def verdicts(view: View) -> dict[str, Verdict]:
    """The verdict on each subgroup. A part of an excluded group is excluded; the group of an
    established part is established."""
    subgroups = view.base.subgroups.subgroups
    found = {subgroup.id: _verdict(view, subgroup) for subgroup in subgroups}
    for subgroup in subgroups:
        if subgroup.part_of and found[subgroup.id] == "established":
            found[subgroup.part_of] = "established"
    for subgroup in subgroups:
        if subgroup.part_of and found[subgroup.part_of] == "excluded":
            found[subgroup.id] = "excluded"
    return found


def known_subgroups(found: dict[str, Verdict]) -> dict[str, Truth]:
    """The verdicts as facts that a rule reads."""
    truths = {"established": Truth.YES, "excluded": Truth.NO}
    return {f"subgroup.{id_}": truths.get(v, Truth.UNKNOWN) for id_, v in found.items()}


def subgroup_lines(view: View, found: dict[str, Verdict]) -> tuple[SubgroupLine, ...]:
    """Every subgroup with its reasons, and what would settle those that are open."""
    return tuple(
        _line(view, subgroup, found[subgroup.id]) for subgroup in view.base.subgroups.subgroups
    )


def _verdict(view: View, subgroup: Subgroup) -> Verdict:
    if _holds(view, subgroup.established):
        return "established"
    if _holds(view, subgroup.excluded):
        return "excluded"
    return "supported" if _holds(view, subgroup.supported) else "not_excluded"


def _holds(view: View, rules: tuple[Rule, ...]) -> bool:
    return any(view.truth(rule.if_) is Truth.YES for rule in rules)


def _line(view: View, subgroup: Subgroup, verdict: Verdict) -> SubgroupLine:
    behind = {
        "established": subgroup.established,
        "supported": subgroup.supported,
        "excluded": subgroup.excluded,
    }
    because: tuple[Statement, ...] = view.holding(behind.get(verdict, ()))
    rules = [rule.if_ for rule in (*subgroup.established, *subgroup.excluded)]

    def left(facts: Environment) -> tuple[str, ...]:
        if any(view.book.rule(r.if_).ask(facts) == YES for r in subgroup.established):
            return ("established",)
        if any(view.book.rule(r.if_).ask(facts) == YES for r in subgroup.excluded):
            return ("excluded",)
        decided = all(view.book.rule(text).ask(facts) == NO for text in rules)
        return ("possible",) if decided else ("established", "possible", "excluded")

    return SubgroupLine(
        id=subgroup.id,
        label=subgroup.label,
        part_of=subgroup.part_of,
        verdict=verdict,
        because=because,
        missing=view.missing(rules, left) if verdict == "supported" else (),
    )
