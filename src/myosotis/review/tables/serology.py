"""The results of antibodies in many rows: which stand, which are doubtful, which stay possible.

What the positive results of a row come to depends on few things, so that rows fall into few
patterns. Each pattern is read once, by the code that reads one patient.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from myosotis.knowledge import KnowledgeBase
from myosotis.logic import Memo, Truth, Value
from myosotis.patient import Codes, Fact, Held, Snapshots, date_of
from myosotis.review.antibodies.results import (
    Around,
    Result,
    antibody_groups,
    antibody_of,
    group_members,
    read_results,
    silent_on,
    together,
)
from myosotis.review.rulebook import EVER

Ints = npt.NDArray[np.integer[Any]]
RUN = 12
"""Bits of a finding's place in the key of a row and a finding."""
NO_ROW = -(2**62)
"""In place of the row of what no single row says."""
_FITS, _AGAINST = 1, 2


READINGS = ("positive", "doubtful", "negative", "not_excluded")
_RESULTS = {"at": pl.UInt32, "antibody": pl.UInt16, "read": pl.UInt8}


@dataclass(frozen=True)
class Reread:
    """What is known once doubtful results are open (``known``), and once negative results that do
    not exclude their antibodies are open too (``cautious``): now and over the course.

    ``results`` says of every row `at` and `antibody` that was tested (its place among the
    findings) how it is ``read``: its place in `READINGS`.
    """

    known: tuple[Held, Held]
    cautious: tuple[Held, Held]
    results: pl.DataFrame


@dataclass(frozen=True)
class _Effect:
    """What the positive results of a row change: findings that are doubtful, the groups that are
    so where they are negative, what the results show together (``behind``: each with an antibody
    that shows it), and the antibodies in doubt."""

    doubtful: tuple[int, ...]
    groups: tuple[int, ...]
    shown: tuple[int, ...]
    antibodies: tuple[int, ...]
    behind: tuple[tuple[int, int], ...]


