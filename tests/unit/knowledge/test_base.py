"""Loading a knowledge base: what it holds, what a wrong file is told, and the cache."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from myosotis import knowledge
from myosotis.errors import KnowledgeError, UnknownNameError
from myosotis.knowledge import KnowledgeBase, normal_name
from myosotis.knowledge import base as base_module

# `base` is the fixture of conftest.py: it writes a small base, changed as asked.


def problems(directory: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        knowledge.load(directory)
    return [str(problem) for problem in caught.value.problems]


@pytest.fixture
def small(base: Any) -> KnowledgeBase:
    return knowledge.load(base())


# -- what it holds --------------------------------------------------------------------------------


def test_everything_is_found_by_its_id(small: KnowledgeBase) -> None:
    assert small.version == "0.0.1"
    assert list(small.findings) == ["rash", "lilac_rash", "ck", "plain_antibody"]
    assert list(small.tests) == ["skin_examination"]
    assert list(small.criteria) == ["two_items", "fall"]
    assert list(small.therapies) == ["rest"]
    assert list(small.sources) == ["a_paper"]
    assert small.domains["ck"] == "skin"
    assert small.aliases["eyelid_rash"][0] == "lilac_rash"


def test_the_defaults_of_a_file_are_passed_down(small: KnowledgeBase) -> None:
    assert small.findings["rash"].source == ("a_paper",)
    assert small.findings["rash"].checked == "abstract"
    assert small.findings["lilac_rash"].checked == "full_text"


def test_a_bare_no_is_the_word(small: KnowledgeBase) -> None:
    assert small.therapies["rest"].checked == "no"


def test_the_hash_follows_the_content(base: Any) -> None:
    one = knowledge.load(base()).hash
    knowledge.load.cache_clear()
    assert knowledge.load(base()).hash == one
    knowledge.load.cache_clear()
    assert knowledge.load(base({"base.yaml": "version: 0.0.2\n"})).hash != one


# -- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Lilac rash", "lilac-rash", " LILAC_RASH ", "lilac  rash"])
def test_names_are_compared_in_one_form(small: KnowledgeBase, name: str) -> None:
    assert normal_name(name) == "lilac_rash"
    assert small.find_finding(name)[0].id == "lilac_rash"


def test_an_alias_says_which_it_is(small: KnowledgeBase) -> None:
    finding, alias = small.find_finding("eyelid rash")
    assert finding.id == "lilac_rash"
    assert alias is not None
    assert alias.name == "eyelid_rash"


def test_a_therapy_is_found_by_its_aliases(small: KnowledgeBase) -> None:
    assert small.find_therapy("bed rest").id == "rest"


def test_criteria_are_found_with_hyphens(small: KnowledgeBase) -> None:
    assert small.find_criteria("two-items").id == "two_items"


@pytest.mark.parametrize(
    ("find", "name", "sentence"),
    [
        ("find_finding", "lilac_rsh", "unknown finding 'lilac_rsh', did you mean 'lilac_rash' or"),
        ("find_finding", "eyelid rush", "'eyelid rush', did you mean 'eyelid_rash'?"),
        ("find_finding", "zzz", "unknown finding 'zzz'"),
        ("find_therapy", "bedrest", "unknown therapy 'bedrest', did you mean 'bed_rest'"),
        ("find_therapy", "zzz", "unknown therapy 'zzz'"),
        ("find_criteria", "two", "unknown criteria set 'two'"),
        ("find_criteria", "two_item", "'two_item', did you mean 'two_items'?"),
    ],
)
def test_an_unknown_name_offers_the_nearest(
    small: KnowledgeBase, find: str, name: str, sentence: str
) -> None:
    with pytest.raises(UnknownNameError) as caught:
        getattr(small, find)(name)
    assert sentence in str(caught.value)


# -- files that are wrong -------------------------------------------------------------------------


def test_an_unknown_key_names_file_line_and_field(base: Any) -> None:
    directory = base({"vocabulary/skin.yaml": ("kind: quantity", "kind: quantity\n    sort: a")})
    assert problems(directory) == [
        "vocabulary/skin.yaml, line 23, findings[3].sort: 'sort' is not a key that is known here"
    ]


def test_a_missing_key_names_what_lacks_it(base: Any) -> None:
    directory = base({"vocabulary/skin.yaml": ("    definition: Any rash.\n", "")})
    assert problems(directory) == [
        "vocabulary/skin.yaml, line 6, findings[1].definition: 'definition' is missing"
    ]


def test_a_value_that_is_none_of_those_allowed(base: Any) -> None:
    (found,) = problems(base({"therapies/rest.yaml": ("checked: no", "checked: perhaps")}))
    assert found.startswith("therapies/rest.yaml, line 8, checked: input should be 'full_text'")


def test_every_problem_of_every_file_is_told_at_once(base: Any) -> None:
    directory = base(
        {
            "therapies/rest.yaml": ("label: rest\n", ""),
            "tests/examinations.yaml": ("burden: none", "burden: heavy"),
            "base.yaml": "",
        }
    )
    found = problems(directory)
    assert len(found) == 3
    assert found[0] == "base.yaml: the file is empty"


def test_wrong_yaml_is_a_fault_of_the_base(base: Any) -> None:
    (found,) = problems(base({"therapies/rest.yaml": "id: [rest\n"}))
    assert found.startswith("rest.yaml, line 2, column 1: this is not valid YAML")


def test_a_file_in_no_place(base: Any) -> None:
    (found,) = problems(base({"recipes/soup.yaml": "id: soup\n"}))
    assert found.endswith("soup.yaml: this is not a place for a knowledge file")


def test_an_unknown_file_of_the_pathway(base: Any) -> None:
    (found,) = problems(base({"pathway/detour.yaml": "question: Where?\n"}))
    assert found.endswith("detour.yaml: this is not a place for a knowledge file")


def test_a_base_that_lacks_a_file(base: Any) -> None:
    directory = base()
    (directory / "pathway" / "urgent.yaml").unlink()
    (found,) = problems(directory)
    assert found.endswith("the knowledge base lacks urgent")


@pytest.mark.parametrize("text", ["version: 1.0\n", "edition: a\n", "- version\n"])
def test_a_version_that_is_none(base: Any, text: str) -> None:
    assert problems(base({"base.yaml": text}))[0].startswith("base.yaml")


# -- the cache ------------------------------------------------------------------------------------


def cache_files(directory: Path) -> list[Path]:
    return sorted((directory.parent / "cache" / "myosotis").iterdir())


def test_the_cache_is_written_and_read_again(base: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    directory = base()
    first = knowledge.load(directory)
    (written,) = cache_files(directory)
    assert first.hash[:32] in written.name
    knowledge.load.cache_clear()

    def refuse(*_: object) -> None:
        raise AssertionError("the YAML was read although there is a cache")

    monkeypatch.setattr(base_module, "read_document", refuse)
    assert knowledge.load(directory).content == first.content


@pytest.mark.parametrize("content", [b"", b"{", b"{}", b'{"version": 1}', b"\xff\xfe"])
def test_a_broken_cache_is_passed_over_and_written_anew(base: Any, content: bytes) -> None:
    directory = base()
    first = knowledge.load(directory)
    (written,) = cache_files(directory)
    good = written.read_bytes()
    written.write_bytes(content)
    knowledge.load.cache_clear()
    assert knowledge.load(directory).content == first.content
    assert written.read_bytes() == good


def test_a_changed_file_is_read(base: Any) -> None:
    assert knowledge.load(base()).findings["ck"].label == "creatine kinase"
    knowledge.load.cache_clear()
    changed = base({"vocabulary/skin.yaml": ("label: creatine kinase", "label: CK")})
    assert knowledge.load(changed).findings["ck"].label == "CK"


def test_a_home_that_cannot_be_written_costs_only_time(
    base: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = base()
    monkeypatch.setenv("XDG_CACHE_HOME", str(directory / "base.yaml"))
    assert knowledge.load(directory).version == "0.0.1"


def test_a_wrong_base_is_not_cached(base: Any) -> None:
    directory = base({"therapies/rest.yaml": ("label: rest\n", "")})
    problems(directory)
    assert not (directory.parent / "cache").exists()
