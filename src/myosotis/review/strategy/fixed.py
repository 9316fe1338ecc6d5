"""What is the same of a therapy for every patient, made once."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any, get_args

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Finding, Judging, Therapy
from myosotis.logic import Number, plain
from myosotis.patient import Threshold
from myosotis.review.strategy.model import (
    ApprovalLine,
    BeforeLine,
    JudgeBy,
    JudgingLine,
    MonitorLine,
)


@cache
def fixed_parts(base: KnowledgeBase, therapy: str, concerned: bool) -> dict[str, Any]:
    """What to do before, what to watch, when to judge, approvals: the same for everybody.

    Of a therapy that is not ``concerned`` (not used for what is active, never given) the names
    and the dose only; the rest is in the knowledge.
    """
    one = base.therapies[therapy]
    names = {
        "label": one.label,
        "kind": one.kind,
        "status": one.status,
        "usual_dose": one.usual_dose,
        "sources": one.source,
        "checked": one.checked,
    }
    if not concerned:
        return {**names, "judge_by": JudgeBy(weeks=None, statement=one.judge_by)}
    return {
        **names,
        "before": tuple(
            BeforeLine(action=b.action, test=b.test, sources=b.source, checked=b.checked)
            for b in one.before_starting
        ),
        "monitoring": tuple(
            MonitorLine(
                action=m.action, every=m.every, test=m.test, sources=m.source, checked=m.checked
            )
            for m in one.monitoring
        ),
        "judge_by": _judge_by(base, one),
        "approvals": tuple(
            ApprovalLine(
                text=f"{a.product}, {a.region}{f', {a.since}' if a.since else ''}: {a.scope}",
                sources=a.source,
                checked=a.checked,
            )
            for a in one.approvals
        ),
    }


def _judge_by(base: KnowledgeBase, therapy: Therapy) -> JudgeBy:
    settings = {setting.id: setting.label for setting in base.strategy.settings}
    return JudgeBy(
        weeks=str(therapy.duration.weeks) if therapy.duration else None,
        statement=therapy.judge_by,
        lines=tuple(
            JudgingLine(
                setting=each.setting,
                label=settings[each.setting],
                weeks=str(each.weeks),
                measure=measure_label(base, each.measure),
                threshold=threshold_words(base, each.measure, *limit_of(each)),
                statement=each.statement,
                sources=each.source,
                checked=each.checked,
            )
            for each in therapy.judging
        ),
    )


def measure_label(base: KnowledgeBase, measure: str) -> str:
    """What a measure is called."""
    finding = base.findings.get(measure)
    return finding.label if finding else measure.replace("_", " ")


def threshold_words(base: KnowledgeBase, measure: str, threshold: Threshold, value: Number) -> str:
    """The threshold in words: "at least 20", "a rise of 10 % or more"."""
    finding = base.findings.get(measure)
    shown = f"{plain(value)}{' %' if threshold == 'fall_percent' else _unit(finding)}"
    if threshold in ("at_least", "at_most"):
        return f"{threshold.replace('_', ' ')} {shown}"
    return f"a {'rise' if threshold == 'rise' else 'fall'} of {shown} or more"


def _unit(finding: Finding | None) -> str:
    """The unit behind a number; a score out of a greatest one has none."""
    if finding is None or not finding.unit or "{" in finding.unit or finding.unit.startswith("/"):
        return ""
    return f" {finding.unit}"


def limit_of(judging: Judging) -> tuple[Threshold, Number]:
    """The threshold of a judging and its value."""
    names = get_args(Threshold)
    return next((n, Fraction(v)) for n in names if (v := getattr(judging, n)) is not None)