@dataclass
class SerologyTable:
    """Reads the antibodies of tables; what it has read of a pattern it keeps."""

    base: KnowledgeBase
    _effects: Memo[str, _Effect] = field(default_factory=Memo)
    _spoken: dict[tuple[int, str], tuple[bool, tuple[int, ...]]] = field(default_factory=dict)

    @cached_property
    def rules(self) -> tuple[str, ...]:
        """The rules on which the reading of a result depends."""
        serology = self.base.serology
        patterns = [a.pattern for a in self.base.antibodies.values() if a.pattern]
        texts = [text for p in patterns for text in (p.fits, p.against) if text]
        return (*(p.if_ for p in serology.pictures), *texts, f"{EVER}{serology.sample_misleads}")

    @cached_property
    def findings(self) -> tuple[str, ...]:
        """Every finding that this may change."""
        serology = self.base.serology
        named = {name for name in self.base.findings if antibody_of(self.base, name)}
        for name in list(named):
            named |= antibody_groups(self.base, name)
        return tuple(
            sorted(named | {serology.confirmed, serology.weak_band, serology.two_specific})
        )

    def read(self, seen: Snapshots, truths: pl.DataFrame) -> Reread:
        """Read the antibodies of every row.

        ``truths`` says of every row and rule of `rules` whether it holds: ``<rule>_low`` and
        ``<rule>_high``.
        """
        facts = self._facts(seen.facts)
        if facts.is_empty():
            known, none = (seen.now, seen.course), np.zeros(0, np.int64)
            # A negative group may still be one that speaks not of all of its antibodies.
            cautious = self._cautious(seen.facts, known, none, none)
            return Reread(known, cautious, pl.DataFrame(schema=_RESULTS))
        by_antibody = facts.group_by("at", "antibody").agg(
            pl.col("yes").any(), (~pl.col("yes")).any().alias("no"), pl.col("missed").all()
        )
        keys = self._keys(facts, by_antibody.filter("yes"), seen.course, truths)
        effects = _Effects.of(keys, self._effect)
        known, doubtful = self._known(seen, effects, facts)
        in_doubt = effects.places("antibodies")
        left = by_antibody.filter(~pl.col("yes") & pl.col("missed"))
        missed = np.sort(_key(left["at"], left["antibody"]))
        cautious = self._cautious(seen.facts, known, missed, doubtful)
        return Reread(known, cautious, _results(by_antibody, np.sort(in_doubt)))

    # -- the results -------------------------------------------------------------------------

    @cached_property
    def _of(self) -> dict[int, int]:
        """The place of the antibody whose file speaks of a finding, by the finding's place."""
        codes = Codes.of(self.base)
        found = ((n, antibody_of(self.base, n)) for n in self.base.findings)
        return {codes.place[name]: codes.place[known] for name, known in found if known}

    @cached_property
    def _misses(self) -> pl.DataFrame:
        """The antibodies and methods of which a negative result says little."""
        codes = Codes.of(self.base)
        rows = [
            (codes.place[a.id], 0 if assay is None else 1 + codes.methods.index(assay))
            for a in self.base.antibodies.values()
            if (misses := [assay.method for assay in a.assays if not assay.excludes])
            for assay in (None, *misses)
        ]
        return pl.DataFrame(
            rows, schema={"antibody": pl.UInt16, "method": pl.UInt16}, orient="row"
        ).with_columns(missed=True)

    def _facts(self, facts: pl.DataFrame) -> pl.DataFrame:
        """The results that speak of an antibody, in the order of the record."""
        of = pl.DataFrame(
            {"finding": list(self._of), "antibody": list(self._of.values())},
            schema={"finding": pl.UInt16, "antibody": pl.UInt16},
        )
        yes = pl.col("mask") == Truth.YES.value
        # "No" to one kind of an antibody says nothing of its other kinds.
        speaks = yes | (pl.col("finding") == pl.col("antibody"))
        return (
            facts.filter(pl.col("finding").is_in(list(self._of)))
            .join(of, on="finding", maintain_order="left")
            .with_columns(yes=yes)
            .filter(speaks)
            .join(self._misses, on=["antibody", "method"], how="left", maintain_order="left")
            .with_columns(pl.col("missed").fill_null(False))
        )

    # -- patterns of positive results ----------------------------------------------------------

    def _keys(
        self, facts: pl.DataFrame, positive: pl.DataFrame, course: Held, truths: pl.DataFrame
    ) -> pl.DataFrame:
        """Each row with a positive result: what it depends on how its results are read."""
        hits = facts.join(
            positive.select("at", "antibody", "no"), on=["at", "antibody"], maintain_order="left"
        )
        at, antibody = hits["at"].to_numpy(), hits["antibody"].to_numpy()
        pattern = self._patterns(truths)[antibody, at]
        # The days matter only where an antibody was found and not found.
        since = [pl.when("no").then(day).otherwise(0) for day in ("earliest", "latest")]
        said = pl.concat_str(
            "finding", "antibody", pl.col("yes").cast(pl.Int8), "method", "strength",
            pl.Series(pattern), *since, separator=" ",
        )  # fmt: skip
        serology = self.base.serology
        around = [self._picture(truths), self._mask(truths, self.rules[-1])]
        around += [
            _mask_of(course, self._place(n), truths.height)
            for n in (serology.confirmed, serology.weak_band)
        ]
        context = pl.concat_str([pl.Series(column) for column in around], separator=" ")
        rows = hits.select("at", said.alias("key")).group_by("at", maintain_order=True).agg("key")
        text = pl.select(context.alias("context"))["context"]
        return rows.select(
            "at",
            pl.concat_str(text[rows["at"]], pl.col("key").list.join(","), separator="|").alias(
                "key"
            ),
        )

    def _place(self, name: str) -> int:
        return Codes.of(self.base).place[name]

    def _picture(self, truths: pl.DataFrame) -> Ints:
        found = np.full(truths.height, -1, np.int8)
        for index, picture in reversed(list(enumerate(self.base.serology.pictures))):
            found[truths[f"{picture.if_}_low"].to_numpy()] = index
        return found

    def _mask(self, truths: pl.DataFrame, rule: str) -> Ints:
        low, high = (truths[f"{rule}_{end}"].to_numpy() for end in ("low", "high"))
        return np.where(low, 2, np.where(high, 3, 1)).astype(np.int8)

    def _patterns(self, truths: pl.DataFrame) -> Ints:
        """For each finding's place and row, whether the pattern of the antibody certainly fits or
        speaks against it."""
        found = np.zeros((len(self.base.findings), truths.height), np.int8)
        for antibody in self.base.antibodies.values():
            pattern = antibody.pattern
            for text, bit in (
                ((pattern.fits, _FITS), (pattern.against, _AGAINST)) if pattern else ()
            ):
                if text:
                    found[self._place(antibody.id)] |= bit * truths[f"{text}_low"].to_numpy()
        return found

    def _effect(self, key: str) -> _Effect:
        if key not in self._effects:
            self._effects[key] = self._read_one(key)
        return self._effects[key]

    def _read_one(self, key: str) -> _Effect:
        """What the results of a row come to, from its key."""
        base, serology, codes = self.base, self.base.serology, Codes.of(self.base)
        context, results = key.split("|")
        picture, misleads, confirmed, weak = map(int, context.split())
        course: dict[str, Value] = {
            name: Truth(mask)
            for name, mask in ((serology.confirmed, confirmed), (serology.weak_band, weak))
            if mask in (1, 2)
        }
        truths = {self.rules[-1]: Truth(misleads)}
        tested: dict[str, list[Fact]] = {}
        for result in results.split(","):
            numbers = [int(part) for part in result.split()]
            finding, antibody, yes, method, strength, pattern, earliest, latest = numbers
            known = base.antibodies[codes.findings[antibody]]
            fact = Fact(
                id="", finding=codes.findings[finding], value=Truth.YES if yes else Truth.NO,
                on=date_of(earliest, latest), recorded="",
                method=codes.methods[method - 1] if method else "",
                strength=_strength(codes, strength),
            )  # fmt: skip
            tested.setdefault(known.id, []).append(fact)
            if known.pattern:
                for text, bit in ((known.pattern.fits, _FITS), (known.pattern.against, _AGAINST)):
                    if text:
                        truths[text] = Truth.YES if pattern & bit else Truth.UNKNOWN
        in_order = {name: tested[name] for name in base.antibodies if name in tested}
        around = Around(
            base, course, serology.pictures[picture] if picture >= 0 else None, truths.__getitem__
        )
        return self._effect_of(read_results(around, in_order), codes)

    def _effect_of(self, results: Sequence[Result], codes: Codes) -> _Effect:
        doubtful = {f.finding for r in results if r.doubtful for f in r.positives}
        groups = {group for name in doubtful for group in antibody_groups(self.base, name)}
        shown = together(self.base, results)
        antibodies = {r.antibody.id for r in results if r.doubtful}
        behind = {(n, self._of[codes.place[f.finding]]) for n in shown for f in shown[n]}

        def places(names: Iterable[str]) -> tuple[int, ...]:
            return tuple(codes.place[name] for name in sorted(names))

        return _Effect(
            doubtful=places(doubtful),
            groups=places(groups),
            shown=places(shown),
            antibodies=places(antibodies),
            behind=tuple((codes.place[name], of) for name, of in sorted(behind)),
        )

    # -- what is known then --------------------------------------------------------------------

    def _known(
        self, seen: Snapshots, effects: _Effects, facts: pl.DataFrame
    ) -> tuple[tuple[Held, Held], Ints]:
        """What is known where the doubtful results are open, and which they are."""
        course = keys_of(seen.course)
        negative = course[seen.course.mask == Truth.NO.value]
        groups = effects.places("groups")
        groups = groups[_among(groups, negative)]
        doubtful = np.union1d(effects.places("doubtful"), groups)
        shown = np.unique(effects.places("shown"))
        shown = shown[~_among(shown, course)]
        now, whole = (_without(held, doubtful) for held in (seen.now, seen.course))
        yes, rows = Truth.YES.value, self._rows_behind(shown, effects, facts)
        # What was shown before it became doubtful is not shown any more.
        return (_saying(now, shown, yes, rows), _saying(whole, shown, yes, rows)), doubtful

    def _rows_behind(self, shown: Ints, effects: _Effects, facts: pl.DataFrame) -> Ints:
        """Of what results show together, the row of the latest result behind it."""
        behind = [(n, *pair) for n, one in enumerate(effects.kinds) for pair in one.behind]
        kinds = {"kind": pl.UInt32, "shown": pl.UInt16, "antibody": pl.UInt16}
        table = pl.DataFrame(behind, kinds, orient="row").join(effects.rows, on="kind")
        codes = Codes.of(self.base)
        places = {codes.place[name]: order for order, name in enumerate(self.base.antibodies)}
        found = (
            table.join(facts.filter("yes"), on=["at", "antibody"])
            .with_columns(file=pl.col("antibody").replace_strict(places, return_dtype=pl.Int32))
            # Of one date the last in the order in which one patient's results are read.
            .sort("at", "shown", "earliest", "latest", "file", "row")
            .group_by("at", "shown", maintain_order=True)
            .agg(pl.col("row").last())
        )
        rows: Ints = found["row"].to_numpy()[_among(_key(found["at"], found["shown"]), shown)]
        return rows

    def _cautious(
        self, facts: pl.DataFrame, known: tuple[Held, Held], missed: Ints, doubtful: Ints
    ) -> tuple[Held, Held]:
        spoken, groups = self._groups(facts, known[1], missed)
        missed = np.union1d(missed, groups)
        spoken = np.unique(spoken)
        spoken = spoken[~_among(spoken, doubtful) & ~_among(spoken, missed)]
        rows = np.full(len(spoken), NO_ROW)
        said = (_saying(held, spoken, Truth.NO.value, rows) for held in known)
        now, course = (_without(held, missed) for held in said)
        return now, course

    def _groups(self, facts: pl.DataFrame, course: Held, missed: Ints) -> tuple[Ints, Ints]:
        """Of negative groups: the antibodies of which they speak, and those groups that speak not
        of all of theirs."""
        members = {self._place(group): group for group in group_members(self.base)}
        here = np.isin(course.finding, list(members)) & (course.mask == Truth.NO.value)
        if not here.any():
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        negative = pl.DataFrame({"at": course.at[here], "finding": course.finding[here]})
        methods = (
            facts.filter(pl.col("finding").is_in(list(members)))
            .join(negative, on=["at", "finding"])
            .group_by("at", "finding")
            .agg(pl.col("method").unique().sort())
            .with_columns(methods=pl.col("method").cast(pl.List(pl.String)).list.join(" "))
        )
        spoken: list[Ints] = []
        partly: list[Ints] = []
        for (finding, text), rows in methods.group_by("finding", "methods"):
            whole, names = self._speaks(int(str(finding)), str(text))
            at = rows["at"].to_numpy()
            keys = at.astype(np.int64) << RUN | int(str(finding))
            # A group that its method may miss speaks of none for certain.
            speaks = ~_among(keys, missed) if whole else np.zeros(len(at), np.bool_)
            partly.append(keys[~speaks])
            spoken += [at[~speaks].astype(np.int64) << RUN | name for name in names]
        return np.concatenate([*spoken, np.zeros(0, np.int64)]), np.concatenate(partly)

    def _speaks(self, group: int, methods: str) -> tuple[bool, tuple[int, ...]]:
        """Whether a negative result of a group speaks of all of its antibodies, and of which."""
        key = (group, methods)
        if key not in self._spoken:
            codes = Codes.of(self.base)
            name = codes.findings[group]
            facts = [
                Fact(
                    "", name, Truth.NO, date_of(0, 0), "", method=codes.methods[m - 1] if m else ""
                )
                for m in map(int, methods.split())
            ]
            members = group_members(self.base)[name]
            spoken = [a.id for a in members if not silent_on(self.base, a, facts)]
            whole = len(spoken) == len(members)
            self._spoken[key] = whole, tuple(codes.place[n] for n in spoken)
        return self._spoken[key]


