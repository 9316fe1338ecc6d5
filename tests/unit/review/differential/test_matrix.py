"""The shares of findings by disorder: which goes before which, and what each is worth."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.review.differential.made_up import ENZYME, base, disorder, feature, figure

from myosotis.knowledge import KnowledgeBase
from myosotis.review.differential.matrix import DRAWN, LEAST, MOST, Known, matrix, together

RASH = feature("rash", "rash", background=0.1, groups={"some": 0.3})


def known(*disorders: dict[str, Any], name: str = "rash", of: str = "one") -> Known:
    found = base(*disorders, features=[RASH], scales=[ENZYME])
    return matrix(found).rows[of][name].known


def said(one: Known) -> tuple[float, str]:
    return round(one.share, 4), one.basis


# -- what goes before what ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "share"),
    [
        ({"figures": [figure("rash", 9, 10)], "estimates": {"rash": 0.8}}, (0.9, "figure")),
        ({"figures": [figure("rash", share=0.7)]}, (0.7, "figure")),
        ({"figures": [figure("rash", 7, 10, basis="adapted")]}, (0.7, "adapted")),
        ({"estimates": {"rash": 0.8}}, (0.8, "estimate")),
        ({}, (0.3, "group")),
        ({"group": "other"}, (0.1, "background")),
    ],
)
def test_what_goes_before_what(fields: dict[str, Any], share: tuple[float, str]) -> None:
    assert said(known(disorder("one", **fields))) == share


def test_of_two_figures_the_larger_of_its_own_counts() -> None:
    figures = [
        figure("rash", 1, 10),
        figure("rash", 30, 60),
        figure("rash", 90, 99, basis="adapted"),
    ]
    assert said(known(disorder("one", figures=figures))) == (0.5, "figure")


@pytest.mark.parametrize(
    ("whole", "form", "share"),
    [
        ({"estimates": {"rash": 0.8}}, {"estimates": {"rash": 0.2}}, (0.2, "estimate")),
        ({"figures": [figure("rash", 9, 10)]}, {"estimates": {"rash": 0.2}}, (0.2, "estimate")),
        ({"estimates": {"rash": 0.8}}, {}, (0.8, "estimate")),
        ({"figures": [figure("rash", 9, 10)]}, {"group": "other"}, (0.9, "figure")),
        ({"group": "other"}, {}, (0.3, "group")),
    ],
)
def test_a_form_takes_what_it_lacks_from_the_whole(
    whole: dict[str, Any], form: dict[str, Any], share: tuple[float, str]
) -> None:
    found = known(disorder("one", **whole), disorder("form", part_of="one", **form), of="form")
    assert said(found) == share


def test_a_range_that_is_left_out_is_what_remains() -> None:
    own = disorder("one", estimates={"low": 0.7}, figures=[figure("high", 1, 10)])
    assert said(known(own, name="middle")) == (0.2, "estimate")


def test_ranges_of_which_nothing_is_known_are_alike() -> None:
    assert said(known(disorder("one"), name="middle")) == (0.3333, "background")
    # One range alone does not say how the others share what remains.
    assert said(known(disorder("one", estimates={"low": 0.7}), name="middle")) == (
        0.3333,
        "background",
    )


# -- what it is worth -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "patients"),
    [
        ({"figures": [figure("rash", 20, 40)]}, 40),
        ({"figures": [figure("rash", 50, 100)]}, 100),
        ({"figures": [figure("rash", 5000, 10000)]}, 100),
        ({"figures": [figure("rash", share=0.5)]}, 20),
        ({"figures": [figure("rash", 500, 1000, basis="adapted")]}, 10),
        ({"estimates": {"rash": 0.5}}, 6),
        ({}, 3),
        ({"group": "other"}, 2),
    ],
)
def test_a_share_is_worth_what_it_rests_on(fields: dict[str, Any], patients: float) -> None:
    assert known(disorder("one", **fields)).patients == patients


def test_a_share_is_drawn_to_the_mean_of_all() -> None:
    found = matrix(
        base(
            disorder("one", figures=[figure("rash", 40, 40)]),
            disorder("two", estimates={"rash": 0.2}),
            features=[RASH],
        )
    )
    mean = (1 + 0.2) / 2
    one, two = (found.rows[id_]["rash"] for id_ in ("one", "two"))
    assert found.mean["rash"] == pytest.approx(mean)
    assert one.share == pytest.approx((1 * 40 + mean * DRAWN) / 42)
    assert two.share == pytest.approx((0.2 * 6 + mean * DRAWN) / 8)
    assert two.variance == pytest.approx(two.share * (1 - two.share) / 9)
    assert one.variance < two.variance


def test_the_forms_of_a_disorder_do_not_move_the_mean() -> None:
    one, two = disorder("one", estimates={"rash": 0.8}), disorder("two", estimates={"rash": 0.2})
    forms = [disorder(f"form{n}", part_of="one", estimates={"rash": 1}) for n in range(5)]
    assert matrix(base(one, two, *forms, features=[RASH])).mean == pytest.approx({"rash": 0.5})


@pytest.mark.parametrize(("n", "edge"), [(0, LEAST), (10000, MOST)])
def test_nothing_is_never_and_nothing_is_always(n: int, edge: float) -> None:
    only = disorder("one", figures=[figure("rash", n, 10000)])
    assert matrix(base(only, features=[RASH])).rows["one"]["rash"].share == pytest.approx(edge)


# -- several ranges -------------------------------------------------------------------------------


def test_a_number_in_several_ranges_rests_on_the_weakest() -> None:
    # The sentence told the share of the likeliest range beside the mean of all of them.
    known_base: KnowledgeBase = base(
        disorder("one", figures=[figure("low", 6, 10), figure("middle", 60, 200)]),
        scales=[ENZYME],
    )
    row = matrix(known_base).rows["one"]
    both = together([row["low"].known, row["middle"].known])
    assert (round(both.share, 4), both.patients, both.basis) == (0.9, 10, "figure")
    assert both.cell is not None
    assert (both.cell.n, both.cell.of, float(both.cell.value)) == (None, 10, 0.9)
    assert together([row["low"].known]) is row["low"].known
