"""Question 2: does the diagnosis of an inflammatory myopathy stand on what is recorded.

A label is not evidence. A rule that was not checked in a source supports a diagnosis but
never makes it secure by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Literal

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Rule, SecureRule
from myosotis.logic import YES, Environment, Truth
from myosotis.review.antibodies.results import Serology
from myosotis.review.classification import evaluate_classification
from myosotis.review.differential.model import DifferentialBody
from myosotis.review.differential.words import both
from myosotis.review.disagreement import disagreement
from myosotis.review.model import AntibodyLine, Diagnosis
from myosotis.review.parts import Missing, Reason
from myosotis.review.view import View

Verdict = Literal["secure", "other_iim", "not_iim", "unsettled"]
ANTIBODY_DOMAIN = "autoantibodies"


def review_diagnosis(view: View, serology: Serology, differential: DifferentialBody) -> Diagnosis:
    """The answer to question 2.

    Where the recorded facts would establish an inflammatory myopathy, and the differential puts
    other disorders alone in its first set, the two disagree and nothing is settled.
    """
    pathway = view.base.diagnosis
    (verdict,) = _verdict(view, view.environment)
    disagrees = _disagrees(verdict, differential)
    if disagrees:
        verdict = "unsettled"
    supports = view.holding(pathway.secure)
    others = view.holding((*pathway.not_iim, *pathway.other_iim))
    flags = view.holding(pathway.red_flags)
    what = [rule.is_ or "" for rule in (*pathway.not_iim, *pathway.other_iim)
            if view.truth(rule.if_) is Truth.YES]  # fmt: skip
    label = view.patient.diagnosis or None
    evaluations = evaluate_classification(view.base, view.snapshot)
    possible = _possible(view, verdict)
    behind = {"secure": supports, "other_iim": (*others, *supports), "not_iim": others}
    because = tuple(
        Reason(text=each.statement, rule=each.id, sources=each.sources)
        for each in behind.get(verdict, flags)
    )
    return Diagnosis(
        question=pathway.question,
        verdict=verdict,
        possible=possible,
        label=label,
        statement=_statement(verdict, label, what, bool(supports), len(flags))
        + (f" {disagrees}" if disagrees else _reservation(verdict, possible)),
        because=because,
        # Where the two disagree no single fact of the rules decides: see the differential.
        missing=_missing(view) if verdict == "unsettled" and not disagrees else (),
        red_flags=flags,
        supports=(*supports, *others),
        criteria={
            id_: evaluations[id_].to_dict() for id_ in pathway.criteria if id_ in evaluations
        },
        disagreement=disagreement(view.base, evaluations),
        antibodies=_antibodies(view, serology),
        differential=disagrees,
    )


def _disagrees(verdict: Verdict, differential: DifferentialBody) -> str | None:
    """What the differential says against an inflammatory myopathy that would be established."""
    if verdict not in ("secure", "other_iim") or differential.leads != "other":
        return None
    labels = differential.sets[0].labels
    verb = "explains" if len(labels) == 1 else "explain"
    return f"The differential disagrees: {both(labels)} {verb} more of it."


def stands(diagnosis: Diagnosis) -> bool:
    """Whether the recorded facts establish an inflammatory myopathy, of this or another kind."""
    return diagnosis.verdict in ("secure", "other_iim")


def not_inflammatory(diagnosis: Diagnosis) -> Truth:
    """Whether the recorded facts show another disease than an inflammatory myopathy."""
    if diagnosis.verdict == "unsettled":
        return Truth.UNKNOWN
    return Truth.YES if diagnosis.verdict == "not_iim" else Truth.NO


def _verdict(view: View, facts: Environment) -> tuple[Verdict]:
    pathway, rule = view.base.diagnosis, view.book.rule

    def certain(texts: list[str]) -> bool:
        return any(rule(text).ask(facts) == YES for text in texts)

    not_iim = certain([r.if_ for r in pathway.not_iim])
    firm = certain([r.if_ for r in pathway.secure if r.firm and counts(r)])
    if firm:
        doubted = certain([r.if_ for r in pathway.red_flags if r.even_if_firm])
    else:
        doubted = certain([r.if_ for r in pathway.red_flags])
    holds = not doubted and (firm or certain([r.if_ for r in pathway.secure if counts(r)]))
    if not_iim:
        # Two certain and opposite answers settle nothing.
        return ("unsettled",) if firm else ("not_iim",)
    if not holds:
        return ("unsettled",)
    return ("other_iim",) if certain([r.if_ for r in pathway.other_iim]) else ("secure",)


def counts(rule: SecureRule) -> bool:
    """Whether a rule was checked in a source, and so may establish the diagnosis."""
    return rule.checked != "no"


def _possible(view: View, now: Verdict) -> tuple[str, ...]:
    """The present verdict, and those that further facts could still lead to.

    Whatever is established, further facts may put other disorders in front and unsettle it.
    """
    pathway = view.base.diagnosis

    def some(rules: Iterable[Rule]) -> bool:
        return any(view.truth(rule.if_).high for rule in rules)

    found: set[str] = {now}
    if now in ("secure", "other_iim"):
        found.add("unsettled")
    if some(rule for rule in pathway.secure if counts(rule)):
        found.add("secure")
        if some(pathway.other_iim):
            found.add("other_iim")
    if some(pathway.not_iim):
        found |= {"not_iim", "unsettled"}
    firm = any(r.firm and view.truth(r.if_) is Truth.YES and counts(r) for r in pathway.secure)
    if some(rule for rule in pathway.red_flags if rule.even_if_firm or not firm):
        found.add("unsettled")
    return tuple(name for name in ("secure", "other_iim", "not_iim", "unsettled") if name in found)


def _missing(view: View) -> tuple[Missing, ...]:
    pathway = view.base.diagnosis
    rules = [r.if_ for r in (*pathway.secure, *pathway.not_iim) if r.checked != "no"]
    return view.missing(rules, lambda facts: _verdict(view, facts))


def _reservation(verdict: str, possible: tuple[str, ...]) -> str:
    if verdict == "unsettled" or "unsettled" not in possible:
        return ""
    return " Signs that are not recorded could still unsettle this."


def _statement(
    verdict: str, label: str | None, what: list[str], supported: bool, flags: int
) -> str:
    named = f" ({label})" if label else ""
    if verdict == "secure":
        return f"The recorded facts establish an inflammatory myopathy{named}."
    if verdict == "other_iim":
        return f"An inflammatory myopathy, but of another kind: {what[0]}."
    if verdict == "not_iim":
        return f"The recorded facts point away from an inflammatory myopathy: {what[0]}."
    doubts = f"; {flags} recorded {'sign speaks' if flags == 1 else 'signs speak'} against it"
    if supported:
        return f"The diagnosis{named} has support, but is not settled{doubts if flags else ''}."
    return f"The recorded facts do not establish the diagnosis{named}{doubts if flags else ''}."


def _antibodies(view: View, serology: Serology) -> dict[str, AntibodyLine]:
    """Every named antibody that is recorded, and the specific ones that were not tested."""
    found: dict[str, AntibodyLine] = {}
    open_ = {result.antibody.id for result in serology.results if result.not_excluded}
    for name in _named_antibodies(view.base):
        known = view.snapshot.course.get(name)
        if name in view.snapshot.doubtful:
            line = {"label": view.base.findings[name].label, "value": "doubtful"}
            found[name] = AntibodyLine.model_validate(line)
            continue
        if known is None or not isinstance(known.value, Truth):
            continue
        value = {Truth.YES: "positive", Truth.NO: "negative"}.get(known.value, "not tested")
        if name in open_:
            value = "not excluded"
        found[name] = AntibodyLine.model_validate(
            {"label": view.base.findings[name].label, "value": value}
        )
    return found


@cache
def _named_antibodies(base: KnowledgeBase) -> tuple[str, ...]:
    return tuple(
        name
        for name, domain in base.domains.items()
        if domain == ANTIBODY_DOMAIN and base.findings[name].is_a
    )
