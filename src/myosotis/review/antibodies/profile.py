"""The profile: every result with how it is read, what goes with it, and what follows."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import cache

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Antibody
from myosotis.logic import Evaluation, Interval, Truth, evaluate_program
from myosotis.patient import Fact
from myosotis.review.antibodies.cancer import review_cancer
from myosotis.review.antibodies.lines import figure_line, remark_line
from myosotis.review.antibodies.lung import review_lung
from myosotis.review.antibodies.model import (
    CancerRisk,
    DoubtLine,
    FigureLine,
    LungRisk,
    OutcomeRow,
    PictureLine,
    PredictiveValue,
    ProfileBody,
    RemarkLine,
    ResultLine,
    ResultVerdict,
    SubgroupLine,
    TestedLine,
    UntestedLine,
)
from myosotis.review.antibodies.results import Result, Serology, antibody_of
from myosotis.review.antibodies.subgroups import Verdict, subgroup_lines
from myosotis.review.antibodies.watch import review_watch
from myosotis.review.parts import Known
from myosotis.review.rulebook import rulebook
from myosotis.review.view import View, age_words

_KNOWN: dict[Truth, Known] = {Truth.YES: "yes", Truth.NO: "no", Truth.UNKNOWN: "unknown"}


def profile_body(
    view: View,
    serology: Serology,
    subgroups: dict[str, Verdict],
    tier: Evaluation,
    lung_risk: Evaluation,
) -> ProfileBody:
    """The profile of one patient; the view knows the subgroups, the tier and the lung risk."""
    results = tuple(_result(view, result) for result in serology.results)
    rows = tuple(_rows(view, serology))
    lines = subgroup_lines(view, subgroups)
    cancer = review_cancer(view, tier, serology)
    lung = review_lung(view, lung_risk, serology)
    untested = tuple(_untested(view, serology))
    return ProfileBody(
        question=view.base.serology.question,
        statement=_statement(results),
        lines=tuple(_summary(view.base, lines, cancer, lung)),
        results=results,
        untested=untested,
        remarks=tuple(remark_line(one) for one in view.base.serology.remarks),
        picture=_picture(view, serology),
        subgroups=lines,
        outcomes=rows,
        cancer=cancer,
        lung=lung,
        watch=review_watch(view, rows),
    )


# -- results ---------------------------------------------------------------------------------


def _result(view: View, result: Result) -> ResultLine:
    antibody, label = result.antibody, _label(view, result.antibody)
    verdict: ResultVerdict = "negative"
    if result.positives:
        verdict = "doubtful" if result.doubtful else "positive"
    elif result.not_excluded:
        verdict = "not_excluded"
    pattern = antibody.pattern
    return ResultLine(
        id=antibody.id,
        label=label,
        kind=antibody.kind,
        verdict=verdict,
        confirmed=result.confirmed,
        statement=_said(label, verdict, result),
        tested=tuple(_tested(view, fact) for fact in result.facts),
        doubts=tuple(_doubts(view, result)),
        predictive=_predictive(view, result) if result.positives else None,
        pattern=RemarkLine(
            id="pattern", text=pattern.text, sources=pattern.source, checked=pattern.checked
        )
        if pattern and result.positives
        else None,
        summary=antibody.summary,
        about=RemarkLine(
            id="antigen", text=antibody.antigen, sources=antibody.source, checked=antibody.checked
        ),
        remarks=tuple(remark_line(one) for one in antibody.remarks) if result.positives else (),
        titre=RemarkLine(
            id=antibody.titre.use,
            text=antibody.titre.text,
            sources=antibody.titre.source,
            checked=antibody.titre.checked,
        )
        if antibody.titre and result.positives
        else None,
        response=tuple(remark_line(one) for one in antibody.response) if result.positives else (),
        pitfalls=tuple(remark_line(one) for one in antibody.pitfalls),
    )


def _said(label: str, verdict: ResultVerdict, result: Result) -> str:
    if verdict == "doubtful":
        why = next(d.label for d in result.doubts if d.effect == "doubtful")
        return f"{label} was reported positive, and is not taken as it stands: {why}."
    if verdict == "positive":
        sure = ", supported by a second signal" if result.confirmed else ""
        return f"{label} is positive{sure}."
    if verdict == "not_excluded":
        return f"{label} was reported negative, by a method that misses it or is not recorded."
    return f"{label} is negative."


def _tested(view: View, fact: Fact) -> TestedLine:
    method = view.base.methods.get(fact.method)
    return TestedLine(
        value="positive" if fact.value is Truth.YES else "negative",
        recorded=fact.recorded,
        method=method.label if method else None,
        strength=fact.strength or None,
        on=fact.on.words,
        age_text=age_words(fact, view.snapshot),
        fact=fact.id,
    )


def _doubts(view: View, result: Result) -> Iterable[DoubtLine]:
    outcomes = {outcome.id: outcome.label for outcome in view.base.outcomes.outcomes}
    for doubt in result.doubts:
        yield DoubtLine(
            id=doubt.id,
            label=doubt.label,
            statement=doubt.statement,
            effect=doubt.effect,
            figures=tuple(
                figure_line(one, None, "", outcomes[one.outcome]) for one in doubt.figures
            ),
            sources=doubt.source,
            checked=doubt.checked,
        )


def _predictive(view: View, result: Result) -> PredictiveValue | None:
    """By Bayes from the probability of myositis without the antibody, how often the antibody is
    found in myositis, and the accuracy of the method; None where an accuracy is not known."""
    # Beside a second specific antibody, or a second signal, this arithmetic no longer holds.
    alone = result.features["other_specific"] is not Truth.YES
    if result.antibody.kind != "specific" or result.confirmed or not alone:
        return None
    methods = {fact.method for fact in result.positives}
    assays = [a for a in result.antibody.assays if a.method in methods and a.sensitivity]
    prior = view.base.serology.prior
    if not assays:
        return None
    assay = assays[0]
    program = rulebook(view.base).program(prior.set_)
    facts = {n: k.value for n, k in view.snapshot.course.items() if n not in program.own}
    facts |= dict.fromkeys(prior.without, Truth.NO)
    probability = evaluate_program(program, facts).numbers[prior.value]
    if not isinstance(probability, Interval):
        return None
    found = Fraction(assay.sensitivity or 0) / 100
    common = _frequency(result.antibody) or prior.frequency
    ends = [
        _bayes(Fraction(share) * Fraction(often) / 100, found, Fraction(specific) / 100)
        for share, often, specific in (
            (probability.low, common[0], prior.specificity[0]),
            (probability.high, common[1], prior.specificity[1]),
        )
    ]
    low, high = (float(100 * end) for end in ends)
    myositis = _percent(100 * float(probability.low), 100 * float(probability.high))
    return PredictiveValue(
        low=low,
        high=high,
        text=(
            f"Of such results in people like this one, {_percent(low, high)} are true, where "
            f"{myositis} have myositis. {prior.statement}"
        ),
        sources=prior.source,
        checked=prior.checked,
    )


def _percent(low: float, high: float) -> str:
    ends = f"{low:.0f}", f"{high:.0f}"
    return f"{ends[0]} %" if ends[0] == ends[1] else f"{ends[0]} to {ends[1]} %"


def _frequency(antibody: Antibody) -> tuple[Decimal, Decimal] | None:
    """The least and the greatest share of people with myositis who have it, in percent."""
    shares: list[Decimal] = []
    for figure in antibody.figures:
        if figure.outcome == "frequency" and figure.measure == "share":
            if figure.percents:
                shares += figure.percents
            elif figure.percent is not None:
                shares.append(figure.percent)
            elif figure.of:
                shares.append(Decimal(100 * (figure.n or 0)) / figure.of)
    return (min(shares), max(shares)) if shares else None


def _bayes(share: Fraction, sensitivity: Fraction, specificity: Fraction) -> Fraction:
    hits = share * sensitivity
    all_ = hits + (1 - share) * (1 - specificity)
    return hits / all_ if all_ else Fraction(0)


def _untested(view: View, serology: Serology) -> Iterable[UntestedLine]:
    tested = {result.antibody.id for result in serology.results}
    groups = {parent for a in view.base.antibodies for parent in view.base.findings[a].is_a}
    for antibody in view.base.antibodies.values():
        # A group is not a test of its own.
        if antibody.id in tested or antibody.id in groups:
            continue
        yield UntestedLine(
            id=antibody.id,
            label=_label(view, antibody),
            kind=antibody.kind,
            panels=antibody.panels,
        )


def _picture(view: View, serology: Serology) -> PictureLine:
    picture = serology.picture
    if picture is None:
        return PictureLine(
            verdict="uncertain",
            statement="Without the antibodies, what is recorded makes myositis neither likely nor "
            "unlikely.",
            because=(),
            probability=None,
            sources=(),
            checked="no",
        )
    return PictureLine(
        verdict=picture.is_,
        statement=picture.statement,
        because=view.because(picture.if_),
        probability=None,
        sources=picture.source,
        checked=picture.checked,
    )


# -- what goes with it -----------------------------------------------------------------------


def _rows(view: View, serology: Serology) -> Iterable[OutcomeRow]:
    """Every outcome with the figures of the antibodies that are positive or doubtful."""
    here = [result.antibody for result in serology.results if result.positives]
    for antibody in list(here):
        parents = view.base.findings[antibody.id].is_a
        group = next((g for p in parents if (g := antibody_of(view.base, p))), None)
        if group and view.base.antibodies[group] not in here:
            here.append(view.base.antibodies[group])
    known = _figures(view.base)
    for outcome in view.base.outcomes.outcomes:
        figures = tuple(
            line for antibody in here for line in known.get((antibody.id, outcome.id), ())
        )
        if not figures and not outcome.drawn:
            continue
        finding = outcome.finding
        recorded = view.truth(f"ever.{finding}") if finding else Truth.UNKNOWN
        yield OutcomeRow(
            id=outcome.id,
            label=outcome.label,
            organ=outcome.organ,
            drawn=outcome.drawn,
            recorded=_KNOWN[recorded],
            figures=figures,
            reference=known.get(("", outcome.id), ()),
        )


@cache
def _figures(base: KnowledgeBase) -> dict[tuple[str, str], tuple[FigureLine, ...]]:
    """Every figure as it is shown, by antibody (none: of all myositis) and outcome."""
    found: dict[tuple[str, str], list[FigureLine]] = {}
    outcomes = {outcome.id: outcome.label for outcome in base.outcomes.outcomes}
    for outcome in base.outcomes.outcomes:
        for figure in outcome.figures:
            line = figure_line(figure, None, "all myositis", outcome.label)
            found.setdefault(("", outcome.id), []).append(line)
    for antibody in base.antibodies.values():
        label = _capital(base.findings[antibody.id].label)
        for figure in antibody.figures:
            line = figure_line(figure, antibody.id, label, outcomes[figure.outcome])
            found.setdefault((antibody.id, figure.outcome), []).append(line)
    return {place: tuple(lines) for place, lines in found.items()}


def _label(view: View, antibody: Antibody) -> str:
    return _capital(view.base.findings[antibody.id].label)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# -- in a few lines --------------------------------------------------------------------------


def _statement(results: tuple[ResultLine, ...]) -> str:
    """The conclusion in one sentence."""
    if not results:
        return "No myositis antibody was tested."
    positive = [r.label for r in results if r.verdict == "positive"]
    doubtful = [r.label for r in results if r.verdict == "doubtful"]
    if positive and doubtful:
        second = _and(doubtful)
        second = second[:1].lower() + second[1:]
        return f"{_and(positive)} {_is(positive)} positive; {second} {_is(doubtful)} doubtful."
    if positive:
        return f"{_and(positive)} {_is(positive)} positive."
    if doubtful:
        return f"{_and(doubtful)} {_is(doubtful)} doubtful, so no antibody is established."
    return "No antibody was found among those that were tested."


def _and(names: list[str]) -> str:
    rest = [name[:1].lower() + name[1:] if name.startswith("A") else name for name in names[1:]]
    names = [*names[:1], *rest]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _is(names: list[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _summary(
    base: KnowledgeBase,
    subgroups: tuple[SubgroupLine, ...],
    cancer: CancerRisk,
    lung: LungRisk,
) -> Iterable[str]:
    established = [line for line in subgroups if line.verdict == "established"]
    parts = {line.part_of for line in established}
    named = [line.label for line in established if line.id not in parts]
    supported = [line.label for line in subgroups if line.verdict == "supported"]
    if named:
        yield f"Subgroup: {_and(named)}."
    elif supported:
        yield f"Subgroup not established; {_and(supported)} {_is(supported)} supported."
    else:
        yield "No subgroup is established or supported by what is recorded."
    yield cancer.statement
    labels = {outcome.id: outcome.label for outcome in base.outcomes.outcomes}
    yield _lung(lung, labels[base.lung.rapid if lung.rapid == "yes" else base.lung.disease])


def _lung(lung: LungRisk, disease: str) -> str:
    """What is known of the lung, in one sentence."""
    if lung.recorded != "yes":
        return f"Lung: {lung.statement}."
    worse = [one for one in lung.progression if one.progressive]
    if not worse:
        return f"Lung: {disease} is recorded."
    said = f"it has progressed by {' and by '.join(one.short for one in worse)}"
    assumed = next((one.assumed for one in worse if one.assumed), None)
    taken = f", if {assumed.rstrip('.')}" if assumed else ""
    return f"Lung: {disease} is recorded; {said}{taken}."
