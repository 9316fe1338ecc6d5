"""Random expressions and random, partly unknown patients, and every completion of them."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from myosotis.logic.nodes import (
    Add,
    Among,
    Bands,
    Cases,
    Compare,
    Extreme,
    If,
    Input,
    Node,
    Num,
    Ratio,
    Scale,
    Score,
    Total,
    comparison,
    conjunction,
    disjunction,
    inputs_of,
    negation,
)
from myosotis.logic.raw import Environment
from myosotis.logic.scalar import compiled
from myosotis.logic.values import Choice, Interval, Truth, Value

BOOLEANS = [Input(name, "boolean") for name in "abcde"]
QUANTITIES = [Input(name, "number") for name in "xy"]
DIVISOR = Input("q", "number", low=Fraction(1, 2), high=Fraction(4))
CATEGORY = Input("k", "label", frozenset({"slow", "fast", "none"}))
LIMITS = [Fraction(n, 2) for n in range(-2, 7)]
POINTS = [Fraction(n, 10) for n in (-7, 5, 7, 8, 13, 19, 21, 33)]

limits = st.sampled_from(LIMITS)
booleans = st.sampled_from(BOOLEANS)
quantities = st.sampled_from(QUANTITIES)
columns_of_points = st.sampled_from(POINTS)


def _bands(part: Node, cuts: list[tuple[Fraction, int]], values: list[Fraction]) -> Bands:
    cuts = sorted(set(cuts))
    return Bands(part, tuple(cuts), tuple(values[: len(cuts) + 1]))


def bands_of(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Bands]:
    """Points by the band a number falls in, each band closed below or above."""
    return st.builds(
        _bands,
        parts,
        st.lists(st.tuples(limits, st.sampled_from([0, 1])), min_size=1, max_size=2),
        st.lists(columns_of_points, min_size=3, max_size=3),
    )


bands = bands_of(quantities)
changes = st.one_of(
    st.just(Add((QUANTITIES[0], Scale(Fraction(-1), QUANTITIES[1])))),
    st.builds(Ratio, quantities, st.just(DIVISOR)),
    st.just(Ratio(Add((QUANTITIES[0], Scale(Fraction(-1), QUANTITIES[1]))), DIVISOR)),
    st.builds(lambda c, one, two: If(c, one, two), booleans, quantities, quantities),
)
"""Numbers computed from others: a difference, a share of a scale, one of two."""
computed_bands = bands_of(changes)
comparisons = st.builds(
    Compare, st.sampled_from([">=", ">", "<=", "<", "==", "!="]), quantities, limits.map(Num)
)
among = st.builds(
    lambda labels: Among(CATEGORY, frozenset(labels)),
    st.sets(st.sampled_from(sorted(CATEGORY.labels)), min_size=1, max_size=2),
)
leaves = st.one_of(booleans, booleans, comparisons, among)
totals = st.builds(
    lambda rows, band: Total(tuple(rows), tuple(band)),
    st.lists(st.tuples(leaves, columns_of_points), min_size=1, max_size=4),
    st.lists(st.one_of(bands, computed_bands), max_size=1),
)
scores = st.one_of(
    totals.map(lambda total: Score("s", total)),
    st.builds(lambda c, one, two: Score("s", If(c, one, two)), booleans, totals, totals),
)


def _numbers(booleans_: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    base = st.one_of(totals, quantities, limits.map(Num), bands, computed_bands, changes)
    return st.one_of(
        base,
        st.builds(lambda a, b: Add((a, b)), base, base),
        st.builds(Scale, st.sampled_from([Fraction(-1), Fraction(1, 2), Fraction(3)]), base),
        st.builds(lambda g, a, b: Extreme(g, (a, b)), st.booleans(), base, base),
        st.builds(If, booleans_, base, base),
    )


nodes: st.SearchStrategy[Node] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(negation, inner),
        st.lists(inner, min_size=2, max_size=3).map(conjunction),
        st.lists(inner, min_size=2, max_size=3).map(disjunction),
        st.builds(If, inner, inner, inner),
        st.builds(
            comparison,
            st.sampled_from([">=", ">", "<=", "<"]),
            _numbers(inner),
            st.one_of(limits.map(Num), st.builds(If, booleans, limits.map(Num), limits.map(Num))),
        ),
    ),
    max_leaves=8,
)


@st.composite
def case_lists(draw: st.DrawFn) -> Cases:
    """Cases as criteria have them: a score against falling cut-offs, or arbitrary conditions."""
    if draw(st.booleans()):
        score = draw(scores)
        cuts = sorted(draw(st.sets(limits, min_size=2, max_size=3)), reverse=True)
        switch = draw(booleans)
        cases = [
            (comparison(">=", score, If(switch, Num(cut + Fraction(1, 5)), Num(cut))), f"from_{i}")
            for i, cut in enumerate(cuts)
        ]
        return Cases(tuple(cases), "below")
    conditions = draw(st.lists(nodes, min_size=1, max_size=3))
    return Cases(tuple((c, f"case_{i}") for i, c in enumerate(conditions)), "otherwise")


def _interval(ends: list[Fraction], low_open: bool, high_open: bool) -> Interval:
    low, high = min(ends), max(ends)
    return Interval(low, high) if low == high else Interval(low, high, low_open, high_open)


values_of: dict[str, st.SearchStrategy[Value]] = {
    "boolean": st.sampled_from([Truth.NO, Truth.YES, Truth.UNKNOWN, Truth.UNKNOWN]),
    "number": st.one_of(
        st.sampled_from([Interval(), Interval(Fraction(1), low_open=True)]),
        st.builds(
            _interval, st.lists(limits, min_size=2, max_size=2), st.booleans(), st.booleans()
        ),
        limits.map(Interval.exactly),
    ),
    "label": st.sets(st.sampled_from(sorted(CATEGORY.labels)), min_size=1).map(
        lambda labels: Choice.among(CATEGORY.labels, labels)
    ),
}

divisors: st.SearchStrategy[Value] = st.builds(
    _interval,
    st.lists(st.sampled_from([n for n in LIMITS if n > 0]), min_size=2, max_size=2),
    st.booleans(),
    st.booleans(),
)
patients = st.fixed_dictionaries(
    {item.name: values_of[item.type] for item in (*BOOLEANS, *QUANTITIES, CATEGORY)}
    | {DIVISOR.name: divisors}
)
"""A value, possibly unknown, for every input."""


ENOUGH = 600
"""More completions than this are not followed; one more is listed, to tell that there are."""


def completions(facts: dict[str, Value], names: list[str]) -> list[dict[str, Value]]:
    """Every completion over the named facts: numbers at every limit, between, and beyond."""
    grid = sorted(
        {*LIMITS, *(limit + Fraction(1, 4) for limit in LIMITS), Fraction(-9), Fraction(99)}
    )

    def options(value: Value) -> list[Value]:
        if isinstance(value, Truth):
            return [Truth.NO, Truth.YES] if value is Truth.UNKNOWN else [value]
        if isinstance(value, Choice):
            return [Choice.among(value.domain, [label]) for label in sorted(value.options)]
        return [Interval.exactly(number) for number in grid if number in value]

    chosen = [options(facts[name]) for name in names]
    some = itertools.islice(itertools.product(*chosen), ENOUGH + 1)
    return [dict(zip(names, combination, strict=True)) for combination in some]


def outcome(cases: Cases, complete: Environment) -> str:
    """The first case that holds, asked plainly."""
    for condition, label in cases.cases:
        if compiled(condition)(complete) == Truth.YES.value:
            return label
    return cases.otherwise


def names_in(*parts: Node) -> list[str]:
    """The inputs that nodes read."""
    return list(dict.fromkeys(name for part in parts for name in inputs_of(part)))


def row(facts: dict[str, Value]) -> dict[str, Any]:
    """A patient as a table row: low and high columns, open ends as the next number."""
    import math

    found: dict[str, Any] = {}
    for name, value in facts.items():
        if isinstance(value, Truth):
            found[f"{name}_low"], found[f"{name}_high"] = value.low, value.high
        elif isinstance(value, Choice):
            found |= {f"{name}={label}": label in value.options for label in sorted(value.domain)}
        else:
            low = None if value.low == -math.inf else float(value.low)
            high = None if value.high == math.inf else float(value.high)
            if low is not None and value.low_open:
                low = math.nextafter(low, math.inf)
            if high is not None and value.high_open:
                high = math.nextafter(high, -math.inf)
            found[f"{name}_low"], found[f"{name}_high"] = low, high
    return found
