"""The words of a strategy that the terminal, the page and the review share."""

from __future__ import annotations

from collections.abc import Sequence

from myosotis.report.marks import mark
from myosotis.report.words import Data, capital, date_text, listing

IN_REACH = ("in_use", "optimise", "open", "open_after_test")
"""The standings of options that are told in full; the others are named, with their reason."""

STANDINGS = (
    "in_use", "optimise", "open", "open_after_test", "waits", "cannot_tell", "failed",
    "intolerant", "no_result", "no_effect_shown", "avoid", "contraindicated", "not_applicable",
)  # fmt: skip

TITLES = {
    "in_use": "In use",
    "optimise": "To make good first",
    "open": "Open",
    "open_after_test": "Open after a test",
    "waits": "Wait for the gate",
    "cannot_tell": "Cannot be told from the record",
    "failed": "Failed an adequate trial",
    "intolerant": "Not tolerated",
    "no_result": "No result that was checked in a source",
    "no_effect_shown": "Tried in studies, did not work here",
    "avoid": "Better avoided",
    "contraindicated": "Contraindicated",
    "not_applicable": "Not used for what is active here",
}

EFFECTS = {
    "shown": "better in a randomised comparison",
    "mixed": "mixed results",
    "used": "used, without a randomised comparison",
    "case_reports": "case reports",
    "no_result": "studied, no result",
    "prognostic": "tells of the prognosis and not of the effect",
    "no_effect": "tried in a controlled study, did not work",
    "harm": "a sign of harm",
}

STATUS = {"investigational": "trials only", "abandoned": "abandoned"}

STRENGTHS = {
    "strong": "strong",
    "conditional": "conditional",
    "good_practice": "good practice",
    "not_graded": "not graded",
    "not_read": "strength not read",
}
LINES = {
    "first": "First line",
    "next": "Next line",
    "refractory": "Refractory disease",
    "rescue": "Rescue",
    "any": "At any time",
}
SIDES = {"for": "for", "against": "against", "either": "neither for nor against"}
SIGNS = {"for": "+", "against": "−", "either": "○"}

NOTE = "Listed by standing, not by preference. The choice is the clinician's and the patient's."
PLOT_KEY = (
    "The share of refractory patients with the outcome, and its 95 % interval, after partial "
    "pooling of the study arms: small studies are drawn toward the rest. Most arms are chosen "
    "series without a control; where there were enough randomised trials to tell, the share is as "
    "in one of them, and lower than what the series counted."
)


def standing_groups(options: Sequence[Data]) -> list[tuple[str, list[Data]]]:
    """Options by standing, what is in reach first; what is given in trials only comes last."""
    return [
        (name, sorted(group, key=lambda one: one["status"] != "in_use"))
        for name in STANDINGS
        if (group := [o for o in options if o["standing"] == name])
    ]


def name_text(option: Data) -> str:
    """What an option is called, and that it is given in trials only."""
    label = str(option["label"])
    return label if option["status"] == "in_use" else f"{label} ({STATUS[option['status']]})"


def names_text(options: Sequence[Data]) -> str:
    """Options by their names, as a sentence."""
    return capital(f"{'; '.join(name_text(option) for option in options)}.")


def in_reach(options: Sequence[Data]) -> list[Data]:
    """The options that are told in full."""
    return [one for one in options if one["standing"] in IN_REACH]


POSSIBLE = {
    "in_use": "its trial still goes on",
    "optimise": "its trial was not adequate",
    "waits": "its trial was not adequate",
    "failed": "it failed an adequate trial",
    "intolerant": "it was not tolerated",
    "open": "it worked and was ended",
    "open_after_test": "it worked and was ended",
}


def standing_text(option: Data) -> str:
    """How an option stands; where it cannot be told, what is still possible."""
    if option["standing"] == "cannot_tell":
        left = [POSSIBLE.get(name, mark(name).word) for name in option["possible"]]
        return listing(list(dict.fromkeys(left)), "or")
    return mark(option["standing"]).word


