"""Criteria sets over a wide table beside `myosotis.evaluate` of each row."""

from __future__ import annotations

from functools import cache
from math import inf
from random import Random
from typing import Any

import polars as pl
import pytest

import myosotis
from myosotis import cohort
from myosotis.errors import InputError
from myosotis.knowledge import load
from myosotis.logic import Interval
from myosotis.review import rulebook

BASE = load()
SETS = [
    id_
    for id_, criteria in BASE.criteria.items()
    if criteria.kind == "classification" and criteria.enabled and not criteria.own
]
ROWS = 150


@cache
def findings() -> list[str]:
    """What the sets read, and what it follows from."""
    book = rulebook(BASE)
    names = {name for id_ in SETS for name in book.program(id_).inputs}
    return sorted(book.hierarchy.closure(names).relevant & BASE.findings.keys())


@cache
def rows() -> list[dict[str, Any]]:
    random = Random(7)
    found = []
    for _ in range(ROWS):
        known, yes = random.random(), random.random()
        row: dict[str, Any] = {}
        for name in findings():
            finding = BASE.findings[name]
            if random.random() > known:
                continue
            if finding.kind == "boolean":
                row[name] = random.random() < yes
            elif finding.kind == "category":
                row[name] = random.choice(finding.values)
            else:
                low, high = map(float, finding.range or (0, 100))
                row[name] = round(low + random.random() ** 3 * (min(high, 400) - low), 1)
        found.append(row)
    return found


def frame() -> pl.DataFrame:
    kinds = {"boolean": pl.Boolean, "category": pl.String, "quantity": pl.Float64}
    return pl.DataFrame(rows(), {name: kinds[BASE.findings[name].kind] for name in findings()})


@pytest.mark.parametrize("id_", SETS)
def test_every_row_is_told_what_evaluate_says_of_it(id_: str) -> None:
    found = cohort.criteria(frame(), id_)
    verdicts = set()
    for row, said in zip(rows(), found.iter_rows(named=True), strict=True):
        alone = myosotis.evaluate(id_, row)
        assert said[id_] == list(alone.labels)
        verdicts.add(tuple(said[id_]))
        for name, number in alone.numbers.items():
            assert isinstance(number, Interval)
            ends = (said[f"{id_}.{name}_{end}"] for end in ("low", "high"))
            low, high = (None if abs(e) == inf else float(e) for e in (number.low, number.high))
            assert tuple(ends) == (low, high), name
    assert len(verdicts) > 1


def test_bounds_of_a_number_and_of_a_truth() -> None:
    wide = pl.DataFrame(
        {
            "age_at_onset_low": [20.0, 45.0, None],
            "age_at_onset_high": [30.0, None, 17.0],
            "heliotrope_rash_low": [False, True, False],
            "heliotrope_rash_high": [True, True, False],
        }
    )
    found = cohort.criteria(wide, "eular_acr_2017")
    pairs = [(20, 30), (45, None), (None, 17)]
    for (low, high), rash, said in zip(
        pairs, (None, True, False), found.iter_rows(named=True), strict=True
    ):
        alone = myosotis.evaluate(
            "eular_acr_2017", {"age_at_onset": (low, high), "heliotrope_rash": rash}
        )
        assert said["eular_acr_2017"] == list(alone.labels)
        score = alone.numbers["score"]
        assert isinstance(score, Interval)
        assert said["eular_acr_2017.score_low"] == float(score.low)


def test_words_of_a_truth_and_columns_of_your_own() -> None:
    wide = pl.DataFrame(
        {"who": [7, 8, 9], "heliotrope_rash": ["yes", "No", "unknown"], "ck_uln": [5.0, None, 1.0]}
    )
    plain = wide.with_columns(heliotrope_rash=pl.Series([True, False, None]))
    found = cohort.criteria(wide, ["bohan_peter_1975", "troyanov_2005"])
    assert found.columns[:2] == ["who", "ck_uln"]
    assert found.equals(cohort.criteria(plain, ["bohan_peter_1975", "troyanov_2005"]))


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"heliotrope_rsh": [True]}, "did you mean 'heliotrope_rash'"),
        ({"heliotrope_rash": ["perhaps"]}, "'perhaps' .row 1. is no yes, no or unknown"),
        ({"age_at_onset": ["old"]}, "numbers are expected"),
        ({"sex": ["femal"]}, "did you mean 'female'"),
        ({"sex_low": [1.0]}, "a category has no low and high"),
    ],
)
def test_what_cannot_be_read_is_said(columns: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        cohort.criteria(pl.DataFrame(columns), "eular_acr_2017")


def test_a_table_in_which_nothing_is_known_has_its_rows() -> None:
    found = cohort.criteria(pl.DataFrame({"who": [1, 2]}), "eular_acr_2017")
    assert (
        found["eular_acr_2017"].to_list()
        == [list(myosotis.evaluate("eular_acr_2017", {}).labels)] * 2
    )


def test_a_frame_of_findings_alone_and_points_for_a_computed_number() -> None:
    wide = pl.DataFrame(
        {"ferritin": [700.0, None], "anti_mda5": [None, False], "weakness": [False, True]}
    )
    found = cohort.criteria(wide, "flair_2020")
    for facts, said in zip(wide.to_dicts(), found.iter_rows(named=True), strict=True):
        known = {name: value for name, value in facts.items() if value is not None}
        alone = myosotis.evaluate("flair_2020", known)
        assert said["flair_2020"] == list(alone.labels)
