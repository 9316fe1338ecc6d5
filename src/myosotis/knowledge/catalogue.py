"""Looking into the knowledge base: is it whole, how much is checked, what does it say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from myosotis.errors import Problem, UnknownNameError, nearest
from myosotis.knowledge.base import KnowledgeBase, normal_name
from myosotis.knowledge.schema import PointTable, Sourced


def check(base: KnowledgeBase) -> list[Problem]:
    """References between the files that lead nowhere, and names given twice. Empty is good.

    Expressions are checked by `myosotis.review.check_expressions`, which can read them.
    """
    return [
        *_repeated(base),
        *_dangling_findings(base),
        *_dangling_sources(base),
        *_dangling_tests(base),
        *_dangling_course(base),
        *_dangling_entities(base),
    ]


def count_checked(base: KnowledgeBase) -> dict[str, dict[str, int]]:
    """For each kind of fact: how many were checked in the full text, the abstract, ... or not."""
    counts: dict[str, Counter[str]] = {}
    for kind, fact in _sourced(base):
        counts.setdefault(kind, Counter())[fact.checked] += 1
    return {kind: dict(found) for kind, found in counts.items()}


def describe(base: KnowledgeBase, name: str) -> tuple[str, BaseModel]:
    """The kind and the entry of an id or alias. Raises UnknownNameError with the nearest ids."""
    key = normal_name(name)
    rooms = _rooms(base)
    for kind, entries in rooms.items():
        if key in entries:
            return kind, entries[key]
    if key in base.aliases:
        return "finding", base.findings[base.aliases[key][0]]
    names = [*base.aliases, *(id_ for entries in rooms.values() for id_ in entries)]
    try:
        return "therapy", base.find_therapy(key)
    except UnknownNameError:
        raise UnknownNameError(f"the knowledge base has no '{name}'{nearest(key, names)}") from None


def search(base: KnowledgeBase, word: str) -> list[tuple[str, str, str]]:
    """(kind, id, label) of every entry whose id, label, definition or alias holds the word."""
    wanted = word.strip().lower()
    found = []
    for kind, entries in _rooms(base).items():
        for id_, entry in entries.items():
            if wanted in _words(entry).lower().replace("_", " ") or wanted in _words(entry).lower():
                found.append((kind, id_, _label(entry)))
    return found


def _rooms(base: KnowledgeBase) -> dict[str, dict[str, Any]]:
    organs = {organ.id: organ for organ in base.activity.organs}
    flags = {flag.id: flag for flag in base.urgent.red_flags}
    causes = {cause.id: cause for cause in base.resistance.removable_causes}
    return {
        "finding": base.findings,
        "criteria": base.criteria,
        "therapy": base.therapies,
        "test": base.tests,
        "organ": organs,
        "red flag": flags,
        "removable cause": causes,
        "source": base.sources,
    }


def _label(entry: Any) -> str:
    for attribute in ("label", "title", "citation", "statement"):
        if hasattr(entry, attribute):
            return str(getattr(entry, attribute))
    return ""


def _words(entry: Any) -> str:
    aliases = getattr(entry, "aliases", ())
    names = " ".join(getattr(alias, "name", alias) for alias in aliases)
    return " ".join((entry.id, _label(entry), getattr(entry, "definition", ""), names))


def _sourced(base: KnowledgeBase) -> Iterator[tuple[str, Sourced]]:
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
    for kind, fact in _sourced(base):
        for source in fact.source:
            if source not in base.sources:
                name = getattr(fact, "id", type(fact).__name__)
                hint = nearest(source, base.sources)
                yield Problem(f"{kind}: {name} names source '{source}', which is not known{hint}")


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
