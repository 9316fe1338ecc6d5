"""``myosotis antibodies`` and ``myosotis cancer-risk`` as a person uses them, and the published
cases with an antibody: the profile names it, and never excludes the subgroup of the source."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from myosotis import antibody_profile, read_patient
from myosotis.review.antibodies.model import ProfileBody
from tests.acceptance.published import CASES, ROOT, Case, read_cases

INDEX = ROOT / "examples" / "index-patient.yaml"
EXAMPLES = sorted((ROOT / "examples" / "antibodies").glob("*.yaml"))
ALL = {case.id: case for case in read_cases()}

SUBGROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "pc-a03": ("anti_pl12", ("antisynthetase_syndrome",)),
    "pc-a04": ("anti_hmgcr", ("necrotising_myopathy", "hmgcr_necrotising")),
    "pc-a07": ("anti_srp", ("necrotising_myopathy", "srp_necrotising")),
    "pc-a08": ("anti_mi2", ("dermatomyositis",)),
    "pc-a10": ("anti_tif1_gamma", ("dermatomyositis",)),
    "pc-a17": ("anti_pm_scl", ("inclusion_body_myositis", "overlap_myositis")),
    "pc-a18": ("anti_nxp2", ("dermatomyositis",)),
    "pc-a20": ("anti_hmgcr", ("necrotising_myopathy", "hmgcr_necrotising")),
    "pc-a23": ("anti_jo1", ("antisynthetase_syndrome",)),
    "pc-a24": ("anti_mda5", ("mda5_dermatomyositis", "amyopathic_dermatomyositis")),
    "pc-a32": ("anti_mitochondrial_m2", ()),
    "pc-a33": ("anti_srp", ("necrotising_myopathy", "srp_necrotising")),
    "pc-a34": ("anti_mda5", ("mda5_dermatomyositis",)),
    "pc-a35": ("anti_srp", ("necrotising_myopathy", "srp_necrotising")),
}
"""By case: the antibody that was found in the end, and the subgroups that the source names."""

each_with_antibody = pytest.mark.parametrize("id_", sorted(SUBGROUPS))


@cache
def profiled(id_: str, when: str) -> ProfileBody:
    """The profile of a case ``before`` its decisive result, or ``after`` it."""
    case = ALL[id_]
    record = case.known_before() if when == "before" else case.revealed()
    return antibody_profile(read_patient(record)).profile


def verdicts(body: ProfileBody) -> dict[str, str]:
    return {line.id: line.verdict for line in body.subgroups}


@pytest.fixture
def written(tmp_path: Path) -> Any:
    """Write a patient file and give its path."""

    def write(name: str, text: str | dict[str, Any]) -> Path:
        path = tmp_path / name
        path.write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")
        return path

    return write


# -- the published cases ---------------------------------------------------------------------


def positive(case: Case) -> set[str]:
    """The antibodies of the knowledge base that are positive in a case in the end."""
    lines = profiled(case.id, "after").results
    return {line.id for line in lines if line.verdict in ("positive", "doubtful")}


def test_the_cases_with_an_antibody_are_those_of_this_table() -> None:
    found = {id_: positive(case) for id_, case in ALL.items() if positive(case)}
    assert found == {id_: {antibody} for id_, (antibody, _) in SUBGROUPS.items()}


@each_with_antibody
def test_the_profile_names_the_antibody_and_doubts_none_of_them(id_: str) -> None:
    antibody, _ = SUBGROUPS[id_]
    body = profiled(id_, "after")
    (line,) = (line for line in body.results if line.id == antibody)
    assert line.verdict == "positive"
    assert line.label.lower() in body.statement.lower()
    assert line.summary
    assert antibody not in {line.id for line in body.untested}


@each_with_antibody
@pytest.mark.parametrize("when", ["before", "after"])
def test_the_subgroup_of_the_source_is_never_excluded(id_: str, when: str) -> None:
    found = verdicts(profiled(id_, when))
    for subgroup in SUBGROUPS[id_][1]:
        assert found[subgroup] != "excluded", subgroup


def test_how_many_subgroups_of_the_sources_are_established() -> None:
    """Of thirteen cases whose source names a subgroup: in ten one of its names is established by
    what is recorded, in three it is still possible. Before the decisive result it was one."""
    named = {id_: names for id_, (_, names) in SUBGROUPS.items() if names}
    assert len(named) == 13
    established = {
        when: {
            id_
            for id_, names in named.items()
            if any(verdicts(profiled(id_, when))[name] == "established" for name in names)
        }
        for when in ("before", "after")
    }
    assert established["before"] == {"pc-a10"}
    assert set(named) - established["after"] == {"pc-a08", "pc-a17", "pc-a18"}
    supported = {
        id_: [name for name in named[id_] if verdicts(profiled(id_, "after"))[name] == "supported"]
        for id_ in ("pc-a08", "pc-a17", "pc-a18")
    }
    assert supported == {
        "pc-a08": ["dermatomyositis"],
        "pc-a17": ["overlap_myositis"],
        "pc-a18": ["dermatomyositis"],
    }


@each_with_antibody
def test_no_other_subgroup_than_that_of_the_source_is_established(id_: str) -> None:
    found = verdicts(profiled(id_, "after"))
    allowed = {*SUBGROUPS[id_][1]}
    if "mda5_dermatomyositis" in allowed:
        allowed.add("dermatomyositis")
    assert {name for name, verdict in found.items() if verdict == "established"} <= allowed


@pytest.mark.parametrize("id_", sorted(id_ for id_, case in ALL.items() if case.is_mimic))
@pytest.mark.parametrize("when", ["before", "after"])
def test_no_subgroup_of_myositis_is_established_in_a_mimic_by_an_antibody(
    id_: str, when: str
) -> None:
    body = profiled(id_, when)
    assert not [line.id for line in body.results if line.verdict == "positive"]
    for line in body.subgroups:
        if line.verdict == "established":
            for statement in line.because:
                assert not any("nti-" in reason.text for reason in statement.because)


@each_with_antibody
def test_the_tier_after_the_result_was_possible_before_it(id_: str) -> None:
    before, after = profiled(id_, "before").cancer, profiled(id_, "after").cancer
    assert set(after.tier) <= set(before.tier)


def test_the_case_with_cancer_is_of_the_high_tier() -> None:
    assert profiled("pc-a10", "after").cancer.tier == ("high",)


# -- myosotis antibodies ---------------------------------------------------------------------


@pytest.fixture
def revealed(written: Any) -> Any:
    """The file of a case with its decisive result."""
    return lambda id_: written(f"{id_}.json", ALL[id_].revealed())


@each_with_antibody
def test_the_brief_profile_names_the_antibody_and_what_is_established(
    run: Any, revealed: Any, id_: str
) -> None:
    ran = run("antibodies", revealed(id_), "--brief")
    assert (ran.code, ran.err) == (0, "")
    body = profiled(id_, "after")
    said = " ".join(ran.words.split())
    for sentence in (body.statement, *body.lines):
        assert sentence in said


def test_the_whole_profile_in_the_terminal(run: Any, revealed: Any) -> None:
    ran = run("antibodies", revealed("pc-a34"))
    assert (ran.code, ran.err) == (0, "")
    for words in (
        "Anti-MDA5",
        "dermatomyositis with anti-MDA5",
        "Cancer",
        "Lung",
        "method not recorded",
        "Sources",
        # Not tested is said, that of a panel without it first of all.
        "Anti-HMGCR",
    ):
        assert words in ran.words, words
    assert "None" not in ran.words
    assert max(len(line) for line in ran.out.splitlines()) <= 80


def test_where_nothing_is_recorded_it_is_said(run: Any, written: Any) -> None:
    ran = run("antibodies", written("p.yaml", "id: p\n"))
    assert ran.code == 0
    assert "No myositis antibody was tested." in ran.words
    assert "cannot be told" in ran.words


def test_json_of_every_example_follows_the_published_schema(run: Any) -> None:
    files = [INDEX, *EXAMPLES, *sorted(CASES.glob("*.yaml"))]
    for command in ("antibodies", "cancer-risk"):
        schema = json.loads(run("schema", command).out)
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        ran = run(command, *files, "--json")
        assert ran.code == 0
        documents = json.loads(ran.out)
        assert len(documents) == len(files)
        for path, document in zip(files, documents, strict=True):
            validator.validate(document)
            assert document["patient"]["id"] == read_patient(path).id


def test_json_of_one_patient_is_no_list(run: Any) -> None:
    document = json.loads(run("antibodies", INDEX, "--json").out)
    assert document["schema"] == 1
    assert document["profile"]["statement"] == "No myositis antibody was tested."
    assert json.loads(run("cancer-risk", INDEX, "--json").out)["cancer"]


def test_every_source_and_fact_that_is_named_is_there(run: Any, revealed: Any) -> None:
    document = json.loads(run("antibodies", revealed("pc-a34"), "--json").out)
    named = {source for part in parts(document["profile"]) for source in part.get("sources", ())}
    assert named == document["sources"].keys()
    patient = read_patient(ALL["pc-a34"].revealed())
    facts = {part["fact"] for part in parts(document["profile"]) if part.get("fact")}
    assert facts <= {fact.id for fact in patient.facts}


def parts(part: Any) -> list[dict[str, Any]]:
    """Every object anywhere in a document."""
    if isinstance(part, dict):
        return [part, *(each for value in part.values() for each in parts(value))]
    return [each for value in part for each in parts(value)] if isinstance(part, list) else []


def test_several_patients_one_after_the_other(run: Any) -> None:
    ran = run("antibodies", *EXAMPLES, "--brief")
    assert ran.code == 0
    places = [ran.words.index(f"{read_patient(path).title} ·") for path in EXAMPLES]
    assert places == sorted(places)
    assert "\n\n" in ran.out


def test_on_shows_an_earlier_day(run: Any, written: Any) -> None:
    path = written(
        "p.yaml",
        "id: p\nhistory:\n"
        "  - {on: 2018-01-01, ck: 5 xULN}\n"
        "  - {on: 2020-01-01, antibodies: {method: line blot, srp: strong}}\n",
    )
    assert "Anti-SRP is positive." in run("antibodies", path).words
    earlier = run("antibodies", path, "--on", "2019-01-01")
    assert "No myositis antibody was tested." in earlier.words
    assert "1 Jan 2019" in earlier.words
    assert run("cancer-risk", path, "--on", "2019-13-01").code == 2


def test_html_writes_a_page_for_each_patient(run: Any, tmp_path: Path) -> None:
    out = tmp_path / "pages"
    ran = run("antibodies", *EXAMPLES, "--brief", "--html", out)
    assert ran.code == 0
    names = {f"{read_patient(path).id}-antibodies.html" for path in EXAMPLES}
    assert {path.name for path in out.iterdir()} == names
    assert f"{len(EXAMPLES)} pages written" in ran.err
    for name in names:
        page = (out / name).read_text(encoding="utf-8")
        assert page.lstrip().lower().startswith("<!doctype html>")
        # It holds all that it needs.
        assert not re.search(
            r"""(?:src|href)=["']?(?:https?:)?//[^"']+\.(?:js|css|png|svg)""", page
        )
        assert "<script src" not in page


