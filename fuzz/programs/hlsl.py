"""Compute shaders in HLSL, whose reference is DXC.

They are made in GLSL's terms and spelt in HLSL's at the end: a column of a matrix there is a
row here, so that products are turned around, and a function makes what has no constructor.
"""

from __future__ import annotations

import random
import re

from programs.glsl import LANE, LANES, Glsl
from programs.operators import of
from programs.scope import Function, Value, Variable
from programs.shapes import (
    FLOAT,
    INT,
    TRAITS,
    UINT,
    Array,
    Kind,
    Matrix,
    Scalar,
    Struct,
    Type,
    Vector,
    declare,
    parts,
    spell,
)
from programs.statements import TAB

LETTERS = {"u": "uint", "i": "int", "b": "bool", "": "float"}
NAMES = {
    "floatBitsToInt": "asint",
    "floatBitsToUint": "asuint",
    "intBitsToFloat": "asfloat",
    "uintBitsToFloat": "asfloat",
    "bitCount": "countbits",
    "findLSB": "firstbitlow",
    "findMSB": "firstbithigh",
    "bitfieldReverse": "reversebits",
    "roundEven": "round",
    "fma": "mad",
    LANE: "lane",
    "barrier": "GroupMemoryBarrierWithGroupSync",
}
VECTOR = re.compile(r"\b([uib]?)vec([234])\b")
MATRIX = re.compile(r"\bmat([234])x([234])\b")


def closing(text: str, at: int) -> int:
    """Where the parenthesis at a place closes."""
    depth = 0
    for place in range(at, len(text)):
        depth += (text[place] in "([{") - (text[place] in ")]}")
        if not depth:
            return place
    raise ValueError(text[at:])


def spelt(text: str) -> str:
    """A line of GLSL in HLSL's words."""
    at = 0
    while found := re.compile(r"\b[uib]?vec[234]\(").search(text, at):
        end = closing(text, found.end() - 1)
        inside = text[found.end() : end]
        at = found.end()
        depth = 0
        for letter in inside:
            depth += (letter in "([{") - (letter in ")]}")
            if letter == "," and not depth:
                break
        else:
            # A single number in all components, or another vector: a conversion.
            name = found[0][:-1]
            text = f"{text[: found.start()]}(({name})({inside})){text[end + 1 :]}"
    text = VECTOR.sub(lambda found: LETTERS[found[1]] + found[2], text)
    text = MATRIX.sub(r"float\1x\2", text)
    text = re.sub(r"\b(S\d|H\d|Slot)\(", r"make_\1(", text)
    text = text.replace(" ^^ ", " != ")
    return re.sub(r"\b\w+\b", lambda found: NAMES.get(found[0], found[0]), text)


def moduli() -> list[str]:
    """GLSL's `mod`, which HLSL does not have."""
    kinds = [f"float{size}" for size in ("", "2", "3", "4")]
    return [f"{kind} mod({kind} a, {kind} b) {{ return a - b * floor(a / b); }}" for kind in kinds]


