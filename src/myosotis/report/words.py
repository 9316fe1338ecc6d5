"""The words in which a review is shown: the same in the terminal and on the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from math import ceil, floor
from typing import Any

from myosotis.report.marks import MARKS, mark

Data = Mapping[str, Any]
"""A part of a review as plain data."""

QUESTIONS = ("resistance", "activity", "diagnosis", "strategy")

INTENDED_USE = (
    "Myosotis is research software for health-care professionals. It informs and explains so that "
    "a clinician can judge each statement by its reason and source; it does not diagnose or "
    "prescribe, reads no images or signals, and is not a medical device."
)

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


NARROWED = 3
"""As many outcomes are named; more are counted."""

OPEN = 4
"""As many verdicts still possible of a criteria set are named; more are counted."""


def reviewed_text(review: Data) -> str:
    """For which day the review is: "reviewed 1 Mar 2020"."""
    return f"reviewed {date_text(review['on'])}" if review.get("on") else "reviewed, no dates given"


def date_text(text: str | None) -> str:
    """``2020-03-01`` as "1 Mar 2020", ``2020-03`` as "Mar 2020"; other text as it is."""
    if not text:
        return "date not recorded"
    found = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", text)
    if not found:
        return text
    year, month, day = found.groups()
    if not month:
        return str(year)
    name = f"{MONTHS[int(month) - 1]} {year}"
    return f"{int(day)} {name}" if day else name


def number_text(number: float | int | str | None) -> str:
    """A number as written: no trailing zeros, at most four significant decimals."""
    if number is None:
        return "no limit"
    if isinstance(number, str):
        return number
    return f"{number:.4f}".rstrip("0").rstrip(".") if isinstance(number, float) else str(number)


def range_text(value: Data) -> str:
    """``{"low", "high", "unit"}`` in words: "4.6", "4.2 to 9.6 points", "over 1", "unknown"."""
    low, high = value.get("low"), value.get("high")
    unit = unit_text(value.get("unit"))
    if low is None and high is None:
        return "unknown"
    if low is None:
        text = f"{'under' if value.get('high_open') else 'at most'} {number_text(high)}"
    elif high is None:
        text = f"{'over' if value.get('low_open') else 'at least'} {number_text(low)}"
    elif low == high:
        text = number_text(low)
    else:
        text = f"{number_text(low)} to {number_text(high)}"
    return f"{text} {unit}".strip()


UNITS = {"xULN": "× ULN", "%[predicted]": "% predicted", "a": "years", "mo": "months", "1": ""}


def unit_text(unit: str | None) -> str:
    """A unit as it is printed; what stands in braces is not a unit to a reader."""
    return "" if unit is None or unit.startswith("{") else UNITS.get(unit, unit)


def capital(text: str) -> str:
    """The text with its first letter large; the rest keeps its case."""
    return text[:1].upper() + text[1:]


def listing(items: Sequence[str], last: str = "and") -> str:
    """Items as a clause: "a", "a and b", "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def fit(items: Iterable[str], width: int, joint: str = " · ") -> str:
    """As many items as fit in ``width``, then "and n more"; the first is cut if it must be."""
    everything = list(items)
    for count in range(len(everything), 0, -1):
        left = len(everything) - count
        tail = f"{joint}and {left} more" if left else ""
        text = joint.join(everything[:count])
        if len(text + tail) <= width:
            return text + tail
        if count == 1:
            return text[: max(width - len(tail) - 1, 1)].rstrip(" ,;:·(") + "…" + tail
    return ""


def missing_text(missing: Data) -> str:
    """A missing fact with why it is missing: "anti-HMGCR: not tested"."""
    return f"{missing['label']}: {missing.get('why') or 'not recorded'}"


def answers_text(missing: Data, labels: Mapping[str, str] | None = None) -> str:
    """What each answer would leave: "yes leaves definite; no leaves possible or not met".

    An answer that leaves all that any answer leaves tells nothing and is left out, and so is one
    that leaves more verdicts than are named. ``labels`` are the verdicts in words.
    """
    answers = [answer for answer in missing.get("answers") or () if answer.get("leaves")]
    everything = {verdict for answer in answers for verdict in answer["leaves"]}
    parts = [
        f"{answer['answer']} leaves {either(answer['leaves'], labels)}"
        for answer in answers
        if len(answer["leaves"]) < len(everything) and len(answer["leaves"]) <= OPEN
    ]
    return "; ".join(parts)


