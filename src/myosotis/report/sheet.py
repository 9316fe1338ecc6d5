"""A sheet of text for a terminal: paragraphs, items and rules that fit its width."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from myosotis.report.marks import Mark

WIDEST = 108
BOUND = "\ue000%"
"""A per cent sign behind a space where no line ends."""
COLOURS = {
    "active": "#e69f00",
    "damage": "#3b8fd0",
    "mixed": "#e69f00",
    "neither": "#00a87a",
    "unknown": "",
    "urgent": "bold red",
    "firm": "bold",
    "quiet": "",
}
PLAIN = str.maketrans(
    {
        "·": "|",
        "×": "x",
        "÷": "/",
        "–": "-",
        "−": "-",
        "\u00a0": " ",
        "—": "-",
        "─": "-",
        "…": "...",
        "†": "+",
        "≥": ">=",
        "≤": "<=",
        "²": "2",
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u03b1": "alpha",
        "\u03b2": "beta",
        "\u03b3": "gamma",
    }
)


class Sheet:
    """Writes to a console; where it cannot show more than ASCII, signs have plain stand-ins."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.width = min(console.width, WIDEST)
        self.ascii = console.options.ascii_only

    def line(self, text: str | Text = "", style: str = "") -> None:
        """One line as it is, cut by nothing but the terminal."""
        line = text if isinstance(text, Text) else Text(text, style)
        if self.ascii:
            line = Text(self.shown(line.plain), line.style)
        self.console.print(line, no_wrap=True, overflow="ignore", crop=False)

    def shown(self, text: str) -> str:
        """The text as the console can show it."""
        if not self.ascii:
            return text
        parts = unicodedata.normalize("NFKD", text.translate(PLAIN))
        bare = "".join(sign for sign in parts if not unicodedata.combining(sign))
        return bare.encode("ascii", "replace").decode("ascii")

    def rule(self, title: str = "") -> None:
        """A line across the sheet, with a title in it."""
        start = f"─ {title} " if title else ""
        self.line(start + "─" * (self.width - len(start)), "bold" if title else "")

    def paragraph(self, text: str, indent: int = 0, lead: str = "", style: str = "") -> None:
        """Wrapped text; ``lead`` stands in front of the first line, the others hang below it."""
        hang = len(lead) if len(lead) <= 6 else 2
        for line in self.wrapped(lead + text, indent, hang):
            self.line(line, style)

    def wrapped(
        self, text: str, indent: int = 0, hang: int = 0, width: int | None = None
    ) -> list[str]:
        """The lines of a paragraph; all but the first hang deeper by ``hang``.

        A number keeps its per cent sign.
        """
        # What stands in for a sign may be longer than the sign.
        lines = textwrap.wrap(
            self.shown(text).replace(" %", BOUND),
            width or self.width,
            initial_indent=" " * indent,
            subsequent_indent=" " * (indent + hang),
            break_long_words=False,
            break_on_hyphens=False,
        )
        return [line.replace(BOUND, " %") for line in lines]

    def items(self, texts: Iterable[str], lead: str = "- ", indent: int = 2) -> None:
        """A list, one item after the other."""
        for text in texts:
            self.paragraph(text, indent, lead)

    def citations(self, sources: Iterable[Mapping[str, Any]]) -> None:
        """Each source by its number, with its identifier."""
        for source in sources:
            doi = f" doi:{source['doi']}" if source.get("doi") else ""
            self.paragraph(f"{source['citation']}{doi}", 0, f"[{source['number']}] ")

    def mark(self, mark: Mark, loud: bool = False) -> str:
        """The shape and the word of a verdict."""
        shape = mark.ascii if self.ascii else mark.shape
        return f"{shape} {mark.word.upper() if loud else mark.word}"

    def between(self, left: str, right: Mark | None, loud: bool = True) -> None:
        """Text on the left, a verdict on the right; on two lines where one is too short."""
        if right is None:
            self.paragraph(left, style="bold")
            return
        word = self.mark(right, loud)
        room = self.width - len(left) - len(word)
        if room < 2:
            self.paragraph(left.strip(), len(left) - len(left.lstrip()), style="bold")
            left, room = "", self.width - len(word)
        text = Text(left + " " * room, "bold")
        text.append(word, COLOURS[right.look])
        if self.ascii:
            self.line(text.plain)
        else:
            self.line(text)
