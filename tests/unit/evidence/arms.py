"""Tables of study arms to be broken by a test: a good one, and the same with cells changed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from myosotis import knowledge
from myosotis.errors import Problem
from myosotis.evidence import check_arms
from myosotis.knowledge import read_arm_table

BASE = knowledge.load()

HEAD = (
    "arm,study,source,design,comparison,role,control,therapies,age,group,refractory,setting,"
    "outcome,measured,weeks,weeks_are,n,responders,series,counted,effect_measure,effect,"
    "effect_low,effect_high,checked"
)
DRUG, OTHER = "rituximab", "methotrexate"
ROWS = (
    f"one_active,one,me,randomised_blinded,one,active,,{DRUG},adult,srp,yes,muscle,"
    "improved_minimal,a score of 20,24,fixed,20,12,,yes,or,2.5,1.1,5.6,abstract",
    "one_placebo,one,me,randomised_blinded,one,control,placebo,,adult,srp,yes,muscle,"
    "improved_minimal,a score of 20,24,fixed,21,7,,yes,,,,,abstract",
    f"two,two,me,case_series,,active,,{DRUG};{OTHER},adult,hmgcr,unknown,muscle,"
    "response_judged,better,,unknown,9,4,somewhere,yes,,,,,no",
)


def text(changes: dict[tuple[int, str], str] | None = None, more: tuple[str, ...] = ()) -> str:
    """The good table with cells changed (row from 0, column), and with rows more."""
    rows = list(csv.DictReader([HEAD, *ROWS, *more]))
    for (row, column), value in (changes or {}).items():
        rows[row][column] = value
    out = io.StringIO()
    writer = csv.DictWriter(out, HEAD.split(","), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def checked(directory: Path, written: str) -> list[Problem]:
    """What `check_arms` says of a table."""
    path = directory / "mine.csv"
    path.write_text(written, encoding="utf-8")
    return check_arms(BASE, read_arm_table(path))
