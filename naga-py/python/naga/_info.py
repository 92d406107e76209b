"""What validation finds out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from dataclasses import dataclass

    from ._frozen import FrozenMap
    from .ir import ExpressionHandle, GlobalVariableHandle
    from .reflection import Stage
else:
    from ._record import dataclass

__all__ = ["ExpressionInfo", "FunctionInfo", "GlobalUse", "UniformityRequirement"]

UniformityRequirement: TypeAlias = Literal[
    "work-group-barrier", "derivative", "implicit-level", "coop-ops"
]
"""What must happen in uniform control flow."""

GlobalUse: TypeAlias = Literal["read", "write", "query", "atomic"]
"""What a function does with a global variable."""


@dataclass(frozen=True, slots=True)
class FunctionInfo:
    """A function, with what it calls.

    Attributes:
        stages: The stages that may call it.
        may_discard: Whether it may discard the fragment.
        non_uniform_result: The expression that makes its result differ between invocations;
            None for a uniform result.
        requirements: What in it must happen in uniform control flow.
        sampling: Pairs of a texture and the sampler it is sampled with.
        global_uses: What it does with global variables, by handle; only those it uses.
    """

    stages: frozenset[Stage]
    may_discard: bool
    non_uniform_result: ExpressionHandle | None
    requirements: frozenset[UniformityRequirement]
    sampling: frozenset[tuple[GlobalVariableHandle, GlobalVariableHandle]]
    global_uses: FrozenMap[GlobalVariableHandle, frozenset[GlobalUse]]


@dataclass(frozen=True, slots=True)
class ExpressionInfo:
    """An expression.

    Attributes:
        uses: How often it is used.
        non_uniform: The expression that makes it differ between invocations; None where it is
            uniform.
        requirements: What in it must happen in uniform control flow.
    """

    uses: int
    non_uniform: ExpressionHandle | None
    requirements: frozenset[UniformityRequirement]
