"""``myosotis cohort report``: from a directory to an answer and a page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from myosotis.cli import main
from myosotis.cli.app import app
from tests.unit.report.cohorts import SIZE, many


@pytest.fixture
def reviewed(tmp_path: Path) -> Path:
    """What a review of a cohort leaves in a directory."""
    cohort = many()
    cohort.review.write_parquet(tmp_path / "review.parquet")
    inputs = {}
    for name in ("patients", "observations", "treatments"):
        getattr(cohort, name).write_csv(tmp_path / f"{name}.csv")
        inputs[name] = f"{name}.csv"
    assert cohort.response is not None
    cohort.response.write_parquet(tmp_path / "response.parquet")
    manifest = {"synthetic": True, "inputs": inputs}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Run the program; what goes wrong is said in sentences with exit code 2."""
    monkeypatch.setattr("sys.argv", ["myosotis", "cohort", "report", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


def test_a_directory_becomes_an_answer_and_a_page(reviewed: Path) -> None:
    page = reviewed / "out" / "cohort.html"
    ran = CliRunner().invoke(app, ["cohort", "report", str(reviewed), "--html", str(page)])
    assert ran.exit_code == 0, ran.output
    assert f"Of {SIZE} patients" in " ".join(ran.output.split())
    text = page.read_text("utf-8")
    assert "Figure 14." in text
    assert "These data are synthetic" in text
    assert [path.name for path in page.parent.iterdir()] == ["cohort.html"]


def test_the_answer_alone_writes_nothing(reviewed: Path) -> None:
    before = sorted(reviewed.iterdir())
    ran = CliRunner().invoke(app, ["cohort", "report", str(reviewed), "--by", "treatment"])
    assert ran.exit_code == 0, ran.output
    assert sorted(reviewed.iterdir()) == before


def test_what_is_wrong_is_one_sentence_and_nothing_is_written(
    reviewed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = reviewed / "page.html"
    said = run(monkeypatch, capsys, str(reviewed / "gone"), "--html", str(page))
    assert "there is no such directory" in said
    said = run(monkeypatch, capsys, str(reviewed), "--by", "weight", "--html", str(page))
    assert "not by 'weight'" in said
    (reviewed / "treatments.csv").write_text("patient,therapy\np000,nosuchthing\n")
    said = run(monkeypatch, capsys, str(reviewed), "--html", str(page))
    assert said.startswith("treatments, row 1, therapy: unknown therapy 'nosuchthing'")
    assert not page.exists()
    said = run(monkeypatch, capsys, str(reviewed), "--html", str(reviewed))
    assert "is a directory; --html expects the name of a file" in said
