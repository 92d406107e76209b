"""Derivatives, and samples that need them, where neighbouring pixels may run other code: seams."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeAlias

import naga
from naga import ir
from naga.ir import expression, sample_level, statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from naga import ExpressionInfo

    Handle: TypeAlias = ir.ExpressionHandle | None
    Infos: TypeAlias = tuple[ExpressionInfo, ...]
    Found: TypeAlias = Iterator[tuple[ir.ExpressionHandle, ir.ExpressionHandle]]


def lint(module: naga.Module) -> Iterator[str]:
    """Give one line for each finding."""
    for reference, function in ir.functions(module.ir):
        infos = module.validate().expression_infos(reference)
        for handle, condition in search(function, function.body, infos, None):
            span = module.span_of("expressions", handle, function=reference) or (0, 0)
            line, column = module.position(span[0])
            text = module.source_of("expressions", handle, function=reference)
            cause = module.source_of("expressions", condition, function=reference)
            yield f"{module.path}:{line}:{column}: {text} runs only where {cause}"


def asks_neighbours(each: ir.Expression) -> bool:
    """Tell whether an expression compares with the pixels around."""
    is_sample = isinstance(each, expression.ImageSample)
    is_automatic = is_sample and isinstance(each.level, sample_level.Auto | sample_level.Bias)
    return is_automatic or isinstance(each, expression.Derivative)


def search(function: ir.Function, block: ir.Block, infos: Infos, under: Handle) -> Found:
    """Give what asks its neighbours under a condition that is not uniform, with the condition."""
    for each in block:
        inner = under
        match each:
            case statement.Emit(range=emitted) if under is not None:
                for handle in emitted:
                    if asks_neighbours(function.expressions[handle]):
                        yield ir.ExpressionHandle(handle), under
            case statement.If(condition=by) | statement.Switch(selector=by):
                inner = under if infos[by].non_uniform is None else by
            case _:
                pass
        for nested in each.blocks():
            yield from search(function, nested, infos, inner)


if __name__ == "__main__":
    for path in sys.argv[1:]:
        print(*lint(naga.load(path)), sep="\n")