def either(verdicts: Sequence[str], labels: Mapping[str, str] | None = None) -> str:
    """Verdicts as alternatives: "definite or not met"."""
    words = [in_words(verdict, labels or {}) for verdict in verdicts]
    return "; or ".join(words) if any("," in word for word in words) else listing(words, "or")


def in_words(verdict: str, labels: Mapping[str, str]) -> str:
    """A verdict among others: a plain word as it is, a name of several by its label.

    What a label adds after a semicolon is left out.
    """
    plain = verdict in MARKS or (verdict.isalpha() and verdict.islower())
    return short(verdict) if plain else labels.get(verdict, "").split(";")[0] or short(verdict)


def short(verdict: str) -> str:
    """A verdict in a word or two: that of its mark, or its own name."""
    return "not met" if verdict == "not" else mark(verdict).word


def threats_of(review: Data) -> list[Data]:
    """The urgent threats, those that are present before those that are not excluded."""
    return sorted(review.get("urgent") or (), key=lambda threat: threat["verdict"] != "present")


def unsaid(statements: Iterable[Data], reasons: Iterable[Data]) -> list[Data]:
    """The statements that no reason has said already."""
    said = {reason["text"].rstrip(".") for reason in reasons}
    return [one for one in statements if one["statement"].rstrip(".") not in said]


def tests_of(review: Data) -> list[Data]:
    """The next tests, those that decide a question first; else in the order of the approach."""
    return sorted(review.get("next_tests") or (), key=lambda test: not test.get("decisive"))


def question_of(review: Data, name: str) -> Data:
    """One of the four questions, in one shape: verdict, statement, reasons and what is missing.

    The activity question has no verdict of its own: its organs have. Its reasons and what is
    missing are those of the organs in turn, with the organ named.
    """
    question: Data = review[name]
    if name != "activity":
        return question
    organs = [organ for organ in question["organs"].values() if organ.get("data", True)]
    several = len(organs) > 1
    return {
        **question,
        "because": [
            {**reason, "text": f"{organ['label']}: {reason['text']}" if several else reason["text"]}
            for organ in organs
            for reason in organ.get("because") or ()
        ],
        "missing": [missing for organ in organs for missing in organ.get("missing") or ()],
    }


def criteria_verdict(criteria: Data) -> str:
    """The verdict of a criteria set in its own words, or those between which it is open."""
    verdict, words = criteria["verdict"], criteria.get("verdict_labels") or {}
    if len(verdict) == 1:
        return str(words.get(verdict[0]) or verdict[0].replace("_", " "))
    if len(verdict) > OPEN:
        return f"cannot tell: {len(verdict)} verdicts possible"
    return f"cannot tell: {either(verdict, words)}"


def outcome_texts(criteria: Data) -> list[str]:
    """The further outcomes of a criteria set; one that is wide open is only counted."""
    words = criteria.get("outcome_labels") or {}
    texts = []
    for name, outcomes in (criteria.get("outcomes") or {}).items():
        labels = [words.get(o) or o.replace("_", " ") for o in outcomes]
        open_ = f"not narrowed, {len(labels)} possible"
        shown = listing(labels, "or") if len(labels) <= NARROWED else open_
        texts.append(f"{capital(name.replace('_', ' '))}: {shown}")
    return texts


def fact_text(reason: Data) -> str:
    """A recorded fact behind a verdict in few words: "a rash", "no rash", "age at onset 45"."""
    label, value = str(reason["label"]), reason["value"]
    if value == "yes":
        return label
    if value == "no":
        return f"no {label.removeprefix('a ').removeprefix('an ')}"
    return f"{label} {value}"


def settled_by(criteria: Data) -> str:
    """The unknown that would do most to settle a criteria set; nothing where it is settled."""
    if len(criteria["verdict"]) < 2 or not criteria["missing"]:
        return ""
    first = criteria["missing"][0]
    return str(first["label"]) + ("" if first["settles"] else ", with others")


def named_with_year(criteria: Data) -> str:
    """The short name of a criteria set with its year."""
    year = str(criteria.get("year") or "")
    return criteria["short"] if year in criteria["short"] else f"{criteria['short']} {year}"


