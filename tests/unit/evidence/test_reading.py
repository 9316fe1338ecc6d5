"""A table of study arms is read, or refused in sentences with line and column."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from tests.unit.evidence.arms import BASE, HEAD, ROWS, text

from myosotis import knowledge
from myosotis.errors import FileError
from myosotis.knowledge import read_arm_table, read_arms
from myosotis.knowledge.base import ARMS, DATA


def said(directory: Path, content: str | bytes, *, known: bool = True) -> list[str]:
    """What is wrong with a table."""
    path = directory / "mine.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(FileError) as error:
        read_arms(path, BASE.arm_names if known else None)
    return [str(problem) for problem in error.value.problems]


def test_a_table_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(text(), encoding="utf-8-sig")
    table = read_arm_table(path, BASE.arm_names)
    first, control, last = table.arms
    assert (first.n, first.responders, first.weeks, first.effect) == (20, 12, 24, Decimal("2.5"))
    assert (control.therapies, control.control, control.effect) == ((), "placebo", None)
    assert len(last.therapies) == 2
    assert (first.prognostic, last.weeks, last.year) == ("no", None, None)
    assert table.lines == (2, 3, 4)


def test_an_empty_cell_stays_unknown(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(text({(0, "n"): "", (0, "responders"): " "}), encoding="utf-8")
    first, *_ = read_arms(path)
    assert (first.n, first.responders) == (None, None)


def test_a_line_is_where_the_row_begins(tmp_path: Path) -> None:
    changed = {(0, "measured"): "two\nlines", (1, "n"): "many"}
    assert said(tmp_path, text(changed)) == [
        "mine.csv, line 4, column n: a whole number such as 24 is expected, not 'many'"
    ]


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("n", "-3", "a whole number such as 24 is expected, not '-3'"),
        ("n", "12.5", "a whole number such as 24 is expected, not '12.5'"),
        ("responders", "75%", "a whole number such as 24 is expected, not '75%'"),
        ("weeks", "6 months", "a number such as 3.5 is expected, not '6 months'"),
        ("effect", "nan", "a number such as 3.5 is expected, not 'nan'"),
        ("effect_low", "1,1", "a number such as 3.5 is expected, not '1,1'"),
        ("design", "randomized_blinded", "did you mean 'randomised_blinded' or"),
        ("role", "treated", "expected one of active, control"),
        ("counted", "maybe", "expected one of yes, no"),
        ("checked", "read", "expected one of full_text, abstract, secondary, no"),
        ("therapies", "rituximap", "unknown therapy 'rituximap', did you mean 'rituximab'?"),
        ("group", "srb", "unknown group 'srb', did you mean 'srp'"),
        ("setting", "muscles", "unknown setting 'muscles', did you mean 'muscle'?"),
        ("outcome", "improved", "unknown outcome 'improved', did you mean"),
        ("study", "", "a value is needed here"),
        ("measured", "  ", "a value is needed here"),
        ("study", "Our Study", "a name in small letters such as first_arm is expected"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path: Path, column: str, value: str, sentence: str) -> None:
    (problem,) = said(tmp_path, text({(1, column): value}))
    assert problem.startswith(f"mine.csv, line 3, column {column}: ")
    assert sentence in problem


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    changes = {(0, "n"): "x", (1, "group"): "nobody", (2, "design"): "trial"}
    assert len(said(tmp_path, text(changes))) == 3


@pytest.mark.parametrize(
    ("head", "sentence"),
    [
        (HEAD.replace(",age,", ",ages,"), "'ages' is not a column, did you mean 'age'"),
        (HEAD.replace(",age,", ",ages,"), "the column age must be there"),
        (HEAD.replace(",series,", ",study,"), "the column 'study' is there 2 times"),
        (HEAD.replace(",series,", ",,"), "a column has no name"),
        (HEAD.replace(",", ";"), "the columns are separated by commas, not by ; or tabs"),
    ],
)
def test_a_wrong_head_is_named(tmp_path: Path, head: str, sentence: str) -> None:
    found = said(tmp_path, "\n".join([head, *ROWS]))
    assert all(problem.startswith("mine.csv, line 1: ") for problem in found)
    assert any(sentence in problem for problem in found)


def test_a_row_of_another_length(tmp_path: Path) -> None:
    assert said(tmp_path, f"{HEAD}\n{ROWS[0]},and more\n") == [
        "mine.csv, line 2: 26 cells, but the head has 25 columns"
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "the file is empty"),
        (b" \n\n", "the file is empty"),
        (HEAD.encode(), "there is a head, but no arm below it"),
        (b"arm,study\n\xff\xfe", "line 2: the file is not UTF-8 text"),
        (f'{HEAD}\n"open'.encode(), "line 2: this is not a valid table"),
        (b"x" * 5_000_001, "the file is 5 MB; at most 5 MB are read"),
    ],
)
def test_what_is_no_table(tmp_path: Path, content: bytes, sentence: str) -> None:
    (problem,) = said(tmp_path, content)
    assert sentence in problem


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="there is no such file"):
        read_arms(tmp_path / "none.csv")
    with pytest.raises(FileError, match="this is a directory; a CSV file is expected"):
        read_arms(tmp_path)


def test_a_researchers_source_may_be_any_text(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(text({(0, "source"): "Our registry, 2026"}), encoding="utf-8")
    assert read_arms(path, BASE.arm_names)[0].source == ("Our registry, 2026",)


def test_each_shipped_arm_stands_on_one_line() -> None:
    table = read_arm_table(DATA / ARMS)
    assert table.lines == tuple(range(2, len(BASE.arms) + 2))
    assert table.arms == BASE.arms


def test_the_shipped_table_is_in_order_and_whole() -> None:
    with (DATA / ARMS).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(r["study"], r["arm"]) for r in rows] == sorted((r["study"], r["arm"]) for r in rows)
    assert len(rows) >= 250
    for row in rows:
        assert all(value == value.strip() for value in row.values())


def test_the_cache_gives_the_same_arms() -> None:
    knowledge.load.cache_clear()
    assert knowledge.load().arms == BASE.arms
