from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import inf
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from myosotis.errors import ImpossibleValueError, InputError, UnknownNameError
from myosotis.knowledge import KnowledgeBase
from myosotis.logic.values import Choice, Interval, Truth, Value, is_unknown
from myosotis.patient.amounts import inverse, number, parse_amount, scaled
from myosotis.patient.units import unit_key
from myosotis.patient.values import complement, read_value


def exactly(text: str) -> Interval:
    return Interval.exactly(Fraction(text))


def span(
    low: str | float, high: str | float, low_open: bool = False, high_open: bool = False
) -> Interval:
    return Interval(
        Fraction(low) if isinstance(low, str) else low,
        Fraction(high) if isinstance(high, str) else high,
        low_open,
        high_open,
    )


def value(knowledge: KnowledgeBase, name: str, raw: Any, **more: Any) -> Value:
    finding, alias = knowledge.find_finding(name)
    return read_value(finding, alias, raw, **more)


# -- numbers and units ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        ("ck", "5 xULN", exactly("5")),
        ("ck", "5 x ULN", exactly("5")),
        ("ck", "5×ULN", exactly("5")),
        ("ck", "5x", exactly("5")),
        ("haq_di", Fraction(1, 3), exactly("1/3")),
        ("unlimited", "-5 m", exactly("-5")),
        ("unlimited", "5 m", exactly("5")),
        ("mmt8", "120 of 150", exactly("120")),
        ("mmt8", "72 out of 80", exactly("135")),
        ("ck", "5 times the upper limit of normal", exactly("5")),
        ("ck", "788 U/L", span("788/330", "788/140")),
        ("ck", "788 IU/l", span("788/330", "788/140")),
        ("ck", "13.13 ukat/L", span("1313/550", "1313/233")),
        ("ck", "13.13 µkat/l", span("1313/550", "1313/233")),
        ("ck", ">10000 U/L", span("1000/33", inf, True)),
        ("ck", "at least 280 U/L", span("280/330", inf)),
        ("ck", "<= 5 xULN", span("0", "5")),
        ("ck", "≤5 xULN", span("0", "5")),
        ("ck", "under 140 U/L", span("0", "1", False, True)),
        ("ck", "700 to 900 U/L", span("700/330", "900/140")),
        ("ck", "700-900 U/L", span("700/330", "900/140")),
        ("ck", "700 U/L to 900 U/L", span("700/330", "900/140")),
        ("ck", "between 3 and 4 xULN", span("3", "4")),
        ("ck", "3–4 xULN", span("3", "4")),
        ("ck", "= 3 xULN", exactly("3")),
        ("ck", {"value": 788, "unit": "U/L", "uln": 170}, exactly("788/170")),
        ("ck", {"value": "788 U/L", "uln": "170 U/L"}, exactly("788/170")),
        ("ck", {"value": "788", "unit": "U/L", "uln": "160 to 180"}, span("788/180", "788/160")),
        ("ck", {"value": "> 340 U/L", "uln": 170}, span("2", inf, True)),
        ("ck", {"low": 3, "high": 4, "unit": "xULN"}, span("3", "4")),
        ("ck", {"low": 3, "unit": "xULN"}, span("3", inf)),
        ("ck", {"high": 4, "unit": "xULN"}, span("0", "4")),
        ("ck", "0 U/L", exactly("0")),
        ("ck_u_per_l", 788, span("788/330", "788/140")),
        ("ck_u_per_l", "788 U/L", span("788/330", "788/140")),
        ("ck_elevated", "5 xULN", exactly("5")),
        ("calcium", "2.4 mmol/L", exactly("2.4")),
        ("calcium", "9.6 mg/dL", exactly("2.4")),
        ("calcium", "> 9.6 mg/dl", span("2.4", inf, True)),
        ("mmt8", "120/150", exactly("120")),
        ("mmt8", "72/80", exactly("135")),
        ("mmt8", "72 / 80", exactly("135")),
        ("mmt8", "70 to 72/80", span("525/4", "135")),
        ("mmt8", {"value": 72, "unit": "/80"}, exactly("135")),
        ("mrc_hip", "4/5", exactly("4")),
        ("mrc_hip", 4, exactly("4")),
        ("haq_di", 1, exactly("1")),
        ("haq_di", Decimal("1.125"), exactly("1.125")),
        ("haq_di", 1.125, exactly("1.125")),
        ("haq_di", "> 1", span("1", inf, True)),
        ("fvc", "62 % predicted", exactly("62")),
        ("fvc", "62%", exactly("62")),
        ("fvc", "62 percent predicted", exactly("62")),
        ("change", "-12.5 %", exactly("-12.5")),
        ("change", "-20 to 10 %", span("-20", "10")),
        ("age_at_onset", 38, exactly("38")),
        ("age_at_onset", "30 to 39", span("30", "39")),
        ("age_at_onset", "38 years", exactly("38")),
    ],
)  # fmt: skip
def test_an_amount_is_read_exactly(
    knowledge: KnowledgeBase, name: str, raw: Any, expected: Interval
) -> None:
    assert value(knowledge, name, raw) == expected


