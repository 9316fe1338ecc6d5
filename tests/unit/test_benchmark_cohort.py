"""What the benchmark of cohorts computes: the same answers from every way, and who is wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from cohort import measurements, page, people
from cohort.agreement import Agreement, agreements
from cohort.criteria import inputs
from cohort.line import IN_MEMORY, Line
from cohort.way import SUBGROUP, VERDICT
from cohort.ways import WAYS

ROWS = 2_000
PEERS = [name for name in WAYS if name != measurements.EXACT]


@pytest.fixture(scope="module")
def setting(tmp_path_factory: pytest.TempPathFactory) -> measurements.Setting:
    return measurements.Setting(ROWS, tmp_path_factory.mktemp("people"))


@pytest.fixture(scope="module")
def exact(setting: measurements.Setting) -> pl.DataFrame:
    return said(measurements.EXACT, setting)


def said(name: str, setting: measurements.Setting, task: str = "classify") -> pl.DataFrame:
    """The answers of one way, or its counts; each is asked once."""
    way = WAYS[name]
    if missing := way.missing():
        pytest.skip(missing)
    if name != measurements.EXACT:
        said(measurements.EXACT, setting)
    if not setting.result(way, task).exists():
        line = measurements.run(setting, way, task, ROWS, IN_MEMORY, times=2)
        assert not line.skipped
    return pl.read_parquet(setting.result(way, task))


# -- the patients ---------------------------------------------------------------------------------


def test_thirty_percent_are_missing_and_one_in_ten_has_all() -> None:
    some = people.people(100_000, seed=3)
    assert list(some.columns) == list(inputs())
    share = sum(some.null_count().row(0)) / (some.width * some.height)
    assert share == pytest.approx(0.3, abs=0.002)
    whole = some.select(pl.all_horizontal(pl.all().is_not_null())).to_series()
    assert whole.sum() >= 10_000
    assert whole.gather_every(people.COMPLETE_EVERY).all()


def test_the_patients_are_the_same_each_time() -> None:
    assert people.people(500, seed=3).equals(people.people(500, seed=3))
    assert not people.people(500, seed=3).equals(people.people(500, seed=4))


def test_a_smaller_table_is_the_beginning_of_a_larger_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "FILE_ROWS", 100)
    small, large = (pl.read_parquet(people.write(tmp_path, rows)) for rows in (100, 250))
    assert large.height == 250
    assert large.head(100).equals(small)


# -- every way ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PEERS)
def test_every_way_agrees_where_nothing_is_missing(
    name: str, setting: measurements.Setting, exact: pl.DataFrame
) -> None:
    complete = measurements.complete(setting.files(ROWS))
    found = agreements(complete, exact, said(name, setting))
    assert found
    for each in found:
        assert each.complete > 100
        assert each.same == each.complete
        assert each.outside == 0
        assert each.exact + each.narrower + each.wider == each.partial


def test_both_layouts_give_the_same_sets(
    setting: measurements.Setting, exact: pl.DataFrame
) -> None:
    assert said("ours_pairs", setting).equals(exact.select(SUBGROUP))


def test_one_class_claims_more_than_is_known(
    setting: measurements.Setting, exact: pl.DataFrame
) -> None:
    complete = measurements.complete(setting.files(ROWS))
    verdict, _ = agreements(complete, exact, said("polars", setting))
    assert verdict.narrower > 0.5 * verdict.partial


def test_bounds_by_hand_are_too_wide(setting: measurements.Setting, exact: pl.DataFrame) -> None:
    complete = measurements.complete(setting.files(ROWS))
    (subgroup,) = agreements(complete, exact, said("polars_bounds", setting))
    assert subgroup.wider > 0
    assert subgroup.narrower == 0


@pytest.mark.parametrize("name", ["ours", "ours_pairs", "polars", "duckdb"])
def test_counts_are_those_of_the_answers(name: str, setting: measurements.Setting) -> None:
    counted, answers = said(name, setting, "counts"), said(name, setting)
    if name in ("polars", "duckdb"):
        bits = {place: 1 << place for place in range(8)}
        counted = counted.with_columns(pl.col(SUBGROUP).replace_strict(bits))
    expected = answers.group_by(SUBGROUP).len().sort(SUBGROUP)
    assert counted.sort(SUBGROUP).rows() == expected.rows()


# -- who is wrong ---------------------------------------------------------------------------------


def test_a_set_is_the_same_narrower_wider_or_outside() -> None:
    exact = pl.Series([0b001, 0b011, 0b011, 0b011, 0b011, 0b011, 0b010], dtype=pl.UInt8)
    other = pl.Series([0b001, 0b011, 0b001, 0b111, 0b100, 0b110, 0b000], dtype=pl.UInt8)
    complete = pl.Series([True, False, False, False, False, False, False])
    frames = pl.DataFrame({VERDICT: exact}), pl.DataFrame({VERDICT: other})
    assert agreements(complete, *frames) == (Agreement(VERDICT, 1, 1, 6, 1, 1, 1, 3),)


def test_a_wrong_way_is_noticed(setting: measurements.Setting, exact: pl.DataFrame) -> None:
    complete = measurements.complete(setting.files(ROWS))
    right = said("polars", setting)
    # One patient with nothing missing is given another class.
    place = int((complete).arg_true()[0])
    verdicts = right[VERDICT].to_list()
    verdicts[place] = 1 if verdicts[place] != 1 else 2
    wrong = right.with_columns(pl.Series(VERDICT, verdicts, dtype=pl.UInt8))
    found = agreements(complete, exact, wrong)
    assert [each.right for each in found] == [False, True]
    line = Line(IN_MEMORY, "a way", ROWS, (1.0,), agreement=found)
    assert "**WRONG**" in page.page([line], 2, 0.5)


def test_more_answers_than_patients_are_refused(exact: pl.DataFrame) -> None:
    complete = pl.Series([True] * len(exact))
    with pytest.raises(ValueError, match=f"{ROWS + 1} answers for {ROWS} patients"):
        agreements(complete, exact, exact.clear(ROWS + 1))


# -- the results ----------------------------------------------------------------------------------


def test_a_way_runs_in_a_process_of_its_own(
    setting: measurements.Setting, exact: pl.DataFrame
) -> None:
    line = measurements.run(setting, WAYS["ours"], "classify", ROWS, IN_MEMORY, times=2)
    assert line.patients == len(exact)
    assert len(line.seconds) == len(line.processor) == 2
    assert line.peak is None or line.peak > 10e6
    assert [each.right for each in line.agreement] == [True]


def test_a_way_that_is_not_installed_is_skipped_and_said(setting: measurements.Setting) -> None:
    way = replace(WAYS["duckdb"], missing=lambda: "duckdb is not installed")
    line = measurements.run(setting, way, "classify", ROWS, IN_MEMORY)
    assert "| skipped: duckdb is not installed |" in page.page([line], 2, 0.5)


def test_a_way_that_stops_is_said_and_the_others_go_on(setting: measurements.Setting) -> None:
    unknown = replace(WAYS["polars"], name="nobody")
    line = measurements.run(setting, unknown, "classify", ROWS, IN_MEMORY)
    assert line.skipped == "it stopped: KeyError: 'nobody'"


def test_a_missed_target_is_said() -> None:
    line = Line(IN_MEMORY, "a way", 10_000_000, (1.0, 2.0, 1.0), target=5e6, aim=20e6)
    assert line.speed == 10e6
    assert page.target(line) == "at least 5 million: met; aim 20 million: MISSED"
    assert "MISSED" in page.target(replace(line, target=11e6)).partition(";")[0]
