"""The words of an antibody profile that the terminal, the page and the pictures share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from myosotis.report.marks import mark
from myosotis.report.words import MONTHS, Data, capital, date_text, listing

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

PEOPLE = ("Adults", "Children", "Men", "Myositis", "Patients", "People", "Those", "Women")
"""Words that begin a group of people, and are small inside a sentence."""

OPEN = 3
"""With so many verdicts still possible a rule says nothing."""

SHARES, RATIOS, REFERENCES = 4, 2, 2
"""Where there is little room, so many shares and ratios of one antibody in a row, and so many
shares of all myositis."""

SHOWN = 3
"""In a terminal as many remarks are told; the page tells all."""

WHEN = ("due", "planned", "done", "if", "not_needed")
"""The standings of what is to be done, what is due first."""


# -- who, and what was found -----------------------------------------------------------------


def document_title(document: Data, subject: str) -> str:
    """Who, what about, and on which day: "Woman, 58 · antibodies on 1 Jun 2024"."""
    on = f"on {date_text(document['on'])}" if document["on"] else "no dates given"
    joint = " " if document["on"] else ", "
    return f"{document['patient']['title']} · {subject}{joint}{on}"


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
    name = inside(figure["antibody_label"]) + (" (in doubt)" if doubtful else "")
    if not name:
        return figure_text(figure, label)
    joint = ", " if figure_subject(figure, label) else ": "
    return f"{name}{joint}{figure_text(figure, label)}"


def figure_subject(figure: Data, label: str) -> str:
    """What a figure is about where that is not its label; else nothing."""
    what = str(figure["what"] or "")
    return "" if what.lower() == label.lower() else what


def number_of(figure: Data) -> str:
    """The number, the people it is of and how many they are, and those it is compared with."""
    number, among, people = figure["text"], figure["among"], figure["people"]
    if among.startswith(PEOPLE):
        among = among[:1].lower() + among[1:]
    written = [f"{people}", f"{people:,}"] if people else []
    lead = next((f"{n} " for n in written if among.startswith(f"{n} ")), "")
    if any(re.search(rf"\bof {re.escape(n)}\b", number) for n in written):
        text = f"{number} {among.removeprefix(lead)}"
    else:
        share = figure["kind"] == "share" and re.fullmatch(r"[\d.]+ %", number)
        text = f"{number}{' of ' if share else ', '}{among}"
        if people and not lead:
            text += f", n = {people}"
        elif not _has_size(among):
            text += ", n not printed"
    # The size of the group may stand in its number and in its name.
    against = re.sub(r"\bof (\d+)((?: \([^)]*\))?) of \1 ", r"of \1\2 ", figure["against"] or "")
    return bound(f"{text}; against {against.removeprefix('against ')}" if against else text)


def brief_figure(figure: Data, label: str = "") -> str:
    """A figure as it stands beside its mark: what of the label it is about, the number and the
    size of the group, those without it, and the cohort: "by 48 months 63.9 % of 36, Singapore"."""
    subject = figure_subject(figure, label)
    subject = re.sub(rf"^{re.escape(label)}\s*", "", subject, flags=re.IGNORECASE)
    number, people = figure["text"], figure["people"]
    if people and figure["kind"] == "share" and not re.search(r"\bof \d", number):
        number = f"{number} of {people}"
    against = re.match(r"[\d.]+ %|\d+ of \d+(?: \([^)]*\))?", figure["against"] or "")
    parts = [f"{subject}: {number}" if subject else number]
    if against and figure["kind"] == "share":
        parts[0] += f" against {against[0]}"
    parts.append(_cohort(figure["among"], counted=bool(people)))
    size = re.match(r"(\d[\d,]*) ", figure["among"])
    if not people and figure["kind"] == "share":
        if size and not parts[-1].startswith(size[0]):
            parts.append(f"n = {size[1]}")
        elif not _has_size(figure["among"]):
            parts.append("n not printed")
    return bound(", ".join(parts))


def _cohort(among: str, *, counted: bool) -> str:
    """Where people were studied: what stands behind a comma, a name or a number before others."""
    first, *others = among.split(", ")
    if others:
        return next((part for part in others if not part[:1].islower()), others[-1])
    return re.sub(r"^\d[\d,]* ", "", first) if counted else first


def _has_size(among: str) -> bool:
    """Whether the words of a group hold a number of people: not that of studies, nor a year."""
    numbers = re.findall(
        r"(?<![\w.])(\d[\d,]*)(?![\w.%]| %| studies| centres| months)( \w+)?", among
    )
    return any(next_ or not re.fullmatch(r"(?:19|20)\d\d", number) for number, next_ in numbers)


def short_list(figures: Sequence[Data], shares: int, ratios: int) -> list[Data]:
    """The first shares, then the first ratios: of ratios those whose interval was printed."""
    others = [one for one in figures if one["kind"] != "share"]
    others.sort(key=lambda one: "(" not in one["text"])
    return [one for one in figures if one["kind"] == "share"][:shares] + others[:ratios]


def row_figures(
    profile: Data,
    row: Data,
    shares: int = SHARES,
    ratios: int = RATIOS,
    reference: int = REFERENCES,
) -> list[Data]:
    """The figures of a row that are shown where there is little room, by antibody."""
    found = list(_of_antibodies(profile, row, shares, ratios))
    return [*found, *short_list(row["reference"], reference, 0)]


def _of_antibodies(profile: Data, row: Data, shares: int, ratios: int) -> Iterator[Data]:
    order = [one["id"] for one in results_by(profile, *FOUND)]
    named = dict.fromkeys([*order, *(figure["antibody"] for figure in row["figures"])])
    for antibody in named:
        figures = [figure for figure in row["figures"] if figure["antibody"] == antibody]
        yield from short_list(figures, shares, ratios)


def without_figure(profile: Data, row: Data) -> list[str]:
    """The antibodies of the patient of which nothing is known about an outcome."""
    known = {figure["antibody"] for figure in row["figures"]}
    return [inside(one["label"]) for one in results_by(profile, *FOUND) if one["id"] not in known]


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


def subject_text(about: str) -> str:
    """What advice is about, from its name; a word without a vowel is an abbreviation."""
    words = [word if re.search("[aeiouy]", word) else word.upper() for word in about.split("_")]
    return capital(" ".join(words))


def verdict_text(one: Data) -> str:
    """What a rule says; where it says nothing that would help, that it cannot be told."""
    return "Cannot tell." if len(one["verdict"]) >= OPEN else sentence(one["text"])


def values_text(one: Data) -> str:
    """The numbers of a rule, to two decimals."""
    told = "; ".join(f"{name}: {value}" for name, value in one["values"].items())
    return re.sub(r"\d+\.\d{3,}", lambda found: f"{float(found[0]):.2f}", told)


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


def why_text(factor: Data) -> str:
    """Why a factor is present or not, without its name where that is said again."""
    why = str(factor["why"] or "not recorded")
    name = f"{factor['label']}: "
    return why[len(name) :] if why.lower().startswith(name.lower()) else why


def count_text(cancer: Data, level: str) -> str:
    """How many factors of a level there are: ", 2 to 4 present"."""
    counts = cancer["counts"]
    count = counts.get(level) or counts.get(f"{level}_factors")
    return f", {count} present" if count else ""


def flag_names(cancer: Data) -> list[str]:
    """The red flags that are not recorded, by their names: what stands before a colon."""
    return [text.partition(":")[0].rstrip(".") for text in cancer["red_flags_missing"]]


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
    def name(self) -> str:
        """The panel with what of it is meant; without a panel, the things alone."""
        what = ", ".join(self.labels)
        return f"{self.panel}: {what}" if self.panel else capital(what)

    @property
    def later(self) -> list[tuple[str, str]]:
        """The planned times after the first."""
        first = (self.line["on"], self.line["until"])
        return [(start, end) for start, end in self.line["dates"] if (start, end) != first]

    @property
    def when(self) -> str:
        """When it is due or was done, and what is planned after it."""
        line = self.line
        later = [span_text(*span) for span in self.later]
        parts = [line["when"]]
        if line["status"] != "done" and line["last_text"] and line["last_text"] not in line["when"]:
            parts.append(f"last done {line['last_text']}")
        if later:
            parts.append(f"then {listing(later)}")
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
            str(line["on"]), str(line["until"]), str(line["dates"]), str(line["then"]),
        )  # fmt: skip
        groups.setdefault(key, []).append(line)
    found = [
        Due(
            line=group[0],
            labels=tuple(line["label"] for line in group),
            statements=tuple(_once([*(one["statement"] for one in group), *_then(group[0])])),
            notes=tuple(_once(line["note"] for line in group)),
        )
        for group in groups.values()
    ]
    return sorted(found, key=lambda due: WHEN.index(due.status))


def _then(line: Data) -> list[str]:
    """How it may go on, where that is open."""
    return [f"Possibly: {line['then']}"] if line["then"] else []


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
    """What the dagger means, and of how many statements it stands."""
    count = len(unchecked)
    plural = "statement" if count == 1 else "statements"
    return "† not yet checked in a source" + (f": {count} {plural} here." if count else ".")
