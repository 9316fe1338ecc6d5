"""The pages of what to look for: cancer, the lung, other organs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from figures import INTERVALS, MARK, figure_table, marked, remark_list, source_list
from layout import DATA, basis, capital, chapter_name, code, table, words
from phrases import Phrases

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Item, Panel, Rule, Sourced, Timing
from myosotis.review import rulebook

MOST = 6
"""So many names of findings stand in a cell."""

OF_WHOM = {"female": "women", "male": "men", None: "all"}


def cancer(base: KnowledgeBase) -> Iterator[str]:
    """The tier, the panels, their timing, what may be considered, and what was not read."""
    pathway = base.cancer
    criteria = base.criteria[pathway.tier]
    yield f"{pathway.question} Guideline: {pathway.guideline}. What could not be read in it stands"
    yield "at the end, and beside every answer."
    yield ""
    yield f"File: [cancer.yaml]({DATA}/pathway/cancer.yaml). {MARK}"
    yield ""
    yield from _tier(base)
    yield "## To whom it applies"
    yield ""
    yield f"For {pathway.window} months from the first symptom. No routine screening where:"
    yield ""
    yield from _rules(pathway.exempt)
    yield "## Panels"
    yield ""
    yield f"An item that was done in the {pathway.before} months before the start still counts."
    yield ""
    yield from _panels(base, pathway.panels)
    yield "## When"
    yield ""
    yield from _timings(pathway.timings, pathway.panels)
    yield "## What may be considered"
    yield ""
    yield from table(
        ["what", "statement", "strength", "where", "basis"],
        [
            [one.item.label, marked(one.statement, one), one.strength or "not read", code(one.if_),
             basis(one)]
            for one in pathway.conditional
        ],
    )  # fmt: skip
    yield "## Red flags"
    yield ""
    yield from _rules(pathway.red_flags)
    yield "## Figures"
    yield ""
    yield INTERVALS
    yield ""
    labels = {outcome.id: outcome.label for outcome in base.outcomes.outcomes}
    for outcome in dict.fromkeys(figure.outcome for figure in pathway.figures):
        yield f"### {capital(labels[outcome])}"
        yield ""
        figures = [figure for figure in pathway.figures if figure.outcome == outcome]
        yield from figure_table(figures, labels[outcome])
    yield "## What to know of it"
    yield ""
    yield from remark_list(pathway.remarks)
    yield '<a id="not-read"></a>'
    yield ""
    yield "## What was not read"
    yield ""
    yield from remark_list(pathway.not_read)
    yield from source_list(
        base,
        (
            criteria, *pathway.exempt, *_of_panels(pathway.panels), *pathway.timings,
            *pathway.conditional, *(one.item for one in pathway.conditional), *pathway.red_flags,
            *pathway.figures, *pathway.remarks, *pathway.not_read,
        ),
    )  # fmt: skip


def _tier(base: KnowledgeBase) -> Iterator[str]:
    criteria = base.criteria[base.cancer.tier]
    phrases = Phrases(rulebook(base).program(criteria.id))
    yield "## The tier"
    yield ""
    yield f"In full, with worked examples: [{criteria.short}]({chapter_name(criteria)})."
    yield ""
    yield from table(
        ["tier", "where"],
        [
            [f"**{words(case.is_)}**", phrases.of(case.if_) or "otherwise"]
            for case in criteria.verdict
        ],
    )
    yield from table(
        ["level", "factor"],
        [
            [capital(words(points.name)), "; ".join(row.label for row in points.rows)]
            for points in criteria.points
        ],
    )
    yield "An antibody that was not tested, or whose result is doubtful, leaves several tiers. The"
    yield "lowest of them is a lower bound."
    yield ""


def lung(base: KnowledgeBase) -> Iterator[str]:
    """The advice of the guidelines side by side, what is due, prognostic rules, progression."""
    pathway = base.lung
    risk = base.criteria[pathway.risk]
    yield f"{pathway.question} The risk: [{risk.short}]({chapter_name(risk)}). Guidelines that"
    yield "disagree stand side by side; none is taken for the others."
    yield ""
    yield f"File: [lung.yaml]({DATA}/pathway/lung.yaml). {MARK}"
    yield ""
    yield "## What the guidelines say"
    yield ""
    for about in dict.fromkeys(one.about for one in pathway.advice):
        subject = base.tests[about].label if about in base.tests else words(about)
        yield f"### {capital(subject).replace('hrct', 'HRCT')}"
        yield ""
        yield from table(
            ["guideline", "says", "strength", "where", "basis"],
            [
                [one.guideline, marked(one.statement, one), one.strength or "not read",
                 code(one.if_), basis(one)]
                for one in pathway.advice
                if one.about == about
            ],
        )  # fmt: skip
    yield "## Panels"
    yield ""
    yield f"A test of the {pathway.before} months before the start still counts."
    yield ""
    yield from _panels(base, pathway.panels)
    yield "## When"
    yield ""
    yield from _timings(pathway.timings, pathway.panels)
    yield "## Prognostic rules"
    yield ""
    yield "Each is used only as it was made: in its cohort, with its cut-offs."
    yield ""
    yield from table(
        ["rule", "what it is", "basis"],
        [
            [
                f"[{base.criteria[id_].short}]({chapter_name(base.criteria[id_])})",
                " ".join(base.criteria[id_].about.split())
                + ("" if base.criteria[id_].enabled else " **Switched off.**"),
                basis(base.criteria[id_]),
            ]
            for id_ in pathway.tools
        ],
    )
    yield "## Progression"
    yield ""
    yield from table(
        ["definition", "two tests at most so many months apart"],
        [
            [
                f"[{base.criteria[id_].title}]({chapter_name(base.criteria[id_])})",
                str(pathway.within[id_]),
            ]
            for id_ in pathway.progression
        ],
    )
    yield "## What to know of it"
    yield ""
    yield from remark_list(pathway.remarks)
    sets = [base.criteria[id_] for id_ in (pathway.risk, *pathway.tools, *pathway.progression)]
    yield from source_list(
        base,
        (*sets, *pathway.advice, *_of_panels(pathway.panels), *pathway.timings, *pathway.remarks),
    )


def watch(base: KnowledgeBase) -> Iterator[str]:
    """Other organs: whom to look at, why, and how."""
    pathway = base.watch
    yield f"{pathway.question} Whom an antibody or a subgroup puts at risk, and how to look. The"
    yield "figures of an antibody in full stand on [its page](antibodies.md)."
    yield ""
    yield f"File: [watch.yaml]({DATA}/pathway/watch.yaml). {MARK}"
    yield ""
    facts: list[Sourced] = []
    for organ in pathway.organs:
        yield f"## {capital(organ.label)}"
        yield ""
        yield from _rules(organ.rules)
        yield "How to look:"
        yield ""
        yield from _items(base, organ.how)
        facts += [*organ.rules, *organ.how]
    yield from source_list(base, facts)


# -- parts -----------------------------------------------------------------------------------


def _rules(rules: Iterable[Rule]) -> Iterator[str]:
    yield from table(
        ["where", "statement", "basis"],
        [
            [
                "everybody" if rule.if_ == "True" else code(rule.if_),
                marked(rule.statement, rule),
                basis(rule),
            ]
            for rule in rules
        ],
    )


def _panels(base: KnowledgeBase, panels: Iterable[Panel]) -> Iterator[str]:
    for panel in panels:
        yield f"### {capital(panel.label)}"
        yield ""
        if panel.done:
            yield f"A yes to {_names(base, panel.done)} shows the whole panel."
            yield ""
        yield from _items(base, panel.items)


def _items(base: KnowledgeBase, items: Iterable[Item]) -> Iterator[str]:
    items = list(items)
    whom = any(item.sex for item in items)
    yield from table(
        ["item", *(["of whom"] if whom else []), "a record shows it by", "test", "basis"],
        [
            [
                _item(item),
                *([OF_WHOM[item.sex]] if whom else []),
                _shown(base, item),
                f"[{base.tests[item.test].label}](tests.md#{item.test})" if item.test else "",
                basis(item),
            ]
            for item in items
        ],
    )


def _item(item: Item) -> str:
    where = f" Where {code(item.if_)}." if item.if_ else ""
    note = f" {item.note}" if item.note else ""
    return f"**{capital(marked(item.label, item))}.**{where}{note}"


def _shown(base: KnowledgeBase, item: Item) -> str:
    parts = []
    if item.done:
        parts.append(f"yes to {_names(base, item.done)}")
    if item.shown_by:
        parts.append(f"any value of {_names(base, item.shown_by)}")
    return "; ".join(parts) or "nothing"


def _names(base: KnowledgeBase, findings: Sequence[str]) -> str:
    """The names of findings, linked; the rest of many stands in the file."""
    shown = findings if len(findings) <= MOST else findings[:MOST]
    links = [f"[`{name}`](findings-{base.domains[name]}.md#{name})" for name in shown]
    rest = len(findings) - len(shown)
    return ", ".join(links) + (f" and {rest} more, see the file" if rest else "")


def _timings(timings: Iterable[Timing], panels: Iterable[Panel]) -> Iterator[str]:
    labels = {panel.id: panel.label for panel in panels}
    yield from table(
        ["panel", "how often", "statement", "where", "basis"],
        [
            [labels[one.panel], _often(one), marked(one.statement, one),
             "always" if one.if_ == "True" else code(one.if_), basis(one)]
            for one in timings
        ],
    )  # fmt: skip


def _often(timing: Timing) -> str:
    if timing.every is None:
        return "once, at the start"
    first, last = timing.every
    every = f"{first}" if first == last else f"{first} to {last}"
    end = f", for {timing.for_} months" if timing.for_ else ""
    return f"at the start, then every {every} months{end}"


def _of_panels(panels: Iterable[Panel]) -> Iterator[Sourced]:
    for panel in panels:
        yield panel
        yield from panel.items
