"""Compute shaders in WGSL that read, sample, gather and write textures."""

from __future__ import annotations

import random

from programs.statements import indented
from programs.textures import (
    LANES,
    LETTERS,
    Access,
    Dimension,
    Images,
    Sort,
    Texture,
    assembled,
    sort_of,
)

SAMPLED = {"float": "f32", "int": "i32", "uint": "u32"}
PLACES = {
    "1d": "1d",
    "2d": "2d",
    "2d-array": "2d_array",
    "3d": "3d",
    "cube": "cube",
    "cube-array": "cube_array",
}
FORMATS = (
    "rgba8unorm rgba8snorm rgba8uint rgba8sint rgba16uint rgba16sint rgba16float r32uint r32sint "
    "r32float rg32uint rg32sint rg32float rgba32uint rgba32sint rgba32float"
).split()
# What not every device has.
RARE = (
    "r8unorm r8snorm r8uint r8sint r16unorm r16snorm r16uint r16sint r16float rg8unorm rg8snorm "
    "rg8uint rg8sint rg16unorm rg16snorm rg16uint rg16sint rg16float rgb10a2uint rgb10a2unorm "
    "rg11b10ufloat rgba16unorm rgba16snorm bgra8unorm"
).split()
DIMENSIONS: tuple[Dimension, ...] = ("1d", "2d", "2d", "2d-array", "3d", "cube", "cube-array")


