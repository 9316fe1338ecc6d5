"""The page of what the differential reads and offers: features, clusters, gates, bundles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from disorders import disorder_link
from figures import MARK, marked
from layout import DATA, basis, capital, code, table

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Bin, Bundle, Feature, Scale
from myosotis.review.differential.matrix import DRAWN, WORTH, matrix
from myosotis.review.differential.words import either

BASES = {
    "figure": "a published figure of the disorder (without a stated number)",
    "adapted": "a figure carried over from a neighbouring group",
    "estimate": "an estimate for the disorder",
    "group": "an estimate for its group",
    "background": "an estimate for anybody who is suspected of a myopathy",
}


def differential(base: KnowledgeBase) -> Iterator[str]:
    """All of the pathway of the differential."""
    yield "By what the [disorders](disorders.md) are weighed, what is looked for first, and which"
    yield "tests are offered together. How it works: [the differential](../manual/differential.md)."
    yield ""
    yield f"File: [differential.yaml]({DATA}/pathway/differential.yaml). {MARK}"
    yield ""
    yield from _gates(base)
    yield from _trust(base)
    yield from _scales(base)
    yield from _features(base)
    yield from _bundles(base)


def _gates(base: KnowledgeBase) -> Iterator[str]:
    yield "## Gates"
    yield ""
    yield "Causes to look for before anything is ranked. A gate is *present* or *excluded* where"
    yield "its condition is certain, else it is to be *asked*."
    yield ""
    yield from table(
        ["gate", "kind", "statement", "present where", "excluded where", "disorders", "tests",
         "basis"],
        [
            [
                f'<a id="gate-{gate.id}"></a>{capital(gate.label)}',
                gate.kind,
                marked(" ".join(gate.statement.split()), gate),
                code(gate.if_),
                code(gate.excluded),
                ", ".join(disorder_link(base, id_) for id_ in gate.disorders),
                _tests(base, gate.tests),
                basis(gate),
            ]
            for gate in base.differential.gates
        ],
    )  # fmt: skip


def _tests(base: KnowledgeBase, ids: tuple[str, ...]) -> str:
    return ", ".join(f"[{base.tests[id_].label}](tests.md#{id_})" for id_ in ids)


def _trust(base: KnowledgeBase) -> Iterator[str]:
    yield "## What a share is worth"
    yield ""
    yield f"A published share with its number is worth that number, at most {WORTH} patients. Each"
    yield f"is drawn towards the mean over the list, which is worth {DRAWN:.0f} patients beside it."
    yield ""
    rows = matrix(base).rows.values()
    found = Counter(one.known.basis for row in rows for one in row.values())
    yield f"Of {found.total()} shares, one for each feature in each disorder or form:"
    yield ""
    yield from table(
        ["a share that is", "is worth", "how many"],
        [
            [BASES[name], f"{worth} patients", str(found[name])]
            for name, worth in base.differential.trust.items()
        ],
    )


def _scales(base: KnowledgeBase) -> Iterator[str]:
    yield "## Numbers and categories"
    yield ""
    yield "Ranges that exclude each other; a number counts once, by the ranges in which it can lie."
    yield "A category does so by its words."
    yield ""
    mean = matrix(base).mean
    for scale in base.differential.scales:
        said = f"**{capital(scale.label)}** ({_finding(base, scale.finding)})."
        yield f"{said} {_counts(base, scale)}".rstrip()
        yield ""
        yield from table(
            ["range", "over the list"],
            [[_range(scale, one), f"{100 * mean[one.feature]:.0f} %"] for one in scale.bins],
        )


def _counts(base: KnowledgeBase, scale: Scale) -> str:
    """How a scale counts, where it is not in full and by itself."""
    labels = {one.id: one.label for one in base.differential.scales}
    if scale.instead_of:
        return f"Where it is recorded, {either([labels[i] for i in scale.instead_of])} is not read."
    return "" if scale.weight == 1 else f"It counts weakly: {scale.weight} of its logarithm."


def _range(scale: Scale, one: Bin) -> str:
    """A range; what stands for another scale has the shares of that one, and no place here."""
    return one.label if scale.instead_of else f'<a id="{one.feature}"></a>{one.label}'


def _finding(base: KnowledgeBase, id_: str) -> str:
    return f"[`{id_}`](findings-{base.domains[id_]}.md#{id_})"


def _features(base: KnowledgeBase) -> Iterator[str]:
    clusters: dict[str, list[Feature]] = {}
    for feature in base.differential.features:
        clusters.setdefault(feature.cluster, []).append(feature)
    yield '<a id="features"></a>'
    yield ""
    yield "## Features"
    yield ""
    yield f"{len(base.differential.features)} features in {len(clusters)} clusters. Features of"
    yield "one cluster say much the same: for each disorder only the strongest of them counts."
    yield '"Anybody" is the estimated share among all who are suspected of a myopathy; a group has'
    yield "its own where one stands. All of these are **estimates of this project**, unchecked."
    yield ""
    mean = matrix(base).mean
    yield from table(
        ["cluster", "feature", "what is meant", "true where", "asked for", "absence weighs",
         "over the list", "anybody", "groups", "HPO"],
        [
            [
                feature.cluster.replace("_", " ") if place == 0 else "",
                f'<a id="{feature.id}"></a>{marked(feature.label, feature)}'
                + (f" (absent: {feature.label_absent})" if feature.label_absent else ""),
                feature.definition,
                code(feature.if_),
                _finding(base, feature.finding),
                "fully" if feature.absent == 1 else f"{100 * feature.absent:.0f} %",
                f"{100 * mean[feature.id]:.0f} %",
                f"{100 * feature.background:.1f} %".replace(".0 %", " %"),
                ", ".join(f"{name} {100 * share:.0f} %" for name, share in feature.groups.items()),
                ", ".join(feature.hpo),
            ]
            for features in clusters.values()
            for place, feature in enumerate(features)
        ],
    )  # fmt: skip


def _bundles(base: KnowledgeBase) -> Iterator[str]:
    yield "## Bundles of tests"
    yield ""
    yield "Tests that are taken together and lead to one decision. What is done is not offered"
    yield "again; the fixed work-up of the groups that lead goes before the rest, and each stands"
    yield "in the order of how much it would settle."
    yield ""
    yield from table(
        ["bundle", "tests", "why", "order", "basis"],
        [
            [
                f'<a id="bundle-{bundle.id}"></a>{capital(bundle.label)}',
                "; ".join(_done(base, bundle, test) for test in bundle.tests),
                marked(" ".join(bundle.why.split()), bundle),
                _order(base, bundle),
                basis(bundle),
            ]
            for bundle in base.differential.bundles
        ],
    )


def _done(base: KnowledgeBase, bundle: Bundle, test: str) -> str:
    by = ", ".join(_finding(base, id_) for id_ in bundle.done.get(test, ()))
    return _tests(base, (test,)) + (f" (done where {by} is known)" if by else "")


def _order(base: KnowledgeBase, bundle: Bundle) -> str:
    names = {one.id: one.label for one in base.differential.bundles}
    said = ["before all others"] if bundle.first else []
    said += [f"before {names[id_]}" for id_ in bundle.before]
    if bundle.if_unexplained:
        said.append("early where a finding is not explained")
    groups = [
        base.differential.groups[each.group]
        for each in base.differential.workup
        if bundle.id in each.bundles
    ]
    if groups:
        said.append(f"work-up of {', '.join(groups)}")
    if bundle.after:
        said.append(f"only after {', '.join(base.tests[id_].label for id_ in bundle.after)}")
    return "; ".join(said)