@dataclass(frozen=True)
class _Effects:
    """What the positive results of every row come to: the row ``at`` and its ``kind``, a place in
    ``kinds``."""

    rows: pl.DataFrame
    kinds: list[_Effect]

    @classmethod
    def of(cls, keys: pl.DataFrame, effect: Callable[[str], _Effect]) -> _Effects:
        """Each distinct key is read once."""
        unique = keys.select(pl.col("key").unique(maintain_order=True)).with_row_index("kind")
        rows = keys.join(unique, on="key", maintain_order="left").select("at", "kind")
        return cls(rows, [effect(key) for key in unique["key"]])

    def places(self, name: str) -> Ints:
        """What they change in one way, as keys of row and finding."""
        lists = [getattr(one, name) for one in self.kinds]
        flat = np.array([place for places in lists for place in places], np.int64)
        counts = np.array([len(places) for places in lists], np.int64)
        kind = self.rows["kind"].to_numpy()
        each = counts[kind]
        ends = np.cumsum(each)
        first = np.repeat((np.cumsum(counts) - counts)[kind] - (ends - each), each)
        at = np.repeat(self.rows["at"].to_numpy().astype(np.int64), each)
        found: Ints = at << RUN | flat[first + np.arange(len(at))]
        return found


def _strength(codes: Codes, strength: int) -> str:
    """A strength in words; an amount is none of them."""
    return ("", *codes.strengths, "an amount")[strength]


