"""The frame of a printed document: its title, the rows of its first screen, sources, its end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from myosotis.report.profile_words import (
    document_title,
    due_by_group,
    source_numbers,
    unchecked_text,
)
from myosotis.report.sheet import Sheet
from myosotis.report.words import INTENDED_USE, Data, fit

NAME = 16
"""The width of the names of the rows of the first screen."""


class Notes:
    """A document in a terminal, with the numbers of its sources."""

    def __init__(self, sheet: Sheet, document: Data) -> None:
        self.sheet = sheet
        self.document = document

    def of(self, part: Data) -> str:
        """The numbers of a part that names its own sources, and the mark of an unchecked one."""
        marked = {"sources": part.get("sources") or (), "checked": part.get("checked")}
        return source_numbers(self.document, marked)

    def remark(self, remark: Data) -> str:
        """A remark with its sources."""
        return f"{remark['text']}{self.of(remark)}"

    def title(self, subject: str) -> None:
        """Who, what and when, with the knowledge where there is room for it."""
        knowledge = self.document["knowledge"]
        title = document_title(self.document, subject)
        tail = f" · knowledge {knowledge['version']} ({knowledge['hash'][:4]})"
        whole = title + tail
        self.sheet.paragraph(whole if len(whole) <= self.sheet.width else title)
        self.sheet.rule()

    def row(self, name: str, items: Sequence[str]) -> None:
        """A row of the first screen: its name, and as many items as fit on one line."""
        shown = fit(list(items) or ["none"], self.sheet.width - NAME)
        self.sheet.line(f"{name:<{NAME}}{shown}")

    def due(self, lines: Iterable[Data]) -> None:
        """A row for each organ of which something is due now."""
        groups = due_by_group(lines)
        for group, labels in groups.items():
            self.row(f"Due: {group}", labels)
        if not groups:
            self.row("Due now", [])

    def head(self, title: str) -> None:
        """A blank line, and a title in a rule."""
        self.sheet.line()
        self.sheet.rule(title)

    def footer(self) -> None:
        """All sources, the count of what is unchecked, and the intended use."""
        self.head("Sources")
        ordered = sorted(self.document["sources"].values(), key=lambda one: int(one["number"]))
        self.sheet.citations(ordered)
        self.sheet.line()
        self.sheet.paragraph(unchecked_text(self.document["unchecked"]))
        self.sheet.paragraph(INTENDED_USE)
