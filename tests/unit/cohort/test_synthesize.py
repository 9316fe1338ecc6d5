"""Writing a registry: all of it or nothing, and never over something else."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from myosotis import cohort, knowledge
from myosotis.cohort import synthesizing
from myosotis.errors import FileError, InputError

NAMES = {
    "patients.parquet", "observations.parquet", "treatments.parquet", "manifest.json", "README.txt",
}  # fmt: skip


def test_the_manifest_says_what_is_there(tmp_path: Path) -> None:
    made = cohort.synthesize(120, tmp_path / "out", seed=9, errors=0.05, years=2)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["synthetic"] is True
    assert manifest["seed"] == 9
    assert manifest["years"] == 2
    assert manifest["knowledge"]["hash"] == knowledge.load().hash
    for table, count in manifest["rows"].items():
        assert pl.read_parquet(tmp_path / "out" / f"{table}.parquet").height == count
    wrong = pl.read_parquet(tmp_path / "out" / "errors.parquet")
    assert manifest["wrong_rows"] == made.wrong
    assert sum(made.wrong.values()) == wrong.height > 0
    assert "synthetic" in (tmp_path / "out" / "README.txt").read_text()


def test_wrong_rows_are_found_by_their_number(tmp_path: Path) -> None:
    cohort.synthesize(90, tmp_path / "out", errors=0.05, chunk=20)
    rows = pl.read_parquet(tmp_path / "out" / "observations.parquet").with_row_index("row", 1)
    wrong = pl.read_parquet(tmp_path / "out" / "errors.parquet")
    unknown = wrong.filter(kind="unknown_finding")
    found = rows.filter(pl.col("finding").str.ends_with("_x"))
    assert found["row"].cast(pl.Int64).to_list() == unknown["row"].to_list()


def test_nothing_is_left_where_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def fail(scene: object, seed: int, table: str, first: int, last: int) -> object:
        calls.append(table)
        if table == "observations" and first > 1:
            raise OSError(28, "No space left on device")
        return make(scene, seed, table, first, last)

    make = synthesizing.make_table
    monkeypatch.setattr(synthesizing, "make_table", fail)
    with pytest.raises(Exception, match="No space left on device"):
        cohort.synthesize(60, tmp_path / "out", chunk=20)
    assert "observations" in calls
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_stays_unless_force(tmp_path: Path) -> None:
    place = tmp_path / "out"
    cohort.synthesize(5, place)
    before = (place / "patients.parquet").read_bytes()
    with pytest.raises(FileError, match="is there already; name a new directory, or add --force"):
        cohort.synthesize(6, place)
    assert (place / "patients.parquet").read_bytes() == before
    cohort.synthesize(6, place, force=True)
    assert pl.read_parquet(place / "patients.parquet").height == 6
    assert {path.name for path in place.iterdir()} == NAMES
    assert {path.name for path in tmp_path.iterdir()} == {"out"}


def test_force_replaces_nothing_else(tmp_path: Path) -> None:
    place = tmp_path / "out"
    place.mkdir()
    (place / "thesis.md").write_text("years of work")
    with pytest.raises(FileError, match=r"holds something else \(thesis.md\)"):
        cohort.synthesize(5, place, force=True)
    assert (place / "thesis.md").read_text() == "years of work"
    with pytest.raises(FileError, match="is a file; a new directory is expected"):
        cohort.synthesize(5, place / "thesis.md", force=True)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"patients": 0}, "a registry has from 1 to 1,000,000,000 patients, not 0"),
        ({"years": -1}, "patients are followed for 0 to 40 years, not -1"),
        ({"errors": 2}, "the share of wrong rows lies between 0 and 1, not 2"),
        ({"chunk": 0}, "a chunk has at least one patient, not 0"),
    ],
)
def test_what_cannot_be_is_said(tmp_path: Path, wrong: dict[str, int], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        cohort.synthesize(**{"patients": 5, "directory": tmp_path / "out", **wrong})
    assert not (tmp_path / "out").exists()


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    cohort.synthesize(50, tmp_path / "out", chunk=20, progress=lambda *step: told.append(step))
    assert [step for step in told if step[0] == "observations"] == [
        ("observations", 20, 50),
        ("observations", 40, 50),
        ("observations", 50, 50),
    ]
