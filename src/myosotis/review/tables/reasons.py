"""The recorded facts behind the rules that hold, for every row: as `View.because` finds them.

Which facts alone decide a rule depends on what is recorded of the few findings that bear on it,
so that rows fall into few patterns. Each pattern is asked once, by the code of one patient.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import inf, isinf
from typing import Any

import numpy as np
import polars as pl

from myosotis.knowledge import KnowledgeBase
from myosotis.logic import (
    YES,
    Choice,
    Clashes,
    Interval,
    Memo,
    Node,
    Question,
    Truth,
    Value,
    answer_spans,
    conjuncts,
    helping,
    inputs_of,
    smallest,
)
from myosotis.patient import Codes, Held
from myosotis.review.rulebook import EVER, CompiledRule, Rulebook
from myosotis.review.tables.answers import Ints, Mask
from myosotis.review.tables.serology import NO_ROW, RUN, keys_of


class Entries:
    """What is known, with the entries of each finding at hand."""

    def __init__(self, held: Held) -> None:
        self.held = held
        self.keys = keys_of(held)

    def of(
        self, here: Mask, helping: Ints, numbers: Mask, bearing: Mask, contradicts: Mask
    ) -> Ints:
        """The entries of the rows ``here`` that can help, by row: those with an answer that does,
        and the numbers; in rows that contradict themselves all that bear."""
        parts: list[Ints] = [np.zeros(0, np.int64)]
        for place in np.flatnonzero(bearing).tolist():
            entries = self.held.by_finding.get(place)
            if entries is None:
                continue
            at = self.held.at[entries]
            helps = contradicts[at]
            if helping[place]:
                helps |= numbers[place] | ((self.held.mask[entries] & helping[place]) != 0)
            parts.append(entries[helps & here[at]])
        return np.sort(np.concatenate(parts))


Reading = tuple[Entries, Entries]
"""What is known now, and over the course."""
_ANY = 2**64 - 1
_ODD = np.uint64(0x9E3779B97F4A7C15)
_SHIFTS = (30, 27, 31)
_MULTIPLIERS = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


@dataclass
class _Part:
    """What must hold for a rule to hold, beside other parts: the findings that bear on it, now and
    over the course. ``alone`` keeps of what a fact can say whether it alone makes the part hold."""

    question: Question
    bearing: tuple[Mask, Mask]
    alone: Memo[tuple[int, int], bool] = field(default_factory=Memo)


@dataclass
class _Asked:
    """A rule: by finding the answers (as a mask) that can help it to hold, now and over the course;
    the findings that bear on it at all; the places between which no expression can tell their
    numbers, and what it reads beside findings. ``ranks`` is the order in which facts are kept, the
    greatest first. ``known`` keeps the names of the deciding facts of a pattern."""

    rule: CompiledRule
    parts: tuple[_Part, ...]
    helping: tuple[Ints, Ints]
    bearing: tuple[Mask, Mask]
    cuts: Mapping[int, Ints]
    numbers: Mask
    extra: tuple[str, ...]
    ranks: tuple[Ints, Ints]
    known: Memo[int, tuple[str, ...]] = field(default_factory=Memo)


class ReasonTable:
    """Finds the facts behind rules; what it found for a pattern it keeps."""

    def __init__(self, base: KnowledgeBase, book: Rulebook) -> None:
        self._base, self._book, self._codes = base, book, Codes.of(base)
        self._asked: dict[str, _Asked] = {}

    def entries(self, read: tuple[Held, Held]) -> Reading:
        """What is known, made ready for the questions of `facts`."""
        now, course = read
        return Entries(now), Entries(course)

    def facts(
        self,
        holding: Sequence[tuple[str, Mask]],
        read: Reading,
        given: pl.DataFrame,
        clashes: tuple[Clashes, Clashes],
    ) -> pl.Series:
        """For every row the facts behind the rules that hold in it, as ids: ``o12`` is row 12 of
        the observations, ``t3`` of the treatments, ``p`` the patient's own row.

        ``given`` has what the rules read beside findings. Where facts contradict each other
        (``clashes``) a fact may bear on a rule by taking another out.
        """
        rows: list[Ints] = []
        facts: list[Ints] = []
        for text, here in holding:
            if not here.any():
                continue
            asked = self._of(text)
            contradicts = _contradicts(asked.rule, clashes, len(here))
            for names, at in self._deciding(asked, here, read, given, contradicts):
                for name in names:
                    found = self._rows(name, at, read)
                    rows.append(at)
                    facts.append(found)
        return _listed(rows, facts, given.height)

    def _of(self, text: str) -> _Asked:
        if text not in self._asked:
            rule = self._book.rule(text)
            nodes = [rule.node]
            steps = self._book.hierarchy.steps
            for name in (*rule.now.relevant, *rule.course.relevant):
                nodes += [step.node for step in steps.get(name, ())]
            names = {n.removeprefix(EVER) for n in rule.relevant}
            cuts = {}
            for name in names & self._base.findings.keys():
                if self._base.findings[name].kind == "quantity":
                    cuts[self._codes.place[name]] = _edges(name, nodes)
            extra = tuple(
                sorted(n for n in rule.inputs if n.removeprefix(EVER) not in self._base.findings)
            )
            self._asked[text] = _Asked(
                rule,
                tuple(map(self._part, conjuncts(rule.node))),
                (self._helping(rule, ""), self._helping(rule, EVER)),
                (self._bits(rule.now.relevant), self._bits(rule.course.relevant)),
                cuts,
                np.isin(np.arange(len(self._codes.findings)), list(cuts)),
                extra,
                self._ranks(rule),
            )
        return self._asked[text]

    def _part(self, node: Node) -> _Part:
        names = inputs_of(node)
        hierarchy = self._book.hierarchy
        now = hierarchy.closure(name for name in names if "." not in name)
        course = hierarchy.closure(n.removeprefix(EVER) for n in names if n.startswith(EVER))
        return _Part(Question(node), (self._bits(now.relevant), self._bits(course.relevant)))

    def _ranks(self, rule: CompiledRule) -> tuple[Ints, Ints]:
        names = [f"{prefix}{name}" for prefix in ("", EVER) for name in self._codes.findings]
        order = sorted(range(len(names)), key=lambda place: _weight(rule, names[place]))
        ranks = np.empty(len(names), np.int32)
        ranks[order] = np.arange(len(names))
        now, course = np.split(ranks, 2)
        return now, course

    def _helping(self, rule: CompiledRule, prefix: str) -> Ints:
        found = np.zeros(len(self._codes.findings), np.uint64)
        for name, answers in helping(self._book.hierarchy, rule.node, prefix).items():
            if name not in self._base.findings:
                continue
            kind = self._base.findings[name].kind
            masks = [answer.value for answer in answers] if kind == "boolean" else [_ANY]
            found[self._codes.place[name]] = sum(masks)
        return found

    def _bits(self, names: Iterable[str]) -> Mask:
        found = np.zeros(len(self._codes.findings), np.bool_)
        found[[self._codes.place[n] for n in names if n in self._codes.place]] = True
        return found

    # -- patterns ----------------------------------------------------------------------------

    def _deciding(
        self, asked: _Asked, here: Mask, read: Reading, given: pl.DataFrame, contradicts: Mask
    ) -> Iterable[tuple[tuple[str, ...], Ints]]:
        """The names of the deciding facts, and the rows in which they are those."""
        sums = np.zeros(len(here), np.uint64)
        parts = []
        sides = zip(read, asked.helping, asked.bearing, strict=True)
        for side, (entries, helps, bearing) in enumerate(sides):
            some = entries.of(here, helps, asked.numbers, bearing, contradicts)
            parts.append(_Told(side, entries.held, some, _said(entries.held, some, asked.cuts)))
        parts = self._weightiest(parts, asked, contradicts)
        for told in parts:
            _add_up(sums, told.at, told.mixed)
        for place, name in enumerate(asked.extra):
            low, high = (given[f"{name}_{end}"] for end in ("low", "high"))
            codes = pl.DataFrame({"low": low, "high": high}).hash_rows(place).to_numpy()
            sums += codes
        rows = np.flatnonzero(here)
        distinct, first, places = np.unique(sums[rows], return_index=True, return_inverse=True)
        order = np.argsort(places, kind="stable")
        edges = np.searchsorted(places[order], np.arange(len(distinct) + 1))
        for number, key in enumerate(distinct.tolist()):
            if key not in asked.known:
                facts = self._facts(parts, int(rows[first[number]]), asked, given)
                asked.known[key] = _smallest(asked.rule, facts)
            yield asked.known[key], rows[order[edges[number] : edges[number + 1]]]

    def _weightiest(self, parts: Sequence[_Told], asked: _Asked, contradicts: Mask) -> list[_Told]:
        """Without the facts that `smallest` leaves out because of weightier ones: where of each
        part of the rule on which they bear a weightier fact alone makes it hold.

        More facts never undo an answer, where they do not contradict each other. So rows fall into
        few patterns.
        """
        kept = [contradicts[told.at] for told in parts]
        alone = [self._alone(told, asked) for told in parts]
        for number, part in enumerate(asked.parts):
            weightiest = np.full(len(contradicts), -1, np.int32)
            for told, holds in zip(parts, alone, strict=True):
                some = np.flatnonzero(holds[:, number])
                np.maximum.at(weightiest, told.at[some], told.ranks(asked)[some])
            for told, keep in zip(parts, kept, strict=True):
                bears = part.bearing[told.side][told.finding]
                keep |= bears & (told.ranks(asked) >= weightiest[told.at])
        return [told.where(keep) for told, keep in zip(parts, kept, strict=True)]

    def _alone(self, told: _Told, asked: _Asked) -> Mask:
        """Of each fact and each part of the rule whether the fact alone makes the part hold."""
        keys, first, places = np.unique(told.keys, return_index=True, return_inverse=True)
        table = np.zeros((len(keys), len(asked.parts)), np.bool_)
        for row, (key, place) in enumerate(zip(keys.tolist(), first.tolist(), strict=True)):
            facts = None
            for column, part in enumerate(asked.parts):
                if (told.side, key) not in part.alone:
                    facts = facts or asked.rule.environment(self._fact(told, place))
                    part.alone[told.side, key] = part.question(facts) == YES
                table[row, column] = part.alone[told.side, key]
        found: Mask = table[places]
        return found

    def _fact(self, told: _Told, place: int) -> dict[str, Value]:
        """One fact by the name under which a rule reads it."""
        name = self._codes.findings[told.finding[place]]
        prefix = EVER if told.side else ""
        return {f"{prefix}{name}": self._value(name, told.held, told.some[place])}

    def _facts(
        self, parts: Sequence[_Told], row: int, asked: _Asked, given: pl.DataFrame
    ) -> dict[str, Value]:
        """What one row knows that bears on the rule, by the names under which it reads it."""
        facts: dict[str, Value] = {}
        for told in parts:
            start, end = np.searchsorted(told.at, [row, row + 1])
            for place in range(start, end):
                facts |= self._fact(told, place)
        for name in asked.extra:
            value = _given(given, name, row)
            if value is not None:
                facts[name] = value
        return facts

    def _value(self, name: str, held: Held, entry: int) -> Value:
        finding = self._base.findings[name]
        if finding.kind == "quantity":
            low, high = float(held.low[entry]), float(held.high[entry])
            return Interval(
                low if isinf(low) else Fraction(low), high if isinf(high) else Fraction(high)
            )
        mask = int(held.mask[entry])
        if finding.kind == "boolean":
            return Truth(mask)
        labels = self._codes.labels[name]
        return Choice.among(labels, [one for bit, one in enumerate(labels) if mask >> bit & 1])

    def _rows(self, name: str, at: Ints, read: Reading) -> Ints:
        """The row that says a fact, in every one of some rows."""
        side = 1 if name.startswith(EVER) else 0
        finding = self._codes.place.get(name.removeprefix(EVER))
        if finding is None:
            # Concluded, or worked out from the treatments: it stands on no line of its own.
            return np.full(len(at), NO_ROW)
        wanted = at.astype(np.int64) << RUN | finding
        entries = read[side]
        found: Ints = entries.held.row[np.searchsorted(entries.keys, wanted)]
        return found


def _contradicts(rule: CompiledRule, clashes: tuple[Clashes, Clashes], rows: int) -> Mask:
    """The rows in which facts that bear on a rule contradict each other."""
    found = np.zeros(rows, np.bool_)
    for closure, parts in zip((rule.now, rule.course), clashes, strict=True):
        for names, here in parts:
            if not names.isdisjoint(closure.relevant):
                found |= here
    return found


def _edges(name: str, nodes: Sequence[Any]) -> Ints:
    """Where a number passes from one range to the next that an expression tells apart."""
    spans = {span for each in (name, f"{EVER}{name}") for span in answer_spans(each, list(nodes))}
    ends = {end for start, _ in spans for end in [start] if not isinf(float(end[0]))}
    return np.array(sorted(np.nextafter(float(n), inf) if after else float(n) for n, after in ends))


@dataclass(frozen=True)
class _Told:
    """Some of the facts of many rows, by row: those of now (side 0) or of the course (1), and a
    number for what each says."""

    side: int
    held: Held
    some: Ints
    said: Ints

    @cached_property
    def at(self) -> Ints:
        """The row of each."""
        return self.held.at[self.some]

    @cached_property
    def finding(self) -> Ints:
        """The finding of each."""
        return self.held.finding[self.some]

    @cached_property
    def keys(self) -> Ints:
        """The finding and what is said of it, as one number."""
        return (self.said << np.uint64(14)) | self.finding.astype(np.uint64)

    @property
    def mixed(self) -> Ints:
        """The keys as well-mixed numbers, those of the two sides different."""
        return _mixed((self.keys << np.uint64(1)) | np.uint64(self.side))

    def ranks(self, asked: _Asked) -> Ints:
        """How weighty each is."""
        return asked.ranks[self.side][self.finding]

    def where(self, kept: Mask) -> _Told:
        """Some of them."""
        return _Told(self.side, self.held, self.some[kept], self.said[kept])


def _said(held: Held, some: Ints, cuts: Mapping[int, Ints]) -> Ints:
    """What each entry says, as a number: alike for values that nothing tells apart."""
    finding = held.finding[some]
    said = held.mask[some].astype(np.uint64)
    for place, edges in cuts.items():
        here = np.flatnonzero(finding == place)
        low = np.searchsorted(edges, held.low[some[here]], side="right")
        high = np.searchsorted(edges, held.high[some[here]], side="right")
        said[here] = (low * 4096 + high).astype(np.uint64)
    return said


def _add_up(sums: Ints, at: Ints, codes: Ints) -> None:
    """Add the codes of each row to its sum; the order of the facts does not matter."""
    if len(at):
        starts = np.flatnonzero(np.diff(at.astype(np.int64), prepend=-1))
        with np.errstate(over="ignore"):
            sums[at[starts]] += np.add.reduceat(codes, starts)


def _mixed(codes: Ints) -> Ints:
    """Numbers scattered over 64 bits (SplitMix64), so that sums of different ones differ."""
    with np.errstate(over="ignore"):
        codes = codes + _ODD
        for shift, factor in zip(_SHIFTS, _MULTIPLIERS, strict=False):
            codes = (codes ^ (codes >> np.uint64(shift))) * factor
        return codes ^ (codes >> np.uint64(_SHIFTS[-1]))


def _smallest(rule: CompiledRule, facts: dict[str, Value]) -> tuple[str, ...]:
    """As `View.because`."""
    decided = rule.question(rule.environment(facts))
    return smallest(
        facts,
        lambda some: rule.question(rule.environment(some)) == decided,
        lambda name: _weight(rule, name),
        rule.relevant,
    )


def _weight(rule: CompiledRule, name: str) -> tuple[bool, str]:
    """What a rule reads itself is a better reason than that from which it follows."""
    return name in rule.inputs, name


def _given(given: pl.DataFrame, name: str, row: int) -> Value | None:
    low, high = (given[f"{name}_{end}"][row] for end in ("low", "high"))
    if isinstance(low, bool):
        return Truth.of(low, high)
    if low is None and high is None:
        return None
    return Interval(-inf if low is None else Fraction(low), inf if high is None else Fraction(high))


def _listed(rows: Sequence[Ints], facts: Sequence[Ints], count: int) -> pl.Series:
    """The facts of every row as a list of ids, each once, in the order in which they were found."""
    empty = pl.Series([[]], dtype=pl.List(pl.String)).new_from_index(0, count)
    if not rows:
        return empty
    at, row = np.concatenate(list(rows)), np.concatenate(list(facts))
    frame = pl.DataFrame({"at": at.astype(np.uint32), "row": row}).filter(pl.col("row") != NO_ROW)
    number = pl.col("row").abs().cast(pl.String)
    said = (
        pl.when(pl.col("row") > 0)
        .then(pl.concat_str(pl.lit("o"), number))
        .when(pl.col("row") < 0)
        .then(pl.concat_str(pl.lit("t"), number))
        .otherwise(pl.lit("p"))
    )
    found = (
        frame.unique(maintain_order=True)
        .with_columns(id=said)
        .group_by("at", maintain_order=True)
        .agg("id")
    )
    whole = pl.DataFrame({"at": np.arange(count, dtype=np.uint32)}).join(
        found, on="at", how="left", maintain_order="left"
    )
    return whole["id"].fill_null(pl.Series([[]], dtype=pl.List(pl.String)).first())
