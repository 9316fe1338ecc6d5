"""The written pages hold together: links lead somewhere, terms are sorted, nothing is stale."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# The pages whose links are followed: everything written by hand or by `make docs`.
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_TERM = re.compile(r"^- \*\*(.+?)\*\*: ", re.MULTILINE)

# Each in two pieces, so that this file does not find itself. A directory counts where a path
# begins, not inside the address of a public page.
_DIRECTORIES = [("wo", "rk/"), ("ro", "ot/"), ("Us", "ers/"), ("ho", "me/"), ("opt/", "py")]
_ADDRESSES = [
    ("C:\\Us", "ers"), ("file:/", "//"), ("py", "pi.org"), ("pythonhos", "ted.org"),
    ("index", "-url"), ("find-", "links"), ("trusted", "-host"),
]  # fmt: skip
_FORBIDDEN = re.compile(
    "|".join(
        [rf"(?<![\w.~)-])/{first}{second}" for first, second in _DIRECTORIES]
        + [re.escape(first + second) for first, second in _ADDRESSES]
    )
)


def _repository_files() -> list[Path]:
    """Every file that is, or would be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode != 0:
        pytest.skip("not a git checkout, so there is no list of the repository's files")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


@cache
def _places(page: Path) -> set[str]:
    """The anchors of a page."""
    return set(re.findall(r'<a id="([^"]+)">', page.read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    for target in _LINK.findall(text):
        if not re.match(r"[a-z]+:", target) and not target.startswith("#"):
            name, _, place = target.partition("#")
            linked = (page.parent / name).resolve()
            assert linked.exists(), f"{page.relative_to(ROOT)} links to {target}"
            assert not place or place in _places(linked), f"{page.relative_to(ROOT)}: {target}"


def test_glossary_is_sorted_and_has_no_term_twice() -> None:
    terms = _TERM.findall((ROOT / "GLOSSARY.md").read_text(encoding="utf-8"))
    assert len(terms) > 50
    assert terms == sorted(terms, key=str.casefold)
    assert len(terms) == len({term.casefold() for term in terms})


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = []
    for path in _repository_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if _FORBIDDEN.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert found == []


def test_constraints_are_exact_versions_and_nothing_else() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][\w.]*", line)] == []


def test_reference_is_what_the_knowledge_says() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "generate"), "--check"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
