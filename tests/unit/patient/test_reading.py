from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from myosotis.errors import (
    ConflictError,
    FileError,
    ImpossibleValueError,
    InputError,
    UnknownNameError,
)
from myosotis.knowledge import KnowledgeBase
from myosotis.logic.values import Choice, Interval, Truth
from myosotis.patient import Patient, read_patient

Read = Callable[[str], Patient]
Wrong = Callable[[str], tuple[type[InputError], list[str]]]

FULL = """
title: Woman, 38
sex: woman
born: 1981-01
age: 38
age_at_onset: 30s
weight: 70 kg
diagnosis: polymyositis
source: A paper
note: seen twice
history:
  - on: 2019-03
    site: left thigh
    note: first visit
    ck: 788 U/L
    uln: 170
    aldolase: raised
    course: subacute or chronic
    biopsy: {necrosis: yes, infiltrate: not done, site: vastus, note: small}
    antibodies: {jo1: no, anti_srp: yes}
    mri_muscle_oedema: {value: yes, site: gluteus, by: radiologist}
  - on: 2020-02-10
    ck: [5 xULN, 6 xULN]
    heliotrope_rash: no
"""


def test_a_whole_file(read: Read) -> None:
    patient = read(FULL)
    assert (patient.id, patient.title, patient.sex) == ("p", "Woman, 38", "female")
    assert (str(patient.born), str(patient.presented)) == ("1981-01", "2019-03")
    assert (patient.age, patient.weight) == (Interval.exactly(38), Interval.exactly(70))
    assert (patient.diagnosis, patient.source, patient.note) == (
        "polymyositis",
        "A paper",
        "seen twice",
    )
    assert patient.file == "p.yaml"
    assert str(patient.last_date) == "2020-02-10"
    facts = [(f.id, f.finding, str(f.value), str(f.on), f.recorded) for f in patient.facts]
    assert facts == [
        ("f1", "sex", "female", "unknown", "woman"),
        ("f2", "ck", "4.6353", "2019-03", "788 U/L (ULN 170)"),
        ("f3", "aldolase", "over 1", "2019-03", "raised"),
        ("f4", "course", "chronic or subacute", "2019-03", "subacute or chronic"),
        ("f5", "biopsy_necrosis", "yes", "2019-03", "yes"),
        ("f6", "biopsy_infiltrate", "unknown", "2019-03", "not done"),
        ("f7", "anti_jo1", "no", "2019-03", "no"),
        ("f8", "anti_srp", "yes", "2019-03", "yes"),
        ("f9", "mri_muscle_oedema", "yes", "2019-03", "yes"),
        ("f10", "ck", "5", "2020-02-10", "5 xULN"),
        ("f11", "ck", "6", "2020-02-10", "6 xULN"),
        ("f12", "heliotrope_rash", "no", "2020-02-10", "no"),
        ("f13", "age_at_onset", "30 to 39", "unknown", "30s"),
    ]
    by_id = {fact.id: fact for fact in patient.facts}
    assert by_id["f2"].value == Interval.exactly(Fraction(788, 170))
    assert (by_id["f5"].site, by_id["f5"].note) == ("vastus", "small")
    assert (by_id["f7"].site, by_id["f7"].note) == ("left thigh", "first visit")
    assert (by_id["f9"].site, by_id["f9"].by) == ("gluteus", "radiologist")
    assert by_id["f10"].where == "p.yaml, line 24, history[2].ck[1]"
    assert by_id["f5"].where == "p.yaml, line 20, history[1].biopsy.necrosis"


