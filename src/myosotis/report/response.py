"""The response of one patient in a terminal: the conclusion, the course, the pair in full."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console

from myosotis.report.columns import print_table
from myosotis.report.response_words import (
    assumed_of,
    cut_off_text,
    cut_offs,
    improvement_text,
    measure_name,
    notes_of,
    points_text,
    response_title,
    set_outcomes,
    set_values,
    short_verdict,
    total_text,
    value_at,
    when_of,
)
from myosotis.report.sheet import Sheet
from myosotis.report.words import INTENDED_USE, Data, capital, listing, number_text

BAR = 46
"""The bar is at most so wide."""


def print_response(response: Data, console: Console, brief: bool = False) -> None:
    """Print one response (what `Response.to_dict` gives); ``brief`` ends after the course."""
    _Response(Sheet(console), response).print(brief)


class _Response:
    def __init__(self, sheet: Sheet, response: Data) -> None:
        self.sheet = sheet
        self.data = response
        self.unchecked = False

    def print(self, brief: bool) -> None:
        sheet, data = self.sheet, self.data
        sheet.paragraph(response_title(data))
        sheet.rule()
        sheet.paragraph(data["summary"]["conclusion"], style="bold")
        for line in data["summary"]["lines"]:
            sheet.paragraph(line)
        self._course()
        if brief:
            return
        self._pair()
        self._others()
        self._notes()
        self._footer()

    def _head(self, title: str) -> None:
        self.sheet.line()
        self.sheet.rule(title)

    def _cites(self, sources: list[str], checked: str) -> str:
        known = self.data["sources"]
        numbers = sorted({known[id_]["number"] for id_ in sources if id_ in known})
        text = f" [{', '.join(map(str, numbers))}]" if numbers else ""
        if checked != "no":
            return text
        self.unchecked = True
        return f"{text}†"

    # -- the course -----------------------------------------------------------------------------

    def _course(self) -> None:
        data, sheet = self.data, self.sheet
        score = data["instruments"][data["score"]]
        self._head(f"{score['short']}, each visit against the first")
        rows = [(data["visits"][0]["text"], "", "baseline")]
        for comparison in data["comparisons"]:
            on = data["visits"][comparison["followup"]]["text"]
            rows.append((on, total_text(comparison), capital(short_verdict(comparison["score"]))))
        heads = ("Visit", "Total", "Response")
        widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
        lead = sum(widths) + 2 * len(widths)
        wide = min(BAR, sheet.width - lead - 1)
        cells = "  ".join(head.ljust(w) for head, w in zip(heads, widths, strict=True))
        sheet.line(f"{cells}  {self._axis(wide)}", "bold")
        for place, row in enumerate(rows):
            cells = "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True))
            comparison = data["comparisons"][place - 1] if place else None
            bar = self._bar(comparison["total"], wide) if comparison else ""
            sheet.line(f"{cells}  {bar}".rstrip())
            for text in self._below(place):
                sheet.paragraph(text, 4, style="")
        cuts = cut_off_text(data)
        if cuts:
            sheet.line()
            sheet.paragraph(f"{cuts}{self._cites(score['sources'], score['checked'])}")
        filled, open_, mark = self._signs()
        ranges = any(
            c["total"] and c["total"]["low"] != c["total"]["high"] for c in data["comparisons"]
        )
        possible = f" {open_} still possible." if ranges else ""
        sheet.paragraph(f"{filled} certain.{possible} {mark} a cut-off.")

    def _below(self, place: int) -> Iterator[str]:
        missing = self.data["visits"][place]["missing"]
        if missing:
            yield f"not recorded: {listing(missing)}"

    def _signs(self) -> tuple[str, str, str]:
        return ("#", "=", "|") if self.sheet.ascii else ("█", "░", "│")

    def _marks(self, wide: int) -> set[int]:
        low, high = self.data["range"]
        return {
            min(int((band["low"] - low) * wide / (high - low)), wide - 1)
            for bands in cut_offs(self.data).values()
            for band in bands
        }

    def _axis(self, wide: int) -> str:
        """The ends of the scale and the cut-offs as numbers over their places."""
        low, high = self.data["range"]
        cells = [" "] * wide
        ends = {0: number_text(_whole(low))}
        for bands in cut_offs(self.data).values():
            for band in bands:
                place = int((band["low"] - low) * wide / (high - low))
                ends[place] = number_text(_whole(band["low"]))
        text = number_text(_whole(high))
        ends[wide - len(text)] = text
        taken = -1
        for place, text in sorted(ends.items()):
            if place > taken:
                cells[place : place + len(text)] = text
                taken = place + len(text)
        return "".join(cells[:wide]).rstrip()

    def _bar(self, total: Data | None, wide: int) -> str:
        """A bar from the low end of the scale: certain, then possible, with the cut-offs in it."""
        if total is None:
            return ""
        filled, open_, mark = self._signs()
        low, high = self.data["range"]
        marks = self._marks(wide)
        cells = []
        for place in range(wide):
            middle = low + (place + 0.5) * (high - low) / wide
            sign = filled if middle < total["low"] else open_ if middle < total["high"] else " "
            cells.append(mark if place in marks else sign)
        return "".join(cells)

    # -- the pair -------------------------------------------------------------------------------

    def _pair(self) -> None:
        data = self.data
        comparison = data["comparisons"][data["pair"]["comparison"]]
        before, after = (
            data["visits"][comparison[side]]["text"] for side in ("baseline", "followup")
        )
        self._head(f"From {before} to {after}, measure by measure")
        heads = ("Measure", before, after, "Improvement", "Points")
        rows = [
            (
                [measure_name(change)],
                ["; ".join(value_at(change["baseline"], recorded=False))],
                ["; ".join(value_at(change["followup"], recorded=False))],
                [improvement_text(change)],
                [points_text(change)],
            )
            for change in comparison["measures"]
        ]
        total = f"{total_text(comparison)} of {number_text(_whole(data['range'][1]))}"
        rows.append((["Total"], [""], [""], [""], [total]))
        print_table(self.sheet, heads, rows)
        self.sheet.line()
        self.sheet.paragraph(
            "Improvement is the change as a share of the measure's whole range; below zero the "
            "measure is worse, and earns nothing."
        )
        missing = [change["missing"] for change in comparison["measures"] if change["missing"]]
        self.sheet.items(f"{capital(text)}." for text in missing)

    # -- other instruments ----------------------------------------------------------------------

    def _others(self) -> None:
        data = self.data
        last = data["comparisons"][data["pair"]["comparison"]]
        if not last["others"]:
            return
        self._head("Other definitions, each visit against the first")
        names = [one["id"] for one in last["others"]]
        since = [one["id"] for one in last["since_previous"]]
        heads = [
            "Visit",
            *(data["instruments"][id_]["short"] for id_ in names),
            *(f"{data['instruments'][id_]['short']}, against the visit before" for id_ in since),
        ]
        rows = []
        for comparison in data["comparisons"]:
            on = data["visits"][comparison["followup"]]["text"]
            cells = [[short_verdict(one)] for one in comparison["others"]]
            later = [[short_verdict(one)] for one in comparison["since_previous"]]
            rows.append([[on], *cells, *(later or [["–"]] * len(since))])
        print_table(self.sheet, heads, rows)
        self.sheet.line()
        on = data["visits"][last["followup"]]["text"]
        self.sheet.line(f"Why, on {on}", "bold")
        for one in last["others"]:
            self._why(one)
        for each in data["in_a_row"]:
            cites = self._cites(each["sources"], each["checked"])
            self.sheet.items([f"{each['statement']}{cites}"])

    def _why(self, one: Data) -> None:
        line = self.data["instruments"][one["id"]]
        cites = self._cites(line["sources"], line["checked"])
        parts = [f"{line['short']}{cites}: {one['text']}"]
        result = self.data["pair"]["sets"].get(one["id"])
        if result:
            parts += [capital(text) for text in (*set_values(result), *set_outcomes(result, line))]
        text = f"{'. '.join(part.rstrip('.') for part in parts)}."
        # A number and its per cent stay on one line.
        self.sheet.items([text.replace(" %", "\u00a0%")])

    # -- the end --------------------------------------------------------------------------------

    def _notes(self) -> None:
        data = self.data
        notes = [
            f"{flag['text']} ({when_of(flag)}){self._cites(flag['sources'], flag['checked'])}"
            for flag in notes_of(data)
        ]
        notes += [f"Assumed, since it is not recorded: {text}" for text in assumed_of(data)]
        notes += data["left_out"]
        rule = data["visit_rule"]
        notes.append(f"{rule['statement']}{self._cites(rule['sources'], rule['checked'])}")
        self._head("To know when reading it")
        self.sheet.items(notes)

    def _footer(self) -> None:
        sources = list(self.data["sources"].values())
        self._head("Sources")
        self.sheet.citations(sources)
        self.sheet.line()
        if self.unchecked:
            self.sheet.paragraph("† not yet checked in a source.")
        self.sheet.paragraph(INTENDED_USE)


def _whole(number: float) -> float | int:
    return int(number) if number == int(number) else number
