"""Rows to coded facts, case by case: what each becomes, what is left out, and what is said."""

from __future__ import annotations

from datetime import date
from math import inf, nextafter
from typing import Any

import polars as pl
import pytest

from myosotis.cohort.tables import Coded, code, tables_from
from myosotis.knowledge import load
from myosotis.patient import EVER, NEVER, SCHEMA, Codes, day

CODES = Codes.of(load())
TODAY = date(2024, 6, 1)


def coded(*rows: dict[str, Any], **person: Any) -> Coded:
    """The rows of one patient, each ck unless it says otherwise."""
    common = {"patient": "p", "finding": "ck", "value": None}
    frame = pl.DataFrame([common | row for row in rows]) if rows else None
    people = pl.DataFrame([{"patient": "p"} | person])
    return code(tables_from(people, frame), today=TODAY)


def bounds(*rows: dict[str, Any]) -> list[tuple[float, float]]:
    found = coded(*rows).facts.filter(pl.col("row") > 0).sort("row")
    return list(found.select("low", "high").iter_rows())


def why(*rows: dict[str, Any], **person: Any) -> list[tuple[int, str, str]]:
    found = coded(*rows, **person).rejects
    return list(found.select("row", "field", "why").iter_rows())


def test_a_value_at_a_cut_off_is_exactly_there() -> None:
    assert bounds({"value": None, "number": 166.5, "unit": "U/L", "uln": 33.3}) == [(5, 5)]
    assert bounds({"value": "166.5 U/L", "uln": 33.3}) == [(5, 5)]
    assert bounds({"value": None, "number": 99.9, "unit": "U/L", "uln": 33.3}) == [(3, 3)]
    assert 99.9 / 33.3 != 3
    score = {"finding": "physician_global_activity", "number": 3.0, "unit": "mm"}
    assert bounds(score) == [(0.3, 0.3)]
    assert 3 * 0.1 != 0.3


def test_numbers_with_many_decimals_are_as_exact() -> None:
    rows = [{"number": 0.1 + n / 1e7, "unit": "U/L", "uln": 0.3} for n in range(3)]
    expected = [(0.1 + n / 1e7) / 0.3 for n in range(3)]
    assert [low for low, _ in bounds(*rows)] == pytest.approx(expected, rel=1e-15)


def test_without_the_limit_of_the_laboratory_its_range_is_left_open() -> None:
    (low, high), = bounds({"number": 788.0, "unit": "U/L"})  # fmt: skip
    assert (low, high) == (788 / 330, 788 / 140)


def test_mixed_units_in_one_column_are_fine_as_long_as_each_is_said() -> None:
    rows = [
        {"number": 5.0, "unit": "xULN"},
        {"number": 950.0, "unit": "U/L", "uln": 190.0},
        {"number": 950.0, "unit": "u/l", "uln": 190.0},
        {"number": 9.5, "unit": "ukat/L", "uln": 1.9},
        {"number": 5.0, "unit": None},
    ]
    found = coded(*({"on": f"201{n}", **row} for n, row in enumerate(rows)))
    facts = found.facts.filter(pl.col("row") > 0).sort("row")
    assert facts["low"].to_list() == facts["high"].to_list() == [5, 5, 5, 5]
    assert facts["unit"].to_list() == [0, 1, 1, 2]
    assert found.rejects.row(0, named=True) == {
        "table": "observations",
        "row": 5,
        "patient": "p",
        "field": "value",
        "value": "5",
        "why": "'5' has no unit; write ck in one of: xULN, U/L, ukat/L",
    }


def test_words_ranges_and_comparators() -> None:
    above = nextafter(1, inf)
    assert bounds({"value": "raised"}) == [(above, inf)]
    assert bounds({"value": "normal"}) == bounds({"value": "not raised"}) == [(0, 1)]
    assert bounds({"value": "5 to 7 xULN"}) == [(5, 7)]
    assert bounds({"number": 5.0, "unit": "xULN", "comparator": ">"}) == [(nextafter(5, inf), inf)]
    assert bounds({"value": "5 xULN", "comparator": "<="}) == [(0, 5)]
    assert bounds({"value": "unknown"}) == [(-inf, inf)]


