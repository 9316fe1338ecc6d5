"""Facts that together make a rule hold, found by trying: so that generated patients reach verdicts
for which many facts must fit together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from random import Random

from myosotis.knowledge.schema import Reading, Rule
from myosotis.logic import YES, Truth, Value
from myosotis.patient import read_observation
from myosotis.review.rulebook import EVER, rulebook
from tests.tables.spellings import BASE, TODAY, entry, spellings

TRIES = 120
KEPT = 10
Facts = tuple[int, ...]
"""Places among the cells of `spellings`."""


@dataclass(frozen=True)
class Aim:
    """One thing that is to be so: rules, each with the facts that make it hold."""

    rules: tuple[tuple[Facts, ...], ...]

    def facts(self, random: Random) -> Facts:
        """One way."""
        return random.choice(random.choice(self.rules))


@cache
def aims() -> tuple[tuple[Aim, ...], ...]:
    """What several questions ask of a patient together: of each organ one side of inflammation and
    one of damage; of the diagnosis that it stands, or does not."""
    pathway = BASE.diagnosis
    stands = _aim(pathway.secure)
    found: list[tuple[Aim, ...]] = []
    for organ in BASE.activity.organs:
        for one in _sides(organ.inflammation):
            found += [(one, other, stands) for other in _sides(organ.damage)]
    for rules in (pathway.not_iim, pathway.other_iim, pathway.red_flags, BASE.urgent.red_flags):
        found += [(_aim(rules),), (_aim(rules), stands)]
    for group in BASE.subgroups.subgroups:
        found += [(_aim(rules),) for rules in (group.established, group.excluded, group.supported)]
    return tuple(some for some in found if all(one.rules for one in some))


def _sides(reading: Reading) -> list[Aim]:
    return [_aim(rules) for rules in (reading.shown, reading.excluded)]


def _aim(rules: tuple[Rule, ...]) -> Aim:
    return Aim(tuple(ways for rule in rules if (ways := _ways(rule.if_))))


@cache
def _ways(text: str) -> tuple[Facts, ...]:
    random, rule = Random(text), rulebook(BASE).rule(text)
    names = sorted({name.removeprefix(EVER) for name in rule.inputs} & BASE.findings.keys())
    if not names:
        return ()
    found: list[Facts] = []
    for _ in range(TRIES):
        yes = random.random()
        cells = {name: cell for name in names if (cell := _cell(random, name, yes)) is not None}
        facts: dict[str, Value] = {"diagnosis_stands": Truth.YES}
        for name, cell in cells.items():
            facts |= {name: _value(cell), f"{EVER}{name}": _value(cell)}
        if rule.ask(rule.environment(facts)) == YES:
            found.append(tuple(cells.values()))
    return tuple(sorted(set(found), key=len)[:KEPT])


def _cell(random: Random, name: str, yes: float) -> int | None:
    """A way to say something plain of a finding, yes with a chance; None to say nothing."""
    if random.random() < 0.15:
        return None
    ways = spellings()
    number = ways.names.index(name)
    plain = BASE.findings[name].kind == "boolean"
    count = int(ways.count[number])
    place = (0 if random.random() < yes else 5) if plain else random.randrange(count)
    return int(ways.first[number]) + place


@cache
def _value(cell: int) -> Value:
    said = spellings().cells.row(cell, named=True)
    (fact,) = read_observation(BASE, said["finding"], entry(said)[said["finding"]], TODAY)
    return fact.value


def aimed(random: Random) -> Iterator[int]:
    """The facts of one patient."""
    for aim in random.choice(aims()):
        yield from aim.facts(random)
