"""``myosotis differential`` and ``myosotis disorder`` as a person uses them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
INDEX = EXAMPLES / "index-patient.yaml"
CASE = EXAMPLES / "cases" / "pc-a15.yaml"


@pytest.mark.parametrize("path", [INDEX, CASE])
def test_it_fits_the_terminal_and_comes_to_a_conclusion(run: Any, path: Path) -> None:
    ran = run("differential", path)
    assert (ran.code, ran.err) == (0, "")
    assert max(map(len, ran.out.splitlines())) <= 80
    document = json.loads(run("differential", path, "--json").out)
    jsonschema.validate(document, json.loads(run("schema", "differential").out))
    assert document["differential"]["statement"] in ran.words


def test_pages_are_written_for_each_patient(run: Any, tmp_path: Path) -> None:
    ran = run("differential", INDEX, CASE, "--brief", "--html", tmp_path)
    assert ran.code == 0
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["index-patient-differential.html", "pc-a15-differential.html"]
    assert "2 pages written" in ran.err


def test_what_is_wrong_with_any_file_is_said_before_anything_is_printed(
    run: Any, tmp_path: Path
) -> None:
    ran = run("differential", INDEX, tmp_path / "none.yaml", "--html", tmp_path / "out")
    assert (ran.code, ran.out) == (2, "")
    assert "none.yaml" in ran.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["srp-myopathy", "srp_myopathy"])
def test_a_disorder_has_hyphens_or_underscores(run: Any, name: str) -> None:
    assert run("disorder", name).out.startswith("Anti-SRP necrotising myopathy")
    document = json.loads(run("disorder", name, "--json").out)
    jsonschema.validate(document, json.loads(run("schema", "disorder").out))
    assert document["disorder"]["id"] == "srp_myopathy"


def test_an_unknown_disorder_brings_the_nearest_names(run: Any) -> None:
    ran = run("disorder", "srp-myopaty")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("unknown disorder 'srp-myopaty', did you mean 'srp_myopathy'")
