"""The page of each set holds all that the knowledge says of it, and every worked example."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from myosotis import knowledge
from myosotis.knowledge.reading import read_document
from myosotis.knowledge.schema import CriteriaSet

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
SETS = list(knowledge.load().criteria.values())
EXAMPLES = {
    data["criteria"]: data["examples"]
    for path in (ROOT / "tests" / "spec").glob("*.yaml")
    for data in [read_document(path).data]
}


def _page(criteria: CriteriaSet) -> str:
    kind = "criteria" if criteria.kind == "classification" else "instrument"
    return (REFERENCE / f"{kind}-{criteria.id}.md").read_text(encoding="utf-8")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


@pytest.mark.parametrize("criteria", SETS, ids=lambda each: each.id)
def test_a_page_names_all_that_is_read_and_answered(criteria: CriteriaSet) -> None:
    page = _page(criteria)
    names = {*criteria.inputs, *criteria.at_each_visit, *criteria.values}
    names |= {case.is_ for case in criteria.verdict}
    names |= {case.is_ for cases in criteria.outcomes.values() for case in cases}
    assert [name for name in sorted(names) if f"`{name}`" not in page] == []
    said = [criteria.about, *criteria.notes, *(flag.text for flag in criteria.flags)]
    said += [criteria.incomplete or "", *criteria.value_labels.values()]
    said += [one.meaning for measure in criteria.measure for one in measure.differences]
    assert [text for text in said if _cell(text).strip() not in page] == []
    for refusal in criteria.refuse:
        assert f'<a id="refused-{refusal.id}"></a>' in page
        for part in re.split(r"\{.+?\}", refusal.text):
            assert _cell(part).strip() in page


@pytest.mark.parametrize("criteria", SETS, ids=lambda each: each.id)
def test_a_page_cites_every_source(criteria: CriteriaSet) -> None:
    page, base = _page(criteria), knowledge.load()
    facts = [criteria, *criteria.parameters, *criteria.flags, *criteria.refuse]
    facts += [one for measure in criteria.measure for one in measure.differences]
    used = {source for fact in facts for source in fact.source}
    used |= {each["published"] for each in EXAMPLES.get(criteria.id, []) if "published" in each}
    for source in sorted(used):
        found = base.sources[source]
        assert found.citation in page, source
        assert not found.doi or f"https://doi.org/{found.doi}" in page
        assert not found.pmid or f"PMID {found.pmid}" in page


@pytest.mark.parametrize("criteria", SETS, ids=lambda each: each.id)
def test_a_page_holds_every_worked_example_once(criteria: CriteriaSet) -> None:
    rows = [line.split(" | ")[0] for line in _page(criteria).splitlines() if line.startswith("| ")]
    names = [example["name"] for example in EXAMPLES[criteria.id]]
    assert len(names) == len(set(names)), "two examples of one name"
    assert [name for name in names if rows.count(f"| {_cell(name)}") != 1] == []


def test_the_two_lists_name_every_set() -> None:
    lists = [(REFERENCE / name).read_text(encoding="utf-8") for name in
             ("criteria.md", "instruments.md")]  # fmt: skip
    for criteria in SETS:
        found = lists[criteria.kind != "classification"]
        assert f"[{criteria.title}](" in found
        assert criteria.enabled or f"**switched off**: {criteria.incomplete}" in found
