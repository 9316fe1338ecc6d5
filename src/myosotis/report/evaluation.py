"""One criteria set, evaluated, in a terminal: the verdict, the range, what would settle it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from myosotis.report.sheet import Sheet
from myosotis.report.words import (
    Data,
    answers_text,
    capital,
    criteria_verdict,
    outcome_texts,
    value_text,
)

SHOWN = 8


def print_evaluation(
    evaluation: Data, console: Console, explain: bool = False, citations: Sequence[str] = ()
) -> None:
    """Print one evaluation; ``explain`` adds how it was reached, as a tree."""
    sheet = Sheet(console)
    sheet.paragraph(evaluation["title"], style="bold")
    sheet.rule()
    if evaluation.get("incomplete"):
        sheet.paragraph(f"Switched off, it affects no verdict: {evaluation['incomplete']}")
    sheet.paragraph(capital(criteria_verdict(evaluation)), style="bold")
    for name, value in (evaluation.get("values") or {}).items():
        label = value.get("label") or name.replace("_", " ")
        sheet.paragraph(f"{capital(label)}: {value_text(name, value)}")
    for text in outcome_texts(evaluation):
        sheet.paragraph(text)
    if evaluation.get("assumed"):
        sheet.paragraph(f"Assumed, since it is not recorded: {evaluation['assumed']}")
    for flag in evaluation.get("flags") or ():
        sheet.paragraph(flag["text"], 0, "! " if flag.get("certain", True) else "? may apply: ")
    _reasons(sheet, evaluation)
    _missing(sheet, evaluation)
    if explain and evaluation.get("explain"):
        sheet.line()
        sheet.line("How it was reached", "bold")
        _tree(sheet, evaluation["explain"])
    if citations:
        sheet.line()
        sheet.items(citations, "Source: ", 0)


def _reasons(sheet: Sheet, evaluation: Data) -> None:
    because = evaluation.get("because") or ()
    if because:
        sheet.line()
        sheet.line("Because", "bold")
        sheet.items(f"{one['label']}: {one['value']}" for one in because)


def _missing(sheet: Sheet, evaluation: Data) -> None:
    missing = evaluation.get("missing") or ()
    if not missing:
        return
    sheet.line()
    several = len(evaluation["verdict"]) > 1
    sheet.line("What could still settle it" if several else "Not known", "bold")
    for one in missing[:SHOWN]:
        known = f" (known: {one['known']})" if one.get("known") else ""
        answers = answers_text(one, evaluation.get("verdict_labels"))
        text = one["label"] + known + (f": {answers}" if answers else "")
        sheet.paragraph(text, 2, "? ")
    if len(missing) > SHOWN:
        rest = [one["label"] for one in missing[SHOWN:]]
        sheet.paragraph(", ".join(rest), 2, "? and: ")


def _tree(sheet: Sheet, node: Data, depth: int = 0) -> None:
    """A paragraph for each step, its inputs below it."""
    value = f": {node['value']}" if node.get("value") else ""
    sheet.paragraph(node["text"] + value, 2 * depth, "- " if depth else "")
    for child in node.get("children") or ():
        _tree(sheet, child, depth + 1)
