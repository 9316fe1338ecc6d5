"""Published figures in words: whole in a list, short beside their marks, and which come first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from myosotis.report.profile_words import FOUND, bound, inside, results_by
from myosotis.report.words import Data

PEOPLE = ("Adults", "Children", "Men", "Myositis", "Patients", "People", "Those", "Women")
"""Words that begin a group of people, and are small inside a sentence."""

SHARES, RATIOS, REFERENCES = 4, 2, 2
"""Where there is little room, so many shares and ratios of one antibody in a row, and so many
shares of all myositis."""


def figure_text(figure: Data, label: str = "") -> str:
    """A figure with the people it is of: "21 of 70 (30 %) patients with ..., China".

    What it is about is said first where that is not what ``label`` says already.
    """
    what = figure_subject(figure, label)
    return f"{what}: {number_of(figure)}" if what else number_of(figure)


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


def is_range(figure: Data) -> bool:
    """Whether a share is the range over several cohorts, which has no middle and no interval."""
    between = re.fullmatch(r"[\d.]+ to [\d.]+ %", figure["text"]) is not None
    return figure["low"] != figure["high"] and (between or figure["middle"] is None)


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