def test_html_of_one_patient_says_where(run: Any, tmp_path: Path) -> None:
    ran = run("antibodies", EXAMPLES[0], "--html", tmp_path / "out")
    assert ran.code == 0
    assert "1 page written" in ran.err
    (page,) = (tmp_path / "out").iterdir()
    assert page.name in "".join(ran.err.split())


# -- myosotis cancer-risk --------------------------------------------------------------------


@pytest.mark.parametrize("path", [INDEX, *EXAMPLES], ids=lambda path: path.stem)
def test_the_cancer_risk_says_the_tier_and_what_was_not_read(run: Any, path: Path) -> None:
    ran = run("cancer-risk", path)
    assert (ran.code, ran.err) == (0, "")
    cancer = antibody_profile(read_patient(path)).profile.cancer
    assert cancer.statement in ran.words
    assert cancer.guideline in ran.words
    assert f"{len(cancer.not_read)} points of the guideline" in ran.words
    assert cancer.start in ran.words


@each_with_antibody
def test_the_cancer_risk_of_a_published_case(run: Any, revealed: Any, id_: str) -> None:
    ran = run("cancer-risk", revealed(id_))
    assert (ran.code, ran.err) == (0, "")
    assert profiled(id_, "after").cancer.statement in ran.words


# -- what is wrong is said, and nothing else is done -----------------------------------------

