from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from math import inf

import pytest

from myosotis.knowledge import KnowledgeBase
from myosotis.logic.values import Choice, Interval, Truth
from myosotis.patient import Fact, PartialDate, Patient, Snapshot, parse_date

Read = Callable[[str], Patient]
Take = Callable[..., Snapshot]


@pytest.fixture
def take(read: Read, knowledge: KnowledgeBase) -> Take:
    """The snapshot of a history written as text."""

    def snapshot(text: str, on: str | None = None) -> Snapshot:
        return Snapshot.of(read(text), None if on is None else parse_date(on), knowledge)

    return snapshot


def history(*entries: str) -> str:
    return "history:\n" + "".join(f"  - {{on: {entry}}}\n" for entry in entries)


# -- now ---------------------------------------------------------------------------------------


def test_now_is_the_latest_value(take: Take) -> None:
    shot = take(history("2020-01-01, ck: 8 xULN", "2020-02-01, ck: 5 xULN"))
    assert str(shot.on) == "2020-02-01"
    assert shot.now["ck"].value == Interval.exactly(5)
    assert [fact.id for fact in shot.now["ck"].facts] == ["f2"]
    assert shot.course["ck"].value == Interval.exactly(8)
    assert "ck" not in shot.stale


def test_what_is_too_old_is_unknown_now_and_says_so(take: Take) -> None:
    shot = take(history("2020-01-10, ck: 8 xULN", "2020-04-10, heliotrope_rash: yes"))
    assert shot.now["ck"].value == Interval.exactly(8)
    shot = take(history("2020-01-10, ck: 8 xULN", "2020-04-11, heliotrope_rash: yes"))
    assert "ck" not in shot.now
    assert shot.stale["ck"].value == Interval.exactly(8)
    assert shot.stale["ck"].note == "too old (3 months; counts for 3 months)"
    assert shot.course["ck"].value == Interval.exactly(8)


def test_what_may_be_too_old_does_not_count(take: Take) -> None:
    shot = take(history("2020-01, ck: 8 xULN", "2020-04-15, heliotrope_rash: yes"))
    assert "ck" not in shot.now
    assert shot.stale["ck"].note == "may be too old (2 to 3 months; counts for 3 months)"


def test_a_finding_that_never_ages_counts_for_ever(take: Take) -> None:
    shot = take(history("1990, anti_jo1: yes", "2020-04-15, heliotrope_rash: yes"))
    assert shot.now["anti_jo1"].value is Truth.YES


def test_an_undated_fact_counts_now_only_where_it_cannot_age(take: Take) -> None:
    shot = take(
        history("unknown, heliotrope_rash: yes, anti_jo1: yes", "2020, gottron_papules: no")
    )
    assert shot.now["anti_jo1"].value is Truth.YES
    assert "heliotrope_rash" not in shot.now
    assert shot.stale["heliotrope_rash"].note == "date not recorded, so not counted for now"
    assert shot.course["heliotrope_rash"].value is Truth.YES


def test_a_dated_fact_counts_before_an_undated_one(take: Take) -> None:
    shot = take(history("unknown, anti_jo1: yes", "2020, anti_jo1: no"))
    assert shot.now["anti_jo1"].value is Truth.NO
    assert shot.course["anti_jo1"].value is Truth.YES


def test_not_done_never_replaces_what_was_known(take: Take) -> None:
    shot = take(history("2020-01-01, anti_jo1: yes", "2020-02-01, anti_jo1: not done"))
    assert shot.now["anti_jo1"].value is Truth.YES
    shot = take(history("2020-02-01, anti_jo1: not done"))
    assert "anti_jo1" not in shot.now
    assert "anti_jo1" not in shot.course


def test_a_later_vague_value_replaces_an_earlier_exact_one(take: Take) -> None:
    shot = take(history("2020-01-01, ck: 5 xULN", "2020-02-01, ck: raised"))
    assert shot.now["ck"].value == Interval(Fraction(1), inf, low_open=True)


def test_facts_of_one_date_hold_together(take: Take) -> None:
    shot = take(history("2020-02-01, ck: 5 xULN, ck_elevated: yes"))
    assert shot.now["ck"].value == Interval.exactly(5)
    assert len(shot.now["ck"].facts) == 2


def test_several_numbers_of_one_date_are_a_range_now_and_the_highest_counts(take: Take) -> None:
    shot = take(history("2020-02-01, ck: [5 xULN, 8 xULN]"))
    assert shot.now["ck"].value == Interval(Fraction(5), Fraction(8))
    assert shot.now["ck"].note == "2 values, 1 Feb 2020"
    assert shot.course["ck"].value == Interval.exactly(8)
    assert shot.conflicts == ()


