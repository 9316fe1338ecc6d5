"""Reading the history: dated entries of findings, alone or in groups, into facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from typing import Any

from myosotis.errors import ImpossibleValueError, InputError, UnknownNameError, nearest
from myosotis.knowledge import KnowledgeBase, normal_name
from myosotis.knowledge.reading import Step
from myosotis.knowledge.schema import Alias, Finding
from myosotis.patient.context import Context, shown
from myosotis.patient.dates import PartialDate
from myosotis.patient.model import Fact
from myosotis.patient.scales import unit_of, written_unit
from myosotis.patient.serology import KEYS as RESULT_KEYS
from myosotis.patient.serology import Result, is_antibody, read_result
from myosotis.patient.units import TIMES_LIMIT, unit_key
from myosotis.patient.values import KEYS, read_value

ABOUT = ("note", "site", "by", "uln", "method")
"""What an entry or a group may say of everything in it."""

HEADINGS = frozenset(
    {"antibodies", "examination", "symptoms", "blood", "lungs", "joints", "gut", "muscle", "family"}
)
"""Groups beside the domains of the vocabulary and the beginnings of its names (biopsy, mri ...)."""

_MANY = 4
"""So many findings whose names begin alike make a group of that name."""


def headings(knowledge: KnowledgeBase) -> frozenset[str]:
    """The names under which findings may be grouped."""
    domains = frozenset(knowledge.domains.values())
    return _headings(tuple(knowledge.findings), tuple(knowledge.aliases), domains)


@lru_cache(maxsize=4)
def _headings(
    findings: tuple[str, ...], aliases: tuple[str, ...], domains: frozenset[str]
) -> frozenset[str]:
    beginnings = Counter(name.split("_", 1)[0] for name in findings if "_" in name)
    often = {word for word, count in beginnings.items() if count >= _MANY}
    return (HEADINGS | domains | often) - {*findings, *aliases}


def read_history(context: Context, raw: Any) -> None:
    """Read the list of entries into facts of the context."""
    for index, entry in enumerate(
        context.items(raw, "entries, each with 'on' and findings,", "history")
    ):
        steps = ("history", index)
        fields = context.mapping(entry, "an entry with 'on' and findings", *steps)
        if not fields:
            continue
        if "on" not in fields:
            context.problem(InputError, "when was this? write on: 2019-03, or on: unknown", *steps)
            continue
        on = context.date(fields["on"], *steps, "on")
        _Entry(context, on).read(fields, steps, skip=("on",))


class _Entry:
    """Reads the findings of one entry or group."""

    def __init__(self, context: Context, on: PartialDate, about: Mapping[str, str] = {}) -> None:
        self.context, self.on = context, on
        self.about = dict(about)
        self.limits: dict[str, Any] = {}
        self.tested = False

    def read(
        self,
        fields: Mapping[str, Any],
        steps: tuple[Step, ...],
        skip: tuple[str, ...] = (),
        group: str = "",
    ) -> None:
        context = self.context
        for key in ("note", "site", "by", "method"):
            if key in fields:
                self.about[key] = context.text(fields[key], *steps, key)
        if self.about.get("method") and "method" in fields:
            # One sentence where it stands, not one for each antibody that was tested by it.
            written = self.about.pop("method")
            with context.noting(*steps, "method"):
                self.about["method"] = context.knowledge.find_method(written).id
        self._read_limits(fields, steps, group)
        for key, raw in fields.items():
            if key in ABOUT or key in skip:
                continue
            at = (*steps, key)
            with context.noting(*at):
                if not group and self._is_group(key, raw):
                    heading = normal_name(key)
                    inner = _Entry(context, self.on, self.about)
                    inner.read(context.mapping(raw, "a group of findings", *at), at, group=heading)
                    self.tested = self.tested or inner.tested
                else:
                    self._put(key, raw, at, group)
        if "method" in fields and not self.tested:
            context.problem(
                InputError,
                "a method stands here without an antibody tested by it",
                *steps,
                "method",
            )
        for finding in self.limits:
            context.problem(
                InputError,
                f"uln of {finding} stands here without a value of {finding} in the same unit",
                *steps,
                "uln",
            )

    def _is_group(self, key: str, raw: Any) -> bool:
        if not isinstance(raw, Mapping):
            return False
        knowledge, name = self.context.knowledge, normal_name(key)
        named = name in knowledge.findings or name in knowledge.aliases
        if named and set(raw) <= {*KEYS, *RESULT_KEYS}:
            return False
        known = headings(knowledge)
        if not named and name not in known:
            hint = nearest(name, [*known, *knowledge.findings, *knowledge.aliases])
            raise UnknownNameError(f"unknown finding or group '{key}'{hint}")
        return name in known

    def _put(self, name: str, raw: Any, steps: tuple[Step, ...], group: str) -> None:
        context = self.context
        finding, alias = self._find(name, group, raw)
        if isinstance(raw, list | tuple):
            if finding.kind != "quantity":
                one = (
                    "yes, no or unknown" if finding.kind == "boolean" else "one, or 'one or other'"
                )
                raise InputError(f"several values of {finding.id} are given; write {one}")
            if not raw:
                raise InputError(f"{finding.id} has no value; write unknown if it is not known")
        several = raw if isinstance(raw, list | tuple) else [raw]
        uln = self.limits.pop(finding.id, None)
        for index, one in enumerate(several):
            at = (*steps, index) if isinstance(raw, list | tuple) else steps
            fields: Mapping[str, Any] = {}
            if isinstance(one, Mapping):
                fields = context.mapping(one, "a value", *at)
                known = (*KEYS, *RESULT_KEYS) if is_antibody(context.knowledge, finding) else KEYS
                context.unknown_keys(fields, known, *at)
            note, site, by = (
                context.text(fields[key], *at, key) if key in fields else self.about.get(key, "")
                for key in ("note", "site", "by")
            )
            until = self._until(alias.name if alias else finding.id, fields, *at)
            with context.noting(*at):
                where = context.where(*at)
                limit = uln if _needs_limit(finding, alias, one) else None
                result = self._result(finding, one)
                value = read_value(finding, alias, result.raw, where, uln=limit)
                name = alias.name if alias else finding.id
                recorded = as_recorded(one, limit)
                unit = written_unit(finding, alias, one)
                context.add(
                    Fact(
                        "", finding.id, value, self.on, recorded, where, name, note, site, by,
                        until=until, unit=unit, method=result.method, strength=result.strength,
                    )
                )  # fmt: skip

    def _until(self, name: str, fields: Mapping[str, Any], *at: Step) -> PartialDate | None:
        """The last date on which it was still so; None where none is said."""
        if fields.get("until") is None:
            return None
        until = self.context.date(fields["until"], *at, "until")
        if until.known and self.on.known and until.certainly_before(self.on):
            self.context.problem(
                ImpossibleValueError,
                f"{name} ends ({until}) before it begins ({self.on})",
                *at,
                "until",
            )
        return until

    def _result(self, finding: Finding, raw: Any) -> Result:
        """The result of an antibody with its method and strength; any other value as it is."""
        if not is_antibody(self.context.knowledge, finding):
            return Result(raw)
        self.tested = True
        return read_result(self.context.knowledge, finding, raw, self.about.get("method") or None)

    def _find(self, name: str, group: str, raw: Any) -> tuple[Finding, Alias | None]:
        knowledge = self.context.knowledge
        key = normal_name(name)
        candidates = [f"{group}_{key}", key, f"anti_{key}"] if group else [key]
        for candidate in candidates:
            if candidate in knowledge.findings or candidate in knowledge.aliases:
                return knowledge.find_finding(candidate)
        if key in headings(knowledge) and not isinstance(raw, Mapping):
            raise InputError(f"'{key}' is a group; write its findings under it, each with a value")
        if not group:
            return knowledge.find_finding(name)
        names = [*knowledge.findings, *knowledge.aliases]
        likeness = [
            (SequenceMatcher(None, candidate, known).ratio(), known)
            for candidate in candidates
            for known in get_close_matches(candidate, names, n=1, cutoff=0.6)
        ]
        hint = f", did you mean '{max(likeness)[1]}'?" if likeness else ""
        raise UnknownNameError(f"unknown finding '{key}' in the group {group}{hint}")

    # -- upper limits of normal -------------------------------------------------------------

    def _read_limits(self, fields: Mapping[str, Any], steps: tuple[Step, ...], group: str) -> None:
        """``uln`` of an entry: one limit for its only enzyme, or a limit by name."""
        if "uln" not in fields:
            return
        context, raw = self.context, fields["uln"]
        at = (*steps, "uln")
        if isinstance(raw, Mapping):
            for name, limit in context.mapping(raw, "limits by name", *at).items():
                with context.noting(*at, name):
                    self.limits[self._find(name, group, limit)[0].id] = limit
            return
        needing: list[str] = []
        for key, value in fields.items():
            is_group = isinstance(value, Mapping) and not set(value) <= set(KEYS)
            if key in (*ABOUT, "on") or is_group:
                continue
            try:
                finding, alias = self._find(key, group, value)
            except InputError:
                continue
            several = value if isinstance(value, list | tuple) else [value]
            if any(_needs_limit(finding, alias, one) for one in several):
                needing.append(finding.id)
        if len(needing) == 1:
            self.limits[needing[0]] = raw
        elif needing:
            first = ", ".join(f"{name}: ..." for name in needing)
            context.problem(
                InputError,
                f"whose upper limit of normal is {shown(raw)}? write uln: {{{first}}}",
                *at,
            )
        else:
            context.problem(
                InputError, "uln stands here without a value that it could be the limit of", *at
            )


def _needs_limit(finding: Finding, alias: Alias | None, raw: Any) -> bool:
    """Whether a value is a number that is compared with the laboratory's limit."""
    if unit_key(finding.unit) != unit_key(TIMES_LIMIT):
        return False
    if isinstance(raw, Mapping) and "uln" in raw:
        return False
    written = unit_of(alias, raw)
    return bool(written) and unit_key(written) != unit_key(TIMES_LIMIT)


def as_recorded(raw: Any, limit: Any = None) -> str:
    """A value as a person reads it: 788 U/L (ULN 170)."""
    if not isinstance(raw, Mapping):
        text = shown(raw)
    elif not {"value", "low", "high"} & set(raw):
        text = shown(raw.get("strength"))
    elif "value" in raw:
        text = shown(raw["value"])
    else:
        text = " to ".join(shown(raw[end]) for end in ("low", "high") if raw.get(end) is not None)
        if raw.get("low") is None or raw.get("high") is None:
            text = f"at {'least' if raw.get('high') is None else 'most'} {text}"
    if isinstance(raw, Mapping):
        unit = raw.get("unit")
        text = f"{text} {shown(unit)}" if unit and shown(unit) not in text else text
        limit = raw.get("uln", limit)
    return f"{text} (ULN {shown(limit)})" if limit is not None else text
