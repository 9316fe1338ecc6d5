"""Every antibody has its page and its row; the pages of the profile hold all that is known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from myosotis import knowledge
from myosotis.knowledge.schema import Antibody, Figure, Item, Rule, Sourced
from myosotis.review.antibodies.results import ASKS

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
BASE = knowledge.load()
ANTIBODIES = list(BASE.antibodies.values())


def _page(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def _flat(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _missing(page: str, texts: Iterable[str | None]) -> list[str]:
    whole = _flat(page.replace("\\|", "|"))
    return [text for text in texts if text and _flat(text).rstrip(".") not in whole]


def _unnamed_sources(page: str, facts: Iterable[Sourced]) -> list[str]:
    used = {source for fact in facts for source in fact.source}
    return [source for source in sorted(used) if f"](sources.md#{source}): " not in page]


def _unmarked(page: str, facts: Iterable[tuple[str, Sourced]]) -> list[str]:
    """What was not checked and has no dagger behind it."""
    whole = _flat(page)
    return [
        text
        for text, fact in facts
        if fact.checked == "no" and f"{_flat(text)} †" not in whole.replace("†.**", "†")
    ]


def _of_figures(figures: Iterable[Figure]) -> list[str | None]:
    said: list[str | None] = []
    for figure in figures:
        said += [figure.among[1:], figure.what, figure.note]
        if figure.against:
            said.append(figure.against.among)
        if figure.n is not None and figure.of:
            said.append(f"{figure.n} of {figure.of}")
        said += [str(number) for number in (figure.percent, figure.value) if number is not None]
        if figure.interval:
            said.append(f"{figure.interval[0]} to {figure.interval[1]}")
    return said


@pytest.mark.parametrize("antibody", ANTIBODIES, ids=lambda each: each.id)
def test_every_antibody_has_a_page_and_a_row(antibody: Antibody) -> None:
    index = _page("antibodies.md").splitlines()
    rows = [line for line in index if line.startswith(f'| <a id="{antibody.id}"></a>')]
    assert len(rows) == 1
    assert f"](antibody-{antibody.id}.md)" in rows[0]
    assert _flat(antibody.summary) in rows[0]
    shown = "\n".join(index[index.index("## In short") :])
    assert shown.count(f"](antibody-{antibody.id}.md)") == 1


@pytest.mark.parametrize("antibody", ANTIBODIES, ids=lambda each: each.id)
def test_the_page_of_an_antibody_holds_all_that_is_known_of_it(antibody: Antibody) -> None:
    page = _page(f"antibody-{antibody.id}.md")
    remarks = [*antibody.remarks, *antibody.response, *antibody.pitfalls]
    texts = [antibody.antigen, antibody.summary, *(one.text for one in remarks)]
    texts += [part.text for part in (antibody.titre, antibody.pattern) if part]
    texts += [assay.note or "" for assay in antibody.assays]
    assert _missing(page, [*texts, *_of_figures(antibody.figures)]) == []
    facts: list[Sourced] = [antibody, *antibody.figures, *remarks, *antibody.assays]
    facts += [part for part in (antibody.titre, antibody.pattern) if part]
    assert _unnamed_sources(page, facts) == []
    assert _unmarked(page, [(one.text, one) for one in remarks]) == []


def test_the_page_of_serology_holds_every_method_and_every_doubt() -> None:
    page, pathway = _page("serology.md"), BASE.serology
    words = [word for method in pathway.methods for word in (*method.strengths, *method.names)]
    texts = [*words, *(one.statement for one in (*pathway.pictures, *pathway.doubts))]
    figures = [figure for doubt in pathway.doubts for figure in doubt.figures]
    assert _missing(page, [*texts, *(one.text for one in pathway.remarks)]) == []
    assert _missing(page, _of_figures(figures)) == []
    facts: list[Sourced] = [*pathway.methods, *pathway.pictures, *pathway.doubts, *figures]
    assert _unnamed_sources(page, [*facts, *pathway.remarks, pathway.prior]) == []
    marked: list[tuple[str, Sourced]] = [(one.statement, one) for one in pathway.doubts]
    assert _unmarked(page, [*marked, *((one.text, one) for one in pathway.remarks)]) == []


def test_the_pages_of_subgroups_and_organs_hold_every_rule() -> None:
    subgroups = BASE.subgroups.subgroups
    rules = [r for one in subgroups for r in (*one.established, *one.supported, *one.excluded)]
    _holds(_page("subgroups.md"), rules, [], [one.label[1:] for one in subgroups])
    organs = BASE.watch.organs
    items = [item for organ in organs for item in organ.how]
    _holds(_page("organ-watch.md"), [rule for one in organs for rule in one.rules], items, [])


def test_the_page_of_cancer_holds_tier_panels_and_what_was_not_read() -> None:
    page, pathway = _page("cancer-screening.md"), BASE.cancer
    items = [item for panel in pathway.panels for item in panel.items]
    rules = [*pathway.exempt, *pathway.conditional, *pathway.red_flags]
    tier = BASE.criteria[pathway.tier]
    factors = [row.label for points in tier.points for row in points.rows]
    remarks = [*pathway.remarks, *pathway.not_read]
    timings = [one.statement for one in pathway.timings]
    _holds(page, rules, items, [*factors, *timings, *(one.text for one in remarks)])
    assert _missing(page, _of_figures(pathway.figures)) == []
    assert _unnamed_sources(page, [*pathway.figures, *remarks, *pathway.timings, tier]) == []
    assert _unmarked(page, [(one.text, one) for one in remarks]) == []


def test_the_page_of_the_lung_holds_the_advice_of_every_guideline() -> None:
    page, pathway = _page("lung-risk.md"), BASE.lung
    items = [item for panel in pathway.panels for item in panel.items]
    texts = [one.statement for one in pathway.timings]
    texts += [BASE.criteria[id_].short for id_ in (pathway.risk, *pathway.tools)]
    _holds(page, pathway.advice, items, [*texts, *(one.text for one in pathway.remarks)])
    for advice in pathway.advice:
        row = next(line for line in page.splitlines() if _flat(advice.statement) in line)
        assert row.startswith(f"| {advice.guideline} |")
        assert (advice.strength or "not read") in row


def _holds(page: str, rules: Iterable[Rule], items: Iterable[Item], texts: list[str]) -> None:
    rules, items = list(rules), list(items)
    assert _missing(page, [*(rule.statement for rule in rules), *texts]) == []
    assert _missing(page, [text for item in items for text in (item.label[1:], item.note)]) == []
    assert _unnamed_sources(page, [*rules, *items]) == []
    assert _unmarked(page, [(rule.statement, rule) for rule in rules]) == []


def test_points_of_a_set_show_the_source_of_each_row() -> None:
    for criteria in BASE.criteria.values():
        for row in (row for points in criteria.points for row in points.rows if row.source):
            page = _page(f"instrument-{criteria.id}.md")
            line = next(one for one in page.splitlines() if one.startswith(f"| {row.label}"))
            assert all(f"](sources.md#{source})" in line for source in row.source)


def test_the_manual_names_every_word_of_a_doubt() -> None:
    page = (ROOT / "docs" / "manual" / "knowledge.md").read_text(encoding="utf-8")
    assert [word for word in ASKS if not re.search(rf"`{word}`", page)] == []
