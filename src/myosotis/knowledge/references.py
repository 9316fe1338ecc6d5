"""Whether the knowledge base is whole: every name in a file leads to an entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, get_args

from pydantic import BaseModel

from myosotis.errors import Problem, nearest
from myosotis.knowledge.arms import unknown_names
from myosotis.knowledge.base import ARMS, KnowledgeBase
from myosotis.knowledge.naming import unknown
from myosotis.knowledge.schema import Basis, Disorder, PointTable, Scale, Sourced


def check(base: KnowledgeBase) -> list[Problem]:
    """References between the files that lead nowhere, and names given twice. Empty is good.

    Expressions are checked by `myosotis.review.check_expressions`, which can read them.
    """
    # Only this needs the description of the synthetic registry, and a review does not.
    from myosotis.knowledge.synthetic_references import check_synthetic

    return [
        *_repeated(base),
        *_dangling_findings(base),
        *_dangling_sources(base),
        *_dangling_tests(base),
        *_dangling_course(base),
        *_dangling_entities(base),
        *_dangling_antibodies(base),
        *_dangling_disorders(base),
        *_dangling_strategy(base),
        *_dangling_arms(base),
        *check_synthetic(base),
    ]


def sourced(base: KnowledgeBase) -> Iterator[tuple[str, Sourced]]:
    """Every fact of the base that names a source, with the kind of file it stands in."""
    for kind, top in (
        ("findings", base.content.vocabulary),
        ("tests", base.content.tests),
        ("criteria", base.content.criteria),
        ("instruments", base.content.instruments),
        ("therapies", base.content.therapies),
        ("urgent", (base.urgent,)),
        ("resistance", (base.resistance,)),
        ("activity", (base.activity,)),
        ("diagnosis", (base.diagnosis,)),
        ("strategy", (base.strategy,)),
        ("examination", (base.examination,)),
        ("course", (base.course,)),
        ("antibodies", base.content.antibodies),
        ("serology", (base.serology,)),
        ("subgroups", (base.subgroups,)),
        ("outcomes", (base.outcomes,)),
        ("cancer", (base.cancer,)),
        ("lung", (base.lung,)),
        ("watch", (base.watch,)),
        ("disorders", base.content.disorders),
        ("guidelines", base.content.guidelines),
        ("differential", (base.differential,)),
    ):
        for entry in top:
            for fact in _walk(entry):
                yield kind, fact


def _walk(entry: Any) -> Iterator[Sourced]:
    if isinstance(entry, Sourced):
        yield entry
    if isinstance(entry, BaseModel):
        for name in type(entry).model_fields:
            yield from _walk(getattr(entry, name))
    elif isinstance(entry, tuple):
        for item in entry:
            yield from _walk(item)
    elif isinstance(entry, dict):
        for item in entry.values():
            yield from _walk(item)


def _repeated(base: KnowledgeBase) -> Iterator[Problem]:
    groups: dict[str, Iterable[str]] = {
        "finding": [
            *(f.id for file in base.content.vocabulary for f in file.findings),
            *(a.name for f in base.findings.values() for a in f.aliases),
        ],
        "test": [t.id for file in base.content.tests for t in file.tests],
        "criteria set": [c.id for c in (*base.content.criteria, *base.content.instruments)],
        "source": [s.id for file in base.content.sources for s in file.sources],
        "therapy": [n for t in base.content.therapies for n in {t.id, *t.aliases, *t.includes}],
        "disorder": [d.id for d in base.content.disorders],
        "feature": [
            *(f.id for f in base.differential.features),
            # Two scales may tell the same in other forms.
            *{b.feature for scale in base.differential.scales for b in scale.bins},
        ],
        "cluster": [
            *(scale.id for scale in base.differential.scales),
            *{f.cluster for f in base.differential.features},
        ],
        "bundle": [b.id for b in base.differential.bundles],
    }
    for kind, names in groups.items():
        for name, count in Counter(names).items():
            if count > 1:
                yield Problem(f"the {kind} name '{name}' is used {count} times")


def _dangling_findings(base: KnowledgeBase) -> Iterator[Problem]:
    for finding in base.findings.values():
        for parent in finding.is_a:
            if parent not in base.findings:
                hint = nearest(parent, base.findings)
                yield Problem(f"{finding.id} is_a '{parent}', which is not a finding{hint}")
            elif not finding.kind == base.findings[parent].kind == "boolean":
                yield Problem(f"{finding.id} is_a '{parent}', but not both are boolean")
    for therapy in base.therapies.values():
        if therapy.exposure and therapy.exposure not in base.findings:
            yield Problem(f"{therapy.id} has exposure '{therapy.exposure}', which is not a finding")
    for test in base.tests.values():
        if test.done and test.done not in base.findings:
            yield Problem(f"{test.id} is done where '{test.done}', which is not a finding")


def _dangling_sources(base: KnowledgeBase) -> Iterator[Problem]:
    for kind, fact in sourced(base):
        for source in fact.source:
            if source not in base.sources:
                name = getattr(fact, "id", type(fact).__name__)
                hint = nearest(source, base.sources)
                yield Problem(f"{kind}: {name} names source '{source}', which is not known{hint}")
    for criteria in base.criteria.values():
        for row in (row for table in criteria.points for row in table.rows):
            for source in set(row.source) - base.sources.keys():
                hint = nearest(source, base.sources)
                said = f"{criteria.id}: {row.label} names source '{source}', which is not known"
                yield Problem(f"{said}{hint}")


def _dangling_tests(base: KnowledgeBase) -> Iterator[Problem]:
    named: list[tuple[str, str]] = [
        *((f.id, t) for f in base.findings.values() for t in f.established_by),
        *((r.id, t) for r in base.urgent.red_flags for t in r.tests),
        *((c.id, t) for c in base.resistance.removable_causes for t in c.tests),
        *((o.id, t) for o in base.activity.organs for t in o.tests),
        *(("examination", s.test) for s in base.examination.steps),
        *((t.id, b.test) for t in base.therapies.values() for b in t.before_starting if b.test),
    ]
    for name, test in named:
        if test not in base.tests:
            yield Problem(
                f"{name} names test '{test}', which is not known{nearest(test, base.tests)}"
            )


def _dangling_course(base: KnowledgeBase) -> Iterator[Problem]:
    """The course names instruments, their values and inputs, and findings."""
    course = base.course
    for name in (course.score.instrument, *(each.instrument for each in course.instruments)):
        if name not in base.criteria:
            hint = nearest(name, base.criteria)
            yield Problem(f"the course names instrument '{name}', which is not known{hint}")
        elif len(base.criteria[name].visits) != 2:
            yield Problem(f"the course names '{name}', which does not compare two visits")
    score = base.criteria.get(course.score.instrument)
    if score:
        values = {*score.values, *(name for table in score.points for name in _names_of(table))}
        named = [course.score.value]
        named += [name for each in course.measures for name in (each.points, each.change)]
        for name in named:
            if name not in values:
                yield Problem(
                    f"the course names the value '{name}', which {score.id} does not give"
                )
        for measure in course.measures:
            for name in measure.inputs:
                if name not in score.at_each_visit:
                    yield Problem(f"the course reads '{name}', which {score.id} does not compare")
            if measure.chosen_by and measure.chosen_by not in score.outcomes:
                yield Problem(
                    f"the course names the outcome '{measure.chosen_by}', which {score.id} has not"
                )
    for test in course.strength.tests:
        if test.finding not in base.findings:
            hint = nearest(test.finding, base.findings)
            yield Problem(f"strength is read from '{test.finding}', which is not a finding{hint}")
    for each in course.instruments:
        criteria = base.criteria.get(each.instrument)
        row = each.in_a_row
        if criteria and row and row.verdict not in {case.is_ for case in criteria.verdict}:
            yield Problem(f"the course names '{row.verdict}', which is no verdict of {criteria.id}")


def _names_of(table: PointTable) -> Iterator[str]:
    """The values that a table of points gives: its sum, and the rows that have a name."""
    yield table.name
    yield from (row.name for row in table.rows if row.name)


def _dangling_entities(base: KnowledgeBase) -> Iterator[Problem]:
    known = {entity.id for entity in base.diagnosis.entities}
    for criteria in base.criteria.values():
        for entity in criteria.covers:
            if entity not in known:
                hint = nearest(entity, known)
                yield Problem(f"{criteria.id} covers '{entity}', which is not an entity{hint}")
        for cases in (criteria.verdict, *criteria.outcomes.values()):
            for case in cases:
                for entity in sorted({*case.means, *case.leaves_open} - {*criteria.covers}):
                    said = f"{criteria.id}: '{case.is_}' speaks of '{entity}'"
                    yield Problem(f"{said}, which the set does not cover")
    for name in base.diagnosis.criteria:
        if name not in base.criteria:
            hint = nearest(name, base.criteria)
            yield Problem(f"diagnosis names the criteria set '{name}', which is not known{hint}")


def _dangling_antibodies(base: KnowledgeBase) -> Iterator[Problem]:
    """What the antibodies and the questions around them name."""
    outcomes = {outcome.id for outcome in base.outcomes.outcomes}
    methods = {method.id for method in base.serology.methods}
    known: dict[str, Iterable[str]] = {
        "outcome": outcomes,
        "method": methods,
        "finding": base.findings,
        "test": base.tests,
        "tests": base.tests,
        "done": base.findings,
        "shown_by": base.findings,
        "without": base.findings,
        "set_": base.criteria,
        "tier": base.criteria,
        "risk": base.criteria,
        "tools": base.criteria,
        "progression": base.criteria,
    }
    for antibody in base.content.antibodies:
        if antibody.id not in base.findings:
            hint = nearest(antibody.id, base.findings)
            yield Problem(f"the antibody '{antibody.id}' is not a finding{hint}")
    for part in _parts(base):
        for key, names in known.items():
            value = getattr(part, key, None) or ()
            for name in (value,) if isinstance(value, str) else value:
                if name not in names:
                    what = type(part).__name__.lower()
                    place = getattr(part, "id", what)
                    yield Problem(f"{place}: the {key} '{name}' is not known{nearest(name, names)}")
    serology = base.serology
    for name in (
        serology.confirmed,
        serology.weak_band,
        serology.two_specific,
        serology.sample_misleads,
    ):
        if name not in base.findings:
            hint = nearest(name, base.findings)
            yield Problem(f"serology names '{name}', which is not a finding{hint}")
    if base.cancer.counted not in base.findings:
        hint = nearest(base.cancer.counted, base.findings)
        yield Problem(f"cancer counts '{base.cancer.counted}', which is not a finding{hint}")
    for screen in (base.cancer, base.lung):
        panels = {panel.id for panel in screen.panels}
        for timing in screen.timings:
            if timing.panel not in panels:
                hint = nearest(timing.panel, panels)
                yield Problem(f"{timing.id}: the panel '{timing.panel}' is not known{hint}")
    subgroups = {each.id for each in base.subgroups.subgroups}
    for each in base.subgroups.subgroups:
        if each.part_of and each.part_of not in subgroups:
            hint = nearest(each.part_of, subgroups)
            yield Problem(f"{each.id} is part of '{each.part_of}', which is no subgroup{hint}")


def _parts(base: KnowledgeBase) -> Iterator[Any]:
    """Every part of the files on antibodies and the questions around them."""
    tops: tuple[Any, ...] = (
        base.serology, base.subgroups, base.outcomes, base.cancer, base.lung, base.watch,
    )  # fmt: skip
    for top in (*base.content.antibodies, *tops):
        yield from _models(top)


def _models(entry: Any) -> Iterator[BaseModel]:
    if isinstance(entry, BaseModel):
        yield entry
        for name in type(entry).model_fields:
            yield from _models(getattr(entry, name))
    elif isinstance(entry, tuple):
        for item in entry:
            yield from _models(item)


def _dangling_disorders(base: KnowledgeBase) -> Iterator[Problem]:
    """What the disorders and the differential name, and shares that cannot be."""
    pathway, disorders = base.differential, base.disorders
    bins = {one.feature for scale in pathway.scales for one in scale.bins}
    features = {feature.id for feature in pathway.features} | bins
    for disorder in base.content.disorders:
        names = [*disorder.estimates, *(cell.feature for cell in disorder.figures)]
        yield from unknown(disorder.id, "feature", names, features)
        yield from unknown(disorder.id, "group", (disorder.group,), pathway.groups)
        tests = [each.test for each in (*disorder.settled_by, *disorder.missed_by)]
        yield from unknown(disorder.id, "test", tests, base.tests)
        if disorder.part_of:
            yield from unknown(disorder.id, "disorder", (disorder.part_of,), disorders)
            whole = disorders.get(disorder.part_of)
            if whole and whole.part_of:
                yield Problem(
                    f"{disorder.id} is part of {whole.id}, which is itself part of another"
                )
            if disorder.exposure or disorder.only_sex:
                yield Problem(
                    f"{disorder.id} is a form of '{disorder.part_of}': who can have it, that says"
                )
        for name, count in Counter(names).items():
            if count > 1:
                yield Problem(f"{disorder.id} gives the share of '{name}' {count} times")
        for scale in pathway.scales:
            yield from _scale_sums(disorder, scale)
    for feature in pathway.features:
        yield from unknown(feature.id, "finding", (feature.finding,), base.findings)
        yield from unknown(feature.id, "group", feature.groups, pathway.groups)
    for basis in get_args(Basis):
        if basis not in pathway.trust:
            yield Problem(f"the differential does not say what a share by '{basis}' is worth")
    yield from unknown("the differential", "finding", pathway.context, base.findings)
    for scale in pathway.scales:
        yield from _dangling_scale(base, scale)
    for gate in pathway.gates:
        yield from unknown(gate.id, "disorder", gate.disorders, disorders)
        yield from unknown(gate.id, "test", gate.tests, base.tests)
    bundles = {bundle.id for bundle in pathway.bundles}
    for workup in pathway.workup:
        place = f"the work-up of {workup.group}"
        yield from unknown(place, "group", (workup.group,), pathway.groups)
        yield from unknown(place, "bundle", workup.bundles, bundles)
    for bundle in pathway.bundles:
        yield from unknown(bundle.id, "test", (*bundle.tests, *bundle.after), base.tests)
        yield from unknown(bundle.id, "test", bundle.done, bundle.tests)
        done = [name for names in bundle.done.values() for name in names]
        yield from unknown(bundle.id, "finding", done, base.findings)
        yield from unknown(bundle.id, "bundle", bundle.before, bundles)


def _dangling_scale(base: KnowledgeBase, scale: Scale) -> Iterator[Problem]:
    yield from unknown(scale.id, "finding", (scale.finding,), base.findings)
    scales = [each.id for each in base.differential.scales]
    yield from unknown(scale.id, "scale", scale.instead_of, scales)
    finding = base.findings.get(scale.finding)
    labels = [one.is_ for one in scale.bins if one.is_ is not None]
    if finding and labels:
        yield from unknown(scale.id, "label", labels, finding.values)
    elif finding and finding.kind != "quantity":
        yield Problem(f"{scale.id} is a scale of '{scale.finding}', which is not a number")


def _scale_sums(disorder: Disorder, scale: Scale) -> Iterator[Problem]:
    """The shares of the ranges of a scale are those of all patients: together no more than one."""
    figures = {cell.feature: cell.value for cell in disorder.figures}
    shares = [figures.get(one.feature, disorder.estimates.get(one.feature)) for one in scale.bins]
    known = [share for share in shares if share is not None]
    total = sum(known, Decimal(0))
    if total > Decimal("1.02") or (len(known) == len(shares) and total < Decimal("0.98")):
        yield Problem(f"{disorder.id}: the shares of {scale.label} add up to {total:.2f}, not to 1")


def _dangling_strategy(base: KnowledgeBase) -> Iterator[Problem]:
    """What the therapies, the guidelines and the settings name."""
    settings = {setting.id for setting in base.strategy.settings}
    organs = {organ.id for organ in base.activity.organs}
    for setting in base.strategy.settings:
        yield from unknown(setting.id, "organ", (setting.organ,) if setting.organ else (), organs)
        flags = {flag.id for flag in base.urgent.red_flags}
        yield from unknown(setting.id, "red flag", setting.flags, flags)
        other = (setting.instead_of,) if setting.instead_of else ()
        yield from unknown(setting.id, "setting", other, settings)
    for therapy in base.therapies.values():
        named = [*(u.setting for u in therapy.uses), *(j.setting for j in therapy.judging)]
        yield from unknown(therapy.id, "setting", named, settings)
        tests = [each.test for each in therapy.monitoring if each.test]
        yield from unknown(therapy.id, "test", tests, base.tests)
        measures = {*base.findings, base.course.score.instrument}
        judged = [each.measure for each in therapy.judging]
        yield from unknown(therapy.id, "measure", judged, measures)
    for guideline in base.guidelines.values():
        for said in guideline.statements:
            name = f"{guideline.id} {said.id}"
            yield from unknown(name, "setting", (said.setting,), settings)
            yield from unknown(name, "therapy", said.therapies, base.therapies)
    for one in base.evidence.outcomes:
        yield from unknown(one.id, "kind", (one.kind,), {k.id for k in base.evidence.kinds})


def _dangling_arms(base: KnowledgeBase) -> Iterator[Problem]:
    """What the study arms name: therapies, groups, settings, outcomes and sources."""
    known = {**base.arm_names, "source": base.sources}
    for number, arm in enumerate(base.arms):
        for column, sentence in unknown_names(arm, known):
            yield Problem(sentence, f"{ARMS.as_posix()}, line {number + 2}, column {column}")
