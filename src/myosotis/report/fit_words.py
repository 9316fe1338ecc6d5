"""The words of a fit: shares, ratios, what the diagnostics say, and the limits."""

from __future__ import annotations

from collections.abc import Sequence

from myosotis.report.words import Data, capital

LIMITS = (
    "A share is not the effect of a treatment: patients of a single arm were chosen, got other "
    "treatment besides, and some would have responded without it. The controls beside it show "
    "how many do in a trial.",
    "Few studies, and small: most estimates borrow much of what they say from other therapies and "
    "groups, and lie near the mean of all. A wide interval is the finding.",
    "Series that went well are published more often. The model takes off what arms outside trials "
    "have more of in the mean, and no more than that.",
    "Outcome classes of one kind differ by one step for all therapies, which is a simplification.",
)
FOREST_KEY = (
    "A full dot is the estimate over all groups, an open one that of a group, with the 95 % "
    "interval. A square is what an arm observed, larger with more patients; outside trials it is "
    "mostly more than the model believes. Grey: the interval of the control."
)
RATIOS_KEY = "Over 1, more responded than under the control. The line is the 95 % interval."
SHRINKAGE_KEY = (
    "Open: what the arm observed. Full, with its 95 % interval: what the model makes of it, by "
    "drawing it towards arms that are like it. A small arm is drawn far, a large one hardly."
)
FUNNEL_LIMITS = (
    "A funnel that is wider on one side may mean that studies are missing, but also that small "
    "studies treat other patients or count otherwise. With fewer than ten studies it can show "
    "neither, and for shares of single arms it has no meaning that could be tested."
)


def per_cent(thousandths: int) -> str:
    """A share in whole per cent."""
    return f"{(thousandths + 5) // 10}"


def share_text(share: Data) -> str:
    """A median with its interval: "59 % (38 to 78)"."""
    low, high = per_cent(share["low"]), per_cent(share["high"])
    return f"{per_cent(share['median'])} % ({low} to {high})"


def ratio_text(ratio: Sequence[str]) -> str:
    """An odds ratio with its interval."""
    low, median, high = ratio
    return f"{median} ({low} to {high})"


def rests_on(estimate: Data) -> str:
    """What was observed for exactly this: studies and patients, or that there was nothing."""
    if not estimate["studies"]:
        return "no data"
    studies = "1 study" if estimate["studies"] == 1 else f"{estimate['studies']} studies"
    return f"{studies}, {estimate['responders']} of {estimate['n']}"


def next_text(estimate: Data) -> str:
    """Where the estimate would move with one more study."""
    ahead = estimate["next"]
    few, many = (per_cent(ahead[key]["median"]) for key in ("if_fewer", "if_more"))
    return (
        f"one more study of {ahead['n']}: to {few} % with {ahead['fewer']} responders, "
        f"to {many} % with {ahead['more']}"
    )


def model_title(model: Data) -> str:
    """What one model is about."""
    basis = "all arms" if model["basis"] == "arms" else "randomised comparisons only"
    return f"{capital(model['label'])}: {basis}"


def model_lead(model: Data) -> str:
    """What its estimates are, and on what they rest."""
    rests = f"{model['arms']} arms of {model['studies']} studies, {model['patients']} patients."
    if model["basis"] == "randomised":
        return (
            f"{rests} Odds ratios against the control of the same trial; single arms have no part "
            f"in them. Effects are drawn towards none."
        )
    design = (
        "as in a randomised trial"
        if model["adjusted"]
        else "as in the mixture of studies that there is, since too few are randomised trials"
    )
    return (
        f"{rests} The share of refractory patients with this outcome: {model['outcome']}; {design}."
    )


def diagnostics_text(model: Data) -> str:
    """Whether sampler and model may be believed."""
    parts = [
        f"{model['divergences']} divergences",
        f"largest R-hat {model['largest_rhat']}",
        f"smallest effective size {model['smallest_ess']} of {model['draws']} draws",
        f"{_percent(model['inside_predictive'])} of arms inside their 95 % prediction",
    ]
    if model["left_out"] is not None:
        parts.append(f"{_percent(model['left_out'])} with their study left out")
    if model["most_sensitive"] is not None:
        moved = f"{model['most_sensitive'] / 10:.0f}"
        parts.append(f"half and double priors move an estimate by up to {moved} points")
    if model["prior_range"]:
        low, high = (per_cent(model["prior_range"][end]) for end in ("low", "high"))
        parts.append(f"before any data a share lay between {low} and {high} %")
    return f"{'; '.join(parts)}."


def warning_text(model: Data) -> str:
    """What speaks against believing the sampler; empty where nothing does."""
    rough = float(model["largest_rhat"]) >= 1.01 or model["smallest_ess"] < 400
    if model["divergences"] or rough:
        return (
            "These estimates are not to be relied on as they are: with no divergence, an R-hat "
            "below 1.01 and an effective size of 400 or more they could be. More draws may help."
        )
    return ""


def _percent(share: str) -> str:
    return f"{100 * float(share):.0f} %"
