"""``myosotis evidence``: the table, the check and one therapy, as a person meets them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from myosotis.cli import main
from tests.unit.evidence.arms import BASE, text


def run(monkeypatch: pytest.MonkeyPatch, *words: str, width: int = 80) -> int:
    monkeypatch.setattr("sys.argv", ["myosotis", *words])
    monkeypatch.setenv("COLUMNS", str(width))
    with pytest.raises(SystemExit) as end:
        main()
    return int(end.value.code or 0)


@pytest.mark.parametrize("width", [80, 120])
def test_a_therapy_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], width: int
) -> None:
    assert run(monkeypatch, "evidence", "show", "rituximab", width=width) == 0
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= width
    assert shown.startswith("Rituximab · study arms")
    assert "161 of 195" in shown
    assert "Random effects (REML): " in shown
    assert "Sources" in shown


def test_one_group(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, "evidence", "show", "rtx", "--group", "srp") == 0
    shown = capsys.readouterr().out
    assert "Rituximab in anti-SRP" in shown
    assert "13 of 17   76 % (53 to 90)" in shown
    assert "patients counted in another row: not added" in " ".join(shown.split())


def test_a_group_without_data_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "evidence", "show", "exercise", "--group", "mda5") == 0
    assert "No data for this subgroup." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("show", "rituximap"), "unknown therapy 'rituximap', did you mean 'rituximab'"),
        (("show", "ivig", "--group", "srb"), "unknown group 'srb', did you mean 'srp'"),
        (("table", "--setting", "muscles"), "unknown setting 'muscles', did you mean 'muscle'?"),
        (("table", "--json", "--csv"), "--json and --csv are two forms; ask for one of them"),
    ],
)
def test_a_wrong_name_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    sentence: str,
) -> None:
    assert run(monkeypatch, "evidence", *words) == 2
    out, err = capsys.readouterr()
    assert (out, sentence in err) == ("", True)


def test_the_table_as_json_and_as_csv(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = ("evidence", "table", "--therapy", "abatacept", "--kind", "response")
    assert run(monkeypatch, *chosen, "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert run(monkeypatch, *chosen, "--csv") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["arm"] for row in rows] == [arm["arm"] for arm in document["arms"]]
    assert {row["role"] for row in rows} == {"active", "control"}
    assert run(monkeypatch, *chosen) == 0
    assert f"of {len(BASE.arms)} arms" in " ".join(capsys.readouterr().out.split())


def test_a_good_file_is_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(text(), encoding="utf-8")
    assert run(monkeypatch, "evidence", "check", str(file)) == 0
    shown = capsys.readouterr().out
    assert "mine.csv: 3 arms of 2 studies; nothing is wrong." in shown
    assert "response" in shown.lower()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({(0, "responders"): "30"}, "line 2, column responders: 30 responders of 20 patients"),
        ({(1, "outcome"): "remission"}, "line 3, column outcome: mixed outcome classes"),
        ({(2, "measured"): ""}, "line 4, column measured: a value is needed here"),
        ({(0, "group"): "srb"}, "line 2, column group: unknown group 'srb'"),
        ({(0, "therapies"): "rituximap"}, "line 2, column therapies: unknown therapy 'rituximap'"),
    ],
)
def test_a_bad_file_is_refused_with_line_and_column(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    changes: dict[tuple[int, str], str],
    sentence: str,
) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(text(changes), encoding="utf-8")
    assert run(monkeypatch, "evidence", "check", str(file)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert f"mine.csv, {sentence}" in err


def test_the_shipped_arms_are_checked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "evidence", "check") == 0
    assert f"arms.csv: {len(BASE.arms)} arms of" in capsys.readouterr().out