def short_reason(option: Data) -> str:
    """Why an option stands as it does, in one sentence."""
    if option["reasons"]:
        return str(option["reasons"][0]["statement"])
    if option["standing"] == "cannot_tell":
        return f"Either {standing_text(option)}. {option['statement']}"
    negative = [use for use in option["uses"] if use["effect"] in ("no_effect", "harm")]
    if option["standing"] in ("no_effect_shown", "avoid") and negative:
        return str(negative[0]["statement"])
    return str(option["statement"])


def use_text(use: Data) -> str:
    """Where a therapy was used and what came of it."""
    where = capital(use["label"]) + ("" if use["verdict"] == "present" else ", if it applies")
    return f"{where}, {EFFECTS[use['effect']]}: {use['statement']}"


def waiting_text(option: Data) -> str:
    """How an option that waits would stand if the gate were open."""
    return f"then: {mark(option['if_open']).word}" if option.get("if_open") else ""


def settings_text(body: Data) -> list[str]:
    """What is treated: "muscle", "skin (neither shown nor excluded)"."""
    return [
        setting["label"]
        + (" (urgent)" if setting["urgent"] else "")
        + ("" if setting["state"] == "treated" else " (neither shown nor excluded)")
        for setting in body["settings"]
    ]


def checks_text(body: Data) -> list[str]:
    """What to ask or test first, with how many options wait for it."""
    return [f"{one['label']} ({_options(len(one['therapies']))})" for one in body["checks"]]


def labels_of(body: Data) -> dict[str, str]:
    """The names of the findings that are asked first."""
    return {one["finding"]: one["label"] for one in body["checks"]}


def _options(count: int) -> str:
    return "1 option" if count == 1 else f"{count} options"


def holding(option: Data, level: str | None = None) -> list[Data]:
    """The conditions of an option that hold."""
    return [
        line
        for line in option["contraindications"]
        if line["verdict"] == "present" and (level is None or line["level"] == level)
    ]


def unknown_conditions(option: Data) -> list[Data]:
    """The conditions of an option that are not known, the weightiest first."""
    order = ("contraindicated", "avoid", "test_first", "caution")
    found = [line for line in option["contraindications"] if line["verdict"] == "possible"]
    return sorted(found, key=lambda line: order.index(line["level"]))


def condition_text(line: Data) -> str:
    """A condition with its weight: "Contraindicated: ...", "Caution, with another drug: ..."."""
    beside = f", with {line['beside']}" if line.get("beside") else ""
    return f"{capital(mark(line['level']).word)}{beside}: {line['statement']}"


def asked_texts(option: Data, labels: Data) -> list[str]:
    """What is to be asked or tested before an option, by the weight of what it would mean.

    ``labels`` are the names of findings. What was not checked in a source, and what only calls for
    care, is counted.
    """
    found: dict[str, dict[str, None]] = {}
    rest = 0
    for line in unknown_conditions(option):
        if not line["counts"] or line["level"] == "caution":
            rest += 1
            continue
        names = found.setdefault(line["level"], {})
        names.update(dict.fromkeys(labels.get(f, f.replace("_", " ")) for f in line["asks"]))
    told = [f"{ASKED[level]}: {', '.join(names)}." for level, names in found.items()]
    if rest:
        more = "more " if told else ""
        conditions = "condition" if rest == 1 else "conditions"
        told.append(
            f"{rest} {more}{conditions} not known, cautions or unchecked; the page (--html) tells."
        )
    return told


ASKED = {
    "contraindicated": "Could contraindicate it, not known",
    "avoid": "Could speak against it, not known",
    "test_first": "To be tested first",
}
"""How unknown conditions are introduced, by their weight."""


def by_line(setting: Data) -> list[tuple[str, list[Data]]]:
    """The statements that apply to this patient, by their place in treatment."""
    certain = [line for line in setting["guidance"] if line["verdict"] == "present"]
    groups = [(title, [x for x in certain if x["line"] == line]) for line, title in LINES.items()]
    return [(title, lines) for title, lines in groups if lines]


def depending(setting: Data) -> list[Data]:
    """The statements that apply only if something turns out that is not known."""
    return [line for line in setting["guidance"] if line["verdict"] != "present"]


