"""Types that GLSL and WGSL share, and how each spells them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["int", "uint", "float", "bool"]
Dialect = Literal["glsl", "wgsl"]

VECTORS: dict[Kind, str] = {"int": "ivec", "uint": "uvec", "float": "vec", "bool": "bvec"}
SCALARS: dict[Kind, str] = {"int": "i32", "uint": "u32", "float": "f32", "bool": "bool"}


@dataclass(frozen=True, slots=True)
class Scalar:
    """A number or a truth value."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class Vector:
    """Two to four of one kind."""

    kind: Kind
    size: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Columns of floats."""

    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class Array:
    """A number of elements."""

    element: Type
    length: int


@dataclass(frozen=True, slots=True)
class Struct:
    """Named members."""

    name: str
    members: tuple[tuple[str, Type], ...]


Type = Scalar | Vector | Matrix | Array | Struct

INT = Scalar("int")
UINT = Scalar("uint")
FLOAT = Scalar("float")
BOOL = Scalar("bool")


def spell(shape: Type, dialect: Dialect) -> str:
    """The name of a type."""
    glsl = dialect == "glsl"
    match shape:
        case Scalar(kind):
            return kind if glsl else SCALARS[kind]
        case Vector(kind, size):
            return f"{VECTORS[kind]}{size}" if glsl else f"vec{size}<{SCALARS[kind]}>"
        case Matrix(columns, rows):
            return f"mat{columns}x{rows}" if glsl else f"mat{columns}x{rows}<f32>"
        case Array(element, length):
            if not glsl:
                return f"array<{spell(element, dialect)}, {length}>"
            sides = f"[{length}]"
            while isinstance(element, Array):
                sides += f"[{element.length}]"
                element = element.element
            return spell(element, dialect) + sides
        case Struct(name, _):
            return name


def declare(shape: Type, name: str, dialect: Dialect, *, behind: int = 0) -> str:
    """A declaration; in GLSL the first `behind` sides of an array stand behind the name."""
    if dialect == "wgsl":
        return f"{name}: {spell(shape, dialect)}"
    sides = ""
    while behind and isinstance(shape, Array):
        sides += f"[{shape.length}]"
        shape = shape.element
        behind -= 1
    return f"{spell(shape, dialect)} {name}{sides}"


def parts(shape: Type) -> list[Type]:
    """The types of what a value is directly made of."""
    match shape:
        case Scalar():
            return []
        case Vector(kind, size):
            return [Scalar(kind)] * size
        case Matrix(columns, rows):
            return [Vector("float", rows)] * columns
        case Array(element, length):
            return [element] * length
        case Struct(_, members):
            return [member for _, member in members]


def has_floats(shape: Type) -> bool:
    """Whether there is a float in it."""
    match shape:
        case Scalar(kind) | Vector(kind, _):
            return kind == "float"
        case Matrix():
            return True
        case _:
            return any(has_floats(part) for part in set(parts(shape)))


def leaves(shape: Type, path: str) -> list[tuple[str, Scalar]]:
    """The paths of all scalars in it."""
    match shape:
        case Scalar():
            return [(path, shape)]
        case Vector(kind, size):
            return [(f"{path}.{'xyzw'[at]}", Scalar(kind)) for at in range(size)]
        case Matrix(columns, rows):
            column = Vector("float", rows)
            return [leaf for at in range(columns) for leaf in leaves(column, f"{path}[{at}]")]
        case Array(element, length):
            return [leaf for at in range(length) for leaf in leaves(element, f"{path}[{at}]")]
        case Struct(_, members):
            return [leaf for name, each in members for leaf in leaves(each, f"{path}.{name}")]
