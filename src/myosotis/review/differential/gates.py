"""The gates: causes that are looked for before anything is ranked."""

from __future__ import annotations

from collections.abc import Iterable

from myosotis.logic import Truth
from myosotis.review.differential.model import GateLine
from myosotis.review.view import View


def gate_lines(view: View) -> Iterable[GateLine]:
    """Every gate: present, excluded, or to be asked."""
    for gate in view.base.differential.gates:
        present = view.truth(gate.if_) is Truth.YES
        excluded = not present and view.truth(gate.excluded) is Truth.YES
        rule = gate.if_ if present else gate.excluded if excluded else None
        yield GateLine(
            id=gate.id,
            label=gate.label,
            kind=gate.kind,
            verdict="present" if present else "excluded" if excluded else "ask",
            statement=gate.statement,
            because=view.because(rule) if rule else (),
            tests=tuple(view.base.tests[test].label for test in gate.tests),
            sources=gate.source,
            checked=gate.checked,
        )
