"""The words of an antibody profile that the terminal, the page and the pictures share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from myosotis.report.marks import mark
from myosotis.report.words import MONTHS, Data, capital, date_text, listing

FOUND = ("positive", "doubtful")
"""The verdicts of a result that is told in full, and whose figures are shown."""

RECORDED = {"yes": "recorded", "no": "recorded as absent", "unknown": "not recorded"}

UNTESTED = {
    ("specific", "usual"): "in usual panels",
    ("specific", "often_missing"): "often missing from panels",
    ("specific", "separate_test"): "a separate test",
    ("associated", ""): "associated antibodies",
    ("modifier", ""): "antibodies that change what another means",
}
"""Why an antibody may not have been tested; of those that are specific by where they are tested."""

WHEN = ("due", "planned", "done", "if", "not_needed")
"""The standings of what is to be done, what is due first."""


# -- who, and what was found -----------------------------------------------------------------


def document_title(document: Data, subject: str) -> str:
    """Who, what about, and on which day: "Woman, 58 · antibodies on 1 Jun 2024"."""
    on = f"on {date_text(document['on'])}" if document["on"] else "no dates given"
    joint = " " if document["on"] else ", "
    return f"{document['patient']['title']} · {subject}{joint}{on}"


def results_by(profile: Data, *verdicts: str) -> list[Data]:
    """The results of these verdicts, in the order of the profile."""
    return [one for one in profile["results"] if one["verdict"] in verdicts]


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


def untested_groups(profile: Data) -> list[tuple[str, list[str]]]:
    """The antibodies that were not tested, by why that may be."""
    groups: dict[str, list[str]] = {words: [] for words in UNTESTED.values()}
    for one in profile["untested"]:
        key = (one["kind"], one["panels"] if one["kind"] == "specific" else "")
        groups[UNTESTED[key]].append(one["label"])
    return [(words, labels) for words, labels in groups.items() if labels]


# -- figures ---------------------------------------------------------------------------------


def figure_text(figure: Data, label: str = "") -> str:
    """A figure with the people it is of: "21 of 70 (30 %) patients with ..., China".

    What it is about is said first where that is not what ``label`` says already.
    """
    what = figure_subject(figure, label)
    return f"{what}: {number_of(figure)}" if what else number_of(figure)


def bound(text: str) -> str:
    """The text with spaces that do not break: in a date, before per cent, around an equals."""
    text = re.sub(rf"(\d) ({'|'.join(MONTHS)}) (\d{{4}})", "\\1\u00a0\\2\u00a0\\3", text)
    return text.replace(" %", "\u00a0%").replace("n = ", "n\u00a0=\u00a0")


def named_figure(figure: Data, label: str = "", doubtful: bool = False) -> str:
    """A figure with the antibody that it is of: "anti-X, what it is about: 21 of 70 ..."."""
    name = figure["antibody_label"] + (" (in doubt)" if doubtful else "")
    joint = ", " if figure_subject(figure, label) else ": "
    return f"{name}{joint}{figure_text(figure, label)}"


def figure_subject(figure: Data, label: str) -> str:
    """What a figure is about where that is not its label; else nothing."""
    what = str(figure["what"] or "")
    return "" if what.lower() == label.lower() else what


def number_of(figure: Data) -> str:
    """The number, the people it is of and how many they are, and those it is compared with."""
    number, among, people = figure["text"], figure["among"], figure["people"]
    written = [f"{people}", f"{people:,}"] if people else []
    lead = next((f"{n} " for n in written if among.startswith(f"{n} ")), "")
    if any(re.search(rf"\bof {re.escape(n)}\b", number) for n in written):
        text = f"{number} {among.removeprefix(lead)}"
    else:
        share = figure["kind"] == "share" and re.fullmatch(r"[\d.]+ %", number)
        text = f"{number}{' of ' if share else ', '}{among}"
        if not among[:1].isdigit():
            text += f", n = {people}" if people else ", n not printed"
    against = figure["against"]
    return bound(f"{text}; against {against.removeprefix('against ')}" if against else text)


def figures_by_antibody(figures: Iterable[Data]) -> dict[str, list[Data]]:
    """Figures by the antibody that they are of."""
    groups: dict[str, list[Data]] = {}
    for one in figures:
        groups.setdefault(one["antibody_label"], []).append(one)
    return groups


def without_figure(profile: Data, row: Data) -> list[str]:
    """The antibodies of the patient of which nothing is known about an outcome."""
    known = {figure["antibody"] for figure in row["figures"]}
    return [one["label"] for one in results_by(profile, *FOUND) if one["id"] not in known]


def doubted(profile: Data) -> frozenset[str]:
    """The antibodies whose result is in doubt: their figures may not be of this patient."""
    return frozenset(one["id"] for one in results_by(profile, "doubtful"))


def drawn_rows(profile: Data) -> list[Data]:
    """The rows of the picture; none where no antibody was found that it could show."""
    if not results_by(profile, *FOUND):
        return []
    rows = [row for row in profile["outcomes"] if row["drawn"]]
    return rows if any(row["figures"] or row["reference"] for row in rows) else []


# -- sets that are still possible ------------------------------------------------------------


def either_text(verdicts: Sequence[str]) -> str:
    """What is still possible in words: "moderate or high"."""
    return listing([verdict.replace("_", " ") for verdict in verdicts], "or")


def risk_text(lung: Data) -> str:
    """The risk of lung disease, or what is still possible of it."""
    if not lung["risk"]:
        return "cannot tell"
    open_ = "cannot tell: " if len(lung["risk"]) > 1 else ""
    return open_ + either_text(lung["risk"])


def tier_text(cancer: Data) -> str:
    """The tier, or the lowest that is possible and those above it."""
    tiers = cancer["tier"]
    if cancer["applies"] == "no":
        return "no routine search"
    if not tiers:
        return "cannot tell"
    if len(tiers) == 1:
        return either_text(tiers)
    if cancer["lowest"] is None:
        return f"cannot tell: {either_text(tiers)}"
    return f"at least {cancer['lowest'].replace('_', ' ')} ({either_text(tiers)})"


def side_by_side(advice: Sequence[Data]) -> tuple[list[str], dict[str, dict[str, list[Data]]]]:
    """What guidelines say: the guidelines, and for each subject what each of them says."""
    guidelines = list(dict.fromkeys(one["guideline"] for one in advice))
    subjects: dict[str, dict[str, list[Data]]] = {}
    for one in advice:
        subjects.setdefault(one["about"], {}).setdefault(one["guideline"], []).append(one)
    return guidelines, subjects


def factors_by_level(cancer: Data) -> list[tuple[str, list[Data]]]:
    """The risk factors of each level: present, then not known, then absent."""
    order = ("yes", "unknown", "no")
    factors = sorted(cancer["factors"], key=lambda one: order.index(one["verdict"]))
    levels = dict.fromkeys(one["level"] for one in cancer["factors"])
    return [(level, [one for one in factors if one["level"] == level]) for level in levels]


def count_text(cancer: Data, level: str) -> str:
    """How many factors of a level there are: ", 2 to 4 present"."""
    count = cancer["counts"].get(level)
    return f", {count} present" if count else ""


def subgroups_by(profile: Data) -> list[tuple[str, list[Data]]]:
    """Subgroups by standing, what is established first."""
    names = ("established", "supported", "not_excluded", "excluded")
    groups = [(name, [s for s in profile["subgroups"] if s["verdict"] == name]) for name in names]
    return [(name, group) for name, group in groups if group]


# -- what is due -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Due:
    """Things to do that share a panel, a standing and their dates."""

    line: Data
    labels: tuple[str, ...]
    statements: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def status(self) -> str:
        return str(self.line["status"])

    @property
    def panel(self) -> str:
        return capital(str(self.line["panel"]).replace("_", " "))

    @property
    def when(self) -> str:
        """When it is due or was done, and what is planned after it."""
        line = self.line
        later = [span_text(*span) for span in line["dates"]]
        parts = [line["when"]]
        if line["status"] != "done" and line["last_text"] and line["last_text"] not in line["when"]:
            parts.append(f"last done {line['last_text']}")
        if later:
            parts.append(f"then {listing(later)}")
        if line["then"]:
            parts.append(f"perhaps again: {line['then'][:1].lower()}{line['then'][1:].rstrip('.')}")
        return capital("; ".join(part for part in parts if part))


def span_text(first: str, last: str) -> str:
    """A planned day, or the days between which it falls: "Dec 2024 to Mar 2025"."""
    if first == last:
        return date_text(first)
    start, end = (date_text(text[:7]) for text in (first, last))
    return start if start == end else f"{start} to {end}"


def due_groups(lines: Iterable[Data]) -> list[Due]:
    """Lines of one panel with the same standing and dates as one; what is due first."""
    groups: dict[tuple[str, ...], list[Data]] = {}
    for line in lines:
        key = (
            line["group"], line["panel"], line["status"], line["when"], str(line["last"]),
            str(line["on"]), str(line["until"]), str(line["dates"]),
        )  # fmt: skip
        groups.setdefault(key, []).append(line)
    found = [
        Due(
            line=group[0],
            labels=tuple(line["label"] for line in group),
            statements=tuple(_once(line["statement"] for line in group)),
            notes=tuple(_once(line["note"] for line in group)),
        )
        for group in groups.values()
    ]
    return sorted(found, key=lambda due: WHEN.index(due.status))


def _once(texts: Iterable[str | None]) -> Iterator[str]:
    yield from dict.fromkeys(text for text in texts if text)


def all_due(profile: Data) -> list[Data]:
    """Everything that is due, planned or done, of all organs."""
    how = [line for one in profile["watch"] for line in one["how"]]
    return [*profile["cancer"]["due"], *profile["lung"]["due"], *how]


def due_by_group(lines: Iterable[Data]) -> dict[str, list[str]]:
    """What is due now, by organ."""
    groups: dict[str, list[str]] = {}
    for line in lines:
        if line["status"] == "due":
            groups.setdefault(line["group"], []).append(line["label"])
    return groups


# -- the end ---------------------------------------------------------------------------------


def source_numbers(document: Data, part: Data) -> str:
    """The numbers of the sources of a part as they stand behind it: " [3, 7]†"."""
    known = document["sources"]
    numbers = sorted({known[id_]["number"] for id_ in part["sources"] if id_ in known})
    text = f" [{', '.join(map(str, numbers))}]" if numbers else ""
    return f"{text}†" if part["checked"] == "no" else text


def unchecked_text(unchecked: Sequence[str]) -> str:
    """How many statements no source was found for yet."""
    if not unchecked:
        return "Every statement here was read in a source. † would mark one that was not."
    count = len(unchecked)
    plural = "statement" if count == 1 else "statements"
    return f"† not yet checked in a source: {count} {plural} here."
