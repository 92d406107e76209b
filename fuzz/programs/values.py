"""Expressions of any type.

Whatever is made here has one meaning: no order of evaluation is left open in GLSL, no index is
out of range, nothing is divided by zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from programs.scope import Function, Place, Value, Variable
from programs.shapes import (
    BOOL,
    INT,
    TRAITS,
    UINT,
    Array,
    Dialect,
    Kind,
    Matrix,
    Scalar,
    Struct,
    Type,
    Vector,
    has_floats,
    number,
    parts,
    spell,
)

if TYPE_CHECKING:
    import random

FEATURES = (
    "effects",
    "ternary",
    "swizzle",
    "matrix",
    "struct",
    "array",
    "switch",
    "fall",
    "do",
    "bits",
    "carry",
    "shared",
    "push",
    "spec",
    "uniform",
    "kept",
    "initial",
    "constant",
    "comma",
    "float",
    "vector",
    "reference",
    "leave",
    "shadow",
    "outer",
    "overload",
    "boolean",
    "whole",
    "exchange",
    "pack",
    "atomic",
    # Arrays and structs as parameters and results.
    "aggregate",
    # Pointers beyond the function.
    "far",
    # What WGSL defines and other languages leave open.
    "edges",
    # Constants computed of constants.
    "computed",
    "subgroup",
    # Functions of doubles that HLSL lacks, so that it is left out.
    "functions",
)
# Kinds of other widths; most programs have none.
OTHERS: tuple[tuple[Kind, ...], ...] = (
    ("long", "ulong"),
    ("short", "ushort"),
    ("half",),
    ("double",),
)


class Expressions:
    """Makes expressions."""

    dialect: Dialect = "glsl"
    # Whether floats from outside are whole 64ths.
    has_exact_inputs = True

    def __init__(self, chance: random.Random) -> None:
        """Takes the source of all decisions."""
        self.chance = chance
        # A part of all features in each program: what is rare together is common in some.
        share = chance.choice((0.3, 0.5, 0.8, 1.0))
        self.features = {name for name in FEATURES if chance.random() < share}
        if chance.random() < 0.5:
            # Where invocations meet, none may leave early.
            self.features.discard("subgroup")
        # What there is beside 32 bits, and whether that of 16 bits is in memory, too: no route
        # to HLSL is then comparable.
        some = chance.random() < 0.5
        self.others: list[Kind] = [
            kind for pair in OTHERS if some and chance.random() < 0.4 for kind in pair
        ]
        self.hosts_narrow = chance.random() < 0.3
        self.structs: list[Struct] = []
        self.scopes: list[dict[str, Variable]] = []
        self.functions = list[Function]()
        self.place = Place()
        # What the statement at hand has read and written.
        self.reads: set[str] = set()
        self.writes: set[str] = set()
        # What the function at hand reads and writes beyond it, and about how long it takes.
        self.all_reads: set[str] = set()
        self.all_writes: set[str] = set()
        self.cost: int = 0
        self.names = 0
        # Indices in indices.
        self.nesting = 0

    @property
    def is_ordered(self) -> bool:
        """Whether everything is evaluated from left to right: in WGSL only."""
        return self.dialect == "wgsl"

    # What is in sight.

    def has(self, feature: str, share: float = 1.0) -> bool:
        """Whether to use a feature now."""
        return feature in self.features and self.chance.random() < share

    def name(self, prefix: str) -> str:
        """A new name."""
        self.names += 1
        return f"{prefix}{self.names}"

    def visible(self) -> list[Variable]:
        """All variables in sight."""
        found = dict[str, Variable]()
        for scope in self.scopes:
            found.update(scope)
        return list(found.values())

    def begin_statement(self) -> None:
        """Forgets what the last statement did."""
        self.reads.clear()
        self.writes.clear()

    def note_read(self, variable: Variable) -> None:
        self.reads.add(variable.root)
        if variable.outer:
            self.all_reads.add(variable.root)

    def note_write(self, variable: Variable) -> None:
        self.writes.add(variable.root)
        if variable.outer:
            self.all_writes.add(variable.root)

    # Types.

    def kind(self) -> Kind:
        found = self.numbers()
        if self.has("boolean", 0.3):
            found.append("bool")
        return self.chance.choice(found)

    def numbers(self) -> list[Kind]:
        """The kinds of numbers."""
        found: list[Kind] = ["int", "uint"]
        if "float" in self.features:
            found.append("float")
        return found + self.others

    def is_hosted(self, kind: Kind) -> bool:
        """Whether a kind may be in a buffer."""
        return kind != "bool" and (TRAITS[kind].bits != 16 or self.hosts_narrow)

    def sized(self, text: str, shape: Type) -> Value:
        """A value whose floats are as small as they must be where they are kept."""
        if isinstance(shape, (Scalar, Vector, Matrix)):
            return Value(text, TRAITS[shape.kind].kept)
        return Value(text)

    def shape(self, depth: int = 2, *, hosted: bool = False) -> Type:
        """A type; `hosted` ones may be in a buffer."""
        roll = self.chance.random()
        kind = self.kind()
        if hosted and not self.is_hosted(kind):
            kind = "uint"
        if roll < 0.3 and "vector" in self.features:
            return Vector(kind, self.chance.randint(2, 4))
        if roll < 0.4 and "matrix" in self.features:
            return Matrix(
                self.chance.randint(2, 4),
                self.chance.randint(2, 4),
                kind if TRAITS[kind].floats else "float",
            )
        if depth and roll < 0.55 and "array" in self.features:
            return Array(self.shape(depth - 1, hosted=hosted), self.chance.randint(2, 4))
        if roll < 0.7 and "struct" in self.features and self.structs and not hosted:
            return self.chance.choice(self.structs)
        return Scalar(kind)

    def exchanged_shape(self) -> Type:
        """The type of a parameter or a result."""
        if self.structs and self.has("aggregate", 0.4):
            struct = self.chance.choice(self.structs)
            if self.chance.random() < 0.5:
                return struct
            return Array(struct, self.chance.randint(2, 3))
        return self.shape(1)

    # Paths into variables.

    def contains(self, shape: Type, wanted: Type, *, swizzles: bool) -> bool:
        if shape == wanted:
            return True
        if isinstance(shape, Vector) and isinstance(wanted, Vector):
            return swizzles and shape.kind == wanted.kind
        return any(self.contains(part, wanted, swizzles=swizzles) for part in set(parts(shape)))

    def index(self, length: int) -> str:
        """An index below a length."""
        if self.chance.random() < 0.35 or self.nesting > 1:
            return str(self.chance.randrange(length)) + ("u" if self.chance.random() < 0.3 else "")
        self.nesting += 1
        if length & (length - 1) == 0 and self.chance.random() < 0.6:
            text = f"({self.value(INT, 1).text} & {length - 1})"
        else:
            text = f"({self.value(UINT, 1).text} % {length}u)"
        self.nesting -= 1
        return text

    def path(self, variable: Variable, wanted: Type, *, writes: bool = False) -> str:
        """The text of a part of a variable that has a type and is known to be there."""
        text, shape = variable.text, variable.shape
        swizzles = not writes or (self.dialect == "glsl" and "swizzle" in self.features)
        while shape != wanted or (
            isinstance(shape, Vector) and self.chance.random() < 0.2 and swizzles
        ):
            match shape:
                case Vector(_, size):
                    if isinstance(wanted, Vector):
                        most = size if writes else 9
                        if wanted.size > most:
                            break
                        letters = self.chance.choice(("xyzw", "rgba")) if not writes else "xyzw"
                        if writes:
                            chosen = self.chance.sample(letters[:size], wanted.size)
                        else:
                            chosen = self.chance.choices(letters[:size], k=wanted.size)
                        return f"{text}.{''.join(chosen)}"
                    if self.chance.random() < 0.6:
                        text += "." + "xyzw"[self.chance.randrange(size)]
                    else:
                        text += f"[{self.index(size)}]"
                    shape = wanted
                case Matrix(columns, rows, kind):
                    text += f"[{self.index(columns)}]"
                    shape = Vector(kind, rows)
                case Array(element, length):
                    index = self.index(length)
                    if self.dialect == "glsl" and variable.root[0] == "K" and "(" in index:
                        # What glslang makes of an element of a constant array at a specialisation
                        # constant is not valid.
                        index = f"((uint({index}) ^ gl_LocalInvocationIndex) % {length}u)"
                    text += f"[{index}]"
                    shape = element
                case Struct(_, members):
                    name, shape = self.chance.choice(
                        [m for m in members if self.contains(m[1], wanted, swizzles=swizzles)]
                    )
                    text += f".{name}"
                case Scalar():
                    break
        return text

    def fits(self, variable: Variable, wanted: Type) -> bool:
        if variable.given and not self.has_exact_inputs and has_floats(wanted):
            return False
        if variable.given and isinstance(wanted, (Array, Struct)):
            return variable.shape == wanted and not has_floats(wanted)
        return self.contains(variable.shape, wanted, swizzles=True)

    def read(self, wanted: Type) -> Value | None:
        """Something that is there already."""
        found = [
            v
            for v in self.visible()
            if (self.is_ordered or v.root not in self.writes) and self.fits(v, wanted)
        ]
        if not found:
            return None
        variable = self.chance.choice(found)
        self.note_read(variable)
        text = self.path(variable, wanted)
        if variable.root in self.writes and not self.is_ordered:
            # Its index changes it: so it must not be read.
            return None
        if (
            variable.given
            and isinstance(wanted, (Scalar, Vector, Matrix))
            and TRAITS[wanted.kind].floats
        ):
            return Value(f"({text} * {number(64, wanted.kind, self.dialect)})", 256.0)
        return self.sized(text, wanted)

    def target(
        self, wanted: Type, *, fresh: bool, local: bool = False
    ) -> tuple[Variable, str] | None:
        """A place to write to; a fresh one was not touched in this statement."""

        def is_free(variable: Variable) -> bool:
            if not variable.mutable or (local and variable.outer):
                return False
            return not fresh or variable.root not in self.reads | self.writes

        swizzles = self.dialect == "glsl" and "swizzle" in self.features
        found = [
            v
            for v in self.visible()
            if is_free(v) and self.reaches(v.shape, wanted, swizzles=swizzles)
        ]
        if not found:
            return None
        variable = self.chance.choice(found)
        if fresh:
            self.note_write(variable)
        else:
            self.note_read(variable)
        text = self.path(variable, wanted, writes=True)
        if not fresh and variable.outer:
            self.all_writes.add(variable.root)
        return variable, text

    def reaches(self, shape: Type, wanted: Type, *, swizzles: bool) -> bool:
        """Whether a part of it can be written."""
        if shape == wanted:
            return True
        if isinstance(shape, Vector) and isinstance(wanted, Vector):
            return swizzles and shape.kind == wanted.kind and shape.size >= wanted.size
        if isinstance(shape, Struct):
            # A way is chosen without a look at what is below: so all of it must do.
            return all(
                self.reaches(m, wanted, swizzles=swizzles)
                for _, m in shape.members
                if self.contains(m, wanted, swizzles=swizzles)
            ) and self.contains(shape, wanted, swizzles=swizzles)
        return any(self.reaches(part, wanted, swizzles=swizzles) for part in set(parts(shape)))

    # Values.

    def literal(self, shape: Scalar) -> Value:
        """A number as it stands, or one that is not known beforehand."""
        value = self.plain(shape)
        if self.dialect == "wgsl" and shape.kind in self.others and shape.kind != "half":
            # naga does not compute with constants of these kinds.
            return Value(f"({value.text} + zero_{shape.kind})", value.bound)
        return value

    def plain(self, shape: Scalar) -> Value:
        chance = self.chance
        kind = shape.kind
        trait = TRAITS[kind]
        if kind == "bool":
            return Value(chance.choice(("true", "false")), 0, constant=True)
        if trait.floats:
            chosen = chance.randint(-8, 8)
            return Value(number(chosen, kind, self.dialect), abs(chosen), constant=True)
        top = 1 << (trait.bits - 1)
        if trait.signed:
            chosen = chance.choice((0, 1, 2, 3, 7, 31, -1, -5, 1000, top - 1))
        else:
            chosen = chance.choice((0, 1, 2, 5, 31, 2 * top - 1, top))
        roll = chance.random()
        if roll < 0.15:
            chosen = chance.randint(-99 if trait.signed else 0, 99)
        elif roll < 0.3 and trait.bits == 64:
            # Both halves count.
            chosen = chance.getrandbits(chance.randint(33, 63))
        text = number(chosen, kind, self.dialect)
        if kind == "uint" and chance.random() < 0.3:
            text = f"0x{chosen:x}u"
        return Value(text, 0, constant=True)

    def value(self, shape: Type, depth: int) -> Value:
        """An expression of a type."""
        self.cost += self.place.runs
        if depth <= 0 or self.chance.random() < 0.3:
            known = self.read(shape) if self.chance.random() < 0.85 else None
            if known:
                return known
            if isinstance(shape, Scalar):
                return self.literal(shape)
            depth = 0
        called = self.call(shape, depth) if depth > 0 and self.chance.random() < 0.15 else None
        if called:
            return called
        if depth > 0 and self.has("ternary", 0.1):
            return self.choice(shape, depth)
        match shape:
            case Scalar():
                return self.scalar(shape, depth)
            case Vector():
                return self.vector(shape, depth)
            case Matrix():
                return self.matrix(shape, depth)
            case Array(element, length):
                return self.composite(shape, [element] * length, depth)
            case Struct(_, members):
                return self.composite(shape, [member for _, member in members], depth)

    def scalar(self, shape: Scalar, depth: int) -> Value:
        raise NotImplementedError

    def vector(self, shape: Vector, depth: int) -> Value:
        raise NotImplementedError

    def choice(self, shape: Type, depth: int) -> Value:
        raise NotImplementedError

    def call(self, shape: Type, depth: int) -> Value | None:
        raise NotImplementedError

    def effect(self, shape: Scalar | Vector, depth: int) -> Value | None:
        raise NotImplementedError

    def matrix(self, shape: Matrix, depth: int) -> Value:
        """A matrix."""
        columns, rows, kind = shape.columns, shape.rows, shape.kind
        exact = TRAITS[kind].exact
        name = spell(shape, self.dialect)
        roll = self.chance.random()
        if depth <= 0 or roll < 0.4:
            if self.chance.random() < 0.5:
                given = [self.kept(Vector(kind, rows), depth - 1) for _ in range(columns)]
            else:
                given = [self.kept(Scalar(kind), 0) for _ in range(columns * rows)]
            return Value(f"{name}({', '.join(v.text for v in given)})", max(v.bound for v in given))
        if roll < 0.55:
            one = self.value(Matrix(rows, columns, kind), depth - 1)
            return Value(f"transpose({one.text})", one.bound)
        if roll < 0.75:
            side = self.chance.randint(2, 4)
            one, other = (
                self.value(Matrix(side, rows, kind), depth - 1),
                self.value(Matrix(columns, side, kind), depth - 1),
            )
            bound = side * one.bound * other.bound
            if bound <= exact:
                return Value(f"({one.text} * {other.text})", bound)
            return one if side == columns else self.matrix(shape, 0)
        one, other = self.value(shape, depth - 1), self.value(shape, depth - 1)
        if one.bound + other.bound <= exact:
            return Value(
                f"({one.text} {self.chance.choice('+-')} {other.text})", one.bound + other.bound
            )
        return one

    def composite(self, shape: Type, members: list[Type], depth: int) -> Value:
        known = self.read(shape) if self.chance.random() < 0.6 else None
        if known:
            return known
        given = [self.kept(member, min(depth, 2) - 1) for member in members]
        name = spell(shape, self.dialect)
        return self.sized(f"{name}({', '.join(v.text for v in given)})", shape)

    def kept(self, shape: Type, depth: int) -> Value:
        """A value whose floats are small enough to be kept."""
        for _ in range(4):
            value = self.value(shape, depth)
            if not isinstance(shape, (Scalar, Vector, Matrix)) or not TRAITS[shape.kind].floats:
                return value
            most = TRAITS[shape.kind].kept
            if value.bound <= most:
                return value
            if isinstance(shape, Matrix):
                depth -= 1
                continue
            ends = [number(int(end), shape.kind, self.dialect) for end in (-most, most)]
            if isinstance(shape, Vector):
                ends = [f"{spell(shape, self.dialect)}({end})" for end in ends]
            return self.sized(f"clamp({value.text}, {ends[0]}, {ends[1]})", shape)
        return self.sized(self.fixed(shape), shape)

    def fixed(self, shape: Type) -> str:
        """A value that is known beforehand."""
        if isinstance(shape, Scalar):
            return self.plain(shape).text
        given = ", ".join(self.fixed(part) for part in parts(shape))
        return f"{spell(shape, self.dialect)}({given})"

    def condition(self, depth: int = 2) -> str:
        return self.value(BOOL, depth).text
