"""The frame of a printed document: its title, the rows of its first screen, sources, its end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from myosotis.report.due_words import due_by_group
from myosotis.report.profile_words import SHOWN, document_title, source_numbers, unchecked_text
from myosotis.report.sheet import Sheet
from myosotis.report.words import INTENDED_USE, Data, fit

NAME = 16
"""The width of the names of the rows of the first screen."""


SLACK = 24
"""What two lines may lose where they break."""


def two_lines(sheet: Sheet, name: str, items: Sequence[str]) -> None:
    """A row of a first screen: its name, and as many items as fit on two lines."""
    room = sheet.width - NAME
    lines = sheet.wrapped(fit(items, 2 * room), width=room)
    if len(lines) > 2:
        lines = sheet.wrapped(fit(items, 2 * room - SLACK), width=room)
    for number, line in enumerate(lines[:2] if items else ()):
        sheet.line(f"{'' if number else name:<{NAME}}{line}")


class Notes:
    """A document in a terminal, with the numbers of its sources."""

    def __init__(self, sheet: Sheet, document: Data) -> None:
        self.sheet = sheet
        self.document = document
        self.cited: set[str] = set()

    def of(self, part: Data) -> str:
        """The numbers of a part that names its own sources, and the mark of an unchecked one."""
        self.cited.update(part.get("sources") or ())
        marked = {"sources": part.get("sources") or (), "checked": part.get("checked")}
        return source_numbers(self.document, marked)

    def remark(self, remark: Data) -> str:
        """A remark with its sources."""
        return f"{remark['text']}{self.of(remark)}"

    def remarks(
        self, title: str, remarks: Sequence[Data], most: int | None = SHOWN, lead: str = "- "
    ) -> None:
        """Remarks under a title, and how many there are beside those that are told."""
        if not remarks:
            return
        self.sheet.line(f"  {title}")
        self.sheet.items((self.remark(one) for one in remarks[:most]), lead, 4)
        self.more(len(remarks[most:]) if most else 0)

    def more(self, count: int) -> None:
        """How many more there are on the page."""
        if count:
            self.sheet.line(f"      and {count} more; the page (--html) shows all")

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
        """The sources that were named, what is unchecked, and the intended use."""
        self.head("Sources")
        known = self.document["sources"]
        named = [known[id_] for id_ in self.cited if id_ in known]
        self.sheet.citations(sorted(named, key=lambda one: int(one["number"])))
        if len(named) < len(known):
            self.sheet.line("The page (--html) holds everything, with all sources.")
        self.sheet.line()
        self.sheet.paragraph(unchecked_text(self.document["unchecked"]))
        self.sheet.paragraph(INTENDED_USE)
