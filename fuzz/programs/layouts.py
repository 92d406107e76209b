"""Compute shaders that read, write and copy what lies in blocks, in each language.

Blocks hold nested structs, arrays and matrices by all rules of layout; what is read is kept bit by
bit. One invocation does everything, so that writes never meet.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from programs.hlsl import spelt
from programs.shapes import (
    Array,
    Dialect,
    Kind,
    Matrix,
    Scalar,
    Struct,
    Type,
    Vector,
    declare,
    leaves,
    number,
    parts,
    spell,
)
from programs.statements import TAB, indented

ROUNDS = 4
BITS = {
    "glsl": {"uint": "{}", "int": "uint({})", "float": "floatBitsToUint({})"},
    "hlsl": {"uint": "{}", "int": "asuint({})", "float": "asuint({})"},
    "wgsl": {"uint": "{}", "int": "bitcast<u32>({})", "float": "bitcast<u32>({})"},
}
KINDS: tuple[Kind, ...] = ("int", "uint", "float", "float")


@dataclass(frozen=True, slots=True)
class Root:
    """A member of a block."""

    path: str
    shape: Type
    writable: bool = False


class Layouts:
    """Makes a program."""

    def __init__(self, chance: random.Random, language: str) -> None:
        """Takes the source of all decisions, and `glsl`, `hlsl` or `wgsl`."""
        self.chance = chance
        self.language = language
        self.dialect: Dialect = "wgsl" if language == "wgsl" else "glsl"
        self.structs = list[Struct]()
        self.roots = list[Root]()
        self.sums = dict[Type, str]()
        self.functions = list[str]()
        self.names = 0
        self.places = 0

    def name(self, prefix: str) -> str:
        self.names += 1
        return f"{prefix}{self.names}"

    # Types.

    def shape(self, depth: int) -> Type:
        chance = self.chance
        kind = chance.choice(KINDS)
        roll = chance.random()
        if depth and roll < 0.2:
            return self.array(depth - 1)
        if depth and self.structs and roll < 0.35:
            return chance.choice(self.structs)
        if roll < 0.5:
            return Matrix(chance.randint(2, 4), chance.randint(2, 4))
        return Scalar(kind) if roll < 0.7 else Vector(kind, chance.randint(2, 4))

    def array(self, depth: int) -> Type:
        element = self.shape(depth)
        # DXC lays out arrays of arrays of matrices wrongly in SPIR-V, and dies of some arrays.
        while not self.may_repeat(element):
            element = self.shape(depth)
        return Array(element, self.chance.randint(1, 4))

    def may_repeat(self, element: Type) -> bool:
        """Whether there may be arrays of it."""
        inner = element
        while isinstance(inner, Array):
            inner = inner.element
        if self.language == "hlsl":
            return not isinstance(element, (Array, Matrix))
        if isinstance(inner, Matrix) and inner.rows == 2:
            return False
        return inner == element or isinstance(inner, (Scalar, Vector))

    def members(self, prefix: str, most: int, depth: int) -> tuple[tuple[str, Type], ...]:
        count = self.chance.randint(1, most)
        return tuple((f"{prefix}{at}", self.shape(depth)) for at in range(count))

    def struct_text(self, struct: Struct, *, uniform: bool) -> list[str]:
        end = "," if self.dialect == "wgsl" else ";"
        lines = [f"struct {struct.name} {{"]
        for name, shape in struct.members:
            head = self.attributes(shape, uniform=uniform)
            lines.append(f"{TAB}{head}{self.declared(shape, name)}{end}")
        return [*lines, "}" if self.dialect == "wgsl" else "};"]

    def attributes(self, shape: Type, *, uniform: bool, block: bool = False) -> str:
        """What stands before a member."""
        chance = self.chance
        if self.language == "wgsl":
            align = chance.choice((16, 32)) if uniform or chance.random() < 0.2 else 0
            return f"@align({align}) " if align else ""
        if self.language == "hlsl":
            row = isinstance(shape, Matrix) and chance.random() < 0.4
            return chance.choice(("row_major ", "column_major ")) if row else ""
        if not block:
            return ""
        words = list[str]()
        if chance.random() < 0.3:
            words.append(chance.choice(("row_major", "column_major")))
        if chance.random() < 0.15:
            words.append(f"align = {chance.choice((4, 8, 16, 32))}")
        return f"layout({', '.join(words)}) " if words else ""

    def declared(self, shape: Type, name: str) -> str:
        if self.dialect == "wgsl":
            return declare(shape, name, "wgsl")
        behind = 9 if self.language == "hlsl" else self.chance.randint(0, 1)
        return declare(shape, name, "glsl", behind=behind)

    # Blocks.

    def is_uniform(self, shape: Type) -> bool:
        """Whether WGSL takes it for a uniform: elements lie 16 bytes apart."""
        match shape:
            case Array(Scalar(), _) | Array(Vector(_, 2), _):
                return False
            case Array(Matrix(_, 2, _), _) | Matrix(_, 2, _):
                return not isinstance(shape, Array)
            case _:
                return all(self.is_uniform(part) for part in set(parts(shape)))

    def block(self, at: int, *, writable: bool) -> list[str]:
        """A block and what is in it."""
        uniform = not writable and (self.language == "hlsl" or self.chance.random() < 0.5)
        prefix = f"m{at}_" if self.language == "hlsl" else "m"
        members = self.members(prefix, 6, 2)
        if self.language == "wgsl" and uniform:
            members = tuple(each for each in members if self.is_uniform(each[1]))
            members = members or (("m0", Vector("float", 3)),)
        start = "" if self.language == "hlsl" else f"u{at}."
        self.roots += [Root(start + name, shape, writable) for name, shape in members]
        lines = [
            f"{TAB}{self.attributes(shape, uniform=uniform, block=True)}"
            f"{self.declared(shape, name)}{',' if self.language == 'wgsl' else ';'}"
            for name, shape in members
        ]
        if self.language == "hlsl":
            return [f"cbuffer U{at} : register(b{at + 2}) {{", *lines, "};"]
        if self.language == "wgsl":
            space = "uniform" if uniform else f"storage, read{'_write' if writable else ''}"
            head = f"@group(0) @binding({at + 2}) var<{space}> u{at}: U{at};"
            return [f"struct U{at} {{", *lines, "}", head]
        rules = "std140" if uniform else self.chance.choice(("std140", "std430"))
        major = self.chance.choice(("", "", ", row_major"))
        way = "uniform" if uniform else "buffer" if writable else "readonly buffer"
        head = f"layout({rules}, binding = {at + 2}{major}) {way} U{at} {{"
        return [head, *lines, f"}} u{at};"]

    # Values.

    def index(self, length: int) -> str:
        at = self.chance.randrange(length)
        if self.chance.random() < 0.5:
            return str(at)
        return f"(lane + {at}u) % {length}u"

    def walk(self, path: str, shape: Type, stop: float) -> tuple[str, Type]:
        """A part of a value, down to a number or, sometimes, less far."""
        while not isinstance(shape, Scalar) and self.chance.random() >= stop:
            match shape:
                case Struct(_, members):
                    name, shape = self.chance.choice(members)
                    path += f".{name}"
                case Vector(kind, size):
                    by = self.chance.randrange(size)
                    dynamic = self.chance.random() < 0.3
                    path += f"[{self.index(size)}]" if dynamic else f".{'xyzw'[by]}"
                    shape = Scalar(kind)
                case _:
                    inside = parts(shape)
                    path += f"[{self.index(len(inside))}]"
                    shape = inside[0]
        return path, shape

    def kept(self, path: str, kind: Kind) -> str:
        """Keeps a number where nothing else is kept."""
        self.places += 1
        bits = BITS[self.language][kind].format(path)
        return f"left[lane * PLACESu + {self.places - 1}u] = {bits};"

    def sum_of(self, shape: Type) -> str:
        """The function that makes a number of a value."""
        if shape not in self.sums:
            name = f"sum{len(self.sums)}"
            self.sums[shape] = name
            steps = [
                f"s = s * 31u + {BITS[self.language][scalar.kind].format(path)};"
                for path, scalar in leaves(shape, "v")
            ]
            if self.language == "wgsl":
                head = f"fn {name}(v: {spell(shape, 'wgsl')}) -> u32 {{"
                steps.insert(0, "var s = 0u;")
            else:
                head = f"uint {name}({self.declared(shape, 'v')}) {{"
                steps.insert(0, "uint s = 0u;")
            self.functions += [head, *indented([*steps, "return s;"]), "}"]
        return self.sums[shape]

    def local(self, shape: Type, name: str, value: str) -> str:
        if self.language == "wgsl":
            return f"{self.chance.choice(('var', 'let'))} {name} = {value};"
        return f"{self.declared(shape, name)} = {value};"

    def made(self, shape: Type) -> str:
        """A value of a type, from numbers."""
        if isinstance(shape, Scalar):
            return number(
                self.chance.randint(-9, 9) if shape.kind != "uint" else 7, *self.of(shape)
            )
        inside = ", ".join(self.made(part) for part in parts(shape))
        return f"{spell(shape, self.dialect)}({inside})"

    def of(self, shape: Scalar) -> tuple[Kind, Dialect]:
        return shape.kind, self.dialect

    def found(self, shape: Type) -> str:
        """A value of a type, from a block if there is one."""
        fitting = list[str]()
        for root in self.chance.sample(self.roots, len(self.roots)):
            path, part = self.walk(root.path, root.shape, 0.3)
            if part == shape:
                fitting.append(path)
        return fitting[0] if fitting else self.made(shape)

    # Statements.

    def statement(self) -> list[str]:
        chance = self.chance
        root = chance.choice(self.roots)
        roll = chance.random()
        targets = [each for each in self.roots if each.writable]
        if targets and roll < 0.35:
            target = chance.choice(targets)
            path, shape = self.walk(target.path, target.shape, 0.25)
            return [f"{path} = {self.found(shape)};"]
        path, shape = self.walk(root.path, root.shape, 0.25 if roll < 0.75 else 0.0)
        if isinstance(shape, Scalar):
            return [self.kept(path, shape.kind)]
        if roll < 0.55:
            return [self.kept(f"{self.sum_of(shape)}({path})", "uint")]
        name = self.name("v")
        lines = [self.local(shape, name, path)]
        for _ in range(chance.randint(1, 3)):
            inner, scalar = self.walk(name, shape, 0.0)
            if isinstance(scalar, Scalar):
                lines.append(self.kept(inner, scalar.kind))
        return lines

    # The whole.

    def text(self) -> str:
        chance = self.chance
        outside = list[str]()
        for at in range(chance.randint(0, 3)):
            struct = Struct(f"S{at}", self.members("s", 4, 1))
            self.structs.append(struct)
            # What is in uniforms must lie as they ask for.
            outside += self.struct_text(struct, uniform=True)
        for at in range(chance.randint(1, 3)):
            outside += self.block(at, writable=False)
        if self.language != "hlsl":
            outside += self.block(5, writable=True)
        body = list[str]()
        for _ in range(chance.randint(4, 14)):
            body += ["{", *indented(self.statement()), "}"]
        self.places += 1
        body.append(f"left[lane * PLACESu + {self.places - 1}u] = 77u;")
        lines = self.framed(outside, indented(indented(body)))
        if self.language == "hlsl":
            lines = [spelt(line) for line in lines]
        return "\n".join(lines).replace("PLACES", str(self.places)) + "\n"

    def framed(self, outside: list[str], body: list[str]) -> list[str]:
        """What stands around the statements."""
        size = ROUNDS * self.places
        loop = f"{TAB}for (uint lane = 0u; lane < {ROUNDS}u; lane++) {{"
        ends = [f"{TAB}}}", "}"]
        if self.language == "wgsl":
            head = f"@group(0) @binding(1) var<storage, read_write> left: array<u32, {size}>;"
            main = [
                "@compute @workgroup_size(1)",
                "fn main() {",
                loop.replace("uint lane", "var lane"),
            ]
            return [head, *outside, *self.functions, *main, *body, *ends]
        if self.language == "hlsl":
            head = f"RWStructuredBuffer<uint> left : register(u1); // {size}"
            main = ["[numthreads(1, 1, 1)]", "void main() {", loop]
            return [head, *outside, *self.functions, *main, *body, *ends]
        head = f"layout(std430, binding = 1) writeonly buffer Left {{ uint left[{size}]; }};"
        start = ["#version 450", "layout(local_size_x = 1) in;", head]
        return [*start, *outside, *self.functions, "void main() {", loop, *body, *ends]


def glsl(seed: int) -> str:
    """The program of a seed in GLSL."""
    return Layouts(random.Random(f"layouts glsl {seed}"), "glsl").text()


def hlsl(seed: int) -> str:
    """The program of a seed in HLSL."""
    return Layouts(random.Random(f"layouts hlsl {seed}"), "hlsl").text()


def wgsl(seed: int) -> str:
    """The program of a seed in WGSL."""
    return Layouts(random.Random(f"layouts wgsl {seed}"), "wgsl").text()
