"""``myosotis response`` as a person uses it, and a published patient."""

from __future__ import annotations

import json
import re
import sys
from functools import partial
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from myosotis.cli import main

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "response-course.yaml"

# A woman of 47 with dermatomyositis for 7.3 years, from a sponsor's page of a study of
# corticotropin gel (source acth_case_page): the measures at start and end. The dates are
# placeholders half a year apart; the upper limit of the enzyme was not published.
PUBLISHED = {
    "id": "acth-case",
    "sex": "female",
    "age": 47,
    "age_at_onset": "39 to 40",
    "presented": "2020-01-15",
    "history": [
        {
            "on": "2020-01-15",
            "physician_global_activity": "3.2 cm",
            "patient_global_activity": "4 cm",
            "mmt8": "149/150",
            "haq_di": 0.125,
            "ck": "93 U/L",
            "extramuscular_global_activity": "3.5 cm",
        },
        {
            "on": "2020-07-15",
            "physician_global_activity": "2.0 cm",
            "patient_global_activity": "3 cm",
            "mmt8": "150/150",
            "haq_di": 0.250,
            "ck": "65 U/L",
            "extramuscular_global_activity": "2.2 cm",
        },
    ],
}


@pytest.fixture
def run(run: Any) -> Any:
    """Run ``myosotis response`` with arguments."""
    return partial(run, "response")


@pytest.fixture
def written(tmp_path: Path) -> Any:
    """Write a patient file."""

    def write(content: dict[str, Any]) -> Path:
        path = tmp_path / "patient.yaml"
        path.write_text(yaml.safe_dump(content), encoding="utf-8")
        return path

    return write


def changed(entry: int, **measures: Any) -> dict[str, Any]:
    """The published patient with other measures at a visit."""
    history = [dict(each) for each in PUBLISHED["history"]]  # type: ignore[attr-defined]
    history[entry] |= measures
    return {**PUBLISHED, "history": history}


# -- the published patient ------------------------------------------------------------------------


def test_the_published_patient_has_no_response_by_the_score(run: Any, written: Any) -> None:
    ran = run(written(PUBLISHED))
    assert ran.code == 0
    # Without the limit of the enzyme its fall is a range, and for every limit too small to count.
    assert (
        "Less than a minimal response from 15 Jan 2020 to 15 Jul 2020: 17.5 of 100 points."
        in ran.words
    )
    assert "Muscle enzyme (creatine" in ran.out


def test_the_published_patient_improved_by_arithmetic_and_it_is_said_why(
    run: Any, written: Any
) -> None:
    data = json.loads(run(written(PUBLISHED), "--json").out)
    (comparison,) = data["comparisons"]
    assert comparison["total"]["low"] == comparison["total"]["high"] == 17.5
    assert comparison["score"]["verdict"] == ["none"]
    points = [change["points"]["low"] for change in comparison["measures"]]
    assert points == [7.5, 2.5, 0, 0, 0, 7.5]
    enzyme = comparison["measures"][4]["change"]
    assert enzyme["low"] < 0 < enzyme["high"] < 5
    verdicts = {one["id"]: one["verdict"] for one in comparison["others"]}
    assert verdicts["imacs_improvement_2004"] == ["met"]
    said = run(written(PUBLISHED)).words
    # Three are certainly better; of the enzyme it is not known without its limit.
    assert re.search(r"IMACS improvement 2004 \[\d+\]: improved by the definition\.", said)
    assert "Measures better by 20 % or more, of 6: 3 to 4." in said
    assert "Worse by 25 % or more: function." in said
    assert "Cannot tell: enzyme." in said


# -- the synthetic course -----------------------------------------------------------------------


def test_the_course_in_the_terminal(run: Any) -> None:
    ran = run(EXAMPLE)
    assert (ran.code, ran.err) == (0, "")
    assert "Major response from 12 Jan 2023 to 9 Jul 2024: 67.5 of 100 points." in ran.out
    assert "Best: 77.5 on 9 Apr 2024, major response." in ran.out
    assert max(len(line) for line in ran.out.splitlines()) <= 80


