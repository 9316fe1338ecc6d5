"""The command line as a person uses it: what is printed, what is written, and how it fails."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from myosotis.cli.schemas import SCHEMAS

ROOT = Path(__file__).parents[2]
INDEX = ROOT / "examples" / "index-patient.yaml"


@pytest.fixture
def patient(tmp_path: Path) -> Any:
    """Write a small patient file; keywords replace its parts."""

    def write(name: str = "patient.yaml", **parts: Any) -> Path:
        content = {
            "id": "a-patient",
            "sex": "female",
            "age": 50,
            "history": [{"on": "2020-01-15", "ck": "5 xULN", "proximal_leg_weakness": True}],
        } | parts
        path = tmp_path / name
        path.write_text(yaml.safe_dump(content), encoding="utf-8")
        return path

    return write


# -- review ---------------------------------------------------------------------------------


def test_the_index_patient_in_the_terminal(run: Any) -> None:
    ran = run("review", INDEX)
    assert ran.code == 0
    assert ran.err == ""
    screen = ran.out.splitlines()[:24]
    assert "The diagnosis is not settled" in "\n".join(screen)
    assert any(line.startswith("3 ") and line.endswith("BLOCKED") for line in screen)
    assert max(len(line) for line in ran.out.splitlines()) <= 80


def test_json_is_the_review_and_follows_its_published_schema(run: Any) -> None:
    review = json.loads(run("review", INDEX, "--json").out)
    assert review["strategy"]["verdict"] == "blocked"
    jsonschema.validate(review, json.loads(run("schema", "review").out))


def test_the_patient_file_follows_its_published_schema(run: Any) -> None:
    schema = json.loads(run("schema", "patient").out)
    content = yaml.load(INDEX.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert content["id"] == "index-patient"


def test_several_reviews_are_a_json_list(run: Any, patient: Any) -> None:
    reviews = json.loads(run("review", INDEX, patient(), "--json").out)
    assert [review["patient"]["id"] for review in reviews] == ["index-patient", "a-patient"]


def test_on_shows_an_earlier_day(run: Any) -> None:
    ran = run("review", INDEX, "--on", "2019-03-31", "--brief")
    assert "reviewed 31 Mar 2019" in ran.out


def test_brief_is_a_few_lines_for_each_patient(run: Any, patient: Any) -> None:
    blocks = run("review", INDEX, patient(), "--brief").out.strip().split("\n\n")
    assert len(blocks) == 2
    assert all(3 <= len(block.splitlines()) <= 6 for block in blocks)


def test_html_writes_one_page_and_nothing_else(run: Any, tmp_path: Path) -> None:
    ran = run("review", INDEX, "--html", tmp_path / "out")
    assert ran.code == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["index-patient.html"]
    assert "index-patient.html" in ran.err
    page = (tmp_path / "out" / "index-patient.html").read_text(encoding="utf-8")
    assert "<h1>The diagnosis is not settled" in page


def test_html_of_several_patients_has_an_index(run: Any, patient: Any, tmp_path: Path) -> None:
    run("review", INDEX, patient(), "--html", tmp_path / "out", "--brief")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"index-patient.html", "a-patient.html", "index.html"}
    assert 'href="a-patient.html"' in (tmp_path / "out" / "index.html").read_text("utf-8")


def test_a_patient_called_index_does_not_take_the_place_of_the_index(
    run: Any, patient: Any, tmp_path: Path
) -> None:
    run("review", INDEX, patient(id="index"), "--html", tmp_path / "out", "--brief")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"index-patient.html", "patient-index.html", "index.html"}


def test_one_wrong_file_stops_everything_and_all_problems_are_told(
    run: Any, patient: Any, tmp_path: Path
) -> None:
    wrong = patient("wrong.yaml", id="b", history=[{"on": "2020-01-15", "gotron_papules": True}])
    missing = tmp_path / "missing.yaml"
    ran = run("review", INDEX, wrong, missing, "--html", tmp_path / "out")
    assert ran.code == 2
    assert ran.out == ""
    assert "gottron_papules" in ran.err
    assert "missing.yaml" in ran.err
    assert "Traceback" not in ran.err
    assert not (tmp_path / "out").exists()


def test_two_files_of_one_patient_cannot_be_written_to_one_page(
    run: Any, patient: Any, tmp_path: Path
) -> None:
    ran = run("review", patient("a.yaml"), patient("b.yaml"), "--html", tmp_path / "out")
    assert ran.code == 2
    assert "give each patient its own id" in ran.err
    assert not (tmp_path / "out").exists()


def test_html_needs_a_directory(run: Any, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("kept", encoding="utf-8")
    ran = run("review", INDEX, "--html", tmp_path / "out")
    assert ran.code == 2
    assert "is a file; --html expects a directory" in ran.err
    assert (tmp_path / "out").read_text(encoding="utf-8") == "kept"


def test_a_disk_that_fails_leaves_no_half_written_page(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    ran = run("review", INDEX, "--html", tmp_path / "out")
    assert ran.code == 2
    assert "cannot be written: No space left on device" in ran.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.yaml", b""),
        ("latin.yaml", "id: Müller\n".encode("latin-1")),
        ("wrong.yaml", b"id: x\nhistory: [\n"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(
    run: Any, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    ran = run("review", tmp_path / name)
    assert ran.code == 2
    assert ran.out == ""
    assert name in ran.err
    assert "Traceback" not in ran.err
    assert len(ran.err.strip().splitlines()) == 1


def test_a_directory_is_not_a_patient(run: Any, tmp_path: Path) -> None:
    ran = run("review", tmp_path)
    assert ran.code == 2
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("day", ["yesterday", "2020-13-01", "01.03.2020"])
def test_on_needs_a_day(run: Any, day: str) -> None:
    ran = run("review", INDEX, "--on", day)
    assert ran.code == 2
    assert f"--on expects a day written as 2020-03-01 (year, month, day), not '{day}'" in ran.err


# -- since ----------------------------------------------------------------------------------


def test_since_shows_what_changed_in_terminal_and_page(run: Any, tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    old.write_text(run("review", INDEX, "--on", "2019-03-31", "--json").out, encoding="utf-8")
    ran = run("review", INDEX, "--since", old, "--html", tmp_path / "out")
    assert ran.code == 0
    assert "What changed since 31 Mar 2019" in ran.out
    assert "New on record" in ran.out
    page = (tmp_path / "out" / "index-patient.html").read_text(encoding="utf-8")
    assert "What changed since 31 Mar 2019" in page


def test_since_with_nothing_changed(run: Any, tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    old.write_text(run("review", INDEX, "--json").out, encoding="utf-8")
    assert "Nothing changed" in run("review", INDEX, "--since", old).out


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{", "is not a review; --since expects"),
        (b"{}", "is not a review; --since expects"),
        (b"[1]", "is not a review; --since expects"),
        ("ü".encode("latin-1"), "in UTF-8"),
        (None, "cannot be read"),
    ],
)
def test_since_needs_an_earlier_review(
    run: Any, tmp_path: Path, content: bytes | None, says: str
) -> None:
    path = tmp_path / "old.json"
    if content is not None:
        path.write_bytes(content)
    ran = run("review", INDEX, "--since", path)
    assert ran.code == 2
    assert says in ran.err
    assert "old.json" in ran.err


def test_since_needs_a_review_of_the_same_patient(run: Any, patient: Any, tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    old.write_text(run("review", patient(), "--json").out, encoding="utf-8")
    ran = run("review", INDEX, "--since", old)
    assert ran.code == 2
    assert "holds no patient 'index-patient', only a-patient" in ran.err


# -- criteria -------------------------------------------------------------------------------


@pytest.mark.parametrize("width", ["80", "120"])
def test_criteria_stand_side_by_side(run: Any, monkeypatch: Any, width: str) -> None:
    monkeypatch.setenv("COLUMNS", width)
    ran = run("criteria", INDEX)
    assert ran.code == 0
    assert ran.err == ""
    assert max(map(len, ran.out.splitlines())) <= int(width)
    assert "The index patient" in ran.out.splitlines()[0]
    heads = ran.out.splitlines()[2]
    assert heads.startswith("Criteria")
    assert "Verdict" in heads
    assert "Rests on" in heads
    assert any(line.startswith("Bohan-Peter") for line in ran.out.splitlines())
    assert "meeting them is not a diagnosis" in " ".join(ran.out.split())


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_a_schema_is_named_after_its_document(run: Any, name: str) -> None:
    schema = json.loads(run("schema", name).out)
    assert schema["title"].startswith("Myosotis ")
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_criteria_as_json_follow_their_published_schema(run: Any) -> None:
    found = json.loads(run("criteria", INDEX, "--json").out)
    jsonschema.validate(found, json.loads(run("schema", "criteria").out))
    by_id = {one["id"]: one for one in found["sets"]}
    assert by_id["eular_acr_2017"]["values"]["score"]["low"] == 4.6
    assert all(one["verdict"] for one in found["sets"])


def test_criteria_are_those_of_the_review(run: Any) -> None:
    review = json.loads(run("review", INDEX, "--json").out)
    found = json.loads(run("criteria", INDEX, "--json").out)
    by_id = {one["id"]: one for one in found["sets"]}
    for id_, criteria in review["diagnosis"]["criteria"].items():
        assert {key: by_id[id_][key] for key in criteria} == criteria


def test_criteria_on_an_earlier_day_and_of_several_patients(run: Any, patient: Any) -> None:
    ran = run("criteria", INDEX, patient(), "--on", "2019-03-31", "--json")
    documents = json.loads(ran.out)
    assert [one["patient"]["id"] for one in documents] == ["index-patient", "a-patient"]
    assert {one["on"] for one in documents} == {"2019-03-31"}
    text = run("criteria", INDEX, patient(), "--on", "2019-03-31").out
    assert text.count("Classification criteria ─") == 2
    assert "reviewed 31 Mar 2019" in text


def test_criteria_of_a_record_in_which_nothing_is_recorded(run: Any, patient: Any) -> None:
    ran = run("criteria", patient(history=[]))
    assert ran.code == 0
    assert "Cannot tell" in ran.out


def test_criteria_say_what_is_wrong_of_every_file_and_print_nothing(
    run: Any, patient: Any, tmp_path: Path
) -> None:
    wrong = patient("wrong.yaml", history=[{"on": "2020-01-15", "gotron_papules": True}])
    ran = run("criteria", INDEX, wrong, tmp_path / "missing.yaml")
    assert ran.code == 2
    assert ran.out == ""
    assert len(ran.err.strip().splitlines()) == 2
    assert "did you mean 'gottron_papules'" in ran.err
    assert "missing.yaml" in ran.err
    assert "Traceback" not in ran.err


def test_criteria_need_a_day_and_a_file(run: Any) -> None:
    ran = run("criteria", INDEX, "--on", "yesterday")
    assert (ran.code, ran.out) == (2, "")
    assert "--on expects a day written as 2020-03-01" in ran.err
    assert run("criteria").code == 2


# -- evaluate -------------------------------------------------------------------------------


def test_evaluate_gives_the_range_and_what_would_settle_it(run: Any) -> None:
    ran = run(
        "evaluate", "eular-acr-2017", "--set", "heliotrope_rash=yes", "--set", "age_at_onset=50"
    )
    assert ran.code == 0
    assert "Score: 5.2 to" in ran.out
    assert "What could still settle it" in ran.out
    assert max(len(line) for line in ran.out.splitlines()) <= 80


def test_evaluate_as_json_and_with_its_reasons(run: Any) -> None:
    settings = ("--set", "heliotrope_rash=yes", "--set", "anti-jo1=no")
    data = json.loads(run("evaluate", "eular_acr_2017", *settings, "--json").out)
    assert data["id"] == "eular_acr_2017"
    assert data["values"]["score"]["low"] > 0
    assert "How it was reached" in run("evaluate", "eular_acr_2017", *settings, "--explain").out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("eular_acr_2017", "--set", "heliotrope_rash"), "expects FINDING=VALUE"),
        (("eular_acr_2017", "--set", "=yes"), "expects FINDING=VALUE"),
        (("eular_acr_2017", "--set", "ck=5 xULN", "--set", "ck=2 xULN"), "gives 'ck' twice"),
        (("eular_acr_2017", "--set", "heliotrop_rash=yes"), "heliotrope_rash"),
        (("eular_acr_2071",), "eular_acr_2017"),
    ],
)
def test_evaluate_says_what_is_wrong(run: Any, arguments: tuple[str, ...], says: str) -> None:
    ran = run("evaluate", *arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert says in ran.err
    assert "Traceback" not in ran.err


# -- knowledge ------------------------------------------------------------------------------


def test_knowledge_check_counts_what_is_checked(run: Any) -> None:
    ran = run("knowledge", "check")
    assert ran.code == 0, ran.err
    assert "every file and reference is sound" in ran.out
    for kind in ("findings", "criteria", "therapies", "all"):
        assert any(line.startswith(kind) and line.endswith(" %") for line in ran.out.splitlines())


def test_knowledge_show_takes_an_alias_and_names_the_sources(run: Any) -> None:
    ran = run("knowledge", "show", "gottron_papules")
    assert "finding: Gottron's papules" in ran.out
    assert "lundberg_2017: Lundberg IE" in ran.out


def test_knowledge_show_offers_the_nearest_name(run: Any) -> None:
    ran = run("knowledge", "show", "gotron_papules")
    assert ran.code == 2
    assert "gottron_papules" in ran.err


def test_knowledge_search(run: Any) -> None:
    assert "gottron_sign" in run("knowledge", "search", "gottron").out
    assert "Nothing in the knowledge base holds 'xyzzy'." in run("knowledge", "search", "xyzzy").out


def test_knowledge_sources_lists_identifiers(run: Any) -> None:
    out = run("knowledge", "sources").out
    assert "lundberg_2021" in out
    assert "doi:10.1002/art.41762" in out
    assert "Facts checked in" in out


# -- the frame ------------------------------------------------------------------------------


def test_help_names_the_commands(run: Any) -> None:
    ran = run("--help")
    assert ran.code == 0
    for command in ("review", "criteria", "response", "evaluate", "knowledge", "schema"):
        assert command in ran.out


def test_version(run: Any) -> None:
    assert run("--version").out.startswith("myosotis ")


def test_a_terminal_review_loads_no_tables_pictures_or_templates() -> None:
    code = (
        "import sys\n"
        f"sys.argv = ['myosotis', 'review', {str(INDEX)!r}]\n"
        "from myosotis.cli import main\n"
        "main()\n"
        "heavy = {'polars', 'altair', 'jinja2', 'narwhals', 'jsonschema'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert ran.returncode == 0, ran.stderr
