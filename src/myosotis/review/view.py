"""What the review sees of one patient on one date, and how a rule is judged on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Rule
from myosotis.logic import (
    Clash,
    Closed,
    Environment,
    Input,
    Span,
    Truth,
    Value,
    Wording,
    smallest,
    still_read,
    value_words,
)
from myosotis.logic import Missing as LogicMissing
from myosotis.logic import missing as find_missing
from myosotis.patient import Fact, Known, Patient, Snapshot, on_treatment, treated
from myosotis.review.parts import Answer, Missing, Reason, Statement
from myosotis.review.rulebook import (
    EVER,
    CompiledRule,
    Rulebook,
    concluded_names,
    rulebook,
    side_by_side,
)

_CONCLUDED: dict[tuple[str, Value], str] = {
    ("diagnosis_stands", Truth.YES): "The recorded facts establish the diagnosis",
    ("diagnosis_stands", Truth.NO): "The recorded facts do not establish the diagnosis",
    ("inflammation_confirmed", Truth.YES): "Inflammation is confirmed in an organ",
    ("inflammation_confirmed", Truth.NO): "Inflammation is not confirmed in any organ",
    ("treatment_adequate", Truth.YES): "Earlier treatment was adequate",
    ("treatment_adequate", Truth.NO): "Earlier treatment is not shown to be adequate",
    ("urgent_threat", Truth.YES): "A red flag is recorded",
    ("urgent_threat", Truth.NO): "No red flag is recorded",
}


_TRUTHS = {truth.value: truth for truth in Truth}
"""By mask: quicker than asking the enumeration, thousands of times in a review."""


@dataclass(frozen=True)
class View:
    """One patient on one date, with the rulebook and what was concluded so far (``extra``)."""

    base: KnowledgeBase
    patient: Patient
    snapshot: Snapshot
    extra: Mapping[str, Value]

    @classmethod
    def of(cls, base: KnowledgeBase, patient: Patient, snapshot: Snapshot) -> View:
        """The view before anything is concluded."""
        extra: dict[str, Value] = {}
        for name in base.therapies:
            rows = [t for t in patient.treatments if t.therapy == name]
            # A record without any treatment says nothing of any; one with some is taken as whole.
            silent = not snapshot.patient.treatments
            for what, of in (("on_treatment", on_treatment), ("treated", treated)):
                known = _any(of(t, snapshot.on) for t in rows)
                extra[f"{what}.{name}"] = Truth.UNKNOWN if silent else known
        extra.update(recorded_labels(base, patient.diagnosis))
        for prefix in ("subgroup", "tier", "lung_risk"):
            # Not concluded yet, so open.
            names = concluded_names(base, prefix)
            extra |= dict.fromkeys((f"{prefix}.{name}" for name in names), Truth.UNKNOWN)
        return cls(base, patient, snapshot, extra)

    def with_extra(self, **extra: Value) -> View:
        """The same view after a conclusion."""
        view = View(self.base, self.patient, self.snapshot, {**self.extra, **extra})
        # What follows from the record stays the same whatever is concluded.
        view.__dict__["closed"] = self.closed
        return view

    @cached_property
    def book(self) -> Rulebook:
        """The compiled rules."""
        return rulebook(self.base)

    @cached_property
    def facts(self) -> dict[str, Value]:
        """Every fact by the name a rule reads it under."""
        found: dict[str, Value] = {n: known.value for n, known in self.snapshot.now.items()}
        found |= {EVER + n: known.value for n, known in self.snapshot.course.items()}
        return found | dict(self.extra)

    @cached_property
    def closed(self) -> tuple[Closed, Closed]:
        """The record with all that follows from it: of the present, and over the course."""
        now, course = self.book.closures
        return (
            now.apply({name: known.value for name, known in self.snapshot.now.items()}),
            course.apply({name: known.value for name, known in self.snapshot.course.items()}),
        )

    @cached_property
    def environment(self) -> Environment:
        """The facts with all that follows from them, for every rule."""
        now, course = self.book.closures
        return side_by_side(now, self.closed[0], course, self.closed[1], self.facts)

    @cached_property
    def clashes(self) -> tuple[Clash, ...]:
        """Recorded facts that contradict each other through the vocabulary."""
        found: dict[str, Clash] = {}
        for closed in reversed(self.closed):
            for clash in closed.clashes:
                found.setdefault(clash.finding, clash)
        return tuple(found.values())

    @cached_property
    def wording(self) -> Wording:
        """Words for names and values."""
        return Wording(self.base)

    def truth(self, text: str) -> Truth:
        """Whether a rule's condition holds."""
        return _TRUTHS[self.book.rule(text).ask(self.environment)]

    def because(self, text: str) -> tuple[Reason, ...]:
        """A smallest set of recorded facts that alone decides a rule, as sentences."""
        rule = self.book.rule(text)
        decided = rule.ask(self.environment)
        names = smallest(
            self.facts,
            lambda facts: rule.question(rule.environment(facts)) == decided,
            lambda name: (name in rule.inputs, name),
            rule.relevant,
        )
        return tuple(self.reason(name) for name in names)

    def reason(self, name: str) -> Reason:
        """The sentence of one fact: what, its value, when, and how long ago."""
        known = self.known(name)
        label = self.wording.label(name)
        if known is None:
            said = _CONCLUDED.get((name, self.facts[name]))
            return Reason(text=said or f"{_capital(label)}: {value_words(self.facts[name])}")
        value = value_words(known.value, self.wording.unit(name))
        fact = latest(known.facts) if known.facts else None
        when = f" ({self.when(fact)})" if fact else ""
        note = f"; {known.note}" if known.note else ""
        # The age is worked out and stands on no line of the record.
        written = fact.id if fact and fact.id in self._written else None
        return Reason(text=f"{_capital(label)}: {value}{when}{note}", fact=written)

    @cached_property
    def _written(self) -> frozenset[str]:
        return frozenset(fact.id for fact in self.patient.facts)

    def known(self, name: str) -> Known | None:
        """The recorded value behind a rule's name."""
        if name.startswith(EVER):
            return self.snapshot.course.get(name.removeprefix(EVER))
        return self.snapshot.now.get(name)

    def when(self, fact: Fact) -> str:
        """The date of a fact and its age on the date of the review."""
        if not fact.on.known:
            return "date not recorded"
        age = age_words(fact, self.snapshot)
        return f"{fact.on.words}, {age}" if age else fact.on.words

    def statement(self, rule: Rule) -> Statement:
        """A rule that holds, as a statement with its reasons."""
        return Statement(
            id=rule.id,
            statement=rule.statement,
            because=self.because(rule.if_),
            sources=rule.source,
            checked=rule.checked,
            suggests=rule.suggests,
        )

    def holding(self, rules: Iterable[Rule]) -> tuple[Statement, ...]:
        """The rules that certainly hold."""
        return tuple(self.statement(rule) for rule in rules if self.truth(rule.if_) is Truth.YES)

    def missing(
        self,
        texts: Iterable[str],
        verdict: Callable[[Environment], tuple[str, ...]],
    ) -> tuple[Missing, ...]:
        """The unknown findings in undecided rules, and what each answer would leave."""
        rules = [self.book.rule(text) for text in texts]
        inputs: dict[str, Input] = {}
        relevant: set[str] = set()
        for rule in rules:
            names = still_read(rule.node, self.environment)
            relevant |= names
            inputs |= {n: item for n, item in rule.inputs.items() if n in names}
        cuts = {name: cuts_of_rules(rules, name) for name in inputs}
        found = find_missing(
            self.environment,
            inputs,
            cuts.__getitem__,
            verdict,
            relevant,
            lambda _, default: default,
        )
        alone = [item for item in found if item.alone]
        # Where no answer decides by itself, those that do so together are named.
        return tuple(self._missing(item) for item in alone or found)

    def _missing(self, item: LogicMissing) -> Missing:
        name = item.finding.removeprefix(EVER)
        unit = self.wording.unit(name)
        finding = self.base.findings.get(name)
        return Missing(
            finding=name,
            label=self.wording.label(name),
            why=self.why_missing(item.finding),
            answers=tuple(
                Answer(answer=value_words(a.value, unit), leaves=a.leaves) for a in item.answers
            ),
            tests=finding.established_by if finding else (),
            settles=item.settles,
        )

    def missing_finding(self, name: str) -> Missing:
        """A finding that is not known, without its answers."""
        finding = self.base.findings[name]
        return Missing(
            finding=name,
            label=finding.label,
            why=self.why_missing(name),
            tests=finding.established_by,
        )

    def why_missing(self, name: str) -> str:
        """Not recorded, or recorded but too old for now."""
        plain = name.removeprefix(EVER)
        if plain in self.snapshot.doubtful:
            return f"doubtful: {self.snapshot.doubtful[plain].note}"
        stale = self.snapshot.stale.get(plain)
        if stale and not name.startswith(EVER):
            age = age_words(latest(stale.facts), self.snapshot) if stale.facts else ""
            return f"too old ({age})" if age else "not dated"
        if name in self.facts:
            return "not exactly known"
        return "not recorded"


