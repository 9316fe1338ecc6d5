"""The arms as a table: filtered, each with its share and interval, controls beside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from myosotis.errors import UnknownNameError, nearest
from myosotis.evidence.adding import adds, counts_of, randomised
from myosotis.evidence.documents import (
    ArmLine,
    ArmTableDocument,
    EffectLine,
    KnowledgeLine,
    Named,
    Range,
    SourceLine,
)
from myosotis.evidence.pooling import wilson
from myosotis.knowledge import KnowledgeBase, load, normal_name
from myosotis.knowledge.schema import Arm

DIGITS = 4
"""Of a share or a ratio in a document."""


def arm_table(
    *,
    therapy: str | None = None,
    group: str | None = None,
    setting: str | None = None,
    kind: str | None = None,
    base: KnowledgeBase | None = None,
) -> ArmTableDocument:
    """The arms of a therapy, a group, a setting and a kind of outcome; all where none is given.

    Beside an arm of the therapy stands what it was compared with, whatever that got.
    Raises UnknownNameError with the nearest names.
    """
    base = base or load()
    filters = {
        **({"therapy": find_therapy(base, therapy)} if therapy else {}),
        **({"group": find_group(base, group)} if group else {}),
        **({"setting": _find(_settings(base), "setting", setting)} if setting else {}),
        **({"kind": _find(_kinds(base), "kind of outcome", kind)} if kind else {}),
    }
    arms = select(base, {name: one.id for name, one in filters.items()})
    return ArmTableDocument(
        knowledge=knowledge_line(base),
        filters=filters,
        of=len(base.arms),
        kinds=tuple(_kinds(base).values()),
        arms=tuple(arm_line(base, arm) for arm in arms),
        sources=source_lines(base, arms),
        unchecked=unchecked(arms),
    )


def select(base: KnowledgeBase, wanted: Mapping[str, str]) -> list[Arm]:
    """The arms that fit, in order of kind and file.

    A therapy brings with it what it was compared with.
    """
    kinds = {one.id: one.kind for one in base.evidence.outcomes}
    order = {one.id: place for place, one in enumerate(base.evidence.kinds)}
    arms = [
        arm
        for arm in base.arms
        if wanted.get("group", arm.group) == arm.group
        and wanted.get("setting", arm.setting) == arm.setting
        and wanted.get("kind", kinds[arm.outcome]) == kinds[arm.outcome]
    ]
    if "therapy" in wanted:
        given = [arm for arm in arms if wanted["therapy"] in arm.therapies]
        beside = {arm.comparison for arm in given if arm.comparison}
        named = {arm.arm for arm in given}
        arms = [arm for arm in arms if arm.arm in named or arm.comparison in beside]
    return sorted(arms, key=lambda arm: order[kinds[arm.outcome]])


def arm_line(base: KnowledgeBase, arm: Arm) -> ArmLine:
    """An arm as it is shown."""
    group = next(one for one in base.evidence.groups if one.id == arm.group)
    outcome = next(one for one in base.evidence.outcomes if one.id == arm.outcome)
    plain = arm.model_dump(
        include={
            "arm", "study", "year", "therapies", "regimen", "design", "comparison", "role",
            "control", "population", "age", "refractory", "setting", "measured", "weeks",
            "weeks_are", "n", "responders", "derived", "series", "note", "checked",
        }
    )  # fmt: skip
    return ArmLine(
        **plain,
        treatment=treatment(base, arm),
        randomised=randomised(arm),
        group=Named(id=group.id, label=group.label),
        kind=outcome.kind,
        outcome=Named(id=outcome.id, label=outcome.label),
        share=share_of(arm),
        adds=adds(arm),
        counted=arm.counted == "yes",
        prognostic=arm.prognostic == "yes",
        effect=_effect(arm),
        sources=arm.source,
    )


def treatment(base: KnowledgeBase, arm: Arm) -> str:
    """What an arm got: its therapies, or in words what a control without one got."""
    labels = [base.therapies[t].label if t in base.therapies else t for t in arm.therapies]
    return (" or " if arm.either == "yes" else " + ").join(labels) or (
        arm.control or "nothing"
    ).replace("_", " ")


def share_of(arm: Arm) -> Range | None:
    """The share of an arm with Wilson's interval; none where a number is not known."""
    counts = counts_of(arm)
    if counts is None or counts[0] > counts[1]:
        return None
    interval = wilson(*counts)
    return Range(
        low=round(interval.low, DIGITS),
        value=round(counts[0] / counts[1], DIGITS),
        high=round(interval.high, DIGITS),
    )


def _effect(arm: Arm) -> EffectLine | None:
    if arm.effect_measure is None:
        return None
    return EffectLine(
        measure=arm.effect_measure,
        value=arm.effect,
        low=arm.effect_low,
        high=arm.effect_high,
        unit=arm.effect_unit,
    )


def knowledge_line(base: KnowledgeBase) -> KnowledgeLine:
    """Version and hash of the knowledge."""
    return KnowledgeLine(version=base.version, hash=base.hash)


def source_lines(base: KnowledgeBase, arms: Sequence[Arm]) -> dict[str, SourceLine]:
    """The sources of arms, numbered in the order in which they are named."""
    named = dict.fromkeys(source for arm in arms for source in arm.source)
    return {
        id_: SourceLine(
            number=number,
            **base.sources[id_].model_dump(include={"kind", "citation", "doi", "pmid", "url"}),
        )
        for number, id_ in enumerate((id_ for id_ in named if id_ in base.sources), 1)
    }


def unchecked(arms: Iterable[Arm]) -> tuple[str, ...]:
    """The arms that were not read in a source."""
    return tuple(arm.arm for arm in arms if arm.checked == "no")


def find_therapy(base: KnowledgeBase, name: str) -> Named:
    """A therapy by its id or another name. Raises UnknownNameError."""
    found = base.find_therapy(name)
    return Named(id=found.id, label=found.label)


def find_group(base: KnowledgeBase, name: str) -> Named:
    """A group by its id, or by the finding that makes it. Raises UnknownNameError."""
    key = normal_name(name)
    for one in base.evidence.groups:
        if key in (one.id, one.if_):
            return Named(id=one.id, label=one.label)
    return _find({g.id: Named(id=g.id, label=g.label) for g in base.evidence.groups}, "group", key)


def _settings(base: KnowledgeBase) -> dict[str, Named]:
    return {one.id: Named(id=one.id, label=one.label) for one in base.strategy.settings}


def _kinds(base: KnowledgeBase) -> dict[str, Named]:
    return {one.id: Named(id=one.id, label=one.label) for one in base.evidence.kinds}


def _find(known: Mapping[str, Named], what: str, name: str) -> Named:
    key = normal_name(name)
    if key in known:
        return known[key]
    hint = nearest(key, known) or f"; expected one of {', '.join(known)}"
    raise UnknownNameError(f"unknown {what} '{name}'{hint}")