def test_the_limit_given_beside_the_value_is_used(knowledge: KnowledgeBase) -> None:
    assert value(knowledge, "ck", "340 U/L", uln=170) == exactly("2")
    # Its own limit wins over the one given for the entry.
    assert value(knowledge, "ck", {"value": "340 U/L", "uln": 340}, uln=170) == exactly("1")


def test_a_bare_number_may_stand_for_the_findings_own_unit(knowledge: KnowledgeBase) -> None:
    assert value(knowledge, "ck", 5, bare_number=True) == exactly("5")


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        ("ck", "raised", span("1", inf, True)),
        ("ck", "Elevated", span("1", inf, True)),
        ("ck", "not raised", span("0", "1")),
        ("ck", "normal", span("0", "1")),
        ("ck", "not normal", span("1", inf, True)),
        ("calcium", "raised", span("2.6", inf, True)),
        ("calcium", "low", span("0", "2.15", False, True)),
        ("calcium", "normal", span("2.15", "2.6")),
        ("calcium", "not low", span("2.15", inf)),
        ("calcium", "not normal", span(-inf, inf)),
        ("ck_elevated", True, span("1", inf, True)),
        ("ck_elevated", "no", span("0", "1")),
        ("ck_normal", "yes", span("0", "1")),
        ("ck_normal", False, span("1", inf, True)),
        ("ck_persistently_elevated", "yes", span("1", inf, True)),
        ("ck_persistently_elevated", "no", span(-inf, inf)),
    ],
)
def test_a_word_says_a_range(
    knowledge: KnowledgeBase, name: str, raw: Any, expected: Interval
) -> None:
    assert value(knowledge, name, raw) == expected


@pytest.mark.parametrize("raw", ["unknown", "not done", "Not_Done", "?", "pending"])
@pytest.mark.parametrize("name", ["ck", "heliotrope_rash", "course", "ck_elevated"])
def test_unknown_leaves_everything_possible(knowledge: KnowledgeBase, name: str, raw: str) -> None:
    assert is_unknown(value(knowledge, name, raw))


# -- yes and no, categories -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        ("heliotrope_rash", True, Truth.YES),
        ("heliotrope_rash", "yes", Truth.YES),
        ("heliotrope_rash", "Present", Truth.YES),
        ("heliotrope_rash", "positive", Truth.YES),
        ("heliotrope_rash", False, Truth.NO),
        ("heliotrope_rash", "absent", Truth.NO),
        ("heliotrope_rash", {"value": True, "note": "faint"}, Truth.YES),
        ("heliotrope_rash", Truth.YES, Truth.YES),
        ("symmetric_weakness", "yes", Truth.NO),
        ("symmetric_weakness", "no", Truth.YES),
        ("biopsy_refused", "yes", Truth.NO),
        ("biopsy_refused", "no", Truth.UNKNOWN),
    ],
)
def test_yes_and_no(knowledge: KnowledgeBase, name: str, raw: Any, expected: Truth) -> None:
    assert value(knowledge, name, raw) is expected


@pytest.mark.parametrize(
    ("name", "raw", "labels"),
    [
        ("course", "acute", {"acute"}),
        ("course", "Subacute or chronic", {"subacute", "chronic"}),
        ("course", "subacute | chronic", {"subacute", "chronic"}),
        ("course", "not acute", {"subacute", "chronic"}),
        ("course", {"value": "chronic"}, {"chronic"}),
        ("slowly_progressive", "yes", {"subacute", "chronic"}),
        ("slowly_progressive", "no", {"acute"}),
        ("slowly_progressive", "chronic", {"chronic"}),
        ("reflexes", "absent", {"absent"}),
        ("reflexes", "normal", {"normal"}),
    ],
)
def test_a_category_may_leave_several_labels(
    knowledge: KnowledgeBase, name: str, raw: Any, labels: set[str]
) -> None:
    found = value(knowledge, name, raw)
    assert isinstance(found, Choice)
    assert found.options == labels


def test_the_complement_of_what_says_everything_is_everything(knowledge: KnowledgeBase) -> None:
    rash, ck, course = (knowledge.findings[n] for n in ("heliotrope_rash", "ck", "course"))
    assert complement(rash, Truth.YES) is Truth.NO
    assert complement(rash, Truth.UNKNOWN) is Truth.UNKNOWN
    assert complement(ck, span("1", "2")) == Interval()
    everything = Choice.among(course.values)
    assert complement(course, everything) == everything


