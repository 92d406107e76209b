"""Workgroup arrays whose rows make neighbouring invocations hit one memory bank.

Shared memory has 32 banks of four bytes: walking down a column of rows of 32 words asks one only.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import naga
from naga import ir
from naga.ir import address_space, expression, type_inner

if TYPE_CHECKING:
    from collections.abc import Iterator

BANKS, BANK_BYTES = 32, 4


def lint(module: naga.Module) -> Iterator[str]:
    """Give one line for each workgroup array whose row is a multiple of all banks."""
    tree = module.ir
    for index, variable in enumerate(tree.global_variables):
        if not isinstance(variable.space, address_space.WorkGroup):
            continue
        handle = ir.GlobalVariableHandle(index)
        match tree.types[variable.ty].inner:
            case type_inner.Array(base=base):
                stride = row_bytes(tree.types[base].inner)
            case _:
                continue
        if stride and stride % (BANKS * BANK_BYTES) == 0 and walked(tree, handle):
            span = module.span_of("global_variables", handle)
            line, column = module.position(span[0] if span else 0)
            rows = f"rows of {variable.name} are {stride} bytes, a multiple of {BANKS} banks"
            yield f"{module.path}:{line}:{column}: {rows}: pad each by {BANK_BYTES} bytes"


def row_bytes(inner: ir.TypeInner) -> int:
    """Give the bytes of a row that is an array itself; 0 for others."""
    if isinstance(inner, type_inner.Array) and isinstance(inner.size, ir.array_size.Constant):
        return inner.size.value * inner.stride
    return 0


def walked(tree: ir.Module, variable: ir.GlobalVariableHandle) -> bool:
    """Tell whether a row of the variable is chosen at run time."""
    pointer = expression.GlobalVariable(variable)
    return any(
        isinstance(each, expression.Access) and function.expressions[each.base] == pointer
        for _, function in ir.functions(tree)
        for each in function.expressions
    )


if __name__ == "__main__":
    for path in sys.argv[1:]:
        print(*lint(naga.load(path)), sep="\n")
