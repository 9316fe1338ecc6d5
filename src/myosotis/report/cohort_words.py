"""The words of a cohort's report: shares, numbers, and the answer that comes first."""

from __future__ import annotations

from myosotis.cohort.research import OVERALL, Bounded, Described, Share
from myosotis.report.words import listing

NAMED = 3
"""As many findings that keep patients undecided are named first; the figure holds more."""


def share_words(share: float | None) -> str:
    """A share in percent, with a decimal below ten; nothing and all only where it is so."""
    if share is None:
        return "–"
    percent = 100 * share
    if 0 < percent < 0.05:
        return "<0.1 %"
    if 99.95 <= percent < 100:
        return ">99.9 %"
    return f"{percent:.1f} %" if percent not in (0, 100) else f"{percent:.0f} %"


def interval_words(share: Share) -> str:
    """A share with its interval: "30.2 % (95 % interval 28.1 to 32.4 %)"."""
    if share.value is None or share.low is None or share.high is None:
        return "of nobody"
    low, high = share_words(share.low).removesuffix(" %"), share_words(share.high)
    return f"{share_words(share.value)} (95 % interval {low} to {high})"


def number_words(number: float) -> str:
    """A number with two decimals."""
    return f"{number:.2f}"


def p_words(p: float) -> str:
    """A p-value."""
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def people(count: int) -> str:
    """So many patients."""
    return "1 patient" if count == 1 else f"{count:,} patients"


def conclusion(found: Described) -> str:
    """The answer in one sentence: what share is refractory, and of what share it is open."""
    seen = found.refractory
    yes, open_ = share_words(seen.certainly.value), share_words(seen.undecided / seen.of)
    if not seen.undecided:
        return f"Of {people(seen.of)} {yes} are truly refractory."
    if not seen.yes:
        return f"Of {people(seen.of)} none is certainly refractory; of {open_} it cannot be told."
    return f"Of {people(seen.of)} {yes} are truly refractory; of {open_} it cannot be told."


def lead(found: Described) -> list[str]:
    """What stands below the answer: the bounds, and what keeps the others undecided."""
    seen = found.refractory
    lines = [_bounds(seen)]
    if kept := _keepers(found):
        lines.append(kept)
    return lines


def _bounds(seen: Bounded) -> str:
    decided = seen.yes + seen.no
    text = (
        f"Refractory: {seen.yes:,}. Certainly not: {seen.no:,}. Cannot tell: {seen.undecided:,}. "
    )
    if not seen.undecided or not decided:
        return text.strip()
    return text + (
        f"Among the {decided:,} who are decided {interval_words(seen.decided)}; if all the "
        f"undecided were refractory as well, {share_words(seen.possibly.value)}. The decided are "
        "not a random part of the cohort."
    )


def _keepers(found: Described) -> str:
    rows = found.keepers.filter(found.keepers["question"] == "resistance").head(NAMED).to_dicts()
    if not rows:
        return ""
    named = [f"{row['label']} ({row['patients']:,}, alone {row['alone']:,})" for row in rows]
    undecided = rows[0]["undecided"]
    has = "has" if undecided == 1 else "have"
    return (
        f"{people(undecided)} {has} not one verdict yet (refractory, inadequately treated or not "
        f"refractory), most often for want of {listing(named)}; in brackets of how many it is not "
        "known, and of how many nothing else."
    )


def question_words(question: str, labels: dict[str, str]) -> str:
    """A question by its label; that of all questions together in words of its own."""
    return "any question." if question == OVERALL else labels.get(question, question)
