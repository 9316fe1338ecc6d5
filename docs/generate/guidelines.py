"""The page of guidelines: setting by setting, what each says of each therapy, side by side."""

from __future__ import annotations

from collections.abc import Iterator

from layout import DATA, basis, capital, code, table

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Guideline, Recommendation

LINES = {"first": "first line", "next": "next", "refractory": "refractory", "rescue": "rescue"}
SAYS = {"for": "**for**", "against": "**against**", "either": "allows"}
STRENGTHS = {
    "strong": "strong",
    "conditional": "conditional",
    "good_practice": "good practice",
    "not_graded": "",
    "not_read": "grade not read",
}
Said = tuple[Guideline, Recommendation]


def guidelines(base: KnowledgeBase) -> Iterator[str]:
    """The list of guidelines, then each setting: a table of therapies, and the statements."""
    yield "What guidelines, consensus texts and reviews say of treatment, in our own words. Where"
    yield "two differ, both stand here; the program takes no side. *Some* means: not every patient;"
    yield "for whom, the statements below the table say. † is recalled, not yet read in the source."
    yield ""
    yield from table(
        ["guideline", "year", "covers", "grades", "basis"],
        [
            [_link(each), str(each.year), each.covers, each.grades or "none", basis(each)]
            for each in base.guidelines.values()
        ],
    )
    for setting in base.strategy.settings:
        said = [
            (each, statement)
            for each in base.guidelines.values()
            for statement in each.statements
            if statement.setting == setting.id
        ]
        if said:
            yield f"## {capital(setting.label)}"
            yield ""
            yield from _side_by_side(base, said)
            yield from _statements(said)
    yield "## What was not read"
    yield ""
    yield from table(
        ["guideline", "not read"],
        [[each.short, " ".join(each.not_read)] for each in base.guidelines.values()],
    )


def _side_by_side(base: KnowledgeBase, said: list[Said]) -> Iterator[str]:
    """A row for each therapy, a column for each guideline that speaks of the setting."""
    columns = list(dict.fromkeys(guideline.id for guideline, _ in said))
    named = {name for _, statement in said for name in statement.therapies}
    rows = []
    for therapy in (each for each in base.therapies.values() if each.id in named):
        cells = [
            "; ".join(
                _cell(statement)
                for guideline, statement in said
                if guideline.id == column and therapy.id in statement.therapies
            )
            for column in columns
        ]
        rows.append([therapy.label, *cells])
    yield from table(["", *(base.guidelines[column].short for column in columns)], rows)


def _cell(statement: Recommendation) -> str:
    details = (LINES.get(statement.line, ""), STRENGTHS[statement.strength], statement.evidence)
    text = ", ".join(part for part in (SAYS[statement.says], *details) if part)
    return f"{text}{' (some)' if statement.if_ else ''}{_mark(statement)}"


def _statements(said: list[Said]) -> Iterator[str]:
    yield from table(
        ["guideline", "statement", "for whom", "line", "strength, evidence, agreement", "basis"],
        [
            [
                guideline.short,
                f"{statement.statement}{_mark(statement)}",
                code(statement.if_),
                LINES.get(statement.line, "any"),
                _graded(statement),
                basis(statement),
            ]
            for guideline, statement in said
        ],
    )


def _graded(statement: Recommendation) -> str:
    """Strength, evidence and agreement as printed; "not graded" where there is none of them."""
    printed = (STRENGTHS[statement.strength], statement.evidence, statement.agreement)
    return ", ".join(part for part in printed if part) or "not graded"


def _mark(statement: Recommendation) -> str:
    return " †" if statement.checked == "no" else ""


def _link(guideline: Guideline) -> str:
    return f"[{guideline.short}]({DATA}/guidelines/{guideline.id}.yaml): {guideline.title}"
