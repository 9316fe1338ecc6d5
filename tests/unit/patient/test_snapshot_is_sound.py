"""However the dates and values turn out, what is true lies within what the snapshot says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from myosotis.knowledge import KnowledgeBase
from myosotis.logic.values import Interval, Truth
from myosotis.patient import Fact, PartialDate, Patient, Snapshot

START = date(2018, 1, 1)
END = PartialDate(2020, 12, 31)


@dataclass(frozen=True)
class Measured:
    """A measurement as it was, and as it is recorded."""

    day: date
    value: int
    on: PartialDate
    recorded: Interval


@st.composite
def measured(draw: st.DrawFn) -> Measured:
    day = START + timedelta(days=draw(st.integers(0, 1000)))
    value = draw(st.integers(0, 20))
    below, above = draw(st.integers(0, 5)), draw(st.integers(0, 5))
    precision = draw(st.integers(1, 3))
    return Measured(
        day,
        value,
        PartialDate(*(day.year, day.month, day.day)[:precision]),
        Interval(Fraction(value - below), Fraction(value + above)),
    )


# One date, written once: facts of the same date are taken to hold together.
courses = st.lists(measured(), min_size=1, max_size=5, unique_by=lambda m: m.on).filter(
    lambda ms: len({m.day for m in ms}) == len(ms)
)


def snapshot(name: str, course: list[Measured], knowledge: KnowledgeBase) -> Snapshot:
    facts = tuple(Fact(f"f{n}", name, m.recorded, m.on, "") for n, m in enumerate(course))
    return Snapshot.of(Patient("p", facts=facts), END, knowledge)


@given(courses)
def test_numbers(knowledge: KnowledgeBase, course: list[Measured]) -> None:
    in_order = sorted(course, key=lambda m: m.day)
    for name, truth in (
        ("ck", max(m.value for m in course)),
        ("mmt8", min(m.value for m in course)),
        ("calcium", in_order[-1].value),
        ("age_at_onset", in_order[0].value),
    ):
        known = snapshot(name, course, knowledge).course[name]
        assert isinstance(known.value, Interval)
        assert Fraction(truth) in known.value, name
        # The facts named are enough to reach the same value.
        alone = Snapshot.of(Patient("p", facts=known.facts), END, knowledge)
        assert alone.course[name].value == known.value
    now = snapshot("calcium", course, knowledge).now["calcium"]
    assert isinstance(now.value, Interval)
    assert Fraction(in_order[-1].value) in now.value


@given(courses)
def test_what_counts_for_now_is_certainly_fresh(
    knowledge: KnowledgeBase, course: list[Measured]
) -> None:
    shot = snapshot("ck", course, knowledge)
    last = max(course, key=lambda m: m.day)
    assert ("ck" in shot.now) != ("ck" in shot.stale)
    if "ck" in shot.now:
        assert last.day >= date(2020, 9, 30)
        value = shot.now["ck"].value
        assert isinstance(value, Interval)
        assert Fraction(last.value) in value


@given(st.lists(st.tuples(measured(), st.sampled_from(list(Truth))), min_size=1, max_size=5,
                unique_by=lambda pair: pair[0].on))  # fmt: skip
def test_yes_and_no(knowledge: KnowledgeBase, course: list[tuple[Measured, Truth]]) -> None:
    facts = tuple(Fact(f"f{n}", "rash", v, m.on, str(v)) for n, (m, v) in enumerate(course))
    shot = Snapshot.of(Patient("p", facts=facts), END, knowledge)
    said = [value for _, value in course if value is not Truth.UNKNOWN]
    if not said:
        assert "rash" not in shot.course
        return
    assert shot.course["rash"].value is (Truth.YES if Truth.YES in said else Truth.NO)
    informative = [(m.day, v) for m, v in course if v is not Truth.UNKNOWN]
    last = max(day for day, _ in informative)
    possible = {value for day, value in informative if day == last}
    assert all(value.value & shot.now["rash"].value.value for value in possible)  # type: ignore[union-attr]
