"""The result for one patient: labels, bounds, flags, why, and what is missing."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from myosotis import logic
from myosotis.logic import questions
from myosotis.logic.nodes import And, Compare, If, Input, Node, Not, Num, Or, Score, Total
from myosotis.logic.raw import EITHER, NO, YES, environment
from myosotis.logic.values import Interval, Truth, Value

Compile = Callable[..., logic.Program]


def evaluate(program: logic.Program, **facts: Value) -> logic.Evaluation:
    return logic.evaluate_program(program, facts)


def exactly(value: str) -> Interval:
    return Interval.exactly(value)


# -- not applicable -------------------------------------------------------------------------------


def test_what_does_not_apply_has_no_outcome_either(eular_acr: logic.Program) -> None:
    result = evaluate(eular_acr, better_explanation=Truth.YES, heliotrope_rash=Truth.YES)
    assert result.verdict == {logic.NOT_APPLICABLE}
    assert result.outcomes == {"subgroup": (logic.NOT_APPLICABLE,)}
    assert result.because == ("better_explanation",)
    assert result.missing == ()


# -- why ------------------------------------------------------------------------------------------


def test_facts_that_bear_on_nothing_are_not_a_reason(eular_acr: logic.Program) -> None:
    facts: dict[str, Value] = {
        "age_at_onset": exactly("45"), "muscle_biopsy_done": Truth.NO,
        "heliotrope_rash": Truth.YES, "gottron_sign": Truth.YES,
        "fatigue": Truth.YES, "esr": exactly("30"),
    }  # fmt: skip
    result = logic.evaluate_program(eular_acr, facts)
    assert result.verdict == {"definite"}
    # With a biopsy the same items reach its higher cut-off too, so that it was none is no reason.
    assert set(result.because) == {"age_at_onset", "heliotrope_rash", "gottron_sign"}


def test_a_fact_behind_an_input_is_the_reason(compile_: Compile) -> None:
    program = compile_(
        inputs=["muscle_enzymes_elevated"],
        verdict=[{"is": "met", "if": "muscle_enzymes_elevated"}, {"is": "not_met"}],
    )
    assert evaluate(program, ck=exactly("5")).because == ("ck",)


def test_contradictory_facts_leave_a_smallest_reason(eular_acr: logic.Program) -> None:
    facts: dict[str, Value] = {
        "biopsy_perifascicular_atrophy": Truth.YES,
        "gottron_sign": Truth.YES,
        "muscle_biopsy_done": Truth.NO,
    }
    result = logic.evaluate_program(eular_acr, facts)
    for name in result.because:
        without = {other: facts[other] for other in result.because if other != name}
        assert logic.evaluate_program(eular_acr, without).verdict != result.verdict


# -- what is missing ------------------------------------------------------------------------------


def test_nothing_is_missing_once_decided(compile_: Compile) -> None:
    assert evaluate(compile_(), heliotrope_rash=Truth.NO).missing == ()


def test_each_answer_says_what_it_leaves(compile_: Compile) -> None:
    (item,) = evaluate(compile_()).missing
    assert (item.finding, item.known, item.alone, item.settles) == (
        "heliotrope_rash", None, True, True,
    )  # fmt: skip
    assert [(answer.value, set(answer.leaves)) for answer in item.answers] == [
        (Truth.YES, {"met"}), (Truth.NO, {"not_met"}),
    ]  # fmt: skip


def test_neighbouring_ranges_with_one_result_are_one_answer(compile_: Compile) -> None:
    program = compile_(
        verdict=[{"is": "high", "if": "ck >= 10"}, {"is": "low"}],
        flags=[{"id": "f", "if": "ck > 5", "text": "F.", "source": "iau", "checked": "no"}],
    )
    (item,) = evaluate(program, ck=Interval(Fraction(2), Fraction(20))).missing
    assert item.known == Interval(Fraction(2), Fraction(20))
    assert [(answer.value, set(answer.leaves)) for answer in item.answers] == [
        (Interval(Fraction(2), Fraction(10), high_open=True), {"low"}),
        (Interval(Fraction(10), Fraction(20)), {"high"}),
    ]


def test_what_matters_only_together_is_said_so(compile_: Compile) -> None:
    either = "heliotrope_rash and gottron_sign"
    program = compile_(verdict=[{"is": "met", "if": either}, {"is": "not_met"}])
    found = evaluate(program).missing
    assert {item.finding for item in found} == {"heliotrope_rash", "gottron_sign"}
    assert all(item.alone for item in found)
    odd = "(heliotrope_rash and not gottron_sign) or (gottron_sign and not heliotrope_rash)"
    found = evaluate(compile_(verdict=[{"is": "met", "if": odd}, {"is": "not_met"}])).missing
    assert {item.finding for item in found} == {"heliotrope_rash", "gottron_sign"}
    assert not any(item.alone or item.settles for item in found)


def test_an_answer_is_followed_to_what_it_says_of_other_inputs(eular_acr: logic.Program) -> None:
    # Rimmed vacuoles say that there was a biopsy: with 3.8 for the antibody 6.9, at least probable.
    result = evaluate(eular_acr, age_at_onset=exactly("10"), anti_jo1=Truth.YES)
    item = next(item for item in result.missing if item.finding == "biopsy_rimmed_vacuoles")
    leaves = {str(answer.value): set(answer.leaves) for answer in item.answers}
    assert leaves["yes"] == {"probable", "definite"}


def test_a_number_that_is_known_is_not_open(eular_acr: logic.Program) -> None:
    # A sum reads the number as well as what is unknown.
    result = evaluate(eular_acr, age_at_onset=exactly("50"))
    assert "heliotrope_rash" in result.open_inputs
    assert "age_at_onset" not in result.open_inputs
    assert "age_at_onset" in evaluate(eular_acr).open_inputs


# -- sums are remembered as those of their own column ---------------------------------------------


def test_a_rule_that_fixes_the_column_does_not_read_the_sums_of_both() -> None:
    a, b = Input("a", "boolean"), Input("b", "boolean")
    with_a = Total(((b, Fraction("0.25")),))
    score = Score("s", If(a, with_a, Total(((b, Fraction("0.5")),))))

    def is_exactly(points: str) -> Node:
        return Compare("==", score, Num(Fraction(points)))

    quarter = And((Not(a), Or((is_exactly("0.25"), is_exactly("0.75")))))
    half = And((Not(a), Or((is_exactly("0.5"), is_exactly("0.75")))))
    facts = environment({})
    # The whole score first, so that its sums are there to be found under a wrong name.
    questions.Question(score)(facts)
    assert questions.Question(quarter)(facts) == NO
    assert questions.Question(half)(facts) == EITHER
    assert questions.Question(half)(environment({"a": Truth.NO, "b": Truth.YES})) == YES


# -- told -----------------------------------------------------------------------------------------


def test_plain_data_says_everything(eular_acr: logic.Program) -> None:
    facts: dict[str, Value] = {"age_at_onset": exactly("45"), "heliotrope_rash": Truth.YES}
    data = logic.evaluate_program(eular_acr, facts).to_dict()
    assert data["id"] == "eular_acr_2017"
    assert set(data["verdict"]) == {"not", "possible", "probable", "definite"}
    assert set(data["verdict_labels"]) == set(data["verdict"])
    assert (data["values"]["score"]["low"], data["values"]["score"]["high"]) == (5.2, 29.5)
    assert {item["finding"] for item in data["because"]} <= facts.keys()
    assert all(item["answers"] for item in data["missing"])
    assert data["source"] == ["lundberg_2017", "bottai_2017"]


@pytest.mark.parametrize("known", [True, False])
def test_the_explanation_is_a_tree_in_words(eular_acr: logic.Program, known: bool) -> None:
    facts: dict[str, Value] = {"heliotrope_rash": Truth.YES}
    if known:
        facts |= {"age_at_onset": exactly("45"), "muscle_biopsy_done": Truth.NO}
    lines = "\n".join(logic.evaluate_program(eular_acr, facts).explain().lines())
    assert "heliotrope rash: yes, 3.1" in lines
    assert ("with biopsy" in lines) is not known
    assert "heliotrope_rash" not in lines


def test_a_value_is_called_by_its_label_where_a_condition_reads_it(compile_: Compile) -> None:
    program = compile_(
        kind="grading",
        inputs=["das_muscle", "das_skin"],
        values={"total": "das_muscle + das_skin", "skin": "das_skin"},
        value_labels={"total": "score of both parts", "skin": "the skin again"},
        verdict=[{"is": "high", "if": "total >= 10 and das_skin >= 1"}, {"is": "low"}],
    )
    lines = evaluate(program, das_muscle=exactly("9")).explain().lines()
    condition = next(line for line in lines if line.strip().startswith("high, if"))
    assert "score of both parts at least 10" in condition
    assert "the skin again" not in condition