# -- what cannot be read ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "raw", "kind", "sentence"),
    [
        ("ck", 788, InputError, "'788' has no unit; write ck in one of: xULN, U/L, ukat/L"),
        ("fvc", "62", InputError, "'62' has no unit; write fvc in one of: % predicted"),
        ("mmt8", 72, InputError, "'72' has no unit; write mmt8 in one of: /150, /80"),
        ("ck", "5 xULM", UnknownNameError,
         "'xULM' is not a unit of ck; accepted: xULN, U/L, ukat/L, did you mean 'xULN'?"),
        ("ck", "5 mg", UnknownNameError, "'mg' is not a unit of ck; accepted: xULN, U/L, ukat/L"),
        ("haq_di", "1 mg", UnknownNameError,
         "'mg' is not a unit of haq_di, which is a plain number"),
        ("ck", "-5 U/L", ImpossibleValueError, "'-5 U/L' is below zero; ck cannot be"),
        ("ck", "-5 xULN", ImpossibleValueError,
         "'-5 xULN' cannot be a value of ck, which lies between 0 and 20000 xULN"),
        ("mmt8", "200/150", ImpossibleValueError,
         "'200/150' cannot be a value of mmt8, which lies between 0 and 150 on the scale /150"),
        ("mmt8", "81/80", ImpossibleValueError, "'81/80' cannot be a value of mmt8"),
        ("mmt8", "140 to 160/150", ImpossibleValueError, "cannot be a value of mmt8"),
        ("haq_di", 4, ImpossibleValueError,
         "'4' cannot be a value of haq_di, which lies between 0 and 3"),
        ("fvc", "900 to 700 %", ImpossibleValueError, "runs from the higher to the lower"),
        ("ck", "10,000 U/L", InputError,
         "'10,000 U/L': write a number without spaces or commas, with a point for decimals"),
        ("ck", "10 000 U/L", InputError, "write a number without spaces or commas"),
        ("ck", "about 5 xULN", InputError,
         "'about 5 xULN' does not say how far it may be off; write a range such as '4 to 6'"),
        ("ck", "~5 xULN", InputError, "does not say how far it may be off"),
        ("ck", "yes", InputError,
         "'yes' is not a value of ck; expected a number with its unit (xULN, U/L, ukat/L), "
         "raised, normal or unknown"),
        ("ck", True, InputError, "'yes' is not a value of ck"),
        ("ck", "low", InputError,
         "no lower limit of normal is set for ck, so 'low' says no number"),
        ("haq_di", "raised", InputError, "no upper limit of normal is set for haq_di"),
        ("haq_di", "normal", InputError, "no upper or lower limit of normal is set for haq_di"),
        ("haq_di", "bad", InputError,
         "'bad' is not a value of haq_di; expected a number, or unknown"),
        ("ck", None, InputError, "ck has no value; write unknown if it is not known"),
        ("ck", "  ", InputError, "ck has no value"),
        ("ck", ["5 xULN"], InputError, "is not a value of ck"),
        ("ck", {"unit": "U/L"}, InputError, "a value is missing: write value, or low and high"),
        ("ck", {"low": "3", "unit": "xULN"}, InputError,
         "'3' is not a number; low and high are numbers"),
        ("ck", {"value": "5 xULN", "unit": "U/L"}, InputError,
         "'5 xULN' has the unit xULN, but unit says U/L"),
        ("ck", {"value": "788 U/L", "uln": "3 ukat/L"}, InputError,
         "the limit '3 ukat/L' is not in the unit of the value, U/L"),
        ("ck", {"value": "788 U/L", "uln": 0}, ImpossibleValueError,
         "'0' cannot be an upper limit of normal; it is a number above zero"),
        ("ck", {"value": "788 U/L", "uln": "> 100"}, ImpossibleValueError,
         "cannot be an upper limit of normal"),
        ("fvc", {"value": "62 %", "uln": 100}, InputError,
         "uln has no meaning for fvc, which is not counted in multiples"),
        ("ck_u_per_l", "5 xULN", InputError,
         "'5 xULN': a number under the name ck_u_per_l is in U/L; write this one under ck"),
        ("ck_elevated", "0.5 xULN", ImpossibleValueError,
         "'0.5 xULN' contradicts the name ck_elevated, which says ck > 1"),
        ("slowly_progressive", "acute", ImpossibleValueError, "contradicts the name"),
        ("heliotrope_rash", "perhaps", InputError,
         "'perhaps' is not a value of heliotrope_rash; expected yes, no or unknown"),
        ("heliotrope_rash", 3, InputError, "'3' is not a value of heliotrope_rash"),
        ("symmetric_weakness", "maybe", InputError, "'maybe' is not a value of symmetric_weakness"),
        ("heliotrope_rash", Interval(), InputError, "is not a value of heliotrope_rash"),
        ("course", "chronc", UnknownNameError,
         "'chronc' is not a value of course; expected one of acute, subacute, chronic, or unknown"
         ", did you mean 'chronic'?"),
        ("course", "acute or slow", UnknownNameError, "'acute or slow' is not a value of course"),
        ("course", True, UnknownNameError, "'yes' is not a value of course"),
        ("haq_di", float("nan"), InputError, "is not a number that can be measured"),
        ("haq_di", float("inf"), InputError, "is not a number that can be measured"),
        ("haq_di", Decimal("1e999999999"), InputError, "is not a number that can be measured"),
        pytest.param("haq_di", 10**5000, InputError, "a number has at most 15 digits", id="huge"),
        pytest.param("haq_di", "1" * 5000, InputError, "a number has at most 15", id="long"),
        ("ck", "500 U/L to 4 xULN", UnknownNameError, "'U/L to 4 xULN' is not a unit of ck"),
        ("ck", "5e3 U/L", UnknownNameError, "'e3 U/L' is not a unit of ck"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_clear_sentence(
    knowledge: KnowledgeBase, name: str, raw: Any, kind: type[InputError], sentence: str
) -> None:
    with pytest.raises(InputError) as caught:
        value(knowledge, name, raw, where="p.yaml, line 4, history[1]." + name)
    assert type(caught.value) is kind
    (problem,) = caught.value.problems
    assert sentence in problem.sentence
    assert problem.where == "p.yaml, line 4, history[1]." + name


# -- spelling of units --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("µkat/L", "ukat/l"), ("μkat/L", "ukat/L"), ("[IU]/L", "U/L"), ("mm/hr", "mm/h"),
        ("% pred", "%[predicted]"), ("10^9/L", "10*9/L"), ("x10⁹/L", "10*9/L"), ("years", "a"),
        ("mL/min/1.73 m²", "mL/min/{1.73_m2}"), ("mIU/L", "mU/L"), ("{score}", None),
        ("out of 80", "/80"), ("× ULN", "xULN"), ("weeks", "wk"),
    ],
)  # fmt: skip
def test_spellings_of_one_unit(one: str, other: str | None) -> None:
    assert unit_key(one) == unit_key(other)


