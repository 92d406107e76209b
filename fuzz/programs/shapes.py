"""Types that GLSL and WGSL share, and how each spells them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeGuard

Kind = Literal["int", "uint", "float", "bool", "long", "ulong", "short", "ushort", "half", "double"]
Dialect = Literal["glsl", "wgsl"]


@dataclass(frozen=True, slots=True)
class Trait:
    """What a kind of number is like, and its words: GLSL's scalar, vector and suffix, WGSL's."""

    bits: int
    sort: Literal["truth", "signed", "unsigned", "floating"]
    glsl: str
    vector: str
    wgsl: str
    glsl_end: str
    # None where a literal needs a conversion.
    wgsl_end: str | None
    # Floats are whole numbers of at most `kept` wherever they are kept, so that all sums and
    # products up to `exact` are exact.
    kept: float = 64.0
    exact: float = 2.0**23

    @property
    def signed(self) -> bool:
        return self.sort in ("signed", "floating")

    @property
    def floats(self) -> bool:
        return self.sort == "floating"

    @property
    def integer(self) -> bool:
        return self.sort in ("signed", "unsigned")


TRAITS: dict[Kind, Trait] = {
    "bool": Trait(1, "truth", "bool", "bvec", "bool", "", ""),
    "int": Trait(32, "signed", "int", "ivec", "i32", "", "i"),
    "uint": Trait(32, "unsigned", "uint", "uvec", "u32", "u", "u"),
    "long": Trait(64, "signed", "int64_t", "i64vec", "i64", "L", "li"),
    "ulong": Trait(64, "unsigned", "uint64_t", "u64vec", "u64", "UL", "lu"),
    "short": Trait(16, "signed", "int16_t", "i16vec", "i16", "s", None),
    "ushort": Trait(16, "unsigned", "uint16_t", "u16vec", "u16", "us", None),
    "float": Trait(32, "floating", "float", "vec", "f32", "", "f"),
    "half": Trait(16, "floating", "float16_t", "f16vec", "f16", "hf", "h", 16.0, 2.0**11),
    "double": Trait(64, "floating", "double", "dvec", "f64", "lf", "lf", 64.0, 2.0**50),
}
MATRICES: dict[Kind, str] = {"float": "mat", "half": "f16mat", "double": "dmat"}


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
    kind: Kind = "float"


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


def is_numeric(shape: Type) -> TypeGuard[Scalar | Vector]:
    """Whether it is made of components of one kind."""
    return isinstance(shape, (Scalar, Vector))


def spell(shape: Type, dialect: Dialect) -> str:
    """The name of a type."""
    glsl = dialect == "glsl"
    match shape:
        case Scalar(kind):
            return TRAITS[kind].glsl if glsl else TRAITS[kind].wgsl
        case Vector(kind, size):
            return f"{TRAITS[kind].vector}{size}" if glsl else f"vec{size}<{TRAITS[kind].wgsl}>"
        case Matrix(columns, rows, kind):
            if glsl:
                return f"{MATRICES[kind]}{columns}x{rows}"
            return f"mat{columns}x{rows}<{TRAITS[kind].wgsl}>"
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


def number(value: int, kind: Kind, dialect: Dialect) -> str:
    """A literal, in parentheses where it has a sign."""
    trait = TRAITS[kind]
    text = f"{value}.0" if trait.floats else str(value)
    end = trait.glsl_end if dialect == "glsl" else trait.wgsl_end
    if end is None:
        return f"{trait.wgsl}({text})"
    return f"({text}{end})" if value < 0 else f"{text}{end}"


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
        case Matrix(columns, rows, kind):
            return [Vector(kind, rows)] * columns
        case Array(element, length):
            return [element] * length
        case Struct(_, members):
            return [member for _, member in members]


def kinds(shape: Type) -> set[Kind]:
    """The kinds of numbers in it."""
    match shape:
        case Scalar(kind) | Vector(kind, _) | Matrix(_, _, kind):
            return {kind}
        case _:
            return {kind for part in set(parts(shape)) for kind in kinds(part)}


def has_floats(shape: Type) -> bool:
    """Whether there is a float in it."""
    return any(TRAITS[kind].floats for kind in kinds(shape))


def leaves(shape: Type, path: str) -> list[tuple[str, Scalar]]:
    """The paths of all scalars in it."""
    match shape:
        case Scalar():
            return [(path, shape)]
        case Vector(kind, size):
            return [(f"{path}.{'xyzw'[at]}", Scalar(kind)) for at in range(size)]
        case Matrix(columns, rows, kind):
            column = Vector(kind, rows)
            return [leaf for at in range(columns) for leaf in leaves(column, f"{path}[{at}]")]
        case Array(element, length):
            return [leaf for at in range(length) for leaf in leaves(element, f"{path}[{at}]")]
        case Struct(_, members):
            return [leaf for name, each in members for leaf in leaves(each, f"{path}.{name}")]
