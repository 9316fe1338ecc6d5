"""The list of the disorders, and the page of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from figures import MARK, marked, source_list
from layout import DATA, basis, capital, code, table

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Cell, Disorder, Settling, Sourced, Word
from myosotis.logic import Wording
from myosotis.review import rulebook
from myosotis.review.differential.matrix import matrix
from myosotis.review.differential.words import either

CATALOGUES = (("omim", "OMIM"), ("orpha", "Orphanet"), ("mondo", "MONDO"))
ONLY = {"female": "only in women", "male": "only in men"}


def disorder_page(id_: str) -> str:
    """The file of the page of a disorder."""
    return f"disorder-{id_}.md"


def disorders_index(base: KnowledgeBase) -> Iterator[str]:
    """Every disorder in a row under its group, with its forms below it."""
    yield "The disorders that are weighed against each other. A form stands below the disorder"
    yield "that it is a form of; the two are ranked as one. How they are weighed:"
    yield "[the differential](../manual/differential.md); by what:"
    yield "[features, gates, bundles](differential.md)."
    yield ""
    yield "*Shares*: how many are published figures, how many are carried over from a neighbouring"
    yield f"group, and how many are this project's own estimates. {MARK}"
    yield ""
    for group, label in base.differential.groups.items():
        yield f"## {capital(label)}"
        yield ""
        whole = [d for d in _by_label(base) if d.group == group and d.part_of is None]
        rows = [row for one in whole for row in (one, *_forms(base, one))]
        yield from table(
            ["disorder", "who and where", "settled by", "shares"],
            [
                [
                    f'<a id="{one.id}"></a>{"&nbsp;&nbsp;form: " if one.part_of else ""}'
                    f"{marked(disorder_link(base, one.id), one)}",
                    _flat(one.pattern),
                    ", ".join(_tests(base, one.settled_by)),
                    " + ".join(map(str, _numbers(one))),
                ]
                for one in rows
            ],
        )


def _by_label(base: KnowledgeBase) -> list[Disorder]:
    return sorted(base.disorders.values(), key=lambda one: one.label.casefold())


def _forms(base: KnowledgeBase, whole: Disorder) -> list[Disorder]:
    return [one for one in _by_label(base) if one.part_of == whole.id]


def disorder_link(base: KnowledgeBase, id_: str) -> str:
    """A disorder, linked to its page."""
    return f"[{capital(base.disorders[id_].label)}]({disorder_page(id_)})"


def _tests(base: KnowledgeBase, words: Iterable[Settling]) -> list[str]:
    ids = dict.fromkeys(word.test for word in words)
    return [f"[{base.tests[id_].label}](tests.md#{id_})" for id_ in ids]


def _numbers(disorder: Disorder) -> tuple[int, int, int]:
    published = sum(cell.basis == "figure" for cell in disorder.figures)
    return published, len(disorder.figures) - published, len(disorder.estimates)


def _flat(text: str) -> str:
    return " ".join(text.split())


def disorder_chapter(base: KnowledgeBase, disorder: Disorder) -> Iterator[str]:
    """All that is known of one disorder."""
    yield _flat(disorder.pattern)
    yield ""
    yield from table(["", ""], _head(base, disorder))
    yield MARK
    yield ""
    for title, words in (
        ("What misleads", disorder.misleads),
        ("What points to it", disorder.red_flags),
    ):
        yield from _section(title, _remarks(words))
    yield from _section("What settles it", _by_test(base, disorder.settled_by))
    yield from _section("What misses it, or looks as if it settled it",
                        _by_test(base, disorder.missed_by))  # fmt: skip
    yield from _section("What to keep in mind before treatment is changed", _remarks(disorder.keep))
    yield from _section("What does not wait", _remarks(disorder.urgent))
    yield from _shares(base, disorder)
    yield from source_list(base, _facts(disorder))


def _head(base: KnowledgeBase, disorder: Disorder) -> Iterator[list[str]]:
    yield ["group", base.differential.groups[disorder.group]]
    if disorder.part_of:
        yield ["a form of", disorder_link(base, disorder.part_of)]
    forms = [disorder_link(base, one.id) for one in _forms(base, disorder)]
    if forms:
        yield ["forms with features of their own", ", ".join(forms)]
    if disorder.subgroup:
        label = next(s.label for s in base.subgroups.subgroups if s.id == disorder.subgroup)
        yield ["subgroup of myositis", f"[{label}](subgroups.md)"]
    for name, text in (
        ("gene", disorder.gene),
        ("inheritance", disorder.inheritance),
        ("onset", disorder.onset),
        ("course", disorder.course),
    ):
        if text:
            yield [name, _flat(text)]
    if disorder.exposure:
        said = exposure_words(base, disorder)
        yield ["cannot be without", f"{said}; asked where it is not recorded, never supposed"]
    if disorder.only_sex:
        yield ["sex", ONLY[disorder.only_sex]]
    if disorder.correctable:
        yield ["cause", "can be removed or corrected"]
    if disorder.confirmed:
        yield ["confirmed where", code(disorder.confirmed)]
    if disorder.codes:
        codes = [
            f"{name} {number}"
            for key, name in CATALOGUES
            for number in getattr(disorder.codes, key)
        ]
        yield ["codes", f"{marked(', '.join(codes), disorder.codes)} ({basis(disorder.codes)})"]
    yield ["basis of this table", marked(basis(disorder), disorder)]
    yield ["file", f"[{disorder.id}.yaml]({DATA}/disorders/{disorder.id}.yaml)"]


def exposure_words(base: KnowledgeBase, disorder: Disorder) -> str:
    """What a disorder cannot be without."""
    if disorder.exposure_label:
        return disorder.exposure_label
    wording, names = Wording(base), rulebook(base).rule(disorder.exposure or "").inputs
    return either([wording.label(name) for name in names])


def _section(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"## {title}"
        yield ""
        yield from lines
        yield ""


def _remarks(words: Iterable[Word]) -> list[str]:
    return [f"- {marked(_flat(word.text), word)} ({basis(word)})" for word in words]


def _by_test(base: KnowledgeBase, words: Iterable[Settling]) -> list[str]:
    return [
        f"- **{_tests(base, [word])[0]}**: {marked(_flat(word.text), word)} ({basis(word)})"
        for word in words
    ]


def _shares(base: KnowledgeBase, disorder: Disorder) -> Iterator[str]:
    """The shares: published first, then estimates, then how many are inherited."""
    yield "## How often what is found"
    yield ""
    yield 'Meant among patients in whom it was weighed against myositis. "Over the list" is the'
    yield "mean over all disorders, with which a share is compared"
    yield "([how](../manual/differential.md#how))."
    yield ""
    published = sorted(disorder.figures, key=lambda cell: cell.basis != "figure")
    if published:
        yield "Published, in this disorder or carried over from a neighbouring group:"
        yield ""
    yield from table(
        ["finding", "share", "over the list", "what was counted", "basis"],
        [_published(base, cell) for cell in published],
    )
    rows = [_estimated(base, disorder, name) for name in _ordered(base, disorder)]
    if rows:
        yield "**Estimates** of this project, not evidence and unchecked; the farthest from the"
        yield "list first:"
        yield ""
    yield from table(["finding", "estimated share", "over the list"], rows)
    yield _inherited(base, disorder)
    yield ""


def _published(base: KnowledgeBase, cell: Cell) -> list[str]:
    return [
        _feature(base, cell.feature),
        marked(_share(cell), cell),
        _over_the_list(base, cell.feature),
        _flat(cell.note or ""),
        basis(cell),
    ]


def _share(cell: Cell) -> str:
    """A published share: its count or its number, or that it was carried over."""
    percent = f"{Decimal(100 * cell.value).quantize(Decimal(1), ROUND_HALF_UP)} %"
    if cell.basis == "adapted":
        return f"{percent}; carried over"
    if cell.n is not None:
        return f"{cell.n} of {cell.of} ({percent})"
    return f"{percent} of {cell.of}" if cell.of else percent


def _ordered(base: KnowledgeBase, disorder: Disorder) -> list[str]:
    mean = matrix(base).mean
    return sorted(
        disorder.estimates, key=lambda name: -abs(float(disorder.estimates[name]) - mean[name])
    )


def _estimated(base: KnowledgeBase, disorder: Disorder, name: str) -> list[str]:
    share = f"{100 * disorder.estimates[name]:.0f} %"
    return [_feature(base, name), share, _over_the_list(base, name)]


def _over_the_list(base: KnowledgeBase, name: str) -> str:
    return f"{100 * matrix(base).mean[name]:.0f} %"


def _inherited(base: KnowledgeBase, disorder: Disorder) -> str:
    """How many shares come from elsewhere, in one line."""
    own = {*disorder.estimates, *(cell.feature for cell in disorder.figures)}
    rest = [one for name, one in matrix(base).rows[disorder.id].items() if name not in own]
    group = sum(one.known.basis == "group" for one in rest)
    anybody = sum(one.known.basis == "background" for one in rest)
    whole = len(rest) - group - anybody
    parts = [
        f"{whole} from {disorder_link(base, disorder.part_of)}" if disorder.part_of
        else f"{whole} as what the ranges of a number leave" if whole else "",
        f"{group} from the estimate for the group" if group else "",
        f"{anybody} from that for anybody who is suspected of a myopathy" if anybody else "",
    ]  # fmt: skip
    said = ", ".join(part for part in parts if part) or "none"
    return f"Inherited: {said} ([features](differential.md#features))."


def _feature(base: KnowledgeBase, name: str) -> str:
    return f"[{labels(base)[name]}](differential.md#{name})"


@cache
def labels(base: KnowledgeBase) -> dict[str, str]:
    """The label of every feature, and of every range of a number."""
    pathway = base.differential
    ranges = {
        one.feature: f"{scale.label} {one.label}"
        for scale in pathway.scales
        if not scale.instead_of
        for one in scale.bins
    }
    return ranges | {feature.id: feature.label for feature in pathway.features}


def _facts(disorder: Disorder) -> Iterable[Sourced]:
    yield disorder
    yield from (*disorder.misleads, *disorder.red_flags, *disorder.settled_by)
    yield from (*disorder.missed_by, *disorder.keep, *disorder.urgent, *disorder.figures)
    if disorder.codes:
        yield Sourced(source=disorder.codes.source, checked=disorder.codes.checked)
