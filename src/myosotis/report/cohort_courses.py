"""The figures of response, time, treatment and cancer."""

from __future__ import annotations

from myosotis.cohort.research import STATES, Described, Survival, window_words
from myosotis.report.cohort_bars import Ranged, draw_ranges
from myosotis.report.cohort_figure import Cell, Column, Figure
from myosotis.report.cohort_flow import draw_flow
from myosotis.report.cohort_ink import HATCH
from myosotis.report.cohort_key import Key
from myosotis.report.cohort_over_time import draw_over_time, over_time_key
from myosotis.report.cohort_survival import draw_survival, survival_key
from myosotis.report.cohort_swimmer import draw_swimmer, letters, swimmer_key
from myosotis.report.cohort_waterfall import WATERFALL, draw_waterfall, thinned
from myosotis.report.cohort_words import number_words, p_words, people, share_words
from myosotis.report.words import capital, listing

GROUPS = 10
"""As many groups of the cancers are drawn; the table holds all."""
CERTAIN = (
    Key("certainly, with 95 % interval", "range"),
    Key("possibly, if all the open had one; cut off at the edge", "box", HATCH),
)
TAKEN = (
    " A treatment counts where it was certainly taken at some time from the baseline to the visit; "
    "a patient may be in several groups."
)


def waterfall_figure(found: Described) -> Figure | None:
    """The score of each patient."""
    scores = found.scores
    if scores is None:
        return None
    _, step = thinned(scores.frame)
    each = (
        "each bar is a patient"
        if step == 1
        else f"each bar stands for {step} patients: of every {step} neighbours the middle one"
    )
    vague = scores.frame.filter(scores.frame["low"] != scores.frame["high"]).height
    range_ = (
        f"Of {vague:,} the score is a range: the solid part is certain, the hatched part possible."
        if vague
        else "Every score is known exactly."
    )
    frame = scores.frame.sort(["low", "high", "patient"], descending=[True, True, False])
    return Figure(
        id="waterfall",
        title=f"{scores.name} {window_words(scores.window)} after the baseline.",
        caption=f"n = {scores.frame.height:,} with a visit in that time, each at the last one; "
        f"{each}. {range_} The cut-offs are those for the {scores.population} population.",
        draw=lambda width: draw_waterfall(scores, width),
        keys=WATERFALL,
        columns=(
            Column("patient"),
            Column("months", "number"),
            Column("at least", "number"),
            Column("at most", "number"),
        ),
        rows=tuple(
            (row["patient"], row["months"], row["low"], row["high"])
            for row in frame.iter_rows(named=True)
        ),
    )


def over_time_figure(found: Described) -> Figure | None:
    """Response by time and group."""
    rows = found.over_time
    if not rows:
        return None
    by = TAKEN if found.by == "treatment" else ""
    levels = [level.level for level in rows[0].levels]
    return Figure(
        id=f"response-by-{found.by}",
        title=f"Response over time, by {found.by}.",
        caption="Each patient at the last visit in each span of months; n below the span. The dot "
        "is the share that certainly has at least this response, the hatched bar reaches to the "
        "share that possibly has; the line is from the lower end of the first to the upper end of "
        f"the second Wilson interval.{by}"
        " Groups differ in more than their name: this is not an effect of it.",
        draw=lambda width: draw_over_time(rows, width),
        keys=tuple(over_time_key(rows)),
        columns=(
            Column("group"),
            Column("time"),
            Column("n", "count"),
            Column("score known exactly", "count"),
            Column("median, at least", "number"),
            Column("median, at most", "number"),
            *(
                column
                for level in levels
                for column in (
                    Column(f"{level}, certainly", "count"),
                    Column("share", "share"),
                    Column("95 % low", "share"),
                    Column("95 % high", "share"),
                    Column(f"{level}, possibly", "count"),
                    Column("share", "share"),
                    Column("95 % low", "share"),
                    Column("95 % high", "share"),
                )
            ),
        ),
        rows=tuple(
            (
                row.group,
                window_words(row.window),
                row.n,
                row.exact,
                row.median_low,
                row.median_high,
                *(
                    cell
                    for level in row.levels
                    for share in (level.certain, level.possible)
                    for cell in (share.count, share.value, share.low, share.high)
                ),
            )
            for row in rows
        ),
    )


def survival_figure(found: Survival | None, id_: str, title: str, axis: str) -> Figure | None:
    """Kaplan-Meier curves with what was tested between them."""
    if found is None or not found.curves:
        return None
    rows: list[tuple[Cell, ...]] = []
    for curve in found.curves:
        for name, reading in (("shortest", curve.shortest), ("longest", curve.longest)):
            ratio = next(
                (r for r in found.ratios if r.group == curve.group and r.reading == name), None
            )
            rows.append(
                (
                    curve.group,
                    name,
                    curve.n,
                    reading.events,
                    reading.median,
                    *(
                        (ratio.reference, ratio.ratio, ratio.low, ratio.high, ratio.p,
                         ratio.proportional_p)
                        if ratio
                        else ("reference", None, None, None, None, None)
                    ),
                    *(reading.at_risk[tick] for tick in found.ticks),
                )
            )  # fmt: skip
    return Figure(
        id=id_,
        title=title,
        caption=survival_words(found),
        draw=lambda width: draw_survival(found, axis, width),
        keys=tuple(survival_key(found)),
        columns=(
            Column("group"),
            Column("reading of the dates"),
            Column("n", "count"),
            Column("events", "count"),
            Column("median, months", "number"),
            Column("against"),
            Column("hazard ratio", "number"),
            Column("95 % low", "number"),
            Column("95 % high", "number"),
            Column("p", "p"),
            Column("p of proportional hazards", "p"),
            *(Column(f"at risk, {tick:g} months", "count") for tick in found.ticks),
        ),
        rows=tuple(rows),
    )


def survival_words(found: Survival) -> str:
    """How the curves were made, who is not in them, and the test between them."""
    times = found.times
    n = times.frame.height
    exact = (
        f"{times.inexact:,} of the times are not known exactly: each curve is drawn from the "
        "shortest and from the longest times that the record allows, and the space between the "
        "two is filled. Pale: the 95 % interval around both."
        if times.inexact
        else "All times are known exactly. Pale: the 95 % interval."
    )
    parts = [f"Kaplan-Meier, n = {n:,}; what has not ended is censored. {exact}"]
    if times.left_out:
        parts.append(
            "Left out: "
            + listing([f"{number:,} because {why}" for why, number in times.left_out.items()])
            + "."
        )
    if found.others:
        named = [f"{group} ({n:,})" for group, n in list(found.others.items())[:4]]
        more = len(found.others) - len(named)
        parts.append(
            f"Without a curve: {', '.join(named)}{f' and {more} more groups' if more else ''}."
        )
    if found.test:
        one, other = found.test.p
        p = (
            p_words(one)
            if p_words(one) == p_words(other)
            else f"{p_words(one)} and {p_words(other)}"
        )
        parts.append(
            f"Log-rank test of the {len(found.test.groups)} groups: chi-squared "
            f"{number_words(found.test.statistic[0])} and {number_words(found.test.statistic[1])} "
            f"on {found.test.df} degrees of freedom, p {p} (shortest and longest times)."
        )
    doubtful = sorted({r.group for r in found.ratios if r.proportional_p < 0.05})
    if doubtful:
        parts.append(
            f"The hazards of {listing(doubtful)} do not look proportional to the reference, so one "
            "ratio does not describe them."
        )
    return " ".join([*parts, *found.notes])


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
