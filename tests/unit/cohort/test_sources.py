"""Tables from files and frames: what is read, and what is said of those that cannot be."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
import pytest

from myosotis.cohort.tables import code, read_tables, tables_from
from myosotis.errors import FileError, InputError, UnknownNameError

PATIENTS = pl.DataFrame({"patient": ["a", "b"], "sex": ["f", "m"], "age": ["40", "50"]})
OBSERVATIONS = pl.DataFrame(
    {
        "patient": ["a", "a", "b"],
        "finding": ["ck", "heliotrope_rash", "ck"],
        "value": ["788 U/L", "yes", "raised"],
        "on": ["2019-03", "2019", "2020-01-02"],
    }
)
EXPECTED = code(tables_from(PATIENTS, OBSERVATIONS))


def written(folder: Path, kind: str) -> Path:
    for name, frame in (("patients", PATIENTS), ("observations", OBSERVATIONS)):
        path = folder / f"{name}.{kind}"
        if kind == "csv":
            frame.write_csv(path)
        elif kind == "parquet":
            frame.write_parquet(path)
        else:
            frame.write_ipc(path)
    return folder


@pytest.mark.parametrize("kind", ["csv", "parquet", "arrow", "feather"])
def test_a_directory_of_any_kind_of_file_says_the_same(tmp_path: Path, kind: str) -> None:
    found = code(read_tables(written(tmp_path, kind)))
    assert found.facts.equals(EXPECTED.facts)
    assert found.patients.equals(EXPECTED.patients)


@pytest.mark.parametrize("separator", [";", "\t"])
def test_the_separator_is_that_of_the_first_line(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "observations.csv"
    OBSERVATIONS.write_csv(path, separator=separator)
    assert code(tables_from(PATIENTS, path)).facts.equals(EXPECTED.facts)


def test_spaces_and_capitals_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    path.write_text("Patient, Finding,VALUE,on\n a , ck, 788  U/L ,2019-03\n,ck,raised,2019\n")
    found = code(tables_from(PATIENTS, path))
    assert found.facts.filter(row=1).equals(EXPECTED.facts.filter(row=1))
    assert found.rejects.row(0) == (
        *("observations", 2, None, "patient", None, "whose is it? the row names no patient"),
    )


def test_a_database_of_duckdb(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    for name in ("registry.duckdb", "registry"):
        connection = duckdb.connect(str(tmp_path / name))
        for table, frame in (("patients", PATIENTS), ("observations", OBSERVATIONS)):
            connection.register("given", frame.to_arrow())
            connection.execute(f"create table {table} as select * from given")
        connection.close()
    for path in (tmp_path / "registry.duckdb", f"duckdb:{tmp_path / 'registry'}"):
        assert code(read_tables(path)).facts.equals(EXPECTED.facts)
    with pytest.raises(FileError, match="no table treatments; the database has observations, pat"):
        tables_from(treatments=tmp_path / "registry.duckdb")
    (tmp_path / "broken.duckdb").write_bytes((tmp_path / "registry").read_bytes()[:700])
    with pytest.raises(FileError, match=r"broken\.duckdb: this is not a DuckDB database"):
        read_tables(tmp_path / "broken.duckdb")


def test_without_duckdb_a_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x.duckdb").write_text("x")
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(InputError, match=r"needs the package duckdb; install myosotis\[cohort\]"):
        read_tables(tmp_path / "x.duckdb")


def test_frames_of_other_libraries() -> None:
    pandas, pyarrow = pytest.importorskip("pandas"), pytest.importorskip("pyarrow")
    duckdb = pytest.importorskip("duckdb")
    columns = OBSERVATIONS.to_dict(as_series=False)
    frames = [OBSERVATIONS.lazy(), pandas.DataFrame(columns), pyarrow.table(columns)]
    table = pyarrow.table(columns)
    for frame in [*frames, duckdb.from_arrow(table)]:
        assert code(tables_from(PATIENTS, frame)).facts.equals(EXPECTED.facts)


def test_numbers_of_pandas_with_gaps_are_unknown_where_there_is_none() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(
        {"patient": [7, 7], "finding": ["ck", "ck"], "value": [5.0, None], "unit": "xULN"}
    )
    found = code(tables_from(observations=frame))
    assert found.facts["patient"].to_list() == [7]
    assert found.rejects["why"].to_list() == [
        "ck has no value; write unknown if it is not known",
    ]


def test_patients_as_numbers_and_as_text_are_the_same_patients() -> None:
    found = code(
        tables_from(
            pl.DataFrame({"patient": [1, 2], "sex": ["f", "m"]}),
            pl.DataFrame({"patient": ["1"], "finding": ["ck"], "value": ["raised"]}),
        )
    )
    assert found.patients["patient"].to_list() == ["1", "2"]
    assert found.notes.is_empty()


# -- what is wrong -------------------------------------------------------------------------------


def wrong(match: str, kind: type[InputError] = InputError, **tables: object) -> None:
    with pytest.raises(kind, match=match):
        tables_from(**tables)


def test_a_missing_column_is_named_with_the_nearest() -> None:
    wrong(
        r"observations: the table of observations has no column 'finding', is it 'findings'\?",
        UnknownNameError,
        observations=OBSERVATIONS.rename({"finding": "findings"}),
    )
    wrong("has no column 'value'", UnknownNameError, observations=OBSERVATIONS.drop("value"))
    wrong("has no column 'patient', is it 'patient_id'", patients=pl.DataFrame({"patient_id": [1]}))
    wrong("has no column 'therapy'", treatments=pl.DataFrame({"patient": [1], "drug": ["x"]}))


def test_a_misspelt_column_is_refused_and_any_other_is_listed() -> None:
    frame = OBSERVATIONS.with_columns(units=pl.lit("U/L"), hospital=pl.lit("x"))
    wrong("unknown column 'units', did you mean 'unit'", observations=frame)
    tables = tables_from(PATIENTS, frame.drop("units"))
    assert tables.unread == (("observations", "hospital"),)


def test_two_columns_of_one_name() -> None:
    frame = OBSERVATIONS.with_columns(Finding=pl.lit("ck"))
    wrong("the columns 'finding' and 'Finding' are one", observations=frame)


def test_the_problems_of_all_tables_are_said_at_once() -> None:
    with pytest.raises(InputError) as raised:
        tables_from(pl.DataFrame({"id": [1]}), pl.DataFrame({"patient": [1]}), "no.csv")
    said = [problem.sentence for problem in raised.value.problems]
    assert said == [
        "the table of patients has no column 'patient'",
        "the table of observations has no column 'finding'",
        "the table of observations has no column 'value'",
        "there is no such file",
    ]


def test_a_patient_stands_once_in_the_table_of_patients() -> None:
    frame = pl.DataFrame({"patient": ["a", "b", "a", *"cdefghcdefgh"]})
    with pytest.raises(InputError) as raised:
        tables_from(frame)
    said = [str(problem) for problem in raised.value.problems]
    assert said[0] == "patients: patient 'a' stands more than once: rows 1, 3"
    assert said[-1] == "patients: so do 2 other patients"
    assert len(said) == 6


def test_columns_of_types_that_cannot_be_read() -> None:
    wrong("'patient' holds float64; text or whole", patients=pl.DataFrame({"patient": [1.5]}))
    lists = OBSERVATIONS.with_columns(value=pl.lit(["yes"]))
    wrong(r"'value' holds list\(string\); text or numbers", observations=lists)
    dates = OBSERVATIONS.with_columns(on=pl.lit(2019.5))
    wrong("'on' holds numbers with decimals; dates are expected", observations=dates)
    number = OBSERVATIONS.with_columns(number=pl.lit(True))
    wrong("'number' holds boolean; numbers are expected", observations=number)
    wrong("dict is not a table; give a path or a data frame", observations={"a": 1})


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    def path(name: str, content: bytes) -> Path:
        (tmp_path / name).write_bytes(content)
        return tmp_path / name

    def refused(match: str, source: Path) -> None:
        wrong(match, FileError, patients=source)

    refused("there is no such file", tmp_path / "none.csv")
    refused("this is a directory; a table is expected", tmp_path)
    refused("the file is empty", path("empty.csv", b""))
    PATIENTS.write_parquet(tmp_path / "whole.parquet")
    whole = (tmp_path / "whole.parquet").read_bytes()
    refused("the file is cut short, or not of the kind", path("cut.parquet", whole[:-40]))
    refused("the file is cut short, or not of the kind", path("cut.arrow", whole))
    refused("this is not a table; expected .csv", path("patients.xlsx", b"x"))
    refused("the file is not UTF-8 text", path("latin.csv", "patient,sex\né,f\n".encode("latin1")))
    refused("a line has more fields than the first", path("more.csv", b"patient,sex\na,f,x\n"))


def test_a_broken_file_of_observations_is_found_when_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    path.write_text("patient,finding,value,hospital\na,ck,raised,x,y\n")
    with pytest.raises(FileError, match="observations: a line has more fields than the first line"):
        code(tables_from(PATIENTS, path))


def test_directories_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="there is no table here; expected patients, obs"):
        read_tables(tmp_path)
    with pytest.raises(FileError, match="there is no such directory"):
        read_tables(tmp_path / "none")
    written(written(tmp_path, "csv"), "parquet")
    with pytest.raises(FileError, match=r"stands twice: patients\.csv and patients\.parquet"):
        read_tables(tmp_path)
