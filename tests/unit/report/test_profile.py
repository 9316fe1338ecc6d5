"""An antibody profile in the terminal, and its words: unknown is said, doubt is not presence."""

from __future__ import annotations

import copy
import io
import re
from typing import Any

import pytest
from rich.console import Console
from tests.unit.report.profiles import (
    CANCER,
    EVERY,
    made,
    made_cancer,
    mda5,
    nothing,
    tif1,
    tif1_cancer,
    weak,
)

from myosotis.report import print_cancer, print_profile
from myosotis.report.due_words import due_by_group, due_groups, span_text
from myosotis.report.figure_words import (
    brief_figure,
    figure_text,
    named_figure,
    number_of,
    short_list,
)
from myosotis.report.profile_words import (
    alike,
    bound,
    result_text,
    sentence,
    unchecked_text,
    untested_groups,
)
from myosotis.report.risk_words import (
    risk_text,
    subject_text,
    tier_text,
    values_text,
    verdict_text,
    why_text,
)

FIGURE = {
    "antibody_label": "anti-X",
    "what": "dysphagia",
    "among": "70 patients with anti-X, China",
    "text": "43 of 70 (61 %)",
    "kind": "share",
    "people": 70,
    "against": None,
}


def printed(
    data: dict[str, Any], width: int = 80, encoding: str = "utf-8", brief: bool = False
) -> str:
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    console = Console(file=out, width=width, highlight=False, emoji=False, markup=False)
    if "cancer" in data:
        print_cancer(data, console)
    else:
        print_profile(data, console, brief)
    out.flush()
    return out.buffer.getvalue().decode(encoding)


def plain(text: str) -> str:
    """The text on one line, with ordinary spaces."""
    return " ".join(text.replace("\u00a0", " ").split())


DOCUMENTS = [*EVERY, *CANCER]


# -- the sheet ----------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("data", DOCUMENTS)
def test_nothing_is_wider_than_the_terminal(data: Any, width: int) -> None:
    for encoding in ("utf-8", "ascii"):
        assert max(map(len, printed(data(), width, encoding).splitlines())) <= width


@pytest.mark.parametrize("data", DOCUMENTS)
def test_a_plain_terminal_has_plain_signs(data: Any) -> None:
    text = printed(data(), encoding="ascii")
    # A sign without a stand-in would be a question mark inside a word or beside a number.
    assert not re.search(r"[\w.%]\?[\w%]", text)
    assert "\u00a0" not in text


@pytest.mark.parametrize("data", DOCUMENTS)
def test_nothing_is_blank(data: Any) -> None:
    text = printed(data())
    assert not re.search(r"(?:: |, |\()None\b", text)
    assert "()" not in text
    assert not re.search(r": *[.;]", text)
    assert not re.search(r"^\s*[-?●○] *$", text, re.MULTILINE)
    # A row of the first screen has something to say.
    for line in text.splitlines()[:24]:
        assert not re.fullmatch(
            r"(Found|In doubt|Negative|Not tested|Myositis|Subgroup|Cancer risk|Lung risk|"
            r"Due: \w+|Due now|Tier) *",
            line,
        )


@pytest.mark.parametrize("data", EVERY)
def test_the_first_screen_holds_the_conclusion(data: Any) -> None:
    screen = plain("\n".join(printed(data()).splitlines()[:24]))
    body = data()["profile"]
    assert body["statement"] in screen
    for line in body["lines"]:
        assert line in screen
    assert "Found" in screen
    assert "Not tested" in screen
    assert "Myositis" in screen
    assert "Due" in screen


def test_a_brief_profile_is_a_few_lines() -> None:
    lines = printed(tif1(), brief=True).splitlines()
    assert len(lines) < 14
    text = plain("\n".join(lines))
    assert tif1()["profile"]["statement"] in text
    assert "The cancer tier is high." in text
    assert "Due, lung: pulmonary function tests, high-resolution CT of the chest." in text


def test_a_profile_of_many_figures_stays_readable() -> None:
    lines = printed(made()).splitlines()
    assert len(lines) < 600
    assert sum("more; the page (--html) shows all" in line for line in lines) > 5
    assert "The page (--html) holds everything, with all sources." in lines


def test_the_cancer_risk_alone_is_told_to_the_end() -> None:
    text = plain(printed(made_cancer()))
    cancer = made_cancer()["cancer"]
    for one in (*cancer["not_read"], *cancer["remarks"]):
        assert plain(one["text"]) in text
    assert "more; the page" not in text


