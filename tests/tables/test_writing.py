"""Answers on disk: taken up where they were broken off, whole or not there at all."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from myosotis import cohort
from myosotis.cohort import asking
from myosotis.cohort.seen import Part
from myosotis.errors import FileError, InputError
from myosotis.knowledge import load
from tests.tables.generated import Generated, generated

BASE = load()
ROWS = 160
NAMES = ("review", "response")
UNFINISHED = ".unfinished"


@cache
def made() -> Generated:
    found = generated(41, 24)
    return Generated(*(frame.sort("patient") for frame in found.tables), found.on)


def work(out: Path, **more: Any) -> cohort.Work:
    asked = cohort.Work(NAMES, cohort.tables_from(*made().tables), made().on, out, {"a": 1})
    return replace(asked, **{"rows": ROWS, **more})


def write(out: Path, **more: Any) -> dict[str, Any]:
    return cohort.write(work(out, **more), BASE)


def read(out: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(out / f"{name}.parquet")


def contents(out: Path) -> dict[str, bytes]:
    """The files that lie in a directory itself."""
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


def counted(asker: asking.Asker, part: Part) -> pl.DataFrame:
    """How many facts each patient has, on the dates asked for: an answer that is quick."""
    facts = part.facts.group_by("patient").len("facts")
    found = asker.visits(part).frame.select("patient", "on")
    return found.join(facts, on="patient", how="left", maintain_order="left")


def listed(_: asking.Asker, part: Part) -> pl.DataFrame:
    return part.patients.select("patient", "sex").sort("patient")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Quick answers by the names of two others, where only the files matter; how often the first
    was asked, and in which time it breaks off."""
    state: dict[str, Any] = {"times": 0, "breaks": 0}

    def counting(asker: asking.Asker, part: Part) -> pl.DataFrame:
        state["times"] += 1
        if state["times"] == state["breaks"]:
            raise RuntimeError("the machine went off")
        return counted(asker, part)

    monkeypatch.setitem(asking.ANSWERS, "review", counting)
    monkeypatch.setitem(asking.ANSWERS, "response", listed)
    return state


quick = pytest.mark.usefixtures("asked")


# -- what is written -------------------------------------------------------------------------------


def test_the_files_hold_what_is_answered_in_memory(tmp_path: Path) -> None:
    names = ("antibodies", "snapshot")
    told = write(tmp_path, names=names)
    assert told["answers"].keys() == set(names)
    for name in names:
        ask: Callable[..., cohort.Answered] = getattr(cohort, name)
        found = ask(*made().tables, on=made().on)
        assert_frame_equal(read(tmp_path, name), found.table)
        assert told["answers"][name] == {"file": f"{name}.parquet", "rows": found.table.height}
    for listing, frame in (("rejects", found.rejects), ("notes", found.notes)):
        written = pl.read_csv(tmp_path / f"{listing}.csv", schema=frame.schema)
        assert written.height == frame.height > 0
        # Those of a part stand together.
        order = ("table", "row", "field", "why")
        assert_frame_equal(written.sort(order), frame.sort(order))
    by_table = found.rejects.group_by("table").len()
    assert told["rejects"] == {"count": len(found.rejects), "by_table": dict(by_table.iter_rows())}
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "antibodies.parquet", "manifest.json", "notes.csv", "rejects.csv", "snapshot.parquet",
    ]  # fmt: skip


@quick
def test_the_manifest_says_what_was_asked_with_which_knowledge(tmp_path: Path) -> None:
    told = write(tmp_path)
    assert json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8")) == told
    assert told["knowledge"] == {"version": BASE.version, "hash": BASE.hash}
    assert told["patients"] == read(tmp_path, "review")["patient"].n_unique()
    assert told["facts"] > told["patients"]
    assert told["treatments"] > 20
    assert told["inputs"] == {"a": 1}
    assert told["synthetic"] is False
    assert told["seconds"] > 0
    assert told["peak_memory_bytes"] > 10**7
    assert told["started"] <= told["finished"]


@quick
def test_a_result_says_when_the_tables_are_synthetic(tmp_path: Path) -> None:
    assert write(tmp_path, synthetic=True)["synthetic"] is True


@quick
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
    assert parts > 3
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
    once, again = tmp_path / "once", tmp_path / "again"
    write(once)
    asked.update(times=0, breaks=3)
    with pytest.raises(RuntimeError):
        write(again)
    # Of the third part nothing counts, whatever lies there.
    (again / UNFINISHED / "review-00002.parquet").write_bytes(b"half a file")
    asked.update(times=0, breaks=0)
    write(again)
    assert_frame_equal(read(again, "review"), read(once, "review"))