def test_present_at_one_site_is_present(take: Take) -> None:
    shot = take(
        history(
            "2020-02-01, mri_muscle_oedema: {value: yes, site: thigh}",
            "2020-02-01, mri_muscle_oedema: {value: no, site: calf}",
        )
    )
    assert shot.now["mri_muscle_oedema"].value is Truth.YES
    assert shot.conflicts == ()


def test_when_the_order_of_two_dates_is_not_known_either_may_be_the_last(take: Take) -> None:
    shot = take(history("2020-02, heliotrope_rash: yes", "2020-02-14, heliotrope_rash: no"))
    assert shot.now["heliotrope_rash"].value is Truth.UNKNOWN
    assert shot.now["heliotrope_rash"].note == "the order of the dates is not known"
    (conflict,) = shot.conflicts
    assert conflict.finding == "heliotrope_rash"
    assert [fact.id for fact in conflict.facts] == ["f1", "f2"]
    assert "'yes' (Feb 2020, p.yaml, line 3" in conflict.sentence
    assert "'no' (14 Feb 2020, p.yaml, line 4" in conflict.sentence
    shot = take(history("2020-02, ck: 5 xULN", "2020-02-14, ck: 8 xULN"))
    assert shot.now["ck"].value == Interval(Fraction(5), Fraction(8))
    assert shot.conflicts == ()


# -- the date ----------------------------------------------------------------------------------


def test_facts_after_the_date_are_left_out_and_listed(take: Take) -> None:
    text = history("2020-01-01, ck: 5 xULN", "2020-02-01, ck: 8 xULN", "2020-02, anti_jo1: yes")
    shot = take(text, "2020-01-15")
    assert shot.now["ck"].value == Interval.exactly(5)
    assert shot.course["ck"].value == Interval.exactly(5)
    assert [fact.id for fact in shot.later] == ["f2", "f3"]


def test_a_fact_that_may_lie_after_the_date_is_left_out(take: Take) -> None:
    shot = take(history("2020-01, anti_jo1: yes"), "2020-01-15")
    assert "anti_jo1" not in shot.course
    assert len(shot.later) == 1
    assert "anti_jo1" in take(history("2020-01, anti_jo1: yes"), "2020-01").now


def test_the_date_may_be_a_day(read: Read, knowledge: KnowledgeBase) -> None:
    shot = Snapshot.of(read(history("2020-01-01, ck: raised")), date(2020, 1, 2), knowledge)
    assert shot.on == PartialDate(2020, 1, 2)
    assert "ck" in shot.now


def test_a_file_without_any_date(take: Take) -> None:
    shot = take(history("unknown, ck: 5 xULN, anti_jo1: yes"))
    assert str(shot.on) == "unknown"
    assert shot.now["anti_jo1"].value is Truth.YES
    assert "ck" not in shot.now
    assert shot.course["ck"].value == Interval.exactly(5)
    assert shot.age is None


# -- over the course ---------------------------------------------------------------------------


def test_ever_yes_is_yes_and_rests_on_the_facts_that_say_so(take: Take) -> None:
    shot = take(
        history(
            "2019-01, gottron_papules: no",
            "2019-06, gottron_papules: yes",
            "2020-01, gottron_papules: no",
        )
    )
    assert shot.course["gottron_papules"].value is Truth.YES
    assert [fact.id for fact in shot.course["gottron_papules"].facts] == ["f2"]
    assert take(history("2019, rash: no", "2020, rash: no")).course["rash"].value is Truth.NO


def test_the_lowest_of_yes_and_no_is_no(take: Take) -> None:
    shot = take(history("2019-01, spared: yes", "2019-02, spared: no"))
    assert shot.course["spared"].value is Truth.NO
    assert take(history("2019, spared: yes")).course["spared"].value is Truth.YES


def test_numbers_over_the_course_without_a_rule_span_all(take: Take) -> None:
    shot = take(history("2019-01, mrc_hip: 4/5", "2019-02, mrc_hip: 3/5"))
    assert shot.course["mrc_hip"].value == Interval(Fraction(3), Fraction(4))
    assert shot.conflicts == ()


def test_facts_of_one_patient_made_by_a_program_may_contradict_each_other(
    knowledge: KnowledgeBase,
) -> None:
    on = PartialDate(2020, 1, 1)
    facts = tuple(
        Fact(f"f{n}", "rash", value, on, str(value))
        for n, value in enumerate((Truth.YES, Truth.NO))
    )
    shot = Snapshot.of(Patient("p", facts=facts), None, knowledge)
    assert shot.now["rash"].value is Truth.UNKNOWN
    (conflict,) = shot.conflicts
    assert conflict.sentence.startswith("rash: the facts disagree (1 Jan 2020): 'yes'")


