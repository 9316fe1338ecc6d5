"""Everything that can be wrong with what a person gave, in one tree.

    MyosotisError                 anything this package raises on purpose
    +-- InputError                the caller's input is wrong; exit code 2
    |   +-- FileError             a file cannot be read: missing, too large, not text, not YAML
    |   +-- UnknownNameError      a finding, therapy, unit, criterion ... that does not exist
    |   +-- ImpossibleValueError  a value that cannot be: a negative amount, a stop before a start
    |   +-- ConflictError         two facts that cannot both be true
    +-- KnowledgeError            a knowledge file is wrong: the fault is ours or the editor's

Each error holds one or more problems. A problem is one sentence that says what is wrong,
where, and what would be right.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: a sentence, and where it is (file, line, field), if known."""

    sentence: str
    where: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}" if self.where else self.sentence


class MyosotisError(Exception):
    """The root: carries the problems, prints one per line."""

    def __init__(self, problems: str | Problem | Iterable[Problem], where: str = "") -> None:
        if isinstance(problems, str):
            problems = Problem(problems, where)
        if isinstance(problems, Problem):
            problems = [problems]
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class InputError(MyosotisError):
    """The caller's input is wrong."""


class FileError(InputError):
    """A file cannot be read."""


class UnknownNameError(InputError):
    """A name that does not exist."""


class ImpossibleValueError(InputError):
    """A value that cannot be."""


class ConflictError(InputError):
    """Two facts that cannot both be true."""


class KnowledgeError(MyosotisError):
    """A knowledge file is wrong."""


def nearest(name: str, names: Iterable[str]) -> str:
    """The known names closest to ``name`` as the end of a sentence, or an empty string."""
    found = difflib.get_close_matches(name, list(names), n=2, cutoff=0.6)
    if not found:
        return ""
    return ", did you mean " + " or ".join(f"'{match}'" for match in found) + "?"
