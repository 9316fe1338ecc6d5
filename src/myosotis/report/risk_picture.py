"""The picture of a profile: what goes with each antibody, as ranges on one scale of 0 to 100 %.

A row for each outcome: whether the record says that the patient has it, then a line for each
published share among people with the patient's antibodies, then all myositis in grey. A ratio has
another scale and stands as text. What no figure is known of is said; an antibody whose result is
in doubt is dashed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from myosotis.report.figure_words import (
    brief_figure,
    doubted,
    drawn_rows,
    figure_text,
    is_range,
    row_figures,
    without_figure,
)
from myosotis.report.profile_words import RECORDED, inside, source_numbers
from myosotis.report.svg import INK, LINE, PAPER, SOFT, Drawing, Style, text_width, wrap
from myosotis.report.words import Data, capital, listing

SIZE, STEP = 12.0, 15.0
"""Of the text of a line, and from one line to the next."""
MANY = 3
"""As many shares of one antibody are drawn in a row, beside one ratio; more are counted."""
TICKS = (0, 25, 50, 75, 100)
FINE: Style = {"stroke": LINE, "stroke-width": 0.75}


@dataclass(frozen=True)
class Layout:
    """Where things stand: the names, the scale from 0 to 100 %, the words.

    In a narrow picture everything is below each other and as wide as the picture.
    """

    width: float
    narrow: bool
    left: float
    right: float
    words: float
    room: float

    @classmethod
    def of(cls, width: float) -> Layout:
        if width < 500:
            return cls(width, True, 12.0, width - 12, 2.0, width - 4)
        return cls(width, False, 196.0, 440.0, 458.0, width - 460)

    def at(self, percent: float) -> float:
        """The place of a percentage."""
        return self.left + min(max(percent, 0.0), 100.0) * (self.right - self.left) / 100


@dataclass(frozen=True)
class Line:
    """A line of a row: whose it is, its words, and the share that it draws, if there is one."""

    name: str
    text: str
    figure: Data | None = None
    look: str = "plain"
    """``plain``, ``doubtful``, ``reference``, or ``quiet``: words only."""
    repeated: bool = False
    """The line above is of the same antibody."""

    @property
    def whole(self) -> str:
        """The words with the name in front of them."""
        return f"{self.name}: {self.text}" if self.name else self.text


def draw_risks(document: Data, width: float, name: str) -> str:
    """The picture of a profile (what `AntibodyProfile.to_dict` gives) at one width; ``name`` keeps
    its ids apart from other pictures' ids."""
    drawing, layout = Drawing(name, width), Layout.of(width)
    y = 18.0
    rows = drawn_rows(document["profile"])
    for row in rows:
        if not bare(row):
            y = _draw_row(drawing, layout, row, list(row_lines(document, row)), y)
    scale = y
    y = _draw_bare(drawing, layout, [row for row in rows if bare(row)], y)
    grid = Drawing(name, width)
    for tick in () if layout.narrow else TICKS:
        place = layout.at(tick)
        grid.line(place, 18, place, scale, FINE)
        grid.text(place, 12, f"{tick} %", SIZE, anchor="middle", fill=SOFT)
    drawing.parts = grid.parts + drawing.parts
    return drawing.svg(
        y + 2,
        "What goes with the antibodies of this patient. The same in words follows the picture.",
    )


def told_risks(document: Data) -> list[str]:
    """The picture as sentences, one for each outcome."""
    words = []
    for row in drawn_rows(document["profile"]):
        parts = [line.whole for line in row_lines(document, row, short=False)]
        words.append(f"{capital(row['label'])} ({RECORDED[row['recorded']]}). {'. '.join(parts)}.")
    return words


