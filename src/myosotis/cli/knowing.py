"""``myosotis knowledge``: what the program knows, where from, and how well it was checked."""

from __future__ import annotations

from collections import Counter

import yaml
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table

from myosotis import knowledge
from myosotis.errors import KnowledgeError
from myosotis.report import Sheet
from myosotis.review import check_expressions

CHECKED = {
    "full_text": "full text",
    "abstract": "abstract",
    "secondary": "secondary",
    "no": "not yet",
}


def _console() -> Console:
    return Console(highlight=False, emoji=False, markup=False)


def run_check() -> None:
    """Say that the base is whole and how much is checked. Raises KnowledgeError if it is not."""
    base = knowledge.load()
    problems = [*knowledge.check(base), *check_expressions(base)]
    if problems:
        raise KnowledgeError(problems)
    console = _console()
    console.print(f"Knowledge {base.version} ({base.hash[:8]}): every file and reference is sound.")
    console.print()
    _print_checked(console, base)


def _print_checked(console: Console, base: knowledge.KnowledgeBase) -> None:
    counts = knowledge.count_checked(base)
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    table.add_column("Facts checked in")
    for label in (*CHECKED.values(), "facts", "checked"):
        table.add_column(label, justify="right")
    total: Counter[str] = Counter()
    for kind, found in counts.items():
        table.add_row(kind, *_cells(found))
        total.update(found)
    table.add_row("all", *_cells(total), style="bold")
    console.print(table)


def _cells(found: dict[str, int] | Counter[str]) -> list[str]:
    facts = sum(found.values())
    share = f"{100 * (facts - found.get('no', 0)) // facts} %" if facts else "none"
    return [*(str(found.get(key, 0)) for key in CHECKED), str(facts), share]


def run_show(name: str) -> None:
    """Print one entry as its file has it. Raises UnknownNameError with the nearest names."""
    base = knowledge.load()
    kind, entry = knowledge.describe(base, name)
    console = _console()
    _print_entry(base, console, kind, entry)
    finding = base.findings.get(getattr(entry, "id", ""))
    if kind == "antibody" and finding:
        console.print()
        _print_entry(base, console, "finding", finding)


def _print_entry(
    base: knowledge.KnowledgeBase, console: Console, kind: str, entry: BaseModel
) -> None:
    content = entry.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    console.print(f"{kind}: {content.get('label') or content.get('title') or ''}", style="bold")
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=console.width)
    console.print(text.rstrip(), soft_wrap=True)
    sheet = Sheet(console)
    for source in content.get("source") or ():
        if source in base.sources:
            sheet.paragraph(base.sources[source].citation, 0, f"{source}: ")


def run_search(word: str) -> None:
    """Print kind, id and label of what holds the word."""
    found = knowledge.search(knowledge.load(), word)
    console = _console()
    if not found:
        console.print(f"Nothing in the knowledge base holds '{word}'.")
        return
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 3, 0, 0))
    for kind, name, label in found:
        table.add_row(kind, name, label)
    console.print(table)


def run_sources() -> None:
    """Print every source with its identifiers, and what is checked."""
    base = knowledge.load()
    console = _console()
    sheet = Sheet(console)
    for source in base.sources.values():
        sheet.line(source.id, "bold")
        ids = (("doi:", source.doi), ("PMID ", source.pmid), ("", source.url))
        known = " · ".join(f"{label}{value}" for label, value in ids if value)
        sheet.paragraph(source.citation + (f" {known}" if known else ""), 2)
    console.print()
    _print_checked(console, base)
