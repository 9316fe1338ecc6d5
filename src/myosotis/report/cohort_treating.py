"""The figures of treatment and of cancer."""

from __future__ import annotations

from myosotis.cohort.research import STATES, Described
from myosotis.report.cohort_bars import Ranged, draw_ranges
from myosotis.report.cohort_figure import Column, Figure
from myosotis.report.cohort_flow import draw_flow
from myosotis.report.cohort_ink import HATCH
from myosotis.report.cohort_key import Key
from myosotis.report.cohort_swimmer import draw_swimmer, letters, swimmer_key
from myosotis.report.cohort_words import people, share_words
from myosotis.report.words import capital

GROUPS = 10
"""As many groups of the cancers are drawn; the table holds all."""
CERTAIN = (
    Key("certainly, with 95 % interval", "range"),
    Key("possibly, if all the open had one; cut off at the edge", "box", HATCH),
)


def sequences_figure(found: Described) -> Figure | None:
    """The order of treatments."""
    seen = found.sequences
    if seen is None or not seen.flows:
        return None
    steps = max(len(way) for way in seen.flows)
    parts = [
        f"n = {people(seen.patients - seen.undated)} with an immunosuppressant; {seen.untreated:,} "
        "have none on record. By the day of the first start; restarting is not a step. "
    ]
    if seen.unordered:
        parts.append(
            f"Of {seen.unordered:,} the dates leave open which of two or more came first: these "
            "share a step, and what follows is only known to follow. "
        )
    if seen.together:
        parts.append(f"{seen.together:,} began two or more on one day. ")
    if seen.undated:
        parts.append(f"{seen.undated:,} are left out, since a start is not dated.")
    return Figure(
        id="sequences",
        title="The order of immunosuppressants.",
        caption="".join(parts).strip(),
        draw=lambda width: draw_flow(seen, width),
        columns=(
            *(Column(f"step {step + 1}") for step in range(steps)),
            Column("patients", "count"),
        ),
        rows=tuple((*way, number) for way, number in seen.flows.items()),
    )


def swimmer_figure(found: Described) -> Figure | None:
    """Some patients one by one."""
    lanes = found.lanes
    if lanes is None:
        return None
    levels = found.levels
    codes = letters(lanes)
    return Figure(
        id="swimmer",
        title="Treatments and responses of single patients.",
        caption=f"{len(lanes.drawn)} of {lanes.of:,} patients with visits and dated treatments: "
        "sorted by follow-up, every so many-th is drawn, so none was picked for what happened. "
        "Each bar is a treatment, the marks above the bars are visits.",
        draw=lambda width: draw_swimmer(lanes, levels, width),
        keys=tuple(swimmer_key(lanes, levels)),
        columns=(
            Column("patient"),
            Column("letter"),
            Column("treatment"),
            Column("from, earliest (months)", "number"),
            Column("from, latest", "number"),
            Column("to, earliest", "number"),
            Column("to, latest", "number"),
            Column("goes on"),
        ),
        rows=tuple(
            (
                row["patient"],
                codes[row["therapy"]],
                row["therapy"],
                row["from_low"],
                row["from_high"],
                row["to_low"],
                row["to_high"],
                "yes" if row["ongoing"] else "no",
            )
            for row in lanes.courses.sort("patient", "from_low").iter_rows(named=True)
        ),
    )


def cancer_figure(found: Described) -> Figure | None:
    """Cancer around the beginning of the disease, by antibody."""
    if not found.cancers or found.cancers[0].patients.of == found.cancers[0].states[STATES[-1]]:
        return None
    rows = [
        Ranged(
            capital(one.group),
            one.patients.certainly,
            one.patients,
            f"{one.patients.yes:,} of {one.patients.of:,}, "
            f"at most {share_words(one.patients.possibly.value)}",
        )
        for one in found.cancers[:GROUPS]
    ]
    years = found.cancer_months / 12
    untimed = found.cancers[0].states[STATES[4]]
    when = (
        f" Of {untimed:,} a cancer is recorded, but not whether within the window."
        if untimed
        else ""
    )
    # Wide enough for every interval: what is certain would else be lost beside what is possible.
    highs = [row.decided.high or 0.0 for row in rows]
    reach = 1.25 * max(highs)
    return Figure(
        id="cancer",
        title=f"Cancer within {years:g} years before or after the beginning, by antibody.",
        caption=f"n = {found.size:,}. The window is counted from the onset, or where that is not "
        "known from the diagnosis. The dot: the share in whom such a cancer is certain, with "
        "Wilson's 95 % interval. The hatched bar reaches to the share if everybody had one who is "
        "not known to be free of it at the end of the window; freedom that was recorded earlier "
        f"leaves it open.{when}",
        draw=lambda width: draw_ranges(rows, "share with cancer", width, reach),
        keys=CERTAIN,
        columns=(
            Column("group"),
            *(Column(state, "count") for state in STATES),
            Column("at least", "share"),
            Column("95 % low", "share"),
            Column("95 % high", "share"),
            Column("at most", "share"),
            Column("whole window passed", "count"),
            Column("at least, of these", "share"),
            Column("at most, of these", "share"),
        ),
        rows=tuple(
            (
                one.group,
                *(one.states[state] for state in STATES),
                one.patients.certainly.value,
                one.patients.certainly.low,
                one.patients.certainly.high,
                one.patients.possibly.value,
                one.followed.of,
                one.followed.certainly.value,
                one.followed.possibly.value,
            )
            for one in found.cancers
        ),
    )