def test_a_list_gives_several_facts_of_one_row() -> None:
    found = coded({"value": "[900 U/L, 5 xULN, 6 xULN]", "uln": "180", "on": "2020"})
    facts = found.facts.filter(row=1).sort("low", "high")
    assert list(facts.select("low", "high").iter_rows()) == [(5, 5), (5, 5), (6, 6)]
    assert found.rejects.is_empty()


def test_aliases_scales_and_antibodies() -> None:
    rows = [
        {"finding": "mmt8", "value": "120/150"},
        {"finding": "mmt8", "number": 64.0, "unit": "/80"},
        {"finding": "CK_u_per_L", "number": 300.0, "uln": 100.0},
        {"finding": "anti_mda5", "value": "++", "method": "line blot"},
        {"finding": "anti_jo1", "value": "positive", "method": "ELISA", "strength": "186 U/mL"},
    ]
    facts = coded(*rows).facts.filter(pl.col("row") > 0).sort("row")
    assert facts["low"].to_list()[:3] == [120, 120, 3]
    line_blot = CODES.methods.index("line_blot") + 1
    strong = CODES.strengths.index("moderate") + 1
    assert facts.row(3, named=True)["method"] == line_blot
    assert facts.row(3, named=True)["strength"] == strong
    assert facts.row(4, named=True)["strength"] == len(CODES.strengths) + 1
    assert facts["mask"].to_list() == [0, 0, 0, 2, 2]


def test_dates_are_the_days_they_can_be() -> None:
    days = [date(2019, 2, 1), date(2019, 2, 28), date(2019, 1, 1), date(2019, 12, 31)]
    rows = [{"value": "raised", "on": on} for on in ("2019-02", "2019", "3 Feb 2019", None)]
    facts = coded(*rows).facts.filter(pl.col("row") > 0).sort("row")
    first, last, begin, end = map(day, days)
    third = day(date(2019, 2, 3))
    assert facts["earliest"].to_list() == [first, begin, third, NEVER]
    assert facts["latest"].to_list() == [last, end, third, EVER]
    assert facts["until_earliest"].null_count() == 4
    assert dict(facts.schema.items()) == {"patient": pl.String, **SCHEMA}


def test_a_column_of_dates_and_its_gaps() -> None:
    late = date(2024, 6, 2)
    rows = [{"value": "raised", "on": on} for on in (date(2019, 2, 3), None, late)]
    found = coded(*rows)
    facts = found.facts.filter(pl.col("row") > 0).sort("row")
    assert facts["earliest"].to_list() == [day(date(2019, 2, 3)), NEVER]
    assert found.rejects["why"].to_list() == [
        "the date 2024-06-02 lies in the future (today is 2024-06-01)",
    ]


def test_until_when_something_lasted() -> None:
    sign = {"finding": "heliotrope_rash", "value": "yes", "on": "2019-05"}
    facts = coded({**sign, "until": "2019-07-01"}, {**sign, "on": "2020", "until": "unknown"}).facts
    facts = facts.filter(pl.col("row") > 0).sort("row")
    assert facts["until_latest"].to_list() == [day(date(2019, 7, 1)), EVER]
    assert why({**sign, "finding": "Heliotrope rash", "until": "2018"}) == [
        (1, "until", "heliotrope_rash ends (2018) before it begins (2019-05)"),
    ]


# -- rejects, each with the sentence of the one-patient reader ---------------------------------


