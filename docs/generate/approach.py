"""The page of the approach: every rule of the four questions, in the order of a review."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from layout import DATA, basis, capital, chapter_name, code, table

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import DefinitionSet, Rule

PAGES = ("urgent", "resistance", "activity", "diagnosis", "strategy", "examination", "course")


def approach(base: KnowledgeBase) -> Iterator[str]:
    """Every rule of the approach."""
    files = ", ".join(f"[{name}]({DATA}/pathway/{name}.yaml)" for name in PAGES)
    yield "A rule holds where its condition is certain, however the unknowns turn out. A bare name"
    yield "is the present, `ever.` the whole course; see [expressions](../manual/expressions.md)."
    yield "A rule that is not yet checked is shown, and never opens the gate alone."
    yield ""
    yield f"Files: {files}."
    yield ""
    yield from _urgent(base)
    yield from _resistance(base)
    yield from _activity(base)
    yield from _diagnosis(base)
    yield from _strategy(base)
    yield from _examination(base)
    yield from _course(base)


def _urgent(base: KnowledgeBase) -> Iterator[str]:
    yield f"## Urgent: {base.urgent.question}"
    yield ""
    yield from table(
        ["organ", "where", "statement", "tests", "basis"],
        [
            [f.organ, code(f.if_), f.statement, _tests(base, f.tests), basis(f)]
            for f in base.urgent.red_flags
        ],
    )


def _read_as(definition: DefinitionSet) -> Iterator[str]:
    for name, text in definition.reads.items():
        yield f"{code(name)}: {code(text)}"
    dose = definition.glucocorticoid_dose
    if dose:
        yield f"weeks of glucocorticoid at {dose.at_least} {dose.unit} ({basis(dose)})"
    if definition.barred_counts:
        yield "a drug stopped for a contraindication counts as not tolerated"


def _resistance(base: KnowledgeBase) -> Iterator[str]:
    pathway = base.resistance
    yield f"## 0. {pathway.question}"
    yield ""
    yield "### Definitions of refractory disease"
    yield ""
    yield from table(
        ["definition", "met where", "note", "basis"],
        [
            [
                d.title + (" (**applied**)" if d.default else ""),
                code(d.if_),
                d.note or "",
                basis(d),
            ]
            for d in pathway.definitions
        ],
    )
    yield "The definitions of others are sets of their own. Treatments are judged by the rules of"
    yield "the therapies; what a definition asks of dose and time stands in its set."
    yield ""
    yield from table(
        ["definition", "set", "shown beside it", "read from the record as"],
        [
            [
                base.criteria[d.set_].title,
                f"[{d.set_}]({chapter_name(base.criteria[d.set_])})",
                ", ".join(gate.label for gate in d.gates),
                "; ".join(_read_as(d)),
            ]
            for d in pathway.other_definitions
        ],
    )
    yield "### Removable causes"
    yield ""
    yield from table(
        ["cause", "found where", "excluded where", "why", "tests", "basis"],
        [
            [
                c.label,
                code(c.found),
                code(c.excluded),
                c.statement,
                _tests(base, c.tests),
                basis(c),
            ]
            for c in pathway.removable_causes
        ],
    )
    yield "### Words"
    yield ""
    yield "Words for why a treatment ended or was not given, and for what it did. The name of a"
    yield "finding is accepted as a reason too."
    yield ""
    for key, kinds in (("stopped, not_given", pathway.reasons), ("response", pathway.responses)):
        yield from table(
            [key, "words that mean the same"],
            [
                [code(kind), ", ".join(w.replace("_", " ") for w in words if w != kind)]
                for kind, words in kinds.items()
            ],
        )


def _activity(base: KnowledgeBase) -> Iterator[str]:
    yield f"## 1. {base.activity.question}"
    yield ""
    for organ in base.activity.organs:
        yield f"### {capital(organ.label)}"
        yield ""
        yield from table(
            ["", "where", "statement", "basis"],
            [
                *_rows("inflammation", organ.inflammation.shown),
                *_rows("no inflammation", organ.inflammation.excluded),
                *_rows("damage", organ.damage.shown),
                *_rows("no damage", organ.damage.excluded),
                *_rows("hint, decides nothing", organ.hints),
            ],
        )


def _diagnosis(base: KnowledgeBase) -> Iterator[str]:
    pathway = base.diagnosis
    yield f"## 2. {pathway.question}"
    yield ""
    links = ", ".join(
        f"[{base.criteria[id_].short}]({chapter_name(base.criteria[id_])})"
        for id_ in pathway.criteria
    )
    yield f"Criteria sets shown: {links}. A *firm* rule stands against every red flag but those"
    yield "marked so."
    yield ""
    yield from table(
        ["", "where", "statement", "basis"],
        [
            *(
                row
                for rule in pathway.secure
                for row in _rows("secure, firm" if rule.firm else "secure", [rule])
            ),
            *_rows("another inflammatory myopathy", pathway.other_iim),
            *_rows("not an inflammatory myopathy", pathway.not_iim),
            *(
                row
                for rule in pathway.red_flags
                for row in _rows(
                    "red flag, even if firm" if rule.even_if_firm else "red flag", [rule]
                )
            ),
        ],
    )


def _strategy(base: KnowledgeBase) -> Iterator[str]:
    pathway = base.strategy
    yield f"## 3. {pathway.question}"
    yield ""
    yield from table(
        ["", "where", "said", "basis"],
        [
            *(["the gate asks for", code(g.if_), g.blocked, basis(g)] for g in pathway.gate),
            *_rows("open whatever the gate says", pathway.always_open),
        ],
    )


def _examination(base: KnowledgeBase) -> Iterator[str]:
    yield "## The second diagnostic examination"
    yield ""
    yield from table(
        ["test", "offered where", "statement", "settles", "basis"],
        [
            [
                _tests(base, [s.test]) + (" (**decisive**)" if s.decisive else ""),
                "always" if s.if_ == "True" else code(s.if_),
                s.statement,
                "; ".join(s.settles),
                basis(s),
            ]
            for s in base.examination.steps
        ],
    )


def _course(base: KnowledgeBase) -> Iterator[str]:
    course = base.course
    yield f"## The response: {course.question}"
    yield ""
    visit, strength = course.visit, course.strength
    rows = [
        ["a visit", visit.note, basis(visit)],
        ["strength", strength.note, basis(strength)],
    ]
    for case in course.population.cases:
        where = f"{case.label or ''}: {code(case.if_)}" if case.if_ else case.label or ""
        rows.append([case.is_, where, basis(course.population)])
    for each in course.instruments:
        if each.in_a_row:
            row = each.in_a_row
            text = f"{row.label}: {code(row.verdict)} at {row.visits} visits in a row"
            rows.append([_instrument(base, each.instrument), text, basis(row)])
    yield from table(["", "rule", "basis"], rows)
    yield f"The score that is followed: {_instrument(base, course.score.instrument)}. Beside it:"
    yield f"{', '.join(_instrument(base, each.instrument) for each in course.instruments)}."
    yield ""


def _instrument(base: KnowledgeBase, id_: str) -> str:
    return f"[{base.criteria[id_].short}]({chapter_name(base.criteria[id_])})"


def _rows(kind: str, rules: Iterable[Rule]) -> list[list[str]]:
    return [[kind, code(rule.if_), rule.statement, basis(rule)] for rule in rules]


def _tests(base: KnowledgeBase, ids: Iterable[str]) -> str:
    return ", ".join(f"[{base.tests[id_].label}](tests.md#{id_})" for id_ in ids)
