"""Whatever is missing at a visit: what it was stays within the bounds of the response."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from myosotis import knowledge, read_patient
from myosotis.review.pairs import Pair, compare
from myosotis.review.response_model import VisitComparison
from myosotis.review.visits import visits_of

BASE = knowledge.load()

LINE = st.integers(0, 100).map(lambda n: f"{n} mm")
MEASURES: dict[str, st.SearchStrategy[Any]] = {
    "physician_global_activity": LINE,
    "patient_global_activity": LINE,
    "extramuscular_global_activity": LINE,
    "mmt8": st.integers(0, 80).map(lambda n: f"{n}/80"),
    "haq_di": st.integers(0, 24).map(lambda n: n / 8),
    "ck": st.tuples(st.integers(20, 9000), st.integers(140, 330)).map(
        lambda pair: {"value": f"{pair[0]} U/L", "uln": f"{pair[1]} U/L"}
    ),
}
VISIT = st.fixed_dictionaries(MEASURES)


def compared(visits: list[dict[str, Any]], population: str | None) -> VisitComparison:
    days = ("2020-01-10", "2020-04-10")
    history = [{"on": on, **visit} for on, visit in zip(days, visits, strict=True)]
    course = visits_of(BASE, read_patient({"id": "p", "history": history}))
    return compare(Pair(BASE, *course.visits, population), (0, 1))[0]


@given(
    visits=st.lists(VISIT, min_size=2, max_size=2),
    population=st.sampled_from(["adult", "juvenile"]),
    lost=st.sets(st.tuples(st.integers(0, 1), st.sampled_from(sorted(MEASURES))), max_size=4),
    unlimited=st.sets(st.integers(0, 1)),
    unknown_population=st.booleans(),
)
def test_what_is_lost_stays_within_the_bounds(
    visits: list[dict[str, Any]],
    population: str,
    lost: set[tuple[int, str]],
    unlimited: set[int],
    unknown_population: bool,
) -> None:
    whole = compared(visits, population)
    left = [dict(visit) for visit in visits]
    for place in unlimited:
        left[place]["ck"] = left[place]["ck"]["value"]
    for place, name in lost:
        left[place].pop(name, None)
    if not all(set(visit) - {"ck"} for visit in left):
        return
    part = compared(left, None if unknown_population else population)
    assert whole.total is not None and part.total is not None  # noqa: PT018
    assert part.total.low <= whole.total.low  # type: ignore[operator]
    assert part.total.high >= whole.total.high  # type: ignore[operator]
    assert set(whole.score.verdict) <= set(part.score.verdict)
    verdicts = {one.id: set(one.verdict) for one in part.others}
    for one in whole.others:
        assert set(one.verdict) <= verdicts[one.id]
    for before, after in zip(whole.measures, part.measures, strict=True):
        assert after.points.low <= before.points.low  # type: ignore[operator]
        assert after.points.high >= before.points.high  # type: ignore[operator]
    if not lost and not unlimited:
        assert part.total == whole.total
