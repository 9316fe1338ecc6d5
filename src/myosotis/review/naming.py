"""The names under which a set's inputs may be given: findings, parameters, visits, limits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from myosotis.errors import UnknownNameError, nearest
from myosotis.knowledge import normal_name
from myosotis.knowledge.schema import Alias, Finding
from myosotis.logic import Program

ULN = ".uln"
ON = ".on"


class Names:
    """Resolves the names of facts for one program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.criteria = program.criteria
        self.by_alias: dict[str, tuple[str, Alias]] = {
            f"{name.removesuffix(short)}{alias.name}": (name, alias)
            for name, finding in program.findings.items()
            if name in program.own
            for short in [name.rpartition(".")[2]]
            for alias in finding.aliases
        }

    def find(self, name: str) -> tuple[str, Finding, Alias | None]:
        """The input of a name, what it is, and by which other name it was called."""
        visit, dot, rest = name.partition(".")
        key = f"{normal_name(visit)}.{rest}" if dot else normal_name(name)
        findings = self.program.findings
        if key in findings and key in self.program.own:
            return key, findings[key], None
        if key in self.by_alias:
            target, alias = self.by_alias[key]
            return target, findings[target], alias
        visits = self.criteria.visits
        if visits and not dot and (key in self.criteria.at_each_visit or key in self._short()):
            raise UnknownNameError(self._say_visit(key), name)
        if dot:
            known = [*(n for n in findings if "." in n), *self.by_alias]
            raise UnknownNameError(
                f"'{name}' is not an input of {self.criteria.short}{nearest(key, known)}"
            )
        base = self.program.base
        if key not in base.findings and key not in base.aliases:
            # What this set reads is meant more often than anything else of the vocabulary.
            hint = nearest(key, [*findings, *self.by_alias]) or nearest(
                key, [*base.findings, *base.aliases]
            )
            raise UnknownNameError(f"unknown finding '{name}'{hint}")
        finding, alias_ = base.find_finding(name)
        if visits and finding.id not in {*findings, *self.program.closure.relevant}:
            raise UnknownNameError(self._not_read(finding, name), name)
        return finding.id, finding, alias_

    def _not_read(self, finding: Finding, name: str) -> str:
        """Why a fact would be lost: it names no visit, or the set does not read it."""
        at_visit = [n for n, what in self.criteria.at_each_visit.items() if what == finding.id]
        if at_visit:
            return self._say_visit(at_visit[0])
        read = ", ".join([*self.criteria.inputs, *self.criteria.at_each_visit])
        return f"{self.criteria.short} does not read {name}; it reads {read}"

    def _say_visit(self, name: str) -> str:
        return f"say at which visit: {' or '.join(f'{v}.{name}' for v in self.criteria.visits)}"

    def _short(self) -> set[str]:
        return {name.partition(".")[2] for name in self.by_alias}

    def is_aside(self, name: str) -> bool:
        """Whether a name is not a fact itself: a limit of normal, or the day of a visit."""
        return name.endswith(ULN) or name in {f"{visit}{ON}" for visit in self.criteria.visits}

    def limits(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """The limit of normal of each input; one that names no visit is that of all visits."""
        shared: dict[str, Any] = {}
        own: dict[str, Any] = {}
        for name, limit in facts.items():
            if not name.endswith(ULN) or limit is None:
                continue
            short = name.removesuffix(ULN)
            if short in self.criteria.at_each_visit:
                shared |= {f"{visit}.{short}": limit for visit in self.criteria.visits}
            else:
                own[self.find(short)[0]] = limit
        return {**shared, **own}

    def with_limit(self, target: str, raw: Any, limits: Mapping[str, Any]) -> tuple[Any, Any]:
        """The value as it is read, and its limit.

        A bare number at a visit, or beside a limit, is in the unit of the laboratory.
        """
        limit = limits.get(target)
        finding = self.program.findings.get(target)
        by_limit = [unit.unit for unit in finding.units if unit.uln] if finding else []
        at_visit = target in self.program.own and "." in target
        if by_limit and (at_visit or limit is not None) and _is_bare(raw):
            written = raw if isinstance(raw, Mapping) else {"value": raw}
            raw = {**written, "unit": by_limit[0]}
        return raw, limit


def plain_scale(raw: Any) -> tuple[Any, Any]:
    """A value written with its scale ("120/150") in two parts; None where no scale is written."""
    if isinstance(raw, Mapping) and str(raw.get("unit", "")).strip().startswith("/"):
        value = {key: part for key, part in raw.items() if key != "unit"}
        return value, str(raw["unit"]).strip().removeprefix("/").strip()
    found = re.fullmatch(r"\s*([0-9.]+)\s*/\s*([0-9.]+)\s*", raw) if isinstance(raw, str) else None
    return (found[1], found[2]) if found else (raw, None)


def _is_bare(raw: Any) -> bool:
    if isinstance(raw, bool):
        return False
    if isinstance(raw, Mapping):
        return "unit" not in raw and _is_bare(raw.get("value", raw.get("low", raw.get("high"))))
    try:
        float(raw)
    except (TypeError, ValueError):
        return False
    return True
