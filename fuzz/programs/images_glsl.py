"""Compute shaders in GLSL that read, sample, gather and write textures and images."""

from __future__ import annotations

import random

from programs.statements import indented
from programs.textures import LANES, LETTERS, Access, Dimension, Images, Sort, Texture, assembled

VECTORS = {"float": "vec4", "int": "ivec4", "uint": "uvec4"}
PREFIXES = {"float": "", "int": "i", "uint": "u", "depth": ""}
PLACES = {
    "1d": "1D",
    "2d": "2D",
    "2d-array": "2DArray",
    "3d": "3D",
    "cube": "Cube",
    "cube-array": "CubeArray",
}
# As GLSL calls the formats of texels.
FORMATS = (
    "rgba8 rgba8_snorm rgba8ui rgba8i rgba16ui rgba16i rgba16f r32ui r32i r32f rg32ui rg32i rg32f "
    "rgba32ui rgba32i rgba32f"
).split()
RARE = (
    "r8 r8_snorm r8ui r8i r16 r16_snorm r16ui r16i r16f rg8 rg8_snorm rg8ui rg8i rg16 rg16_snorm "
    "rg16ui rg16i rg16f rgb10_a2ui rgb10_a2 r11f_g11f_b10f rgba16 rgba16_snorm"
).split()
DIMENSIONS: tuple[Dimension, ...] = ("1d", "2d", "2d", "2d-array", "3d", "cube", "cube-array")
ATOMICS = ("Add", "Min", "Max", "And", "Or", "Xor")


def sort_in_glsl(texels: str) -> Sort:
    """What the texels of a format are read as."""
    return "uint" if texels.endswith("ui") else "int" if texels.endswith("i") else "float"


