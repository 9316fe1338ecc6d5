"""The review inside Spark beside that of one machine: equal, however the rows are spread."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

pytest.importorskip("pyarrow", reason="PyArrow is not installed")
pytest.importorskip("pyspark", reason="PySpark is not installed")

import myosotis
from myosotis import cohort, knowledge
from myosotis.cohort.spark.task import Knowledge, Task
from myosotis.cohort.spark.working import ROW, answer, knowledge_of
from myosotis.errors import InputError, UnknownNameError
from tests.unit.cohort.registry import BASE, tables

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SHIPPED = Knowledge(BASE.hash, None)
NAMES = ("patients", "observations", "treatments")
PATIENTS = 300
Frames = dict[str, pl.DataFrame]


@cache
def cases() -> Frames:
    """The examples and made-up patients, some of their rows wrong, the rows of all mixed."""
    files = [EXAMPLES / "index-patient.yaml", *sorted(EXAMPLES.glob("cases/*.yaml"))]
    written = cohort.tables_of([myosotis.read_patient(file) for file in files])
    made = tables(1, PATIENTS, errors=0.01)
    found = {}
    for name in NAMES:
        number = [] if name != "observations" else ["number"]
        parts = [
            frame.with_columns(pl.exclude(number).cast(pl.String))
            for frame in (written[name].drop(number, strict=False), made[name])
        ]
        rows = pl.concat(parts, how="diagonal")
        found[name] = numbered(rows.sample(fraction=1, shuffle=True, seed=1))
    return found


def numbered(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(row=pl.int_range(1, pl.len() + 1, dtype=pl.Int64))


def some(count: int) -> Frames:
    """The rows of some of the patients, numbered anew."""
    wanted = cases()["patients"]["patient"].head(count).implode()
    return {n: numbered(t.filter(pl.col("patient").is_in(wanted))) for n, t in cases().items()}


def in_spark(session: Any, frames: Mapping[str, pl.DataFrame], parts: int = 2) -> dict[str, Any]:
    return {
        name: session.createDataFrame(frame.to_arrow()).repartition(parts)
        for name, frame in frames.items()
    }


def rows(frame: Any) -> pl.DataFrame:
    found = frame if isinstance(frame, pl.DataFrame) else pl.DataFrame(frame.toArrow())
    by = [name for name in ("patient", "on", "table", "row", "field", "why") if name in found]
    return found.sort(by)


def assert_equal(found: cohort.Answered, wanted: cohort.Answered) -> None:
    assert_frame_equal(rows(found.table), rows(wanted.table), check_exact=True)
    assert_frame_equal(rows(found.rejects), rows(wanted.rejects))
    assert_frame_equal(rows(found.notes), rows(wanted.notes))


@pytest.fixture
def small_parts(spark: Any) -> Iterator[None]:
    """Every task answers its patients in many parts."""
    spark.conf.set("spark.myosotis.rows", "2000")
    yield
    spark.conf.unset("spark.myosotis.rows")


# -- the same as on one machine ------------------------------------------------------------------


@pytest.mark.parametrize("name", ["review", "antibodies", "differential", "response"])
def test_answers_are_those_of_one_machine(spark: Any, name: str) -> None:
    found = getattr(cohort, name)(**in_spark(spark, cases()))
    wanted = getattr(cohort, name)(**cases())
    assert len(wanted.table) >= PATIENTS
    assert len(wanted.rejects) > PATIENTS
    assert_equal(found, wanted)


def test_a_snapshot_has_a_column_for_every_finding(spark: Any) -> None:
    frames = some(40)
    found = rows(cohort.spark.snapshot(**in_spark(spark, frames), on="2022-06").table)
    wanted = rows(cohort.snapshot(**frames, on="2022-06").table)
    assert_frame_equal(found.select(wanted.columns), wanted)
    others = found.drop(wanted.columns)
    assert others.width > len(BASE.findings)
    assert not any(others[name].count() for name in others.columns)
    assert [name for name in found.columns if name in wanted.columns] == wanted.columns


@pytest.mark.parametrize("parts", [1, 2, 7])
@pytest.mark.usefixtures("small_parts")
def test_however_the_rows_are_spread_the_answer_is_the_same(spark: Any, parts: int) -> None:
    frames = some(60)
    mixed = {n: t.sample(fraction=1, shuffle=True, seed=parts) for n, t in frames.items()}
    found = cohort.review(**in_spark(spark, mixed, parts), on="2023-01-01")
    assert_equal(found, cohort.review(**frames, on="2023-01-01"))


def test_several_dates_of_a_patient(spark: Any) -> None:
    frames = some(30)
    patients = frames["patients"].select("patient").filter(pl.int_range(pl.len()) % 3 > 0)
    years = pl.DataFrame({"on": ["2019-05-01", "2022-02-28", "2023-11-30"]})
    dates = patients.join(years, how="cross").with_columns(pl.col("on").str.to_date())
    wanted = cohort.antibodies(**frames, on=dates)
    assert wanted.table.height == dates.height
    given = in_spark(spark, frames)
    assert_equal(cohort.antibodies(**given, on=dates), wanted)
    text = spark.createDataFrame(dates.with_columns(pl.col("on").cast(pl.String)).to_arrow())
    assert_equal(cohort.antibodies(**given, on=text), wanted)


def test_a_date_asked_of_a_patient_whom_no_table_has_is_noted(spark: Any) -> None:
    frames = some(5)
    nobody = [None if frames["patients"].schema["patient"] == pl.String else -1]
    asked = frames["patients"].select("patient", on=pl.lit("2020-05-01"))
    lacking = pl.DataFrame({"patient": nobody, "on": ["2020-05-01"]}, schema=asked.schema)
    dates = pl.concat([asked.head(2), lacking])
    wanted = cohort.antibodies(**frames, on=dates)
    assert wanted.notes.filter(pl.col("table") == "on")["row"].to_list() == [3]
    given = in_spark(spark, frames)
    numbered = dates.with_row_index("row", offset=1).with_columns(pl.col("row").cast(pl.Int64))
    on = spark.createDataFrame(numbered.to_arrow())
    assert_equal(cohort.antibodies(**given, on=on), wanted)


def test_patients_are_the_same_as_text_and_as_numbers(spark: Any) -> None:
    frames = {
        "patients": pl.DataFrame({"Patient": [7, 8], "sex": ["f", "m"], "comment": ["x", "y"]}),
        "observations": pl.DataFrame(
            {
                "patient": ["7", "7", None, "8"],
                "finding": ["ck", "heliotrope_rash", "ck", "ck"],
                "value": ["788 U/L", "yes", "raised", "raised"],
                "on": ["2020-01-01"] * 4,
            }
        ),
    }
    wanted = cohort.antibodies(**frames)
    assert wanted.table["patient"].to_list() == ["7", "8"]
    assert wanted.rejects["why"].to_list() == ["whose is it? the row names no patient"]
    assert_equal(cohort.antibodies(**in_spark(spark, {n: numbered(f) for n, f in frames.items()})),
                 wanted)  # fmt: skip


@pytest.mark.usefixtures("small_parts")
def test_patients_without_a_row_in_the_table_of_patients_are_noted_in_every_part(
    spark: Any,
) -> None:
    frames = some(40)
    frames["patients"] = frames["patients"].head(1)
    wanted = cohort.differential(**frames)
    assert len(wanted.notes) >= 39
    assert_equal(cohort.differential(**in_spark(spark, frames)), wanted)


def test_knowledge_of_ones_own_travels_with_the_task(spark: Any, tmp_path: Path) -> None:
    place = Path(shutil.copytree(Path(knowledge.__file__).parent / "data", tmp_path / "data"))
    one = next(c.id for c in BASE.criteria.values() if f"criteria.{c.id}" in _columns())
    path = next(place.glob(f"criteria/{one}.yaml"))
    off = "\nenabled: false\nincomplete: switched off for a test\n"
    path.write_text(path.read_text(encoding="utf-8") + off, encoding="utf-8")
    own = knowledge.load(place)
    shutil.rmtree(place)
    frames = some(10)
    found = cohort.review(**in_spark(spark, frames), knowledge=own)
    assert f"criteria.{one}" not in found.table.columns
    assert_equal(found, cohort.review(**frames, knowledge=own))


@cache
def _columns() -> tuple[str, ...]:
    return tuple(cohort.review(**some(1)).table.columns)


# -- what may happen on a cluster ----------------------------------------------------------------


def test_a_task_that_failed_is_tried_again(spark: Any) -> None:
    """Once before its rows are sorted, and once when it had answered some patients."""
    frames = some(60)
    given = in_spark(spark, frames)

    def fails_once(batches: Iterator[Any]) -> Iterator[Any]:
        from pyspark import TaskContext

        context = TaskContext.get()
        for batch in batches:
            yield batch
            if context.partitionId() == context.attemptNumber() == 0:
                raise RuntimeError("the machine is lost")

    given["observations"] = given["observations"].mapInArrow(
        fails_once, given["observations"].schema
    )
    found = cohort.differential(**given)
    again = replace(found, table=found.table.mapInArrow(fails_once, found.table.schema))
    assert_equal(again, cohort.differential(**frames))


def test_a_patient_with_a_hundred_thousand_rows_among_others(spark: Any) -> None:
    frames = some(40)
    many = frames["observations"].sample(100_000, with_replacement=True, seed=3)
    days = date(1999, 1, 1) + pl.duration(days=pl.int_range(100_000) % 8_000)
    many = many.with_columns(patient=pl.lit("everything"), on=days.cast(pl.String))
    frames["observations"] = numbered(pl.concat([frames["observations"], many]))
    spark.conf.set("spark.myosotis.rows", "5000")
    found = cohort.review(**in_spark(spark, frames, 3))
    spark.conf.unset("spark.myosotis.rows")
    wanted = cohort.review(**frames)
    assert wanted.table.filter(patient="everything").height == 1
    assert_equal(found, wanted)


def test_a_task_has_one_thread_for_each_of_its_processors() -> None:
    program = """
