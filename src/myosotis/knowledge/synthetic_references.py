"""Whether every name in the description of the synthetic registry leads to an entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from myosotis.errors import KnowledgeError, Problem, UnknownNameError
from myosotis.knowledge.base import KnowledgeBase
from myosotis.knowledge.naming import unknown
from myosotis.knowledge.schema import Finding
from myosotis.knowledge.schema.synthetic import DAMAGE, Measure, Panel, Synthetic
from myosotis.knowledge.synthetic import has_synthetic, load_synthetic


def check_synthetic(base: KnowledgeBase) -> list[Problem]:
    """What the description names and the knowledge does not have; empty where there is none."""
    if not has_synthetic(base):
        return []
    try:
        told = load_synthetic(base)
    except KnowledgeError as error:
        return list(error.problems)
    return [
        *_named(base, told),
        *_treatments(base, told),
        *_scales(base, told),
        *chain.from_iterable(_panel(base, told, panel) for panel in told.panels.panels),
    ]


def _features(base: KnowledgeBase) -> set[str]:
    return {feature.id for feature in base.differential.features}


def _named(base: KnowledgeBase, told: Synthetic) -> Iterator[Problem]:
    """Disorders, courses, regimens, features, antibodies, methods, findings and sources."""
    forms = [form.disorder for form in told.people.forms]
    yield from unknown("the synthetic patients", "disorder", forms, base.disorders)
    yield from unknown(
        "the synthetic patients",
        "course",
        (f.course for f in told.people.forms),
        {c.id for c in told.course.courses},
    )
    yield from unknown(
        "the synthetic patients",
        "regimen",
        (form.regimen for form in told.people.forms),
        {regimen.id for regimen in told.treatments.regimens},
    )
    antibodies = told.antibodies
    features = [told.people.male, told.course.never]
    features += [one.feature for one in told.course.drivers.values() if one.feature]
    features += [group.feature for group in (*antibodies.one_of, *antibodies.each)]
    yield from unknown("the synthetic registry", "feature", features, _features(base))
    findings = [antibodies.panel, *antibodies.listed, *antibodies.own_method]
    for named in (*(g.as_ for g in (*antibodies.one_of, *antibodies.each)),):
        findings += named
    for named in antibodies.in_disorder.values():
        findings += named
    findings += chain.from_iterable(told.faults.conflicting.items())
    yield from unknown("the synthetic registry", "finding", findings, base.findings)
    disorders = [*antibodies.by_disorder, *antibodies.in_disorder]
    yield from unknown("the synthetic antibodies", "disorder", disorders, forms)
    methods = {method.id: method for method in base.serology.methods}
    named_methods = [*antibodies.methods, *antibodies.own_method.values(), antibodies.second]
    yield from unknown(
        "the synthetic antibodies", "method", (m for m in named_methods if m), methods
    )
    for strengths in (antibodies.strengths, antibodies.false_strengths):
        yield from unknown("the synthetic antibodies", "method", strengths, methods)
        for method, words in strengths.items():
            if method in methods:
                yield from unknown(method, "strength", words, methods[method].strengths)
    for file in (told.people, told.course, told.panels, antibodies, told.treatments, told.faults):
        yield from unknown(file.title.lower(), "source", file.source, base.sources)


def _treatments(base: KnowledgeBase, told: Synthetic) -> Iterator[Problem]:
    """Therapies with their routes, tapers, and the words for why and how."""
    treatments = told.treatments
    therapies = [line.therapy for regimen in treatments.regimens for line in regimen.lines]
    therapies += [name for regimen in treatments.regimens for name in regimen.beside]
    therapies += [name for taper in treatments.tapers for name in taper.therapies]
    for name in dict.fromkeys(therapies):
        try:
            base.find_therapy(name)
        except UnknownNameError as error:
            yield Problem(f"the synthetic treatments: {error.problems[0].sentence}")
    tapers = {taper.id for taper in treatments.tapers}
    for regimen in treatments.regimens:
        named = (regimen.taper,) if regimen.taper else ()
        yield from unknown(regimen.id, "taper", named, tapers)
        for line in regimen.lines:
            if line.therapy in base.therapies:
                routes = [route for route in line.routes or () if route]
                known = base.therapies[line.therapy].routes
                yield from unknown(line.therapy, "route", routes, known)
    reasons = set(chain.from_iterable(base.resistance.reasons.values()))
    stopped, response = treatments.stopped, treatments.response
    words = [*stopped.no_effect, *stopped.harm, *stopped.enough]
    words += [*treatments.not_given_why, *treatments.not_given_women]
    yield from unknown("the synthetic treatments", "reason", filter(None, words), reasons)
    said = [*response.nothing, *response.some, *response.good, *response.harm]
    responses = set(chain.from_iterable(base.resistance.responses.values()))
    yield from unknown("the synthetic treatments", "response", filter(None, said), responses)


def _scales(base: KnowledgeBase, told: Synthetic) -> Iterator[Problem]:
    """Every range of a scale has its span, and no other has."""
    known = {scale.id: scale for scale in base.differential.scales}
    people = told.people
    named = [
        (people.onset_scale, people.onset_years),
        (people.months_ill_scale, people.months_ill),
        *(
            (one.start.scale, one.start.between)
            for panel in told.panels.panels
            for one in panel.measures
            if one.start
        ),
    ]
    for name, spans in named:
        yield from unknown("the synthetic registry", "scale", (name,), known)
        if name in known:
            ranges = [one.feature for one in known[name].bins]
            yield from unknown(name, "range", spans, ranges)
            for left in (one for one in ranges if one not in spans):
                yield Problem(
                    f"the synthetic registry gives no span for the range '{left}' of {name}"
                )


def _panel(base: KnowledgeBase, told: Synthetic, panel: Panel) -> Iterator[Problem]:
    """What is drawn and measured together."""
    features, place = _features(base), f"the panel {panel.id}"
    forms = {form.disorder for form in told.people.forms}
    yield from unknown(place, "disorder", panel.by_disorder, forms)
    yield from unknown(place, "finding", panel.done, base.findings)
    for drawn in panel.draws:
        yield from unknown(place, "disorder", drawn.by_disorder, forms)
        named = (drawn.feature, drawn.given, drawn.without)
        yield from unknown(place, "feature", filter(None, named), features)
        yield from unknown(place, "finding", drawn.as_, base.findings)
        yield from _of_kind(base, place, drawn.as_, "boolean")
    paces = next(
        (s for s in base.differential.scales if s.id == told.people.months_ill_scale), None
    )
    for one in panel.labels:
        yield from unknown(place, "finding", (one.finding,), base.findings)
        if one.finding in base.findings:
            labels = base.findings[one.finding].values
            yield from unknown(place, "label", one.labels.values(), labels)
        yield from unknown(
            place, "range", one.labels, [b.feature for b in paces.bins] if paces else ()
        )
    for measure in panel.measures:
        yield from _measure(base, told, place, measure, features)


def _measure(
    base: KnowledgeBase, told: Synthetic, place: str, measure: Measure, features: set[str]
) -> Iterator[Problem]:
    yield from unknown(place, "finding", (measure.finding,), base.findings)
    yield from _of_kind(base, place, (measure.finding,), "quantity")
    yield from unknown(place, "driver", measure.per, {DAMAGE, *told.course.drivers, *features})
    if isinstance(measure.ways, str):
        yield from unknown(place, "way of writing", (measure.ways,), told.panels.ways)
        ways = told.panels.ways.get(measure.ways, ())
    else:
        ways = measure.ways
    if measure.finding in base.findings:
        units = _units(base.findings[measure.finding])
        yield from unknown(measure.finding, "unit", (w.unit for w in ways if w.unit), units)
    if any(way.limit for way in ways) and not measure.limits:
        yield Problem(f"{place} writes {measure.finding} by limits that are not given")


def _of_kind(base: KnowledgeBase, place: str, names: Iterable[str], kind: str) -> Iterator[Problem]:
    for name in names:
        if name in base.findings and base.findings[name].kind != kind:
            yield Problem(f"{place} names '{name}', which is no {kind}")


def _units(finding: Finding) -> set[str]:
    """The units of a finding; of one per cent of something, per cent alone as well."""
    units = {unit for unit in (finding.unit, *(other.unit for other in finding.units)) if unit}
    return {*units, *(unit.partition("[")[0] for unit in units)}
