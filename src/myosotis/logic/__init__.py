"""Facts as sets of possible values, expressions over them, two evaluators, and explanations."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from myosotis.logic.analysis import Cell, Span
from myosotis.logic.bands import Band, verdict_bands
from myosotis.logic.bearing import helping
from myosotis.logic.evaluation import Evaluation, answers_of_record, evaluate_program
from myosotis.logic.explaining import clash_words
from myosotis.logic.hierarchy import Clash, Closed, Closure, Hierarchy, finding_input
from myosotis.logic.memo import Memo
from myosotis.logic.nodes import Input, Node, conjuncts, inputs_of
from myosotis.logic.parsing import parse
from myosotis.logic.program import (
    NOT_APPLICABLE,
    Program,
    Scope,
    answer_spans,
    asked_of_record,
    compile_criteria,
)
from myosotis.logic.questions import Outcome, Question
from myosotis.logic.raw import EITHER, NO, YES, Environment, environment, from_raw
from myosotis.logic.reasons import Answer, Missing, decisive, missing, smallest, still_read
from myosotis.logic.values import (
    Choice,
    Interval,
    Number,
    Truth,
    Value,
    is_unknown,
    join,
    meet,
    plain,
    value_to_dict,
    within,
)
from myosotis.logic.wording import Wording, value_words

if TYPE_CHECKING:
    from myosotis.logic.closing import Clashes, Closing
    from myosotis.logic.table import Sheet
    from myosotis.logic.windows import SumVerdicts

__all__ = [
    "EITHER",
    "NO",
    "NOT_APPLICABLE",
    "YES",
    "Answer",
    "Band",
    "Cell",
    "Choice",
    "Clash",
    "Clashes",
    "Closed",
    "Closing",
    "Closure",
    "Environment",
    "Evaluation",
    "Hierarchy",
    "Input",
    "Interval",
    "Memo",
    "Missing",
    "Node",
    "Number",
    "Outcome",
    "Program",
    "Question",
    "Scope",
    "Sheet",
    "Span",
    "SumVerdicts",
    "Truth",
    "Value",
    "Wording",
    "answer_spans",
    "answers_of_record",
    "asked_of_record",
    "clash_words",
    "compile_criteria",
    "conjuncts",
    "decisive",
    "environment",
    "evaluate_program",
    "finding_input",
    "from_raw",
    "helping",
    "inputs_of",
    "is_unknown",
    "join",
    "meet",
    "missing",
    "parse",
    "plain",
    "smallest",
    "still_read",
    "value_to_dict",
    "value_words",
    "verdict_bands",
    "within",
]


# They bring Polars: loaded when first asked for.
_FOR_TABLES = {
    "Clashes": "closing",
    "Closing": "closing",
    "Sheet": "table",
    "SumVerdicts": "windows",
}


def __getattr__(name: str) -> Any:
    if name in _FOR_TABLES:
        return getattr(import_module(f"myosotis.logic.{_FOR_TABLES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
