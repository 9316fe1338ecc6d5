"""The published cases of examples/cases/, each with what its authors found out in the end.

A case holds only what was known before the decisive result. Its expectation, in cases/ beside
this file, holds the rest: `group` (iim, or a mimic), `diagnosis`, `truth` as far as the source
lets it be said, the `reveal` as entries of a history, `later_treatments`, and `after_reveal`:

- stands: the reveal establishes an inflammatory myopathy;
- refuted: it shows another disease;
- doubted: it must not establish one, and may show another disease;
- not_refuted: it may or may not be enough, but never speaks for another disease.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from myosotis.knowledge.reading import read_document

ROOT = Path(__file__).parents[2]
CASES = ROOT / "examples" / "cases"
EXPECTATIONS = Path(__file__).parent / "cases"

ADEQUATE_FAILURES = [
    {"therapy": "prednisolone", "dose": "60 mg/day", "duration": "26 weeks",
     "response": "none", "adherence": "yes"},
    {"therapy": "methotrexate", "dose": "20 mg/week", "duration": "52 weeks",
     "response": "none", "adherence": "yes"},
]  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One published patient: the file as it stands, and the expectation."""

    id: str
    record: dict[str, Any]
    expected: dict[str, Any]

    @property
    def is_mimic(self) -> bool:
        return bool(self.expected["group"] == "mimic")

    def known_before(self) -> dict[str, Any]:
        """The record before the decisive result."""
        return deepcopy(self.record)

    def revealed(self) -> dict[str, Any]:
        """The record with the decisive result."""
        record = self.known_before()
        record["history"] = [*record["history"], *deepcopy(self.expected["reveal"])]
        return record

    def afterwards(self) -> dict[str, Any]:
        """The record with the decisive result and what was given afterwards."""
        record = self.revealed()
        later = deepcopy(self.expected.get("later_treatments", []))
        record["treatments"] = [*record.get("treatments", []), *later]
        return record

    def undated_as_current(self) -> dict[str, Any]:
        """The record in which what has no date counts as found the day before the first visit."""
        record = self.known_before()
        for entry in record["history"]:
            if entry["on"] == "unknown":
                entry["on"] = "2020-05-31"
        return record

    def adequately_treated(self) -> dict[str, Any]:
        """The record as if two drugs had failed at full dose for long enough."""
        record = self.revealed()
        record["weight"] = "70 kg"
        record["treatments"] = [*record.get("treatments", []), *deepcopy(ADEQUATE_FAILURES)]
        return record


def read_cases() -> list[Case]:
    """Every published case, in the order of its id."""
    return [
        Case(path.stem, _mapping(path), _mapping(EXPECTATIONS / path.name))
        for path in sorted(CASES.glob("*.yaml"))
    ]


def _mapping(path: Path) -> dict[str, Any]:
    return dict(read_document(path).data)