def row_lines(document: Data, row: Data, short: bool = True) -> Iterator[Line]:
    """What a row says: of each antibody shares, then ratios; all myositis; what has no figure.

    Where it is ``short``, the first of them, and how many there are beside them.
    """
    profile = document["profile"]
    doubts = doubted(profile)
    figures = [*row["figures"], *row["reference"]]
    if short:
        figures = row_figures(profile, row, MANY, 1, 1)
    above = None
    for figure in figures:
        whose = figure["antibody"]
        look = "doubtful" if whose in doubts else "plain" if whose else "reference"
        name = inside(figure["antibody_label"]) + (" (in doubt)" if whose in doubts else "")
        text = (brief_figure if short else figure_text)(figure, row["label"])
        text += source_numbers(document, figure)
        drawn = figure if figure["kind"] == "share" else None
        yield Line(name, text, drawn, look, repeated=name == above)
        above = name
    parts = []
    left = len(row["figures"]) + len(row["reference"]) - len(figures)
    if left:
        parts.append(f"and {left} more below")
    none = [*without_figure(profile, row), *([] if row["reference"] else ["all myositis"])]
    if none:
        parts.append(f"no figure for {listing(none, 'or')}")
    if parts:
        yield Line("", "; ".join(parts), look="quiet")


def _draw_row(
    drawing: Drawing, layout: Layout, row: Data, lines: Sequence[Line], y: float
) -> float:
    drawing.line(0, y, layout.width, y, FINE)
    names_end = _draw_name(drawing, layout, row, y + 16)
    height = names_end + 4 if layout.narrow else y + 16
    for line in lines:
        height = (_narrow_line if layout.narrow else _wide_line)(drawing, layout, line, height)
    return height + 2 if layout.narrow else max(names_end + 5, height - STEP + 7)


def bare(row: Data) -> bool:
    """Nothing is known of how often this goes with an antibody, or with myositis."""
    return not row["figures"] and not row["reference"]


def _draw_bare(drawing: Drawing, layout: Layout, rows: Sequence[Data], y: float) -> float:
    """The outcomes of which there is no figure at all, in one row."""
    if not rows:
        return y
    drawing.line(0, y, layout.width, y, FINE)
    drawing.text(2, y + 16, "No figure found", 13, bold=True)
    x, height = (2.0, y + 35) if layout.narrow else (layout.left, y + 16)
    start = x
    for row in rows:
        text = f"{row['label']}: {RECORDED[row['recorded']]}"
        wide = 18 + text_width(text, SIZE) + 16
        if x > start and x + wide > layout.width:
            x, height = start, height + STEP + 3
        _draw_recorded(drawing, row["recorded"], x + 6, height - 4)
        drawing.text(x + 18, height, text, SIZE, fill=SOFT)
        x += wide
    return height + 10


def _draw_name(drawing: Drawing, layout: Layout, row: Data, y: float) -> float:
    """The outcome, its organ and whether the patient has it; where that ends."""
    room = layout.room if layout.narrow else layout.left - 24
    for text in wrap(capital(row["label"]), room, 13, bold=True):
        drawing.text(2, y, text, 13, bold=True, halo=True)
        y += 16
    recorded = RECORDED[row["recorded"]]
    _draw_recorded(drawing, row["recorded"], 8, y - 4)
    text = recorded
    if text_width(text, SIZE) > room - 18:
        text = recorded
    drawing.text(20, y, text, SIZE, fill=SOFT, halo=True)
    return y + (14 if layout.narrow else 2)


def _draw_recorded(drawing: Drawing, recorded: str, x: float, y: float) -> None:
    """A full disc for yes, an empty one for no, a dashed square with a question mark."""
    if recorded == "unknown":
        box = (x - 6, y - 6, x + 6, y + 6)
        drawing.rect(box, {"fill": PAPER, "stroke": SOFT, "stroke-dasharray": "2.5 2"})
        drawing.text(x, y + 4, "?", 11, anchor="middle")
        return
    style: Style = {"fill": INK if recorded == "yes" else PAPER, "stroke": INK, "stroke-width": 1.5}
    drawing.add("circle", {"cx": x, "cy": y, "r": 5.0, **style})


def _wide_line(drawing: Drawing, layout: Layout, line: Line, y: float) -> float:
    """The share on the scale and its words beside it; where the next line goes."""
    if line.figure is not None:
        _draw_share(drawing, layout.at, line, y - 4)
    return _draw_words(drawing, layout, line, y)


