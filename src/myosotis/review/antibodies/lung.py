"""The lung: the risk of interstitial disease, what guidelines say, what is due, and its course."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from myosotis.errors import InputError
from myosotis.knowledge.schema import Finding
from myosotis.logic import (
    NOT_APPLICABLE,
    Choice,
    Evaluation,
    Interval,
    Program,
    Truth,
    Value,
    evaluate_program,
    is_unknown,
    join,
)
from myosotis.patient import Duration, Fact, PartialDate, months_between, read_value
from myosotis.review.antibodies.due import Schedule, Start, due_lines
from myosotis.review.antibodies.lines import (
    flag_lines,
    remark_line,
    unknown_inputs,
    value_lines,
    verdict_words,
)
from myosotis.review.antibodies.model import AdviceLine, LungRisk, ProgressionLine, ToolLine
from myosotis.review.antibodies.results import NOT_EXCLUDED, Serology
from myosotis.review.parts import Known, Missing
from myosotis.review.rulebook import rulebook
from myosotis.review.view import View, latest

_KNOWN: dict[Truth, Known] = {Truth.YES: "yes", Truth.NO: "no", Truth.UNKNOWN: "unknown"}


def lung_risk_of(serology: Serology) -> Evaluation:
    """The set that names a raised risk, on what is known over the course.

    A negative result that does not exclude its antibody counts as not known.
    """
    view = serology.cautious
    return _evaluate(view, view.base.lung.risk, course=True)


def known_lung_risk(evaluation: Evaluation) -> dict[str, Truth]:
    """The verdicts of the risk as facts that a rule reads."""
    left = evaluation.labels
    return {
        f"lung_risk.{case.is_}": (
            Truth.YES if left == (case.is_,) else Truth.UNKNOWN if case.is_ in left else Truth.NO
        )
        for case in evaluation.program.criteria.verdict
    }


def review_lung(view: View, risk: Evaluation, serology: Serology) -> LungRisk:
    """The lung of one patient; the view knows the risk and the cancer tier."""
    pathway = view.base.lung
    outcome = {o.id: o.finding for o in view.base.outcomes.outcomes}
    recorded = view.truth(f"ever.{outcome[pathway.disease]}")
    rapid = view.truth(f"{outcome[pathway.rapid]}")
    start = Start.of(view)
    progression, note = _progression(view)
    schedule = Schedule("lung", pathway.panels, pathway.timings, pathway.before, start)
    return LungRisk(
        question=pathway.question,
        recorded=_KNOWN[recorded],
        rapid=_KNOWN[rapid],
        risk=risk.labels,
        statement=verdict_words(risk),
        because=tuple(view.reason(f"ever.{name}").text for name in risk.because),
        missing=tuple(_missing(view, risk, serology)),
        advice=tuple(_advice(view)),
        due=due_lines(view, schedule),
        tools=tuple(_tools(view, serology)),
        progression=progression,
        progression_note=note,
        remarks=tuple(remark_line(one) for one in pathway.remarks),
        sources=risk.program.criteria.source,
        checked=risk.program.criteria.checked,
    )


def _evaluate(view: View, id_: str, *, course: bool, extra: dict[str, Value] | None = None
) -> Evaluation:  # fmt: skip
    program = rulebook(view.base).program(id_)
    known = view.snapshot.course if course else view.snapshot.now
    facts = {n: k.value for n, k in known.items() if n not in program.own}
    return evaluate_program(program, {**facts, **(extra or {})})


def _missing(view: View, evaluation: Evaluation, serology: Serology) -> Iterable[Missing]:
    for name in evaluation.open_inputs:
        if name in view.base.findings:
            missing = view.missing_finding(name)
            result = serology.of(name)
            if result is not None and result.not_excluded:
                missing = missing.model_copy(update={"why": NOT_EXCLUDED})
            yield missing


def _advice(view: View) -> Iterable[AdviceLine]:
    disease = {o.id: o.finding for o in view.base.outcomes.outcomes}[view.base.lung.disease]
    known = view.truth(f"ever.{disease}") is Truth.YES
    said = [(advice, view.truth(advice.if_)) for advice in view.base.lung.advice]
    subjects = {advice.about for advice, truth in said if truth is Truth.YES}
    for advice, truth in said:
        # What may apply is worth saying only where there is something that it is about, or where
        # another guideline speaks and would else seem to be the only one.
        worth = known or advice.about in subjects
        if truth is Truth.NO or (truth is Truth.UNKNOWN and not worth):
            continue
        yield AdviceLine(
            id=advice.id,
            guideline=advice.guideline,
            about=advice.about,
            strength=advice.strength,
            statement=advice.statement,
            verdict="present" if truth is Truth.YES else "possible",
            sources=advice.source,
            checked=advice.checked,
        )


def _written(view: View, program: Program, serology: Serology) -> dict[str, Value]:
    """What a tool asks for and the record holds in another form."""
    pathway, found = view.base.lung, dict[str, Value]()
    for name, finding in pathway.amounts.items():
        known = view.snapshot.now.get(finding)
        if name in program.own and known and known.facts:
            value = _amount(program.findings[name], latest(known.facts))
            if value is not None:
                found[name] = value
    for name, antibody in pathway.strengths.items():
        result = serology.of(antibody)
        if name not in program.own or result is None or result.doubtful or result.not_excluded:
            continue
        labels = program.inputs[name].labels
        words = {fact.strength for fact in result.positives} or {"negative"}
        if words <= set(labels):
            found[name] = Choice.among(labels, words)
    onset, today = view.snapshot.patient.onset, view.snapshot.on
    if pathway.duration in program.own and onset.known and today.known:
        found[pathway.duration or ""] = months_between(onset, today)
    return found


def _amount(finding: Finding, fact: Fact) -> Value | None:
    """A fact as it was written, in the unit of a tool; None where it was written otherwise."""
    text = fact.recorded.partition(" (")[0]
    try:
        return read_value(finding, None, text if " " in text else f"{text} {fact.unit}")
    except InputError:
        return None


def _tools(view: View, serology: Serology) -> Iterable[ToolLine]:
    """The prognostic rules that may be asked here: none where no lung disease is recorded."""
    disease = {o.id: o.finding for o in view.base.outcomes.outcomes}[view.base.lung.disease]
    if view.truth(f"ever.{disease}") is not Truth.YES:
        return
    for id_ in view.base.lung.tools:
        criteria = view.base.criteria[id_]
        if not criteria.enabled:
            continue
        program = rulebook(view.base).program(id_)
        found = _evaluate(
            serology.cautious, id_, course=False, extra=_written(view, program, serology)
        )
        if found.labels == (NOT_APPLICABLE,) or found.refusals:
            continue
        yield ToolLine(
            id=id_,
            short=criteria.short,
            about=criteria.about,
            verdict=found.labels,
            text=verdict_words(found),
            values=value_lines(found),
            assumed=criteria.applies_label if found.assumed else None,
            missing=unknown_inputs(view, found),
            flags=flag_lines(found),
            sources=criteria.source,
            checked=criteria.checked,
        )


# -- progression between dated tests ---------------------------------------------------------


def _progression(view: View) -> tuple[tuple[ProgressionLine, ...], str | None]:
    """Each definition on the latest lung function against each earlier one within its time."""
    lines = []
    dates: list[PartialDate] = []
    for id_ in view.base.lung.progression:
        by_date = _dated(view, id_)
        dates = sorted(by_date)
        if pairs := _pairs(by_date, view.base.lung.within[id_]):
            lines.append(_line(view, id_, by_date, pairs))
    if lines:
        return tuple(lines), None
    if len(dates) > 1:
        listed = ", ".join(on.words for on in dates)
        said = f"The order of the dates of lung function is not known ({listed})"
    elif dates:
        said = f"Lung function is recorded for one date only ({dates[0].words})"
    else:
        said = "No lung function is recorded with a date"
    return (), f"{said}; progression needs two."


def _dated(view: View, id_: str) -> dict[PartialDate, dict[str, Value]]:
    """The values of the inputs that a definition compares, by their date."""
    names = view.base.criteria[id_].at_each_visit
    inputs = {finding: name for name, finding in names.items()}
    later = set(view.snapshot.later)
    found: dict[PartialDate, dict[str, Value]] = {}
    for fact in view.snapshot.patient.facts:
        if (
            fact.finding in inputs
            and fact.on.known
            and fact not in later
            and not is_unknown(fact.value)
        ):
            values, name = found.setdefault(fact.on, {}), inputs[fact.finding]
            values[name] = join(values[name], fact.value) if name in values else fact.value
    return found


def _pairs(by_date: Mapping[PartialDate, Mapping[str, Value]], within: int
) -> list[tuple[PartialDate, PartialDate]]:  # fmt: skip
    """The dates to compare: the last one of each measure, the latest first, with those before it
    that may lie within so many months, or else with the nearest."""
    dates = sorted(by_date)
    measured = {name for values in by_date.values() for name in values}
    ends = {max(on for on in dates if name in by_date[on]) for name in measured}
    pairs = []
    for end in sorted(ends, reverse=True):
        earlier = [on for on in dates if on.certainly_before(end)]
        limit = Duration(within, "month").before(end.earliest)
        near = [on for on in earlier if on.latest >= limit] or earlier[-1:]
        pairs += [(start, end) for start in near]
    return pairs


def _line(
    view: View,
    id_: str,
    by_date: Mapping[PartialDate, Mapping[str, Value]],
    pairs: list[tuple[PartialDate, PartialDate]],
) -> ProgressionLine:
    criteria = view.base.criteria[id_]
    found = [(pair, _between(view, id_, by_date, *pair)) for pair in pairs]
    # The worst is shown: that which certainly, else possibly, has progressed; else the first pair.
    first = criteria.verdict[0].is_
    (start, last), evaluation = min(
        found, key=lambda one: (one[1].labels != (first,), first not in one[1].labels)
    )
    nothing = _between(view, id_, {start: {}, last: {}}, start, last)
    return ProgressionLine(
        id=id_,
        short=criteria.short,
        start=start.words,
        end=last.words,
        verdict=evaluation.labels,
        progressive=evaluation.labels == (first,),
        text=verdict_words(evaluation),
        values=value_lines(evaluation, nothing),
        missing=unknown_inputs(view, evaluation),
        assumed=criteria.applies_label if evaluation.assumed else None,
        flags=flag_lines(evaluation),
        sources=criteria.source,
        checked=criteria.checked,
    )


def _between(
    view: View,
    id_: str,
    by_date: Mapping[PartialDate, Mapping[str, Value]],
    start: PartialDate,
    end: PartialDate,
) -> Evaluation:
    criteria = view.base.criteria[id_]
    baseline, followup = criteria.visits
    extra: dict[str, Value] = {f"{baseline}.{n}": v for n, v in by_date[start].items()}
    extra |= {f"{followup}.{n}": v for n, v in by_date[end].items()}
    if criteria.elapsed:
        extra[criteria.elapsed] = _elapsed(start, end)
    return _evaluate(view, id_, course=False, extra=extra)


def _elapsed(start: PartialDate, end: PartialDate) -> Interval:
    """The months from one date to the other; between two whole ones where days are left over."""
    whole = months_between(start, end)
    low, high = int(whole.low), int(whole.high)
    over = Duration(low, "month").after(start.latest) < end.earliest
    more = Duration(high, "month").after(start.earliest) < end.latest
    return Interval(Fraction(low), Fraction(high + more), over, more)
