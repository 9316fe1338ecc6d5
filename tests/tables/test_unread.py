"""A treatment that cannot be read may have been any: nothing is concluded from its absence."""

from __future__ import annotations

from functools import cache
from typing import Any

import polars as pl
import pytest

from myosotis import cohort
from tests.tables.generated import Generated, generated

DEFINITION = "definition."
SPOILT = "60 or so"
"""A dose that cannot be read."""


@cache
def made() -> Generated:
    return generated(51, 400)


@cache
def before() -> cohort.Answered:
    return cohort.review(*made().tables, on=made().on)


@cache
def spoilt() -> tuple[dict[int, dict[str, Any]], dict[int, dict[str, Any]]]:
    """The rows of patients of whom every treatment can be read; and the same patients where the
    first of their treatments cannot."""
    rejects = before().rejects.filter(table="treatments")["patient"].cast(pl.Int64)
    first = pl.col("patient").is_first_distinct() & pl.col("not_given").is_null()
    dose = pl.when(first).then(pl.lit(SPOILT)).otherwise("dose").alias("dose")
    treatments = made().treatments.with_columns(dose)
    touched = treatments.filter(pl.col("dose") == SPOILT)["patient"]
    after = cohort.review(made().patients, made().observations, treatments, on=made().on)
    told = after.rejects.filter(pl.col("value") == SPOILT)
    assert told["patient"].cast(pl.Int64).to_list() == touched.to_list()
    some = set(touched) - set(rejects)
    return tuple(  # type: ignore[return-value]
        {row["patient"]: row for row in found.table.iter_rows(named=True) if row["patient"] in some}
        for found in (before(), after)
    )


def test_what_was_true_with_the_treatment_stays_possible_without_it() -> None:
    whole, wide = spoilt()
    assert len(whole) > 150
    for patient, one in whole.items():
        other = wide[patient]
        for name in one:
            if name.endswith("_possible") and not name.startswith("immuno"):
                assert set(one[name]) <= set(other[name]), (patient, name)
            if name.startswith(DEFINITION):
                assert other[name] in (one[name], "cannot_tell"), (patient, name)
        for certain in ("failed", "intolerant", "urgent"):
            assert set(other[certain]) <= set(one[certain]), (patient, certain)
        assert set(one["blocked_by"]) <= set(other["blocked_by"]), patient
        assert set(one["cancer_tier"]) <= set(other["cancer_tier"]), patient
        low, high = (f"immunosuppressants_failed_{end}" for end in ("low", "high"))
        assert other[low] <= one[low]
        assert other[high] is None or (one[high] is not None and other[high] >= one[high])


@pytest.mark.parametrize("verdict", ["not_refractory", "inadequately_treated"])
def test_nobody_is_found_not_refractory_by_dropping_a_row(verdict: str) -> None:
    whole, wide = spoilt()
    decided = [patient for patient, row in whole.items() if row["resistance"] == verdict]
    assert len(decided) > 3
    for patient in decided:
        assert wide[patient]["resistance"] == "cannot_tell"
        assert set(wide[patient]["resistance_possible"]) == {
            "refractory", "inadequately_treated", "not_refractory"
        }  # fmt: skip


def test_what_is_shown_by_other_treatments_stays_shown() -> None:
    whole, wide = spoilt()
    shown = [p for p, row in wide.items() if row["resistance"] == "refractory"]
    assert len(shown) > 3
    assert {whole[patient]["resistance"] for patient in shown} == {"refractory"}


def test_a_treatment_before_birth_cannot_be_read() -> None:
    people = pl.DataFrame({"patient": ["a", "b"], "born": ["2001-05", "1980"]})
    given = pl.DataFrame(
        {
            "patient": ["a", "a", "b"],
            "therapy": ["methotrexate", "prednisolone", "methotrexate"],
            "from": ["2000-12-31", "2001-05", "2000-12-31"],
        }
    )
    found = cohort.review(people, treatments=given, on="2020-01-01")
    (told,) = found.rejects.iter_rows(named=True)
    assert (told["table"], told["row"], told["patient"], told["field"]) == (
        "treatments", 1, "a", "from",
    )  # fmt: skip
    assert told["why"] == (
        "methotrexate starts 2000-12-31, before the patient was born (2001-05-01 at the earliest)"
    )
    assert found.table.filter(patient="a")["immunosuppressants_failed_high"].item() is None


def test_a_state_that_was_the_reason_before_birth_cannot_be_read() -> None:
    people = pl.DataFrame({"patient": ["a"], "born": ["2001"]})
    given = pl.DataFrame(
        {
            "patient": ["a"],
            "therapy": ["methotrexate"],
            "not_given": ["pregnancy_planning"],
            "on": ["1999"],
        }
    )
    (told,) = cohort.review(people, treatments=given).rejects.iter_rows(named=True)
    assert told["row"] == 1
    assert told["why"].startswith("pregnancy_planning is dated 1999, before the patient was born")
