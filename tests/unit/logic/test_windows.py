"""The sums that rows can reach, counted out in words, beside every choice of what is open."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from myosotis.logic.windows import Branch

WEIGHTS = st.lists(st.integers(-70, 70), max_size=6)
BANDS = st.lists(st.lists(st.integers(-40, 40), min_size=1, max_size=4), max_size=2)


@settings(max_examples=200, deadline=None)
@given(WEIGHTS, BANDS, st.data())
def test_the_sums_of_a_row_are_those_of_every_choice(
    weights: list[int], bands: list[list[int]], data: st.DataObject
) -> None:
    branch = Branch("", "", "", "", tuple(weights), tuple(map(tuple, bands)), ())
    rows = [
        (
            data.draw(
                st.lists(st.sampled_from("yn?"), min_size=len(weights), max_size=len(weights))
            ),
            [data.draw(st.sets(st.sampled_from(range(len(b))), min_size=1)) for b in bands],
        )
        for _ in range(3)
    ]
    open_ = [sum(1 << i for i, said in enumerate(items) if said == "?") for items, _ in rows]
    points = [
        sum(w for w, said in zip(weights, items, strict=True) if said == "y") for items, _ in rows
    ]
    left = []
    for _, kept in rows:
        flags = [place in some for band, some in zip(bands, kept, strict=True)
                 for place in range(len(band))]  # fmt: skip
        left.append(sum(1 << bit for bit, flag in enumerate(flags) if flag))
    found = branch.sums(np.array(open_, np.uint64), np.array(left, np.uint64), np.array(points))
    for row, (items, kept) in enumerate(rows):
        free = [(0, w) for w, said in zip(weights, items, strict=True) if said == "?"]
        values = [[band[place] for place in some] for band, some in zip(bands, kept, strict=True)]
        wanted = {points[row] + sum(choice) for choice in product(*free, *values)}
        bits = np.unpackbits(found[:, row].copy().view(np.uint8), bitorder="little")
        assert {int(place) + branch.least for place in np.flatnonzero(bits)} == wanted


@given(st.integers(0, 150), st.one_of(st.none(), st.integers(0, 200)), st.integers(0, 20))
def test_a_window_holds_the_sums_from_its_first_to_before_its_last(
    first: int, last: int | None, offset: int
) -> None:
    branch = Branch("", "", "", "", (-10, 60, 70), (), ())
    bits = np.unpackbits(branch.window((first, last), offset).view(np.uint8), bitorder="little")
    sums = [int(place) + branch.least for place in np.flatnonzero(bits)]
    every = range(branch.least, branch.least + 64 * branch.words)
    assert sums == [s for s in every if first <= s + offset and (last is None or s + offset < last)]
