"""What each way of answering says of one patient: the differential, and what is simpler."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import log

from differential.measures import mean_likelihood, probability
from differential.published import stated
from myosotis import Patient, Snapshot, differential_diagnosis
from myosotis.knowledge import KnowledgeBase, load
from myosotis.logic import Truth
from myosotis.review import evaluate_classification
from myosotis.review.beginning import begin
from myosotis.review.differential.actions import open_actions
from myosotis.review.differential.evidence import read_evidence
from myosotis.review.differential.matrix import LEAST, MOST, matrix
from myosotis.review.differential.ranking import status
from myosotis.review.differential.weighing import weighing


@dataclass(frozen=True)
class Answer:
    """``order``: disorders, the best first, a form as its whole. ``leaning``: the higher, the more
    for an inflammatory myopathy; ``stated`` the same as a probability. ``says``: that it is one, or
    not, or nothing. ``tests``: bundles, the first one first. None: it does not say."""

    order: tuple[str, ...] | None = None
    leaning: float | None = None
    stated: float | None = None
    says: bool | None = None
    tests: tuple[str, ...] | None = None
    usable: int = 0


Way = Callable[[Patient], Answer]


def engine(patient: Patient) -> Answer:
    """The differential as everybody gets it."""
    body = differential_diagnosis(patient).differential
    base = load()
    logs = {line.id: line.log_ratio * log(10) for line in body.disorders}
    p = _iim(base, logs)
    return Answer(
        order=tuple(line.id for line in body.disorders),
        leaning=p,
        stated=p,
        says={"iim": True, "other": False}.get(body.leads),
        tests=tuple(action.id for action in body.actions),
        usable=body.usable,
    )


def uniform_bayes(patient: Patient) -> Answer:
    """Every feature multiplied as if they were independent, absence like presence, shares as they
    stand. The same disorders are left out as in the differential."""
    base = load()
    view = begin(patient, None, None).view
    evidence = read_evidence(view, weighing(base))
    rows = matrix(base).rows
    forms: dict[str, list[float]] = {}
    for disorder in base.disorders.values():
        whole = base.disorders[disorder.part_of] if disorder.part_of else disorder
        if status(view, whole) not in ("ranked", "confirmed"):
            continue
        shares = {
            name: min(max(drawn.known.share, LEAST), MOST)
            for name, drawn in rows[disorder.id].items()
        }
        found = [
            shares[name] if truth is Truth.YES else 1 - shares[name]
            for name, truth in evidence.known.items()
            if truth is not Truth.UNKNOWN
        ]
        found += [sum(shares[b.feature] for b in one.bins) for one in evidence.ranged]
        forms.setdefault(whole.id, []).append(sum(log(min(share, 1.0)) for share in found))
    logs = {whole: mean_likelihood(each) for whole, each in forms.items()}
    p = _iim(base, logs)
    return Answer(order=_ordered(logs), leaning=p, stated=p, says=p > 0.5)


def prior_alone(_: Patient) -> Answer:
    """The stated prior, the same for everybody."""
    base, prior = load(), stated()["prior"]
    whole = [d for d in base.disorders.values() if d.part_of is None]
    shares: dict[str, float] = {}
    for group, share in prior["groups"].items():
        members = [d.id for d in whole if d.group == group]
        named = {id_: float(prior["within"][id_]) for id_ in members if id_ in prior["within"]}
        rest = (1 - sum(named.values())) / max(len(members) - len(named), 1)
        shares |= {id_: float(share) * named.get(id_, rest) for id_ in members}
    p = sum(share for id_, share in shares.items() if base.disorders[id_].iim)
    return Answer(order=_ordered(shares), leaning=p, stated=p)


def classification(patient: Patient) -> Answer:
    """The 2017 EULAR/ACR criteria, which say only whether it is an inflammatory myopathy; they lean
    by the points that are certain."""
    found = evaluate_classification(load(), Snapshot.of(patient))["eular_acr_2017"]
    possible = set(found.labels)
    says = True if possible <= {"definite", "probable"} else False if possible == {"not"} else None
    score = found.numbers["score"]
    return Answer(leaning=float(score.low), says=says)


def fixed_tests(patient: Patient) -> Answer:
    """The same tests for everybody, without those that are done."""
    left = _open(patient)
    return Answer(tests=tuple(one for one in stated()["fixed_tests"] if one in left))


def order_of_the_pathway(patient: Patient) -> Answer:
    """The tests in the order of the second examination, as the bundles that hold them; what needs
    no test (examination, adherence) is left out."""
    base = load()
    bundles = [
        bundle.id
        for step in base.examination.steps
        for bundle in base.differential.bundles
        if step.test in bundle.tests
    ]
    left = _open(patient)
    return Answer(tests=tuple(dict.fromkeys(one for one in bundles if one in left)))


def _open(patient: Patient) -> set[str]:
    """The bundles that are not done."""
    view = begin(patient, None, None).view
    return {action.bundle.id for action in open_actions(view, (), {}, {}, (), False)}


def _iim(base: KnowledgeBase, logs: Mapping[str, float]) -> float:
    ours = [one for id_, one in logs.items() if base.disorders[id_].iim]
    others = [one for id_, one in logs.items() if not base.disorders[id_].iim]
    return probability(ours, others)


def _ordered(values: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(sorted(values, key=lambda id_: -values[id_]))
