"""One disorder as it is shown: the findings for and against it, or why it is not ranked."""

from __future__ import annotations

from collections.abc import Iterable
from math import log, sqrt

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Disorder, Settling, Word
from myosotis.review.differential.evidence import Evidence, Seen
from myosotis.review.differential.model import DisorderLine, WordLine
from myosotis.review.differential.model import Evidence as EvidenceLine
from myosotis.review.differential.ranking import Ranked, Weight, confirming, weights
from myosotis.review.differential.weighing import UNIT, Weighing
from myosotis.review.differential.words import either, named, sentence
from myosotis.review.rulebook import EVER
from myosotis.review.view import View

PIECES = 4
"""How many findings are told for a disorder, and as many against it."""
TELLING = round(UNIT * log(1.25))
"""What says less is not told."""
TEN = log(10)


def disorder_line(
    view: View,
    tables: Weighing,
    evidence: Evidence,
    one: Ranked,
    place: int | None,
    told: bool,
) -> DisorderLine:
    """A disorder with its place; in sentences where it is ``told``."""
    disorder = one.disorder
    pieces = weights(tables, evidence, one) if told else []
    for_ = sorted((w for w in pieces if w.ratio >= TELLING), key=lambda w: -w.ratio)[:PIECES]
    against = sorted((w for w in pieces if w.ratio <= -TELLING), key=lambda w: w.ratio)[:PIECES]
    off = sqrt(one.variance / UNIT)
    ratio = one.ratio / UNIT
    best = one.best
    settled_by = best.settled_by or disorder.settled_by
    return DisorderLine(
        id=disorder.id,
        label=disorder.label,
        group=disorder.group,
        iim=disorder.iim,
        status=one.status,
        place=place,
        log_ratio=round(ratio / TEN, 2),
        low=round((ratio - off) / TEN, 2),
        high=round((ratio + off) / TEN, 2),
        form=best.label if best is not disorder else None,
        why=_why(view, one),
        for_=tuple(_evidence(tables, each, best) for each in for_),
        against=tuple(_evidence(tables, each, best) for each in against),
        settled_by=tuple(word_lines(view.base, settled_by)) if told else (),
        missed_by=tuple(word_lines(view.base, disorder.missed_by)) if told else (),
        keep=tuple(word_lines(view.base, (*disorder.keep, *disorder.urgent))) if told else (),
    )


def _why(view: View, one: Ranked) -> str:
    """Why a disorder is not ranked, or what confirms it."""
    disorder = one.disorder
    if one.status == "sex":
        return f"It does not occur in a {view.facts[f'{EVER}sex']} patient."
    if one.status == "confirmed":
        return (
            "; ".join(reason.text for reason in view.because(confirming(view, disorder) or ""))
            + "."
        )
    if one.status == "not_exposed":
        return f"{_condition(view, disorder)}, which the record excludes."
    if one.status == "ask":
        return f"{_condition(view, disorder)}, which is not recorded."
    return ""


def _condition(view: View, disorder: Disorder) -> str:
    names = view.book.rule(disorder.exposure or "").inputs
    label = disorder.exposure_label or either([view.wording.label(name) for name in names], 3)
    return f"It occurs only with {label}"


def _evidence(tables: Weighing, weight: Weight, disorder: Disorder) -> EvidenceLine:
    evidence, cell = weight.evidence, weight.known.cell
    return EvidenceLine(
        feature=evidence.feature.id if isinstance(evidence, Seen) else evidence.scale.id,
        label=named(evidence),
        present=evidence.present if isinstance(evidence, Seen) else True,
        log_ratio=round(weight.ratio / UNIT / TEN, 2),
        text=sentence(weight, disorder, tables.matrix),
        basis=weight.known.basis,
        sources=cell.source if cell else ("general_knowledge",),
        checked=cell.checked if cell else "no",
    )


def word_lines(base: KnowledgeBase, words: Iterable[Word | Settling]) -> Iterable[WordLine]:
    """Words of a disorder as they are shown, with their sources."""
    for word in words:
        test = base.tests[word.test] if isinstance(word, Settling) else None
        yield WordLine(
            text=word.text,
            test=test.id if test else None,
            test_label=test.label if test else None,
            sources=word.source,
            checked=word.checked,
        )
