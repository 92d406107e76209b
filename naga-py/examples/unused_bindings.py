"""Bindings that no entry point uses, or that are declared writable and only read.

They cost a slot in every bind group, and a writable buffer keeps a driver from caching reads.
Run: python unused_bindings.py shader.wgsl …
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import naga
from naga import ir

if TYPE_CHECKING:
    from collections.abc import Iterator

    from naga import FunctionInfo


def lint(module: naga.Module) -> Iterator[str]:
    """Give one line for each finding."""
    checked = module.validate()
    infos = [checked.function_info(each.name) for each in module.entry_points]
    for index, variable in enumerate(module.ir.global_variables):
        if variable.binding is None:
            continue
        handle = ir.GlobalVariableHandle(index)
        place = f"@group({variable.binding.group}) @binding({variable.binding.binding})"
        where = position(module, handle)
        uses = used(infos, handle)
        if not uses:
            yield f"{where}: {place} {variable.name} is used by no entry point"
            continue
        match variable.space:
            case ir.address_space.Storage(access=access) if (
                access & ir.StorageAccess.STORE and not uses & {"write", "atomic"}
            ):
                yield f"{where}: {place} {variable.name} is writable and only read"
            case _:
                pass


def used(infos: list[FunctionInfo], handle: ir.GlobalVariableHandle) -> frozenset[str]:
    """Give what all entry points together do with a variable."""
    none: frozenset[str] = frozenset()
    return none.union(*(info.global_uses.get(handle, none) for info in infos))


def position(module: naga.Module, handle: ir.GlobalVariableHandle) -> str:
    """Give the place of a global variable as file, line and column."""
    span = module.span_of("global_variables", handle)
    line, column = module.position(span[0] if span else 0)
    return f"{module.path}:{line}:{column}"


if __name__ == "__main__":
    for path in sys.argv[1:]:
        print(*lint(naga.load(path)), sep="\n")