def test_json_and_a_mapping_read_the_same(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    data = {"id": "p", "history": [{"on": 2019, "ck": "5 xULN", "heliotrope_rash": True}]}
    path = tmp_path / "p.json"
    path.write_text(
        '{"id": "p", "history": [{"on": 2019, "ck": "5 xULN", "heliotrope_rash": "yes"}]}'
    )
    from_mapping = read_patient(data, knowledge)
    from_file = read_patient(path, knowledge)
    assert [f.value for f in from_file.facts] == [f.value for f in from_mapping.facts]
    assert from_file.facts[0].where == "p.json, history[1].ck"


@pytest.mark.parametrize(
    ("value", "recorded"),
    [
        ("{value: 788, unit: U/L, uln: 170}", "788 U/L (ULN 170)"),
        ("{value: 5 xULN, unit: xULN}", "5 xULN"),
        ("{low: 3, high: 4.5, unit: xULN}", "3 to 4.5 xULN"),
        ("{low: 3, unit: xULN}", "at least 3 xULN"),
        ("{high: 4, unit: xULN}", "at most 4 xULN"),
    ],
)
def test_a_value_is_kept_as_it_was_written(read: Read, value: str, recorded: str) -> None:
    (fact,) = read(f"history: [{{on: 2019, ck: {value}}}]").facts
    assert fact.recorded == recorded


def test_an_alias_keeps_the_name_that_was_written(read: Read) -> None:
    (fact,) = read("history: [{on: 2019, symmetric_weakness: yes}]").facts
    assert (fact.finding, fact.name, fact.value) == (
        "asymmetric_weakness",
        "symmetric_weakness",
        Truth.NO,
    )


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("age: 38", (38, 38)),
        ("age: 30 to 39", (30, 39)),
        ("age: 60s", (60, 69)),
        ("age: 60's", (60, 69)),
        ("age: over 60", (61, 125)),
        ("age: at least 60", (60, 125)),
        ("age: under 18", (0, 17)),
        ("age: 38.7", (38, 38)),
        ("age: 38 years", (38, 38)),
    ],
)
def test_ages_in_completed_years(read: Read, text: str, age: tuple[int, int]) -> None:
    assert read(text).age == Interval(Fraction(age[0]), Fraction(age[1]))


def test_unknown_stays_unknown(read: Read) -> None:
    patient = read("age: unknown\nsex: unknown\nborn: unknown\nweight: unknown\npresented: unknown")
    assert (patient.age, patient.sex, patient.born, patient.weight) == (None, "unknown", None, None)
    assert patient.facts == ()


def test_the_age_at_onset_is_not_above_the_age_when_first_seen(read: Read) -> None:
    (fact,) = read("age: 38\npresented: 2019").facts
    assert (fact.finding, str(fact.value)) == ("age_at_onset", "0 to 38")
    assert fact.recorded == "not above the age of 38 when first seen"
    (fact,) = read("born: 1980-05\npresented: 2019-03").facts
    assert str(fact.value) == "0 to 38"


def test_the_limit_of_an_entry_may_be_given_by_name(read: Read) -> None:
    patient = read(
        "history: [{on: 2019, ck: 340 U/L, aldolase: 12 U/L, uln: {ck: 170, aldolase: 6 U/L}}]"
    )
    assert [fact.value for fact in patient.facts] == [Interval.exactly(2), Interval.exactly(2)]


def test_the_limit_of_an_entry_leaves_multiples_alone(read: Read) -> None:
    patient = read("history: [{on: 2019, ck: 5 xULN, aldolase: 12 U/L, uln: 6}]")
    assert [fact.value for fact in patient.facts] == [Interval.exactly(5), Interval.exactly(2)]


def test_different_sites_of_one_date_are_different_facts(read: Read) -> None:
    patient = read(
        "history:\n"
        "  - {on: 2019-03-01, mri_muscle_oedema: {value: yes, site: thigh}}\n"
        "  - {on: 2019-03-01, mri_muscle_oedema: {value: no, site: calf}}\n"
    )
    assert len(patient.facts) == 2


def test_a_vaguer_name_on_the_same_date_is_no_repetition(read: Read) -> None:
    assert len(read("history: [{on: 2019-03-01, ck: 5 xULN, ck_elevated: yes}]").facts) == 2


def test_undated_facts_may_differ(read: Read) -> None:
    text = "history: [{on: unknown, heliotrope_rash: yes}, {on: unknown, heliotrope_rash: no}]"
    assert len(read(text).facts) == 2


