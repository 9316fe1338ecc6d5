"""``myosotis cohort synthesize`` as a person meets it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from myosotis.cli import main


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["myosotis", "cohort", *words])
    with pytest.raises(SystemExit) as end:
        main()
    return int(end.value.code or 0)


def test_a_registry_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "registry"
    words = ("--patients", "30", "--seed", "3", "--years", "2", "--out", str(place))
    assert run(monkeypatch, "synthesize", *words) == 0
    assert "30 patients" in (said := capsys.readouterr()).out
    assert "Every patient is synthetic." in said.out
    assert said.err == ""
    assert pl.read_parquet(place / "patients.parquet").height == 30


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--patients", "0"), "a registry has from 1 to 1,000,000,000 patients, not 0"),
        (("--errors", "1.5"), "the share of wrong rows lies between 0 and 1, not 1.5"),
        (("--years", "-2"), "patients are followed for 0 to 40 years, not -2"),
    ],
)
def test_what_cannot_be_ends_with_a_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    sentence: str,
) -> None:
    assert run(monkeypatch, "synthesize", *words, "--out", str(tmp_path / "out")) == 2
    said = capsys.readouterr()
    assert sentence in said.err
    assert "Traceback" not in said.err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("here first")
    place = tmp_path / "file" / "registry"
    assert run(monkeypatch, "synthesize", "--patients", "3", "--out", str(place)) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert (tmp_path / "file").read_text() == "here first"


def test_commands_that_are_there_are_listed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, "--help")
    assert "synthesize" in capsys.readouterr().out