WRONG = {
    "an antibody that does not exist": (
        "anti_jo2: yes",
        "line 4, history[1].anti_jo2: unknown finding 'anti_jo2', did you mean 'anti_jo1'",
    ),
    "an antibody that does not exist, in its group": (
        "antibodies: {mda6: yes}",
        "line 4, history[1].antibodies.mda6: unknown finding 'mda6' in the group antibodies, "
        "did you mean 'anti_mda5'",
    ),
    "a strength outside the scale of its method": (
        "anti_jo1: {method: line blot, strength: high}",
        "line 4, history[1].anti_jo1: 'high' is not a strength of line blot; expected borderline, "
        "weak, moderate, strong",
    ),
    "a strength of a method that has none": (
        "anti_jo1: {method: immunoprecipitation, strength: strong}",
        "line 4, history[1].anti_jo1: 'strong' is not a strength of immunoprecipitation; it says "
        "positive or negative only",
    ),
    "a number without a method": (
        "anti_jo1: {value: yes, strength: 87 U/mL}",
        "line 4, history[1].anti_jo1: by which method is the strength '87 U/mL' of anti_jo1?",
    ),
    "a method that does not exist": (
        "antibodies: {method: westernblot, jo1: yes, mi2: no}",
        "line 4, history[1].antibodies.method: unknown method 'westernblot'; expected one of line "
        "blot, dot blot, enzyme immunoassay",
    ),
    "negative with a strength": (
        "anti_jo1: {value: no, method: line blot, strength: weak}",
        "line 4, history[1].anti_jo1: anti_jo1 is negative, and has the strength 'weak'; a "
        "negative result has none",
    ),
    "positive below the cut-off": (
        "anti_mda5: {value: yes, method: elisa, strength: 12 U/mL, cutoff: 20 U/mL}",
        "line 4, history[1].anti_mda5: anti_mda5 is positive at 12 U/mL, below its cut-off of 20 "
        "U/mL",
    ),
    "positive and negative on one date": (
        "anti_jo1: yes\n  - on: 2020-01-01\n    anti_jo1: no",
        "line 6, history[2].anti_jo1: anti_jo1 has two values dated 1 Jan 2020: 'yes' (wrong.yaml, "
        "line 4, history[1].anti_jo1) and 'no'; if they were found by two methods, say which",
    ),
    "positive and negative by one method on one date": (
        "antibodies: {method: line blot, jo1: strong}\n  - on: 2020-01-01\n"
        "    antibodies: {method: lia, jo1: no}",
        "line 6, history[2].antibodies.jo1: anti_jo1 has two values dated 1 Jan 2020",
    ),
}  # fmt: skip


