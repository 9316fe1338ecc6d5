"""Writes docs/reference/ from the knowledge base and the worked examples in tests/spec/.

python docs/generate           writes the pages
python docs/generate --check   writes nothing; exit code 1 if a page is not as it would be
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from antibodies import antibodies_index, antibody_chapter, antibody_page
from approach import approach
from criteria import criteria_set
from differential import differential
from disorders import disorder_chapter, disorder_page, disorders_index
from evidence import evidence
from guidelines import guidelines
from indexes import counts, criteria_index, instruments_index
from layout import CHECKED, capital, chapter_name, page, table
from screening import cancer, lung, watch
from serology import serology, subgroups
from therapies import therapies
from vocabulary import domain, findings, sources, tests
from worked_examples import read_examples

from myosotis import knowledge

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"


def main(arguments: list[str]) -> int:
    """Write or check every page; the exit code."""
    pages = dict(build(knowledge.load()))
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


def build(base: knowledge.KnowledgeBase) -> Iterator[tuple[str, str]]:
    """The name and the text of every page."""
    examples = read_examples(ROOT / "tests" / "spec", base)
    yield "README.md", page("Reference", overview(base))
    yield "approach.md", page("The approach", approach(base))
    yield "findings.md", page("Findings", findings(base))
    for file in base.content.vocabulary:
        yield f"findings-{file.domain}.md", page(file.title, domain(base, file))
    yield "tests.md", page("Tests", tests(base))
    yield "therapies.md", page("Therapies", therapies(base))
    yield "guidelines.md", page("Guidelines on treatment", guidelines(base))
    yield "evidence.md", page("Study arms", evidence(base))
    yield "sources.md", page("Sources", sources(base))
    yield "criteria.md", page("Classification criteria", criteria_index(base))
    yield "instruments.md", page("Instruments", instruments_index(base))
    yield "antibodies.md", page("Antibodies", antibodies_index(base))
    for antibody in base.antibodies.values():
        title = capital(base.findings[antibody.id].label)
        yield antibody_page(antibody), page(title, antibody_chapter(base, antibody))
    yield "serology.md", page("How the result of an antibody is read", serology(base))
    yield "subgroups.md", page("Subgroups of myositis", subgroups(base))
    yield "cancer-screening.md", page("Cancer screening", cancer(base))
    yield "lung-risk.md", page("The lung: risk, screening, monitoring", lung(base))
    yield "organ-watch.md", page("Other organs to look at", watch(base))
    yield "disorders.md", page("Disorders", disorders_index(base))
    for disorder in base.disorders.values():
        chapter = disorder_chapter(base, disorder)
        yield disorder_page(disorder.id), page(capital(disorder.label), chapter)
    yield "differential.md", page("What the differential weighs", differential(base))
    for criteria in base.criteria.values():
        chapter = criteria_set(base, criteria, examples.get(criteria.id))
        yield chapter_name(criteria), page(criteria.title, chapter)


def overview(base: knowledge.KnowledgeBase) -> Iterator[str]:
    """The first page: what there is, and how much of it is checked."""
    classification, instruments = counts(base)
    yield f"What the program knows, version {base.version}. Each fact carries its source and how"
    yield "it was checked there."
    yield ""
    yield from table(
        ["page", "holds"],
        [
            ["[The approach](approach.md)", "the rules of the four questions"],
            ["[Findings](findings.md)", f"{len(base.findings)} findings and their names"],
            ["[Tests](tests.md)", f"{len(base.tests)} tests, what they show, their burden"],
            ["[Therapies](therapies.md)", f"{len(base.therapies)} therapies"],
            ["[Study arms](evidence.md)", f"{len(base.arms)} arms: how many responded, of whom"],
            [
                "[Guidelines](guidelines.md)",
                f"{len(base.guidelines)} guidelines and reviews on treatment, side by side",
            ],
            [
                "[Antibodies](antibodies.md)",
                f"{len(base.antibodies)} antibodies, what goes with them",
            ],
            ["[Serology](serology.md)", "how the result of an antibody is read"],
            ["[Subgroups](subgroups.md)", f"{len(base.subgroups.subgroups)} subgroups of myositis"],
            ["[Cancer screening](cancer-screening.md)", "tier, panels, timing, what was not read"],
            ["[The lung](lung-risk.md)", "risk, advice of the guidelines, prognosis, progression"],
            ["[Other organs](organ-watch.md)", "heart, swallowing, calcinosis, kidney: whom, how"],
            ["[Disorders](disorders.md)", f"{len(base.disorders)} disorders and forms"],
            ["[The differential](differential.md)", "features, gates, bundles of tests"],
            ["[Classification criteria](criteria.md)", classification],
            ["[Instruments](instruments.md)", instruments],
            ["[Sources](sources.md)", f"{len(base.sources)} sources"],
        ],
    )
    yield "## How much is checked"
    yield ""
    yield "The number of facts of each kind by how they were checked in their source."
    yield ""
    yield from table(
        ["facts of", *CHECKED.values()],
        [
            [kind, *(str(found.get(level, 0)) for level in CHECKED)]
            for kind, found in knowledge.count_checked(base).items()
        ],
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
