"""The words of study arms: their numbers, their intervals, who was treated and how."""

from __future__ import annotations

from collections.abc import Sequence

from myosotis.report.words import Data

DESIGNS = {
    "randomised_blinded": "randomised, blinded",
    "randomised_open": "randomised, open",
    "delayed_start": "randomised to an early or a late start",
    "subgroup_of_randomised": "a subgroup of a randomised trial",
    "pooled_arms_of_randomised": "all arms of a randomised trial together",
    "single_arm_trial": "trial without a control",
    "historical_control": "earlier patients as control",
    "comparative_cohort": "cohorts compared",
    "cohort": "cohort",
    "case_series": "case series",
    "case_report": "case report",
    "review": "review",
}
REFRACTORY = {
    "yes": "refractory",
    "no": "not refractory",
    "mixed": "refractory in part",
    "unknown": "not known whether refractory",
}
MEASURES = {
    "hr": "hazard ratio",
    "or": "odds ratio",
    "rr": "risk ratio",
    "rate_ratio": "rate ratio",
    "md": "difference",
    "change": "",
    "p": "p",
}


AMOUNTS = ("change", "md")
"""The measures whose unit belongs to the number."""

CHECKED = {
    "full_text": "read in full text",
    "abstract": "read in the abstract",
    "secondary": "read in a secondary source",
    "no": "not read in a source",
}


def title_of(arm: Data) -> str:
    """The study of an arm, from its id in the table."""
    return words(arm["study"])


def words(name: str) -> str:
    """An id as it is read."""
    return name.replace("_", " ")


def counts_text(arm: Data) -> str:
    """The responders of the patients, "13 of 17", or what of it is known."""
    n, responders = arm["n"], arm["responders"]
    if responders is None:
        return "" if n is None else f"n {n}"
    return f"{responders} of {'?' if n is None else n}"


def count_text(number: int, one: str, more: str) -> str:
    """A number with its word: one study, three studies."""
    return f"{number} {one if number == 1 else more}"


def percent(share: float) -> str:
    """A share in whole per cent, without a claim of certainty at either end."""
    return f"{100 * share:.0f}"


def interval_text(share: Data) -> str:
    """A share with its interval: "76 % (53 to 90)"."""
    return f"{percent(share['value'])} % ({percent(share['low'])} to {percent(share['high'])})"


def ratio_text(ratio: Data) -> str:
    """A ratio with its interval: "4.8 (2.0 to 11.6)"."""
    return f"{digits(ratio['value'])} ({digits(ratio['low'])} to {digits(ratio['high'])})"


def digits(number: float) -> str:
    """A ratio as it is read: two digits that tell, no more than hundredths."""
    if number >= 1000:
        return "over 1000"
    return f"{number:.0f}" if number >= 20 else f"{number:.1f}" if number >= 1 else f"{number:.2f}"


def share_bar(share: Data, width: int, ascii_only: bool = False) -> str:
    """A share on a line from 0 to 100 %: dots, the interval, the share itself."""
    signs = ".|-o|" if ascii_only else "·├─●┤"
    at = [round(share[end] * (width - 1)) for end in ("low", "value", "high")]
    low, value, high = at
    cells = [signs[0]] * width
    cells[low : high + 1] = [signs[2]] * (high - low + 1)
    cells[low], cells[high], cells[value] = signs[1], signs[4], signs[3]
    return "".join(cells)


def arm_words(arms: Sequence[Data]) -> list[str]:
    """Who was treated how, what was counted and when; then what was printed beside it."""
    first, names = arms[0], arm_names(arms)
    alone = len(arms) == 1
    lines = []
    if not alone and names == [arm["treatment"] for arm in arms]:
        lines = [_with_regimen(arm) for arm in arms if arm["regimen"]]
    lines += [
        joined(
            _with_regimen(first) if alone else "",
            first["group"]["label"],
            REFRACTORY[first["refractory"]],
            DESIGNS[first["design"]],
        ),
        joined(first["measured"], _when(first), *_marks(first)),
    ]
    told = list(zip(names, arms, strict=True))
    effects = [(name, text) for name, arm in told if (text := effect_text(arm))]
    lines += [text if alone else f"{name}: {text}" for name, text in effects]
    notes = [(name, arm["note"]) for name, arm in told if arm["note"]]
    lines += [text if len(notes) == 1 else f"{name}: {text}" for name, text in notes]
    return [line for line in lines if line]


