"""Derivatives, and samples that need them, under conditions that differ between pixels.

There the neighbours of a pixel may not run the same code, and the result is undefined: seams
along the edges of the condition.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import naga
from naga import ir
from naga.ir import expression, sample_level, statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from naga import ExpressionInfo


def lint(module: naga.Module) -> Iterator[str]:
    """Give one line for each finding."""
    checked = module.validate()
    for reference, function in ir.functions(module.ir):
        infos = checked.expression_infos(reference)
        for handle, condition in search(function, function.body, infos):
            span = module.span_of("expressions", handle, function=reference) or (0, 0)
            line, column = module.position(span[0])
            cause = module.source_of("expressions", condition, function=reference)
            text = module.source_of("expressions", handle, function=reference)
            yield f"{module.path}:{line}:{column}: {text} runs only where {cause}"


def differs(each: ir.Expression) -> bool:
    """Tell whether an expression compares with the pixels around."""
    if isinstance(each, expression.ImageSample):
        return isinstance(each.level, sample_level.Auto | sample_level.Bias)
    return isinstance(each, expression.Derivative)


def search(
    function: ir.Function,
    block: ir.Block,
    infos: tuple[ExpressionInfo, ...],
    condition: ir.ExpressionHandle | None = None,
) -> Iterator[tuple[ir.ExpressionHandle, ir.ExpressionHandle]]:
    """Give what needs derivatives below a condition that is not uniform, with that condition."""
    for each in block:
        inner = condition
        match each:
            case statement.Emit(range=emitted) if condition is not None:
                for index in emitted:
                    match function.expressions[index]:
                        case (
                            expression.Derivative()
                            | expression.ImageSample(
                                level=sample_level.Auto() | sample_level.Bias()
                            )
                        ):
                            yield ir.ExpressionHandle(index), condition
                        case _:
                            pass
            case statement.If(condition=by) | statement.Switch(selector=by):
                inner = by if infos[by].non_uniform is not None else condition
            case _:
                pass
        for nested in each.blocks():
            yield from search(function, nested, infos, inner)


if __name__ == "__main__":
    for path in sys.argv[1:]:
        print(*lint(naga.load(path)), sep="\n")
