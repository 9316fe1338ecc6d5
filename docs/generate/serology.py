"""The pages of how a result is read, and of the subgroups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from figures import INTERVALS, MARK, figure_table, marked, remark_list, source_list
from layout import DATA, basis, capital, chapter_name, code, table

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Doubt, Method, Rule, Sourced


def serology(base: KnowledgeBase) -> Iterator[str]:
    """Methods, how likely myositis is without the antibodies, and the reasons to doubt."""
    pathway = base.serology
    yield "A positive result that is doubtful leaves both answers open: yes and no. What the"
    yield "program then does with it: [the antibody profile](../manual/antibodies.md). What each"
    yield "method finds stands on the page of the [antibody](antibodies.md)."
    yield ""
    yield f"File: [serology.yaml]({DATA}/pathway/serology.yaml). {MARK}"
    yield ""
    yield "## Methods and their scales"
    yield ""
    yield from table(
        ["method", "other names", "strengths, from the weakest", "weak are", "basis"],
        [
            [
                f"{code(one.id)}: {marked(one.label, one)}",
                ", ".join(one.names),
                _scale(one),
                ", ".join(one.weak) or "none",
                basis(one),
            ]
            for one in pathway.methods
        ],
    )
    yield "## How likely is myositis without the antibodies?"
    yield ""
    yield "The first that certainly holds counts; else myositis is neither likely nor unlikely."
    yield ""
    yield from table(
        ["myositis is", "statement", "where", "basis"],
        [
            [one.is_, marked(one.statement, one), code(one.if_), basis(one)]
            for one in pathway.pictures
        ],
    )
    yield "## Reasons to doubt a positive result"
    yield ""
    yield f"{INTERVALS} The words of a condition: [the knowledge](../manual/knowledge.md#a-doubt)."
    yield ""
    labels = {outcome.id: outcome.label for outcome in base.outcomes.outcomes}
    for doubt in pathway.doubts:
        yield from _doubt(doubt, labels)
    yield from _prior(base)
    yield "## A negative result, and no antibody at all"
    yield ""
    yield from remark_list(pathway.remarks)
    figures = [figure for doubt in pathway.doubts for figure in doubt.figures]
    facts: Iterable[Sourced] = (
        *pathway.methods, *pathway.pictures, *pathway.doubts, *figures, pathway.prior,
        *pathway.remarks,
    )  # fmt: skip
    yield from source_list(base, facts)


def _scale(method: Method) -> str:
    words = [
        word + "".join(f" ({code(sign)})" for sign, meant in method.signs.items() if meant == word)
        for word in method.strengths
    ]
    if method.amounts:
        words.append("or a number with its cut-off" if words else "a number")
    return ", ".join(words) or "none: positive or negative"


def _doubt(doubt: Doubt, labels: dict[str, str]) -> Iterator[str]:
    yield f"### {capital(doubt.label)}"
    yield ""
    effect = "leaves both answers open" if doubt.effect == "doubtful" else "is said, and no more"
    yield marked(doubt.statement, doubt)
    yield ""
    yield from table(
        ["", ""],
        [["effect", f"**{effect}**"], ["where", code(doubt.if_)], ["basis", basis(doubt)]],
    )
    yield from figure_table(
        doubt.figures, labels[doubt.figures[0].outcome] if doubt.figures else ""
    )


def _prior(base: KnowledgeBase) -> Iterator[str]:
    prior = base.serology.prior
    criteria = base.criteria[prior.set_]
    yield "## Of how many such results are true"
    yield ""
    yield f"By arithmetic, not by a study. {marked(prior.statement, prior)}"
    yield ""
    yield from table(
        ["", ""],
        [
            ["probability of myositis", f"[{criteria.short}]({chapter_name(criteria)})"],
            ["frequency of the antibody, where its page has none",
             f"{prior.frequency[0]} to {prior.frequency[1]} %"],
            ["specificity of the test", f"{prior.specificity[0]} to {prior.specificity[1]} %"],
            ["sensitivity of the test", "on the page of the antibody"],
            ["basis", basis(prior)],
        ],
    )  # fmt: skip


def subgroups(base: KnowledgeBase) -> Iterator[str]:
    """Each subgroup: what establishes it, what speaks for it, and what excludes it."""
    yield "A subgroup that nothing excludes is still possible. *Established*: a rule holds for"
    yield "certain, and a doubtful result makes none certain. *Supported*: something speaks for it."
    yield "The [classification criteria](criteria.md) are sets of their own."
    yield ""
    yield f"File: [subgroups.yaml]({DATA}/pathway/subgroups.yaml). {MARK}"
    yield ""
    labels = {one.id: one.label for one in base.subgroups.subgroups}
    for one in base.subgroups.subgroups:
        yield f'<a id="{one.id}"></a>'
        yield ""
        yield f"## {capital(one.label)}"
        yield ""
        if one.part_of:
            yield f"A part of {labels[one.part_of]}."
            yield ""
        yield from table(
            ["", "statement", "where", "basis"],
            [
                *_rules("established", one.established),
                *_rules("supported", one.supported),
                *_rules("excluded", one.excluded),
            ],
        )
    rules = [
        rule
        for one in base.subgroups.subgroups
        for rule in (*one.established, *one.supported, *one.excluded)
    ]
    yield from source_list(base, rules)


def _rules(kind: str, rules: Iterable[Rule]) -> list[list[str]]:
    return [[kind, marked(r.statement, r), code(r.if_), basis(r)] for r in rules]
