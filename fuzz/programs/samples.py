"""Compute shaders that read textures with several samples, in WGSL, GLSL and HLSL.

Every result has a place of its own, so that the place tells the statement.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

from programs.statements import TAB, indented

Language = Literal["wgsl", "glsl", "hlsl"]
Sort = Literal["float", "int", "uint", "depth"]

LANES = 8
# Texels of a side and samples of a texel that the harness gives.
SIDE, SAMPLES = 16, 4


@dataclass(frozen=True, slots=True)
class Texture:
    """A texture with several samples."""

    name: str
    sort: Sort


class Samples:
    """Makes a program."""

    def __init__(self, chance: random.Random, language: Language) -> None:
        """Takes the source of all decisions."""
        self.chance = chance
        self.language: Language = language
        sorts: tuple[Sort, ...] = ("float", "int", "uint")
        if language == "wgsl":
            sorts += ("depth",)
        count = chance.randint(1, 3)
        self.textures = [Texture(f"t{at}", chance.choice(sorts)) for at in range(count)]
        self.functions: list[str] = []
        self.results = 0
        self.names = 0

    def name(self, prefix: str) -> str:
        """A new name."""
        self.names += 1
        return f"{prefix}{self.names}"

    def pick(self, wgsl: str, glsl: str, hlsl: str) -> str:
        """What the language says."""
        return {"wgsl": wgsl, "glsl": glsl, "hlsl": hlsl}[self.language]

    def kind(self, sort: Sort) -> str:
        """The type of one number."""
        words = {
            "float": self.pick("f32", "float", "float"),
            "depth": "f32",
            "int": self.pick("i32", "int", "int"),
            "uint": self.pick("u32", "uint", "uint"),
        }
        return words[sort]

    def four(self, sort: Sort) -> str:
        """The type of four numbers."""
        letter = {"int": "i", "uint": "u"}.get(sort, "")
        kind = self.kind(sort)
        return self.pick(f"vec4<{kind}>", f"{letter}vec4", f"{kind}4")

    def type_of(self, texture: Texture) -> str:
        """The type of a texture."""
        letter = {"int": "i", "uint": "u"}.get(texture.sort, "")
        kind = self.kind(texture.sort)
        if texture.sort == "depth":
            return "texture_depth_multisampled_2d"
        return self.pick(
            f"texture_multisampled_2d<{kind}>", f"{letter}sampler2DMS", f"Texture2DMS<{kind}4>"
        )

    # Places.

    def raw(self, most: int) -> str:
        """An unsigned number below a power of two."""
        at = f"(lane * {self.chance.choice((1, 3, 5))}u + {self.chance.randrange(64)}u) & 63u"
        return f"(given[{at}] & {most - 1}u)"

    def place(self) -> str:
        """The coordinates of a texel."""
        parts = [self.raw(SIDE), self.raw(SIDE)]
        if self.language == "wgsl":
            kind = self.chance.choice(("i32", "u32"))
            return f"vec2<{kind}>({', '.join(f'{kind}({each})' for each in parts)})"
        return f"{self.pick('', 'ivec2', 'int2')}({', '.join(f'int({each})' for each in parts)})"

    def sample(self) -> str:
        """The number of a sample."""
        if self.chance.random() < 0.3:
            return str(self.chance.randrange(SAMPLES))
        text = self.raw(SAMPLES)
        if self.language == "wgsl":
            return f"i32({text})" if self.chance.random() < 0.5 else text
        return f"int({text})"

    def load(self, texture: str, place: str, sample: str) -> str:
        """What is read."""
        # Without `texture.sample[n][place]` of HLSL, which glslang does not know.
        return self.pick(
            f"textureLoad({texture}, {place}, {sample})",
            f"texelFetch({texture}, {place}, {sample})",
            f"{texture}.Load({place}, {sample})",
        )

    def bits(self, text: str, sort: Sort) -> str:
        """The bits of a number."""
        if sort == "uint":
            return text
        glsl = "uint" if sort == "int" else "floatBitsToUint"
        return f"{self.pick('bitcast<u32>', glsl, 'asuint')}({text})"

    def leave(self, text: str, sort: Sort) -> list[str]:
        """Puts a number where it is compared."""
        self.results += 1
        place = f"left[lane * RESULTSu + {self.results - 1}u]"
        return [f"{place} = {self.bits(text, sort)};"]

    def held(self, name: str, sort: Sort, value: str, *, one: bool = False) -> str:
        """A variable with a value."""
        kind = self.kind(sort) if one else self.four(sort)
        return self.pick(f"var {name} = {value};", *[f"{kind} {name} = {value};"] * 2)

    # Statements.

    def read(self, texture: Texture) -> list[str]:
        """One sample."""
        name = self.name("v")
        one = texture.sort == "depth"
        load = self.load(texture.name, self.place(), self.sample())
        lines = [self.held(name, texture.sort, load, one=one)]
        if one:
            return [*lines, *self.leave(name, "depth")]
        for part in self.chance.sample("xyzw", 2):
            lines += self.leave(f"{name}.{part}", texture.sort)
        return lines

    def every(self, texture: Texture) -> list[str]:
        """All samples of a texel together."""
        name, at = self.name("v"), self.name("n")
        sort = texture.sort
        one = sort == "depth"
        zero = (
            f"{self.kind(sort)}(0)"
            if one
            else self.pick(f"{self.four(sort)}()", f"{self.four(sort)}(0)", f"({self.four(sort)})0")
        )
        head = self.pick(
            f"for (var {at} = 0; {at} < {SAMPLES}; {at}++) {{",
            f"for (int {at} = 0; {at} < {SAMPLES}; {at}++) {{",
            f"for (int {at} = 0; {at} < {SAMPLES}; {at}++) {{",
        )
        load = self.load(texture.name, self.place(), at)
        change = self.chance.choice((f"{name} += {load};", f"{name} = max({name}, {load});"))
        lines = [self.held(name, sort, zero, one=one), head, f"{TAB}{change}", "}"]
        return [*lines, *self.leave(name if one else f"{name}.z", sort)]

    def asked(self, texture: Texture) -> list[str]:
        """The size of a texture, and its samples."""
        if self.language == "hlsl":
            parts = [self.name("n") for _ in range(3)]
            lines = [
                f"uint {', '.join(parts)};",
                f"{texture.name}.GetDimensions({', '.join(parts)});",
            ]
            return [
                *lines,
                *self.leave(f"({parts[0]} * 100u + {parts[1]} * 10u + {parts[2]})", "uint"),
            ]
        size = self.pick("textureDimensions({0})", "uvec2(textureSize({0}))", "")
        count = self.pick("textureNumSamples({0})", "uint(textureSamples({0}))", "")
        text = f"({size}.x * 100u + {size}.y * 10u + {count})".format(texture.name)
        return self.leave(text, "uint")

    def called(self, texture: Texture) -> list[str]:
        """A function that is given the texture."""
        function, held = self.name("f"), self.name("v")
        one = texture.sort == "depth"
        result = self.kind(texture.sort) if one else self.four(texture.sort)
        kind = self.type_of(texture)
        load = self.load("given_texture", "at", "by")
        head = self.pick(
            f"fn {function}(given_texture: {kind}, at: vec2<i32>, by: i32) -> {result} {{",
            f"{result} {function}({kind} given_texture, ivec2 at, int by) {{",
            f"{result} {function}({kind} given_texture, int2 at, int by) {{",
        )
        self.functions += [head, f"{TAB}return {load};", "}"]
        vector = self.pick("vec2<i32>", "ivec2", "int2")
        cast = self.kind("int")
        parts = ", ".join(f"{cast}({self.raw(SIDE)})" for _ in range(2))
        call = f"{function}({texture.name}, {vector}({parts}), {cast}({self.raw(SAMPLES)}))"
        lines = [self.held(held, texture.sort, call, one=one)]
        return [*lines, *self.leave(held if one else f"{held}.w", texture.sort)]

    # The whole.

    def make(self) -> str:
        """The program."""
        lines = list[str]()
        ways = [self.read, self.read, self.every, self.asked, self.called]
        for _ in range(self.chance.randint(3, 9)):
            lines += self.chance.choice(ways)(self.chance.choice(self.textures))
        length = LANES * self.results
        text = "\n".join([*self.head(length), *self.functions, *self.main(lines)]) + "\n"
        return text.replace("RESULTS", str(self.results))

    def head(self, length: int) -> list[str]:
        """What the program is given."""
        types = [(at + 2, each.name, self.type_of(each)) for at, each in enumerate(self.textures)]
        match self.language:
            case "wgsl":
                return [
                    "@group(0) @binding(0) var<storage, read> given: array<u32, 64>;",
                    f"@group(0) @binding(1) var<storage, read_write> left: array<u32, {length}>;",
                    *(f"@group(0) @binding({at}) var {name}: {kind};" for at, name, kind in types),
                ]
            case "glsl":
                return [
                    "#version 450",
                    f"layout(local_size_x = {LANES}) in;",
                    "layout(std430, binding = 0) readonly buffer Given { uint given[64]; };",
                    f"layout(std430, binding = 1) buffer Left {{ uint left[{length}]; }};",
                    *(f"layout(binding = {at}) uniform {kind} {name};" for at, name, kind in types),
                ]
            case "hlsl":
                return [
                    "StructuredBuffer<uint> given : register(t0);",
                    "RWStructuredBuffer<uint> left : register(u1);",
                    *(f"{kind} {name} : register(t{at});" for at, name, kind in types),
                ]

    def main(self, lines: list[str]) -> list[str]:
        """The entry point."""
        head = self.pick(
            f"@compute @workgroup_size({LANES})\n"
            "fn main(@builtin(local_invocation_index) lane: u32) {",
            f"void main() {{\n{TAB}uint lane = gl_LocalInvocationIndex;",
            f"[numthreads({LANES}, 1, 1)]\nvoid main(uint lane : SV_GroupIndex) {{",
        )
        return [head, *indented(lines), "}"]


def wgsl(seed: int) -> str:
    """The program of a seed in WGSL."""
    return Samples(random.Random(f"samples wgsl {seed}"), "wgsl").make()


def glsl(seed: int) -> str:
    """The program of a seed in GLSL."""
    text = Samples(random.Random(f"samples glsl {seed}"), "glsl").make()
    # The number of samples is asked for with an extension.
    extension = "#extension GL_ARB_shader_texture_image_samples : require\n"
    return text.replace("#version 450\n", f"#version 450\n{extension}")


def hlsl(seed: int) -> str:
    """The program of a seed in HLSL."""
    return Samples(random.Random(f"samples hlsl {seed}"), "hlsl").make()
