"""Walks over the IR, none of which recurses."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from .core import Constant, ExpressionHandle, FunctionHandle, LocalVariable, Override
from .expression import Expression
from .statement import Statement
from .structure import EntryPoint, Function, GlobalVariable, Module, Type

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Block", "Node", "expressions", "functions", "statements", "walk"]

Block: TypeAlias = tuple[Statement, ...]
"""Statements, one after the other."""

Node: TypeAlias = (
    Type
    | Constant
    | Override
    | GlobalVariable
    | LocalVariable
    | Function
    | EntryPoint
    | Expression
    | Statement
)
"""What `walk` gives."""


def functions(module: Module) -> Iterator[tuple[FunctionHandle | str, Function]]:
    """Give the functions of a module by handle, then its entry points by name."""
    for index, function in enumerate(module.functions):
        yield FunctionHandle(index), function
    for entry_point in module.entry_points:
        yield entry_point.name, entry_point.function


def expressions(function: Function) -> Iterator[tuple[ExpressionHandle, Expression]]:
    """Give the expressions of a function with their handles."""
    for index, expression in enumerate(function.expressions):
        yield ExpressionHandle(index), expression


def statements(root: Function | Block) -> Iterator[Statement]:
    """Give the statements of a function or block, a statement before those in its blocks.

    The number of a statement in this order is its handle for `Module.span_of("statements", …)`.
    """
    body = root.body if isinstance(root, Function) else root
    open_blocks = [iter(body)]
    while open_blocks:
        for statement in open_blocks[-1]:
            yield statement
            inner = statement.blocks()
            if inner:
                open_blocks.extend(map(iter, reversed(inner)))
                break
        else:
            open_blocks.pop()


def walk(root: Module | Function | EntryPoint) -> Iterator[Node]:
    """Give everything in a module or a function: like `ast.walk`, in the order of the IR."""
    if isinstance(root, EntryPoint):
        yield from walk(root.function)
        return
    if isinstance(root, Function):
        yield from root.local_variables
        yield from root.expressions
        yield from statements(root)
        return
    yield from root.types
    yield from root.constants
    yield from root.overrides
    yield from root.global_variables
    yield from root.global_expressions
    for function in root.functions:
        yield function
        yield from walk(function)
    for entry_point in root.entry_points:
        yield entry_point
        yield from walk(entry_point.function)
