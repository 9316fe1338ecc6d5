"""The report of a cohort: the answer first, every figure with its numbers, no network."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from html import unescape
from importlib import resources
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from rich.console import Console
from tests.unit.report.cohorts import SIZE, described, many

from myosotis.cohort.research import Bounded
from myosotis.report import print_cohort, render_cohort
from myosotis.report.cohort_bars import SETTLED, Bar, Part, draw_bars
from myosotis.report.cohort_figure import Column, Figure, cell_words, csv_text, shown
from myosotis.report.cohort_ink import HATCH, ONE, TWO, svg
from myosotis.report.cohort_key import Key
from myosotis.report.cohort_maps import ON_DARK, ON_PALE
from myosotis.report.cohort_page import SYNTHETIC
from myosotis.report.cohort_survival import apart, draw_survival, survival_key
from myosotis.report.cohort_waterfall import MOST, thinned
from myosotis.report.cohort_words import conclusion, lead, share_words

SPACE = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def page() -> str:
    return render_cohort(described())


@pytest.fixture(scope="module")
def figures(page: str) -> list[str]:
    return re.findall(r'<figure class="figure cohort".*?</figure>', page, re.DOTALL)


def test_the_answer_comes_first(page: str) -> None:
    said = re.search(r"<h1[^>]*>(.*?)</h1>", page)
    assert said
    assert unescape(said[1]) == conclusion(described())
    assert page.index("<h1") < page.index("<figure")


@pytest.mark.parametrize(
    ("seen", "says"),
    [
        (
            Bounded(20, 60, 20),
            "Of 100 patients 20.0 % are truly refractory; of 20.0 % it cannot be told.",
        ),
        (
            Bounded(0, 60, 40),
            "Of 100 patients none is certainly refractory; of 40.0 % it cannot be told.",
        ),
        (Bounded(25, 75, 0), "Of 100 patients 25.0 % are truly refractory."),
    ],
)
def test_the_answer_says_what_is_certain_and_what_is_open(seen: Bounded, says: str) -> None:
    assert conclusion(replace(described(), refractory=seen)) == says


def test_below_it_stand_the_bounds_and_what_keeps_the_others_undecided() -> None:
    first, second = lead(replace(described(), refractory=Bounded(20, 60, 20)))
    assert "Among the 80 who are decided 25.0 % (95 % interval 16.8 to 35.5 %)" in first
    assert "if all the undecided were refractory as well, 40.0 %" in first
    top = (
        described()
        .keepers.filter(described().keepers["question"] == "resistance")
        .row(0, named=True)
    )
    assert f"{top['label']} ({top['patients']}, alone {top['alone']})" in second


def test_every_figure_has_its_number_caption_table_and_files(figures: list[str]) -> None:
    assert len(figures) >= 14
    for number, figure in enumerate(figures, 1):
        assert f"Figure {number}. " in figure
        assert re.search(r'caption">[^<]*n\b', figure) or "percent of" in figure.lower()
        assert f"Figure {number} as a table" in figure
        assert figure.count('download="figure-') == 3
        assert figure.count("<svg") == 2


def test_the_files_are_what_is_shown(figures: list[str]) -> None:
    for figure in figures:
        links = re.findall(r'href="data:([^;]+);charset=utf-8,([^"]*)"', figure)
        assert [kind for kind, _ in links] == ["image/svg+xml", "image/svg+xml", "text/csv"]
        wide, narrow, table = (unquote(unescape(text)) for _, text in links)
        assert wide in figure
        assert narrow in figure
        rows = list(csv.reader(io.StringIO(table)))
        assert len(rows) > 1
        assert len({len(row) for row in rows}) == 1


def test_pictures_are_vectors_of_one_and_two_columns(figures: list[str]) -> None:
    for figure in figures:
        for drawn, width in zip(
            re.findall(r"<svg.*?</svg>", figure, re.DOTALL), (TWO, ONE), strict=True
        ):
            tree = ElementTree.fromstring(drawn)
            assert float(tree.get("width", "0")) == pytest.approx(width, abs=14)
            assert tree.get("aria-label", "").startswith("Figure ")
            assert not list(tree.iter(f"{SPACE}image"))


def test_nothing_comes_from_elsewhere(page: str) -> None:
    assert not re.search(r"<(?:link|img|iframe|object|embed|base|form|script)\b", page)
    assert not re.search(r"\ssrc\s*=", page)
    assert "@import" not in page
    for address in re.findall(r'href="([^"]*)"', page):
        assert address.startswith(("#", "data:")), address[:60]


def test_the_ids_of_the_pictures_do_not_collide(page: str) -> None:
    visible = re.sub(r'href="data:[^"]*"', "", page)
    ids = re.findall(r'\sid="([^"]+)"', visible)
    assert sorted(ids) == sorted(set(ids))
    for name in re.findall(r"url\(#([^)]+)\)", visible):
        assert name in ids


def test_words_in_a_shaded_cell_keep_their_colour_on_a_dark_page(figures: list[str]) -> None:
    (drawn,) = [f for f in figures if "What is recorded at which visit" in f]
    assert f'fill="{ON_PALE}"' in drawn
    dark = resources.files("myosotis.report").joinpath("templates", "dark.css").read_text()
    assert ON_PALE not in dark
    assert ON_DARK not in dark


def test_what_is_unknown_is_hatched(figures: list[str]) -> None:
    assert HATCH not in "".join(figures)
    assert 'fill="url(#f1w-hatch)"' in figures[0]


def test_synthetic_data_are_called_so_at_the_top_and_in_every_caption(page: str) -> None:
    assert page.index(SYNTHETIC) < page.index("<h1")
    assert page.count(" Synthetic data.</p>") == page.count("<figcaption>")
    real = render_cohort(replace(described(), synthetic=False))
    assert "ynthetic" not in re.sub(r"<style>.*?</style>", "", real, flags=re.DOTALL)


def test_what_is_missing_for_want_of_the_extra_is_said() -> None:
    without = replace(described(), on_drug=None, to_response=None, without="say how to install it")
    page = render_cohort(without)
    assert "Not shown: say how to install it" in page
    assert "Kaplan-Meier" not in page


def test_a_long_table_is_cut_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("myosotis.report.cohort_page.MOST_ROWS", 5)
    page = render_cohort(described())
    tables = re.findall(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    assert max(table.count("<tr>") for table in tables) == 5
    assert "The first 5 rows; the file (CSV) has all." in page


def test_a_table_is_rounded_on_the_page_and_exact_in_the_file() -> None:
    rows = tuple((f"row {n}", n, n / 7) for n in range(3))
    bars = [Bar("a", (1, 1, 1), 3, "3")]
    figure = Figure(
        "x", "T.", "n = 3", lambda width: draw_bars(bars, SETTLED, "s", width),
        (Column("name"), Column("count", "count"), Column("share", "share")), rows,
    )  # fmt: skip
    (one,) = shown([figure], 7)
    assert one.number == 7
    assert one.file == "figure-7-x"
    assert one.table[1] == ("row 1", "1", "14.3 %")
    assert csv_text(figure) == "name,count,share\nrow 0,0,0\nrow 1,1,0.142857\nrow 2,2,0.285714\n"


@pytest.mark.parametrize(
    ("cell", "kind", "says"),
    [
        (None, "share", "–"), (0.25, "share", "25.0 %"), (0.0001, "share", "<0.1 %"),
        (0.0, "share", "0 %"), (1, "share", "100 %"), (0.9999, "share", ">99.9 %"),
        (1234, "count", "1,234"), (0.0004, "p", "<0.001"), (0.0312, "p", "0.031"),
        (1.005, "number", "1.00"), ("a", "text", "a"),
    ],
)  # fmt: skip
def test_cells_in_words(cell: float | str | None, kind: str, says: str) -> None:
    assert cell_words(cell, kind) == says  # type: ignore[arg-type]


def test_a_share_is_never_rounded_to_nothing_or_to_all() -> None:
    assert [share_words(one) for one in (0, 0.0004, 0.001, 0.9999, 1)] == [
        "0 %", "<0.1 %", "0.1 %", ">99.9 %", "100 %",
    ]  # fmt: skip


def test_of_many_patients_every_so_many_th_bar_is_drawn_and_of_few_all() -> None:
    scores = described().scores
    assert scores is not None
    few, step = thinned(scores.frame)
    assert (few.height, step) == (scores.frame.height, 1)
    lows = few.get_column("low").to_list()
    assert lows == sorted(lows, reverse=True)
    long = scores.frame.sample(1000, with_replacement=True, seed=1)
    drawn, step = thinned(long)
    assert drawn.height <= MOST
    assert step == 7


def test_the_key_of_a_picture_stands_above_it_in_as_many_lines_as_it_needs() -> None:
    bars = [Bar("a", (1, 0, 1), 2, "2")]
    low = svg(lambda width: draw_bars(bars, SETTLED, "s", width), ONE, "x", "l")
    high = svg(
        lambda width: draw_bars(bars, SETTLED, "s", width), ONE, "x", "l",
        [Key(f"a long entry of the key, number {n}") for n in range(4)],
    )  # fmt: skip
    heights = [float(ElementTree.fromstring(one).get("height", "0")) for one in (low, high)]
    assert heights[1] - heights[0] == pytest.approx(4 * 15 + 8)


def test_curves_whose_dates_leave_much_open_have_a_panel_each() -> None:
    near = described().to_response
    assert near is not None
    assert len(near.curves) > 1
    assert not apart(near)
    keys = survival_key(near)
    assert [key.label for key in keys] == [f"{c.group} (n {c.n})" for c in near.curves]
    assert len({key.dash for key in keys}) == len(keys)
    never = ((0.0, 1.0, 1.0, 1.0),)
    far = replace(
        near,
        curves=tuple(replace(c, longest=replace(c.longest, steps=never)) for c in near.curves),
    )
    assert apart(far)
    drawn = svg(lambda width: draw_survival(far, "s", width), TWO, "x", "l", survival_key(far))
    for curve in far.curves:
        assert f"(n {curve.n})" in drawn


def test_no_picture_is_wider_for_a_long_name() -> None:
    bars = [Bar("a name that goes on and on " * 4, (3,), 4, "3 of 4 patients, and so on")]
    part = [Part("part", "#000000")]
    drawn = svg(lambda width: draw_bars(bars, part, "share", width), ONE, "x", "l")
    assert float(ElementTree.fromstring(drawn).get("width", "0")) <= ONE + 1


@pytest.mark.parametrize("by", ["treatment", "label", "sex"])
def test_other_divisions_have_a_page_too(by: str) -> None:
    assert f"Response over time, by {by}." in render_cohort(described(by))


def test_the_terminal_says_the_answer_and_each_definition() -> None:
    out = io.StringIO()
    print_cohort(described(), Console(file=out, width=80, color_system=None))
    said = " ".join(out.getvalue().split())
    assert conclusion(described()) in said
    assert SYNTHETIC in said
    for one in described().definitions:
        assert one.label in said
    assert all(len(line) <= 80 for line in out.getvalue().splitlines())
    assert many().size == SIZE
