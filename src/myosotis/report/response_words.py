"""The words of a response that the terminal and the page share."""

from __future__ import annotations

import re

from myosotis.report.marks import mark
from myosotis.report.words import Data, capital, listing, number_text, range_text

TAILS = (" direction", " arm")
"""Endings of the names of outcomes, which say nothing to a reader."""


def response_title(response: Data) -> str:
    """Who, and from which visit to which."""
    first, last = response["visits"][0]["text"], response["visits"][-1]["text"]
    return f"{response['patient']['title']} · response from {first} to {last}"


def total_text(comparison: Data) -> str:
    """A total as a number or a range; what stands instead where the score refuses the visits."""
    return (
        range_text({**_rounded(comparison["total"]), "unit": None}) if comparison["total"] else "–"
    )


def short_verdict(verdict: Data) -> str:
    """What is still possible in a word or two: "met", "moderate or major", "cannot tell"."""
    if verdict["refused"]:
        return "not for these visits"
    if verdict["text"] == "cannot tell":
        return "cannot tell"
    return listing([mark(one).word for one in reversed(verdict["verdict"])], "or")


def improvement_text(change: Data) -> str:
    """The improvement of a measure in per cent of its range; below zero it is worse."""
    if change["missing"]:
        return "cannot tell"
    bounds = _rounded(change["change"])
    return range_text({**bounds, "unit": None}).replace("-", "−") + " %"


def points_text(change: Data) -> str:
    """The points of a measure, of the most that it can earn: "17.5 of 20"."""
    bounds = _rounded(change["points"])
    return f"{range_text({**bounds, 'unit': None})} of {number_text(change['most'])}"


def value_at(line: Data | None, recorded: bool = True) -> list[str]:
    """A measure at a visit, and below it how it was written where that says more."""
    if line is None:
        return ["not recorded"]
    written = ", ".join(line["recorded"])
    same = _bare(written) == _bare(line["text"])
    details = [written] if recorded and not same else []
    return [line["text"], *details, *([line["note"]] if line["note"] else [])]


def _bare(text: str) -> str:
    """A value without the zeros at its end, in which 5.0 and 5 differ."""
    return re.sub(r"(\d)\.0+\b|(\.\d*[1-9])0+\b", r"\1\2", text)


def measure_name(change: Data) -> str:
    """A measure with what was measured, where that is another word: "function (HAQ)"."""
    line = change["baseline"] or change["followup"]
    if line is None:
        return capital(change["label"])
    if set(change["label"].split()) <= set(line["label"].split()):
        return capital(line["label"])
    return f"{capital(change['label'])} ({line['label']})"


def cut_offs(response: Data) -> dict[str, list[Data]]:
    """For each population that is possible the bands that begin above the lowest total."""
    score = response["instruments"][response["score"]]
    low = response["range"][0]
    return {
        who: [band for band in bands if band["low"] > low] for who, bands in score["bands"].items()
    }


def cut_off_text(response: Data) -> str:
    """The cut-offs in a sentence: "From 20 minimal response ... (adult)"."""
    parts = [
        listing([f"from {number_text(band['low'])} {band['label']}" for band in bands])
        + f" ({who})"
        for who, bands in cut_offs(response).items()
        if bands
    ]
    return " ".join(f"{capital(part)}." for part in parts)


def set_values(result: Data) -> list[str]:
    """The numbers of an instrument in words."""
    return [
        f"{value['label']}: {range_text({**_rounded(value), 'unit': None})}"
        for value in result["values"].values()
    ]


def set_outcomes(result: Data, line: Data) -> list[str]:
    """What an instrument says of each measure that changed, and of which it cannot tell."""
    groups: dict[str, list[str]] = {}
    unknown = []
    for full, found in result["outcomes"].items():
        words = full.replace("_", " ")
        for tail in TAILS:
            words = words.removesuffix(tail)
        if len(found) > 1:
            unknown.append(words)
        elif found and found[0] != line["otherwise"].get(full):
            groups.setdefault(result["outcome_labels"][found[0]], []).append(words)
    said = [f"{label}: {listing(names)}" for label, names in groups.items()]
    return [*said, *([f"cannot tell: {listing(unknown)}"] if unknown else [])]


def notes_of(response: Data) -> list[Data]:
    """The flags of the comparisons, each once, certain ones first, with the visits they are of."""
    found: dict[str, Data] = {}
    for comparison in response["comparisons"]:
        on = response["visits"][comparison["followup"]]["text"]
        for flag in comparison["flags"]:
            known = found.setdefault(flag["id"], {**flag, "visits": []})
            known["visits"].append(on)
    return sorted(found.values(), key=lambda flag: not flag["certain"])


def when_of(flag: Data) -> str:
    """At which visits a flag applies or may apply."""
    return f"{'' if flag['certain'] else 'may apply: '}{', '.join(flag['visits'])}"


def assumed_of(response: Data) -> list[str]:
    """What instruments take as met although the record does not say it."""
    found: dict[str, list[str]] = {}
    for comparison in response["comparisons"]:
        for verdict in (comparison["score"], *comparison["others"]):
            if verdict["assumed"]:
                short = response["instruments"][verdict["id"]]["short"]
                names = found.setdefault(verdict["assumed"], [])
                if short not in names:
                    names.append(short)
    return [f"{listing(names)}: taken that {text}" for text, names in found.items()]


def course_words(response: Data) -> list[str]:
    """The picture of the course as sentences."""
    words = [f"{response['visits'][0]['text']}: baseline."]
    for comparison in response["comparisons"]:
        on = response["visits"][comparison["followup"]]["text"]
        lacking = comparison["missing"]
        missing = f"; missing: {listing(lacking)}" if lacking else ""
        words.append(f"{on}: {total_text(comparison)}, {comparison['score']['text']}{missing}.")
    return words


def _rounded(bounds: Data) -> dict[str, object]:
    """The ends to two decimals."""
    ends = {
        end: None if bounds.get(end) is None else _plain(round(float(bounds[end]), 2))
        for end in ("low", "high")
    }
    return {**bounds, **ends}


def _plain(number: float) -> float | int:
    return int(number) if number == int(number) else number
