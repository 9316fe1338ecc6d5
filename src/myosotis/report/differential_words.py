"""The words of a differential that the terminal, the page and the picture share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from myosotis.report.words import Data, capital, listing

LEADS = {
    "iim": "only idiopathic inflammatory myopathies in the first set",
    "other": "no idiopathic inflammatory myopathy in the first set",
    "both": "idiopathic inflammatory myopathies and others in the first set",
    "cannot_tell": "too little recorded to say",
}

KINDS = {
    "correctable": "What can be corrected",
    "exposure": "Exposures",
    "dangerous": "What cannot wait",
}
"""The kinds of causes that are looked for first."""

FAINT = 0.08
"""A finding that speaks for or against by less than this power of ten is not told (1.2 to 1)."""

LARGE = 5
"""Of a first set with more disorders than these, the first few are told in full."""
FEW = 3

FIRST, LATER = 8, 3
"""As many disorders of the first set, and of each later set, have lines of their own."""

TESTS = 3
"""As many tests are named on a first screen, and in a review."""

MOST = 1_000_000
"""A number beyond this one says no more than it."""

SETTLED = 4
"""As many disorders are named that a test could settle."""

AXIS = (
    "The mark: how many times likelier (×) or less likely (÷) the recorded findings are in the "
    "disorder than over the whole list. The line: how far off that may be (one standard "
    "deviation). It is not the probability of the disorder."
)
"""What the scale is."""


def has_sets(body: Data) -> bool:
    """Whether there is enough to go by for an order of disorders."""
    return body["leads"] != "cannot_tell" and bool(body["sets"])


def whole_statement(body: Data) -> bool:
    """Whether the statement names every disorder of the first set."""
    return len(body["sets"][0]["disorders"]) <= FIRST


def members(body: Data, one: Data) -> list[Data]:
    """The disorders of a set in order."""
    lines = {line["id"]: line for line in body["disorders"]}
    return [lines[id_] for id_ in one["disorders"]]


def shown_of(body: Data, one: Data) -> list[Data]:
    """The disorders of a set that have lines of their own."""
    return members(body, one)[: FIRST if one["place"] == 1 else LATER]


def all_shown(body: Data) -> list[Data]:
    """Every disorder that has a line of its own."""
    return [line for one in body["sets"] for line in shown_of(body, one)]


def in_full(body: Data) -> list[Data]:
    """The disorders of the first set that are told in full."""
    if not has_sets(body):
        return []
    first = members(body, body["sets"][0])
    return first if len(first) <= LARGE else first[:FEW]


def set_title(body: Data, one: Data) -> str:
    """What a set is: "Set 2: 5 disorders that the record does not part"."""
    count = len(one["disorders"])
    if all(line["status"] == "confirmed" for line in members(body, one)):
        return f"Set {one['place']}: confirmed by the record"
    if count == 1:
        return f"Set {one['place']}: one disorder"
    return f"Set {one['place']}: {count} disorders that the record does not part"


def more_text(body: Data, one: Data) -> str:
    """How many of a set are not shown; nothing if all are."""
    left = len(one["disorders"]) - len(shown_of(body, one))
    return f"and {left} more in this set" if left else ""


def lower_text(body: Data) -> str:
    """How many disorders are ranked below every set; nothing if none is."""
    left = sum(line["place"] is None for line in body["disorders"])
    if not left:
        return ""
    return "1 disorder fits less well." if left == 1 else f"{left} disorders fit less well."


def telling(evidence: Iterable[Data], most: int) -> list[Data]:
    """The findings that say something, the strongest first."""
    return [one for one in evidence if abs(one["log_ratio"]) >= FAINT][:most]


def within(evidence: Data, line: Data) -> str:
    """A finding for or against, where it stands under the name of the disorder."""
    return str(evidence["text"]).replace(f" in {line['form'] or line['label']},", ",", 1)


def labels_of(evidence: Iterable[Data], most: int) -> str:
    """What speaks for or against in a few words."""
    return listing([one["label"] for one in telling(evidence, most)]) or "nothing"


def about_test(word: Data) -> str:
    """A word with the test that it is about in front."""
    return f"{capital(word['test_label'])}: {word['text']}" if word["test_label"] else word["text"]


def name_of(line: Data) -> str:
    """The name of a disorder, with its form that fits best."""
    form = f" (as {line['form']})" if line["form"] else ""
    return f"{capital(line['label'])}{form}"


def times_text(power: float) -> str:
    """A power of ten to one digit, which is all that it is worth: ``×200``, ``÷5``, ``even``."""
    times = 10 ** abs(power)
    if times < 1.5:
        return "even"
    sign = "×" if power > 0 else "÷"
    if times >= MOST:
        return f"≥{sign}1 million"
    digits = 10 ** (len(str(int(times))) - 1)
    whole = int(times / digits + 0.5) * digits
    return f"{sign}{whole:,}"


def why_text(line: Data) -> str:
    """What confirms a disorder; nothing of others."""
    return f"Confirmed: {line['why']}" if line["status"] == "confirmed" else ""


def gates_of(body: Data, verdict: str) -> list[Data]:
    """The causes to look for first of one verdict."""
    return [gate for gate in body["gates"] if gate["verdict"] == verdict]


def asked_gates(body: Data) -> list[tuple[str, list[Data]]]:
    """The causes that are not known, by kind."""
    asked = gates_of(body, "ask")
    groups = [(title, [g for g in asked if g["kind"] == kind]) for kind, title in KINDS.items()]
    return [(title, group) for title, group in groups if group]


def unranked(body: Data) -> list[tuple[str, list[str]]]:
    """The disorders that cannot be ranked, by why."""
    groups = (
        ("ask", "Exposure not recorded, so not ranked"),
        ("not_exposed", "Recorded as not exposed"),
        ("sex", "Not in this sex"),
    )
    found = [
        (title, [one["label"] for one in body["left_out"] if one["status"] == status])
        for status, title in groups
    ]
    return [(title, labels) for title, labels in found if labels]


def changing(action: Data) -> list[str]:
    """What each result of an action would change; a result that changes nothing is left out."""
    texts = []
    for one in action["results"]:
        if one["if_present"] == one["if_absent"]:
            continue
        if one["feature"] is None:
            texts.append(f"If diagnostic: {one['if_present']} If not: {one['if_absent']}")
            continue
        texts.append(
            f"{capital(one['label'])}? If so: {one['if_present']} If not: {one['if_absent']}"
        )
    return texts


def first_tests(body: Data, most: int = TESTS) -> list[str]:
    """The names of the first tests."""
    return [action["label"] for action in body["actions"][:most]]


def kept(lines: Sequence[Data]) -> list[tuple[str, Data]]:
    """What must not be stopped or delayed, with the disorder that it is about."""
    return [(line["label"], word) for line in lines for word in line["keep"]]


def settles_text(action: Data) -> str:
    """The disorders that a test could settle, the first few by name."""
    labels = list(action["settles"])
    left = len(labels) - SETTLED
    shown = [*labels[:SETTLED], f"{left} more"] if left > 1 else labels
    return f"It could settle {listing(shown, 'or')}."