def test_what_is_wrong_with_a_row_is_said_as_of_a_patient_file() -> None:
    found = why(
        {"finding": "gotron_papules", "value": "yes"},
        {"value": "700"},
        {"value": "about 700 U/L"},
        {"finding": "mmt8", "number": 200.0, "unit": "/150"},
        {"value": "raised", "on": "2019-13"},
        {"finding": "heliotrope_rash", "number": 1.0},
        {"finding": None, "value": "yes"},
        {"number": 5.0, "unit": "xULN", "method": "ELISA"},
        {"value": " "},
        {"value": "788 U/L", "unit": "ukat/L"},
    )
    assert found == [
        (1, "finding", "unknown finding 'gotron_papules', did you mean 'gottron_papules' or "
         "'gottrons_papules'?"),
        (2, "value", "'700' has no unit; write ck in one of: xULN, U/L, ukat/L"),
        (3, "value", "'about 700 U/L' does not say how far it may be off; write a range such as "
         "'4 to 6'"),
        (4, "value", "'200' cannot be a value of mmt8, which lies between 0 and 150 on the scale "
         "/150"),
        (5, "on", "'2019-13' names month 13; there are twelve"),
        (6, "value", "'1' is not a value of heliotrope_rash; expected yes, no or unknown"),
        (7, "finding", "which finding? the row names none"),
        (8, "value", "a method belongs to the result of an antibody, which ck is not"),
        (9, "value", "ck has no value; write unknown if it is not known"),
        (10, "value", "'788 U/L' has the unit U/L, but unit says ukat/L"),
    ]  # fmt: skip


def test_what_stands_twice_counts_once_and_is_noted() -> None:
    row = {"value": "5 xULN", "on": "2020-01"}
    found = coded(row, {**row, "value": "5.0 x ULN"}, {**row, "site": "left"})
    assert sorted(found.facts.filter(pl.col("row") > 0)["row"]) == [1, 3]
    assert found.rejects.is_empty()
    assert found.notes.select("row", "why").rows() == [
        (2, "ck is recorded twice, dated Jan 2020: '5 xULN' (observations row 1) and '5.0 x ULN'; "
         "leave one out"),
    ]  # fmt: skip


def test_of_two_that_say_the_same_the_one_with_its_method_stays() -> None:
    row = {"finding": "anti_jo1", "value": "yes", "on": "2020"}
    found = coded(row, {**row, "method": "line blot"}, {**row, "method": "elisa"})
    assert sorted(found.facts.filter(pl.col("row") > 0)["row"]) == [2, 3]
    assert found.notes["row"].to_list() == [1]


def test_of_two_values_that_contradict_each_other_neither_counts() -> None:
    row = {"finding": "heliotrope_rash", "on": "2020-01"}
    found = coded({**row, "value": "yes"}, {**row, "value": "no"}, {**row, "value": "unknown"})
    assert found.facts.filter(pl.col("row") > 0)["row"].to_list() == [3]
    sentence = "heliotrope_rash has two values dated Jan 2020: 'yes' (observations row 1) and 'no'"
    assert found.rejects.select("row", "why").rows() == [(1, sentence), (2, sentence)]
    numbers = coded({"value": "5 xULN", "on": "2020"}, {"value": "6 xULN", "on": "2020"})
    assert numbers.facts.filter(pl.col("row") > 0).is_empty()
    assert numbers.rejects["why"][0].endswith("write several values of one date as a list")


def test_many_rows_in_any_order_are_parted_by_patient() -> None:
    frame = pl.DataFrame(
        {
            "patient": [n % 1000 for n in range(4000)],
            "finding": "ck",
            "value": [f"{n % 7 + 1} xULN" for n in range(4000)],
            "on": [f"20{n // 1000:02}" for n in range(4000)],
        }
    )
    found = code(tables_from(observations=frame))
    assert found.facts.height == 4000
    assert found.rejects.is_empty()
    again = code(tables_from(observations=pl.concat([frame, frame])))
    assert again.facts.height == again.notes.height == 4000
    assert again.notes["row"].to_list() == list(range(4001, 8001))


# -- patients -------------------------------------------------------------------------------------


