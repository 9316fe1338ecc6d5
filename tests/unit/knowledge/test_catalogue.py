"""Looking into a knowledge base: faults between its files, counts, and what an id stands for."""

from __future__ import annotations

from typing import Any

import pytest

from myosotis import knowledge
from myosotis.errors import UnknownNameError
from myosotis.knowledge import KnowledgeBase

SKIN, EXAMINATIONS, REST = "vocabulary/skin.yaml", "tests/examinations.yaml", "therapies/rest.yaml"
TWO, DIAGNOSIS = "criteria/two_items.yaml", "pathway/diagnosis.yaml"


@pytest.fixture
def small(base: Any) -> KnowledgeBase:
    return knowledge.load(base())


def faults(directory: Any) -> list[str]:
    return [str(problem) for problem in knowledge.check(knowledge.load(directory))]


# -- faults between the files ---------------------------------------------------------------------


def test_a_whole_base_has_no_fault(small: KnowledgeBase) -> None:
    assert knowledge.check(small) == []


def test_a_parent_that_does_not_exist(base: Any) -> None:
    assert faults(base({SKIN: ("is_a: rash", "is_a: rush")})) == [
        "lilac_rash is_a 'rush', which is not a finding, did you mean 'rash'?"
    ]


def test_a_parent_of_another_kind(base: Any) -> None:
    assert faults(base({SKIN: ("is_a: rash", "is_a: ck")})) == [
        "lilac_rash is_a 'ck', but not both are boolean"
    ]


def test_a_source_that_does_not_exist(base: Any) -> None:
    assert faults(base({REST: ("source: a_paper", "source: a_papr")})) == [
        "therapies: rest names source 'a_papr', which is not known, did you mean 'a_paper'?"
    ]


def test_a_test_that_does_not_exist(base: Any) -> None:
    changed = base({SKIN: ("established_by: skin_examination", "established_by: skin_exam")})
    assert faults(changed) == [
        "rash names test 'skin_exam', which is not known, did you mean 'skin_examination'?"
    ]


def test_an_exposure_that_is_no_finding(base: Any) -> None:
    assert faults(base({REST: ("judge_by:", "exposure: resting\njudge_by:")})) == [
        "rest has exposure 'resting', which is not a finding"
    ]


def test_a_test_done_where_there_is_no_finding(base: Any) -> None:
    assert faults(base({EXAMINATIONS: ("    cost: low", "    cost: low\n    done: looked")})) == [
        "skin_examination is done where 'looked', which is not a finding"
    ]


ENTITIES = ("labels: {}", "labels: {}\nentities: [{id: myositis, label: myositis}]")


@pytest.mark.parametrize(
    ("covers", "means", "fault"),
    [
        ("myositis", "myositis", None),
        ("myositus", "myositus", "two_items covers 'myositus', which is not an entity, did you "
         "mean 'myositis'?"),
        ("", "myositis", "two_items: 'met' speaks of 'myositis', which the set does not cover"),
    ],
)  # fmt: skip
def test_an_entity_that_does_not_exist_or_is_not_covered(
    base: Any, covers: str, means: str, fault: str | None
) -> None:
    verdict = "verdict:\n  - {is: met, "
    change = (verdict, f"covers: [{covers}]\n{verdict}means: {means}, ")
    changed = base({TWO: change, DIAGNOSIS: ENTITIES})
    assert faults(changed) == ([fault] if fault else [])


def test_a_criteria_set_of_the_review_that_does_not_exist(base: Any) -> None:
    assert faults(base({DIAGNOSIS: ("criteria: []", "criteria: [two_itms]")})) == [
        "diagnosis names the criteria set 'two_itms', which is not known, did you mean 'two_items'?"
    ]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            ("instrument: fall", "instrument: fell"),
            "the course names instrument 'fell', which is not known, did you mean 'fall'?",
        ),
        (
            ("instruments: []", "instruments: [{instrument: two_items}]"),
            "the course names 'two_items', which does not compare two visits",
        ),
        (
            ("value: total", "value: sum"),
            "the course names the value 'sum', which fall does not give",
        ),
        (
            ("points: total", "points: ck_points"),
            "the course names the value 'ck_points', which fall does not give",
        ),
        (("inputs: ck", "inputs: cd"), "the course reads 'cd', which fall does not compare"),
        (
            ("change: change}", "change: change, chosen_by: used}"),
            "the course names the outcome 'used', which fall has not",
        ),
        (
            ("tests: []", "tests: [{finding: rush}]"),
            "strength is read from 'rush', which is not a finding, did you mean 'rash'?",
        ),
        (
            (
                "instruments: []",
                "instruments: [{instrument: fall, in_a_row: {verdict: worse, visits: 2, "
                "label: Twice, source: a_paper, checked: no}}]",
            ),
            "the course names 'worse', which is no verdict of fall",
        ),
    ],
)
def test_a_course_that_names_what_is_not_there(
    base: Any, change: tuple[str, str], fault: str
) -> None:
    assert faults(base({"pathway/course.yaml": change})) == [fault]


ANTIBODY = "antibodies/plain_antibody.yaml"