def test_only_sources_that_were_named_are_listed() -> None:
    text = printed(made())
    numbers = {int(n) for n in re.findall(r"^\[(\d+)\]", text, re.MULTILINE)}
    named = " ".join(text.split("─ Sources")[0].split())
    cited = {int(n) for each in re.findall(r"\[([\d, ]+)\]", named) for n in each.split(",")}
    assert cited <= numbers
    # In the columns of the guidelines a list of numbers may be cut in two.
    for number in numbers - cited:
        assert re.search(rf"[\[ ]{number}[,\]]", named), number


# -- unknown, in doubt, negative ----------------------------------------------------------------


@pytest.mark.parametrize("data", EVERY)
def test_what_was_not_tested_is_never_told_as_negative(data: Any) -> None:
    text = plain(printed(data()))
    body = data()["profile"]
    told = text.split("Not tested, which is not negative")[1].split("Which subgroup")[0]
    negative = " ".join(re.findall(r"Negative by [^:]*: ([^.]*)\.", text))
    for one in body["untested"]:
        assert one["label"] in told
        assert one["label"] not in negative.split(", ")


def test_an_antibody_in_doubt_is_not_among_those_found() -> None:
    lines = printed(weak()).splitlines()
    assert "Found           none" in lines
    assert "In doubt        ? Anti-SRP (weak) · Anti-Mi-2 (weak)" in lines
    assert any(re.fullmatch(r"Anti-SRP +\? IN DOUBT", line) for line in lines)
    assert "Anti-SRP (in doubt): 41 % of patients" in plain(printed(weak()))


def test_a_doubt_is_told_once_with_its_figures() -> None:
    text = plain(printed(weak()))
    assert text.count("Two myositis-specific antibodies hardly occur together.") == 1
    assert "3 of 1637 (0.2 %) adults with myositis had two" in text
    assert "Two specific antibodies at once: see anti-SRP." in text


def test_a_negative_result_of_a_blunt_method_is_not_excluded() -> None:
    lines = printed(tif1()).splitlines()
    assert "Not excluded    ? Anti-Mi-2" in lines
    assert not any(line.startswith("Negative ") and "Anti-Mi-2" in line for line in lines)
    text = plain(printed(tif1()))
    assert "Reported negative, but not excluded ? NOT EXCLUDED" in text
    assert "3 Mar 2024 (3 months before): Anti-Mi-2. Negative ○" in text


@pytest.mark.parametrize("data", DOCUMENTS)
def test_what_is_unchecked_and_told_has_its_dagger(data: Any) -> None:
    shown, told = plain(printed(data(), 120)), 0
    for part in _unchecked(data()):
        text = plain(str(part.get("statement") or part.get("text") or part.get("label")))
        cited = re.escape(text.rstrip(".")) + r"\.?[^\[\]†]{0,120}( \[[\d, ]+\])?†"
        if len(text) > 20 and text in shown:
            assert re.search(cited, shown, re.IGNORECASE), text
            told += 1
    assert told or not shown.count("†") > 1


def _unchecked(part: Any) -> list[dict[str, Any]]:
    """The parts that say that they were read in no source."""
    if isinstance(part, list):
        return [one for item in part for one in _unchecked(item)]
    if not isinstance(part, dict):
        return []
    own = [part] if part.get("checked") == "no" else []
    return own + [one for value in part.values() for one in _unchecked(value)]


def test_the_risk_of_cancer_is_a_lower_bound_where_it_is_open() -> None:
    cancer = mda5()["profile"]["cancer"]
    assert tier_text(cancer) == "at least moderate (moderate or high)"
    assert tier_text({**cancer, "lowest": None}) == "cannot tell: moderate or high"
    every = {**cancer, "tier": ["standard", "moderate", "high"], "lowest": "standard"}
    assert tier_text(every) == "cannot tell: standard, moderate or high"
    assert tier_text({**cancer, "tier": ["high"]}) == "high"
    assert tier_text({**cancer, "tier": []}) == "cannot tell"
    assert tier_text({**cancer, "applies": "no"}) == "no routine search"


def test_the_risk_of_lung_disease_is_open_where_it_cannot_be_told() -> None:
    assert risk_text({"risk": ["raised"]}) == "raised"
    assert risk_text({"risk": ["not_raised", "raised"]}) == "cannot tell: not raised or raised"
    assert risk_text({"risk": []}) == "cannot tell"


def test_factors_stand_with_what_is_known_of_them() -> None:
    lines = printed(tif1()).splitlines()
    assert "    High level, 4 to 6 present" in lines
    assert "      ● anti-TIF1-gamma: strong by line blot, 3 Mar 2024" in lines
    assert "      ? anti-HMGCR†: not tested" in lines
    assert "      ○ anti-NXP2" in lines


def test_what_could_not_be_read_in_the_source_is_said() -> None:
    for data in (tif1, tif1_cancer):
        text = plain(printed(data()))
        assert "Not read in the source ? The lists of intermediate and low" in text