def test_brief_ends_with_the_course(run: Any) -> None:
    lines = run(EXAMPLE, "--brief").out.splitlines()
    assert any(line.startswith("9 Jul 2024 ") for line in lines)
    assert len(lines) <= 24


def test_one_pair(run: Any) -> None:
    ran = run(EXAMPLE, "--from", "2023-10-10", "--to", "2024-01-16")
    assert ran.code == 0
    assert "From 10 Oct 2023 to 16 Jan 2024, measure by measure" in ran.out
    assert "13 Apr 2023" not in ran.out
    assert "The total is a range, because extramuscular global activity is not" in ran.out
    assert "worse by the definition" in ran.words


def test_as_of_a_day(run: Any) -> None:
    assert (
        "Moderate response from 12 Jan 2023 to 11 Jul 2023"
        in run(EXAMPLE, "--on", "2023-08-01").out
    )


def test_json_follows_its_published_schema(run: Any, monkeypatch: Any, capsys: Any) -> None:
    data = json.loads(run(EXAMPLE, "--json").out)
    monkeypatch.setattr(sys, "argv", ["myosotis", "schema", "response"])
    with pytest.raises(SystemExit):
        main()
    jsonschema.validate(data, json.loads(capsys.readouterr().out))
    assert [visit["on"] for visit in data["visits"]][1] == "2023-04-13"


def test_html_writes_one_page(run: Any, tmp_path: Path) -> None:
    ran = run(EXAMPLE, "--html", tmp_path / "out")
    assert ran.code == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["response-course-response.html"]
    assert "response-course-response.html" in ran.err


def test_the_option_settles_whose_cut_offs_apply(run: Any, written: Any) -> None:
    unknown = {**PUBLISHED, "age_at_onset": "10 to 40"}
    assert "both cut-offs are counted" in run(written(unknown)).words
    ran = run(written(unknown), "--population", "juvenile")
    assert "The cut-offs are those of juvenile patients, as given." in ran.words


# -- what is wrong ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "options", "says"),
    [
        (changed(0, mmt8=155), (), "'155' has no unit; write mmt8 in one of: /150, /80"),
        (changed(0, mmt8="155/150"), (), "lies between 0 and 150 on the scale /150"),
        (changed(0, haq_di=4), (), "'4' cannot be a value of haq_di, which lies between 0 and 3"),
        (
            changed(0, physician_global_activity="120 /100"),
            (),
            "cannot be a value of physician_global_activity",
        ),
        ({**PUBLISHED, "history": []}, (), "no visit is recorded"),
        (
            {**PUBLISHED, "history": PUBLISHED["history"][1:]},  # type: ignore[index]
            (),
            "at one visit only, 15 Jul 2020: a response needs a baseline and a later visit",
        ),
        (
            PUBLISHED,
            ("--from", "2020-07-15", "--to", "2020-01-15"),
            "the baseline (15 Jul 2020) lies after the follow-up (15 Jan 2020)",
        ),
        (
            PUBLISHED,
            ("--to", "2020-03-01"),
            "nothing was measured on 1 Mar 2020; the nearest visits are 15 Jan 2020 and 15 Jul",
        ),
        (
            changed(0, mmt8="70/80"),
            ("--from", "2020-01-15", "--to", "2020-07-15"),
            "strength is on another scale at the two visits (70/80 on 15 Jan 2020, 150/150 on",
        ),
        (PUBLISHED, ("--population", "child"), "expected adult or juvenile, not 'child'"),
        (PUBLISHED, ("--on", "yesterday"), "--on expects a day"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    run: Any, written: Any, content: dict[str, Any], options: tuple[str, ...], says: str
) -> None:
    ran = run(written(content), *options)
    assert ran.code == 2
    assert ran.out == ""
    assert says in ran.err
    assert "Traceback" not in ran.err


def test_two_scales_that_were_not_asked_for_leave_a_range(run: Any, written: Any) -> None:
    ran = run(written(changed(0, mmt8="70/80")))
    assert ran.code == 0
    assert "strength is on another scale at the two visits" in ran.words
    assert "17.5 to 37.5 of 100 points" in ran.words