def person(*rows: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return coded(*rows, **fields).patients.row(0, named=True)


def test_the_days_of_birth_follow_from_the_age_when_first_seen() -> None:
    first = {"value": "raised", "on": "2020-02-29"}
    born = person(first, {"value": "raised", "on": "2021"}, age="30 to 39")
    assert born["birth_earliest"] == day(date(1980, 3, 1))
    assert born["birth_latest"] == day(date(1990, 2, 28))
    # Of two dates that begin together the one that ends first, as in a patient file.
    vague = [{"value": "raised", "on": "2020"}, {"value": "5 xULN", "on": "2020-01"}]
    by_month = person(*vague, age=40)
    assert by_month["birth_latest"] == day(date(1980, 1, 31))
    assert by_month["birth_earliest"] == day(date(1979, 1, 2))
    stated = person(first, age=40, presented="2019")
    assert stated["birth_earliest"] == day(date(1978, 1, 2))
    assert stated["birth_latest"] == day(date(1979, 12, 31))
    assert person(first, age=40, presented="unknown")["birth_earliest"] is None


def test_what_is_recorded_of_a_patient() -> None:
    found = person(
        sex="F", weight="60 to 70 kg", diagnosis="  poly  myositis ", onset="2018-11", born="1970"
    )
    assert found["sex"] == "female"
    assert (found["weight_low"], found["weight_high"]) == (60, 70)
    assert found["diagnosis"] == "poly myositis"
    assert found["onset_earliest"] == day(date(2018, 11, 1))
    assert found["diagnosed_latest"] is None
    nothing = person()
    assert (nothing["sex"], nothing["diagnosis"], nothing["birth_latest"]) == ("unknown", "", None)


def test_fields_that_cannot_be_are_rejects_of_their_own() -> None:
    assert why(weight=70, sex="x", age=200, onset="soon") == [
        (1, "sex", "'x' is not a sex that is read; expected female, male or unknown"),
        (1, "age", "an age of 200 cannot be; it lies between 0 and 125 years"),
        (1, "weight", "'70' is not a weight in kg; write for example 70 kg"),
        (1, "onset", "'soon' is not a date; write a date as 2019-03-14, 2019-03, 2019 or unknown"),
    ]
    assert why(onset="2020", diagnosed="2020-03") == []
    assert why(onset="2020", diagnosed="2019") == [
        (1, "diagnosed", "the diagnosis (2019) lies before the first symptom (2020)"),
    ]
    assert why(born="1980", age=20, presented="2020") == [
        (1, "age", "an age of 20 does not fit birth on 1980: that makes 39 to 40 in 2020"),
    ]
    early = {"value": "raised", "on": "1979"}
    assert why(early, born="1980") == [
        (1, "on", "ck is dated 1979, before the patient (born 1980) was born"),
    ]
    assert why({"finding": "age_at_onset", "value": 50.0}, age=40, presented="2020") == [
        (1, "value", "an age at onset of 50 is above the age of 40 when first seen"),
    ]


def test_patients_whom_the_table_of_patients_lacks_count_and_are_noted() -> None:
    rows = pl.DataFrame({"patient": ["q", "p"], "finding": "ck", "value": "raised"})
    drugs = pl.DataFrame({"patient": ["r"], "therapy": ["azathioprine"]})
    found = code(tables_from(pl.DataFrame({"patient": ["p"]}), rows, drugs))
    assert found.patients["patient"].to_list() == ["p", "q", "r"]
    assert found.patients["row"].to_list() == [1, None, None]
    assert found.notes["patient"].to_list() == ["q", "r"]
    assert found.notes["why"][0].startswith("the patient is not in the table of patients")
    assert code(tables_from(observations=rows)).notes.is_empty()


def test_parts_hold_all_rows_of_a_patient_and_add_up() -> None:
    rows = pl.DataFrame(
        {"patient": [f"p{n % 40}" for n in range(200)], "finding": "ck", "value": "raised"}
    )
    tables = tables_from(observations=rows)
    parts = [code(tables.part(number, of=3)) for number in range(3)]
    assert sum(part.patients.height for part in parts) == 40
    together = pl.concat(part.facts for part in parts).sort("row")
    assert together.equals(code(tables).facts.sort("row"))
