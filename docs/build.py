"""Writes docs/reference/ from the knowledge base and the worked examples in tests/spec/.

python docs/build.py           writes the pages
python docs/build.py --check   writes nothing; exit code 1 if a page is not as it would be
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from worked_examples import Example, read_examples

from myosotis import knowledge
from myosotis.knowledge.schema import CriteriaSet, Finding, PointTable, Source, Sourced, Therapy

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
DATA = "../../src/myosotis/knowledge/data"
NOTICE = "<!-- Written by `make docs` from the knowledge; corrections belong there, not here. -->"

CHECKED = {
    "full_text": "read in full text",
    "abstract": "read in the abstract",
    "secondary": "read in a secondary source",
    "no": "not yet checked",
}


def main(arguments: list[str]) -> int:
    """Write or check every page; the exit code."""
    pages = dict(build(knowledge.load(), read_examples(ROOT / "tests" / "spec")))
    present = {path.name for path in REFERENCE.glob("*.md")} if REFERENCE.is_dir() else set()
    stale = sorted(
        name
        for name in present | set(pages)
        if name not in pages
        or name not in present
        or (REFERENCE / name).read_text(encoding="utf-8") != pages[name]
    )
    if "--check" in arguments:
        if stale:
            print(f"docs/reference is not as the knowledge says ({', '.join(stale)}): `make docs`")
        return bool(stale)
    REFERENCE.mkdir(exist_ok=True)
    for name in stale:
        if name in pages:
            (REFERENCE / name).write_text(pages[name], encoding="utf-8")
        else:
            (REFERENCE / name).unlink()
    print(f"docs/reference: {len(pages)} pages, {len(stale)} changed")
    return 0


def build(
    base: knowledge.KnowledgeBase, examples: dict[str, list[Example]]
) -> Iterator[tuple[str, str]]:
    """The name and the text of every page."""
    yield "README.md", _page("Reference", _overview(base))
    yield "findings.md", _page("Findings", _findings(base))
    yield "tests.md", _page("Tests", _tests(base))
    yield "therapies.md", _page("Therapies", _therapies(base))
    yield "sources.md", _page("Sources", _sources(base))
    for criteria in base.criteria.values():
        chapter = _criteria(criteria, examples.get(criteria.id, []))
        yield f"criteria-{criteria.id}.md", _page(criteria.title, chapter)


def _page(title: str, lines: Iterable[str]) -> str:
    return "\n".join([f"# {title}", "", NOTICE, "", *lines]).rstrip() + "\n"


def _table(head: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
    yield ""


def _code(text: str | None) -> str:
    return f"`{text}`" if text else ""


def _basis(fact: Sourced) -> str:
    links = ", ".join(f"[{source}](sources.md#{source})" for source in fact.source)
    return f"{links}; {CHECKED[fact.checked]}"


def _overview(base: knowledge.KnowledgeBase) -> Iterator[str]:
    yield f"What the program knows, version {base.version}. "
    yield "Each fact carries its source and how it was checked there."
    yield ""
    yield from _table(
        ["page", "holds"],
        [
            ["[Findings](findings.md)", f"{len(base.findings)} findings and their names"],
            ["[Tests](tests.md)", f"{len(base.tests)} tests, what they show, their burden"],
            ["[Therapies](therapies.md)", f"{len(base.therapies)} therapies"],
            ["[Sources](sources.md)", f"{len(base.sources)} sources"],
            *(
                [
                    f"[{c.title}](criteria-{c.id}.md)",
                    "criteria set" if c.enabled else "switched off",
                ]
                for c in base.criteria.values()
            ),
        ],
    )
    yield "## How much is checked"
    yield ""
    counts = knowledge.count_checked(base)
    yield from _table(
        ["facts of", *CHECKED.values()],
        [
            [kind, *(str(found.get(level, 0)) for level in CHECKED)]
            for kind, found in counts.items()
        ],
    )


def _findings(base: knowledge.KnowledgeBase) -> Iterator[str]:
    yield "The id is the name used in a patient file; every other name is accepted as well."
    yield ""
    for file in base.content.vocabulary:
        yield f"## {file.title}"
        yield ""
        yield from _table(
            [
                "id",
                "finding",
                "values",
                "is a",
                "says something about now for",
                "other names",
                "basis",
            ],
            [
                [
                    f'<a id="{finding.id}"></a>`{finding.id}`',
                    f"**{finding.label}**. {finding.definition}",
                    _values(finding),
                    ", ".join(f"[{parent}](#{parent})" for parent in finding.is_a),
                    "always" if finding.valid_for == "always" else finding.valid_for,
                    ", ".join(_code(alias.name) for alias in finding.aliases),
                    _basis(finding),
                ]
                for finding in file.findings
            ],
        )


def _values(finding: Finding) -> str:
    if finding.kind == "boolean":
        return "yes, no"
    if finding.kind == "category":
        return ", ".join(_code(value) for value in finding.values)
    limits = f", {finding.range[0]} to {finding.range[1]}" if finding.range else ""
    others = "".join(f"; also {unit.unit}" for unit in finding.units)
    return f"{finding.unit or 'number'}{limits}{others}"


def _tests(base: knowledge.KnowledgeBase) -> Iterator[str]:
    for file in base.content.tests:
        yield f"## {file.title}"
        yield ""
        yield from _table(
            ["id", "test", "shows", "burden", "cost", "basis"],
            [[f"`{t.id}`", t.label, t.shows, t.burden, t.cost, _basis(t)] for t in file.tests],
        )


def _therapies(base: knowledge.KnowledgeBase) -> Iterator[str]:
    yield "What the knowledge holds on each therapy. It is not advice on a patient; see"
    yield "[intended use](../../INTENDED_USE.md)."
    yield ""
    for therapy in base.therapies.values():
        yield from _therapy(therapy)


def _therapy(therapy: Therapy) -> Iterator[str]:
    yield f"## {therapy.label}"
    yield ""
    names = ", ".join(_code(name) for name in (therapy.id, *therapy.includes, *therapy.aliases))
    yield f"Names: {names}. Usual dose: {therapy.usual_dose}. Basis: {_basis(therapy)}."
    yield ""
    rows = [
        ["adequate dose", f"at least {floor.at_least} {floor.unit}", _basis(floor)]
        for floor in therapy.dose_floors
    ]
    if therapy.duration:
        since = "the last course" if therapy.judged_from == "last_course" else "the start"
        text = f"not judged before {therapy.duration.weeks} weeks from {since}"
        rows.append(["adequate time", text, _basis(therapy.duration)])
    rows.append(["judged by", therapy.judge_by, ""])
    rows += [[i.organ, i.statement, _basis(i)] for i in therapy.organs]
    rows += [
        [c.level.replace("_", " "), f"{c.statement} ({_code(c.if_)})", _basis(c)]
        for c in therapy.contraindications
    ]
    rows += [
        ["before starting", before.action, _basis(before)] for before in therapy.before_starting
    ]
    yield from _table(["", "", "basis"], rows)


def _sources(base: knowledge.KnowledgeBase) -> Iterator[str]:
    yield from _table(
        ["id", "kind", "citation"],
        [
            [f'<a id="{source.id}"></a>`{source.id}`', source.kind.replace("_", " "), _cite(source)]
            for source in base.sources.values()
        ],
    )


def _cite(source: Source) -> str:
    parts = [source.citation]
    if source.doi:
        parts.append(f"[doi:{source.doi}](https://doi.org/{source.doi})")
    if source.pmid:
        parts.append(f"PMID {source.pmid}")
    if source.url:
        parts.append(f"<{source.url}>")
    return " ".join(parts + ([source.note] if source.note else []))


def _criteria(criteria: CriteriaSet, examples: list[Example]) -> Iterator[str]:
    yield criteria.about
    yield ""
    file = f"[{criteria.id}.yaml]({DATA}/criteria/{criteria.id}.yaml)"
    yield f"Basis: {_basis(criteria)}. File: {file}."
    yield ""
    if not criteria.enabled:
        yield f"**Switched off**: it affects no verdict. {criteria.incomplete or ''}"
        yield ""
    if criteria.applies:
        yield f"Applies where {_code(criteria.applies)}."
        yield ""
    if criteria.let:
        yield "## Terms"
        yield ""
        rows = [[_code(let.name), let.label or "", _code(let.is_)] for let in criteria.let]
        yield from _table(["name", "meaning", "is"], rows)
    for points in criteria.points:
        yield from _points(points)
    if criteria.values:
        yield "## Values"
        yield ""
        rows = [[_code(name), _code(text)] for name, text in criteria.values.items()]
        yield from _table(["name", "is"], rows)
    for name, cases in {"verdict": criteria.verdict, **criteria.outcomes}.items():
        yield f"## {name.replace('_', ' ').capitalize()}"
        yield ""
        yield "The first that holds."
        yield ""
        rows = [[c.label or c.is_, _code(c.is_), _code(c.if_) or "otherwise"] for c in cases]
        yield from _table(["outcome", "id", "where"], rows)
    if criteria.flags:
        yield "## What a reader must know"
        yield ""
        rows = [[flag.text, _code(flag.if_), _basis(flag)] for flag in criteria.flags]
        yield from _table(["note", "where", "basis"], rows)
    for note in criteria.notes:
        yield f"- {note}"
    if examples:
        yield ""
        yield "## Worked examples"
        yield ""
        yield "Each line is a test. A finding that is not named is unknown, unless the line says"
        yield "otherwise."
        yield ""
        rows = [[e.name, e.facts, e.expected] for e in examples]
        yield from _table(["example", "recorded", "result"], rows)


def _points(table: PointTable) -> Iterator[str]:
    yield f"## Points: {table.name.replace('_', ' ')}"
    yield ""
    columns = list(table.columns) or ["points"]
    for name, condition in table.columns.items():
        yield f"- column *{name.replace('_', ' ')}*: where {_code(condition)}"
    if table.columns:
        yield ""
    rows = []
    for row in table.rows:
        if row.points is not None:
            rows.append([row.label, _code(row.if_), *(_number(p) for p in row.points)])
        for band in row.bands:
            upper = f" and below {band.below}" if band.below is not None else ""
            where = f"{_code(row.of)} from {band.from_}{upper}"
            rows.append([row.label, where, *(_number(p) for p in band.points)])
    yield from _table(["item", "where", *(c.replace("_", " ") for c in columns)], rows)


def _number(points: object) -> str:
    return "-" if points is None else str(points)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