def applying(comparison: Data) -> list[Data]:
    """The criteria sets that apply, or may apply, to the patient."""
    return [one for one in comparison["sets"] if one["verdict"] != ["not_applicable"]]


def not_applicable_text(criteria: Data) -> str:
    """Why a criteria set does not apply: in its own words, and by which facts."""
    why = criteria["verdict_labels"]["not_applicable"].removeprefix("not applicable").lstrip(":, ")
    facts = "; ".join(fact_text(reason) for reason in criteria["because"])
    return f"{why} ({facts})" if facts else why


def assumptions(comparison: Data) -> dict[str, list[str]]:
    """What is taken as met although it is not recorded, with the sets that ask for it."""
    found: dict[str, list[str]] = {}
    for one in applying(comparison):
        if one["assumed"]:
            found.setdefault(one["assumed"], []).append(one["short"])
    return found


def deciding_sets(disagreement: Data) -> list[Data]:
    """The criteria sets that say yes or no of some entity in dispute."""
    return [
        one
        for one in disagreement["sets"].values()
        if any(e["says"].get(one["id"]) in ("yes", "no") for e in disagreement["entities"])
    ]


def undecided_text(disagreement: Data) -> str:
    """The criteria sets that cannot tell of any entity in dispute, in a sentence."""
    deciding = deciding_sets(disagreement)
    names = [one["short"] for one in disagreement["sets"].values() if one not in deciding]
    return f"{listing(names)} cannot tell yet." if names else ""


def reasons_to_differ(disagreement: Data) -> list[str]:
    """Why criteria sets differ; a reason that several entities share is given once."""
    return list(dict.fromkeys(entity["why"] for entity in disagreement["entities"]))


def value_text(name: str, value: Data) -> str:
    """A value of a criteria set: a probability in per cent, everything else with its unit."""
    if not value.get("known", True):
        return "not known"
    if name != "probability" and value.get("unit") != "probability":
        return range_text(value)
    low, high = (float(value[end]) * 100 for end in ("low", "high"))
    if low == high:
        return f"{round(low)} %"
    return f"{range_text({'low': floor(low), 'high': ceil(high)})} %"


def verdict_line(review: Data) -> str:
    """The four verdicts in one line."""
    parts = []
    for name in QUESTIONS:
        if name == "activity":
            known = [
                f"{organ['label']} {mark(organ['verdict']).word}"
                for organ in review[name]["organs"].values()
                if organ["verdict"] != "cannot_tell"
            ]
            parts.append(listing(known) or "activity: cannot tell in any organ")
        else:
            parts.append(f"{name}: {mark(review[name]['verdict']).word}")
    return capital(" · ".join(parts))


def treatment_name(treatment: Data) -> str:
    """A treatment as it was recorded, with the class it belongs to where that is another word."""
    name, label = str(treatment["name"]).replace("_", " "), str(treatment["label"])
    return label if label.lower().startswith(name.lower()) else f"{name} ({label})"


def course_text(treatment: Data) -> str:
    """When a treatment was given, its dose and its route; nothing if it was not given."""
    start, end = treatment.get("from"), treatment.get("to")
    if treatment["verdict"] == "not_given":
        return ""
    if not start and not end:
        when = "dates not recorded"
    else:
        when = date_text(start) if start else "start not recorded"
        when += f" to {date_text(end)}" if end else ", end not recorded"
    dose = treatment.get("dose")
    route = treatment.get("route")
    return " · ".join([when, dose or "dose not recorded", *([route] if route else [])])


def effort_text(test: Data) -> str:
    """Whether a test decides a question, its burden and its cost, in words."""
    burden = f"burden {test['burden']}" if test.get("burden") else ""
    cost = f"cost {test['cost']}" if test.get("cost") else ""
    decisive = "decisive" if test.get("decisive") else ""
    return ", ".join(part for part in (decisive, burden, cost) if part)


def antibody_groups(antibodies: Mapping[str, Data]) -> list[tuple[str, list[str]]]:
    """Labels by result, what was found first, what was not tested last."""
    names = ("positive", "doubtful", "not excluded", "negative", "not tested")
    groups: dict[str, list[str]] = {name: [] for name in names}
    for antibody in antibodies.values():
        groups.setdefault(antibody["value"], []).append(antibody["label"])
    return [(value, labels) for value, labels in groups.items() if labels]