@pytest.mark.parametrize(
    ("first", "second", "highest", "facts"),
    [
        ("5 xULN", "8 xULN", Interval.exactly(8), ["f2"]),
        ("5 xULN", "raised", Interval(Fraction(5), inf), ["f1", "f2"]),
        ("raised", "normal", Interval(Fraction(1), inf, True), ["f1"]),
        ("3 to 6 xULN", "5 to 5.5 xULN", Interval(Fraction(5), Fraction(6)), ["f1", "f2"]),
        ("under 6 xULN", "6 xULN", Interval.exactly(6), ["f2"]),
    ],
)
def test_the_highest_recorded_value(
    take: Take, first: str, second: str, highest: Interval, facts: list[str]
) -> None:
    shot = take(history(f"2019-01-01, ck: {first}", f"2020-01-01, ck: {second}"))
    assert shot.course["ck"].value == highest
    assert [fact.id for fact in shot.course["ck"].facts] == facts


def test_the_lowest_recorded_value(take: Take) -> None:
    shot = take(history("2019-01, mmt8: 120/150", "2019-06, mmt8: 60/80", "2020-01, mmt8: 130/150"))
    assert shot.course["mmt8"].value == Interval(Fraction(225, 2), Fraction(225, 2))
    shot = take(history("2019-01, fvc: 70 to 80 %", "2019-06, fvc: under 75 %"))
    assert shot.course["fvc"].value == Interval(Fraction(0), Fraction(75), False, True)


def test_highest_joins_a_vague_and_an_exact_value_of_one_date(take: Take) -> None:
    shot = take(history("2019-01-01, ck: 5 xULN, ck_elevated: yes", "2020-01-01, ck: 2 xULN"))
    assert shot.course["ck"].value == Interval.exactly(5)


def test_undated_values_need_not_be_of_one_time(take: Take) -> None:
    shot = take(history("unknown, ck: 5 xULN", "unknown, ck: raised"))
    assert shot.course["ck"].value == Interval(Fraction(5), inf)


def test_the_latest_and_the_first_over_the_course(take: Take) -> None:
    text = history("2001, calcium: 2.2 mmol/L", "2019, calcium: 2.4 mmol/L")
    assert take(text).course["calcium"].value == Interval.exactly(Fraction("2.4"))
    shot = take("age_at_onset: 38\n" + history("2001, rash: yes"))
    assert shot.course["age_at_onset"].value == Interval.exactly(38)


def test_categories_over_the_course_narrow_each_other(take: Take) -> None:
    shot = take(history("2019-01, course: subacute or chronic", "2019-02, course: chronic"))
    assert shot.course["course"].value == Choice.among(
        ("acute", "subacute", "chronic"), ["chronic"]
    )
    shot = take(history("2019-01, course: acute", "2019-02, course: chronic"))
    known = shot.course["course"].value
    assert isinstance(known, Choice)
    assert known.options == {"acute", "chronic"}
    (conflict,) = shot.conflicts
    assert "'acute' (Jan 2019" in conflict.sentence


# -- what lasts, and age -----------------------------------------------------------------------


def test_an_exposure_lasts_as_long_as_the_treatment(take: Take) -> None:
    base = "history: [{on: 2021-01-01, rash: no}]\ntreatments: [{therapy: prednisolone, from: 2019"
    assert "glucocorticoid_exposure" in take(base + ", to: ongoing}]").now
    assert "glucocorticoid_exposure" in take(base + ", to: 2020-12}]").now
    assert "glucocorticoid_exposure" in take(base + "}]").stale
    shot = take(base + ", to: 2020-01}]")
    assert shot.stale["glucocorticoid_exposure"].note.startswith("too old")
    assert "glucocorticoid_exposure" in take(base + ", to: 2020-01}]", "2019-12-31").now
    assert "glucocorticoid_exposure" in take(base + ", to: 2020-01}]", "2020-01").now
    # It may have ended on the first day of the year.
    assert "glucocorticoid_exposure" in take(base + ", to: 2020}]", "2020-03-31").now
    assert "glucocorticoid_exposure" in take(base + ", to: 2020}]", "2020-04-15").stale


def test_not_given_without_a_date_is_how_things_stand(take: Take) -> None:
    shot = take(
        history("2020, rash: no")
        + "treatments: [{therapy: methotrexate, not_given: pregnancy_planning}]"
    )
    assert shot.now["pregnancy_planning"].value is Truth.YES


def test_the_present_age_follows_from_birth_or_from_the_age_when_first_seen(take: Take) -> None:
    shot = take("born: 1980-05-01\n" + history("2020-05-01, rash: no"))
    assert shot.age == Interval.exactly(40)
    assert shot.now["current_age"].value == Interval.exactly(40)
    assert shot.now["current_age"].facts[0].recorded == "born 1 May 1980"
    shot = take("age: 38\n" + history("2019-03, rash: no", "2020-02, rash: no"))
    assert shot.age == Interval(Fraction(38), Fraction(39))
    assert shot.now["current_age"].facts[0].recorded == "38 in Mar 2019"
    assert take(history("2020, rash: no")).age is None
