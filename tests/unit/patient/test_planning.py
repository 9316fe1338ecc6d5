"""Plans in a patient file: what is read, and a sentence with its place for what is not."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from myosotis.errors import ImpossibleValueError, InputError, UnknownNameError
from myosotis.knowledge import KnowledgeBase
from myosotis.logic.values import Interval
from myosotis.patient import Patient, Plan, read_plan

Read = Callable[[str], Patient]
Wrong = Callable[[str], tuple[type[InputError], list[str]]]
PLAN = {
    "therapy": "rituximab",
    "on": "2021-03-10",
    "until": "2021-09-01",
    "measure": "mmt8",
    "rise": "10",
}


def text(**fields: str | None) -> str:
    """A patient file with one plan; what is None is left out."""
    lines = [f"{key}: {value}" for key, value in {**PLAN, **fields}.items() if value is not None]
    return "plans:\n  - " + "\n    ".join(lines) + "\n"


def only(patient: Patient) -> Plan:
    (plan,) = patient.plans
    return plan


def test_a_whole_plan(read: Read) -> None:
    plan = only(read(text(start="2021-03-12", dose="1 g twice", note="she chose it")))
    assert (plan.id, plan.therapy, plan.name) == ("p1", "rituximab", "rituximab")
    assert (str(plan.made), str(plan.start), str(plan.until)) == (
        "2021-03-10", "2021-03-12", "2021-09-01",
    )  # fmt: skip
    assert (plan.measure, plan.threshold, plan.value) == ("mmt8", "rise", Interval.exactly(10))
    assert (plan.dose, plan.note, plan.text) == ("1 g twice", "she chose it", "10")
    assert plan.where == "p.yaml, line 3, plans[1]"


def test_without_a_start_it_begins_when_it_was_made(read: Read) -> None:
    plan = only(read(text()))
    assert plan.start == plan.made


def test_a_patient_without_plans_has_none(read: Read) -> None:
    assert read("sex: female\n").plans == ()


@pytest.mark.parametrize("name", ["steroids", "prednisolone", "Glucocorticoid oral"])
def test_a_therapy_by_another_of_its_names(read: Read, name: str) -> None:
    assert only(read(text(therapy=name))).therapy == "glucocorticoid_oral"


def test_the_end_may_lie_in_the_future_and_the_start_too(read: Read) -> None:
    plan = only(read(text(start="2031-01-01", until="2032-01-01")))
    assert (str(plan.start), str(plan.until)) == ("2031-01-01", "2032-01-01")


def test_a_plan_was_not_made_in_the_future(wrong: Wrong) -> None:
    kind, (line,) = wrong(text(on="2031-01-01", until="2032-01-01"))
    assert kind is ImpossibleValueError
    assert line.startswith("p.yaml, line 4, plans[1].on: ")
    assert "future" in line


@pytest.mark.parametrize(
    ("fields", "value"),
    [
        ({"measure": "mmt8", "at_least": "60/80"}, Interval.exactly(Fraction("112.5"))),
        ({"measure": "mmt8", "at_least": "120"}, Interval.exactly(120)),
        ({"measure": "ck", "at_most": "1.5 xULN"}, Interval.exactly(Fraction("1.5"))),
        ({"measure": "calcium", "fall": "1 mg/dL"}, Interval.exactly(Fraction("0.25"))),
        ({"measure": "ck", "fall_percent": "50 %"}, Interval.exactly(50)),
        ({"measure": "ck", "fall_percent": "50"}, Interval.exactly(50)),
        ({"measure": "total", "at_least": "20"}, Interval.exactly(20)),
        ({"measure": "ck", "rise": "30000 xULN"}, Interval.exactly(30000)),
    ],
)
def test_a_threshold_is_read_in_the_unit_of_its_measure(
    read: Read, fields: dict[str, str | None], value: Interval
) -> None:
    assert only(read(text(**{"rise": None, **fields}))).value == value


ERRORS: list[tuple[dict[str, str | None], type[InputError], str, tuple[str, ...]]] = [
    ({"therapy": "rituxmab"}, UnknownNameError, "line 3, plans[1].therapy",
     ("unknown therapy 'rituxmab'", "did you mean 'rituximab'?")),
    ({"measure": "mmt9"}, UnknownNameError, "line 6, plans[1].measure",
     ("unknown measure 'mmt9'", "did you mean 'mmt8'")),
    ({"measure": "heliotrope_rash"}, InputError, "line 6, plans[1].measure",
     ("'heliotrope_rash' is not a number, so no threshold can judge it",)),
    ({"measure": "course"}, InputError, "line 6, plans[1].measure",
     ("'course' is not a number",)),
    ({"rise": None}, InputError, "line 3, plans[1]",
     ("a plan is judged by one of at_least, at_most, rise, fall, fall_percent; here none is",)),
    ({"at_least": "20"}, InputError, "line 3, plans[1]",
     ("judged by one of", "here at_least and rise is given")),
    ({"until": "2021-03-01"}, ImpossibleValueError, "line 5, plans[1].until",
     ("the plan ends (2021-03-01) before it has begun (2021-03-10)",)),
    ({"until": "2021-03-10"}, ImpossibleValueError, "line 5, plans[1].until",
     ("the plan ends (2021-03-10) before it has begun",)),
    ({"until": "soon"}, InputError, "line 5, plans[1].until", ("'soon'",)),
    ({"until": "unknown"}, InputError, "line 5, plans[1].until",
     ("a plan needs a date here, such as 2020-03-01",)),
    ({"rise": "8 to 10"}, InputError, "line 7, plans[1].rise", ("'8 to 10' is not one number",)),
    ({"rise": "a lot"}, InputError, "line 7, plans[1].rise", ("'a lot'",)),
    ({"measure": "ck", "rise": None, "at_most": "900 U/L"}, InputError,
     "line 7, plans[1].at_most", ("'900 U/L' is not one number",)),
    ({"measure": "total"}, InputError, "line 7, plans[1].rise",
     ("total compares two visits already; use at_least or at_most",)),
    ({"rise": "-4"}, InputError, "line 7, plans[1].rise", ("a rise is more than 0, not -4",)),
    ({"rise": None, "fall": "0"}, InputError, "line 7, plans[1].fall",
     ("a fall is more than 0, not 0",)),
    ({"rise": None, "fall_percent": "120"}, InputError, "line 7, plans[1].fall_percent",
     ("a fall is more than 0 and at most 100 percent",)),
    ({"until": None}, InputError, "line 3, plans[1]",
     ("a plan says what, from when, until when and by what; no 'until'",)),
    ({"until": None, "measure": None}, InputError, "line 3, plans[1]",
     ("no 'until' and 'measure'",)),
    ({"untill": "2021-09-01"}, UnknownNameError, "line 3, plans[1]",
     ("unknown key 'untill'", "did you mean 'until'?")),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "kind", "place", "said"), ERRORS)
def test_what_is_wrong_is_said_with_its_place(
    wrong: Wrong,
    fields: dict[str, str | None],
    kind: type[InputError],
    place: str,
    said: tuple[str, ...],
) -> None:
    found, lines = wrong(text(**fields))
    assert found is kind
    (line,) = lines
    assert line.startswith(f"p.yaml, {place}: ")
    for part in said:
        assert part in line


def test_everything_that_is_wrong_is_said_at_once(wrong: Wrong) -> None:
    _, lines = wrong(text(therapy="rituxmab") + text(measure="mmt9").removeprefix("plans:\n"))
    assert len(lines) == 2


@pytest.mark.parametrize("raw", ["plans: rituximab", "plans: [rituximab]"])
def test_plans_are_a_list_of_entries(wrong: Wrong, raw: str) -> None:
    _, (line, *_) = wrong(raw + "\n")
    assert "plan" in line


def test_one_plan_from_a_mapping(knowledge: KnowledgeBase) -> None:
    plan = read_plan(PLAN, knowledge)
    assert (plan.therapy, plan.threshold) == ("rituximab", "rise")
    with pytest.raises(UnknownNameError, match=r"plan, plans\[1\].measure: unknown measure"):
        read_plan({**PLAN, "measure": "mmt9"}, knowledge)
