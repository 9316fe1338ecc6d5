"""The sentences of the differential: shares, ratios, lists."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from math import exp

from myosotis.knowledge.schema import Bin, Disorder, Scale
from myosotis.review.differential.evidence import Ranged, Seen
from myosotis.review.differential.matrix import Known, Matrix
from myosotis.review.differential.ranking import Weight
from myosotis.review.differential.weighing import UNIT

_BASIS = {
    "adapted": "carried over from a neighbouring group",
    "estimate": "estimated",
    "group": "estimated for its group",
    "background": "estimated for anybody with weak muscles",
}


def either(labels: Sequence[str], most: int = 4) -> str:
    """``a, b or c``; of many, the first and how many more."""
    return _listed(labels, most, "or")


def both(labels: Sequence[str], most: int = 4) -> str:
    """``a, b and c``; of many, the first and how many more."""
    return _listed(labels, most, "and")


def _listed(labels: Sequence[str], most: int, last: str) -> str:
    if len(labels) > most + 1:
        labels = [*labels[:most], f"{len(labels) - most} more"]
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} {last} {labels[-1]}"


def capital(text: str) -> str:
    """A sentence begins with a capital."""
    return text[:1].upper() + text[1:]


def named(evidence: Seen | Ranged) -> str:
    """What was recorded."""
    if isinstance(evidence, Seen):
        feature = evidence.feature
        return feature.label if evidence.present else feature.label_absent or without(feature.label)
    return f"{evidence.scale.label} {ranges(evidence.scale, evidence.bins)}"


def without(label: str) -> str:
    """A feature that is absent."""
    for article in ("a ", "an "):
        if label.startswith(article):
            return f"no {label.removeprefix(article)}"
    return label.removeprefix("no ") if label.startswith("no ") else f"no {label}"


def ranges(scale: Scale, bins: Sequence[Bin]) -> str:
    """The ranges in which a number can lie: neighbours as one."""
    if len(bins) == 1:
        return bins[0].label
    first, last = bins[0], bins[-1]
    if first.is_ or scale.bins.index(last) - scale.bins.index(first) >= len(bins):
        return " or ".join(one.label for one in bins)
    ends = (
        ("over", first.above),
        ("from", first.from_),
        ("up to", last.up_to),
        ("under", last.below),
    )
    said = [f"{word} {end}" for word, end in ends if end is not None]
    return " ".join([*said, scale.unit]).rstrip()


def odds(ratio: int) -> str:
    """A ratio for a reader: ``6 to 1 for`` or ``4 to 1 against``."""
    times = exp(abs(ratio) / UNIT)
    shown = f"{times:.0f}" if times >= 9.95 else f"{times:.1f}"
    return f"{shown.removesuffix('.0')} to 1 {'for' if ratio > 0 else 'against'}"


def share_words(known: Known) -> str:
    """A share with what it rests on."""
    cell = known.cell
    percent = f"{Decimal(100 * known.share).quantize(Decimal(1), ROUND_HALF_UP)} %"
    if cell is None or cell.basis != "figure":
        return f"about {percent} ({_BASIS[known.basis]})"
    if cell.n is not None:
        return f"{cell.n} of {cell.of} ({percent})"
    return f"{percent} of {cell.of}" if cell.of else percent


def sentence(weight: Weight, disorder: Disorder, matrix: Matrix) -> str:
    """One finding for or against a disorder."""
    evidence = weight.evidence
    have = "have it"
    if isinstance(evidence, Seen):
        mean = matrix.mean[evidence.feature.id]
        if not evidence.present:
            have = f"have {evidence.feature.label}"
    else:
        mean = sum(matrix.mean[one.feature] for one in evidence.bins)
    return (
        f"{capital(named(evidence))}: {share_words(weight.known)} {have} in {disorder.label}, "
        f"{100 * mean:.0f} % over the list; {odds(weight.ratio)}."
    )
