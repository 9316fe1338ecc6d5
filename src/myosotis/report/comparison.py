"""All classification sets on one patient, in a terminal: one row for each set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console

from myosotis.report.columns import print_table
from myosotis.report.disagreement import print_disagreement
from myosotis.report.sheet import Sheet
from myosotis.report.words import (
    INTENDED_USE,
    Data,
    applying,
    assumptions,
    capital,
    criteria_verdict,
    fact_text,
    named_with_year,
    not_applicable_text,
    outcome_texts,
    reviewed_text,
    settled_by,
    value_text,
)

NAMED = 3
"""As many facts behind a verdict are named; more are counted."""
HEADS = ("Criteria", "Verdict", "Rests on", "What would settle it")
NOTHING = "–"
LEFT_OUT = {
    "refused": "Not evaluated: the facts cannot be",
    "switched_off": "Switched off, and without effect",
}


def print_comparison(comparison: Data, console: Console) -> None:
    """Print one comparison: the table, then flags, assumptions, what is left out, sources."""
    _Comparison(Sheet(console), comparison).print()


class _Comparison:
    def __init__(self, sheet: Sheet, comparison: Data) -> None:
        self.sheet = sheet
        self.data = comparison
        self.unchecked = False

    def print(self) -> None:
        sheet, data = self.sheet, self.data
        sheet.paragraph(f"{data['patient']['title']} · {reviewed_text(data)}", style="bold")
        sheet.rule("Classification criteria")
        rows = [self._row(one) for one in applying(data)]
        if rows:
            print_table(sheet, HEADS, rows)
        else:
            sheet.paragraph("No classification set applies to this patient.")
        if data.get("disagreement"):
            self._head("Where they disagree")
            print_disagreement(sheet, data["disagreement"], self._cites)
        self._flags()
        self._left_out()
        conflicts = [
            *(conflict["statement"] for conflict in data["conflicts"]),
            *(text for one in data["sets"] for text in one["conflicts"]),
        ]
        if conflicts:
            self._head("Facts that contradict each other")
            sheet.items(dict.fromkeys(conflicts))
        self._footer()

    def _head(self, title: str) -> None:
        self.sheet.line()
        self.sheet.rule(title)

    def _cites(self, one: Data) -> str:
        known = self.data["sources"]
        ids = one.get("sources") or one.get("source") or ()
        numbers = sorted({known[id_]["number"] for id_ in ids if id_ in known})
        text = f" [{', '.join(map(str, numbers))}]" if numbers else ""
        if one.get("checked") != "no":
            return text
        self.unchecked = True
        return f"{text}†"

    def _row(self, one: Data) -> list[list[str]]:
        verdict = [capital(criteria_verdict(one)), *outcome_texts(one)]
        for name, value in one["values"].items():
            verdict.append(f"{capital(value['label'])}: {value_text(name, value)}")
        because = [fact_text(reason) for reason in one["because"]]
        if len(because) > NAMED + 1:
            because = [*because[:NAMED], f"and {len(because) - NAMED} more"]
        return [
            [named_with_year(one), self._cites(one).strip().replace(", ", ",")],
            verdict,
            ["; ".join(because) or NOTHING],
            [settled_by(one) or NOTHING],
        ]

    def _flags(self) -> None:
        """What certainly applies, and what was assumed; what may apply stands in the document."""
        flags = [
            f"{one['short']}: {flag['text']}{self._cites(flag)}"
            for one in applying(self.data)
            for flag in one["flags"]
            if flag["certain"]
        ]
        flags += [
            f"Assumed, since it is not recorded: {text} ({', '.join(names)})"
            for text, names in assumptions(self.data).items()
        ]
        if flags:
            self._head("To know when reading them")
            self.sheet.items(flags)

    def _left_out(self) -> None:
        applying_ = applying(self.data)
        others = [one for one in self.data["sets"] if one not in applying_]
        self._list("Not applicable", ((one, not_applicable_text(one)) for one in others))
        for why, title in LEFT_OUT.items():
            out = [one for one in self.data["left_out"] if one["why"] == why]
            self._list(title, ((one, one["reason"]) for one in out))

    def _list(self, title: str, items: Iterable[tuple[Data, str]]) -> None:
        texts = [f"{named_with_year(one)}{self._cites(one)}: {text}" for one, text in items]
        if texts:
            self._head(title)
            self.sheet.items(texts)

    def _footer(self) -> None:
        sources: Sequence[Data] = list(self.data["sources"].values())
        if sources:
            self._head("Sources")
        self.sheet.citations(sources)
        self.sheet.line()
        if self.unchecked:
            self.sheet.paragraph("† not yet checked in a source.")
        self.sheet.paragraph(
            "Classification criteria were made for research: meeting them is not a diagnosis, and "
            "not meeting them excludes none."
        )
        self.sheet.paragraph(INTENDED_USE)
