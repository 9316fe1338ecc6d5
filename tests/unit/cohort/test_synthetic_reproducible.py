"""The same seed gives the same patients: in any chunk, among any number, in any order."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from polars.testing import assert_frame_equal
from tests.unit.cohort.registry import tables

from myosotis import cohort
from myosotis.cohort.synthetic.draws import Draws

TABLES = ("patients.parquet", "observations.parquet", "treatments.parquet")


def test_a_registry_is_the_same_to_the_byte_in_chunks_of_any_size(tmp_path: Path) -> None:
    cohort.synthesize(300, tmp_path / "one", seed=7, errors=0.02)
    cohort.synthesize(300, tmp_path / "many", seed=7, errors=0.02, chunk=41)
    for name in (*TABLES, "errors.parquet", "manifest.json", "README.txt"):
        one, many = ((tmp_path / place / name).read_bytes() for place in ("one", "many"))
        assert one == many, name


def test_a_patient_is_the_same_among_any_number() -> None:
    few, many = tables(101, 140), tables(1, 500)
    for name, frame in few.items():
        among = many[name].filter(many[name]["patient"].is_between(101, 140))
        assert_frame_equal(frame, among)
        assert frame.height


def test_another_seed_gives_other_patients() -> None:
    one, other = tables(1, 50, seed=1), tables(1, 50, seed=2)
    assert not one["patients"].equals(other["patients"])
    assert not one["observations"]["number"].equals(other["observations"]["number"])


def test_rows_stand_by_patient() -> None:
    for name, frame in tables(1, 300).items():
        assert frame["patient"].is_sorted(), name


@pytest.mark.parametrize("stream", ["one", "another"])
def test_draws_are_even_and_do_not_depend_on_each_other(stream: str) -> None:
    draws = Draws(3, np.arange(1, 40_001))
    uniform = draws.uniform(stream)
    assert uniform.min() >= 0
    assert uniform.max() < 1
    assert abs(uniform.mean() - 0.5) < 0.01
    assert abs(np.histogram(uniform, 10, (0, 1))[0] / 4000 - 1).max() < 0.1
    neighbours = np.corrcoef(uniform[:-1], uniform[1:])[0, 1]
    others = np.corrcoef(uniform, draws.uniform("a third"))[0, 1]
    assert abs(neighbours) < 0.02
    assert abs(others) < 0.02
    normal = draws.normal(stream)
    assert abs(normal.mean()) < 0.02
    assert abs(normal.std() - 1) < 0.02


def test_visits_of_a_patient_are_drawn_apart() -> None:
    draws = Draws(3, np.arange(1, 20_001))
    of = np.repeat(np.arange(20_000), 2)
    both = draws.uniform("visit", of, np.tile([0, 1], 20_000)).reshape(-1, 2)
    assert abs(np.corrcoef(both[:, 0], both[:, 1])[0, 1]) < 0.03
    assert draws.uniform("visit", of[:2], np.array([0, 0]))[0] == both[0, 0]


def test_choices_come_as_often_as_their_weights_say() -> None:
    chosen = Draws(1, np.arange(20_000)).choice("choice", [1.0, 0.0, 3.0])
    shares = np.bincount(chosen, minlength=3) / 20_000
    assert shares[1] == 0
    assert shares[0] == pytest.approx(0.25, abs=0.02)
