"""The antibody files: complete, marked, and with figures that agree with themselves."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from myosotis import knowledge
from myosotis.knowledge.base import DATA
from myosotis.knowledge.schema import Antibody, Figure, Outcome, Sourced

BASE = knowledge.load()
ANTIBODIES = BASE.content.antibodies
FILES = {antibody.id for antibody in ANTIBODIES}
FIGURED: tuple[Antibody | Outcome, ...] = (*ANTIBODIES, *BASE.outcomes.outcomes)

OF_SYNTHETASES = (
    "anti_synthetase_antibody", "anti_jo1", "anti_pl7", "anti_pl12", "anti_ej", "anti_oj",
    "anti_ks", "anti_zo", "anti_ha", "anti_ly",
)  # fmt: skip
OF_OVERLAP = (
    "anti_u1rnp", "anti_ku", "anti_pm_scl", "anti_ro52", "anti_ro60", "anti_la", "anti_u3rnp",
    "anti_ruvbl", "anti_eif3", "anti_fhl1", "anti_centromere", "anti_mitochondrial_m2",
)  # fmt: skip


def kinds_of(parent: str) -> set[str]:
    """Every finding that is of a kind, directly or through another."""
    found: set[str] = set()
    while True:
        more = {
            finding.id
            for finding in BASE.findings.values()
            if {parent, *found} & set(finding.is_a) and finding.id not in found
        }
        if not more:
            return found
        found |= more


SPECIFIC = kinds_of("myositis_specific_antibody")
NAMED_SPECIFIC = sorted(name for name in SPECIFIC if name.startswith("anti_"))
"""Without the classes of antibodies, and without what is said of a test."""


def parts(entry: Any) -> Iterator[BaseModel]:
    """A file and everything in it."""
    if isinstance(entry, BaseModel):
        yield entry
        for name in type(entry).model_fields:
            yield from parts(getattr(entry, name))
    elif isinstance(entry, tuple):
        for item in entry:
            yield from parts(item)


def a_figure(**changes: Any) -> Figure:
    plain = {"id": "a", "outcome": "ild", "among": "people", "source": "a", "checked": "no"}
    return Figure(**{**plain, **changes})


# -- which files there are -------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMED_SPECIFIC)
def test_every_named_specific_antibody_has_a_file(name: str) -> None:
    assert name in FILES


@pytest.mark.parametrize("name", [*OF_SYNTHETASES, *OF_OVERLAP])
def test_the_synthetases_and_the_antibodies_of_overlap_have_a_file(name: str) -> None:
    assert name in FILES


def test_each_antibody_is_one_file_of_its_name() -> None:
    files = {path.stem for path in (DATA / "antibodies").glob("*.yaml")}
    assert files == FILES


@pytest.mark.parametrize("antibody", ANTIBODIES, ids=lambda antibody: antibody.id)
def test_a_specific_antibody_is_called_specific_and_no_other(antibody: Antibody) -> None:
    assert (antibody.kind == "specific") == (antibody.id in SPECIFIC)


# -- what is in them -------------------------------------------------------------------------


@pytest.mark.parametrize("entry", FIGURED, ids=lambda entry: entry.id)
def test_no_text_is_empty(entry: Antibody | Outcome) -> None:
    for part in parts(entry):
        for name in type(part).model_fields:
            value = getattr(part, name)
            if isinstance(value, str):
                assert value, (part, name)
                assert value == value.strip(), (part, name)


@pytest.mark.parametrize("entry", FIGURED, ids=lambda entry: entry.id)
def test_every_fact_names_its_source(entry: Antibody | Outcome) -> None:
    for part in parts(entry):
        if isinstance(part, Sourced):
            assert part.source, part


@pytest.mark.parametrize("entry", FIGURED, ids=lambda entry: entry.id)
def test_what_was_not_read_in_a_source_is_marked_unchecked(entry: Antibody | Outcome) -> None:
    for part in parts(entry):
        if isinstance(part, Sourced):
            kinds = {BASE.sources[name].kind for name in part.source}
            assert kinds != {"proposal"} or part.checked == "no", part


@pytest.mark.parametrize("entry", FIGURED, ids=lambda entry: entry.id)
def test_an_id_stands_once_in_a_list(entry: Antibody | Outcome) -> None:
    for name in ("figures", "remarks", "response", "pitfalls"):
        ids = [item.id for item in getattr(entry, name, ())]
        assert len(ids) == len(set(ids)), ids


@pytest.mark.parametrize("entry", FIGURED, ids=lambda entry: entry.id)
def test_a_value_lies_within_its_interval_and_range(entry: Antibody | Outcome) -> None:
    for figure in entry.figures:
        for between in (figure.interval, figure.range):
            if between:
                middle = between[0] if figure.value is None else figure.value
                assert between[0] <= middle <= between[1], figure.id
        if figure.percents:
            assert 0 <= figure.percents[0] <= figure.percents[1] <= 100, figure.id
        assert figure.percent is None or 0 <= figure.percent <= 100, figure.id


@pytest.mark.parametrize("outcome", BASE.outcomes.outcomes, ids=lambda outcome: outcome.id)
def test_a_figure_of_all_myositis_speaks_of_its_outcome(outcome: Outcome) -> None:
    assert {figure.outcome for figure in outcome.figures} <= {outcome.id}


def test_how_often_an_antibody_is_found_is_a_share() -> None:
    for antibody in ANTIBODIES:
        for figure in antibody.figures:
            if figure.outcome.startswith("frequency"):
                assert figure.measure == "share", (antibody.id, figure.id)


@pytest.mark.parametrize("antibody", ANTIBODIES, ids=lambda antibody: antibody.id)
def test_no_test_of_a_specific_antibody_is_held_for_infallible(antibody: Antibody) -> None:
    # A specificity of 100 % would make every positive result true, however unlikely the disease.
    if antibody.kind == "specific":
        assert all(a.specificity is None or a.specificity < 100 for a in antibody.assays)


# -- what the shape refuses ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"n": 21, "of": 70, "percent": Decimal("31")}, "21 of 70 is not 31 %"),
        ({"n": 12, "of": 17, "percent": Decimal("70.5")}, "12 of 17 is not 70.5 %"),
        ({"n": 71, "of": 70}, "more than all"),
        ({"n": -1, "of": 70}, "fewer than none"),
        ({}, "a share says n and of, percent, or percents"),
        ({"n": 21}, "a share says n and of, percent, or percents"),
        ({"of": 70}, "a share says n and of, percent, or percents"),
        ({"n": 0, "of": 0}, "a share says n and of, percent, or percents"),
        ({"percent": Decimal(30), "value": Decimal(2)}, "not a value"),
        ({"measure": "odds_ratio"}, "a ratio or an amount says its value"),
        ({"measure": "amount", "unit": "U/L"}, "a ratio or an amount says its value"),
    ],
)
def test_a_figure_that_does_not_agree_with_itself_is_refused(
    changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        a_figure(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"n": 21, "of": 70, "percent": Decimal(30)},
        {"n": 9, "of": 37, "percent": Decimal(24)},
        {"n": 9, "of": 37, "percent": Decimal("24.3")},
        {"n": 0, "of": 20},
        {"n": 20, "of": 20},
        {"percent": Decimal(30)},
        {"percents": (Decimal(2), Decimal(5))},
        {"measure": "odds_ratio", "value": Decimal("4.15")},
        {"measure": "amount", "range": (Decimal(194), Decimal(4073)), "unit": "U/L"},
    ],
)
def test_a_figure_that_agrees_with_itself_is_read(changes: dict[str, Any]) -> None:
    assert a_figure(**changes).among == "people"
