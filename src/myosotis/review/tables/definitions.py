"""What each definition of refractory disease says, for every row of a table."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from myosotis.knowledge import KnowledgeBase
from myosotis.logic import Node, Sheet, inputs_of
from myosotis.review.definitions import CompiledDefinition
from myosotis.review.other_definitions import WEEKS_AT_DOSE
from myosotis.review.rulebook import rulebook
from myosotis.review.tables.failures import AT_DOSE, BARRED

DEFINITION = "definition."
_ROW = "#row"
_ENDS = ("_low", "_high")


def definition_rows(base: KnowledgeBase, facts: pl.DataFrame) -> pl.DataFrame:
    """A column ``definition.<id>`` for each definition that is switched on, own ones first.

    ``facts`` as in `resistance_rows`. The words are met, not_met, cannot_tell, not_applicable (it
    is for other patients) and not_asked (it says nothing of earlier treatment).
    """
    book = rulebook(base)
    frame = facts.lazy()
    whole = Sheet(frozenset(facts.columns))
    own = {
        f"{DEFINITION}{each.id}": _answer(whole, None, book.rule(each.if_).node)
        for each in base.resistance.definitions
    }
    reads = dict(_reads(base, whole))
    seen = whole.prepared(frame).select(
        pl.int_range(pl.len()).alias(_ROW), *(expr.alias(name) for name, expr in own.items()),
        *(expr.alias(name) for name, expr in reads.items()),
    )  # fmt: skip
    parts = [seen.select(*own)]
    source = frame.with_columns(pl.int_range(pl.len()).alias(_ROW))
    if reads:
        read = seen.select(*reads).collect()
        source = facts.hstack(read).lazy().with_columns(pl.int_range(pl.len()).alias(_ROW))
    names = frozenset(source.collect_schema().names())
    parts += [
        _other(compiled, source, names)
        for compiled in book.definitions
        if compiled.criteria.enabled
    ]
    return pl.concat(pl.collect_all(parts), how="horizontal")


def _reads(base: KnowledgeBase, sheet: Sheet) -> Iterator[tuple[str, pl.Expr]]:
    """The inputs that a definition has as rules, by the names of their columns."""
    book = rulebook(base)
    for compiled in book.definitions:
        for name, text in compiled.definition.reads.items():
            truth = sheet.possibility(book.rule(text).node)
            for end, bound in zip(_ENDS, (truth.low, truth.high), strict=True):
                yield f"{compiled.definition.id}:{name}{end}", _expression(bound)


def _other(
    compiled: CompiledDefinition, source: pl.LazyFrame, names: frozenset[str]
) -> pl.LazyFrame:
    """What one definition of others says, over the columns of its own inputs."""
    history = compiled.history.node if compiled.history else None
    applies = compiled.applies.plan.node if compiled.applies else None
    inputs: dict[str, pl.Expr] = {}
    for node in (history, applies):
        for name in _inputs(node) if node else ():
            inputs |= _columns(compiled, name, names)
    sheet = Sheet(frozenset(inputs))
    answer = _answer(sheet, applies, history).alias(DEFINITION + compiled.definition.id)
    own = source.select(_ROW, *(column.alias(name) for name, column in inputs.items()))
    return sheet.prepared(own).select(answer)


def _inputs(node: Node) -> set[str]:
    """The inputs of an expression; of a question about the record, the one that it is about."""
    return {name.rpartition(":")[2] for name in inputs_of(node)}


def _columns(compiled: CompiledDefinition, name: str, names: frozenset[str]) -> dict[str, pl.Expr]:
    """The columns of an input under its own name."""
    definition = compiled.definition
    stands = name
    if name in definition.reads:
        stands = f"{definition.id}:{name}"
    elif name == WEEKS_AT_DOSE and definition.glucocorticoid_dose:
        stands = AT_DOSE + definition.id
    elif definition.barred_counts and f"{BARRED}{name}_low" in names:
        stands = BARRED + name
    labels = sorted(compiled.scope.inputs[name].labels)
    ends = ("", ".uln", *_ENDS, *(f"={label}" for label in labels))
    return {name + end: pl.col(stands + end) for end in ends if stands + end in names}


def _answer(sheet: Sheet, applies: Node | None, asked: Node | None) -> pl.Expr:
    found = pl.lit("not_asked")
    if asked is not None:
        truth = sheet.possibility(asked)
        found = (
            pl.when(_expression(truth.low))
            .then(pl.lit("met"))
            .when(_expression(truth.high))
            .then(pl.lit("cannot_tell"))
            .otherwise(pl.lit("not_met"))
        )
    if applies is None:
        return found
    possible = _expression(sheet.possibility(applies).high)
    return pl.when(possible).then(found).otherwise(pl.lit("not_applicable"))


def _expression(bound: pl.Expr | bool) -> pl.Expr:
    return pl.lit(bound) if isinstance(bound, bool) else bound
