"""Divisions by values that nothing keeps away from zero and denormal numbers.

GPUs may flush denormals to zero, so that `x / length(v)` is infinite for short vectors that a CPU
handles. A `max` with a small constant is enough.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import naga
from naga import ir
from naga.ir import expression, type_inner

if TYPE_CHECKING:
    from collections.abc import Iterator

RISKY = {"Length", "Dot", "Distance", "Abs", "Exp", "Exp2", "Pow"}
"""Functions whose result is never negative and can come close to zero."""


def lint(module: naga.Module) -> Iterator[str]:
    """Give one line for each division of floats by such a result."""
    checked = module.validate()
    for reference, function in ir.functions(module.ir):
        for handle, each in ir.expressions(function):
            match each:
                case expression.Binary(op=ir.BinaryOperator.Divide, right=divisor):
                    inner = checked.type_of(reference, divisor)
                case _:
                    continue
            if not is_float(inner) or not is_risky(function, divisor):
                continue
            span = module.span_of("expressions", handle, function=reference)
            line, column = module.position(span[0] if span else 0)
            text = module.source_of("expressions", divisor, function=reference)
            yield f"{module.path}:{line}:{column}: {text} may be zero or denormal: use max()"


def is_risky(function: ir.Function, handle: ir.ExpressionHandle) -> bool:
    """Tell whether an expression is the plain result of such a function."""
    each = function.expressions[handle]
    if isinstance(each, expression.Splat):
        each = function.expressions[each.value]
    return isinstance(each, expression.Math) and each.fun.name in RISKY


def is_float(inner: ir.TypeInner) -> bool:
    """Tell whether a type is made of floats."""
    if isinstance(inner, type_inner.Scalar):
        return inner.value.kind is ir.ScalarKind.Float
    return isinstance(inner, type_inner.Vector) and inner.scalar.kind is ir.ScalarKind.Float


if __name__ == "__main__":
    for path in sys.argv[1:]:
        print(*lint(naga.load(path)), sep="\n")
