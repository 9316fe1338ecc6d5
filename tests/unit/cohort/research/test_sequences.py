"""The order of treatments, as far as the dates tell it."""

from __future__ import annotations

from typing import Any

from tests.unit.cohort.research.small import BASE, DRUGS, drug, made, visit

from myosotis.cohort.research import NO_FURTHER, Sequences, lanes, sequences


def found(*starts: tuple[int, str | None], people: int = 1) -> Sequences:
    rows: list[dict[str, Any]] = [
        {"patient": "a", "therapy": DRUGS[place], "from": start, "to": "ongoing"}
        for place, start in starts
    ]
    return sequences(made(people, treatments=rows), BASE)


def way(*starts: tuple[int, str | None]) -> tuple[str, ...]:
    (one,) = found(*starts).flows
    return one


def test_therapies_stand_by_their_first_start() -> None:
    assert way((1, "2019-03-01"), (0, "2019-01"), (2, "2020")) == (drug(0), drug(1), drug(2))


def test_starting_again_is_not_a_step() -> None:
    seen = way((0, "2019-01-01"), (1, "2019-02-01"), (0, "2019-03-01"))
    assert seen == (drug(0), drug(1), NO_FURTHER)


def test_the_same_day_is_one_step_and_an_open_order_another() -> None:
    both = " + ".join(sorted([drug(0), drug(1)]))
    either = " / ".join(sorted([drug(0), drug(1)]))
    assert way((0, "2019-01-05"), (1, "2019-01-05")) == (both, NO_FURTHER, NO_FURTHER)
    assert way((0, "2019-01-05"), (1, "2019-01"), (2, "2019-02-01")) == (
        either,
        drug(2),
        NO_FURTHER,
    )
    assert found((0, "2019-01-05"), (1, "2019-01-05")).together == 1
    assert found((0, "2019-01-05"), (1, "2019-01")).unordered == 1


def test_one_vague_start_can_leave_the_order_of_three_open() -> None:
    seen = way((0, "2019-01-05"), (1, "2019"), (2, "2019-11-01"))
    assert seen[0].count(" / ") == 2


def test_a_start_without_a_date_leaves_the_patient_out_unless_there_is_no_other() -> None:
    seen = found((0, "2019-01-05"), (1, None))
    assert (seen.flows, seen.patients, seen.undated) == ({}, 1, 1)
    assert way((0, None)) == (drug(0), NO_FURTHER, NO_FURTHER)


def test_who_had_none_is_counted() -> None:
    assert found((0, "2019"), people=3).untreated == 2


def test_nodes_and_links_add_up_to_the_patients() -> None:
    rows = [
        {"patient": patient, "therapy": DRUGS[place], "from": start, "to": None}
        for patient, place, start in [
            ("a", 0, "2019-01-01"), ("a", 1, "2019-05-01"), ("b", 0, "2018-01-01"),
            ("c", 2, "2018-01-01"),
        ]
    ]  # fmt: skip
    seen = sequences(made(3, treatments=rows), BASE)
    assert seen.nodes()[:2] == [(0, drug(0), 2), (0, drug(2), 1)]
    assert sum(number for step, _, number in seen.nodes() if step == 1) == 3
    assert (0, drug(0), drug(1), 1) in seen.links()
    assert (0, drug(0), NO_FURTHER, 1) in seen.links()


def test_lanes_are_drawn_evenly_from_the_shortest_to_the_longest_follow_up() -> None:
    names = [f"p{place:02}" for place in range(40)]
    review = [{"patient": name} for name in names]
    treatments = [
        {"patient": name, "therapy": DRUGS[0], "from": "2019-02", "to": "ongoing"} for name in names
    ]
    seen_on = [
        {"patient": name, "finding": "x", "on": f"20{21 + place // 12}-{place % 12 + 1:02}-01"}
        for place, name in enumerate(names)
    ]
    cohort = made(
        review,
        response=[visit(name, 3, 25, 45, "minimal", "moderate") for name in names],
        treatments=treatments,
        observations=seen_on,
    )
    drawn = lanes(cohort, BASE, most=10)
    assert drawn is not None
    assert drawn.of == 40
    assert drawn.drawn == tuple(names[place] for place in range(0, 40, 4))
    row = drawn.courses.row(0, named=True)
    assert round(row["from_low"], 1) == 1.0
    assert round(row["from_high"], 1) == 1.9
    assert drawn.visits.row(0, named=True) == {
        "patient": "p00", "months": 3.0, "level": "minimal", "open": True,
    }  # fmt: skip
    assert lanes(made(1), BASE) is None