def _key(at: pl.Series, finding: pl.Series) -> Ints:
    """A row and a finding as one number."""
    key: Ints = at.to_numpy().astype(np.int64) << RUN | finding.to_numpy()
    return key


def keys_of(held: Held) -> Ints:
    """The entries as numbers of row and finding, ascending."""
    return held.at.astype(np.int64) << RUN | held.finding


def _among(keys: Ints, sorted_: Ints) -> npt.NDArray[np.bool_]:
    """Which keys are among others that are sorted."""
    if not len(sorted_):
        return np.zeros(len(keys), np.bool_)
    places = np.minimum(np.searchsorted(sorted_, keys), len(sorted_) - 1)
    found: npt.NDArray[np.bool_] = sorted_[places] == keys
    return found


def _without(held: Held, keys: Ints) -> Held:
    """The entries but for some; ``keys`` are sorted."""
    if not len(keys):
        return held
    whole = keys_of(held)
    left = np.ones(len(whole), np.bool_)
    left[np.searchsorted(whole, keys[_among(keys, whole)])] = False
    return held.where(left)


def _saying(held: Held, keys: Ints, mask: int, rows: Ints) -> Held:
    """The entries with some more, where nothing is known yet; ``keys`` are sorted, ``rows`` say
    which row is behind each."""
    fresh = ~_among(keys, keys_of(held))
    new = keys[fresh]
    if not len(new):
        return held
    nothing = np.full(len(new), np.inf)
    return Held.joined(
        held,
        Held(
            (new >> RUN).astype(held.at.dtype), (new & (1 << RUN) - 1).astype(held.finding.dtype),
            -nothing, nothing, np.full(len(new), mask, held.mask.dtype),
            rows[fresh].astype(held.row.dtype),
        ),
    )  # fmt: skip


def _mask_of(held: Held, finding: int, rows: int) -> npt.NDArray[np.int8]:
    """What is known of a finding in every row; 0 where nothing is."""
    found = np.zeros(rows, np.int8)
    here = held.finding == finding
    found[held.at[here]] = held.mask[here]
    return found


def _results(by_antibody: pl.DataFrame, doubtful: Ints) -> pl.DataFrame:
    """How each antibody is read that was tested in a row."""
    positive, missed = (by_antibody[name].to_numpy() for name in ("yes", "missed"))
    in_doubt = _among(_key(by_antibody["at"], by_antibody["antibody"]), doubtful)
    read = np.where(positive, np.where(in_doubt, 1, 0), np.where(missed, 3, 2))
    return by_antibody.select("at", "antibody", read=pl.Series(read)).cast(_RESULTS)  # type: ignore[arg-type]
