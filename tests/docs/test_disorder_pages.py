"""Every disorder has its page and its row; the page of the differential holds its pathway."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from myosotis import knowledge
from myosotis.knowledge.schema import Disorder, Sourced

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
BASE = knowledge.load()
DISORDERS = list(BASE.disorders.values())
PATHWAY = BASE.differential


def _page(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def _flat(text: str) -> str:
    return " ".join(text.split())


def _missing(page: str, texts: Iterable[str | None]) -> list[str]:
    whole = _flat(page)
    return [text for text in texts if text and _flat(text).rstrip(".") not in whole]


def _rows(page: str, feature: str) -> list[str]:
    """The rows of the shares of a feature."""
    link = f"](differential.md#{feature})"
    return [line for line in page.splitlines() if line.startswith("| [") and link in line]


@pytest.mark.parametrize("disorder", DISORDERS, ids=lambda each: each.id)
def test_every_disorder_has_a_page_and_a_row_under_its_group(disorder: Disorder) -> None:
    index = _page("disorders.md")
    whole = BASE.disorders[disorder.part_of] if disorder.part_of else disorder
    group = PATHWAY.groups[whole.group]
    (section,) = re.findall(rf"^## {group}$(.*?)(?=^## |\Z)", index, re.M | re.S | re.I)
    rows = [line for line in section.splitlines() if f'<a id="{disorder.id}"></a>' in line]
    assert len(rows) == 1
    assert f"](disorder-{disorder.id}.md)" in rows[0]
    assert ("form: " in rows[0]) == bool(disorder.part_of)
    assert index.count(f'<a id="{disorder.id}"></a>') == 1


@pytest.mark.parametrize("disorder", DISORDERS, ids=lambda each: each.id)
def test_the_page_of_a_disorder_holds_all_that_is_known_of_it(disorder: Disorder) -> None:
    page = _page(f"disorder-{disorder.id}.md")
    words = (*disorder.misleads, *disorder.red_flags, *disorder.keep, *disorder.urgent)
    tests = (*disorder.settled_by, *disorder.missed_by)
    said: list[tuple[str, Sourced]] = [(one.text, one) for one in words]
    said += [(one.text, one) for one in tests]
    texts = [disorder.onset, disorder.pattern, disorder.course, disorder.gene, disorder.inheritance]
    assert _missing(page, [*texts, *(text for text, _ in said)]) == []
    facts = [disorder, *(fact for _, fact in said), *disorder.figures]
    used = {source for fact in facts for source in fact.source}
    assert [source for source in used if f"](sources.md#{source}): " not in page] == []
    unmarked = [
        text
        for text, fact in said
        if fact.checked == "no" and f"{_flat(text)} †" not in _flat(page)
    ]
    assert unmarked == []


@pytest.mark.parametrize("disorder", DISORDERS, ids=lambda each: each.id)
def test_a_share_stands_once_and_an_estimate_is_called_so(disorder: Disorder) -> None:
    published, _, estimated = _page(f"disorder-{disorder.id}.md").partition("**Estimates**")
    for cell in disorder.figures:
        (row,) = _rows(published, cell.feature)
        assert cell.n is None or cell.basis != "figure" or f"{cell.n} of {cell.of}" in row
        assert ("carried over" in row) == (cell.basis == "adapted")
        assert all(f"](sources.md#{source})" in row for source in cell.source)
        assert cell.checked != "no" or "†" in row
    for name, share in disorder.estimates.items():
        (row,) = _rows(estimated, name)
        assert f" {100 * share:.0f} % " in row
        assert _rows(published, name) == []


def test_the_figures_of_the_manual_are_those_that_were_measured() -> None:
    manual = (ROOT / "docs" / "manual" / "differential.md").read_text(encoding="utf-8")
    measured = (ROOT / "benchmarks" / "differential" / "results.md").read_text(encoding="utf-8")
    order, said, *_ = re.findall(r"^\| the differential \|.*$", measured, re.M)
    figures = [figure for row in (order, said) for figure in re.findall(r"\d+ of 35", row)[:2]]
    assert figures == re.findall(r"\d+ of 35", _flat(manual))


def test_the_page_of_the_differential_holds_every_feature_gate_and_bundle() -> None:
    page = _page("differential.md")
    bins = {one.feature for scale in PATHWAY.scales for one in scale.bins}
    names = [*sorted(bins), *(one.id for one in PATHWAY.features)]
    names += [f"gate-{one.id}" for one in PATHWAY.gates]
    names += [f"bundle-{one.id}" for one in PATHWAY.bundles]
    assert [name for name in names if page.count(f'<a id="{name}"></a>') != 1] == []
    texts = [one.statement for one in PATHWAY.gates] + [one.why for one in PATHWAY.bundles]
    texts += [one.definition for one in PATHWAY.features]
    texts += [feature.if_ for feature in PATHWAY.features]
    texts += [gate.if_ for gate in PATHWAY.gates]
    assert _missing(page, texts) == []
    tests = {test for bundle in PATHWAY.bundles for test in bundle.tests}
    assert [test for test in sorted(tests) if f"](tests.md#{test})" not in page] == []
