"""Reading the results of antibodies: which stand, which are doubtful, and why.

A doubtful result leaves both answers possible: it is taken out of what is known, so that every
rule, criteria set and score afterwards sees it as open. The reasons to doubt are rules of
`pathway/serology.yaml` over features of the result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from myosotis.errors import UnknownNameError, nearest
from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Antibody, Doubt, Picture
from myosotis.logic import YES, Environment, Input, Node, Question, Truth, Value, environment, parse
from myosotis.patient import Fact, Known
from myosotis.review.view import View

ASKS = (
    "specific", "weak", "method_known", "reference", "confirmed", "refuted", "pattern_fits",
    "pattern_against", "other_specific", "stronger_than_others", "iim_likely", "iim_unlikely",
    "sample_misleads",
)  # fmt: skip
"""What a doubt may ask of a result."""
NOT_EXCLUDED = "negative, by a method that misses it or is not recorded"


@dataclass(frozen=True)
class Result:
    """One antibody as it was tested, and how it is read."""

    antibody: Antibody
    facts: tuple[Fact, ...]
    features: Mapping[str, Truth]
    doubts: tuple[Doubt, ...]

    @property
    def positives(self) -> tuple[Fact, ...]:
        """The positive results."""
        return tuple(fact for fact in self.facts if fact.value is Truth.YES)

    @property
    def doubtful(self) -> bool:
        """Whether a positive result is not taken as it stands."""
        return any(doubt.effect == "doubtful" for doubt in self.doubts)

    @property
    def not_excluded(self) -> bool:
        """Whether a negative result leaves the antibody possible: by a method that misses it, or
        by one that is not recorded where some method does."""
        return not self.positives and may_miss(self.antibody, self.facts)

    @property
    def confirmed(self) -> bool:
        """Whether a second signal supports a positive result."""
        return not self.doubtful and self.features["confirmed"] is Truth.YES


@dataclass(frozen=True)
class Serology:
    """The results of one patient, and what is known once the doubtful ones are open.

    In the ``cautious`` view a negative result that does not exclude its antibody is open too.
    """

    results: tuple[Result, ...]
    picture: Picture | None
    view: View
    cautious: View

    @property
    def open_negatives(self) -> tuple[str, ...]:
        """The findings that were negative and stay possible."""
        left = self.cautious.snapshot.course
        return tuple(name for name in self.view.snapshot.course if name not in left)

    def of(self, antibody: str) -> Result | None:
        """The result of an antibody; None where it was not tested."""
        return next((r for r in self.results if r.antibody.id == antibody), None)


@dataclass(frozen=True)
class Around:
    """What else is known where the results of one patient are read.

    ``course`` are the findings over the course, ``truth`` says whether a rule holds.
    """

    base: KnowledgeBase
    course: Mapping[str, Value]
    picture: Picture | None
    truth: Callable[[str], Truth]


def read_serology(view: View) -> Serology:
    """Read every result of an antibody on the date of the view."""
    picture = _picture(view)
    course = {name: known.value for name, known in view.snapshot.course.items()}
    results = read_results(Around(view.base, course, picture, view.truth), _tested(view))
    known = _with_open(view, results)
    return Serology(results, picture, known, _cautious(known, results))


def read_results(around: Around, tested: Mapping[str, Sequence[Fact]]) -> tuple[Result, ...]:
    """Every antibody that was tested, as it is read; ``tested`` has the facts of each."""
    positive = {id_ for id_, facts in tested.items() if _is_positive(facts)}
    return tuple(
        _read(around, around.base.antibodies[id_], tuple(facts), positive, tested)
        for id_, facts in tested.items()
    )


def may_miss(antibody: Antibody, facts: Iterable[Fact]) -> bool:
    """Whether negative results leave an antibody possible, each by its method."""
    misses = {assay.method for assay in antibody.assays if not assay.excludes}
    return bool(misses) and {fact.method for fact in facts} <= {*misses, ""}


@cache
def antibody_of(base: KnowledgeBase, finding: str) -> str | None:
    """The antibody's file that speaks of a finding: its own, or that of what it is a kind of."""
    if finding in base.antibodies:
        return finding
    found = base.findings.get(finding)
    parents = found.is_a if found else ()
    return next((known for one in parents if (known := antibody_of(base, one))), None)


def _tested(view: View) -> dict[str, list[Fact]]:
    """The results with an answer of each antibody, in the order of its files."""
    found: dict[str, list[Fact]] = {}
    for fact in view.snapshot.patient.facts:
        known = antibody_of(view.base, fact.finding)
        # "No" to one kind of an antibody says nothing of its other kinds.
        speaks = fact.value is Truth.YES or (fact.finding == known and fact.value is Truth.NO)
        if known and speaks and fact not in view.snapshot.later:
            found.setdefault(known, []).append(fact)
    return {id_: found[id_] for id_ in view.base.antibodies if id_ in found}


