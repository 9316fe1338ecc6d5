"""What the knowledge base says in texts (meanings, units, floors, spans) can be read here."""

from __future__ import annotations

import re

import pytest

from myosotis.errors import ImpossibleValueError
from myosotis.knowledge import KnowledgeBase, load
from myosotis.logic.values import is_unknown
from myosotis.patient import parse_dose, patient_schema, read_value
from myosotis.patient.dates import parse_duration


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return load()


def test_every_name_of_a_finding_takes_yes_no_or_a_value(base: KnowledgeBase) -> None:
    for name, (finding_id, alias) in base.aliases.items():
        finding = base.findings[finding_id]
        if finding.kind == "boolean" or alias.means:
            said = read_value(finding, alias, True, name)
            assert not is_unknown(said), name
            read_value(finding, alias, False, name)
        assert is_unknown(read_value(finding, alias, "unknown", name))


def test_every_unit_converts_into_the_range_of_its_finding(base: KnowledgeBase) -> None:
    for finding in base.findings.values():
        if finding.kind != "quantity":
            continue
        for unit in [finding.unit, *(other.unit for other in finding.units)]:
            low = finding.range[0] if finding.range else 0
            value = read_value(finding, None, f"{max(low, 0)} {unit or ''}", finding.id)
            assert not is_unknown(value), (finding.id, unit)


def test_every_category_takes_its_own_labels(base: KnowledgeBase) -> None:
    for finding in base.findings.values():
        for label in finding.values:
            spoken = label.replace("_", " ")
            assert read_value(finding, None, label) == read_value(finding, None, spoken)
            assert str(read_value(finding, None, label)) == label


def test_words_for_laboratory_values_mean_something(base: KnowledgeBase) -> None:
    for finding in base.findings.values():
        if finding.kind == "quantity" and finding.unit == "xULN":
            raised = read_value(finding, None, "raised")
            normal = read_value(finding, None, "normal")
            assert raised != normal
            assert not is_unknown(raised)


def test_every_span_of_validity_can_be_read(base: KnowledgeBase) -> None:
    for finding in base.findings.values():
        assert finding.valid_for == "always" or parse_duration(finding.valid_for)


def test_every_dose_floor_can_be_read(base: KnowledgeBase) -> None:
    for therapy in base.therapies.values():
        for floor in therapy.dose_floors:
            dose = parse_dose(f"{floor.at_least:f} {floor.unit}", therapy.id)
            assert dose.each is not None


def test_values_outside_a_range_are_refused(base: KnowledgeBase) -> None:
    for finding in base.findings.values():
        if finding.range is None:
            continue
        unit = finding.unit or ""
        for number in (finding.range[0] - 1, finding.range[1] + 1):
            with pytest.raises(ImpossibleValueError, match=re.escape(finding.id)):
                read_value(finding, None, f"{number} {unit}", finding.id)


def test_the_schema_knows_every_name(base: KnowledgeBase) -> None:
    names = patient_schema(base)["$defs"]["findings"]["properties"]
    assert set(names) == {*base.findings, *base.aliases}
