"""Compute shaders that give functions and operators any bits, in WGSL and GLSL.

Each result is kept alone. To be swept with `--edges` and `--wide`, too: what is undefined for some
numbers in GLSL is masked.
"""

from __future__ import annotations

import random
from typing import Literal

LANES = 16
Language = Literal["glsl", "wgsl"]
Sort = Literal["i", "u"]

# `{0}` and so on are operands; all of one type, with as many components as the result.
BOTH = (
    "({0} + {1})",
    "({0} - {1})",
    "({0} * {1})",
    "({0} & {1})",
    "({0} | {1})",
    "({0} ^ {1})",
    "(~{0})",
    "min({0}, {1})",
    "max({0}, {1})",
    "clamp({0}, min({1}, {2}), max({1}, {2}))",
)
SIGNED = ("(-{0})", "abs({0})", "sign({0})")
WGSL = (
    "({0} / {1})",
    "({0} % {1})",
    "countOneBits({0})",
    "reverseBits({0})",
    "firstLeadingBit({0})",
    "firstTrailingBit({0})",
    "countLeadingZeros({0})",
    "countTrailingZeros({0})",
    "extractBits({0}, {c}, {d})",
    "insertBits({0}, {1}, {c}, {d})",
    "({0} << {n})",
    "({0} >> {n})",
    "select({0}, {1}, {0} < {1})",
    "{v}({truth}({0}))",
)
# What DXC or the naga inside wgpu computes otherwise is not here: the highest bit of what is
# negative, 64 bits.
NOT_SIGNED = ("firstLeadingBit({0})",)
# DXC's SPIR-V leaves out what makes vectors narrower and wide again.
NOT_VECTORS = ("{v}({truth}({0}))",)
GLSL = (
    "bitCount({0})",
    "bitfieldReverse({0})",
    "findLSB({0})",
    "bitfieldExtract({0}, {c} & 15, {d} & 15)",
    "bitfieldInsert({0}, {1}, {c} & 15, {d} & 15)",
    "({0} << ({n} & 31))",
    "({0} >> ({n} & 31))",
    "mix({0}, {1}, {less})",
    "{v}({truth}({0}))",
)
# Functions of one kind of number, for scalars.
WGSL_SCALARS = (
    "dot4U8Packed({u}, {w})",
    "bitcast<u32>(dot4I8Packed({u}, {w}))",
    "pack4xI8(unpack4xI8({u}))",
    "pack4xU8(unpack4xU8({u}) + unpack4xU8({w}))",
    "pack4xI8Clamp(vec4<i32>({i}, {j}, {i} / 3, -{j}))",
    "pack4xU8Clamp(vec4<u32>({u}, {w}, {u} / 3u, {w} & 255u))",
    "bitcast<u32>(i32(f32({i}) * 3.5))",
    "u32(f32({u}) * 1.5)",
    "u32(f32({i}))",
    "bitcast<u32>(f32({u}))",
    "bitcast<u32>(f32({i}))",
    "bitcast<u32>(floor(f32({i}) / 64.0))",
    "bitcast<u32>(trunc(f32({i}) / 64.0))",
    "bitcast<u32>(round(f32({i} & 65535) / 64.0))",
    "pack2x16float(vec2<f32>(f32({i} & 2047), f32({u} & 2047u) / 64.0))",
    "pack4x8unorm(vec4<f32>(f32({i}), 1.0, f32({j}), -0.0))",
    "pack2x16unorm(vec2<f32>(f32({i}), f32({u} & 1u)))",
    "bitcast<u32>(dot(vec2<i32>({i}, {j}), vec2<i32>({j}, {i})))",
    "dot(vec3<u32>({u}, {w}, {u}), vec3<u32>({w}, {w}, {u}))",
)
GLSL_SCALARS = (
    "floatBitsToUint(float({u}))",
    "floatBitsToUint(float({i}))",
    "floatBitsToUint(floor(float({i}) / 64.0))",
    "floatBitsToUint(trunc(float({i}) / 64.0))",
    "packHalf2x16(vec2(float({i} & 2047), float({u} & 2047u) / 64.0))",
    "packUnorm4x8(vec4(float({i} & 1), 1.0, float({j} & 1), 0.0))",
    "uint(int({u}))",
    "(uaddCarry({u}, {w}, carried) ^ carried)",
    "(usubBorrow({u}, {w}, carried) ^ carried)",
    "({u} / ({w} | 1u))",
    "({u} % ({w} | 1u))",
    "uint(({i} & 2147483647) / (({j} & 255) + 1))",
    "uint(({i} & 2147483647) % (({j} & 255) + 1))",
)


