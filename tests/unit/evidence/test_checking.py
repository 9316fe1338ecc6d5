"""Every rule on a table of study arms: a row that breaks it, and one that does not."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.evidence.arms import BASE, DRUG, ROWS, checked, text

from myosotis.evidence import check_arms, shipped_table


def test_a_good_table_has_no_fault(tmp_path: Path) -> None:
    assert checked(tmp_path, text()) == []


def test_the_shipped_arms_have_no_fault() -> None:
    assert [str(problem) for problem in check_arms(BASE, shipped_table(BASE))] == []


@pytest.mark.parametrize(
    ("row", "column", "value", "where", "sentence"),
    [
        (0, "responders", "21", "line 2, column responders", "21 responders of 20 patients"),
        (0, "n", "0", "line 2, column n", "an arm without patients; leave n empty"),
        (0, "weeks", "-2", "line 2, column weeks", "-2 weeks lie before the start"),
        (2, "weeks_are", "fixed", "line 4, column weeks_are", "the weeks are not given"),
        (0, "effect_measure", "", "line 2, column effect_measure", "an effect without its measure"),
        (0, "effect_low", "", "line 2, column effect_low", "one end of the interval is missing"),
        (0, "effect_low", "9", "line 2, column effect_low", "9 to 5.6 runs backwards"),
        (0, "effect", "6.5", "line 2, column effect", "6.5 lies outside of its interval 1.1 to"),
        (1, "control", "", "line 3, column control", "what the control got is not said"),
        (1, "control", "active", "line 3, column therapies", "an active control without its"),
        (0, "control", "placebo", "line 2, column control", "only a control says"),
        (0, "therapies", "", "line 2, column therapies", "a treated arm without its therapy"),
        (0, "group", "srb", "line 2, column group", "unknown group 'srb'"),
        (0, "therapies", "rest", "line 2, column therapies", "unknown therapy 'rest'"),
        (0, "design", "single_arm_trial", "line 2, column comparison", "compares nothing"),
        (2, "outcome", "measured", "line 4, column counted", "'measured' is no share of patients"),
        (2, "arm", "one_active", "line 4, column arm", "'one_active' is already on line 2"),
        (1, "role", "active", "line 2, column comparison", "'one' has 0 controls; expected one"),
        (0, "role", "control", "line 2, column comparison", "'one' has 2 controls; expected one"),
        (1, "comparison", "", "line 3, column comparison", "compared with nothing"),
        (0, "comparison", "", "line 3, column comparison", "nothing beside it"),
        (
            1, "outcome", "remission", "line 3, column outcome",
            "mixed outcome classes in the comparison 'one': 'remission' beside 'improved_minimal'",
        ),
        (1, "weeks", "12", "line 3, column weeks", "different times in the comparison 'one'"),
    ],
)  # fmt: skip
def test_a_fault_is_said_with_line_and_column(
    tmp_path: Path, row: int, column: str, value: str, where: str, sentence: str
) -> None:
    found = [str(problem) for problem in checked(tmp_path, text({(row, column): value}))]
    assert any(f"mine.csv, {where}: " in each and sentence in each for each in found), found


def again(**changes: str) -> str:
    """The last row once more under another name, with cells changed."""
    changed = text({(2, column): value for column, value in {"arm": "three", **changes}.items()})
    return changed.splitlines()[-1]


def test_a_study_that_is_there_twice(tmp_path: Path) -> None:
    (problem, *_) = checked(tmp_path, text(more=(again(counted="no"),)))
    assert str(problem).endswith("the same arm and outcome of this study is already on line 4")
    assert checked(tmp_path, text(more=(again(counted="no", measured="much better"),))) == []


def test_a_study_under_another_name(tmp_path: Path) -> None:
    (problem,) = checked(tmp_path, text(more=(again(study="other", counted="no"),)))
    assert str(problem) == ("mine.csv, line 5, column study: the study 'two' is already on line 4")
    assert checked(tmp_path, text(more=(again(study="other", counted="no", n="10"),))) == []


def test_patients_that_count_twice(tmp_path: Path) -> None:
    """One series, one kind of outcome, one group: of other studies and other drugs as well."""
    other = again(study="later", n="30", therapies=DRUG)
    (problem,) = checked(tmp_path, text(more=(other,)))
    assert str(problem) == (
        "mine.csv, line 5, column counted: the patients of 'somewhere' count for response on line "
        "4 already; expected no"
    )
    for change in ({"counted": "no"}, {"series": "elsewhere"}, {"group": "srp"}, {"n": ""}):
        fields = {"study": "later", "n": "30", "therapies": DRUG, **change}
        assert checked(tmp_path, text(more=(again(**fields),))) == []


def test_the_arms_of_one_comparison_are_other_patients(tmp_path: Path) -> None:
    third = ROWS[0].replace("one_active", "one_third").replace(DRUG, "methotrexate")
    assert checked(tmp_path, text(more=(third,))) == []


def test_a_missing_number_is_no_fault(tmp_path: Path) -> None:
    assert checked(tmp_path, text({(0, "n"): "", (0, "responders"): "", (0, "effect"): ""})) == []