def _is_positive(facts: Iterable[Fact]) -> bool:
    return any(fact.value is Truth.YES for fact in facts)


def _picture(view: View) -> Picture | None:
    pictures = view.base.serology.pictures
    return next((p for p in pictures if view.truth(p.if_) is Truth.YES), None)


def _read(
    around: Around,
    antibody: Antibody,
    facts: tuple[Fact, ...],
    positive: set[str],
    tested: Mapping[str, Sequence[Fact]],
) -> Result:
    features = _features(around, antibody, facts, positive, tested)
    if antibody.id not in positive:
        return Result(antibody, facts, features, ())
    known = _as_environment(features)
    book = _questions(around.base)
    doubts = tuple(d for d in around.base.serology.doubts if book[d.id](known) == YES)
    return Result(antibody, facts, features, doubts)


def _as_environment(features: Mapping[str, Truth]) -> Environment:
    return environment(dict(features))


@cache
def _questions(base: KnowledgeBase) -> dict[str, Question]:
    return {d.id: Question(parse(d.if_, asked, "boolean")) for d in base.serology.doubts}


def asked(name: str) -> Node:
    """What a name in a doubt stands for. Raises UnknownNameError with the nearest name."""
    if name not in ASKS:
        raise UnknownNameError(f"unknown name '{name}'{nearest(name, ASKS)}")
    return Input(name, "boolean")


# -- features of a result --------------------------------------------------------------------


def _features(
    around: Around,
    antibody: Antibody,
    facts: tuple[Fact, ...],
    positive: set[str],
    tested: Mapping[str, Sequence[Fact]],
) -> dict[str, Truth]:
    base = around.base
    hits = [fact for fact in facts if fact.value is Truth.YES]
    others = {
        id_
        for id_ in positive - {antibody.id}
        if base.antibodies[id_].kind == "specific" and not _related(base, id_, antibody.id)
    }
    specific = antibody.kind == "specific"
    methods = {fact.method for fact in hits if fact.method}
    kinds = {base.methods[method].kind for method in methods}
    alone = specific and not others
    weak = _weak(around, hits, alone)
    said = around.course.get(base.serology.confirmed) is Truth.YES and alone
    picture, pattern = around.picture, antibody.pattern
    return {
        "specific": _truth(specific),
        "weak": weak,
        "method_known": _truth(bool(methods)),
        "reference": _truth("reference" in kinds),
        "confirmed": _truth(said or len(methods) > 1 or "reference" in kinds),
        "refuted": _refuted(facts, hits),
        # A second signal is one that is recorded: a fluorescence that was not looked for is none.
        "pattern_fits": _recorded(around, pattern.fits if pattern else None),
        "pattern_against": _recorded(around, pattern.against if pattern else None),
        "other_specific": _truth(specific and bool(others)),
        "stronger_than_others": (
            _stronger(around, weak, others, tested) if specific else Truth.UNKNOWN
        ),
        "iim_likely": _truth(picture is not None and picture.is_ == "likely"),
        "iim_unlikely": _truth(picture is not None and picture.is_ == "unlikely"),
        "sample_misleads": around.truth(f"ever.{base.serology.sample_misleads}"),
    }


def _recorded(around: Around, rule: str | None) -> Truth:
    return _truth(rule is not None and around.truth(rule) is Truth.YES)


def _related(base: KnowledgeBase, one: str, other: str) -> bool:
    """Whether one is a kind of the other: a group and its member are not two antibodies."""
    return one in antibody_groups(base, other) or other in antibody_groups(base, one)


@cache
def antibody_groups(base: KnowledgeBase, name: str) -> frozenset[str]:
    """The groups of which a finding is a kind."""
    parents = base.findings[name].is_a
    return frozenset(parents).union(*(antibody_groups(base, parent) for parent in parents))


def _weak(around: Around, hits: list[Fact], alone: bool) -> Truth:
    """Whether every positive result was weak; unknown where a strength is not recorded."""
    weak = [_weak_one(around, fact) for fact in hits]
    if Truth.NO in weak:
        return Truth.NO
    band = around.course.get(around.base.serology.weak_band)
    if band is not None and alone and Truth.UNKNOWN in weak:
        return Truth.YES if band is Truth.YES else Truth.NO
    return Truth.YES if weak and all(one is Truth.YES for one in weak) else Truth.UNKNOWN


def _weak_one(around: Around, fact: Fact) -> Truth:
    methods = around.base.serology.methods
    method = around.base.methods.get(fact.method)
    if not fact.strength:
        # A method without a scale has no weak result; elsewhere the strength is not known.
        return Truth.NO if method and not method.strengths else Truth.UNKNOWN
    words = method.weak if method else {word for m in methods for word in m.weak}
    return _truth(fact.strength in words)


