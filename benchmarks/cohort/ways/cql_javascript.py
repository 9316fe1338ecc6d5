"""CQL in JavaScript: the criteria as ELM, run by cql-execution in node, patient by patient."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from cohort.languages import Expressions, library
from cohort.translation import translated
from cohort.way import SUBGROUP, VERDICT, Way, one_bit
from cohort.ways.ours import cases_of

HERE = Path(__file__).parents[1]
SCRIPT = HERE / "cql.cjs"
MOST = 20_000


def missing() -> str | None:
    if not shutil.which("node"):
        return "node is not installed"
    if not (HERE / "node_modules" / "cql-execution").exists():
        return "cql-execution is not installed"
    return None


@dataclass
class Engine:
    """A node process that holds the patients and the library."""

    folder: Path
    process: subprocess.Popen[str]

    def ask(self, what: str) -> None:
        """Ends when it is done."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(what + "\n")
        self.process.stdin.flush()
        said = self.process.stdout.readline().strip()
        if said != "done":
            raise RuntimeError(f"the CQL engine stopped: {said or 'it said nothing'}")


def load(files: str) -> Engine:
    folder = Path(tempfile.mkdtemp())
    language = Expressions()
    outcomes = {
        outcome: language.first(*translated(cases_of(outcome), language))
        for outcome in (VERDICT, SUBGROUP)
    }
    elm = library({**language.scores, **outcomes})
    (folder / "elm.json").write_text(json.dumps(elm), encoding="utf-8")
    people = pl.scan_parquet(files).head(MOST).collect()
    patients = [
        {"id": str(number), "recordType": "Patient", **row}
        for number, row in enumerate(people.iter_rows(named=True))
    ]
    (folder / "patients.json").write_text(json.dumps(patients), encoding="utf-8")
    process = subprocess.Popen(
        ["node", str(SCRIPT), str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    engine = Engine(folder, process)
    engine.ask("load")
    return engine


def classify(engine: Engine) -> Engine:
    engine.ask("classify")
    return engine


def answers(engine: Engine) -> pl.DataFrame:
    engine.ask("answers")
    found = json.loads((engine.folder / "answers.json").read_text(encoding="utf-8"))
    engine.process.kill()
    engine.process.wait()
    shutil.rmtree(engine.folder)
    return one_bit(pl.DataFrame(found))


WAY = Way(
    name="cql",
    title="CQL in JavaScript (cql-execution, ELM generated): one class",
    missing=missing,
    load=load,
    classify=classify,
    answers=answers,
    most=MOST,
    process=lambda engine: engine.process.pid,
)