def _narrow_line(drawing: Drawing, layout: Layout, line: Line, y: float) -> float:
    """The words, and the share below them on a scale of its own."""
    y = _draw_words(drawing, layout, line, y + 6)
    if line.figure is None:
        return y - 4
    for tick in TICKS:
        drawing.line(layout.at(tick), y - 8, layout.at(tick), y + 4, FINE)
    _draw_share(drawing, layout.at, line, y - 2)
    for tick in (0, 50, 100):
        anchor = "start" if tick == 0 else "end" if tick == 100 else "middle"
        place = layout.at(tick) + (-10 if tick == 0 else 10 if tick == 100 else 0)
        drawing.text(place, y + 16, f"{tick} %", 11, anchor=anchor, fill=SOFT)
    return y + 32


def _draw_words(drawing: Drawing, layout: Layout, line: Line, y: float) -> float:
    """The words of a line, the antibody in front; on the lines below it, and of it, set in."""
    colour = SOFT if line.look in ("quiet", "reference") else INK
    name = "" if line.repeated or not line.name else f"{line.name}: "
    set_in = 0.0 if layout.narrow else 10.0
    room = layout.room - set_in - (text_width(name, SIZE, bold=True) - text_width(name, SIZE))
    for number, text in enumerate(wrap(name + line.text, room, SIZE)):
        x = layout.words + (set_in if number or line.repeated else 0.0)
        content = escape(text)
        if name and not number:
            content = content.replace(escape(name.strip()), _bold(name.strip()), 1)
        drawing.add("text", {"x": x, "y": y, "font-size": SIZE, "fill": colour}, content)
        y += STEP
    return y + 2


def _bold(text: str) -> str:
    return f'<tspan font-weight="600">{escape(text)}</tspan>'


def _draw_share(drawing: Drawing, at: Callable[[float], float], line: Line, y: float) -> None:
    """A dot for the share and a line from its least to its greatest value.

    A range over cohorts has no dot: it is an open bar. A doubtful result is dashed.
    """
    figure = line.figure
    if figure is None:
        return
    low, high, middle = (figure[end] for end in ("low", "high", "middle"))
    colour = SOFT if line.look == "reference" else INK
    dashes: Style = {"stroke-dasharray": "3 2"} if line.look == "doubtful" else {}
    title = line.whole
    if is_range(figure):
        fill = drawing.hatch if line.look == "doubtful" else PAPER
        style = {"fill": fill, "stroke": colour, "stroke-width": 1.5, **dashes}
        drawing.rect((at(low), y - 4, at(high), y + 4), style, title)
        return
    if low is not None and low != high:
        drawing.line(at(low), y, at(high), y, {"stroke": colour, "stroke-width": 2.0, **dashes})
        for end in (low, high):
            drawing.line(at(end), y - 4, at(end), y + 4, {"stroke": colour, "stroke-width": 1.5})
    place = low if middle is None else middle
    if place is None:
        return
    fill = PAPER if line.look != "plain" else INK
    style = {"fill": fill, "stroke": colour, "stroke-width": 1.75}
    if line.look == "doubtful":
        style["stroke-dasharray"] = "2.5 1.5"
    drawing.add("circle", {"cx": at(place), "cy": y, "r": 4.5, **style}, title=title)


def key_text(document: Data) -> str:
    """What the shapes mean, of those that are drawn."""
    lines = [
        line
        for row in drawn_rows(document["profile"])
        for line in row_lines(document, row)
        if line.figure is not None
    ]
    shares = [line.figure for line in lines if line.figure is not None]
    ranges = _some(shares, is_range)
    single = _some(shares, lambda one: one["low"] == one["high"])
    parts = ["A dot is a share of people, its line the 95 % interval."]
    if single:
        parts.append("A dot without a line: only the percentage was printed.")
    if ranges:
        parts.append("An open bar: the range over several cohorts.")
    if any(line.look == "doubtful" for line in lines):
        parts.append("Dashed: the result is in doubt, so the figure may not be of this patient.")
    if any(line.look == "reference" for line in lines):
        parts.append("Grey: all myositis.")
    return " ".join(parts) + " Ratios have another scale and stand as text."


def _some(figures: Sequence[Data], holds: Callable[[Data], bool]) -> bool:
    return any(holds(figure) for figure in figures)
