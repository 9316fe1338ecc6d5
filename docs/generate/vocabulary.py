"""The pages of findings, tests and sources."""

from __future__ import annotations

from collections.abc import Iterator

from layout import DATA, basis, capital, cite, code, table, values_of

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Alias, Finding, Test, VocabularyFile


def findings(base: KnowledgeBase) -> Iterator[str]:
    """The list of the domains."""
    yield "The id is the name used in a patient file; every other name is accepted as well."
    yield "`myosotis knowledge search WORD` finds one, `myosotis knowledge show ID` shows it whole."
    yield ""
    yield from table(
        ["domain", "findings"],
        [
            [f"[{file.title}](findings-{file.domain}.md)", str(len(file.findings))]
            for file in base.content.vocabulary
        ],
    )


def domain(base: KnowledgeBase, file: VocabularyFile) -> Iterator[str]:
    """The findings of one domain."""
    yield f"File: [{file.domain}.yaml]({DATA}/vocabulary/{file.domain}.yaml)."
    yield '"Speaks for now" is how long a finding says something about the present; after that it'
    yield "counts for the course only."
    yield ""
    yield from table(
        ["id", "finding", "values", "speaks for now", "other names", "basis"],
        [
            [
                f'<a id="{finding.id}"></a>`{finding.id}`',
                _finding(base, finding),
                values_of(finding),
                "always" if finding.valid_for == "always" else finding.valid_for,
                ", ".join(_alias(alias) for alias in finding.aliases),
                basis(finding),
            ]
            for finding in file.findings
        ],
    )


def _finding(base: KnowledgeBase, finding: Finding) -> str:
    parts = [f"**{capital(finding.label)}.** {finding.definition}"]
    if finding.is_a:
        parents = (
            f"[{base.findings[parent].label}](findings-{base.domains[parent]}.md#{parent})"
            for parent in finding.is_a
        )
        parts.append(f"A kind of: {', '.join(parents)}.")
    if finding.implied_by:
        parts.append(f"Follows from {code(finding.implied_by)}.")
    if finding.equals:
        parts.append(f"The same as {code(finding.equals)}.")
    if finding.established_by:
        parts.append(f"Shown by {', '.join(base.tests[t].label for t in finding.established_by)}.")
    return " ".join(parts)


def _alias(alias: Alias) -> str:
    if alias.inverse:
        return f"{code(alias.name)} (the opposite)"
    return code(alias.name) + (f" (means {alias.means})" if alias.means else "")


def tests(base: KnowledgeBase) -> Iterator[str]:
    """Every test that can be ordered."""
    for file in base.content.tests:
        yield f"## {file.title}"
        yield ""
        yield from table(
            ["id", "test", "burden", "cost", "basis"],
            [
                [f'<a id="{t.id}"></a>`{t.id}`', _test(t), t.burden, t.cost, basis(t)]
                for t in file.tests
            ],
        )


def _test(test: Test) -> str:
    parts = [f"**{capital(test.label)}.** {test.shows}"]
    for name, texts in (
        ("How", test.how),
        ("Before", test.before),
        ("Says nothing", test.not_informative),
    ):
        if texts:
            parts.append(f"{name}: {'; '.join(text.rstrip('.') for text in texts)}.")
    return " ".join(parts)


def sources(base: KnowledgeBase) -> Iterator[str]:
    """Every source."""
    yield from table(
        ["id", "kind", "citation"],
        [
            [f'<a id="{source.id}"></a>`{source.id}`', source.kind.replace("_", " "), cite(source)]
            for source in base.sources.values()
        ],
    )