# -- what is wrong, each with one sentence --------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "line"),
    [
        ("tittle: x", UnknownNameError, "p.yaml, line 2, tittle: unknown key"),
        ("heliotrope_rash: yes", InputError,
         "p.yaml, line 2, heliotrope_rash: 'heliotrope_rash' is a finding; write it in an entry "
         "of history, with its date"),
        ("sex: other", InputError,
         "p.yaml, line 2, sex: 'other' is not a sex that is read; expected female, male or "
         "unknown"),
        ("born: spring", InputError,
         "p.yaml, line 2, born: 'spring' is not a date; write a date as 2019-03-14, 2019-03, "
         "2019 or unknown"),
        ("born: 2030-01-01", ImpossibleValueError,
         "p.yaml, line 2, born: the date 2030-01-01 lies in the future (today is 2021-06-15)"),
        ("age: old", InputError,
         "p.yaml, line 2, age: 'old' is not an amount; write a number with its unit"),
        ("age: 38 kg", InputError, "p.yaml, line 2, age: '38 kg' is not an age in years"),
        ("age: 380", ImpossibleValueError,
         "p.yaml, line 2, age: an age of 380 cannot be; it lies between 0 and 125 years"),
        ("age: -3", ImpossibleValueError, "p.yaml, line 2, age: an age of -3 cannot be"),
        ("weight: 70", InputError,
         "p.yaml, line 2, weight: '70' is not a weight in kg; write for example 70 kg"),
        ("weight: 7000 kg", ImpossibleValueError,
         "p.yaml, line 2, weight: a weight of 7000 kg cannot be; it lies between 0 and 600 kg"),
        ("sex: [female, male]", InputError,
         "p.yaml, line 2, sex: 'female, male' is not a sex that is read"),
        ("sex: {a: b}", InputError, "p.yaml, line 2, sex: 'a mapping' is not a sex that is read"),
        ("title: {a: b}", InputError, "p.yaml, line 2, title: a text is expected here"),
        ("history: {on: 2019}", InputError,
         "p.yaml, line 2, history: a list of entries, each with 'on' and findings, is "
         "expected here"),
        ("history: [~]", InputError,
         "p.yaml, line 2, history[1]: an entry with 'on' and findings is expected here, not "
         "nothing"),
        ("history: [yes]", InputError,
         "p.yaml, line 2, history[1]: an entry with 'on' and findings is expected here, not yes"),
        ("history: [{ck: 5 xULN}]", InputError,
         "p.yaml, line 2, history[1]: when was this? write on: 2019-03, or on: unknown"),
        ("history: [{on: 2021-07, heliotrope_rash: yes}]", ImpossibleValueError,
         "p.yaml, line 2, history[1].on: the date 2021-07 lies in the future"),
        ("history: [{on: 2019, gotron_papules: yes}]", UnknownNameError,
         "p.yaml, line 2, history[1].gotron_papules: unknown finding 'gotron_papules', did you "
         "mean 'gottron_papules'?"),
        ("history: [{on: 2019, biospy: {necrosis: yes}}]", UnknownNameError,
         "p.yaml, line 2, history[1].biospy: unknown finding or group 'biospy', did you mean "
         "'biopsy'"),
        ("history: [{on: 2019, biopsy: {necrosys: yes}}]", UnknownNameError,
         "p.yaml, line 2, history[1].biopsy.necrosys: unknown finding 'necrosys' in the group "
         "biopsy, did you mean 'biopsy_necrosis'?"),
        ("history: [{on: 2019, antibodies: {joe: yes}}]", UnknownNameError,
         "p.yaml, line 2, history[1].antibodies.joe: unknown finding 'joe' in the group "
         "antibodies"),
        ("history: [{on: 2019, biopsy: yes}]", InputError,
         "p.yaml, line 2, history[1].biopsy: 'biopsy' is a group; write its findings under it, "
         "each with a value"),
        ("history: [{on: 2019, ck: {value: 5 xULN, sight: arm}}]", UnknownNameError,
         "p.yaml, line 2, history[1].ck: unknown key 'sight', did you mean 'site'"),
        ("history: [{on: 2019, heliotrope_rash: [yes, no]}]", InputError,
         "p.yaml, line 2, history[1].heliotrope_rash: several values of heliotrope_rash are given; "
         "write yes, no or unknown"),
        ("history: [{on: 2019, course: [acute, chronic]}]", InputError,
         "p.yaml, line 2, history[1].course: several values of course are given; write one, or "
         "'one or other'"),
        ("history: [{on: 2019, ck: []}]", InputError,
         "p.yaml, line 2, history[1].ck: ck has no value; write unknown if it is not known"),
        ("history: [{on: 2019, ck: 5}]", InputError,
         "p.yaml, line 2, history[1].ck: '5' has no unit; write ck in one of: xULN, U/L, ukat/L"),
        ("history: [{on: 2019, ck: 500 U/L, aldolase: 5 U/L, uln: 170}]", InputError,
         "p.yaml, line 2, history[1].uln: whose upper limit of normal is 170? write uln: "
         "{ck: ..., aldolase: ...}"),
        ("history: [{on: 2019, ck: 5 xULN, uln: 170}]", InputError,
         "p.yaml, line 2, history[1].uln: uln stands here without a value that it could be the "
         "limit of"),
        ("history: [{on: 2019, ck: 500 U/L, uln: {aldolase: 6}}]", InputError,
         "p.yaml, line 2, history[1].uln: uln of aldolase stands here without a value of aldolase "
         "in the same unit"),
        ("history: [{on: 2019, ck: 500 U/L, rsh: yes, uln: 6}]", UnknownNameError,
         "p.yaml, line 2, history[1].rsh: unknown finding 'rsh', did you mean 'rash'?"),
        ("history: [{on: 2019, ck: '5,000 U/L', uln: 6, aldolase: 6 U/L}]", InputError,
         "p.yaml, line 2, history[1].ck: '5,000 U/L': write a number without spaces or commas"),
        ("history: [{on: 2019, ck: {value: 500 U/L, uln: 7}, aldolase: 6 U/L, uln: 0}]",
         ImpossibleValueError,
         "p.yaml, line 2, history[1].aldolase: '0' cannot be an upper limit of normal"),
        ("history: [{on: 2019, ck: 500 U/L, uln: {cc: 6}}]", UnknownNameError,
         "p.yaml, line 2, history[1].uln.cc: unknown finding 'cc'"),
        ("born: 1980\npresented: 2019-03\nage: 55", ImpossibleValueError,
         "p.yaml, line 4, age: an age of 55 does not fit birth on 1980: that makes 38 to 39 in "
         "Mar 2019"),
        ("born: 1980\nhistory: [{on: 1970, heliotrope_rash: yes}]", ImpossibleValueError,
         "p.yaml, line 3, history[1].heliotrope_rash: heliotrope_rash is dated 1970, before the "
         "patient (born 1980) was born"),
        ("age: 38\npresented: 2019\nhistory: [{on: 1970, ck: raised}]", ImpossibleValueError,
         "p.yaml, line 4, history[1].ck: ck is dated 1970, before the patient (aged 38 in 2019) "
         "was born"),
        ("born: 1980\ntreatments: [{therapy: azathioprine, from: 1970}]", ImpossibleValueError,
         "p.yaml, line 3, treatments[1]: azathioprine starts 1970, before the patient (born 1980) "
         "was born"),
        ("age: 38\nage_at_onset: 45\npresented: 2019", ImpossibleValueError,
         "p.yaml, line 3, age_at_onset: an age at onset of 45 is above the age of 38 when first "
         "seen"),
        ("age_at_onset: young", InputError,
         "p.yaml, line 2, age_at_onset: 'young' is not a value of age_at_onset; expected a number"),
    ],
)  # fmt: skip
def test_one_problem_is_one_line(
    wrong: Wrong, text: str, kind: type[InputError], line: str
) -> None:
    found, lines = wrong(text)
    assert found is kind
    assert len(lines) == 1
    assert lines[0].startswith(line)