class Hlsl(Glsl):
    """Makes a program."""

    # None may jump past a declaration.
    cases_are_blocks = True

    def __init__(self, chance: random.Random) -> None:
        """Leaves out what HLSL does not have."""
        super().__init__(chance)
        self.features -= {"effects", "fall", "comma", "carry", "whole", "aggregate", "push", "spec"}
        self.features -= {"subgroup", "computed", "functions", "shadow"}
        self.others = []

    # Types: there are no values of arrays, only variables and members.

    def shape(self, depth: int = 2, *, hosted: bool = False) -> Type:
        del depth
        return super().shape(0, hosted=hosted)

    def member(self, *, hosted: bool = False) -> Type:
        """The type of a member, or of a variable."""
        shape = self.host(1) if hosted else self.shape()
        if self.has("array", 0.25) and not isinstance(shape, Matrix):
            shape = Array(shape, self.chance.randint(2, 4))
            if self.chance.random() < 0.2:
                shape = Array(shape, 2)
        return shape

    def host(self, depth: int = 1) -> Type:
        if depth and "struct" in self.features and self.hosted and self.chance.random() < 0.3:
            return self.chance.choice(self.hosted)
        shape = self.shape(hosted=True)
        while not self.lays_out_alike(shape):
            shape = self.shape(hosted=True)
        return shape

    def lays_out_alike(self, shape: Type) -> bool:
        """Whether it lies in buffers as Direct3D has it and as Vulkan has it."""
        match shape:
            case Scalar():
                return self.room != "four"
            case Vector(_, size):
                return self.room == "any" or (self.room == "four" and size == 4)
            case Matrix(columns, rows, _):
                return self.room == "any" or (self.room == "four" and columns == rows == 4)
            case _:
                return False

    def new_structs(self) -> None:
        if "struct" in self.features:
            for at in range(self.chance.randint(1, 3)):
                count = self.chance.randint(1, 4)
                members = tuple((f"m{number}", self.member()) for number in range(count))
                self.structs.append(Struct(f"S{at}", members))

    def struct_text(self, struct: Struct) -> list[str]:
        lines = [f"struct {struct.name} {{"]
        for name, shape in struct.members:
            major = ""
            if isinstance(shape, Matrix) and struct.name[0] != "S":
                major = self.chance.choice(("", "", "row_major ", "column_major "))
            lines.append(f"{TAB}{major}{declare(shape, name, 'glsl', behind=9)};")
        lines.append("};")
        given = self.elements(struct)
        spelt_given = ", ".join(
            f"{spell(each, 'glsl')} a{at}" for at, (_, each) in enumerate(given)
        )
        return [
            *lines,
            f"{struct.name} make_{struct.name}({spelt_given}) {{",
            f"{TAB}{struct.name} made;",
            *(f"{TAB}made.{path} = a{at};" for at, (path, _) in enumerate(given)),
            f"{TAB}return made;",
            "}",
        ]

    def elements(self, struct: Struct) -> list[tuple[str, Type]]:
        """What a struct is made of: its members, and the elements of those that are arrays."""
        found = list[tuple[str, Type]]()

        def add(path: str, shape: Type) -> None:
            if isinstance(shape, Array):
                for at in range(shape.length):
                    add(f"{path}[{at}]", shape.element)
            else:
                found.append((path, shape))

        for name, shape in struct.members:
            add(name, shape)
        return found

    # Values.

    def composite(self, shape: Type, members: list[Type], depth: int) -> Value:
        if isinstance(shape, Struct):
            members = [each for _, each in self.elements(shape)]
        return super().composite(shape, members, depth)

    def fixed(self, shape: Type) -> str:
        match shape:
            case Array():
                return "{ " + ", ".join(self.fixed(part) for part in parts(shape)) + " }"
            case Struct():
                given = ", ".join(self.fixed(each) for _, each in self.elements(shape))
                return f"{shape.name}({given})"
            case _:
                return super().fixed(shape)

    def matrix(self, shape: Matrix, depth: int) -> Value:
        if depth > 0 and self.chance.random() < 0.15:
            # Element by element.
            one, other = self.read(shape), self.read(shape)
            if one and other and f"{one.text}{other.text}".isidentifier():
                return Value(f"({one.text} * {other.text})", one.bound * other.bound)
        if depth > 0 and self.chance.random() < 0.25:
            side = self.chance.randint(2, 4)
            one = self.value(Matrix(side, shape.rows), depth - 1)
            other = self.value(Matrix(shape.columns, side), depth - 1)
            bound = side * one.bound * other.bound
            if bound <= TRAITS["float"].exact:
                return Value(f"mul({other.text}, {one.text})", bound)
        for _ in range(9):
            made = super().matrix(shape, depth)
            if not re.fullmatch(r"\(.* \* .*\)", made.text) or depth <= 0:
                return made
        return super().matrix(shape, 0)

    def vector(self, shape: Vector, depth: int) -> Value:
        kind, size = shape.kind, shape.size
        if kind == "float" and depth > 0 and self.has("matrix", 0.2):
            side = self.chance.randint(2, 4)
            other = self.value(Vector(kind, side), depth - 1)
            if self.chance.random() < 0.5:
                one = self.value(Matrix(side, size), depth - 1)
                text = f"mul({other.text}, {one.text})"
            else:
                one = self.value(Matrix(size, side), depth - 1)
                text = f"mul({one.text}, {other.text})"
            bound = side * one.bound * other.bound
            if bound <= TRAITS[kind].exact:
                return Value(text, bound)
        before = self.features
        self.features = before - {"matrix"}
        made = super().vector(shape, depth)
        self.features = before
        return made

    def choice(self, shape: Type, depth: int) -> Value:
        if isinstance(shape, (Array, Struct)):
            return self.value(shape, 0)
        condition = self.condition(depth - 1)
        one, other = self.kept(shape, depth - 1), self.kept(shape, depth - 1)
        return self.sized(f"({condition} ? {one.text} : {other.text})", shape)

    def truths(self, size: int, depth: int) -> Value:
        kind = self.chance.choice(self.numbers())
        shape = Vector(kind, size)
        if depth <= 0:
            return Value(f"bvec{size}({self.value(Scalar('bool'), 0).text})")
        one, other = self.value(shape, depth - 1), self.value(shape, depth - 1)
        text = f"({one.text} {self.chance.choice(('<', '<=', '>', '>=', '==', '!='))} {other.text})"
        return Value(f"(!{text})" if self.chance.random() < 0.15 else text)

    def bits(self, kind: Kind, size: int, one: Value, depth: int) -> Value:
        del depth
        which = self.chance.choice(("bitCount", "findLSB", "findMSB", "bitfieldReverse"))
        argument = one.text if kind == "uint" else f"uvec{size}({one.text})"
        if size == 1 and kind == "int":
            argument = f"uint({one.text})"
        text = f"{which}({argument})"
        return Value(text if kind == "uint" else f"{spell(of(kind, size), 'glsl')}({text})")

    def floats(self, kind: Kind, size: int, depth: int) -> Value:
        made = super().floats(kind, size, depth)
        if made.text.startswith("sign("):
            # It is an integer in HLSL.
            return Value(f"{spell(of(kind, size), 'glsl')}({made.text})", made.bound)
        return made

    def integers(self, kind: Kind, size: int, depth: int) -> Value:
        if kind == "int" and self.has("float", 0.04):
            return Value(f"sign({self.value(of('float', size), depth - 1).text})")
        made = super().integers(kind, size, depth)
        # A number before `>>` has the type of the one behind it in DXC.
        return Value(re.sub(r"^\((\(?-?\d+\)?) (<<|>>) ", r"(int(\1) \2 ", made.text))

    def packed(self, kind: Kind, size: int, depth: int) -> Value | None:
        if self.chance.random() < 0.3 and kind == "uint":
            halves = f"f32tof16({self.bare('float', size, depth)})"
            return Value(halves)
        text = self.bare("float", size, depth)
        return Value(f"floatBitsTo{kind.capitalize()}({text})")

    def unpacked(self, kind: Kind, size: int, depth: int) -> Value | None:
        text = self.bare(kind, size, depth)
        if self.chance.random() < 0.4:
            return self.sized(f"f16tof32(f32tof16({text}))", of(kind, size))
        return self.sized(f"uintBitsToFloat(floatBitsToUint({text}))", of(kind, size))

    def call(self, shape: Type, depth: int) -> Value | None:
        """A call without effects: both sides of what chooses are evaluated."""
        before = self.functions
        self.functions = [
            each
            for each in before
            if not each.writes and all(mode in ("in", "const in") for mode, _ in each.parameters)
        ]
        made = super().call(shape, depth)
        self.functions = before
        return made

    def called(self, function: Function, depth: int) -> str | None:
        # DXC hands references on: a function must not find what it is given by another name.
        self.take(function)
        return super().called(function, depth)

    # Statements.

    def declaration(self) -> list[str]:
        if not self.has("array", 0.2):
            return super().declaration()
        shape = self.member()
        if not isinstance(shape, Array):
            return super().declaration()
        known = self.read(shape)
        name = self.name("v")
        text = known.text if known else self.listed(shape)
        self.local(name, shape)
        return [f"{declare(shape, name, 'glsl', behind=9)} = {text};"]

    def assignment(self) -> list[str]:
        if not self.has("float", 0.12):
            return super().assignment()
        size = self.chance.randint(1, 3) if "vector" in self.features else 1
        kind: Kind = self.chance.choice(("int", "uint"))
        found = self.target(of(kind, size), fresh=False)
        if found is None:
            return self.declaration()
        _, text = found
        if re.search(r"\w\(", text):
            # glslang converts the float first, and what calls something is left as it is.
            return self.declaration()
        value = self.kept(FLOAT, 2).text
        operator = self.chance.choice("*+-/") if kind == "int" else "*"
        if operator == "/" or kind == "uint":
            value = f"(abs({value}) + 0.5)"
        # It is computed with floats, and what is left of it is whole.
        return [f"{text} &= {self.many(kind, size, 15)};", f"{text} {operator}= {value};"]

    def listed(self, shape: Type) -> str:
        """The elements of an array, in braces."""
        if isinstance(shape, Array):
            return "{ " + ", ".join(self.listed(part) for part in parts(shape)) + " }"
        return self.kept(shape, 1).text

    def atomic(self) -> list[str]:
        shape = self.chance.choice((INT, UINT))
        found = self.target(shape, fresh=True)
        if found is None or found[0].root[0] not in "ks":
            return self.assignment()
        _, text = found
        if re.search(r"\.[xyzwrgba]$|\]$", text):
            return self.assignment()
        which = self.chance.choice(("Add", "And", "Or", "Xor", "Min", "Max", "Exchange"))
        value = self.kept(shape, 2).text
        name = self.name("v")
        self.local(name, shape)
        return [f"{spell(shape, 'glsl')} {name};", f"Interlocked{which}({text}, {value}, {name});"]

    def counted(self) -> list[str]:
        lines = super().counted()
        return [re.sub(r"^atomic(\w+)\(", r"Interlocked\1(", line) for line in lines]

    # What stands outside of functions.

    def hosted_member(self, number: int) -> Type:
        del number
        return self.member(hosted=True)

    def blocks(self, lines: list[str]) -> None:
        scope, chance = self.scopes[0], self.chance
        # Constants are packed as Direct3D does; in other buffers the two ways differ.
        self.room = chance.choice(("one", "four") if "vector" in self.features else ("one",))
        self.begin_blocks(lines, "StructuredBuffer<uint> given : register(t0);")
        if "uniform" in self.features:
            room, self.room, hosted, self.hosted = self.room, "any", self.hosted, []
            lines.append("cbuffer Uniforms : register(b2) {")
            # What stands behind an array or a matrix is where Direct3D has it only if it must be.
            members = [self.host() for _ in range(chance.randint(1, 5))]
            members.sort(key=lambda shape: isinstance(shape, Matrix))
            while len(members) > 1 and isinstance(members[-2], Matrix):
                members.pop()
            if not isinstance(members[-1], Matrix) and self.has("array", 0.5):
                kind = members[-1].kind if isinstance(members[-1], (Scalar, Vector)) else "int"
                members.append(Array(Vector(kind, 4), chance.randint(2, 4)))
            for at, shape in enumerate(members):
                major = chance.choice(("", "row_major ")) if isinstance(shape, Matrix) else ""
                lines.append(f"{TAB}{major}{declare(shape, f'um{at}', 'glsl', behind=9)};")
                scope[f"um{at}"] = Variable(
                    f"um{at}", shape, "u", mutable=False, outer=True, given=True
                )
            lines.append("};")
            self.room, self.hosted = room, hosted
        if "kept" in self.features:
            for name, head in (("bm", "Input"), ("k", "Slot")):
                members = tuple(
                    (f"{name}{n}", self.member(hosted=True)) for n in range(chance.randint(1, 5))
                )
                struct = Struct(head, members)
                made = self.struct_text(struct)
                lines += made
                if name == "k":
                    self.structs.append(struct)
                else:
                    scope["b[0]"] = Variable(
                        "b[0]", struct, "b", mutable=False, outer=True, given=True
                    )
            lines += [
                "StructuredBuffer<Input> b : register(t3);",
                "RWStructuredBuffer<Slot> kept : register(u4);",
            ]
            self.later[f"kept[{LANE}]"] = Variable(f"kept[{LANE}]", struct, "kept", outer=True)
            self.first.append((f"kept[{LANE}]", struct))
        if {"shared", "atomic"} <= self.features:
            lines += ["groupshared uint count_u;", "groupshared int count_i;"]
        if "shared" in self.features:
            for at in range(chance.randint(1, 2)):
                shape = self.shape()
                lines.append(
                    f"groupshared {declare(Array(shape, LANES), f's{at}', 'glsl', behind=1)};"
                )
                text = f"s{at}[{LANE}]"
                self.later[text] = Variable(text, shape, f"s{at}", outer=True)
                self.first.append((text, shape))

    def variables(self, lines: list[str]) -> None:
        scope, chance = self.scopes[0], self.chance
        if "constant" in self.features:
            for at in range(chance.randint(1, 3)):
                element: Type = chance.choice((INT, UINT, Vector("int", 2), FLOAT))
                shape: Type = Array(element, chance.randint(2, 6))
                if self.has("array", 0.4):
                    shape = Array(shape, chance.randint(2, 3))
                head = f"static const {declare(shape, f'K{at}', 'glsl', behind=9)}"
                lines.append(f"{head} = {self.fixed(shape)};")
                scope[f"K{at}"] = Variable(f"K{at}", shape, f"K{at}", mutable=False)
        if "outer" in self.features:
            for at in range(chance.randint(1, 4)):
                shape = self.shape()
                name = f"g{at}"
                head = f"static {declare(shape, name, 'glsl', behind=9)}"
                variable = Variable(name, shape, name, outer=True)
                if self.has("initial", 0.6):
                    lines.append(f"{head} = {self.fixed(shape)};")
                    scope[name] = variable
                else:
                    lines.append(f"{head};")
                    self.first.append((name, shape))
                    self.later[name] = variable

    def program(self) -> str:
        lines = super().program().splitlines()
        start = next(at for at, line in enumerate(lines) if line.startswith("layout(local_size"))
        lines = [spelt(line) for line in lines[start + 2 :]]
        main = lines.index("void main() {")
        lines[main : main + 1] = [
            f"[numthreads({LANES}, 1, 1)]",
            "void main(uint local_index : SV_GroupIndex) {",
            f"{TAB}lane = local_index;",
        ]
        helpers = ["static uint lane;", *moduli()]
        left = f"RWStructuredBuffer<uint> left : register(u1); // {self.left}"
        return "\n".join([left, *helpers, *lines]) + "\n"


def make(seed: int) -> str:
    """The program of a seed."""
    return Hlsl(random.Random(f"hlsl {seed}")).program()
