"""What the readers of one patient file share: the file, the knowledge, the problems, the facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from types import TracebackType
from typing import Any

from myosotis.errors import InputError, Problem, UnknownNameError, nearest
from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.reading import Document, Step
from myosotis.patient.dates import UNKNOWN_DATE, PartialDate, past_date
from myosotis.patient.model import Fact


@dataclass
class Context:
    """One file being read. Problems are collected, so that all are said at once."""

    document: Document
    knowledge: KnowledgeBase
    today: date
    facts: list[Fact] = field(default_factory=list)
    problems: list[tuple[type[InputError], Problem]] = field(default_factory=list)

    def where(self, *steps: Step) -> str:
        """The place of a field in the file."""
        return self.document.where(*steps)

    def problem(self, kind: type[InputError], sentence: str, *steps: Step) -> None:
        """Note a problem at a field."""
        self.problem_at(kind, sentence, self.where(*steps))

    def problem_at(self, kind: type[InputError], sentence: str, where: str) -> None:
        """Note a problem at a place that is already in words."""
        self.problems.append((kind, Problem(sentence, where)))

    def noting(self, *steps: Step) -> Noting:
        """Around a block: note the InputError raised in it, and go on after it."""
        return Noting(self, steps)

    def raise_any(self) -> None:
        """Raise all problems as one error: of their common kind, else as InputError."""
        kinds = {kind for kind, _ in self.problems}
        if kinds:
            kind = kinds.pop() if len(kinds) == 1 else InputError
            raise kind(sorted((problem for _, problem in self.problems), key=_line))

    def add(self, fact: Fact) -> None:
        """Add a fact under the next id."""
        self.facts.append(replace(fact, id=f"f{len(self.facts) + 1}"))

    # -- fields ---------------------------------------------------------------------------

    def mapping(self, raw: Any, what: str, *steps: Step) -> Mapping[str, Any]:
        """``raw`` as a mapping with text keys; anything else is noted and read as empty."""
        if not isinstance(raw, Mapping):
            self.problem(InputError, f"{what} is expected here, not {shown(raw)}", *steps)
            return {}
        for key in raw:
            if not isinstance(key, str):
                self.problem(InputError, f"the name {shown(key)} is not text", *steps)
        return {key: value for key, value in raw.items() if isinstance(key, str)}

    def items(self, raw: Any, what: str, *steps: Step) -> list[Any]:
        """``raw`` as a list; nothing is an empty list, anything else is noted."""
        if raw is None:
            return []
        if not isinstance(raw, list | tuple):
            self.problem(InputError, f"a list of {what} is expected here", *steps)
            return []
        return list(raw)

    def text(self, raw: Any, *steps: Step) -> str:
        """Free text; empty when nothing is given."""
        if raw is None:
            return ""
        if isinstance(raw, Mapping | list | tuple):
            self.problem(InputError, "a text is expected here", *steps)
            return ""
        return shown(raw)

    def unknown_keys(self, found: Iterable[str], known: Iterable[str], *steps: Step) -> None:
        """Note every key that is not known, with the nearest one that is."""
        names = list(known)
        for key in found:
            if key not in names:
                self.problem(UnknownNameError, f"unknown key '{key}'{nearest(key, names)}", *steps)

    def date(self, raw: Any, *steps: Step) -> PartialDate:
        """A date; one that cannot be read or lies in the future is noted and read as unknown."""
        where = self.where(*steps)
        with self.noting(*steps):
            return past_date(raw, self.today, where)
        return UNKNOWN_DATE


class Noting:
    """Notes the InputError raised in a block, and lets the program go on after it."""

    def __init__(self, context: Context, steps: tuple[Step, ...]) -> None:
        self.context, self.steps = context, steps

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if not isinstance(error, InputError):
            return False
        for problem in error.problems:
            place = problem.where or self.context.where(*self.steps)
            self.context.problem_at(type(error), problem.sentence, place)
        return True


def _line(problem: Problem) -> int:
    found = re.search(r", line (\d+)", problem.where)
    return int(found[1]) if found else 0


def shown(raw: Any) -> str:
    """A value as it was written in the file."""
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if raw is None:
        return "nothing"
    if isinstance(raw, Mapping):
        return "a mapping"
    if isinstance(raw, list | tuple):
        return ", ".join(shown(item) for item in raw)
    return f"{raw:f}" if isinstance(raw, Decimal) else " ".join(str(raw).split())