def test_the_same_fact_twice(wrong: Wrong) -> None:
    kind, lines = wrong(
        "history:\n"
        "  - {on: 2019-03-01, heliotrope_rash: yes}\n"
        "  - {on: 2019-03-01, heliotrope_rash: yes}\n"
    )
    assert kind is InputError
    assert lines == [
        "p.yaml, line 4, history[2].heliotrope_rash: heliotrope_rash is recorded twice, dated "
        "1 Mar 2019: 'yes' (p.yaml, line 3, history[1].heliotrope_rash) and 'yes'; leave one out"
    ]


def test_opposite_facts_of_one_date(wrong: Wrong) -> None:
    kind, lines = wrong(
        "history:\n"
        "  - {on: 2019-03, heliotrope_rash: yes}\n"
        "  - {on: 2019-03, heliotrope_rash: no}\n"
    )
    assert kind is ConflictError
    assert lines == [
        "p.yaml, line 4, history[2].heliotrope_rash: heliotrope_rash has two values dated Mar "
        "2019: 'yes' (p.yaml, line 3, history[1].heliotrope_rash) and 'no'"
    ]


def test_two_numbers_of_one_date_are_written_as_a_list(wrong: Wrong) -> None:
    kind, lines = wrong("history:\n  - {on: 2019-03, ck: 5 xULN}\n  - {on: 2019-03, ck: 6 xULN}\n")
    assert kind is ConflictError
    assert lines[0].endswith("write several values of one date as a list")


