"""Compute shaders in WGSL with what the others seldom have, or not at all.

Literals without a type that meet numbers that have one, constants that are vectors, matrices and
structs, constants of functions, parts of floats (`frexp`, `modf`, `ldexp`), and overrides as sizes.
"""

from __future__ import annotations

import random
import re

from programs.naming import renamed
from programs.scope import Variable
from programs.shapes import FLOAT, INT, UINT, Matrix, Scalar, Struct, Type, Vector, spell
from programs.wgsl import LANES, Wgsl


class WgslMore(Wgsl):
    """Makes a program."""

    def assignment(self) -> list[str]:
        if self.chance.random() < 0.3:
            return self.rare()
        return super().assignment()

    def rare(self) -> list[str]:
        chance = self.chance
        ways = [self.untyped, self.untyped, self.constants, self.cases]
        if "float" in self.features:
            ways += [self.parts]
        return chance.choice(ways)()

    def parts(self) -> list[str]:
        """Floats taken apart and put together."""
        chance = self.chance
        size = chance.randint(2, 4) if self.has("vector", 0.5) else 1
        shape: Type = FLOAT if size == 1 else Vector("float", size)
        whole: Type = INT if size == 1 else Vector("int", size)
        value = self.kept(shape, 2).text
        name, made = self.name("v"), self.name("r")
        roll = chance.random()
        if roll < 0.3:
            self.local(name, whole)
            # Its mantissa has a sign in DXC's SPIR-V and none in DXIL.
            return [
                f"let {made} = frexp(abs({value}));",
                f"var {name} = {spell(whole, 'wgsl')}({made}.fract * 1024.0) ^ {made}.exp;",
            ]
        if roll < 0.6:
            self.local(name, shape)
            return [
                f"let {made} = modf({value} / 4.0);",
                f"var {name} = {made}.whole + {made}.fract * 4.0;",
            ]
        self.local(name, shape)
        by = self.kept(whole, 1).text
        bits = "3" if size == 1 else f"vec{size}(3)"
        ends = [f"{spell(shape, 'wgsl')}({end})" for end in ("-64.0", "64.0")]
        return [f"var {name} = clamp(ldexp({value}, {by} & {bits}), {', '.join(ends)});"]

    def untyped(self) -> list[str]:
        """Literals that take the type of what they meet."""
        chance = self.chance
        name = self.name("v")
        number = chance.randint(0, 7)
        kind: Scalar = chance.choice((INT, UINT, FLOAT if "float" in self.features else INT))
        value = self.loose(self.kept(kind, 2), kind.kind).text
        spelt = spell(kind, "wgsl")
        if kind == FLOAT:
            ways = [f"min({value}, {number})", f"max({number}.5, {value} * 2) - 0.5"]
        else:
            ways = [
                f"({value} + {number})",
                f"({number} * {value})",
                f"min({number}, {value})",
                f"clamp({value}, {number}, {number + 9})",
                f"({value} / {number + 1})",
                f"({value} << {number})",
                f"select({number}, {value}, {self.condition(1)})",
            ]
        ways.append(f"dot(vec2({number}, {value}), vec2(1, 2))" if kind != FLOAT else f"({value})")
        ways.append(f"vec3({number}, {value}, 2).y")
        ways.append(f"array({value}, {number}, {number})[lane % 3]")
        text = chance.choice(ways)
        if kind == FLOAT:
            text = f"clamp(floor({text}), -64, 64)"
        self.local(name, kind)
        return [f"var {name}: {spelt} = {text};"]

    def constants(self) -> list[str]:
        """Constants within a function."""
        chance = self.chance
        one, other = self.name("k"), self.name("k")
        kind: Scalar = chance.choice((INT, UINT))
        spelt = spell(kind, "wgsl")
        first = chance.randint(1, 9)
        shown = chance.choice((f"const {one} = {first};", f"const {one}: {spelt} = {first};"))
        text = chance.choice(
            (f"{one} * 3 - 2", f"vec2({one}, 2).x + {one}", f"array({one}, 5)[1] * {one}")
        )
        name = self.name("v")
        value = self.loose(self.kept(kind, 2), kind.kind).text
        self.local(name, kind)
        return [
            shown,
            f"const {other} = {text};",
            f"var {name}: {spelt} = ({value}) ^ {other};",
        ]

    def cases(self) -> list[str]:
        """A switch over constants, with the default among them."""
        chance = self.chance
        found = self.target(INT, fresh=False)
        if found is None:
            return self.untyped()
        _, text = found
        value = self.loose(self.value(INT, 2), "int").text
        name = self.name("k")
        ends = [f"{text} = {self.kept(INT, 1).text};" for _ in range(3)]
        labels = [f"{name}", f"{name} + 1, default, 7", f"{name} * 0 - 3"]
        chance.shuffle(labels)
        return [
            f"const {name} = {chance.randint(1, 3)};",
            f"switch ({value}) % 8 {{",
            *(f"    case {label}: {{ {end} }}" for label, end in zip(labels, ends, strict=True)),
            *([] if any("default" in label for label in labels) else ["    default: {}"]),
            "}",
        ]

    def variables(self, lines: list[str]) -> None:
        super().variables(lines)
        chance, scope = self.chance, self.scopes[0]
        found: list[Type] = [Vector("int", 3), Vector("uint", 2)]
        if "float" in self.features:
            found += [Matrix(chance.randint(2, 4), chance.randint(2, 4)), Vector("float", 4)]
        found += [each for each in self.structs if self.is_plain(each)]
        for at in range(chance.randint(1, 4)):
            shape = chance.choice(found)
            name = f"K_{at}"
            lines.append(f"const {name} = {self.fixed(shape)};")
            # What is computed of it alone may be refused: it overflows, or divides by zero.
            text = f"K_LIST{at}[lane & 0u]"
            lines.append(f"const K_LIST{at} = array({name}, {name});")
            scope[text] = Variable(text, shape, name, mutable=False)
        # Of each of them parts, and of those other constants.
        lines += [
            "const K_V = vec3(1, -2, 3) * 2;",
            "const K_N = K_V.y + K_V[2] * 3;",
            "const K_M = mat2x2(1, 2, 3, 4) * 2.0;",
            "const K_F = (K_M * vec2(1, 2)).y;",
            "const K_A = array(K_N, 4, K_V.x);",
        ]
        for name, shape in (
            ("K_N", INT),
            ("K_F", FLOAT),
            ("K_A[1]", INT),
            ("K_V", Vector("int", 3)),
        ):
            if shape != FLOAT or "float" in self.features:
                zero = f"zero_{shape.kind}"
                text = f"({spell(shape, 'wgsl')}({name}) + {zero})"
                scope[name] = Variable(text, shape, name, mutable=False)

    def is_plain(self, struct: Struct) -> bool:
        """Whether naga computes with constants of all that is in it."""
        return all(
            isinstance(shape, (Scalar, Vector, Matrix)) and shape.kind in ("int", "uint", "float")
            for _, shape in struct.members
        )

    def program(self) -> str:
        text = super().program()
        if self.chance.random() < 0.5:
            return text
        # Sizes that are known when the pipeline is made.
        text = text.replace(f"@workgroup_size({LANES})", "@workgroup_size(SIZE_X, SIZE_Y * 1)")
        text = re.sub(
            rf"(var<workgroup> [so]\w+: array<.*), {LANES}>;", r"\1, SIZE_X * SIZE_Y>;", text
        )
        sizes = f"override SIZE_X: u32 = {LANES // 2};\noverride SIZE_Y = {2}u;\n"
        first = [line for line in text.splitlines() if line.startswith("enable ")]
        rest = text.splitlines()[len(first) :]
        return "\n".join([*first, sizes.strip(), *rest]) + "\n"


def make(seed: int) -> str:
    """The program of a seed."""
    return renamed(WgslMore(random.Random(f"wgsl more {seed}")).program(), "wgsl", seed)
