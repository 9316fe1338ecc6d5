"""Answers on disk: taken up where they were broken off, whole or not there at all."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.tables.generated import Generated, generated

from myosotis import cohort
from myosotis.cohort import asking, writing
from myosotis.errors import FileError, InputError
from myosotis.knowledge import load

BASE = load()
ROWS = 400
NAMES = ("review", "response")
UNFINISHED = ".unfinished"


@cache
def made() -> Generated:
    found = generated(41, 100)
    return Generated(*(frame.sort("patient") for frame in found.tables), on=found.on)


def work(out: Path, **more: Any) -> cohort.Work:
    asked = cohort.Work(NAMES, cohort.tables_from(*made().tables), made().on, out, {"a": 1})
    return replace(asked, **{"rows": ROWS, **more})


def write(out: Path, **more: Any) -> dict[str, Any]:
    return cohort.write(work(out, **more), BASE)


def read(out: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(out / f"{name}.parquet")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """How often the review was asked, and in which time it breaks off."""
    state: dict[str, Any] = {"times": 0, "breaks": 0}
    answer = asking.ANSWERS["review"]

    def counting(asker: asking.Asker, part: Any) -> pl.DataFrame:
        state["times"] += 1
        if state["times"] == state["breaks"]:
            raise RuntimeError("the machine went off")
        return answer(asker, part)

    monkeypatch.setitem(asking.ANSWERS, "review", counting)
    yield state


# -- what is written -------------------------------------------------------------------------------


def test_the_files_hold_what_is_answered_in_memory(tmp_path: Path) -> None:
    told = write(tmp_path / "out")
    for name in NAMES:
        ask: Callable[..., Any] = getattr(cohort, name)
        found = ask(*made().tables, **({"on": made().on} if name == "review" else {}))
        assert_frame_equal(read(tmp_path / "out", name), found.table)
        assert told["answers"][name] == {"file": f"{name}.parquet", "rows": found.table.height}
    review = cohort.review(*made().tables, on=made().on)
    rejects = pl.read_csv(tmp_path / "out" / "rejects.csv", infer_schema=False)
    assert rejects["why"].to_list() == review.rejects["why"].to_list()
    assert rejects.height == told["rejects"]["count"] > 0
    assert told["rejects"]["by_table"] == dict(
        review.rejects.group_by("table").len().sort("table").iter_rows()
    )
    assert not (tmp_path / "out" / UNFINISHED).exists()


def test_the_manifest_says_what_was_asked_with_which_knowledge(tmp_path: Path) -> None:
    told = write(tmp_path)
    assert json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8")) == told
    assert told["knowledge"] == {"version": BASE.version, "hash": BASE.hash}
    assert told["patients"] == read(tmp_path, "review")["patient"].n_unique()
    assert told["facts"] > told["patients"]
    assert told["treatments"] > 50
    assert told["inputs"] == {"a": 1}
    assert told["synthetic"] is False
    assert told["seconds"] > 0
    assert told["peak_memory_bytes"] > 10**7
    assert told["started"] <= told["finished"]


def test_a_result_says_when_the_tables_are_synthetic(tmp_path: Path) -> None:
    assert write(tmp_path, synthetic=True)["synthetic"] is True


def test_progress_ends_where_the_parts_end(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    cohort.write(work(tmp_path), BASE, lambda done, of: steps.append((done, of)))
    total = len(steps)
    assert total > 3
    assert steps == [(number, total) for number in range(1, total + 1)]


# -- broken off ------------------------------------------------------------------------------------


def test_a_run_that_was_broken_off_goes_on_where_it_stopped(
    tmp_path: Path, asked: dict[str, Any]
) -> None:
    once, again = tmp_path / "once", tmp_path / "again"
    told = write(once)
    parts = asked["times"]
    assert parts > 4
    asked.update(times=0, breaks=3)
    with pytest.raises(RuntimeError):
        write(again)
    assert [path.name for path in again.iterdir()] == [UNFINISHED]
    asked.update(times=0, breaks=0)
    resumed = write(again)
    assert asked["times"] == parts - 2
    for name in NAMES:
        assert_frame_equal(read(again, name), read(once, name))
    for name in ("rejects.csv", "notes.csv"):
        assert (again / name).read_bytes() == (once / name).read_bytes()
    same = ("patients", "facts", "treatments", "rejects", "answers", "on", "knowledge")
    assert [resumed[key] for key in same] == [told[key] for key in same]


def test_a_part_that_was_not_finished_is_done_again(tmp_path: Path, asked: dict[str, Any]) -> None:
    asked["breaks"] = 3
    with pytest.raises(RuntimeError):
        write(tmp_path)
    folder = tmp_path / UNFINISHED
    # Of the third part nothing counts, whatever lies there.
    (folder / "review-00002.parquet").write_bytes(b"half a file")
    asked.update(times=0, breaks=0)
    write(tmp_path)
    assert_frame_equal(
        read(tmp_path, "review"), cohort.review(*made().tables, on=made().on).table
    )


@pytest.mark.parametrize(
    "other", [{"inputs": {"a": 2}}, {"on": None}, {"names": ("review",)}, {"rows": 300}]
)
def test_an_unfinished_run_of_something_else_is_not_taken_up(
    tmp_path: Path, asked: dict[str, Any], other: dict[str, Any]
) -> None:
    asked["breaks"] = 2
    with pytest.raises(RuntimeError):
        write(tmp_path)
    asked["breaks"] = 0
    with pytest.raises(FileError, match=r"holds an unfinished run .*; --force begins anew"):
        write(tmp_path, **other)
    told = write(tmp_path, **other, force=True)
    assert told["answers"].keys() == set(other.get("names", NAMES))


def test_a_result_is_replaced_only_by_force(tmp_path: Path) -> None:
    write(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(FileError, match="holds a result already; --force replaces it"):
        write(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    write(tmp_path, names=("antibodies",), force=True)
    # What was answered before belongs to no manifest any more.
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"antibodies.parquet", "rejects.csv", "notes.csv", "manifest.json"}


def test_a_file_where_the_directory_should_be_stays(tmp_path: Path) -> None:
    place = tmp_path / "out"
    place.write_text("mine", encoding="utf-8")
    with pytest.raises(FileError, match="is a file; --out expects a directory"):
        write(place, force=True)
    assert place.read_text(encoding="utf-8") == "mine"


# -- rows that cannot be read ----------------------------------------------------------------------


def test_strict_refuses_rows_that_cannot_be_read_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        write(tmp_path, strict=True)
    told = [problem.sentence for problem in caught.value.problems]
    assert len(told) == 6
    assert told[0].startswith(("patients, row ", "observations, row "))
    assert told[-1].startswith("and ")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(InputError):
        cohort.review(*made().tables, on=made().on, strict=True)


def test_strict_writes_where_every_row_can_be_read(tmp_path: Path) -> None:
    one = pl.DataFrame({"patient": [1], "finding": ["ck"], "value": ["raised"], "on": ["2020"]})
    told = write(tmp_path, strict=True, tables=cohort.tables_from(None, one), on=None)
    assert told["rejects"] == {"count": 0, "by_table": {}}
    assert told["on"] is None


# -- a disk that is full, a directory that cannot be written ---------------------------------------


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "No space left on device"),
        (PermissionError(errno.EACCES, os.strerror(errno.EACCES)), "Permission denied"),
        (pl.exceptions.ComputeError("No space left on device (os error 28)"), "disk is full"),
    ],
)
@pytest.mark.parametrize("place", ["a part", "the whole"])
def test_what_cannot_be_written_is_a_sentence_and_nothing_is_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str, place: str
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise error

    with monkeypatch.context() as patched:
        if place == "a part":
            patched.setattr(pl.DataFrame, "write_parquet", fails)
        else:
            patched.setattr(pl.LazyFrame, "sink_parquet", fails)
        with pytest.raises(FileError, match=f"cannot be written: .*{said}"):
            write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [UNFINISHED]
    # With room again the same command goes on.
    assert write(tmp_path)["answers"]["review"]["rows"] == made().on.height


def test_another_error_of_the_table_engine_is_not_called_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise pl.exceptions.ComputeError("something else")

    monkeypatch.setattr(writing.pl.DataFrame, "write_parquet", fails)
    with pytest.raises(pl.exceptions.ComputeError):
        write(tmp_path)


_FULL = """
import resource, signal, sys
from myosotis.cli import main

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
main()
"""


@pytest.mark.parametrize("room", [2_000, 20_000])
def test_a_disk_without_room_is_a_sentence_and_exit_2(tmp_path: Path, room: int) -> None:
    for name, frame in zip(("patients", "observations", "treatments"), made().tables, strict=True):
        frame.write_csv(tmp_path / f"{name}.csv")
    out = tmp_path / "out"
    asked = ["cohort", "review", str(tmp_path), "--out", str(out)]
    done = subprocess.run(
        [sys.executable, "-c", _FULL, str(room), *asked], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    assert "cannot be written" in done.stderr
    assert not [path for path in out.glob("*") if path.name != UNFINISHED]


def test_on_the_command_line_strict_is_a_sentence_and_exit_2(tmp_path: Path) -> None:
    made().observations.write_csv(tmp_path / "observations.csv")
    out = tmp_path / "out"
    command = [sys.executable, "-m", "myosotis", "cohort", "review", str(tmp_path)]
    done = subprocess.run(
        [*command, "--strict", "--out", str(out)], capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "observations, row " in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(out.glob("*"))