class WgslImages(Images):
    """Makes a program."""

    def choose(self) -> None:
        """The textures of the program."""
        chance = self.chance
        for at in range(chance.randint(2, 5)):
            sort: Sort = chance.choice(("float", "float", "float", "int", "uint", "depth"))
            dimension = chance.choice(DIMENSIONS)
            while sort == "depth" and dimension in ("1d", "3d"):
                dimension = chance.choice(DIMENSIONS)
            self.textures.append(Texture(f"t{at}", dimension, sort))
        for at in range(chance.randint(0, 4)):
            access: Access = chance.choice(("read", "write", "write", "read_write"))
            texels = chance.choice(FORMATS)
            if access == "read_write":
                texels = chance.choice(("r32uint", "r32sint", "r32float", "r32float"))
            if chance.random() < 0.2:
                texels = chance.choice(RARE)
            if texels in ("r32uint", "r32sint") and chance.random() < 0.4:
                access = "atomic"
            dimension = chance.choice(("1d", "2d", "2d", "2d-array", "3d"))
            self.textures.append(
                Texture(f"i{at}", dimension, sort_of(texels), access=access, texels=texels)
            )

    def type_of(self, texture: Texture) -> str:
        place = PLACES[texture.dimension]
        if texture.access:
            return f"texture_storage_{place}<{texture.texels}, {texture.access}>"
        if texture.sort == "depth":
            return f"texture_depth_{place}"
        return f"texture_{place}<{SAMPLED[texture.sort]}>"

    # Places.

    def vector(self, parts: list[str], kind: str) -> str:
        if len(parts) == 1:
            return parts[0]
        # The type is found out, or said.
        shown = f"vec{len(parts)}" + (f"<{kind}>" if self.chance.random() < 0.5 else "")
        return f"{shown}({', '.join(parts)})"

    def texel(self, texture: Texture, level: int, *, own: bool = False) -> str:
        """The arguments that say which texel."""
        signed = self.chance.random() < 0.5
        parts = self.places(texture, level, signed=signed, own=own)
        text = self.vector(parts, "i32" if signed else "u32")
        if texture.layered:
            text += ", " + self.layer(texture, signed=self.chance.random() < 0.5)
        return text

    def place(self, texture: Texture, *, gathers: bool = False) -> str:
        """The arguments that say where to sample."""
        text = self.vector(self.between(texture, gathers=gathers), "f32")
        if texture.layered:
            text += ", " + self.layer(texture, signed=self.chance.random() < 0.5)
        return text

    def offset(self, texture: Texture) -> str:
        """A constant offset, or none."""
        if texture.cubic or texture.axes == 1 or self.chance.random() < 0.6:
            return ""
        numbers = [str(self.chance.randint(-8, 7)) for _ in range(texture.axes)]
        if self.chance.random() < 0.2:
            return f", OFFSET{texture.axes}"
        return ", " + self.vector(numbers, "i32")

    def whole_level(self, level: int) -> str:
        """An integer that is known to be this."""
        chance = self.chance
        return chance.choice(
            (str(level), f"{level}u", f"{level}i", f"i32(given[63] * 0u) + {level}")
        )

    def float_level(self, level: int) -> str:
        text = f"{level}.0"
        return self.chance.choice((text, f"f32({level}u)", f"{text} + f32(given[63] * 0u)"))

    # Results: the text and the sort, always four numbers.

    def result(self, texture: Texture) -> tuple[str, Sort]:
        """What is read of a texture."""
        if texture.access in ("read", "read_write"):
            at = self.texel(texture, 0, own=texture.access != "read")
            return f"textureLoad({texture.name}, {at})", texture.sort
        if texture.access or self.chance.random() < 0.2:
            return self.asked(texture), "uint"
        if texture.cubic or self.chance.random() < 0.6:
            if texture.sort == "float":
                return self.sampled(texture), "float"
            if texture.sort == "depth":
                return self.compared(texture), "float"
            if texture.axes == 2 or texture.cubic:
                return self.gathered(texture), texture.sort
        level = self.level(texture)
        at = self.texel(texture, level)
        read = f"textureLoad({texture.name}, {at}, {self.whole_level(level)})"
        return (f"vec4<f32>({read})", "float") if texture.sort == "depth" else (read, texture.sort)

    def asked(self, texture: Texture) -> str:
        """The size of a texture, its layers or levels."""
        chance = self.chance
        name = texture.name
        ways = ["size"]
        if not texture.access:
            ways += ["level", "levels"]
        if texture.layered:
            ways += ["layers"]
        way = chance.choice(ways)
        if way == "levels":
            return f"vec4<u32>(textureNumLevels({name}))"
        if way == "layers":
            return f"vec4<u32>(textureNumLayers({name}))"
        level = f", {self.whole_level(self.level(texture))}" if way == "level" else ""
        size = f"textureDimensions({name}{level})"
        axes = 2 if texture.cubic else texture.axes
        zeros = ", 0u" * (4 - axes)
        return f"vec4<u32>({size}{zeros})"

    def gathered(self, texture: Texture) -> str:
        at, offset = self.place(texture, gathers=True), self.offset(texture)
        if texture.sort == "depth":
            if self.chance.random() < 0.5:
                return (
                    f"textureGatherCompare({texture.name}, against, {at}, {self.bound()}{offset})"
                )
            return f"textureGather({texture.name}, nearest, {at}{offset})"
        component = f"{self.chance.randrange(4)}{self.chance.choice(('', 'u', 'i'))}"
        return f"textureGather({component}, {texture.name}, nearest, {at}{offset})"

    def bound(self) -> str:
        """What depths are compared with."""
        return self.chance.choice(("0.5", "0.25", f"f32({self.raw(64)}) / 64.0"))

    def sampled(self, texture: Texture) -> str:
        chance = self.chance
        name, axes = texture.name, texture.axes
        roll = chance.random()
        if axes == 1:
            # naga has no level for them.
            return f"textureLoad({name}, {self.texel(texture, 0)}, 0)"
        if roll < 0.3 and (axes == 2 or texture.cubic):
            return self.gathered(texture)
        at, offset = self.place(texture), self.offset(texture)
        if roll < 0.5:
            steps = list[str]()
            size = chance.choice((1, 2, 4))
            for _ in range(2):
                parts = ["0.0"] * axes
                parts[chance.randrange(min(axes, 2))] = f"{size}.0 / 16.0"
                steps.append(self.vector(parts, "f32"))
            return f"textureSampleGrad({name}, nearest, {at}, {steps[0]}, {steps[1]}{offset})"
        if roll < 0.6 and texture.dimension == "2d":
            return f"textureSampleBaseClampToEdge({name}, nearest, {at})"
        level = self.float_level(self.level(texture))
        return f"textureSampleLevel({name}, nearest, {at}, {level}{offset})"

    def compared(self, texture: Texture) -> str:
        roll = self.chance.random()
        if roll < 0.35:
            return self.gathered(texture)
        at, offset = self.place(texture), self.offset(texture)
        if roll < 0.7:
            text = (
                f"textureSampleCompareLevel({texture.name}, against, {at}, {self.bound()}{offset})"
            )
        else:
            level = self.whole_level(self.level(texture))
            text = f"textureSampleLevel({texture.name}, nearest, {at}, {level}{offset})"
        return f"vec4<f32>({text})"

    # Statements.

    def value(self, sort: Sort) -> str:
        """Four numbers for a texel."""
        chance = self.chance
        kind = SAMPLED[sort]
        if sort == "float":
            parts = [
                chance.choice(("0.25", "1.0", "0.0", "-1.0", f"f32({self.raw(64)}) / 64.0"))
                for _ in range(4)
            ]
        elif sort == "int":
            parts = [
                chance.choice((f"i32({self.raw(64)}) - 32", "-1", str(chance.randint(-127, 127))))
                for _ in range(4)
            ]
        else:
            parts = [chance.choice((self.raw(64), f"{chance.randint(0, 255)}u")) for _ in range(4)]
        return f"vec4<{kind}>({', '.join(parts)})"

    def keep(self, text: str, sort: Sort) -> list[str]:
        """Puts four numbers where they are seen."""
        slot = self.slot(sort)
        return [f"{sort}s[lane * COUNT_{sort} + {slot}u] = {text};"]

    def changed(self, texture: Texture) -> list[str]:
        """A texel that is written."""
        at = self.texel(texture, 0, own=True)
        if texture.access == "atomic":
            which = self.chance.choice(("Min", "Max", "Add", "And", "Or", "Xor"))
            value = self.raw(64) if texture.sort == "uint" else f"i32({self.raw(64)}) - 32"
            return [f"textureAtomic{which}({texture.name}, {at}, {value});"]
        return [f"textureStore({texture.name}, {at}, {self.value(texture.sort)});"]

    def statement(self) -> list[str]:
        chance = self.chance
        texture = chance.choice(self.textures)
        if texture.access in ("write", "read_write", "atomic") and chance.random() < 0.7:
            lines = self.changed(texture)
        else:
            lines = self.kept(*self.result(texture))
        return self.placed(lines)

    def kept(self, text: str, sort: Sort) -> list[str]:
        """A result, as it is, through a variable, or in part."""
        chance = self.chance
        roll = chance.random()
        if roll < 0.6:
            return self.keep(text, sort)
        name = self.name("v")
        if roll < 0.8:
            return [
                f"{chance.choice(('let', 'var'))} {name} = {text};",
                *self.keep(name, sort),
            ]
        letters = "".join(chance.choices(LETTERS, k=4))
        return self.keep(f"({text}).{letters}", sort)

    def function(self) -> list[str]:
        """A function that is given a texture and maybe samplers, and calls of it."""
        chance = self.chance
        texture = chance.choice(self.textures)
        name = self.name("f")
        parameter = Texture(
            "given_texture", texture.dimension, texture.sort, texture.access, texture.texels
        )
        if texture.access in ("write", "atomic"):
            body, sort = self.changed(parameter), None
        else:
            text, sort = self.result(parameter)
            body = [f"return {text};"]
        parameters = f"given_texture: {self.type_of(texture)}"
        arguments = list[str]()
        text = "\n".join(body)
        if "nearest" in text and chance.random() < 0.7:
            parameters += ", some: sampler"
            arguments.append("nearest")
            text = text.replace("nearest", "some")
        if "against" in text and chance.random() < 0.7:
            parameters += ", other: sampler_comparison"
            arguments.append("against")
            text = text.replace("against", "other")
        result = f" -> vec4<{SAMPLED[sort]}>" if sort else ""
        lines = [f"fn {name}({parameters}){result} {{", *indented(text.split("\n")), "}"]
        same = [t for t in self.textures if self.type_of(t) == self.type_of(texture)]
        for each in chance.sample(same, min(len(same), 2)):
            call = f"{name}({', '.join([each.name, *arguments])})"
            self.calls.append((call, sort))
        return lines

    def program(self) -> str:
        chance = self.chance
        self.choose()
        self.calls = list[tuple[str, Sort | None]]()
        functions = [line for _ in range(chance.choice((0, 1, 1, 2))) for line in self.function()]
        body = list[str]()
        for call, sort in self.calls:
            body += [f"{call};"] if sort is None else self.kept(call, sort)
        for _ in range(chance.randint(4, 12)):
            body += self.statement()
        body += self.keep("vec4<u32>(lane, 77u, 0u, 1u)", "uint")
        head = ["@group(0) @binding(0) var<storage, read> given: array<u32, 64>;"]
        for at, (sort, count) in enumerate(self.counts.items(), 1):
            if not count:
                continue
            array = f"array<vec4<{SAMPLED[sort]}>, {count * LANES}>"
            head += [
                f"const COUNT_{sort} = {count}u;",
                f"@group(0) @binding({at}) var<storage, read_write> {sort}s: {array};",
            ]
        text = "\n".join([*functions, *body])
        head += [
            f"const OFFSET2 = vec2<i32>({chance.randint(-8, 7)}, {chance.randint(-8, 7)});",
            "const OFFSET3 = vec3(1, -2, 3);",
            "var<private> lane: u32;",
        ]
        number = 0
        for line in (
            "var nearest: sampler;",
            "var against: sampler_comparison;",
            *(f"var {t.name}: {self.type_of(t)};" for t in self.textures),
        ):
            name = line.split()[1].rstrip(":")
            if name in text:
                head.append(f"@group(1) @binding({number}) {line}")
                number += chance.choice((1, 1, 1, 2))
        entry = [
            f"@compute @workgroup_size({LANES})",
            "fn main(@builtin(local_invocation_index) local_index: u32) {",
        ]
        return assembled([*head, *functions], entry, "local_index", body)


def make(seed: int) -> str:
    """The program of a seed."""
    return WgslImages(random.Random(f"images wgsl {seed}")).program()
