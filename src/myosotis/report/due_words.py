"""What was done and what is due, in words: things that share their dates stand together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from myosotis.report.words import Data, capital, date_text, listing

WHEN = ("due", "planned", "done", "if", "not_needed")
"""The standings of what is to be done, what is due first."""


@dataclass(frozen=True)
class Due:
    """Things to do that share a panel, a standing and their dates."""

    line: Data
    labels: tuple[str, ...]
    statements: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def status(self) -> str:
        return str(self.line["status"])

    @property
    def panel(self) -> str:
        return capital(str(self.line["panel"]).replace("_", " "))

    @property
    def name(self) -> str:
        """The panel with what of it is meant; without a panel, the things alone."""
        what = ", ".join(self.labels)
        return f"{self.panel}: {what}" if self.panel else capital(what)

    @property
    def later(self) -> list[tuple[str, str]]:
        """The planned times after the first."""
        first = (self.line["on"], self.line["until"])
        return [(start, end) for start, end in self.line["dates"] if (start, end) != first]

    @property
    def when(self) -> str:
        """When it is due or was done, and what is planned after it."""
        line = self.line
        later = [span_text(*span) for span in self.later]
        parts = [line["when"]]
        if line["status"] != "done" and line["last_text"] and line["last_text"] not in line["when"]:
            parts.append(f"last done {line['last_text']}")
        if later:
            parts.append(f"then {listing(later)}")
        return capital("; ".join(part for part in parts if part))


def span_text(first: str, last: str) -> str:
    """A planned day, or the days between which it falls: "Dec 2024 to Mar 2025"."""
    if first == last:
        return date_text(first)
    start, end = (date_text(text[:7]) for text in (first, last))
    return start if start == end else f"{start} to {end}"


def due_groups(lines: Iterable[Data]) -> list[Due]:
    """Lines of one panel with the same standing and dates as one; what is due first."""
    groups: dict[tuple[str, ...], list[Data]] = {}
    for line in lines:
        key = (
            line["group"], line["panel"], line["status"], line["when"], str(line["last"]),
            str(line["on"]), str(line["until"]), str(line["dates"]), str(line["then"]),
        )  # fmt: skip
        groups.setdefault(key, []).append(line)
    found = [
        Due(
            line=group[0],
            labels=tuple(line["label"] for line in group),
            statements=tuple(_once([*(one["statement"] for one in group), *_then(group[0])])),
            notes=tuple(_once(line["note"] for line in group)),
        )
        for group in groups.values()
    ]
    return sorted(found, key=lambda due: WHEN.index(due.status))


def _then(line: Data) -> list[str]:
    """How it may go on, where that is open."""
    return [f"Possibly: {line['then']}"] if line["then"] else []


def _once(texts: Iterable[str | None]) -> Iterator[str]:
    yield from dict.fromkeys(text for text in texts if text)


def all_due(profile: Data) -> list[Data]:
    """Everything that is due, planned or done, of all organs."""
    how = [line for one in profile["watch"] for line in one["how"]]
    return [*profile["cancer"]["due"], *profile["lung"]["due"], *how]


def due_by_group(lines: Iterable[Data]) -> dict[str, list[str]]:
    """What is due now, by organ."""
    groups: dict[str, list[str]] = {}
    for line in lines:
        if line["status"] == "due":
            groups.setdefault(line["group"], []).append(line["label"])
    return groups
