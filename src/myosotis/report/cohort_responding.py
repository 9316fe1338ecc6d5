"""The figures of response and of time."""

from __future__ import annotations

from myosotis.cohort.research import Described, Survival, window_words
from myosotis.report.cohort_figure import Cell, Column, Figure
from myosotis.report.cohort_over_time import draw_over_time, over_time_key
from myosotis.report.cohort_survival import draw_survival, survival_key
from myosotis.report.cohort_waterfall import WATERFALL, draw_waterfall, thinned
from myosotis.report.cohort_words import number_words, p_words
from myosotis.report.words import listing

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
