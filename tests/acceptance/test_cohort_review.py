"""``myosotis cohort review``: from a directory of tables to one of answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

TABLE = "patient,finding,value,on\n1,ck,raised,2019\n2,ck,raised,2020\n"


def test_each_patient_on_dates_of_a_table(tmp_path: Path, run: Any) -> None:
    (tmp_path / "observations.csv").write_text(TABLE, encoding="utf-8")
    dates, out = tmp_path / "dates.csv", tmp_path / "out"
    dates.write_text("patient,on\n2,2020\n2,2021-06\n7,2021\n", encoding="utf-8")
    asked = ("cohort", "review", tmp_path, "--dates", dates, "--what", "antibodies", "--out", out)
    ran = run(*asked)
    assert (ran.code, ran.err) == (0, "")
    found = pl.read_parquet(out / "antibodies.parquet")
    assert found["patient"].to_list() == ["2", "2"]
    assert found["on"].cast(pl.String).to_list() == ["2020-12-31", "2021-06-30"]
    assert "on,3,7,patient,7," in (out / "notes.csv").read_text("utf-8")


def test_a_date_that_cannot_be_read_is_said_with_file_and_row(tmp_path: Path, run: Any) -> None:
    (tmp_path / "observations.csv").write_text(TABLE, encoding="utf-8")
    dates, out = tmp_path / "dates.csv", tmp_path / "out"
    dates.write_text("patient,on\n2,2020\n1,soon\n", encoding="utf-8")
    ran = run("cohort", "review", tmp_path, "--dates", dates, "--out", out)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"{dates}, row 2: 'soon' is not a date")
    assert not out.exists()
