"""Compute shaders in HLSL that read, sample, gather and write textures."""

from __future__ import annotations

import random

from programs.statements import indented
from programs.textures import LANES, LETTERS, Dimension, Images, Sort, Texture, assembled

SCALARS = {"float": "float", "int": "int", "uint": "uint", "depth": "float"}
PLACES = {
    "1d": "1D",
    "2d": "2D",
    "2d-array": "2DArray",
    "3d": "3D",
    "cube": "Cube",
    "cube-array": "CubeArray",
}
# What the texels of RWTexture are made of.
TEXELS = ("float", "float2", "float4", "int", "int4", "uint", "uint2", "uint4")
DIMENSIONS: tuple[Dimension, ...] = ("1d", "2d", "2d", "2d-array", "3d", "cube", "cube-array")
COMPONENTS = ("", "Red", "Green", "Blue", "Alpha")


class HlslImages(Images):
    """Makes a program."""

    signed = "int"
    unsigned = "uint"
    floating = "float"
    counter = "int"

    def choose(self) -> None:
        """The textures of the program."""
        chance = self.chance
        for at in range(chance.randint(2, 5)):
            sort: Sort = chance.choice(("float", "float", "float", "int", "uint", "depth"))
            dimension = chance.choice(DIMENSIONS)
            while sort == "depth" and dimension in ("1d", "3d"):
                dimension = chance.choice(DIMENSIONS)
            count = chance.choice(("", "2", "3", "4", "4", "4"))
            texels = "float" if sort == "depth" else SCALARS[sort] + count
            self.textures.append(Texture(f"t{at}", dimension, sort, texels=texels))
        for at in range(chance.randint(0, 3)):
            texels = chance.choice(TEXELS)
            dimension = chance.choice(("1d", "2d", "2d", "2d-array", "3d"))
            sort = "float" if texels[0] == "f" else "int" if texels[0] == "i" else "uint"
            # Atomic operations leave nothing to read here: their order is open.
            access = "atomic" if texels in ("int", "uint") and chance.random() < 0.4 else "write"
            self.textures.append(Texture(f"i{at}", dimension, sort, access=access, texels=texels))

    def type_of(self, texture: Texture) -> str:
        start = "RW" if texture.access else ""
        return f"{start}Texture{PLACES[texture.dimension]}<{texture.texels}>"

    # Places.

    def vector(self, parts: list[str], kind: str) -> str:
        return parts[0] if len(parts) == 1 else f"{kind}{len(parts)}({', '.join(parts)})"

    def texel(self, texture: Texture, level: int, *, own: bool = False) -> list[str]:
        """The coordinates of a texel, with its layer."""
        signed = self.chance.random() < 0.5
        parts = self.places(texture, level, signed=signed, own=own)
        if texture.layered:
            parts.append(self.layer(texture, signed=signed))
        return parts

    def place(self, texture: Texture, *, gathers: bool = False) -> str:
        """Where to sample, with the layer."""
        parts = self.between(texture, gathers=gathers)
        if texture.layered:
            parts.append(f"float({self.layer(texture, signed=False)})")
        return self.vector(parts, "float")

    def offset(self, texture: Texture) -> str:
        """A constant offset, or none."""
        if texture.cubic or self.chance.random() < 0.6:
            return ""
        numbers = [str(self.chance.randint(-8, 7)) for _ in range(min(texture.axes, 3))]
        return ", " + self.vector(numbers, "int")

    # Results.

    def result(self, texture: Texture) -> tuple[str, Sort, str]:
        """What is read of a texture, and its type."""
        chance = self.chance
        sort: Sort = "float" if texture.sort == "depth" else texture.sort
        four = SCALARS[sort] + "4"
        if texture.access:
            at = self.vector(self.texel(texture, 0, own=True), "int")
            return f"{texture.name}[{at}]", sort, texture.texels
        if texture.sort == "depth":
            return self.compared(texture)
        if not texture.cubic and (chance.random() < 0.5 or texture.dimension == "1d"):
            return self.loaded(texture), sort, texture.texels
        if texture.sort != "float":
            if texture.axes == 2 or texture.cubic:
                return self.gathered(texture), sort, four
            return self.loaded(texture), sort, texture.texels
        roll = chance.random()
        if roll < 0.35 and texture.dimension != "3d":
            return self.gathered(texture), sort, four
        name, at = texture.name, self.place(texture)
        if roll < 0.6:
            steps = list[str]()
            size = chance.choice((1, 2, 4))
            for _ in range(2):
                parts = ["0.0"] * texture.axes
                parts[chance.randrange(min(texture.axes, 2))] = f"{size}.0 / 16.0"
                steps.append(self.vector(parts, "float"))
            text = f"{name}.SampleGrad(nearest, {at}, {', '.join(steps)}{self.offset(texture)})"
            return text, sort, texture.texels
        level = chance.choice(("", ".0")) if chance.random() < 0.5 else ".0"
        text = f"{self.level(texture)}{level}"
        return (
            f"{name}.SampleLevel(nearest, {at}, {text}{self.offset(texture)})",
            sort,
            texture.texels,
        )

    def loaded(self, texture: Texture) -> str:
        chance = self.chance
        level = self.level(texture)
        parts = self.texel(texture, level)
        roll = chance.random()
        if level == 0 and roll < 0.3:
            return f"{texture.name}[{self.vector(parts, chance.choice(('int', 'uint')))}]"
        if roll < 0.5 and texture.dimension != "1d":
            return f"{texture.name}.mips[{level}][{self.vector(parts, 'int')}]"
        zeros = ""
        if chance.random() < 0.3:
            # What an offset leads out of is not the same in both worlds.
            zeros = ", " + self.vector(["0"] * texture.axes, "int")
        return f"{texture.name}.Load({self.vector([*parts, str(level)], 'int')}{zeros})"

    def gathered(self, texture: Texture) -> str:
        chance = self.chance
        count = int(texture.texels[-1]) if texture.texels[-1].isdigit() else 1
        which = chance.choice(COMPONENTS[: count + 1])
        at = self.place(texture, gathers=True)
        return f"{texture.name}.Gather{which}(nearest, {at}{self.offset(texture)})"

    def compared(self, texture: Texture) -> tuple[str, Sort, str]:
        chance = self.chance
        bound = chance.choice(("0.5", "0.25", f"float({self.raw(64)}) / 64.0"))
        name, offset = texture.name, self.offset(texture)
        if chance.random() < 0.4:
            at = self.place(texture, gathers=True)
            return f"{name}.GatherCmp(against, {at}, {bound}{offset})", "float", "float4"
        at = self.place(texture)
        return f"{name}.SampleCmpLevelZero(against, {at}, {bound}{offset})", "float", "float"

    def asked(self, texture: Texture) -> list[str]:
        """The size of a texture, its layers and levels."""
        name = self.name("d")
        axes = (2 if texture.cubic else texture.axes) + texture.layered
        parts = [f"{name}.{LETTERS[at]}" for at in range(axes)]
        level = ""
        if not texture.access and self.chance.random() < 0.6:
            level = f"{self.level(texture)}, "
            if axes < 4:
                parts.append(f"{name}.{LETTERS[axes]}")
        return [
            f"uint4 {name} = uint4(0, 0, 0, 0);",
            f"{texture.name}.GetDimensions({level}{', '.join(parts)});",
            *self.keep(name, "uint", "uint4"),
        ]

    # Statements.

    def number(self, sort: Sort) -> str:
        chance = self.chance
        if sort == "float":
            return chance.choice(("0.25", "1.0", "-1.0", f"float({self.raw(64)}) / 64.0"))
        if sort == "int":
            return chance.choice((f"int({self.raw(64)}) - 32", str(chance.randint(-127, 127))))
        return chance.choice((self.raw(64), f"{chance.randint(0, 255)}u"))

    def keep(self, text: str, sort: Sort, shape: str) -> list[str]:
        """Puts numbers where they are seen."""
        slot = self.slot(sort)
        count = int(shape[-1]) if shape[-1].isdigit() else 1
        swizzle = "" if count == 4 else "." + "xyzw"[:count]
        return [f"{sort}s[lane * COUNT_{sort} + {slot}u]{swizzle} = {text};"]

    def changed(self, texture: Texture) -> list[str]:
        """A texel that is written."""
        chance = self.chance
        at = self.vector(self.texel(texture, 0, own=True), "uint")
        place = f"{texture.name}[{at}]"
        if texture.access == "atomic":
            which = chance.choice(("Add", "Min", "Max", "And", "Or", "Xor"))
            return [f"Interlocked{which}({place}, {self.number(texture.sort)});"]
        count = int(texture.texels[-1]) if texture.texels[-1].isdigit() else 1
        parts = [self.number(texture.sort) for _ in range(count)]
        value = parts[0] if count == 1 else f"{texture.texels}({', '.join(parts)})"
        operator = chance.choice(("=", "=", "=", "+=", "*="))
        return [f"{place} {operator} {value};"]

    def statement(self) -> list[str]:
        chance = self.chance
        texture = chance.choice(self.textures)
        if texture.access and chance.random() < 0.7:
            lines = self.changed(texture)
        elif texture.access == "atomic" or chance.random() < 0.2:
            lines = self.asked(texture)
        else:
            lines = self.kept(*self.result(texture))
        return self.placed(lines)

    def kept(self, text: str, sort: Sort, shape: str) -> list[str]:
        """A result, as it is, through a variable, or in part."""
        chance = self.chance
        roll = chance.random()
        if roll < 0.6:
            return self.keep(text, sort, shape)
        name = self.name("v")
        if roll < 0.8:
            return [f"{shape} {name} = {text};", *self.keep(name, sort, shape)]
        count = int(shape[-1]) if shape[-1].isdigit() else 1
        letters = "".join(chance.choices(LETTERS[:count], k=4))
        return self.keep(f"({text}).{letters}", sort, SCALARS[sort] + "4")

    def function(self) -> list[str]:
        """A function that is given a texture and maybe its sampler, and calls of it."""
        chance = self.chance
        texture = chance.choice(self.textures)
        name = self.name("f")
        parameter = Texture(
            "given_texture", texture.dimension, texture.sort, texture.access, texture.texels
        )
        sort: Sort | None = None
        shape = "void"
        if texture.access:
            body = self.changed(parameter)
        else:
            text, sort, shape = self.result(parameter)
            body = [f"return {text};"]
        parameters = f"{self.type_of(texture)} given_texture"
        arguments = list[str]()
        text = "\n".join(body)
        for word, kind in (("nearest", "SamplerState"), ("against", "SamplerComparisonState")):
            if word in text and chance.random() < 0.7:
                parameters += f", {kind} some"
                arguments.append(word)
                text = text.replace(word, "some")
        lines = [f"{shape} {name}({parameters}) {{", *indented(text.split("\n")), "}"]
        same = [
            t
            for t in self.textures
            if (self.type_of(t), t.access, t.sort)
            == (self.type_of(texture), texture.access, texture.sort)
        ]
        for each in chance.sample(same, min(len(same), 2)):
            call = f"{name}({', '.join([each.name, *arguments])})"
            self.calls.append((call, sort, shape))
        return lines

    def program(self) -> str:
        chance = self.chance
        self.choose()
        self.calls = list[tuple[str, Sort | None, str]]()
        functions = [line for _ in range(chance.choice((0, 1, 1, 2))) for line in self.function()]
        body = list[str]()
        for call, sort, shape in self.calls:
            body += [f"{call};"] if sort is None else self.keep(call, sort, shape)
        for _ in range(chance.randint(4, 12)):
            body += self.statement()
        body += self.keep("uint4(lane, 77u, 0u, 1u)", "uint", "uint4")
        head = ["StructuredBuffer<uint> given : register(t0);"]
        for at, (sort, count) in enumerate(self.counts.items()):
            if count:
                head += [
                    f"#define COUNT_{sort} {count}u",
                    f"RWStructuredBuffer<{sort}4> {sort}s : register(u{at});",
                ]
        head += ["static uint lane;"]
        text = "\n".join([*functions, *body])
        for at, line in enumerate(("SamplerState nearest", "SamplerComparisonState against")):
            if line.split()[1] in text:
                head.append(f"{line} : register(s{at});")
        for at, texture in enumerate(self.textures):
            register = f"u{at + 4}" if texture.access else f"t{at + 1}"
            if texture.name in text:
                head.append(f"{self.type_of(texture)} {texture.name} : register({register});")
        entry = [f"[numthreads({LANES}, 1, 1)]", "void main(uint local_index : SV_GroupIndex) {"]
        return assembled([*head, *functions], entry, "local_index", body)


def make(seed: int) -> str:
    """The program of a seed."""
    return HlslImages(random.Random(f"images hlsl {seed}")).program()
