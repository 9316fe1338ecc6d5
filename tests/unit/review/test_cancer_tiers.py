"""The tiers of the cancer guideline, every combination of factors against a count of its own."""

from __future__ import annotations

from itertools import product

import polars as pl
import pytest

from myosotis import knowledge, logic
from myosotis.logic import table
from myosotis.logic.values import Choice, Interval, Truth, Value

BASE = knowledge.load()
SET = BASE.criteria["imacs_cancer_2023"]
PROGRAM = logic.compile_criteria(SET, logic.Hierarchy(BASE))
TIERS = ("high", "moderate", "standard")

HIGH = ("anti_tif1_gamma", "anti_nxp2", "refractory_course", "dysphagia_moderate_or_severe",
        "cutaneous_necrosis")  # fmt: skip
INTERMEDIATE = ("anti_sae", "anti_hmgcr", "anti_mi2", "anti_mda5")
SUBTYPES = sorted(PROGRAM.inputs["subtype"].labels)
SOME_RISK = ("amyopathic_dermatomyositis", "polymyositis", "necrotising_myopathy")
LEFT_OUT = "inclusion_body_myositis"
LOW = ("anti_srp", "anti_synthetase_antibody", "anti_ro52", "raynaud", "arthritis",
       "interstitial_lung_disease")  # fmt: skip


def expected(subtype: str, over_40: bool, male: bool, high: int, intermediate: int) -> str:
    """The tier, counted anew: ``high`` and ``intermediate`` are the factors without a special
    rule."""
    high += (subtype == "dermatomyositis") + over_40
    intermediate += male
    intermediate += subtype in SOME_RISK
    if high >= 2:
        return "high"
    return "moderate" if high == 1 or intermediate >= 2 else "standard"


def label_columns(name: str, labels: list[str], given: list[str | None]) -> dict[str, list[bool]]:
    return {f"{name}={each}": [value in (each, None) for value in given] for each in labels}


@pytest.mark.parametrize("low", [None, True], ids=["low factors unknown", "low factors present"])
def test_every_combination_of_factors(low: bool | None) -> None:
    """All of them in one table; low factors take nothing away, and no tier is open for them."""
    yes_or_no = [False, True]
    people = list(
        product(SUBTYPES, [18, 40, 41], yes_or_no, *[yes_or_no] * len(HIGH + INTERMEDIATE))
    )
    assert len(people) == 8 * 3 * 2**10
    flags = {name: [each[3 + i] for each in people] for i, name in enumerate(HIGH + INTERMEDIATE)}
    sexes: list[str | None] = ["male" if each[2] else "female" for each in people]
    frame = pl.DataFrame(
        {
            **label_columns("subtype", SUBTYPES, [each[0] for each in people]),
            **label_columns("sex", ["female", "male"], sexes),
            **flags,
            **{name: pl.Series([low] * len(people), dtype=pl.Boolean) for name in LOW},
            "age_at_onset": [float(each[1]) for each in people],
        }
    )
    answers = table.tabulate(PROGRAM, frame.lazy()).collect().iter_rows(named=True)
    for (subtype, age, male, *factors), got in zip(people, answers, strict=True):
        found = [tier for tier in TIERS if got[f"verdict={tier}"]]
        if subtype == LEFT_OUT:
            assert got["verdict=not_applicable"]
            assert not found
            continue
        high, intermediate = sum(factors[: len(HIGH)]), sum(factors[len(HIGH) :])
        assert found == [expected(subtype, age > 40, male, high, intermediate)]
        counted = high + (subtype == "dermatomyositis") + (age > 40)
        assert got["high_factors_low"] == got["high_factors_high"] == counted
        counted = intermediate + male + (subtype in SOME_RISK)
        assert got["intermediate_factors_low"] == got["intermediate_factors_high"] == counted


OPEN = ("subtype", "age_at_onset", "sex", "anti_tif1_gamma", "refractory_course", "anti_sae",
        "anti_mda5")  # fmt: skip
OPTIONS: dict[str, list[object]] = {
    "subtype": [*SUBTYPES, None],
    "age_at_onset": [40, 41, None],
    "sex": ["female", "male", None],
    "anti_tif1_gamma": [False, True, None],
    "refractory_course": [False, True, None],
    "anti_sae": [False, True, None],
    "anti_mda5": [False, True, None],
}
COMPLETE = {
    name: [each for each in options if each not in (None, LEFT_OUT)]
    for name, options in OPTIONS.items()
}


def reachable(record: tuple[object, ...]) -> set[str]:
    """The tiers of every completion of the unknowns; the disease is taken for one that counts."""
    rows = product(
        *([value] if value is not None else COMPLETE[name]
          for name, value in zip(OPEN, record, strict=True))
    )  # fmt: skip
    return {
        expected(str(subtype), age == 41, sex == "male", *counts(*factors))
        for subtype, age, sex, *factors in rows
    }


def counts(tif1: object, refractory: object, sae: object, mda5: object) -> tuple[int, int]:
    """High and intermediate factors of those that are open."""
    return bool(tif1) + bool(refractory), bool(sae) + bool(mda5)


def value_of(name: str, value: object) -> Value:
    item = PROGRAM.inputs[name]
    if item.type == "boolean":
        return Truth.YES if value else Truth.NO
    if item.type == "label":
        return Choice.among(item.labels, [str(value)])
    return Interval.exactly(int(str(value)))


def facts_of(record: tuple[object, ...]) -> dict[str, Value]:
    rest = {name: Truth.NO for name in (*HIGH, *INTERMEDIATE) if name not in OPEN}
    known = zip(OPEN, record, strict=True)
    return {**rest, **{n: value_of(n, value) for n, value in known if value is not None}}


@pytest.mark.parametrize("subtype", OPTIONS["subtype"])
def test_what_is_unknown_leaves_exactly_the_tiers_that_it_can_reach(subtype: object) -> None:
    for rest in product(*(OPTIONS[name] for name in OPEN[1:])):
        record = (subtype, *rest)
        result = logic.evaluate_program(PROGRAM, facts_of(record))
        wanted = {logic.NOT_APPLICABLE} if subtype == LEFT_OUT else reachable(record)
        assert set(result.verdict) == wanted, record


def test_the_table_gives_the_same_tiers_for_unknowns() -> None:
    records = [each for each in product(*OPTIONS.values()) if each[0] != LEFT_OUT]
    given = dict(zip(OPEN, zip(*records, strict=True), strict=True))
    frame = pl.DataFrame(
        {
            **label_columns("subtype", SUBTYPES, given["subtype"]),
            **label_columns("sex", ["female", "male"], given["sex"]),
            **{name: list(given[name]) for name in OPEN[3:]},
            **{name: [False] * len(records) for name in (*HIGH, *INTERMEDIATE) if name not in OPEN},
            "age_at_onset_low": [float(age or 18) for age in given["age_at_onset"]],
            "age_at_onset_high": [float(age or 120) for age in given["age_at_onset"]],
        }
    )
    answers = table.tabulate(PROGRAM, frame.lazy()).collect().iter_rows(named=True)
    for record, got in zip(records, answers, strict=True):
        assert {tier for tier in TIERS if got[f"verdict={tier}"]} == reachable(record), record


def test_each_factor_has_a_name_and_a_source_that_exists() -> None:
    rows = [row for each in SET.points for row in each.rows]
    assert len(rows) == 7 + 8 + 8
    for row in rows:
        assert row.name
        assert row.checked
        assert row.source
        assert set(row.source) <= BASE.sources.keys()
