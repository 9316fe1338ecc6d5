"""What one patient is told, in the columns of the tables: the code for one patient only.

`full` asks `myosotis.review`. `slim` asks its parts that have a verdict, and leaves out options,
sentences and the next tests, which no table holds; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from math import inf, nextafter
from typing import Any

import myosotis
from myosotis.errors import InputError
from myosotis.knowledge import KnowledgeBase, lasting_once
from myosotis.logic import Evaluation, Interval, Truth, Value, is_unknown
from myosotis.logic.values import Choice
from myosotis.patient import Patient
from myosotis.review.activity import CheckedOrgans, review_activity
from myosotis.review.antibodies.cancer import known_tiers, tier_of
from myosotis.review.antibodies.lung import known_lung_risk, lung_risk_of
from myosotis.review.antibodies.results import Serology
from myosotis.review.antibodies.subgroups import Verdict, known_subgroups, verdicts
from myosotis.review.beginning import begin
from myosotis.review.classification import evaluate_classification
from myosotis.review.diagnosis import _missing as missing_of_diagnosis
from myosotis.review.diagnosis import _possible as possible_diagnoses
from myosotis.review.diagnosis import _verdict as verdict_on_diagnosis
from myosotis.review.differential import body
from myosotis.review.differential.evidence import Evidence, read_evidence
from myosotis.review.differential.ranking import Ranked, counted, places, rank
from myosotis.review.differential.weighing import weighing
from myosotis.review.failures import facts_of
from myosotis.review.model import Activity
from myosotis.review.other_definitions import _facts as facts_of_definition
from myosotis.review.parts import Missing, Reason
from myosotis.review.resistance import _verdict as verdict_on_resistance
from myosotis.review.treatments import Judged, judge, treatment_review
from myosotis.review.view import View, recorded_labels

Row = dict[str, Any]

_WORDS = {1: "not_met", 2: "met", 3: "cannot_tell"}


# -- the whole review ------------------------------------------------------------------------------


def full(base: KnowledgeBase, patient: Patient, on: date | None) -> Row:
    """The row of `cohort.review`, by `myosotis.review`; ``on`` None: the latest date recorded."""
    review = myosotis.review(patient, on, base)
    begun = begin(patient, on, base)
    judged = [judge(begun.view, treatment) for treatment in begun.treatments]
    subgroups = {line.id: line.verdict for line in review.antibodies.subgroups}
    refractory = review.resistance.verdict == "refractory"
    tier = tier_of(begun.serology, subgroups, Truth.of(refractory, refractory))
    if review.antibodies.cancer.tier:
        assert review.antibodies.cancer.tier == tuple(reversed(tier.labels))
    evaluations = evaluate_classification(base, begun.view.snapshot)
    for id_, answer in review.diagnosis.criteria.items():
        assert answer["verdict"] == list(evaluations[id_].labels)
    first = [line.disorders for line in review.differential.sets if line.place == 1]
    found: Row = {
        "resistance": review.resistance.verdict,
        "resistance_possible": list(review.resistance.possible),
        "missing.resistance": [m.finding for m in review.resistance.missing],
        "diagnosis": review.diagnosis.verdict,
        "diagnosis_possible": list(review.diagnosis.possible),
        "because.diagnosis": [r.rule for r in review.diagnosis.because],
        "missing.diagnosis": _named(m.finding for m in review.diagnosis.missing),
        "strategy": review.strategy.verdict,
        "blocked_by": [block.id for block in review.strategy.blocked_by],
        "urgent": [flag.id for flag in review.urgent],
        "cancer_tier": list(tier.labels),
        "differential": review.differential.leads,
        "differential_first": sorted(first[0]) if first else [],
        **_criteria(evaluations),
        **_subgroups(subgroups),
        **_of_treatments(begun.view, judged),
        **_label(base, patient),
    }
    assert found["failed"] == sorted(
        {each.therapy for each in review.resistance.treatments if each.failed == "yes"}
    )
    found |= _of_organs(review.activity, missing=True)
    behind = {reason.rule for reason in review.diagnosis.because}
    statements = (*review.diagnosis.supports, *review.diagnosis.red_flags)
    found["facts.diagnosis"] = _facts(
        reason for each in statements if each.id in behind for reason in each.because
    )
    for definition in review.resistance.definitions:
        found[f"definition.{definition.id}"] = definition.verdict
    return found


# -- the parts that have a verdict -----------------------------------------------------------------


def slim(base: KnowledgeBase, patient: Patient, on: date | None) -> Row:
    """The same as `full`, in a fraction of the time."""
    with lasting_once(base):
        return Slim(base, patient, on).review()


class Slim:
    """The verdicts on one patient, in the order in which a review finds them."""

    def __init__(self, base: KnowledgeBase, patient: Patient, on: date | None) -> None:
        self.base, self.patient = base, patient
        begun = begin(patient, on, base)
        self.serology: Serology = begun.serology
        self.subgroups: dict[str, Verdict] = verdicts(self.serology.cautious)
        self.view = begun.view.with_extra(
            **known_subgroups(self.subgroups),
            diagnosis_stands=Truth.NO,
            inflammation_confirmed=Truth.NO,
            treatment_adequate=Truth.NO,
            urgent_threat=Truth.NO,
        )
        self.judged = [judge(self.view, treatment) for treatment in begun.treatments]

    def review(self, missing: bool = True) -> Row:
        """The row of `cohort.review`; without ``missing`` neither what is missing nor the facts
        behind an answer."""
        base, view = self.base, self.view
        urgent = [f.id for f in base.urgent.red_flags if view.truth(f.if_) is Truth.YES]
        found: Row = {"urgent": urgent, **self.differential()}
        found |= self._diagnosis(found["differential"], missing)
        stands = found["diagnosis"] in ("secure", "other_iim")
        view = view.with_extra(
            **facts_of(view, self.judged),
            diagnosis_stands=_known(stands),
            urgent_threat=_known(bool(urgent)),
        )
        activity = _activity(view, missing)
        found |= _of_organs(activity, missing)
        found |= self._resistance(view)
        refractory = found["resistance"] == "refractory"
        tier = tier_of(self.serology, self.subgroups, _known(refractory))
        view = view.with_extra(
            **known_tiers(tier),
            **known_lung_risk(lung_risk_of(self.serology)),
            inflammation_confirmed=_known(bool(CheckedOrgans.of(view, activity).inflamed)),
            treatment_adequate=_known(refractory),
        )
        gate = base.strategy.gate
        blocked = [one.id for one in gate if view.truth(one.if_) is not Truth.YES]
        return {
            **found,
            "strategy": "open" if not blocked else "urgent_only" if urgent else "blocked",
            "blocked_by": blocked,
            "cancer_tier": list(tier.labels),
            **_criteria(evaluate_classification(base, self.serology.view.snapshot)),
            **_subgroups(self.subgroups),
            **_of_treatments(view, self.judged),
            **_label(base, self.patient),
        }

    def _diagnosis(self, leads: str, missing: bool) -> Row:
        view, pathway = self.view, self.base.diagnosis
        (verdict,) = verdict_on_diagnosis(view, view.environment)
        disagrees = verdict in ("secure", "other_iim") and leads == "other"
        if disagrees:
            verdict = "unsettled"
        behind = {
            "secure": pathway.secure,
            "other_iim": (*pathway.not_iim, *pathway.other_iim, *pathway.secure),
            "not_iim": (*pathway.not_iim, *pathway.other_iim),
            "unsettled": pathway.red_flags,
        }[verdict]
        found: Row = {
            "diagnosis": verdict,
            "diagnosis_possible": list(possible_diagnoses(view, verdict)),
            "because.diagnosis": [r.id for r in behind if view.truth(r.if_) is Truth.YES],
        }
        if missing:
            unsettled = verdict == "unsettled" and not disagrees
            unknown = missing_of_diagnosis(view) if unsettled else ()
            found["missing.diagnosis"] = _named(m.finding for m in unknown)
            holding = [r.if_ for r in behind if view.truth(r.if_) is Truth.YES]
            found["facts.diagnosis"] = _facts(r for text in holding for r in view.because(text))
        return found

    def _resistance(self, view: View) -> Row:
        own = [
            (each, _WORDS[view.book.rule(each.if_).ask(view.environment)])
            for each in self.base.resistance.definitions
        ]
        said = {f"definition.{each.id}": word for each, word in own}
        for compiled in view.book.definitions:
            if not compiled.criteria.enabled:
                continue
            facts = facts_of_definition(view, compiled, self.judged)
            if compiled.applies is not None and compiled.applies(facts) == 1:
                word = "not_applicable"
            elif compiled.history is None:
                word = "not_asked"
            else:
                word = _WORDS[compiled.history.question(facts)]
            said[f"definition.{compiled.definition.id}"] = word
        default = _Said(next(word for each, word in own if each.default))
        verdict, possible = verdict_on_resistance(default, self.judged)  # type: ignore[arg-type]
        missing = [m.finding for each in self.judged for m in treatment_review(each).missing]
        return {
            **said,
            "resistance": verdict,
            "resistance_possible": list(possible),
            "missing.resistance": missing if verdict == "cannot_tell" else [],
        }

    # -- the other tables --------------------------------------------------------------------

    def differential(self, ratios: bool = False) -> Row:
        """Who leads and the first set; with ``ratios`` the whole row of `cohort.differential`."""
        evidence, ranked = self._ranked
        numbers = places(ranked)
        some: list[Ranked] = counted(ranked)
        first = [one for one in some if numbers.get(one.disorder.id) == 1]
        found: Row = {
            "differential": body._leads(evidence, first),
            "differential_first": sorted(one.disorder.id for one in first),
        }
        if ratios:
            found["usable"] = evidence.usable
            found |= {one.disorder.id: one.ratio if one in some else None for one in ranked}
        return found

    @cached_property
    def _ranked(self) -> tuple[Evidence, list[Ranked]]:
        view, tables = self.serology.cautious, weighing(self.base)
        evidence = read_evidence(view, tables)
        return evidence, rank(view, tables, evidence)

    def antibodies(self) -> Row:
        """The row of `cohort.antibodies`."""
        found: Row = {f"antibody.{id_}": None for id_ in self.base.antibodies}
        for result in self.serology.results:
            read = "not_excluded" if result.not_excluded else "negative"
            if result.positives:
                read = "doubtful" if result.doubtful else "positive"
            found[f"antibody.{result.antibody.id}"] = read
        found |= {f"subgroup.{id_}": verdict for id_, verdict in self.subgroups.items()}
        return found


class _Said:
    """A definition of which only the verdict is asked."""

    def __init__(self, verdict: str) -> None:
        self.verdict = verdict


class _Plain(View):
    """A view that does not ask for facts and what is missing, which takes longest."""

    def missing(self, *_: Any) -> tuple[Missing, ...]:
        return ()

    def because(self, _: str) -> tuple[Reason, ...]:
        return ()


def _activity(view: View, missing: bool) -> Activity:
    if missing:
        return review_activity(view)
    other = _Plain(view.base, view.patient, view.snapshot, view.extra)
    # What follows from the record is the same.
    other.__dict__["closed"] = view.closed
    return review_activity(other)


def _of_organs(activity: Activity, missing: bool) -> Row:
    found: Row = {}
    for id_, organ in activity.organs.items():
        found |= {
            f"activity.{id_}": organ.verdict,
            f"activity.{id_}_possible": list(organ.possible),
            f"because.activity.{id_}": [r.rule for r in organ.because if r.rule],
        }
        if missing:
            found[f"missing.activity.{id_}"] = _named(m.finding for m in organ.missing)
            found[f"facts.activity.{id_}"] = _facts(organ.because)
    return found


def _facts(reasons: Iterable[Reason]) -> list[str]:
    return _named(reason.fact for reason in reasons if reason.fact)


def _known(known: bool) -> Truth:
    return Truth.YES if known else Truth.NO


def _named(findings: Iterable[str]) -> list[str]:
    return sorted(set(findings))


def _criteria(evaluations: Mapping[str, Evaluation]) -> Row:
    found: Row = {}
    for id_, evaluation in evaluations.items():
        found[f"criteria.{id_}"] = list(evaluation.labels)
        for name, number in evaluation.numbers.items():
            for end, bound in zip(("low", "high"), ends(number), strict=True):
                found[f"criteria.{id_}.{name}_{end}"] = bound
    return found


def _subgroups(subgroups: Mapping[str, str]) -> Row:
    return {"subgroups": [id_ for id_, verdict in subgroups.items() if verdict == "established"]}


def _of_treatments(view: View, judged: list[Judged]) -> Row:
    low, high = ends(facts_of(view, judged)["immunosuppressants_failed"])
    return {
        "failed": sorted({each.therapy.id for each in judged if each.failed is Truth.YES}),
        "intolerant": sorted({each.therapy.id for each in judged if each.intolerant is Truth.YES}),
        "immunosuppressants_failed_low": low,
        "immunosuppressants_failed_high": high,
    }


def _label(base: KnowledgeBase, patient: Patient) -> Row:
    if not patient.diagnosis:
        return {"label": None}
    labels = recorded_labels(base, patient.diagnosis)
    return {
        "label": [
            name.removeprefix("labelled.") for name, truth in labels.items() if truth is Truth.YES
        ]
    }


def ends(value: Value) -> tuple[float | None, float | None]:
    """The bounds of a number as a table writes them: no limit is null, and an end that is not
    included is the next number inside it."""
    assert isinstance(value, Interval)
    low, high = float(value.low), float(value.high)
    return (
        None if low == -inf else nextafter(low, inf) if value.low_open else low,
        None if high == inf else nextafter(high, -inf) if value.high_open else high,
    )


# -- what is known on a date, and the response -----------------------------------------------------


def snapshot(base: KnowledgeBase, patient: Patient, on: date | None) -> Row:
    """What is known of one patient, by the names of the columns of `cohort.snapshot`."""
    found: Row = {}
    seen = myosotis.Snapshot.of(patient, on, base)
    for prefix, held in (("", seen.now), ("ever.", seen.course)):
        for name, known in held.items():
            if isinstance(known.value, Interval):
                low, high = ends(known.value)
                found |= {f"{prefix}{name}_low": low, f"{prefix}{name}_high": high}
            elif isinstance(known.value, Choice):
                options = sorted(known.value.options)
                found[f"{prefix}{name}"] = None if is_unknown(known.value) else options
            else:
                truths = {Truth.YES: True, Truth.NO: False}
                found[f"{prefix}{name}"] = truths.get(known.value)  # type: ignore[arg-type]
    return found


def response(base: KnowledgeBase, patient: Patient) -> list[Row]:
    """The rows of `cohort.response`; none where there are too few visits."""
    try:
        found = myosotis.response(patient, knowledge=base)
    except InputError:
        return []
    return [
        {
            "baseline": found.visits[each.baseline].on,
            "on": found.visits[each.followup].on,
            "months_low": each.months.low,
            "months_high": each.months.high,
            "population": found.population.value,
            "total_low": each.total.low if each.total else None,
            "total_high": each.total.high if each.total else None,
            "verdict": list(each.score.verdict),
            "flags": [flag.id for flag in each.flags if flag.certain],
            "flags_possible": [flag.id for flag in each.flags if not flag.certain],
            **{f"response.{other.id}": list(other.verdict) for other in each.others},
        }
        for each in found.comparisons
    ]
