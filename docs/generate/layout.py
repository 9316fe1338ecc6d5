"""Markdown: pages, tables, and the basis of a fact in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from myosotis.knowledge.schema import Sourced

DATA = "../../src/myosotis/knowledge/data"
NOTICE = "<!-- Written by `make docs` from the knowledge; corrections belong there, not here. -->"

CHECKED = {
    "full_text": "read in full text",
    "abstract": "read in the abstract",
    "secondary": "read in a secondary source",
    "no": "not yet checked",
}


def page(title: str, lines: Iterable[str]) -> str:
    """A whole page."""
    return "\n".join([f"# {title}", "", NOTICE, "", *lines]).rstrip() + "\n"


def table(head: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    """A table; nothing where it has no rows."""
    body = [
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
        for row in rows
    ]
    if body:
        yield "| " + " | ".join(head) + " |"
        yield "|" + "---|" * len(head)
        yield from body
        yield ""


def code(text: str | None) -> str:
    """Code, on one line."""
    return f"`{' '.join(text.split())}`" if text else ""


def basis(fact: Sourced) -> str:
    """The sources of a fact, linked, and how it was checked there."""
    links = ", ".join(f"[{source}](sources.md#{source})" for source in fact.source)
    return f"{links}; {CHECKED[fact.checked]}"


def capital(text: str) -> str:
    """The text with a capital letter."""
    return text[:1].upper() + text[1:]