@pytest.mark.parametrize("command", ["antibodies", "cancer-risk"])
@pytest.mark.parametrize(("line", "says"), WRONG.values(), ids=list(WRONG))
def test_what_is_wrong_is_told_with_its_place_and_nothing_is_printed_or_written(
    run: Any, written: Any, tmp_path: Path, command: str, line: str, says: str
) -> None:
    wrong = written("wrong.yaml", f"id: p\nhistory:\n  - on: 2020-01-01\n    {line}\n")
    out = tmp_path / "pages"
    html = ("--html", out) if command == "antibodies" else ()
    # A file that is right stands before it, and is not printed either.
    ran = run(command, EXAMPLES[0], wrong, *html)
    assert (ran.code, ran.out) == (2, "")
    assert f"wrong.yaml, {says}" in " ".join(ran.err.split())
    assert "Traceback" not in ran.err
    assert not out.exists()


@pytest.mark.parametrize("command", ["antibodies", "cancer-risk"])
def test_all_problems_of_all_files_are_told(run: Any, written: Any, command: str) -> None:
    files = [
        written("one.yaml", "id: one\nhistory: [{on: 2020-01-01, anti_jo2: yes, anti_mi3: yes}]"),
        written("two.yaml", "id: two\nhistory: [{on: 2020-01-01, anti_jo1: furious}]"),
    ]
    ran = run(command, *files, "--json")
    assert (ran.code, ran.out) == (2, "")
    for name in ("anti_jo2", "anti_mi3", "furious"):
        assert name in ran.err


def test_a_method_of_a_group_that_does_not_exist_is_told_once(run: Any, written: Any) -> None:
    entry = "{on: 2020-01-01, antibodies: {method: westernblot, jo1: weak, mi2: no, srp: no}}"
    ran = run("antibodies", written("p.yaml", f"id: p\nhistory: [{entry}]\n"))
    assert ran.code == 2
    assert ran.err.count("unknown method") == ran.err.count("p.yaml") == 1


def test_two_files_of_one_patient_cannot_be_written_to_one_page(
    run: Any, written: Any, tmp_path: Path
) -> None:
    files = [written(f"{name}.yaml", "id: twin\n") for name in ("one", "two")]
    ran = run("antibodies", *files, "--html", tmp_path / "pages")
    assert (ran.code, ran.out) == (2, "")
    assert "the patient 'twin' is there twice" in " ".join(ran.err.split())
    assert not (tmp_path / "pages").exists()
    # In the terminal two records of one patient may stand one after the other.
    assert run("antibodies", *files, "--brief").code == 0


def test_a_file_that_is_not_there(run: Any, tmp_path: Path) -> None:
    for command in ("antibodies", "cancer-risk"):
        ran = run(command, tmp_path / "nobody.yaml")
        assert (ran.code, ran.out) == (2, "")
        assert "Traceback" not in ran.err