# -- arithmetic -----------------------------------------------------------------------------------

factors = st.fractions(min_value="1/1000", max_value=1000)
amounts = st.fractions(min_value=0, max_value=1000000)


@given(amounts, factors)
def test_a_conversion_can_be_turned_back(amount: Fraction, factor: Fraction) -> None:
    scale = Interval(factor, factor)
    there = scaled(Interval(amount, amount), scale)
    assert scaled(there, inverse(scale)) == Interval(amount, amount)


@given(amounts, amounts, factors, factors, st.data())
def test_scaling_holds_every_product(
    a: Fraction, b: Fraction, f: Fraction, g: Fraction, data: st.DataObject
) -> None:
    amount, factor = Interval(*sorted((a, b))), Interval(*sorted((f, g)))
    share = data.draw(st.fractions(min_value=0, max_value=1))
    inside = amount.low + share * (amount.high - amount.low)
    assert Fraction(inside) * factor.high in scaled(amount, factor)
    assert Fraction(inside) * factor.low in scaled(amount, factor)


def test_open_and_infinite_ends_survive_scaling() -> None:
    half_open = Interval(Fraction(0), Fraction(1), True, False)
    assert scaled(half_open, Interval(Fraction(2), inf, True)) == Interval(Fraction(0), inf, True)
    assert scaled(Interval(Fraction(0), Fraction(1)), Interval(Fraction(2), Fraction(3), True)) == (
        Interval(Fraction(0), Fraction(3))
    )
    assert inverse(Interval(Fraction(0), inf, True)) == Interval(Fraction(0), inf, True)


@given(st.integers(1, 20000), st.integers(1, 1000))
def test_the_limit_turns_units_into_multiples_and_back(
    knowledge: KnowledgeBase, amount: int, limit: int
) -> None:
    found = value(knowledge, "ck", {"value": amount, "unit": "U/L", "uln": limit})
    assert isinstance(found, Interval)
    assert found.low * limit == found.high * limit == amount


def test_numbers_are_exact() -> None:
    assert number("0.1") + number("0.2") == number("0.3")
    assert number(0.1) == Fraction(1, 10)
    with pytest.raises(InputError, match="'x' is not a number"):
        number("x")
    with pytest.raises(InputError, match="'fast' is not an amount; write a number with its unit"):
        parse_amount("fast")
