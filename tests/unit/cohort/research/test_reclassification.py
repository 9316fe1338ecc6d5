"""What a label and a verdict say of an entity, and how often they agree."""

from __future__ import annotations

from itertools import product

from tests.unit.cohort.research.small import BASE, made

from myosotis.cohort.research import moves, pairs

ENTITIES = [entity.id for entity in BASE.diagnosis.entities]
WHOLE = ENTITIES[0]
SETS = BASE.diagnosis.criteria[:2]


def verdicts(criteria: str, entity: str) -> tuple[str, str]:
    """A verdict of a set that affirms an entity, and one that denies it."""
    cases = BASE.criteria[criteria].verdict
    yes = next(case.is_ for case in cases if entity in case.means)
    no = next(c.is_ for c in cases if entity not in c.means and entity not in c.leaves_open)
    return yes, no


def test_two_sets_are_compared_on_what_their_verdicts_mean() -> None:
    (yes, no), (also, nor) = (verdicts(name, WHOLE) for name in SETS)
    told = {"yes": ([yes], [also]), "no": ([no], [nor]), "open": ([yes, no], [also, nor])}
    rows = [
        {
            "patient": f"{n}",
            f"criteria.{SETS[0]}": told[one][0],
            f"criteria.{SETS[1]}": told[other][1],
        }
        for n, (one, other) in enumerate(product(told, told))
    ]
    (pair,) = pairs(made([*rows, {**rows[0], "patient": "more"}]), BASE)
    assert (pair.entity, pair.first, pair.second) == (WHOLE, *SETS)
    assert pair.counts == ((2, 1, 1), (1, 1, 1), (1, 1, 1))
    assert (pair.two.n, pair.two.agree) == (5, 3)
    assert (pair.three.n, pair.three.agree) == (10, 4)


def test_a_verdict_that_leaves_the_entity_open_says_neither() -> None:
    cases = BASE.criteria[SETS[0]].verdict
    between = next(case.is_ for case in cases if WHOLE in case.leaves_open)
    yes, _ = verdicts(SETS[1], WHOLE)
    rows = [{"patient": "a", f"criteria.{SETS[0]}": [between], f"criteria.{SETS[1]}": [yes]}]
    (pair,) = pairs(made(rows), BASE)
    assert pair.counts == ((0, 0, 0), (0, 0, 0), (1, 0, 0))


def test_a_set_that_does_not_apply_is_silent_and_one_not_worked_out_is_open() -> None:
    yes, _ = verdicts(SETS[1], WHOLE)
    rows = [
        {"patient": "a", f"criteria.{SETS[0]}": ["not_applicable"], f"criteria.{SETS[1]}": [yes]},
        {"patient": "b", f"criteria.{SETS[0]}": None, f"criteria.{SETS[1]}": [yes]},
    ]
    (pair,) = pairs(made(rows), BASE)
    assert pair.counts == ((0, 0, 0), (0, 0, 0), (1, 0, 0))


def test_a_label_denies_what_it_does_not_mention_but_not_the_whole_group() -> None:
    entity = next(
        e for e in ENTITIES[1:]
        if e in BASE.diagnosis.labels
        and any(e in case.means for c in BASE.content.criteria for case in c.verdict)
    )  # fmt: skip
    criteria = next(
        c.id for c in BASE.content.criteria if any(entity in case.means for case in c.verdict)
    )
    yes, _ = verdicts(criteria, entity)
    rows = [
        {"patient": "a", "label": [entity], f"criteria.{criteria}": [yes]},
        {"patient": "b", "label": [], f"criteria.{criteria}": [yes]},
        {"patient": "c", "label": None, f"criteria.{criteria}": [yes]},
    ]
    pair = next(p for p in pairs(made(rows), BASE) if p.entity == entity)
    assert pair.first == "label"
    assert pair.counts == ((1, 0, 0), (1, 0, 0), (0, 0, 0))
    whole, _ = verdicts(SETS[0], WHOLE)
    rows = [
        {"patient": "a", "label": [entity], f"criteria.{SETS[0]}": [whole]},
        {"patient": "b", "label": [], f"criteria.{SETS[0]}": [whole]},
    ]
    (pair,) = pairs(made(rows), BASE)
    assert pair.counts == ((1, 0, 0), (0, 0, 0), (1, 0, 0))


def test_moves_keep_the_undecided_and_the_unlabelled_as_their_own() -> None:
    first, last = BASE.criteria[SETS[0]].verdict[0].is_, BASE.criteria[SETS[0]].verdict[-1].is_
    two = sorted(ENTITIES[1:3])
    labels = {entity.id: entity.label for entity in BASE.diagnosis.entities}
    rows = [
        {"patient": "a", "label": two, f"criteria.{SETS[0]}": [first]},
        {"patient": "b", "label": two, f"criteria.{SETS[0]}": [first, last]},
        {"patient": "c", "label": [], f"criteria.{SETS[0]}": [last]},
        {"patient": "d", "label": None, f"criteria.{SETS[0]}": ["not_applicable"]},
    ]
    found = moves(made(rows), BASE, SETS[0])
    assert found is not None
    assert found.rows == (
        f"{labels[two[0]]} + {labels[two[1]]}", "another diagnosis", "no diagnosis recorded",
    )  # fmt: skip
    assert found.columns[-2:] == ("does not apply", "cannot tell")
    counts = {
        (row, column): number
        for row, numbers in zip(found.rows, found.counts, strict=True)
        for column, number in zip(found.columns, numbers, strict=True)
        if number
    }
    assert sum(counts.values()) == 4
    assert counts[found.rows[0], "cannot tell"] == 1
    assert counts[found.rows[2], "does not apply"] == 1


def test_without_a_label_or_the_set_there_are_no_moves() -> None:
    assert moves(made(1), BASE, SETS[0]) is None