def _refuted(facts: tuple[Fact, ...], hits: list[Fact]) -> Truth:
    """Whether another method, at the same time or later, did not find it."""
    answers = [
        _truth(miss.method != hit.method) if miss.method and hit.method else Truth.UNKNOWN
        for miss in facts
        if miss.value is Truth.NO
        for hit in hits
        if not miss.on.certainly_before(hit.on)
    ]
    if Truth.YES in answers:
        return Truth.YES
    return Truth.UNKNOWN if Truth.UNKNOWN in answers else Truth.NO


def _stronger(
    around: Around, weak: Truth, others: set[str], tested: Mapping[str, Sequence[Fact]]
) -> Truth:
    """Whether this one is not weak and every other specific antibody is."""
    if not others or weak is not Truth.NO:
        return _truth(not others)
    theirs = [
        _weak(around, [fact for fact in tested[id_] if fact.value is Truth.YES], False)
        for id_ in others
    ]
    return _truth(all(one is Truth.YES for one in theirs))


def _truth(known: bool) -> Truth:
    return Truth.YES if known else Truth.NO


# -- what is known once the doubtful results are open ----------------------------------------


def _with_open(view: View, results: tuple[Result, ...]) -> View:
    """The view in which a doubtful result is open, and what the results say together is known."""
    base, snapshot = view.base, view.snapshot
    doubtful: dict[str, Known] = {}
    for result in results:
        if result.doubtful:
            note = next(d.label for d in result.doubts if d.effect == "doubtful")
            for name in {fact.finding for fact in result.positives}:
                doubtful[name] = replace(snapshot.course[name], note=note)
    for group in {group for name in doubtful for group in antibody_groups(base, name)}:
        # A group that is negative would make the doubtful one of its kinds negative.
        known = snapshot.course.get(group)
        if known is not None and known.value is Truth.NO:
            note = "one of its kinds was reported positive"
            doubtful[group] = replace(known, note=note)
    added = {
        name: Known(Truth.YES, facts)
        for name, facts in together(base, results).items()
        if name not in snapshot.course  # where the record does not say it itself
    }
    if not doubtful and not added:
        return view
    now = {n: known for n, known in snapshot.now.items() if n not in doubtful}
    course = {n: known for n, known in snapshot.course.items() if n not in doubtful}
    changed = replace(snapshot, now={**added, **now}, course={**added, **course}, doubtful=doubtful)
    return replace(view, snapshot=changed)


def _cautious(view: View, results: tuple[Result, ...]) -> View:
    """The view in which negative results that do not exclude their antibodies are open too.

    A negative result of a group then speaks only for those of its antibodies that it excludes.
    """
    base, snapshot = view.base, view.snapshot
    missed = {r.antibody.id for r in results if r.not_excluded}
    negative: dict[str, Known] = {}
    for group, members in group_members(base).items():
        known = snapshot.course.get(group)
        if known is None or known.value is not Truth.NO:
            continue
        spoken_for = {a.id for a in members if not silent_on(base, a, known.facts)}
        if group in missed or len(spoken_for) < len(members):
            missed.add(group)
            negative |= dict.fromkeys(spoken_for - snapshot.doubtful.keys(), known)
    if not missed:
        return view
    known_now, known_ever = (
        {n: known for n, known in {**negative, **recorded}.items() if n not in missed}
        for recorded in (snapshot.now, snapshot.course)
    )
    return replace(view, snapshot=replace(snapshot, now=known_now, course=known_ever))


def silent_on(base: KnowledgeBase, antibody: Antibody, facts: Iterable[Fact]) -> bool:
    """Whether a negative result of a group says nothing of one of its antibodies: the method may
    miss it, or the panel may not have held it."""
    kinds = {base.methods[fact.method].kind for fact in facts if fact.method}
    rare = antibody.kind == "specific" and antibody.panels != "usual"
    return may_miss(antibody, facts) or (rare and "reference" not in kinds)


@cache
def group_members(base: KnowledgeBase) -> dict[str, tuple[Antibody, ...]]:
    """The antibodies of each group, the groups among them left out."""
    found: dict[str, list[Antibody]] = {}
    for antibody in base.antibodies.values():
        for group in antibody_groups(base, antibody.id):
            found.setdefault(group, []).append(antibody)
    return {
        group: tuple(one for one in members if one.id not in found)
        for group, members in found.items()
    }


def together(base: KnowledgeBase, results: Iterable[Result]) -> dict[str, tuple[Fact, ...]]:
    """The findings that the results show together, with the positive results behind each."""
    specific = [r for r in results if r.antibody.kind == "specific" and r.positives]
    weak = [r for r in specific if r.doubtful and r.features["weak"] is Truth.YES]
    found = {
        base.serology.confirmed: [r for r in specific if r.confirmed],
        base.serology.weak_band: weak,
        base.serology.two_specific: [
            r for r in specific if r.features["other_specific"] is Truth.YES
        ],
    }
    return {
        name: tuple(f for r in behind for f in r.positives)
        for name, behind in found.items()
        if behind
    }