@pytest.mark.parametrize(
    "other", [{"inputs": {"a": 2}}, {"on": None}, {"names": ("review",)}, {"rows": 120}]
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


@quick
def test_a_result_is_replaced_only_by_force(tmp_path: Path) -> None:
    write(tmp_path)
    before = contents(tmp_path)
    with pytest.raises(FileError, match="holds a result already; --force replaces it"):
        write(tmp_path)
    assert contents(tmp_path) == before
    write(tmp_path, names=("response",), force=True)
    # What was answered before belongs to no manifest any more.
    assert contents(tmp_path).keys() == {
        "response.parquet", "rejects.csv", "notes.csv", "manifest.json",
    }  # fmt: skip


def test_a_result_stays_until_what_replaces_it_is_there(
    tmp_path: Path, asked: dict[str, Any]
) -> None:
    write(tmp_path)
    before = contents(tmp_path)
    asked.update(times=0, breaks=3)
    with pytest.raises(RuntimeError):
        write(tmp_path, on=None, force=True)
    assert contents(tmp_path) == before


def test_a_file_where_the_directory_should_be_stays(tmp_path: Path) -> None:
    place = tmp_path / "out"
    place.write_text("mine", encoding="utf-8")
    with pytest.raises(FileError, match="is a file; --out expects a directory"):
        write(place, force=True)
    assert place.read_text(encoding="utf-8") == "mine"


# -- rows that cannot be read ----------------------------------------------------------------------


@quick
def test_strict_refuses_rows_that_cannot_be_read_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        write(tmp_path, strict=True)
    told = [problem.sentence for problem in caught.value.problems]
    assert len(told) == 6
    assert told[0].startswith(("patients, row ", "observations, row "))
    assert told[-1].startswith("and ")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(InputError) as in_memory:
        cohort.review(*made().tables, on=made().on, strict=True)
    # As many, be it that others of them are the first.
    assert in_memory.value.problems[-1].sentence == told[-1]


@quick
def test_strict_writes_where_every_row_can_be_read(tmp_path: Path) -> None:
    one = pl.DataFrame({"patient": [1], "finding": ["ck"], "value": ["raised"], "on": ["2020"]})
    told = write(tmp_path, strict=True, tables=cohort.tables_from(None, one), on=None)
    assert told["rejects"] == {"count": 0, "by_table": {}}
    assert told["on"] is None


# -- a disk that is full, a directory that cannot be written ---------------------------------------

FULL = os.strerror(errno.ENOSPC)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, FULL), FULL),
        (PermissionError(errno.EACCES, os.strerror(errno.EACCES)), "Permission denied"),
        (pl.exceptions.ComputeError(f"IO error: {FULL} (os error {errno.ENOSPC})"), FULL),
        (pl.exceptions.ComputeError("thrift: transport error"), "is there room? (thrift: "),
    ],
    ids=["no room", "not allowed", "no room, by the engine", "no reason, by the engine"],
)
@pytest.mark.parametrize("place", ["a part", "the whole"])
@quick
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
        with pytest.raises(FileError, match=f"cannot be written: {re.escape(said)}"):
            write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [UNFINISHED]
    # With room again the same command goes on.
    assert write(tmp_path)["answers"]["review"]["rows"] == made().on.height


@pytest.mark.parametrize("said", ["something else", "a page is cut short (os error 5)"])
@quick
def test_another_error_of_the_table_engine_is_not_called_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise pl.exceptions.ComputeError(said)

    monkeypatch.setattr(pl.DataFrame, "write_parquet", fails)
    with pytest.raises(pl.exceptions.ComputeError, match=re.escape(said)):
        write(tmp_path)


# -- on the command line, in a process of its own --------------------------------------------------

_PROGRAM = "from myosotis.cli import main; main()"
_WITHOUT_ROOM = f"""
import resource, signal, sys

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
{_PROGRAM}
"""


def run(program: str, *words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", program, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


# No file may be longer: of the tables dealt out into parts, and of an answer.
@pytest.mark.parametrize("room", [1_000, 15_000])
def test_a_disk_without_room_is_a_sentence_and_exit_2(tmp_path: Path, room: int) -> None:
    for name, frame in zip(("patients", "observations", "treatments"), made().tables, strict=True):
        frame.write_csv(tmp_path / f"{name}.csv")
    out = tmp_path / "out"
    asked = ("cohort", "review", tmp_path, "--what", "antibodies", "--rows", ROWS, "--out", out)
    done = run(_WITHOUT_ROOM, room, *asked)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.lstrip().startswith(f"{out}: cannot be written: ")
    assert "Traceback" not in done.stderr
    assert [path.name for path in out.iterdir()] == [UNFINISHED]


def test_on_the_command_line_strict_is_a_sentence_and_exit_2(tmp_path: Path) -> None:
    made().observations.write_csv(tmp_path / "observations.csv")
    out = tmp_path / "out"
    asked = ("cohort", "review", tmp_path, "--what", "snapshot", "--strict", "--out", out)
    done = run(_PROGRAM, *asked)
    assert (done.returncode, done.stdout) == (2, "")
    assert "observations, row " in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(out.glob("*"))
