"""What a program has at a place in it: variables, functions, and what a statement did already."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from programs.shapes import Type


@dataclass(frozen=True, slots=True)
class Value:
    """An expression that needs no parentheses around it."""

    text: str
    bound: float = 0.0
    constant: bool = False


@dataclass(frozen=True, slots=True)
class Variable:
    """Something to read, and maybe to write."""

    text: str
    shape: Type
    root: str
    mutable: bool = True
    # Beyond the function: who calls it must know.
    outer: bool = False
    # Numbers from outside: floats are fractions of 64.
    given: bool = False
    pointer: bool = False
    # Where a pointer to it points, as WGSL calls it.
    space: str = "function"


@dataclass(slots=True)
class Function:
    """A function and what it does to variables beyond it."""

    name: str
    parameters: list[tuple[str, Type]]
    result: Type | None
    reads: set[str] = field(default_factory=set[str])
    writes: set[str] = field(default_factory=set[str])
    cost: int = 1


@dataclass(slots=True)
class Place:
    """Where a statement stands."""

    result: Type | None = None
    may_return: bool = False
    may_break: bool = False
    may_continue: bool = False
    runs: int = 1
    depth: int = 0
