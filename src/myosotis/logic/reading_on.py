"""Whether a rule still depends on an input, for every row of a table.

The same as `reasons.still_read` for one patient: a conjunction that fails depends on nothing.
"""

from __future__ import annotations

import polars as pl

from myosotis.logic.building import boolean
from myosotis.logic.columns import Columns
from myosotis.logic.folding import and_, any_of, not_, or_
from myosotis.logic.nodes import And, If, Input, Node, Or, children, inputs_of, type_of


def reads(node: Node, name: str, columns: Columns) -> pl.Expr | bool:
    """Where a node still depends on an input."""
    if name not in inputs_of(node):
        return False
    if isinstance(node, Input):
        return _open(node, columns) if node.type == "boolean" else True
    if isinstance(node, And | Or):
        known = [boolean(part, columns) for part in node.parts]
        alone = (not_(k.high) if isinstance(node, And) else k.low for k in known)
        return and_(not_(any_of(alone)), any_of(reads(p, name, columns) for p in node.parts))
    found = _of_parts(node, name, columns)
    return and_(_open(node, columns), found) if type_of(node) == "boolean" else found


def _of_parts(node: Node, name: str, columns: Columns) -> pl.Expr | bool:
    if not isinstance(node, If):
        return any_of(reads(part, name, columns) for part in children(node))
    condition = boolean(node.condition, columns)
    then, otherwise = (reads(part, name, columns) for part in (node.then, node.otherwise))
    undecided = and_(not_(condition.low), condition.high)
    return or_(
        and_(undecided, reads(node.condition, name, columns)),
        or_(and_(condition.high, then), and_(not_(condition.low), otherwise)),
    )


def _open(node: Node, columns: Columns) -> pl.Expr | bool:
    known = boolean(node, columns)
    return and_(not_(known.low), known.high)
