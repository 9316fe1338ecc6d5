"""The response of a patient over the visits of the record: each later visit against the first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from importlib.metadata import version

from myosotis.errors import ImpossibleValueError, InputError, Problem
from myosotis.knowledge import KnowledgeBase, load
from myosotis.logic import Choice, Evaluation, Truth, verdict_bands
from myosotis.patient import PartialDate, Patient, Snapshot, parse_date
from myosotis.review.heading import knowledge_line, patient_line, source_lines
from myosotis.review.model import TreatmentBar
from myosotis.review.pairs import Pair, compare, measured_line
from myosotis.review.response_model import (
    BandLine,
    BestVisit,
    InstrumentLine,
    PairInFull,
    PopulationLine,
    Repeated,
    Response,
    ResponseVisit,
    VisitComparison,
    VisitRuleLine,
)
from myosotis.review.response_words import repeated_statement, summary
from myosotis.review.rulebook import rulebook
from myosotis.review.timeline import timeline
from myosotis.review.treatments import given_by, judge
from myosotis.review.view import View
from myosotis.review.visits import Course, Visit, visits_of

When = str | date | PartialDate | None


def response(
    patient: Patient,
    start: When = None,
    end: When = None,
    population: str | None = None,
    on: When = None,
    knowledge: KnowledgeBase | None = None,
) -> Response:
    """How far a patient has come from visit to visit.

    The visits from ``start`` to ``end`` (by default all up to ``on``), each against the first;
    the first and the last in full. ``population`` (adult or juvenile) says whose cut-offs apply;
    without it the record decides, and where it does not, both are counted. A measure that is
    missing at a visit leaves bounds; nothing is carried over and no scale is converted.

    Raises InputError: no visit or only one, ``start`` after ``end``, a date on which nothing was
    measured, two visits named whose strength is on different scales, a population that does not
    exist.
    """
    base = knowledge or load()
    snapshot = Snapshot.of(patient, _when(on, "on"), base)
    view = View.of(base, patient, snapshot)
    whole = visits_of(base, patient, snapshot.on if on is not None else None)
    course = _between(patient, whole, _when(start, "from"), _when(end, "to"))
    who = _population(view, population)
    pairs = list(_pairs(base, course.visits, who.value))
    if start is not None and end is not None:
        _must_compare(base, pairs[-1][0])
    compared = [_compared(pair, course.visits, place) for pair, place in pairs]
    comparisons = [comparison for comparison, _ in compared]
    best = _best(comparisons)
    repeated = tuple(_repeated(base, course.visits, comparisons))
    last, evaluation = pairs[-1][0], compared[-1][1]
    in_full = {each.id: last.evaluate(each.id) for each in comparisons[-1].others}
    result = Response(
        myosotis=version("myosotis"),
        patient=patient_line(patient, snapshot),
        on=str(snapshot.on) if snapshot.on.known else None,
        knowledge=knowledge_line(base),
        question=base.course.question,
        summary=summary(base, course.visits, comparisons, best, repeated, who),
        population=who,
        score=base.course.score.instrument,
        range=(float(base.course.score.range[0]), float(base.course.score.range[1])),
        instruments={line.id: line for line in _instruments(base, comparisons[-1], who.value)},
        measures={each.id: each.label for each in base.course.measures},
        visits=tuple(_visit_line(base, visit) for visit in course.visits),
        comparisons=tuple(comparisons),
        best=best,
        last=len(comparisons) - 1,
        in_a_row=repeated,
        pair=PairInFull(
            comparison=len(comparisons) - 1,
            sets={
                id_: each.to_dict()
                for id_, each in {evaluation.program.criteria.id: evaluation, **in_full}.items()
                if not each.refusals
            },
        ),
        treatments=_treatments(view),
        visit_rule=_visit_rule(base),
        left_out=course.left_out,
        sources={},
    )
    return result.model_copy(update={"sources": source_lines(base, _used_sources(result))})


# -- which visits ---------------------------------------------------------------------------------


def _when(raw: When, name: str) -> PartialDate | None:
    if raw is None:
        return None
    found = parse_date(raw, name)
    if not found.known:
        raise InputError("a date is needed here, such as 2020-03-01", name)
    return found


def _between(
    patient: Patient, whole: Course, start: PartialDate | None, end: PartialDate | None
) -> Course:
    """The visits from one date to another. Raises InputError where no two are left."""
    where = patient.file
    notes = [Problem(text, where) for text in whole.left_out]
    if not whole.visits:
        sentence = "no visit is recorded: a response compares what was measured at two visits"
        raise InputError([Problem(sentence, where), *notes])
    if len(whole.visits) == 1:
        only = whole.visits[0].on.words
        sentence = (
            f"what is compared was measured at one visit only, {only}: a response needs a "
            "baseline and a later visit"
        )
        raise InputError([Problem(sentence, where), *notes])
    if start and end and end.certainly_before(start):
        raise ImpossibleValueError(
            f"the baseline ({start.words}) lies after the follow-up ({end.words})", "from"
        )
    first = _at(whole, start, "from") if start else whole.visits[0]
    last = _at(whole, end, "to") if end else whole.visits[-1]
    low, high = whole.visits.index(first), whole.visits.index(last)
    if low == high:
        others = " and ".join(v.on.words for v in whole.nearest(first.on))
        raise InputError(
            f"the visit of {first.on.words} would be compared with itself; the nearest others: "
            f"{others}",
            "from" if start else "to",
        )
    if low > high:
        raise ImpossibleValueError(
            f"the baseline ({first.on.words}) lies after the follow-up ({last.on.words})", "from"
        )
    return Course(whole.visits[low : high + 1], whole.left_out)


def _at(course: Course, when: PartialDate, name: str) -> Visit:
    found = course.at(when)
    if len(found) > 1:
        visits = ", ".join(visit.on.words for visit in found)
        raise InputError(f"{when.words} holds several visits ({visits}); write the day", name)
    if not found:
        nearest = course.nearest(when)
        visits = " and ".join(visit.on.words for visit in nearest)
        of_all = "the nearest visits are" if len(nearest) > 1 else "the nearest visit is"
        raise InputError(
            f"nothing was measured on {when.words}; {of_all} {visits}"
            if when.day
            else f"nothing was measured in {when.words}; {of_all} {visits}",
            name,
        )
    return found[0]


def _must_compare(base: KnowledgeBase, pair: Pair) -> None:
    """Two visits that were asked for by name must be comparable. Raises InputError."""
    if pair.strength.why_not:
        raise InputError(
            f"{pair.strength.why_not}; both visits need one scale, since the same change can fall "
            "in different bands on different scales"
        )
    refusals = pair.evaluate(base.course.score.instrument).refusals
    if refusals:
        raise InputError(Problem(text) for text in refusals.values())


def _pairs(
    base: KnowledgeBase, visits: Sequence[Visit], population: str | None
) -> Iterator[tuple[Pair, int]]:
    for place, visit in enumerate(visits[1:], start=1):
        yield Pair(base, visits[0], visit, population), place


def _compared(
    pair: Pair, visits: Sequence[Visit], place: int
) -> tuple[VisitComparison, Evaluation]:
    between = visits[place - 1] if place > 1 else None
    return compare(pair, (0, place), between)


# -- whose cut-offs -------------------------------------------------------------------------------


def _population(view: View, asked: str | None) -> PopulationLine:
    rule = view.base.course.population
    words = {case.is_: case.label or case.is_ for case in rule.cases}
    if asked is not None:
        if asked not in words:
            names = " or ".join(sorted(words))
            raise InputError(f"expected {names}, not '{asked}'", "population")
        return PopulationLine(
            value=asked, given=True, statement=f"The cut-offs are those of {_who(asked)}, as given."
        )
    for case in rule.cases:
        holds = view.truth(case.if_) if case.if_ else Truth.YES
        if holds is Truth.YES:
            return PopulationLine(
                value=case.is_,
                given=False,
                statement=f"The cut-offs are those of {_who(case.is_)}: {words[case.is_]}.",
            )
        if holds is Truth.UNKNOWN:
            break
    inputs = {name for case in rule.cases if case.if_ for name in view.book.rule(case.if_).inputs}
    missing = " and ".join(view.wording.label(name) for name in sorted(inputs))
    names = " or ".join(f"{rule.option} {name}" for name in sorted(words))
    return PopulationLine(
        value=None,
        given=False,
        statement=(
            f"The record does not tell whether the patient counts as {' or '.join(sorted(words))} "
            f"({missing}: not known well enough); both cut-offs are counted. Recording it, or "
            f"{names}, decides."
        ),
    )


def _who(population: str) -> str:
    return f"{population} patients"


# -- best and in a row ----------------------------------------------------------------------------


def _best(comparisons: Sequence[VisitComparison]) -> BestVisit | None:
    known = [
        (place, each.total.low, each.total.high)
        for place, each in enumerate(comparisons)
        if each.total is not None and each.total.low is not None and each.total.high is not None
    ]
    if not known:
        return None
    place, low, _ = max(known, key=lambda each: (each[1], each[2], -each[0]))
    certain = all(high <= low for other, _, high in known if other != place)
    return BestVisit(comparison=place, certain=certain and len(known) == len(comparisons))


def _repeated(
    base: KnowledgeBase, visits: Sequence[Visit], comparisons: Sequence[VisitComparison]
) -> Iterator[Repeated]:
    """Verdicts that must be found at several visits in a row, against the same baseline."""
    for each in base.course.instruments:
        rule = each.in_a_row
        found = [
            next((one for one in comparison.others if one.id == each.instrument), None)
            for comparison in comparisons
        ]
        if rule is None or any(one is None for one in found):
            continue
        state = [_holds(one.verdict if one else (), rule.verdict) for one in found]
        windows = [
            range(place, place + rule.visits) for place in range(len(state) - rule.visits + 1)
        ]
        certain = [w for w in windows if all(state[n] is Truth.YES for n in w)]
        possible = [w for w in windows if all(state[n] is not Truth.NO for n in w)]
        places = tuple(n + 1 for n in (certain[0] if certain else possible[0] if possible else ()))
        verdict = (
            "yes"
            if certain
            else "too_few_visits"
            if not windows
            else "cannot_tell"
            if possible
            else "no"
        )
        yield Repeated.model_validate(
            {
                "id": each.instrument,
                "label": rule.label,
                "verdict": verdict,
                "visits": places,
                "statement": repeated_statement(rule, verdict, [visits[n] for n in places]),
                "sources": rule.source,
                "checked": rule.checked,
            }
        )


def _holds(verdict: tuple[str, ...], wanted: str) -> Truth:
    if wanted not in verdict:
        return Truth.NO
    return Truth.YES if verdict == (wanted,) else Truth.UNKNOWN


# -- lines ----------------------------------------------------------------------------------------


def _visit_line(base: KnowledgeBase, visit: Visit) -> ResponseVisit:
    measures = {
        each.id: tuple(measured_line(m) for name in each.inputs for m in visit.of(name))
        for each in base.course.measures
    }
    return ResponseVisit(
        on=str(visit.on),
        first=visit.first.isoformat(),
        last=visit.last.isoformat(),
        text=visit.on.words,
        measures={name: found for name, found in measures.items() if found},
        missing=tuple(each.label for each in base.course.measures if not measures[each.id]),
    )


def _instruments(
    base: KnowledgeBase, comparison: VisitComparison, population: str | None
) -> Iterator[InstrumentLine]:
    score = base.course.score
    for id_ in (score.instrument, *(other.id for other in comparison.others)):
        criteria = base.criteria[id_]
        yield InstrumentLine(
            id=id_,
            title=criteria.title,
            short=criteria.short,
            notes=criteria.notes,
            sources=criteria.source,
            checked=criteria.checked,
            otherwise={name: cases[-1].is_ for name, cases in criteria.outcomes.items()},
            bands=_bands(base, population) if id_ == score.instrument else {},
        )


def _bands(base: KnowledgeBase, population: str | None) -> dict[str, tuple[BandLine, ...]]:
    """The bands of the score for each population that is possible."""
    score, rule = base.course.score, base.course.population
    program = rulebook(base).program(score.instrument)
    ends = (Fraction(score.range[0]), Fraction(score.range[1]))
    names = [case.is_ for case in rule.cases] if population is None else [population]
    found: dict[str, tuple[BandLine, ...]] = {}
    for name in sorted(names):
        given = {}
        if rule.input in program.inputs:
            given[rule.input] = Choice.among(program.findings[rule.input].values, [name])
        found[name] = tuple(
            BandLine(
                verdict=band.verdict,
                label=band.label,
                low=float(band.span.low),
                high=float(band.span.high),
            )
            for band in verdict_bands(program, score.value, given, ends)
        )
    return found


def _treatments(view: View) -> tuple[TreatmentBar, ...]:
    rows = [t for row in view.patient.treatments if (t := given_by(row, view.snapshot.on))]
    return timeline(view, [judge(view, row) for row in rows]).treatments


def _visit_rule(base: KnowledgeBase) -> VisitRuleLine:
    rule = base.course.visit
    return VisitRuleLine(
        days=rule.days, statement=rule.note, sources=rule.source, checked=rule.checked
    )


def _used_sources(result: Response) -> Iterator[str]:
    """The source ids in the order in which a reader meets them."""
    for line in result.instruments.values():
        yield from line.sources
    for comparison in result.comparisons:
        for flag in comparison.flags:
            yield from flag.sources
    for each in result.in_a_row:
        yield from each.sources
    yield from result.visit_rule.sources
