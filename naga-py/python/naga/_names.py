"""Closed sets of names, and unions, that the native part speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from .ir import FunctionHandle

__all__ = ["Arena", "FunctionReference", "Space"]

Arena: TypeAlias = Literal[
    "types",
    "constants",
    "overrides",
    "global_variables",
    "global_expressions",
    "functions",
    "diagnostic_filters",
    "local_variables",
    "expressions",
    "statements",
]
"""An arena of a module or, the last three, of a function."""

Space: TypeAlias = Literal["uniform", "storage", "immediate"]
"""An address space that a host fills."""

FunctionReference: TypeAlias = "FunctionHandle | str"
"""A function: its handle, or the name of an entry point."""
