"""The risks of cancer and of lung disease in words: what is still possible, and why."""

from __future__ import annotations

import re
from collections.abc import Sequence

from myosotis.report.profile_words import sentence
from myosotis.report.words import Data, capital, listing

OPEN = 3
"""With so many verdicts still possible a rule, or a tier, says nothing."""


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
    if cancer["lowest"] is None or len(tiers) >= OPEN:
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
