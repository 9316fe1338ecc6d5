"""The worked examples as tables: published ones first, long sections folded, nothing left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from layout import capital, table
from worked_examples import Example, Examples

from myosotis.knowledge.schema import CriteriaSet

LONG = 25
"""A section of more examples is folded, unless it is the first."""

MANY = 5
"""As many facts that examples share are said once, above their table."""

Usual = Mapping[str, str]


def example_tables(criteria: CriteriaSet, examples: Examples) -> Iterator[str]:
    """Every worked example of a set."""
    yield "## Worked examples"
    yield ""
    file = f"[{criteria.id}.yaml](../../tests/spec/{criteria.id}.yaml)"
    yield f"{len(examples.examples)} examples. Each line is a test, run by the evaluator for one"
    yield f"patient and by the one for tables. A finding that is not named is {examples.unnamed}."
    if criteria.visits:
        yield "An arrow leads from the first visit to the last."
    yield f"To add one, copy a block of {file}."
    yield ""
    published = [example for example in examples.examples if example.published]
    if published:
        yield "### Published"
        yield ""
        yield "Patients or figures that others published; the last column names them."
        yield ""
        for name, part in _sections(published):
            yield from [f"{capital(name)}.", ""] if name else []
            yield from _rows(part, examples.given)
    own = [example for example in examples.examples if not example.published]
    for place, (name, part) in enumerate(_sections(own)):
        if name or published:
            yield f"### {capital(name) or 'Of this project'}"
            yield ""
        if place > 0 and len(part) > LONG:
            yield "<details>"
            yield f"<summary>{len(part)} examples</summary>"
            yield ""
            yield from _rows(part, examples.given)
            yield "</details>"
            yield ""
        else:
            yield from _rows(part, examples.given)


def _sections(examples: Sequence[Example]) -> list[tuple[str, list[Example]]]:
    return [(name, list(part)) for name, part in groupby(examples, key=lambda each: each.section)]


def _rows(examples: Sequence[Example], given: Usual) -> Iterator[str]:
    usual = _usual(examples, given)
    if usual:
        yield f"Recorded unless a line says otherwise: {_facts(usual)}."
        yield ""
    published = any(example.published for example in examples)
    yield from table(
        ["example", "recorded", "result", *(["published in"] if published else [])],
        [
            [
                example.name,
                _told(example, usual) or ("as above" if usual else "nothing"),
                example.expected,
                *([f"[{e}](sources.md#{e})" if (e := example.published) else ""] * published),
            ]
            for example in examples
        ],
    )


def _usual(examples: Sequence[Example], given: Usual) -> Usual:
    """Facts that the file gives to all examples, or that many of them share, where saying them
    once makes the table shorter."""
    counted = Counter(fact for example in examples for fact in example.facts.items())
    named = Counter(name for example in examples for name in example.facts)
    shared = [
        {fact[0]: fact[1] for fact, count in counted.items() if 2 * count > of(fact[0]) > 2}
        for of in (lambda _: len(examples), named.__getitem__)
    ]
    best = min(shared, key=lambda usual: _length(examples, usual))
    worth = 3 * _length(examples, best) < 2 * _length(examples, given)
    return best if len(best) >= MANY and worth else given


def _length(examples: Sequence[Example], usual: Usual) -> int:
    return len(_facts(usual)) + sum(len(_told(example, usual)) for example in examples)


def _told(example: Example, usual: Usual) -> str:
    """The facts of an example that are not as usual; empty where all are."""
    own = {name: value for name, value in example.facts.items() if usual.get(name) != value}
    lacking = [name for name in usual if name not in example.facts]
    if len(lacking) > len(usual) / 2:
        return f"only {_facts(example.facts)}" if example.facts else "none of it"
    own |= dict.fromkeys(lacking, "not named")
    return _facts(own)


def _facts(facts: Mapping[str, str]) -> str:
    """Numbers and categories first, then what is present, absent and unknown."""
    groups: dict[str, list[str]] = {"yes": [], "no": [], "unknown": [], "not named": []}
    parts = []
    for name, value in facts.items():
        if value in groups:
            groups[value].append(name)
        else:
            parts.append(f"{name} {value}")
    parts += [f"{word}: {', '.join(names)}" for word, names in groups.items() if names]
    return "; ".join(parts)
