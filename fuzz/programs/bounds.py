"""Compute shaders in WGSL whose indices are out of range, each beside a twin whose indices are not.

The twin says in its own words what a policy of bounds checks promises: `restrict` takes an index as
unsigned and makes it the last one at most, `read-zero-skip-write` reads zero and skips writes.
It is run as given, and the shader after routes on which the checks are written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from programs.shapes import (
    FLOAT,
    INT,
    UINT,
    Array,
    Matrix,
    Scalar,
    Struct,
    Type,
    Vector,
    leaves,
    parts,
    spell,
)
from programs.statements import TAB, indented

if TYPE_CHECKING:
    import random

Policy = Literal["restrict", "read-zero-skip-write"]
POLICIES: tuple[Policy, ...] = ("restrict", "read-zero-skip-write")

ELEMENTS = 5
READ_ONLY = ("uniform", "read")
BUFFERS = ("uniform", "read", "read_write")
# Routes on which every index is checked, those that check loads of texels, and those to HLSL.
CHECKED = ("to SPIR-V", "to SPIR-V to WGSL", "to SPIR-V to HLSL", "to WGSL to SPIR-V to WGSL")
OF_TEXELS = ("to GLSL", "to GLSL to WGSL")
OF_HLSL = ("to HLSL", "to HLSL to WGSL")


@dataclass(frozen=True, slots=True)
class Held:
    """A variable."""

    name: str
    shape: Type
    space: str
    # Whether it is an array without a length.
    endless: bool = False


@dataclass(slots=True)
class Chain:
    """A part of a variable, with the indices on the way."""

    text: str
    checked: str
    shape: Type
    checks: list[str] = field(default_factory=list[str])
    component: bool = False


class Bounds:
    """Makes a program and its twin."""

    def __init__(self, chance: random.Random) -> None:
        """Takes the source of all decisions."""
        self.chance = chance
        self.policies: dict[str, Policy] = {
            each: chance.choice(POLICIES) for each in ("index", "buffer", "image_load")
        }
        self.structs: list[Struct] = []
        self.held: list[Held] = []
        self.lines: list[str] = []
        self.twin: list[str] = []
        self.results = 0
        self.names = 0
        self.has_textures = chance.random() < 0.5
        # GLSL has checks of texels alone.
        self.has_texels_alone = self.has_textures and chance.random() < 0.5
        self.has_atomics = not self.has_texels_alone and chance.random() < 0.3
        self.has_buffers = chance.random() < 0.7
        self.functions: list[str] = []

    def name(self, prefix: str) -> str:
        """A new name."""
        self.names += 1
        return f"{prefix}{self.names}"

    # Types and values.

    def shape(self, depth: int, space: str) -> Type:
        """A type with indices in it."""
        chance = self.chance
        roll = chance.random()
        if depth and roll < 0.45:
            return Array(self.element(depth - 1, space), chance.randint(2, 5))
        if depth and roll < 0.6 and self.structs:
            return chance.choice(self.structs)
        if roll < 0.8:
            return Vector(chance.choice(("int", "uint", "float")), chance.randint(2, 4))
        return Matrix(chance.randint(2, 4), chance.randint(2, 4))

    def element(self, depth: int, space: str) -> Type:
        """The type of elements, which in uniform memory lie sixteen bytes apart."""
        if space == "uniform":
            kind = self.chance.choice(("int", "uint", "float"))
            return self.chance.choice((Vector(kind, 4), Matrix(3, 4), Array(Vector(kind, 4), 3)))
        if self.chance.random() < 0.3:
            return self.chance.choice((INT, UINT, FLOAT))
        return self.shape(depth, space)

    def value(self, shape: Type) -> str:
        """A value of small numbers."""
        match shape:
            case Scalar(_):
                number = f"given[{self.chance.randrange(64)}]"
                return number if shape == UINT else f"{spell(shape, 'wgsl')}({number})"
            case Struct(name, members):
                return f"{name}({', '.join(self.value(each) for _, each in members)})"
            case _:
                inside = ", ".join(self.value(each) for each in parts(shape))
                return f"{spell(shape, 'wgsl')}({inside})"

    def index(self) -> str:
        """An index that may be anything."""
        chance = self.chance
        at = f"given[{chance.randrange(64)}]"
        return chance.choice(
            (
                f"({at} % 7u)",
                f"({at} & 3u)",
                f"(i32({at} & 7u) - 3)",
                f"(i32({at} % 5u) - 1)",
                f"({at} * 0x10000001u)",
                f"(i32({at}) * 0x2000001)",
                f"(0xffffffffu - {at})",
                "at",
                "near",
            )
        )

    # Accesses.

    def policy(self, space: str) -> Policy:
        return self.policies["buffer" if space in BUFFERS else "index"]

    def step(self, chain: Chain, length: str, policy: Policy, *, known: int | None) -> None:
        """One more index of a chain."""
        chance = self.chance
        if known is not None and chance.random() < 0.15:
            text = str(chance.randrange(known))
            chain.text += f"[{text}]"
            chain.checked += f"[{text}]"
            return
        # Only an array without a length has constants beyond its end.
        text = str(chance.randrange(9)) if known is None and chance.random() < 0.3 else self.index()
        chain.text += f"[{text}]"
        if policy == "restrict":
            chain.checked += f"[min(u32({text}), {length} - 1u)]"
        else:
            chain.checked += f"[{text}]"
            chain.checks.append(f"u32({text}) < {length}")

    def descend(self, chain: Chain, policy: Policy, *, first: Held | None = None) -> None:
        """Goes into a value, at least one index deep where there is one."""
        chance = self.chance
        while True:
            shape = chain.shape
            if isinstance(shape, Scalar) or (chain.checks and chance.random() < 0.25):
                return
            chain.component = isinstance(shape, Vector)
            if isinstance(shape, Struct):
                name, chain.shape = chance.choice(shape.members)
                chain.text += f".{name}"
                chain.checked += f".{name}"
                continue
            of = parts(shape)
            chain.shape = of[0]
            endless = first is not None and first.endless and shape == first.shape
            length = f"arrayLength(&{first.name})" if first and endless else f"{len(of)}u"
            self.step(chain, length, policy, known=None if endless else len(of))

    def chain(self, *, written: bool) -> tuple[Held, Chain]:
        """A part of some variable."""
        chance = self.chance
        held = chance.choice([h for h in self.held if not (written and h.space in READ_ONLY)])
        chain = Chain(held.name, held.name, held.shape)
        self.descend(chain, self.policy(held.space), first=held)
        return held, chain

    def guarded(self, chain: Chain, lines: list[str]) -> list[str]:
        """What the twin does only where all indices are in range."""
        if not chain.checks:
            return lines
        return [f"if {' && '.join(chain.checks)} {{", *indented(lines), "}"]

    def keep(self, name: str, shape: Type) -> list[str]:
        """Puts a value where it is compared."""
        bits = [
            path if scalar == UINT else f"bitcast<u32>({path})"
            for path, scalar in leaves(shape, name)
        ]
        # One line would be nested too deeply.
        several = [bits[at : at + 16] for at in range(0, len(bits), 16)]
        lines = ["mixed = 7u;"]
        for each in several:
            text = "mixed"
            for part in each:
                text = f"(({text} * 31u) ^ {part})"
            lines.append(f"mixed = {text};")
        self.results += 1
        return [*lines, f"left[{self.results - 1}] = mixed;"]

    def both(self, lines: list[str]) -> None:
        """Writes the same into both."""
        self.lines += lines
        self.twin += lines

    def read(self) -> None:
        """Reads a part, and maybe a part of what was read."""
        _, chain = self.chain(written=False)
        name = self.name("v")
        self.read_to(name, chain)
        if not isinstance(chain.shape, (Scalar, Struct)) and self.chance.random() < 0.5:
            # Of a value, which is in no memory.
            copy = self.name("c")
            self.both([f"let {copy} = {name};"])
            inner = Chain(copy, copy, chain.shape)
            self.descend(inner, self.policies["index"])
            self.read_to(self.name("v"), inner)

    def read_to(self, name: str, chain: Chain) -> None:
        spelt = spell(chain.shape, "wgsl")
        self.lines.append(f"var {name}: {spelt} = {chain.text};")
        self.twin += [
            f"var {name}: {spelt};",
            *self.guarded(chain, [f"{name} = {chain.checked};"]),
        ]
        self.both(self.keep(name, chain.shape))

    def write(self) -> None:
        """Writes a part, or changes it."""
        _, chain = self.chain(written=True)
        value = self.value(chain.shape)
        change = "+=" if isinstance(chain.shape, (Scalar, Vector)) else "="
        if chain.shape in (INT, UINT) and self.chance.random() < 0.2:
            end = "++"
        else:
            end = f" {self.chance.choice(('=', change))} {value}"
        self.lines.append(f"{chain.text}{end};")
        self.twin += self.guarded(chain, [f"{chain.checked}{end};"])

    def point(self) -> None:
        """Keeps the place of a part, whose index changes before it is used."""
        held, chain = self.chain(written=True)
        if chain.component or chain.text == held.name:
            return
        name, made = self.name("p"), self.name("v")
        value = self.value(chain.shape)
        spelt = spell(chain.shape, "wgsl")
        self.lines += [f"let {name} = &{chain.text};", "at += 1u;", "near -= 1;"]
        use = [f"{made} = *{name};", f"*{name} = {value};"]
        head = [f"var {made}: {spelt};"]
        self.lines += [*head, *use]
        here = [f"let {name} = &{chain.checked};", *use]
        self.twin += [*head, *self.guarded(chain, here), "at += 1u;", "near -= 1;"]
        self.both(self.keep(made, chain.shape))

    def call(self) -> None:
        """Gives a part to a function, which reads and writes it."""
        held, chain = self.chain(written=True)
        if chain.component or held.space not in ("function", "private"):
            return
        function, made = self.name("f"), self.name("v")
        spelt = spell(chain.shape, "wgsl")
        value = self.value(chain.shape)
        self.functions += [
            f"fn {function}(p: ptr<{held.space}, {spelt}>) -> {spelt} {{",
            f"{TAB}let before = *p;",
            f"{TAB}*p = {value};",
            f"{TAB}return before;",
            "}",
        ]
        self.lines.append(f"var {made}: {spelt} = {function}(&{chain.text});")
        self.twin += [
            f"var {made}: {spelt};",
            # Without the call: the naga inside wgpu has no pointers to parts of variables.
            *self.guarded(chain, [f"{made} = {chain.checked};", f"{chain.checked} = {value};"]),
        ]
        self.both(self.keep(made, chain.shape))

    def atomic(self) -> None:
        """An atomic operation beyond the end."""
        chance = self.chance
        space, name = chance.choice((("workgroup", "shared_n"), ("read_write", "counted")))
        chain = Chain(name, name, INT)
        self.step(chain, "4u", self.policy(space), known=4)
        made = self.name("v")
        value = self.value(INT)
        roll = chance.random()
        if roll < 0.2:
            text, use = f"atomicLoad(&{chain.text})", f"atomicLoad(&{chain.checked})"
        elif roll < 0.4:
            self.lines.append(f"atomicStore(&{chain.text}, {value});")
            store = f"atomicStore(&{chain.checked}, {value});"
            self.twin += self.guarded(chain, [store])
            return
        else:
            which = chance.choice(("Add", "Max", "Xor", "Exchange"))
            text, use = (f"atomic{which}(&{each}, {value})" for each in (chain.text, chain.checked))
        self.lines.append(f"var {made} = {text};")
        self.twin += [f"var {made} = 0;", *self.guarded(chain, [f"{made} = {use};"])]
        self.both(self.keep(made, INT))

    def texel(self) -> None:
        """A load of a texel, of which others know."""

    # The whole.

    def declare(self, lines: list[str]) -> None:
        """The variables of the module."""
        chance = self.chance
        for _ in range(chance.randint(0, 2)):
            count = chance.randint(1, 3)
            members = tuple((f"m{n}", self.shape(1, "private")) for n in range(count))
            struct = Struct(self.name("S"), members)
            self.structs.append(struct)
            inside = [f"{name}: {spell(each, 'wgsl')}," for name, each in members]
            lines += [f"struct {struct.name} {{", *indented(inside), "}"]
        spaces = ["function", "function", "private", "workgroup"]
        if self.has_buffers:
            spaces += ["uniform", "read", "read_write", "read_write"]
        binding = 2
        for space in [] if self.has_texels_alone else spaces:
            if chance.random() < 0.25:
                continue
            saved, self.structs = self.structs, [] if space == "uniform" else self.structs
            shape: Type = Array(self.element(1, space), chance.randint(2, 5))
            if chance.random() < 0.4:
                shape = self.shape(2, space)
            self.structs = saved
            name = self.name("a")
            endless = space in ("read", "read_write") and chance.random() < 0.5
            spelt = spell(shape, "wgsl")
            if endless:
                shape = Array(shape, ELEMENTS)
                spelt = f"array<{spelt}>"
            self.held.append(Held(name, shape, space, endless))
            if space == "function":
                continue
            if space in BUFFERS:
                access = "" if space == "uniform" else f", {space}"
                kind = "uniform" if space == "uniform" else "storage"
                lines.append(f"@group(0) @binding({binding}) var<{kind}{access}> {name}: {spelt};")
                binding += 1
            else:
                lines.append(f"var<{space}> {name}: {spelt};")
        if self.has_atomics:
            lines += [
                "var<workgroup> shared_n: array<atomic<i32>, 4>;",
                "@group(0) @binding(20) var<storage, read_write> counted: array<atomic<i32>, 4>;",
            ]
        if self.has_textures:
            lines += [
                "@group(0) @binding(21) var flat: texture_2d<u32>;",
                "@group(0) @binding(22) var layers: texture_2d_array<u32>;",
                "@group(0) @binding(23) var solid: texture_3d<u32>;",
                "@group(0) @binding(24) var line: texture_1d<u32>;",
                "@group(0) @binding(25) var image: texture_storage_2d<rgba32uint, read>;",
                "@group(0) @binding(26) var several: texture_multisampled_2d<u32>;",
            ]

    def make(self) -> tuple[str, str, str]:
        """The program, its twin, and the file beside it."""
        chance = self.chance
        head = ["@group(0) @binding(0) var<storage, read> given: array<u32, 64>;"]
        self.declare(head)
        self.both(
            ["var mixed = 0u;", "var at = given[0] % 5u;", "var near = i32(given[1] % 7u) - 2;"]
        )
        for held in self.held:
            value = "" if held.space in BUFFERS else f"{held.name} = {self.value(held.shape)};"
            if value:
                self.both([f"var {value}" if held.space == "function" else value])
        ways = [self.read, self.read, self.write, self.write, self.point, self.call]
        ways += [self.atomic] if self.has_atomics else []
        ways += [self.texel] * 3 if self.has_textures else []
        if not any(h.space not in READ_ONLY for h in self.held):
            ways = [self.read] if self.held else [self.texel] if self.has_textures else []
        for _ in range(chance.randint(4, 14)):
            if ways:
                chance.choice(ways)()
        for held in self.held:
            if held.space in ("function", "private", "workgroup"):
                self.both(self.keep(held.name, held.shape))
        if self.has_atomics:
            for at in range(4):
                self.both([f"let last{at} = atomicLoad(&shared_n[{at}]);"])
                self.both(self.keep(f"last{at}", INT))
        left = f"@group(0) @binding(1) var<storage, read_write> left: array<u32, {self.results}>;"
        begin = ["@compute @workgroup_size(1)", "fn main() {"]

        def text(lines: list[str]) -> str:
            whole = [*head, left, *self.functions, *begin, *indented(lines), "}"]
            return "\n".join(whole) + "\n"

        return text(self.lines), text(self.twin), self.beside()

    def beside(self) -> str:
        """What the sweep is to know."""
        routes = [*CHECKED]
        if not self.has_atomics and self.policies["index"] == "restrict" and not self.has_buffers:
            routes += OF_HLSL if not self.has_textures else ()
        # GLSL and HLSL have no checks of buffers.
        routes += OF_TEXELS if self.has_texels_alone else ()
        options = [f'"bounds_check.{key}" = "{value}"' for key, value in self.policies.items()]
        named = ", ".join(f'"{route}"' for route in routes)
        twin = 'twin = "SEED.twin.wgsl"'
        return "\n".join(
            [twin, f"elements = {ELEMENTS}", f"routes = [{named}]", "[options]", *options, ""]
        )
