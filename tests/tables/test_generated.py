"""Generated patients: what a cohort says of each is what the review says of that patient alone.

In CI twenty thousand; as many as MYOSOTIS_PATIENTS says where it is set. All are compared in every
verdict, set of possible verdicts, score, rule, reading of an antibody, ratio of the differential
and value of the snapshot; one in `EVERY` also in what takes longest alone: what is missing, the
facts behind the answers, the response.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from functools import cache

import pytest

from myosotis import cohort, read_patient
from myosotis.cohort.seen import coded_part
from tests.tables import identity
from tests.tables.generated import Generated, files, generated
from tests.tables.identity import CHUNK, Answers, compare, not_in_files
from tests.tables.one import full, slim
from tests.tables.spellings import BASE, TODAY, spellings

IN_CI, ELSEWHERE = 20_000, 2_500
EVERY = 40
WANTED = int(os.environ.get("MYOSOTIS_PATIENTS", IN_CI if os.environ.get("CI") else ELSEWHERE))


@dataclass(frozen=True)
class Compared:
    """What the comparison printed: how many patients and cells, and each word that was said."""

    printed: str
    patients: int
    cells: int
    words: Counter[tuple[str, str]]


@cache
def compared() -> Compared:
    # By itself, so that it may use all processors.
    command = [sys.executable, "-m", "tests.tables.identity", str(WANTED), "0", str(EVERY)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[:4000] + done.stderr[-2000:]
    counted = re.search(r"^(\d+) patients, (\d+) cells", done.stdout, re.MULTILINE)
    assert counted
    said = re.findall(r"^(\S+) (\S+): (\d+)$", done.stdout, re.MULTILINE)
    words = Counter({(name, word): int(times) for name, word, times in said})
    return Compared(done.stdout, int(counted[1]), int(counted[2]), words)


@pytest.mark.slow
def test_a_cohort_says_of_each_what_is_said_of_one() -> None:
    found = compared()
    assert found.patients >= WANTED
    assert found.cells > 200 * WANTED


HARDLY = {
    ("activity.gastrointestinal", "active"),
    ("activity.gastrointestinal", "damage"),
    ("subgroup.dermatomyositis", "excluded"),
    ("subgroup.seronegative_necrotising", "established"),
}
"""For these so much must fit together that some twenty thousand patients may miss them."""

REACHED = {
    "resistance": ("refractory", "inadequately_treated", "not_refractory", "cannot_tell"),
    "diagnosis": ("secure", "other_iim", "not_iim", "unsettled"),
    "strategy": ("open", "blocked", "urgent_only"),
    "differential": ("iim", "other", "both", "cannot_tell"),
    **{
        f"activity.{organ.id}": ("active", "damage", "mixed", "neither", "cannot_tell")
        for organ in BASE.activity.organs
    },
    **{
        f"subgroup.{group.id}": ("established", "not_excluded", "excluded")
        for group in BASE.subgroups.subgroups
        if group.established
    },
    "antibody.anti_mda5": ("positive", "doubtful", "negative", "not_excluded"),
}


@pytest.mark.slow
@pytest.mark.parametrize("column", REACHED)
def test_the_generated_patients_reach_every_verdict(column: str) -> None:
    words = [word for word in REACHED[column] if (column, word) not in HARDLY]
    assert [word for word in words if not compared().words[column, word]] == []


def test_the_parts_with_a_verdict_say_what_the_whole_review_says() -> None:
    made = generated(900_000, 56)
    part = coded_part(cohort.tables_from(*made.tables), BASE, TODAY)
    days = dict(made.on.iter_rows())
    alone = 0
    for number, file in files(made, not_in_files(part)).items():
        patient = read_patient(file.said, BASE, TODAY)
        assert slim(BASE, patient, days[number]) == full(BASE, patient, days[number]), number
        alone += 1
    assert alone > 60


def test_a_seed_makes_the_same_patients_again() -> None:
    one, other = generated(5, 50), generated(5, 50)
    assert all(a.equals(b) for a, b in zip(one.tables, other.tables, strict=True))
    assert not one.observations.equals(generated(6, 50).observations)


def test_every_finding_can_be_said_in_several_ways() -> None:
    assert spellings().count.min() >= 5


def test_a_difference_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison itself can fail: a table that says something else is noticed."""
    told = Answers.of

    def wrong(made: Generated, on: object) -> Answers:
        found = told(made, on)
        for row in found.review.values():
            row["strategy"] = "open"
        return found

    monkeypatch.setattr(identity.Answers, "of", wrong)
    assert compare(0, CHUNK // 20).differing["strategy"] > 40