class Numbers:
    """Makes a program."""

    def __init__(self, chance: random.Random, language: Language) -> None:
        """Takes the source of all decisions."""
        self.chance = chance
        self.language = language

    def operand(self, sort: Sort, size: int) -> str:
        """What the buffer has at places that hang on the invocation."""
        at = [f"given[(lane + {self.chance.randrange(48)}u) % 64u]" for _ in range(size)]
        name = self.named(sort, size)
        if size > 1:
            return f"{name}({', '.join(self.cast(sort, each) for each in at)})"
        return self.cast(sort, at[0])

    def cast(self, sort: Sort, text: str) -> str:
        if sort == "u":
            return text
        return f"bitcast<i32>({text})" if self.language == "wgsl" else f"int({text})"

    def named(self, sort: Sort, size: int) -> str:
        if self.language == "wgsl":
            return f"{sort}32" if size == 1 else f"vec{size}<{sort}32>"
        scalar = "int" if sort == "i" else "uint"
        return scalar if size == 1 else f"{sort}vec{size}"

    def made(self, sort: Sort, size: int) -> str:
        """Some function of operands of one type."""
        wgsl = self.language == "wgsl"
        forms = [*BOTH, *(SIGNED if sort == "i" else ()), *(WGSL if wgsl else GLSL)]
        left_out = (NOT_SIGNED if sort == "i" else ()) + (NOT_VECTORS if size > 1 else ())
        form = self.chance.choice([each for each in forms if each not in left_out])
        one, other, third = (self.operand(sort, size) for _ in range(3))
        counts: Sort = "u" if wgsl else "i"
        less = f"lessThan({one}, {other})" if size > 1 else f"{one} < {other}"
        return form.format(
            one,
            other,
            third,
            c=self.operand(counts, 1),
            d=self.operand(counts, 1),
            n=self.operand("u" if wgsl else "i", size),
            v=self.named(sort, size),
            less=less,
            truth="bool" if size == 1 else f"vec{size}<bool>" if wgsl else f"bvec{size}",
        )

    def results(self) -> list[str]:
        """Unsigned numbers, made of one function each."""
        if self.chance.random() < 0.35:
            forms = WGSL_SCALARS if self.language == "wgsl" else GLSL_SCALARS
            u, w = (self.operand("u", 1) for _ in range(2))
            i, j = (self.operand("i", 1) for _ in range(2))
            return [self.chance.choice(forms).format(u=u, w=w, i=i, j=j)]
        sort: Sort = self.chance.choice(("i", "u"))
        size = self.chance.randint(1, 4)
        text = self.made(sort, size)
        cast = "bitcast<u32>({})" if self.language == "wgsl" else "uint({})"
        parts = [text] if size == 1 else [f"{text}.{'xyzw'[at]}" for at in range(size)]
        return [cast.format(part) if sort == "i" else part for part in parts]

    def text(self) -> str:
        found = [each for _ in range(self.chance.randint(10, 24)) for each in self.results()]
        places = len(found)
        size = LANES * places
        body = [f"left[lane * {places}u + {at}u] = {text};" for at, text in enumerate(found)]
        if self.language == "wgsl":
            head = [
                "@group(0) @binding(0) var<storage, read> given: array<u32, 64>;",
                f"@group(0) @binding(1) var<storage, read_write> left: array<u32, {size}>;",
                f"@compute @workgroup_size({LANES})",
                "fn main(@builtin(local_invocation_index) lane: u32) {",
            ]
        else:
            head = [
                "#version 450",
                f"layout(local_size_x = {LANES}) in;",
                "layout(std430, binding = 0) readonly buffer Given { uint given[64]; };",
                f"layout(std430, binding = 1) writeonly buffer Left {{ uint left[{size}]; }};",
                "void main() {",
                "    uint lane = gl_LocalInvocationIndex, carried;",
            ]
        return "\n".join([*head, *(f"    {line}" for line in body), "}"]) + "\n"


def glsl(seed: int) -> str:
    """The program of a seed in GLSL."""
    return Numbers(random.Random(f"numbers glsl {seed}"), "glsl").text()


def wgsl(seed: int) -> str:
    """The program of a seed in WGSL."""
    return Numbers(random.Random(f"numbers wgsl {seed}"), "wgsl").text()