class GlslImages(Images):
    """Makes a program."""

    signed = "int"
    unsigned = "uint"
    floating = "float"
    counter = "int"

    def choose(self) -> None:
        """The textures of the program."""
        chance = self.chance
        # Textures that are joined with samplers, or apart from them.
        self.joined = chance.random() < 0.6
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
                texels = chance.choice(("r32ui", "r32i", "r32f", "r32f"))
            if chance.random() < 0.2:
                texels = chance.choice(RARE)
            if texels in ("r32ui", "r32i") and chance.random() < 0.4:
                access = "atomic"
            dimension = chance.choice(("1d", "2d", "2d", "2d-array", "3d"))
            self.textures.append(
                Texture(f"i{at}", dimension, sort_in_glsl(texels), access=access, texels=texels)
            )

    def type_of(self, texture: Texture) -> str:
        start, place = PREFIXES[texture.sort], PLACES[texture.dimension]
        if texture.access:
            return f"{start}image{place}"
        if not self.joined:
            return f"{start}texture{place}"
        return f"{start}sampler{place}{'Shadow' if texture.sort == 'depth' else ''}"

    def promise(self, texture: Texture) -> str:
        """What an image promises."""
        if texture.access == "read":
            return "readonly "
        return "writeonly " if texture.access == "write" else ""

    def sampler(self, texture: Texture) -> str:
        """A texture with its sampler."""
        if self.joined:
            return texture.name
        start, place = PREFIXES[texture.sort], PLACES[texture.dimension]
        if texture.sort == "depth":
            return f"sampler{place}Shadow({texture.name}, against)"
        return f"{start}sampler{place}({texture.name}, nearest)"

    # Places.

    def vector(self, parts: list[str], kind: str) -> str:
        if len(parts) == 1:
            return parts[0]
        return f"{kind}vec{len(parts)}({', '.join(parts)})"

    def texel(self, texture: Texture, level: int, *, own: bool = False) -> str:
        """Which texel, with its layer."""
        parts = self.places(texture, level, signed=True, own=own)
        if texture.layered:
            parts.append(self.layer(texture, signed=True))
        return self.vector(parts, "i")

    def place(self, texture: Texture, *, gathers: bool = False, bound: str = "") -> str:
        """Where to sample, with the layer and what is compared."""
        parts = self.between(texture, gathers=gathers)
        if texture.layered:
            parts.append(f"float({self.layer(texture, signed=False)})")
        if bound:
            if texture.dimension == "1d":
                parts.append("0.0")
            parts.append(bound)
        return self.vector(parts, "")

    def offset(self, texture: Texture) -> str:
        """A constant offset."""
        numbers = [str(self.chance.randint(-8, 7)) for _ in range(min(texture.axes, 3))]
        return ", " + self.vector(numbers, "i")

    def may_offset(self, texture: Texture) -> bool:
        return not texture.cubic and self.chance.random() < 0.4

    # Results.

    def result(self, texture: Texture) -> tuple[str, Sort]:
        """What is read of a texture, always four numbers."""
        chance = self.chance
        if texture.access in ("read", "read_write"):
            at = self.texel(texture, 0, own=texture.access != "read")
            return f"imageLoad({texture.name}, {at})", texture.sort
        if texture.access:
            return self.asked(texture), "int"
        if chance.random() < 0.2:
            return self.asked(texture), "int"
        if texture.sort == "depth":
            return self.compared(texture), "float"
        # naga samples no integers, and only gathers them.
        is_sampled = texture.sort == "float" or texture.cubic or texture.axes == 2
        if is_sampled and (texture.cubic or chance.random() < 0.6):
            found = self.sampled(texture) if texture.sort == "float" else self.gathered(texture)
            return found, texture.sort
        level = self.level(texture)
        name = self.sampler(texture) if chance.random() < 0.7 else texture.name
        at = self.texel(texture, level)
        known = chance.choice((str(level), f"int(given[63] * 0u) + {level}"))
        if self.may_offset(texture):
            # What an offset leads out of is not defined.
            zeros = self.vector(["0"] * texture.axes, "i")
            return f"texelFetchOffset({name}, {at}, {known}, {zeros})", texture.sort
        return f"texelFetch({name}, {at}, {known})", texture.sort

    def asked(self, texture: Texture) -> str:
        """The size of a texture, or how many levels there are."""
        chance = self.chance
        axes = (2 if texture.cubic else texture.axes) + texture.layered
        zeros = ", 0" * (4 - axes)
        if texture.access:
            return f"ivec4(imageSize({texture.name}){zeros})"
        name = self.sampler(texture) if chance.random() < 0.7 else texture.name
        if chance.random() < 0.3:
            return f"ivec4(textureQueryLevels({name}))"
        return f"ivec4(textureSize({name}, {self.level(texture)}){zeros})"

    def bound(self) -> str:
        """What depths are compared with."""
        return self.chance.choice(("0.5", "0.25", f"float({self.raw(64)}) / 64.0"))

    def steps(self, texture: Texture) -> str:
        """Two gradients."""
        made = list[str]()
        size = self.chance.choice((1, 2, 4))
        for _ in range(2):
            parts = ["0.0"] * texture.axes
            parts[self.chance.randrange(min(texture.axes, 2))] = f"{size}.0 / 16.0"
            made.append(self.vector(parts, ""))
        return ", ".join(made)

    def gathered(self, texture: Texture) -> str:
        """Four texels around a corner."""
        name = self.sampler(texture)
        at = self.place(texture, gathers=True)
        bound = f", {self.bound()}" if texture.sort == "depth" else ""
        component = f", {self.chance.randrange(4)}"
        if bound or self.chance.random() < 0.2:
            component = ""
        if self.may_offset(texture):
            return f"textureGatherOffset({name}, {at}{bound}{self.offset(texture)}{component})"
        return f"textureGather({name}, {at}{bound}{component})"

    def sampled(self, texture: Texture) -> str:
        chance = self.chance
        name = self.sampler(texture)
        roll = chance.random()
        # naga has no gathers of one dimension, and no level for it.
        if roll < 0.3 and (texture.axes == 2 or texture.cubic):
            return self.gathered(texture)
        if texture.dimension == "1d":
            return f"texelFetch({name}, {self.texel(texture, 0)}, 0)"
        level = f"{self.level(texture)}.0"
        ends = self.offset(texture) if self.may_offset(texture) else ""
        end = "Offset" if ends else ""
        if roll < 0.45 and texture.dimension in ("2d", "3d"):
            parts = self.between(texture)
            by = chance.choice((2, 4))
            parts = [f"({part}) * {by}.0" for part in parts] + [f"{by}.0"]
            if texture.dimension == "2d" and chance.random() < 0.5:
                parts.insert(2, "0.5")
            at = self.vector(parts, "")
            if chance.random() < 0.5:
                return f"textureProjGrad{end}({name}, {at}, {self.steps(texture)}{ends})"
            return f"textureProjLod{end}({name}, {at}, {level}{ends})"
        at = self.place(texture)
        if roll < 0.65:
            return f"textureGrad{end}({name}, {at}, {self.steps(texture)}{ends})"
        return f"textureLod{end}({name}, {at}, {level}{ends})"

    def compared(self, texture: Texture) -> str:
        chance = self.chance
        roll = chance.random()
        if roll < 0.4 or texture.dimension == "cube-array":
            return self.gathered(texture)
        name = self.sampler(texture)
        at = self.place(texture, bound=self.bound())
        if roll < 0.7 and texture.dimension == "2d":
            if self.may_offset(texture):
                return f"vec4(textureLodOffset({name}, {at}, 0.0{self.offset(texture)}))"
            return f"vec4(textureLod({name}, {at}, 0.0))"
        zeros = self.vector(["0.0"] * texture.axes, "")
        return f"vec4(textureGrad({name}, {at}, {zeros}, {zeros}))"

    # Statements.

    def value(self, sort: Sort) -> str:
        """Four numbers for a texel."""
        chance = self.chance
        if sort == "float":
            ways = ("0.25", "1.0", "0.0", "-1.0", f"float({self.raw(64)}) / 64.0")
        elif sort == "int":
            ways = (f"int({self.raw(64)}) - 32", "-1", str(chance.randint(-127, 127)))
        else:
            ways = (self.raw(64), f"{chance.randint(0, 255)}u")
        return f"{VECTORS[sort]}({', '.join(chance.choice(ways) for _ in range(4))})"

    def keep(self, text: str, sort: Sort) -> list[str]:
        """Puts four numbers where they are seen."""
        slot = self.slot(sort)
        return [f"{sort}s[lane * COUNT_{sort} + {slot}u] = {text};"]

    def changed(self, texture: Texture) -> list[str]:
        """A texel that is written."""
        at = self.texel(texture, 0, own=True)
        if texture.access == "atomic":
            which = self.chance.choice(ATOMICS)
            value = self.raw(64) if texture.sort == "uint" else f"int({self.raw(64)}) - 32"
            return [f"imageAtomic{which}({texture.name}, {at}, {value});"]
        return [f"imageStore({texture.name}, {at}, {self.value(texture.sort)});"]

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
            return [f"{VECTORS[sort]} {name} = {text};", *self.keep(name, sort)]
        letters = "".join(chance.choices(LETTERS, k=4))
        return self.keep(f"({text}).{letters}", sort)

    def function(self) -> list[str]:
        """A function that is given a texture and maybe its sampler, and calls of it."""
        chance = self.chance
        # glslang takes no image with a format for one without, or writes SPIR-V that is not valid.
        found = [t for t in self.textures if not t.access]
        texture = chance.choice(found)
        name = self.name("f")
        parameter = Texture(
            "given_texture", texture.dimension, texture.sort, texture.access, texture.texels
        )
        sort: Sort | None = None
        if texture.access in ("write", "atomic"):
            body = self.changed(parameter)
        else:
            text, sort = self.result(parameter)
            body = [f"return {text};"]
        parameters = f"{self.promise(texture)}{self.type_of(texture)} given_texture"
        arguments = list[str]()
        text = "\n".join(body)
        for word, kind in (("nearest", "sampler"), ("against", "samplerShadow")):
            if word in text and chance.random() < 0.7:
                parameters += f", {kind} some"
                arguments.append(word)
                text = text.replace(word, "some")
        result = VECTORS[sort] if sort else "void"
        lines = [f"{result} {name}({parameters}) {{", *indented(text.split("\n")), "}"]
        key = self.type_of(texture), self.promise(texture), texture.texels
        same = [t for t in self.textures if (self.type_of(t), self.promise(t), t.texels) == key]
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
            body += [f"{call};"] if sort is None else self.keep(call, sort)
        for _ in range(chance.randint(4, 12)):
            body += self.statement()
        body += self.keep("uvec4(lane, 77u, 0u, 1u)", "uint")
        head = ["#version 460"]
        if not self.joined:
            head.append("#extension GL_EXT_samplerless_texture_functions : require")
        head += [
            f"layout(local_size_x = {LANES}) in;",
            "layout(set = 0, binding = 0) readonly buffer Given { uint given[64]; };",
        ]
        for at, (sort, count) in enumerate(self.counts.items(), 1):
            if count:
                array = f"{VECTORS[sort]} {sort}s[{count * LANES}];"
                head += [
                    f"const uint COUNT_{sort} = {count}u;",
                    f"layout(set = 0, binding = {at}) buffer Left_{sort} {{ {array} }};",
                ]
        text = "\n".join([*functions, *body])
        head += ["uint lane;"]
        number = 0
        for line in (
            "uniform sampler nearest;",
            "uniform samplerShadow against;",
            *(f"uniform {self.promise(t)}{self.type_of(t)} {t.name};" for t in self.textures),
        ):
            name = line.split()[-1].rstrip(";")
            if name in text:
                texels = [f"{t.texels}, " for t in self.textures if t.name == name and t.access]
                head.append(f"layout({''.join(texels)}set = 1, binding = {number}) {line}")
                number += chance.choice((1, 1, 1, 2))
        entry = ["void main() {"]
        return assembled([*head, *functions], entry, "gl_LocalInvocationIndex", body)


def make(seed: int) -> str:
    """The program of a seed."""
    return GlslImages(random.Random(f"images glsl {seed}")).program()