def test_a_name_that_contradicts_a_number_of_the_same_date(wrong: Wrong) -> None:
    kind, lines = wrong("history: [{on: 2019-03, ck: 5 xULN, ck_normal: yes}]")
    assert kind is ConflictError
    assert "ck has two values dated Mar 2019: '5 xULN'" in lines[0]


def test_all_problems_are_said_at_once_in_the_order_of_the_file(wrong: Wrong) -> None:
    kind, lines = wrong(
        "treatments: [{therapy: predisolone}]\nsex: other\nhistory: [{on: 2019, rsh: yes}]\nfoo: 1"
    )
    assert kind is InputError
    assert [line.split(",")[1] for line in lines] == [" line 2", " line 3", " line 4", " line 5"]


def test_the_id_is_needed_and_safe(knowledge: KnowledgeBase) -> None:
    with pytest.raises(InputError, match="the patient has no id; write for example id: patient-1"):
        read_patient({}, knowledge)
    for name in ("../up", "a/b", ".hidden", "x" * 81, "a b"):
        with pytest.raises(InputError, match="may hold only letters, digits"):
            read_patient({"id": name}, knowledge)
    assert read_patient({"id": 12}, knowledge).id == "12"


def test_an_age_at_onset_is_never_dropped(knowledge: KnowledgeBase) -> None:
    file, *_ = knowledge.content.vocabulary
    others = tuple(f for f in file.findings if f.id != "age_at_onset")
    content = knowledge.content.model_copy(
        update={"vocabulary": (file.model_copy(update={"findings": others}),)}
    )
    without = KnowledgeBase(content, "without")
    assert read_patient({"id": "p", "age": 38}, without).facts == ()
    with pytest.raises(UnknownNameError, match="the vocabulary has no finding age_at_onset"):
        read_patient({"id": "p", "age_at_onset": 38}, without)