def test_progression_is_told_by_both_definitions_and_tools_with_their_cohort() -> None:
    text = plain(printed(mda5()))
    assert "PPF 2022, 5 Oct 2023 to 30 Sep 2024: cannot tell" in text
    assert "Progressive ILD, 24 months, 5 Oct 2023 to 30 Sep 2024: progressive" in text
    assert "Medium or high risk of death. [15] Made in 207 patients" in text


def test_guidelines_stand_side_by_side() -> None:
    lines = printed(tif1(), 100).splitlines()
    head = next(line for line in lines if "About" in line)
    assert re.split(r" {2,}", head.strip()) == ["About", "ACR/CHEST 2023", "ERS/EULAR 2025"]


def test_what_the_guideline_does_not_say_is_not_blank() -> None:
    data = copy.deepcopy(tif1())
    advice = data["profile"]["lung"]["advice"]
    advice.append({**advice[0], "id": "only_one", "about": "monitoring_hrct"})
    text = plain(printed(data, 120))
    assert "Only ACR/CHEST 2023 - Pulmonary function tests with tomography" in text
    assert subject_text("monitoring_hrct") == "Monitoring HRCT"


# -- the scale ----------------------------------------------------------------------------------


def test_a_share_stands_on_its_scale() -> None:
    lines = printed(tif1()).splitlines()
    pooled = next(line for line in lines if "Anti-TIF1-gamma: 41\u00a0% (36 to 45)" in line)
    strip = re.search(r"\|(.{21})\|", pooled)
    assert strip is not None
    assert strip[1].index("●") == 8
    assert strip[1].count("━") == 2
    doubtful = next(line for line in printed(weak()).splitlines() if "(in doubt): 41" in line)
    assert "●" not in doubtful
    assert "?" in doubtful


def test_an_outcome_without_a_figure_is_named() -> None:
    text = plain(printed(tif1()))
    assert "No figure of these antibodies for: calcinosis (recorded as absent)" in text
    assert "no figure for anti-TIF1-gamma" in text


# -- words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "43 of 70 (61 %) patients with anti-X, China"),
        ({"text": "61 %"}, "61 % of 70 patients with anti-X, China"),
        (
            {"text": "61 %", "among": "patients with anti-X, China"},
            "61 % of patients with anti-X, China, n = 70",
        ),
        (
            {"text": "61 %", "among": "patients with anti-X, China", "people": None},
            "61 % of patients with anti-X, China, n not printed",
        ),
        (
            {"text": "10 to 50 %", "among": "several cohorts", "people": None},
            "10 to 50 %, several cohorts, n not printed",
        ),
        (
            {"text": "odds ratio 4.15", "kind": "ratio"},
            "odds ratio 4.15, 70 patients with anti-X, China",
        ),
        (
            {"against": "35 % of 179 others"},
            "43 of 70 (61 %) patients with anti-X, China; against 35 % of 179 others",
        ),
        (
            {"text": "9 %", "people": 3067, "among": "3,067 patients"},
            "9 % of 3,067 patients",
        ),
    ],
)
def test_a_figure_says_its_number_of_people_once(change: dict[str, Any], said: str) -> None:
    assert number_of({**FIGURE, **change}).replace("\u00a0", " ") == said


def test_what_a_figure_is_about_is_said_where_the_title_does_not() -> None:
    assert figure_text(FIGURE, "Dysphagia").startswith("43 of 70")
    assert figure_text(FIGURE, "cancer").startswith("dysphagia: 43 of 70")
    assert named_figure(FIGURE, "dysphagia").startswith("anti-X: 43 of 70")
    assert named_figure(FIGURE, "cancer", True).startswith("anti-X (in doubt), dysphagia: 43")


def test_a_result_says_what_is_not_known_of_it() -> None:
    test = {
        "value": "positive", "method": None, "strength": None, "on": "2024-03", "age_text": "",
        "recorded": "positive",
    }  # fmt: skip
    assert result_text(test) == "positive, method not recorded, strength not recorded, Mar 2024"
    negative = {**test, "value": "negative", "method": "ELISA", "recorded": "no"}
    assert result_text(negative) == "negative by ELISA, Mar 2024"
    written = {**test, "method": "line blot", "strength": "weak", "recorded": "(+)"}
    assert result_text(written) == "positive by line blot, weak, Mar 2024; written as “(+)”"


def test_results_found_alike_are_told_together() -> None:
    body = tif1()["profile"]
    negative = [one for one in body["results"] if one["verdict"] == "negative"]
    assert len(alike(negative)) == 1
    assert len(alike(negative)[0][1]) == 11


def test_untested_antibodies_say_why() -> None:
    groups = dict(untested_groups(nothing()["profile"]))
    assert groups["a separate test"] == ["Anti-HMGCR", "Anti-cN1A"]
    assert groups["antibodies that change what another means"] == ["Anti-Ro52"]