def _with_regimen(arm: Data) -> str:
    regimen = arm["regimen"]
    return f"{arm['treatment']} ({regimen})" if regimen else str(arm["treatment"])


def joined(*parts: str) -> str:
    """The parts that say something, with dots between them."""
    return " · ".join(part for part in parts if part)


def arm_names(arms: Sequence[Data]) -> list[str]:
    """What tells the arms of a comparison apart: the treatment, the regimen, or the patients."""
    for field in ("treatment", "regimen", "population"):
        names = [str(arm[field] or arm["treatment"]) for arm in arms]
        if len(set(names)) == len(names):
            return names
    return [str(arm["treatment"]) for arm in arms]


def _when(arm: Data) -> str:
    if arm["weeks"] is None:
        return "time not given"
    weeks = f"{float(arm['weeks']):g}"
    return {
        "fixed": f"week {weeks}",
        "median_follow_up": f"median follow-up {weeks} weeks",
        "unknown": f"about week {weeks}",
    }[arm["weeks_are"]]


def _marks(arm: Data) -> list[str]:
    """Why an arm with its numbers stands in no sum, and how its numbers were reached."""
    why = []
    if arm["share"] and not arm["adds"]:
        if arm["prognostic"]:
            why.append("compares patients, not treatments: not added")
        elif not arm["counted"]:
            why.append("patients counted in another row: not added")
        else:
            why.append("not read in a source: not added")
    if arm["derived"]:
        why.append(f"derived ({arm['derived']})")
    return why


def effect_text(arm: Data) -> str:
    """What was printed beside an arm: "hazard ratio 0.44 (0.20 to 0.96), death, adjusted"."""
    effect = arm["effect"]
    if not effect:
        return ""
    measure = MEASURES[effect["measure"]]
    text = f"{measure} {effect['value']}".strip()
    if effect["low"] is not None:
        text += f" ({effect['low']} to {effect['high']})"
    if not effect["unit"]:
        return text
    return f"{text}{' ' if effect['measure'] in AMOUNTS else ', '}{effect['unit']}"


def pooled_text(one: Data) -> list[str]:
    """A sum in sentences: how many, by fixed and by random effects, and how far studies differ."""
    studies = count_text(one["studies"], "study", "studies")
    share = one["of"] == "share"
    shown = interval_text if share else ratio_text
    start = f"{studies}, {one['responders']} of {one['patients']} patients"
    if one["fixed"] is None:
        return [f"{start}; nothing stands beside it to be added."]
    fixed, random = one["fixed"], one["random"]
    what = "" if share else "odds ratio "
    lines = [
        f"{start}; {', '.join(one['classes'])}.",
        f"Fixed effect: {what}{shown(fixed['value'])}.",
        f"Random effects (REML): {what}{shown(random['value'])}"
        + _with_t(random, share)
        + f"; I² {percent(random['i2'])} %.",
    ]
    ahead = random["prediction"]
    if ahead:
        lines.append(f"The next study may lie between {_ends(ahead, share)}.")
    return lines


def _with_t(random: Data, share: bool) -> str:
    knapp = random["hartung_knapp"]
    return f", with Hartung-Knapp {_ends(knapp, share, 'to')}" if knapp else ""


def _ends(interval: Data, share: bool, word: str = "and") -> str:
    low, high = interval["low"], interval["high"]
    if share:
        return f"{percent(low)} {word} {percent(high)} %"
    return f"{digits(low)} {word} {digits(high)}"
