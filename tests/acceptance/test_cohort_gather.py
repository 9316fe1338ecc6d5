"""Patient files as tables, from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from myosotis.cohort.tables import code, read_tables

ROOT = Path(__file__).parents[2]
INDEX = ROOT / "examples" / "index-patient.yaml"
CASES = sorted((ROOT / "examples" / "cases").glob("pc-a0*.yaml"))


def test_files_become_three_tables_that_are_read_again(run: Any, tmp_path: Path) -> None:
    ran = run("cohort", "gather", INDEX, *CASES, "--out", tmp_path / "out")
    assert ran.code == 0
    count = len(CASES) + 1
    assert f"{count} patients" in ran.out
    assert "no column for it: title, source" in ran.err
    found = code(read_tables(tmp_path / "out"))
    assert found.patients.height == count
    assert found.rejects.is_empty()
    assert found.notes.is_empty()
    written = pl.read_csv(tmp_path / "out" / "observations.csv")
    assert {"index-patient", "ck", "5 xULN"} <= set(
        written.filter(patient="index-patient", finding="ck").row(0)
    )


def test_what_is_wrong_is_said_of_all_files_and_nothing_is_written(
    run: Any, tmp_path: Path
) -> None:
    ran = run("cohort", "gather", INDEX, INDEX, tmp_path / "none.yaml", "--out", tmp_path / "out")
    assert ran.code == 2
    assert "index-patient.yaml has the same id, index-patient" in ran.err
    assert "none.yaml: there is no such file" in ran.err
    assert not (tmp_path / "out").exists()


def test_the_directory_may_not_be_a_file(run: Any, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    ran = run("cohort", "gather", INDEX, "--out", tmp_path / "out")
    assert ran.code == 2
    assert "is a file; --out expects a directory to write into" in ran.err
