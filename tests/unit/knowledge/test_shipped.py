"""The knowledge that is shipped: whole, readable, sourced, and large enough."""

from __future__ import annotations

from myosotis import knowledge, logic
from myosotis.knowledge.base import DATA
from myosotis.review import check_expressions

BASE = knowledge.load()


def test_no_reference_leads_nowhere_and_no_name_is_given_twice() -> None:
    assert [str(problem) for problem in knowledge.check(BASE)] == []


def test_every_expression_can_be_read() -> None:
    assert [str(problem) for problem in check_expressions(BASE)] == []


def test_every_criteria_set_compiles() -> None:
    hierarchy = logic.Hierarchy(BASE)
    for criteria in BASE.criteria.values():
        assert logic.compile_criteria(criteria, hierarchy).cases.labels


def test_there_are_enough_findings() -> None:
    assert len(BASE.findings) >= 250


def test_every_domain_has_findings() -> None:
    assert set(BASE.domains.values()) >= {
        "history", "weakness", "skin", "lung", "joint", "gastrointestinal", "heart", "laboratory",
        "autoantibodies", "emg", "imaging", "biopsy", "genetics", "exposures", "core_set",
    }  # fmt: skip


def test_every_fact_names_a_source() -> None:
    counted = knowledge.count_checked(BASE)
    assert set(counted) >= {"findings", "tests", "criteria", "therapies", "activity", "diagnosis"}
    assert all(source.citation for source in BASE.sources.values())


def test_a_rule_of_our_own_is_never_called_checked() -> None:
    ours = [id_ for id_, source in BASE.sources.items() if source.kind == "proposal"]
    entries = [*BASE.findings.values(), *BASE.tests.values(), *BASE.therapies.values()]
    rules = [*BASE.urgent.red_flags, *BASE.resistance.removable_causes, *BASE.strategy.gate]
    for fact in (*entries, *rules):
        if set(fact.source) <= set(ours):
            assert fact.checked == "no", fact.id


def test_each_therapy_and_criteria_set_is_one_file_of_its_name() -> None:
    folders = {
        "therapies": BASE.content.therapies,
        "criteria": BASE.content.criteria,
        "instruments": BASE.content.instruments,
    }
    for folder, entries in folders.items():
        files = {path.stem for path in (DATA / folder).glob("*.yaml")}
        assert files == {entry.id for entry in entries}, folder


def test_classification_sets_and_instruments_stand_apart() -> None:
    assert {c.kind for c in BASE.content.criteria} == {"classification"}
    assert "classification" not in {c.kind for c in BASE.content.instruments}


def test_quantities_have_a_unit_or_a_range_and_categories_have_values() -> None:
    for finding in BASE.findings.values():
        quantity = finding.kind == "quantity"
        assert quantity == bool(finding.unit or finding.range), finding.id
        assert (finding.kind == "category") == bool(finding.values), finding.id
