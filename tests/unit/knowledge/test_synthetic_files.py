"""What the description of the synthetic registry names is there, or a sentence says so."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from myosotis import knowledge
from myosotis.knowledge import KnowledgeBase

SHIPPED = knowledge.load()


def changed(tmp_path: Path, file: str, old: str, new: str) -> list[str]:
    """The problems of the shipped knowledge with one text of the description changed."""
    folder = Path(shutil.copytree(SHIPPED.directory / "synthetic", tmp_path / "synthetic"))
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    base = KnowledgeBase(SHIPPED.content, "changed", tmp_path)
    return [str(problem) for problem in knowledge.check(base)]


def test_the_shipped_description_is_sound() -> None:
    assert knowledge.check(SHIPPED) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("people.yaml", "disorder: overlap\n", "disorder: overlop\n", "the disorder 'overlop'"),
        ("people.yaml", "course: necrotising", "course: necrotizing", "the course 'necrotizing'"),
        ("people.yaml", "regimen: childhood", "regimen: child", "the regimen 'child'"),
        ("people.yaml", "male: male_sex", "male: male_sax", "the feature 'male_sax'"),
        ("people.yaml", "onset_scale: onset", "onset_scale: onsets", "the scale 'onsets'"),
        ("people.yaml", "course_acute:", "course_cute:", "the range 'course_cute'"),
        ("people.yaml", "course_acute:", "course_cute:", "no span for the range 'course_acute'"),
        ("people.yaml", "source: myosotis_proposal", "source: my_own", "the source 'my_own'"),
        ("course.yaml", "feature: arthritis", "feature: arthritos", "the feature 'arthritos'"),
        ("panels.yaml", "raynaud: 1", "raynoud: 1", "the finding 'raynoud'"),
        ("panels.yaml", "as: {raynaud: 1}", "as: {ck: 1}", "names 'ck', which is no boolean"),
        ("panels.yaml", "feature: raynaud", "feature: raynoud", "the feature 'raynoud'"),
        ("panels.yaml", "finding: mmt8", "finding: mmt9", "the finding 'mmt9'"),
        ("panels.yaml", "finding: mmt8", "finding: rash", "names 'rash', which is no quantity"),
        ("panels.yaml", "unit: /150", "unit: /160", "the unit '/160'"),
        ("panels.yaml", "per: {joint: 9}", "per: {joints: 9}", "the driver 'joints'"),
        ("panels.yaml", "ways: enzyme\n", "ways: enzymes\n", "the way of writing 'enzymes'"),
        ("panels.yaml", "limits: [34, 45]", "years: [0, 99]", "ast by limits that are not given"),
        ("panels.yaml", "course_acute: acute", "course_acute: cute", "the label 'cute'"),
        ("panels.yaml", "late_onset_pompe: 0.6", "late_pompe: 0.6", "the disorder 'late_pompe'"),
        ("panels.yaml", "{dysferlinopathy: 0.15", "{dysferlin: 0.15", "the disorder 'dysferlin'"),
        ("panels.yaml", "emg_done: 0.5", "emg_don: 0.5", "the finding 'emg_don'"),
        ("antibodies.yaml", "anti_pl12: 13", "anti_pl13: 13", "the finding 'anti_pl13'"),
        ("antibodies.yaml", "bead_assay: 5", "bead: 5", "the method 'bead'"),
        ("antibodies.yaml", "strong: 55", "strongest: 55", "the strength 'strongest'"),
        ("treatments.yaml", "therapy: tacrolimus", "therapy: tacrolimos", "'tacrolimos'"),
        ("treatments.yaml", "taper: tried", "taper: tired", "the taper 'tired'"),
        ("treatments.yaml", "subcutaneous: 25", "nasal: 25", "the route 'nasal'"),
        ("treatments.yaml", "inefficacy: 55", "uselessness: 55", "the reason 'uselessness'"),
        ("treatments.yaml", "partial: 64", "partly: 64", "the response 'partly'"),
        ("faults.yaml", "proximal_weakness: s", "proximal_weekness: s", "'proximal_weekness'"),
    ],
)
def test_a_name_that_leads_nowhere_is_said(
    tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    assert any(said in problem for problem in changed(tmp_path, file, old, new))


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("course.yaml", "wobble: 0.06", "wobbles: 0.06", "'wobbles' is not a key"),
        ("course.yaml", "missed: 0.17", "missed: 1.7", "less than or equal to 1"),
        ("people.yaml", "weight: 20\n", "weight: 0\n", "greater than 0"),
        ("panels.yaml", "{share: 0.16, as:", "{share: 0.16, feature: rash, as:", "a feature or a"),
    ],
)
def test_a_value_that_cannot_be_is_said_with_its_line(
    tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    problems = changed(tmp_path, file, old, new)
    assert any(said in one and f"synthetic/{file}, line " in one for one in problems)


def test_a_missing_or_a_strange_file_is_said(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SHIPPED.directory / "synthetic", tmp_path / "synthetic"))
    (folder / "faults.yaml").rename(folder / "extra.yaml")
    base = KnowledgeBase(SHIPPED.content, "changed", tmp_path)
    problems = " ".join(str(problem) for problem in knowledge.check(base))
    assert "there is no such file" in problems
    assert "this is not a place for a knowledge file" in problems


def test_a_base_of_ones_own_needs_no_registry(tmp_path: Path) -> None:
    base = KnowledgeBase(SHIPPED.content, "without", tmp_path)
    assert knowledge.check(base) == []