def test_what_is_due_comes_first_and_alike_things_are_one() -> None:
    due = due_groups(tif1()["profile"]["cancer"]["due"])
    assert [one.status for one in due] == ["due", "done", "done", "if"]
    assert len(due[1].labels) == 8
    assert due[1].when == "Done 12 Feb 2024; then 12 Feb 2025, 12 Feb 2026 and 12 Feb 2027"
    assert due[1].notes == ("Free light chains are named in one list and not in another.",)
    assert len(due_by_group(tif1()["profile"]["cancer"]["due"])["cancer"]) == 5


def test_what_was_done_before_it_is_due_again_is_told() -> None:
    line = {**tif1()["profile"]["cancer"]["due"][8], "status": "due", "last": "2023-01-05",
            "last_text": "5 Jan 2023", "when": "due since 5 Jan 2024"}  # fmt: skip
    assert due_groups([line])[0].when == "Due since 5 Jan 2024; last done 5 Jan 2023"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2024-12-30", "2024-12-30", "30 Dec 2024"),
        ("2024-12-30", "2025-03-30", "Dec 2024 to Mar 2025"),
        ("2024-12-01", "2024-12-30", "Dec 2024"),
    ],
)
def test_a_planned_time_is_a_day_or_two_months(first: str, last: str, said: str) -> None:
    assert span_text(first, last) == said


def test_a_date_a_share_and_a_size_are_not_broken() -> None:
    assert bound("12 Feb 2024, 8.5 %, n = 70").count("\u00a0") == 5


def test_the_unchecked_are_counted() -> None:
    assert unchecked_text(["one"]).endswith("1 statement here.")
    assert unchecked_text([]) == "† not yet checked in a source."


def test_what_is_possible_later_is_said_as_possible() -> None:
    (one,) = due_groups([one for one in mda5()["profile"]["cancer"]["due"] if one["then"]])
    assert one.statements[-1] == "Possibly: In the high tier again every year."


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "43 of 70 (61 %), China"),
        ({"what": "dysphagia by 48 months"}, "by 48 months: 43 of 70 (61 %), China"),
        ({"what": "choking"}, "choking: 43 of 70 (61 %), China"),
        ({"text": "61 %", "against": "35 % of 179 others"}, "61 % of 70 against 35 %, China"),
        ({"text": "61 %", "people": None}, "61 %, China, n = 70"),
        (
            {"text": "61 %", "people": None, "among": "adults, 18 studies pooled"},
            "61 %, 18 studies pooled, n not printed",
        ),
        ({"among": "70 patients with anti-X"}, "43 of 70 (61 %), patients with anti-X"),
        (
            {"text": "odds ratio 8", "kind": "ratio", "people": None, "among": "190 patients"},
            "odds ratio 8, 190 patients",
        ),
    ],
)
def test_beside_its_mark_a_figure_is_short(change: dict[str, Any], said: str) -> None:
    assert brief_figure({**FIGURE, **change}, "dysphagia").replace("\u00a0", " ") == said


def test_where_there_is_little_room_ratios_with_an_interval_come_first() -> None:
    ratios = [
        {**FIGURE, "kind": "ratio", "text": "odds ratio 4"},
        {**FIGURE, "kind": "ratio", "text": "odds ratio 9 (5 to 16)"},
    ]
    assert short_list([*ratios, FIGURE], 1, 1) == [FIGURE, ratios[1]]


def test_a_group_is_counted_once_on_the_other_side() -> None:
    figure = {**FIGURE, "against": "0 of 22 (0 %) of 22 patients without it"}
    assert (
        number_of(figure)
        .replace("\u00a0", " ")
        .endswith("against 0 of 22 (0 %) patients without it")
    )


def test_a_rule_that_leaves_everything_open_cannot_tell() -> None:
    rule = {"verdict": ["low", "medium", "high"], "text": "low or medium or high", "values": {}}
    assert verdict_text(rule) == "Cannot tell."
    assert verdict_text({**rule, "verdict": ["low"], "text": "low risk"}) == "Low risk."
    assert (
        values_text({"values": {"fall": "12.1622 %", "points": "2"}}) == "fall: 12.16 %; points: 2"
    )


def test_a_factor_is_not_named_twice() -> None:
    factor = {"label": "anti-X", "why": "Anti-X: yes (3 Mar 2024)"}
    assert why_text(factor) == "yes (3 Mar 2024)"
    assert why_text({**factor, "why": ""}) == "not recorded"


def test_a_sentence_has_a_large_letter_and_one_stop() -> None:
    assert sentence("at increased risk") == "At increased risk."
    assert sentence("Done.") == "Done."
