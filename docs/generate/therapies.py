"""The page of therapies."""

from __future__ import annotations

from collections.abc import Iterator

from layout import DATA, basis, capital, code, table, words

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Therapy
from myosotis.knowledge.schema.therapies import DoseRange, Judging, Use
from myosotis.logic.wording import unit_words

EFFECT = {
    "shown": "shown in a randomised comparison",
    "mixed": "mixed results",
    "used": "used, without a randomised comparison",
    "case_reports": "case reports",
    "no_result": "studied, no result",
    "prognostic": "prognosis, not effect",
    "no_effect": "tried in a controlled trial, no effect",
    "harm": "a sign of harm",
}
KIND = {
    "drug": "a drug",
    "procedure": "a procedure",
    "training": "training",
    "stopping": "the stopping of something",
    "supportive": "a supportive measure",
}
STATUS = {
    "in_use": "in use",
    "investigational": "in trials or compassionate use only",
    "abandoned": "no longer developed",
}
STAGE = {
    "planning": "a woman who plans a pregnancy",
    "pregnancy": "pregnancy",
    "breastfeeding": "breastfeeding",
    "fathering": "a man who plans to father a child",
}


def therapies(base: KnowledgeBase) -> Iterator[str]:
    """What is held on each therapy."""
    yield "What the knowledge holds on each therapy. It is not advice on a patient; see"
    yield "[intended use](../../INTENDED_USE.md)."
    yield ""
    for therapy in base.therapies.values():
        yield from _therapy(base, therapy)


def _therapy(base: KnowledgeBase, therapy: Therapy) -> Iterator[str]:
    yield f"## {capital(therapy.label)}"
    yield ""
    names = dict.fromkeys((therapy.id, *therapy.includes, *therapy.aliases))
    file = f"[{therapy.id}.yaml]({DATA}/therapies/{therapy.id}.yaml)"
    gate = "waits for the gate" if therapy.gated else "does not wait for the gate"
    yield f"{capital(KIND[therapy.kind])}, {STATUS[therapy.status]}; it {gate}."
    yield f"Names: {', '.join(code(name) for name in names)}. Usual dose: {therapy.usual_dose}."
    yield f"Basis: {basis(therapy)}. File: {file}."
    if therapy.note:
        yield therapy.note
    if therapy.stops_if:
        yield f"Open where something is to be stopped: {code(therapy.stops_if)}."
    yield ""
    settings = {setting.id: setting.label for setting in base.strategy.settings}
    yield from _part("Where it was used", ["setting", "effect", "", "basis"], [
        [_narrowed(settings[use.setting], use), EFFECT[use.effect], use.statement, basis(use)]
        for use in therapy.uses
    ])  # fmt: skip
    yield from _part("Doses", ["for", "dose", "route", "basis"], [
        [_noted(dose.use, dose.note), _amount(dose), dose.route or "", basis(dose)]
        for dose in therapy.doses
    ])  # fmt: skip
    yield from _part("An adequate trial, and when to judge", ["", "", "basis"], _trial(therapy))
    yield from _part("Judged at", ["setting", "when", "by", "", "basis"], [
        [settings[one.setting], f"{one.weeks} weeks", _threshold(base, one), one.statement,
         basis(one)]
        for one in therapy.judging
    ])  # fmt: skip
    yield from _part("In front of it", ["level", "", "where", "basis"], [
        [words(one.level), one.statement, code(one.if_), basis(one)]
        for one in therapy.contraindications
    ])  # fmt: skip
    yield from _part("Beside other drugs", ["beside", "level", "", "where", "basis"], [
        [one.beside, words(one.level), one.statement, code(one.if_), basis(one)]
        for one in therapy.interactions
    ])  # fmt: skip
    yield from _part("Having a child", ["stage", "level", "", "basis"], [
        [STAGE[stage], words(one.level), one.statement, basis(one)]
        for stage, one in therapy.reproduction.items()
    ])  # fmt: skip
    yield from _part("Before starting", ["", "test", "basis"], [
        [one.action, _test(base, one.test), basis(one)] for one in therapy.before_starting
    ])  # fmt: skip
    yield from _part("Watched during treatment", ["", "how often", "test", "basis"], [
        [one.action, one.every, _test(base, one.test), basis(one)] for one in therapy.monitoring
    ])  # fmt: skip
    yield from _part("Approvals", ["product", "where", "for", "since", "basis"], [
        [one.product, one.region, one.scope, one.since or "", basis(one)]
        for one in therapy.approvals
    ])  # fmt: skip


def _part(title: str, head: list[str], rows: list[list[str]]) -> Iterator[str]:
    if rows:
        yield f"**{title}**"
        yield ""
        yield from table(head, rows)


def _trial(therapy: Therapy) -> list[list[str]]:
    rows = [
        ["adequate dose", _noted(f"at least {floor.at_least} {floor.unit}", floor.note),
         basis(floor)]
        for floor in therapy.dose_floors
    ]  # fmt: skip
    if therapy.duration:
        since = "the last course" if therapy.judged_from == "last_course" else "the start"
        text = f"not judged before {therapy.duration.weeks} weeks from {since}"
        rows.append(["adequate time", _noted(text, therapy.duration.note), basis(therapy.duration)])
    if therapy.counts_as == "none":
        rows.append(["counts", "never toward refractory disease", ""])
    rows.append(["judged by", therapy.judge_by, ""])
    return rows


def _noted(text: str, note: str | None) -> str:
    return f"{text}. {note}" if note else text


def _narrowed(label: str, use: Use) -> str:
    return f"{label}, where {code(use.if_)}" if use.if_ else label


def _amount(dose: DoseRange) -> str:
    low, high = dose.low, dose.high
    if low == high:
        return f"{low} {dose.unit}"
    if low is None:
        return f"up to {high} {dose.unit}"
    return f"at least {low} {dose.unit}" if high is None else f"{low} to {high} {dose.unit}"


def _threshold(base: KnowledgeBase, one: Judging) -> str:
    finding = base.findings.get(one.measure)
    label = finding.label if finding else words(one.measure)
    unit = f" {unit_words(finding.unit)}" if finding and finding.unit else ""
    if one.at_least is not None:
        return f"{label} at least {one.at_least}{unit}"
    if one.at_most is not None:
        return f"{label} at most {one.at_most}{unit}"
    if one.rise is not None:
        return f"{label} risen by {one.rise}{unit}"
    if one.fall is not None:
        return f"{label} fallen by {one.fall}{unit}"
    return f"{label} fallen by {one.fall_percent} %"


def _test(base: KnowledgeBase, test: str | None) -> str:
    return base.tests[test].label if test else ""
