"""``myosotis strategy`` and ``myosotis plan`` as a person uses them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
INDEX = EXAMPLES / "index-patient.yaml"
REFRACTORY = EXAMPLES / "strategy" / "refractory-srp.yaml"
CHILD = EXAMPLES / "strategy" / "lung-and-a-wish-for-a-child.yaml"
URGENT = EXAMPLES / "strategy" / "mda5-cannot-wait.yaml"


# -- strategy -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [INDEX, REFRACTORY, CHILD, URGENT], ids=lambda path: path.stem)
def test_it_fits_the_terminal_and_comes_to_a_conclusion(run: Any, path: Path) -> None:
    ran = run("strategy", path)
    assert (ran.code, ran.err) == (0, "")
    assert max(map(len, ran.out.splitlines())) <= 80
    document = json.loads(run("strategy", path, "--json").out)
    jsonschema.validate(document, json.loads(run("schema", "strategy").out))
    assert document["strategy"]["statement"] in ran.words


def test_the_review_says_the_same(run: Any) -> None:
    whole = json.loads(run("review", REFRACTORY, "--json").out)
    assert whole["strategy"] == json.loads(run("strategy", REFRACTORY, "--json").out)["strategy"]


def test_pages_are_written_for_each_patient(run: Any, tmp_path: Path) -> None:
    ran = run("strategy", REFRACTORY, URGENT, "--brief", "--html", tmp_path)
    assert ran.code == 0
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["mda5-cannot-wait-strategy.html", "refractory-srp-strategy.html"]
    assert "2 pages written" in ran.err


def test_on_an_earlier_day_what_came_later_is_not_seen(run: Any) -> None:
    early = json.loads(run("strategy", REFRACTORY, "--on", "2022-10-15", "--json").out)["strategy"]
    standings = {one["therapy"]: one["standing"] for one in early["options"]}
    assert standings["methotrexate"] == "in_use"
    assert early["plans"] == []


def test_what_is_wrong_with_any_file_is_said_before_anything_is_printed(
    run: Any, tmp_path: Path
) -> None:
    ran = run("strategy", INDEX, tmp_path / "none.yaml", "--html", tmp_path / "out")
    assert (ran.code, ran.out) == (2, "")
    assert "none.yaml" in ran.err
    assert not (tmp_path / "out").exists()


# -- plan ---------------------------------------------------------------------------------------


def test_a_plan_follows_its_schema_and_fits_the_terminal(run: Any) -> None:
    ran = run("plan", REFRACTORY, "--therapy", "rituximab")
    assert (ran.code, ran.err) == (0, "")
    assert max(map(len, ran.out.splitlines())) <= 80
    document = json.loads(run("plan", REFRACTORY, "--therapy", "rituximab", "--json").out)
    jsonschema.validate(document, json.loads(run("schema", "plan").out))
    assert document["entry"] in ran.out


def test_what_is_given_goes_before_what_is_known(run: Any) -> None:
    given = ("--start", "2024-09-16", "--until", "2025-03-31", "--measure", "mmt8", "--threshold",
             "rise=10", "--dose", "1 g twice")  # fmt: skip
    ran = run("plan", REFRACTORY, "--therapy", "rituximab", *given, "--json")
    document = json.loads(ran.out)
    assert (document["start"], document["until"]) == ("2024-09-16", "2025-03-31")
    assert document["threshold"] == "a rise of 10 or more"
    assert document["at_start"] == "121/150 (2 Sep 2024)"
    assert 'dose: "1 g twice"' in document["entry"]


def test_a_plan_does_not_see_what_came_after_it_was_made(run: Any) -> None:
    given = ("--on", "2024-03-10", "--start", "2024-10-01", "--until", "2025-03-31",
             "--measure", "mmt8", "--threshold", "rise=10")  # fmt: skip
    document = json.loads(run("plan", REFRACTORY, "--therapy", "rituximab", *given, "--json").out)
    assert document["at_start"] == "112/150 (4 Mar 2024)"


def test_the_entry_goes_into_the_file_and_the_next_review_checks_it(
    run: Any, tmp_path: Path
) -> None:
    entry = json.loads(run("plan", URGENT, "--therapy", "rituximab", "--setting", "rp_ild",
                           "--json").out)["entry"]  # fmt: skip
    path = tmp_path / URGENT.name
    path.write_text(URGENT.read_text(encoding="utf-8") + "\n" + entry, encoding="utf-8")
    ran = run("strategy", path, "--brief")
    assert "the record does not show that it was begun" in ran.words


def test_what_stands_against_a_plan_is_told_and_forbids_nothing(run: Any) -> None:
    ran = run("plan", CHILD, "--therapy", "methotrexate", "--setting", "muscle")
    assert ran.code == 0
    assert "What stands against it today" in ran.out
    assert "! Contraindicated: Stopped at least one month before conception" in ran.words


def test_a_page_is_written_beside_the_text(run: Any, tmp_path: Path) -> None:
    ran = run("plan", REFRACTORY, "--therapy", "rituximab", "--html", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["refractory-srp-plan-rituximab.html"]
    assert "1 page written" in ran.err


ERRORS = [
    (("--therapy", "rituxmab"), "unknown therapy 'rituxmab', did you mean 'rituximab'"),
    (("--therapy", "rituximab", "--threshold", "20"),
     "'20' is not a threshold; write it as at_least=20"),
    (("--therapy", "rituximab", "--threshold", "rise="), "'rise=' is not a threshold"),
    (("--therapy", "rituximab", "--measure", "mmt8"),
     "a measure and its threshold belong together; give both or neither"),
    (("--therapy", "rituximab", "--threshold", "rise=10"),
     "a measure and its threshold belong together; give both or neither"),
    (("--therapy", "rituximab", "--measure", "mmt9", "--threshold", "rise=10"),
     "unknown measure 'mmt9', did you mean 'mmt8'"),
    (("--therapy", "rituximab", "--measure", "dysphagia", "--threshold", "rise=10"),
     "'dysphagia' is not a number, so no threshold can judge it"),
    (("--therapy", "rituximab", "--measure", "mmt8", "--threshold", "about=10"),
     "unknown key 'about'"),
    (("--therapy", "rituximab", "--until", "2024-01-01"), "before it has begun"),
    (("--therapy", "rituximab", "--until", "2024"),
     "a plan is made on a day; write it as 2020-03-01"),
    (("--therapy", "rituximab", "--start", "tomorrow"), "'tomorrow'"),
    (("--therapy", "rituximab", "--setting", "teeth"),
     "nothing is known of when and by what rituximab is judged here"),
]  # fmt: skip


@pytest.mark.parametrize(("options", "said"), ERRORS)
def test_what_is_wrong_is_said_in_a_sentence_and_nothing_is_written(
    run: Any, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    ran = run("plan", REFRACTORY, *options, "--html", tmp_path / "out")
    assert (ran.code, ran.out) == (2, "")
    assert said in " ".join(ran.err.split())
    assert "Traceback" not in ran.err
    assert not (tmp_path / "out").exists()


def test_where_several_settings_are_treated_it_asks_in_which_one(run: Any) -> None:
    ran = run("plan", CHILD, "--therapy", "rituximab")
    assert (ran.code, ran.out) == (2, "")
    assert "in which setting is rituximab to be judged? one of" in ran.err
    assert run("plan", CHILD, "--therapy", "rituximab", "--setting", "muscle").code == 0