@pytest.mark.parametrize(
    ("path", "change", "fault"),
    [
        (
            ANTIBODY,
            ("id: plain_antibody", "id: plan_antibody"),
            "the antibody 'plan_antibody' is not a finding, did you mean 'plain_antibody'?",
        ),
        (
            ANTIBODY,
            ("outcome: rash", "outcome: rush"),
            "spots_here: the outcome 'rush' is not known, did you mean 'rash'?",
        ),
        (
            ANTIBODY,
            ("method: strip", "method: stripe"),
            "assay: the method 'stripe' is not known, did you mean 'strip'?",
        ),
        (
            "pathway/serology.yaml",
            ("weak_band: plain_antibody", "weak_band: pale"),
            "serology names 'pale', which is not a finding",
        ),
        (
            "pathway/serology.yaml",
            ("set: two_items", "set: two_item"),
            "prior: the set_ 'two_item' is not known, did you mean 'two_items'?",
        ),
        (
            "pathway/subgroups.yaml",
            ("part_of: lilac", "part_of: lila"),
            "pale_lilac is part of 'lila', which is no subgroup, did you mean 'lilac'?",
        ),
        (
            "pathway/outcomes.yaml",
            ("finding: rash", "finding: rush"),
            "rash: the finding 'rush' is not known, did you mean 'rash'?",
        ),
        (
            "pathway/cancer.yaml",
            ("counted: rash", "counted: rush"),
            "cancer counts 'rush', which is not a finding, did you mean 'rash'?",
        ),
        (
            "pathway/cancer.yaml",
            ("panel: basic", "panel: base"),
            "first: the panel 'base' is not known, did you mean 'basic'?",
        ),
        (
            "pathway/cancer.yaml",
            ("test: skin_examination", "test: skin_exam"),
            "look: the test 'skin_exam' is not known, did you mean 'skin_examination'?",
        ),
    ],
)
def test_the_antibodies_name_what_is_there(
    base: Any, path: str, change: tuple[str, str], fault: str
) -> None:
    assert faults(base({path: change})) == [fault]


@pytest.mark.parametrize(
    ("path", "change", "fault"),
    [
        (SKIN, ("id: lilac_rash", "id: rash"), "the finding name 'rash' is used 2 times"),
        (SKIN, ("name: eyelid_rash", "name: ck"), "the finding name 'ck' is used 2 times"),
    ],
)
def test_a_name_given_twice(base: Any, path: str, change: tuple[str, str], fault: str) -> None:
    assert fault in faults(base({path: change}))


@pytest.mark.parametrize(
    ("copied", "to", "fault"),
    [
        (REST, "therapies/again.yaml", "the therapy name 'rest' is used 2 times"),
        (EXAMINATIONS, "tests/again.yaml", "the test name 'skin_examination' is used 2 times"),
        ("criteria/two_items.yaml", "criteria/again.yaml", "name 'two_items' is used 2 times"),
        ("sources/common.yaml", "sources/again.yaml", "the source name 'a_paper' is used 2 times"),
    ],
)
def test_a_file_given_twice(base: Any, copied: str, to: str, fault: str) -> None:
    directory = base()
    (directory / to).write_text((directory / copied).read_text(encoding="utf-8"), encoding="utf-8")
    assert any(found.endswith(fault) for found in faults(directory))


# -- counts ---------------------------------------------------------------------------------------


def test_what_was_checked_is_counted_by_kind(small: KnowledgeBase) -> None:
    assert knowledge.count_checked(small) == {
        "findings": {"abstract": 2, "full_text": 1, "no": 1},
        "tests": {"no": 1},
        "criteria": {"no": 1},
        "instruments": {"no": 1},
        "therapies": {"no": 1},
        "course": {"no": 3},
        "antibodies": {"abstract": 1, "no": 3},
        "serology": {"no": 3},
        "subgroups": {"no": 1},
        "cancer": {"no": 3},
        "disorders": {"no": 4},
        "differential": {"no": 3},
    }


# -- what an id stands for ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind", "id_"),
    [
        ("lilac_rash", "finding", "lilac_rash"),
        ("Eyelid rash", "finding", "lilac_rash"),
        ("rest", "therapy", "rest"),
        ("bed-rest", "therapy", "rest"),
        ("two items", "criteria", "two_items"),
        ("skin_examination", "test", "skin_examination"),
        ("a_paper", "source", "a_paper"),
        ("pale lilac disease", "disorder", "pale_lilac_disease"),
    ],
)
def test_describe(small: KnowledgeBase, name: str, kind: str, id_: str) -> None:
    found, entry = knowledge.describe(small, name)
    assert (found, getattr(entry, "id", None)) == (kind, id_)


def test_describe_offers_the_nearest_name(small: KnowledgeBase) -> None:
    with pytest.raises(UnknownNameError, match="has no 'skin exam', did you mean 'skin_exam"):
        knowledge.describe(small, "skin exam")


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("lilac", {"lilac_rash", "lilac_disease", "pale_lilac_disease"}),  # in the label
        ("EYELIDS", {"lilac_rash"}),  # in the definition, whatever the case
        ("eyelid rash", {"lilac_rash"}),  # in an alias, with spaces
        ("eyelid_rash", {"lilac_rash"}),  # or underscores
        ("rash", {"rash", "lilac_rash"}),
        ("skin", {"skin_examination"}),
        ("nothing of the kind", set()),
    ],
)
def test_search(small: KnowledgeBase, word: str, found: set[str]) -> None:
    assert {id_ for _, id_, _ in knowledge.search(small, word)} == found


def test_search_gives_kind_id_and_label(small: KnowledgeBase) -> None:
    assert knowledge.search(small, "lilac") == [
        ("disorder", "lilac_disease", "lilac disease"),
        ("disorder", "pale_lilac_disease", "pale lilac disease"),
        ("finding", "lilac_rash", "a lilac rash"),
    ]
