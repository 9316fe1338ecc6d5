"""README and manual are executed: every `$ myosotis` command, every Python block, every example.

A comment on the line before a block says what is special about it:

    <!-- exit 2 -->                      the commands must end with this exit code (otherwise 0)
    <!-- needs Spark -->                 the Python is run where PySpark and Java are
    <!-- knowledge: criteria/a.yaml -->  the YAML is this file, added to a copy of the knowledge
    <!-- knowledge: pathway/diagnosis.yaml red_flags -->  it is added to this list of that file
    <!-- patient -->                     the YAML is a patient file, reviewed with that copy
    <!-- excerpt: tests/spec/a.yaml -->  the lines stand so in this file

All knowledge of one page goes into one copy, which must then be sound. Lines below a command are an
excerpt of its output: each must appear, in this order; `...` stands for what is left out, be it
lines or the end of a line.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.spark_here import lacking

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs" / "manual").glob("*.md"))]

_BLOCK = re.compile(
    r"^(?:<!-- *(?P<note>[^>]*?) *-->\n)?^```(?P<language>\w+)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """One fenced block of a page."""

    page: Path
    line: int
    language: str
    note: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def _blocks(*languages: str) -> list[Block]:
    found = []
    for page in PAGES:
        source = page.read_text(encoding="utf-8")
        for match in _BLOCK.finditer(source):
            if match["language"] in languages:
                line = source.count("\n", 0, match.start("text"))
                found.append(
                    Block(page, line, match["language"], match["note"] or "", match["text"])
                )
    return found


@dataclass(frozen=True)
class Command:
    """One command of a console block, its exit code, and the excerpt of its output."""

    block: Block
    words: tuple[str, ...]
    exit_code: int
    output: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.block} {' '.join(self.words)}"[:100]


def _commands() -> list[Command]:
    found: list[Command] = []
    for block in _blocks("console", "bash"):
        code = int(block.note.removeprefix("exit ")) if block.note.startswith("exit ") else 0
        for part in re.split(r"^\$ ", block.text.replace("\\\n", " "), flags=re.MULTILINE)[1:]:
            line, _, output = part.partition("\n")
            words = tuple(shlex.split(line, comments=True))
            if words[0] == "myosotis":
                found.append(Command(block, words, code, tuple(output.splitlines())))
            else:
                assert words[0] == "make", f"{block}: `{line}` is not executed by this test"
    return found


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the examples, so that nothing is written into the repository."""
    place = tmp_path_factory.mktemp("docs")
    shutil.copytree(ROOT / "examples", place / "examples")
    return place


def _run(words: list[str], place: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        words, cwd=place, env=environment, capture_output=True, text=True, encoding="utf-8",
        timeout=120, check=False,
    )  # fmt: skip


def _squeezed(line: str) -> str:
    return " ".join(line.split())


@pytest.mark.parametrize("command", _commands(), ids=str)
def test_command_does_what_the_page_says(command: Command, workplace: Path) -> None:
    program = (
        "import sys; from myosotis.cli import main; sys.argv[0] = 'myosotis'; sys.exit(main())"
    )
    done = _run([sys.executable, "-c", program, *command.words[1:]], workplace)
    said = done.stdout + done.stderr
    assert done.returncode == command.exit_code, said
    assert "Traceback" not in said
    lines = iter(_squeezed(line) for line in said.splitlines())
    for wanted in map(_squeezed, command.output):
        wanted = wanted.removesuffix("...").rstrip()
        if wanted:
            assert any(wanted in line for line in lines), f"not in the output: {wanted}\n\n{said}"


@pytest.mark.parametrize("block", _blocks("python"), ids=str)
def test_python_block_runs(block: Block, workplace: Path) -> None:
    if block.note == "needs Spark" and (why := lacking()):
        pytest.skip(why)
    done = _run([sys.executable, "-c", block.text], workplace)
    assert done.returncode == 0, done.stderr


def _noted(kind: str) -> list[Block]:
    return [block for block in _blocks("yaml") if block.note.partition(":")[0] == kind]


def _knowledge_with(page: Path, directory: Path) -> Any:
    """The knowledge base with everything that a page adds to it."""
    from myosotis import knowledge
    from myosotis.knowledge.reading import parse_document, read_document

    data = Path(shutil.copytree(Path(knowledge.__file__).parent / "data", directory / "data"))
    for block in _noted("knowledge"):
        if block.page == page:
            name, _, key = block.note.removeprefix("knowledge: ").partition(" ")
            file = data / name
            if key:
                content = read_document(file).data
                content[key] += parse_document(block.text, str(block)).data
                # JSON is YAML in which a key "no" stays a word.
                file.write_text(json.dumps(content, default=float), encoding="utf-8")
            else:
                assert not file.exists(), f"{block}: {name} is in the knowledge already"
                file.write_text(block.text, encoding="utf-8")
    return knowledge.load(data)


@pytest.mark.parametrize(
    "page", sorted({b.page for b in _noted("knowledge") + _noted("patient")}), ids=lambda p: p.name
)
def test_what_a_page_adds_to_the_knowledge_is_sound_and_used(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import myosotis
    from myosotis import knowledge
    from myosotis.knowledge.reading import parse_document
    from myosotis.review import check_expressions

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    base = _knowledge_with(page, tmp_path)
    assert [*knowledge.check(base), *check_expressions(base)] == []
    for name in base.criteria:
        assert myosotis.evaluate(name, {}, base).verdict
    for block in _noted("patient"):
        if block.page == page:
            patient = myosotis.read_patient(parse_document(block.text, str(block)).data, base)
            assert myosotis.review(patient, knowledge=base).strategy.verdict
    index = myosotis.read_patient(ROOT / "examples" / "index-patient.yaml", base)
    assert myosotis.review(index, knowledge=base).strategy.verdict == "blocked"


@pytest.mark.parametrize("block", _noted("excerpt"), ids=str)
def test_excerpt_stands_so_in_the_file(block: Block) -> None:
    file = ROOT / block.note.removeprefix("excerpt: ")
    assert block.text in file.read_text(encoding="utf-8")


def test_every_page_has_something_to_execute() -> None:
    pages = {block.page for block in _blocks("console", "python", "yaml")}
    assert {page.name for page in PAGES if page not in pages} == set()
