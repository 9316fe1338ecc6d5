"""What the benchmark of the differential computes: intervals, curve, loss, ages and records."""

from __future__ import annotations

import pytest
from differential import phenopackets
from differential.measures import Share, area_under_curve, log_loss, probability

from myosotis import read_patient
from myosotis.knowledge import load


def test_the_wilson_interval_of_published_examples() -> None:
    # Newcombe, Statistics in Medicine 1998, table I, method 3.
    low, high = Share(81, 263).interval
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    low, high = Share(0, 20).interval
    assert (round(low, 4), round(high, 4)) == (0.0, 0.1611)


def test_a_share_of_nothing_is_open() -> None:
    assert Share(0, 0).interval == (0.0, 1.0)
    assert str(Share(0, 0)) == "none"


def test_the_curve_counts_a_tie_half() -> None:
    assert area_under_curve([(0.9, True), (0.5, True), (0.5, False), (0.1, False)]) == 0.875


def test_the_loss_of_one_half_is_the_logarithm_of_two() -> None:
    assert log_loss([(0.5, True), (0.5, False)]) == pytest.approx(0.693147, abs=1e-6)


def test_likelihoods_are_averaged_within_a_kind() -> None:
    # Two as likely as one: no more likely for being two.
    assert probability([0.0, 0.0], [0.0]) == 0.5
    assert probability([-2000.0], [0.0]) == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("P2Y", 2.0), ("P1Y6M", 1.5), ("P6M", 0.5), ("HP:0011463", "1 to 5"), ("HP:0003577", 0.0),
     ("", None)],
)  # fmt: skip
def test_ages_of_packets(text: str, expected: object) -> None:
    assert phenopackets.years(text) == expected


def test_every_term_of_the_mapping_names_a_finding() -> None:
    base, mapping = load(), phenopackets.mapping()
    assert set(mapping["same"].values()) | set(mapping["narrower"].values()) <= set(base.findings)
    assert not mapping["same"].keys() & mapping["narrower"].keys()


def test_what_is_absent_does_not_deny_a_kind_of_it_that_is_present() -> None:
    row = {
        "id": "x",
        "sex": "male",
        "onset": "P20Y",
        "age": "P25Y",
        "present": "HP:0008997 HP:0030234",
        "absent": "HP:0001324 HP:0003201 HP:0034671",
    }
    (entry,) = phenopackets.record(load(), row)["history"]
    assert entry == {
        "on": phenopackets.DATE,
        "symptom_duration": "60 months",
        "proximal_arm_weakness": True,
        "rhabdomyolysis": False,
        "ck": "4 to 50 xULN",
    }


def test_every_packet_is_a_patient_file() -> None:
    packets = phenopackets.read_packets()
    assert len(packets) == 270
    for row in packets:
        read_patient(phenopackets.record(load(), row))