def test_a_mapping_with_other_keys_than_text(knowledge: KnowledgeBase) -> None:
    with pytest.raises(InputError, match="the name 3 is not text"):
        read_patient({"id": "p", 3: "x"}, knowledge)  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "the file is empty"),
        (b"- a\n", "a patient with id, history and treatments is expected here, not a"),
        (b"id: [p\n", "this is not valid YAML"),
        (b"id: \xff\n", "the file is not UTF-8 text"),
        (b"a: &x 1\nb: *x\n", "anchors and aliases"),
    ],
)
def test_a_file_that_is_no_patient(
    knowledge: KnowledgeBase, tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes(content)
    with pytest.raises(InputError, match=sentence):
        read_patient(path, knowledge)


def test_a_missing_file_and_a_directory(knowledge: KnowledgeBase, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="there is no such file"):
        read_patient(tmp_path / "none.yaml", knowledge)
    with pytest.raises(FileError, match="this is a directory"):
        read_patient(str(tmp_path), knowledge)


def test_today_is_the_default_end_of_time(knowledge: KnowledgeBase) -> None:
    year = date.today().year
    patient = read_patient({"id": "p", "history": [{"on": year, "rash": True}]}, knowledge)
    assert str(patient.last_date) == str(year)


# -- treatments -----------------------------------------------------------------------------------


def test_a_treatment(read: Read) -> None:
    patient = read(
        "treatments:\n"
        "  - therapy: Prednisolone\n"
        "    dose: 60 mg/day\n"
        "    route: po\n"
        "    from: 2019-04\n"
        "    to: 2019-09\n"
        "    duration: 5 months\n"
        "    courses: 2\n"
        "    stopped: no effect\n"
        "    response: no\n"
        "    adherence: yes\n"
        "    note: tapered\n"
    )
    (one,) = patient.treatments
    assert (one.id, one.therapy, one.name) == ("t1", "glucocorticoid_oral", "prednisolone")
    assert (str(one.start), str(one.stop), one.ongoing) == ("2019-04", "2019-09", Truth.NO)
    assert one.dose is not None
    assert one.dose.text == "60 mg/day"
    assert (one.route, one.courses, one.note) == ("oral", 2, "tapered")
    assert (one.stopped, one.response, one.adherence) == ("no_effect", "no", "yes")
    assert one.duration == Interval(Fraction(150, 7), Fraction(153, 7))
    assert one.given
    (exposure,) = patient.facts
    assert (exposure.finding, exposure.value) == ("glucocorticoid_exposure", Truth.YES)
    assert (str(exposure.on), str(exposure.until)) == ("2019-04", "2019-09")
    assert exposure.recorded == "treated with Prednisolone"


@pytest.mark.parametrize(
    ("fields", "ongoing"),
    [
        ("", Truth.UNKNOWN),
        (", to: ongoing", Truth.YES),
        (", to: now", Truth.YES),
        (", to: 2020", Truth.NO),
        (", to: unknown", Truth.NO),
        (", stopped: unknown", Truth.NO),
    ],
)
def test_whether_it_goes_on_is_known_only_where_it_is_said(
    read: Read, fields: str, ongoing: Truth
) -> None:
    (one,) = read(f"treatments: [{{therapy: azathioprine, from: 2019{fields}}}]").treatments
    assert one.ongoing is ongoing


def test_a_reason_that_is_a_state_of_the_patient_becomes_a_fact(read: Read) -> None:
    patient = read(
        "treatments:\n"
        "  - {therapy: methotrexate, not_given: pregnancy_planning}\n"
        "  - {therapy: azathioprine, from: 2019, to: 2020-02, stopped: kidney_disease}\n"
        "  - {therapy: rituximab, not_given: pregnancy_planning, on: 2020-03}\n"
    )
    assert [(f.finding, str(f.on), f.lasting, f.recorded) for f in patient.facts] == [
        ("pregnancy_planning", "unknown", True, "reason why methotrexate was not given"),
        ("kidney_disease", "2020-02", False, "reason why azathioprine was stopped"),
        ("pregnancy_planning", "2020-03", False, "reason why rituximab was not given"),
    ]
    assert [t.given for t in patient.treatments] == [False, True, False]


def test_a_side_effect_is_not_a_finding_of_the_disease(read: Read) -> None:
    assert read("treatments: [{therapy: azathioprine, stopped: rash}]").facts == ()


@pytest.mark.parametrize(
    ("fields", "kind", "line"),
    [
        ("{dose: 5 mg/day}", InputError,
         "p.yaml, line 2, treatments[1]: which treatment? write therapy: and its name"),
        ("{therapy: azathioprin}", UnknownNameError,
         "p.yaml, line 2, treatments[1].therapy: unknown therapy 'azathioprin', did you mean "
         "'azathioprine'?"),
        ("{therapy: azathioprine, form: 2019}", UnknownNameError,
         "p.yaml, line 2, treatments[1]: unknown key 'form', did you mean 'from'?"),
        ("{therapy: azathioprine, from: 2020, to: 2019}", ImpossibleValueError,
         "p.yaml, line 2, treatments[1].to: azathioprine stops (2019) before it starts (2020)"),
        ("{therapy: azathioprine, from: 2022}", ImpossibleValueError,
         "p.yaml, line 2, treatments[1].from: the date 2022 lies in the future"),
        ("{therapy: azathioprine, to: ongoing, stopped: rash}", ConflictError,
         "p.yaml, line 2, treatments[1].stopped: azathioprine is recorded as ongoing and as "
         "stopped"),
        ("{therapy: azathioprine, dose: 100}", InputError,
         "p.yaml, line 2, treatments[1].dose: the dose '100' has no unit"),
        ("{therapy: azathioprine, route: orall}", UnknownNameError,
         "p.yaml, line 2, treatments[1].route: unknown route 'orall', did you mean 'oral'?"),
        ("{therapy: azathioprine, route: nasal}", UnknownNameError,
         "p.yaml, line 2, treatments[1].route: unknown route 'nasal'; known: intravenous, oral, "
         "subcutaneous"),
        ("{therapy: methylprednisolone, dose: 1 g/day IV x3}", InputError,
         "p.yaml, line 2, treatments[1]: methylprednisolone means glucocorticoid_oral, given by "
         "route oral, not intravenous; name the treatment by that route, did you mean "
         "'methylprednisolone_pulse'"),
        ("{therapy: methotrexate, dose: 15 mg/week sc, route: oral}", ConflictError,
         "p.yaml, line 2, treatments[1]: the dose says subcutaneous, the route oral"),
        ("{therapy: azathioprine, stopped: inefficacyy}", UnknownNameError,
         "p.yaml, line 2, treatments[1].stopped: unknown reason 'inefficacyy', did you mean "
         "'inefficacy'?"),
        ("{therapy: azathioprine, stopped: xyz}", UnknownNameError,
         "p.yaml, line 2, treatments[1].stopped: unknown reason 'xyz'; the kinds are inefficacy, "
         "intolerance, contraindication, unknown"),
        ("{therapy: azathioprine, response: partiall}", UnknownNameError,
         "p.yaml, line 2, treatments[1].response: unknown response 'partiall', did you mean "
         "'partial'?"),
        ("{therapy: azathioprine, adherence: sometimes}", InputError,
         "p.yaml, line 2, treatments[1].adherence: 'sometimes' does not say whether it was taken; "
         "expected yes, no, partial or unknown"),
        ("{therapy: azathioprine, courses: many}", InputError,
         "p.yaml, line 2, treatments[1].courses: courses is a whole number from 1, not many"),
        ("{therapy: azathioprine, courses: 0}", InputError,
         "p.yaml, line 2, treatments[1].courses: courses is a whole number from 1, not 0"),
        ("{therapy: azathioprine, duration: long}", InputError,
         "p.yaml, line 2, treatments[1].duration: 'long' is not an amount"),
        ("{therapy: azathioprine, from: 2019-01, to: 2019-02, duration: 2 years}", ConflictError,
         "p.yaml, line 2, treatments[1].duration: a duration of 2 years does not fit the dates "
         "2019-01 to 2019-02"),
        ("{therapy: azathioprine, not_given: unknown, dose: 50 mg/day, from: 2019}", ConflictError,
         "p.yaml, line 2, treatments[1].not_given: azathioprine is recorded as not given, but also "
         "has dose, from"),
        ("{therapy: azathioprine, on: 2019}", InputError,
         "p.yaml, line 2, treatments[1].on: a treatment has from and to; on is the date of "
         "not_given only"),
        ("{therapy: azathioprine, from: 2019}, {therapy: azathioprine, from: 2019}", InputError,
         "p.yaml, line 2, treatments[2]: azathioprine is recorded twice: here and at p.yaml, line "
         "2, treatments[1]"),
        ("aspirin", InputError,
         "p.yaml, line 2, treatments[1]: a treatment with 'therapy' is expected here, not aspirin"),
    ],
)  # fmt: skip
def test_a_treatment_that_cannot_be(
    wrong: Wrong, fields: str, kind: type[InputError], line: str
) -> None:
    found, lines = wrong(f"treatments: [{fields}]")
    assert found is kind
    assert lines[0].startswith(line)


def test_the_sex_is_a_fact_where_the_vocabulary_has_it(read: Read) -> None:
    (fact,) = read("sex: m").facts
    assert isinstance(fact.value, Choice)
    assert fact.value.options == {"male"}


def test_a_value_may_say_until_when_it_was_so(read: Read, wrong: Wrong) -> None:
    (fact,) = read("history: [{on: 2019-05, rash: {value: yes, until: 2019-07}}]").facts
    assert fact.until is not None
    assert str(fact.until) == "2019-07"
    (fact,) = read("history: [{on: 2019-05, rash: {value: yes, until: unknown}}]").facts
    assert fact.until is not None
    assert not fact.until.known
    kind, lines = wrong("history: [{on: 2019-05, rash: {value: yes, until: 2018}}]")
    assert kind is ImpossibleValueError
    assert lines[0].endswith("history[1].rash.until: rash ends (2018) before it begins (2019-05)")
    kind, lines = wrong("history: [{on: 2019-05, rash: {value: yes, until: 2030}}]")
    assert lines[0].endswith("the date 2030 lies in the future (today is 2021-06-15)")


def test_what_follows_from_others_is_no_observation(read: Read) -> None:
    facts = read("sex: m\nage: 40\nhistory: [{on: 2019, rash: yes}]").facts
    assert {(fact.finding, fact.derived) for fact in facts} == {
        ("sex", True),
        ("rash", False),
        ("age_at_onset", True),
    }
    (fact,) = read("age_at_onset: 30").facts
    assert not fact.derived
