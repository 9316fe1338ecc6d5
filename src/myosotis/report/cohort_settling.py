"""The figures of what is settled: by question and definition, what keeps it open, what is known."""

from __future__ import annotations

import polars as pl

from myosotis.cohort.research import OVERALL, Described
from myosotis.report.cohort_bars import (
    KEPT,
    RANGES,
    SETTLED,
    Bar,
    Ranged,
    draw_bars,
    draw_ranges,
    parts_key,
)
from myosotis.report.cohort_figure import Column, Figure
from myosotis.report.cohort_maps import FINDINGS, draw_map, recorded_cells
from myosotis.report.cohort_words import people, question_words, share_words
from myosotis.report.marks import mark
from myosotis.report.words import capital

MOST = 12
"""As many findings that keep patients undecided are drawn; the table holds all."""


def settled_figure(found: Described) -> Figure | None:
    """Of how many patients each question is settled."""
    if not found.settled:
        return None
    bars = [
        Bar(
            one.label,
            (one.final, one.settled - one.final, one.open),
            one.of,
            f"{one.settled:,} ({share_words(one.settled / one.of)})",
        )
        for one in found.settled
    ]
    words = list(dict.fromkeys(word for one in found.settled for word in one.verdicts))
    return Figure(
        id="settled",
        title="Of how many patients each question is settled.",
        caption=f"n = {found.size:,}, each at the last review. Settled: the verdict is an answer. "
        "A dark bar is an answer that nothing unrecorded can change; a grey one rests on what is "
        "recorded and could still change. The strategy always has an answer: whether the gate is "
        "open.",
        draw=lambda width: draw_bars(bars, SETTLED, "share of patients", width),
        keys=tuple(parts_key(SETTLED)),
        columns=(
            Column("question"),
            Column("patients", "count"),
            Column("settled", "count"),
            Column("settled, whatever else becomes known", "count"),
            *(Column(mark(word).word, "count") for word in words),
        ),
        rows=tuple(
            (
                one.label,
                one.of,
                one.settled,
                one.final,
                *(one.verdicts.get(word, 0) for word in words),
            )
            for one in found.settled
        ),
    )


def keepers_figure(found: Described, question: str) -> Figure | None:
    """Which unknown findings keep most patients undecided about a question, or about any."""
    rows = found.keepers.filter(pl.col("question") == question).to_dicts()
    if not rows:
        return None
    labels = {one.question: one.label for one in found.settled}
    asked = question_words(question, labels)
    of = int(rows[0]["undecided"])
    bars = [
        Bar(
            capital(row["label"]),
            (row["alone"], row["patients"] - row["alone"]),
            of,
            f"{row['patients']:,}",
        )
        for row in rows[:MOST]
    ]
    more = f" The {MOST} most frequent of {len(rows)}." if len(rows) > MOST else ""
    whole = (
        "A patient counts once for a finding, whichever questions it keeps open."
        if question == OVERALL
        else "A patient counts for every finding that could still change the answer."
    )
    return Figure(
        id="keepers-any" if question == OVERALL else f"keepers-{question}",
        title=f"What is not known, and keeps open: {asked}",
        caption=f"n = {of:,} with an open answer. {whole} Dark: nothing else keeps the question "
        f"open, so that recording this one finding may settle it.{more}",
        draw=lambda width: draw_bars(bars, KEPT, "share of the undecided", width),
        keys=tuple(parts_key(KEPT)),
        columns=(
            Column("finding"),
            Column("patients", "count"),
            Column("only this is missing", "count"),
            Column("share of the undecided", "share"),
        ),
        rows=tuple(
            (capital(row["label"]), row["patients"], row["alone"], row["patients"] / of)
            for row in rows
        ),
    )


def definitions_figure(found: Described) -> Figure | None:
    """Refractory disease by each definition."""
    if not any(one.patients.of for one in found.definitions):
        return None
    rows = [
        Ranged(one.label, one.patients.decided, one.patients, f"n {one.patients.of:,}")
        for one in found.definitions
        if one.patients.of
    ]
    silent = len(found.definitions) - len(rows)
    more = f" {silent} more do not ask of any of these patients." if silent else ""
    return Figure(
        id="definitions",
        title="Refractory by each definition.",
        caption=f"n = {found.size:,}; behind each row those to whom the definition applies. The "
        "dot is the share among the decided with Wilson's 95 % interval; the hatched bar reaches "
        f"from the share if none of the undecided met it to the share if all did.{more}",
        draw=lambda width: draw_ranges(rows, "share who meet it", width),
        keys=RANGES,
        columns=(
            Column("definition"),
            Column("met", "count"),
            Column("not met", "count"),
            Column("cannot tell", "count"),
            Column("does not apply, or not asked", "count"),
            Column("share of the decided", "share"),
            Column("95 % low", "share"),
            Column("95 % high", "share"),
            Column("at least", "share"),
            Column("at most", "share"),
        ),
        rows=tuple(
            (
                one.label,
                one.patients.yes,
                one.patients.no,
                one.patients.undecided,
                one.apart,
                one.patients.decided.value,
                one.patients.decided.low,
                one.patients.decided.high,
                one.patients.certainly.value,
                one.patients.possibly.value,
            )
            for one in found.definitions
        ),
    )


def recorded_figure(found: Described) -> Figure | None:
    """Which findings are recorded, visit by visit."""
    if found.recorded.is_empty():
        return None
    cells, rows, columns = recorded_cells(found.recorded)
    findings = found.recorded.get_column("finding").n_unique()
    more = f"; the {FINDINGS} of {findings} findings that most have" if findings > FINDINGS else ""
    return Figure(
        id="recorded",
        title="What is recorded at which visit.",
        caption=f"Percent of the patients with that visit ({people(found.size)} in all){more}. "
        "What was recorded within a few days is one visit, in the order of each patient; not dated "
        "is also what is dated too vaguely for a visit, of all patients. An entry of unknown or "
        "not done is none. Hatched: recorded in nobody.",
        draw=lambda width: draw_map(cells, rows, columns, "percent of patients", width),
        columns=(
            Column("finding"),
            Column("visit"),
            Column("patients with it", "count"),
            Column("patients with the visit", "count"),
            Column("share", "share"),
        ),
        rows=tuple(
            (
                row["label"],
                str(row["visit"]) if row["visit"] else "not dated",
                row["recorded"],
                row["of"],
                row["recorded"] / row["of"] if row["of"] else None,
            )
            for row in found.recorded.iter_rows(named=True)
        ),
    )
