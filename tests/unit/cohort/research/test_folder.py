"""Reading the directory of a review, and describing what is there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.unit.cohort.research.small import ON, made, visit

from myosotis.cohort.research import BY, describe, read_folder
from myosotis.errors import FileError, InputError

REVIEW = pl.DataFrame([{"patient": 7, "on": ON, "resistance": "cannot_tell"}])


def folder(place: Path, manifest: Any = None) -> Path:
    REVIEW.write_parquet(place / "review.parquet")
    if manifest is not None:
        (place / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return place


def test_the_tables_are_found_through_the_manifest_and_patients_are_text(tmp_path: Path) -> None:
    pl.DataFrame({"patient": [7], "sex": ["female"]}).write_csv(tmp_path / "p.csv")
    pl.DataFrame({"patient": [7], "finding": ["x"]}).write_parquet(tmp_path / "o.parquet")
    inputs = {"patients": "p.csv", "observations": {"path": str(tmp_path / "o.parquet")}}
    found = read_folder(
        folder(tmp_path, {"inputs": inputs, "synthetic": True, "myosotis": "0.1.0"})
    )
    assert found.synthetic
    assert found.made == {"program": "0.1.0"}
    assert found.patients is not None
    assert found.patients.item(0, "patient") == found.review.item(0, "patient") == "7"
    assert found.observations is not None
    assert found.treatments is None
    assert found.response is None


def test_a_review_alone_is_enough(tmp_path: Path) -> None:
    found = describe(read_folder(folder(tmp_path)))
    assert found.size == 1
    assert not found.synthetic
    assert found.scores is None
    assert found.sequences is None
    assert found.cancers == ()


@pytest.mark.parametrize(
    ("manifest", "says"),
    [
        ({"inputs": {"patients": "gone.csv"}}, "there is no such file, though manifest.json names"),
        ({"inputs": {"patients": 3}}, "'inputs' names no file for patients"),
        ({"inputs": ["p.csv"]}, "'inputs' is not a mapping"),
        (["x"], "is not a JSON object"),
    ],
)
def test_a_manifest_that_leads_nowhere_is_refused(tmp_path: Path, manifest: Any, says: str) -> None:
    with pytest.raises(FileError, match=says):
        read_folder(folder(tmp_path, manifest))


def test_what_is_not_there_or_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="there is no such directory"):
        read_folder(tmp_path / "gone")
    with pytest.raises(FileError, match=r"has no review\.parquet"):
        read_folder(tmp_path)
    (tmp_path / "review.parquet").write_text("no table")
    with pytest.raises(FileError, match="cannot be read"):
        read_folder(tmp_path)
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(FileError, match="is not a JSON document"):
        read_folder(tmp_path)


def test_a_table_in_another_form_is_refused(tmp_path: Path) -> None:
    (tmp_path / "p.xlsx").write_text("x")
    with pytest.raises(FileError, match="neither Parquet, Arrow nor CSV"):
        read_folder(folder(tmp_path, {"inputs": {"patients": "p.xlsx"}}))


def test_by_is_one_of_a_few() -> None:
    with pytest.raises(InputError, match="not by 'height'"):
        describe(made(1), "height")


@pytest.mark.parametrize("by", BY)
def test_each_way_to_divide_gives_its_groups(by: str) -> None:
    cohort = made(
        [{"patient": "a", "label": None}, {"patient": "b", "label": []}],
        response=[visit("a", 3, 0, 0, "none"), visit("b", 3, 0, 0, "none")],
        patients=[{"patient": "a", "sex": "Female"}, {"patient": "b", "sex": "unknown"}],
    )
    groups = {row.group for row in describe(cohort, by).over_time} - {"all patients"}
    assert (
        groups
        == {
            "antibody": {"not tested"},
            "treatment": set(),
            "label": {"no diagnosis recorded", "another diagnosis"},
            "sex": {"female", "not recorded"},
        }[by]
    )


def test_a_division_that_the_tables_do_not_hold_is_refused() -> None:
    with pytest.raises(InputError, match="no column 'label'"):
        describe(made(1), "label")
    with pytest.raises(InputError, match="no column 'sex'"):
        describe(made(1), "sex")
