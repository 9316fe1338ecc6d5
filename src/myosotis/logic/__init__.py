"""Facts as sets of possible values, expressions over them, two evaluators, and explanations."""

from myosotis.logic.evaluation import Answer, Evaluation, Missing, evaluate_program
from myosotis.logic.hierarchy import Clash, Closed, Closure, Hierarchy
from myosotis.logic.program import NOT_APPLICABLE, Program, compile_criteria
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

__all__ = [
    "NOT_APPLICABLE",
    "Answer",
    "Choice",
    "Clash",
    "Closed",
    "Closure",
    "Evaluation",
    "Hierarchy",
    "Interval",
    "Missing",
    "Number",
    "Program",
    "Truth",
    "Value",
    "compile_criteria",
    "evaluate_program",
    "is_unknown",
    "join",
    "meet",
    "plain",
    "value_to_dict",
    "within",
]
