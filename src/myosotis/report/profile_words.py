"""The words of an antibody profile that the terminal, the page and the pictures share."""

from __future__ import annotations

import re
from collections.abc import Sequence

from myosotis.report.marks import mark
from myosotis.report.words import MONTHS, Data, capital, date_text

FOUND = ("positive", "doubtful")
"""The verdicts of a result that is told in full, and whose figures are shown."""

AFFECTED = {
    "yes": "recorded as affected",
    "no": "recorded as not affected",
    "unknown": "not recorded whether affected",
}
"""Of an organ that is watched."""

RECORDED = {"yes": "recorded", "no": "recorded as absent", "unknown": "not recorded"}

UNTESTED = {
    ("specific", "usual"): "in usual panels",
    ("specific", "often_missing"): "often missing from panels",
    ("specific", "separate_test"): "a separate test",
    ("associated", ""): "associated antibodies",
    ("modifier", ""): "antibodies that change what another means",
}
"""Why an antibody may not have been tested; of those that are specific by where they are tested."""

KINDS = ("specific", "associated", "modifier")
"""The order of antibodies: those that name a subgroup first."""

SHOWN = 3
"""In a terminal as many remarks are told; the page tells all."""


def document_title(document: Data, subject: str) -> str:
    """Who, what about, and on which day: "Woman, 58 · antibodies on 1 Jun 2024"."""
    return f"{document['patient']['title']} · {subject}{dated_text(document)}"


def dated_text(document: Data) -> str:
    """Of which day a document is: " on 1 Jun 2024", " in Jun 2024"."""
    if not document["on"]:
        return ", no dates given"
    whole = len(document["on"]) == len("2024-06-01")
    return f" {'on' if whole else 'in'} {date_text(document['on'])}"


def results_by(profile: Data, *verdicts: str) -> list[Data]:
    """The results of these verdicts, antibodies that name a subgroup first."""
    found = [one for one in profile["results"] if one["verdict"] in verdicts]
    return sorted(found, key=lambda one: KINDS.index(one["kind"]))


def inside(label: str) -> str:
    """The label of an antibody as it stands inside a sentence."""
    return label[:1].lower() + label[1:] if label.lower().startswith("anti") else label


def sentence(text: str) -> str:
    """A text that begins with a large letter and ends with a stop."""
    text = capital(text)
    return text if text.endswith((".", "?")) else f"{text}."


def result_word(result: Data) -> str:
    """How a result is read, in a word or two: "positive, confirmed"."""
    word = mark(result["verdict"]).word
    return f"{word}, confirmed" if result["confirmed"] else word


def result_text(test: Data) -> str:
    """One recorded result: "positive by line blot, strong, 3 Mar 2024 (3 months before)"."""
    how = f"by {test['method']}" if test["method"] else "method not recorded"
    joint = " " if test["method"] else ", "
    parts = [f"{test['value']}{joint}{how}"]
    if test["value"] == "positive":
        parts.append(test["strength"] or "strength not recorded")
    age = f" ({test['age_text']})" if test["age_text"] else ""
    parts.append(f"{date_text(test['on'])}{age}")
    written = test["recorded"]
    bare = {test["value"], test["strength"], "yes", "no", "", None}
    tail = f"; written as “{written}”" if written not in bare else ""
    return ", ".join(parts) + tail


def alike(results: Sequence[Data]) -> list[tuple[str, list[str]]]:
    """Results that were found in the same way: how, and the antibodies of which it is true."""
    groups: dict[str, list[str]] = {}
    for one in results:
        how = "; ".join(dict.fromkeys(result_text(test) for test in one["tested"]))
        groups.setdefault(how or "no result recorded", []).append(one["label"])
    return list(groups.items())


def first_told(profile: Data) -> dict[str, str]:
    """Of each doubt the antibody of which it is told first; of others it is only named."""
    told: dict[str, str] = {}
    for one in results_by(profile, *FOUND):
        for doubt in one["doubts"]:
            told.setdefault(doubt["statement"], one["label"])
    return told


def untested_groups(profile: Data) -> list[tuple[str, list[str]]]:
    """The antibodies that were not tested, by why that may be."""
    groups: dict[str, list[str]] = {words: [] for words in UNTESTED.values()}
    for one in profile["untested"]:
        key = (one["kind"], one["panels"] if one["kind"] == "specific" else "")
        groups[UNTESTED[key]].append(one["label"])
    return [(words, labels) for words, labels in groups.items() if labels]


def subgroups_by(profile: Data) -> list[tuple[str, list[Data]]]:
    """Subgroups by standing, what is established first."""
    names = ("established", "supported", "not_excluded", "excluded")
    groups = [(name, [s for s in profile["subgroups"] if s["verdict"] == name]) for name in names]
    return [(name, group) for name, group in groups if group]


def bound(text: str) -> str:
    """The text with spaces that do not break: in a date, before per cent, around an equals."""
    text = re.sub(rf"(\d) ({'|'.join(MONTHS)}) (\d{{4}})", "\\1\u00a0\\2\u00a0\\3", text)
    return text.replace(" %", "\u00a0%").replace("n = ", "n\u00a0=\u00a0")


def source_numbers(document: Data, part: Data) -> str:
    """The numbers of the sources of a part as they stand behind it: " [3, 7]†"."""
    known = document["sources"]
    numbers = sorted({known[id_]["number"] for id_ in part["sources"] if id_ in known})
    text = f" [{', '.join(map(str, numbers))}]" if numbers else ""
    return f"{text}†" if part["checked"] == "no" else text


def unchecked_text(unchecked: Sequence[str]) -> str:
    """What the dagger means, and of how many statements it stands."""
    count = len(unchecked)
    plural = "statement" if count == 1 else "statements"
    return "† not yet checked in a source" + (f": {count} {plural} here." if count else ".")
