"""The list of the antibodies, and the page of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from figures import INTERVALS, MARK, figure_table, marked, remark_list, source_list
from layout import DATA, basis, capital, code, table

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Antibody, Figure, Outcome, Sourced
from myosotis.review.antibodies.lines import figure_line

KINDS = {
    "specific": "myositis-specific",
    "associated": "myositis-associated",
    "modifier": "modifier",
}
PANELS = {
    "usual": "yes",
    "often_missing": "often missing",
    "separate_test": "no, a test of its own",
}
TITRES = {
    "supportive": "supportive",
    "weak": "weak",
    "no": "no use",
    "not_known": "not known",
}
SHORT = ("ild", "rp_ild", "cancer", "calcinosis", "dysphagia", "heart")
"""The outcomes of the table in short."""


def antibody_page(antibody: Antibody) -> str:
    """The file of the page of an antibody."""
    return f"antibody-{antibody.id}.md"


def antibodies_index(base: KnowledgeBase) -> Iterator[str]:
    """Every antibody in a row: what it is, and the main figures in short."""
    yield "What is known of each myositis antibody. How a result is read: [serology](serology.md);"
    yield "how to use the profile: [the antibody profile](../manual/antibodies.md)."
    yield ""
    yield from table(
        ["antibody", "kind", "what it stands for", "on usual panels", "titre over time"],
        [
            [
                f'<a id="{one.id}"></a>{_link(base, one)}',
                KINDS[one.kind],
                _flat(one.summary),
                PANELS[one.panels],
                marked(TITRES[one.titre.use], one.titre) if one.titre else "nothing read",
            ]
            for one in _in_order(base)
        ],
    )
    yield "- *Specific* antibodies hardly occur together; *associated* ones do, and occur in other"
    yield "  diseases; a *modifier* changes what another antibody means."
    yield "- *Titre*: what the level says of the course of the disease."
    yield ""
    yield "## In short"
    yield ""
    yield "The published shares, from the lowest to the highest, with the largest group; where"
    yield "there is none, that of the largest special group, or a ratio. Children, subgroups,"
    yield "intervals and sources stand on the page of the antibody. *No figure* is not *none*."
    yield ""
    labels = {outcome.id: outcome.label for outcome in base.outcomes.outcomes}
    yield from table(
        ["antibody", *(labels[id_] for id_ in SHORT)],
        [
            [_link(base, one), *(_in_short(one, id_, labels[id_]) for id_ in SHORT)]
            for one in _in_order(base)
            if any(figure.outcome in SHORT for figure in one.figures)
        ],
    )
    none = [
        _link(base, one)
        for one in _in_order(base)
        if not any(figure.outcome in SHORT for figure in one.figures)
    ]
    if none:
        yield f"No figure of any of these: {', '.join(none)}."
        yield ""
    yield MARK
    yield ""


def _in_order(base: KnowledgeBase) -> list[Antibody]:
    """The specific antibodies first, the modifiers last."""
    kinds = list(KINDS)
    return sorted(base.antibodies.values(), key=lambda one: kinds.index(one.kind))


def _link(base: KnowledgeBase, antibody: Antibody) -> str:
    return f"[{capital(base.findings[antibody.id].label)}]({antibody_page(antibody)})"


def _flat(text: str) -> str:
    return " ".join(text.split())


def _in_short(antibody: Antibody, outcome: str, label: str) -> str:
    """The figures of one outcome in a cell."""
    figures = [figure for figure in antibody.figures if figure.outcome == outcome]
    plain = [figure for figure in figures if figure.measure == "share" and not figure.what]
    if len(plain) > 1:
        return _several(plain, outcome)
    ratios = [figure for figure in figures if figure.measure != "share"]
    others = [figure for figure in figures if figure.measure == "share" and figure.what]
    for kind in (plain, others, ratios):
        if kind:
            one = _largest(kind)
            what = f", {one.what}" if one.what and one.what != label else ""
            return marked(figure_line(one, None, "", label).text + what, one)
    return "no figure"


def _largest(figures: Sequence[Figure]) -> Figure:
    """That of the most people; one with a count before one without."""
    return max(figures, key=lambda one: (one.n is not None and bool(one.of), one.of or 0))


def _several(figures: Sequence[Figure], outcome: str) -> str:
    ends = [end for figure in figures for end in _percent(figure)]
    largest = figure_line(_largest(figures), None, "", outcome).text
    doubt = "" if any(figure.checked != "no" for figure in figures) else " †"
    return f"{min(ends)} to {max(ends)} % in {len(figures)} groups; largest {largest}{doubt}"


def _percent(figure: Figure) -> tuple[Decimal, ...]:
    if figure.percents:
        return figure.percents
    if figure.percent is not None:
        return (figure.percent,)
    return (round(Decimal(100 * (figure.n or 0)) / (figure.of or 1)),)


def antibody_chapter(base: KnowledgeBase, antibody: Antibody) -> Iterator[str]:
    """All that is known of one antibody."""
    yield _flat(antibody.summary)
    yield ""
    yield from _head(base, antibody)
    yield f"{MARK} {INTERVALS}"
    yield ""
    for outcome in base.outcomes.outcomes:
        yield from _outcome(antibody, outcome)
    rest = [one for one in antibody.remarks if one.outcome is None]
    if rest:
        yield "## What else is known"
        yield ""
        yield from remark_list(rest)
    yield from _reading(base, antibody)
    for title, remarks in (
        ("How patients with it answered to treatment", antibody.response),
        ("What it must not be read as", antibody.pitfalls),
    ):
        if remarks:
            yield f"## {title}"
            yield ""
            yield from remark_list(remarks)
    yield from source_list(base, _facts(antibody))


def _head(base: KnowledgeBase, antibody: Antibody) -> Iterator[str]:
    finding = base.findings[antibody.id]
    domain = base.domains[antibody.id]
    file = f"[{antibody.id}.yaml]({DATA}/antibodies/{antibody.id}.yaml)"
    names = ", ".join(code(alias.name) for alias in finding.aliases)
    yield from table(
        ["", ""],
        [
            ["antigen", f"{marked(_flat(antibody.antigen), antibody)} ({basis(antibody)})"],
            ["kind", KINDS[antibody.kind]],
            ["on usual panels", PANELS[antibody.panels]],
            [
                "in a patient file",
                f"[`{finding.id}`](findings-{domain}.md#{finding.id})"
                + (f"; also {names}" if names else ""),
            ],
            ["file", file],
        ],
    )


def _outcome(antibody: Antibody, outcome: Outcome) -> Iterator[str]:
    """The figures and the remarks about one outcome."""
    figures = [figure for figure in antibody.figures if figure.outcome == outcome.id]
    remarks = [remark for remark in antibody.remarks if remark.outcome == outcome.id]
    if not figures and not remarks:
        return
    yield f"## {capital(outcome.label)}"
    yield ""
    yield from figure_table(figures, outcome.label)
    yield from remark_list(remarks)


def _reading(base: KnowledgeBase, antibody: Antibody) -> Iterator[str]:
    if not (antibody.assays or antibody.pattern or antibody.titre):
        return
    yield "## The test"
    yield ""
    if antibody.pattern:
        said = marked(_flat(antibody.pattern.text), antibody.pattern)
        yield f"**Fluorescence on HEp-2 cells.** {said} ({basis(antibody.pattern)})"
        for name, rule in (("Fits", antibody.pattern.fits), ("Against", antibody.pattern.against)):
            if rule:
                yield f"{name}: {code(rule)}."
        yield ""
    if antibody.titre:
        yield f"**Titre over time: {TITRES[antibody.titre.use]}.**"
        yield f"{marked(_flat(antibody.titre.text), antibody.titre)} ({basis(antibody.titre)})"
        yield ""
    if antibody.assays:
        yield "Each method against immunoprecipitation:"
        yield ""
        yield from table(
            ["method", "sensitivity", "specificity", "a negative result excludes it", "note",
             "basis"],
            [
                [
                    marked(base.methods[assay.method].label, assay),
                    _share(assay.sensitivity),
                    _share(assay.specificity),
                    "yes" if assay.excludes else "**no**",
                    _flat(assay.note or ""),
                    basis(assay),
                ]
                for assay in antibody.assays
            ],
        )  # fmt: skip


def _share(percent: Decimal | None) -> str:
    return "not stated" if percent is None else f"{percent} %"


def _facts(antibody: Antibody) -> Iterable[Sourced]:
    yield antibody
    yield from (*antibody.figures, *antibody.remarks, *antibody.assays)
    yield from (*antibody.response, *antibody.pitfalls)
    yield from (one for one in (antibody.titre, antibody.pattern) if one)