def cuts_of_rules(rules: Iterable[CompiledRule], name: str) -> tuple[Span, ...]:
    """The ranges of a number that are asked about where it is missing."""
    spans = max((rule.cuts.get(name, ()) for rule in rules), key=len, default=())
    return tuple(spans)


def _any(truths: Iterable[Truth]) -> Truth:
    found = list(truths)
    if Truth.YES in found:
        return Truth.YES
    return Truth.UNKNOWN if Truth.UNKNOWN in found else Truth.NO


def recorded_labels(base: KnowledgeBase, diagnosis: str) -> dict[str, Value]:
    """Which of the known labels the recorded diagnosis is; all unknown without one."""
    if not diagnosis:
        return {f"labelled.{name}": Truth.UNKNOWN for name in base.diagnosis.labels}
    found = {name for name, words in base.diagnosis.labels.items() if _mentions(diagnosis, words)}
    return {
        f"labelled.{name}": Truth.YES if name in found else Truth.NO
        for name in base.diagnosis.labels
    }


def _mentions(diagnosis: str, labels: Iterable[str]) -> bool:
    """Whether a label stands in the recorded diagnosis as words of its own."""
    # "polymyositis-like" is not polymyositis: a hyphen does not end a word here.
    return any(
        re.search(rf"(?<![\w-]){re.escape(label)}(?![\w-])", diagnosis.lower()) for label in labels
    )


def latest(facts: Sequence[Fact]) -> Fact:
    """The fact of the latest date, wherever it stands in the file; the last one of several."""
    return max(reversed(facts), key=lambda fact: (fact.on.known, fact.on))


def age_words(fact: Fact, snapshot: Snapshot) -> str:
    """How long before the date of the review, in whole months or years."""
    if not fact.on.known or not snapshot.on.known:
        return ""
    days = (snapshot.on.latest - fact.on.latest).days
    if days < 0:
        return "after the review"
    if days < 45:
        return "current" if days < 15 else "1 month before"
    months = round(days / 30.44)
    return f"{months} months before" if months < 24 else f"{round(months / 12)} years before"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