import sys
from datetime import date
from myosotis.cohort.spark.task import Knowledge, Task, runner
from myosotis.knowledge import load
task = Task("review", (), None, False, date(2024, 1, 1), Knowledge(load().hash, None), None, 1)
assert not list(runner(task)(iter([])))
import polars
sys.exit(polars.thread_pool_size())
"""
    settings = {k: v for k, v in os.environ.items() if k != "POLARS_MAX_THREADS"}
    done = subprocess.run([sys.executable, "-c", program], env=settings, check=False)
    assert done.returncode == 1


def test_nothing_is_read_before_it_is_asked_for(spark: Any) -> None:
    def broken(batches: Iterator[Any]) -> Iterator[Any]:
        raise RuntimeError("read too early")

    given = in_spark(spark, some(2))
    given["patients"] = given["patients"].mapInArrow(broken, given["patients"].schema)
    found = cohort.review(**given)
    kinds = dict(found.table.dtypes)
    assert (kinds["patient"], kinds["on"]) == ("string", "date")
    assert kinds["resistance_possible"] == "array<string>"
    with pytest.raises(Exception, match="read too early"):
        found.table.count()


def test_without_numbers_the_rows_have_some_in_the_order_of_the_frame(spark: Any) -> None:
    frames = some(20)
    wanted = cohort.antibodies(**frames)
    alone = {n: _unnumbered(spark, f) for n, f in frames.items()}
    assert_equal(cohort.antibodies(**alone), wanted)
    spread = {n: _unnumbered(spark, f, 2) for n, f in frames.items()}
    found = cohort.antibodies(**spread)
    assert_frame_equal(rows(found.table), rows(wanted.table))
    assert rows(found.rejects)["row"].max() > max(map(len, frames.values()))


def _unnumbered(session: Any, frame: pl.DataFrame, parts: int = 1) -> Any:
    numbered = session.createDataFrame(frame.to_arrow())
    return numbered.repartitionByRange(parts, "row").sortWithinPartitions("row").drop("row")


# -- what is wrong -------------------------------------------------------------------------------


def test_wrong_columns_are_said_before_anything_runs(spark: Any) -> None:
    given = in_spark(spark, some(2))
    with pytest.raises(UnknownNameError, match="observations: the table of observations has no"):
        cohort.review(given["patients"], given["observations"].drop("finding"))
    text = given["patients"].drop("row").selectExpr("*", "'x' as Row")
    with pytest.raises(InputError, match="patients: the column 'row' holds string; whole numbers"):
        cohort.review(text, given["observations"])
    with pytest.raises(InputError, match="on: the table of dates has no column 'on'"):
        cohort.review(**given, on=given["patients"])


def test_tables_of_one_kind_only(spark: Any) -> None:
    given = in_spark(spark, some(2))
    with pytest.raises(InputError, match="patients: DataFrame is no frame of PySpark, as the oth"):
        cohort.review(some(2)["patients"], given["observations"])
    with pytest.raises(InputError, match="no table is given"):
        cohort.spark.review()


def test_rows_that_cannot_be_read_raise_if_that_is_asked_for(spark: Any) -> None:
    frames = some(40)
    with pytest.raises(InputError) as one:
        cohort.antibodies(**frames, strict=True)
    with pytest.raises(InputError) as many:
        cohort.antibodies(**in_spark(spark, frames), strict=True)
    assert str(many.value).splitlines()[-1] == str(one.value).splitlines()[-1]
    assert len(many.value.problems) == len(one.value.problems) == 6


def test_what_a_task_refuses_ends_the_job_with_a_sentence(spark: Any) -> None:
    frames = some(2)
    frames["patients"] = frames["patients"].with_columns(row=pl.lit(1, pl.Int64))
    found = cohort.antibodies(**in_spark(spark, frames))
    with pytest.raises(Exception, match="patients: the column 'row' numbers the rows from 1, each"):
        found.table.count()


TOLD = pl.DataFrame({"patient": ["a", "b"], "on": [date(2020, 1, 1)] * 2, ROW: [1, 2]})


@pytest.mark.parametrize(
    ("table", "change", "why"),
    [
        ("patients", {ROW: 1}, "patients: the column 'row' numbers the rows from 1, each row once"),
        ("patients", {ROW: None}, "patients: the column 'row' numbers the rows from 1, each row"),
        ("patients", {ROW: pl.col(ROW) - 1}, "patients: the column 'row' numbers the rows from 1"),
        ("patients", {"patient": "a"}, "patients: patient 'a' stands more than once: rows 1, 2"),
        ("dates", {"on": None}, "on: a date is needed in every row of the table of dates"),
    ],
)
def test_what_a_task_refuses(table: str, change: dict[str, Any], why: str) -> None:
    told = {"patients": TOLD.drop("on"), "dates": TOLD.drop(ROW)}
    told[table] = told[table].with_columns(**{k: _literal(v) for k, v in change.items()})
    given = pl.concat([f.select(pl.struct(pl.all()).alias(n)) for n, f in told.items()],
                      how="diagonal")  # fmt: skip
    task = Task("antibodies", ("patients",), None, True, date(2024, 1, 1), SHIPPED, None, 1)
    with pytest.raises(InputError, match=why):
        answer(task, BASE, given)


def _literal(value: Any) -> pl.Expr:
    return value if isinstance(value, pl.Expr) else pl.lit(value)


def test_other_knowledge_on_a_machine_is_refused() -> None:
    with pytest.raises(InputError, match=rf"has other knowledge \({BASE.hash[:12]}\) than the"):
        knowledge_of(Knowledge("0" * 64, None))


@pytest.mark.parametrize("package", ["pyspark", "pyarrow", "pandas"])
def test_without_pyspark_a_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(InputError, match=rf"need the package {package}; install myosotis\[spark\]"):
        cohort.spark.review(object())