def guidance_text(line: Data) -> str:
    """A statement of a guideline: who says it, how strongly, of what."""
    told = [
        word
        for word in (
            STRENGTHS[line["strength"]],
            f"evidence {line['evidence']}" if line["evidence"] else "",
            f"agreement {line['agreement']}" if line["agreement"] else "",
        )
        if word
    ]
    about = f" {SIDES[line['says']]} {listing(line['labels'])}" if line["labels"] else ""
    return f"{line['short']}{about} ({', '.join(told)}). {line['statement']}"


def divided_text(line: Data) -> str:
    """Where guidelines are divided on a therapy."""
    return f"{capital(line['label'])}: for it {listing(line['for'])}; against it " + (
        f"{listing(line['against'])}."
    )


def percent(number: float) -> str:
    """A share in whole percent."""
    return f"{number:.0f}"


def share_text(share: Data) -> str:
    """A share with its interval and what it rests on."""
    whole = f"{percent(share['median'])} % ({percent(share['low'])} to {percent(share['high'])})"
    if not share["studies"]:
        return whole
    studies = "1 study" if share["studies"] == 1 else f"{share['studies']} studies"
    return f"{whole}; {studies}, {share['observed']} patients"


def shares_of(line: Data) -> list[Data]:
    """The shares of one kind of outcome: this subgroup, all, placebo."""
    return [line[key] for key in ("group", "everybody", "controls") if line[key]]


def next_text(line: Data) -> str:
    """Where the share would lie after one more study."""
    step = line["next"]
    if not step:
        return ""
    few, many = (percent(step[key]["median"]) for key in ("if_few", "if_many"))
    return (
        f"One more study of {step['patients']} patients would move it to {few} % with "
        f"{step['few']} responders, to {many} % with {step['many']}."
    )


def judging_text(line: Data) -> str:
    """When and by what a treatment is judged in one setting."""
    return (
        f"{capital(line['label'])}: after {line['weeks']} weeks, {line['measure']} "
        f"{line['threshold']}. {line['statement']}"
    )


def reproduction_text(line: Data) -> str:
    """What a therapy means for a stage of having a child."""
    return f"{capital(line['label'])}, {mark(line['level']).word}: {line['statement']}"


def unmet_lines(document: Data) -> list[Data]:
    """What stands against a plan, each with its sources where a condition says it."""
    told: list[Data] = []
    for text in document["unmet"]:
        line = next((x for x in holding(document["option"]) if x["statement"] == text), None)
        told.append(
            {**line, "text": condition_text(line)} if line else {"text": text, "sources": ()}
        )
    return told


def plan_text(document: Data) -> str:
    """A plan in one sentence."""
    return (
        f"{capital(document['option']['label'])} from {date_text(document['start'])}, judged on "
        f"{date_text(document['until'])} by {document['measure']}: {document['threshold']}."
    )


def plan_line_text(line: Data) -> str:
    """What came of a plan: "A drug: the threshold is reached. Asked for by 1 Mar 2021: ..."."""
    values = f"{line['at_start'] or 'not recorded'} at the start, {line['now'] or 'nothing'} since"
    return (
        f"{line['statement']} Asked for by {date_text(line['until'])}: {line['measure']}, "
        f"{line['threshold']} ({values}). Planned on {date_text(line['made'])}."
    )


def evidence_title(line: Data) -> str:
    """Of what a share is, how it was counted, and what was given beside it."""
    joined = "this or" if line["either"] else "together with"
    others = listing(line["beside"], "or" if line["either"] else "and")
    beside = f", {joined} {others}" if others else ""
    counted = "as in a randomised trial" if line["adjusted"] else "as counted in the studies"
    return f"{capital(line['label'])}{beside}: {line['outcome']}, {counted}"


def alone(option: Data) -> list[Data]:
    """The evidence of a therapy by itself."""
    return [line for line in option["evidence"] if not line["beside"]]


def beside_others(option: Data) -> list[Data]:
    """The evidence of the combinations in which a therapy was given."""
    return [line for line in option["evidence"] if line["beside"]]
